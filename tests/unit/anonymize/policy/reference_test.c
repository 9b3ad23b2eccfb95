/* The reference of policies, schemas/privacy/README.md: whatever its tables and boxes show, works as they show it.
 *
 * A row is judged by its table's first heading. "…" stands for what depends on the key.
 */
#include "tests/unit/anonymize/fixture.h"

#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "stages/anonymize/policy/generalize.h"
#include "stages/anonymize/policy/policy.h"

enum { MOST_CELLS = 6 };

static const char base[] = "pseudonymous-ids: [cert_]\n"
			   "default: keep\n"
			   "paths:\n"
			   "  $.actor: pseudonym\n"
			   "  $.object: pseudonym\n"
			   "  $.authority: pseudonym\n"
			   "  $.context.instructor: pseudonym\n"
			   "  $.context.contextAgents[*].agent: pseudonym\n"
			   "  $.context.contextGroups[*].group: pseudonym\n";
static const char team[] = "  $.context.team: pseudonym\n";

static struct str page;

static int
setup_page(void **state)
{
	struct error e;
	int failed = setup(state);

	page = schemas_read(batch->arena, schemas_path(batch->arena, "privacy/README.md", &e).at, &e);
	return failed || page.len == 0 ? -1 : 0;
}

/* ---- reading Markdown ---- */

/* Takes what stands before a mark off the front, and the mark. */
static struct str
take_until(struct str *rest, struct str mark)
{
	struct str taken = {rest->at, 0};

	while (taken.len < rest->len && !str_starts(str_from(*rest, taken.len), mark))
		taken.len++;
	*rest = str_from(*rest, taken.len + mark.len);
	return taken;
}

/* The code in a cell; at == NULL if there is none. */
static struct str
code_of(struct str cell)
{
	take_until(&cell, STR("`"));
	return cell.len ? take_until(&cell, STR("`")) : (struct str){0};
}

/* The cells of a row between single blanks; 0 for a line that is none. */
static int
split_row(struct str line, struct str cells[MOST_CELLS])
{
	int count = 0;

	if (!str_starts(line, STR("| ")))
		return 0;
	line = str_from(line, 2);
	while (count < MOST_CELLS && line.len)
		cells[count++] = take_until(&line, STR(" | "));
	if (str_ends(cells[count - 1], STR(" |")))
		cells[count - 1].len -= 2;
	return count;
}

/* ---- trying what it says ---- */

static struct json
yaml_of(struct str text)
{
	struct json tree;
	struct error e;

	if (!yaml_parse(batch->arena, text, "README.md", &tree, &e))
		fail_msg("%s in %.*s", e.text, STR_ARG(text));
	return tree;
}

/* True if the text is the other one, in which "…" stands for anything. */
static bool
is_like(struct str text, struct str wanted)
{
	struct str part = take_until(&wanted, STR("…"));

	if (!str_starts(text, part))
		return false;
	text = str_from(text, part.len);
	while (wanted.len) {
		part = take_until(&wanted, STR("…"));
		take_until(&text, part);
	}
	return text.len == 0;
}

/* | path | leads to | */
static void
try_path(const struct str *cells)
{
	struct error e;
	struct policy *p;

	write_file(policy_file,
	    arena_format(batch->arena, "%s%s  %.*s: keep\n", base, team, STR_ARG(code_of(cells[0]))).at);
	p = policy_open(str_of(policy_file), &e);
	if (!p)
		fail_msg("%s", e.text);
	policy_close(p);
}

/* | rule | a statement that says | says then | */
static void
try_rule(const struct str *cells)
{
	struct json statement = yaml_of(STR("actor: {mbox: 'mailto:ada@example.org'}\n"
					    "verb: {id: 'https://x.example/v'}\n"
					    "object: {id: 'https://x.example/o'}\n"
					    "id: 12345678-1234-4234-8234-567812345678\n"));
	const struct json before = yaml_of(code_of(cells[1])), wanted = yaml_of(code_of(cells[2]));
	struct str key = before.members[0].key, made;
	struct error e;
	struct record *r;
	void *opened;

	json_set(batch->arena, &statement, key, before.members[0].value);
	write_file(policy_file,
	    arena_format(batch->arena, "%s%s  %.*s\n", base, team, STR_ARG(code_of(cells[0]))).at);
	opened = open_stage(policy_file, key_file, "", &e);
	if (!opened)
		fail_msg("%s", e.text);
	r = record_of(write_tree(&statement));
	assert_int_equal(anonymize_stage.process(opened, r), PASS);
	made = write_tree(json_get(r->safe->tree, key));
	if (!is_like(made, write_tree(&wanted.members[0].value)))
		fail_msg("%.*s makes %.*s", STR_ARG(cells[0]), STR_ARG(made));
	anonymize_stage.close(opened);
}

/* | parameter | fits | of this | becomes this | */
static void
try_parameter(const struct str *cells)
{
	const struct json said =
	    yaml_of(arena_format(batch->arena, "generalize: %.*s", STR_ARG(code_of(cells[0]))));
	struct json value =
	    yaml_of(arena_format(batch->arena, "v: %.*s", STR_ARG(code_of(cells[2])))).members[0].value;
	struct str wanted = code_of(cells[3]);
	struct error e;
	const struct generalize *g =
	    generalize_read(batch->arena, &said.members[0].value, PART_EXTENSIONS, "README.md", &e);

	if (!g)
		fail_msg("%s", e.text);
	assert_int_equal(generalize(g, batch->arena, NULL, &value), wanted.at != NULL);
	if (wanted.at) {
		const struct json tree = yaml_of(arena_format(batch->arena, "v: %.*s", STR_ARG(wanted)));

		if (!json_same(&value, &tree.members[0].value))
			fail_msg("%.*s makes %.*s", STR_ARG(cells[2]), STR_ARG(write_tree(&value)));
	}
}

/* | a line like this | is refused, since | */
static void
try_refused(const struct str *cells)
{
	struct str line = code_of(cells[0]), why = arena_copy(batch->arena, cells[1]);
	bool of_team = str_starts(line, STR("$.context.team"));
	struct error e;

	write_file(policy_file,
	    arena_format(batch->arena, "%s%s  %.*s\n", base, of_team ? "" : team, STR_ARG(line)).at);
	assert_null(policy_open(str_of(policy_file), &e));
	if (!strstr(e.text, why.at) || !strstr(e.text, of_team ? ":10: " : ":11: "))
		fail_msg("%s, not %s", e.text, why.at);
}

/* | policy | for | */
static void
try_policy(const struct str *cells)
{
	struct error e;
	struct policy *p = policy_open(code_of(cells[0]), &e);

	if (!p)
		fail_msg("%s", e.text);
	policy_close(p);
}

/* | file | what it says | */
static void
try_file(const struct str *cells)
{
	struct str file = arena_format(batch->arena, "privacy/%.*s", STR_ARG(code_of(cells[0])));
	struct error e;

	assert_int_equal(access(schemas_path(batch->arena, file.at, &e).at, F_OK), 0);
}

static const struct {
	const char *heading;
	int cells;
	void (*try)(const struct str *cells);
	size_t least; /* rows that there must be */
} tables[] = {
    {"policy", 2, try_policy, 3},
    {"path", 2, try_path, 6},
    {"rule", 3, try_rule, 12},
    {"parameter", 4, try_parameter, 17},
    {"a line like this", 2, try_refused, 9},
    {"file", 2, try_file, 3},
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

		if (count && !code_of(cells[0]).at)
			for (at = 0; at < TABLES && !str_eq(cells[0], str_of(tables[at].heading)); at++)
				;
		else if (count && at < TABLES) {
			assert_int_equal(count, tables[at].cells);
			tables[at].try(cells);
			tried[at]++;
		}
	}
	for (at = 0; at < TABLES; at++)
		if (tried[at] < tables[at].least)
			fail_msg("only %zu rows of the table: %s", tried[at], tables[at].heading);
}

static void
boxes_are_policies(void **state)
{
	struct str rest = page;
	struct error e;
	int boxes = 0;

	(void)state;
	for (take_until(&rest, STR("```yaml\n")); rest.len; take_until(&rest, STR("```yaml\n"))) {
		write_file(policy_file, arena_copy(batch->arena, take_until(&rest, STR("```\n"))).at);
		if (!policy_check(policy_file, policy_file, &e))
			fail_msg("%s", e.text);
		boxes++;
	}
	assert_true(boxes >= 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tables_show_what_works),
	    cmocka_unit_test(boxes_are_policies),
	};

	return cmocka_run_group_tests_name("reference", tests, setup_page, teardown);
}
