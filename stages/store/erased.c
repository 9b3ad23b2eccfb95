/* See erased.h. */
#include "stages/store/erased.h"

#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "pipeline/io/postgres.h"
#include "stages/store/store.sql.h"
#include "stages/xapi/safe_statement.h"

enum { UUID_TEXT = 36, FIRST_DASH = 8, CAPACITY_LEAST = 16 };

static const uint8_t nobody[16];

/* ---- the list ---- */

/* Where it stands, or could stand. */
static uint8_t *
place_of(const struct erased *e, const uint8_t pseudonym[16])
{
	uint64_t halves[2];
	uint32_t i;

	memcpy(halves, pseudonym, sizeof(halves));
	i = (uint32_t)hash64_pair(halves[0], halves[1]) & e->mask;
	while (memcmp(e->people + (size_t)i * 16, nobody, 16) != 0
	       && memcmp(e->people + (size_t)i * 16, pseudonym, 16) != 0)
		i = (i + 1) & e->mask;
	return e->people + (size_t)i * 16;
}

static void
fill(struct erased *e, const struct rows *rows)
{
	uint32_t capacity = CAPACITY_LEAST;

	e->count = (uint32_t)rows_count(rows);
	while (capacity < 2 * e->count)
		capacity *= 2;
	free(e->people);
	e->people = calloc(capacity, 16);
	if (!e->people)
		abort();
	e->mask = capacity - 1;
	for (int i = 0; i < rows_count(rows); i++)
		memcpy(place_of(e, rows_uuid(rows, i, 0)), rows_uuid(rows, i, 0), 16);
}

bool
erased_read(struct erased *e, struct postgres *db, int16_t tenant, int64_t number, struct error *err)
{
	struct params p = {0};
	struct rows *rows = NULL;
	bool ok;

	if (e->number == number && (number == 0 || e->tenant == tenant))
		return true;
	param_int2(&p, tenant);
	ok = postgres_run(db, "find_erased", SQL_FIND_ERASED, &p, &rows, NULL, err);
	if (ok) {
		fill(e, rows);
		e->tenant = tenant;
		e->number = number;
	}
	rows_free(rows);
	params_free(&p);
	return ok;
}

bool
erased_has(const struct erased *e, const uint8_t pseudonym[16])
{
	return e->count && memcmp(place_of(e, pseudonym), nobody, 16) != 0;
}

/* ---- in texts ---- */

/* True if the bytes before a value say that it is no agent's name. */
static bool
is_id(const char *text, const char *value)
{
	static const struct str keys[] = {{"\"id\":\"", 6}, {"\"registration\":\"", 16}};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if ((size_t)(value - text) >= keys[i].len
		    && memcmp(value - keys[i].len, keys[i].at, keys[i].len) == 0)
			return true;
	return false;
}

/* The first pseudonym of the list at or behind `from`; NULL if there is none. A UUID is found by its first dash. */
static char *
find_in(const struct erased *e, char *text, char *from, const char *end)
{
	char *dash = from + FIRST_DASH;
	uint8_t uuid[16];

	while (dash < end && (dash = memchr(dash, '-', (size_t)(end - dash)))) {
		char *at = dash - FIRST_DASH;

		if (end - at >= UUID_TEXT && uuid_parse((struct str){at, UUID_TEXT}, uuid)
		    && erased_has(e, uuid) && !is_id(text, at))
			return at;
		dash++;
	}
	return NULL;
}

uint64_t
erased_in_json(const struct erased *e, struct buf *b, size_t from)
{
	char *text = b->at + from, *at = text, *to = text;
	const char *end = b->at + b->len;
	uint64_t count = 0;
	char *found;

	if (e->count == 0 || b->len - from < UUID_TEXT)
		return 0;
	while ((found = find_in(e, text, at, end))) {
		memmove(to, at, (size_t)(found - at));
		to += found - at;
		memcpy(to, ERASED_NAME, sizeof(ERASED_NAME) - 1);
		to += sizeof(ERASED_NAME) - 1;
		at = found + UUID_TEXT;
		count++;
	}
	memmove(to, at, (size_t)(end - at));
	b->len = (size_t)(to + (end - at) - b->at);
	return count;
}

void
erased_free(struct erased *e)
{
	free(e->people);
	*e = (struct erased){0};
}
