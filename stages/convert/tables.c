/* Reading tables and compiling lookups; see tables.h. */
#include "stages/convert/tables.h"

#include <stdlib.h>

#include "pipeline/core/suggest.h"
#include "stages/convert/construct.h"
#include "stages/convert/lookup.h"
#include "stages/convert/number.h"
#include "stages/convert/table_file.h"

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
	bool texts;      /* all values are text, whatever they mean */
	struct json rows;
	struct compiled *compiled;
};

/* ---- the section ---- */

/* True for {file: …}, with `key` and `value` if wanted: a file to read. */
static bool
names_file(const struct json *yaml)
{
	const struct json *file = json_get(yaml, STR("file"));
	uint32_t known = !!json_get(yaml, STR("key")) + !!json_get(yaml, STR("value"));

	return json_is(file, JSON_STRING) && yaml->count == known + 1;
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
	if (!file_path(c, json_get(yaml, STR("file")), &path))
		return false;
	if (!path.len)
		return true;
	out->file = path;
	return table_file_read(c, yaml, path, columns, &out->rows, &out->texts);
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
		if (!read_table(c, &yaml->members[i].value, &tables[i]))
			return false;
		c->table_count = i + 1;
	}
	return true;
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
	struct str known[MOST_TABLES], nearest;

	if (!json_is(name, JSON_STRING)) {
		compile_fail(c, yaml, "the key \"in\" is missing: the name of a table");
		return NULL;
	}
	for (uint32_t i = 0; i < c->table_count; i++) {
		known[i] = c->tables[i].name;
		if (str_eq(known[i], json_text(name)))
			return &c->tables[i];
	}
	nearest = suggest(json_text(name), known, c->table_count);
	if (nearest.len)
		compile_fail(c, name, "in: names no table; did you mean %.*s?", STR_ARG(nearest));
	else
		compile_fail(c, name, "in: names no table of this mapping");
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
