/* The reference of the language, schemas/mappings/README.md: whatever its tables and boxes show, works as they show it.
 *
 * A row of a table is judged by the table's first heading. Examples are events in YAML without the braces around them,
 * an arrow, and what comes out; "any" is an event that says nothing.
 */
#include "tests/unit/convert/judge.h"
#include "tests/unit/convert/values.h"

#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "stages/convert/compile/construct.h"

enum { MOST_CELLS = 6 };

static struct str page;

static int
setup_page(void **state)
{
	struct error e;
	struct str path;

	setup(state);
	path = schemas_path(arena, "mappings/README.md", &e);
	page = schemas_read(arena, path.at, &e);
	return page.len ? 0 : -1;
}

/* ---- reading Markdown ---- */

static struct str
trimmed(struct str s)
{
	while (s.len && s.at[0] == ' ')
		s = str_from(s, 1);
	while (s.len && s.at[s.len - 1] == ' ')
		s.len--;
	return s;
}

/* Takes what stands before a mark off the front, and the mark. */
static struct str
take_until(struct str *rest, struct str mark)
{
	struct str taken = {rest->at, 0};

	while (taken.len < rest->len && !str_starts(str_from(*rest, taken.len), mark))
		taken.len++;
	*rest = str_from(*rest, taken.len + mark.len > rest->len ? rest->len : taken.len + mark.len);
	return taken;
}

static bool
take(struct str *rest, struct str wanted)
{
	*rest = trimmed(*rest);
	if (!str_starts(*rest, wanted))
		return false;
	*rest = str_from(*rest, wanted.len);
	return true;
}

/* The next `code` of a cell; at == NULL if there is none. */
static struct str
next_code(struct str *rest)
{
	take_until(rest, STR("`"));
	return rest->len ? take_until(rest, STR("`")) : (struct str){0};
}

/* The cells of a row; 0 for a line that is none. */
static int
split_row(struct str line, struct str cells[MOST_CELLS])
{
	int count = 0;

	if (!take(&line, STR("|")))
		return 0;
	while (count < MOST_CELLS && line.len)
		cells[count++] = trimmed(take_until(&line, STR("|")));
	return count;
}

/* ---- trying what it says ---- */

/* The event that an example starts with, as JSON; NULL at the end of the cell. */
static const char *
next_event(struct str *rest)
{
	struct str yaml;
	struct json event;
	struct error e;

	while (take(rest, STR(";")) || take(rest, STR(",")))
		;
	if (take(rest, STR("any")))
		return "{}";
	yaml = next_code(rest);
	if (!yaml.at)
		return NULL;
	if (!yaml_parse(arena, arena_format(arena, "{%.*s}", STR_ARG(yaml)), "event", &event, &e))
		fail_msg("%.*s: %s", STR_ARG(yaml), e.text);
	return as_json(&event);
}

/* What an example says behind its arrow, as `makes` would. */
static const char *
next_result(struct str *rest)
{
	struct json result;
	struct error e;
	struct str code;

	if (take(rest, STR("nothing")))
		return "nothing";
	if (take(rest, STR("rejected as"))) {
		code = next_code(rest);
		return arena_format(arena, "%.*s at ", STR_ARG(code)).at;
	}
	code = next_code(rest);
	if (!yaml_parse(arena, arena_format(arena, "v: %.*s", STR_ARG(code)), "result", &result, &e))
		fail_msg("%s", e.text);
	return as_json(json_get(&result, STR("v")));
}

/* A mapping that knows the names that the page uses, with the value in an extension. */
static const char *
mapping_with_value(struct str value)
{
	return arena_format(arena,
	    "source: my-lms\n"
	    "settings: {root: 'https://lms.example', form: new}\n"
	    "tables: {verbs: {play_video: played}}\n"
	    "let: {data: {json: $.data}}\n"
	    "parts: {learner: {account: {homePage: {setting: root}, name: $.user.id}}}\n"
	    "rules:\n"
	    "  - when: {$.never: never, '{form}': never, $data: never, '{learner}': never}\n"
	    "    statement: {actor: $.a, verb: {lookup: $.a, in: verbs}, object: $.o}\n"
	    "  - statement:\n"
	    "      actor: {mbox: mailto:a@example.com}\n"
	    "      verb: completed\n"
	    "      object: {id: 'https://example.com/o'}\n"
	    "      result:\n"
	    "        extensions:\n"
	    "          urn:x: %.*s\n",
	    STR_ARG(value))
	    .at;
}

/* | value | what it is | examples | */
static size_t
try_value(const struct str *cells, int count)
{
	struct str value = cells[0], rest = cells[2];
	size_t tried = 0;
	const char *event;

	assert_true(count >= 3);
	value = next_code(&value);
	while ((event = next_event(&rest))) {
		const char *made = makes(mapping_with_value(value), event), *wanted;

		assert_true(take(&rest, STR("→")));
		wanted = next_result(&rest);
		if (strncmp(made, wanted, strlen(wanted)) != 0
		    || (strlen(made) > strlen(wanted) && !strstr(wanted, " at ")))
			fail_msg("%.*s of %s makes %s, not %s", STR_ARG(value), event, made, wanted);
		tried++;
	}
	if (!tried)
		fail_msg("%.*s has no example", STR_ARG(value));
	return tried;
}

/* All events of a cell; the condition holds for each of them, or for none. */
static size_t
try_condition(struct str condition, struct str events, const char *expected)
{
	struct str yaml = arena_format(arena,
	    "source: my-lms\n"
	    "settings: {form: new}\n"
	    "parts: {grade: $.grade}\n"
	    "rules:\n"
	    "  - {when: {'{form}': never, '{grade}': never}, drop: never}\n"
	    "  - {when: {%.*s}, drop: holds}\n"
	    "  - drop: holds not\n",
	    STR_ARG(condition));
	size_t tried = 0;
	const char *event;

	while ((event = next_event(&events))) {
		struct conversion made = convert(yaml.at, event);

		if (made.verdict != DROP || !str_eq(made.reason, str_of(expected)))
			fail_msg("%.*s of %s: not \"%s\"", STR_ARG(condition), event, expected);
		tried++;
	}
	return tried;
}

/* | condition | what | holds for | not for | */
static size_t
try_condition_row(const struct str *cells, int count)
{
	struct str condition = cells[0];

	assert_true(count >= 4);
	condition = next_code(&condition);
	assert_true(try_condition(condition, cells[2], "holds") > 0);
	return 1 + try_condition(condition, cells[3], "holds not");
}

/* | type | of | not of | */
static size_t
try_type_row(const struct str *cells, int count)
{
	struct str type = cells[0], condition;

	assert_true(count >= 3);
	type = next_code(&type);
	condition = arena_format(arena, "$.v: {is: %.*s}", STR_ARG(type));
	assert_true(try_condition(condition, cells[1], "holds") > 0);
	assert_true(try_condition(condition, cells[2], "holds not") > 0);
	return 2;
}

/* Names a section that there is. */
static size_t
try_section_row(const struct str *cells, int count)
{
	struct words words = {.count = 0};
	struct str name = cells[0];

	(void)count;
	section_words(&words);
	assert_true(words_have(&words, next_code(&name)));
	return 1;
}

static const struct {
	const char *heading;
	size_t (*try)(const struct str *cells, int count);
	size_t least; /* rows that there must be */
} tables[] = {
    {"section", try_section_row, 12},
    {"written", try_value, 6},
    {"path", try_value, 10},
    {"construct", try_value, 55},
    {"modifier", try_value, 5},
    {"condition", try_condition_row, 20},
    {"type", try_type_row, 18},
};

enum { TABLES = sizeof(tables) / sizeof(*tables) };

static void
tables_show_what_works(void **state)
{
	struct str rest = page, cells[MOST_CELLS];
	size_t tried[TABLES] = {0}, at = TABLES;

	(void)state;
	while (rest.len) {
		int count = split_row(take_until(&rest, STR("\n")), cells);
		bool heading = count && !memchr(cells[0].at, '`', cells[0].len);

		if (heading && cells[0].at[0] != '-')
			for (at = 0; at < TABLES && !str_eq(cells[0], str_of(tables[at].heading)); at++)
				;
		else if (count && !heading && at < TABLES)
			tried[at] += tables[at].try(cells, count);
	}
	for (at = 0; at < TABLES; at++)
		if (tried[at] < tables[at].least)
			fail_msg("only %zu examples of a %s", tried[at], tables[at].heading);
}

static bool
page_has(struct str text)
{
	struct str rest = page;

	take_until(&rest, text);
	return rest.len > 0;
}

static void
nothing_is_left_out(void **state)
{
	struct words words = {.count = 0}, conditions = {.count = 0}, sections = {.count = 0};

	(void)state;
	construct_words(&words);
	for (size_t i = 0; i < words.count; i++)
		if (!page_has(arena_format(arena, "| `{%.*s: ", STR_ARG(words.list[i]))))
			fail_msg("no row shows {%.*s: …}", STR_ARG(words.list[i]));
	condition_words(&conditions);
	for (size_t i = 0; i < conditions.count; i++)
		if (!page_has(arena_format(arena, "%.*s: ", STR_ARG(conditions.list[i])))
		    && !page_has(arena_format(arena, "`%.*s`", STR_ARG(conditions.list[i]))))
			fail_msg("no row shows %.*s", STR_ARG(conditions.list[i]));
	section_words(&sections);
	for (size_t i = 0; i < sections.count; i++)
		if (!page_has(arena_format(arena, "| `%.*s` | ", STR_ARG(sections.list[i]))))
			fail_msg("no row shows the section %.*s", STR_ARG(sections.list[i]));
	assert_true(words.count > 35 && conditions.count > 8 && sections.count > 11);
}

/* ---- boxes ---- */

static void
tell(void *context, struct str line)
{
	(void)context;
	fprintf(stderr, "%.*s\n", STR_ARG(line));
}

static void
boxes_are_mappings_whose_examples_hold(void **state)
{
	struct str rest = page;
	int boxes = 0;

	(void)state;
	for (take_until(&rest, STR("```yaml\n")); rest.len; take_until(&rest, STR("```yaml\n"))) {
		struct str box = take_until(&rest, STR("```\n"));
		struct example_report report;
		struct error e;

		mappings_close(open_mappings);
		open_mappings = mappings_open_text(box, "README.md", &e);
		if (!open_mappings)
			fail_msg("%s in\n%.*s", e.text, STR_ARG(box));
		report = examples_run(mappings_at(open_mappings, 0), &judge, tell, NULL);
		if (report.wrong || !report.examples)
			fail_msg("wrong examples in\n%.*s", STR_ARG(box));
		boxes++;
	}
	assert_true(boxes >= 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(tables_show_what_works, setup_page, teardown),
	    cmocka_unit_test_setup_teardown(nothing_is_left_out, setup_page, teardown),
	    cmocka_unit_test_setup_teardown(boxes_are_mappings_whose_examples_hold, setup_page, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
