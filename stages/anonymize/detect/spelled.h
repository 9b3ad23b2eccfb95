/* Addresses spelled out for people: "jean [at] example (point) org", "jean arobase example point org".
 *
 * Blanks around such a word belong to it. Those in front and behind are left to whoever undoes it, who may have made
 * them of escapes.
 */
#ifndef LRSTREAM_SPELLED_H
#define LRSTREAM_SPELLED_H

#include "stages/anonymize/detect/escape.h"

enum spelled { SPELLED_AT = '@', SPELLED_DOT = '.' };

static inline bool
spelled_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* At a bracket: "[at]", "( arobase )", "{dot}", "<point>". */
struct escape spelled_bracketed(struct str text);

/* At the b, at byte `at` of the text, of a word between blanks: "arobase", "arroba". The escape starts at *start. */
struct escape spelled_word(struct str text, size_t at, size_t *start);

/* At a blank before "point" or "dot" and another blank; only for texts that spell an '@'. */
struct escape spelled_dot(struct str text);

#endif
