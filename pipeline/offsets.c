/* Stored offsets; see offsets.h. The compare-and-set stands in the update's condition: a row that another worker moved
 * meanwhile does not match it, and the number of rows tells. */
#include "pipeline/offsets.h"

#include "pipeline/io/postgres.h"
#include "pipeline/offsets.sql.h"

/* The group, and the arrays of topics and partitions: the first parameters of all three statements. */
static void
name_positions(struct params *p, struct str group, const struct kafka_position *at, size_t count)
{
	param_text(p, group);
	param_array_begin(p, PG_TEXT);
	for (size_t i = 0; i < count; i++)
		param_text(p, at[i].topic);
	param_array_end(p);
	param_array_begin(p, PG_INT4);
	for (size_t i = 0; i < count; i++)
		param_int4(p, at[i].partition);
	param_array_end(p);
}

bool
offsets_read(
    struct postgres *db, struct str group, struct kafka_position *at, size_t count, struct error *err)
{
	struct params p = {0};
	struct rows *rows;
	bool ok;

	name_positions(&p, group, at, count);
	ok = postgres_run(db, "read_offsets", SQL_READ_OFFSETS, &p, &rows, NULL, err);
	for (int i = 0; ok && i < rows_count(rows); i++)
		at[rows_int(rows, i, 0) - 1].next_offset = rows_int(rows, i, 1);
	rows_free(rows);
	params_free(&p);
	return ok;
}

bool
offsets_start(
    struct postgres *db, struct str group, const struct kafka_position *at, size_t count, struct error *err)
{
	struct params p = {0};
	bool ok;

	name_positions(&p, group, at, count);
	param_array_begin(&p, PG_INT8);
	for (size_t i = 0; i < count; i++)
		param_int8(&p, at[i].next_offset);
	param_array_end(&p);
	ok = postgres_run(db, "start_offsets", SQL_START_OFFSETS, &p, NULL, NULL, err);
	params_free(&p);
	return ok;
}

static void
name_steps(struct params *p, struct str group, const struct offset_step *steps, size_t count)
{
	param_text(p, group);
	param_array_begin(p, PG_TEXT);
	for (size_t i = 0; i < count; i++)
		param_text(p, steps[i].topic);
	param_array_end(p);
	param_array_begin(p, PG_INT4);
	for (size_t i = 0; i < count; i++)
		param_int4(p, steps[i].partition);
	param_array_end(p);
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < count; i++)
		param_int8(p, steps[i].next);
	param_array_end(p);
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < count; i++)
		param_int8(p, steps[i].expected);
	param_array_end(p);
}

bool
offsets_advance(struct postgres *db, struct str group, const struct offset_step *steps, size_t count,
    bool *lost, struct error *err)
{
	struct params p = {0};
	int64_t moved = 0;
	bool ok;

	*lost = false;
	if (count == 0)
		return true;
	name_steps(&p, group, steps, count);
	ok = postgres_run(db, "advance_offsets", SQL_ADVANCE_OFFSETS, &p, NULL, &moved, err);
	params_free(&p);
	if (ok && moved != (int64_t)count) {
		*lost = true;
		ok = error_transient(err, "%lld of %zu partitions were moved on by another worker",
		    (long long)count - (long long)moved, count);
	}
	return ok;
}
