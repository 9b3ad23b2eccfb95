/* Which Python the importer takes for what it says: forms that have a twin in the mapping language.
 *
 * The forms are listed in schemas/mappings/README.md. Nothing is evaluated: an expression is read, and either all of it
 * is of these forms or it is refused with the reason.
 */
#ifndef LRSTREAM_CONVERT_IMPORT_FORM_H
#define LRSTREAM_CONVERT_IMPORT_FORM_H

#include "stages/convert/import/import_write.h"

struct forms {
	struct arena *arena;
	struct import_writer *writer;
	struct json *lets; /* values that have to have a name get one here */
	bool csv;
	unsigned line;   /* of what is being read */
	const char *why; /* after a refusal; static */
};

/* What a chain of lambdas makes of the inputs, each getting what the one before gives; NULL if refused. */
struct made *form_value(
    struct forms *, const struct json *lambdas, struct made *const *inputs, uint32_t input_count);

/* The conditions that a lambda asks of the inputs. False if refused. */
bool form_condition(
    struct forms *, struct str lambda, struct made *const *inputs, uint32_t input_count, struct json *when);

/* What import_form.c and import_when.c share: names with their values. */
struct lambda_node;
struct scope {
	struct forms *forms;
	const struct str *names;
	struct made *const *values;
	uint32_t count;
};

/* NULL, or false, with forms->why if the expression is of no known form. */
struct made *form_read(const struct scope *, const struct lambda_node *);
bool form_when(const struct scope *, const struct lambda_node *, struct json *when);

/* A path to the value: its own if it is a copy, else that of a let. */
bool form_path(const struct scope *, const struct made *, struct str *path);

/* A constant that stands there as such; NULL if it is none. Lists too. */
struct made *form_constant(const struct scope *, const struct lambda_node *);

/* Both refuse; the reason that was given first stays. */
bool form_refuse(const struct scope *, const char *why);
struct made *form_none(const struct scope *, const char *why);

struct made *form_construct(const struct scope *, struct json value, uint16_t types);

/* The argument of a construct, and what an example would need there. */
bool form_argument(const struct scope *, const struct lambda_node *, enum want, struct json *out);

/* True for name(…) or x.name(…), by the kind of what is called. */
bool form_is_call(const struct lambda_node *, int kind, const char *name);

/* {key: value} and [item]. */
struct json form_member(struct arena *, const char *key, struct json value);

/* The text as a regular expression that finds it. */
struct str form_quoted(struct arena *, struct str text);

/* Of import_text.c: f"…", "…".format(…), a + b, x.split(…)[i], search(…).group(…), urlparse(…).part, "…".join(…). */
struct made *form_format(const struct scope *, const struct lambda_node *);
struct made *form_call_format(const struct scope *, const struct lambda_node *);
struct made *form_text_sum(const struct scope *, const struct lambda_node *, bool *texts);
struct made *form_split_item(
    const struct scope *, const struct lambda_node *call, const struct lambda_node *index);
struct made *form_group(const struct scope *, const struct lambda_node *);
struct made *form_attribute(const struct scope *, const struct lambda_node *);
struct made *form_join(const struct scope *, const struct lambda_node *);

#endif
