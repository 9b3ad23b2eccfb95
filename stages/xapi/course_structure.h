/* Course structures: what courses consist of, as records of the source `structure` say it (W32).
 *
 * Such a record tells of no learner. It is read and judged by the stage structure, made safe by anonymize like the
 * statements that name the same activities, and written by indicators. All of it lives in the batch's arena.
 */
#ifndef LRSTREAM_COURSE_STRUCTURE_H
#define LRSTREAM_COURSE_STRUCTURE_H

#include <stddef.h>
#include <stdint.h>

#include "pipeline/core/str.h"

/* The source whose records are course structures. No mapping has this name. */
#define STRUCTURE_SOURCE STR("structure")

/* What has to be said of a lesson for it to be done (W15). Stored: numbers are never given a new meaning. */
enum move_on {
	MOVE_ON_COMPLETED_OR_PASSED = 0,
	MOVE_ON_COMPLETED = 1,
	MOVE_ON_PASSED = 2,
	MOVE_ON_COMPLETED_AND_PASSED = 3,
	MOVE_ON_NOT_APPLICABLE = 4
};

/* A moment that is not said; as `from`: from ever. Moments are µs since 1970. */
#define NO_MOMENT INT64_MIN

struct course_lesson {
	struct str activity; /* IRI */
	enum move_on move_on;
	int64_t due_at;
	int64_t length_us;  /* 0: not said */
	struct str *skills; /* IRIs */
	size_t skill_count;
};

/* In force from `from` until the next one's. */
struct course_version {
	struct str name;
	int64_t from, starts_at, ends_at;
	struct course_lesson *lessons; /* in their order, each activity once */
	size_t count;
};

struct course_structure {
	struct course_structure *next; /* in the safe batch, in input order */
	struct str course;             /* IRI */
	struct str name;               /* at == NULL: not said */
	struct course_version
	    *versions; /* by `from`, each once; none: the course has no structure any more */
	size_t count;
};

/* A hash of all that it says. */
uint64_t course_structure_content(const struct course_structure *);

#endif
