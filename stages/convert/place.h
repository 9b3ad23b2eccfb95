/* Places in an event, and what can be asked of them.
 *
 * Compiled from the mapping once and read-only afterwards, but for the regular expressions, which is why each worker
 * compiles its own plan.
 */
#ifndef LRSTREAM_CONVERT_PLACE_H
#define LRSTREAM_CONVERT_PLACE_H

#include "pipeline/core/json.h"
#include "pipeline/core/json_query.h"

struct node;
struct regex;

/* What a path starts from, its json_query.place: further lets count on from PLACE_LET. */
enum place { PLACE_EVENT, PLACE_ITEM, PLACE_KEY, PLACE_LET };

/* Sets of types, a bit each: those of JSON, and what else can be said of a place in an event. */
enum type_bits {
	IS_NULL = 1 << JSON_NULL,
	IS_BOOLEAN = 1 << JSON_FALSE | 1 << JSON_TRUE,
	IS_NUMBER = 1 << JSON_NUMBER,
	IS_TEXT = 1 << JSON_STRING,
	IS_LIST = 1 << JSON_ARRAY,
	IS_OBJECT = 1 << JSON_OBJECT,
	IS_ANY = 0x7f,
	IS_ABSENT = 1 << 7,
	IS_EMPTY = 1 << 8, /* "", [] or {} */
	IS_WHOLE = 1 << 9  /* a number without fraction */
};

/* A condition on the event. */
struct test {
	enum {
		TEST_EQUALS,
		TEST_EXISTS,
		TEST_IS,
		TEST_MATCHES,
		TEST_ABOVE,
		TEST_BELOW,
		TEST_AT_LEAST,
		TEST_AT_MOST,
		TEST_SAME_AS,
		TEST_NOT,
		TEST_ANY,
		TEST_ALL
	} kind;
	uint16_t line;
	const struct json_member *written; /* as the mapping says it; NULL for a map of several */
	bool wanted;                       /* of TEST_EXISTS */
	uint16_t types;                    /* of TEST_IS */
	struct json_query path;
	const struct node *value;       /* asked instead of what the path finds; NULL: the path */
	const struct json_query *other; /* of TEST_SAME_AS */
	double limit;                   /* of TEST_ABOVE and the like */
	const struct json *values;      /* of TEST_EQUALS: one of them */
	struct regex *regex;            /* of TEST_MATCHES */
	const struct test *tests;       /* of TEST_NOT (one), TEST_ANY, TEST_ALL */
	uint32_t count;                 /* of values or tests */
};

#endif
