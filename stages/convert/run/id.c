/* uuid5 over canonical JSON; see id.h. */
#include "stages/convert/run/id.h"

#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/json_decimal.h"

/* RFC 9562, 6.6: the namespace for URLs. */
static const uint8_t url_space[16] = {
    0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

void
id_space(struct str source, uint8_t out[16])
{
	struct buf name = {0};

	buf_str(&name, STR("urn:lrstream:source:"));
	buf_str(&name, source);
	uuid5(url_space, buf_view(&name), out);
	buf_free(&name);
}

void
id_make(struct arena *arena, struct buf *scratch, const uint8_t space[16], const struct json *parts,
    uint8_t out[16])
{
	buf_clear(scratch);
	canonical_write(arena, scratch, parts);
	uuid5(space, buf_view(scratch), out);
}

/* By key; keys that stand twice keep their order. */
static int
compare_members(const void *a, const void *b)
{
	const struct json_member *one = *(const struct json_member *const *)a;
	const struct json_member *two = *(const struct json_member *const *)b;
	int order = str_cmp(one->key, two->key);

	return order ? order : (one > two) - (one < two);
}

static void
write_members(struct arena *arena, struct buf *b, const struct json *v)
{
	const struct json_member **sorted = arena_take(arena, v->count * sizeof(struct json_member *));

	for (uint32_t i = 0; i < v->count; i++)
		sorted[i] = &v->members[i];
	qsort(sorted, v->count, sizeof(struct json_member *), compare_members);
	for (uint32_t i = 0; i < v->count; i++) {
		buf_char(b, i ? ',' : '{');
		json_write_string(b, sorted[i]->key);
		buf_char(b, ':');
		canonical_write(arena, b, &sorted[i]->value);
	}
}

/* Digits without a point, then the exponent that goes with 0.DIGITS; an integer of a few digits as it is usually
 * written, so that ids over plain numbers can be made elsewhere. */
static void
write_number(struct buf *b, struct str text)
{
	struct json v = json_number(text);
	struct json_decimal d;
	int64_t whole;

	if (json_int(&v, &whole)) {
		buf_format(b, "%lld", (long long)whole);
		return;
	}
	d = json_decimal(text);
	if (d.negative)
		buf_char(b, '-');
	buf_str(b, STR("0."));
	for (size_t i = 0; i < d.digits.len; i++)
		if (d.digits.at[i] != '.')
			buf_char(b, d.digits.at[i]);
	if (d.exponent)
		buf_format(b, "e%lld", (long long)d.exponent);
}

void
canonical_write(struct arena *arena, struct buf *b, const struct json *v)
{
	switch (v->type) {
	case JSON_NUMBER:
		write_number(b, json_text(v));
		break;
	case JSON_ARRAY:
		buf_char(b, '[');
		for (uint32_t i = 0; i < v->count; i++) {
			if (i)
				buf_char(b, ',');
			canonical_write(arena, b, &v->items[i]);
		}
		buf_char(b, ']');
		break;
	case JSON_OBJECT:
		if (v->count)
			write_members(arena, b, v);
		else
			buf_char(b, '{');
		buf_char(b, '}');
		break;
	default:
		json_write(b, v);
	}
}
