/* lrstream explain --indicator: where one number of a learner comes from.
 *
 * The table indicator_part says which stored columns an indicator is made of. Those that stand in rows of the learner are
 * followed through the learner's facts (stages/indicators/explain/steps.h): a line for each statement that changed one
 * of them. At the end stands what api_v1 shows. What the statements give must be what is stored: if not, that is said.
 * All is read in one snapshot, in a transaction that is rolled back.
 */
#include "pipeline/commands/explain_indicator.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/explain_indicator.sql.h"
#include "pipeline/commands/explain_tell.h"
#include "pipeline/commands/person.h"
#include "pipeline/core/digest.h"
#include "pipeline/core/iso8601.h"
#include "pipeline/core/suggest.h"
#include "pipeline/schema_version.h"
#include "pipeline/tenant.h"
#include "stages/indicators/explain/steps.h"
#include "stages/indicators/tables/learners.h"
#include "stages/indicators/tables/load.h"
#include "stages/indicators/tables/rules.h"

#define MICROSECONDS_OF_DAY INT64_C(86400000000)

enum { MEANINGS_MOST = 8 };

const struct option explain_indicator_options[] = {
    {"indicator", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "NAME",
	"an indicator of a learner to explain, by its name in api_v1.indicator"},
    {"learner", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "UUID", "whose: the same as --pseudonym"},
    {"course", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "IRI", "in which course"},
    {"activity", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "IRI", "at which of its activities"},
    {"skill", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "IRI", "of which skill"},
    {"day", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "DATE", "on which date of the tenant's time zone"},
    {"as_of", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "TIME",
	"the moment that views speak of: lrstream.as_of, by default now"},
    {"database", OPTION_TEXT, EVERYWHERE, "", 0, 0, "CONNINFO",
	"libpq connection string; PG* variables fill the gaps"},
    OPTION_END,
};

struct explain {
	const struct settings *settings;
	struct arena *arena;
	struct postgres *db;
	int16_t tenant;
	struct person person;
	struct explained told;
	struct rows *definition_rows, *part_rows;
	struct watched *watched; /* of the parts that are followed */
	size_t watched_count;
	struct scope scope;

	struct rules rules;
	struct learners learners;
	struct stored_state state;
	const uint8_t *learner;
	struct chunks chunks; /* the facts borrow from it */
	struct history history;
	struct load load; /* the stored rows borrow from it */
	struct table_sql sql;
	struct contributions stored;
	bool differs;
};

/* ---- what is asked ---- */

static struct str
said(const struct settings *settings, const char *name)
{
	return settings_given(settings, name) ? settings_text(settings, name) : (struct str){0};
}

static bool
read_day(struct explain *x, struct error *e)
{
	struct buf moment = {0};
	int64_t us;
	bool ok;

	if (!x->told.day.at)
		return true;
	buf_format(&moment, "%.*sT00:00:00Z", STR_ARG(x->told.day));
	ok = time_parse(buf_view(&moment), TIME_RFC3339, &us);
	buf_free(&moment);
	x->scope.has_day = true;
	x->scope.day = ok ? us / MICROSECONDS_OF_DAY - (us % MICROSECONDS_OF_DAY < 0) : 0;
	return ok || error_usage(e, "--day: a date is written 2026-03-14");
}

static bool
read_moment(const struct explain *x, struct error *e)
{
	struct str text = said(x->settings, "as_of");
	int64_t us;

	return !text.at || time_parse(text, TIME_ISO8601, &us)
	       || error_usage(e, "--as-of: a moment is written 2026-03-14T12:00:00Z");
}

static bool
read_question(struct explain *x, struct settings *settings, int argc, char **argv, struct error *e)
{
	if (settings_given(settings, "learner")
	    && !settings_set(settings, "pseudonym", settings_text(settings, "learner").at, e))
		return false;
	x->told.course = said(settings, "course");
	x->told.activity = said(settings, "activity");
	x->told.skill = said(settings, "skill");
	x->told.day = said(settings, "day");
	x->scope.has_course = x->told.course.at != NULL;
	x->scope.has_activity = x->told.activity.at != NULL;
	x->scope.has_skill = x->told.skill.at != NULL;
	x->scope.course = hash64(x->told.course);
	x->scope.activity = hash64(x->told.activity);
	x->scope.skill = hash64(x->told.skill);
	return person_read(settings, argc, argv, &x->person, e) && read_day(x, e) && read_moment(x, e);
}

/* ---- the definition ---- */

static bool
unknown_name(struct explain *x, struct error *e)
{
	struct rows *rows = NULL;
	struct str *names, nearest;

	if (!postgres_run(x->db, "explain_names", SQL_EXPLAIN_NAMES, NULL, &rows, NULL, e))
		return false;
	names = arena_take(x->arena, ((size_t)rows_count(rows) + 1) * sizeof(*names));
	for (int i = 0; i < rows_count(rows); i++)
		names[i] = rows_text(rows, i, 0);
	nearest = suggest(x->told.definition.name, names, (size_t)rows_count(rows));
	if (nearest.len)
		error_usage(e, "there is no indicator \"%.*s\"; did you mean %.*s?",
		    STR_ARG(x->told.definition.name), STR_ARG(nearest));
	else
		error_usage(e, "there is no indicator \"%.*s\"; the view api_v1.indicator lists them",
		    STR_ARG(x->told.definition.name));
	rows_free(rows);
	return false;
}

/* What must be said is what the view has columns for, nothing else. A skill belongs to no course: that one is forgotten. */
static bool
is_complete(struct explain *x, const struct rows *rows, struct error *e)
{
	const struct {
		const char *flag;
		bool said;
	} keys[] = {
	    {"course", x->told.course.at},
	    {"activity", x->told.activity.at},
	    {"skill", x->told.skill.at},
	    {"day", x->told.day.at},
	};

	for (int i = 0; i < 4; i++) {
		bool asked = rows_bool(rows, 0, 6 + i);

		if (asked && !keys[i].said)
			return error_usage(
			    e, "%.*s: say which one by --%s", STR_ARG(x->told.definition.name), keys[i].flag);
		if (!asked && keys[i].said && i > 0)
			return error_usage(
			    e, "%.*s is not told by --%s", STR_ARG(x->told.definition.name), keys[i].flag);
	}
	if (!rows_bool(rows, 0, 6)) {
		x->told.course = (struct str){0};
		x->scope.has_course = false;
	}
	return true;
}

static bool
read_definition(struct explain *x, const struct params *name, struct error *e)
{
	struct definition *d = &x->told.definition;

	if (!postgres_run(
		x->db, "explain_definition", SQL_EXPLAIN_DEFINITION, name, &x->definition_rows, NULL, e))
		return false;
	if (rows_count(x->definition_rows) == 0)
		return unknown_name(x, e);
	d->text = rows_text(x->definition_rows, 0, 0);
	d->version = rows_int(x->definition_rows, 0, 1);
	d->state_class = rows_text(x->definition_rows, 0, 2);
	d->view = rows_text(x->definition_rows, 0, 3);
	d->column = rows_text(x->definition_rows, 0, 4);
	d->as_of = rows_time(x->definition_rows, 0, 5);
	return is_complete(x, x->definition_rows, e);
}

/* Words between single spaces. */
static void
read_meanings(struct explain *x, struct str words, struct watched *w)
{
	struct str *all = arena_take(x->arena, MEANINGS_MOST * sizeof(*all));

	w->meanings = all;
	while (words.len && w->meaning_count < MEANINGS_MOST) {
		const char *space = memchr(words.at, ' ', words.len);
		size_t len = space ? (size_t)(space - words.at) : words.len;

		all[w->meaning_count++] = (struct str){words.at, len};
		words = str_from(words, space ? len + 1 : len);
	}
}

/* Columns: table, column, divisor, unit, meanings, structured, comment, and whether nothing is 0. */
static void
read_part(struct explain *x, int row, struct part *part)
{
	const struct rows *rows = x->part_rows;
	bool structured = structure_of(x->rules.fold.structures, x->scope.course) != NULL;
	bool applies = rows_null(rows, row, 5) || rows_bool(rows, row, 5) == structured;

	*part = (struct part){
	    .unit = rows_text(rows, row, 3),
	    .says = rows_null(rows, row, 6) ? STR("") : rows_text(rows, row, 6),
	};
	part->followed = applies
			 && watched_find(&part->watched, rows_text(rows, row, 0), rows_text(rows, row, 1))
			 && watched_followed(&part->watched, &x->scope);
	if (!part->followed)
		return;
	part->name = part->watched.column->name;
	part->watched.divisor = rows_float8(rows, row, 2);
	part->watched.nothing = rows_bool(rows, row, 7) ? STR("0") : STR("none");
	if (!rows_null(rows, row, 4))
		read_meanings(x, rows_text(rows, row, 4), &part->watched);
}

static bool
read_parts(struct explain *x, const struct params *name, struct error *e)
{
	if (!postgres_run(x->db, "explain_parts", SQL_EXPLAIN_PARTS, name, &x->part_rows, NULL, e))
		return false;
	x->told.parts = arena_take(x->arena, ((size_t)rows_count(x->part_rows) + 1) * sizeof(*x->told.parts));
	x->watched = arena_take(x->arena, ((size_t)rows_count(x->part_rows) + 1) * sizeof(*x->watched));
	for (int i = 0; i < rows_count(x->part_rows); i++) {
		struct part *part = &x->told.parts[x->told.part_count];

		read_part(x, i, part);
		if (!part->followed)
			continue;
		x->watched[x->told.part_count++] = part->watched;
	}
	x->watched_count = x->told.part_count;
	return true;
}

/* ---- the learner ---- */

static bool
read_facts(struct explain *x, struct error *e)
{
	x->learner = x->person.pseudonym;
	x->learners = (struct learners){&x->learner, &x->state, 1, NULL};
	if (!learners_read(x->db, x->tenant, &x->learners, e)
	    || !chunks_read(x->db, x->tenant, &x->learner, 1, &x->chunks, e))
		return false;
	if (!chunks_history(&x->chunks, 0, &x->state, &x->history))
		return error_world(e, "the learner's facts are damaged: run `lrstream recompute`");
	return true;
}

/* The rows that are stored of what the facts touch. */
static bool
read_stored(struct explain *x, struct error *e)
{
	struct row_places places;

	load_ask(&x->load, 0, &x->rules.fold, &x->state.row.end, x->history.facts, x->history.count);
	if (!load_read(&x->load, &x->learner, x->db, &x->sql, x->tenant, e))
		return false;
	load_take(&x->load, 0, &x->stored, &places);
	return true;
}

/* The number of the version in force at as_of; 0: none is. */
static int64_t
version_in_force(const struct explain *x)
{
	const struct structure *s = structure_of(x->rules.fold.structures, x->scope.course);
	const struct structure_version *v = structure_at(s, x->told.definition.as_of);

	return v ? v - s->versions + 1 : 0;
}

static void
follow(struct explain *x)
{
	const struct contributions *all;
	struct fold *fold = fold_open();

	x->told.steps = steps_make(x->arena, &x->rules.fold, &x->scope, x->watched, x->watched_count,
	    x->history.facts, x->history.count);
	all = fold_run(fold, &x->rules.fold, x->history.facts, x->history.count);
	for (size_t i = 0; i < x->told.part_count; i++) {
		struct part *p = &x->told.parts[i];

		p->stored = watched_text(x->arena, &p->watched, &x->scope, NULL, &x->stored);
		p->statements_give = watched_text(x->arena, &p->watched, &x->scope, NULL, all);
		x->differs |= !str_eq(p->stored, p->statements_give);
	}
	fold_close(fold);
}

/* ---- telling ---- */

static bool
print_steps(const struct explain *x, struct error *e)
{
	struct params p = {0};
	struct rows *rows = NULL;
	size_t changed = 0;
	bool ok;

	param_int2(&p, x->tenant);
	param_array_begin(&p, PG_UUID);
	for (size_t i = 0; i < x->told.steps.count; i++)
		param_uuid(&p, x->told.steps.at[i].fact->id);
	param_array_end(&p);
	ok = postgres_run(x->db, "explain_statements", SQL_EXPLAIN_STATEMENTS, &p, &rows, NULL, e);
	for (int i = 0; ok && i < rows_count(rows); i++)
		tell_step(&x->told, &x->told.steps.at[rows_int(rows, i, 0) - 1], rows_text(rows, i, 1),
		    rows_null(rows, i, 2) ? STR("-") : rows_text(rows, i, 2));
	for (size_t i = 0; i < x->told.steps.count; i++)
		changed += step_counts(&x->told.steps.at[i]);
	if (ok)
		printf("%s%zu of %zu statements count for it\n", x->told.steps.count ? "\n" : "", changed,
		    x->told.steps.facts);
	rows_free(rows);
	params_free(&p);
	return ok;
}

/* ---- the value ---- */

static bool
value_query(const struct explain *x, struct buf *sql, struct error *e)
{
	struct params p = {0};
	struct rows *rows = NULL;
	bool ok;

	param_text(&p, x->told.definition.view);
	param_text(&p, x->told.definition.column);
	param_uuid(&p, x->person.pseudonym);
	param_text(&p, x->told.course);
	param_text(&p, x->told.activity);
	param_text(&p, x->told.skill);
	param_text(&p, x->told.day);
	ok = postgres_run(x->db, "explain_value_query", SQL_EXPLAIN_VALUE_QUERY, &p, &rows, NULL, e);
	if (ok) {
		buf_str(sql, rows_text(rows, 0, 0));
		buf_char(sql, '\0');
	}
	rows_free(rows);
	params_free(&p);
	return ok;
}

/* What was asked by may be misspelt: says how far it is known. */
static const char *
why_no_row(const struct explain *x)
{
	if (!x->state.tid)
		return ": no statement of the learner is stored";
	if (x->told.steps.facts == 0)
		return x->scope.has_day ? ": no statement of the learner is in the course on that date"
					: ": no statement of the learner is in the course";
	return "";
}

static void
print_value(const struct explain *x, const struct rows *rows)
{
	const struct definition *d = &x->told.definition;

	if (rows_count(rows) == 0)
		printf("api_v1.%.*s has no row%s\n", STR_ARG(d->view), why_no_row(x));
	for (int i = 0; i < rows_count(rows); i++) {
		struct str key = rows_text(rows, i, 0);

		printf("api_v1.%.*s.%.*s%s%.*s: %.*s\n", STR_ARG(d->view), STR_ARG(d->column),
		    key.len ? " of " : "", STR_ARG(key),
		    STR_ARG(rows_null(rows, i, 1) ? STR("null") : rows_text(rows, i, 1)));
	}
	for (size_t i = 0; i < x->told.part_count; i++)
		if (!str_eq(x->told.parts[i].stored, x->told.parts[i].statements_give))
			printf("%s: stored is %.*s, the statements give %.*s: run `lrstream recompute`\n",
			    x->told.parts[i].name, STR_ARG(x->told.parts[i].stored),
			    STR_ARG(x->told.parts[i].statements_give));
}

static bool
tell_value(const struct explain *x, struct error *e)
{
	struct buf sql = {0};
	struct rows *rows = NULL;
	bool ok =
	    value_query(x, &sql, e) && postgres_run(x->db, "explain_value", sql.at, NULL, &rows, NULL, e);

	if (ok)
		print_value(x, rows);
	rows_free(rows);
	buf_free(&sql);
	return ok;
}

/* ---- the command ---- */

static bool
begin(struct explain *x, struct error *e)
{
	struct params p = {0};
	bool ok;

	param_text(&p, settings_text(x->settings, "tenant"));
	param_text(&p, said(x->settings, "as_of"));
	ok = postgres_begin(x->db, e) && postgres_script(x->db, SQL_EXPLAIN_BEGIN, e)
	     && postgres_run(x->db, "explain_set", SQL_EXPLAIN_SET, &p, NULL, NULL, e);
	params_free(&p);
	return ok;
}

static bool
read_indicator(struct explain *x, struct error *e)
{
	struct params name = {0};
	bool ok;

	param_text(&name, x->told.definition.name);
	ok = read_definition(x, &name, e) && rules_read(&x->rules, x->db, x->tenant, e);
	if (ok)
		x->scope.version = version_in_force(x);
	ok = ok && read_parts(x, &name, e);
	params_free(&name);
	return ok;
}

static bool
explain(struct explain *x, struct error *e)
{
	struct str key = str_of(x->person.key_id);

	x->db = postgres_open(settings_text(x->settings, "database").at, e);
	if (!x->db || !schema_check(x->db, e)
	    || !tenant_find(x->db, settings_text(x->settings, "tenant"), &x->tenant, e)
	    || (key.len && !tenant_use_key(x->db, x->tenant, key, true, e)) || !begin(x, e)
	    || !read_indicator(x, e) || !read_facts(x, e) || !read_stored(x, e))
		return false;
	follow(x);
	x->told.learner = x->person.pseudonym;
	tell_head(&x->told);
	return print_steps(x, e) && tell_value(x, e);
}

static void
close_all(struct explain *x)
{
	if (x->db)
		postgres_rollback(x->db);
	rows_free(x->definition_rows);
	rows_free(x->part_rows);
	learners_free(&x->learners);
	chunks_free(&x->chunks);
	history_free(&x->history);
	load_free(&x->load);
	table_sql_free(&x->sql);
	contributions_close(&x->stored);
	rules_close(&x->rules);
	postgres_close(x->db);
	arena_close(x->arena);
}

int
explain_indicator(struct settings *settings, int argc, char **argv)
{
	struct explain x = {
	    .settings = settings, .told.definition.name = settings_text(settings, "indicator")};
	struct error e;
	bool ok;

	x.arena = arena_open();
	contributions_open(&x.stored);
	table_sql_make(&x.sql);
	ok = rules_open(&x.rules, NULL, &e) && read_question(&x, settings, argc, argv, &e) && explain(&x, &e);
	close_all(&x);
	if (!ok)
		return command_fail(&e);
	return x.differs ? EXIT_REJECTS : EXIT_DONE;
}
