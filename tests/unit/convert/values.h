/* What a value of a mapping makes of an event. */
#ifndef LRSTREAM_TEST_CONVERT_VALUES_H
#define LRSTREAM_TEST_CONVERT_VALUES_H

#include "tests/unit/convert/fixture.h"

/* A mapping whose statement carries `value` in an extension, so that any type may stand there. */
#define CARRIES(value) \
	"source: test\n" \
	"settings: {root: 'https://example.com/a', size: 3}\n" \
	"rules:\n" \
	"  - statement:\n" \
	"      actor: {mbox: mailto:a@example.com}\n" \
	"      verb: completed\n" \
	"      object: {id: 'https://example.com/o'}\n" \
	"      result: {response: '{root}{size}', extensions: {urn:x: " value "}}\n"

/* The JSON of what a value makes of an event; "nothing" where its key is left out, else the reject. */
static const char *
makes(const char *yaml, const char *event)
{
	struct conversion made = convert(yaml, event);
	const struct json *extensions;

	if (made.verdict == REJECT)
		return arena_format(arena, "%s at %.*s", reject_info(made.code)->code, STR_ARG(made.pointer))
		    .at;
	assert_int_equal(made.verdict, PASS);
	extensions = json_get(json_get(made.statements, STR("result")), STR("extensions"));
	return extensions ? as_json(json_get(extensions, STR("urn:x"))) : "nothing";
}

#define gives(value, event, expected) assert_string_equal(makes(CARRIES(value), event), expected)

#endif
