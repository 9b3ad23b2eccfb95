/* Any bytes as JSON: refused, or written and read back as the same. */
#include <stdlib.h>

#include "pipeline/core/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Touches what the tree points to and asks each value what it is. */
static void
walk(const struct json *v)
{
	int64_t whole;
	double number;

	if (json_int(v, &whole))
		must(json_double(v, &number) && number == (double)whole);
	if (v->type == JSON_ARRAY)
		for (uint32_t i = 0; i < v->count; i++)
			walk(&v->items[i]);
	if (v->type == JSON_OBJECT)
		for (uint32_t i = 0; i < v->count; i++) {
			must(json_get(v, v->members[i].key) != NULL);
			walk(&v->members[i].value);
		}
}

static void
round_trip(struct arena *arena, const struct json *tree)
{
	struct buf first = {0}, second = {0};
	enum reject_code code;
	struct json back;
	size_t offset;

	json_write(&first, tree);
	must(json_parse(arena, buf_view(&first), (struct json_limits){64}, &back, &code, &offset));
	must(json_same(tree, &back) && json_same(&back, tree));
	json_write(&second, &back);
	must(str_eq(buf_view(&first), buf_view(&second)));
	buf_free(&first);
	buf_free(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open();
	struct json tree;
	enum reject_code code;
	size_t offset;

	if (json_parse(arena, (struct str){(const char *)data, size}, (struct json_limits){64}, &tree, &code,
		&offset)) {
		struct json copy = json_copy(arena, &tree);

		walk(&copy);
		round_trip(arena, &copy);
	} else {
		must(code != REJECT_NONE && offset <= size);
	}
	arena_close(arena);
	return 0;
}
