/* Any text as a mapping file of others, for libFuzzer or replay.c: refused, or made a mapping that reads back equal and
 * that the compiler takes. */
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/regex.h"
#include "pipeline/core/yaml.h"
#include "pipeline/core/yaml_write.h"
#include "stages/convert/compile/compile.h"
#include "stages/convert/import/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
remark(void *context, unsigned line, struct str what)
{
	(void)context;
	if (!what.len || line > 65535)
		abort();
}

static void
check(struct arena *arena, const struct vocabulary *vocabulary, const struct json *made)
{
	struct mapping mapping = {.file = STR("made")};
	struct regexes regexes = {0};
	struct error e = {0};
	struct compiler c = {
	    .arena = arena, .vocabulary = vocabulary, .regexes = &regexes, .mapping = &mapping, .error = &e};
	struct buf text = {0};
	struct json yaml;

	yaml_write(&text, made);
	if (!yaml_parse(arena, buf_view(&text), "made", &yaml, &e) || !json_same(made, &yaml)
	    || !compile_mapping(&c, &yaml)) {
		fprintf(stderr, "%s\n%.*s\n", e.text, STR_ARG(buf_view(&text)));
		abort();
	}
	for (struct regexes *r = regexes.next; r; r = r->next)
		regex_close(r->regex);
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vocabulary *vocabulary;
	struct import_options options = {.shown = STR("f.yml"), .tell = remark};
	struct arena *arena = arena_open();
	struct imported made;
	struct error e = {0};
	struct json yaml;

	if (!vocabulary)
		vocabulary = vocabulary_open(&e);
	if (yaml_parse(arena, (struct str){(const char *)data, size}, "f.yml", &yaml, &e)
	    && import_mapping(arena, &yaml, &options, &made, &e))
		check(arena, vocabulary, &made.mapping);
	arena_close(arena);
	return 0;
}
