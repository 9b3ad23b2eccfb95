/* Any bytes as an event of every source, for libFuzzer or replay.c.
 *
 * Beyond not crashing: what a mapping makes is JSON with an id, the same each time, and where an event is refused the
 * pointer repeats no text of it (checked on events that hold the marker below).
 */
#include <stdlib.h>

#include "stages/convert/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char marker[] = "~secret~";

static struct arena *arena;
static struct buf scratch;

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
holds_marker(struct str s)
{
	for (size_t i = 0; i + sizeof(marker) - 1 <= s.len; i++)
		if (memcmp(s.at + i, marker, sizeof(marker) - 1) == 0)
			return true;
	return false;
}

static void
write_all(const struct conversion *made, struct buf *out)
{
	buf_clear(out);
	for (uint32_t i = 0; made->verdict == PASS && i < made->count; i++) {
		must(!made->made_by.at || json_get(&made->statements[i], STR("id")));
		json_write(out, &made->statements[i]);
		buf_char(out, '\n');
	}
}

static void
apply(const struct mapping *m, const struct json *event)
{
	struct buf first = {0}, second = {0};
	struct conversion made;

	mapping_apply(m, arena, &scratch, event, &made);
	must(made.verdict != REJECT || (made.code != REJECT_NONE && !holds_marker(made.pointer)));
	write_all(&made, &first);
	mapping_apply(m, arena, &scratch, event, &made);
	write_all(&made, &second);
	must(str_eq(buf_view(&first), buf_view(&second)));
	buf_free(&first);
	buf_free(&second);
}

static void
apply_entries(const struct mapping *m, const struct json *event)
{
	struct envelope e;

	if (!mapping_list(m, arena, event, &e))
		return;
	must(!holds_marker(e.where));
	for (uint32_t i = 0; i < envelope_count(&e) && i < 8; i++) {
		struct json entry = envelope_entry(&e, arena, i);

		apply(m, &entry);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mappings *all;
	struct json event;
	enum reject_code code;
	struct error e;
	size_t offset;

	if (!arena) {
		arena = arena_open();
		all = mappings_open(STR("auto"), NULL, 0, &e);
	}
	must(all != NULL);
	if (json_parse(arena, (struct str){(const char *)data, size}, (struct json_limits){.depth = 512},
		&event, &code, &offset)) {
		mappings_detect(all, &event);
		for (size_t i = 0; i < mappings_count(all); i++) {
			apply(mappings_at(all, i), &event);
			apply_entries(mappings_at(all, i), &event);
		}
	}
	arena_reset(arena);
	return 0;
}
