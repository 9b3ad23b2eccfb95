/* JSON as a tree of small values, and back to text.
 *
 * A value is 16 bytes; texts are slices of the parsed bytes wherever no escape had to be undone, so a tree lives as
 * long as the bytes and the arena it was parsed with. Numbers are kept as the text they came in: 1.10 stays 1.10.
 * Members keep their order. YAML files give the same tree (yaml.h), there with line numbers.
 *
 * Parsing is RFC 8259 exactly, where yajl is not: strict UTF-8 (no overlong forms, no encoded surrogates), no lone
 * \u surrogate, no form feed between tokens, nothing after the value. A key that stands twice in an object is kept
 * and marked, since whether that is an error depends on where the object stands.
 */
#ifndef LRSTREAM_JSON_H
#define LRSTREAM_JSON_H

#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/buf.h"
#include "pipeline/core/reject.h"
#include "pipeline/core/str.h"

enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum json_flag {
	JSON_PLAIN = 1, /* a string that needs no escape when written */
	JSON_TWICE = 2, /* an object in which a key stands more than once */
	JSON_FINAL = 8, /* a string that is done: whoever set it does not look at it again */
	JSON_GROWN = 4, /* items or members were allocated in powers of two, by json_add or json_set */
};

struct json {
	uint8_t type;   /* enum json_type */
	uint8_t flags;  /* of enum json_flag */
	uint16_t line;  /* in a YAML file, from 1; 0 if unknown or above 65,535 */
	uint32_t count; /* bytes of text, items or members */
	union {
		const char *text;
		struct json *items;
		struct json_member *members;
	};
};

struct json_member {
	struct str key;
	struct json value;
};

struct json_limits {
	uint32_t depth; /* of nested arrays and objects */
};

/* Parses `text`, which must outlive the tree. On failure returns false with the code (REJECT_JSON,
 * REJECT_JSON_STRING, REJECT_TOO_DEEP) and, in *offset, the byte where it was noticed. */
bool json_parse(struct arena *, struct str text, struct json_limits, struct json *out, enum reject_code *,
    size_t *offset);

static inline struct str
json_text(const struct json *v)
{
	return (struct str){v->text, v->count};
}

static inline bool
json_is(const struct json *v, enum json_type type)
{
	return v && v->type == type;
}

static inline bool
json_is_bool(const struct json *v)
{
	return v && (v->type == JSON_TRUE || v->type == JSON_FALSE);
}

/* True for a string that is exactly `s`; false for NULL and for any other type. */
static inline bool
json_equals(const struct json *v, struct str s)
{
	return v && v->type == JSON_STRING && str_eq(json_text(v), s);
}

/* The member's value, or NULL where v is NULL, no object, or has no such key. Of a key that stands twice: the last. */
struct json *json_get(const struct json *v, struct str key);

/* The string of a member, or an empty slice with at == NULL. */
struct str json_get_text(const struct json *v, struct str key);

/* A number's value as a double; false if v is no number or the double would be infinite. */
bool json_double(const struct json *v, double *out);

/* A number that is a whole one, however written (1, 1.0, 10e-1), within 64 bits. */
bool json_int(const struct json *v, int64_t *out);

/* New values. Texts are borrowed; the caller vouches that a number is one. */
struct json json_string(struct str s);
struct json json_number(struct str s);
struct json json_bool(bool b);
struct json json_array(void);
struct json json_object(void);
/* Appends a copy of `item` (shallow); returns where it stands, valid until the next json_add to this array. */
struct json *json_add(struct arena *, struct json *array, struct json item);

/* Sets a member, replacing one of the same key; key and value are borrowed. Returns where the value stands, valid
 * until the next json_set on this object. */
struct json *json_set(struct arena *, struct json *object, struct str key, struct json value);

/* Appends a member without looking for one of the same key. */
struct json *json_append(struct arena *, struct json *object, struct str key, struct json value);
/* Takes a member out; true if it was there. Order of the others stays. */
bool json_remove(struct json *object, struct str key);
/* A copy that shares texts, no node. */
struct json json_copy(struct arena *, const struct json *);

/* Writes compact JSON; a string with its quotes. */
void json_write(struct buf *, const struct json *);
void json_write_string(struct buf *, struct str);

/* Equal as data: members in any order, numbers by value. */
bool json_same(const struct json *, const struct json *);

#endif
