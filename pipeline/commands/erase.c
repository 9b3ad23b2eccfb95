/* lrstream erase: a person's statements and indicators go, and nothing of theirs comes back.
 *
 * Three steps. First the pseudonym is refused: a short transaction that waits for those of the writers, after which
 * nothing new of the person is stored. Then what is stored is found in one pass over the statements, which disturbs
 * nobody. At last, in one transaction in which no one writes for the tenant, the statements are deleted, the person's
 * share is taken out of the indicators, and statements of others name the person no longer. Whoever was stopped between
 * the steps runs the command again.
 *
 * What a statement of the person has voided stays void: that is noted at what it voided, and names nobody.
 */
#include <stdio.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/erase.sql.h"
#include "pipeline/commands/person.h"
#include "pipeline/core/buf.h"
#include "pipeline/io/postgres.h"
#include "pipeline/schema_version.h"
#include "pipeline/tenant.h"
#include "stages/anonymize/people/keys.h"
#include "stages/indicators/indicators.h"
#include "stages/xapi/safe_statement.h"

static const struct option erase_options[] = {
    {"dry_run", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL, "count what would go and change nothing"},
    {"database", OPTION_TEXT, EVERYWHERE, "", 0, 0, "CONNINFO",
	"libpq connection string; PG* variables fill the gaps"},
    KEY_OPTIONS,
    OPTION_END,
};

/* What goes; in the order of SQL_COUNT_ROWS and of the parameters of SQL_FINISH_ERASURE. */
static const struct {
	const char *name, *what;
} counted[] = {
    {"statements", "statements"},
    {"statements_of_others", "statements of others that name the person"},
    {"learner_courses", "rows of learner_course"},
    {"learner_activities", "rows of learner_activity"},
    {"certificates", "rows of certificate"},
};

enum { COUNTED = sizeof(counted) / sizeof(*counted) };

struct erase {
	struct person person;
	struct postgres *db;
	void *indicators;
	struct arena *arena;
	int16_t tenant;
	int64_t number; /* of the erasure */
	int64_t counts[COUNTED];
};

/* ---- queries about the person ---- */

static bool
ask(struct erase *x, const char *name, const char *sql, const char *text, struct rows **out, struct error *e)
{
	struct params p = {0};
	bool ok;

	param_int2(&p, x->tenant);
	param_uuid(&p, x->person.pseudonym);
	if (text)
		param_text(&p, str_of(text));
	ok = postgres_run(x->db, name, sql, &p, out, NULL, e);
	params_free(&p);
	return ok;
}

static bool
run(struct erase *x, const char *name, const char *sql, struct error *e)
{
	return ask(x, name, sql, NULL, NULL, e);
}

/* ---- refused from now on ---- */

static bool
record(struct erase *x, struct error *e)
{
	struct params p = {0};
	struct rows *rows = NULL;
	bool ok;

	param_int2(&p, x->tenant);
	param_text(&p, str_of(x->person.said_by));
	ok = postgres_run(x->db, "record_erasure", SQL_RECORD_ERASURE, &p, &rows, NULL, e);
	if (ok)
		x->number = rows_int(rows, 0, 0);
	rows_free(rows);
	params_free(&p);
	return ok;
}

static bool
refuse(struct erase *x, struct error *e)
{
	bool ok = postgres_begin(x->db, e) && tenant_take(x->db, x->tenant, e)
		  && run(x, "refuse", SQL_REFUSE, e) && record(x, e) && postgres_commit(x->db, e);

	if (!ok)
		postgres_rollback(x->db);
	return ok;
}

/* ---- what is to go ---- */

static bool
list_statements(struct erase *x, struct error *e)
{
	return postgres_script(x->db, SQL_MAKE_LIST, e) && run(x, "fill_list", SQL_FILL_LIST, e)
	       && postgres_script(x->db, SQL_ANALYZE_LIST, e);
}

static bool
count_rows(struct erase *x, struct error *e)
{
	struct rows *rows = NULL;
	bool ok = ask(x, "count_rows", SQL_COUNT_ROWS, NULL, &rows, e);

	for (int i = 0; ok && i < COUNTED; i++)
		x->counts[i] = rows_int(rows, 0, i);
	rows_free(rows);
	return ok;
}

/* ---- going ---- */

/* The database may have been re-keyed since the person was refused: then the list was made with another pseudonym. */
static bool
still_refused(struct erase *x, struct error *e)
{
	struct rows *rows = NULL;
	bool ok = ask(x, "is_refused", SQL_IS_REFUSED, NULL, &rows, e);

	if (ok && !rows_bool(rows, 0, 0))
		ok = error_world(e, "the database was re-keyed meanwhile: run it again with the new key");
	rows_free(rows);
	return ok;
}

static bool
finish(struct erase *x, struct error *e)
{
	struct params p = {0};
	bool ok;

	param_int2(&p, x->tenant);
	param_int8(&p, x->number);
	for (int i = 0; i < COUNTED; i++)
		param_int8(&p, x->counts[i]);
	ok = postgres_run(x->db, "finish_erasure", SQL_FINISH_ERASURE, &p, NULL, NULL, e);
	params_free(&p);
	return ok;
}

static bool
take_out(struct erase *x, struct error *e)
{
	bool ok = postgres_begin(x->db, e) && tenant_take(x->db, x->tenant, e) && still_refused(x, e)
		  && count_rows(x, e) && run(x, "delete_statements", SQL_DELETE_STATEMENTS, e)
		  && ask(x, "take_out_of_others", SQL_TAKE_OUT_OF_OTHERS, ERASED_NAME, NULL, e)
		  && indicators_erase(x->indicators, x->db, x->tenant, x->person.pseudonym, x->arena, e)
		  && finish(x, e) && postgres_commit(x->db, e);

	if (!ok)
		postgres_rollback(x->db);
	return ok;
}

/* ---- the command ---- */

static bool
open_all(struct erase *x, const struct settings *settings, struct error *e)
{
	struct str key = str_of(x->person.key_id);

	x->arena = arena_open();
	x->indicators = indicators_stage.open(NULL, e);
	x->db = x->indicators ? postgres_open(settings_text(settings, "database").at, e) : NULL;
	return x->db && schema_check(x->db, e)
	       && tenant_find(x->db, settings_text(settings, "tenant"), &x->tenant, e)
	       && (key.len == 0
		   || tenant_use_key(x->db, x->tenant, key, settings_flag(settings, "dry_run"), e));
}

static void
close_all(struct erase *x)
{
	postgres_close(x->db);
	if (x->indicators)
		indicators_stage.close(x->indicators);
	arena_close(x->arena);
}

static void
print_counts(const struct erase *x, const struct settings *settings, bool dry)
{
	struct buf line = {0};
	int64_t all = 0;

	for (int i = 0; i < COUNTED; i++)
		all += x->counts[i];
	if (all == 0)
		fprintf(stderr, "lrstream: nothing is stored of this person%s\n",
		    dry ? "" : "; whatever comes will be refused");
	else
		fprintf(stderr, "lrstream: %s\n", dry ? "a dry run: nothing was changed" : "erased");
	for (int i = 0; all && i < COUNTED; i++)
		fprintf(stderr, "%10lld %s\n", (long long)x->counts[i], counted[i].what);
	buf_str(&line, STR("{\"tenant\":"));
	json_write_string(&line, settings_text(settings, "tenant"));
	buf_format(&line, ",\"said_by\":\"%s\",\"dry_run\":%s", x->person.said_by, dry ? "true" : "false");
	for (int i = 0; i < COUNTED; i++)
		buf_format(&line, ",\"%s\":%lld", counted[i].name, (long long)x->counts[i]);
	printf("%.*s}\n", STR_ARG(buf_view(&line)));
	buf_free(&line);
}

static int
erase_run(struct settings *settings, int argc, char **argv)
{
	bool dry = settings_flag(settings, "dry_run");
	struct erase x = {0};
	struct error e;
	bool ok;

	if (!person_read(settings, argc, argv, &x.person, &e))
		return command_fail(&e);
	ok = open_all(&x, settings, &e) && (dry || refuse(&x, &e)) && list_statements(&x, &e)
	     && (dry ? count_rows(&x, &e) : take_out(&x, &e));
	if (ok)
		print_counts(&x, settings, dry);
	close_all(&x);
	return ok ? EXIT_DONE : command_fail(&e);
}

const struct command erase_command = {
    .name = "erase",
    .arguments = "[NAME]",
    .summary = "a person's statements and indicators, for good",
    .about =
	"Removes what is stored of a person, takes the pseudonym out of the statements of others, and keeps the\n"
	"person out from now on, in replays and backfills too. An identifier needs the key; whoever has several\n"
	"identifiers has several pseudonyms, each to be erased. The counts go to stdout as a JSON line.",
    .tables = {config_options, person_options, erase_options, NULL},
    .run = erase_run,
};
