/* Keys and values of query strings and forms within a text, and of sentences and programs that look like them. */
#ifndef LRSTREAM_FORM_H
#define LRSTREAM_FORM_H

#include <stdbool.h>

#include "pipeline/core/str.h"

/* The key without quotes that ends before the '=' at `mark`. False if none does. */
bool form_key(struct str text, size_t mark, struct str *key);

/* Where the value from `at` on ends: at the next mark, since what stands there is told by itself. */
size_t form_value_end(struct str text, size_t at);

/* The same where its key says that it is personal. Blanks belong to it where an '&' follows soon. */
size_t form_personal_end(struct str text, size_t at);

/* Without what belongs to the sentence or program around it: user=ada, (user=ada) uid=ada,ou=people */
size_t form_trimmed_end(struct str text, size_t start, size_t end);

/* True where a pair whose key starts at `start` may be one of a query or a form. */
bool form_in_query(struct str text, size_t start);

/* A call, an index or a comparison, as in user=next(users). */
bool form_is_expression(struct str value);

#endif
