/* The content of a statement as one number; see statement_content in safe_statement.h.
 *
 * Two statements with one id are the same if they differ only in what a copy may differ in: the order of members, how
 * numbers and moments are written, the case of ids, an Activity's objectType left out, a context activity alone instead
 * of in an array, what an LRS sets, and pseudonyms, which a new key changes. Nothing is sorted or copied for that: the
 * hashes of an object's members are added up, so that their order plays no part. (As all pseudonyms are left out, the
 * members of a Group, which are no ordered list either, hash alike in any order.)
 *
 * The xAPI specification would also ignore verb displays, Activity definitions and attachments (1.0.3, 2.3.1). Here they
 * count: a second version of them is told as a conflict rather than lost in silence. Durations are texts (2.3.1 again).
 *
 * The result is stored and compared for years. Whoever changes what is computed here makes every copy of an old
 * statement a conflict.
 */
#include "pipeline/core/digest.h"
#include "pipeline/core/iso8601.h"
#include "pipeline/core/json_decimal.h"
#include "stages/xapi/anatomy.h"
#include "stages/xapi/safe_statement.h"

/* What a hash was made of, mixed in, so that "1", 1 and [1] differ. */
static const uint64_t TAG_NULL = 0x9e3779b97f4a7c15u, TAG_FALSE = 0xbf58476d1ce4e5b9u,
		      TAG_TRUE = 0x94d049bb133111ebu, TAG_NUMBER = 0xd6e8feb86659fd93u,
		      TAG_NEGATIVE = 0xa0761d6478bd642fu, TAG_STRING = 0xe7037ed1a0b428dbu,
		      TAG_ARRAY = 0x8ebc6af09c88c6e3u, TAG_OBJECT = 0x589965cc75374cc3u,
		      TAG_TIME = 0x1d8e4e27c47d124fu, TAG_UUID = 0xeb44accab455d165u;

static const uint64_t DIGITS_SEED = 0xcbf29ce484222325u;
static const uint64_t DIGITS_PRIME = 0x100000001b3u;

enum { UUID_TEXT = 36 };

static uint64_t hash_value(const struct json *);
static uint64_t hash_struct(const struct json *, const struct anatomy *);

static uint64_t
hash_text(const struct json *v)
{
	return hash64(json_text(v)) ^ TAG_STRING;
}

/* By value: sign, digits without leading and trailing zeros, exponent. */
static uint64_t
hash_number(const struct json *v)
{
	struct json_decimal d = json_decimal(json_text(v));
	uint64_t digits = DIGITS_SEED;

	for (size_t i = 0; i < d.digits.len; i++)
		if (d.digits.at[i] != '.')
			digits = (digits ^ (uint64_t)d.digits.at[i]) * DIGITS_PRIME;
	return hash64_pair(digits ^ (d.negative ? TAG_NEGATIVE : TAG_NUMBER), (uint64_t)d.exponent);
}

/* An agent's account where the account is a pseudonym. */
static bool
is_pseudonym(const struct json_member *m)
{
	return m->key.len == 7 && memcmp(m->key.at, "account", 7) == 0
	       && json_equals(json_get(&m->value, STR("homePage")), STR(PSEUDONYM_HOME_PAGE));
}

static uint64_t
hash_member(struct str key, uint64_t value)
{
	return hash64_pair(hash64(key), value);
}

static uint64_t
hash_object(const struct json *v)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < v->count; i++)
		if (!is_pseudonym(&v->members[i]))
			sum += hash_member(v->members[i].key, hash_value(&v->members[i].value));
	return hash64_pair(TAG_OBJECT, sum);
}

static uint64_t
array_end(uint64_t items, uint32_t count)
{
	return hash64_pair(items, count);
}

static uint64_t
hash_array(const struct json *v)
{
	uint64_t items = TAG_ARRAY;

	for (uint32_t i = 0; i < v->count; i++)
		items = hash64_pair(items, hash_value(&v->items[i]));
	return array_end(items, v->count);
}

/* Data that means nothing in particular. */
static uint64_t
hash_value(const struct json *v)
{
	switch ((enum json_type)v->type) {
	case JSON_NULL:
		return TAG_NULL;
	case JSON_FALSE:
		return TAG_FALSE;
	case JSON_TRUE:
		return TAG_TRUE;
	case JSON_NUMBER:
		return hash_number(v);
	case JSON_STRING:
		return hash_text(v);
	case JSON_ARRAY:
		return hash_array(v);
	case JSON_OBJECT:
		break;
	}
	return hash_object(v);
}

static uint64_t
hash_time(const struct json *v)
{
	int64_t us;

	if (!json_is(v, JSON_STRING) || !time_parse(json_text(v), TIME_ISO8601, &us))
		return hash_value(v);
	return hash64_pair(TAG_TIME, (uint64_t)us);
}

/* Without regard to case: the bit that makes a letter small is set in digits and dashes anyway. */
static uint64_t
hash_uuid(const struct json *v)
{
	char lower[UUID_TEXT];

	if (!json_is(v, JSON_STRING) || v->count != UUID_TEXT)
		return hash_value(v);
	for (int i = 0; i < UUID_TEXT; i++)
		lower[i] = (char)(v->text[i] | 0x20);
	return hash64((struct str){lower, UUID_TEXT}) ^ TAG_UUID;
}

/* A list of structures, or a single one that stands for a list of one. */
static uint64_t
hash_list(const struct json *v, const struct anatomy *inside)
{
	uint64_t items = TAG_ARRAY;

	if (v->type != JSON_ARRAY)
		return array_end(hash64_pair(items, hash_struct(v, inside)), 1);
	for (uint32_t i = 0; i < v->count; i++)
		items = hash64_pair(items, hash_struct(&v->items[i], inside));
	return array_end(items, v->count);
}

static uint64_t
hash_part(const struct part *part, const struct json *v)
{
	const struct anatomy *object;

	switch (part->kind) {
	case PART_TIME:
		return hash_time(v);
	case PART_UUID:
		return hash_uuid(v);
	case PART_STRUCT:
		return part->flags & (PART_LIST | PART_ONE_OR_LIST) ? hash_list(v, part->inside)
								    : hash_struct(v, part->inside);
	case PART_OBJECT:
		object = anatomy_object(v);
		return object ? hash_struct(v, object) : hash_value(v);
	case PART_IMPLIED:
	case PART_PLAIN:
	case PART_TEXT:
	case PART_IRI:
	case PART_LANGUAGE_MAP:
	case PART_NAME:
	case PART_MEDIA_TYPE:
	case PART_LANGUAGE:
	case PART_NUMBER:
	case PART_DURATION:
	case PART_AGENT:
	case PART_EXTENSIONS:
		break;
	}
	return hash_value(v);
}

static uint64_t
hash_struct(const struct json *v, const struct anatomy *anatomy)
{
	uint64_t sum = 0;

	if (v->type != JSON_OBJECT)
		return hash_value(v);
	for (uint32_t i = 0; i < v->count; i++) {
		const struct json_member *m = &v->members[i];
		const struct part *part = anatomy_part(anatomy, m->key);

		if (!part)
			sum += hash_member(m->key, hash_value(&m->value));
		else if (part->kind != PART_IMPLIED && !(part->flags & PART_LRS))
			sum += hash_member(m->key, hash_part(part, &m->value));
	}
	return hash64_pair(TAG_OBJECT, sum);
}

uint64_t
statement_content(const struct json *tree)
{
	return hash_struct(tree, &anatomy_statement);
}
