/* Any text is searched for personal data: spans lie inside it, on borders of characters, and it does not take long.
 *
 * What stands before a first line feed is the label. The text is searched once as it is and once repeated to many times
 * its length: what is linear is then still quick, even under the sanitizers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/utf8.h"
#include "stages/anonymize/detect/detect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { REPEATED_BYTES = 16 * 1024, LONGEST_LABEL = 64 };

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_border(struct str text, size_t at)
{
	return at == text.len || ((unsigned char)text.at[at] & 0xc0) != 0x80;
}

static void
search(struct detectors *d, struct str text, struct str label)
{
	static struct spans found;
	size_t last = 0;

	spans_clear(&found);
	detect(d, text, label, &found);
	for (uint32_t i = 0; i < found.count; i++) {
		const struct span *s = &found.at[i];

		must(s->start < s->end && s->end <= text.len && s->pii);
		must(is_border(text, s->start) && is_border(text, s->end));
	}
	spans_settle(&found);
	for (uint32_t i = 0; i < found.count; i++) {
		must(i == 0 || found.at[i].start >= last);
		last = found.at[i].end;
	}
}

static void
search_repeated(struct detectors *d, struct str text)
{
	static struct buf repeated;
	clock_t start = clock();

	buf_clear(&repeated);
	while (text.len && repeated.len + text.len <= REPEATED_BYTES)
		buf_str(&repeated, text);
	search(d, buf_view(&repeated), STR(""));
	must(clock() - start < 2 * CLOCKS_PER_SEC);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct detectors *detectors;
	struct str text = {(const char *)data, size}, label = {"", 0};
	const char *line = size ? memchr(data, '\n', size) : NULL;
	struct error error;

	if (!detectors) {
		detectors = detectors_open(&error);
		must(detectors != NULL);
	}
	if (!utf8_is(text))
		return 0;
	if (line && line - text.at <= LONGEST_LABEL) {
		label = (struct str){text.at, (size_t)(line - text.at)};
		text = str_from(text, label.len + 1);
	}
	search(detectors, text, label);
	search_repeated(detectors, text);
	return 0;
}
