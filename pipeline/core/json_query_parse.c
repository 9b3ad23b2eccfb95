/* Compiling queries; see json_query.h. */
#include "pipeline/core/json_query.h"

#include "pipeline/core/json_filter.h"

struct parser {
	struct arena *arena;
	struct str text;
	size_t at;
	struct json_query_step *steps;
	uint32_t count;
	bool deep;     /* the next step is meant for any depth */
	bool filtered; /* this is the path inside a filter */
	const char *why;
};

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
	       || c == '-' || c == '@' || (unsigned char)c >= 0x80;
}

static bool
is_root_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool
json_query_is(struct str text)
{
	char next = text.len > 1 ? text.at[1] : '.';

	return text.len && text.at[0] == '$'
	       && (next == '.' || next == '[' || (next >= 'a' && next <= 'z')
		   || (next >= 'A' && next <= 'Z'));
}

static bool
wrong(struct parser *p, const char *why)
{
	p->why = why;
	return false;
}

static char
peek(const struct parser *p)
{
	return p->at < p->text.len ? p->text.at[p->at] : '\0';
}

static bool
take(struct parser *p, char c)
{
	if (peek(p) != c)
		return false;
	p->at++;
	return true;
}

static void
skip_blanks(struct parser *p)
{
	while (peek(p) == ' ')
		p->at++;
}

static bool
add_step(struct parser *p, struct json_query_step step)
{
	step.deep = p->deep;
	p->deep = false;
	p->steps[p->count++] = step;
	return true;
}

static bool
dotted_name(struct parser *p)
{
	size_t start = p->at;

	if (take(p, '*'))
		return add_step(p, (struct json_query_step){.kind = QUERY_EVERY});
	while (is_name_byte(peek(p)))
		p->at++;
	if (p->at == start)
		return wrong(p,
		    "a name is missing after a dot of the path; names with other characters are written ['like this']");
	return add_step(
	    p, (struct json_query_step){.kind = QUERY_NAME, .name = {p->text.at + start, p->at - start}});
}

/* A text in quotes, at its opening one. */
static bool
quoted(struct parser *p, struct str *out)
{
	char quote = peek(p);
	size_t start = ++p->at;

	while (p->at < p->text.len && peek(p) != quote) {
		if (peek(p) == '\\')
			return wrong(p, "a quoted text of a path holds no backslash");
		p->at++;
	}
	if (p->at == p->text.len)
		return wrong(p, "a quote of the path is not closed");
	*out = (struct str){p->text.at + start, p->at - start};
	p->at++;
	return true;
}

static bool
index_number(struct parser *p)
{
	bool negative = take(p, '-');
	int64_t value = 0;
	size_t start = p->at;

	for (; peek(p) >= '0' && peek(p) <= '9'; p->at++)
		if (value < INT32_MAX)
			value = value * 10 + (peek(p) - '0');
	if (p->at == start)
		return wrong(p, "a bracket of the path holds an index, a quoted name, * or a filter [?@.…]");
	return add_step(p, (struct json_query_step){.kind = QUERY_INDEX, .index = negative ? -value : value});
}

/* ---- filters ---- */

/* A constant behind == or !=. */
static bool
filter_constant(struct parser *p, struct json *out)
{
	static const struct {
		struct str word;
		enum json_type type;
	} words[] = {{{"true", 4}, JSON_TRUE}, {{"false", 5}, JSON_FALSE}, {{"null", 4}, JSON_NULL}};
	size_t start = p->at;
	enum reject_code code;
	struct str text;
	size_t offset;

	if (peek(p) == '\'' || peek(p) == '"') {
		if (!quoted(p, &text))
			return false;
		*out = json_string(text);
		return true;
	}
	while (peek(p) && peek(p) != ']' && peek(p) != ' ')
		p->at++;
	text = (struct str){p->text.at + start, p->at - start};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_eq(text, words[i].word)) {
			*out = (struct json){.type = words[i].type};
			return true;
		}
	return (json_parse(p->arena, text, (struct json_limits){.depth = 1}, out, &code, &offset)
		   && out->type == JSON_NUMBER)
	       || wrong(p, "a filter compares with a quoted text, a number, true, false or null");
}

static bool parse_steps(struct parser *);

/* [?@.path], [?@.path == constant] or [?@.path != constant], behind the question mark. */
static bool
filter(struct parser *p)
{
	struct json_query_filter *f = arena_zero(p->arena, sizeof(*f));
	struct parser inner = {.arena = p->arena, .text = p->text, .at = p->at + 1, .filtered = true};

	skip_blanks(p);
	if (peek(p) != '@')
		return wrong(p, "a filter starts with @, as in [?@.type == 'choice']");
	inner.at = p->at + 1;
	inner.steps = arena_zero(p->arena, (p->text.len - p->at) * sizeof(*inner.steps));
	if (!parse_steps(&inner))
		return wrong(p, inner.why);
	f->path = (struct json_query){.steps = inner.steps, .count = inner.count};
	for (uint32_t i = 0; i < inner.count; i++)
		if (inner.steps[i].kind > QUERY_INDEX || inner.steps[i].deep)
			return wrong(p, "the path in a filter finds one place: names and indexes only");
	p->at = inner.at;
	skip_blanks(p);
	if (peek(p) == '=' || peek(p) == '!') {
		f->kind = take(p, '!') ? FILTER_UNEQUAL : FILTER_EQUAL;
		if (!take(p, '=') || (f->kind == FILTER_EQUAL && !take(p, '=')))
			return wrong(p, "a filter compares with == or !=");
		skip_blanks(p);
		if (!filter_constant(p, &f->value))
			return false;
		skip_blanks(p);
	}
	return add_step(p, (struct json_query_step){.kind = QUERY_FILTER, .filter = f});
}

/* ---- steps ---- */

static bool
bracket(struct parser *p)
{
	struct str name;
	bool ok;

	if (peek(p) == '\'' || peek(p) == '"')
		ok = quoted(p, &name)
		     && add_step(p, (struct json_query_step){.kind = QUERY_NAME, .name = name});
	else if (take(p, '*'))
		ok = add_step(p, (struct json_query_step){.kind = QUERY_EVERY});
	else if (peek(p) == '?' && p->filtered)
		ok = wrong(p, "a filter holds no filter");
	else if (take(p, '?'))
		ok = filter(p);
	else
		ok = index_number(p);
	return ok && (take(p, ']') || wrong(p, "a bracket of the path is not closed"));
}

/* One step, or false at the end: of the text, or of a path inside a filter. */
static bool
parse_step(struct parser *p)
{
	if (take(p, '[')) /* no dot before it */
		return bracket(p);
	if (!take(p, '.'))
		return wrong(p, "a path goes on with a dot or a bracket");
	p->deep = take(p, '.');
	return p->deep && take(p, '[') ? bracket(p) : dotted_name(p);
}

static bool
parse_steps(struct parser *p)
{
	while (p->at < p->text.len) {
		if (p->filtered && (peek(p) == ' ' || peek(p) == ']' || peek(p) == '=' || peek(p) == '!'))
			break;
		if (!parse_step(p))
			return false;
	}
	return true;
}

bool
json_query_compile(struct arena *arena, struct str text, struct json_query *out, const char **why)
{
	struct parser p = {.arena = arena, .text = text, .at = 1};
	bool ok = json_query_is(text) || wrong(&p, "a path starts with $. or is $ alone");

	*out = (struct json_query){.text = text};
	p.steps = arena_zero(arena, (text.len + 1) * sizeof(*p.steps));
	while (ok && is_root_byte(peek(&p)))
		p.at++;
	out->root = (struct str){text.at + 1, p.at - 1};
	ok = ok && parse_steps(&p);
	out->steps = p.steps;
	out->count = p.count;
	for (uint32_t i = 0; i < p.count; i++)
		out->many |= p.steps[i].kind > QUERY_INDEX || p.steps[i].deep;
	*why = p.why;
	return ok;
}
