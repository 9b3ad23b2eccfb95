/* Lookup tables: of the mapping and of files, checked for the place where they are used. */
#include <sys/stat.h>

#include "tests/unit/convert/values.h"

/* A mapping with the section `tables` and a statement with `more` in it. */
#define WITH_TABLES(tables, more) \
	"source: test\nsettings: {names: '', root: 'https://example.com'}\ntables:\n" tables \
	"  empty: {file: '{names}', key: id, value: name}\n" \
	"rules:\n" \
	"  - statement:\n" \
	"      actor: {name: {lookup: $.n, in: empty}, mbox: mailto:a@example.com}\n" \
	"      object: {id: '{root}/o'}\n" more "\n"

#define CARRY "      verb: completed\n      result: {extensions: {urn:x: {lookup: $.a, in: t}}}"

static void
values_of_any_type(void **state)
{
	static const char yaml[] =
	    WITH_TABLES("  t: {b: 2, a: x, '7': seven, 'true': [yes], e: null, '': none}\n", CARRY);

	(void)state;
	assert_string_equal(makes(yaml, "{\"a\":\"a\"}"), "\"x\"");
	assert_string_equal(makes(yaml, "{\"a\":\"b\"}"), "2");
	assert_string_equal(makes(yaml, "{\"a\":7}"), "\"seven\"");
	assert_string_equal(makes(yaml, "{\"a\":true}"), "[\"yes\"]");
	assert_string_equal(makes(yaml, "{\"a\":\"\"}"), "\"none\"");
	assert_string_equal(makes(yaml, "{\"a\":\"e\"}"), "nothing");
	assert_string_equal(makes(yaml, "{\"a\":\"c\"}"), "nothing");
	assert_string_equal(makes(yaml, "{}"), "nothing");
	assert_string_equal(makes(yaml, "{\"a\":{}}"), "type at /a");
}

/* A verb is a new object for each statement: stages change statements in place. */
static void
short_names_for_the_place(void **state)
{
	static const char yaml[] = WITH_TABLES("  verbs: {play: played, stop: 'https://example.com/stop'}\n"
					       "  kinds: {a: assessment}\n",
	    "      verb: {lookup: $.v, in: verbs, default: experienced}\n"
	    "      context: {contextActivities: {parent: {id: 'https://example.com/p', definition: {type: "
	    "{lookup: $.k, in: kinds}}}}}");
	struct conversion made = convert(yaml, "{\"v\":\"play\",\"k\":\"a\"}");
	const struct json *verb = json_get(made.statements, STR("verb")), *again;

	(void)state;
	assert_string_equal(as_json(verb),
	    "{\"id\":\"https://w3id.org/xapi/video/verbs/played\",\"display\":{\"en\":\"played\"}}");
	assert_string_equal(
	    as_json(json_get(json_get(made.statements, STR("context")), STR("contextActivities"))),
	    "{\"parent\":{\"id\":\"https://example.com/p\",\"definition\":{\"type\":\"http://adlnet.gov/expapi/activities/assessment\"}}}");
	mapping_apply(
	    mappings_at(open_mappings, 0), arena, &scratch, &(struct json){.type = JSON_OBJECT}, &made);
	assert_true(str_eq(json_get_text(json_get(made.statements, STR("verb")), STR("id")),
	    STR("http://adlnet.gov/expapi/verbs/experienced")));
	made = convert(yaml, "{\"v\":\"stop\"}");
	again = json_get(made.statements, STR("verb"));
	assert_ptr_not_equal(verb->members, again->members);
	assert_string_equal(as_json(again), "{\"id\":\"https://example.com/stop\"}");
}

/* ---- files ---- */

static char folder[] = "/tmp/lrstream-tables-XXXXXX";

static void
write_file(const char *name, struct str content)
{
	struct str path = arena_format(arena, "%s/%s", folder, name);
	FILE *f = fopen(path.at, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(content.at, 1, content.len, f), content.len);
	fclose(f);
}

static int
make_folder(void **state)
{
	setup(state);
	strcpy(folder + sizeof(folder) - 7, "XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int
remove_folder(void **state)
{
	static const char *const names[] = {"m.yaml", "t.csv", "t.yaml", "t.json"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlink(arena_format(arena, "%s/%s", folder, names[i]).at);
	rmdir(folder);
	return teardown(state);
}

/* Opens a mapping beside its tables; NULL with the error. */
static bool
opens(const char *yaml, struct error *e)
{
	write_file("m.yaml", str_of(yaml));
	mappings_close(open_mappings);
	open_mappings = mappings_open_file(arena_format(arena, "%s/m.yaml", folder).at, "m.yaml", e);
	return open_mappings != NULL;
}

/* What the mapping that is open gives for a key. */
static const char *
found(const char *key)
{
	struct json event = parse(arena_format(arena, "{\"a\":\"%s\"}", key).at);
	struct conversion made;
	const struct json *extensions;

	mapping_apply(mappings_at(open_mappings, 0), arena, &scratch, &event, &made);
	assert_int_equal(made.verdict, PASS);
	extensions = json_get(json_get(made.statements, STR("result")), STR("extensions"));
	return extensions ? as_json(json_get(extensions, STR("urn:x"))) : "nothing";
}

static void
must_open(const char *yaml)
{
	struct error e;

	if (!opens(yaml, &e))
		fail_msg("%s", e.text);
}

/* The message ends like this, behind the folder. */
static void
refuses(const char *yaml, const char *message)
{
	struct error e;
	const char *text;

	if (opens(yaml, &e))
		fail_msg("not refused; expected: %s", message);
	text = strncmp(e.text, folder, strlen(folder)) == 0 ? e.text + strlen(folder) + 1 : e.text;
	assert_string_equal(text, message);
}

/* The file is at fault: its own message stands behind the mapping's line, and names it. */
static void
refuses_file(const char *yaml, const char *message)
{
	refuses(yaml, arena_format(arena, "m.yaml:4: t: %s/%s", folder, message).at);
}

/* A table that is called `file` is one all the same. */
static void
a_key_called_file(void **state)
{
	(void)state;
	must_open(WITH_TABLES("  t: {file: document, folder: place}\n", CARRY));
	assert_string_equal(found("file"), "\"document\"");
}

static void
delimited_files(void **state)
{
	(void)state;
	write_file("t.csv",
	    STR("\xef\xbb\xbfid;x;name\n007;1;\"A;\n\"\"B\"\"\"\nc;2;\nd;3;7\n007;9;\"A;\n\"\"B\"\"\"\n"));
	must_open(WITH_TABLES("  t: {file: t.csv, key: id, value: name}\n", CARRY));
	assert_string_equal(found("007"), "\"A;\\n\\\"B\\\"\"");
	assert_string_equal(found("c"), "nothing");
	assert_string_equal(found("d"), "\"7\"");
	assert_string_equal(found("id"), "nothing");
}

static void
maps_in_files(void **state)
{
	(void)state;
	write_file("t.yaml", STR("a: 1\nb: {c: [x]}\n"));
	must_open(WITH_TABLES("  t: {file: t.yaml}\n", CARRY));
	assert_string_equal(found("a"), "1");
	assert_string_equal(found("b"), "{\"c\":[\"x\"]}");
	write_file("t.json", STR("{\"a\": 1.50, \"a\": 1.5}"));
	must_open(WITH_TABLES("  t: {file: t.json}\n", CARRY));
	assert_string_equal(found("a"), "1.50");
}

/* A setting may say the file, or that there is none. */
static void
files_of_settings(void **state)
{
	(void)state;
	must_open(WITH_TABLES("  t: {file: '{names}', key: id, value: name}\n", CARRY));
	assert_string_equal(found("a"), "nothing");
	write_file("t.csv", STR("id,name\na,b\n"));
	must_open(
	    "source: test\nsettings: {names: t}\ntables: {t: {file: '{names}.csv', key: id, value: name}}\n"
	    "rules:\n  - statement:\n      actor: {mbox: mailto:a@example.com}\n"
	    "      object: {id: 'https://example.com/o'}\n" CARRY "\n");
	assert_string_equal(found("a"), "\"b\"");
}

/* Where xAPI wants a number, a cell becomes one. */
static void
cells_become_what_the_place_needs(void **state)
{
	static const char yaml[] = WITH_TABLES("  t: {file: t.csv, key: id, value: v}\n",
	    "      verb: completed\n      result: {success: {lookup: $.s, in: t}}");
	static const char score[] = WITH_TABLES("  t: {file: t.csv, key: id, value: v}\n",
	    "      verb: completed\n      result: {score: {max: {lookup: $.a, in: t}}}");
	struct json event = parse("{\"a\":\"x\",\"s\":\"y\"}");
	struct conversion made;

	(void)state;
	write_file("t.csv", STR("id,v\nx,10.50\n"));
	must_open(score);
	mapping_apply(mappings_at(open_mappings, 0), arena, &scratch, &event, &made);
	assert_string_equal(as_json(json_get(made.statements, STR("result"))), "{\"score\":{\"max\":10.50}}");
	write_file("t.csv", STR("id,v\ny,true\nz,false\n"));
	must_open(yaml);
	mapping_apply(mappings_at(open_mappings, 0), arena, &scratch, &event, &made);
	assert_string_equal(as_json(json_get(made.statements, STR("result"))), "{\"success\":true}");
	write_file("t.csv", STR("id,v\nx,10.50\ny,many\n"));
	refuses(score, "t.csv:3: y: must be a number");
}

static void
what_is_wrong_names_file_and_line(void **state)
{
#define FROM(file) WITH_TABLES("  t: " file "\n", CARRY)
	static const char verbs[] =
	    WITH_TABLES("  t: {file: t.csv, key: id, value: v}\n", "      verb: {lookup: $.a, in: t}");

	(void)state;
	write_file("t.csv", STR("id,v\nplay,played\n\nstop,halted\n"));
	refuses(verbs,
	    "t.csv:4: stop: \"halted\" is neither an IRI nor a verb of schemas/xapi/verbs.yaml; did you mean rated?");
	write_file("t.csv", STR("id,v\na,1\nb,2\na,2\n"));
	refuses(FROM("{file: t.csv, key: id, value: v}"), "t.csv:4: a: the key has another value in line 2");
	write_file("t.csv", STR("id,v\na,\"1\n"));
	refuses_file(
	    FROM("{file: t.csv, key: id, value: v}"), "t.csv:2: a quote that opens a cell is never closed");
	write_file("t.csv", STR("id,v\na,1\n"));
	refuses(FROM("{file: t.csv, key: id, value: w}"), "m.yaml:4: t: file: the file has no column \"w\"");
	refuses(FROM("{file: t.csv}"),
	    "m.yaml:4: t: a delimited file needs \"key\" and \"value\", the names of two columns; a map ends in .yaml or .json");
	refuses_file(FROM("{file: t.none, key: id, value: v}"), "t.none: No such file or directory");
	write_file("t.yaml", STR("a: 1\na: 2\n"));
	refuses_file(FROM("{file: t.yaml}"), "t.yaml:2: the key \"a\" stands here a second time");
	write_file("t.yaml", STR("- a\n"));
	refuses(FROM("{file: t.yaml}"),
	    arena_format(arena, "m.yaml:4: t: file: %s/t.yaml holds no map", folder).at);
	write_file("t.json", STR("{\"a\":1"));
	refuses_file(FROM("{file: t.json}"),
	    arena_format(arena, "t.json: byte 7: %s", reject_info(REJECT_JSON)->help).at);
	write_file("t.json", STR("{\"a\":1,\"a\":2}"));
	refuses(FROM("{file: t.json}"), "t.json: a: the key has another value, too");
	refuses(FROM("{file: '{$.a}'}"), "m.yaml:4: t: only settings may stand in braces here");
	refuses(FROM("{file: t.csv, kye: id, value: v}"),
	    "m.yaml:4: t: a table's file has no key \"kye\"; did you mean key?");
	refuses(FROM("{file: t.csv, key: id, vale: v}"),
	    "m.yaml:4: t: a table's file has no key \"vale\"; did you mean value?");
	refuses(FROM("{file: 5, key: id, value: v}"), "m.yaml:4: t: file: must be text");
	refuses(FROM("{file: t.csv, key: [id], value: v}"), "m.yaml:4: t: key: must be text");
	refuses(FROM("{file: .}"),
	    "m.yaml:4: t: a delimited file needs \"key\" and \"value\", the names of two "
	    "columns; a map ends in .yaml or .json");
	refuses(FROM("{file: '{none}'}"),
	    "m.yaml:4: t: {none} is no path, and no setting or part of this mapping");
	refuses(
	    WITH_TABLES("  t: {a: b}\n", "      verb: completed"), "m.yaml:4: t: the table is never used");
	refuses(FROM("[a]"), "m.yaml:4: t: a table is a map, or has a file");
	refuses(WITH_TABLES("  verbs: {a: b}\n", "      verb: {lookup: $.a, in: verb}"),
	    "m.yaml:10: verb: in: names no table of this mapping; did you mean verbs?");
	refuses(WITH_TABLES("  t: {a: b}\n", "      verb: {lookup: $.a}"),
	    "m.yaml:10: verb: the key \"in\" is missing: the name of a table");
	refuses(
	    WITH_TABLES("  t: {a: 5}\n", "      verb: {lookup: $.a, in: t}"), "m.yaml:4: a: must be a verb");
}

static void
a_hundred_thousand_rows(void **state)
{
	enum { ROWS = 100000 };
	struct buf text = {0};

	(void)state;
	buf_str(&text, STR("id,name\n"));
	for (int i = 0; i < ROWS; i++)
		buf_format(&text, "k%d,n%d\n", i * 7919 % ROWS, i);
	write_file("t.csv", buf_view(&text));
	buf_free(&text);
	must_open(WITH_TABLES("  t: {file: t.csv, key: id, value: name}\n", CARRY));
	assert_string_equal(found("k0"), "\"n0\"");
	assert_string_equal(found("k7919"), "\"n1\"");
	assert_string_equal(found("k100000"), "nothing");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(values_of_any_type, setup, teardown),
	    cmocka_unit_test_setup_teardown(short_names_for_the_place, setup, teardown),
	    cmocka_unit_test_setup_teardown(delimited_files, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(a_key_called_file, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(maps_in_files, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(files_of_settings, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(cells_become_what_the_place_needs, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(what_is_wrong_names_file_and_line, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(a_hundred_thousand_rows, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
