/* Time zone and cut-offs as the configuration says them; see asked.h. */
#include "stages/indicators/tables/asked.h"

#include <stdio.h>

#include "stages/indicators/fold/timezone.h"
#include "stages/indicators/tables/indicators.sql.h"

/* In the order of the enum. The seconds are those that the table has room for. */
const struct option asked_options[] = {
    {"time_zone", OPTION_TEXT, SELDOM, NULL, 0, 0, "ZONE",
	"IANA name: whose dates and hours indicators count in"},
    {"session_cutoff_seconds", OPTION_INT, SELDOM, NULL, 1, INT32_MAX, "N",
	"a longer gap begins a new session"},
    {"idle_cutoff_seconds", OPTION_INT, SELDOM, NULL, 1, INT32_MAX, "N",
	"so much of a gap counts at most as time spent"},
    OPTION_END,
};

static void
read_value(struct asked *a, int n, const struct settings *s)
{
	const struct option *o = &asked_options[n];
	char *value = a->rules[n].value;
	size_t size = sizeof(a->rules[n].value);

	if (o->kind == OPTION_TEXT)
		snprintf(value, size, "%s", settings_text(s, o->name).at);
	else
		snprintf(value, size, "%lld", (long long)settings_int(s, o->name));
	a->rules[n].where = settings_where(s, o->name, NULL).at;
}

/* Of the whole text, which may be longer than what is kept. */
static bool
zone_exists(const struct asked *a, const struct settings *s, struct error *e)
{
	struct zone *zone = zone_open(settings_text(s, asked_options[ASKED_ZONE].name), e);

	zone_close(zone);
	return zone || error_at(e, a->rules[ASKED_ZONE].where);
}

bool
asked_read(struct asked *a, const struct settings *s, struct error *e)
{
	*a = (struct asked){0};
	for (int n = 0; s && n < ASKED_COUNT; n++)
		if (settings_given(s, asked_options[n].name))
			read_value(a, n, s);
	return !a->rules[ASKED_ZONE].where || zone_exists(a, s, e);
}

bool
asked_any(const struct asked *a)
{
	for (int n = 0; n < ASKED_COUNT; n++)
		if (a->rules[n].value[0])
			return true;
	return false;
}

bool
asked_agrees(const struct asked *a, const struct rows *rows, int column, struct error *e)
{
	for (int n = 0; n < ASKED_COUNT; n++) {
		struct str asked = str_of(a->rules[n].value), used = rows_text(rows, 0, column + n);

		if (asked.len && !str_eq(asked, used))
			return error_world(e,
			    "%.200s: %s is asked for, but the tenant's indicators were computed with %.*s: run "
			    "`lrstream recompute` with the same configuration",
			    a->rules[n].where, asked.at, STR_ARG(used));
	}
	return true;
}

/* ---- the tenant's row ---- */

bool
asked_known(const struct asked *a, struct postgres *db, struct error *e)
{
	struct params p = {0};
	bool ok;

	param_text(&p, str_of(a->rules[ASKED_ZONE].value));
	ok = a->rules[ASKED_ZONE].value[0] == '\0'
	     || postgres_run(db, "asked_known", SQL_ASKED_KNOWN, &p, NULL, NULL, e);
	params_free(&p);
	if (!ok && postgres_data_error(db))
		error_usage(e, "%.200s: PostgreSQL knows no time zone \"%s\"", a->rules[ASKED_ZONE].where,
		    a->rules[ASKED_ZONE].value);
	return ok;
}

bool
asked_set(const struct asked *a, struct postgres *db, int16_t tenant, struct error *e)
{
	struct params p = {0};
	bool ok;

	param_int2(&p, tenant);
	for (int n = 0; n < ASKED_COUNT; n++)
		param_text(&p, a->rules[n].value[0] ? str_of(a->rules[n].value) : (struct str){0});
	ok = postgres_script(db, SQL_SET_PATH, e)
	     && postgres_run(db, "asked_set", SQL_ASKED_SET, &p, NULL, NULL, e);
	params_free(&p);
	return ok;
}

bool
asked_settle(const struct asked *a, struct postgres *db, int16_t tenant, struct error *e)
{
	struct params p = {0};
	struct rows *rows = NULL;
	bool ok;

	param_int2(&p, tenant);
	ok = postgres_run(db, "asked_against", SQL_ASKED_AGAINST, &p, &rows, NULL, e)
	     && (rows_count(rows) == 0 || asked_agrees(a, rows, 0, e)) && asked_set(a, db, tenant, e);
	rows_free(rows);
	params_free(&p);
	return ok;
}
