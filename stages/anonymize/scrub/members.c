/* The names of members.yaml in one hash table; see members.h.
 *
 * A name is brought into its plain form first: small letters and digits, what separates words left out but remembered,
 * so that the table holds "userid" once and "relatedUserId" is asked for as "relateduserid", "userid" and "id". All
 * memory is an arena that lives as long as the table. The same few names are asked for again and again, so answers are kept.
 */
#include <stdlib.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/digest.h"
#include "pipeline/core/json.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/scrub/members.h"

enum { ANSWERS = 1024, ANSWERED_BYTES = 86, COUNT_DIGITS = 5 };
enum { NAME_MOST = 64, WORDS_MOST = 8, PLACES = MEMBER_OF_QUERY + 1 };

/* What a plain name says, place by place. */
struct entry {
	struct str name; /* at == NULL: free */
	struct member member[PLACES];
	bool ending[PLACES]; /* also of a longer name */
	bool person;
	bool nobody; /* as a value */
	bool value;  /* of a pair */
};

/* A name that was asked for, and the answer. */
struct answer {
	uint8_t len; /* 0: free */
	uint8_t place;
	char name[ANSWERED_BYTES];
	struct member member;
};

struct members {
	struct arena *arena;
	struct answer *answers;      /* ANSWERS of them, each for the names of one hash */
	const struct json *named_by; /* names of members that say what the value of a pair is */
	struct entry *entries;
	size_t mask;
};

/* ---- plain names ---- */

struct plain {
	char text[NAME_MOST];
	size_t len;
	size_t words[WORDS_MOST]; /* where each starts in text */
	bool whole[WORDS_MOST];   /* what follows it is a name of its own: behind a dot */
	size_t word_count;
};

enum character { SEPARATOR, DOT, SMALL, CAPITAL, DIGIT };

static enum character
kind_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return CAPITAL;
	if ((c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80)
		return SMALL;
	if (c >= '0' && c <= '9')
		return DIGIT;
	return c == '.' ? DOT : SEPARATOR;
}

static bool
is_border(char c)
{
	return c == '/' || c == '#' || c == ':' || c == '?' || c == '&' || c == '=' || c == ';';
}

struct str
members_label(struct str key)
{
	size_t from;

	while (key.len && is_border(key.at[key.len - 1]))
		key.len--;
	for (from = key.len; from && !is_border(key.at[from - 1]);)
		from--;
	return str_from(key, from);
}

/* Marks where a word starts: behind a separator, or at a capital that ends a run of small letters or starts one. */
static void
start_word(struct plain *p, bool whole)
{
	if (p->word_count < WORDS_MOST && (p->word_count == 0 || p->words[p->word_count - 1] != p->len)) {
		p->words[p->word_count] = p->len;
		p->whole[p->word_count++] = whole;
	}
}

/* False for a name that is too long to be one of the list. */
static bool
make_plain(struct plain *p, struct str name)
{
	enum character before = DOT, now;

	p->len = p->word_count = 0;
	for (size_t i = 0; i < name.len; i++, before = now) {
		now = kind_of(name.at[i]);
		if (now <= DOT)
			continue;
		if (p->len == NAME_MOST)
			return false;
		if (before <= DOT)
			start_word(p, before == DOT);
		else if (now == CAPITAL
			 && (before != CAPITAL || (i + 1 < name.len && kind_of(name.at[i + 1]) == SMALL)))
			start_word(p, false);
		p->text[p->len++] = now == CAPITAL ? (char)(name.at[i] | 0x20) : name.at[i];
	}
	return p->len > 0;
}

/* ---- the table ---- */

/* The entry of a plain name, or the free one where it belongs. */
static struct entry *
entry_of(const struct members *m, struct str name)
{
	size_t i = hash64(name) & m->mask;

	while (m->entries[i].name.at && !str_eq(m->entries[i].name, name))
		i = (i + 1) & m->mask;
	return &m->entries[i];
}

/* The entry of a listed name; NULL if none of its characters counts. */
static struct entry *
enter(struct members *m, struct str name)
{
	struct plain plain;
	struct entry *e;

	if (!make_plain(&plain, name))
		return NULL;
	e = entry_of(m, (struct str){plain.text, plain.len});
	if (!e->name.at)
		e->name = arena_copy(m->arena, (struct str){plain.text, plain.len});
	return e;
}

/* ---- reading ---- */

/* The lists of a class: in which places their names count, and how. */
static const struct list {
	struct str key;
	bool places[PLACES];
	bool ending;
	enum member_depth depth;
	bool many, beside;
} lists[] = {
    {{"names", 5}, {true, false, true}, false, MEMBER_SCALARS, false, false},
    {{"many", 4}, {true, false, true}, false, MEMBER_SCALARS, true, false},
    {{"beside", 6}, {true, false, true}, false, MEMBER_SCALARS, false, true},
    {{"members", 7}, {true, false, false}, false, MEMBER_SCALARS, false, false},
    {{"parameters", 10}, {false, false, true}, false, MEMBER_SCALARS, false, false},
    {{"endings", 7}, {true, false, true}, true, MEMBER_SCALARS, false, false},
    {{"whole", 5}, {true, false, true}, false, MEMBER_WHOLE, false, false},
    {{"arrays", 6}, {true, false, false}, false, MEMBER_ARRAYS, false, false},
    {{"of_people", 9}, {false, true, false}, false, MEMBER_SCALARS, false, false},
};

struct reading {
	struct members *members;
	struct detectors *detectors;
	const char *path;
	struct error *error;
};

static bool
read_name(const struct reading *r, const struct json *v, const struct list *list, struct member member)
{
	struct entry *e = json_is(v, JSON_STRING) ? enter(r->members, json_text(v)) : NULL;

	if (!e)
		return error_usage(r->error, "%s:%u: a name of letters is expected", r->path, v->line);
	for (int place = 0; place < PLACES; place++) {
		if (!list->places[place])
			continue;
		if (e->member[place].pii)
			return error_usage(r->error, "%s:%u: '%.*s' is listed already", r->path, v->line,
			    STR_ARG(json_text(v)));
		e->member[place] = member;
		e->ending[place] = list->ending;
	}
	return true;
}

/* What a class asks of its values. */
static bool
read_form(const struct json_member *form, struct member *member)
{
	int64_t number = 0;

	if (str_eq(form->key, STR("holds")) && json_is(&form->value, JSON_STRING))
		member->holds = json_text(&form->value);
	else if (!json_int(&form->value, &number) || number < 1 || number > UINT8_MAX)
		return false;
	else if (str_eq(form->key, STR("least")))
		member->least = (uint8_t)number;
	else if (str_eq(form->key, STR("decimals")))
		member->decimals = (uint8_t)number;
	else
		return false;
	return true;
}

static bool
read_list(const struct reading *r, const struct json_member *m, struct member member)
{
	const struct list *list = lists, *end = lists + sizeof(lists) / sizeof(*lists);
	bool ok = true;

	while (list < end && !str_eq(list->key, m->key))
		list++;
	if (list == end || !json_is(&m->value, JSON_ARRAY))
		return error_usage(r->error, "%s:%u: '%.*s' is unknown here, or is no list", r->path,
		    m->value.line, STR_ARG(m->key));
	member.depth = list->depth;
	member.many = list->many;
	member.beside = list->beside;
	member.query = !list->places[MEMBER_OF_OBJECT] && list->places[MEMBER_OF_QUERY];
	for (uint32_t n = 0; ok && n < m->value.count; n++)
		ok = read_name(r, &m->value.items[n], list, member);
	return ok;
}

/* What it asks of its values stands before its lists. */
static bool
read_class(const struct reading *r, const struct json_member *class)
{
	struct member member = {.pii = detectors_pii(r->detectors, class->key)};
	bool ok = json_is(&class->value, JSON_OBJECT);

	if (!ok)
		return error_usage(
		    r->error, "%s:%u: lists of names are expected", r->path, class->value.line);
	for (uint32_t i = 0; ok && i < class->value.count; i++)
		ok = read_form(&class->value.members[i], &member)
		     || read_list(r, &class->value.members[i], member);
	return ok;
}

static void
mark_person(struct entry *e)
{
	e->person = true;
}

static void
mark_value(struct entry *e)
{
	e->value = true;
}

static void
mark_nobody(struct entry *e)
{
	e->nobody = true;
}

/* A plain list of names. */
static bool
read_names(const struct reading *r, const struct json *names, void (*mark)(struct entry *))
{
	bool ok = json_is(names, JSON_ARRAY);

	for (uint32_t i = 0; ok && i < names->count; i++) {
		const struct json *v = &names->items[i];
		struct entry *e = json_is(v, JSON_STRING) ? enter(r->members, json_text(v)) : NULL;

		ok = e;
		if (ok && mark)
			mark(e);
	}
	return ok
	       || error_usage(
		   r->error, "%s:%u: names of letters are expected", r->path, names ? names->line : 1);
}

static bool
read_pairs(const struct reading *r, const struct json *pairs)
{
	r->members->named_by = json_get(pairs, STR("named_by"));
	return read_names(r, r->members->named_by, NULL)
	       && read_names(r, json_get(pairs, STR("values")), mark_value);
}

static size_t
count_scalars(const struct json *v)
{
	size_t count = v->type == JSON_STRING;

	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		count += count_scalars(&v->items[i]);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++)
		count += count_scalars(&v->members[i].value);
	return count;
}

static bool
read_members(const struct reading *r)
{
	struct members *m = r->members;
	const struct json *classes;
	size_t size = 64;
	struct json tree;
	bool ok = true;

	if (!r->path || !yaml_read(m->arena, r->path, &tree, r->error))
		return false;
	classes = json_get(&tree, STR("classes"));
	if (!json_is(classes, JSON_OBJECT) || tree.count != 4)
		return error_usage(r->error, "%s:1: people, nobody, pairs and classes are expected", r->path);
	while (size < 2 * count_scalars(&tree))
		size *= 2;
	m->entries = arena_zero(m->arena, size * sizeof(*m->entries));
	m->mask = size - 1;
	for (uint32_t i = 0; ok && i < classes->count; i++)
		ok = read_class(r, &classes->members[i]);
	return ok && read_names(r, json_get(&tree, STR("people")), mark_person)
	       && read_names(r, json_get(&tree, STR("nobody")), mark_nobody)
	       && read_pairs(r, json_get(&tree, STR("pairs")));
}

struct members *
members_open(struct detectors *detectors, struct error *error)
{
	struct members *m = calloc(1, sizeof(*m));
	struct reading r = {m, detectors, NULL, error};

	if (!m)
		abort();
	m->arena = arena_open();
	m->answers = arena_zero(m->arena, ANSWERS * sizeof(*m->answers));
	r.path = schemas_path(m->arena, "privacy/members.yaml", error).at;
	if (!read_members(&r)) {
		members_close(m);
		return NULL;
	}
	return m;
}

void
members_close(struct members *m)
{
	if (!m)
		return;
	arena_close(m->arena);
	free(m);
}

/* ---- asking ---- */

/* The longest ending that says something: all of it first. */
static struct member
find_plain(const struct members *m, const struct plain *p, enum member_place place)
{
	for (size_t i = 0; i < p->word_count && p->words[i] < p->len; i++) {
		const struct entry *e =
		    entry_of(m, (struct str){p->text + p->words[i], p->len - p->words[i]});

		if (e->member[place].pii && (p->whole[i] || e->ending[place]))
			return e->member[place];
	}
	return (struct member){0};
}

/* Where a name has been scrubbed, its label says what was there, not what the value is. */
static bool
is_label(struct member found, struct str name)
{
	return found.pii && (memchr(name.at, '[', name.len) || str_starts(name, found.pii->iri));
}

static struct member
look_up(const struct members *m, struct str name, enum member_place place)
{
	struct member found = {0};
	const struct entry *whole;
	struct plain p;
	size_t len;

	if (!make_plain(&p, name))
		return found;
	whole = entry_of(m, (struct str){p.text, p.len});
	len = p.len;
	while (len && kind_of(p.text[len - 1]) == DIGIT)
		len--;
	for (bool done = false; !done; p.len = len) {
		done = p.len == len;
		found = find_plain(m, &p, place);
		if (!found.pii && place == MEMBER_OF_PERSON)
			found = find_plain(m, &p, MEMBER_OF_OBJECT);
		done |= found.pii != NULL;
	}
	if (is_label(found, name))
		found.pii = NULL;
	found.person = whole->person;
	found.value = whole->value;
	return found;
}

struct member
members_find(const struct members *m, struct str name, enum member_place place)
{
	struct answer *a;

	name = members_label(name);
	if (name.len == 0 || name.len > ANSWERED_BYTES)
		return look_up(m, name, place);
	a = &m->answers[(hash64(name) + place) % ANSWERS];
	if (a->len != name.len || a->place != place || memcmp(a->name, name.at, name.len) != 0) {
		a->member = look_up(m, name, place);
		a->len = (uint8_t)name.len;
		a->place = (uint8_t)place;
		memcpy(a->name, name.at, name.len);
	}
	return a->member;
}

struct member
members_pair(const struct members *m, const struct json *object, struct str key)
{
	struct member found = {0};

	if (!members_find(m, key, MEMBER_OF_OBJECT).value)
		return found;
	for (uint32_t i = 0; !found.pii && i < m->named_by->count; i++) {
		struct str name = json_get_text(object, json_text(&m->named_by->items[i]));

		if (name.len)
			found = members_find(m, name, MEMBER_OF_OBJECT);
	}
	return found;
}

/* True if another member of the object is of the class, whatever stands beside it. */
static bool
has_another(const struct members *m, const struct json *object, struct str key, const struct pii *pii)
{
	for (uint32_t i = 0; i < object->count; i++) {
		struct member other = members_find(m, object->members[i].key, MEMBER_OF_OBJECT);

		if (other.pii == pii && !other.beside && !str_eq(object->members[i].key, key))
			return true;
	}
	return false;
}

struct member
members_in(const struct members *m, const struct json *object, struct str key, enum member_place place)
{
	struct member found = members_find(m, key, place);

	if (found.beside && place == MEMBER_OF_OBJECT && !has_another(m, object, key, found.pii))
		found.pii = NULL;
	return found.pii || !found.value ? found : members_pair(m, object, key);
}

bool
members_person(const struct members *m, struct str name)
{
	return members_find(m, name, MEMBER_OF_OBJECT).person;
}

/* ---- values ---- */

/* A short number, as in {"learners": 42}. */
static bool
is_count(struct str value)
{
	size_t digits = 0;

	while (digits < value.len && kind_of(value.at[digits]) == DIGIT)
		digits++;
	return digits == value.len && digits <= COUNT_DIGITS;
}

static bool
holds_any(struct str value, struct str characters)
{
	for (size_t i = 0; characters.len && i < value.len; i++)
		if (memchr(characters.at, value.at[i], characters.len))
			return true;
	return characters.len == 0;
}

/* A place that is still to be filled: %s, {name}, <name>, ${name}, *. */
static bool
is_placeholder(struct str v)
{
	char last = v.at[v.len - 1];
	size_t letters = 1;

	if (v.len == 1)
		return kind_of(v.at[0]) == SEPARATOR;
	if (v.at[0] == '{' || (v.at[0] == '<' && last == '>'))
		return !memchr(v.at, ':', v.len) && !memchr(v.at, '@', v.len);
	if (v.at[0] == '$') {
		while (letters < v.len && (kind_of(v.at[letters]) >= SMALL || v.at[letters] == '_'))
			letters++;
		return v.at[1] == '{' || v.at[1] == '(' || letters == v.len;
	}
	return v.at[0] == '%' && v.len <= 3 && kind_of(last) == SMALL;
}

static bool
is_listed(const struct members *m, struct str plain)
{
	const struct entry *e = entry_of(m, plain);

	return e->person || e->member[MEMBER_OF_OBJECT].pii || e->member[MEMBER_OF_QUERY].pii;
}

/* As in password=new_password or user=self._user: a program, or a form to be filled in. */
static bool
is_name(const struct members *m, struct str value)
{
	struct plain p;
	size_t last;

	if (memchr(value.at, ' ', value.len) || !make_plain(&p, value))
		return false;
	last = p.word_count ? p.words[p.word_count - 1] : 0;
	return is_listed(m, (struct str){p.text, p.len})
	       || is_listed(m, (struct str){p.text + last, p.len - last});
}

/* A number that says more than 12.5 does. */
static bool
has_decimals(struct str text, unsigned decimals)
{
	unsigned digits = 0;
	bool point = false;

	for (size_t i = 0; i < text.len; i++) {
		digits = kind_of(text.at[i]) == DIGIT ? digits + 1 : 0;
		if (point && digits >= decimals)
			return true;
		point = text.at[i] == '.' || (point && digits);
	}
	return decimals == 0;
}

bool
members_tells_of(struct member member, const struct json *v)
{
	if (v->type == JSON_STRING || v->type == JSON_NUMBER)
		return has_decimals(json_text(v), member.decimals);
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		if (members_tells_of(member, &v->items[i]))
			return true;
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++)
		if (members_tells_of(member, &v->members[i].value))
			return true;
	return member.decimals == 0;
}

bool
members_tells(const struct members *m, struct member member, struct str value)
{
	struct plain p;

	if (value.len == 0 || value.len < member.least || !member.pii)
		return false;
	if ((member.many && is_count(value)) || !holds_any(value, member.holds))
		return false;
	if (member.depth != MEMBER_SCALARS && !has_decimals(value, member.decimals))
		return false;
	if (is_placeholder(value) || is_name(m, value))
		return false;
	return !make_plain(&p, value) || !entry_of(m, (struct str){p.text, p.len})->nobody;
}
