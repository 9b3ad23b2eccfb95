/* YAML events into json nodes; see yaml.h.
 *
 * libyaml scans; everything that turns text into data happens here: which plain scalars are numbers or booleans, which
 * keys are allowed, what an alias stands for. Texts are copied into the arena, since libyaml frees an event's own.
 *
 * An alias copies the node it stands for. Each copy counts its nodes against one bound for the whole document, so
 * that a file of aliases to aliases is refused long before it fills the memory.
 *
 * The value of a member has the line of its key: that is where a person looks when told that something is wrong there.
 */
#include "pipeline/core/yaml.h"

#include <yaml.h>

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/schemas.h"

enum { MOST_NODES = 200000, MOST_DEPTH = 128, MOST_LINE = 65535 };

struct anchor {
	struct anchor *next;
	struct str name;
	struct json node;
	size_t nodes; /* in its tree */
};

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the one to look at; empty after `take` */
	struct arena *arena;
	struct str text;
	const char *name; /* of the file */
	struct error *error;
	struct anchor *anchors; /* the latest first: YAML lets a name be given anew */
	size_t nodes;
	int depth;
};

static bool read_node(struct reader *, struct json *out);

static unsigned long
mark_line(yaml_mark_t mark)
{
	return (unsigned long)mark.line + 1;
}

static unsigned long
event_line(const struct reader *r)
{
	return mark_line(r->event.start_mark);
}

static bool
wrong(struct reader *r, const char *what)
{
	return error_usage(r->error, "%s:%lu: %s", r->name, event_line(r), what);
}

/* What libyaml found; where its reader stumbled over bytes it knows their offset only. */
static bool
wrong_syntax(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	const char *problem = p->problem ? p->problem : "cannot be read";
	unsigned long line = mark_line(p->problem_mark);

	if (p->error == YAML_READER_ERROR) {
		line = 1;
		for (size_t i = 0; i < p->problem_offset && i < r->text.len; i++)
			line += r->text.at[i] == '\n';
	}
	if (p->context)
		return error_usage(r->error, "%s:%lu: %s (%s)", r->name, line, problem, p->context);
	return error_usage(r->error, "%s:%lu: %s", r->name, line, problem);
}

static bool
next(struct reader *r)
{
	yaml_event_delete(&r->event);
	return yaml_parser_parse(&r->parser, &r->event) ? true : wrong_syntax(r);
}

static struct str
scalar_text(const yaml_event_t *e)
{
	return (struct str){(const char *)e->data.scalar.value, e->data.scalar.length};
}

static bool
is_plain(const yaml_event_t *e)
{
	return e->type == YAML_SCALAR_EVENT && e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE
	       && !e->data.scalar.tag;
}

/* Steps over digits; true if there was one. */
static bool
digits(const char **p, const char *end)
{
	const char *start = *p;

	while (*p < end && **p >= '0' && **p <= '9')
		(*p)++;
	return *p > start;
}

/* RFC 8259, 6: what JSON would write as a number. */
static bool
is_number(struct str s)
{
	const char *p = s.at;
	const char *end = s.at + s.len;
	const char *whole;

	if (p < end && *p == '-')
		p++;
	whole = p;
	if (!digits(&p, end) || (*whole == '0' && p > whole + 1))
		return false;
	if (p < end && *p == '.' && (p++, !digits(&p, end)))
		return false;
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		if (!digits(&p, end))
			return false;
	}
	return p == end;
}

/* YAML 1.2, 10.3.2: the words of the core schema. */
static const struct {
	struct str word;
	enum json_type type;
} words[] = {
    {{"", 0}, JSON_NULL},
    {{"~", 1}, JSON_NULL},
    {{"null", 4}, JSON_NULL},
    {{"Null", 4}, JSON_NULL},
    {{"NULL", 4}, JSON_NULL},
    {{"true", 4}, JSON_TRUE},
    {{"True", 4}, JSON_TRUE},
    {{"TRUE", 4}, JSON_TRUE},
    {{"false", 5}, JSON_FALSE},
    {{"False", 5}, JSON_FALSE},
    {{"FALSE", 5}, JSON_FALSE},
};

static struct json
plain_node(struct arena *arena, struct str s)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_eq(s, words[i].word))
			return (struct json){.type = words[i].type};
	if (is_number(s))
		return json_number(arena_copy(arena, s));
	return json_string(arena_copy(arena, s));
}

static bool
read_scalar(struct reader *r, struct json *out)
{
	if (is_plain(&r->event))
		*out = plain_node(r->arena, scalar_text(&r->event));
	else
		*out = json_string(arena_copy(r->arena, scalar_text(&r->event)));
	return true;
}

static bool
read_items(struct reader *r, struct json *out)
{
	struct json item;

	*out = json_array();
	for (;;) {
		if (!next(r))
			return false;
		if (r->event.type == YAML_SEQUENCE_END_EVENT)
			return true;
		if (!read_node(r, &item))
			return false;
		json_add(r->arena, out, item);
	}
}

static bool
read_key(struct reader *r, struct json *key)
{
	if (is_plain(&r->event) && str_eq(scalar_text(&r->event), STR("<<")))
		return wrong(r, "merge keys (<<) are not supported: write the members out");
	if (r->event.type == YAML_SEQUENCE_START_EVENT || r->event.type == YAML_MAPPING_START_EVENT)
		return wrong(r, "a key must be text");
	if (!read_node(r, key))
		return false;
	if (key->type != JSON_STRING)
		return wrong(r, "a key must be text: put it in quotes");
	return true;
}

static int
by_key(const void *a, const void *b)
{
	const struct json_member *one = *(const struct json_member *const *)a;
	const struct json_member *two = *(const struct json_member *const *)b;
	int order = str_cmp(one->key, two->key);

	return order ? order : (one > two) - (one < two);
}

/* Sorted, so that a table of thousands of keys costs no more than it must. */
static bool
refuse_duplicates(struct reader *r, const struct json *object)
{
	const struct json_member **sorted;
	const struct json_member *twice = NULL;

	if (object->count < 2)
		return true;
	sorted = arena_take(r->arena, object->count * sizeof(struct json_member *));
	for (uint32_t i = 0; i < object->count; i++)
		sorted[i] = &object->members[i];
	qsort(sorted, object->count, sizeof(struct json_member *), by_key);
	for (uint32_t i = 1; i < object->count; i++)
		if (str_eq(sorted[i - 1]->key, sorted[i]->key) && (!twice || sorted[i] < twice))
			twice = sorted[i];
	if (!twice)
		return true;
	return error_usage(r->error, "%s:%u: the key \"%.*s\" stands here a second time", r->name,
	    twice->value.line, STR_ARG(twice->key));
}

static bool
read_members(struct reader *r, struct json *out)
{
	struct json key, value;

	*out = json_object();
	for (;;) {
		if (!next(r))
			return false;
		if (r->event.type == YAML_MAPPING_END_EVENT)
			return refuse_duplicates(r, out);
		if (!read_key(r, &key) || !next(r) || !read_node(r, &value))
			return false;
		value.line = key.line;
		json_append(r->arena, out, json_text(&key), value);
	}
}

static bool
read_alias(struct reader *r, struct json *out)
{
	struct str name = str_of((const char *)r->event.data.alias.anchor);
	const struct anchor *a = r->anchors;

	while (a && !str_eq(a->name, name))
		a = a->next;
	if (!a)
		return wrong(r, "an alias to an anchor that is not complete above it");
	if (a->nodes > MOST_NODES - r->nodes)
		return wrong(r, "too large: aliases included, more than 200,000 values");
	r->nodes += a->nodes;
	*out = json_copy(r->arena, &a->node);
	return true;
}

static const unsigned char *
anchor_of(const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return e->data.scalar.anchor;
	case YAML_SEQUENCE_START_EVENT:
		return e->data.sequence_start.anchor;
	case YAML_MAPPING_START_EVENT:
		return e->data.mapping_start.anchor;
	default:
		return NULL;
	}
}

static const unsigned char *
tag_of(const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return e->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return e->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return e->data.mapping_start.tag;
	default:
		return NULL;
	}
}

static bool
check_tag(struct reader *r)
{
	const unsigned char *tag = tag_of(&r->event);

	if (!tag)
		return true;
	if (r->event.type == YAML_SCALAR_EVENT && strcmp((const char *)tag, YAML_STR_TAG) == 0)
		return true;
	return wrong(r, "tags other than !!str are not supported");
}

/* The anchor before the node's content is read over it; at == NULL if it has none. */
static struct str
take_anchor(struct reader *r)
{
	const unsigned char *anchor = anchor_of(&r->event);

	return anchor ? arena_copy(r->arena, str_of((const char *)anchor)) : (struct str){0};
}

static void
keep_anchor(struct reader *r, struct str name, const struct json *node, size_t nodes)
{
	struct anchor *a = arena_take(r->arena, sizeof(*a));

	*a = (struct anchor){.next = r->anchors, .name = name, .node = *node, .nodes = nodes};
	r->anchors = a;
}

static bool
read_content(struct reader *r, struct json *out)
{
	switch (r->event.type) {
	case YAML_ALIAS_EVENT:
		return read_alias(r, out);
	case YAML_SCALAR_EVENT:
		return read_scalar(r, out);
	case YAML_SEQUENCE_START_EVENT:
		return read_items(r, out);
	case YAML_MAPPING_START_EVENT:
		return read_members(r, out);
	default:
		return wrong(r, "cannot be read");
	}
}

/* Reads the node whose first event is at hand; its last one is at hand afterwards. */
static bool
read_node(struct reader *r, struct json *out)
{
	unsigned long line = event_line(r);
	size_t before = r->nodes;
	struct str anchor = take_anchor(r);

	if (!check_tag(r))
		return false;
	if (r->depth == MOST_DEPTH)
		return wrong(r, "nested too deep: more than 128 levels");
	if (r->event.type != YAML_ALIAS_EVENT && ++r->nodes > MOST_NODES)
		return wrong(r, "too large: more than 200,000 values");
	r->depth++;
	if (!read_content(r, out))
		return false;
	r->depth--;
	out->line = line <= MOST_LINE ? (uint16_t)line : 0;
	if (anchor.at)
		keep_anchor(r, anchor, out, r->nodes - before);
	return true;
}

/* A stream of one document, or of none: an empty file is null. */
static bool
read_stream(struct reader *r, struct json *out)
{
	*out = (struct json){.type = JSON_NULL, .line = 1};
	if (!next(r) || !next(r))
		return false;
	if (r->event.type == YAML_STREAM_END_EVENT)
		return true;
	if (!next(r) || !read_node(r, out) || !next(r) || !next(r))
		return false;
	return r->event.type == YAML_STREAM_END_EVENT ? true : wrong(r, "a second document starts here");
}

bool
yaml_parse(struct arena *arena, struct str text, const char *name, struct json *out, struct error *error)
{
	struct reader r = {.arena = arena, .text = text, .name = name, .error = error};
	bool ok;

	if (!yaml_parser_initialize(&r.parser)) {
		fputs("lrstream: out of memory\n", stderr);
		abort();
	}
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text.at, text.len);
	ok = read_stream(&r, out);
	yaml_event_delete(&r.event);
	yaml_parser_delete(&r.parser);
	return ok;
}

bool
yaml_read(struct arena *arena, const char *path, struct json *out, struct error *error)
{
	struct str text = schemas_read(arena, path, error);

	return text.at && yaml_parse(arena, text, path, out, error);
}
