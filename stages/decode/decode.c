/* Bytes to a JSON tree, within limits that keep one record from harming the rest: size and depth.
 *
 * What the bytes must be is json_parse's business: RFC 8259 exactly. A fault names the byte where it was
 * noticed and nothing of what stands there. An empty payload is no fault: compacted topics mark deletions
 * with it. A line that is no JSON but logs an object behind the usual prefix is that object.
 */
#include "stages/decode/decode.h"

#include <stdlib.h>

#include "pipeline/core/record.h"
#include "stages/decode/log_line.h"

struct decoder {
	size_t max_bytes;
	struct json_limits limits;
};

static const struct option decode_options[] = {{.name = "max_bytes",
						   .kind = OPTION_INT,
						   .place = EVERYWHERE,
						   .fallback = "1048576",
						   .min = 1,
						   .max = 64 * 1024 * 1024,
						   .argument = "BYTES",
						   .help = "longest record taken"},
    {.name = "max_depth",
	.kind = OPTION_INT,
	.place = SELDOM,
	.fallback = "512",
	.min = 1,
	.max = 4096,
	.argument = "LEVELS",
	.help = "deepest nesting of arrays and objects taken"},
    OPTION_END};

static void *
decode_open(const struct settings *settings, struct error *e)
{
	struct decoder *d = malloc(sizeof(*d));

	(void)e;
	if (!d)
		abort();
	d->max_bytes = (size_t)settings_int(settings, "max_bytes");
	d->limits.depth = (uint32_t)settings_int(settings, "max_depth");
	return d;
}

static enum verdict
decode_process(void *state, struct record *r)
{
	const struct decoder *d = state;
	enum reject_code code;
	struct str logged;
	size_t offset;

	if (r->raw.len > d->max_bytes)
		return reject(r, REJECT_TOO_LARGE, STR(""));
	if (str_is_blank(r->raw))
		return drop(r, STR("empty record"));
	if (json_parse(r->arena, r->raw, d->limits, &r->event, &code, &offset))
		return PASS;
	logged = log_line_object(r->raw);
	if (logged.at) {
		if (json_parse(r->arena, logged, d->limits, &r->event, &code, &offset))
			return PASS;
		offset += (size_t)(logged.at - r->raw.at);
	}
	return reject_because(r, code, STR(""), arena_format(r->arena, "at byte %zu", offset));
}

static void
decode_close(void *state)
{
	free(state);
}

const struct stage_type decode_stage = {
    .name = "decode",
    .help = "bytes to a JSON tree: strict UTF-8, depth and size limits",
    .options = decode_options,
    .open = decode_open,
    .process = decode_process,
    .close = decode_close,
};
