/* Any bytes through parser and validator, for libFuzzer or replay.c.
 *
 * Beyond not crashing: a tree that was accepted is written, parsed and accepted again and is the same; no pointer and no
 * detail repeats a text of the input (checked on statements that hold the marker below).
 */
#include <assert.h>
#include <stdlib.h>

#include "stages/validate/validate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char marker[] = "~secret~";

struct checking_sink {
	struct finding_sink sink;
	size_t count;
};

static bool
holds_marker(struct str s)
{
	for (size_t i = 0; i + sizeof(marker) - 1 <= s.len; i++)
		if (memcmp(s.at + i, marker, sizeof(marker) - 1) == 0)
			return true;
	return false;
}

static bool
check_finding(struct finding_sink *sink, const struct finding *f)
{
	if (holds_marker(f->pointer) || holds_marker(f->detail) || f->code == REJECT_NONE)
		abort();
	return ++((struct checking_sink *)sink)->count < 1000;
}

static bool
judge(const struct json *tree, enum xapi_version version, struct arena *arena)
{
	struct checking_sink s = {.sink = {check_finding}};

	if (tree->type == JSON_ARRAY)
		return validate_batch_walk(tree, version, arena, &s.sink);
	return validate_walk(tree, version, arena, &s.sink);
}

static void
check_round_trip(struct json *tree, enum xapi_version version, struct arena *arena)
{
	struct buf text = {0};
	struct json again;
	enum reject_code code;
	size_t offset;

	json_write(&text, tree);
	if (!json_parse(arena, buf_view(&text), (struct json_limits){.depth = 512}, &again, &code, &offset)
	    || !json_same(tree, &again) || !judge(&again, version, arena))
		abort();
	if (tree->type == JSON_OBJECT) {
		validate_normalize(&again, arena);
		if (!judge(&again, version, arena))
			abort();
	}
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct json tree;
	enum reject_code code;
	size_t offset;
	char *copy = malloc(size + 1); /* of exactly this size, so that a read past the end is seen */

	if (!arena)
		arena = arena_open();
	copy = realloc(copy, size ? size : 1);
	memcpy(copy, data, size);
	if (json_parse(
		arena, (struct str){copy, size}, (struct json_limits){.depth = 512}, &tree, &code, &offset))
		for (int version = XAPI_AUTO; version <= XAPI_2_0_0; version++)
			if (judge(&tree, (enum xapi_version)version, arena))
				check_round_trip(&tree, (enum xapi_version)version, arena);
	arena_reset(arena);
	free(copy);
	return 0;
}
