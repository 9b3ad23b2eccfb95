/* The statement that a mapping of others makes, as it grows: values written to places one after the other.
 *
 * A later value at a place takes that of an earlier one, whole or in part; a value written under a condition (a branch of
 * a switch) leaves the other one beside it. When all is written, import_write.h makes one statement of our language of
 * it. Everything lives in the arena.
 */
#ifndef LRSTREAM_CONVERT_IMPORT_MADE_H
#define LRSTREAM_CONVERT_IMPORT_MADE_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "stages/convert/compile/shape.h"

/* One case of a switch. Of the cases of a switch, the first whose condition holds counts. */
struct branch {
	const struct branch *outer;  /* the case that the switch stands in, or NULL */
	const struct branch *before; /* the case above it, or NULL */
	struct json when;            /* conditions as in a `when`; JSON_NULL for "else" */
};

enum made_kind {
	MADE_NOTHING,
	MADE_CONSTANT,  /* a text, number, true or false */
	MADE_COPY,      /* what a path finds */
	MADE_CONSTRUCT, /* a construct or a template of our language */
	MADE_OBJECT,
	MADE_LIST,
	MADE_CHOICE, /* `one` where the branch is taken, else `other` */
	MADE_FIRST   /* `one`, or where that is nothing or empty, `other` */
};

struct made_member {
	struct str key; /* of an object; in a list the place counts */
	struct made *value;
};

struct made {
	enum made_kind kind;
	uint16_t line;     /* of the source file */
	uint16_t types;    /* that a construct gives (enum type_bits) */
	struct json value; /* the constant, the construct; of a copy its path as text */
	struct made_member *members;
	uint32_t count;
	const struct branch *when;
	struct made *one, *other;
};

/* One step of an output path. */
struct place_step {
	struct str key;
	bool index;      /* in a list, at */
	uint32_t number; /* this place */
};

enum { MOST_STEPS = 24, MOST_LIST = 64 };

struct output_place {
	struct str text; /* as it was written */
	struct place_step steps[MOST_STEPS];
	uint32_t count;
};

struct made *made_new(struct arena *, enum made_kind, unsigned line);

/* A constant of any type: objects and lists are taken apart, what is empty is nothing. */
struct made *made_constant(struct arena *, const struct json *value, unsigned line);

/* True if a value of the mapping language asks the event for something: it has a path or a template in it. */
bool made_asks(const struct json *);

struct made *made_copy_of(struct arena *, struct str path, unsigned line);
struct made *made_construct(struct arena *, struct json value, uint16_t types, unsigned line);
struct made *made_choice(struct arena *, const struct branch *, struct made *one, struct made *other);

/* Sets a member; of the same key the last one counts. */
void made_set(struct arena *, struct made *object, struct str key, struct made *value);

/* True if both cases cannot be taken at once, by the order of a switch. */
bool branch_excludes(const struct branch *, const struct branch *);

/* Reads `a.b.0.c` or `a.ext[IRI].b`. False with why not (static). */
bool place_read(struct str text, struct output_place *, const char **why);

/* Writes a value to a place of the statement, under a branch or (NULL) always. False with why not (static): then nothing
 * was changed. */
bool made_write(struct arena *, struct made **statement, const struct output_place *, const struct branch *,
    struct made *, const char **why);

/* Fills the place where nothing stands there. */
bool made_fill(
    struct arena *, struct made **statement, const struct output_place *, struct made *, const char **why);

#endif
