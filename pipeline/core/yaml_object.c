/* See yaml_object.h. */
#include "pipeline/core/yaml_object.h"

#include <stdarg.h>
#include <stdio.h>

#include "pipeline/core/suggest.h"

bool
yaml_fail(struct yaml_reader *r, const struct json *at, struct str key, const char *format, ...)
{
	char text[sizeof(r->error->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return error_usage(r->error, "%s:%u: %.*s: %s", r->file, at->line, STR_ARG(key), text);
}

bool
yaml_fail_unknown(struct yaml_reader *r, const struct json *at, struct str key, struct str word,
    const struct str *known, size_t count)
{
	struct str near = suggest(word, known, count);

	if (near.at)
		return yaml_fail(r, at, key, "there is no \"%.*s\" here (did you mean \"%.*s\"?)",
		    STR_ARG(word), STR_ARG(near));
	return yaml_fail(r, at, key, "there is no \"%.*s\" here", STR_ARG(word));
}

static bool
read_member(struct yaml_reader *r, struct str what, const struct json_member *from,
    const struct yaml_key *keys, size_t count, void *out)
{
	struct str known[YAML_KEYS_MOST];

	for (size_t i = 0; i < count && i < YAML_KEYS_MOST; i++) {
		if (str_eq(keys[i].key, from->key))
			return keys[i].read(r, from->key, &from->value, (char *)out + keys[i].offset);
		known[i] = keys[i].key;
	}
	return yaml_fail_unknown(
	    r, &from->value, what, from->key, known, count < YAML_KEYS_MOST ? count : YAML_KEYS_MOST);
}

bool
yaml_read_object(struct yaml_reader *r, struct str what, const struct json *yaml, const struct yaml_key *keys,
    size_t count, void *out)
{
	if (yaml->type != JSON_OBJECT)
		return yaml_fail(r, yaml, what, "must be a map of keys and values");
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!read_member(r, what, &yaml->members[i], keys, count, out))
			return false;
	for (size_t i = 0; i < count; i++)
		if (keys[i].needed && !json_get(yaml, keys[i].key))
			return yaml_fail(r, yaml, what, "\"%.*s\" is missing", STR_ARG(keys[i].key));
	return true;
}
