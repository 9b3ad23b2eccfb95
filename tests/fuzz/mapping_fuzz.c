/* Any text as a mapping, for libFuzzer or replay.c: refused with a message of one line that names file and line, or
 * applied to an event that has something of everything: twice, with the same outcome. */
#include <stdlib.h>

#include "pipeline/core/regex.h"
#include "pipeline/core/yaml.h"
#include "stages/convert/compile/compile.h"
#include "stages/convert/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char event_text[] =
    "{\"id\":\"e1\",\"type\":\"a\",\"n\":1.50,\"t\":true,\"z\":null,\"at\":\"2026-03-14T16:35:00Z\",\"s\":\"\","
    "\"data\":{\"user\":\"u\",\"list\":[1,\"b\",{\"c\":[{}]}],\"json\":\"{\\\"x\\\":1}\",\"q\":\"a=1&b=%20\","
    "\"clock\":\"01:02:03\",\"url\":\"https://a.example/b?c=d#e\"},\"rows\":[{\"id\":1},{\"id\":2}]}";

/* What the plan makes of the event, as text. */
static void
convert(const struct mapping *m, struct arena *arena, const struct json *event, struct buf *out)
{
	struct buf scratch = {0};
	struct conversion made;

	mapping_apply(m, arena, &scratch, event, &made);
	buf_format(out, "%d %d\n", made.verdict, made.verdict == REJECT ? made.code : REJECT_NONE);
	for (uint32_t i = 0; made.verdict == PASS && i < made.count; i++)
		json_write(out, &made.statements[i]);
	buf_free(&scratch);
}

static void
apply(const struct mapping *m, struct arena *arena)
{
	struct buf first = {0}, again = {0};
	struct envelope e;
	struct json event;
	enum reject_code code;
	size_t offset;

	if (!json_parse(
		arena, str_of(event_text), (struct json_limits){.depth = 512}, &event, &code, &offset))
		abort();
	mapping_list(m, arena, &event, &e);
	convert(m, arena, &event, &first);
	convert(m, arena, &event, &again);
	if (!str_eq(buf_view(&first), buf_view(&again)))
		abort();
	buf_free(&first);
	buf_free(&again);
}

/* True if a table is to be read from a file: no text of a fuzzer opens one. */
static bool
names_file(const struct json *yaml)
{
	const struct json *tables = json_get(yaml, STR("tables"));

	for (uint32_t i = 0; json_is(tables, JSON_OBJECT) && i < tables->count; i++)
		if (json_get(&tables->members[i].value, STR("file")))
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vocabulary *vocabulary;
	struct arena *arena = arena_open();
	struct mapping mapping = {.file = STR("m.yaml")};
	struct regexes regexes = {0};
	struct error e = {0};
	struct compiler c = {.arena = arena, .regexes = &regexes, .mapping = &mapping, .error = &e};
	struct json yaml;
	bool refused;

	if (!vocabulary)
		vocabulary = vocabulary_open(&e);
	c.vocabulary = vocabulary;
	refused = !yaml_parse(arena, (struct str){(const char *)data, size}, "m.yaml", &yaml, &e);
	if (!refused && !names_file(&yaml)) {
		refused = !compile_mapping(&c, &yaml);
		if (!refused)
			apply(&mapping, arena);
	}
	if (refused && (strncmp(e.text, "m.yaml:", 7) != 0 || strpbrk(e.text, "\n\r")))
		abort();
	for (struct regexes *r = regexes.next; r; r = r->next)
		regex_close(r->regex);
	arena_close(arena);
	return 0;
}
