/* What was done to statements: counted by class, and told statement by statement in a file where one is wanted.
 *
 *     {"line":1,"nth":0,"statement_id":"…","done":[{"path":"/result/response","class":"EMAIL","action":"scrub","count":2}]}
 *
 * Nothing of what was found is repeated: paths are JSON Pointers, whose keys stand as they were written out. What is
 * done to agents and by rules of the policy has no class.
 */
#ifndef LRSTREAM_REPORT_H
#define LRSTREAM_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/buf.h"
#include "pipeline/core/error.h"
#include "pipeline/core/json_path.h"
#include "pipeline/core/origin.h"

struct pii;

enum done { DONE_SCRUB, DONE_PSEUDONYM, DONE_DROP, DONE_GENERALIZE };

struct report;

/* `path` is empty where nobody wants the file. NULL with an error if it cannot be written. */
struct report *report_open(struct str path, struct error *);

/* Something was done at this place to a value of this class (NULL: none). */
void report_done(struct report *, const struct json_path *at, enum done, const struct pii *);

/* What was done since the last call was done to this statement. A line is written even if nothing was. */
void report_statement(struct report *, const struct origin *, uint32_t nth, struct str id);

/* Forgets what was done since then: no statement came of it. */
void report_nothing(struct report *);

/* Appends what was counted, " EMAIL=12 PHONE=3", each class behind a space. */
void report_describe(const struct report *, struct buf *);

void report_close(struct report *);

#endif
