/* See replacement.h. */
#include "stages/store/replacement.h"

#include <string.h>

uint64_t
replacement_in_json(struct buf *b, size_t from)
{
	char *end = b->at + b->len;
	char *at = b->at + from;
	uint64_t count = 0;

	/* An escape is a backslash and at least one more character: skipping both keeps "\\u0000" as it is. */
	while (at < end && (at = memchr(at, '\\', (size_t)(end - at)))) {
		if (end - at >= 6 && memcmp(at, "\\u0000", 6) == 0) {
			memcpy(at + 2, "fffd", 4);
			count++;
		}
		at += 2;
	}
	return count;
}

struct str
replacement_in_text(struct buf *room, struct str text)
{
	if (text.len == 0 || !memchr(text.at, '\0', text.len))
		return text;
	buf_clear(room);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i])
			buf_char(room, text.at[i]);
		else
			buf_str(room, STR("\xef\xbf\xbd"));
	}
	return buf_view(room);
}
