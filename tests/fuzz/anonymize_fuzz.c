/* Any JSON as a statement: nothing crashes, and of agents only pseudonyms are left.
 *
 * Where the validator took the statement, the stage must make it safe, and the validator must take it again; what was
 * written is read back with the same content; and to make the same tree safe twice changes nothing.
 */
#include <stdlib.h>

#include "stages/anonymize/safe_tools.h"
#include "stages/validate/validate.h"
#include "stages/xapi/safe_statement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* In data of the sender's own: an object that calls itself an agent is one that was made here. */
static void
check_values(const struct json *v)
{
	const struct json *type = json_get(v, STR("objectType"));

	if (json_equals(type, STR("Agent")) || json_equals(type, STR("Group"))) {
		const struct json *account = json_get(v, STR("account"));

		must(!json_get(v, STR("mbox")) && !json_get(v, STR("mbox_sha1sum"))
		     && !json_get(v, STR("openid")) && !json_get(v, STR("name")));
		must(!account || json_equals(json_get(account, STR("homePage")), STR(PSEUDONYM_HOME_PAGE)));
	}
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		check_values(&v->items[i]);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++)
		check_values(&v->members[i].value);
}

/* Where agents and data of the sender's own stand for certain. */
static void
check_places(const struct json *statement)
{
	static const char *const keys[] = {"actor", "authority"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct json *agent = json_get(statement, str_of(keys[i]));

		if (agent)
			check_values(agent);
	}
	for (uint32_t i = 0; statement->type == JSON_OBJECT && i < statement->count; i++)
		if (str_eq(statement->members[i].key, STR("context")))
			check_values(&statement->members[i].value);
}

static struct json
read_back(struct arena *arena, const struct json *tree)
{
	struct buf out = {0};
	struct json again;
	enum reject_code code;
	size_t offset;

	json_write(&out, tree);
	must(json_parse(
	    arena, arena_copy(arena, buf_view(&out)), (struct json_limits){520}, &again, &code, &offset));
	buf_free(&out);
	return again;
}

static void
run(struct arena *arena, struct safe_tools *tools, struct json *tree)
{
	struct safe_tree t = safe_tools_tree(tools, arena);
	const struct origin origin = {.source = STR("fuzz")};
	struct finding finding;
	bool valid = validate_statement(tree, XAPI_AUTO, arena, &finding);
	bool safe = safe_tree_make(&t, tree, NULL);
	const struct safe_statement *s;
	struct json again = read_back(arena, tree);

	must(safe || !valid);
	must(!valid || validate_statement(tree, XAPI_AUTO, arena, &finding));
	s = safe_statement_make(arena, tree, t.has_learner ? t.learner : NULL, &origin, tools->vocabulary);
	must(statement_content(s->tree) == statement_content(&again));
	check_places(tree);
	safe_tree_make(&t, tree, NULL);
	must(json_same(&again, tree));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	static struct safe_tools tools;
	struct str text = {(const char *)data, size};
	struct error error;
	struct json tree;
	enum reject_code code;
	size_t offset;

	if (!arena) {
		arena = arena_open();
		tools.policy = policy_open(STR("strict"), &error);
		tools.pseudonymizer =
		    pseudonymizer_open(STR("0123456789abcdef0123456789abcdef"), STR("default"));
		must(tools.policy && tools.pseudonymizer && safe_tools_open(&tools, STR(""), &error));
	}
	if (json_parse(arena, text, (struct json_limits){512}, &tree, &code, &offset)
	    && tree.type == JSON_OBJECT)
		run(arena, &tools, &tree);
	arena_reset(arena);
	return 0;
}
