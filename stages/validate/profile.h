/* Profiles: what statements of a kind look like beyond what xAPI itself asks.
 *
 * A profile is a YAML file of schemas/xapi/profiles (its README tells the format): templates, each with the conditions
 * under which it is for a statement, and rules. The files are read and compiled once; judging takes memory from the
 * batch's arena only, and only where a rule is not met. Read-only while judging, but each worker opens its own.
 */
#ifndef LRSTREAM_VALIDATE_PROFILE_H
#define LRSTREAM_VALIDATE_PROFILE_H

#include "pipeline/core/error.h"
#include "stages/validate/validate.h"

struct profiles;       /* files that were read, each once */
struct profile_choice; /* some of them, as a source or --profile names them */
struct profile;
struct profile_template;
struct profile_rule;

struct profiles *profiles_open(void);

/* Each name is that of a file in schemas/xapi/profiles, a path (it holds a '/' or ends in ".yaml"), "auto" for all of the
 * folder, or several of these with commas between. The choice lives as long as the profiles. NULL with a usage error. */
const struct profile_choice *profiles_choose(
    struct profiles *, const struct str *names, size_t count, struct error *);

void profiles_close(struct profiles *);

/* Reads one file, for `lrstream check`; `shown` is its name in messages. False with a usage error. */
struct profile_size {
	uint32_t templates, rules;
};
bool profile_check_file(const char *path, const char *shown, struct profile_size *, struct error *);

/* What can be wrong with a rule. */
enum profile_check {
	PROFILE_PRESENCE,
	PROFILE_ANY,
	PROFILE_ALL,
	PROFILE_NONE,
	PROFILE_FORM,
	PROFILE_RANGE,
	PROFILE_CHECKS
};

/* A rule that is not met. */
struct profile_finding {
	const struct profile_rule *rule;
	enum profile_check check;
	bool recommended; /* not asked for, only recommended */
};

struct profile_report {
	const struct profile *profile;           /* NULL: no template is for the statement */
	const struct profile_template *template; /* of several that are, the one that says most */
	struct profile_finding *findings;        /* in the arena, in the order of the file */
	uint32_t count;
	uint32_t unmet; /* of them not only recommended; 0: the template is fulfilled */
};

/* Judges a statement that is valid and normalized (validate_normalize). */
void profile_judge(
    const struct profile_choice *, const struct json *statement, struct arena *, struct profile_report *);

/* Writes the report as JSON: {"name","template","fulfilled","unmet","recommendations"}, or null. It repeats values of the
 * statement, so it is for its owner only. */
void profile_write(struct buf *, const struct profile_report *, const struct json *statement);

/* An unmet rule as a finding that repeats no value: code `profile`, the pointer of its path as far as there is one, and
 * a detail that names profile, template and rule. */
struct finding profile_reject(struct arena *, const struct profile_report *, const struct profile_finding *);

#endif
