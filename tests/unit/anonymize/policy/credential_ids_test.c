/* Ids by which a person's paper may be looked up are found, and nothing that only looks a little like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/yaml.h"
#include "stages/anonymize/policy/credential_ids.h"

static struct arena *arena;
static const struct credential_ids *ids;
static struct pseudonymizer *pseudonymizer;

static int
setup(void **state)
{
	struct json list;
	struct error error;

	(void)state;
	arena = arena_open();
	if (!yaml_parse(arena, STR("[cert_, enr_, learning_path_]"), "test", &list, &error))
		return -1;
	ids = credential_ids_read(arena, &list, "test", &error);
	pseudonymizer = pseudonymizer_open(STR("0123456789abcdef0123456789abcdef"), STR("default"));
	return ids && pseudonymizer ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	pseudonymizer_close(pseudonymizer);
	arena_close(arena);
	return 0;
}

/* The text with what is found in angle brackets. */
static struct str
marked(struct str text)
{
	struct str out = STR("");
	size_t from = 0, start, end;

	while (credential_ids_find(ids, text, from, &start, &end)) {
		out = arena_format(arena, "%.*s%.*s<%.*s>", STR_ARG(out), (int)(start - from), text.at + from,
		    (int)(end - start), text.at + start);
		from = end;
	}
	return arena_format(arena, "%.*s%.*s", STR_ARG(out), STR_ARG(str_from(text, from)));
}

static void
ids_are_found_anywhere(void **state)
{
	static const char *const examples[] = {
	    "<cert_8kLm2nPqR>",
	    "<CERT_8K>",
	    "<cert_kLmnPqrs>",
	    "<cert_7f3a-19bc_2>, <enr_9>.",
	    "https://lms.example/verify/<cert_8kLm2nPqR>?of=<enr_1>#x",
	    "<cert_1>-",
	    "see (<enr_77>)",
	    "<learning_path_12>",
	    "x-<cert_1>",
	    "cert_ <cert_1>",
	    "cert_cert_manager",
	    "a cert_manager and cert_ and enr_ollment",
	    "concert_2024",
	    "my_cert_2024",
	    "écert_2024",
	    "certificate_2024",
	    "cert-2024",
	    "cert_Manager",
	    "__cert",
	    "_",
	    "",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		char plain[128];
		size_t len = 0;
		struct str found;

		for (const char *c = examples[i]; *c; c++)
			if (*c != '<' && *c != '>')
				plain[len++] = *c;
		found = marked((struct str){plain, len});
		if (!str_eq(found, str_of(examples[i])))
			fail_msg("%.*s, not %s", STR_ARG(found), examples[i]);
	}
}

static void
what_is_written_keeps_its_prefix(void **state)
{
	struct str one = credential_ids_write(ids, arena, pseudonymizer, STR("cert_8kLm2nPqR"));
	struct str same = credential_ids_write(ids, arena, pseudonymizer, STR("CERT_8kLm2nPqR"));
	struct str other = credential_ids_write(ids, arena, pseudonymizer, STR("cert_8kLm2nPqr"));
	struct str enrolment = credential_ids_write(ids, arena, pseudonymizer, STR("enr_8kLm2nPqR"));
	struct str path = credential_ids_write(ids, arena, pseudonymizer, STR("learning_path_12"));

	(void)state;
	assert_int_equal(one.len, 5 + 32);
	assert_true(str_starts(one, STR("cert_")));
	assert_true(str_eq(one, same));
	assert_false(str_eq(one, other));
	assert_true(str_starts(enrolment, STR("enr_")));
	assert_false(str_eq(str_from(one, 5), str_from(enrolment, 4)));
	assert_true(str_starts(path, STR("learning_path_")));
	assert_int_equal(path.len, 14 + 32);
	assert_true(str_eq(marked(one), arena_format(arena, "<%.*s>", STR_ARG(one))));
}

static void
without_prefixes_nothing_is_found(void **state)
{
	size_t start, end;

	(void)state;
	assert_false(credential_ids_find(credential_ids_none(arena), STR("cert_1"), 0, &start, &end));
}

/* Minutes if each prefix were followed to the end of what is no id. */
static void
a_row_of_prefixes_takes_no_longer_than_other_text(void **state)
{
	size_t start, end, count = 200000;
	char *text = arena_take(arena, 6 * count);

	(void)state;
	for (size_t i = 0; i < count; i++)
		memcpy(text + 6 * i, "cert_-", 6);
	assert_false(credential_ids_find(ids, (struct str){text, 6 * count}, 0, &start, &end));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ids_are_found_anywhere),
	    cmocka_unit_test(what_is_written_keeps_its_prefix),
	    cmocka_unit_test(without_prefixes_nothing_is_found),
	    cmocka_unit_test(a_row_of_prefixes_takes_no_longer_than_other_text),
	};

	return cmocka_run_group_tests_name("credential_ids", tests, setup, teardown);
}
