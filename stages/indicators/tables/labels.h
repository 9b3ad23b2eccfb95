/* Names and types, which the last counted statement decides that states one (W28).
 *
 * They are no part of a learner's facts: each sum keeps the latest label it has met. When the statement that stated it
 * is voided, the one before is looked up in the table statement.
 */
#ifndef LRSTREAM_INDICATORS_LABELS_H
#define LRSTREAM_INDICATORS_LABELS_H

#include "pipeline/io/postgres.h"
#include "stages/indicators/tables/changes.h"
#include "stages/xapi/safe_statement.h"

/* Notes what a new statement with a course, which is not voided, states. */
void labels_take(struct changes *, const struct safe_statement *, const struct fact *);

/* A statement with a course that was voided just now. */
struct voided_fact {
	uint64_t course, activity;
	uint8_t id[16];
};

/* Looks for sums whose labels these statements decided, and decides anew. To be called after the sums are written. */
bool labels_void(struct postgres *, int16_t tenant, const struct voided_fact *, size_t count,
    const struct vocabulary *, struct arena *, struct error *);

/* Decides anew what statements decided that are no longer there, of the sums of these courses and activities (rows that
 * begin with their keys), and notes it in the changes. Nobody else may write for the tenant meanwhile. */
bool labels_lost(struct postgres *, int16_t tenant, const struct rowset *courses,
    const struct rowset *activities, const struct vocabulary *, struct changes *, struct error *);

#endif
