/* What was different stays different, whatever the order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/anonymize/distinct.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static struct naming
named(const char *before, const char *now)
{
	return (struct naming){str_of(before), str_of(now)};
}

static void
assert_now(const struct naming *n, const char *wanted)
{
	if (!str_eq(n->now, str_of(wanted)))
		fail_msg("%.*s became %.*s, not %s", STR_ARG(n->before), STR_ARG(n->now), wanted);
}

static void
changes_are_seen(void **state)
{
	struct naming same[] = {named("a", "a"), named("b", "b")},
		      other[] = {named("a", "a"), named("b", "c")};

	(void)state;
	assert_false(names_changed(same, 2));
	assert_true(names_changed(other, 2));
	assert_false(names_changed(NULL, 0));
}

static void
equal_ones_get_numbers(void **state)
{
	struct naming names[] = {named("k", "k"), named("a@example.org", "[EMAIL]"),
	    named("b@example.org", "[EMAIL]"), named("c@example.org", "[EMAIL]")};

	(void)state;
	names_differ(arena, names, 4);
	assert_now(&names[0], "k");
	assert_now(&names[1], "[EMAIL]");
	assert_now(&names[2], "[EMAIL]-2");
	assert_now(&names[3], "[EMAIL]-3");
}

static void
what_was_there_keeps_its_name(void **state)
{
	struct naming names[] = {
	    named("a@example.org", "[EMAIL]"), named("[EMAIL]", "[EMAIL]"), named("[EMAIL]-2", "[EMAIL]-2")};

	(void)state;
	names_differ(arena, names, 3);
	assert_now(&names[0], "[EMAIL]-3");
	assert_now(&names[1], "[EMAIL]");
	assert_now(&names[2], "[EMAIL]-2");
}

static void
order_plays_no_part(void **state)
{
	struct naming names[] = {named("b@example.org", "[EMAIL]"), named("a@example.org", "[EMAIL]")};

	(void)state;
	names_differ(arena, names, 2);
	assert_now(&names[0], "[EMAIL]-2");
	assert_now(&names[1], "[EMAIL]");
}

static void
a_number_is_no_part_of_a_host(void **state)
{
	struct naming names[] = {named("http://192.0.2.1:80", "http://x-ip:80"),
	    named("http://192.0.2.2:80", "http://x-ip:80"), named("http://a.example/1", "http://a.example/x"),
	    named("http://a.example/2", "http://a.example/x"), named("urn:a:1", "urn:a:x"),
	    named("urn:a:2", "urn:a:x")};

	(void)state;
	names_differ(arena, names, 6);
	assert_now(&names[1], "http://x-ip:80/-2");
	assert_now(&names[3], "http://a.example/x-3");
	assert_now(&names[5], "urn:a:x-4");
}

static void
many_take_no_longer_than_few(void **state)
{
	enum { MANY = 50000 };
	struct naming *names = arena_take(arena, MANY * sizeof(*names));

	(void)state;
	for (int i = 0; i < MANY; i++)
		names[i] = (struct naming){arena_format(arena, "%d@example.org", i), STR("[EMAIL]")};
	names_differ(arena, names, MANY);
	for (int i = 1; i < MANY; i++)
		assert_false(str_eq(names[i].now, names[i - 1].now));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(changes_are_seen),
	    cmocka_unit_test(equal_ones_get_numbers),
	    cmocka_unit_test(what_was_there_keeps_its_name),
	    cmocka_unit_test(order_plays_no_part),
	    cmocka_unit_test(a_number_is_no_part_of_a_host),
	    cmocka_unit_test(many_take_no_longer_than_few),
	};

	return cmocka_run_group_tests_name("distinct", tests, setup, teardown);
}
