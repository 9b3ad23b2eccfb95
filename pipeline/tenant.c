/* See tenant.h. */
#include "pipeline/tenant.h"

#include "pipeline/io/postgres.h"
#include "pipeline/tenant.sql.h"

/* Each new try follows another process that made a tenant at the same moment. */
enum { TRIES = 10 };

bool
session_for_writing(struct postgres *db, struct error *err)
{
	return postgres_script(db, SQL_SESSION_FOR_WRITING, err);
}

static bool
find(struct postgres *db, const struct params *p, int16_t *id, bool *found, struct error *err)
{
	struct rows *rows;

	if (!postgres_run(db, "find_tenant", SQL_FIND_TENANT, p, &rows, NULL, err))
		return false;
	*found = rows_count(rows) == 1;
	if (*found)
		*id = (int16_t)rows_int(rows, 0, 0);
	rows_free(rows);
	return true;
}

bool
tenant_ensure(struct postgres *db, struct str name, int16_t *id, struct error *err)
{
	struct params p = {0};
	bool found = false;
	bool ok;

	param_text(&p, name);
	ok = find(db, &p, id, &found, err);
	for (int i = 0; ok && !found && i < TRIES; i++)
		ok = postgres_run(db, "insert_tenant", SQL_INSERT_TENANT, &p, NULL, NULL, err)
		     && find(db, &p, id, &found, err);
	params_free(&p);
	if (ok && !found)
		ok = error_transient(err, "the tenant's row could not be made: others kept making theirs");
	return ok;
}

bool
tenant_find(struct postgres *db, struct str name, int16_t *id, struct error *err)
{
	struct params p = {0};
	bool found = false;
	bool ok;

	param_text(&p, name);
	ok = find(db, &p, id, &found, err);
	params_free(&p);
	if (ok && !found)
		ok = error_usage(err, "there is no tenant \"%.*s\"", STR_ARG(name));
	return ok;
}

/* ---- who writes, and who takes away ---- */

bool
tenant_take(struct postgres *db, int16_t tenant, struct error *err)
{
	struct params p = {0};
	bool ok;

	param_int2(&p, tenant);
	ok = postgres_run(db, "take_tenant", SQL_TAKE_TENANT, &p, NULL, NULL, err);
	params_free(&p);
	return ok;
}

/* Holds a key against the one in use; *in_use is false if there is none. */
static bool
judge_key(const struct rows *rows, struct str key_id, bool *in_use, struct error *err)
{
	struct str current;

	*in_use = !rows_null(rows, 0, 0);
	if (!*in_use)
		return true;
	current = rows_text(rows, 0, 0);
	if (str_eq(current, key_id))
		return true;
	if (rows_bool(rows, 0, 1))
		return error_usage(err,
		    "the key %.*s is retired: the database was re-keyed to %.*s; name its key file in key_file, "
		    "behind the old ones",
		    STR_ARG(key_id), STR_ARG(current));
	return error_usage(err,
	    "the key is %.*s, but the tenant's pseudonyms are made with the key %.*s: with another one every "
	    "learner would be split in two",
	    STR_ARG(key_id), STR_ARG(current));
}

/* Reads the tenant's state; *in_use is false if no key is recorded. */
static bool
read_state(struct postgres *db, int16_t tenant, struct str key_id, bool *in_use, int64_t *erasures,
    struct error *err)
{
	struct params p = {0};
	struct rows *rows = NULL;
	bool ok;

	param_int2(&p, tenant);
	param_text(&p, key_id);
	ok = postgres_run(db, "tenant_state", SQL_TENANT_STATE, &p, &rows, NULL, err)
	     && judge_key(rows, key_id, in_use, err);
	if (ok)
		*erasures = rows_int(rows, 0, 2);
	rows_free(rows);
	params_free(&p);
	return ok;
}

bool
tenant_share(struct postgres *db, int16_t tenant, struct str key_id, int64_t *erasures, struct error *err)
{
	struct params p = {0};
	bool in_use = false;
	bool ok;

	param_int2(&p, tenant);
	ok = postgres_run(db, "share_tenant", SQL_SHARE_TENANT, &p, NULL, NULL, err)
	     && read_state(db, tenant, key_id, &in_use, erasures, err);
	params_free(&p);
	if (ok && !in_use)
		ok = error_world(err, "the tenant's row in lrstream.pseudonym_key is gone");
	return ok;
}

static bool
record_key(struct postgres *db, int16_t tenant, struct str key_id, struct error *err)
{
	struct params p = {0};
	bool ok;

	param_int2(&p, tenant);
	param_text(&p, key_id);
	ok = postgres_run(db, "insert_key", SQL_INSERT_KEY, &p, NULL, NULL, err);
	params_free(&p);
	return ok;
}

bool
tenant_use_key(struct postgres *db, int16_t tenant, struct str key_id, bool look_only, struct error *err)
{
	bool in_use = false;
	int64_t erasures;

	if (!read_state(db, tenant, key_id, &in_use, &erasures, err))
		return false;
	/* Another worker may record its own at the same moment. */
	return in_use || look_only
	       || (record_key(db, tenant, key_id, err)
		   && read_state(db, tenant, key_id, &in_use, &erasures, err));
}
