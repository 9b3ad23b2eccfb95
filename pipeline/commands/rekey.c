/* lrstream rekey: every pseudonym of a tenant becomes another one, by a new key, without the raw data.
 *
 * All in one transaction in which no one else writes for the tenant. Statements are read back, re-keyed
 * (stages/anonymize/rekey.h) and written, under another id where their id was made here; the indicators are computed
 * anew from them, with the rules they had; erased people stay erased under their new pseudonyms; and the new key is
 * recorded as the tenant's. Workers that come with the old keys alone are refused from then on.
 */
#include <stdio.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/refold.h"
#include "pipeline/commands/rekey.sql.h"
#include "pipeline/commands/rekey_structures.h"
#include "pipeline/core/digest.h"
#include "pipeline/schema_version.h"
#include "pipeline/tenant.h"
#include "stages/anonymize/people/keys.h"
#include "stages/anonymize/people/made_id.h"
#include "stages/anonymize/rekey.h"

static const struct option rekey_options[] = {
    {"new_key_file", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "FILE",
	"the key to go on with: 32 bytes or more"},
    {"dry_run", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL, "count what would change and change nothing"},
    {"database", OPTION_TEXT, EVERYWHERE, "", 0, 0, "CONNINFO",
	"libpq connection string; PG* variables fill the gaps"},
    {"policy", OPTION_TEXT, EVERYWHERE, "strict", 0, 0, "FILE",
	"the policy that made the statements: file or name"},
    KEY_OPTIONS,
    OPTION_END,
};

struct rekey {
	struct pseudonymizer *keys; /* the old ones, and the new one at the end */
	struct policy *policy;
	char old_id[KEY_ID_TEXT + 1], new_id[KEY_ID_TEXT + 1];
	struct postgres *db;
	int16_t tenant;
	struct refold refold;
	struct params params;
	struct buf text;
	int64_t statements, learners, erased;
};

static bool
run(struct rekey *x, const char *name, const char *sql, struct rows **out, struct error *e)
{
	params_clear(&x->params);
	param_int2(&x->params, x->tenant);
	return postgres_run(x->db, name, sql, &x->params, out, NULL, e);
}

static const uint8_t *
next(struct rekey *x, const uint8_t *pseudonym, uint8_t out[PSEUDONYM_BYTES])
{
	if (!pseudonym)
		return NULL;
	pseudonymizer_next(x->keys, (struct str){(const char *)pseudonym, PSEUDONYM_BYTES}, out);
	return out;
}

/* ---- statements ---- */

/* The columns of SQL_OPEN_REKEYING. */
enum { ID, LEARNER, VOIDED, VOIDING, OCCURRED_AT, CONTENT, FIRST_IRI, IRIS = 4, PAYLOAD = FIRST_IRI + IRIS };

/* A statement under the new key. */
struct rekeyed {
	const uint8_t *id; /* the old one */
	struct safe_statement *safe;
	uint64_t content;
	struct str payload;
};

/* The IRIs of a statement in the order of its columns. */
static void
iris_of(const struct safe_statement *s, struct str out[IRIS])
{
	out[0] = s->verb;
	out[1] = s->activity;
	out[2] = s->activity_type;
	out[3] = s->course;
}

static bool
rekey_row(struct rekey *x, const struct rows *rows, int row, struct rekeyed *out, struct error *e)
{
	struct arena *arena = x->refold.batch.arena;
	struct rekeyer rekeyer = {.arena = arena, .keys = x->keys, .policy = x->policy};
	struct json *tree = refold_parse(&x->refold, rows_text(rows, row, PAYLOAD), e);
	uint8_t learner[PSEUDONYM_BYTES];

	if (!tree)
		return false;
	rekey_statement(&rekeyer, tree);
	out->id = rows_uuid(rows, row, ID);
	out->safe = refold_read(&x->refold, tree, next(x, rows_uuid(rows, row, LEARNER), learner),
	    rows_time(rows, row, OCCURRED_AT));
	out->content = rekeyer.other ? statement_content(tree) : (uint64_t)rows_int(rows, row, CONTENT);
	buf_clear(&x->text);
	json_write(&x->text, tree);
	out->payload = arena_copy(arena, buf_view(&x->text));
	if (out->safe->has_learner && !rows_bool(rows, row, VOIDING))
		refold_add(&x->refold, out->safe, rows_bool(rows, row, VOIDED));
	return true;
}

static void
put_iris(struct params *p, const struct rekeyed *all, int count, int which)
{
	param_array_begin(p, PG_INT8);
	for (int i = 0; i < count; i++) {
		struct str iris[IRIS];

		iris_of(all[i].safe, iris);
		if (iris[which].at)
			param_int8(p, (int64_t)hash64(iris[which]));
		else
			param_null(p, PG_INT8);
	}
	param_array_end(p);
}

static bool
write_page(struct rekey *x, const struct rekeyed *all, int count, struct error *e)
{
	struct params *p = &x->params;

	params_clear(p);
	param_int2(p, x->tenant);
	param_array_begin(p, PG_UUID);
	for (int i = 0; i < count; i++)
		param_uuid(p, all[i].id);
	param_array_end(p);
	param_array_begin(p, PG_UUID);
	for (int i = 0; i < count; i++)
		param_uuid(p, all[i].safe->id);
	param_array_end(p);
	param_array_begin(p, PG_UUID);
	for (int i = 0; i < count; i++)
		param_uuid(p, all[i].safe->has_learner ? all[i].safe->learner : NULL);
	param_array_end(p);
	for (int which = 0; which < IRIS; which++)
		put_iris(p, all, count, which);
	param_array_begin(p, PG_UUID);
	for (int i = 0; i < count; i++)
		param_uuid(p, all[i].safe->has_registration ? all[i].safe->registration : NULL);
	param_array_end(p);
	param_array_begin(p, PG_INT8);
	for (int i = 0; i < count; i++)
		param_int8(p, (int64_t)all[i].content);
	param_array_end(p);
	param_array_begin(p, PG_TEXT);
	for (int i = 0; i < count; i++)
		param_text(p, all[i].payload);
	param_array_end(p);
	return postgres_run(x->db, "write_rekeyed", SQL_WRITE_REKEYED, p, NULL, NULL, e);
}

/* True if the IRI in this column is no longer the one that was stored. */
static bool
iri_changed(const struct rekeyed *r, const struct rows *rows, int row, int which, struct str *now)
{
	struct str iris[IRIS];

	iris_of(r->safe, iris);
	*now = iris[which];
	return now->at && !rows_null(rows, row, FIRST_IRI + which)
	       && (int64_t)hash64(*now) != rows_int(rows, row, FIRST_IRI + which);
}

/* Pseudonyms may stand in IRIs, which other tables know by their hashes. */
static bool
write_iris(struct rekey *x, const struct rekeyed *all, const struct rows *rows, struct error *e)
{
	struct params old = {0}, *new = &x->params;
	struct str now;
	bool ok;

	params_clear(new);
	param_array_begin(&old, PG_INT8);
	param_array_begin(new, PG_INT8);
	for (int i = 0; i < rows_count(rows) * IRIS; i++) {
		if (!iri_changed(all + i / IRIS, rows, i / IRIS, i % IRIS, &now))
			continue;
		param_int8(&old, rows_int(rows, i / IRIS, FIRST_IRI + i % IRIS));
		param_int8(new, (int64_t)hash64(now));
	}
	param_array_end(&old);
	param_array_end(new);
	param_array_begin(new, PG_TEXT);
	for (int i = 0; i < rows_count(rows) * IRIS; i++)
		if (iri_changed(all + i / IRIS, rows, i / IRIS, i % IRIS, &now))
			param_text(new, now);
	param_array_end(new);
	ok = postgres_run(x->db, "note_old_iris", SQL_NOTE_OLD_IRIS, &old, NULL, NULL, e)
	     && postgres_run(x->db, "insert_new_iris", SQL_INSERT_NEW_IRIS, new, NULL, NULL, e);
	params_free(&old);
	return ok;
}

static bool
rekey_page(struct rekey *x, const struct rows *rows, struct error *e)
{
	int count = rows_count(rows);
	struct rekeyed *all = arena_take(x->refold.batch.arena, ((size_t)count + 1) * sizeof(*all));

	for (int i = 0; i < count; i++)
		if (!rekey_row(x, rows, i, all + i, e))
			return false;
	return count == 0
	       || (write_page(x, all, count, e) && write_iris(x, all, rows, e)
		   && refold_flush(&x->refold, e));
}

/* Before the statements, whose indicators follow what their courses consist of. */
static bool
rekey_courses(struct rekey *x, struct error *e)
{
	const struct rekeyer rekeyer = {.arena = x->refold.batch.arena, .keys = x->keys, .policy = x->policy};

	return rekey_structures(x->db, x->tenant, &rekeyer, &x->params, e)
	       && postgres_run(x->db, "note_old_iris", SQL_NOTE_OLD_IRIS, &x->params, NULL, NULL, e);
}

/* What was voided and has not arrived. */
static bool
rekey_stubs(struct rekey *x, struct error *e)
{
	struct params *p = &x->params;
	struct rows *rows;
	bool ok;

	if (!run(x, "find_stubs", SQL_FIND_STUBS, &rows, e))
		return false;
	params_clear(p);
	param_int2(p, x->tenant);
	param_array_begin(p, PG_UUID);
	for (int i = 0; i < rows_count(rows); i++)
		param_uuid(p, rows_uuid(rows, i, 0));
	param_array_end(p);
	param_array_begin(p, PG_UUID);
	for (int i = 0; i < rows_count(rows); i++) {
		uint8_t now[16];

		param_uuid(
		    p, made_id_renew(x->keys, rows_uuid(rows, i, 0), now) ? now : rows_uuid(rows, i, 0));
	}
	param_array_end(p);
	ok = postgres_run(x->db, "write_stubs", SQL_WRITE_STUBS, p, NULL, NULL, e);
	rows_free(rows);
	return ok;
}

static bool
rekey_statements(struct rekey *x, struct error *e)
{
	bool ok = run(x, "forget_indicators", SQL_FORGET_INDICATORS, NULL, e)
		  && postgres_script(x->db, SQL_MAKE_OLD_IRIS, e) && rekey_courses(x, e)
		  && run(x, "open_rekeying", SQL_OPEN_REKEYING, NULL, e);
	int count = 1;

	while (ok && count) {
		struct rows *rows = NULL;

		ok = postgres_run(x->db, "next_rekeying", SQL_NEXT_REKEYING, NULL, &rows, NULL, e);
		count = ok ? rows_count(rows) : 0;
		ok = ok && rekey_page(x, rows, e);
		rows_free(rows);
	}
	return ok && postgres_script(x->db, SQL_DELETE_OLD_IRIS, e);
}

/* ---- erased people, and files in dead letters ---- */

static bool
rekey_erased(struct rekey *x, struct error *e)
{
	uint8_t now[PSEUDONYM_BYTES];
	struct rows *rows;
	bool ok;

	if (!run(x, "rekey_find_erased", SQL_FIND_ERASED, &rows, e))
		return false;
	params_clear(&x->params);
	param_int2(&x->params, x->tenant);
	param_array_begin(&x->params, PG_UUID);
	for (int i = 0; i < rows_count(rows); i++)
		param_uuid(&x->params, next(x, rows_uuid(rows, i, 0), now));
	param_array_end(&x->params);
	ok = postgres_run(x->db, "rekey_write_erased", SQL_WRITE_ERASED, &x->params, NULL, NULL, e);
	rows_free(rows);
	return ok;
}

/* "file:" and the label's bytes in hexadecimal. */
static struct str
next_file(struct rekey *x, struct str topic)
{
	struct arena *arena = x->refold.batch.arena;
	char *out = arena_take(arena, topic.len);
	size_t start = topic.len - 2 * FILE_LABEL_BYTES;
	uint8_t label[FILE_LABEL_BYTES];

	memcpy(out, topic.at, topic.len);
	for (int i = 0; i < FILE_LABEL_BYTES; i++)
		label[i] = (uint8_t)(hex_digit(out[start + 2 * i]) << 4 | hex_digit(out[start + 2 * i + 1]));
	keys_next_label(x->keys, label, label);
	for (int i = 0; i < FILE_LABEL_BYTES; i++) {
		out[start + 2 * i] = "0123456789abcdef"[label[i] >> 4];
		out[start + 2 * i + 1] = "0123456789abcdef"[label[i] & 15];
	}
	return (struct str){out, topic.len};
}

static bool
rekey_files(struct rekey *x, struct error *e)
{
	struct params *p = &x->params;
	struct rows *rows;
	bool ok;

	if (!run(x, "rekey_find_files", SQL_FIND_FILES, &rows, e))
		return false;
	params_clear(p);
	param_int2(p, x->tenant);
	param_array_begin(p, PG_TEXT);
	for (int i = 0; i < rows_count(rows); i++)
		param_text(p, rows_text(rows, i, 0));
	param_array_end(p);
	param_array_begin(p, PG_TEXT);
	for (int i = 0; i < rows_count(rows); i++)
		param_text(p, next_file(x, rows_text(rows, i, 0)));
	param_array_end(p);
	ok = postgres_run(x->db, "rekey_write_files", SQL_WRITE_FILES, p, NULL, NULL, e);
	rows_free(rows);
	return ok;
}

/* ---- the command ---- */

static bool
use_new_key(struct rekey *x, struct error *e)
{
	if (!run(x, "retire_key", SQL_RETIRE_KEY, NULL, e))
		return false;
	params_clear(&x->params);
	param_int2(&x->params, x->tenant);
	param_text(&x->params, str_of(x->new_id));
	return postgres_run(x->db, "use_key", SQL_USE_KEY, &x->params, NULL, NULL, e);
}

static bool
count_all(struct rekey *x, struct error *e)
{
	struct rows *rows;

	if (!run(x, "rekey_counts", SQL_REKEY_COUNTS, &rows, e))
		return false;
	x->statements = rows_int(rows, 0, 0);
	x->learners = rows_int(rows, 0, 1);
	x->erased = rows_int(rows, 0, 2);
	rows_free(rows);
	return true;
}

static bool
rekey_all(struct rekey *x, bool dry, struct error *e)
{
	bool ok = postgres_begin(x->db, e) && (dry || tenant_take(x->db, x->tenant, e))
		  && tenant_use_key(x->db, x->tenant, str_of(x->old_id), dry, e) && count_all(x, e);

	ok = ok
	     && (dry
		 || (rekey_statements(x, e) && rekey_stubs(x, e) && rekey_erased(x, e) && rekey_files(x, e)
		     && use_new_key(x, e) && postgres_commit(x->db, e)));
	if (!ok || dry)
		postgres_rollback(x->db);
	return ok;
}

static bool
open_keys(struct rekey *x, const struct settings *settings, struct error *e)
{
	struct str path = settings_text(settings, "new_key_file");

	if (path.len == 0)
		return error_usage(e, "rekey needs the key to go on with: --new-key-file FILE");
	x->keys = keys_open(settings, e);
	if (!x->keys)
		return false;
	pseudonymizer_key_id(x->keys, x->old_id);
	if (!pseudonymizer_add_file(x->keys, path.at, settings_text(settings, "tenant"), e))
		return error_at(e, "--new-key-file");
	pseudonymizer_key_id(x->keys, x->new_id);
	return true;
}

static bool
open_all(struct rekey *x, const struct settings *settings, struct error *e)
{
	bool ok = refold_open(&x->refold, NULL, e) && open_keys(x, settings, e)
		  && (x->policy = policy_open(settings_text(settings, "policy"), e));

	x->db = ok ? postgres_open(settings_text(settings, "database").at, e) : NULL;
	ok = x->db && schema_check(x->db, e) && session_for_writing(x->db, e)
	     && tenant_find(x->db, settings_text(settings, "tenant"), &x->tenant, e);
	x->refold.db = x->db;
	x->refold.batch.tenant = x->tenant;
	return ok;
}

static void
close_all(struct rekey *x)
{
	pseudonymizer_close(x->keys);
	policy_close(x->policy);
	postgres_close(x->db);
	refold_close(&x->refold);
	params_free(&x->params);
	buf_free(&x->text);
}

static int
rekey_run(struct settings *settings, int argc, char **argv)
{
	bool dry = settings_flag(settings, "dry_run");
	struct rekey x = {0};
	struct error e;
	bool ok;

	(void)argv;
	if (argc) {
		error_usage(&e, "rekey takes no arguments");
		return command_fail(&e);
	}
	ok = open_all(&x, settings, &e) && rekey_all(&x, dry, &e);
	close_all(&x);
	if (!ok)
		return command_fail(&e);
	fprintf(stderr,
	    "lrstream: %s from key %s to key %s\n%10lld statements\n%10lld learners\n%10lld erased people\n",
	    dry ? "a dry run, nothing was changed:" : "re-keyed", x.old_id, x.new_id, (long long)x.statements,
	    (long long)x.learners, (long long)x.erased);
	if (!dry)
		fputs("lrstream: from now on, name the new key file, too, in key_file behind the old ones\n",
		    stderr);
	return EXIT_DONE;
}

const struct command rekey_command = {
    .name = "rekey",
    .arguments = "",
    .summary = "all pseudonyms by a new key, without the raw data",
    .about =
	"Turns every pseudonym of a tenant into another one, in one transaction; workers wait for it, and those\n"
	"with the old keys are refused afterwards. The old key files stay needed: from then on lrstream takes\n"
	"them all, the new one last: --key-file OLD --key-file NEW.",
    .tables = {config_options, rekey_options, NULL},
    .run = rekey_run,
};
