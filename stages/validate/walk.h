/* Inside the validator: how the walk is told what an object may hold.
 *
 * Each kind of object in a statement is a shape: a table of its keys, each with the function that checks
 * the value and the code of the rule it serves, and at the end one function for what several members must
 * be together. The walk itself refuses what no object may have: unknown keys, keys that stand twice, null,
 * absent required members.
 *
 * A checker returns false to end the walk, not to say that something is wrong: it reports, and the sink
 * decides whether one finding is enough.
 */
#ifndef LRSTREAM_VALIDATE_WALK_H
#define LRSTREAM_VALIDATE_WALK_H

#include "pipeline/core/json_path.h"
#include "stages/validate/validate.h"

enum { SHAPE_KEYS = 16 };

struct walk {
	enum xapi_version version; /* decided, never XAPI_AUTO */
	struct arena *arena;
	struct finding_sink *sink;
	bool valid;
	bool flat_score; /* min and max may be equal */
};

/* Checks one value; the path leads to it, the code is the rule to name if it is wrong. */
typedef bool checker(struct walk *, const struct json_path *at, const struct json *, enum reject_code);

enum key_flag {
	REQUIRED = 1,
	SINCE_2_0 = 2 /* unknown to xAPI 1.0.3 */
};

struct key {
	struct str name;
	checker *check;
	enum reject_code code;
	unsigned flags;
};

struct shape {
	const char *where; /* for the detail of an unknown key: "in a verb" */
	const struct key *keys;
	size_t count; /* at most SHAPE_KEYS */
	/* What members must be together; values[i] is that of keys[i] or NULL, of any type. May be NULL. */
	bool (*whole)(struct walk *, const struct json_path *at, const struct json *v,
	    const struct json *const *values);
};

#define KEYS(table) .keys = (table), .count = sizeof(table) / sizeof((table)[0])

/* Tells the sink; returns whether to go on. `detail` is static text, "" for none. */
bool walk_report(struct walk *, const struct json_path *at, enum reject_code, const char *detail);

/* The same for a value of the wrong type. */
bool walk_wrong_type(struct walk *, const struct json_path *at, const struct json *, enum reject_code);

/* An object of this shape; anything else is reported as `code`. */
bool walk_object(struct walk *, const struct json_path *at, const struct json *, const struct shape *,
    enum reject_code code);

/* An array whose items `check` judges. */
bool walk_array(
    struct walk *, const struct json_path *at, const struct json *, checker *check, enum reject_code code);

/* What a value says it is. */
enum kind {
	KIND_NONE, /* no objectType, or none that could be read: its shape will tell */
	KIND_ACTIVITY,
	KIND_AGENT,
	KIND_GROUP,
	KIND_STATEMENT_REF,
	KIND_SUB_STATEMENT,
	KIND_CONTEXT_AGENT,
	KIND_CONTEXT_GROUP,
	KIND_OTHER
};

enum kind walk_kind(const struct json *);

/* Reports an objectType that does not fit here. */
bool walk_wrong_kind(struct walk *, const struct json_path *at, enum reject_code);

/* The index of an entry that repeats an earlier one, or -1. Reorders the entries. */
struct entry {
	struct str name;
	uint32_t index;
};
int64_t find_repeat(struct entry *, size_t count);

/* ---- checkers for values of a form: values.c ---- */

checker check_kind;      /* objectType: has chosen the shape already */
checker check_forbidden; /* a key that must not stand here */
checker check_string, check_boolean, check_number;
checker check_iri, check_uri, check_uuid, check_timestamp, check_stored, check_language;
checker check_language_map, check_extensions;

/* ---- checkers for parts of a statement ---- */

checker check_statement, check_sub_statement, check_statement_ref;   /* statement.c */
checker check_agent, check_group, check_authority;                   /* actor.c */
checker check_actor;                                                 /* an Agent or a Group */
checker check_object, check_object_of_sub_statement, check_activity; /* object.c */
checker check_definition;                                            /* definition.c */
checker check_result;                                                /* result.c */
checker check_context;                                               /* context.c */
checker check_attachments;                                           /* attachments.c */

#endif
