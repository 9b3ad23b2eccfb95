/* See rekey_structures.h. */
#include "pipeline/commands/rekey_structures.h"

#include "pipeline/commands/rekey_structures.sql.h"
#include "pipeline/core/digest.h"

/* What an activity's id becomes: it is asked of a statement about the activity. */
static struct str
rekeyed(const struct rekeyer *keys, struct str iri)
{
	struct rekeyer r = *keys;
	struct json statement = json_object(), object = json_object();

	json_set(r.arena, &object, STR("id"), json_string(iri));
	json_set(r.arena, &statement, STR("object"), object);
	rekey_statement(&r, &statement);
	return json_get_text(json_get(&statement, STR("object")), STR("id"));
}

/* The IRIs that become others: their keys, old and new, and the new texts. */
struct renaming {
	uint64_t *old;
	struct str *new;
	size_t count;
};

static void
put_old(struct params *p, const struct renaming *r)
{
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < r->count; i++)
		param_int8(p, (int64_t)r->old[i]);
	param_array_end(p);
}

static void
put_new(struct params *p, const struct renaming *r)
{
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < r->count; i++)
		param_int8(p, (int64_t)hash64(r->new[i]));
	param_array_end(p);
}

static bool
add_iris(struct postgres *db, const struct renaming *r, struct error *e)
{
	struct params p = {0};
	bool ok;

	put_new(&p, r);
	param_array_begin(&p, PG_TEXT);
	for (size_t i = 0; i < r->count; i++)
		param_text(&p, r->new[i]);
	param_array_end(&p);
	ok = postgres_run(db, "add_rekeyed_iris", SQL_ADD_REKEYED_IRIS, &p, NULL, NULL, e);
	params_free(&p);
	return ok;
}

static bool
rename_all(struct postgres *db, int16_t tenant, const struct renaming *r, struct error *e)
{
	struct params p = {0};
	bool ok;

	param_int2(&p, tenant);
	put_old(&p, r);
	put_new(&p, r);
	ok = postgres_run(db, "rename_in_structures", SQL_RENAME_IN_STRUCTURES, &p, NULL, NULL, e);
	params_free(&p);
	return ok;
}

static struct renaming
renaming_of(const struct rows *rows, const struct rekeyer *keys)
{
	size_t most = (size_t)rows_count(rows) + 1;
	struct renaming r = {arena_take(keys->arena, most * sizeof(*r.old)),
	    arena_take(keys->arena, most * sizeof(*r.new)), 0};

	for (int i = 0; i < rows_count(rows); i++) {
		struct str before = rows_text(rows, i, 1), after = rekeyed(keys, before);

		if (str_eq(before, after))
			continue;
		r.old[r.count] = (uint64_t)rows_int(rows, i, 0);
		r.new[r.count++] = after;
	}
	return r;
}

bool
rekey_structures(
    struct postgres *db, int16_t tenant, const struct rekeyer *keys, struct params *old, struct error *e)
{
	struct params p = {0};
	struct rows *rows = NULL;
	struct renaming r;
	bool ok;

	param_int2(&p, tenant);
	ok = postgres_run(db, "structure_iris", SQL_STRUCTURE_IRIS, &p, &rows, NULL, e);
	params_free(&p);
	if (ok) {
		r = renaming_of(rows, keys);
		ok = add_iris(db, &r, e) && rename_all(db, tenant, &r, e);
		params_clear(old);
		put_old(old, &r);
	}
	rows_free(rows);
	return ok;
}
