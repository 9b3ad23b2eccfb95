/* Any bytes through the readers of packed values, for libFuzzer or replay.c: PHP, query strings, dotted keys, URLs.
 *
 * Beyond not crashing: what comes out is JSON of bounded depth that holds no more than what went in, and unnesting twice
 * is unnesting once.
 */
#include <stdlib.h>

#include "pipeline/core/utf8.h"
#include "stages/convert/run/unpack.h"
#include "stages/convert/run/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* What was made can be written and read, no deeper than unpacking goes. */
static void
check_value(struct arena *arena, const struct json *v)
{
	struct buf text = {0};
	enum reject_code code;
	struct json back;
	size_t offset;

	json_write(&text, v);
	must(json_parse(
	    arena, buf_view(&text), (struct json_limits){2 * UNPACK_DEPTH}, &back, &code, &offset));
	must(json_same(v, &back));
	buf_free(&text);
}

static void
check_nested(struct arena *arena, struct str text)
{
	struct json tree, once, twice;
	enum reject_code code;
	size_t offset;

	if (!json_parse(arena, text, (struct json_limits){UNPACK_DEPTH}, &tree, &code, &offset))
		return;
	once = nested_read(arena, &tree);
	check_value(arena, &once);
	twice = nested_read(arena, &once);
	must(json_same(&once, &twice));
}

static void
check_url(struct arena *arena, struct str text)
{
	for (int i = 0; i < URL_PART_COUNT; i++) {
		struct str part = url_part(text, (enum url_part)i);
		struct str decoded = percent_decode(arena, part, false);

		must(part.len <= text.len && decoded.len <= part.len && utf8_is(decoded));
	}
	must(query_parameter(arena, url_part(text, URL_QUERY), STR("a")).len <= text.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open();
	struct str text = {(const char *)data, size};
	struct json v;

	if (php_read(arena, text, &v))
		check_value(arena, &v);
	if (utf8_is(text)) { /* as all text of an event is */
		v = query_read(arena, text);
		check_value(arena, &v);
		check_nested(arena, text);
		check_url(arena, text);
	}
	arena_close(arena);
	return 0;
}
