/* See policy_path.h. Each step is read by the character it starts with; numbers, slices and filters are refused. */
#include "stages/anonymize/policy/policy_path.h"

struct reader {
	struct str rest;
	const char *why;
};

static bool
fail(struct reader *r, const char *why)
{
	r->why = why;
	return false;
}

static bool
is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
	       || (unsigned char)c >= 0x80;
}

static bool
take(struct reader *r, char c)
{
	if (r->rest.len == 0 || r->rest.at[0] != c)
		return false;
	r->rest = str_from(r->rest, 1);
	return true;
}

/* .name */
static bool
read_plain(struct reader *r, struct step *step)
{
	size_t len = 0;

	while (len < r->rest.len && is_name_character(r->rest.at[len]))
		len++;
	if (len == 0 || (r->rest.at[0] >= '0' && r->rest.at[0] <= '9'))
		return fail(r, "a name is expected after the dot; other names are written ['so']");
	step->name = (struct str){r->rest.at, len};
	r->rest = str_from(r->rest, len);
	return true;
}

/* 'name' or "name"; a backslash takes the next character as it is. */
static bool
read_quoted(struct reader *r, struct arena *arena, struct step *step)
{
	char quote = r->rest.at[0];
	char *name = arena_take(arena, r->rest.len);
	size_t len = 0, i = 1;

	while (i < r->rest.len && r->rest.at[i] != quote) {
		if (r->rest.at[i] == '\\' && ++i == r->rest.len)
			break;
		name[len++] = r->rest.at[i++];
	}
	if (i >= r->rest.len)
		return fail(r, "a quote is not closed");
	if (len == 0)
		return fail(r, "a name is empty");
	step->name = (struct str){name, len};
	r->rest = str_from(r->rest, i + 1);
	return true;
}

static bool
read_bracket(struct reader *r, struct arena *arena, struct step *step)
{
	if (!take(r, '*')) {
		if (r->rest.len == 0 || (r->rest.at[0] != '\'' && r->rest.at[0] != '"'))
			return fail(r, "brackets hold * or a name in quotes");
		if (!read_quoted(r, arena, step))
			return false;
	}
	return take(r, ']') || fail(r, "a bracket is not closed");
}

static bool
read_step(struct reader *r, struct arena *arena, struct step *step)
{
	*step = (struct step){{NULL, 0}};
	if (take(r, '['))
		return read_bracket(r, arena, step);
	if (!take(r, '.'))
		return fail(r, "a dot or a bracket is expected");
	return take(r, '*') || read_plain(r, step);
}

struct step *
policy_path_parse(struct arena *arena, struct str path, size_t *count, const char **why)
{
	struct reader r = {path, NULL};
	struct step *steps = arena_take(arena, (path.len + 1) * sizeof(*steps));
	bool ok = take(&r, '$') || fail(&r, "a path starts with $");

	*count = 0;
	while (ok && r.rest.len)
		ok = read_step(&r, arena, &steps[(*count)++]);
	if (ok && *count == 0)
		ok = fail(&r, "the whole statement is no path of a policy");
	*why = r.why;
	return ok ? steps : NULL;
}
