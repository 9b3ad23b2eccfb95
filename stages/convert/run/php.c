/* What PHP's serialize writes; see unpack.h.
 *
 *     N;   b:1;   i:-5;   d:0.5;   s:4:"text";   a:2:{i:0;s:1:"x";i:1;N;}
 *
 * A text's length is in bytes and is believed only as far as the quotes stand where it says. An array's length is only
 * compared with what came: nothing is allocated for a promise.
 */
#include <stdlib.h>

#include "pipeline/core/utf8.h"
#include "stages/convert/run/number.h"
#include "stages/convert/run/unpack.h"

enum { MOST_COUNT_DIGITS = 9 };

struct php {
	struct arena *arena;
	struct str rest;
};

static bool
take(struct php *p, struct str wanted)
{
	if (!str_starts(p->rest, wanted))
		return false;
	p->rest = str_from(p->rest, wanted.len);
	return true;
}

/* What stands before a mark. */
static bool
take_until(struct php *p, char mark, struct str *out)
{
	const char *end = p->rest.len ? memchr(p->rest.at, mark, p->rest.len) : NULL;

	if (!end)
		return false;
	*out = (struct str){p->rest.at, (size_t)(end - p->rest.at)};
	p->rest = str_from(p->rest, out->len + 1);
	return true;
}

static bool
is_integer(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((s.at[i] < '0' || s.at[i] > '9') && s.at[i] != '-')
			return false;
	return number_is(s);
}

/* A count and the colon behind it. */
static bool
take_count(struct php *p, size_t *count)
{
	struct str text;

	if (!take_until(p, ':', &text) || text.len > MOST_COUNT_DIGITS || !is_integer(text)
	    || text.at[0] == '-')
		return false;
	*count = 0;
	for (size_t i = 0; i < text.len; i++)
		*count = *count * 10 + (size_t)(text.at[i] - '0');
	return true;
}

/* Behind "s:". */
static bool
take_text(struct php *p, struct str *out)
{
	size_t length;

	if (!take_count(p, &length) || !take(p, STR("\"")) || length > p->rest.len)
		return false;
	*out = (struct str){p->rest.at, length};
	p->rest = str_from(p->rest, length);
	return take(p, STR("\";")) && utf8_is(*out);
}

static bool
take_number(struct php *p, bool whole, struct str *out)
{
	return take_until(p, ';', out) && (whole ? is_integer(*out) : number_is(*out));
}

static bool take_value(struct php *p, uint32_t depth, struct json *out);

/* *listed stays true as long as keys count up from 0. */
static bool
take_key(struct php *p, uint32_t index, struct str *key, bool *listed)
{
	struct str expected;

	if (take(p, STR("s:"))) {
		*listed = false;
		return take_text(p, key);
	}
	if (!take(p, STR("i:")) || !take_number(p, true, key))
		return false;
	if (*listed) {
		expected = arena_format(p->arena, "%u", index);
		*listed = str_eq(*key, expected);
	}
	return true;
}

static int
compare_keys(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* PHP never writes a key twice. */
static bool
keys_differ(struct arena *arena, const struct json *object)
{
	struct str *keys = arena_take(arena, (object->count + (size_t)1) * sizeof(*keys));

	for (uint32_t i = 0; i < object->count; i++)
		keys[i] = object->members[i].key;
	qsort(keys, object->count, sizeof(*keys), compare_keys);
	for (uint32_t i = 1; i < object->count; i++)
		if (str_eq(keys[i - 1], keys[i]))
			return false;
	return true;
}

static struct json
list_of(struct arena *arena, const struct json *object)
{
	struct json list = {.type = JSON_ARRAY, .count = object->count};

	list.items = arena_take(arena, (list.count + (size_t)1) * sizeof(*list.items));
	for (uint32_t i = 0; i < list.count; i++)
		list.items[i] = object->members[i].value;
	return list;
}

/* Behind "a:". */
static bool
take_array(struct php *p, uint32_t depth, struct json *out)
{
	bool listed = true;
	size_t count;

	*out = json_object();
	if (depth == UNPACK_DEPTH || !take_count(p, &count) || !take(p, STR("{")))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct json value;
		struct str key;

		if (!take_key(p, (uint32_t)i, &key, &listed) || !take_value(p, depth + 1, &value))
			return false;
		json_append(p->arena, out, key, value);
	}
	if (listed)
		*out = list_of(p->arena, out);
	return take(p, STR("}")) && (listed || keys_differ(p->arena, out));
}

static bool
take_scalar(struct php *p, struct json *out)
{
	struct str text;

	if (take(p, STR("N;")))
		*out = (struct json){.type = JSON_NULL};
	else if (take(p, STR("b:0;")) || take(p, STR("b:1;")))
		*out = json_bool(p->rest.at[-2] == '1');
	else if (take(p, STR("i:")) && take_number(p, true, &text))
		*out = json_number(text);
	else if (take(p, STR("d:")) && take_number(p, false, &text))
		*out = json_number(text);
	else if (take(p, STR("s:")) && take_text(p, &text))
		*out = json_string(text);
	else
		return false;
	return true;
}

static bool
take_value(struct php *p, uint32_t depth, struct json *out)
{
	return take(p, STR("a:")) ? take_array(p, depth, out) : take_scalar(p, out);
}

bool
php_read(struct arena *arena, struct str text, struct json *out)
{
	struct php p = {arena, text};

	return take_value(&p, 0, out) && p.rest.len == 0;
}
