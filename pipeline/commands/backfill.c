/* lrstream backfill: files to PostgreSQL, by the same worker as run, fed from an intake.
 *
 * A backfill keeps no place: it may be run again, since what is stored already is recognised by its id. Rejects are
 * told in --rejects and kept as dead letters like those of a stream.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/intake.h"
#include "pipeline/commands/sources.h"
#include "pipeline/commands/storing.h"
#include "pipeline/core/log.h"
#include "pipeline/core/stop.h"
#include "pipeline/io/postgres.h"
#include "pipeline/pipeline.h"
#include "pipeline/worker.h"
#include "stages/anonymize/anonymize.h"
#include "stages/anonymize/people/keys.h"
#include "stages/decode/decode.h"
#include "stages/indicators/indicators.h"
#include "stages/validate/structure/structure.h"
#include "stages/xapi/safe_statement.h"

/* Of course structures alone: no learner is told of, so no key is needed. */
static const struct stage_type *const structure_stages[] = {
    &decode_stage, &structure_stage, &anonymize_structures_stage, &indicators_stage, NULL};

static const struct option backfill_options[] = {
    {"batch_records", OPTION_INT, EVERYWHERE, "10000", 1, 100000, "N", "records in a batch at most"},
    OPTION_END,
};

struct backfill {
	struct intake *intake;
	size_t batch_records;
	bool ended;
	bool progress; /* stderr is a terminal */
	struct tally tally;
	int64_t duplicates;
};

static bool
backfill_fill(void *state, struct postgres *db, struct batch *b, struct error *e)
{
	struct backfill *f = state;

	(void)db;
	return intake_fill(f->intake, b, f->batch_records, &f->ended, e);
}

static bool
backfill_finished(void *state)
{
	return ((struct backfill *)state)->ended;
}

static bool
backfill_advance(void *state, struct postgres *db, bool *lost, struct error *e)
{
	(void)state;
	(void)db;
	(void)lost;
	(void)e;
	return true;
}

static void
show_progress(const struct backfill *f)
{
	int64_t lines, done, size;

	intake_progress(f->intake, &lines, &done, &size);
	if (size > 0)
		fprintf(stderr, "\r%3d %%  %lld lines", (int)(done * 100 / size), (long long)lines);
	else
		fprintf(stderr, "\r%lld lines", (long long)lines);
}

/* What became of a record whose batch is committed. */
static bool
settle_record(struct backfill *f, struct record *r, struct error *e)
{
	pipeline_settle_record(r);
	if (r->verdict == PASS && r->safe && r->safe->outcome == OUTCOME_DUPLICATE)
		f->duplicates++;
	tally_record(&f->tally, r);
	return r->verdict != REJECT || intake_reject(f->intake, r, e);
}

static bool
backfill_settle(void *state, const struct batch *b, bool committed, struct error *e)
{
	struct backfill *f = state;

	if (!committed)
		return true;
	for (struct record *r = b->first; r; r = r->next)
		if (!settle_record(f, r, e))
			return false;
	if (f->progress)
		show_progress(f);
	return true;
}

/* Files are told apart in dead letters by a keyed hash of their path: the path itself may name a person. */
static bool
label_files(
    struct backfill *f, const struct settings *s, struct arena *a, char **paths, int count, struct error *e)
{
	uint8_t(*labels)[FILE_LABEL_BYTES] = arena_take(a, ((size_t)count + 1) * sizeof(*labels));
	struct str *names = arena_take(a, ((size_t)count + 1) * sizeof(*names));
	bool ok;

	for (int i = 0; i < count; i++) {
		char *path = realpath(paths[i], NULL);

		names[i] = arena_copy(a, str_of(path ? path : paths[i]));
		free(path);
	}
	ok = keys_file_labels(s, names, (size_t)count, labels, e);
	for (int i = 0; ok && i < count; i++) {
		const uint8_t *sum = labels[i];

		intake_label(f->intake, i,
		    arena_format(
			a, "file:%02x%02x%02x%02x%02x%02x", sum[0], sum[1], sum[2], sum[3], sum[4], sum[5]));
	}
	return ok;
}

static int
finish(struct backfill *f, bool ok, struct error *e)
{
	int64_t lines, done, size;

	if (f->progress)
		fputc('\n', stderr);
	ok = ok && intake_finish(f->intake, e);
	intake_progress(f->intake, &lines, &done, &size);
	if (ok || lines)
		tally_print(&f->tally, lines);
	if (f->duplicates)
		fprintf(stderr, "lrstream: %lld of these statements were stored already\n",
		    (long long)f->duplicates);
	if (!ok)
		return command_fail(e);
	if (!f->ended) {
		fputs("lrstream: stopped before the end; run it again to go on\n", stderr);
		return EXIT_WORLD;
	}
	return f->tally.rejected ? EXIT_REJECTS : EXIT_DONE;
}

/* A worker waits for a database that is away, as a daemon must. Whoever started a backfill by hand would rather know. */
static bool
database_answers(const struct settings *s, struct error *e)
{
	struct postgres *db = postgres_open(settings_text(s, "database").at, e);

	postgres_close(db);
	return db != NULL;
}

/* Whose key it is, and files told apart by it; a backfill of course structures can do without: *key_id is then NULL. */
static bool
use_key(struct backfill *f, const struct settings *s, struct arena *a, char **paths, int count,
    char text[KEY_ID_TEXT + 1], const char **key_id, struct error *e)
{
	if (source_is_structure(s) && !settings_given(s, "key_file")) {
		*key_id = NULL;
		return true;
	}
	*key_id = text;
	return keys_id(s, text, e) && label_files(f, s, a, paths, count, e);
}

static int
backfill_main(struct settings *s, int argc, char **argv)
{
	struct backfill f = {
	    .batch_records = (size_t)settings_int(s, "batch_records"), .progress = isatty(STDERR_FILENO)};
	struct worker_setup setup = {.settings = s,
	    .stages = source_is_structure(s) ? structure_stages : storing_stages_asked(s),
	    .feed = {&f, backfill_fill, backfill_finished, backfill_advance, backfill_settle}};
	struct arena *labels = arena_open();
	struct worker *worker = NULL;
	char key_id[KEY_ID_TEXT + 1];
	struct error e;
	int code;

	stop_install();
	f.intake = intake_open(s, argv, argc, &e);
	if (f.intake && use_key(&f, s, labels, argv, argc, key_id, &setup.key_id, &e))
		worker = worker_open(&setup, &e);
	if (!worker || !database_answers(s, &e) || !storing_settle(s, &e)) {
		code = command_fail(&e);
	} else {
		log_line(LOG_INFO, "started", "version=" LRSTREAM_VERSION " key=%s",
		    setup.key_id ? setup.key_id : "none");
		code = finish(&f, worker_run(worker, &e), &e);
	}
	worker_close(worker);
	intake_close(f.intake);
	arena_close(labels);
	return code;
}

const struct command backfill_command = {
    .name = "backfill",
    .arguments = "FILE...|-",
    .summary = "files or stdin to PostgreSQL",
    .about =
	"Stores what files hold, once. Needs --database or PG*, and --key-file unless --source is structure.",
    .tables = {config_options, intake_options, backfill_options, storing_options, worker_options},
    .stages = storing_stages,
    .run = backfill_main,
};
