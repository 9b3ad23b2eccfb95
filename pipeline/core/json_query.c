/* Compiling and walking queries; see json_query.h. */
#include "pipeline/core/json_query.h"

#include "pipeline/core/json_path.h"

struct parser {
	struct arena *arena;
	struct str text;
	size_t at;
	struct json_query_step *steps;
	uint32_t count;
	const char *why;
};

bool
json_query_is(struct str text)
{
	return text.len && text.at[0] == '$' && (text.len == 1 || text.at[1] == '.' || text.at[1] == '[');
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
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
	       || c == '-' || c == '@' || (unsigned char)c >= 0x80;
}

static void
add_step(struct parser *p, struct json_query_step step)
{
	p->steps[p->count++] = step;
}

static bool
dotted_name(struct parser *p)
{
	size_t start = p->at;

	if (peek(p) == '.')
		return wrong(p, "a path cannot look at any depth (..)");
	if (peek(p) == '*') {
		p->at++;
		add_step(p, (struct json_query_step){.kind = QUERY_EVERY});
		return true;
	}
	while (is_name_byte(peek(p)))
		p->at++;
	if (p->at == start)
		return wrong(p,
		    "a name is missing after a dot of the path; names with other characters are written ['like this']");
	add_step(
	    p, (struct json_query_step){.kind = QUERY_NAME, .name = {p->text.at + start, p->at - start}});
	return true;
}

static bool
quoted_name(struct parser *p, char quote)
{
	size_t start = ++p->at;

	while (p->at < p->text.len && peek(p) != quote) {
		if (peek(p) == '\\')
			return wrong(p, "a quoted name of a path holds no backslash");
		p->at++;
	}
	if (p->at == p->text.len)
		return wrong(p, "a quote of the path is not closed");
	add_step(
	    p, (struct json_query_step){.kind = QUERY_NAME, .name = {p->text.at + start, p->at - start}});
	p->at++;
	return true;
}

static bool
index_number(struct parser *p)
{
	bool negative = peek(p) == '-';
	int64_t value = 0;
	size_t start;

	p->at += negative;
	start = p->at;
	for (; peek(p) >= '0' && peek(p) <= '9'; p->at++)
		if (value < INT32_MAX)
			value = value * 10 + (peek(p) - '0');
	if (p->at == start)
		return wrong(p, "a bracket of the path holds an index, a quoted name or *");
	add_step(p, (struct json_query_step){.kind = QUERY_INDEX, .index = negative ? -value : value});
	return true;
}

static bool
bracket(struct parser *p)
{
	char c = peek(p);
	bool ok;

	if (c == '\'' || c == '"') {
		ok = quoted_name(p, c);
	} else if (c == '*') {
		p->at++;
		add_step(p, (struct json_query_step){.kind = QUERY_EVERY});
		ok = true;
	} else {
		ok = index_number(p);
	}
	if (!ok)
		return false;
	if (peek(p) != ']')
		return wrong(p, "a bracket of the path is not closed");
	p->at++;
	return true;
}

bool
json_query_compile(struct arena *arena, struct str text, struct json_query *out, const char **why)
{
	struct parser p = {.arena = arena, .text = text, .at = 1};
	bool ok = json_query_is(text) || wrong(&p, "a path starts with $. or is $ alone");

	p.steps = arena_zero(arena, (text.len + 1) * sizeof(*p.steps));
	while (ok && p.at < text.len) {
		char c = peek(&p);

		p.at++;
		if (c == '.')
			ok = dotted_name(&p);
		else if (c == '[')
			ok = bracket(&p);
		else
			ok = wrong(&p, "a path goes on with a dot or a bracket");
	}
	*out = (struct json_query){.text = text, .steps = p.steps, .count = p.count};
	for (uint32_t i = 0; i < p.count; i++)
		out->many |= p.steps[i].kind == QUERY_EVERY;
	*why = p.why;
	return ok;
}

static const struct json *
item_at(const struct json *v, int64_t index)
{
	if (v->type != JSON_ARRAY)
		return NULL;
	if (index < 0)
		index += v->count;
	return index >= 0 && index < v->count ? &v->items[index] : NULL;
}

/* One step that is no wildcard; NULL if it finds nothing. */
static const struct json *
walk_step(const struct json_query_step *step, const struct json *v)
{
	return step->kind == QUERY_NAME ? json_get(v, step->name) : item_at(v, step->index);
}

const struct json *
json_query_find(const struct json_query *path, const struct json *root)
{
	const struct json *v = root;

	for (uint32_t i = 0; v && i < path->count; i++)
		v = walk_step(&path->steps[i], v);
	return v;
}

static bool
walk(const struct json_query *path, uint32_t from, const struct json *v,
    bool (*visit)(void *, const struct json *), void *context)
{
	uint32_t i = from;

	while (v && i < path->count && path->steps[i].kind != QUERY_EVERY)
		v = walk_step(&path->steps[i++], v);
	if (!v)
		return false;
	if (i == path->count)
		return visit(context, v);
	if (v->type != JSON_ARRAY && v->type != JSON_OBJECT)
		return false;
	for (uint32_t k = 0; k < v->count; k++) {
		if (v->type == JSON_ARRAY && walk(path, i + 1, &v->items[k], visit, context))
			return true;
		if (v->type == JSON_OBJECT && walk(path, i + 1, &v->members[k].value, visit, context))
			return true;
	}
	return false;
}

bool
json_query_each(const struct json_query *path, const struct json *root,
    bool (*visit)(void *, const struct json *), void *context)
{
	return walk(path, 0, root, visit, context);
}

/* The pointer of the first `count` steps. */
static struct str
steps_pointer(struct arena *arena, const struct json_query *path, uint32_t count)
{
	struct json_path *frames = arena_zero(arena, (count + 1) * sizeof(*frames));
	const struct json_path *last = NULL;

	for (uint32_t i = 0; i < count && path->steps[i].kind != QUERY_EVERY; i++) {
		const struct json_query_step *step = &path->steps[i];

		if (step->kind == QUERY_INDEX && step->index < 0)
			break;
		frames[i] = (struct json_path){.up = last, .key = step->name, .index = (uint32_t)step->index};
		last = &frames[i];
	}
	return json_pointer(arena, last);
}

bool
json_query_blocked(
    struct arena *arena, const struct json_query *path, const struct json *root, struct str *pointer)
{
	const struct json *v = root;

	for (uint32_t i = 0; i < path->count && path->steps[i].kind != QUERY_EVERY; i++) {
		enum json_type needed = path->steps[i].kind == QUERY_NAME ? JSON_OBJECT : JSON_ARRAY;

		if (v->type != needed && v->type != JSON_NULL) {
			*pointer = steps_pointer(arena, path, i);
			return true;
		}
		v = walk_step(&path->steps[i], v);
		if (!v)
			return false;
	}
	return false;
}

struct str
json_query_pointer(struct arena *arena, const struct json_query *path)
{
	return steps_pointer(arena, path, path->count);
}
