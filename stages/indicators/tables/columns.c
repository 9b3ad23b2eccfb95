/* Members of rows as columns; see columns.h. */
#include "stages/indicators/tables/columns.h"

#include <assert.h>

#include "pipeline/core/digest.h"
#include "stages/indicators/facts/packing.h"

static const struct {
	enum pg_type type;
	const char *name;
} kinds[] = {
    [LEARNER] = {PG_UUID, "uuid"},
    [HASH] = {PG_INT8, "int8"},
    [DAY] = {PG_INT4, "int4"},
    [ID] = {PG_UUID, "uuid"},
    [UUID] = {PG_UUID, "uuid"},
    [INT2] = {PG_INT2, "int2"},
    [INT4] = {PG_INT4, "int4"},
    [INT8] = {PG_INT8, "int8"},
    [WIDE_HIGH] = {PG_INT8, "int8"},
    [WIDE_LOW] = {PG_INT8, "int8"},
    [BOOL] = {PG_BOOL, "bool"},
    [TIME] = {PG_TIMESTAMPTZ, "timestamptz"},
    [FLOAT8] = {PG_FLOAT8, "float8"},
    [BYTES] = {PG_BYTEA, "bytea"},
    [STATE] = {PG_BYTEA, "bytea"},
    [HASHES] = {PG_INT8, "int8[]"},
    [RUNS] = {PG_INT4MULTIRANGE, "int4multirange"},
    [LABEL] = {PG_TEXT, "text"},
    [LABEL_IRI] = {PG_INT8, "int8"},
    [LABEL_TIME] = {PG_TIMESTAMPTZ, "timestamptz"},
    [LABEL_ID] = {PG_UUID, "uuid"},
};

enum pg_type
column_type(const struct column *c)
{
	return kinds[c->kind].type;
}

const char *
column_type_name(const struct column *c)
{
	return kinds[c->kind].name;
}

/* ---- an int4multirange, as multirange_recv reads it: all numbers are 32 bits, the highest byte first ---- */

enum {
	RANGE_BYTES = 4 + 1 + 2 * (4 + 4), /* its length; flags; two bounds with their lengths */
	LOWER_INCLUSIVE = 2,               /* the flags of [first, last + 1) */
	RUNS_BYTES = 4 + RUNS_KEPT * RANGE_BYTES
};

static void
write_int4(char **at, int64_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*(*at)++ = (char)((uint32_t)v >> shift);
}

static int32_t
read_int4(const char *at)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 8 | (uint8_t)at[i];
	return (int32_t)v;
}

static struct str
write_runs(const struct course_row *r, char bytes[RUNS_BYTES])
{
	char *at = bytes;

	write_int4(&at, r->run_count);
	for (int64_t i = r->run_count; i-- > 0;) { /* the oldest first */
		write_int4(&at, RANGE_BYTES - 4);
		*at++ = LOWER_INCLUSIVE;
		write_int4(&at, 4);
		write_int4(&at, r->runs[i].first);
		write_int4(&at, 4);
		write_int4(&at, r->runs[i].last + 1);
	}
	return (struct str){bytes, (size_t)(at - bytes)};
}

static void
read_runs(struct str bytes, struct course_row *r)
{
	int32_t count = read_int4(bytes.at);

	assert(bytes.len == 4 + (size_t)count * RANGE_BYTES && count <= RUNS_KEPT);
	r->run_count = count;
	for (int32_t i = 0; i < count; i++) {
		const char *range = bytes.at + 4 + i * RANGE_BYTES;

		r->runs[count - 1 - i] = (struct day_run){read_int4(range + 9), read_int4(range + 17) - 1};
	}
}

/* ---- from rows ---- */

enum form { NOTHING, NUMBER, REAL, BINARY };

/* What a column holds: a number of the column's type, or bytes. */
struct value {
	enum form form;
	int64_t number;
	double real;
	struct str bytes;
	char room[RUNS_BYTES]; /* for bytes made here */
};

static void
set_number(struct value *v, int64_t number)
{
	v->form = number == ABSENT ? NOTHING : NUMBER;
	v->number = number;
}

static void
set_bytes(struct value *v, struct str bytes)
{
	v->form = bytes.at ? BINARY : NOTHING;
	v->bytes = bytes;
}

static void
set_id(struct value *v, struct row_key key)
{
	id_of_key(key, (uint8_t *)v->room);
	set_bytes(v, (struct str){v->room, 16});
}

static void
set_label(struct value *v, enum column_kind kind, const struct label *l)
{
	if (!l->text.at)
		v->form = NOTHING;
	else if (kind == LABEL)
		set_bytes(v, l->text);
	else if (kind == LABEL_IRI)
		set_number(v, (int64_t)hash64(l->text));
	else if (kind == LABEL_TIME)
		set_number(v, l->stated_at);
	else
		set_id(v, l->stated_by);
}

static void
set_value(struct value *v, const struct column *c, const struct change *change)
{
	static const struct row_key none;
	const char *at = (const char *)change->row + c->at;

	switch (c->kind) {
	case LEARNER:
		set_bytes(v, (struct str){(const char *)change->learner, 16});
		break;
	case HASH:
		v->form = NUMBER; /* never null */
		v->number = *(const int64_t *)at;
		break;
	case DAY:
		set_number(v, *(const int64_t *)at - DAY_BIAS);
		break;
	case ID:
		set_id(v, *(const struct row_key *)at);
		break;
	case WIDE_HIGH:
		set_number(v, (int64_t)(*(const wide_sum *)at >> 32));
		break;
	case WIDE_LOW:
		set_number(v, (int64_t)(*(const wide_sum *)at & UINT32_MAX));
		break;
	case FLOAT8:
		v->form = REAL;
		memcpy(&v->real, at, sizeof(v->real));
		break;
	case UUID:
		set_id(v, *(const struct row_key *)at);
		if (row_key_order(at, &none) == 0)
			v->form = NOTHING;
		break;
	case BYTES:
	case STATE:
		set_bytes(v, *(const struct str *)at);
		break;
	case RUNS:
		set_bytes(v, write_runs(change->row, v->room));
		break;
	case LABEL:
	case LABEL_IRI:
	case LABEL_TIME:
	case LABEL_ID:
		set_label(v, c->kind, (const struct label *)at);
		break;
	default:
		set_number(v, *(const int64_t *)at);
	}
}

void
column_put(struct params *p, const struct column *c, const struct change *change)
{
	enum pg_type type = column_type(c);
	struct value v;

	assert(c->kind != HASHES);
	set_value(&v, c, change);
	if (v.form == NOTHING)
		param_null(p, type);
	else if (v.form == BINARY)
		param_binary(p, type, v.bytes);
	else if (v.form == REAL)
		param_float8(p, v.real);
	else if (type == PG_INT2)
		param_int2(p, (int16_t)v.number);
	else if (type == PG_INT4)
		param_int4(p, (int32_t)v.number);
	else if (type == PG_BOOL)
		param_bool(p, v.number != 0);
	else if (type == PG_TIMESTAMPTZ)
		param_time(p, v.number);
	else
		param_int8(p, v.number);
}

static void
copy_hashes(struct copy *to, struct str packed)
{
	struct unpacking u = {.rest = packed};
	size_t begun = copy_array_begin(to, PG_INT8);
	int32_t count = 0;

	for (; u.rest.len && !u.bad; count++)
		copy_int8(to, unpack_number(&u));
	copy_array_end(to, begun, count);
}

void
column_copy(struct copy *to, const struct column *c, const struct change *change)
{
	enum pg_type type = column_type(c);
	struct value v;

	if (c->kind == HASHES) {
		copy_hashes(to, *(const struct str *)((const char *)change->row + c->at));
		return;
	}
	set_value(&v, c, change);
	if (v.form == NOTHING)
		copy_null(to);
	else if (v.form == BINARY)
		copy_text(to, v.bytes);
	else if (v.form == REAL)
		copy_float8(to, v.real);
	else if (type == PG_INT2)
		copy_int2(to, (int16_t)v.number);
	else if (type == PG_INT4)
		copy_int4(to, (int32_t)v.number);
	else if (type == PG_BOOL)
		copy_bool(to, v.number != 0);
	else if (type == PG_TIMESTAMPTZ)
		copy_time(to, v.number);
	else
		copy_int8(to, v.number);
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

static void
take_real(double real, void *at)
{
	memcpy(at, &real, sizeof(real));
}

void
column_take(const struct column *c, const struct rows *rows, int row, int number, void *into)
{
	char *at = (char *)into + c->at;

	switch (c->kind) {
	case LEARNER:
		break;
	case ID:
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
		read_runs(rows_text(rows, row, number), into);
		break;
	case FLOAT8:
		take_real(rows_float8(rows, row, number), at);
		break;
	default:
		*(int64_t *)at = take_number(rows, row, number, c->kind);
	}
}
