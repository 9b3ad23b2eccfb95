/* What is wrong in a mapping, said with file, line and key, and the word that was perhaps meant. */
#ifndef LRSTREAM_CONVERT_REFUSE_H
#define LRSTREAM_CONVERT_REFUSE_H

#include "pipeline/core/json.h"
#include "stages/xapi/vocabulary.h"

struct compiler;

/* Words that may stand at a place; those beyond the bound are not suggested. */
enum { MOST_WORDS = 128 };

struct words {
	struct str list[MOST_WORDS];
	size_t count;
};

static inline void
words_add(struct words *w, struct str word)
{
	if (w->count < MOST_WORDS)
		w->list[w->count++] = word;
}

static inline bool
words_have(const struct words *w, struct str word)
{
	for (size_t i = 0; i < w->count; i++)
		if (str_eq(w->list[i], word))
			return true;
	return false;
}

/* The keys of a map; nothing if `yaml` is NULL or none. */
void words_add_keys(struct words *, const struct json *yaml);

/* The settings of the mapping. */
void words_add_settings(struct words *, const struct compiler *);

/* A short name of the vocabulary is unknown. */
bool compile_fail_name(
    struct compiler *, const struct json *at, struct str said, enum vocabulary_list, const char *what);

/* "FILE:LINE: KEY: what is wrong"; returns false. */
bool compile_fail(struct compiler *, const struct json *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, and behind it "; did you mean WORD?" if one of the words is near to `said`. */
bool compile_fail_near(struct compiler *, const struct json *at, struct str said, const struct words *,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
