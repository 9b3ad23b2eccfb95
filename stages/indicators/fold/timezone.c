/* Time zones; see timezone.h.
 *
 * A zone is a sorted list of changes: from a second on, the clock is so far ahead of UTC. A TZif file lists those of
 * the past and ends with the rule of the years to come. The calendar repeats exactly every 400 years, weekdays
 * included: so the rule is written out once for 400 years, and later moments are moved back by a multiple of them.
 */
#include "stages/indicators/fold/timezone.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/buf.h"
#include "stages/indicators/fold/timezone_rule.h"

enum {
	DAY = 86400,
	HOUR = 3600,
	SECOND_US = 1000000,
	CYCLE_YEARS = 400,
	FILE_MOST = 1 << 18,
	FIRST_YEAR = 1970
};
#define CYCLE (INT64_C(146097) * DAY)

struct change {
	int64_t at; /* seconds since 1970 */
	int32_t offset;
};

struct zone {
	int32_t first_offset; /* before the first change */
	struct change *changes;
	size_t count, capacity;
	int64_t cycle_from; /* the rule was written out from here on */
	bool cycles;
};

/* ---- looking up ---- */

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int32_t
offset_at(const struct zone *z, int64_t second)
{
	size_t low = 0, high = z->count;

	if (z->cycles && second >= z->cycle_from + CYCLE)
		second = z->cycle_from + (second - z->cycle_from) % CYCLE;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (z->changes[middle].at <= second)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? z->changes[low - 1].offset : z->first_offset;
}

int32_t
zone_offset(const struct zone *z, int64_t us)
{
	return offset_at(z, floor_div(us, SECOND_US));
}

struct local
zone_local(const struct zone *z, int64_t us)
{
	int64_t second = floor_div(us, SECOND_US);
	int64_t clock = second + offset_at(z, second);
	int64_t day = floor_div(clock, DAY);
	int64_t weekday = ((day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */

	return (struct local){day, (int)(weekday * 24 + (clock - day * DAY) / HOUR)};
}

/* ---- building ---- */

static void
add_change(struct zone *z, int64_t at, int32_t offset)
{
	if (z->count == z->capacity) {
		z->capacity = z->capacity ? 2 * z->capacity : 64;
		z->changes = realloc(z->changes, z->capacity * sizeof(*z->changes));
		if (!z->changes)
			abort();
	}
	z->changes[z->count++] = (struct change){at, offset};
}

static int
year_of(int64_t second)
{
	int year = FIRST_YEAR;

	while (zone_year_start(year + 1) * DAY <= second)
		year++;
	return year;
}

/* Writes the rule out for 400 years and the rest of the year in which the listed changes end. */
static void
add_rule(struct zone *z, const struct zone_rule *r)
{
	int64_t listed = z->count ? z->changes[z->count - 1].at : INT64_MIN;
	int year = year_of(listed), last = year + CYCLE_YEARS + 1;

	z->cycles = true;
	z->cycle_from = zone_year_start(year + 1) * DAY;
	for (; year <= last; year++) {
		int64_t start = zone_change_at(&r->start, year, r->standard);
		int64_t end = zone_change_at(&r->end, year, r->summer);

		if (end < start && end > listed)
			add_change(z, end, r->standard);
		if (start > listed)
			add_change(z, start, r->summer);
		if (end >= start && end > listed)
			add_change(z, end, r->standard);
	}
}

/* ---- TZif, RFC 8536 section 3 ---- */

/* The counts of a header, in the file's order. */
enum { IS_UT, IS_STD, LEAP, TIME, TYPE, CHAR, COUNTS };
enum { HEADER_BYTES = 44, COUNTS_AT = 20, TYPE_BYTES = 6 };

static int64_t
big_endian(const char *at, int bytes)
{
	uint64_t v = at[0] & 0x80 ? UINT64_MAX : 0;

	for (int i = 0; i < bytes; i++)
		v = v << 8 | (uint8_t)at[i];
	return (int64_t)v;
}

static bool
read_header(struct str file, int64_t counts[COUNTS])
{
	if (file.len < HEADER_BYTES || !str_starts(file, STR("TZif")))
		return false;
	for (int i = 0; i < COUNTS; i++) {
		counts[i] = big_endian(file.at + COUNTS_AT + 4 * i, 4);
		if (counts[i] < 0 || counts[i] > FILE_MOST)
			return false;
	}
	return true;
}

/* Bytes of a data block whose moments take `width` bytes. */
static size_t
block_bytes(const int64_t n[COUNTS], int width)
{
	return (size_t)(n[TIME] * (width + 1) + n[TYPE] * TYPE_BYTES + n[CHAR] + n[LEAP] * (width + 4)
			+ n[IS_STD] + n[IS_UT]);
}

/* The listed changes of the block with 64-bit moments. */
static bool
read_block(struct zone *z, struct str block, const int64_t n[COUNTS])
{
	const char *indexes = block.at + n[TIME] * 8, *types = indexes + n[TIME];

	if (block.len < block_bytes(n, 8) || n[TYPE] == 0)
		return false;
	z->first_offset = (int32_t)big_endian(types, 4);
	for (int64_t i = 0; i < n[TIME]; i++) {
		uint8_t type = (uint8_t)indexes[i];
		int64_t at = big_endian(block.at + 8 * i, 8);

		if (type >= n[TYPE] || (z->count && at <= z->changes[z->count - 1].at))
			return false;
		add_change(z, at, (int32_t)big_endian(types + type * TYPE_BYTES, 4));
	}
	return true;
}

/* A version 1 block, there for old readers, comes first and is passed over. */
static bool
read_tzif(struct zone *z, struct str file)
{
	struct zone_rule rule;
	int64_t n[COUNTS];
	size_t footer;

	if (!read_header(file, n) || file.at[4] < '2')
		return false;
	file = str_from(file, HEADER_BYTES + block_bytes(n, 4));
	if (!read_header(file, n))
		return false;
	file = str_from(file, HEADER_BYTES);
	footer = block_bytes(n, 8);
	if (!read_block(z, file, n))
		return false;
	file = str_from(file, footer);
	if (file.len < 2 || file.at[0] != '\n' || file.at[file.len - 1] != '\n')
		return false;
	file = (struct str){file.at + 1, file.len - 2};
	if (file.len == 0)
		return true;
	if (!zone_rule_parse(file, &rule))
		return false;
	if (rule.changes)
		add_rule(z, &rule);
	return true;
}

/* ---- opening ---- */

/* Names are paths in the database: letters, digits, "+-_/", nothing that leads out of it. */
static bool
is_zone_name(struct str name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_/";

	for (size_t i = 0; i < name.len; i++)
		if (!memchr(allowed, name.at[i], sizeof(allowed) - 1))
			return false;
	return name.len > 0 && name.len < 100 && name.at[0] != '/';
}

static bool
read_file(struct str name, struct buf *out)
{
	const char *folder = getenv("TZDIR");
	char path[512];
	FILE *f;
	bool ok = false;

	snprintf(path, sizeof(path), "%.300s/%.*s", folder ? folder : "/usr/share/zoneinfo", STR_ARG(name));
	f = fopen(path, "rb");
	if (f) {
		out->len = fread(buf_room(out, FILE_MOST), 1, FILE_MOST, f);
		ok = !ferror(f);
		fclose(f);
	}
	return ok;
}

struct zone *
zone_open(struct str name, struct error *e)
{
	struct zone *z = calloc(1, sizeof(*z));
	struct buf file = {0};

	if (!z)
		abort();
	if (!str_eq(name, STR("UTC"))
	    && (!is_zone_name(name) || !read_file(name, &file) || !read_tzif(z, buf_view(&file)))) {
		error_usage(e,
		    "time zone \"%.*s\" is not in this machine's tz database (Debian package tzdata)",
		    (int)(name.len < 100 ? name.len : 100), name.at);
		zone_close(z);
		z = NULL;
	}
	buf_free(&file);
	return z;
}

void
zone_close(struct zone *z)
{
	if (z)
		free(z->changes);
	free(z);
}
