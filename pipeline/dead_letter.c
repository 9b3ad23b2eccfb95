/* Dead letters as JSON for the topic and as rows for the table; see dead_letter.h. */
#include "pipeline/dead_letter.h"

#include <string.h>

#include "pipeline/core/json.h"
#include "pipeline/dead_letter.sql.h"
#include "pipeline/io/postgres.h"

/* A pointer stands in the table's key, and an index entry has its limits; none that is made today comes near. */
enum { POINTER_MOST = 1000 };

/* What may be written of it: whole characters, and no NUL, which the table cannot hold. */
static struct str
pointer_of(const struct dead_letter *d)
{
	struct str s = d->pointer.at ? d->pointer : STR("");
	size_t len = strnlen(s.at, s.len < POINTER_MOST ? s.len : POINTER_MOST);

	while (len < s.len && len > 0 && ((unsigned char)s.at[len] & 0xc0) == 0x80)
		len--;
	return (struct str){s.at, len};
}

static void
write_text(struct buf *out, const char *key, struct str value)
{
	buf_format(out, "\"%s\":", key);
	json_write_string(out, value);
	buf_char(out, ',');
}

void
dead_letter_write(struct buf *out, const struct dead_letter *d)
{
	buf_char(out, '{');
	write_text(out, "code", str_of(reject_info(d->code)->code));
	write_text(out, "stage", str_of(d->stage));
	write_text(out, "pointer", pointer_of(d));
	write_text(out, "source", d->origin.source);
	write_text(out, "topic", d->origin.topic);
	buf_format(
	    out, "\"partition\":%d,\"offset\":%lld}", d->origin.partition, (long long)d->origin.offset);
}

void
dead_letter_key(struct buf *out, const struct dead_letter *d)
{
	buf_str(out, d->origin.topic);
	buf_format(out, "/%d/%lld", d->origin.partition, (long long)d->origin.offset);
}

static struct str
code_of(const struct dead_letter *d)
{
	return str_of(reject_info(d->code)->code);
}

static struct str
stage_of(const struct dead_letter *d)
{
	return str_of(d->stage);
}

static struct str
source_of(const struct dead_letter *d)
{
	return d->origin.source;
}

static struct str
topic_of(const struct dead_letter *d)
{
	return d->origin.topic;
}

static void
text_column(struct params *p, const struct dead_letter *letters, size_t count,
    struct str (*of)(const struct dead_letter *))
{
	param_array_begin(p, PG_TEXT);
	for (size_t i = 0; i < count; i++)
		param_text(p, of(letters + i));
	param_array_end(p);
}

static void
number_columns(struct params *p, const struct dead_letter *letters, size_t count)
{
	param_array_begin(p, PG_INT4);
	for (size_t i = 0; i < count; i++)
		param_int4(p, letters[i].origin.partition);
	param_array_end(p);
	param_array_begin(p, PG_INT8);
	for (size_t i = 0; i < count; i++)
		param_int8(p, letters[i].origin.offset);
	param_array_end(p);
	param_array_begin(p, PG_INT4);
	for (size_t i = 0; i < count; i++)
		param_int4(p, (int32_t)letters[i].nth);
	param_array_end(p);
	param_array_begin(p, PG_TIMESTAMPTZ);
	for (size_t i = 0; i < count; i++)
		param_time(p, letters[i].origin.received_at);
	param_array_end(p);
}

bool
dead_letter_insert(
    struct postgres *db, int16_t tenant, const struct dead_letter *letters, size_t count, struct error *err)
{
	/* In the order of the insert's parameters. */
	struct str (*const texts[])(const struct dead_letter *) = {
	    code_of, stage_of, pointer_of, source_of, topic_of};
	struct params p = {0};
	bool ok;

	if (count == 0)
		return true;
	param_int2(&p, tenant);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		text_column(&p, letters, count, texts[i]);
	number_columns(&p, letters, count);
	ok = postgres_run(db, "insert_dead_letters", SQL_INSERT_DEAD_LETTERS, &p, NULL, NULL, err);
	params_free(&p);
	return ok;
}
