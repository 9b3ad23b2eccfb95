/* Reading the little Python that mapping files of others hold: an expression, perhaps behind `lambda x, y:`, as a tree.
 *
 * Nothing is evaluated. What is known: names, texts, numbers, True, False and None, lists, tuples, maps, f-strings,
 * calls, attributes, items, arithmetic, one comparison, and, or, not, and `a if c else b`. Anything else is refused.
 */
#ifndef LRSTREAM_CONVERT_IMPORT_LAMBDA_H
#define LRSTREAM_CONVERT_IMPORT_LAMBDA_H

#include <stdint.h>

#include "pipeline/core/arena.h"

enum lambda_kind {
	LAMBDA_NAME,   /* text */
	LAMBDA_TEXT,   /* text, escapes undone */
	LAMBDA_NUMBER, /* text, as JSON writes it */
	LAMBDA_TRUE,
	LAMBDA_FALSE,
	LAMBDA_NONE,
	LAMBDA_LIST, /* items; also for sets */
	LAMBDA_TUPLE,
	LAMBDA_MAP,       /* items: key, value, key, value */
	LAMBDA_FORMAT,    /* an f-string; items: its pieces */
	LAMBDA_CALL,      /* items: what is called, arguments */
	LAMBDA_ATTRIBUTE, /* items: of what; text: the name */
	LAMBDA_ITEM,      /* items: of what, index or key */
	LAMBDA_SUM,       /* items: two; text: + - * / */
	LAMBDA_COMPARE,   /* items: two; text: == != < <= > >= in is */
	LAMBDA_AND,
	LAMBDA_OR,
	LAMBDA_NOT,
	LAMBDA_IF /* items: value, condition, other value */
};

struct lambda_node {
	enum lambda_kind kind;
	struct str text;
	const struct lambda_node *items;
	uint32_t count;
};

enum { MOST_PARAMETERS = 16 };

struct lambda {
	struct str names[MOST_PARAMETERS];
	uint32_t count;
	struct lambda_node body;
};

/* Everything lives in the arena or is a slice of `text`. */
bool lambda_read(struct arena *, struct str text, struct lambda *);

#endif
