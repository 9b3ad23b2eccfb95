/* Names and types; see labels.h.
 *
 * Deciding anew is rare (only the void of the very statement that decided) and reads statements of the course from the
 * newest on. It is exact under concurrency: the sum's row is locked first, so a writer of the same shard has either
 * committed what it knows or waits; and the statement found is locked too, so that it cannot be voided meanwhile.
 */
#include "stages/indicators/tables/labels.h"

#include "pipeline/core/digest.h"
#include "stages/indicators/facts/read_fact.h"
#include "stages/indicators/tables/indicators.sql.h"

enum { COURSE_NAME, ACTIVITY_NAME, ACTIVITY_TYPE, KINDS };
enum { PAGE_FIRST = 64, PAGE_GROWTH = 8, PAGE_MOST = 4096, DEPTH_MOST = 4096 };

/* ---- what a statement states ---- */

/* The name that one list of a context states for the activity with this IRI, a single one being a list of one. */
static struct str
name_in(const struct json *list, uint64_t iri)
{
	uint32_t count = json_is(list, JSON_ARRAY) ? list->count : json_is(list, JSON_OBJECT);
	struct str name = {0};

	for (uint32_t i = 0; !name.at && i < count; i++) {
		const struct json *a = list->type == JSON_ARRAY ? &list->items[i] : list;
		struct str id = json_get_text(a, STR("id"));

		if (id.at && hash64(id) == iri)
			name = read_name(a);
	}
	return name;
}

/* W28: the name of the object, if it is the course, else the one that parent or grouping states for it: what makes the
 * course known need not be what names it. */
static struct str
course_name(const struct json *statement, struct row_key key)
{
	const struct json *context = json_get(json_get(statement, STR("context")), STR("contextActivities"));
	struct str name = name_in(json_get(statement, STR("object")), key.a);

	if (!name.at)
		name = name_in(json_get(context, STR("parent")), key.a);
	return name.at ? name : name_in(json_get(context, STR("grouping")), key.a);
}

/* ---- from new statements ---- */

/* The name with U+FFFD for each U+0000, which text in PostgreSQL cannot hold; stored statements have it so already. */
static struct str
storable(struct arena *arena, struct str name)
{
	static const char replacement[] = "\xEF\xBF\xBD";
	char *out, *at;

	if (!name.at || !memchr(name.at, '\0', name.len))
		return name;
	out = at = arena_take(arena, name.len * (sizeof(replacement) - 1));
	for (size_t i = 0; i < name.len; i++) {
		size_t len = name.at[i] ? 1 : sizeof(replacement) - 1;

		memcpy(at, name.at[i] ? &name.at[i] : replacement, len);
		at += len;
	}
	return (struct str){out, (size_t)(at - out)};
}

void
labels_take(struct changes *c, const struct safe_statement *s, const struct fact *f)
{
	struct label l = {.stated_at = f->t, .stated_by = key_of_id(f->id)};
	struct course_sum *course = rowset_at(&c->course_sums, (struct row_key){f->course, 0});
	struct activity_sum *activity;

	if (label_later(&course->name, &l)) {
		l.text = storable(c->arena, course_name(s->tree, (struct row_key){f->course, 0}));
		label_take(&course->name, &l);
	}
	if (!fact_is(f, FACT_ACTIVITY))
		return;
	activity = rowset_at(&c->activity_sums, (struct row_key){f->course, f->activity});
	if (label_later(&activity->name, &l)) {
		l.text = storable(c->arena, read_name(json_get(s->tree, STR("object"))));
		label_take(&activity->name, &l);
	}
	l.text = s->activity_type;
	label_take(&activity->type, &l);
}

/* ---- from stored ones ---- */

static struct str
activity_name(const struct json *statement, struct row_key key)
{
	(void)key;
	return read_name(json_get(statement, STR("object")));
}

static struct str
activity_type(const struct json *statement, struct row_key key)
{
	(void)key;
	return json_get_text(json_get(json_get(statement, STR("object")), STR("definition")), STR("type"));
}

/* The labels there are, and how each is found, read and set. */
static const struct kind {
	const char *find_name, *find_sql; /* the sums that it is to be decided for: course, activity, shard */
	const char *set_name, *set_sql;
	const char *forget_name, *forget_sql; /* where the statement is gone: course, activity */
	bool of_course;
	bool is_iri; /* stored as its hash */
	struct str (*read)(const struct json *statement, struct row_key);
} kinds[KINDS] = {
    {"ind_find_course_names", SQL_FIND_COURSE_NAMES, "ind_set_course_name", SQL_SET_COURSE_NAME,
	"ind_forget_course_names", SQL_FORGET_COURSE_NAMES, true, false, course_name},
    {"ind_find_activity_names", SQL_FIND_ACTIVITY_NAMES, "ind_set_activity_name", SQL_SET_ACTIVITY_NAME,
	"ind_forget_activity_names", SQL_FORGET_ACTIVITY_NAMES, false, false, activity_name},
    {"ind_find_activity_types", SQL_FIND_ACTIVITY_TYPES, "ind_set_activity_type", SQL_SET_ACTIVITY_TYPE,
	"ind_forget_activity_types", SQL_FORGET_ACTIVITY_TYPES, false, true, activity_type},
};

/* What one decision needs. */
struct search {
	struct postgres *db;
	struct params params;
	int16_t tenant;
	const struct kind *kind;
	struct row_key key;
	int16_t shard;
	const struct vocabulary *vocabulary;
	struct arena *arena;
	struct arena *scratch; /* for one statement */
};

/* W1: administration states nothing. Voiding statements and Groups the query leaves out. */
static bool
is_counted(const struct vocabulary *vocabulary, const struct json *statement)
{
	const struct verb *v =
	    vocabulary_verb(vocabulary, json_get_text(json_get(statement, STR("verb")), STR("id")));

	return !v || !v->administrative;
}

/* Reads one statement: its label, text.at == NULL if it has none that counts. */
static struct label
read_label(struct search *s, const struct rows *rows, int row)
{
	struct label l = {
	    .stated_at = rows_time(rows, row, 1), .stated_by = key_of_id(rows_uuid(rows, row, 0))};
	struct json *statement = arena_take(s->scratch, sizeof(*statement));
	enum reject_code code;
	size_t offset;

	if (json_parse(s->scratch, rows_text(rows, row, 2), (struct json_limits){DEPTH_MOST}, statement,
		&code, &offset)
	    && is_counted(s->vocabulary, statement))
		l.text = s->kind->read(statement, s->key);
	if (l.text.at)
		l.text = arena_copy(s->arena, l.text);
	arena_reset(s->scratch);
	return l;
}

/* A page of the course's statements that may hold a label, from the newest on. */
static bool
read_page(struct search *s, int64_t offset, int64_t size, struct rows **out, struct error *e)
{
	params_clear(&s->params);
	param_int2(&s->params, s->tenant);
	param_int8(&s->params, (int64_t)s->key.a);
	if (s->kind->of_course)
		param_null(&s->params, PG_INT8);
	else
		param_int8(&s->params, (int64_t)s->key.b);
	param_bool(&s->params, s->kind->is_iri);
	param_int8(&s->params, offset);
	param_int8(&s->params, size);
	return postgres_run(s->db, "ind_labelling", SQL_LABELLING, &s->params, out, NULL, e);
}

/* Each page costs a look at the whole course: they grow, since the first statement or none usually has a label. */
static bool
find_label(struct search *s, struct label *found, struct error *e)
{
	int64_t offset = 0, size = PAGE_FIRST;
	int count;

	*found = (struct label){0};
	do {
		struct rows *rows = NULL;

		if (!read_page(s, offset, size, &rows, e))
			return false;
		count = rows_count(rows);
		for (int i = 0; i < count && !found->text.at; i++)
			*found = read_label(s, rows, i);
		rows_free(rows);
		offset += count;
		size = size * PAGE_GROWTH < PAGE_MOST ? size * PAGE_GROWTH : PAGE_MOST;
	} while (count && !found->text.at);
	return true;
}

/* False in *kept if the statement was voided meanwhile. */
static bool
hold_statement(struct search *s, const struct label *l, bool *kept, struct error *e)
{
	int64_t held = 0;
	uint8_t id[16];
	bool ok;

	id_of_key(l->stated_by, id);
	params_clear(&s->params);
	param_int2(&s->params, s->tenant);
	param_uuid(&s->params, id);
	ok = postgres_run(s->db, "ind_hold", SQL_HOLD_STATEMENT, &s->params, NULL, &held, e);
	*kept = held == 1;
	return ok;
}

static bool
set_label(struct search *s, const struct label *l, struct error *e)
{
	uint8_t id[16];

	id_of_key(l->stated_by, id);
	params_clear(&s->params);
	param_int2(&s->params, s->tenant);
	param_int8(&s->params, (int64_t)s->key.a);
	param_int8(&s->params, (int64_t)s->key.b);
	param_int2(&s->params, s->shard);
	if (!l->text.at) {
		param_null(&s->params, s->kind->is_iri ? PG_INT8 : PG_TEXT);
		param_null(&s->params, PG_TIMESTAMPTZ);
		param_null(&s->params, PG_UUID);
	} else {
		if (s->kind->is_iri)
			param_int8(&s->params, (int64_t)hash64(l->text));
		else
			param_text(&s->params, l->text);
		param_time(&s->params, l->stated_at);
		param_uuid(&s->params, id);
	}
	return postgres_run(s->db, s->kind->set_name, s->kind->set_sql, &s->params, NULL, NULL, e);
}

static bool
decide(struct search *s, struct error *e)
{
	struct label found;
	bool kept = false;

	while (!kept) {
		if (!find_label(s, &found, e))
			return false;
		if (!found.text.at)
			break;
		if (!hold_statement(s, &found, &kept, e))
			return false;
	}
	return set_label(s, &found, e);
}

static void
put_voided(struct search *s, const struct voided_fact *voided, size_t count)
{
	params_clear(&s->params);
	param_int2(&s->params, s->tenant);
	param_array_begin(&s->params, PG_INT8);
	for (size_t i = 0; i < count; i++)
		param_int8(&s->params, (int64_t)voided[i].course);
	param_array_end(&s->params);
	param_array_begin(&s->params, PG_INT8);
	for (size_t i = 0; i < count; i++)
		param_int8(&s->params, (int64_t)voided[i].activity);
	param_array_end(&s->params);
	param_array_begin(&s->params, PG_UUID);
	for (size_t i = 0; i < count; i++)
		param_uuid(&s->params, voided[i].id);
	param_array_end(&s->params);
}

static bool
decide_all(struct search *s, const struct voided_fact *voided, size_t count, struct error *e)
{
	struct rows *rows = NULL;
	bool ok;

	put_voided(s, voided, count);
	ok = postgres_run(s->db, s->kind->find_name, s->kind->find_sql, &s->params, &rows, NULL, e);
	for (int i = 0; ok && i < rows_count(rows); i++) {
		s->key = (struct row_key){(uint64_t)rows_int(rows, i, 0), (uint64_t)rows_int(rows, i, 1)};
		s->shard = (int16_t)rows_int(rows, i, 2);
		ok = decide(s, e);
	}
	rows_free(rows);
	return ok;
}

bool
labels_void(struct postgres *db, int16_t tenant, const struct voided_fact *voided, size_t count,
    const struct vocabulary *vocabulary, struct arena *arena, struct error *e)
{
	struct search s = {.db = db, .tenant = tenant, .vocabulary = vocabulary, .arena = arena};
	bool ok = true;

	if (count == 0)
		return true;
	s.scratch = arena_open();
	for (size_t i = 0; ok && i < KINDS; i++) {
		s.kind = &kinds[i];
		ok = decide_all(&s, voided, count, e);
	}
	arena_close(s.scratch);
	params_free(&s.params);
	return ok;
}

/* ---- of sums whose statements are gone ---- */

/* A label that is to be decided anew. */
struct lost {
	struct row_key key; /* course; course and activity */
	bool wanted;        /* false: made by a look, to be ignored */
	struct label label;
};

struct loss {
	struct postgres *db;
	struct params params;
	int16_t tenant;
	const struct vocabulary *vocabulary;
	struct rowset lost[KINDS];
	size_t open; /* labels not found yet */
	struct arena *scratch;
	struct arena *arena; /* of what is found */
};

static void
put_keys(struct params *p, const struct rowset *rows, bool second)
{
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < rows->count; i++) {
		const struct row_key *key = rowset_row(rows, i);

		param_int8(p, (int64_t)(second ? key->b : key->a));
	}
	param_array_end(p);
}

static struct lost *
lost_at(struct loss *l, size_t kind, uint64_t course, uint64_t activity)
{
	return rowset_at(&l->lost[kind], (struct row_key){course, kind == COURSE_NAME ? 0 : activity});
}

/* Forgets one kind of label where its statement is gone. */
static bool
forget(struct loss *l, size_t kind, const struct rowset *sums, struct error *e)
{
	struct rows *rows = NULL;
	bool ok;

	params_clear(&l->params);
	param_int2(&l->params, l->tenant);
	put_keys(&l->params, sums, false);
	put_keys(&l->params, sums, true);
	ok = postgres_run(l->db, kinds[kind].forget_name, kinds[kind].forget_sql, &l->params, &rows, NULL, e);
	for (int i = 0; ok && i < rows_count(rows); i++) {
		struct lost *lost =
		    lost_at(l, kind, (uint64_t)rows_int(rows, i, 0), (uint64_t)rows_int(rows, i, 1));

		l->open += !lost->wanted;
		lost->wanted = true;
	}
	rows_free(rows);
	return ok;
}

/* Opens the search for statements that may decide, the newest first. */
static bool
open_search(struct loss *l, struct error *e)
{
	params_clear(&l->params);
	param_int2(&l->params, l->tenant);
	put_keys(&l->params, &l->lost[COURSE_NAME], false);
	for (size_t kind = ACTIVITY_NAME; kind < KINDS; kind++) {
		put_keys(&l->params, &l->lost[kind], false);
		put_keys(&l->params, &l->lost[kind], true);
	}
	return postgres_run(l->db, "ind_open_labelling", SQL_OPEN_LABELLING, &l->params, NULL, NULL, e);
}

static bool
is_open(struct loss *l, size_t kind, uint64_t course, uint64_t activity)
{
	const struct lost *lost = lost_at(l, kind, course, activity);

	return lost->wanted && !lost->label.text.at;
}

/* The payloads of those of a page that may decide what is still open: columns id, occurred_at, payload, course, activity,
 * in the page's order. */
static bool
read_payloads(struct loss *l, const struct rows *page, struct rows **out, struct error *e)
{
	params_clear(&l->params);
	param_int2(&l->params, l->tenant);
	param_array_begin(&l->params, PG_UUID);
	for (int i = 0; i < rows_count(page); i++) {
		uint64_t course = (uint64_t)rows_int(page, i, 1);
		uint64_t activity = rows_null(page, i, 2) ? 0 : (uint64_t)rows_int(page, i, 2);
		bool useful = false;

		for (size_t kind = 0; kind < KINDS; kind++)
			useful |= is_open(l, kind, course, activity);
		if (useful)
			param_uuid(&l->params, rows_uuid(page, i, 0));
	}
	param_array_end(&l->params);
	return postgres_run(
	    l->db, "ind_labelling_payloads", SQL_LABELLING_PAYLOADS, &l->params, out, NULL, e);
}

/* Lets a statement decide what is still open: those before it were newer. */
static void
decide_by(struct loss *l, const struct rows *rows, int row)
{
	struct row_key key = {
	    (uint64_t)rows_int(rows, row, 3), rows_null(rows, row, 4) ? 0 : (uint64_t)rows_int(rows, row, 4)};
	struct json *statement = arena_take(l->scratch, sizeof(*statement));
	enum reject_code code;
	size_t offset;

	if (!json_parse(l->scratch, rows_text(rows, row, 2), (struct json_limits){DEPTH_MOST}, statement,
		&code, &offset)
	    || !is_counted(l->vocabulary, statement))
		return;
	for (size_t kind = 0; kind < KINDS; kind++) {
		struct str text;

		if (!is_open(l, kind, key.a, key.b) || (kind != COURSE_NAME && rows_null(rows, row, 4)))
			continue;
		text = kinds[kind].read(statement, key);
		if (!text.at)
			continue;
		lost_at(l, kind, key.a, key.b)->label = (struct label){
		    arena_copy(l->arena, text), rows_time(rows, row, 1), key_of_id(rows_uuid(rows, row, 0))};
		l->open--;
	}
}

static bool
search(struct loss *l, struct error *e)
{
	bool ok = open_search(l, e);
	int count = 1;

	while (ok && count && l->open) {
		struct rows *page = NULL, *payloads = NULL;

		ok = postgres_run(l->db, "ind_next_labelling", SQL_NEXT_LABELLING, NULL, &page, NULL, e)
		     && read_payloads(l, page, &payloads, e);
		count = ok ? rows_count(page) : 0;
		for (int i = 0; ok && i < rows_count(payloads); i++) {
			decide_by(l, payloads, i);
			arena_reset(l->scratch);
		}
		rows_free(page);
		rows_free(payloads);
	}
	return ok && postgres_script(l->db, SQL_CLOSE_LABELLING, e);
}

static void
note_found(const struct loss *l, struct changes *c)
{
	for (size_t kind = 0; kind < KINDS; kind++) {
		for (size_t i = 0; i < l->lost[kind].count; i++) {
			const struct lost *lost = rowset_row(&l->lost[kind], i);

			if (!lost->label.text.at)
				continue;
			if (kind == COURSE_NAME)
				((struct course_sum *)rowset_at(&c->course_sums, lost->key))->name =
				    lost->label;
			else if (kind == ACTIVITY_NAME)
				((struct activity_sum *)rowset_at(&c->activity_sums, lost->key))->name =
				    lost->label;
			else
				((struct activity_sum *)rowset_at(&c->activity_sums, lost->key))->type =
				    lost->label;
		}
	}
}

bool
labels_lost(struct postgres *db, int16_t tenant, const struct rowset *courses,
    const struct rowset *activities, const struct vocabulary *vocabulary, struct changes *c, struct error *e)
{
	struct loss l = {.db = db, .tenant = tenant, .vocabulary = vocabulary, .arena = c->arena};
	bool ok = true;

	l.scratch = arena_open();
	for (size_t kind = 0; ok && kind < KINDS; kind++) {
		l.lost[kind].width = sizeof(struct lost);
		ok = forget(&l, kind, kind == COURSE_NAME ? courses : activities, e);
	}
	ok = ok && (l.open == 0 || search(&l, e));
	if (ok)
		note_found(&l, c);
	for (size_t kind = 0; kind < KINDS; kind++)
		rowset_free(&l.lost[kind]);
	arena_close(l.scratch);
	params_free(&l.params);
	return ok;
}
