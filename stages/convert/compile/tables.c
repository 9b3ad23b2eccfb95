/* Reading tables and compiling lookups; see tables.h. */
#include "stages/convert/compile/tables.h"

#include <stdlib.h>

#include "pipeline/core/suggest.h"
#include "stages/convert/compile/construct.h"
#include "stages/convert/run/lookup.h"
#include "stages/convert/run/number.h"
#include "stages/convert/compile/table_file.h"

enum { MOST_TABLES = 64 };

/* A table compiled for places of one shape. */
struct compiled {
	struct compiled *next;
	enum shape shape;
	struct lookup lookup;
};

struct table {
	struct str name;
	struct str file; /* at == NULL: the mapping itself */
	uint16_t line;
	bool used;
	bool texts; /* all values are text, whatever they mean */
	struct json rows;
	struct compiled *compiled;
};

/* ---- the section ---- */

/* The keys of {file: …, key: …, value: …}. */
static const struct words file_words = {.list = {{"file", 4}, {"key", 3}, {"value", 5}}, .count = 3};

/* True for a table that is to be read from a file: what may as well be a map from texts is one only if its other keys
 * are no slips of `key` and `value`. */
static bool
names_file(const struct json *yaml)
{
	uint32_t near = 0;

	for (uint32_t i = 0; i < yaml->count; i++)
		near += suggest(yaml->members[i].key, file_words.list, file_words.count).at != NULL;
	return json_get(yaml, STR("file")) && (near > 1 || yaml->count == 1);
}

/* Three texts, two of which are for delimited files only. */
static bool
check_file(struct compiler *c, const struct json *yaml)
{
	for (uint32_t i = 0; i < yaml->count; i++) {
		const struct json_member *m = &yaml->members[i];

		if (!words_have(&file_words, m->key))
			return compile_fail_near(c, &m->value, m->key, &file_words,
			    "a table's file has no key \"%.*s\"", STR_ARG(m->key));
		if (m->value.type != JSON_STRING)
			return compile_fail(c, &m->value, "%.*s: must be text", STR_ARG(m->key));
	}
	return true;
}

/* Where the file is. A path that is nothing but a setting may be empty: then there is no file. */
static bool
file_path(struct compiler *c, const struct json *yaml, struct str *path)
{
	struct str text = json_text(yaml);
	struct str inside = {text.at + 1, text.len > 2 ? text.len - 2 : 0};
	const struct setting *s =
	    str_starts(text, STR("{")) && str_ends(text, STR("}")) ? compile_setting(c, inside) : NULL;

	if (s && s->value.type == JSON_STRING && s->value.count == 0) {
		*path = STR("");
		return true;
	}
	if (!compile_fixed_text(c, yaml, text, path))
		return false;
	if (!path->len)
		return true;
	*path = arena_format(
	    c->arena, "%.*s%.*s", STR_ARG(path->at[0] == '/' ? STR("") : c->folder), STR_ARG(*path));
	return true;
}

/* An error of the file itself gets the mapping's line in front. */
static bool
say_who_reads(struct compiler *c, const struct json *yaml)
{
	struct error inner = *c->error;

	return str_starts(str_of(inner.text), c->mapping->file) ? false
								: compile_fail(c, yaml, "%s", inner.text);
}

static bool
read_table(struct compiler *c, const struct json *yaml, struct table *out)
{
	struct table_columns columns = {json_get_text(yaml, STR("key")), json_get_text(yaml, STR("value"))};
	struct str path;

	out->rows = *yaml;
	if (yaml->type != JSON_OBJECT)
		return compile_fail(c, yaml, "a table is a map, or has a file");
	if (!names_file(yaml))
		return true;
	out->rows = json_object();
	if (!check_file(c, yaml) || !file_path(c, json_get(yaml, STR("file")), &path))
		return false;
	if (!path.len)
		return true;
	out->file = path;
	return table_file_read(c, yaml, path, columns, &out->rows, &out->texts) || say_who_reads(c, yaml);
}

bool
tables_compile(struct compiler *c, const struct json *yaml, struct mapping *m)
{
	struct table *tables = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*tables));

	(void)m;
	if (yaml->type != JSON_OBJECT || yaml->count > MOST_TABLES)
		return compile_fail(c, yaml, "must be a map from names to tables, %d at most", MOST_TABLES);
	c->tables = tables;
	for (uint32_t i = 0; i < yaml->count; i++) {
		c->key = tables[i].name = yaml->members[i].key;
		tables[i].line = yaml->members[i].value.line;
		if (!read_table(c, &yaml->members[i].value, &tables[i]))
			return false;
		c->table_count = i + 1;
	}
	return true;
}

bool
table_used(const struct compiler *c, uint32_t nth, struct str *name, uint16_t *line)
{
	*name = c->tables[nth].name;
	*line = c->tables[nth].line;
	return c->tables[nth].used;
}

/* ---- for a place ---- */

/* What a text of a file without types means where only a number or a boolean may stand. */
static void
give_type(enum shape shape, struct json *v)
{
	uint16_t types = shape_types(shape);

	if (v->type != JSON_STRING || types & IS_TEXT)
		return;
	if (types & IS_NUMBER && number_is(json_text(v)))
		v->type = JSON_NUMBER;
	else if (types & IS_BOOLEAN && (json_equals(v, STR("true")) || json_equals(v, STR("false"))))
		v->type = json_equals(v, STR("true")) ? JSON_TRUE : JSON_FALSE;
}

/* The value as it will stand there. */
static bool
compile_row(struct compiler *c, const struct table *t, const struct json_member *row, enum shape shape,
    struct lookup_row *out)
{
	struct json value = row->value;
	struct run r = {.arena = c->arena};
	struct node node;

	if (t->texts)
		give_type(shape, &value);
	out->key = row->key;
	return compile_constant(c, &value, shape, &node) && run_node(&r, &node, &out->value) == FOUND;
}

/* By key; of one key, in the order of the file. */
static int
compare_rows(const void *a, const void *b)
{
	const struct json_member *one = *(const struct json_member *const *)a;
	const struct json_member *two = *(const struct json_member *const *)b;
	int order = str_cmp(one->key, two->key);

	return order ? order : (one > two) - (one < two);
}

static const struct json_member **
sort_rows(struct compiler *c, const struct json *rows)
{
	const struct json_member **sorted =
	    arena_take(c->arena, (rows->count + (size_t)1) * sizeof(struct json_member *));

	for (uint32_t i = 0; i < rows->count; i++)
		sorted[i] = &rows->members[i];
	qsort(sorted, rows->count, sizeof(struct json_member *), compare_rows);
	return sorted;
}

/* A key may stand twice only if it says the same. */
static bool
compile_rows(struct compiler *c, const struct table *t, enum shape shape, struct lookup *out)
{
	const struct json_member **sorted = sort_rows(c, &t->rows);
	struct lookup_row *rows = arena_take(c->arena, (t->rows.count + (size_t)1) * sizeof(*rows));

	out->rows = rows;
	for (uint32_t i = 0; i < t->rows.count; i++) {
		bool again = i > 0 && str_eq(sorted[i]->key, sorted[i - 1]->key);

		c->key = sorted[i]->key;
		if (again && !json_same(&sorted[i]->value, &sorted[i - 1]->value))
			return sorted[i - 1]->value.line
				   ? compile_fail(c, &sorted[i]->value,
				       "the key has another value in line %u", sorted[i - 1]->value.line)
				   : compile_fail(c, &sorted[i]->value, "the key has another value, too");
		if (again || sorted[i]->value.type == JSON_NULL)
			continue;
		if (!compile_row(c, t, sorted[i], shape, &rows[out->count]))
			return false;
		out->shares |= rows[out->count++].value.type >= JSON_ARRAY;
	}
	return true;
}

/* What is wrong with a value is said of the file it stands in. */
static bool
compile_for(struct compiler *c, struct table *t, enum shape shape, const struct lookup **out)
{
	struct compiled *made = t->compiled;
	struct mapping *mapping = c->mapping;
	struct mapping shown = *mapping;
	struct str outer = c->key;
	bool ok;

	while (made && made->shape != shape)
		made = made->next;
	if (!made) {
		made = arena_zero(c->arena, sizeof(*made));
		made->shape = shape;
		made->next = t->compiled;
		t->compiled = made;
		if (t->file.at)
			shown.file = t->file;
		c->mapping = &shown;
		ok = compile_rows(c, t, shape, &made->lookup);
		c->mapping = mapping;
		if (!ok)
			return false;
		c->key = outer;
	}
	*out = &made->lookup;
	return true;
}

static struct table *
find_table(struct compiler *c, const struct json *yaml, const struct json *name)
{
	struct words words = {.count = 0};

	if (!json_is(name, JSON_STRING)) {
		compile_fail(c, yaml, "the key \"in\" is missing: the name of a table");
		return NULL;
	}
	for (uint32_t i = 0; i < c->table_count; i++) {
		words_add(&words, c->tables[i].name);
		if (str_eq(c->tables[i].name, json_text(name))) {
			c->tables[i].used = true;
			return &c->tables[i];
		}
	}
	compile_fail_near(c, name, json_text(name), &words, "in: names no table of this mapping");
	return NULL;
}

bool
compile_lookup(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	struct table *table = find_table(c, yaml, json_get(yaml, STR("in")));
	const struct lookup *lookup;

	if (!table || !compile_for(c, table, shape, &lookup) || !compile_over(c, argument, yaml, out))
		return false;
	out->run = run_lookup;
	out->lookup = lookup;
	out->shares = lookup->shares;
	return true;
}
