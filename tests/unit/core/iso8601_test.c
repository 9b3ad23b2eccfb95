/* Moments and durations: each form that counts, each that does not, and laws over random values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/iso8601.h"

enum { SECOND = 1000000 };

static const int64_t first = -62135596800 * SECOND, last = 253402300800 * SECOND - 1;

/* ---- an independent calendar: counting days one by one ---- */

struct date {
	int year, month, day;
};

static int
length_of_month(int year, int month)
{
	if (month == 2)
		return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void
next_day(struct date *d)
{
	if (++d->day <= length_of_month(d->year, d->month))
		return;
	d->day = 1;
	if (++d->month <= 12)
		return;
	d->month = 1;
	d->year++;
}

/* ---- moments ---- */

static void
means(const char *text, enum time_form form, int64_t expected)
{
	int64_t us = 42;

	if (!time_parse(str_of(text), form, &us))
		fail_msg("refused: %s", text);
	if (us != expected)
		fail_msg("%s gave %lld, not %lld", text, (long long)us, (long long)expected);
}

static void
refused(const char *text, enum time_form form)
{
	int64_t us;

	if (time_parse(str_of(text), form, &us))
		fail_msg("accepted in form %d: %s", form, text);
}

static void
both_mean(const char *text, int64_t expected)
{
	means(text, TIME_RFC3339, expected);
	means(text, TIME_ISO8601, expected);
}

static void
both_refuse(const char *text)
{
	refused(text, TIME_RFC3339);
	refused(text, TIME_ISO8601);
}

static void
only_iso8601_means(const char *text, int64_t expected)
{
	refused(text, TIME_RFC3339);
	means(text, TIME_ISO8601, expected);
}

static void
known_moments_are_read(void **state)
{
	(void)state;
	both_mean("1970-01-01T00:00:00Z", 0);
	both_mean("1969-12-31T23:59:59Z", -SECOND);
	both_mean("2026-03-14T16:35:00Z", (int64_t)1773506100 * SECOND);
	both_mean("2000-02-29T00:00:00Z", (int64_t)951782400 * SECOND);
	both_mean("2026-03-14t16:35:00z", (int64_t)1773506100 * SECOND);
	both_mean("0001-01-01T00:00:00Z", first);
	both_mean("9999-12-31T23:59:59.999999Z", last);
}

static void
fractions_are_cut_to_microseconds(void **state)
{
	(void)state;
	both_mean("1970-01-01T00:00:00.5Z", 500000);
	both_mean("1970-01-01T00:00:00.000001Z", 1);
	both_mean("1970-01-01T00:00:00.0000009Z", 0);
	both_mean("1970-01-01T00:00:00.99999999999999999999Z", 999999);
	both_mean("1969-12-31T23:59:59.99999999999999999999Z", -1);
	both_mean("1969-12-31T23:59:59.9999991Z", -1);
	both_mean("2016-11-22T16:50:25.3868080Z", (int64_t)1479833425 * SECOND + 386808);
	only_iso8601_means("1970-01-01T00:00:00,25Z", 250000);
	only_iso8601_means("19700101T000000,25Z", 250000);
	both_refuse("1970-01-01T00:00:00.Z");
	both_refuse("1970-01-01T00:00:00.");
	both_refuse("1970-01-01T00:00:00.5.5Z");
	both_refuse("1970-01-01T00:00:00,Z");
	both_refuse("1970-01-01T00:00.5Z");
}

static void
offsets_are_taken_off(void **state)
{
	(void)state;
	both_mean("1970-01-01T01:00:00+01:00", 0);
	both_mean("1969-12-31T19:30:00-04:30", 0);
	both_mean("1970-01-01T23:59:00+23:59", 0);
	both_mean("1969-12-31T00:01:00-23:59", 0);
	both_mean("1970-01-01T00:00:00+00:00", 0);
	only_iso8601_means("1970-01-01T01:00:00+01", 0);
	only_iso8601_means("1970-01-01T01:00:00+0100", 0);
	only_iso8601_means("19700101T010000+0100", 0);
	only_iso8601_means("19700101T010000+01:00", 0);
	only_iso8601_means("19691231T230000-01", 0);
	only_iso8601_means("20090131T230000-0100", (int64_t)1233446400 * SECOND);
}

static void
wrong_offsets_are_refused(void **state)
{
	static const char *const offsets[] = {
	    "-00",
	    "-0000",
	    "-00:00",
	    "+24:00",
	    "-24:00",
	    "+2400",
	    "+24",
	    "+23:60",
	    "+1",
	    "+1:00",
	    "+01:0",
	    "+01:",
	    "+01:000",
	    "+010",
	    "+01000",
	    "+",
	    "-",
	    "zz",
	    " Z",
	    "Z ",
	    "ZZ",
	    "+01:00Z",
	    "Z+01:00",
	    "+0a:00",
	    "+ 1:00",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
		char text[64];

		snprintf(text, sizeof(text), "2026-03-14T16:35:00%s", offsets[i]);
		both_refuse(text);
		snprintf(text, sizeof(text), "20260314T163500%s", offsets[i]);
		both_refuse(text);
	}
}

static void
no_zone_is_utc_in_the_wider_form_only(void **state)
{
	(void)state;
	only_iso8601_means("1970-01-01T00:00:01", SECOND);
	only_iso8601_means("1970-01-01T00:00:01.5", SECOND + 500000);
	only_iso8601_means("19700101T000001", SECOND);
}

static void
basic_form_is_iso8601_only_and_is_not_mixed(void **state)
{
	(void)state;
	only_iso8601_means("20260102T030405Z", (int64_t)1767323045 * SECOND);
	both_refuse("20150513T15:16:00Z");
	both_refuse("2009-01-31T230000-01:00");
	both_refuse("2009-0131T23:00:00Z");
	both_refuse("200901-31T230000Z");
}

static void
shorter_and_other_forms_are_refused(void **state)
{
	static const char *const wrong[] = {
	    "",
	    "2017",
	    "2017-01",
	    "2017-01-01",
	    "20170101",
	    "2017-01-01T",
	    "2017-01-01T10",
	    "2017-01-01T10Z",
	    "2017-01-01T10:00",
	    "2017-01-01T10:00Z",
	    "20150513T15Z",
	    "20150513T1516Z",
	    "5-13-2015",
	    "01/011/2015",
	    "2017-W01-1T00:00:00Z",
	    "2017-001T00:00:00Z",
	    "2017-01-01 10:00:00Z",
	    " 2017-01-01T10:00:00Z",
	    "2017-01-01T10:00:00Z\n",
	    "+2017-01-01T10:00:00Z",
	    "-2017-01-01T10:00:00Z",
	    "12017-01-01T10:00:00Z",
	    "017-01-01T10:00:00Z",
	    "2017-1-1T10:00:00Z",
	    "2017-01-01T1:00:00Z",
	    "2017-01-01T10:0:00Z",
	    "2017-01-01T10:00:0Z",
	    "2017-01-01T-1:00:00Z",
	    "2017-01-01T10:00:+1Z",
	    "should fail",
	    "T10:00:00Z",
	    "1773506100",
	    "\xef\xbc\x92"
	    "017-01-01T10:00:00Z",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		both_refuse(wrong[i]);
}

static void
a_nul_does_not_end_a_text(void **state)
{
	int64_t us;
	struct duration d;

	(void)state;
	assert_false(time_parse(STR("2017-01-01T10:00:00Z\0"), TIME_ISO8601, &us));
	assert_false(time_parse(STR("2017-01-01T10:00:00\0"), TIME_ISO8601, &us));
	assert_false(duration_parse(STR("PT1S\0"), &d));
	assert_false(time_parse((struct str){0}, TIME_ISO8601, &us));
	assert_false(duration_parse((struct str){0}, &d));
}

static void
dates_are_true_to_the_calendar(void **state)
{
	(void)state;
	both_mean("2020-02-29T00:00:00Z", (int64_t)1582934400 * SECOND);
	both_mean("2400-02-29T00:00:00Z", (int64_t)13574563200 * SECOND);
	both_refuse("2021-02-29T00:00:00Z");
	both_refuse("1900-02-29T00:00:00Z");
	both_refuse("2100-02-29T00:00:00Z");
	both_refuse("2020-02-30T00:00:00Z");
	both_refuse("2014-09-31T14:12:05Z");
	both_refuse("2014-10-32T14:12:05Z");
	both_refuse("2014-00-10T14:12:05Z");
	both_refuse("2014-13-10T14:12:05Z");
	both_refuse("2014-10-00T14:12:05Z");
	both_refuse("2013-99-99T04:13:00+00:00");
	both_refuse("0000-01-01T00:00:00Z");
}

static void
every_day_number_of_every_month_is_judged(void **state)
{
	static const int years[] = {1, 4, 1600, 1700, 1900, 1999, 2000, 2023, 2024, 9996, 9999};
	int64_t us;

	(void)state;
	for (size_t y = 0; y < sizeof(years) / sizeof(*years); y++)
		for (int month = 0; month <= 99; month++)
			for (int day = 0; day <= 99; day++) {
				char text[40];
				bool right = month >= 1 && month <= 12 && day >= 1
					     && day <= length_of_month(years[y], month);

				snprintf(
				    text, sizeof(text), "%04d-%02d-%02dT00:00:00Z", years[y], month, day);
				assert_int_equal(time_parse(str_of(text), TIME_RFC3339, &us), right);
			}
}

static void
times_have_24_hours_of_60_minutes_of_60_seconds(void **state)
{
	int64_t us;

	(void)state;
	for (int field = 0; field < 3; field++)
		for (int value = 0; value <= 99; value++) {
			int time[3] = {0};
			char text[40];

			time[field] = value;
			snprintf(text, sizeof(text), "2026-03-14T%02d:%02d:%02dZ", time[0], time[1], time[2]);
			assert_int_equal(
			    time_parse(str_of(text), TIME_RFC3339, &us), value < (field ? 60 : 24));
		}
	both_refuse("2026-03-14T24:00:00Z");
	both_refuse("2026-03-14T24:00:01Z");
}

static void
a_leap_second_is_the_end_of_its_utc_month(void **state)
{
	int64_t end = (int64_t)1435708800 * SECOND - 1;

	(void)state;
	both_mean("2015-06-30T23:59:60Z", end);
	both_mean("2015-06-30T23:59:60.75Z", end);
	both_mean("2015-06-30T15:59:60-08:00", end);
	both_mean("2015-07-01T05:29:60+05:30", end);
	both_mean("9999-12-31T23:59:60Z", last);
	both_refuse("2015-06-30T23:58:60Z");
	both_refuse("2015-06-29T23:59:60Z");
	both_refuse("2015-07-01T00:59:60Z");
	both_refuse("2015-07-02T00:59:60+01:00");
	both_refuse("2015-06-30T15:58:60-08:00");
	both_mean("2016-02-29T23:59:60Z", (int64_t)1456790400 * SECOND - 1);
	both_mean("2016-03-01T23:58:60+23:59", (int64_t)1456790400 * SECOND - 1);
	both_refuse("2015-06-30T23:59:61Z");
	both_refuse("2015-06-30T23:59:60+01:00");
	both_refuse("2015-06-30T15:59:60Z");
}

static void
an_offset_does_not_lead_out_of_the_years(void **state)
{
	(void)state;
	both_mean("0001-01-01T01:00:00+01:00", first);
	both_refuse("0001-01-01T00:59:59+01:00");
	both_mean("9999-12-31T22:59:59.999999-01:00", last);
	both_refuse("9999-12-31T23:00:00-01:00");
}

static void
writes(int64_t us, const char *expected)
{
	char out[28];
	int len;

	memset(out, '#', sizeof(out));
	len = time_write(us, out);
	assert_in_range(len, 20, 27);
	assert_int_equal(out[27], '#');
	out[len] = '\0';
	assert_string_equal(out, expected);
}

static void
moments_are_written_short(void **state)
{
	(void)state;
	writes(0, "1970-01-01T00:00:00Z");
	writes(-1, "1969-12-31T23:59:59.999999Z");
	writes((int64_t)1773506100 * SECOND, "2026-03-14T16:35:00Z");
	writes((int64_t)1773506100 * SECOND + 500000, "2026-03-14T16:35:00.5Z");
	writes((int64_t)1773506100 * SECOND + 120, "2026-03-14T16:35:00.00012Z");
	writes((int64_t)951782400 * SECOND, "2000-02-29T00:00:00Z");
	writes(first, "0001-01-01T00:00:00Z");
	writes(last, "9999-12-31T23:59:59.999999Z");
}

static void
what_is_beyond_is_written_as_the_nearest(void **state)
{
	(void)state;
	writes(first - 1, "0001-01-01T00:00:00Z");
	writes(last + 1, "9999-12-31T23:59:59.999999Z");
	writes(INT64_MIN, "0001-01-01T00:00:00Z");
	writes(INT64_MAX, "9999-12-31T23:59:59.999999Z");
}

/* All 3,652,059 days, counted one by one. */
static void
every_day_of_ten_thousand_years_is_read_and_written_right(void **state)
{
	struct date d = {1, 1, 1};
	int64_t us = first;

	(void)state;
	for (; d.year < 10000; next_day(&d), us += (int64_t)86400 * SECOND) {
		char text[40], out[28];
		int64_t read;
		int len = snprintf(text, sizeof(text), "%04d-%02d-%02dT00:00:00Z", d.year, d.month, d.day);

		if (!time_parse((struct str){text, (size_t)len}, TIME_RFC3339, &read) || read != us)
			fail_msg("read wrong: %s", text);
		if (time_write(us, out) != len || memcmp(text, out, (size_t)len) != 0)
			fail_msg("written wrong: %s", text);
	}
	assert_int_equal(us, last + 1);
}

static uint64_t
random_bits(void)
{
	uint64_t bits = 0;

	for (int i = 0; i < 5; i++)
		bits = bits << 15 ^ (uint64_t)rand();
	return bits;
}

static void
what_is_written_reads_back(void **state)
{
	(void)state;
	srand(1);
	for (int i = 0; i < 300000; i++) {
		int64_t us = first + (int64_t)(random_bits() % (uint64_t)(last - first + 1)), read;
		char out[28];

		if (i % 3 == 0)
			us -= us % 1000;
		assert_true(time_parse((struct str){out, (size_t)time_write(us, out)}, TIME_RFC3339, &read));
		assert_true(read == us);
	}
}

static void
all_forms_and_offsets_agree(void **state)
{
	(void)state;
	srand(2);
	for (int i = 0; i < 100000; i++) {
		struct date d = {1 + rand() % 9999, 1 + rand() % 12, 1 + rand() % 28};
		int h = rand() % 24, m = rand() % 60, s = rand() % 60, offset = rand() % 2879 - 1439;
		int64_t plain, extended, basic;
		char text[64], zone = offset < 0 ? '-' : '+';
		int oh = abs(offset) / 60, om = abs(offset) % 60;

		snprintf(
		    text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d", d.year, d.month, d.day, h, m, s);
		assert_true(time_parse(str_of(text), TIME_ISO8601, &plain));
		plain -= (int64_t)offset * 60 * SECOND;
		snprintf(text + 19, sizeof(text) - 19, "%c%02d:%02d", zone, oh, om);
		if (plain < first || plain > last) {
			refused(text, TIME_RFC3339);
			continue;
		}
		assert_true(time_parse(str_of(text), TIME_RFC3339, &extended));
		snprintf(text, sizeof(text), "%04d%02d%02dT%02d%02d%02d%c%02d%02d", d.year, d.month, d.day, h,
		    m, s, zone, oh, om);
		assert_true(time_parse(str_of(text), TIME_ISO8601, &basic));
		assert_true(extended == plain && basic == plain);
	}
}

/* ---- durations ---- */

static void
lasts(const char *text, bool calendar, int64_t expected)
{
	struct duration d = {0};

	if (!duration_parse(str_of(text), &d))
		fail_msg("refused: %s", text);
	if (d.us != expected || d.calendar != calendar)
		fail_msg("%s gave %lld, calendar %d", text, (long long)d.us, d.calendar);
}

static void
durations_are_read(void **state)
{
	int64_t day = (int64_t)86400 * SECOND;

	(void)state;
	lasts("PT0S", false, 0);
	lasts("PT1H0M0S", false, (int64_t)3600 * SECOND);
	lasts("PT1H30M", false, (int64_t)5400 * SECOND);
	lasts("PT2520M", false, (int64_t)151200 * SECOND);
	lasts("P1D", false, day);
	lasts("P1DT1S", false, day + SECOND);
	lasts("P2W", false, 14 * day);
	lasts("P0W", false, 0);
	lasts("PT36H", false, (int64_t)36 * 3600 * SECOND);
	lasts("PT00000000000000000000000000000001S", false, SECOND);
	lasts("P1Y2M3DT4H5M6.7S", true, 3 * day + (int64_t)14706 * SECOND + 700000);
	lasts("P3Y6M4DT12H30M5S", true, 4 * day + (int64_t)45005 * SECOND);
	lasts("P1Y", true, 0);
	lasts("P1M", true, 0);
	lasts("P0Y0M1D", false, day);
	lasts("P99999999999999999999999999999Y", true, 0);
}

static void
minutes_stand_after_t_and_months_before(void **state)
{
	(void)state;
	lasts("P1MT1M", true, (int64_t)60 * SECOND);
	lasts("PT1M", false, (int64_t)60 * SECOND);
}

static void
a_fraction_is_of_its_own_part_and_is_cut(void **state)
{
	(void)state;
	lasts("PT1.5S", false, 1500000);
	lasts("PT1,5S", false, 1500000);
	lasts("PT0.5M", false, 30 * SECOND);
	lasts("PT0.25H", false, 900 * SECOND);
	lasts("P0.5D", false, (int64_t)43200 * SECOND);
	lasts("P0.5W", false, (int64_t)302400 * SECOND);
	lasts("P1DT0.5H", false, (int64_t)88200 * SECOND);
	lasts("PT0.0000009S", false, 0);
	lasts("PT0.00000099999999999999999999999999S", false, 0);
	lasts("PT0.99999999999999999999S", false, 999999);
	lasts("PT16559.14S", false, (int64_t)16559140000);
	lasts("PT0.000000000277777777778H", false, 1);
	lasts("PT0.000000000277777777777H", false, 0);
	lasts("P0.0000000000016534391534391534391534391534391535W", false, 1);
	lasts("P0.0000000000016534391534391534391534391534391534W", false, 0);
	lasts("P0.5Y", true, 0);
	lasts("P0.0Y", false, 0);
	lasts("P0.000000000000000000000000000001Y", true, 0);
	lasts("P1.0Y", true, 0);
}

static void
what_is_no_duration_is_refused(void **state)
{
	static const char *const wrong[] = {
	    "",
	    "P",
	    "PT",
	    "T1S",
	    "1S",
	    "P1DT",
	    "P1YT",
	    "PTS",
	    "PS",
	    "P1",
	    "PT1",
	    "P1S",
	    "PT1D",
	    "PT1Y",
	    "P1H",
	    "P0003-06-04T12:30:05",
	    "P16559.14S",
	    "P1Y2W",
	    "P4W1D",
	    "P1WT1S",
	    "P1WT",
	    "P1W1W",
	    "PT1W",
	    "P1DT1W",
	    "P1D1Y",
	    "PT1S1M",
	    "PT1M1H",
	    "P1D1D",
	    "PT1S1S",
	    "P1YT1M1H",
	    "P1DT1HT1M",
	    "PTT1S",
	    "P1.5DT1S",
	    "P10.3DT1.7S",
	    "PT1.5H1M",
	    "P1.5Y1M",
	    "P1.0Y1D",
	    "P1.5DT",
	    "PT.5S",
	    "PT1.S",
	    "PT1..5S",
	    "PT1.5.5S",
	    "PT1.,5S",
	    "PT.S",
	    "-PT1S",
	    "+PT1S",
	    "PT-1S",
	    "P-1D",
	    "PT+1S",
	    "PT1S ",
	    " PT1S",
	    "PT1S\n",
	    "PT 1S",
	    "pt1s",
	    "PT1s",
	    "P1d",
	    "PA1H0M0S",
	    "3Y6M4DT12H30M5S",
	    "2 hours",
	    "PT1e3S",
	    "PT0x1S",
	    "P1DT1H/P1D",
	};
	struct duration d;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		if (duration_parse(str_of(wrong[i]), &d))
			fail_msg("accepted: %s", wrong[i]);
}

static void
what_does_not_fit_is_refused(void **state)
{
	struct duration d;

	(void)state;
	lasts("PT9223372036854.775807S", false, INT64_MAX);
	lasts("PT2562047788H0M54.775807S", false, INT64_MAX);
	assert_false(duration_parse(STR("PT9223372036854.775808S"), &d));
	assert_false(duration_parse(STR("PT2562047788H0M54.775808S"), &d));
	assert_false(duration_parse(STR("PT18446744073709551616S"), &d));
	assert_false(duration_parse(STR("PT18446744073709551615S"), &d));
	assert_false(duration_parse(STR("P99999999999999999999999D"), &d));
	assert_false(duration_parse(STR("P15250285W"), &d));
	assert_true(duration_is(STR("P15250285W")));
	assert_true(duration_is(STR("PT18446744073709551616S")));
	assert_false(duration_is(STR("PT18446744073709551616SX")));
	assert_false(duration_is(STR("PT18446744073709551616H1S1M")));
	lasts("P15250284W", false, (int64_t)15250284 * 604800 * SECOND);
}

static void
duration_writes(int64_t us, const char *expected)
{
	char out[40];
	int len;

	memset(out, '#', sizeof(out));
	len = duration_write(us, out);
	assert_in_range(len, 3, 39);
	assert_int_equal(out[39], '#');
	out[len] = '\0';
	assert_string_equal(out, expected);
}

static void
durations_are_written_short(void **state)
{
	(void)state;
	duration_writes(0, "PT0S");
	duration_writes(1, "PT0.000001S");
	duration_writes(1500000, "PT1.5S");
	duration_writes((int64_t)5400 * SECOND, "PT1H30M");
	duration_writes((int64_t)151200 * SECOND, "PT42H");
	duration_writes((int64_t)3601 * SECOND, "PT1H1S");
	duration_writes((int64_t)60 * SECOND, "PT1M");
	duration_writes((int64_t)61 * SECOND + 10, "PT1M1.00001S");
	duration_writes((int64_t)3600 * SECOND + 5, "PT1H0.000005S");
	duration_writes((int64_t)10 * SECOND, "PT10S");
	duration_writes(INT64_MAX, "PT2562047788H54.775807S");
}

static void
written_durations_read_back(void **state)
{
	(void)state;
	srand(3);
	for (int i = 0; i < 300000; i++) {
		int64_t us = (int64_t)(random_bits() >> (1 + rand() % 50));
		struct duration d;
		char out[40];

		if (i % 2)
			us -= us % SECOND;
		assert_true(duration_parse((struct str){out, (size_t)duration_write(us, out)}, &d));
		assert_true(d.us == us && !d.calendar);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known_moments_are_read),
	    cmocka_unit_test(fractions_are_cut_to_microseconds),
	    cmocka_unit_test(offsets_are_taken_off),
	    cmocka_unit_test(wrong_offsets_are_refused),
	    cmocka_unit_test(no_zone_is_utc_in_the_wider_form_only),
	    cmocka_unit_test(basic_form_is_iso8601_only_and_is_not_mixed),
	    cmocka_unit_test(shorter_and_other_forms_are_refused),
	    cmocka_unit_test(a_nul_does_not_end_a_text),
	    cmocka_unit_test(dates_are_true_to_the_calendar),
	    cmocka_unit_test(every_day_number_of_every_month_is_judged),
	    cmocka_unit_test(times_have_24_hours_of_60_minutes_of_60_seconds),
	    cmocka_unit_test(a_leap_second_is_the_end_of_its_utc_month),
	    cmocka_unit_test(an_offset_does_not_lead_out_of_the_years),
	    cmocka_unit_test(moments_are_written_short),
	    cmocka_unit_test(what_is_beyond_is_written_as_the_nearest),
	    cmocka_unit_test(every_day_of_ten_thousand_years_is_read_and_written_right),
	    cmocka_unit_test(what_is_written_reads_back),
	    cmocka_unit_test(all_forms_and_offsets_agree),
	    cmocka_unit_test(durations_are_read),
	    cmocka_unit_test(minutes_stand_after_t_and_months_before),
	    cmocka_unit_test(a_fraction_is_of_its_own_part_and_is_cut),
	    cmocka_unit_test(what_is_no_duration_is_refused),
	    cmocka_unit_test(what_does_not_fit_is_refused),
	    cmocka_unit_test(durations_are_written_short),
	    cmocka_unit_test(written_durations_read_back),
	};

	return cmocka_run_group_tests_name("iso8601", tests, NULL, NULL);
}
