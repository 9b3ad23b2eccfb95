/* See trace_condition.h. */
#include "stages/convert/trace/trace_condition.h"

#include "pipeline/core/yaml_write.h"

enum { MOST_WRITTEN = 300 };

static void
start_line(struct buf *b, size_t indent)
{
	for (size_t i = 0; i < indent; i++)
		buf_char(b, ' ');
}

/* ---- what stands there ---- */

static uint32_t
characters(struct str s)
{
	uint32_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += (s.at[i] & 0xc0) != 0x80;
	return count;
}

static void
put_count(struct buf *b, const char *what, uint32_t count, const char *one, const char *several)
{
	buf_format(b, "%s of %u %s", what, count, count == 1 ? one : several);
}

static void
put_kind(struct buf *b, const struct json *v)
{
	static const char *const plain[] = {[JSON_NULL] = "null",
	    [JSON_FALSE] = "true or false",
	    [JSON_TRUE] = "true or false",
	    [JSON_NUMBER] = "a number"};

	if (!v)
		buf_str(b, STR("absent"));
	else if (v->type < JSON_STRING)
		buf_str(b, str_of(plain[v->type]));
	else if (v->count == 0)
		buf_str(b, v->type == JSON_STRING  ? STR("an empty text")
			   : v->type == JSON_ARRAY ? STR("an empty list")
						   : STR("an empty object"));
	else if (v->type == JSON_STRING)
		put_count(b, "a text", characters(json_text(v)), "character", "characters");
	else if (v->type == JSON_ARRAY)
		put_count(b, "a list", v->count, "item", "items");
	else
		put_count(b, "an object", v->count, "member", "members");
}

static bool
count_hit(void *context, const struct json *v)
{
	uint32_t *count = context;

	(void)v;
	(*count)++;
	return false;
}

/* Of a path that may find several, how many it does. */
static void
put_many(struct buf *b, struct run *r, const struct json_query *path)
{
	const struct json *root = run_root(r, path);
	uint32_t count = 0;

	if (root)
		json_query_each(path, root, count_hit, &count);
	if (count)
		buf_format(b, "%u value%s, and none fits", count, count == 1 ? "" : "s");
	else
		buf_str(b, STR("absent"));
}

static void
put_place(struct buf *b, struct run *r, const struct test *t)
{
	struct json made;

	if (t->value)
		put_kind(b, run_node(r, t->value, &made) == FOUND ? &made : NULL);
	else if (t->path.many)
		put_many(b, r, &t->path);
	else
		put_kind(b, run_find(r, &t->path));
}

/* ---- the condition ---- */

static void
put_written(struct buf *b, const struct test *t)
{
	size_t start = b->len;

	yaml_write_member(b, t->written);
	if (b->len - start > MOST_WRITTEN) {
		b->len = start + MOST_WRITTEN;
		while ((b->at[b->len - 1] & 0xc0) == 0x80) /* not within a character */
			b->len--;
		b->len -= (unsigned char)b->at[b->len - 1] >= 0xc0;
		buf_str(b, STR("…"));
	}
}

/* The line that a test is told by: its own, or that of the first of its parts. */
static void
put_where(struct buf *b, struct run *r, const struct test *t)
{
	buf_format(b, "%.*s:%u: ", STR_ARG(r->mapping->file), t->line);
}

static void
put_leaf(struct buf *b, struct run *r, const struct test *t, size_t indent)
{
	start_line(b, indent);
	put_where(b, r, t);
	put_written(b, t);
	buf_str(b, STR("; here: "));
	if (t->kind == TEST_NOT)
		buf_str(b, STR("what must not hold does"));
	else
		put_place(b, r, t);
	buf_char(b, '\n');
}

static const struct test *
first_unmet(struct run *r, const struct test *t)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (!test_holds(r, &t->tests[i]))
			return &t->tests[i];
	return NULL;
}

void
trace_condition(struct buf *b, struct run *r, const struct test *t, size_t indent)
{
	const struct test *unmet = t->kind == TEST_ALL ? first_unmet(r, t) : NULL;

	if (unmet) {
		trace_condition(b, r, unmet, indent);
	} else if (t->kind == TEST_ANY) {
		start_line(b, indent);
		put_where(b, r, t);
		buf_format(b, "any of %u, and none holds:\n", t->count);
		for (uint32_t i = 0; i < t->count; i++)
			trace_condition(b, r, &t->tests[i], indent + 2);
	} else if (t->written) {
		put_leaf(b, r, t, indent);
	}
}

void
trace_count(struct run *r, const struct test *t, struct trace_count *out)
{
	if (!t)
		return;
	if (t->kind != TEST_ALL) {
		bool holds = test_holds(r, t);

		out->met += holds && t->kind != TEST_NOT;
		out->all += !holds || t->kind != TEST_NOT;
		return;
	}
	for (uint32_t i = 0; i < t->count; i++)
		trace_count(r, &t->tests[i], out);
}
