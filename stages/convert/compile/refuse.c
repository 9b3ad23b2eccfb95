/* See refuse.h. */
#include "stages/convert/compile/refuse.h"

#include <stdarg.h>
#include <stdio.h>

#include "pipeline/core/suggest.h"
#include "stages/convert/compile/compile.h"

enum { MOST_TEXT = sizeof(((struct error *)NULL)->text), MOST_KEY = 80 };

void
words_add_keys(struct words *w, const struct json *yaml)
{
	for (uint32_t i = 0; json_is(yaml, JSON_OBJECT) && i < yaml->count; i++)
		words_add(w, yaml->members[i].key);
}

void
words_add_settings(struct words *w, const struct compiler *c)
{
	for (uint32_t i = 0; i < c->mapping->setting_count; i++)
		words_add(w, c->mapping->settings[i].name);
}

static bool
refuse(struct compiler *c, const struct json *at, const char *text)
{
	int key = c->key.len < MOST_KEY ? (int)c->key.len : MOST_KEY;

	if (!at->line)
		return error_usage(
		    c->error, "%.*s: %.*s: %s", STR_ARG(c->mapping->file), key, c->key.at, text);
	return error_usage(
	    c->error, "%.*s:%u: %.*s: %s", STR_ARG(c->mapping->file), at->line, key, c->key.at, text);
}

bool
compile_fail(struct compiler *c, const struct json *at, const char *format, ...)
{
	char text[MOST_TEXT];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return refuse(c, at, text);
}

bool
compile_fail_near(struct compiler *c, const struct json *at, struct str said, const struct words *words,
    const char *format, ...)
{
	struct str nearest = suggest(said, words->list, words->count);
	char text[MOST_TEXT];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (nearest.len && len < (int)sizeof(text))
		snprintf(text + len, sizeof(text) - (size_t)len, "; did you mean %.*s?", STR_ARG(nearest));
	return refuse(c, at, text);
}

bool
compile_fail_name(
    struct compiler *c, const struct json *at, struct str said, enum vocabulary_list list, const char *what)
{
	struct words words = {.count = 0};
	struct str name;

	for (size_t i = 0; (name = vocabulary_name(c->vocabulary, list, i)).at; i++)
		words_add(&words, name);
	return compile_fail_near(
	    c, at, said, &words, "\"%.*s\" is neither an IRI nor %s", STR_ARG(said), what);
}
