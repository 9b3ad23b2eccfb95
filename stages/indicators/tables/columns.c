/* Members of rows as columns; see columns.h. */
#include "stages/indicators/tables/columns.h"

#include <stdio.h>

#include "pipeline/core/digest.h"

static const struct {
	enum pg_type type;
	const char *parameter, *to, *from;
} kinds[] = {
    [LEARNER] = {PG_UUID, "uuid", "", ""},
    [HASH] = {PG_INT8, "int8", "", ""},
    [DAY] = {PG_INT4, "int4", "", ""},
    [UUID] = {PG_UUID, "uuid", "", ""},
    [INT2] = {PG_INT2, "int2", "", ""},
    [INT4] = {PG_INT4, "int4", "", ""},
    [INT8] = {PG_INT8, "int8", "", ""},
    [BOOL] = {PG_BOOL, "bool", "", ""},
    [TIME] = {PG_TIMESTAMPTZ, "timestamptz", "", ""},
    [BYTES] = {PG_BYTEA, "bytea", "", ""},
    [STATE] = {PG_BYTEA, "bytea", "", ""},
    [RUNS] = {PG_TEXT, "text", "::int4multirange", "::text"},
    [LABEL] = {PG_TEXT, "text", "", ""},
    [LABEL_IRI] = {PG_INT8, "int8", "", ""},
    [LABEL_TIME] = {PG_TIMESTAMPTZ, "timestamptz", "", ""},
    [LABEL_ID] = {PG_UUID, "uuid", "", ""},
};

enum pg_type
column_type(const struct column *c)
{
	return kinds[c->kind].type;
}

const char *
column_parameter(const struct column *c)
{
	return kinds[c->kind].parameter;
}

const char *
column_cast_to(const struct column *c)
{
	return kinds[c->kind].to;
}

const char *
column_cast_from(const struct column *c)
{
	return kinds[c->kind].from;
}

/* ---- from rows ---- */

static void
put_number(struct params *p, enum column_kind kind, int64_t v)
{
	if (v == ABSENT)
		param_null(p, kinds[kind].type);
	else if (kind == INT2)
		param_int2(p, (int16_t)v);
	else if (kind == INT4)
		param_int4(p, (int32_t)v);
	else if (kind == BOOL)
		param_bool(p, v != 0);
	else if (kind == TIME)
		param_time(p, v);
	else
		param_int8(p, v);
}

static void
put_id(struct params *p, struct row_key key)
{
	uint8_t id[16];

	id_of_key(key, id);
	param_uuid(p, key.a || key.b ? id : NULL);
}

/* "{[20500,20502],[20510,20510]}" */
static void
put_runs(struct params *p, const struct course_row *r)
{
	char text[RUNS_KEPT * 32];
	size_t len = 0;

	text[len++] = '{';
	for (int64_t i = r->run_count; i-- > 0;)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s[%d,%d]", len > 1 ? "," : "",
		    (int)r->runs[i].first, (int)r->runs[i].last);
	text[len++] = '}';
	param_text(p, (struct str){text, len});
}

static void
put_label(struct params *p, enum column_kind kind, const struct label *l)
{
	if (!l->text.at)
		param_null(p, kinds[kind].type);
	else if (kind == LABEL)
		param_text(p, l->text);
	else if (kind == LABEL_IRI)
		param_int8(p, (int64_t)hash64(l->text));
	else if (kind == LABEL_TIME)
		param_time(p, l->stated_at);
	else
		put_id(p, l->stated_by);
}

void
column_put(struct params *p, const struct column *c, const struct change *change)
{
	const char *at = (const char *)change->row + c->at;

	switch (c->kind) {
	case LEARNER:
		param_uuid(p, change->learner);
		break;
	case HASH:
		param_int8(p, *(const int64_t *)at);
		break;
	case DAY:
		param_int4(p, (int32_t)(*(const int64_t *)at - DAY_BIAS));
		break;
	case UUID:
		put_id(p, *(const struct row_key *)at);
		break;
	case BYTES:
	case STATE:
		param_bytes(p, *(const struct str *)at);
		break;
	case RUNS:
		put_runs(p, change->row);
		break;
	case LABEL:
	case LABEL_IRI:
	case LABEL_TIME:
	case LABEL_ID:
		put_label(p, c->kind, (const struct label *)at);
		break;
	default:
		put_number(p, c->kind, *(const int64_t *)at);
	}
}

/* ---- into rows ---- */

static int64_t
take_number(const struct rows *rows, int row, int number, enum column_kind kind)
{
	if (rows_null(rows, row, number))
		return ABSENT;
	if (kind == BOOL)
		return rows_bool(rows, row, number);
	return kind == TIME ? rows_time(rows, row, number) : rows_int(rows, row, number);
}

static struct row_key
take_id(const uint8_t *id)
{
	return id ? key_of_id(id) : (struct row_key){0, 0};
}

static void
take_state(struct str bytes, void *at)
{
	uint64_t hash = hash64(bytes);

	memcpy(at, &bytes, sizeof(bytes));
	memcpy((char *)at - sizeof(hash), &hash, sizeof(hash));
}

/* The next number in the text. */
static int32_t
next_number(struct str *text)
{
	int32_t sign = 1, n = 0;

	while (text->len && *text->at != '-' && (*text->at < '0' || *text->at > '9'))
		*text = str_from(*text, 1);
	if (text->len && *text->at == '-') {
		sign = -1;
		*text = str_from(*text, 1);
	}
	while (text->len && *text->at >= '0' && *text->at <= '9') {
		n = 10 * n + (*text->at - '0');
		*text = str_from(*text, 1);
	}
	return sign * n;
}

/* "{[20500,20503),[20510,20511)}", the oldest first. */
static void
take_runs(struct str text, struct course_row *r)
{
	r->run_count = 0;
	for (size_t i = 0; i < text.len; i++)
		r->run_count += text.at[i] == '[';
	for (int64_t i = r->run_count; i-- > 0;) {
		struct day_run *run = &r->runs[i < RUNS_KEPT ? i : RUNS_KEPT - 1];

		run->first = next_number(&text);
		run->last = next_number(&text) - 1;
	}
}

void
column_take(const struct column *c, const struct rows *rows, int row, int number, void *into)
{
	char *at = (char *)into + c->at;

	switch (c->kind) {
	case LEARNER:
		break;
	case UUID:
		*(struct row_key *)at = take_id(rows_uuid(rows, row, number));
		break;
	case BYTES:
		*(struct str *)at = rows_text(rows, row, number);
		break;
	case STATE:
		take_state(rows_text(rows, row, number), at);
		break;
	case RUNS:
		take_runs(rows_text(rows, row, number), into);
		break;
	default:
		*(int64_t *)at = take_number(rows, row, number, c->kind);
	}
}
