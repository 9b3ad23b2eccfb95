/* How a file is written, as a person would guess it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/io/csv_sniff.h"

static void
guesses(const char *head, char delimiter, char quote)
{
	struct csv_dialect d = {0};

	csv_sniff(str_of(head), true, &d);
	assert_int_equal(d.delimiter, delimiter);
	assert_int_equal(d.quote, quote);
}

static void
each_delimiter_is_found(void **state)
{
	(void)state;
	guesses("a,b\n1,2\n", ',', '"');
	guesses("a;b\n1;2\n", ';', '"');
	guesses("a\tb\n1\t2\n", '\t', '"');
	guesses("a|b\n1|2\n", '|', '"');
	guesses("a:b\n1:2\n", ':', '"');
}

static void
what_stands_in_texts_is_none(void **state)
{
	(void)state;
	guesses("id;note\n1;one, two, three\n2;four\n3;five, six\n", ';', '"');
	guesses("id,at\n1,10:30:00\n2,11:30:00\n", ',', '"');
	guesses("name;points\nA;3,5\nB;4,25\n", ';', '"');
	guesses("id;note, if any\n1;a\n2;b\n3;c, d\n", ';', '"');
}

static void
what_stands_in_quotes_is_none(void **state)
{
	(void)state;
	guesses("\"a\";\"b\"\n\"x,y,z\";\"1\n2,3,4\"\n\"x,y\";\"\"\n", ';', '"');
	guesses("'a';'b'\n'x;y';'z'\n", ';', '\'');
}

static void
apostrophes_are_no_quotes(void **state)
{
	(void)state;
	guesses("town,people\n's-Gravenhage,1\n's-Hertogenbosch,2\n", ',', '"');
	guesses("name,note\nO'Brien,it's\n", ',', '"');
}

static void
a_quote_that_is_never_closed_is_one_all_the_same(void **state)
{
	(void)state;
	guesses("a,b\n1,2\n3,\"4\n5,6\n", ',', '"');
}

static void
ragged_rows_do_not_mislead(void **state)
{
	(void)state;
	guesses("a,b: c,d,e\n1,10:30,3,4\n1,10:31\n1,10:32,3,4\n1,10:33,3\n", ',', '"');
}

static void
a_single_column_is_read_as_one(void **state)
{
	(void)state;
	guesses("name\nA\nB\n", ',', '"');
	guesses("", ',', '"');
}

static void
what_is_said_stays(void **state)
{
	struct csv_dialect d = {.delimiter = ':'};

	(void)state;
	csv_sniff(STR("a,b:c\n'1,2':3\n"), true, &d);
	assert_int_equal(d.delimiter, ':');
	assert_int_equal(d.quote, '\'');
	d = (struct csv_dialect){.quote = CSV_NO_QUOTE};
	csv_sniff(STR("\"a;b\n\"1;2\n"), true, &d);
	assert_int_equal(d.delimiter, ';');
	assert_int_equal(d.quote, CSV_NO_QUOTE);
}

static void
a_cut_row_does_not_count(void **state)
{
	struct csv_dialect d = {0};

	(void)state;
	csv_sniff(STR("a;b\n1;2\n1,2,3,4,5"), false, &d);
	assert_int_equal(d.delimiter, ';');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_delimiter_is_found),
	    cmocka_unit_test(what_stands_in_texts_is_none),
	    cmocka_unit_test(what_stands_in_quotes_is_none),
	    cmocka_unit_test(apostrophes_are_no_quotes),
	    cmocka_unit_test(a_quote_that_is_never_closed_is_one_all_the_same),
	    cmocka_unit_test(ragged_rows_do_not_mislead),
	    cmocka_unit_test(a_single_column_is_read_as_one),
	    cmocka_unit_test(what_is_said_stays),
	    cmocka_unit_test(a_cut_row_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
