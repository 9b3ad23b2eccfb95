/* lrstream recompute: the indicators computed anew from the stored statements.
 *
 * The statements of a tenant are read back, learner by learner, and handed to the indicators stage as if they had been
 * stored just now. With --verify the stage writes to temporary tables of the same names instead of the real ones, and
 * the two are compared: a line a difference, and nothing is changed. Without it the tenant's rows are deleted and
 * written anew in one transaction, with the time zone and cut-offs that the configuration says, which become those of the
 * table tenant, or else the table says; workers of the tenant wait for it.
 */
#include <stdio.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/recompute.sql.h"
#include "pipeline/commands/refold.h"
#include "pipeline/commands/verify_facts.h"
#include "pipeline/io/postgres.h"
#include "pipeline/schema_version.h"
#include "pipeline/tenant.h"
#include "pipeline/worker.h"
#include "stages/indicators/indicators.h"
#include "stages/indicators/tables/asked.h"

static const struct option recompute_options[] = {
    {"verify", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL,
	"compare and change nothing: a line a difference, exit 1 if there is any"},
    OPTION_END,
};

struct recompute {
	struct postgres *db;
	struct refold refold;
	struct asked asked;
	struct params tenant;
	int16_t tenant_id;
	int64_t differences;
};

static bool
run_for_tenant(struct recompute *r, const char *name, const char *sql, struct error *e)
{
	return postgres_run(r->db, name, sql, &r->tenant, NULL, NULL, e);
}

static bool
recompute_open(struct recompute *r, const struct settings *settings, struct error *e)
{
	bool ok = refold_open(&r->refold, settings, e) && asked_read(&r->asked, settings, e);

	r->db = ok ? postgres_open(settings_text(settings, "database").at, e) : NULL;
	ok = r->db && schema_check(r->db, e) && session_for_writing(r->db, e)
	     && tenant_find(r->db, settings_text(settings, "tenant"), &r->tenant_id, e)
	     && asked_known(&r->asked, r->db, e);
	r->refold.db = r->db;
	r->refold.batch.tenant = r->tenant_id;
	param_int2(&r->tenant, r->tenant_id);
	return ok;
}

static void
recompute_close(struct recompute *r)
{
	postgres_close(r->db);
	refold_close(&r->refold);
	params_free(&r->tenant);
}

/* ---- statements ---- */

/* Columns: learner, voided, occurred_at, payload. */
static bool
feed_batch(struct recompute *r, const struct rows *rows, struct error *e)
{
	struct refold *f = &r->refold;

	for (int i = 0; i < rows_count(rows); i++) {
		const struct json *tree = refold_parse(f, rows_text(rows, i, 3), e);

		if (!tree)
			return false;
		refold_add(f, refold_read(f, tree, rows_uuid(rows, i, 0), rows_time(rows, i, 2)),
		    rows_bool(rows, i, 1));
	}
	return refold_flush(f, e);
}

static bool
feed_all(struct recompute *r, struct error *e)
{
	bool ok = run_for_tenant(r, "recompute_open", SQL_OPEN_STATEMENTS, e);
	int count = 1;

	while (ok && count) {
		struct rows *rows = NULL;

		ok = postgres_run(r->db, "recompute_next", SQL_NEXT_STATEMENTS, NULL, &rows, NULL, e);
		count = ok ? rows_count(rows) : 0;
		ok = ok && feed_batch(r, rows, e);
		rows_free(rows);
	}
	return ok;
}

/* ---- the two ways ---- */

static bool
print_differences(struct recompute *r, struct error *e)
{
	struct rows *rows = NULL;

	if (!postgres_run(r->db, "recompute_differences", SQL_DIFFERENCES, NULL, &rows, NULL, e))
		return false;
	r->differences = rows_count(rows);
	for (int i = 0; i < rows_count(rows); i++)
		printf("%.*s\t%.*s\t%.*s\tstored %.*s\trecomputed %.*s\n", STR_ARG(rows_text(rows, i, 0)),
		    STR_ARG(rows_text(rows, i, 1)), STR_ARG(rows_text(rows, i, 2)),
		    STR_ARG(rows_text(rows, i, 3)), STR_ARG(rows_text(rows, i, 4)));
	rows_free(rows);
	return true;
}

static bool
verify(struct recompute *r, struct error *e)
{
	bool ok = postgres_begin(r->db, e) && postgres_script(r->db, SQL_ONE_SNAPSHOT, e)
		  && postgres_script(r->db, SQL_MAKE_SHADOWS, e)
		  && run_for_tenant(r, "recompute_compared", SQL_SET_COMPARED, e)
		  && asked_set(&r->asked, r->db, r->tenant_id, e) && feed_all(r, e)
		  && postgres_script(r->db, SQL_COMPARE, e) && verify_facts(r->db, r->tenant_id, e)
		  && print_differences(r, e);

	postgres_rollback(r->db);
	return ok;
}

static bool
compute_anew(struct recompute *r, struct error *e)
{
	bool ok = postgres_begin(r->db, e) && tenant_take(r->db, r->tenant_id, e)
		  && asked_set(&r->asked, r->db, r->tenant_id, e)
		  && run_for_tenant(r, "recompute_forget", SQL_FORGET, e) && feed_all(r, e)
		  && postgres_commit(r->db, e);

	if (!ok)
		postgres_rollback(r->db);
	return ok;
}

static int
recompute_run(struct settings *settings, int argc, char **argv)
{
	bool verifying = settings_flag(settings, "verify");
	struct recompute r = {0};
	struct error e;
	bool ok;

	(void)argv;
	if (argc) {
		error_usage(&e, "recompute takes no files");
		return command_fail(&e);
	}
	ok = recompute_open(&r, settings, &e) && (verifying ? verify(&r, &e) : compute_anew(&r, &e));
	recompute_close(&r);
	if (!ok)
		return command_fail(&e);
	if (verifying)
		fprintf(stderr, "%lld statements, %lld differences\n", (long long)r.refold.statements,
		    (long long)r.differences);
	else
		fprintf(stderr, "the indicators of %lld statements were computed anew\n",
		    (long long)r.refold.statements);
	return r.differences ? EXIT_REJECTS : EXIT_DONE;
}

static const struct stage_type *const recompute_stages[] = {&indicators_stage, NULL};

const struct command recompute_command = {
    .name = "recompute",
    .arguments = "",
    .summary = "indicators from the stored statements; --verify compares",
    .about =
	"Computes the indicators of a tenant anew from its stored statements, with the time zone and cut-offs that\n"
	"are said, or else were; workers of the tenant wait meanwhile. With --verify it changes nothing and prints\n"
	"a line a difference: table, key, column, what is stored, what it should be.",
    .tables = {config_options, worker_options, recompute_options, NULL},
    .stages = recompute_stages,
    .run = recompute_run,
};
