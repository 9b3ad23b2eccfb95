/* Lookup tables at run time: texts to values that fit the place they stand at. */
#ifndef LRSTREAM_CONVERT_LOOKUP_H
#define LRSTREAM_CONVERT_LOOKUP_H

#include "stages/convert/run/run.h"

struct lookup_row {
	struct str key;
	struct json value;
};

struct lookup {
	const struct lookup_row *rows; /* sorted by key, none twice */
	uint32_t count;
	bool shares; /* has values that must be copied where they are used */
};

/* NULL if the table has no such key. */
const struct json *lookup_find(const struct lookup *, struct str key);

/* The value for the text of its argument, a number's or a boolean's too; nothing if the table has none. */
enum found run_lookup(struct run *, const struct node *, struct json *out);

#endif
