/* Time zones against dates, hours and changes worked by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "stages/indicators/fold/timezone.h"
#include "stages/indicators/fold/timezone_rule.h"

enum { HOUR = 3600, DAY = 86400 };

static struct zone *
opened(const char *name)
{
	struct error e;
	struct zone *z = zone_open(str_of(name), &e);

	assert_non_null(z);
	return z;
}

/* Seconds since 1970 of a UTC moment, by an arithmetic of its own. */
static int64_t
utc(int year, int month, int day, int hour, int minute)
{
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int64_t days = 0;

	for (int y = 1970; y < year; y++)
		days += 365 + ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0);
	days += before[month - 1] + day - 1;
	days += month > 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0);
	return days * DAY + hour * HOUR + minute * 60;
}

static int
offset(const struct zone *z, int64_t second)
{
	return zone_offset(z, second * 1000000);
}

static void
utc_needs_no_database(void **state)
{
	struct zone *z = opened("UTC");

	(void)state;
	/* 1970-01-01 was a Thursday: day 3 of the week, so its first hour is 3 * 24. */
	assert_int_equal(zone_local(z, 0).day, 0);
	assert_int_equal(zone_local(z, 0).hour_of_week, 72);
	/* A microsecond earlier it is Wednesday, 23 h: the last hour of day 2. */
	assert_int_equal(zone_local(z, -1).day, -1);
	assert_int_equal(zone_local(z, -1).hour_of_week, 71);
	/* 2026-03-16 is a Monday. */
	assert_int_equal(zone_local(z, utc(2026, 3, 16, 0, 0) * 1000000).hour_of_week, 0);
	assert_int_equal(zone_local(z, utc(2026, 3, 15, 23, 59) * 1000000).hour_of_week, 167);
	zone_close(z);
}

static void
paris_changes_on_the_last_sundays(void **state)
{
	struct zone *z = opened("Europe/Paris");
	int64_t spring = utc(2026, 3, 29, 1, 0), autumn = utc(2026, 10, 25, 1, 0);

	(void)state;
	assert_int_equal(offset(z, spring - 1), 1 * HOUR);
	assert_int_equal(offset(z, spring), 2 * HOUR);
	assert_int_equal(offset(z, autumn - 1), 2 * HOUR);
	assert_int_equal(offset(z, autumn), 1 * HOUR);
	/* Until 1911 Paris kept its own time, 9 min 21 s ahead. */
	assert_int_equal(offset(z, -2500000000), 9 * 60 + 21);
	/* 22:30 UTC in summer is half past midnight of the next day: 2026-07-14 is a Tuesday. */
	assert_int_equal(zone_local(z, utc(2026, 7, 13, 22, 30) * 1000000).day, utc(2026, 7, 14, 0, 0) / DAY);
	assert_int_equal(zone_local(z, utc(2026, 7, 13, 22, 30) * 1000000).hour_of_week, 24);
	zone_close(z);
}

static void
new_york_is_behind(void **state)
{
	struct zone *z = opened("America/New_York");

	(void)state;
	assert_int_equal(offset(z, utc(2026, 3, 8, 7, 0) - 1), -5 * HOUR);
	assert_int_equal(offset(z, utc(2026, 3, 8, 7, 0)), -4 * HOUR);
	assert_int_equal(offset(z, utc(2026, 11, 1, 6, 0) - 1), -4 * HOUR);
	assert_int_equal(offset(z, utc(2026, 11, 1, 6, 0)), -5 * HOUR);
	/* Before 2007 summer time began in April. */
	assert_int_equal(offset(z, utc(2006, 3, 20, 0, 0)), -5 * HOUR);
	assert_int_equal(zone_local(z, utc(2026, 1, 1, 4, 59) * 1000000).day, utc(2025, 12, 31, 0, 0) / DAY);
	zone_close(z);
}

static void
kolkata_is_half_an_hour_off(void **state)
{
	struct zone *z = opened("Asia/Kolkata");

	(void)state;
	assert_int_equal(offset(z, utc(2026, 1, 1, 0, 0)), 5 * HOUR + HOUR / 2);
	assert_int_equal(offset(z, utc(2500, 7, 1, 0, 0)), 5 * HOUR + HOUR / 2);
	zone_close(z);
}

static void
lord_howe_changes_by_half_an_hour_in_the_south(void **state)
{
	struct zone *z = opened("Australia/Lord_Howe");
	/* Summer, 11:00 ahead, ends on the first Sunday of April at 2:00 and begins on October's at 2:00. */
	int64_t end = utc(2026, 4, 4, 15, 0), start = utc(2026, 10, 3, 15, 30);

	(void)state;
	assert_int_equal(offset(z, end - 1), 11 * HOUR);
	assert_int_equal(offset(z, end), 10 * HOUR + HOUR / 2);
	assert_int_equal(offset(z, start - 1), 10 * HOUR + HOUR / 2);
	assert_int_equal(offset(z, start), 11 * HOUR);
	zone_close(z);
}

static void
the_rule_holds_in_all_years_to_come(void **state)
{
	struct zone *z = opened("Europe/Paris");

	(void)state;
	/* The last Sundays of March and October: 2099-03-29, 2400-03-26 (as in 2000), 2800-03-26, 9999-03-28. */
	assert_int_equal(offset(z, utc(2099, 3, 29, 1, 0) - 1), 1 * HOUR);
	assert_int_equal(offset(z, utc(2099, 3, 29, 1, 0)), 2 * HOUR);
	assert_int_equal(offset(z, utc(2400, 3, 26, 1, 0) - 1), 1 * HOUR);
	assert_int_equal(offset(z, utc(2400, 3, 26, 1, 0)), 2 * HOUR);
	assert_int_equal(offset(z, utc(2800, 3, 26, 1, 0) - 1), 1 * HOUR);
	assert_int_equal(offset(z, utc(2800, 3, 26, 1, 0)), 2 * HOUR);
	assert_int_equal(offset(z, utc(9999, 3, 28, 1, 0) - 1), 1 * HOUR);
	assert_int_equal(offset(z, utc(9999, 3, 28, 1, 0)), 2 * HOUR);
	assert_int_equal(offset(z, utc(9999, 10, 31, 1, 0)), 1 * HOUR);
	zone_close(z);
}

static void
rules_in_all_their_forms(void **state)
{
	struct zone_rule r;

	(void)state;
	assert_true(zone_rule_parse(STR("EST5EDT,M3.2.0,M11.1.0"), &r));
	assert_int_equal(r.standard, -5 * HOUR);
	assert_int_equal(r.summer, -4 * HOUR);
	assert_int_equal(zone_change_at(&r.start, 2026, r.standard), utc(2026, 3, 8, 7, 0));
	/* Nuuk: names in brackets, a time before midnight. */
	assert_true(zone_rule_parse(STR("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), &r));
	assert_int_equal(zone_change_at(&r.start, 2026, r.standard), utc(2026, 3, 29, 1, 0));
	/* J60 is 1 March in every year, 59 is 29 February in a leap year. */
	assert_true(zone_rule_parse(STR("AAA-1BBB-3:30,J60/0,59/0"), &r));
	assert_int_equal(r.summer, 3 * HOUR + HOUR / 2);
	assert_int_equal(zone_change_at(&r.start, 2024, 0), utc(2024, 3, 1, 0, 0));
	assert_int_equal(zone_change_at(&r.start, 2026, 0), utc(2026, 3, 1, 0, 0));
	assert_int_equal(zone_change_at(&r.end, 2024, 0), utc(2024, 2, 29, 0, 0));
	assert_true(zone_rule_parse(STR("IST-5:30"), &r));
	assert_false(r.changes);
}

static void
what_is_no_rule_is_refused(void **state)
{
	static const char *const bad[] = {"", "5", "EST", "EST5EDT", "EST5EDT,M3.2.0",
	    "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J3",
	    "EST168", "EST5:60", "EST5EDT,M3.2.0,M11.1.0x", "<EST5"};
	struct zone_rule r;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(zone_rule_parse(str_of(bad[i]), &r));
}

static void
an_unknown_zone_is_a_usage_error(void **state)
{
	static const char *const bad[] = {"Europe/Atlantis", "", "../../../etc/passwd", "/etc/passwd",
	    "Europe", "zone.tab", "Europe/Paris;"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct error e = {0};

		assert_null(zone_open(str_of(bad[i]), &e));
		assert_int_equal(e.exit, EXIT_USAGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(utc_needs_no_database),
	    cmocka_unit_test(paris_changes_on_the_last_sundays),
	    cmocka_unit_test(new_york_is_behind),
	    cmocka_unit_test(kolkata_is_half_an_hour_off),
	    cmocka_unit_test(lord_howe_changes_by_half_an_hour_in_the_south),
	    cmocka_unit_test(the_rule_holds_in_all_years_to_come),
	    cmocka_unit_test(rules_in_all_their_forms),
	    cmocka_unit_test(what_is_no_rule_is_refused),
	    cmocka_unit_test(an_unknown_zone_is_a_usage_error),
	};

	return cmocka_run_group_tests_name("timezone", tests, NULL, NULL);
}
