/* Any text, layer by layer: the way back is ascending and inside, and it ends. */
#include <stdlib.h>

#include "pipeline/core/utf8.h"
#include "stages/anonymize/detect/reveal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LAYERS = 64 };

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_way_back(const struct reading *r, struct str text)
{
	must(utf8_is(r->text) && r->text.len <= text.len && r->from[r->text.len] == text.len);
	for (size_t i = 0; i < r->text.len; i++) {
		size_t start = i, end = i + 1;

		must(r->from[i] <= r->from[i + 1]);
		reading_back(r, &start, &end);
		must(start < end && end <= text.len);
		must(reading_floor(r, start) == start && reading_ceiling(r, end) == end);
	}
	for (size_t at = 0; at <= text.len; at++) {
		must(reading_floor(r, at) <= at && reading_ceiling(r, at) >= at);
		reading_parts(r, text, at);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading readings[2] = {{.spelled = false}}, form = {0};
	struct str text = {(const char *)data, size};
	bool spelled = false;

	for (int layer = 0; utf8_is(text) && layer < LAYERS; layer++) {
		struct reading *r = &readings[layer % 2];
		bool more = reveal(r, text, spelled);

		if (reveal_form(&form, text, more ? r : NULL))
			check_way_back(&form, text);
		if (!more)
			break;
		check_way_back(r, text);
		must(layer + 1 < LAYERS || r->text.len > 0);
		text = r->text;
		spelled = r->spelled;
	}
	reading_free(&readings[0]);
	reading_free(&readings[1]);
	reading_free(&form);
	return 0;
}
