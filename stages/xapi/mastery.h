/* Mastery: by which parameters answers tell what a learner knows, and when to come back to it.
 *
 * Data in schemas/xapi/mastery.yaml, which says what each parameter means and how to choose it: one set for all skills,
 * and per skill what differs. What follows from them is computed by the fold (fold/skills.h). Read-only once open, so
 * threads may share one.
 */
#ifndef LRSTREAM_MASTERY_H
#define LRSTREAM_MASTERY_H

#include <stddef.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

/* Answers that the window of m of n can hold: one bit each. */
enum { WINDOW_MOST = 62 };

struct mastery_model {
	struct {
		int64_t m, n;
	} window;
	struct {
		double beta, gamma, rho;
	} pfa;
	struct {
		double prior, learn, slip, guess, mastered;
	} bkt;
	struct {
		double right, wrong, bias;
		double target_recall;
		double smallest_days, largest_days;
	} half_life;
};

struct mastery;

/* Reads xapi/mastery.yaml, or another file, called `shown` in messages. NULL with a usage error: file, line, key. */
struct mastery *mastery_open(struct error *);
struct mastery *mastery_open_file(const char *path, const char *shown, struct error *);

/* The parameters for a skill, by the hash of its IRI. */
const struct mastery_model *mastery_of(const struct mastery *, uint64_t skill);

/* What the file calls this set of parameters; and a hash of all that counts in it, the same on every machine. */
struct str mastery_version(const struct mastery *);
uint64_t mastery_digest(const struct mastery *);

/* Skills with parameters of their own. */
size_t mastery_skills(const struct mastery *);

void mastery_close(struct mastery *);

#endif
