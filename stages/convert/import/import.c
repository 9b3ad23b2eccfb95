/* Reading the sections of such a file; see import.h.
 *
 * Each mapping reads its input fields and walks its output nodes; every node that says a value writes it to its place.
 * Whatever is not taken is told with its line, and nothing of it is guessed: behind a condition that is code, the
 * further cases of a switch are left out too, since whether they count depends on it.
 */
#include "stages/convert/import/import.h"

#include <stdarg.h>
#include <stdio.h>

#include "stages/convert/import/import_form.h"
#include "stages/convert/import/import_path.h"
#include "stages/convert/import/import_profile.h"

enum { MOST_INPUTS = 64, MOST_NODE_DEPTH = 32 };

/* A profile is looked at when everything else is written. */
struct wish {
	struct wish *next;
	const struct json *name;
	const struct branch *branch;
};

struct importing {
	struct arena *arena;
	const struct import_options *options;
	struct made *statement;
	struct wish *wishes, **last_wish;
	struct forms forms;
	struct import_writer writer;
	struct wants wants;
	struct json lets;
	bool csv;
	int depth;
	/* Of the mapping being read: */
	struct made *inputs[MOST_INPUTS];
	uint32_t input_count;
};

/* ---- telling ---- */

static void leave_out(struct importing *i, const struct json *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
leave_out(struct importing *i, const struct json *at, const char *format, ...)
{
	char text[300];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	i->options->tell(i->options->context, at->line, str_of(text));
}

static bool
is_known(struct str key, const char *const *known)
{
	for (; *known; known++)
		if (str_eq(key, str_of(*known)))
			return true;
	return false;
}

static void
check_keys(struct importing *i, const struct json *yaml, const char *const *known)
{
	for (uint32_t k = 0; k < yaml->count; k++)
		if (!is_known(yaml->members[k].key, known))
			leave_out(i, &yaml->members[k].value, "%.*s: such files have no such key here",
			    STR_ARG(yaml->members[k].key));
}

/* ---- input fields ---- */

static void
add_input(struct importing *i, const struct json *field)
{
	bool scalar = field->type == JSON_STRING || field->type == JSON_NUMBER;
	struct made *made = made_new(i->arena, MADE_NOTHING, field->line);
	struct str path;

	if (i->input_count == MOST_INPUTS)
		return;
	if (scalar && import_path(i->arena, json_text(field), i->csv, &path))
		made = made_copy_of(i->arena, path, field->line);
	else
		leave_out(i, field, "input_fields: a field's name that no path can hold");
	i->inputs[i->input_count++] = made;
}

static void
read_inputs(struct importing *i, const struct json *yaml)
{
	i->input_count = 0;
	if (yaml && yaml->type != JSON_ARRAY)
		add_input(i, yaml);
	for (uint32_t k = 0; json_is(yaml, JSON_ARRAY) && k < yaml->count; k++)
		add_input(i, &yaml->items[k]);
}

/* ---- output nodes ---- */

static void read_node(struct importing *, const struct json *, const struct branch *);

/* The value of a node; NULL, told, if it is not taken. */
static struct made *
node_value(struct importing *i, const struct json *node, struct str place)
{
	const struct json *value = json_get(node, STR("value")), *custom = json_get(node, STR("custom"));
	struct made *made;

	if (value)
		return made_constant(i->arena, value, value->line);
	if (!custom && i->input_count)
		return i->inputs[0];
	if (!custom)
		return made_new(i->arena, MADE_NOTHING, node->line);
	i->forms.line = custom->line;
	i->forms.why = NULL;
	made = json_is(custom, JSON_ARRAY) && custom->count
		   ? form_value(&i->forms, custom, i->inputs, i->input_count)
		   : NULL;
	if (!made)
		leave_out(i, custom, "%.*s: custom: %s", STR_ARG(place),
		    i->forms.why ? i->forms.why : "must be a list of lambdas");
	return made;
}

/* The line of a copied field is that of its node, where a reader looks when it does not fit. */
static struct made *
at_line(struct importing *i, const struct made *m, unsigned line)
{
	struct made *here = made_new(i->arena, m->kind, line);

	*here = *m;
	here->line = (uint16_t)line;
	return here;
}

static void
write_node(
    struct importing *i, const struct json *node, const struct json *field, const struct branch *branch)
{
	struct output_place *place = arena_take(i->arena, sizeof(*place));
	struct made *value;
	const char *why;

	if (field->type != JSON_STRING || !place_read(json_text(field), place, &why)) {
		leave_out(i, field, "output_field: %s", field->type == JSON_STRING ? why : "must be text");
		return;
	}
	value = node_value(i, node, json_text(field));
	if (value
	    && !made_write(i->arena, &i->statement, place, branch, at_line(i, value, field->line), &why))
		leave_out(i, field, "%.*s: %s", STR_ARG(json_text(field)), why);
}

static bool
is_default(struct str condition)
{
	static const char word[] = "default";

	condition = str_trimmed(condition);
	for (size_t k = 0; k < condition.len && k < sizeof(word) - 1; k++)
		if ((condition.at[k] | 0x20) != word[k])
			return false;
	return condition.len == sizeof(word) - 1;
}

/* The branch that a case opens; NULL, told, if its condition is not taken. */
static const struct branch *
case_branch(
    struct importing *i, const struct json *node, const struct branch *outer, const struct branch *before)
{
	const struct json *condition = json_get(node, STR("condition"));
	struct branch *b = arena_zero(i->arena, sizeof(*b));

	b->outer = outer;
	b->before = before;
	if (!json_is(condition, JSON_STRING)) {
		leave_out(i, node, "switch: a case without a condition");
		return NULL;
	}
	if (is_default(json_text(condition)))
		return b;
	i->forms.line = condition->line;
	i->forms.why = NULL;
	if (form_condition(&i->forms, json_text(condition), i->inputs, i->input_count, &b->when))
		return b;
	leave_out(i, condition, "condition: %s", i->forms.why);
	return NULL;
}

static void
read_switch(struct importing *i, const struct json *cases, const struct branch *outer)
{
	const struct branch *before = NULL;
	const char *lost = NULL; /* why no further case counts */

	if (cases->type != JSON_ARRAY)
		leave_out(i, cases, "switch: must be a list of cases");
	for (uint32_t k = 0; cases->type == JSON_ARRAY && k < cases->count; k++) {
		const struct json *node = &cases->items[k];
		const struct branch *b = lost ? NULL : case_branch(i, node, outer, before);

		if (b)
			read_node(i, node, b);
		else if (lost)
			leave_out(i, node, "switch: a case behind one %s", lost);
		if (b && b->when.type != JSON_OBJECT)
			lost = "that takes all that is left";
		else if (!b && !lost)
			lost = "whose condition is not taken";
		before = b;
	}
}

static void
add_wish(struct importing *i, const struct json *name, const struct branch *branch)
{
	struct wish *wish = arena_zero(i->arena, sizeof(*wish));

	wish->name = name;
	wish->branch = branch;
	*i->last_wish = wish;
	i->last_wish = &wish->next;
}

static void
read_node(struct importing *i, const struct json *node, const struct branch *branch)
{
	static const char *const keys[] = {"description", "output_field", "value", "custom", "switch",
	    "multiple", "profile", "condition", NULL};
	const struct json *cases = json_get(node, STR("switch")), *nodes = json_get(node, STR("multiple"));
	const struct json *field = json_get(node, STR("output_field"));
	const struct json *profile = json_get(node, STR("profile"));

	if (node->type != JSON_OBJECT || i->depth == MOST_NODE_DEPTH) {
		leave_out(i, node, "an output that is no map, or lies too deep");
		return;
	}
	check_keys(i, node, keys);
	i->depth++;
	if (profile)
		add_wish(i, profile, branch);
	if (cases)
		read_switch(i, cases, branch);
	else if (json_is(nodes, JSON_ARRAY) && nodes->count)
		for (uint32_t k = 0; k < nodes->count; k++)
			read_node(i, &nodes->items[k], branch);
	else if (field)
		write_node(i, node, field, branch);
	else if (!profile)
		leave_out(i, node, "an output without output_field, switch, multiple or profile");
	i->depth--;
}

/* ---- sections ---- */

static void
read_mapping(struct importing *i, const struct json *yaml)
{
	static const char *const keys[] = {"description", "input_fields", "output_fields", NULL};
	const struct json *outputs = json_get(yaml, STR("output_fields"));

	if (yaml->type != JSON_OBJECT || !outputs) {
		leave_out(i, yaml, "a mapping without output_fields");
		return;
	}
	check_keys(i, yaml, keys);
	read_inputs(i, json_get(yaml, STR("input_fields")));
	if (outputs->type != JSON_ARRAY)
		read_node(i, outputs, NULL);
	for (uint32_t k = 0; outputs->type == JSON_ARRAY && k < outputs->count; k++)
		read_node(i, &outputs->items[k], NULL);
}

static void
read_default(struct importing *i, const struct json *yaml)
{
	static const char *const keys[] = {"description", "output_field", "value", NULL};
	const struct json *field = json_get(yaml, STR("output_field")), *value = json_get(yaml, STR("value"));
	struct output_place *place = arena_take(i->arena, sizeof(*place));
	const char *why = "has no output_field and value";
	struct made *made;

	if (yaml->type == JSON_OBJECT)
		check_keys(i, yaml, keys);
	if (!json_is(field, JSON_STRING) || !value || !place_read(json_text(field), place, &why)) {
		leave_out(i, yaml, "default_values: an entry that %s", why);
		return;
	}
	made = made_constant(i->arena, value, field->line);
	if (made->kind != MADE_NOTHING && !made_fill(i->arena, &i->statement, place, made, &why))
		leave_out(i, field, "%.*s: %s", STR_ARG(json_text(field)), why);
}

static void
grant_wishes(struct importing *i)
{
	for (const struct wish *wish = i->wishes; wish; wish = wish->next) {
		const char *why = "must be text";

		if (wish->name->type != JSON_STRING
		    || !import_profile(
			i->arena, json_text(wish->name), wish->branch, wish->name->line, &i->statement, &why))
			leave_out(i, wish->name, "profile: %s", why);
	}
}

/* ---- what the file is ---- */

/* Small letters and digits with hyphens between, as a source is called. */
static struct str
source_name(struct arena *arena, struct str text)
{
	struct buf b = {0};
	struct str out;

	for (size_t k = 0; k < text.len; k++) {
		char c = text.at[k];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')
			buf_char(&b, c);
		else if (b.len && b.at[b.len - 1] != '-')
			buf_char(&b, '-');
	}
	while (b.len && b.at[b.len - 1] == '-')
		b.len--;
	out = arena_copy(arena, buf_view(&b));
	buf_free(&b);
	return str_eq(out, STR("auto")) ? STR("auto-1") : out;
}

/* Formats that say how a file is written, not where it comes from. */
static bool
is_table(struct str format)
{
	return str_eq(format, STR("csv")) || str_eq(format, STR("text-csv")) || str_eq(format, STR("custom"));
}

static struct str
choose_source(struct importing *i, struct str format)
{
	struct str stem = source_name(i->arena, i->options->stem);

	if (i->options->source.len)
		return i->options->source;
	if (format.len && !(is_table(format) && stem.len))
		return format;
	return stem.len ? stem : STR("imported");
}

/* True if a field's name has dots, as those of nested events have. */
static bool
has_nested_fields(const struct json *mappings)
{
	for (uint32_t k = 0; k < mappings->count; k++) {
		const struct json *fields = json_get(&mappings->items[k], STR("input_fields"));

		for (uint32_t f = 0; json_is(fields, JSON_ARRAY) && f < fields->count; f++)
			if (fields->items[f].type == JSON_STRING && fields->items[f].count
			    && memchr(fields->items[f].text, '.', fields->items[f].count))
				return true;
	}
	return false;
}

static bool
is_csv(const struct import_options *o, struct str format, const struct json *mappings)
{
	if (o->input != IMPORT_BY_FORMAT)
		return o->input == IMPORT_CSV;
	return is_table(format) && !(str_eq(format, STR("custom")) && has_nested_fields(mappings));
}

static bool
holds_xapi(struct arena *arena, struct str format)
{
	struct str name = source_name(arena, format);

	for (size_t k = 0; k + 4 <= name.len; k++)
		if (str_starts(str_from(name, k), STR("xapi")))
			return true;
	return false;
}

static bool
check_file(struct arena *arena, const struct json *yaml, const struct import_options *o, struct error *e)
{
	const struct json *output = json_get(yaml, STR("output_format"));

	if (yaml->type != JSON_OBJECT || !json_is(json_get(yaml, STR("mappings")), JSON_ARRAY))
		return error_usage(e,
		    "%.*s: is no mapping of the Learning Records Converter: these have a list \"mappings\"",
		    STR_ARG(o->shown));
	if (output && !(output->type == JSON_STRING && holds_xapi(arena, json_text(output))))
		return error_usage(e, "%.*s:%u: output_format: the mapping makes something else than xAPI",
		    STR_ARG(o->shown), output->line);
	return true;
}

/* ---- writing ---- */

/* What was left out after all may have left a let behind. */
static void
drop_unused_lets(struct importing *i, const struct json *rules)
{
	for (uint32_t k = i->lets.count; k-- > 0;) {
		struct str name = i->lets.members[k].key;
		struct json later = i->lets;

		later.members += k + 1;
		later.count -= k + 1;
		if (!import_path_uses(rules, name) && !import_path_uses(&later, name))
			json_remove(&i->lets, name);
	}
}

static struct json
one_rule(struct importing *i, const struct json *at, struct imported *out)
{
	struct json statement, rule = json_object(), rules = json_array();

	if (i->statement->kind == MADE_COPY)
		statement = i->statement->value;
	else
		import_write_statement(&i->writer, i->statement, &statement, out->lacks);
	for (const char **lack = out->lacks; *lack; lack++)
		leave_out(i, at,
		    "nothing makes the statement's %s: $.%s stands there until you say what it is", *lack,
		    *lack);
	json_append(i->arena, &rule, STR("statement"), statement);
	json_add(i->arena, &rules, rule);
	return rules;
}

static void
put_mapping(struct importing *i, const struct json *yaml, struct str format, struct imported *out)
{
	struct str title = json_get_text(yaml, STR("input_format"));
	struct json rules = one_rule(i, json_get(yaml, STR("mappings")), out);

	drop_unused_lets(i, &rules);
	out->mapping = json_object();
	json_append(i->arena, &out->mapping, STR("source"), json_string(choose_source(i, format)));
	if (title.len && !is_table(format))
		json_append(i->arena, &out->mapping, STR("title"), json_string(title));
	if (i->csv)
		json_append(i->arena, &out->mapping, STR("input"), json_string(STR("csv")));
	if (i->lets.count)
		json_append(i->arena, &out->mapping, STR("let"), i->lets);
	json_append(i->arena, &out->mapping, STR("rules"), rules);
	if (!wants_event(&i->wants, &out->event))
		out->event = (struct json){.type = JSON_NULL};
}

static void
start(struct importing *i, struct str format)
{
	i->statement = made_new(i->arena, MADE_NOTHING, 1);
	if (str_eq(format, STR("xapi")))
		i->statement = made_copy_of(i->arena, STR("$"), 1);
	i->last_wish = &i->wishes;
	i->lets = json_object();
	i->wants = (struct wants){.arena = i->arena, .csv = i->csv};
	i->writer = (struct import_writer){.arena = i->arena,
	    .wants = &i->wants,
	    .csv = i->csv,
	    .tell = i->options->tell,
	    .context = i->options->context};
	i->forms = (struct forms){.arena = i->arena, .writer = &i->writer, .lets = &i->lets, .csv = i->csv};
}

bool
import_mapping(struct arena *arena, const struct json *yaml, const struct import_options *options,
    struct imported *out, struct error *e)
{
	static const char *const keys[] = {
	    "version", "input_format", "output_format", "mappings", "default_values", "metadata", NULL};
	struct importing *i = arena_zero(arena, sizeof(*i));
	const struct json *mappings = json_get(yaml, STR("mappings"));
	const struct json *defaults = json_get(yaml, STR("default_values"));
	struct str format = source_name(arena, json_get_text(yaml, STR("input_format")));

	*out = (struct imported){.mapping = json_object()};
	if (!check_file(arena, yaml, options, e))
		return false;
	i->arena = arena;
	i->options = options;
	i->csv = is_csv(options, format, mappings);
	out->guessed_csv = i->csv && options->input == IMPORT_BY_FORMAT && str_eq(format, STR("custom"));
	start(i, format);
	check_keys(i, yaml, keys);
	for (uint32_t k = 0; k < mappings->count; k++)
		read_mapping(i, &mappings->items[k]);
	for (uint32_t k = 0; json_is(defaults, JSON_ARRAY) && k < defaults->count; k++)
		read_default(i, &defaults->items[k]);
	grant_wishes(i);
	put_mapping(i, yaml, format, out);
	return true;
}
