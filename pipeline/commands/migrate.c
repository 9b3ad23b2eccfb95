/* `lrstream migrate`: what the database's schema lacks, and bringing it up; and the topics that the configuration names.
 *
 * Each migration is a transaction of its own: what was applied stays when a later one fails, and running the command
 * again goes on from there. The migrating user is a superuser, or owns the database and may create roles, or is a
 * member of lrstream_owner where the roles exist.
 */
#include <stdio.h>
#include <string.h>

#include "pipeline/commands/command.h"
#include "pipeline/core/iso8601.h"
#include "pipeline/core/stop.h"
#include "pipeline/io/kafka.h"
#include "pipeline/io/postgres.h"
#include "pipeline/schema_version.h"
#include "pipeline/topics.h"

enum { TOPIC_WAIT_MS = 15000, TOPIC_POLL_MS = 50 };

static const struct option migrate_options[] = {
    {"database", OPTION_TEXT, EVERYWHERE, "", 0, 0, "CONNINFO",
	"libpq connection string; PG* variables fill the gaps"},
    {"partitions", OPTION_INT, ON_COMMAND_LINE, "4", 1, 10000, "N", "topics: partitions of a new topic"},
    {"replication", OPTION_INT, ON_COMMAND_LINE, "1", 1, 100, "N", "topics: replicas of each partition"},
    OPTION_END,
};

/* What the database has and what it lacks. */
struct schema {
	struct postgres *db;
	struct arena *arena;
	struct migration *migrations;
	size_t count;
	int newest;
};

static bool
schema_open(struct schema *s, const struct settings *settings, struct error *err)
{
	s->arena = arena_open();
	s->db = postgres_open(settings_text(settings, "database").at, err);
	return s->db && schema_migrations(s->db, s->arena, &s->migrations, &s->count, &s->newest, err);
}

static void
schema_close(struct schema *s)
{
	postgres_close(s->db);
	arena_close(s->arena);
}

static void
print_migration(const struct migration *m)
{
	char when[28];

	if (m->applied)
		printf("%.*s  applied %.*s%s\n", STR_ARG(m->file), time_write(m->applied_at, when), when,
		    m->changed ? ", edited since" : "");
	else
		printf("%.*s  pending\n", STR_ARG(m->file));
}

static bool
migrate_status(const struct settings *settings, struct error *err)
{
	struct schema s = {0};
	bool ok = schema_open(&s, settings, err);

	for (size_t i = 0; ok && i < s.count; i++)
		print_migration(s.migrations + i);
	schema_close(&s);
	return ok;
}

/* A file that was edited after it had been applied, or a database that is ahead of this program, needs a person. */
static bool
may_go_up(const struct schema *s, struct error *err)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->migrations[i].changed)
			return error_world(err, "the migration %.*s was edited after it had been applied",
			    STR_ARG(s->migrations[i].file));
	if (s->count && s->newest > s->migrations[s->count - 1].version)
		return error_world(err,
		    "the database has schema version %d, this program knows only %d: use a newer lrstream",
		    s->newest, s->migrations[s->count - 1].version);
	return true;
}

static bool
migrate_up(const struct settings *settings, struct error *err)
{
	struct schema s = {0};
	bool ok = schema_open(&s, settings, err) && may_go_up(&s, err);
	int count = 0;

	for (size_t i = 0; ok && i < s.count; i++) {
		bool applied = false;

		if (s.migrations[i].applied)
			continue;
		ok = schema_apply(s.db, s.migrations + i, &applied, err);
		if (applied)
			fprintf(stderr, "applied %.*s\n", STR_ARG(s.migrations[i].file));
		count += applied;
	}
	if (ok && count == 0)
		fputs("the schema is up to date\n", stderr);
	schema_close(&s);
	return ok;
}

/* A topic that the controller has created, the broker may not know yet: `run` would find it missing. */
static bool
await_topics(
    const struct json *kafka, const struct str *names, size_t count, struct arena *arena, struct error *err)
{
	bool *exist = arena_take(arena, count * sizeof(*exist));

	for (int polls = TOPIC_WAIT_MS / TOPIC_POLL_MS; polls > 0; polls--) {
		size_t known = 0;

		if (!kafka_topics_exist(kafka, names, count, exist, err))
			return false;
		for (size_t i = 0; i < count; i++)
			known += exist[i];
		if (known == count)
			return true;
		stop_wait(TOPIC_POLL_MS);
	}
	return error_world(err, "the topics were created, but the broker does not show them");
}

/* Those that the configuration names, and the dead letters'; patterns name none. */
static bool
migrate_topics(const struct settings *settings, struct error *err)
{
	struct topics *topics = topics_open(settings, err);
	struct arena *arena = arena_open();
	const struct str *names;
	struct str *all;
	size_t count;
	int created = 0;
	bool ok = false;

	if (topics) {
		names = topics_names(topics, &count);
		all = arena_take(arena, (count + 1) * sizeof(*all));
		if (count)
			memcpy(all, names, count * sizeof(*all));
		all[count] = topics_dead_letter(topics);
		ok = kafka_create_topics(settings_tree(settings, "kafka"), all, count + 1,
			 (int)settings_int(settings, "partitions"),
			 (int)settings_int(settings, "replication"), &created, err)
		     && await_topics(settings_tree(settings, "kafka"), all, count + 1, arena, err);
		if (ok)
			fprintf(stderr, "%zu topics, %d of them new\n", count + 1, created);
	}
	topics_close(topics);
	arena_close(arena);
	return ok;
}

static const struct {
	const char *name;
	bool (*run)(const struct settings *, struct error *);
} actions[] = {
    {"status", migrate_status},
    {"up", migrate_up},
    {"topics", migrate_topics},
};

static int
migrate_run(struct settings *settings, int argc, char **argv)
{
	const char *wanted = argc > 0 ? argv[0] : "status";
	struct error err;

	error_usage(&err, "migrate takes one of status, up and topics");
	for (size_t i = 0; argc <= 1 && i < sizeof(actions) / sizeof(*actions); i++)
		if (strcmp(wanted, actions[i].name) == 0)
			return actions[i].run(settings, &err) ? EXIT_DONE : command_fail(&err);
	return command_fail(&err);
}

const struct command migrate_command = {
    .name = "migrate",
    .arguments = "[status|up|topics]",
    .summary = "bring the database's schema up to date, create topics",
    .about =
	"status (the default) lists the migrations and which of them the database has; up applies the others,\n"
	"each in a transaction of its own; topics creates the topics that the configuration names, and the one\n"
	"for dead letters, where they are missing. Without a configuration, libpq's PG* variables say where the\n"
	"database is.",
    .tables = {config_options, migrate_options, topics_options},
    .run = migrate_run,
};
