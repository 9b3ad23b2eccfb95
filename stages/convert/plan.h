/* The plan: what a mapping file becomes before the first event is seen.
 *
 * Each value of the mapping is a node that knows how to make itself from an event; the YAML is not looked at again.
 * Nodes, texts and steps live in the arena of the mappings and are read-only once made.
 *
 * Three things can happen to a value: it is there, it is not (and then its key is left out), or the event is at fault
 * and the whole event is refused. What is there can still be empty: "", [] or {}.
 */
#ifndef LRSTREAM_CONVERT_PLAN_H
#define LRSTREAM_CONVERT_PLAN_H

#include "stages/convert/input.h"
#include "stages/convert/place.h"

enum found { NOTHING, FOUND, FAILED };

struct run;

struct node {
	enum found (*run)(struct run *, const struct node *, struct json *out);
	const struct json_query *blame; /* the place to name where this is missing, or NULL */
	const struct node *items;       /* what it is made of */
	uint32_t count;                 /* of items, members or choices */
	uint16_t line;
	uint16_t types; /* that are accepted, where the node checks types */
	bool iri;       /* event text in it is escaped for an IRI */
	bool list;      /* gives a list of what may stand there, or nothing */
	bool shares;    /* may give a part of the event itself rather than something new */
	union {
		struct json constant;
		const struct json_query *path;
		const struct member *members;
		const struct choice *choices;
		uint32_t choice; /* of several things that a construct can do */
		int64_t unit;    /* of a duration, in µs */
		int64_t places;  /* behind the decimal point */
		const struct moment_forms *forms;
		const struct pattern *pattern; /* of a match or a replacement */
		const struct lookup *lookup;
		struct str text; /* of a join, a split, a URL's parameter */
	};
};

struct member {
	struct str key;
	uint16_t types; /* that may stand here */
	bool essential; /* without it the object is none: it vanishes as a whole */
	struct node value;
};

struct choice {
	const struct test *when; /* NULL: always */
	struct node value;
};

struct statement_entry {
	const struct test *when;       /* NULL: always */
	const struct json_query *each; /* a statement for each value it finds, the item; NULL: one */
	struct node value;
};

struct rule {
	struct str made_by; /* "schemas/mappings/learnflow.yaml:41" */
	uint16_t line;
	const struct test *when;                  /* NULL: always */
	struct str drop;                          /* the reason, or at == NULL */
	const struct statement_entry *statements; /* if nothing is dropped */
	uint32_t count;
	bool as_it_came; /* the event is the statement */
};

/* A value that is made at most once for an event, and looked into by its name. */
struct let {
	struct str name;
	struct node value;
};

/* What an envelope puts into each of its entries. */
struct carried {
	struct str key;
	struct json_query path;
};

/* Where the events of a list envelope are. */
struct list {
	const struct test *when; /* NULL: wherever the path finds a list */
	struct json_query path;
	bool single; /* an object there is the only entry */
	const struct carried *carried;
	uint32_t carried_count;
};

struct setting {
	struct str name;
	struct json value; /* text, number or boolean */
};

struct mapping {
	struct str file; /* "schemas/mappings/learnflow.yaml", or the path as given */
	struct str source;
	struct str title;
	uint8_t space[16]; /* the namespace of the source's ids */
	struct mapping_input input;
	bool flat_score; /* a score's min and max may be equal */
	const struct setting *settings;
	uint32_t setting_count;
	const struct list *lists;
	uint32_t list_count;
	bool carries; /* entries of one list share what their envelope puts into them */
	const struct let *lets;
	uint32_t let_count;
	const struct test *detect;
	uint32_t detect_count;
	const struct rule *rules;
	uint32_t rule_count;
	struct dispatch *dispatch;   /* which rules come into question; NULL: all of them */
	const struct json *examples; /* the YAML list, or NULL */
};

#endif
