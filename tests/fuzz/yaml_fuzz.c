/* Any bytes as YAML: refused with a line, or a tree that JSON can hold. */
#include <stdlib.h>

#include "pipeline/core/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* A member has its line, too, unless the file is longer than lines are counted. */
static void
walk(const struct json *v, size_t size)
{
	must(v->line > 0 || size > 65535);
	must(!(v->flags & JSON_TWICE));
	if (v->type == JSON_ARRAY)
		for (uint32_t i = 0; i < v->count; i++)
			walk(&v->items[i], size);
	if (v->type == JSON_OBJECT)
		for (uint32_t i = 0; i < v->count; i++)
			walk(&v->members[i].value, size);
}

static void
fits_json(struct arena *arena, const struct json *tree)
{
	struct buf text = {0};
	enum reject_code code;
	struct json back;
	size_t offset;

	json_write(&text, tree);
	must(json_parse(arena, buf_view(&text), (struct json_limits){512}, &back, &code, &offset));
	must(json_same(tree, &back));
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open();
	struct error error = {0};
	struct json tree;

	if (yaml_parse(arena, (struct str){(const char *)data, size}, "f", &tree, &error)) {
		walk(&tree, size);
		fits_json(arena, &tree);
	} else {
		must(error.exit == EXIT_USAGE && strncmp(error.text, "f:", 2) == 0
		     && atoi(error.text + 2) > 0);
	}
	arena_close(arena);
	return 0;
}
