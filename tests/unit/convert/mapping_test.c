/* List envelopes: what counts as one, and what its entries are. */
#include "tests/unit/convert/fixture.h"

static const char yaml[] = "source: t\n"
			   "lists:\n"
			   "  - {path: $.data.rows, carry: {user: $.data.user, page: $.page}}\n"
			   "  - {path: $.data, single: true, when: {$.kind: one}}\n"
			   "  - $.items\n"
			   "rules: [{drop: x}]\n";

/* The pointer to the list and its entries, as JSON; "none" for an event that is no envelope. */
static const char *
envelope(const char *event)
{
	struct json *tree = arena_take(arena, sizeof(*tree));
	struct json entries = json_array();
	struct envelope e;
	struct error error;
	uint32_t count;

	*tree = parse(event);
	mappings_close(open_mappings);
	open_mappings = open_text(yaml, &error);
	if (!open_mappings)
		fail_msg("%s", error.text);
	if (!mapping_list(mappings_at(open_mappings, 0), arena, tree, &e))
		return "none";
	count = envelope_count(&e);
	for (uint32_t i = 0; i < count; i++)
		json_add(arena, &entries, envelope_entry(&e, arena, i));
	return arena_format(arena, "%.*s %s", STR_ARG(e.where), as_json(&entries)).at;
}

static void
entries(void **state)
{
	(void)state;
	assert_string_equal(envelope("{\"items\":[1,{\"a\":2}]}"), "/items [1,{\"a\":2}]");
	assert_string_equal(envelope("{\"items\":[]}"), "/items []");
	assert_string_equal(envelope("{\"items\":{\"a\":1}}"), "none");
	assert_string_equal(envelope("{\"item\":[]}"), "none");
	assert_string_equal(envelope("7"), "none");
}

static void
a_single_entry(void **state)
{
	(void)state;
	assert_string_equal(envelope("{\"kind\":\"one\",\"data\":{\"a\":1}}"), "/data [{\"a\":1}]");
	assert_string_equal(envelope("{\"kind\":\"one\",\"data\":[1,2]}"), "/data [1,2]");
	assert_string_equal(envelope("{\"kind\":\"two\",\"data\":{\"a\":1}}"), "none");
	assert_string_equal(envelope("{\"kind\":\"one\",\"data\":null}"), "none");
}

static void
what_an_envelope_carries(void **state)
{
	(void)state;
	assert_string_equal(
	    envelope("{\"page\":3,\"data\":{\"user\":\"u\",\"rows\":[{\"a\":1},{\"user\":\"v\"},5]}}"),
	    "/data/rows [{\"a\":1,\"user\":\"u\",\"page\":3},{\"user\":\"v\",\"page\":3},5]");
	assert_string_equal(
	    envelope("{\"data\":{\"user\":null,\"rows\":[{\"a\":1}]}}"), "/data/rows [{\"a\":1}]");
	/* an entry's own null is not overruled */
	assert_string_equal(envelope("{\"data\":{\"user\":\"u\",\"rows\":[{\"user\":null}]}}"),
	    "/data/rows [{\"user\":null}]");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(entries, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_single_entry, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_an_envelope_carries, setup, teardown),
	};

	(void)convert;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
