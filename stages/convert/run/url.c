/* URLs and query strings; see url.h. */
#include "stages/convert/run/url.h"

#include <stdlib.h>

#include "pipeline/core/utf8.h"
#include "stages/convert/run/iri.h"

/* ---- parts: RFC 3986, appendix B ---- */

static size_t
index_of(struct str s, const char *any)
{
	size_t i = 0;

	while (i < s.len && (s.at[i] == '\0' || !strchr(any, s.at[i])))
		i++;
	return i;
}

/* Where the last of a character stands, s.len if nowhere. */
static size_t
last_of(struct str s, char c)
{
	size_t i = s.len;

	while (i > 0 && s.at[i - 1] != c)
		i--;
	return i ? i - 1 : s.len;
}

/* Without the user before '@'. */
static struct str
without_user(struct str authority)
{
	size_t at = last_of(authority, '@');

	return at < authority.len ? str_from(authority, at + 1) : authority;
}

/* Behind the host, which may be an address in brackets. */
static size_t
host_end(struct str authority)
{
	size_t bracket = last_of(authority, ']');
	size_t colon = last_of(authority, ':');

	return bracket < authority.len && colon < bracket ? authority.len : colon;
}

static struct str
path_part(struct str rest, enum url_part part)
{
	struct str path = {rest.at, index_of(rest, "?#")};
	size_t slash = last_of(path, '/');

	if (part == URL_PATH)
		return path;
	if (part == URL_FILE)
		return slash < path.len ? str_from(path, slash + 1) : path;
	rest = str_from(rest, path.len);
	if (part == URL_QUERY && rest.len && rest.at[0] == '?')
		return (struct str){rest.at + 1, index_of(str_from(rest, 1), "#")};
	rest = str_from(rest, index_of(rest, "#"));
	return part == URL_FRAGMENT ? str_from(rest, 1) : (struct str){0};
}

struct str
url_part(struct str url, enum url_part part)
{
	size_t colon = iri_has_scheme(url) ? index_of(url, ":") : 0;
	struct str rest = colon ? str_from(url, colon + 1) : url;
	struct str authority = STR("");
	size_t end;

	if (part == URL_SCHEME)
		return (struct str){url.at, colon};
	if (str_starts(rest, STR("//"))) {
		authority = (struct str){rest.at + 2, index_of(str_from(rest, 2), "/?#")};
		rest = str_from(rest, authority.len + 2);
		authority = without_user(authority);
	}
	end = host_end(authority);
	if (part == URL_HOST)
		return (struct str){authority.at, end};
	return part == URL_PORT ? str_from(authority, end + 1) : path_part(rest, part);
}

/* ---- percent-encoding ---- */

/* The byte that an escape at the start of s stands for, -1 if there is none. */
static int
escaped_byte(struct str s)
{
	int high, low;

	if (s.len < 3 || s.at[0] != '%')
		return -1;
	high = hex_digit(s.at[1]);
	low = hex_digit(s.at[2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

struct str
percent_decode(struct arena *arena, struct str text, bool plus)
{
	struct str decoded = {0};
	char *out;

	if (index_of(text, plus ? "%+" : "%") == text.len)
		return text;
	out = arena_take(arena, text.len);
	decoded.at = out;
	for (size_t i = 0; i < text.len; i++) {
		int byte = escaped_byte(str_from(text, i));

		if (byte >= 0)
			i += 2;
		else
			byte = plus && text.at[i] == '+' ? ' ' : text.at[i];
		out[decoded.len++] = (char)byte;
	}
	return utf8_is(decoded) ? decoded : text;
}

/* ---- queries ---- */

/* Takes the next pair that is not empty off the front, as it is written. */
static bool
next_pair(struct str *rest, struct str *key, struct str *value)
{
	while (rest->len && rest->at[0] == '&')
		*rest = str_from(*rest, 1);
	if (!rest->len)
		return false;
	*value = (struct str){rest->at, index_of(*rest, "&")};
	*rest = str_from(*rest, value->len);
	*key = (struct str){value->at, index_of(*value, "=")};
	*value = str_from(*value, key->len + 1);
	return true;
}

struct str
query_parameter(struct arena *arena, struct str query, struct str name)
{
	struct str key, value;

	while (next_pair(&query, &key, &value))
		if (str_eq(percent_decode(arena, key, true), name))
			return percent_decode(arena, value, true);
	return (struct str){0};
}

struct pair {
	struct str key;
	struct json value;
	uint32_t at; /* its place in the query */
};

static int
by_place(const void *a, const void *b)
{
	uint32_t one = ((const struct pair *)a)->at, two = ((const struct pair *)b)->at;

	return (one > two) - (one < two);
}

static int
by_key(const void *a, const void *b)
{
	int order = str_cmp(((const struct pair *)a)->key, ((const struct pair *)b)->key);

	return order ? order : by_place(a, b);
}

/* Sorted pairs of one key become its first one with the list of their values; returns how many are left. */
static uint32_t
merge_keys(struct arena *arena, struct pair *pairs, uint32_t count)
{
	uint32_t kept = 0;

	for (uint32_t i = 0, next; i < count; i = next) {
		struct pair pair = pairs[i];

		for (next = i + 1; next < count && str_eq(pairs[next].key, pair.key); next++)
			;
		if (next > i + 1) {
			pair.value = json_array();
			for (uint32_t k = i; k < next; k++)
				json_add(arena, &pair.value, pairs[k].value);
		}
		pairs[kept++] = pair;
	}
	return kept;
}

static uint32_t
read_pairs(struct arena *arena, struct str query, struct pair *pairs)
{
	struct str key, value;
	uint32_t count = 0;

	for (; next_pair(&query, &key, &value); count++) {
		pairs[count].key = percent_decode(arena, key, true);
		pairs[count].value = json_string(percent_decode(arena, value, true));
		pairs[count].at = count;
	}
	return count;
}

struct json
query_read(struct arena *arena, struct str query)
{
	struct json object = json_object();
	struct pair *pairs;
	size_t most = 1;

	for (size_t i = 0; i < query.len; i++)
		most += query.at[i] == '&';
	pairs = arena_take(arena, most * sizeof(*pairs));
	object.count = read_pairs(arena, query, pairs);
	qsort(pairs, object.count, sizeof(*pairs), by_key);
	object.count = merge_keys(arena, pairs, object.count);
	qsort(pairs, object.count, sizeof(*pairs), by_place);
	object.members = arena_take(arena, (object.count + (size_t)1) * sizeof(*object.members));
	for (uint32_t i = 0; i < object.count; i++)
		object.members[i] = (struct json_member){pairs[i].key, pairs[i].value};
	return object;
}
