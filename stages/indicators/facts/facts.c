/* Facts; see facts.h.
 *
 * A packed fact is: version, three bytes of flags, verb, t, id, then in the order of the tables below whatever the
 * flags announce: hashes as eight bytes, numbers as packing.h has them, and last the bytes of more with their length.
 * The activity of a fact on the course is not written: it is the course.
 */
#include "stages/indicators/facts/facts.h"

#include <assert.h>

#include "stages/indicators/facts/packing.h"

enum { LAYOUT = 1, FLAGS_AT = 1, VERB_AT = 4, HEAD_BYTES = 5, ID_BYTES = 16, HASH_BYTES = 8 };

struct field {
	uint32_t flag;
	size_t at;
};

static const struct field hashes[] = {
    {FACT_COURSE, offsetof(struct fact, course)},
    {FACT_ACTIVITY, offsetof(struct fact, activity)},
    {FACT_TYPE, offsetof(struct fact, type)},
};

static const struct field numbers[] = {
    {FACT_DURATION, offsetof(struct fact, duration)},
    {FACT_SCORE, offsetof(struct fact, score)},
    {FACT_ATTEMPT, offsetof(struct fact, attempt)},
    {FACT_PERCENT, offsetof(struct fact, percent)},
    {FACT_LESSONS_DONE, offsetof(struct fact, lessons_done)},
    {FACT_LESSONS_TOTAL, offsetof(struct fact, lessons_total)},
    {FACT_CURRENT_LESSON, offsetof(struct fact, current_lesson)},
    {FACT_REPORTED_TIME, offsetof(struct fact, reported_time)},
    {FACT_REPORTED_AVERAGE, offsetof(struct fact, reported_average)},
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* ---- packing ---- */

static void
put_hash(struct buf *b, uint64_t hash)
{
	for (int i = 0; i < HASH_BYTES; i++)
		buf_char(b, (char)(hash >> (8 * i)));
}

static bool
hash_is_written(uint32_t flags, uint32_t flag)
{
	return (flags & flag) && !(flag == FACT_ACTIVITY && (flags & FACT_ON_COURSE));
}

size_t
fact_pack(struct buf *b, const struct fact *f)
{
	size_t start = b->len;

	assert(f->flags < FACT_FLAGS_END);
	buf_char(b, LAYOUT);
	for (int i = 0; i < VERB_AT - FLAGS_AT; i++)
		buf_char(b, (char)(f->flags >> (8 * i)));
	buf_char(b, (char)f->verb);
	pack_number(b, f->t);
	buf_put(b, f->id, ID_BYTES);
	for (size_t i = 0; i < COUNT_OF(hashes); i++)
		if (hash_is_written(f->flags, hashes[i].flag))
			put_hash(b, *(const uint64_t *)((const char *)f + hashes[i].at));
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		if (f->flags & numbers[i].flag)
			pack_number(b, *(const int64_t *)((const char *)f + numbers[i].at));
	if (f->flags & FACT_MORE) {
		pack_number(b, (int64_t)f->more.len);
		buf_str(b, f->more);
	}
	return b->len - start;
}

/* ---- unpacking ---- */

static uint64_t
take_hash(struct unpacking *r)
{
	const uint8_t *bytes = unpack_bytes(r, HASH_BYTES);
	uint64_t hash = 0;

	for (int i = 0; bytes && i < HASH_BYTES; i++)
		hash |= (uint64_t)bytes[i] << (8 * i);
	return hash;
}

static void
take_head(struct unpacking *r, struct fact *f)
{
	const uint8_t *head = unpack_bytes(r, HEAD_BYTES), *id;

	if (!head)
		return;
	for (int i = 0; i < VERB_AT - FLAGS_AT; i++)
		f->flags |= (uint32_t)head[FLAGS_AT + i] << (8 * i);
	f->verb = head[VERB_AT];
	if (head[0] != LAYOUT || f->flags >= FACT_FLAGS_END)
		r->bad = true;
	f->t = unpack_number(r);
	id = unpack_bytes(r, ID_BYTES);
	if (id)
		memcpy(f->id, id, ID_BYTES);
}

size_t
fact_unpack(struct str bytes, struct fact *f)
{
	struct unpacking r = {.rest = bytes};

	*f = (struct fact){0};
	take_head(&r, f);
	for (size_t i = 0; i < COUNT_OF(hashes); i++)
		if (hash_is_written(f->flags, hashes[i].flag))
			*(uint64_t *)((char *)f + hashes[i].at) = take_hash(&r);
	if (f->flags & FACT_ON_COURSE)
		f->activity = f->course;
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		if (f->flags & numbers[i].flag)
			*(int64_t *)((char *)f + numbers[i].at) = unpack_number(&r);
	if (f->flags & FACT_MORE) {
		f->more.len = (size_t)unpack_number(&r);
		f->more.at = (const char *)unpack_bytes(&r, f->more.len);
	}
	return r.bad ? 0 : bytes.len - r.rest.len;
}

/* ---- orders ---- */

int
fact_order(const struct fact *a, const struct fact *b)
{
	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	return memcmp(a->id, b->id, ID_BYTES);
}

int
fact_line_order(const struct fact *a, const struct fact *b)
{
	/* Without a duration counts as shorter than any. */
	int64_t da = fact_is(a, FACT_DURATION) ? a->duration : -1;
	int64_t db = fact_is(b, FACT_DURATION) ? b->duration : -1;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if (da != db)
		return da > db ? -1 : 1;
	return memcmp(a->id, b->id, ID_BYTES);
}

/* ---- meaning ---- */

bool
fact_waives(const struct fact *f)
{
	return f->verb == VERB_SATISFIED || f->verb == VERB_WAIVED;
}

bool
fact_says_completed(const struct fact *f)
{
	if (fact_waives(f))
		return true;
	if (fact_is(f, FACT_COMPLETION_STATED))
		return fact_is(f, FACT_COMPLETION);
	return f->verb == VERB_COMPLETED;
}

bool
fact_says_passed(const struct fact *f)
{
	return f->verb == VERB_PASSED;
}

bool
fact_is_trial(const struct fact *f)
{
	return f->verb == VERB_ANSWERED || f->verb == VERB_EVALUATED;
}

bool
fact_grants(const struct fact *f)
{
	bool failed = fact_is(f, FACT_SUCCESS_STATED) && !fact_is(f, FACT_SUCCESS);

	return (f->verb == VERB_EARNED || f->verb == VERB_PASSED) && !failed && !fact_is(f, FACT_FAIL_GRADE);
}
