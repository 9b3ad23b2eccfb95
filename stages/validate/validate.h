/* The validator: is this tree an xAPI statement, and if not, which rule does it break where?
 *
 * It knows xAPI 1.0.3 and 2.0 (IEEE 9274.1.1) and serves the stage of the pipeline and the command line.
 * Findings name the place by a JSON Pointer that ends before the first key the statement chose itself, and
 * never repeat a value.
 */
#ifndef LRSTREAM_VALIDATE_H
#define LRSTREAM_VALIDATE_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "pipeline/core/reject.h"
#include "pipeline/core/stage.h"

enum xapi_version {
	XAPI_AUTO, /* by the statement's `version`: 2.0 if it starts with "2.", else 1.0.3 */
	XAPI_1_0_3,
	XAPI_2_0_0
};

/* "auto", "1.0.3" or "2.0.0"; false for any other name. */
bool xapi_version_by_name(struct str name, enum xapi_version *);

/* A rule that is broken. */
struct finding {
	enum reject_code code;
	struct str pointer; /* in the arena given to the call */
	struct str
	    detail; /* static, or in that arena: what is wrong here, where the rule's sentence leaves it open; may
			    * be empty */
};

/* Who is told of findings, in the order of the walk. */
struct finding_sink {
	bool (*found)(struct finding_sink *, const struct finding *); /* false ends the walk */
};

/* Walks the whole statement, telling each finding, until the sink has enough. True if there was none. */
bool validate_walk(const struct json *statement, enum xapi_version, struct arena *, struct finding_sink *);

/* The same for a batch: an array of statements, valid only if each is and no id repeats (xAPI 1.0.3, Part
 * 3, 2.1.2). Pointers start with the index. */
bool validate_batch_walk(const struct json *array, enum xapi_version, struct arena *, struct finding_sink *);

/* True if valid; else the first finding. A tree that is an array is judged as a batch by validate_document. */
bool validate_statement(const struct json *statement, enum xapi_version, struct arena *, struct finding *);
bool validate_document(const struct json *tree, enum xapi_version, struct arena *, struct finding *);

/* The same; if `flat_score`, a score's min and max may be equal, which xAPI does not allow and some sources write. */
bool validate_made(
    const struct json *statement, enum xapi_version, struct arena *, bool flat_score, struct finding *);

/* Turns single activities in contextActivities into arrays, as the specification returns them (xAPI 1.0.3,
 * 2.4.6.2; 2.0, 4.2.2.5), also inside a SubStatement. The statement must be valid. */
void validate_normalize(struct json *statement, struct arena *);

/* Judges record.statement and normalizes it, then judges it by the profiles that its source asks for (demand.h). A bad
 * statement that a mapping made is rejected as invalid-statement, with the mapping's place and the rule in the detail,
 * since its author has to mend it. */
extern const struct stage_type validate_stage;

/* Its options, for commands that validate without the stage; demands_open reads them. */
extern const struct option validate_options[];

#endif
