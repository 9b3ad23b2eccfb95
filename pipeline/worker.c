/* The loop: take a batch, run the stages, commit. Read this file first.
 *
 * A batch is taken from the feed (a Kafka consumer, or files), goes through the stages record by record, and is then
 * written in one PostgreSQL transaction: statements, indicators, dead letters and the feed's new place. After the
 * commit the batch is forgotten. Whatever stops the worker before that, the place has not moved and the batch comes
 * again; whatever comes twice is recognised by its statement ids.
 *
 * Three things can go wrong. A bad record was rejected by its stage and is written as a dead letter with its batch.
 * A sick world (no database, no broker, a deadlock) makes the worker try the same batch again after a pause that
 * doubles up to MOST_PAUSE_MS; that is logged when it begins and when it ends, a deadlock only if it will not end. A
 * batch whose partition went to another worker is dropped. Anything else is an error that ends the worker.
 *
 * A worker shares nothing with others: its thread owns everything it points at.
 */
#include "pipeline/worker.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/core/clock.h"
#include "pipeline/core/log.h"
#include "pipeline/core/stop.h"
#include "pipeline/dead_letter.h"
#include "pipeline/io/kafka.h"
#include "pipeline/io/postgres.h"
#include "pipeline/pipeline.h"
#include "pipeline/progress.h"
#include "pipeline/schema_version.h"
#include "pipeline/tenant.h"
#include "stages/xapi/safe_statement.h"

enum {
	FIRST_PAUSE_MS = 100,
	MOST_PAUSE_MS = 10000,
	QUIET_PAUSE_MS = 2000, /* workers that are in each other's way are worth a word from this pause on */
	DEAD_LETTER_WAIT_MS = 10000,
	NS_PER_MS = 1000000
};

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
	bool told;           /* that something is away */
	struct progress progress;
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
	w->progress.told_at = clock_ns();
	return w;
}

/* ---- the sick world ---- */

/* True if the transaction failed with a state of this class: what a PostgreSQL error code starts with. */
static bool
failed_with(const struct worker *w, const char *class)
{
	return w->db && strncmp(postgres_sqlstate(w->db), class, strlen(class)) == 0;
}

/* Two workers were in each other's way (class 40: a deadlock), which is nobody's sickness. */
static void
say_failure(struct worker *w, const struct error *e)
{
	const char *text = log_quote(e->text);

	if (failed_with(w, "40") && w->pause_ms < QUIET_PAUSE_MS) {
		log_line(LOG_DEBUG, "contended", "worker=%d error=%s", w->setup.number, text);
	} else if (!w->told) {
		log_line(LOG_WARN, "retrying", "worker=%d error=%s", w->setup.number, text);
		w->told = true;
	}
}

/* Says once that something is away, and sleeps; false if the stop flag is raised meanwhile. */
static bool
pause_for(struct worker *w, const struct error *e)
{
	say_failure(w, e);
	w->pause_ms = w->pause_ms ? w->pause_ms * 2 : FIRST_PAUSE_MS;
	if (w->pause_ms > MOST_PAUSE_MS)
		w->pause_ms = MOST_PAUSE_MS;
	return !stop_wait(w->pause_ms);
}

static void
well_again(struct worker *w)
{
	if (w->told)
		log_line(LOG_INFO, "recovered", "worker=%d", w->setup.number);
	w->told = false;
	w->pause_ms = 0;
}

static bool
connect_once(struct worker *w, struct error *e)
{
	struct safe_batch *safe = pipeline_safe(w->pipeline);

	postgres_close(w->db);
	w->db = postgres_open(settings_text(w->setup.settings, "database").at, e);
	return w->db && schema_check(w->db, e) && session_for_writing(w->db, e)
	       && tenant_ensure(w->db, settings_text(w->setup.settings, "tenant"), &safe->tenant, e)
	       && (!w->setup.key_id
		   || tenant_use_key(w->db, safe->tenant, str_of(w->setup.key_id), false, e));
}

/* False also on a server that is primary no longer (25006): a new connection may lead to the one that is. */
static bool
connected(const struct worker *w)
{
	return w->db && postgres_alive(w->db) && !failed_with(w, "25006");
}

/* Connects unless there is a connection, waiting as long as it takes; false with stop or a lasting error. */
static bool
ensure_database(struct worker *w, struct error *e)
{
	while (!connected(w)) {
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
	for (struct record *r = w->batch->first; r; r = r->next) {
		const struct reject *why = pipeline_refusal(r);

		if (why)
			add_letter(w, why, &r->origin, r->nth);
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

/* Whoever changes what courses consist of changes what many learners have done, and takes the tenant alone: first of
 * all, since two who shared it would wait for each other. */
static bool
enter_tenant(struct worker *w, struct safe_batch *safe, struct error *e)
{
	return (!safe->structures || tenant_take(w->db, safe->tenant, e))
	       && (!w->setup.key_id
		   || tenant_share(w->db, safe->tenant, str_of(w->setup.key_id), &safe->erasures, e));
}

static bool
write_batch(struct worker *w, struct error *e)
{
	const struct feed *feed = &w->setup.feed;
	struct safe_batch *safe = pipeline_safe(w->pipeline);
	bool ok;

	ok = postgres_begin(w->db, e) && enter_tenant(w, safe, e) && pipeline_flush(w->pipeline, w->db, e)
	     && insert_letters(w, e) && feed->advance(feed->state, w->db, &w->lost, e)
	     && produce_letters(w, e) && postgres_commit(w->db, e);
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
	w->lost = false;
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

/* Forks, which share their record's bytes, are not counted: a message that holds several statements is one record. */
static uint64_t
count_records(const struct batch *b)
{
	const char *before = NULL;
	uint64_t count = 0;

	for (const struct record *r = b->first; r; r = r->next) {
		count += !r->raw.at || r->raw.at != before;
		before = r->raw.at;
	}
	return count;
}

static void
say_committed(struct worker *w, uint64_t begun, uint64_t processed)
{
	struct progress *p = &w->progress;
	uint64_t now = clock_ns(), records = count_records(w->batch);

	log_line(LOG_DEBUG, "committed",
	    "worker=%d records=%llu statements=%u letters=%zu process_ms=%llu commit_ms=%llu",
	    w->setup.number, (unsigned long long)records, pipeline_safe(w->pipeline)->count, w->letter_count,
	    (unsigned long long)((processed - begun) / NS_PER_MS),
	    (unsigned long long)((now - processed) / NS_PER_MS));
	if (progress_note(p, now, records))
		log_line(LOG_INFO, "progress", "worker=%d records=%llu rate=%llu", w->setup.number,
		    (unsigned long long)p->records, (unsigned long long)p->rate);
}

static bool
run_batch(struct worker *w, struct error *e)
{
	const struct feed *feed = &w->setup.feed;
	uint64_t begun = clock_ns(), processed;
	bool committed, ok;

	pipeline_process(w->pipeline, w->batch);
	processed = clock_ns();
	ok = deliver(w, &committed, e);
	if (ok && committed)
		say_committed(w, begun, processed);
	ok = ok && feed->settle(feed->state, w->batch, committed, e);
	batch_reset(w->batch);
	return ok;
}

bool
worker_run(struct worker *w, struct error *e)
{
	const struct feed *feed = &w->setup.feed;
	bool ok = true;

	while (ok && !stop_raised() && !feed->finished(feed->state)) {
		ok = ensure_database(w, e);
		if (ok)
			well_again(w);
		ok = ok && feed->fill(feed->state, w->db, w->batch, e);
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
