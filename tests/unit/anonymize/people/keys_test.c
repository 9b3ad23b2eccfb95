/* A chain of keys makes what each key makes of what the one before made; ids of chains differ, and tell nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/digest.h"
#include "stages/anonymize/people/keys.h"

#define FIRST "0123456789abcdef0123456789abcdef"
#define SECOND "fedcba9876543210fedcba9876543210"
#define THIRD "0f1e2d3c4b5a69788796a5b4c3d2e1f0"

static struct arena *arena;

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
	return 0;
}

static struct pseudonymizer *
chain(const char *const *keys)
{
	struct pseudonymizer *p = pseudonymizer_open(str_of(*keys), STR("default"));

	assert_non_null(p);
	while (*++keys)
		assert_true(pseudonymizer_add(p, str_of(*keys), STR("default")));
	return p;
}

static void
pseudonym_of_ann(struct pseudonymizer *p, uint8_t out[PSEUDONYM_BYTES])
{
	struct json agent = json_object();

	json_append(arena, &agent, STR("mbox"), json_string(STR("mailto:ann@example.org")));
	assert_true(pseudonymizer_agent(p, &agent, out));
}

static const char *
key_id(struct pseudonymizer *p)
{
	char *out = arena_take(arena, KEY_ID_TEXT + 1);

	pseudonymizer_key_id(p, out);
	return out;
}

/* Made elsewhere: HMAC-SHA-256 of the tenant under each key, then of the identifier, then of 16 bytes. */
static void
a_chain_signs_what_the_key_before_made(void **state)
{
	static const char *const keys[] = {FIRST, SECOND, THIRD, NULL};
	static const char *const wanted[] = {"9856f3de-6fa5-b234-3727-d06c6bab90c9",
	    "b1018756-dced-a743-8bdf-17760bcf3208", "6b87a1cd-1f78-84e9-90ca-8d56a543d8bc"};
	struct pseudonymizer *p = chain((const char *const[]){FIRST, NULL});
	uint8_t before[PSEUDONYM_BYTES], now[PSEUDONYM_BYTES], next[PSEUDONYM_BYTES];
	char text[37] = {0};

	(void)state;
	for (int i = 0; i < 3; i++) {
		if (i > 0)
			assert_true(pseudonymizer_add(p, str_of(keys[i]), STR("default")));
		pseudonym_of_ann(p, now);
		uuid_write(now, text);
		assert_string_equal(text, wanted[i]);
		if (i > 0) {
			pseudonymizer_next(p, (struct str){(const char *)before, sizeof(before)}, next);
			assert_memory_equal(next, now, sizeof(now));
		}
		memcpy(before, now, sizeof(now));
	}
	pseudonymizer_close(p);
}

/* Whoever takes the last key alone, or leaves one out, must be noticed. */
static void
every_chain_has_an_id_of_its_own(void **state)
{
	static const char *const chains[][4] = {
	    {FIRST}, {SECOND}, {FIRST, SECOND}, {SECOND, FIRST}, {FIRST, THIRD}, {FIRST, SECOND, THIRD}};
	const char *ids[6];

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct pseudonymizer *p = chain(chains[i]);

		ids[i] = key_id(p);
		for (size_t before = 0; before < i; before++)
			assert_string_not_equal(ids[i], ids[before]);
		pseudonymizer_close(p);
	}
	assert_string_equal(ids[0], "e98b7b86");
}

static void
tenants_have_ids_of_their_own(void **state)
{
	struct pseudonymizer *one = pseudonymizer_open(STR(FIRST), STR("default")),
			     *other = pseudonymizer_open(STR(FIRST), STR("other"));

	(void)state;
	assert_string_not_equal(key_id(one), key_id(other));
	pseudonymizer_close(one);
	pseudonymizer_close(other);
}

static void
a_chain_has_an_end(void **state)
{
	struct pseudonymizer *p = chain((const char *const[]){FIRST, NULL});

	(void)state;
	assert_false(pseudonymizer_add(p, STR("short"), STR("default")));
	for (int i = 1; i < KEYS_MOST; i++)
		assert_true(pseudonymizer_add(p, STR(SECOND), STR("default")));
	assert_false(pseudonymizer_add(p, STR(SECOND), STR("default")));
	pseudonymizer_close(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_chain_signs_what_the_key_before_made),
	    cmocka_unit_test(every_chain_has_an_id_of_its_own),
	    cmocka_unit_test(tenants_have_ids_of_their_own),
	    cmocka_unit_test(a_chain_has_an_end),
	};

	return cmocka_run_group_tests_name("keys", tests, setup, teardown);
}
