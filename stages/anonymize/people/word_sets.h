/* Lists of words that people edit: a YAML file of named lists, asked which of them hold a word.
 *
 * Words are folded (letters.h), so case and accents make no difference. Read-only once open, so threads may share it.
 */
#ifndef LRSTREAM_WORD_SETS_H
#define LRSTREAM_WORD_SETS_H

#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

struct word_sets;

/* Reads a file of schemas/privacy: a map whose keys are exactly `names` (`count`, at most 8), each a list of words or
 * of lists of words. NULL with a usage error that names file and line. */
struct word_sets *word_sets_open(const char *file, const char *const *names, unsigned count, struct error *);

/* A bit for each list that holds the word: 1 << its place in `names`. The word is folded already. */
unsigned word_sets_find(const struct word_sets *, struct str folded);

/* The same for a word as it stands in a text. */
unsigned word_sets_find_plain(const struct word_sets *, struct str word);

void word_sets_close(struct word_sets *);

#endif
