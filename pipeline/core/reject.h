/* Rejects: why a record, and only that record, goes to the dead letters. */
#ifndef LRSTREAM_REJECT_H
#define LRSTREAM_REJECT_H

#include "pipeline/core/str.h"

enum reject_code {
	REJECT_NONE,
#define REJECT(name, code, status, help) REJECT_##name,
#include "pipeline/core/reject.def"
#undef REJECT
	REJECT_COUNT
};

/* What is known of a code; all texts are static. */
struct reject_info {
	const char *code; /* "mbox-form": stable, in dead letters and verdicts */
	int http_status;
	const char *help; /* sentences for a content author; the rule and its section where one rules */
};

/* Every code from REJECT_NONE + 1 to REJECT_COUNT - 1 has one. */
const struct reject_info *reject_info(enum reject_code);

/* The name of the stage that gives a code. */
const char *reject_stage(enum reject_code code);

/* REJECT_NONE if no code has this name. */
enum reject_code reject_by_name(struct str name);

/* A record's reject. `pointer` (RFC 6901) and `detail` never repeat text of the record. */
struct reject {
	enum reject_code code;
	const char *stage;
	struct str pointer;
	struct str detail; /* more than the help says, such as the file and line of a mapping; may be empty */
};

#endif
