/* See verify_facts.h. Of two sides of packed facts, the stored ones and those of the statements, each learner's are
 * unpacked, and each stored fact is looked up among the others by its id. What is wrong is told by where the first wrong
 * fact stands; if none does, but some are missing, by their number.
 */
#include "pipeline/commands/verify_facts.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/commands/recompute.sql.h"
#include "stages/indicators/tables/learners.h"

enum { LEARNERS_AT_ONCE = 200 };

/* One of the two: its tables are those the search path names first. */
struct side {
	struct learners learners;
	struct chunks chunks;
	struct history history;
};

struct verifying {
	struct postgres *db;
	int16_t tenant;
	const uint8_t *ids[LEARNERS_AT_ONCE];
	struct stored_state states[2][LEARNERS_AT_ONCE];
	struct side stored, given;
	struct buf packed[2]; /* scratch */
};

/* Where damage stands, as the table difference names it. */
struct flaw {
	const char *table, *column;
};

static const struct flaw in_chunk = {"learner_chunk", "events"};
static const struct flaw in_chunk_count = {"learner_state", "chunks"};
static const struct flaw in_recent = {"learner_state", "recent"};
static const struct flaw in_count = {"learner_state", "facts"};

/* ---- one learner ---- */

static int
id_order(const void *a, const void *b)
{
	return memcmp(
	    ((const struct fact *)a)->id, ((const struct fact *)b)->id, sizeof(((struct fact *)0)->id));
}

static bool
same_fact(struct verifying *v, const struct fact *a, const struct fact *b)
{
	buf_clear(&v->packed[0]);
	buf_clear(&v->packed[1]);
	fact_pack(&v->packed[0], a);
	fact_pack(&v->packed[1], b);
	return str_eq(buf_view(&v->packed[0]), buf_view(&v->packed[1]));
}

/* Takes each of the facts that are given only once: what was found is marked by an emptied time. */
static const struct flaw *
find_wrong_fact(struct verifying *v, const struct history *stored, struct history *given)
{
	if (given->count > 1)
		qsort(given->facts, given->count, sizeof(*given->facts), id_order);
	for (size_t i = 0; i < stored->count; i++) {
		struct fact *same = given->count ? bsearch(&stored->facts[i], given->facts, given->count,
					sizeof(*given->facts), id_order)
						 : NULL;

		if (!same || !same_fact(v, &stored->facts[i], same))
			return i < stored->starts[stored->chunks] ? &in_chunk : &in_recent;
		same->t = INT64_MIN;
	}
	return stored->count < given->count ? &in_count : NULL;
}

static const struct flaw *
find_flaw(struct verifying *v, size_t n)
{
	struct side *s = &v->stored;
	const struct rows *rows = s->chunks.rows;
	const struct state_row *state = &s->learners.states[n].row;
	int *next = &s->chunks.next;

	history_clear(&s->history);
	while (*next < rows_count(rows) && rows_int(rows, *next, 0) <= (int64_t)n)
		++*next;
	for (; *next < rows_count(rows) && rows_int(rows, *next, 0) == (int64_t)n + 1; ++*next)
		if (!history_read_chunk(&s->history, rows_text(rows, *next, 1)))
			return &in_chunk;
	if ((int64_t)s->history.chunks != state->chunks)
		return &in_chunk_count;
	if (!history_read_recent(&s->history, state->recent))
		return &in_recent;
	return find_wrong_fact(v, &s->history, &v->given.history);
}

static bool
note(const struct verifying *v, size_t n, const struct flaw *flaw, struct error *e)
{
	struct params p = {0};
	bool ok;

	param_uuid(&p, v->ids[n]);
	param_text(&p, str_of(flaw->table));
	param_text(&p, str_of(flaw->column));
	ok = postgres_run(v->db, "recompute_note", SQL_NOTE_FACTS, &p, NULL, NULL, e);
	params_free(&p);
	return ok;
}

/* ---- all ---- */

static bool
read_side(struct verifying *v, struct side *s, const char *search_path, struct error *e)
{
	return postgres_script(v->db, search_path, e) && learners_read(v->db, v->tenant, &s->learners, e)
	       && chunks_read(v->db, v->tenant, v->ids, s->learners.count, &s->chunks, e);
}

static void
forget_side(struct side *s)
{
	learners_free(&s->learners);
	chunks_free(&s->chunks);
}

static bool
compare(struct verifying *v, size_t n, struct error *e)
{
	const struct flaw *flaw;

	if (!chunks_history(&v->given.chunks, n, &v->given.learners.states[n], &v->given.history))
		return error_world(e, "the facts just computed cannot be read");
	flaw = find_flaw(v, n);
	return !flaw || note(v, n, flaw, e);
}

static bool
compare_some(struct verifying *v, const struct rows *rows, struct error *e)
{
	size_t count = (size_t)rows_count(rows);
	bool ok;

	for (size_t i = 0; i < count; i++)
		v->ids[i] = rows_uuid(rows, (int)i, 0);
	v->stored.learners = (struct learners){v->ids, v->states[0], count, NULL};
	v->given.learners = (struct learners){v->ids, v->states[1], count, NULL};
	ok = read_side(v, &v->stored, SQL_SEE_STORED, e) && read_side(v, &v->given, SQL_SEE_SHADOWS, e);
	for (size_t i = 0; ok && i < count; i++)
		ok = compare(v, i, e);
	forget_side(&v->stored);
	forget_side(&v->given);
	return ok;
}

static bool
compare_all(struct verifying *v, const struct params *tenant, struct error *e)
{
	bool ok = postgres_run(v->db, "recompute_lost_chunks", SQL_NOTE_LOST_CHUNKS, tenant, NULL, NULL, e)
		  && postgres_run(v->db, "recompute_learners", SQL_OPEN_LEARNERS, tenant, NULL, NULL, e);
	int count = 1;

	while (ok && count) {
		struct rows *rows = NULL;

		ok = postgres_run(v->db, "recompute_next_learners", SQL_NEXT_LEARNERS, NULL, &rows, NULL, e);
		count = ok ? rows_count(rows) : 0;
		ok = ok && (count == 0 || compare_some(v, rows, e));
		rows_free(rows);
	}
	return ok;
}

bool
verify_facts(struct postgres *db, int16_t tenant, struct error *e)
{
	struct verifying v = {.db = db, .tenant = tenant};
	struct params p = {0};
	bool ok;

	param_int2(&p, tenant);
	ok = compare_all(&v, &p, e);
	params_free(&p);
	history_free(&v.stored.history);
	history_free(&v.given.history);
	buf_free(&v.packed[0]);
	buf_free(&v.packed[1]);
	return ok;
}
