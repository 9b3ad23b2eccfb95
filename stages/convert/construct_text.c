/* Constructs that look into texts, compiled; see construct.h. */
#include "pipeline/core/regex.h"
#include "stages/convert/construct.h"
#include "stages/convert/functions.h"

/* The value of `of`, and the pattern that is the argument. */
static bool
compile_pattern(struct compiler *c, const struct json *argument, const struct json *yaml, struct node *out,
    struct pattern *pattern)
{
	const struct json *of = json_get(yaml, STR("of"));

	if (!of)
		return compile_fail(c, yaml, "the key \"of\" is missing: what the pattern is looked for in");
	pattern->regex = compile_regex(c, argument);
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
	if (!compile_pattern(c, argument, yaml, out, pattern))
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
