/* Keys and values by their marks: ':' behind a key in quotes, '=' behind a bare one, "a:2:{" of PHP; see structured.h.
 *
 * An object under a key that says it describes a person lasts up to its closing bracket, so long its members are read as
 * a person's. Brackets are matched once: inside such an object no other is looked for.
 */
#include "stages/anonymize/scrub/structured.h"

#include "stages/anonymize/scrub/form.h"
#include "stages/anonymize/scrub/members.h"

enum {
	MOST_KEY = 128,     /* bytes */
	MOST_BLANKS = 8,    /* between a key and its mark */
	MOST_JUDGED = 1024, /* bytes of a form's value that may turn out to be none: what is longer is one */
	MOST_COUNT = 9      /* digits of a length in PHP's serialize */
};

struct walk {
	const struct members *members;
	struct str text;
	const struct structured_listener *listener;
	size_t person_end; /* members before this are a person's */
	bool php_unended;  /* nothing ends a text of PHP's any more */
};

static char
byte(const struct walk *w, size_t at)
{
	return at < w->text.len ? w->text.at[at] : '\0';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_quote(char c)
{
	return c == '"' || c == '\'';
}

static size_t
skip_blanks(const struct walk *w, size_t at)
{
	while (char_is_blank(byte(w, at)))
		at++;
	return at;
}

static struct str
slice(const struct walk *w, size_t start, size_t end)
{
	return (struct str){w->text.at + start, end - start};
}

static void
tell(const struct walk *w, struct str key, size_t start, size_t end, struct member member)
{
	struct str value = slice(w, start, end);

	if (member.pii && !members_tells(w->members, member, value))
		member.pii = NULL;
	if (end > start)
		w->listener->value(w->listener->context, key, value, member.pii);
}

/* A text in quotes; over a line's end there was no second quote. */
static void
tell_quoted(const struct walk *w, struct str key, size_t start, size_t end, struct member member)
{
	if (end > start && memchr(w->text.at + start, '\n', end - start))
		member.pii = NULL;
	tell(w, key, start, end, member);
}

static struct member
member_of(const struct walk *w, struct str key, enum member_place place)
{
	return w->members ? members_find(w->members, key, place) : (struct member){0};
}

/* ---- JSON ---- */

/* Behind the quote at `at`: where the text in quotes ends, at its quote or at the end of all. */
static size_t
string_end(const struct walk *w, size_t at)
{
	char quote = byte(w, at++);

	while (at < w->text.len && w->text.at[at] != quote)
		at += w->text.at[at] == '\\' && at + 1 < w->text.len ? 2 : 1;
	return at < w->text.len ? at : w->text.len;
}

static bool
is_number_character(char c)
{
	return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static size_t
number_end(const struct walk *w, size_t at)
{
	while (is_number_character(byte(w, at)))
		at++;
	return at;
}

/* Behind the bracket that closes the one at `at`. */
static size_t
container_end(const struct walk *w, size_t at)
{
	size_t depth = 0;

	for (; at < w->text.len; at++) {
		char c = w->text.at[at];

		if (c == '"')
			at = string_end(w, at);
		else if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			return at + 1;
	}
	return w->text.len;
}

/* A text or number at `at`; tells it and returns where it ends, `at` if there is none. */
static size_t
scalar(const struct walk *w, struct str key, size_t at, struct member member)
{
	size_t end;

	if (is_quote(byte(w, at))) {
		end = string_end(w, at);
		tell_quoted(w, key, at + 1, end, member);
		return end + (end < w->text.len);
	}
	if (!is_digit(byte(w, at)) && byte(w, at) != '-')
		return at;
	end = number_end(w, at);
	tell(w, key, at, end, member);
	return end;
}

/* An array whose key says what each of its texts and numbers is; ends where something else stands. */
static void
scalars(const struct walk *w, struct str key, size_t at, struct member member)
{
	size_t end;

	for (at = skip_blanks(w, at + 1);; at = skip_blanks(w, end + 1)) {
		end = scalar(w, key, at, member);
		if (end == at)
			return;
		end = skip_blanks(w, end);
		if (byte(w, end) != ',')
			return;
	}
}

/* Returns where to go on. */
static size_t
container(struct walk *w, struct str key, size_t at, struct member member)
{
	bool array = byte(w, at) == '[';

	if (member.pii && (member.depth == MEMBER_WHOLE || (member.depth == MEMBER_ARRAYS && array))) {
		size_t end = container_end(w, at);

		tell(w, key, at, end, member);
		return end;
	}
	if (member.pii && member.depth == MEMBER_SCALARS && array)
		scalars(w, key, at, member);
	if (at >= w->person_end && w->members && members_person(w->members, key))
		w->person_end = container_end(w, at);
	return at + 1;
}

/* The key in quotes before the colon at `colon`. */
static bool
quoted_key(const struct walk *w, size_t colon, struct str *key)
{
	size_t end = colon, start;
	char quote;

	while (end > 0 && colon - end < MOST_BLANKS && char_is_blank(w->text.at[end - 1]))
		end--;
	if (end < 2 || !is_quote(w->text.at[end - 1]))
		return false;
	quote = w->text.at[--end];
	for (start = end; start > 0 && end - start < MOST_KEY; start--)
		if (w->text.at[start - 1] == quote) {
			*key = slice(w, start, end);
			return end > start;
		}
	return false;
}

static size_t
json_pair(struct walk *w, struct str key, size_t colon)
{
	size_t at = skip_blanks(w, colon + 1);
	enum member_place place = colon < w->person_end ? MEMBER_OF_PERSON : MEMBER_OF_OBJECT;
	struct member member = member_of(w, key, place);

	if (byte(w, at) == '{' || byte(w, at) == '[')
		return container(w, key, at, member);
	if (member.depth == MEMBER_ARRAYS)
		member.pii = NULL;
	scalar(w, key, at, member);
	return colon + 1;
}

/* ---- PHP's serialize ---- */

struct php {
	struct walk *walk;
	struct str key; /* at == NULL: one comes next */
	size_t depth;
	struct member above; /* what the key of an array says of what is in it */
	size_t above_depth;  /* of that array */
	size_t person_depth; /* of an object that describes a person; 0 for none */
};

/* The number at `at` and the character behind it, where both are passed to; 0 if they are not there. */
static size_t
php_count(const struct walk *w, size_t at, char behind, size_t *count)
{
	size_t digits = 0;

	for (*count = 0; digits < MOST_COUNT && is_digit(byte(w, at + digits)); digits++)
		*count = *count * 10 + (size_t)(w->text.at[at + digits] - '0');
	return digits && byte(w, at + digits) == behind ? at + digits + 1 : 0;
}

/* Where a text's closing quote stands, at or behind `at`; the end of all if it has none, which is looked for once. */
static size_t
php_quote(struct walk *w, size_t at)
{
	while (!w->php_unended && at < w->text.len) {
		if (byte(w, at) == '"' && byte(w, at + 1) == ';')
			return at;
		at++;
	}
	w->php_unended = true;
	return w->text.len;
}

/* Behind "s:": a text. Where its length does not lead to its end, since somebody changed it, the next quote does. */
static size_t
php_text(struct walk *w, size_t at, size_t *start, size_t *end)
{
	size_t count;

	at = php_count(w, at, ':', &count);
	if (at == 0 || byte(w, at) != '"')
		return 0;
	*start = at + 1;
	*end = *start + count;
	if (byte(w, *end) != '"' || byte(w, *end + 1) != ';')
		*end = php_quote(w, *start);
	return *end < w->text.len ? *end + 2 : 0;
}

/* A number or truth value; behind "i:", "d:" or "b:". */
static size_t
php_number(const struct walk *w, size_t at, size_t *start, size_t *end)
{
	*start = at;
	*end = number_end(w, at);
	return *end > at && byte(w, *end) == ';' ? *end + 1 : 0;
}

/* Names of PHP's protected members are *name and Class name, each with a NUL before and behind the mark. */
static struct str
php_name(struct str key)
{
	size_t start = key.len;

	while (start > 0 && key.at[start - 1] != '\0')
		start--;
	return str_from(key, start);
}

static bool
is_index(struct str key)
{
	return key.len > 0 && is_digit(key.at[0]);
}

/* What is said of the value under this key: by an array around it, or by the key. */
static struct member
php_member(const struct php *p, struct str key)
{
	enum member_place place = p->person_depth ? MEMBER_OF_PERSON : MEMBER_OF_OBJECT;
	struct member member;

	if (p->above.pii
	    && (p->above.depth != MEMBER_SCALARS || (p->depth == p->above_depth && is_index(key))))
		return p->above;
	member = member_of(p->walk, key, place);
	if (member.depth == MEMBER_ARRAYS)
		member.pii = NULL;
	return member;
}

static void
php_scalar(struct php *p, size_t start, size_t end, bool telling)
{
	struct str key = p->key;

	if (!key.at) {
		p->key = php_name(slice(p->walk, start, end));
		return;
	}
	p->key.at = NULL;
	if (telling)
		tell(p->walk, key, start, end, php_member(p, key));
}

/* "a:2:{" and "O:8:\"stdClass\":1:{"; behind the type. */
static size_t
php_open(struct php *p, size_t at, bool object)
{
	size_t count, start, end;

	if (object) {
		at = php_count(p->walk, at, ':', &count);
		if (at == 0 || byte(p->walk, at) != '"')
			return 0;
		start = at;
		end = string_end(p->walk, start);
		at = end + 2;
	}
	at = php_count(p->walk, at, ':', &count);
	return at && byte(p->walk, at) == '{' ? at + 1 : 0;
}

/* What the key of an array or object says of all that is in it. */
static void
php_judge(struct php *p)
{
	if (!p->above.pii || p->above.depth == MEMBER_SCALARS) {
		p->above = members_find(p->walk->members, p->key, MEMBER_OF_OBJECT);
		p->above_depth = p->depth;
	}
	if (!p->person_depth && members_person(p->walk->members, p->key))
		p->person_depth = p->depth;
}

static void
php_enter(struct php *p)
{
	p->depth++;
	if (p->key.at && p->walk->members)
		php_judge(p);
	p->key.at = NULL;
}

static void
php_leave(struct php *p)
{
	if (p->depth == p->above_depth)
		p->above.pii = NULL;
	if (p->depth == p->person_depth)
		p->person_depth = 0;
	p->depth--;
	p->key.at = NULL;
}

/* One thing at `at`; returns where the next stands, 0 if there is none. */
static size_t
php_step(struct php *p, size_t at)
{
	char type = byte(p->walk, at);
	size_t start, end, next = 0;

	if (type == '}') {
		php_leave(p);
		return at + 1;
	}
	if (type == 'N' && byte(p->walk, at + 1) == ';') {
		p->key.at = NULL;
		return at + 2;
	}
	if (byte(p->walk, at + 1) != ':')
		return 0;
	if (type == 'a' || type == 'O') {
		next = php_open(p, at + 2, type == 'O');
		if (next)
			php_enter(p);
		return next;
	}
	if (type == 's')
		next = php_text(p->walk, at + 2, &start, &end);
	else if (type == 'i' || type == 'd' || type == 'b')
		next = php_number(p->walk, at + 2, &start, &end);
	if (next)
		php_scalar(p, start, end, type != 'b');
	return next;
}

/* Behind the bracket of an array or object; returns where to go on. */
static size_t
php_pairs(struct walk *w, size_t at)
{
	struct php p = {.walk = w, .depth = 1};

	while (p.depth > 0) {
		size_t next = php_step(&p, at);

		if (next == 0)
			break;
		at = next;
	}
	return at;
}

/* "a:2:{": the colon before the bracket. */
static bool
opens_php(const struct walk *w, size_t colon)
{
	return colon >= 3 && byte(w, colon + 1) == '{' && is_digit(w->text.at[colon - 1]);
}

/* ---- forms ---- */

/* Returns where to go on. */
static size_t
form_pair(const struct walk *w, struct str key, size_t mark)
{
	struct member member = member_of(w, key, MEMBER_OF_QUERY);
	size_t start = mark + 1, end;

	if (member.query && !form_in_query(w->text, (size_t)(key.at - w->text.at)))
		member.pii = NULL;
	if (is_quote(byte(w, start))) {
		tell_quoted(w, key, start + 1, string_end(w, start), member);
		return start + 1;
	}
	if (member.pii) {
		end = form_personal_end(w->text, start);
		if (end - start <= MOST_JUDGED)
			end = form_trimmed_end(w->text, start, end);
		if (end - start > MOST_JUDGED
		    || (!form_is_expression(slice(w, start, end))
			&& members_tells(w->members, member, slice(w, start, end)))) {
			tell(w, key, start, end, member);
			return end;
		}
	}
	member.pii = NULL;
	tell(w, key, start, form_value_end(w->text, start), member);
	return start;
}

/* ---- all ---- */

static void
by_colons(struct walk *w)
{
	const char *found;
	struct str key;

	for (size_t at = 0; at < w->text.len && (found = memchr(w->text.at + at, ':', w->text.len - at));) {
		size_t colon = (size_t)(found - w->text.at);

		if (quoted_key(w, colon, &key))
			at = json_pair(w, key, colon);
		else if (opens_php(w, colon))
			at = php_pairs(w, colon + 2);
		else
			at = colon + 1;
	}
}

static void
by_equals(const struct walk *w)
{
	const char *found;
	struct str key;

	for (size_t at = 0; at < w->text.len && (found = memchr(w->text.at + at, '=', w->text.len - at));) {
		size_t mark = (size_t)(found - w->text.at);

		at = form_key(w->text, mark, &key) ? form_pair(w, key, mark) : mark + 1;
	}
}

void
structured_values(const struct members *members, struct str text, const struct structured_listener *listener)
{
	struct walk w = {.members = members, .text = text, .listener = listener};

	by_colons(&w);
	by_equals(&w);
}
