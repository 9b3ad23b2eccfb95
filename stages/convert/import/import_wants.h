/* What an example event would have to hold, so that a mapping that was imported has an example.
 *
 * While the mapping is made, each path tells what it needs; the event is made of that at the end, with values that are
 * plainly made up.
 */
#ifndef LRSTREAM_CONVERT_IMPORT_WANTS_H
#define LRSTREAM_CONVERT_IMPORT_WANTS_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "stages/convert/compile/shape.h"

/* From the weakest to the strongest: where one path serves several places, the strongest counts. */
enum want {
	WANT_ANY,
	WANT_TEXT,
	WANT_LIST,
	WANT_OBJECT,
	WANT_LANGUAGES,
	WANT_EXTENSIONS,
	WANT_NUMBER,
	WANT_BOOLEAN,
	WANT_IRI,
	WANT_VERB,
	WANT_ACTOR,
	WANT_ACTIVITY,
	WANT_MOMENT,
	WANT_DURATION,
	WANT_MBOX,
	WANT_SHA1,
	WANT_UUID,
	WANT_LANGUAGE,
	WANT_AGENT_TYPE,
	WANT_ACTIVITY_TYPE,
	WANT_EXACT /* the value that a condition asks for; the first one that is named counts */
};

struct wants {
	struct arena *arena;
	bool csv; /* every value is text */
	struct want_entry *list;
	uint32_t count, room;
};

void wants_kind(struct wants *, struct str path, enum want);
void wants_exactly(struct wants *, struct str path, const struct json *value);

/* What a place of the statement needs: by its shape, and for texts by the last key. */
enum want want_of_place(enum shape, struct str key);

/* The event; false if the paths contradict one another. */
bool wants_event(const struct wants *, struct json *event);

#endif
