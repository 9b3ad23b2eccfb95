/* Any bytes through parser and validator, for libFuzzer or replay.c.
 *
 * Beyond not crashing: any tree is written and parsed again as the same, and what is written then is the same byte for
 * byte; its verdict stays, and stays valid once it is normalized, which changes nothing the second time; a batch is valid
 * only if each statement is; no pointer and no detail repeats a text of the input (checked on statements that hold the
 * marker below).
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
must(bool holds)
{
	if (!holds)
		abort();
}

static struct json
parse_again(struct str text, struct arena *arena)
{
	struct json tree;
	enum reject_code code;
	size_t offset;

	must(json_parse(arena, text, (struct json_limits){.depth = 512}, &tree, &code, &offset));
	return tree;
}

static void
check_normalized(struct json *statement, enum xapi_version version, struct arena *arena)
{
	struct json once;

	validate_normalize(statement, arena);
	must(judge(statement, version, arena));
	once = json_copy(arena, statement);
	validate_normalize(statement, arena);
	must(json_same(statement, &once));
}

static void
check_valid(struct json *tree, enum xapi_version version, struct arena *arena)
{
	struct finding first;

	must(validate_document(tree, version, arena, &first));
	if (tree->type == JSON_OBJECT)
		check_normalized(tree, version, arena);
	for (uint32_t i = 0; i < tree->count && tree->type == JSON_ARRAY; i++)
		must(judge(&tree->items[i], version, arena));
}

static void
check_round_trip(const struct json *tree, struct arena *arena)
{
	struct buf text = {0}, once_more = {0};
	struct json again;

	json_write(&text, tree);
	again = parse_again(buf_view(&text), arena);
	must(json_same(tree, &again));
	json_write(&once_more, &again);
	must(str_eq(buf_view(&text), buf_view(&once_more)));
	for (int version = XAPI_AUTO; version <= XAPI_2_0_0; version++) {
		bool valid = judge(tree, (enum xapi_version)version, arena);

		must(judge(&again, (enum xapi_version)version, arena) == valid);
		if (valid)
			check_valid(&again, (enum xapi_version)version, arena);
	}
	buf_free(&text);
	buf_free(&once_more);
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
		check_round_trip(&tree, arena);
	arena_reset(arena);
	free(copy);
	return 0;
}
