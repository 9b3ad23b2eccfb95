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
