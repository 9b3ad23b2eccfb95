/* Learners as they are stored; see learners.h. */
#include "stages/indicators/tables/learners.h"

#include "stages/indicators/tables/indicators.sql.h"

static void
put_learners(struct params *p, int16_t tenant, const uint8_t *const *ids, size_t count)
{
	params_clear(p);
	param_int2(p, tenant);
	param_array_begin(p, PG_UUID);
	for (size_t i = 0; i < count; i++)
		param_uuid(p, ids[i]);
	param_array_end(p);
}

static int64_t
time_or_absent(const struct rows *rows, int row, int column)
{
	return rows_null(rows, row, column) ? ABSENT : rows_time(rows, row, column);
}

static int64_t
int_or_absent(const struct rows *rows, int row, int column)
{
	return rows_null(rows, row, column) ? ABSENT : rows_int(rows, row, column);
}

/* Columns: ordinal, tid, version, facts, chunks, last_at, tail_at, tail_course, tail_activity, detached, recent. */
static void
take_states(struct learners *l)
{
	for (int i = 0; i < rows_count(l->rows); i++) {
		struct stored_state *s = &l->states[rows_int(l->rows, i, 0) - 1];

		s->tid = rows_tid(l->rows, i, 1);
		s->row = (struct state_row){
		    .version = rows_int(l->rows, i, 2),
		    .facts = rows_int(l->rows, i, 3),
		    .chunks = rows_int(l->rows, i, 4),
		    .end = {time_or_absent(l->rows, i, 5), time_or_absent(l->rows, i, 6),
			int_or_absent(l->rows, i, 7), int_or_absent(l->rows, i, 8), rows_bool(l->rows, i, 9)},
		    .recent = rows_text(l->rows, i, 10),
		};
	}
}

static bool
read_states(struct postgres *db, const char *name, const char *sql, const struct params *p,
    struct learners *l, struct error *e)
{
	rows_free(l->rows);
	l->rows = NULL;
	for (size_t i = 0; i < l->count; i++)
		l->states[i] = (struct stored_state){.row.end = {ABSENT, ABSENT, ABSENT, ABSENT, 0}};
	if (!postgres_run(db, name, sql, p, &l->rows, NULL, e))
		return false;
	take_states(l);
	return true;
}

bool
learners_read(struct postgres *db, int16_t tenant, struct learners *l, struct error *e)
{
	struct params p = {0};
	bool ok;

	put_learners(&p, tenant, l->ids, l->count);
	ok = read_states(db, "ind_read_states", SQL_READ_STATES, &p, l, e);
	params_free(&p);
	return ok;
}

bool
learners_lock(struct postgres *db, int16_t tenant, struct learners *l, bool make, struct error *e)
{
	struct params p = {0};
	bool ok;

	put_learners(&p, tenant, l->ids, l->count);
	ok = (!make || postgres_run(db, "ind_make_states", SQL_MAKE_STATES, &p, NULL, NULL, e))
	     && read_states(db, "ind_lock_states", SQL_LOCK_STATES, &p, l, e);
	params_free(&p);
	return ok;
}

void
learners_free(struct learners *l)
{
	rows_free(l->rows);
	l->rows = NULL;
}

/* ---- chunks ---- */

bool
chunks_read(struct postgres *db, int16_t tenant, const uint8_t *const *learners, size_t count,
    struct chunks *c, struct error *e)
{
	struct params p = {0};
	bool ok;

	*c = (struct chunks){0};
	put_learners(&p, tenant, learners, count);
	ok = postgres_run(db, "ind_read_chunks", SQL_READ_CHUNKS, &p, &c->rows, NULL, e);
	params_free(&p);
	return ok;
}

bool
chunks_history(struct chunks *c, size_t n, const struct stored_state *s, struct history *h)
{
	history_clear(h);
	while (c->next < rows_count(c->rows) && rows_int(c->rows, c->next, 0) == (int64_t)n + 1)
		if (!history_read_chunk(h, rows_text(c->rows, c->next++, 1)))
			return false;
	return (int64_t)h->chunks == s->row.chunks && history_read_recent(h, s->row.recent)
	       && (int64_t)h->count == s->row.facts;
}

void
chunks_free(struct chunks *c)
{
	rows_free(c->rows);
	*c = (struct chunks){0};
}
