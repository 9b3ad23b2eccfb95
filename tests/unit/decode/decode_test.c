/* The decode stage: trees, drops and limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/core/record.h"
#include "stages/decode/decode.h"

struct bench {
	struct settings *settings;
	void *stage;
	struct batch *batch;
};

static int
set_up(void **state)
{
	static const struct option *tables[1];
	static struct bench b;
	struct error e;

	tables[0] = decode_stage.options;
	b.settings = settings_open(tables, 1);
	assert_true(settings_set(b.settings, "max_bytes", "32", &e));
	assert_true(settings_set(b.settings, "max_depth", "3", &e));
	b.stage = decode_stage.open(b.settings, &e);
	assert_non_null(b.stage);
	b.batch = batch_open();
	*state = &b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	decode_stage.close(b->stage);
	settings_close(b->settings);
	batch_close(b->batch);
	return 0;
}

static struct record *
decoded(struct bench *b, struct str raw)
{
	struct origin origin = {.source = STR("xapi")};
	struct record *r = batch_add(b->batch, &origin, raw);

	r->verdict = decode_stage.process(b->stage, r);
	return r;
}

static void
json_becomes_the_event(void **state)
{
	struct record *r = decoded(*state, STR(" {\"a\":[1.10]} "));

	assert_int_equal(r->verdict, PASS);
	assert_true(str_eq(json_text(&json_get(&r->event, STR("a"))->items[0]), STR("1.10")));
}

static void
an_empty_record_is_dropped(void **state)
{
	static const struct str empty[] = {{NULL, 0}, STR(""), STR(" \t\r\n")};

	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		struct record *r = decoded(*state, empty[i]);

		assert_int_equal(r->verdict, DROP);
		assert_true(str_eq(r->drop_reason, STR("empty record")));
	}
}

static void
expect_reject(struct bench *b, struct str raw, enum reject_code code, const char *detail)
{
	struct record *r = decoded(b, raw);

	assert_int_equal(r->verdict, REJECT);
	assert_int_equal(r->reject.code, code);
	assert_true(str_eq(r->reject.pointer, STR("")));
	assert_true(str_eq(r->reject.detail, str_of(detail)));
}

static void
a_fault_tells_its_place_and_nothing_else(void **state)
{
	expect_reject(*state, STR("{\"name\":x}"), REJECT_JSON, "at byte 9");
	expect_reject(*state, STR("[\"\xff\"]"), REJECT_JSON_STRING, "at byte 2");
}

static void
a_logged_object_is_the_event(void **state)
{
	struct record *r = decoded(*state, STR("Mar  4 01:02:03 h - {\"a\":1}"));

	assert_int_equal(r->verdict, PASS);
	assert_non_null(json_get(&r->event, STR("a")));
	expect_reject(*state, STR("Mar  4 01:02:03 h - {\"a\":x}"), REJECT_JSON, "at byte 26");
}

static void
limits_hold_to_the_last_byte_and_level(void **state)
{
	assert_int_equal(decoded(*state, STR("\"123456789012345678901234567890\""))->verdict, PASS);
	expect_reject(*state, STR("\"1234567890123456789012345678901\""), REJECT_TOO_LARGE, "");
	assert_int_equal(decoded(*state, STR("[[[]]]"))->verdict, PASS);
	assert_int_equal(decoded(*state, STR("[[[[]]]]"))->reject.code, REJECT_TOO_DEEP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_becomes_the_event),
	    cmocka_unit_test(an_empty_record_is_dropped),
	    cmocka_unit_test(a_fault_tells_its_place_and_nothing_else),
	    cmocka_unit_test(a_logged_object_is_the_event),
	    cmocka_unit_test(limits_hold_to_the_last_byte_and_level),
	};

	return cmocka_run_group_tests_name("decode", tests, set_up, tear_down);
}
