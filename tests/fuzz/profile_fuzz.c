/* Any bytes through the parser and all profiles, for libFuzzer or replay.c.
 *
 * Profiles are meant for valid statements, but must stand any tree. Beyond not crashing: what they say is JSON, as many
 * findings are told as there are, and what goes to dead letters repeats no text of the input (checked on statements that
 * hold the marker below).
 */
#include <stdlib.h>

#include "stages/validate/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char marker[] = "~secret~";

static bool
holds_marker(struct str s)
{
	for (size_t i = 0; i + sizeof(marker) - 1 <= s.len; i++)
		if (memcmp(s.at + i, marker, sizeof(marker) - 1) == 0)
			return true;
	return false;
}

static void
check_rejects(const struct profile_report *report, struct arena *arena)
{
	uint32_t unmet = 0;

	for (uint32_t i = 0; i < report->count; i++) {
		struct finding f = profile_reject(arena, report, &report->findings[i]);

		if (f.code != REJECT_PROFILE || holds_marker(f.pointer) || holds_marker(f.detail))
			abort();
		unmet += !report->findings[i].recommended;
	}
	if (unmet != report->unmet)
		abort();
}

static void
check_report(const struct profile_report *report, const struct json *statement, struct arena *arena)
{
	struct buf text = {0};
	struct json written;
	enum reject_code code;
	size_t offset;

	profile_write(&text, report, statement);
	if (!json_parse(arena, buf_view(&text), (struct json_limits){.depth = 600}, &written, &code, &offset))
		abort();
	if (report->profile
	    && json_get(&written, STR("unmet"))->count + json_get(&written, STR("recommendations"))->count
		   != report->count)
		abort();
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	static struct profiles *profiles;
	static const struct profile_choice *all;
	struct profile_report report;
	struct json tree;
	struct error e;
	enum reject_code code;
	size_t offset;

	if (!arena) {
		arena = arena_open();
		profiles = profiles_open();
		all = profiles_choose(profiles, &STR("auto"), 1, &e);
	}
	if (!all)
		abort();
	if (json_parse(arena, (struct str){(const char *)data, size}, (struct json_limits){.depth = 512},
		&tree, &code, &offset)) {
		profile_judge(all, &tree, arena, &report);
		check_rejects(&report, arena);
		check_report(&report, &tree, arena);
	}
	arena_reset(arena);
	return 0;
}
