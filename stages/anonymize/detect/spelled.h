/* Addresses spelled out for people: "jean [at] example (point) org", "jean arobase example point org". */
#ifndef LRSTREAM_SPELLED_H
#define LRSTREAM_SPELLED_H

#include "stages/anonymize/detect/escape.h"

/* Which of the two a word is. */
enum spelled { SPELLED_NOT, SPELLED_AT = '@', SPELLED_DOT = '.' };

/* At a bracket: "[at]", "( arobase )", "{dot}", "<point>". The escape takes the blanks behind it with it; whoever uses
 * it takes those in front. */
struct escape spelled_bracketed(struct str text);

/* At the b of a word between blanks: "arobase", "arroba". `at` is where in the text. Tells where the word starts. */
struct escape spelled_word(struct str text, size_t at, size_t *start);

/* At a blank: " point " or " dot " between two words, where addresses are spelled out. */
struct escape spelled_dot(struct str text, size_t at);

#endif
