/* Encoders for PostgreSQL's binary protocol (its manual, "Message Formats" and COPY's "Binary Format").
 *
 * A scalar of either kind is a 32-bit length and the value's bytes in network order; -1 as the length is null. The two
 * writers differ only in what stands around it: a COPY row counts its columns, a parameter keeps its bounds apart from
 * the bytes, and an array puts a header before its elements.
 */
#include "pipeline/io/pgbinary.h"

#include <assert.h>
#include <string.h>

enum { PG_EPOCH_SECONDS = 946684800 }; /* 2000-01-01, from 1970 */

static void
put_int2(struct buf *b, uint16_t v)
{
	char *to = buf_room(b, 2);

	to[0] = (char)(v >> 8);
	to[1] = (char)v;
	b->len += 2;
}

static void
write_int4(char *to, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		to[i] = (char)(v >> (24 - 8 * i));
}

static void
put_int4(struct buf *b, uint32_t v)
{
	write_int4(buf_room(b, 4), v);
	b->len += 4;
}

static void
put_int8(struct buf *b, uint64_t v)
{
	put_int4(b, (uint32_t)(v >> 32));
	put_int4(b, (uint32_t)v);
}

static uint64_t
float8_bits(double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	return bits;
}

static uint64_t
time_bits(int64_t us)
{
	return (uint64_t)us - (uint64_t)PG_EPOCH_SECONDS * 1000000;
}

/* ---- arrays ---- */

enum { ARRAY_HEADER = 12 };

static void
array_begin(struct buf *b, enum pg_type element)
{
	put_int4(b, 1); /* dimensions */
	put_int4(b, 0); /* no nulls so far */
	put_int4(b, element);
	put_int4(b, 0); /* elements, known at the end */
	put_int4(b, 1); /* the first one's index */
}

/* `start` is where the header stands. An empty array has no dimension. */
static void
array_end(struct buf *b, size_t start, int32_t elements)
{
	char *header = b->at + start;

	assert(b->len - start <= INT32_MAX);
	if (elements == 0) {
		write_int4(header, 0);
		b->len = start + ARRAY_HEADER;
	} else {
		write_int4(header + ARRAY_HEADER, (uint32_t)elements);
	}
}

/* ---- parameters ---- */

/* The type of an array of `element`. */
static uint32_t
array_type(enum pg_type element)
{
	switch (element) {
	case PG_BOOL:
		return 1000;
	case PG_BYTEA:
		return 1001;
	case PG_INT2:
		return 1005;
	case PG_INT4:
		return 1007;
	case PG_TEXT:
		return 1009;
	case PG_TID:
		return 1010;
	case PG_INT8:
		return 1016;
	case PG_FLOAT8:
		return 1022;
	case PG_TIMESTAMPTZ:
		return 1185;
	case PG_JSON:
		return 199;
	case PG_UUID:
		return 2951;
	case PG_INT4MULTIRANGE:
		return 6150;
	}
	assert(!"an element type that has no array here");
	return 0;
}

void
params_clear(struct params *p)
{
	buf_clear(&p->bytes);
	p->count = 0;
	p->in_array = false;
}

void
params_free(struct params *p)
{
	buf_free(&p->bytes);
	params_clear(p);
}

/* Starts a value of len bytes (-1: null): an element of the open array, or a parameter of its own. */
static struct buf *
param_begin(struct params *p, enum pg_type type, int32_t len)
{
	if (p->in_array) {
		assert(p->at[p->count].type == array_type(type));
		put_int4(&p->bytes, (uint32_t)len);
		p->elements++;
	} else {
		assert(p->count < PARAMS_MOST);
		p->at[p->count].type = type;
		p->at[p->count].start = (int64_t)p->bytes.len;
		p->at[p->count].len = len;
		p->count++;
	}
	return &p->bytes;
}

static void
param_slice(struct params *p, enum pg_type type, struct str s)
{
	assert(s.len <= INT32_MAX);
	if (s.at)
		buf_str(param_begin(p, type, (int32_t)s.len), s);
	else
		param_null(p, type);
}

void
param_bool(struct params *p, bool v)
{
	buf_char(param_begin(p, PG_BOOL, 1), v);
}

void
param_int2(struct params *p, int16_t v)
{
	put_int2(param_begin(p, PG_INT2, 2), (uint16_t)v);
}

void
param_int4(struct params *p, int32_t v)
{
	put_int4(param_begin(p, PG_INT4, 4), (uint32_t)v);
}

void
param_int8(struct params *p, int64_t v)
{
	put_int8(param_begin(p, PG_INT8, 8), (uint64_t)v);
}

void
param_float8(struct params *p, double v)
{
	put_int8(param_begin(p, PG_FLOAT8, 8), float8_bits(v));
}

void
param_text(struct params *p, struct str s)
{
	param_slice(p, PG_TEXT, s);
}

void
param_bytes(struct params *p, struct str s)
{
	param_slice(p, PG_BYTEA, s);
}

void
param_uuid(struct params *p, const uint8_t uuid[16])
{
	param_slice(p, PG_UUID, (struct str){(const char *)uuid, 16});
}

void
param_time(struct params *p, int64_t us)
{
	put_int8(param_begin(p, PG_TIMESTAMPTZ, 8), time_bits(us));
}

void
param_tid(struct params *p, const uint8_t tid[6])
{
	param_slice(p, PG_TID, (struct str){(const char *)tid, 6});
}

void
param_binary(struct params *p, enum pg_type type, struct str s)
{
	param_slice(p, type, s);
}

void
param_null(struct params *p, enum pg_type type)
{
	param_begin(p, type, -1);
	if (p->in_array)
		write_int4(p->bytes.at + p->array + 4, 1); /* the header's flag "has nulls" */
}

void
param_array_begin(struct params *p, enum pg_type element)
{
	assert(!p->in_array && p->count < PARAMS_MOST);
	p->at[p->count].type = array_type(element);
	p->at[p->count].start = p->array = (int64_t)p->bytes.len;
	p->in_array = true;
	p->elements = 0;
	array_begin(&p->bytes, element);
}

void
param_array_end(struct params *p)
{
	assert(p->in_array);
	array_end(&p->bytes, (size_t)p->array, p->elements);
	p->at[p->count].len = (int32_t)(p->bytes.len - (size_t)p->array);
	p->count++;
	p->in_array = false;
}

/* ---- rows for COPY ---- */

void
copy_clear(struct copy *c)
{
	buf_clear(&c->bytes);
	c->rows = 0;
}

void
copy_free(struct copy *c)
{
	buf_free(&c->bytes);
	c->rows = 0;
}

void
copy_row(struct copy *c, int16_t columns)
{
	put_int2(&c->bytes, (uint16_t)columns);
	c->rows++;
}

void
copy_null(struct copy *c)
{
	put_int4(&c->bytes, (uint32_t)-1);
}

void
copy_bool(struct copy *c, bool v)
{
	put_int4(&c->bytes, 1);
	buf_char(&c->bytes, v);
}

void
copy_int2(struct copy *c, int16_t v)
{
	put_int4(&c->bytes, 2);
	put_int2(&c->bytes, (uint16_t)v);
}

void
copy_int4(struct copy *c, int32_t v)
{
	put_int4(&c->bytes, 4);
	put_int4(&c->bytes, (uint32_t)v);
}

void
copy_int8(struct copy *c, int64_t v)
{
	put_int4(&c->bytes, 8);
	put_int8(&c->bytes, (uint64_t)v);
}

void
copy_float8(struct copy *c, double v)
{
	put_int4(&c->bytes, 8);
	put_int8(&c->bytes, float8_bits(v));
}

void
copy_text(struct copy *c, struct str s)
{
	assert(s.len <= INT32_MAX);
	if (!s.at) {
		copy_null(c);
		return;
	}
	put_int4(&c->bytes, (uint32_t)s.len);
	buf_str(&c->bytes, s);
}

void
copy_uuid(struct copy *c, const uint8_t uuid[16])
{
	copy_text(c, (struct str){(const char *)uuid, 16});
}

void
copy_time(struct copy *c, int64_t us)
{
	put_int4(&c->bytes, 8);
	put_int8(&c->bytes, time_bits(us));
}

size_t
copy_text_begin(struct copy *c)
{
	put_int4(&c->bytes, 0);
	return c->bytes.len;
}

void
copy_text_end(struct copy *c, size_t begun)
{
	assert(begun >= 4 && c->bytes.len - begun <= INT32_MAX);
	write_int4(c->bytes.at + begun - 4, (uint32_t)(c->bytes.len - begun));
}

size_t
copy_array_begin(struct copy *c, enum pg_type element)
{
	size_t begun = copy_text_begin(c);

	array_begin(&c->bytes, element);
	return begun;
}

void
copy_array_end(struct copy *c, size_t begun, int32_t elements)
{
	array_end(&c->bytes, begun, elements);
	copy_text_end(c, begun);
}
