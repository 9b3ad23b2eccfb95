/* Reading a record of a course structure, and judging it on the way (W32). */
#ifndef LRSTREAM_READ_STRUCTURE_H
#define LRSTREAM_READ_STRUCTURE_H

#include <stdbool.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "pipeline/core/reject.h"
#include "stages/xapi/course_structure.h"

enum {
	STRUCTURE_VERSIONS_MOST = 1000,
	STRUCTURE_LESSONS_MOST = 10000,
	STRUCTURE_SKILLS_MOST = 1000,
	STRUCTURE_TEXT_MOST = 1000,
	STRUCTURE_LENGTH_MOST = 1000000000 /* s */
};

/* Reads the record of one course; texts are borrowed from the tree, the rest lives in the arena. False with code,
 * pointer and detail of what is wrong with it first. */
bool structure_read(struct arena *, const struct json *record, struct course_structure *, struct reject *);

#endif
