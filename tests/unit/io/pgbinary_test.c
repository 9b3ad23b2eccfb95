/* The encoders against bytes worked out by hand from PostgreSQL's description of the formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pipeline/io/pgbinary.h"

static const uint8_t some_uuid[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

#define BYTES_ARE(buf, literal) \
	do { \
		assert_int_equal((buf).len, sizeof(literal) - 1); \
		assert_memory_equal((buf).at, literal, sizeof(literal) - 1); \
	} while (0)

static void
scalars_are_big_endian(void **state)
{
	struct params p = {0};

	(void)state;
	param_bool(&p, true);
	param_int2(&p, -2);
	param_int4(&p, 0x01020304);
	param_int8(&p, -1);
	param_float8(&p, 1.0);
	BYTES_ARE(p.bytes, "\x01"
			   "\xff\xfe"
			   "\x01\x02\x03\x04"
			   "\xff\xff\xff\xff\xff\xff\xff\xff"
			   "\x3f\xf0\0\0\0\0\0\0");
	assert_int_equal(p.count, 5);
	assert_int_equal(p.at[2].type, PG_INT4);
	assert_int_equal(p.at[2].start, 3);
	assert_int_equal(p.at[2].len, 4);
	params_free(&p);
}

static void
times_count_from_2000(void **state)
{
	struct params p = {0};

	(void)state;
	param_time(&p, INT64_C(946684800000001));
	param_time(&p, 0);
	BYTES_ARE(p.bytes, "\0\0\0\0\0\0\0\x01"
			   "\xff\xfc\xa2\xfe\xc4\xc8\x20\0");
	params_free(&p);
}

static void
nothing_is_null(void **state)
{
	struct params p = {0};

	(void)state;
	param_text(&p, (struct str){0});
	param_uuid(&p, NULL);
	param_null(&p, PG_FLOAT8);
	param_text(&p, STR(""));
	for (int i = 0; i < 3; i++)
		assert_int_equal(p.at[i].len, -1);
	assert_int_equal(p.at[1].type, PG_UUID);
	assert_int_equal(p.at[2].type, PG_FLOAT8);
	assert_int_equal(p.at[3].len, 0);
	assert_int_equal(p.bytes.len, 0);
	params_free(&p);
}

static void
an_array_has_a_header_and_its_type(void **state)
{
	struct params p = {0};

	(void)state;
	param_int2(&p, 7);
	param_array_begin(&p, PG_TEXT);
	param_text(&p, STR("ab"));
	param_text(&p, (struct str){0});
	param_array_end(&p);
	BYTES_ARE(p.bytes, "\0\x07"
			   "\0\0\0\x01" /* one dimension */
			   "\0\0\0\x01" /* with nulls */
			   "\0\0\0\x19" /* of text */
			   "\0\0\0\x02" /* two elements */
			   "\0\0\0\x01" /* from index 1 */
			   "\0\0\0\x02"
			   "ab"
			   "\xff\xff\xff\xff");
	assert_int_equal(p.count, 2);
	assert_int_equal(p.at[1].type, 1009);
	assert_int_equal(p.at[1].start, 2);
	assert_int_equal(p.at[1].len, (int)p.bytes.len - 2);
	params_free(&p);
}

static void
an_empty_array_has_no_dimension(void **state)
{
	struct params p = {0};

	(void)state;
	param_array_begin(&p, PG_UUID);
	param_array_end(&p);
	param_int2(&p, 1);
	BYTES_ARE(p.bytes, "\0\0\0\0\0\0\0\0\0\0\x0b\x86\0\x01");
	assert_int_equal(p.at[0].type, 2951);
	assert_int_equal(p.at[0].len, 12);
	assert_int_equal(p.at[1].start, 12);
	params_free(&p);
}

static void
cleared_params_start_anew(void **state)
{
	struct params p = {0};

	(void)state;
	param_array_begin(&p, PG_INT8);
	param_int8(&p, 1);
	params_clear(&p); /* even out of an array */
	param_int2(&p, 1);
	BYTES_ARE(p.bytes, "\0\x01");
	assert_int_equal(p.count, 1);
	params_free(&p);
}

static void
a_copy_row_is_counted_columns(void **state)
{
	struct copy c = {0};

	(void)state;
	copy_row(&c, 10);
	copy_null(&c);
	copy_bool(&c, false);
	copy_int2(&c, 513);
	copy_int4(&c, -2);
	copy_int8(&c, 258);
	copy_float8(&c, -2.0);
	copy_text(&c, STR("x\0y"));
	copy_text(&c, (struct str){0});
	copy_uuid(&c, some_uuid);
	copy_time(&c, INT64_C(946684800000000));
	BYTES_ARE(c.bytes, "\0\x0a"
			   "\xff\xff\xff\xff"
			   "\0\0\0\x01\0"
			   "\0\0\0\x02\x02\x01"
			   "\0\0\0\x04\xff\xff\xff\xfe"
			   "\0\0\0\x08\0\0\0\0\0\0\x01\x02"
			   "\0\0\0\x08\xc0\0\0\0\0\0\0\0"
			   "\0\0\0\x03x\0y"
			   "\xff\xff\xff\xff"
			   "\0\0\0\x10\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
			   "\0\0\0\x08\0\0\0\0\0\0\0\0");
	assert_int_equal(c.rows, 1);
	copy_free(&c);
}

static void
text_can_be_written_in_place(void **state)
{
	struct copy c = {0};
	size_t begun;

	(void)state;
	copy_row(&c, 2);
	begun = copy_text_begin(&c);
	for (int i = 0; i < 1000; i++)
		buf_str(&c.bytes, STR("abc"));
	copy_text_end(&c, begun);
	begun = copy_text_begin(&c);
	copy_text_end(&c, begun);
	assert_memory_equal(c.bytes.at,
	    "\0\x02\0\0\x0b\xb8"
	    "abc",
	    9);
	assert_int_equal(c.bytes.len, 2 + 4 + 3000 + 4);
	assert_memory_equal(c.bytes.at + 3006, "\0\0\0\0", 4);
	copy_clear(&c);
	assert_int_equal(c.rows, 0);
	assert_int_equal(c.bytes.len, 0);
	copy_free(&c);
}

static void
a_column_can_be_an_array(void **state)
{
	struct copy c = {0};
	size_t begun;

	(void)state;
	copy_row(&c, 2);
	begun = copy_array_begin(&c, PG_INT8);
	copy_int8(&c, -2);
	copy_int8(&c, 3);
	copy_array_end(&c, begun, 2);
	copy_array_end(&c, copy_array_begin(&c, PG_INT8), 0);
	BYTES_ARE(c.bytes, "\0\x02"
			   "\0\0\0\x2c" /* 44 bytes */
			   "\0\0\0\x01"
			   "\0\0\0\0"
			   "\0\0\0\x14" /* of int8 */
			   "\0\0\0\x02"
			   "\0\0\0\x01"
			   "\0\0\0\x08\xff\xff\xff\xff\xff\xff\xff\xfe"
			   "\0\0\0\x08\0\0\0\0\0\0\0\x03"
			   "\0\0\0\x0c" /* an empty one */
			   "\0\0\0\0\0\0\0\0\0\0\0\x14");
	copy_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scalars_are_big_endian),
	    cmocka_unit_test(times_count_from_2000),
	    cmocka_unit_test(nothing_is_null),
	    cmocka_unit_test(an_array_has_a_header_and_its_type),
	    cmocka_unit_test(an_empty_array_has_no_dimension),
	    cmocka_unit_test(cleared_params_start_anew),
	    cmocka_unit_test(a_copy_row_is_counted_columns),
	    cmocka_unit_test(text_can_be_written_in_place),
	    cmocka_unit_test(a_column_can_be_an_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
