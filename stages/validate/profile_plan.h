/* Inside the profiles: what a file becomes when it is read.
 *
 * Conditions and rules both ask what stands at a path. A condition is one path and a list of values of which one must
 * stand there; every key of a template's `when` becomes such conditions, so matching knows only one kind.
 */
#ifndef LRSTREAM_VALIDATE_PROFILE_PLAN_H
#define LRSTREAM_VALIDATE_PROFILE_PLAN_H

#include "pipeline/core/json_decimal.h"
#include "pipeline/core/json_query.h"
#include "stages/validate/profile.h"

enum profile_presence { PRESENCE_FREE, PRESENCE_INCLUDED, PRESENCE_RECOMMENDED, PRESENCE_EXCLUDED };

/* A form that values may have to have. */
struct profile_form {
	struct str name;
	bool (*fits)(const struct json *);
};

/* NULL if there is no form of this name; profile_forms lists them. */
const struct profile_form *profile_form_named(struct str name);
const struct profile_form *profile_forms(size_t *count);

struct profile_rule {
	struct json_query path;
	struct json_query only_if; /* asked only where something stands here; text.at == NULL: always */
	enum profile_presence presence;
	const struct json
	    *wanted[PROFILE_CHECKS]; /* lists of any, all, none, range; form: its name; else NULL */
	const struct profile_form *form;
	struct json_decimal bounds[2]; /* of a range, where they are not open */
	struct str why;                /* at == NULL: not said */
};

struct profile_rules {
	const struct profile_rule *rules;
	uint32_t count;
	uint32_t checks; /* of all of them: as many findings there may be */
};

struct profile_condition {
	struct json_query path;
	const struct json *values;
	uint32_t count;
};

struct profile_template {
	struct str name, title;
	struct str verb; /* of the conditions, to be asked first; at == NULL for any */
	const struct profile_condition *conditions;
	uint32_t condition_count; /* more wins over less */
	struct profile_rules rules;
};

struct profile {
	struct str path; /* of the file */
	struct str name;
	struct str title, id, see;
	struct profile_rules common; /* of each template */
	const struct profile_template *templates;
	uint32_t template_count;
};

/* A template that may be for a statement. */
struct profile_candidate {
	const struct profile *profile;
	const struct profile_template *template;
};

/* Sorted, so that the first that matches is the one. */
struct profile_choice {
	const struct profile_candidate *candidates;
	size_t count;
};

/* Reads and compiles the file; `shown` is its name in messages. Path and name are the caller's. False with an error that
 * names file, line and key. */
bool profile_read(struct arena *, const char *path, const char *shown, struct profile *out, struct error *);

#endif
