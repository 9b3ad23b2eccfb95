/* Names that tell: members of objects and parameters of queries whose value is personal whatever it looks like.
 *
 * The names and their classes are data: schemas/privacy/members.yaml. They are compared word by word, without case:
 * user_id, userId, User-ID and "user id" are one name; of an IRI that serves as a key, its last part counts. What was
 * asked lately is remembered: not thread-safe, each worker owns one. The classes are the detectors'.
 */
#ifndef LRSTREAM_MEMBERS_H
#define LRSTREAM_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/json.h"
#include "pipeline/core/str.h"

struct detectors;
struct pii;

/* Where a name stands. */
enum member_place {
	MEMBER_OF_OBJECT, /* in data of the sender's own; the name may be an IRI */
	MEMBER_OF_PERSON, /* in an object that describes a person */
	MEMBER_OF_QUERY   /* a parameter; also a key in a fragment or a form body */
};

/* Which values it speaks of. */
enum member_depth {
	MEMBER_SCALARS, /* a text, a number, or each of an array of them */
	MEMBER_WHOLE,   /* whatever it is, with everything in it */
	MEMBER_ARRAYS   /* only an array, with everything in it */
};

/* What a name says of its value. */
struct member {
	const struct pii *pii; /* NULL if nothing */
	enum member_depth depth;
	bool many;        /* a short number is how many there are */
	bool query;       /* only in a query: not user=ada in a sentence or a program */
	bool beside;      /* only in an object that has another member of the class: nom beside prénom */
	uint8_t decimals; /* of one number in an object or array, at least */
	uint8_t least;    /* bytes of a value */
	struct str holds; /* characters, one of which a value has; empty: any */
	bool person;      /* an object under this name describes a person, such as "user" or "author" */
	bool value;       /* what it is another member may say; see members_pair */
};

struct members;

/* Reads the file; NULL with a usage error naming file and line. */
struct members *members_open(struct detectors *, struct error *);

/* In a person, what holds in any object holds as well. */
struct member members_find(const struct members *, struct str name, enum member_place);

/* The part of a key that names its value: of an IRI, what stands behind the last of / # : ? & = ; */
struct str members_label(struct str key);

/* What this member of an object says, by itself and by the others. */
struct member members_in(
    const struct members *, const struct json *object, struct str key, enum member_place);

/* What an object says of its member `key` by another one: {"name": "email", "value": …}. */
struct member members_pair(const struct members *, const struct json *object, struct str key);

/* False for a value that is nobody's, whatever its name says: none, {name}, how many there are, an address without a dot,
 * or what is itself a name of the list, as in password=new_password. */
bool members_tells(const struct members *, struct member, struct str value);

/* The same for an object or array. */
bool members_tells_of(struct member, const struct json *);

bool members_person(const struct members *, struct str name);

void members_close(struct members *);

#endif
