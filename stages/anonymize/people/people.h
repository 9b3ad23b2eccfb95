/* Whom an event speaks of, gathered before its texts are looked at: what is known is found again (known.h). */
#ifndef LRSTREAM_PEOPLE_H
#define LRSTREAM_PEOPLE_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"

struct known;
struct members;

/* Every Agent and Group of a statement: actor, object, context, authority, those of a SubStatement and, at any depth, in
 * extensions. */
void people_of_statement(struct known *, const struct json *statement);

/* The names and ids in the event that a mapping made the statement of: values of personal members (members.h) at any
 * depth, also in JSON inside a text, which is parsed into the arena. */
void people_of_event(struct known *, const struct members *, struct arena *, const struct json *event);

#endif
