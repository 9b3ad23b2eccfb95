/* A buffer holds what was put in, in order, however it grew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/buf.h"

static void
bytes_stand_in_the_order_they_came(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_str(&b, STR("one"));
	buf_char(&b, '\0');
	buf_put(&b, "two", 3);
	buf_format(&b, "%d%s", 3, "!");
	buf_str(&b, (struct str){0});
	buf_put(&b, NULL, 0);
	assert_true(str_eq(buf_view(&b), STR("one\0two3!")));
	buf_free(&b);
}

static void
growth_keeps_everything(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_char(&b, (char)(i % 251));
	assert_int_equal(b.len, 100000);
	for (int i = 0; i < 100000; i++)
		assert_int_equal((unsigned char)b.at[i], i % 251);
	buf_free(&b);
}

static void
room_is_there_and_counts_only_when_used(void **state)
{
	struct buf b = {0};
	char *at;

	(void)state;
	buf_str(&b, STR("ab"));
	at = buf_room(&b, 5000);
	memset(at, 'x', 5000);
	assert_int_equal(b.len, 2);
	assert_ptr_equal(at, b.at + 2);
	b.len += 5000;
	assert_int_equal(buf_view(&b).len, 5002);
	assert_int_equal(b.at[5001], 'x');
	buf_free(&b);
}

static void
long_formats_fit(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_format(&b, "%s", "");
	assert_int_equal(b.len, 0);
	buf_format(&b, "%255d", 1);
	buf_format(&b, "%256d", 2);
	buf_format(&b, "%10000d", 3);
	assert_int_equal(b.len, 255 + 256 + 10000);
	assert_int_equal(b.at[254], '1');
	assert_int_equal(b.at[510], '2');
	assert_int_equal(b.at[10510], '3');
	buf_free(&b);
}

static void
clearing_keeps_the_memory_and_freeing_does_not(void **state)
{
	struct buf b = {0};
	char *at;

	(void)state;
	buf_str(&b, STR("something"));
	at = b.at;
	buf_clear(&b);
	assert_int_equal(buf_view(&b).len, 0);
	buf_str(&b, STR("else"));
	assert_ptr_equal(b.at, at);
	buf_free(&b);
	assert_null(b.at);
	assert_int_equal(b.len + b.capacity, 0);
	buf_char(&b, 'x');
	assert_true(str_eq(buf_view(&b), STR("x")));
	buf_free(&b);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bytes_stand_in_the_order_they_came),
	    cmocka_unit_test(growth_keeps_everything),
	    cmocka_unit_test(room_is_there_and_counts_only_when_used),
	    cmocka_unit_test(long_formats_fit),
	    cmocka_unit_test(clearing_keeps_the_memory_and_freeing_does_not),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
