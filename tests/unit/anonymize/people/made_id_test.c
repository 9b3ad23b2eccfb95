/* Keyed ids are what the design says, bit for bit; those of other chains are known, and those of others are left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "pipeline/core/digest.h"
#include "stages/anonymize/people/made_id.h"

#define KEY "0123456789abcdef0123456789abcdef"
#define SECOND "fedcba9876543210fedcba9876543210"
#define THIRD "a third key, as long as it must be"

/* Of README's ["e1","completed"] in a source of its own. */
#define MADE "c14be084-4946-5076-970d-7c43bfeaa2cf"

static struct pseudonymizer *
chain(const char *tenant, int count)
{
	static const struct str keys[] = {{KEY, 32}, {SECOND, 32}, {THIRD, 34}};
	struct pseudonymizer *p = pseudonymizer_open(keys[0], str_of(tenant));

	assert_non_null(p);
	for (int i = 1; i < count; i++)
		assert_true(pseudonymizer_add(p, keys[i], str_of(tenant)));
	return p;
}

static void
read_id(const char *text, uint8_t out[16])
{
	assert_true(uuid_parse(str_of(text), out));
}

static void
assert_id(const uint8_t id[16], const char *expected)
{
	char text[37] = {0};

	uuid_write(id, text);
	assert_string_equal(text, expected);
}

static void
make(const char *tenant, int keys, const char *id, uint8_t out[16])
{
	struct pseudonymizer *p = chain(tenant, keys);
	uint8_t bytes[16];

	read_id(id, bytes);
	made_id_key(p, bytes, out);
	pseudonymizer_close(p);
}

/* Expected values by Python's hmac. */
static void
keyed_ids(void **state)
{
	uint8_t id[16];

	(void)state;
	make("default", 1, MADE, id);
	assert_id(id, "1cae26bd-0e01-8b67-a25d-6980e200d013");
	make("default", 2, MADE, id);
	assert_id(id, "d75f22c7-f4cf-8c23-a4ca-caf971c4b420");
}

static void
tenants_and_ids_differ(void **state)
{
	uint8_t one[16], other[16];

	(void)state;
	make("default", 1, MADE, one);
	make("north", 1, MADE, other);
	assert_memory_not_equal(one, other, 16);
	make("default", 1, "c14be084-4946-5076-970d-7c43bfeaa2ce", other);
	assert_memory_not_equal(one, other, 16);
}

static void
renewed_is_what_the_whole_chain_makes(void **state)
{
	struct pseudonymizer *all = chain("default", 3);
	uint8_t id[16], expected[16];

	(void)state;
	make("default", 3, MADE, expected);
	for (int keys = 1; keys < 3; keys++) {
		make("default", keys, MADE, id);
		assert_true(made_id_is(all, id));
		assert_true(made_id_renew(all, id, id));
		assert_memory_equal(id, expected, 16);
	}
	assert_true(made_id_is(all, id));
	assert_false(made_id_renew(all, id, id));
	assert_memory_equal(id, expected, 16);
	pseudonymizer_close(all);
}

/* Each of these differs from an id of ours in one bit. */
static void
ids_of_others_are_none_of_ours(void **state)
{
	struct pseudonymizer *all = chain("default", 3);
	uint8_t id[16], out[16];

	(void)state;
	make("default", 1, MADE, id);
	for (int bit = 0; bit < 128; bit++) {
		id[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(made_id_renew(all, id, out));
		assert_false(made_id_is(all, id));
		id[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	make("north", 1, MADE, id);
	assert_false(made_id_is(all, id));
	read_id(MADE, id);
	assert_false(made_id_is(all, id));
	pseudonymizer_close(all);
}

static void
with_one_key_nothing_is_renewed(void **state)
{
	struct pseudonymizer *p = chain("default", 1);
	uint8_t id[16], out[16];

	(void)state;
	make("default", 1, MADE, id);
	assert_true(made_id_is(p, id));
	assert_false(made_id_renew(p, id, out));
	make("default", 2, MADE, id);
	assert_false(made_id_is(p, id));
	pseudonymizer_close(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keyed_ids),
	    cmocka_unit_test(tenants_and_ids_differ),
	    cmocka_unit_test(renewed_is_what_the_whole_chain_makes),
	    cmocka_unit_test(ids_of_others_are_none_of_ours),
	    cmocka_unit_test(with_one_key_nothing_is_renewed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
