/* The loop: take a batch, run the stages, commit. Read this file first.
 *
 * A batch is taken from the feed (a Kafka consumer, or files), goes through the stages record by record, and is then
 * written in one PostgreSQL transaction: statements, indicators, dead letters and the feed's new place. After the
 * commit the batch is forgotten. Whatever stops the worker before that, the place has not moved and the batch comes
 * again; whatever comes twice is recognised by its statement ids.
 *
 * Three things can go wrong. A bad record was rejected by its stage and is written as a dead letter with its batch.
 * A sick world (no database, no broker, a deadlock) makes the worker try the same batch again after a pause that
 * doubles up to MOST_PAUSE_MS; that is logged when it begins and when it ends. A batch whose partition went to another
 * worker is dropped. Anything else is an error that ends the worker.
 *
 * A worker shares nothing with others: its thread owns everything it points at.
 */
#include "pipeline/worker.h"

#include <stdlib.h>

#include "pipeline/core/log.h"
#include "pipeline/core/stop.h"
#include "pipeline/dead_letter.h"
#include "pipeline/io/kafka.h"
#include "pipeline/io/postgres.h"
#include "pipeline/pipeline.h"
#include "pipeline/schema_version.h"
#include "pipeline/tenant.h"
#include "stages/xapi/safe_statement.h"

enum { FIRST_PAUSE_MS = 100, MOST_PAUSE_MS = 10000, DEAD_LETTER_WAIT_MS = 10000 };

const struct option worker_options[] = {
    {"database", OPTION_TEXT, EVERYWHERE, "", 0, 0, "CONNINFO",
	"libpq connection string; PG* variables fill the gaps"},
    {"tenant", OPTION_TEXT, EVERYWHERE, "default", 0, 0, "NAME", "whose data this is"},
    OPTION_END,
};

struct worker {
	struct worker_setup setup;
	struct pipeline *pipeline;
	struct batch *batch;
	struct postgres *db; /* NULL while there is no connection */
	bool lost;           /* the batch's partition belongs to another worker now */
	int pause_ms;        /* 0 while all is well */
	struct dead_letter *letters;
	size_t letter_count, letter_capacity;
	struct buf key, text;
};

struct worker *
worker_open(const struct worker_setup *setup, struct error *e)
{
	struct worker *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	w->setup = *setup;
	w->pipeline = pipeline_open(setup->stages, setup->settings, e);
	if (!w->pipeline) {
		worker_close(w);
		return NULL;
	}
	pipeline_safe(w->pipeline)->shard = setup->number;
	w->batch = batch_open();
	return w;
}

/* ---- the sick world ---- */

/* Says once that something is away, and sleeps; false if the stop flag is raised meanwhile. */
static bool
pause_for(struct worker *w, const struct error *e)
{
	if (w->pause_ms == 0)
		log_line(LOG_WARN, "retrying", "worker=%d error=%s", w->setup.number, log_quote(e->text));
	w->pause_ms = w->pause_ms ? w->pause_ms * 2 : FIRST_PAUSE_MS;
	if (w->pause_ms > MOST_PAUSE_MS)
		w->pause_ms = MOST_PAUSE_MS;
	return !stop_wait(w->pause_ms);
}

static void
well_again(struct worker *w)
{
	if (w->pause_ms)
		log_line(LOG_INFO, "recovered", "worker=%d", w->setup.number);
	w->pause_ms = 0;
}

static bool
connect_once(struct worker *w, struct error *e)
{
	struct safe_batch *safe = pipeline_safe(w->pipeline);

	postgres_close(w->db);
	w->db = postgres_open(settings_text(w->setup.settings, "database").at, e);
	return w->db && schema_check(w->db, e) && session_for_writing(w->db, e)
	       && tenant_ensure(w->db, settings_text(w->setup.settings, "tenant"), &safe->tenant, e);
}

/* Connects unless there is a connection, waiting as long as it takes; false with stop or a lasting error. */
static bool
ensure_database(struct worker *w, struct error *e)
{
	while (!w->db || !postgres_alive(w->db)) {
		if (connect_once(w, e))
			break;
		postgres_close(w->db);
		w->db = NULL;
		if (!e->transient || !pause_for(w, e))
			return false;
	}
	return true;
}

/* ---- dead letters ---- */

static void
add_letter(struct worker *w, const struct reject *why, const struct origin *origin, uint32_t nth)
{
	if (w->letter_count == w->letter_capacity) {
		w->letter_capacity = w->letter_capacity ? w->letter_capacity * 2 : 64;
		w->letters = realloc(w->letters, w->letter_capacity * sizeof(*w->letters));
		if (!w->letters)
			abort();
	}
	w->letters[w->letter_count++] = (struct dead_letter){
	    .code = why->code, .stage = why->stage, .pointer = why->pointer, .origin = *origin, .nth = nth};
}

/* What the stages refused, and what the database refused in this attempt. */
static void
gather_letters(struct worker *w)
{
	w->letter_count = 0;
	for (const struct record *r = w->batch->first; r; r = r->next) {
		if (r->verdict == REJECT)
			add_letter(w, &r->reject, &r->origin, r->nth);
		else if (r->verdict == PASS && r->safe && r->safe->outcome == OUTCOME_REFUSED)
			add_letter(w, &r->safe->reject, &r->origin, r->nth);
	}
}

static bool
insert_letters(struct worker *w, struct error *e)
{
	gather_letters(w);
	return w->letter_count == 0
	       || dead_letter_insert(
		   w->db, pipeline_safe(w->pipeline)->tenant, w->letters, w->letter_count, e);
}

/* Before the commit, so that the topic misses none; a failing commit repeats them. */
static bool
produce_letters(struct worker *w, struct error *e)
{
	if (!w->setup.dead_letters || w->letter_count == 0)
		return true;
	for (size_t i = 0; i < w->letter_count; i++) {
		buf_clear(&w->key);
		buf_clear(&w->text);
		dead_letter_key(&w->key, &w->letters[i]);
		dead_letter_write(&w->text, &w->letters[i]);
		if (!kafka_produce(w->setup.dead_letters, w->setup.dead_letter_topic, buf_view(&w->key),
			buf_view(&w->text), e))
			return false;
	}
	return kafka_flush(w->setup.dead_letters, DEAD_LETTER_WAIT_MS, e);
}

/* ---- the commit ---- */

static bool
write_batch(struct worker *w, struct error *e)
{
	const struct feed *feed = &w->setup.feed;
	bool ok;

	w->lost = false;
	ok = postgres_begin(w->db, e) && pipeline_flush(w->pipeline, w->db, e) && insert_letters(w, e)
	     && feed->advance(feed->state, w->db, &w->lost, e) && produce_letters(w, e)
	     && postgres_commit(w->db, e);
	if (!ok)
		postgres_rollback(w->db);
	pipeline_settled(w->pipeline, ok);
	return ok;
}

/* Writes the batch, again and again while the world is sick. *committed tells whether it was, or was dropped because
 * it is another worker's now; false if neither can be. */
static bool
deliver(struct worker *w, bool *committed, struct error *e)
{
	for (;;) {
		*committed = ensure_database(w, e) && write_batch(w, e);
		if (*committed) {
			well_again(w);
			return true;
		}
		if (w->lost) {
			log_line(LOG_INFO, "partition-lost", "worker=%d", w->setup.number);
			return true;
		}
		if (!e->transient || !pause_for(w, e))
			return false;
	}
}

static bool
run_batch(struct worker *w, struct error *e)
{
	const struct feed *feed = &w->setup.feed;
	bool committed, ok;

	pipeline_process(w->pipeline, w->batch);
	ok = deliver(w, &committed, e) && feed->settle(feed->state, w->batch, committed, e);
	batch_reset(w->batch);
	return ok;
}

bool
worker_run(struct worker *w, struct error *e)
{
	const struct feed *feed = &w->setup.feed;
	bool ok = true;

	while (ok && !stop_raised() && !feed->finished(feed->state)) {
		ok = ensure_database(w, e) && feed->fill(feed->state, w->db, w->batch, e);
		if (ok && w->batch->first)
			ok = run_batch(w, e);
	}
	/* Asked to stop while the world was sick: what was not committed comes again. */
	return ok || (e->transient && stop_raised());
}

const struct pipeline *
worker_pipeline(const struct worker *w)
{
	return w->pipeline;
}

void
worker_close(struct worker *w)
{
	if (!w)
		return;
	pipeline_close(w->pipeline);
	batch_close(w->batch);
	postgres_close(w->db);
	buf_free(&w->key);
	buf_free(&w->text);
	free(w->letters);
	free(w);
}
