/* No indicators; see skipped.h. */
#include "stages/indicators/skipped.h"

#include "pipeline/io/postgres.h"
#include "stages/indicators/tables/indicators.sql.h"
#include "stages/indicators/tables/structures.h"
#include "stages/xapi/safe_statement.h"

/* There is nothing to know; but NULL would be a failure. */
static void *
skipped_open(const struct settings *settings, struct error *e)
{
	static const char nothing;

	(void)settings, (void)e;
	return (void *)&nothing;
}

static void
skipped_process(void *state, struct safe_statement *s)
{
	(void)state, (void)s;
}

/* What courses consist of is stored with the statements; *changed: something was new. */
static bool
write_structures(const struct safe_batch *batch, struct postgres *db, bool *changed, struct error *e)
{
	struct course_list courses = {0};
	bool ok = !batch->structures
		  || (postgres_script(db, SQL_SET_PATH, e)
		      && structures_write(db, batch->tenant, batch->structures, batch->arena, &courses, e));

	*changed = courses.count > 0;
	return ok;
}

/* Asked first: to write a row that needs no change would lock it, and the workers would wait for each other. */
static bool
skipped_flush(void *state, struct safe_batch *batch, struct postgres *db, struct error *e)
{
	struct params p = {0};
	struct rows *rows = NULL;
	bool changed, ok;

	(void)state;
	param_int2(&p, batch->tenant);
	ok = write_structures(batch, db, &changed, e)
	     && postgres_run(db, "ind_find_skipped", SQL_FIND_SKIPPED, &p, &rows, NULL, e);
	if (ok && (batch->count || changed) && rows_count(rows) == 0)
		ok = postgres_run(db, "ind_note_skipped", SQL_NOTE_SKIPPED, &p, NULL, NULL, e);
	rows_free(rows);
	params_free(&p);
	return ok;
}

static void
skipped_close(void *state)
{
	(void)state;
}

const struct stage_type indicators_skipped_stage = {
    .name = "indicators",
    .help = "none: they are computed later",
    .open = skipped_open,
    .process_safe = skipped_process,
    .flush = skipped_flush,
    .close = skipped_close,
};
