/* A mapping written in a test, and what it makes of an event. */
#ifndef LRSTREAM_TEST_CONVERT_FIXTURE_H
#define LRSTREAM_TEST_CONVERT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "stages/convert/mapping.h"

static struct arena *arena;
static struct buf scratch;
static struct mappings *open_mappings;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	mappings_close(open_mappings);
	open_mappings = NULL;
	buf_free(&scratch);
	arena_close(arena);
	return 0;
}

/* Opens the text as the file "m.yaml"; NULL with the error. */
static struct mappings *
open_text(const char *yaml, struct error *e)
{
	char path[] = "/tmp/lrstream-mapping-XXXXXX";
	int file = mkstemp(path);
	FILE *out = fdopen(file, "w");
	struct mappings *all;

	assert_non_null(out);
	fputs(yaml, out);
	fclose(out);
	all = mappings_open_file(path, "m.yaml", e);
	unlink(path);
	return all;
}

static struct json
parse(const char *text)
{
	struct json tree;
	enum reject_code code;
	size_t offset;

	if (!json_parse(arena, str_of(text), (struct json_limits){.depth = 100}, &tree, &code, &offset))
		fail_msg("%s at %zu", text, offset);
	return tree;
}

static const char *
as_json(const struct json *tree)
{
	struct buf out = {0};
	struct str text;

	json_write(&out, tree);
	text = arena_copy(arena, buf_view(&out));
	buf_free(&out);
	return text.at;
}

/* Applies the text as a mapping to an event. */
static inline struct conversion
convert(const char *yaml, const char *event)
{
	struct json tree = parse(event);
	struct json *kept = arena_take(arena, sizeof(tree));
	struct conversion made;
	struct error e;

	mappings_close(open_mappings);
	open_mappings = open_text(yaml, &e);
	if (!open_mappings)
		fail_msg("%s", e.text);
	*kept = tree;
	mapping_apply(mappings_at(open_mappings, 0), arena, &scratch, kept, &made);
	return made;
}

#endif
