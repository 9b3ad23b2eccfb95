/* The walk over one object, the same for all shapes; see walk.h.
 *
 * Nothing is allocated while all is well: a path is a chain of frames on the C stack, and becomes a pointer
 * only when something is reported.
 */
#include "stages/validate/walk.h"

#include <assert.h>
#include <stdlib.h>

bool
walk_report(struct walk *w, const struct json_path *at, enum reject_code code, const char *detail)
{
	struct finding f = {.code = code, .pointer = json_pointer(w->arena, at), .detail = str_of(detail)};

	w->valid = false;
	return w->sink->found(w->sink, &f);
}

bool
walk_wrong_type(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	static const char *const details[] = {
	    [JSON_NULL] = "it is null",
	    [JSON_FALSE] = "it is a boolean",
	    [JSON_TRUE] = "it is a boolean",
	    [JSON_NUMBER] = "it is a number",
	    [JSON_STRING] = "it is a string",
	    [JSON_ARRAY] = "it is an array",
	    [JSON_OBJECT] = "it is an object",
	};

	return walk_report(w, at, code, details[v->type]);
}

/* The key's place in the table, or count. Looks from `from` on first, since members mostly come in one
 * order. */
static size_t
find_key(const struct shape *shape, struct str name, size_t from)
{
	for (size_t i = from; i < shape->count; i++)
		if (str_eq(shape->keys[i].name, name))
			return i;
	for (size_t i = 0; i < from; i++)
		if (str_eq(shape->keys[i].name, name))
			return i;
	return shape->count;
}

/* *from is where the key of the last member stood, and gets where this one's stands. */
static bool
walk_member(struct walk *w, const struct json_path *at, const struct json_member *m,
    const struct shape *shape, const struct json **values, size_t *from)
{
	struct json_path here = {.up = at, .key = m->key};
	size_t i = find_key(shape, m->key, *from);
	const struct key *key = &shape->keys[i];

	if (i == shape->count)
		return walk_report(w, at, REJECT_UNKNOWN_KEY, shape->where);
	if (key->flags & SINCE_2_0 && w->version == XAPI_1_0_3)
		return walk_report(w, at, REJECT_UNKNOWN_KEY, "a key that came with xAPI 2.0");
	values[i] = &m->value;
	*from = i;
	if (m->value.type == JSON_NULL)
		return walk_report(w, &here, REJECT_NULL_VALUE, "");
	return key->check(w, &here, &m->value, key->code);
}

static bool
walk_absent(
    struct walk *w, const struct json_path *at, const struct shape *shape, const struct json *const *values)
{
	for (size_t i = 0; i < shape->count; i++)
		if (!values[i] && shape->keys[i].flags & REQUIRED) {
			struct json_path here = {.up = at, .key = shape->keys[i].name};

			if (!walk_report(w, &here, shape->keys[i].code, "it is missing"))
				return false;
		}
	return true;
}

bool
walk_object(struct walk *w, const struct json_path *at, const struct json *v, const struct shape *shape,
    enum reject_code code)
{
	const struct json *values[SHAPE_KEYS] = {0};
	size_t from = 0;

	assert(shape->count <= SHAPE_KEYS);
	if (v->type != JSON_OBJECT)
		return walk_wrong_type(w, at, v, code);
	if (v->flags & JSON_TWICE && !walk_report(w, at, REJECT_DUPLICATE_KEY, ""))
		return false;
	for (uint32_t i = 0; i < v->count; i++)
		if (!walk_member(w, at, &v->members[i], shape, values, &from))
			return false;
	return walk_absent(w, at, shape, values) && (!shape->whole || shape->whole(w, at, v, values));
}

bool
walk_array(
    struct walk *w, const struct json_path *at, const struct json *v, checker *check, enum reject_code code)
{
	if (v->type != JSON_ARRAY)
		return walk_wrong_type(w, at, v, code);
	for (uint32_t i = 0; i < v->count; i++) {
		struct json_path here = {.up = at, .index = i};
		bool go_on = v->items[i].type == JSON_NULL ? walk_report(w, &here, REJECT_NULL_VALUE, "")
							   : check(w, &here, &v->items[i], code);

		if (!go_on)
			return false;
	}
	return true;
}

enum kind
walk_kind(const struct json *v)
{
	static const struct {
		struct str name;
		enum kind kind;
	} kinds[] = {
	    {STR("Activity"), KIND_ACTIVITY},
	    {STR("Agent"), KIND_AGENT},
	    {STR("Group"), KIND_GROUP},
	    {STR("StatementRef"), KIND_STATEMENT_REF},
	    {STR("SubStatement"), KIND_SUB_STATEMENT},
	    {STR("contextAgent"), KIND_CONTEXT_AGENT},
	    {STR("contextGroup"), KIND_CONTEXT_GROUP},
	};
	const struct json *type = json_get(v, STR("objectType"));

	if (!type || type->type == JSON_NULL)
		return KIND_NONE;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (json_equals(type, kinds[i].name))
			return kinds[i].kind;
	return KIND_OTHER;
}

bool
walk_wrong_kind(struct walk *w, const struct json_path *at, enum reject_code code)
{
	struct json_path type = {.up = at, .key = STR("objectType")};

	return walk_report(w, &type, code, "");
}

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = str_cmp(x->name, y->name);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* Sorted, not hashed: no choice of names makes it slow. */
int64_t
find_repeat(struct entry *entries, size_t count)
{
	int64_t repeat = -1;

	if (count > 1)
		qsort(entries, count, sizeof(*entries), compare_entries);
	for (size_t i = 1; i < count; i++)
		if (str_eq(entries[i].name, entries[i - 1].name)
		    && (repeat < 0 || entries[i].index < (uint64_t)repeat))
			repeat = entries[i].index;
	return repeat;
}
