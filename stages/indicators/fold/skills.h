/* Skills: what a learner's answers tell of what the learner knows, and when to come back to it.
 *
 * Evidence is an answer with a verdict on an activity that the structure of its course, as in force at that moment, tags
 * with skills. A skill belongs to no course. The formulas stand in skills.c, their parameters in xapi/mastery.h.
 *
 * Everything is a whole number but the chance of knowing: that one is carried on from answer to answer by the four
 * operations alone, which give the same bits on every machine, and is stored as it is. What needs more than those is
 * rounded: chances to 1e-9, moments to the second.
 */
#ifndef LRSTREAM_INDICATORS_SKILLS_H
#define LRSTREAM_INDICATORS_SKILLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stages/indicators/fold/fold.h"
#include "stages/xapi/mastery.h"

/* A learner and a skill. A row is there as soon as there is evidence. */
struct skill_row {
	struct row_key key; /* skill, 0 */
	int64_t right, wrong;
	int64_t last_at;
	int64_t window; /* the last n verdicts, a bit each: 1 is right, the latest is the lowest */
	double known;   /* BKT: the chance of knowing, after the last answer */

	/* Derived from these. */
	int64_t window_right, window_size; /* right ones of the last n; n */
	int64_t window_mastered;           /* flag: m or more */
	int64_t pfa;                       /* the chance that the next answer is right, 1e-9 */
	int64_t mastered;                  /* flag: by BKT */
	int64_t review_at;
};

/* The lesson whose skills a fact is evidence of, NULL if it is none. */
const struct lesson *skills_lesson(const struct fold_rules *, const struct fact *);

/* Takes in the next fact, in order, that is not voided and has a course. */
void skills_step(struct contributions *, const struct fold_rules *, const struct fact *);

/* Derives what follows from the rows. */
void skills_finish(struct contributions *, const struct fold_rules *);

/* ---- the models, for a row of its own; one that is zero but for its key has seen no answer ---- */

void skill_answer(struct skill_row *, const struct mastery_model *, bool right, int64_t t);

/* The chances that the next answer is right. */
double skill_pfa(const struct skill_row *, const struct mastery_model *);
double skill_bkt(const struct skill_row *, const struct mastery_model *);

/* µs after the last answer at which recall has fallen to its target. */
int64_t skill_review_after(const struct skill_row *, const struct mastery_model *);

#endif
