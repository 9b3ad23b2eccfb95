/* Matching a statement with templates, and judging it by the rules of the one that matches; see profile.h.
 *
 * Nothing is taken from the arena as long as every rule is met: what stands at a path is looked at where it stands.
 */
#include "stages/validate/profile_plan.h"

/* ---- matching ---- */

static bool
is_one_of(const struct json *values, uint32_t count, const struct json *v)
{
	for (uint32_t i = 0; i < count; i++)
		if (json_same(&values[i], v))
			return true;
	return false;
}

static bool
satisfies(void *context, const struct json *v)
{
	const struct profile_condition *c = context;

	return is_one_of(c->values, c->count, v);
}

static bool
is_for(const struct profile_template *t, const struct json *statement, struct str verb)
{
	if (t->verb.at && !str_eq(t->verb, verb))
		return false;
	for (uint32_t i = 0; i < t->condition_count; i++)
		if (!json_query_each(&t->conditions[i].path, statement, satisfies, (void *)&t->conditions[i]))
			return false;
	return true;
}

static const struct profile_candidate *
find_template(const struct profile_choice *choice, const struct json *statement)
{
	struct str verb = json_get_text(json_get(statement, STR("verb")), STR("id"));

	for (size_t i = 0; i < choice->count; i++)
		if (is_for(choice->candidates[i].template, statement, verb))
			return &choice->candidates[i];
	return NULL;
}

/* ---- one rule ---- */

/* What a rule has seen of the values at its path; `failed` has a bit for each check. */
struct look {
	const struct profile_rule *rule;
	bool present;
	bool any;
	unsigned failed;
};

static bool
is_in_range(const struct profile_rule *rule, const struct json *v)
{
	const struct json *bounds = rule->wanted[PROFILE_RANGE]->items;
	struct json_decimal value;

	if (v->type != JSON_NUMBER)
		return false;
	value = json_decimal(json_text(v));
	return (bounds[0].type == JSON_NULL || json_decimal_compare(rule->bounds[0], value) <= 0)
	       && (bounds[1].type == JSON_NULL || json_decimal_compare(value, rule->bounds[1]) <= 0);
}

static bool
is_wanted(const struct json *list, const struct json *v)
{
	return is_one_of(list->items, list->count, v);
}

static bool
look_at(void *context, const struct json *v)
{
	struct look *look = context;
	const struct profile_rule *rule = look->rule;
	const struct json *const *wanted = rule->wanted;

	if (v->type == JSON_NULL)
		return false;
	look->present = true;
	if (wanted[PROFILE_ANY] && !look->any)
		look->any = is_wanted(wanted[PROFILE_ANY], v);
	if (wanted[PROFILE_ALL] && !is_wanted(wanted[PROFILE_ALL], v))
		look->failed |= 1U << PROFILE_ALL;
	if (wanted[PROFILE_NONE] && is_wanted(wanted[PROFILE_NONE], v))
		look->failed |= 1U << PROFILE_NONE;
	if (wanted[PROFILE_FORM] && !rule->form->fits(v))
		look->failed |= 1U << PROFILE_FORM;
	if (wanted[PROFILE_RANGE] && !is_in_range(rule, v))
		look->failed |= 1U << PROFILE_RANGE;
	return false;
}

static bool
is_something(void *context, const struct json *v)
{
	(void)context;
	return v->type != JSON_NULL;
}

/* The checks that fail, a bit each. Of something that is missing and should not be, only that. */
static unsigned
judge_rule(const struct profile_rule *rule, const struct json *statement)
{
	struct look look = {.rule = rule};

	if (rule->only_if.text.at && !json_query_each(&rule->only_if, statement, is_something, NULL))
		return 0;
	json_query_each(&rule->path, statement, look_at, &look);
	if (rule->presence == PRESENCE_EXCLUDED)
		return look.present ? 1U << PROFILE_PRESENCE : 0;
	if (!look.present && rule->presence != PRESENCE_FREE)
		return 1U << PROFILE_PRESENCE;
	if (rule->wanted[PROFILE_ANY] && !look.any)
		look.failed |= 1U << PROFILE_ANY;
	return look.failed;
}

/* ---- all rules ---- */

static void
add_finding(
    struct profile_report *r, struct arena *arena, const struct profile_rule *rule, enum profile_check check)
{
	bool recommended = rule->presence == PRESENCE_RECOMMENDED;
	size_t most = (size_t)r->template->rules.checks + r->profile->common.checks;

	if (!r->findings)
		r->findings = arena_take(arena, most * sizeof(*r->findings));
	r->findings[r->count++] =
	    (struct profile_finding){.rule = rule, .check = check, .recommended = recommended};
	r->unmet += !recommended;
}

static void
judge_rules(struct profile_report *r, const struct profile_rules *rules, const struct json *statement,
    struct arena *arena)
{
	for (uint32_t i = 0; i < rules->count; i++) {
		unsigned failed = judge_rule(&rules->rules[i], statement);

		for (unsigned check = 0; failed >> check; check++)
			if (failed >> check & 1)
				add_finding(r, arena, &rules->rules[i], (enum profile_check)check);
	}
}

void
profile_judge(const struct profile_choice *choice, const struct json *statement, struct arena *arena,
    struct profile_report *out)
{
	const struct profile_candidate *found = find_template(choice, statement);

	*out = (struct profile_report){0};
	if (!found)
		return;
	out->profile = found->profile;
	out->template = found->template;
	judge_rules(out, &found->template->rules, statement, arena);
	judge_rules(out, &found->profile->common, statement, arena);
}
