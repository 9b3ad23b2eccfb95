/* See safe_structure.h. */
#include "stages/anonymize/safe_structure.h"

#include <stdlib.h>

#include "stages/anonymize/people/pseudonym_value.h"
#include "stages/anonymize/report.h"
#include "stages/anonymize/safe_data.h"

/* One structure on its way over the line. */
struct crossing {
	struct safe_tools *tools;
	struct safe_tree tree;
	const struct rule *iri_rule, *name_rule;
	bool needs_key;
};

/* Nobody was met before: no text depends on another one. */
static void
forget_people(struct crossing *c)
{
	struct scrub *s = c->tree.scrub;

	s->learned = s->asked = 0;
	s->at = NULL;
	finder_forget(&s->finder);
	known_clear(c->tree.known);
}

static struct str
by_policy(struct crossing *c, struct str iri)
{
	struct scrub *s = c->tree.scrub;
	struct json value = json_string(iri);

	if (c->iri_rule->action == ACTION_SCRUB) {
		forget_people(c);
		safe_iri(&c->tree, &iri);
	} else if (c->iri_rule->action != ACTION_KEEP) {
		pseudonymize_value(s->pseudonymizer, s->credential_ids, s->arena, PART_IRI, &value);
		iri = json_text(&value);
	}
	return iri;
}

static void
cross_iri(struct crossing *c, struct str *iri)
{
	struct str before = *iri;

	*iri = by_policy(c, before);
	if (iri->at == before.at || !c->tools->second)
		return;
	c->tree.scrub->pseudonymizer = c->tools->second;
	c->needs_key |= !str_eq(*iri, by_policy(c, before));
	c->tree.scrub->pseudonymizer = c->tools->pseudonymizer;
}

static void
cross_name(struct crossing *c, struct str *name)
{
	if (!name->at || c->name_rule->action == ACTION_KEEP)
		return;
	forget_people(c);
	if (c->name_rule->action == ACTION_SCRUB)
		safe_any(&c->tree, name, STR(""));
	else
		*name = (struct str){0};
}

/* An edition is called as `revision` calls one in statements. */
static void
cross_version_name(struct crossing *c, struct str *name)
{
	forget_people(c);
	safe_any(&c->tree, name, STR("course edition"));
}

/* ---- what becomes the same ---- */

static int
iri_order(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Sorted, each once. */
static void
cross_skills(struct crossing *c, struct course_lesson *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->skill_count; i++)
		cross_iri(c, &l->skills[i]);
	if (l->skill_count)
		qsort(l->skills, l->skill_count, sizeof(*l->skills), iri_order);
	for (size_t i = 0; i < l->skill_count; i++)
		if (kept == 0 || !str_eq(l->skills[kept - 1], l->skills[i]))
			l->skills[kept++] = l->skills[i];
	l->skill_count = kept;
}

static bool
has_lesson(const struct course_version *v, size_t count, struct str activity)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(v->lessons[i].activity, activity))
			return true;
	return false;
}

/* Only what was changed can have become the same as another one. */
static void
cross_lessons(struct crossing *c, struct course_version *v)
{
	bool changed = false;
	size_t kept = 0;

	for (size_t i = 0; i < v->count; i++) {
		struct str before = v->lessons[i].activity;

		cross_iri(c, &v->lessons[i].activity);
		cross_skills(c, &v->lessons[i]);
		changed |= v->lessons[i].activity.at != before.at;
	}
	for (size_t i = 0; changed && i < v->count; i++)
		if (!has_lesson(v, kept, v->lessons[i].activity))
			v->lessons[kept++] = v->lessons[i];
	if (changed)
		v->count = kept;
}

bool
safe_structure(struct safe_tools *tools, struct arena *arena, struct course_structure *s)
{
	const struct rule *object = rule_child(policy_root(tools->policy), STR("object"));
	struct crossing c = {
	    .tools = tools,
	    .tree = safe_tools_tree(tools, arena),
	    .iri_rule = rule_child(object, STR("id")),
	    .name_rule = rule_child(rule_child(object, STR("definition")), STR("name")),
	};

	cross_iri(&c, &s->course);
	cross_name(&c, &s->name);
	for (size_t i = 0; i < s->count; i++) {
		cross_version_name(&c, &s->versions[i].name);
		cross_lessons(&c, &s->versions[i]);
	}
	report_nothing(tools->report);
	return !c.needs_key;
}

void
safe_structure_without_key(struct safe_tools *tools)
{
	tools->pseudonymizer =
	    pseudonymizer_open(STR("the first of two keys that protect nobody"), STR("structure"));
	tools->second = pseudonymizer_open(STR("the second one, which is another key."), STR("structure"));
}
