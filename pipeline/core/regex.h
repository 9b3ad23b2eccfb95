/* Regular expressions: the only user of PCRE2.
 *
 * Compiled once with JIT, matched on UTF-8 text known to be valid. '$' matches at the very end only, classes are
 * ASCII. Matching is bounded: a pattern that runs into its limit says so instead of running on. Not thread-safe; each
 * worker compiles its own.
 */
#ifndef LRSTREAM_REGEX_H
#define LRSTREAM_REGEX_H

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

struct regex;

/* NULL with a usage error that names the place in the pattern. */
struct regex *regex_open(struct str pattern, struct error *);

/* How many groups the pattern has, the whole match not counted. */
int regex_groups(const struct regex *);

enum regex_result { REGEX_NO, REGEX_YES, REGEX_LIMIT };

/* Looks for the first match at or after byte `from`. groups[0] is the whole match; a group that took no part has
 * at == NULL. At most `most` groups are filled; slices borrow `text`. */
enum regex_result regex_find(struct regex *, struct str text, size_t from, struct str *groups, int most);

/* The same, for a match that starts before byte `before`: the search ends there. */
enum regex_result regex_find_within(
    struct regex *, struct str text, size_t from, size_t before, struct str *groups, int most);

void regex_close(struct regex *);

#endif
