/* Mapping files of the Learning Records Converter: what is made of them, what is left out, and that the mapping made of
 * one does to an event what the converter would do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/yaml.h"
#include "pipeline/core/yaml_write.h"
#include "stages/convert/import/import.h"
#include "stages/convert/mapping.h"

enum { FILES = 400, EVENTS = 8, MOST_WRITES = 8 };

static struct arena *arena;
static struct buf out, remarks;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	buf_free(&out);
	buf_free(&remarks);
	return 0;
}

static void
remark(void *context, unsigned line, struct str what)
{
	(void)context;
	buf_format(&remarks, "%u: %.*s\n", line, STR_ARG(what));
}

/* ---- helpers ---- */

static struct imported
import(const char *yaml)
{
	struct import_options options = {.shown = STR("f.yml"), .stem = STR("My File"), .tell = remark};
	struct imported made;
	struct error e;
	struct json tree;

	buf_clear(&remarks);
	if (!yaml_parse(arena, str_of(yaml), "f.yml", &tree, &e))
		fail_msg("%s\n%s", e.text, yaml);
	if (!import_mapping(arena, &tree, &options, &made, &e))
		fail_msg("%s", e.text);
	return made;
}

/* A file around output nodes for one mapping with the inputs x and y.z. */
/* Whatever was taken is a mapping that can be opened. */
static void
opens(const struct imported *made)
{
	struct buf yaml = {0};
	struct mappings *all;
	struct error e;

	yaml_write(&yaml, &made->mapping);
	all = mappings_open_text(buf_view(&yaml), "made", &e);
	if (!all)
		fail_msg("%s\n%.*s", e.text, STR_ARG(buf_view(&yaml)));
	mappings_close(all);
	buf_free(&yaml);
}

static struct imported
import_nodes(const char *nodes)
{
	struct imported made = import(arena_format(arena,
	    "{input_format: Demo, mappings: [{input_fields: [x, y.z], output_fields: {multiple: [%s]}}]}",
	    nodes)
					  .at);

	opens(&made);
	return made;
}

static const char *
text_of(const struct json *v)
{
	buf_clear(&out);
	json_write(&out, v);
	buf_char(&out, '\0');
	return out.at;
}

static struct json *
statement_of(struct imported *made)
{
	struct json *rules = json_get(&made->mapping, STR("rules"));

	return json_get(&rules->items[0], STR("statement"));
}

/* What stands in the statement's result.extensions after a custom of this lambda. */
static void
custom_gives(const char *lambda, const char *json)
{
	struct imported made = import_nodes(arena_format(
	    arena, "{output_field: 'result.extensions[https://x.example/e]', custom: [\"%s\"]}", lambda)
						.at);
	struct json *extensions = json_get(json_get(statement_of(&made), STR("result")), STR("extensions"));

	if (!extensions)
		fail_msg("not taken: %s: %.*s", lambda, STR_ARG(buf_view(&remarks)));
	assert_string_equal(text_of(&extensions->members[0].value), json);
}

static void
custom_is_refused(const char *lambda, const char *why)
{
	struct imported made = import_nodes(arena_format(
	    arena, "{output_field: 'result.extensions[https://x.example/e]', custom: [\"%s\"]}", lambda)
						.at);

	assert_null(json_get(statement_of(&made), STR("result")));
	buf_char(&remarks, '\0');
	if (!strstr(remarks.at, why))
		fail_msg("%s: %s", lambda, remarks.at);
}

static void
condition_gives(const char *lambda, const char *json)
{
	struct imported made = import_nodes(arena_format(
	    arena, "{switch: [{condition: \"%s\", output_field: result.completion, value: true}]}", lambda)
						.at);
	struct json *result = json_get(statement_of(&made), STR("result"));
	const struct json *cases = json_get(json_get(result, STR("completion")), STR("switch"));

	if (!cases)
		fail_msg("not taken: %s: %.*s", lambda, STR_ARG(buf_view(&remarks)));
	assert_string_equal(text_of(json_get(&cases->items[0], STR("when"))), json);
}

static void
statement_is(struct imported made, const char *json)
{
	assert_string_equal(text_of(statement_of(&made)), json);
}

/* ---- sections ---- */

static void
constants_copies_and_defaults(void **state)
{
	struct imported made = import(
	    "input_format: Campus Log\n"
	    "output_format: xAPI\n"
	    "mappings:\n"
	    "  - {input_fields: [user.0.id], output_fields: {output_field: actor.account.name}}\n"
	    "  - {input_fields: [], output_fields: {output_field: result.success, value: false}}\n"
	    "  - {input_fields: [x], output_fields: {output_field: result.score.raw, value: 0}}\n"
	    "  - {input_fields: [at], output_fields: {output_field: timestamp}}\n"
	    "  - {input_fields: ['a b'], output_fields: {output_field: 'object.definition.name.en-US'}}\n"
	    "  - {input_fields: [u], output_fields: {output_field: object.id}}\n"
	    "default_values:\n"
	    "  - {output_field: verb, value: {id: 'https://v.example/did', display: {en: did, de: ''}}}\n"
	    "  - {output_field: actor.account.homePage, value: 'https://a.example'}\n"
	    "  - {output_field: timestamp, value: '2020-01-01T00:00:00Z'}\n"
	    "  - {output_field: 'context.contextActivities.category.0.id', value: 'https://c.example'}\n"
	    "  - {output_field: 'context.extensions[https://e.example/x]', value: '$.a {b}'}\n");

	(void)state;
	assert_int_equal(remarks.len, 0);
	assert_string_equal(text_of(json_get(&made.mapping, STR("source"))), "\"campus-log\"");
	assert_string_equal(text_of(json_get(&made.mapping, STR("title"))), "\"Campus Log\"");
	assert_null(json_get(&made.mapping, STR("input")));
	statement_is(made,
	    "{\"actor\":{\"account\":{\"name\":\"$.user[0].id\",\"homePage\":\"https://a.example\"}},"
	    "\"verb\":{\"id\":\"https://v.example/did\",\"display\":{\"en\":\"did\"}},"
	    "\"object\":{\"definition\":{\"name\":{\"en-US\":{\"first\":[\"$['a b']\"]}}},\"id\":\"$.u\"},"
	    "\"result\":{\"success\":false,\"score\":{\"raw\":0}},"
	    "\"context\":{\"contextActivities\":{\"category\":[{\"id\":\"https://c.example\"}]},"
	    "\"extensions\":{\"https://e.example/x\":{\"constant\":\"$.a {b}\"}}},"
	    "\"timestamp\":{\"first\":[\"$.at\",\"2020-01-01T00:00:00Z\"]}}");
}

static void
what_every_statement_needs_is_told(void **state)
{
	struct imported made = import("{input_format: Demo, mappings: []}");

	(void)state;
	assert_string_equal(made.lacks[0], "actor");
	assert_string_equal(made.lacks[2], "object");
	statement_is(made, "{\"actor\":\"$.actor\",\"verb\":\"$.verb\",\"object\":\"$.object\"}");
	buf_char(&remarks, '\0');
	assert_non_null(strstr(remarks.at, "1: nothing makes the statement's verb: $.verb stands there"));
}

static void
what_xapi_does_not_know_is_left_out(void **state)
{
	struct imported made = import_nodes("{output_field: actor.shoe},\n"
					    "{output_field: context.platform, value: 5},\n"
					    "{output_field: object.id, value: 'no iri'},\n"
					    "{output_field: result.extensions.x},\n"
					    "{output_field: 'a[b'},\n"
					    "{output_field: actor.account.name},\n"
					    "{output_field: timestamp, value: soon},\n"
					    "{output_field: verb.display.en, colour: red},\n"
					    "{colour: red}");

	(void)state;
	(void)made;
	buf_char(&remarks, '\0');
	assert_string_equal(remarks.at,
	    "5: output_field: has a bracket that is not closed\n"
	    "8: colour: such files have no such key here\n"
	    "9: colour: such files have no such key here\n"
	    "9: an output without output_field, switch, multiple or profile\n"
	    "1: actor.shoe: an actor has no such member\n"
	    "6: actor.account: an account needs \"homePage\"\n"
	    "2: context.platform: must be text\n"
	    "3: object.id: is no IRI\n"
	    "4: result.extensions.x: the key of an extension must be an IRI: write extensions[IRI]\n"
	    "7: timestamp: is no moment\n"
	    "8: verb: a verb needs \"id\"\n"
	    "1: nothing makes the statement's actor: $.actor stands there until you say what it is\n"
	    "1: nothing makes the statement's verb: $.verb stands there until you say what it is\n"
	    "1: nothing makes the statement's object: $.object stands there until you say what it is\n");
}

static void
tables_of_cells(void **state)
{
	struct imported made = import(
	    "{input_format: csv, mappings: [{input_fields: [User.Name, Points],"
	    " output_fields: {multiple: [{output_field: context.platform}, {output_field: result.score.raw,"
	    " custom: ['lambda u, p: float(p) / 2']}, {switch: [{condition: 'lambda u, p: p > 5 and u == 7',"
	    " output_field: result.success, value: true}]}]}}]}");

	(void)state;
	assert_string_equal(text_of(json_get(&made.mapping, STR("source"))), "\"my-file\"");
	assert_string_equal(text_of(json_get(&made.mapping, STR("input"))), "\"csv\"");
	assert_string_equal(
	    text_of(json_get(&made.mapping, STR("let"))), "{\"value-1\":{\"number\":\"$.Points\"}}");
	assert_string_equal(
	    text_of(json_get(statement_of(&made), STR("context"))), "{\"platform\":\"$['User.Name']\"}");
	assert_string_equal(text_of(json_get(statement_of(&made), STR("result"))),
	    "{\"score\":{\"raw\":{\"divide\":[{\"number\":\"$.Points\"},2]}},\"success\":{\"switch\":[{\"when\":"
	    "{\"all\":[{\"$value-1\":{\"above\":5}},{\"$['User.Name']\":\"7\"}]},\"value\":true}]}}");
}

static void
other_files_are_refused(void **state)
{
	static const char *const files[] = {
	    "[]", "a: 1", "mappings: {}", "source: x\nrules: []", "{mappings: [], output_format: SCORM}"};
	struct import_options options = {.shown = STR("f.yml"), .tell = remark};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct imported made;
		struct error e;
		struct json tree;

		assert_true(yaml_parse(arena, str_of(files[i]), "f.yml", &tree, &e));
		assert_false(import_mapping(arena, &tree, &options, &made, &e));
		assert_int_equal(e.exit, EXIT_USAGE);
	}
}

static void
xapi_passes_as_it_came_or_is_completed(void **state)
{
	struct imported made = import("{input_format: xAPI, output_format: Profiled xAPI, mappings: []}");

	(void)state;
	statement_is(made, "\"$\"");
	made = import(
	    "{input_format: xAPI, mappings: [{input_fields: [verb.id], output_fields: {switch: [{condition: "
	    "\"lambda v: v.endswith(('/viewed'))\", profile: lms.accessed-page}]}}]}");
	assert_int_equal(remarks.len, 0);
	assert_string_equal(text_of(json_get(statement_of(&made), STR("verb"))),
	    "{\"id\":{\"first\":[\"$.verb.id\",{\"switch\":[{\"when\":{\"$.verb.id\":{\"matches\":\"(?:/viewed)$\"}},"
	    "\"value\":\"https://w3id.org/xapi/netc/verbs/accessed\"}]}]},\"display\":{\"first\":[\"$.verb.display\"]}}");
}

/* ---- Python ---- */

static void
values_of_known_forms(void **state)
{
	(void)state;
	custom_gives("lambda x, z: x", "{\"first\":[\"$.x\"]}");
	custom_gives("lambda x, z: z", "{\"first\":[\"$.y.z\"]}");
	custom_gives("'it'", "\"it\"");
	custom_gives("lambda x, z: False", "false");
	custom_gives("lambda x, z: str(x)", "{\"first\":[{\"text\":\"$.x\"}]}");
	custom_gives("lambda x, z: x.strip().lower()", "{\"first\":[{\"lower\":{\"trim\":\"$.x\"}}]}");
	custom_gives("lambda x, z: float(x)", "{\"number\":\"$.x\"}");
	custom_gives("lambda x, z: parse_date(x, '%d.%m.%Y %H:%M')",
	    "{\"time\":\"$.x\",\"form\":\"DD.MM.YYYY hh:mm\"}");
	custom_gives("lambda x, z: int(x)", "{\"number\":\"$.x\",\"is\":\"whole\"}");
	custom_gives("lambda x, z: x * 100", "{\"multiply\":[\"$.x\",100]}");
	custom_gives(
	    "lambda x, z: round(x / z, 2)", "{\"round\":{\"divide\":[\"$.x\",\"$.y.z\"]},\"places\":2}");
	custom_gives("lambda x, z: 'a{' + str(x) + '-' + z", "\"a{{{$.x}-{$.y.z}\"");
	custom_gives("lambda x, z: f'PT{x}S'", "\"PT{$.x}S\"");
	custom_gives("lambda x, z: '{}/{}'.format(x, z)", "\"{$.x}/{$.y.z}\"");
	custom_gives("lambda x, z: x['a b'].get('c', None)", "{\"first\":[\"$.x['a b']['c']\"]}");
	custom_gives("lambda x, z: x[0]", "{\"first\":[\"$.x[0]\"]}");
	custom_gives(
	    "lambda x, z: x.split(':')[-1]", "{\"first\":[{\"match\":\"([^:]*)$\",\"of\":\"$.x\"}]}");
	custom_gives("lambda x, z: search(r'u/([0-9]+)', x).group(1)",
	    "{\"first\":[{\"match\":\"u/([0-9]+)\",\"of\":\"$.x\"}]}");
	custom_gives("lambda x, z: ', '.join(x)", "{\"first\":[{\"join\":\"$.x\",\"with\":\", \"}]}");
	custom_gives("lambda x, z: urlparse(x).path", "{\"first\":[{\"url\":\"$.x\",\"part\":\"path\"}]}");
	custom_gives("lambda x, z: {'a': x, 'b': [z, 1]}",
	    "{\"a\":{\"first\":[\"$.x\"]},\"b\":[{\"first\":[\"$.y.z\"]},1]}");
	custom_gives(
	    "lambda x, z: 'a' if x == 1 else None", "{\"switch\":[{\"when\":{\"$.x\":1},\"value\":\"a\"}]}");
	custom_gives("lambda x, z: x in ['a', 'b']",
	    "{\"switch\":[{\"when\":{\"$.x\":{\"in\":[\"a\",\"b\"]}},\"value\":true},{\"value\":false}]}");
}

static void
conditions_of_known_forms(void **state)
{
	(void)state;
	condition_gives("lambda x, z: x == 'a'", "{\"$.x\":\"a\"}");
	condition_gives("lambda x, z: 'a' == x", "{\"$.x\":\"a\"}");
	condition_gives("lambda x, z: x != 1.50", "{\"not\":{\"$.x\":1.50}}");
	condition_gives("lambda x, z: x == False", "{\"$.x\":false}");
	condition_gives("lambda x, z: x in ('a', 'b')", "{\"$.x\":{\"in\":[\"a\",\"b\"]}}");
	condition_gives("lambda x, z: x not in ['a']", "{\"not\":{\"$.x\":\"a\"}}");
	condition_gives("lambda x, z: 5 <= x", "{\"$.x\":{\"at-least\":5}}");
	condition_gives("lambda x, z: x is None", "{\"$.x\":{\"is\":[\"absent\",null]}}");
	condition_gives(
	    "lambda x, z: not is_empty(z)", "{\"not\":{\"$.y.z\":{\"is\":[\"absent\",null,\"empty\"]}}}");
	condition_gives("lambda x, z: not x",
	    "{\"any\":[{\"$.x\":{\"is\":[\"absent\",null,\"empty\"]}},{\"$.x\":{\"in\":[false,0]}}]}");
	condition_gives("lambda x, z: isinstance(x, str) and z == 1",
	    "{\"all\":[{\"$.x\":{\"is\":\"text\"}},{\"$.y.z\":1}]}");
	condition_gives("lambda x, z: x == 'a' or z == 'b'", "{\"any\":[{\"$.x\":\"a\"},{\"$.y.z\":\"b\"}]}");
	condition_gives("lambda x, z: x.startswith('a.b')", "{\"$.x\":{\"matches\":\"^(?:a\\\\.b)\"}}");
	condition_gives("lambda x, z: x.get('t', '') == 'R' if isinstance(x, dict) else False",
	    "{\"all\":[{\"$.x\":{\"is\":\"object\"}},{\"$.x['t']\":\"R\"}]}");
	condition_gives("lambda x, z: x.lower() == 'a'", "{\"$value-1\":\"a\"}");
	condition_gives("lambda x, z: search('^a', x)", "{\"$.x\":{\"matches\":\"^a\"}}");
}

static void
other_code_is_refused_with_a_reason(void **state)
{
	(void)state;
	custom_is_refused("lambda x: x", "another number of parameters");
	custom_is_refused("lambda x, z: w", "uses a name that is none of its parameters");
	custom_is_refused("lambda x, z: x + z", "adds two fields");
	custom_is_refused("lambda x, z: [a for a in x]", "code beyond the known forms");
	custom_is_refused("lambda x, z: parse_date(x, '%d.%m.%Y %j')", "reads a date in a form of its own");
	custom_is_refused("lambda x, z: parse_date(x, 'D %d.%m.%Y')", "reads a date in a form of its own");
	custom_is_refused("lambda x, z: parse_date(x, '%d %z %')", "reads a date in a form of its own");
	custom_is_refused("lambda x, z: open(x)", "calls a function that is not among the known forms");
	custom_is_refused("lambda x, z: x.__class__", "uses an attribute that is none of a URL");
	custom_is_refused("lambda x, z: (x, z)", "gives several values");
	custom_is_refused(
	    "lambda x, z: 1 if x == z else 2", "compares otherwise than a field with a constant");
	custom_is_refused("lambda x, z: search('(', x).group(1)", "a pattern that is none here");
	custom_is_refused("lambda x, z: {'first': 1}", "a key that names a construct");
}

static void
behind_an_unknown_condition_nothing_is_guessed(void **state)
{
	struct imported made = import_nodes(
	    "{switch: [\n"
	    "{condition: \"lambda x, z: x == 1\", output_field: result.completion, value: true},\n"
	    "{condition: \"lambda x, z: eval(x)\", output_field: result.completion, value: false},\n"
	    "{condition: default, output_field: result.completion, value: true}]}");

	(void)state;
	assert_string_equal(
	    text_of(json_get(json_get(statement_of(&made), STR("result")), STR("completion"))),
	    "{\"switch\":[{\"when\":{\"$.x\":1},\"value\":true}]}");
	buf_char(&remarks, '\0');
	assert_non_null(strstr(remarks.at, "4: switch: a case behind one whose condition is not taken"));
}

static void
behind_the_default_case_nothing_is_reached(void **state)
{
	struct imported made = import_nodes(
	    "{switch: [\n"
	    "{condition: default, output_field: result.completion, value: true},\n"
	    "{condition: \"lambda x, z: x == 1\", output_field: result.completion, value: false}]}");

	(void)state;
	assert_string_equal(
	    text_of(json_get(json_get(statement_of(&made), STR("result")), STR("completion"))), "true");
	buf_char(&remarks, '\0');
	assert_non_null(strstr(remarks.at, "3: switch: a case behind one that takes all that is left"));
}

/* The compiler would refuse them. */
static void
constants_of_no_use_are_left_out(void **state)
{
	struct imported made =
	    import_nodes("{multiple: [\n"
			 "{output_field: context.instructor.objectType, value: Agnt},\n"
			 "{output_field: context.instructor.mbox, value: 'mailto:t@lms.example'}]}");

	(void)state;
	assert_string_equal(
	    text_of(json_get(json_get(statement_of(&made), STR("context")), STR("instructor"))),
	    "{\"mbox\":\"mailto:t@lms.example\"}");
	buf_char(&remarks, '\0');
	assert_non_null(strstr(remarks.at, "context.instructor.objectType: is no type of an actor"));
	custom_is_refused("lambda x, z: int('x')", "constants only");
}

/* ---- the law ---- */

/* A small converter: what is written is set, empties are dropped, defaults fill. Places are keys with dots between. */
struct writing {
	const char *place;
	const char *test;  /* x == this text; NULL: always, "default": else */
	int group;         /* of a switch: cases of one group exclude each other; 0: none */
	const char *field; /* or NULL for */
	struct json constant;
};

static struct json *
put_at(struct json *tree, struct str place)
{
	while (place.len) {
		const char *dot = memchr(place.at, '.', place.len);
		struct str key = {place.at, dot ? (size_t)(dot - place.at) : place.len};
		struct json *next;

		if (tree->type != JSON_OBJECT)
			*tree = json_object();
		next = json_get(tree, key);
		tree = next ? next : json_set(arena, tree, key, (struct json){.type = JSON_NULL});
		place = str_from(place, key.len + 1);
	}
	return tree;
}

static bool
drop_empties(struct json *v)
{
	if (v->type == JSON_OBJECT)
		for (uint32_t i = v->count; i-- > 0;)
			if (!drop_empties(&v->members[i].value))
				json_remove(v, v->members[i].key);
	return v->type != JSON_NULL && !(v->type >= JSON_STRING && v->count == 0);
}

static bool
is_taken(const struct writing *w, int at, const struct json *event)
{
	if (!w[at].test)
		return true;
	for (int i = 0; i < at; i++)
		if (w[i].group == w[at].group && is_taken(w, i, event))
			return false;
	return strcmp(w[at].test, "default") == 0
	       || json_equals(json_get(event, STR("x")), str_of(w[at].test));
}

static struct json
converted(const struct writing *writes, int count, const struct writing *fills, int fill_count,
    const struct json *event)
{
	struct json tree = json_object();

	for (int i = 0; i < count; i++)
		if (is_taken(writes, i, event)) {
			const struct json *value =
			    writes[i].field ? json_get(event, str_of(writes[i].field)) : &writes[i].constant;

			*put_at(&tree, str_of(writes[i].place)) =
			    value ? json_copy(arena, value) : (struct json){.type = JSON_NULL};
		}
	if (!drop_empties(&tree))
		tree = json_object();
	for (int i = 0; i < fill_count; i++) {
		struct json *at = put_at(&tree, str_of(fills[i].place));

		if (at->type == JSON_NULL)
			*at = json_copy(arena, &fills[i].constant);
	}
	drop_empties(&tree);
	return tree;
}

/* Keys of the playground: prefixes of one another are places that meet. */
static const char *const places[] = {"a", "a.b", "a.b.c", "a.d", "e", "e.f"};

static struct json
random_constant(bool filled)
{
	struct json object = json_object();

	switch (rand() % (filled ? 3 : 5)) {
	case 0:
		return json_number(STR("0"));
	case 1:
		return json_bool(false);
	case 2:
		return json_string(STR("$.text {}"));
	case 3:
		json_append(arena, &object, STR("c"), json_string(STR("k")));
		json_append(arena, &object, STR("empty"), json_string(STR("")));
		return object;
	default:
		return json_string(STR(""));
	}
}

static void
put_place_yaml(struct buf *b, const char *place)
{
	buf_format(b, "output_field: 'context.extensions[https://x.example/%c]%s'", place[0], place + 1);
}

static void
put_writing(struct buf *b, const struct writing *w)
{
	if (w->test && strcmp(w->test, "default") == 0)
		buf_str(b, STR("condition: Default, "));
	else if (w->test)
		buf_format(b, "condition: \"lambda x, v, w: x == '%s'\", ", w->test);
	put_place_yaml(b, w->place);
	if (w->field) {
		buf_format(b, ", custom: [\"lambda x, v, w: %s\"]", w->field);
	} else {
		buf_str(b, STR(", value: "));
		json_write(b, &w->constant);
	}
}

static struct str
file_of(const struct writing *writes, int count, const struct writing *fills, int fill_count)
{
	struct buf b = {0};
	struct str text;

	buf_str(
	    &b, STR("{input_format: Demo, mappings: [{output_fields: {multiple: ["
		    "{output_field: actor.mbox, value: 'mailto:a@x.example'}, {output_field: verb.id, value: "
		    "'https://x.example/v'}, {output_field: object.id, value: 'https://x.example/o'}]}}"));
	for (int i = 0; i < count; i++) {
		bool again = i && writes[i].group && writes[i].group == writes[i - 1].group;

		buf_str(&b, again ? STR(", {") : STR(", {input_fields: [x, v, w], output_fields: "));
		if (!again)
			buf_str(&b, writes[i].group ? STR("{switch: [{") : STR("{"));
		put_writing(&b, &writes[i]);
		buf_char(&b, '}');
		if (!writes[i].group)
			buf_char(&b, '}');
		else if (i + 1 == count || writes[i + 1].group != writes[i].group)
			buf_str(&b, STR("]}}"));
	}
	buf_str(&b, STR("], default_values: ["));
	for (int i = 0; i < fill_count; i++) {
		buf_str(&b, i ? STR(", {") : STR("{"));
		put_writing(&b, &fills[i]);
		buf_char(&b, '}');
	}
	buf_str(&b, STR("]}"));
	text = arena_copy(arena, buf_view(&b));
	buf_char(&b, '\0');
	text = arena_format(arena, "%s", b.at);
	buf_free(&b);
	return text;
}

static int
random_writings(struct writing *w)
{
	static const char *const tests[] = {"one", "two", "default"}, *const fields[] = {
									  "v", "w", NULL, NULL};
	int count = 0, group = 0;

	while (count < MOST_WRITES && rand() % 5) {
		int cases = rand() % 2 ? 0 : 1 + rand() % 3;

		group++;
		for (int i = 0; i < (cases ? cases : 1) && count < MOST_WRITES; i++)
			w[count++] = (struct writing){.place = places[rand() % 6],
			    .test = cases ? tests[i] : NULL,
			    .group = cases ? group : 0,
			    .field = fields[rand() % 4],
			    .constant = random_constant(false)};
	}
	return count;
}

static struct json
random_event(void)
{
	static const char *const xs[] = {"one", "two", "three", ""};
	struct json event = json_object(), object = json_object();

	if (rand() % 5)
		json_append(arena, &event, STR("x"), json_string(str_of(xs[rand() % 4])));
	json_append(arena, &object, STR("q"), json_number(STR("1.10")));
	if (rand() % 4)
		json_append(arena, &event, STR("v"), rand() % 2 ? json_string(STR("t")) : object);
	if (rand() % 4)
		json_append(
		    arena, &event, STR("w"), rand() % 2 ? json_number(STR("0")) : json_string(STR("")));
	return event;
}

/* Keys in any order, texts and digits exactly. */
static void
compare(const struct str file, const struct str mapping, const struct json *event, struct json *expected,
    struct json *made)
{
	struct json named = json_object();

	for (uint32_t i = 0; i < expected->count; i++)
		json_append(arena, &named,
		    arena_format(arena, "https://x.example/%.*s", STR_ARG(expected->members[i].key)),
		    expected->members[i].value);
	if ((made ? json_same(&named, made) : named.count == 0))
		return;
	print_message("%.*s\n%.*s\nevent    %s\n", STR_ARG(file), STR_ARG(mapping), text_of(event));
	print_message("expected %s\n", text_of(&named));
	fail_msg("made     %s", made ? text_of(made) : "nothing");
}

static void
an_imported_mapping_does_what_the_converter_did(void **state)
{
	int compared = 0;

	(void)state;
	srand(3);
	for (int n = 0; n < FILES; n++) {
		struct writing writes[MOST_WRITES], fills[2] = {0};
		int count, fill_count = rand() % 3;
		struct imported made;
		struct mappings *all;
		struct buf yaml = {0};
		struct str file;
		struct error e;

		arena_reset(arena);
		count = random_writings(writes);
		for (int i = 0; i < fill_count; i++)
			fills[i] =
			    (struct writing){.place = places[rand() % 6], .constant = random_constant(true)};
		file = file_of(writes, count, fills, fill_count);
		made = import(file.at);
		yaml_write(&yaml, &made.mapping);
		all = mappings_open_text(buf_view(&yaml), "made", &e);
		if (!all)
			fail_msg("%s\n%s\n%.*s", e.text, file.at, STR_ARG(buf_view(&yaml)));
		for (int i = 0; remarks.len == 0 && i < EVENTS; i++, compared++) {
			struct json event = random_event();
			struct json expected = converted(writes, count, fills, fill_count, &event);
			struct conversion conversion;

			mapping_apply(mappings_at(all, 0), arena, &out, &event, &conversion);
			assert_int_equal(conversion.verdict, PASS);
			compare(file, buf_view(&yaml), &event, &expected,
			    json_get(json_get(&conversion.statements[0], STR("context")), STR("extensions")));
		}
		mappings_close(all);
		buf_free(&yaml);
	}
	assert_true(compared > FILES * EVENTS / 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(constants_copies_and_defaults),
	    cmocka_unit_test(what_every_statement_needs_is_told),
	    cmocka_unit_test(what_xapi_does_not_know_is_left_out),
	    cmocka_unit_test(tables_of_cells),
	    cmocka_unit_test(other_files_are_refused),
	    cmocka_unit_test(xapi_passes_as_it_came_or_is_completed),
	    cmocka_unit_test(values_of_known_forms),
	    cmocka_unit_test(conditions_of_known_forms),
	    cmocka_unit_test(other_code_is_refused_with_a_reason),
	    cmocka_unit_test(behind_the_default_case_nothing_is_reached),
	    cmocka_unit_test(constants_of_no_use_are_left_out),
	    cmocka_unit_test(behind_an_unknown_condition_nothing_is_guessed),
	    cmocka_unit_test(an_imported_mapping_does_what_the_converter_did),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
