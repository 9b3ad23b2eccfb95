/* Files and standard input as batches: what filters and backfills read from, and how they tell what they refused. */
#ifndef LRSTREAM_INTAKE_H
#define LRSTREAM_INTAKE_H

#include <stdio.h>

#include "pipeline/core/record.h"
#include "pipeline/core/settings.h"

/* --input, --delimiter, --quote, --encoding, --mapping and --rejects. */
extern const struct option intake_options[];

struct intake;

/* Reads `paths` one after the other; stdin if there are none. How, the settings say
 * (intake_form.h). The paths are borrowed. NULL with an error. */
struct intake *intake_open(const struct settings *, char **paths, int count, struct error *);

/* Names the file at `index` of the paths in its records' origins, instead of "file"; borrowed. */
void intake_label(struct intake *, int index, struct str label);

/* Appends up to `most` records, copied into the batch's arena. Waits for the first only; stops early where input
 * pauses. Blank lines are passed over but counted. Sets *ended when all files are read. */
bool intake_fill(struct intake *, struct batch *, size_t most, bool *ended, struct error *);

/* Lines read so far, blank ones included; bytes read, and the size of all files (-1 if it is not known). */
void intake_progress(const struct intake *, int64_t *lines, int64_t *done, int64_t *size);

/* Writes {"line","code","stage","pointer","reason"} for a rejected record to the file of --rejects, or stderr. */
bool intake_reject(struct intake *, const struct record *, struct error *);

/* Flushes the rejects; false if they could not be written. */
bool intake_finish(struct intake *, struct error *);

void intake_close(struct intake *);

/* What a run did, for its closing line on stderr. */
struct tally {
	int64_t statements, structures, rejected, dropped;
	struct {
		struct str reason;
		int64_t count;
	} reasons[16]; /* the reasons live as long as the mappings */
	size_t reason_count;
};

/* Counts a record's verdict; a statement counts where it passed. */
void tally_record(struct tally *, const struct record *);

/* "812 lines: 797 statements, 3 rejected, 12 dropped (12 administration, not learning)". */
void tally_print(const struct tally *, int64_t lines);

#endif
