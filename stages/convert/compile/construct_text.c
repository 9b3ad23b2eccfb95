/* Constructs that look into texts, compiled; see construct.h. */
#include "pipeline/core/regex.h"
#include "stages/convert/compile/construct.h"
#include "stages/convert/run/functions.h"
#include "stages/convert/run/url.h"

/* The value of `of`, and the pattern that is the argument. */
static bool
compile_pattern(struct compiler *c, const struct json *argument, const struct json *yaml, const char *what,
    struct node *out, struct pattern *pattern)
{
	const struct json *of = json_get(yaml, STR("of"));

	if (!of)
		return compile_fail(c, yaml, "the key \"of\" is missing: what the pattern is looked for in");
	pattern->regex = compile_regex(c, argument, what);
	if (!pattern->regex || !compile_over(c, of, yaml, out))
		return false;
	out->pattern = pattern;
	return true;
}

bool
compile_without(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	struct node *both = arena_zero(c->arena, 2 * sizeof(*both));
	const struct json *of = json_get(yaml, STR("of"));

	(void)shape;
	*out = (struct node){.run = run_without, .items = both, .count = 2, .line = yaml->line};
	if (!of)
		return compile_fail(c, yaml, "the key \"of\" is missing: the text to cut out of");
	if (!compile_value(c, argument, SHAPE_ANY, &both[0]) || !compile_value(c, of, SHAPE_ANY, &both[1]))
		return false;
	out->blame = both[1].blame;
	return true;
}

bool
compile_match(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	struct pattern *pattern = arena_zero(c->arena, sizeof(*pattern));
	const struct json *said = json_get(yaml, STR("group"));
	int64_t group = 1;
	int most;

	(void)shape;
	if (!compile_pattern(c, argument, yaml, "match", out, pattern))
		return false;
	most = regex_groups(pattern->regex);
	if (!said && most == 0)
		return compile_fail(
		    c, yaml, "the pattern has no group in ( ); {group: 0} takes the whole match");
	if (said && (!json_int(said, &group) || group < 0 || group > most || group > MOST_GROUP))
		return compile_fail(c, said, "group: the pattern has the groups 0 to %d",
		    most < MOST_GROUP ? most : MOST_GROUP);
	pattern->group = (int)group;
	out->run = run_match;
	return true;
}

/* A backslash starts a group's number, or is doubled. */
static bool
check_replacement(struct compiler *c, const struct json *yaml, const struct pattern *pattern)
{
	struct str by = pattern->by;
	int most = regex_groups(pattern->regex);

	for (size_t i = 0; i < by.len; i++) {
		if (by.at[i] != '\\')
			continue;
		i++;
		if (i == by.len
		    || !(by.at[i] == '\\' || (by.at[i] >= '0' && by.at[i] <= '9' && by.at[i] - '0' <= most)))
			return compile_fail(c, json_get(yaml, STR("by")),
			    "by: behind a backslash stands the number of a group of the pattern, or another one");
	}
	return true;
}

bool
compile_replace(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	struct pattern *pattern = arena_zero(c->arena, sizeof(*pattern));

	(void)shape;
	if (!json_get(yaml, STR("by")))
		return compile_fail(c, yaml, "the key \"by\" is missing: what stands there instead");
	if (!compile_pattern(c, argument, yaml, "replace", out, pattern)
	    || !compile_text_key(c, yaml, STR("by"), &pattern->by) || !check_replacement(c, yaml, pattern))
		return false;
	out->run = run_replace;
	return true;
}

bool
compile_join(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	struct str with = {0};

	(void)shape;
	if (!compile_over(c, argument, yaml, out) || !compile_text_key(c, yaml, STR("with"), &with))
		return false;
	if (!with.at)
		return compile_fail(c, yaml, "the key \"with\" is missing: what stands between the texts");
	out->run = run_join;
	out->text = with;
	return true;
}

bool
compile_split(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	struct str at = {0};

	if (!(shape_types(shape) & (IS_TEXT | IS_LIST)))
		return compile_fail(c, yaml, "must be %s, which {split: …} does not make", shape_name(shape));
	if (!compile_over(c, argument, yaml, out) || !compile_text_key(c, yaml, STR("at"), &at))
		return false;
	if (!at.len)
		return compile_fail(c, yaml, "the key \"at\" is missing: what stands between the texts");
	out->run = run_split;
	out->text = at;
	out->list = true;
	return true;
}

static bool
part_named(struct compiler *c, const struct json *yaml, struct node *out)
{
	static const struct str parts[URL_PART_COUNT] = {
	    [URL_SCHEME] = {"scheme", 6},
	    [URL_HOST] = {"host", 4},
	    [URL_PORT] = {"port", 4},
	    [URL_PATH] = {"path", 4},
	    [URL_QUERY] = {"query", 5},
	    [URL_FRAGMENT] = {"fragment", 8},
	    [URL_FILE] = {"file", 4},
	};
	struct str part = {0};

	if (!compile_text_key(c, yaml, STR("part"), &part))
		return false;
	for (uint32_t i = 0; i < URL_PART_COUNT; i++)
		if (str_eq(part, parts[i])) {
			out->choice = i;
			return true;
		}
	return compile_fail(c, json_get(yaml, STR("part")),
	    "part: must be scheme, host, port, path, query, fragment or file");
}

bool
compile_url(struct compiler *c, const struct json *argument, const struct json *yaml, enum shape shape,
    struct node *out)
{
	bool part = json_get(yaml, STR("part")) != NULL;

	(void)shape;
	if (part == (json_get(yaml, STR("parameter")) != NULL))
		return compile_fail(c, yaml, "needs either the key \"part\" or \"parameter\"");
	if (!compile_over(c, argument, yaml, out))
		return false;
	out->run = part ? run_url_part : run_url_parameter;
	if (part)
		return part_named(c, yaml, out);
	out->text = (struct str){0};
	return compile_text_key(c, yaml, STR("parameter"), &out->text);
}
