/* The shape of a statement: which key may stand where, and what it may hold.
 *
 * xAPI's objects have closed sets of keys, so a misspelt one in a mapping is found when the mapping is read, not when
 * the first statement is refused. The shape of a place also says what a plain text there means: the short name of a
 * verb, of an activity type or of an extension, or an IRI whose event text must be escaped.
 */
#ifndef LRSTREAM_CONVERT_SHAPE_H
#define LRSTREAM_CONVERT_SHAPE_H

#include <stdint.h>

#include "pipeline/core/str.h"

enum shape {
	SHAPE_ANY,
	SHAPE_TEXT,
	SHAPE_NUMBER,
	SHAPE_BOOLEAN,
	SHAPE_MOMENT, /* a timestamp */
	SHAPE_IRI,
	SHAPE_ACTIVITY_TYPE, /* an IRI, or a short name of schemas/xapi */
	SHAPE_VERB,          /* an object, or a short name of schemas/xapi */
	SHAPE_LANGUAGES,     /* a language map */
	SHAPE_EXTENSIONS,    /* keys are IRIs, or short names of schemas/xapi */
	SHAPE_STATEMENT,
	SHAPE_SUBSTATEMENT,
	SHAPE_ACTOR,
	SHAPE_ACCOUNT,
	SHAPE_OBJECT,    /* an Activity unless its objectType says another */
	SHAPE_REFERENCE, /* a StatementRef */
	SHAPE_DEFINITION,
	SHAPE_COMPONENT, /* of an interaction */
	SHAPE_RESULT,
	SHAPE_SCORE,
	SHAPE_CONTEXT,
	SHAPE_CONTEXT_ACTIVITIES,
	SHAPE_ATTACHMENT,
	SHAPE_COUNT
};

struct shape_member {
	const char *key;
	enum shape shape;
	bool list;      /* a list of that shape may stand here */
	bool essential; /* an object without it is not valid */
};

/* The types (enum type_bits) that a value of this shape may have. */
uint16_t shape_types(enum shape);

/* How a place of this shape is called in a message: "a result". */
const char *shape_name(enum shape);

/* True if objects of this shape may have any keys. */
bool shape_is_open(enum shape);

/* The member of that key; NULL if such objects have none. */
const struct shape_member *shape_member(enum shape, struct str key);

/* The members, ended by one without key; NULL for a shape that has none. */
const struct shape_member *shape_members(enum shape);

/* The shape that an object at a place of SHAPE_OBJECT has by its objectType (at == NULL: Activity). */
enum shape shape_by_type(struct str object_type);

/* The object types that an object of this shape may say, one by one; at == NULL behind the last. */
struct str shape_object_type(enum shape, size_t nth);

#endif
