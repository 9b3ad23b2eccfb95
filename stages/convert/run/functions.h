/* The running halves of constructs that change a value. Each gives nothing where its argument gives nothing, and
 * refuses the event where the argument is of no use to it. */
#ifndef LRSTREAM_CONVERT_FUNCTIONS_H
#define LRSTREAM_CONVERT_FUNCTIONS_H

#include "stages/convert/run/run.h"

/* ---- functions.c ---- */

/* A number, true or false as text. */
enum found run_text(struct run *, const struct node *, struct json *out);

/* uuid5 in the source's namespace over the canonical JSON of the list of its items; what finds nothing counts as null. */
enum found run_uuid5(struct run *, const struct node *, struct json *out);

/* uuid5 of its first item, a text, in the namespace that the second one writes. */
enum found run_uuid5_in(struct run *, const struct node *, struct json *out);

/* JSON text; node.choice is one of */
enum { WRITE_JSON, WRITE_CANONICAL, WRITE_PYTHON }; /* and on, as enum python_style */
enum found run_write(struct run *, const struct node *, struct json *out);

/* ---- functions_number.c ---- */

/* Makes a text the number it writes, digit by digit. NOTHING for an empty text, FAILED for anything else. */
enum found read_number(struct run *, struct json *);

/* The same as a construct. */
enum found run_number(struct run *, const struct node *, struct json *out);

/* To node.places digits behind the point, without zeros at the end; no double has more. */
enum { MOST_PLACES = 15 };
enum found run_round(struct run *, const struct node *, struct json *out);

/* true, false, yes, no, 1 and 0, as text of any case too. */
enum found run_boolean(struct run *, const struct node *, struct json *out);

/* Over all items, numbers or texts that write some; the last two over two. Divided by 0 there is nothing. */
enum found run_add(struct run *, const struct node *, struct json *out);
enum found run_multiply(struct run *, const struct node *, struct json *out);
enum found run_subtract(struct run *, const struct node *, struct json *out);
enum found run_divide(struct run *, const struct node *, struct json *out);

/* ---- functions_time.c ---- */

/* A moment: RFC 3339 stays as it came; other forms of ISO 8601 are rewritten, without zone as UTC. */
enum found run_time(struct run *, const struct node *, struct json *out);

/* A moment in the first of node.forms that fits. */
enum found run_time_form(struct run *, const struct node *, struct json *out);

/* A number, times node.unit, as an ISO 8601 duration. Below zero there is none. */
enum found run_units(struct run *, const struct node *, struct json *out);

/* The length of an ISO 8601 duration in seconds; one of years or months has none. */
enum found run_in_seconds(struct run *, const struct node *, struct json *out);

/* An ISO 8601 duration as it came; clock text (1:30:00, 90:00) as one. */
enum found run_duration(struct run *, const struct node *, struct json *out);

/* ---- functions_text.c ---- */

/* The text of the only item; NOTHING, or FAILED for what is no text. */
enum found run_text_item(struct run *, const struct node *, struct json *out);

/* More of a pattern's groups cannot be asked for; longer texts it is not looked for in: no pattern takes long in this
 * many bytes. */
enum { MOST_GROUP = 9, MOST_SEARCHED = 32 * 1024 };

struct pattern {
	struct regex *regex;
	int group;     /* of a match */
	struct str by; /* of a replacement: \0 to \9 are groups */
};

/* The second item, a text, without the first one wherever it stands in it. */
enum found run_without(struct run *, const struct node *, struct json *out);

/* The group of the first match; nothing if there is none. */
enum found run_match(struct run *, const struct node *, struct json *out);

/* Every match replaced. */
enum found run_replace(struct run *, const struct node *, struct json *out);

/* ASCII letters; white space at both ends. */
enum found run_lower(struct run *, const struct node *, struct json *out);
enum found run_upper(struct run *, const struct node *, struct json *out);
enum found run_trim(struct run *, const struct node *, struct json *out);

/* The texts of a list, numbers too, with node.text between them; a text alone is itself. */
enum found run_join(struct run *, const struct node *, struct json *out);

/* The texts between node.text; of an empty one nothing. */
enum found run_split(struct run *, const struct node *, struct json *out);

/* The part node.choice of enum url_part; the parameter node.text. */
enum found run_url_part(struct run *, const struct node *, struct json *out);
enum found run_url_parameter(struct run *, const struct node *, struct json *out);

#endif
