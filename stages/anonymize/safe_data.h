/* Data of the sender's own, made safe: values of extensions, and members that xAPI does not know. */
#ifndef LRSTREAM_SAFE_DATA_H
#define LRSTREAM_SAFE_DATA_H

#include "stages/anonymize/scrub/members.h"
#include "stages/anonymize/safe_tree.h"
#include "stages/xapi/anatomy.h"

/* What is known of a value by the name it stands under. */
struct named {
	struct str label;     /* the name */
	struct member member; /* what it says */
	bool person;          /* the value describes a person: what its members are called says more */
};

/* Where the walk stands. */
struct here {
	struct json_path path; /* its keys as they are written out */
	const struct rule *rule;
	const struct json *object; /* that the value is a member of, or NULL */
	const struct named *named; /* NULL outside of data of the sender's own */
};

/* The path of the value, NULL for the whole statement. */
static inline const struct json_path *
here_path(const struct here *h)
{
	return h->path.up || h->path.key.at ? &h->path : NULL;
}

/* A member of an object. `key` is its key as it came, here->path.key as it is written. False if it must go. */
bool safe_data(struct safe_tree *, struct json *value, const struct here *);

/* A map of extensions: its keys are IRIs and stay IRIs. */
void safe_extensions(struct safe_tree *, struct json *map, const struct here *);

/* The same for a single member that xAPI does not know. */
bool safe_member(
    struct safe_tree *, struct json_member *, const struct here *parent, const struct json *object);

/* Makes it this text, which is done: a tree that shares the value with another one must not have it replaced twice. */
void become_final(struct json *, struct str text);

static inline bool
safe_is_done(const struct safe_tree *t, const struct json *v)
{
	return v->flags & JSON_FINAL && !t->again;
}

/* A text, an IRI, what may be either, or the name of a concept; *text is replaced if something is found in it. */
void safe_text(struct safe_tree *, struct str *text, struct str label);
void safe_iri(struct safe_tree *, struct str *iri);
void safe_any(struct safe_tree *, struct str *text, struct str label);
void safe_term(struct safe_tree *, struct str *iri);

/* A text or number becomes its pseudonym, in the form of its kind. */
void safe_pseudonym(struct safe_tree *, struct json *value, enum part_kind);

#endif
