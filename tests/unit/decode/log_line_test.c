/* Prefixes of logs: what is one, and what is just wrong JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/decode/log_line.h"

static void
logs(const char *line, const char *object)
{
	assert_true(str_eq(log_line_object(str_of(line)), str_of(object)));
}

static void
prefixes(void **state)
{
	(void)state;
	logs(
	    "Mar 14 16:35:00 host [service_variant=lms][tracking][env:prod] INFO [h 1] [logger.py:13] - {\"a\":{}}",
	    "{\"a\":{}}");
	logs("Mar  4 16:35:00 host app[77]: {\"a\":1}", "{\"a\":1}");
	logs("2026-03-14 16:35:00,123 INFO 12 [tracking] [user 5] logger.py:41 - {}", "{}");
	logs("<134>Mar 14 16:35:00 host app: {}", "{}");
	logs("<134>1 2026-03-14T16:35:00Z host app 1 - - {}", "{}");
	logs("Mar 14 16:35:00 x {cut", "{cut");
	logs("lms-1  | 2026-03-14 16:35:00,123 INFO 12 [tracking] [user 5] logger.py:41 - {}", "{}");
	logs("[tracking] {\"a\":1}", "{\"a\":1}");
}

static void
no_prefixes(void **state)
{
	static const char *const lines[] = {"", "{}", " {}", "x {}", "nonsense {\"a\":1}",
	    "Mar 14 16:35:00 host", "Mar 14 16:35:00 host{}", "Mar 14 16.35 {}", "<134 Mar 14 16:35:00 {}",
	    "<>", "<1", "20260314 {}", "[tracking]{}", "x tracking {}", "x {[tracking]}",
	    "Mar 14 16:35:00 host [{}]"};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_null(log_line_object(str_of(lines[i])).at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(prefixes),
	    cmocka_unit_test(no_prefixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
