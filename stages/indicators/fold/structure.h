/* What courses consist of, as far as it is known: their lessons, in versions (W17, W32).
 *
 * Read-only for the fold; rules.h says where it comes from and who owns it.
 */
#ifndef LRSTREAM_INDICATORS_STRUCTURE_H
#define LRSTREAM_INDICATORS_STRUCTURE_H

#include <stddef.h>
#include <stdint.h>

#include "stages/xapi/course_structure.h"

/* Moments are µs, ABSENT (fold.h) where there is none. */
struct lesson {
	uint64_t activity; /* hash */
	enum move_on move_on;
	int64_t due_at;
	const uint64_t *skills; /* hashes, sorted */
	size_t skill_count;
};

struct structure_version {
	int64_t from; /* in force from here to the next one's; INT64_MIN: from ever */
	int64_t starts_at, ends_at;
	const struct lesson *lessons; /* in their order */
	size_t count;
	const uint32_t *by_activity; /* their numbers from 0, sorted by activity; NULL: each is looked at */
};

struct structure {
	uint64_t course;
	const struct structure_version *versions; /* by `from` */
	size_t count;
};

struct structures {
	const struct structure *courses; /* by course */
	size_t count;
};

/* NULL if the course has none. `structures` may be NULL. */
const struct structure *structure_of(const struct structures *, uint64_t course);

/* The version in force at a moment; NULL before the first. `structure` may be NULL. */
const struct structure_version *structure_at(const struct structure *, int64_t t);

/* NULL if the activity is no lesson of it. `version` may be NULL. */
const struct lesson *structure_lesson(const struct structure_version *, uint64_t activity);

#endif
