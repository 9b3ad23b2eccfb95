/* Reading, making and comparing values of the tree; see json.h. */
#include <assert.h>
#include <stdlib.h>

#include "pipeline/core/json.h"
#include "pipeline/core/json_decimal.h"
#include "pipeline/core/json_path.h"

enum { LEAST_CAPACITY = 4 };

struct json *
json_get(const struct json *v, struct str key)
{
	if (!v || v->type != JSON_OBJECT)
		return NULL;
	for (uint32_t i = v->count; i-- > 0;)
		if (str_eq(v->members[i].key, key))
			return &v->members[i].value;
	return NULL;
}

struct str
json_get_text(const struct json *v, struct str key)
{
	const struct json *member = json_get(v, key);

	return json_is(member, JSON_STRING) ? json_text(member) : (struct str){0};
}

static struct json
text_value(enum json_type type, struct str s)
{
	assert(s.len <= UINT32_MAX);
	return (struct json){.type = type, .count = (uint32_t)s.len, .text = s.at};
}

struct json
json_string(struct str s)
{
	return text_value(JSON_STRING, s);
}

struct json
json_number(struct str s)
{
	return text_value(JSON_NUMBER, s);
}

struct json
json_bool(bool b)
{
	return (struct json){.type = b ? JSON_TRUE : JSON_FALSE};
}

struct json
json_array(void)
{
	return (struct json){.type = JSON_ARRAY};
}

struct json
json_object(void)
{
	return (struct json){.type = JSON_OBJECT};
}

/* What an array or object of JSON_GROWN can hold: the next power of two, so that it need not be kept. */
static uint32_t
capacity_of(const struct json *v)
{
	uint32_t capacity = LEAST_CAPACITY;

	if (!(v->flags & JSON_GROWN))
		return v->count;
	while (capacity < v->count)
		capacity *= 2;
	return capacity;
}

/* Makes room for one more element of `size` bytes behind those that `at` holds. */
static void *
grown(struct arena *arena, struct json *v, const void *at, size_t size)
{
	uint32_t capacity = LEAST_CAPACITY;
	void *fresh;

	while (capacity <= v->count)
		capacity *= 2;
	fresh = arena_take(arena, capacity * size);
	if (v->count)
		memcpy(fresh, at, v->count * size);
	v->flags |= JSON_GROWN;
	return fresh;
}

struct json *
json_add(struct arena *arena, struct json *array, struct json item)
{
	assert(array->type == JSON_ARRAY);
	if (array->count == capacity_of(array) || array->count == 0)
		array->items = grown(arena, array, array->items, sizeof(item));
	array->items[array->count] = item;
	return &array->items[array->count++];
}

struct json *
json_append(struct arena *arena, struct json *object, struct str key, struct json value)
{
	assert(object->type == JSON_OBJECT);
	if (object->count == capacity_of(object) || object->count == 0)
		object->members = grown(arena, object, object->members, sizeof(*object->members));
	object->members[object->count] = (struct json_member){key, value};
	return &object->members[object->count++].value;
}

struct json *
json_set(struct arena *arena, struct json *object, struct str key, struct json value)
{
	struct json *old = json_get(object, key);

	if (!old)
		return json_append(arena, object, key, value);
	*old = value;
	return old;
}

bool
json_remove(struct json *object, struct str key)
{
	struct json *old = json_get(object, key);
	struct json_member *member;

	if (!old)
		return false;
	/* What JSON_GROWN says of the capacity would no longer hold once the count falls below half. */
	object->flags &= (uint8_t)~JSON_GROWN;
	member = (struct json_member *)((char *)old - offsetof(struct json_member, value));
	object->count--;
	memmove(member, member + 1, (size_t)(object->members + object->count - member) * sizeof(*member));
	return true;
}

struct json
json_copy(struct arena *arena, const struct json *v)
{
	struct json copy = *v;

	copy.flags &= (uint8_t)~JSON_GROWN;
	if (v->type == JSON_ARRAY && v->count) {
		copy.items = arena_take(arena, v->count * sizeof(*copy.items));
		for (uint32_t i = 0; i < v->count; i++)
			copy.items[i] = json_copy(arena, &v->items[i]);
	} else if (v->type == JSON_OBJECT && v->count) {
		copy.members = arena_take(arena, v->count * sizeof(*copy.members));
		for (uint32_t i = 0; i < v->count; i++) {
			copy.members[i].key = v->members[i].key;
			copy.members[i].value = json_copy(arena, &v->members[i].value);
		}
	}
	return copy;
}

/* Members in any order, no key twice: if each of a has its like in b, none of b is left over. */
static bool
same_members(const struct json *a, const struct json *b)
{
	for (uint32_t i = 0; i < a->count; i++) {
		const struct json_member *m = &a->members[i];
		const struct json *other;

		/* Usually the order is the same, too. */
		other = str_eq(b->members[i].key, m->key) ? &b->members[i].value : json_get(b, m->key);
		if (!other || !json_same(&m->value, other))
			return false;
	}
	return true;
}

/* Where keys stand twice, the last of a key counts, as for json_get. */
static bool
same_last_members(const struct json *a, const struct json *b)
{
	for (uint32_t i = 0; i < a->count; i++) {
		const struct json_member *m = &a->members[i];
		const struct json *other = json_get(b, m->key);

		if (!other || !json_get(a, b->members[i].key))
			return false;
		if (json_get(a, m->key) == &m->value && !json_same(&m->value, other))
			return false;
	}
	return true;
}

static bool
same_object(const struct json *a, const struct json *b)
{
	if (a->count != b->count)
		return false;
	return (a->flags | b->flags) & JSON_TWICE ? same_last_members(a, b) : same_members(a, b);
}

bool
json_same(const struct json *a, const struct json *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case JSON_NUMBER:
		return json_decimal_same(json_decimal(json_text(a)), json_decimal(json_text(b)));
	case JSON_STRING:
		return str_eq(json_text(a), json_text(b));
	case JSON_OBJECT:
		return same_object(a, b);
	case JSON_ARRAY:
		if (a->count != b->count)
			return false;
		for (uint32_t i = 0; i < a->count; i++)
			if (!json_same(&a->items[i], &b->items[i]))
				return false;
		return true;
	default:
		return true;
	}
}

/* RFC 6901, 4: '~' becomes ~0 and '/' becomes ~1. */
static void
put_segment(struct buf *b, const struct json_path *path)
{
	buf_char(b, '/');
	if (!path->key.at)
		buf_format(b, "%u", path->index);
	for (size_t i = 0; i < path->key.len; i++) {
		char c = path->key.at[i];

		if (c == '~' || c == '/')
			buf_put(b, c == '~' ? "~0" : "~1", 2);
		else
			buf_char(b, c);
	}
}

/* Writes from the root down; false once a foreign key was met. */
static bool
put_path(struct buf *b, const struct json_path *path)
{
	if (!path)
		return true;
	if (!put_path(b, path->up) || path->foreign)
		return false;
	put_segment(b, path);
	return true;
}

struct str
json_pointer(struct arena *arena, const struct json_path *path)
{
	struct buf b = {0};
	struct str pointer;

	put_path(&b, path);
	pointer = arena_copy(arena, buf_view(&b));
	buf_free(&b);
	return pointer;
}
