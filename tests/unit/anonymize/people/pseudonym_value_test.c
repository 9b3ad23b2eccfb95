/* A pseudonym stands where its value stood: of the same kind, and the same for the same value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/yaml.h"
#include "stages/anonymize/people/pseudonym_value.h"

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
	if (!yaml_parse(arena, STR("[cert_]"), "test", &list, &error))
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

static struct str
of(enum part_kind kind, struct json value)
{
	assert_true(pseudonymize_value(pseudonymizer, ids, arena, kind, &value));
	assert_int_equal(value.type, JSON_STRING);
	return json_text(&value);
}

static void
texts_and_numbers_agree(void **state)
{
	struct str text = of(PART_TEXT, json_string(STR("4711")));

	(void)state;
	assert_int_equal(text.len, PSEUDONYM_TEXT);
	assert_int_equal(strspn(arena_copy(arena, text).at, "0123456789abcdef"), PSEUDONYM_TEXT);
	assert_true(str_eq(text, of(PART_EXTENSIONS, json_number(STR("4711")))));
	assert_false(str_eq(text, of(PART_TEXT, json_string(STR("4712")))));
}

static void
iris_stay_iris(void **state)
{
	struct str iri = of(PART_IRI, json_string(STR("https://lms.example/u/4711")));

	(void)state;
	assert_true(str_starts(iri, STR("urn:lrstream:pseudonym:")));
	assert_int_equal(iri.len, 23 + PSEUDONYM_TEXT);
}

static void
uuids_stay_uuids_whatever_their_case(void **state)
{
	struct str one = of(PART_UUID, json_string(STR("6b1f5e0e-61e5-4e54-9b60-3c7a1a2c7f10")));
	uint8_t uuid[16];

	(void)state;
	assert_true(uuid_parse(one, uuid));
	assert_int_equal(uuid[6] >> 4, 8);
	assert_int_equal(uuid[8] >> 6, 2);
	assert_true(str_eq(one, of(PART_UUID, json_string(STR("6B1F5E0E-61E5-4E54-9B60-3C7A1A2C7F10")))));
	assert_true(
	    str_eq(one, of(PART_EXTENSIONS, json_string(STR("6b1f5e0e-61e5-4e54-9b60-3c7a1a2c7f10")))));
	assert_false(str_eq(one, of(PART_UUID, json_string(STR("6b1f5e0e-61e5-4e54-9b60-3c7a1a2c7f11")))));
}

static void
credential_ids_are_as_in_texts(void **state)
{
	struct str id = STR("cert_8kLm2nPqR");

	(void)state;
	assert_true(str_eq(
	    of(PART_EXTENSIONS, json_string(id)), credential_ids_write(ids, arena, pseudonymizer, id)));
	assert_int_equal(of(PART_EXTENSIONS, json_string(STR("cert_8kLm2nPqR of Ada"))).len, PSEUDONYM_TEXT);
}

static void
what_names_nobody_stays(void **state)
{
	struct json yes = json_bool(true), list = json_array();

	(void)state;
	assert_false(pseudonymize_value(pseudonymizer, ids, arena, PART_EXTENSIONS, &yes));
	assert_int_equal(yes.type, JSON_TRUE);
	assert_false(pseudonymize_value(pseudonymizer, ids, arena, PART_EXTENSIONS, &list));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_and_numbers_agree),
	    cmocka_unit_test(iris_stay_iris),
	    cmocka_unit_test(uuids_stay_uuids_whatever_their_case),
	    cmocka_unit_test(credential_ids_are_as_in_texts),
	    cmocka_unit_test(what_names_nobody_stays),
	};

	return cmocka_run_group_tests_name("pseudonym_value", tests, setup, teardown);
}
