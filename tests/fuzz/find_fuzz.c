/* Any text: spans are in order, inside, apart and on borders of characters; the same text gives the same again. */
#include <stdlib.h>

#include "pipeline/core/utf8.h"
#include "stages/anonymize/scrub/find.h"
#include "stages/anonymize/scrub/members.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Opened once for the process: reading the detectors takes longer than any input. */
static struct finder *
finder(void)
{
	static struct finder f;
	struct error e;

	if (!f.detectors) {
		setenv("LRSTREAM_SCHEMAS", "schemas", 0);
		f.detectors = detectors_open(&e);
		f.members = f.detectors ? members_open(f.detectors, &e) : NULL;
		must(f.members != NULL);
	}
	return &f;
}

static bool
on_border(struct str text, size_t at)
{
	return at == text.len || ((unsigned char)text.at[at] & 0xc0) != 0x80;
}

static void
check_spans(struct str text, const struct spans *s)
{
	size_t end = 0;

	for (uint32_t i = 0; i < s->count; i++) {
		must(s->at[i].start >= end && s->at[i].start < s->at[i].end && s->at[i].end <= text.len);
		must(on_border(text, s->at[i].start) && on_border(text, s->at[i].end) && s->at[i].pii);
		end = s->at[i].end;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};
	struct spans one = {0}, two = {0};

	if (!utf8_is(text))
		return 0;
	find_pii(finder(), text, STR(""), &one);
	check_spans(text, &one);
	finder_forget(finder());
	find_pii(finder(), text, STR(""), &two);
	must(one.count == two.count);
	for (uint32_t i = 0; i < one.count; i++)
		must(one.at[i].start == two.at[i].start && one.at[i].end == two.at[i].end);
	finder_forget(finder());
	spans_free(&one);
	spans_free(&two);
	return 0;
}
