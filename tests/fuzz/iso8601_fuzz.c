/* Any bytes as a moment and as a duration: refused, or written and read back as the same. */
#include <stdlib.h>

#include "pipeline/core/iso8601.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_moment(struct str text)
{
	int64_t strict, wide, back;
	char out[28];
	bool is_strict = time_parse(text, TIME_RFC3339, &strict);
	bool is_wide = time_parse(text, TIME_ISO8601, &wide);

	must(!is_strict || (is_wide && strict == wide));
	if (is_wide) {
		must(time_parse((struct str){out, (size_t)time_write(wide, out)}, TIME_RFC3339, &back));
		must(back == wide);
	}
}

static void
check_duration(struct str text)
{
	struct duration d, back;
	char out[40];

	if (!duration_parse(text, &d))
		return;
	must(duration_is(text));
	must(d.us >= 0);
	must(duration_parse((struct str){out, (size_t)duration_write(d.us, out)}, &back));
	must(back.us == d.us && !back.calendar);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};

	check_moment(text);
	check_duration(text);
	return 0;
}
