/* What was said about each option, and where; see settings.h.
 *
 * Options of all tables become one row of values. Each of the three readers turns what it reads into texts and hands
 * them to `say`, the one place that knows kinds, ranges and precedence. A value that was said with less weight than
 * the one that stands is still checked, so that a wrong file does not hide behind a flag. Everything lives in an arena
 * of the settings' own.
 */
#include "pipeline/core/settings.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/option_name.h"
#include "pipeline/core/suggest.h"
#include "pipeline/core/yaml.h"

/* By weight. */
enum said { SAID_NOWHERE, SAID_IN_FILE, SAID_IN_ENVIRONMENT, SAID_ON_COMMAND_LINE };

struct value {
	const struct option *option;
	bool file_only; /* known, so that the file may say it, but no option of this command */
	enum said said;
	struct str text;
	int64_t number; /* of an integer or, 0 or 1, of a flag */
	struct str *items;
	size_t count, capacity;
	const struct json *tree;
	const char *file;
	unsigned line;
};

struct settings {
	struct arena *arena;
	struct value *values;
	size_t count;
	const char *file; /* read last; NULL if none was */
};

/* Where a text was said, for the message if it is wrong. */
struct place {
	enum said said;
	const char *file;
	unsigned line;
};

static struct value *
find(const struct settings *s, struct str name)
{
	for (size_t i = 0; i < s->count; i++)
		if (str_eq(str_of(s->values[i].option->name), name))
			return &s->values[i];
	return NULL;
}

static const struct value *
known(const struct settings *s, const char *name, enum option_kind kind)
{
	const struct value *v = find(s, str_of(name));

	assert(v && v->option->kind == kind);
	(void)kind;
	return v;
}

/* "lrstream.yaml:12: key_file", "LRSTREAM_KEY_FILE", "--key-file". */
static const char *
place_name(const struct settings *s, const struct option *o, struct place at)
{
	switch (at.said) {
	case SAID_IN_FILE:
		return arena_format(s->arena, "%s:%u: %s", at.file, at.line, o->name).at;
	case SAID_IN_ENVIRONMENT:
		return option_variable(s->arena, o).at;
	default:
		if (o->place & ON_COMMAND_LINE)
			return option_flag(s->arena, o).at;
		return s->file ? arena_format(s->arena, "%s: %s", s->file, o->name).at : o->name;
	}
}

/* ---- one value ---- */

/* Digits only, no sign but '-', no leading zeros. False if it is no whole number; one beyond 64 bits is the nearest. */
static bool
parse_whole(struct str text, int64_t *out)
{
	bool negative = text.len > 1 && text.at[0] == '-';
	size_t start = negative;

	*out = 0;
	if (text.len == start || (text.at[start] == '0' && text.len > start + 1))
		return false;
	for (size_t i = start; i < text.len; i++) {
		int digit = text.at[i] - '0';

		if (digit < 0 || digit > 9)
			return false;
		if (__builtin_mul_overflow(*out, 10, out)
		    || __builtin_add_overflow(*out, negative ? -digit : digit, out)) {
			*out = negative ? INT64_MIN : INT64_MAX;
			return strspn(text.at + i, "0123456789") == text.len - i;
		}
	}
	return true;
}

static bool
parse_number(const struct option *o, struct str text, const char *where, int64_t *out, struct error *e)
{
	if (!parse_whole(text, out))
		return error_usage(e, "%s: \"%.40s\" is no whole number", where, text.at);
	if (*out < o->min)
		return error_usage(e, "%s: %.40s is below %lld", where, text.at, (long long)o->min);
	if (*out > o->max)
		return error_usage(e, "%s: %.40s is above %lld", where, text.at, (long long)o->max);
	return true;
}

static bool
parse_flag(struct str text, const char *where, int64_t *out, struct error *e)
{
	*out = str_eq(text, STR("true")) || str_eq(text, STR("1"));
	if (*out || str_eq(text, STR("false")) || str_eq(text, STR("0")))
		return true;
	return error_usage(e, "%s: must be true or false", where);
}

static void
add_item(struct settings *s, struct value *v, struct str text)
{
	if (v->count == v->capacity) {
		size_t capacity = v->capacity ? v->capacity * 2 : 8;
		struct str *items = arena_take(s->arena, capacity * sizeof(*items));

		if (v->count)
			memcpy(items, v->items, v->count * sizeof(*items));
		v->items = items;
		v->capacity = capacity;
	}
	v->items[v->count++] = text;
}

/* Notes where a value was said; false if what stands already weighs more. */
static bool
outweighs(struct value *v, struct place at)
{
	if (at.said < v->said)
		return false;
	if (at.said > v->said)
		v->count = 0;
	v->said = at.said;
	v->file = at.file;
	v->line = at.line;
	return true;
}

/* Checks a text and, unless a weightier one stands, makes it the option's value; of a list, one more item. */
static bool
say(struct settings *s, struct value *v, struct str text, struct place at, struct error *e)
{
	const struct option *o = v->option;
	const char *where = place_name(s, o, at);
	int64_t number = 0;

	text = arena_copy(s->arena, text);
	if (strlen(text.at) != text.len)
		return error_usage(e, "%s: holds U+0000", where);
	if (o->kind == OPTION_INT && !parse_number(o, text, where, &number, e))
		return false;
	if (o->kind == OPTION_FLAG && !parse_flag(text, where, &number, e))
		return false;
	if (!outweighs(v, at))
		return true;
	if (o->kind == OPTION_LIST)
		add_item(s, v, text);
	v->text = text;
	v->number = number;
	return true;
}

/* Items between commas. */
static bool
say_list(struct settings *s, struct value *v, struct str text, struct place at, struct error *e)
{
	const char *comma;

	while ((comma = memchr(text.at, ',', text.len))) {
		size_t len = (size_t)(comma - text.at);

		if (!say(s, v, (struct str){text.at, len}, at, e))
			return false;
		text = str_from(text, len + 1);
	}
	return say(s, v, text, at, e);
}

/* ---- opening ---- */

static bool
say_default(struct settings *s, struct value *v, struct error *e)
{
	struct place at = {.said = SAID_NOWHERE};
	const char *fallback = v->option->fallback;

	if (!fallback)
		return true;
	if (v->option->kind == OPTION_LIST)
		return say_list(s, v, str_of(fallback), at, e);
	return say(s, v, str_of(fallback), at, e);
}

/* Appends the options of the tables that are not there yet. */
static void
add_options(struct settings *s, const struct option *const *tables, size_t count, bool file_only)
{
	struct value *old = s->values;
	size_t options = s->count, first = s->count;
	struct error e;

	for (size_t i = 0; i < count; i++)
		for (const struct option *o = tables[i]; o->name; o++)
			options++;
	s->values = arena_zero(s->arena, options * sizeof(*s->values));
	if (first)
		memcpy(s->values, old, first * sizeof(*old));
	for (size_t i = 0; i < count; i++)
		for (const struct option *o = tables[i]; o->name; o++)
			if (!find(s, str_of(o->name)))
				s->values[s->count++] = (struct value){.option = o, .file_only = file_only};
	for (size_t i = first; i < s->count; i++)
		if (!say_default(s, &s->values[i], &e)) {
			fprintf(stderr, "lrstream: default of %s\n", e.text);
			abort();
		}
}

struct settings *
settings_open(const struct option *const *tables, size_t count)
{
	struct settings *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->arena = arena_open();
	add_options(s, tables, count, false);
	return s;
}

void
settings_allow(struct settings *s, const struct option *const *tables, size_t count)
{
	add_options(s, tables, count, true);
}

void
settings_close(struct settings *s)
{
	if (!s)
		return;
	arena_close(s->arena);
	free(s);
}

/* ---- the file ---- */

/* " (did you mean "tenant"?)", or nothing. */
static const char *
did_you_mean(const struct settings *s, struct str word, enum option_place place)
{
	struct str *names = arena_take(s->arena, s->count * sizeof(*names));
	size_t count = 0;
	struct str near;

	for (size_t i = 0; i < s->count; i++) {
		const struct option *o = s->values[i].option;

		if (!(o->place & place) || (place == ON_COMMAND_LINE && s->values[i].file_only))
			continue;
		names[count++] = place == IN_FILE ? str_of(o->name) : option_flag(s->arena, o);
	}
	near = suggest(word, names, count);
	if (!near.at)
		return "";
	if (place == IN_FILE)
		return arena_format(s->arena, " (did you mean \"%.*s\"?)", STR_ARG(near)).at;
	return arena_format(s->arena, " (did you mean %.*s?)", STR_ARG(near)).at;
}

/* The text of a scalar; at == NULL if the node is none. */
static struct str
scalar_text(const struct json *node)
{
	switch (node->type) {
	case JSON_STRING:
	case JSON_NUMBER:
		return json_text(node);
	case JSON_TRUE:
		return STR("true");
	case JSON_FALSE:
		return STR("false");
	default:
		return (struct str){0};
	}
}

/* What a node must be for an option's kind; NULL if it is that. */
static const char *
misfit(enum option_kind kind, const struct json *node)
{
	bool scalar = scalar_text(node).at != NULL;

	if (node->type == JSON_NULL)
		return "has no value";
	switch (kind) {
	case OPTION_INT:
		return node->type == JSON_NUMBER ? NULL : "must be a whole number";
	case OPTION_FLAG:
		return json_is_bool(node) ? NULL : "must be true or false";
	case OPTION_TEXT:
		return scalar ? NULL : "must be text";
	case OPTION_LIST:
		return scalar || node->type == JSON_ARRAY ? NULL : "must be a list of texts";
	default:
		return NULL;
	}
}

static bool
read_items(struct settings *s, struct value *v, const struct json *list, struct place at, struct error *e)
{
	/* Where a weightier value stands the items are checked only; an empty list says "none". */
	if (list->count == 0)
		outweighs(v, at);
	for (uint32_t i = 0; i < list->count; i++) {
		struct str text = scalar_text(&list->items[i]);
		struct place here = {at.said, at.file, list->items[i].line};

		if (!text.at)
			return error_usage(e, "%s: must be a list of texts", place_name(s, v->option, here));
		if (!say(s, v, text, here, e))
			return false;
	}
	return true;
}

static bool
read_member(struct settings *s, const struct json_member *m, const char *file, struct error *e)
{
	struct value *v = find(s, m->key);
	struct place at = {SAID_IN_FILE, file, m->value.line};
	const char *wrong;

	if (!v)
		return error_usage(e, "%s:%u: unknown key \"%.*s\"%s", file, at.line, STR_ARG(m->key),
		    did_you_mean(s, m->key, IN_FILE));
	if (!(v->option->place & IN_FILE))
		return error_usage(
		    e, "%s: is an option of the command line only", place_name(s, v->option, at));
	wrong = misfit(v->option->kind, &m->value);
	if (wrong)
		return error_usage(e, "%s: %s", place_name(s, v->option, at), wrong);
	if (m->value.type == JSON_ARRAY && v->option->kind == OPTION_LIST)
		return read_items(s, v, &m->value, at, e);
	if (v->option->kind != OPTION_TREE)
		return say(s, v, scalar_text(&m->value), at, e);
	outweighs(v, at);
	v->tree = &m->value;
	return true;
}

bool
settings_read_file(struct settings *s, const char *path, struct error *e)
{
	struct json file;
	const char *name = arena_copy(s->arena, str_of(path)).at;

	s->file = name;
	if (!yaml_read(s->arena, path, &file, e))
		return false;
	if (file.type == JSON_NULL)
		return true;
	if (file.type != JSON_OBJECT)
		return error_usage(e, "%s:%u: must be a map of keys and values", name, file.line);
	for (uint32_t i = 0; i < file.count; i++)
		if (!read_member(s, &file.members[i], name, e))
			return false;
	return true;
}

/* ---- the environment ---- */

bool
settings_read_environment(struct settings *s, struct error *e)
{
	struct place at = {.said = SAID_IN_ENVIRONMENT};
	bool ok = true;

	for (size_t i = 0; i < s->count && ok; i++) {
		struct value *v = &s->values[i];
		struct str text;

		/* What only makes sense on one command line (--help) or needs a tree has no variable. */
		if (!(v->option->place & IN_FILE) || v->option->kind == OPTION_TREE)
			continue;
		text = str_of(getenv(option_variable(s->arena, v->option).at));
		if (text.len && v->option->kind == OPTION_LIST)
			ok = say_list(s, v, text, at, e);
		else if (text.len)
			ok = say(s, v, text, at, e);
	}
	return ok;
}

/* ---- the command line ---- */

/* The option of "--key-file" or "--key-file=F". */
static struct value *
find_flag(const struct settings *s, struct str flag)
{
	for (size_t i = 0; i < s->count; i++)
		if (!s->values[i].file_only && str_eq(option_flag(s->arena, s->values[i].option), flag))
			return &s->values[i];
	return NULL;
}

/* Reads the option at argv[*at], moving on to its value if that is the next argument. */
static bool
read_flag(struct settings *s, int argc, char **argv, int *at, struct error *e)
{
	struct str said = str_of(strcmp(argv[*at], "-h") == 0 ? "--help" : argv[*at]);
	struct str flag = {said.at, strcspn(said.at, "=")};
	struct value *v = find_flag(s, flag);
	struct place place = {.said = SAID_ON_COMMAND_LINE};

	if (!v)
		return error_usage(e, "unknown option %.*s%s; see --help", STR_ARG(flag),
		    did_you_mean(s, flag, ON_COMMAND_LINE));
	if (!(v->option->place & ON_COMMAND_LINE))
		return error_usage(e, "%.*s: stands in the configuration file only", STR_ARG(flag));
	if (flag.len < said.len)
		return say(s, v, str_from(said, flag.len + 1), place, e);
	if (v->option->kind == OPTION_FLAG)
		return say(s, v, STR("true"), place, e);
	if (*at + 1 == argc || strncmp(argv[*at + 1], "--", 2) == 0)
		return error_usage(e, "%.*s needs a value: %.*s=%s", STR_ARG(flag), STR_ARG(flag),
		    v->option->argument ? v->option->argument : "VALUE");
	return say(s, v, str_of(argv[++*at]), place, e);
}

bool
settings_read_arguments(struct settings *s, int *argc, char **argv, struct error *e)
{
	int kept = 0, count = *argc;
	bool ended = false;

	for (int i = 0; i < count; i++) {
		bool option = !ended && argv[i][0] == '-' && argv[i][1] != '\0';

		if (option && strcmp(argv[i], "--") == 0)
			ended = true;
		else if (!option)
			argv[kept++] = argv[i];
		else if (!read_flag(s, count, argv, &i, e))
			return false;
	}
	*argc = kept;
	return true;
}

bool
settings_set(struct settings *s, const char *name, const char *value, struct error *e)
{
	struct value *v = find(s, str_of(name));

	assert(v && v->option->kind != OPTION_TREE);
	return say(s, v, str_of(value), (struct place){.said = SAID_ON_COMMAND_LINE}, e);
}

/* ---- reading ---- */

struct str
settings_text(const struct settings *s, const char *name)
{
	return known(s, name, OPTION_TEXT)->text;
}

int64_t
settings_int(const struct settings *s, const char *name)
{
	return known(s, name, OPTION_INT)->number;
}

bool
settings_flag(const struct settings *s, const char *name)
{
	return known(s, name, OPTION_FLAG)->number;
}

size_t
settings_list(const struct settings *s, const char *name, const struct str **out)
{
	const struct value *v = known(s, name, OPTION_LIST);

	*out = v->items;
	return v->count;
}

const struct json *
settings_tree(const struct settings *s, const char *name)
{
	return known(s, name, OPTION_TREE)->tree;
}

bool
settings_given(const struct settings *s, const char *name)
{
	const struct value *v = find(s, str_of(name));

	return v && v->said != SAID_NOWHERE;
}

struct str
settings_where(const struct settings *s, const char *name, const struct json *node)
{
	const struct value *v = find(s, str_of(name));
	struct place at;

	assert(v);
	at = (struct place){v->said, v->file, node && node->line ? node->line : v->line};
	return str_of(place_name(s, v->option, at));
}
