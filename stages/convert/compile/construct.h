/* Constructs and the halves that compile them.
 *
 * A construct is a row of the table in construct.c. What it does at run time is in functions.h, unpack.h and lookup.h.
 */
#ifndef LRSTREAM_CONVERT_CONSTRUCT_H
#define LRSTREAM_CONVERT_CONSTRUCT_H

#include "stages/convert/compile/compile.h"
#include "stages/convert/run/run.h"

enum { MOST_OWN_KEYS = 3 };

/* Makes the node of {name: argument, …}; `yaml` is the whole of it. */
typedef bool compile_half(
    struct compiler *, const struct json *argument, const struct json *yaml, enum shape, struct node *out);

typedef enum found run_half(struct run *, const struct node *, struct json *out);

struct construct {
	struct str name;
	compile_half *compile;           /* NULL: a node over the argument, compiled as any value */
	run_half *run;                   /* NULL where compile sets it */
	int64_t unit;                    /* of a duration, µs */
	uint16_t makes;                  /* the types it gives; 0: those of its argument */
	bool whole;                      /* may stand for a whole map of extensions or languages */
	bool shares;                     /* may give its argument as it came */
	const char *keys[MOST_OWN_KEYS]; /* that go with it beside the modifiers */
};

/* The names of all constructs. */
void construct_words(struct words *);

/* A node over one other. */
struct node compile_wrap(struct compiler *, const struct node *inner, run_half *);

/* A path as a value at a place of `shape`; `several` makes it of a path that may find more than one. */
bool compile_path_value(
    struct compiler *, const struct json *yaml, enum shape, run_half *several, struct node *out);

/* Wraps a node at the place of an IRI: an event's text is a template of one piece, which escapes it. */
struct node compile_escaped(struct compiler *, const struct node *);

/* Wraps a node in what its place makes of any value: a moment, a cell's number or boolean. */
bool compile_settle(struct compiler *, const struct json *yaml, enum shape, struct node *);

/* Refuses a node that is made of constants and cannot be made. */
bool compile_try(struct compiler *, const struct json *yaml, const struct node *);

/* A node, without its run, over a value of any type; `yaml` is the construct. */
bool compile_over(struct compiler *, const struct json *value, const struct json *yaml, struct node *out);

/* The items of a list argument, all for the same place. */
bool compile_items(struct compiler *, const struct json *argument, enum shape, struct node *out);

/* A key of a construct that is text, with settings in braces if wanted; *out stays where the key is absent. */
bool compile_text_key(struct compiler *, const struct json *yaml, struct str key, struct str *out);

/* construct_value.c */
compile_half compile_time, compile_uuid5, compile_round, compile_numbers, compile_pair, compile_write;

/* construct_text.c */
compile_half compile_match, compile_without, compile_replace, compile_join, compile_split, compile_url;

/* construct_each.c */
compile_half compile_each, compile_count;

/* tables.c */
compile_half compile_lookup;

#endif
