/* Dead letters: their text, and that writing one again adds nothing. */
#include "tests/unit/database.h"

#include "pipeline/dead_letter.h"

static struct dead_letter
letter(int64_t offset)
{
	return (struct dead_letter){.code = REJECT_JSON,
	    .stage = "decode",
	    .pointer = STR("/statements/3"),
	    .origin = {.source = STR("xapi"),
		.topic = STR("lrs.events"),
		.partition = 2,
		.offset = offset,
		.received_at = INT64_C(1767323045000000) + offset},
	    .nth = 1};
}

static void
the_text_has_coordinates_and_reasons_only(void **state)
{
	struct dead_letter d = letter(INT64_C(5000000000));
	struct buf b = {0};

	(void)state;
	dead_letter_write(&b, &d);
	buf_char(&b, '\0');
	assert_string_equal(b.at,
	    "{\"code\":\"json\",\"stage\":\"decode\",\"pointer\":\"/statements/3\",\"source\":"
	    "\"xapi\",\"topic\":\"lrs.events\",\"partition\":2,\"offset\":5000000000}");
	buf_clear(&b);
	d.pointer = (struct str){0};
	dead_letter_write(&b, &d);
	buf_char(&b, '\0');
	assert_non_null(strstr(b.at, "\"pointer\":\"\","));
	buf_clear(&b);
	dead_letter_key(&b, &d);
	buf_char(&b, '\0');
	assert_string_equal(b.at, "lrs.events/2/5000000000");
	buf_free(&b);
}

static void
writing_again_adds_nothing(void **state)
{
	struct postgres *db = database_of(state)->db;
	struct dead_letter letters[] = {letter(1), letter(2), letter(1), letter(1)};
	struct error err;

	letters[3].pointer = (struct str){0}; /* another letter of the same record */
	must(dead_letter_insert(db, 1, letters, 4, &err), &err);
	must(dead_letter_insert(db, 1, letters, 4, &err), &err);
	must(dead_letter_insert(db, 1, letters, 0, &err), &err);
	holds(db, "(SELECT count(*) = 3 FROM lrstream.dead_letter)");
	holds(db,
	    "(SELECT (topic, partition, pointer, nth, tenant) = ('lrs.events', 2, '/statements/3', 1, 1) "
	    "FROM lrstream.dead_letter WHERE \"offset\" = 2)");
	holds(db, "(SELECT (source, code, stage, count, first_at, last_at) = ('xapi', 'json', 'decode', 3, "
		  "'2026-01-02 03:04:05.000001Z', '2026-01-02 03:04:05.000002Z') FROM api_v1.dead_letter)");
}

/* One that cannot be written would come again for ever, and its batch with it. */
static void
a_pointer_of_any_length_and_content_can_be_written(void **state)
{
	struct postgres *db = database_of(state)->db;
	char text[5001];
	struct dead_letter letters[] = {letter(100), letter(101)};
	struct buf json = {0};
	struct error err;

	for (size_t i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + 1 + i, "\u00e9", 2);
	text[0] = '/';
	letters[0].pointer = (struct str){text, sizeof(text)};
	letters[1].pointer = (struct str){"/a\0b", 4};
	must(dead_letter_insert(db, 1, letters, 2, &err), &err);
	holds(db,
	    "(SELECT pointer = '/' || repeat('\u00e9', 499) FROM lrstream.dead_letter WHERE \"offset\" = 100)");
	holds(db, "(SELECT pointer = '/a' FROM lrstream.dead_letter WHERE \"offset\" = 101)");
	dead_letter_write(&json, &letters[0]);
	assert_in_range(json.len, 1000, 1200);
	buf_free(&json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_text_has_coordinates_and_reasons_only),
	    cmocka_unit_test(writing_again_adds_nothing),
	    cmocka_unit_test(a_pointer_of_any_length_and_content_can_be_written),
	};

	return cmocka_run_group_tests_name("dead letters", tests, database_setup_migrated, database_teardown);
}
