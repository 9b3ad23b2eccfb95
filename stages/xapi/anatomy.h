/* The anatomy of a statement: what stands where, said once.
 *
 * Whoever walks a statement (to find its agents, to compare it with another, to judge a path of a policy) walks along
 * these tables instead of knowing keys of its own. They cover xAPI 1.0.3 and 2.0. Statements have been validated when
 * they are walked, so the tables say what parts mean, not what they may look like. A key that no table knows can only
 * be data of the sender's own: treat it like an extension.
 */
#ifndef LRSTREAM_ANATOMY_H
#define LRSTREAM_ANATOMY_H

#include <stdbool.h>

#include "pipeline/core/json.h"
#include "pipeline/core/str.h"

enum part_kind {
	PART_PLAIN,        /* a boolean, or a text that can be one of few: nothing to walk into */
	PART_TEXT,         /* any text */
	PART_IRI,          /* or an IRL */
	PART_LANGUAGE_MAP, /* of language tags to any text */
	PART_NAME,         /* the id of an interaction component: a text that is no other one's in its list */
	PART_MEDIA_TYPE,
	PART_LANGUAGE, /* a language tag */
	PART_NUMBER,
	PART_DURATION,
	PART_IMPLIED, /* an Activity's objectType: there or not, it says the same (1.0.3, 2.4.4) */
	PART_TIME,    /* a moment */
	PART_UUID,
	PART_AGENT,     /* an Agent or a Group */
	PART_STRUCT,    /* an object, or a list of objects, that consists of `inside` */
	PART_OBJECT,    /* the object of a (Sub)Statement: anatomy_object says what it is */
	PART_EXTENSIONS /* a map of IRIs to any JSON */
};

enum part_flag {
	PART_FREE = 1,        /* without it the statement is still a valid one, and the same event */
	PART_LIST = 2,        /* an array of such parts */
	PART_ONE_OR_LIST = 4, /* the same, where a single part means an array of one (1.0.3, 2.4.6.2) */
	PART_TERM = 16,       /* an IRI that names a concept: the vocabulary may list it */
	PART_ANSWER = 32,     /* what a learner answered */
	PART_LRS = 8 /* set by the LRS: no part of what makes two statements the same (1.0.3, 2.3.1) */
};

struct anatomy;

struct part {
	struct str key;
	enum part_kind kind;
	unsigned flags;               /* of enum part_flag */
	const struct anatomy *inside; /* of a PART_STRUCT */
};

/* The parts of an object; `parts` ends with a part without key. */
struct anatomy {
	const struct part *parts;
};

extern const struct anatomy anatomy_statement;

/* What the object of a (Sub)Statement consists of, by its objectType; NULL for an Agent or Group. An Activity where
 * nothing is said (1.0.3, 2.4.4). */
const struct anatomy *anatomy_object(const struct json *object);

/* The anatomy of an Activity, and of a SubStatement: its parts are those of a statement, so rules hold there too. */
extern const struct anatomy anatomy_activity;
extern const struct anatomy anatomy_substatement;

/* A choice, a step ...: one of a list of interaction components. */
extern const struct anatomy anatomy_component;

/* The id of a statement, its own or one that it refers to: no rule is about it. */
static inline bool
part_is_statement_id(const struct part *p)
{
	return p->kind == PART_UUID && !(p->flags & PART_FREE);
}

/* The part with this key, or NULL. */
static inline const struct part *
anatomy_part(const struct anatomy *a, struct str key)
{
	const struct part *p = a->parts;

	while (p->key.at && !str_eq(p->key, key))
		p++;
	return p->key.at ? p : NULL;
}

#endif
