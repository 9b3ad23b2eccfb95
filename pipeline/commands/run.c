/* lrstream run: Kafka to PostgreSQL, until told to stop.
 *
 * One thread per worker, each with its own consumer, producer, connection, stages and topics table; they share the
 * settings, which nobody changes, and the stop flag. Kafka deals the partitions out among them.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/sources.h"
#include "pipeline/commands/storing.h"
#include "pipeline/core/buf.h"
#include "pipeline/core/log.h"
#include "pipeline/core/stop.h"
#include "pipeline/io/kafka.h"
#include "pipeline/kafka_feed.h"
#include "pipeline/pipeline.h"
#include "pipeline/topics.h"
#include "pipeline/worker.h"
#include "stages/anonymize/people/keys.h"

static const struct option run_options[] = {
    {"workers", OPTION_INT, EVERYWHERE, "1", 1, 64, "N", "threads, each with a consumer and a connection"},
    {"log_level", OPTION_INT, EVERYWHERE, "2", 0, 3, "N",
	"0 errors, 1 warnings, 2 what happens, 3 every batch"},
    OPTION_END,
};

struct runner {
	pthread_t thread;
	int16_t number;
	const struct settings *settings;
	const char *key_id;
	struct topics *topics;
	struct kafka_feed *feed;
	struct kafka_producer *producer;
	struct worker *worker;
	bool ok;
	struct error error;
};

static bool
open_runner(struct runner *r, struct error *e)
{
	struct worker_setup setup = {.number = r->number,
	    .settings = r->settings,
	    .stages = storing_stages_asked(r->settings),
	    .key_id = r->key_id};

	r->topics = topics_open(r->settings, e);
	if (!r->topics)
		return false;
	r->producer = kafka_producer_open(settings_tree(r->settings, "kafka"), e);
	r->feed = r->producer ? kafka_feed_open(r->settings, r->topics, e) : NULL;
	if (!r->feed)
		return false;
	setup.feed = kafka_feed_functions(r->feed);
	setup.dead_letters = r->producer;
	setup.dead_letter_topic = topics_dead_letter(r->topics);
	r->worker = worker_open(&setup, e);
	return r->worker != NULL;
}

static void
close_runner(struct runner *r)
{
	worker_close(r->worker);
	kafka_feed_close(r->feed);
	kafka_producer_close(r->producer);
	topics_close(r->topics);
}

static void *
run_thread(void *context)
{
	struct runner *r = context;

	r->ok = worker_run(r->worker, &r->error);
	if (!r->ok) {
		log_line(
		    LOG_ERROR, "worker-failed", "worker=%d error=%s", r->number, log_quote(r->error.text));
		stop_raise();
	}
	/* Leaves the group now: a member that polls no more would keep its partitions, and the others waiting. */
	kafka_feed_close(r->feed);
	r->feed = NULL;
	return NULL;
}

/* What the driver has counted for each stage, and behind it what the stage counts itself. */
static void
log_stages(const struct runner *r)
{
	const struct pipeline *p = worker_pipeline(r->worker);
	struct buf own = {0};

	for (size_t i = 0; i < pipeline_count(p); i++) {
		struct stage_stats s = pipeline_stats(p, i);

		buf_clear(&own);
		pipeline_describe(p, i, &own);
		log_line(LOG_INFO, "stage",
		    "worker=%d stage=%s in=%llu passed=%llu dropped=%llu rejected=%llu ms=%llu%.*s",
		    r->number, pipeline_stage(p, i)->name, (unsigned long long)s.in,
		    (unsigned long long)s.passed, (unsigned long long)s.dropped,
		    (unsigned long long)s.rejected, (unsigned long long)(s.nanoseconds / 1000000),
		    STR_ARG(buf_view(&own)));
	}
	buf_free(&own);
}

static void
log_drops(const struct runner *r)
{
	size_t count;
	const struct drop_count *drops = pipeline_drops(worker_pipeline(r->worker), &count);
	struct buf reason = {0};

	for (size_t i = 0; i < count; i++) {
		buf_clear(&reason);
		buf_str(&reason, drops[i].reason);
		buf_char(&reason, '\0');
		log_line(LOG_INFO, "dropped", "worker=%d stage=%s reason=%s count=%llu", r->number,
		    drops[i].stage->name, log_quote(reason.at), (unsigned long long)drops[i].count);
	}
	buf_free(&reason);
}

/* For what is away before the workers begin. */
struct waiting {
	const char *event; /* told once */
	bool told;
};

/* Sleeps before another try; false if that would not help, or the stop flag is raised. */
static bool
wait_for(struct waiting *w, const struct error *e)
{
	if (!e->transient || stop_raised())
		return false;
	if (!w->told)
		log_line(LOG_WARN, w->event, "error=%s", log_quote(e->text));
	w->told = true;
	stop_wait(1000);
	return true;
}

/* Named topics must exist before reading starts: a consumer would wait for them in silence. A broker that is away is
 * waited for. */
static bool
await_topics(const struct settings *s, struct topics *topics, struct error *e)
{
	struct str wanted[65];
	bool exist[65];
	struct waiting waiting = {.event = "broker-away"};
	size_t count;
	const struct str *names = topics_names(topics, &count);

	if (count > 64)
		count = 64;
	for (size_t i = 0; i < count; i++)
		wanted[i] = names[i];
	wanted[count++] = topics_dead_letter(topics);
	while (!kafka_topics_exist(settings_tree(s, "kafka"), wanted, count, exist, e))
		if (!wait_for(&waiting, e))
			return false;
	for (size_t i = 0; i < count; i++)
		if (!exist[i])
			return error_world(e,
			    "topic \"%.*s\" does not exist; `lrstream migrate topics` creates the configured "
			    "topics",
			    STR_ARG(wanted[i]));
	return true;
}

/* What is said of the tenant is settled once, for all workers. */
static bool
await_tenant(const struct settings *s, struct error *e)
{
	struct waiting waiting = {.event = "database-away"};

	while (!storing_settle(s, e))
		if (!wait_for(&waiting, e))
			return false;
	return true;
}

/* Starts them all and waits for them all; the first failure is the command's. */
static bool
run_all(struct runner *runners, int count, struct error *e)
{
	bool ok = true;

	for (int i = 0; i < count; i++)
		if (pthread_create(&runners[i].thread, NULL, run_thread, &runners[i]) != 0)
			abort();
	for (int i = 0; i < count; i++) {
		pthread_join(runners[i].thread, NULL);
		log_stages(&runners[i]);
		log_drops(&runners[i]);
		if (!runners[i].ok && ok)
			*e = runners[i].error;
		ok = ok && runners[i].ok;
	}
	return ok;
}

/* To be stopped while waiting for broker or database is no failure. */
static bool
run_when_ready(const struct settings *s, struct runner *runners, int count, struct error *e)
{
	bool ready = await_topics(s, runners[0].topics, e) && await_tenant(s, e);
	bool ok = !ready && e->transient && stop_raised();

	if (ready) {
		log_line(LOG_INFO, "started", "version=" LRSTREAM_VERSION " workers=%d key=%s", count,
		    runners[0].key_id);
		ok = run_all(runners, count, e);
	}
	if (ready || ok)
		log_line(LOG_INFO, "stopped", "workers=%d", count);
	return ok;
}

static int
run_main(struct settings *s, int argc, char **argv)
{
	int count = (int)settings_int(s, "workers");
	struct runner *runners = calloc((size_t)count, sizeof(*runners));
	char key_id[KEY_ID_TEXT + 1];
	struct error e;
	bool ok = argc == 0 || error_usage(&e, "run takes no arguments, but \"%s\" was given", argv[0]);

	if (!runners)
		abort();
	log_set_level((enum log_level)settings_int(s, "log_level"));
	stop_install();
	ok = ok && keys_id(s, key_id, &e);
	for (int i = 0; i < count && ok; i++) {
		runners[i].number = (int16_t)i;
		runners[i].settings = s;
		runners[i].key_id = key_id;
		ok = open_runner(&runners[i], &e);
	}
	ok = ok && sources_exist(s, &e) && run_when_ready(s, runners, count, &e);
	for (int i = 0; i < count; i++)
		close_runner(&runners[i]);
	free(runners);
	return ok ? EXIT_DONE : command_fail(&e);
}

const struct command run_command = {
    .name = "run",
    .arguments = "",
    .summary = "Kafka to PostgreSQL, until SIGTERM",
    .about =
	"Stores what the topics hold. SIGTERM finishes and commits the batch at hand; a second one stops at once.",
    .tables = {config_options, topics_options, kafka_feed_options, worker_options, run_options,
	storing_options},
    .stages = storing_stages,
    .run = run_main,
};
