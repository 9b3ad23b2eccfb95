/* See policy_place.h. What fits is a table: a kind of part and the actions that leave valid xAPI behind. */
#include "pipeline/core/suggest.h"
#include "stages/anonymize/policy/policy_place.h"

enum { MOST_PARTS = 16 };

static const unsigned SCRUB = 1u << ACTION_SCRUB, KEEP = 1u << ACTION_KEEP, DROP = 1u << ACTION_DROP,
		      PSEUDONYM = 1u << ACTION_PSEUDONYM, GENERALIZE = 1u << ACTION_GENERALIZE;

struct place
place_statement(void)
{
	return (struct place){.kind = PART_STRUCT, .inside = &anatomy_statement};
}

static bool
is_list(const struct place *place)
{
	return place->flags & (PART_LIST | PART_ONE_OR_LIST);
}

bool
place_is_items(struct place *place, struct step step)
{
	if (step.name.at || !is_list(place))
		return false;
	place->flags &= ~(unsigned)(PART_LIST | PART_ONE_OR_LIST);
	return true;
}

/* What xAPI has inside the place by name; NULL if nothing. */
static const struct anatomy *
inside_of(const struct place *place)
{
	if (is_list(place))
		return NULL;
	if (place->kind == PART_OBJECT)
		return &anatomy_activity;
	return place->kind == PART_STRUCT ? place->inside : NULL;
}

static void
enter(struct place *place, const struct anatomy *among, const struct part *part, struct str name)
{
	*place = (struct place){name, part->kind, part->flags, part->inside, among, false};
}

/* A wildcard over parts that are all alike. */
static bool
enter_any(struct place *place, const struct anatomy *among)
{
	const struct part *first = among->parts;

	for (const struct part *p = first; p->key.at; p++)
		if (p->kind != first->kind || p->flags != first->flags || p->inside != first->inside)
			return false;
	enter(place, among, first, (struct str){0});
	return true;
}

bool
place_follow(struct place *place, struct step step)
{
	const struct anatomy *among = inside_of(place);
	const struct part *part;

	if (place->free_data || place->kind == PART_EXTENSIONS) {
		*place = (struct place){step.name, PART_EXTENSIONS, PART_FREE, NULL, NULL, true};
		return true;
	}
	if (!among)
		return false;
	if (!step.name.at)
		return enter_any(place, among);
	part = anatomy_part(among, step.name);
	if (part)
		enter(place, among, part, step.name);
	return part != NULL;
}

struct str
place_suggest(const struct place *place, struct str name, struct arena *arena)
{
	const struct anatomy *among = inside_of(place);
	struct str *names = arena_take(arena, MOST_PARTS * sizeof(*names));
	size_t count = 0;

	for (const struct part *p = among ? among->parts : NULL; p && p->key.at && count < MOST_PARTS; p++)
		names[count++] = p->key;
	return suggest(name, names, count);
}

const char *
place_elsewhere(const struct place *place, struct str name)
{
	if (place->kind == PART_AGENT)
		return "; people are replaced as a whole: say what becomes of the place where they stand";
	if (place->kind == PART_OBJECT && name.at && anatomy_part(&anatomy_substatement, name))
		return "; leave out .object: what is said of a statement holds for a SubStatement, too";
	return NULL;
}

/* A score's scale says nothing of a person, but its other numbers must stay within it. */
static bool
is_scale(const struct place *place)
{
	return place->kind == PART_NUMBER
	       && (!place->name.at || str_eq(place->name, STR("min")) || str_eq(place->name, STR("max")));
}

/* The actions that make sense for a kind, were it for the kind alone. */
static unsigned
actions_for(enum part_kind kind)
{
	switch (kind) {
	case PART_PLAIN:
	case PART_IMPLIED:
	case PART_NAME:
	case PART_MEDIA_TYPE:
	case PART_STRUCT:
		return SCRUB | KEEP | DROP;
	case PART_IRI:
	case PART_LANGUAGE_MAP:
	case PART_UUID:
		return SCRUB | KEEP | DROP | PSEUDONYM;
	case PART_LANGUAGE:
	case PART_NUMBER:
	case PART_DURATION:
	case PART_TIME:
		return SCRUB | KEEP | DROP | GENERALIZE;
	case PART_TEXT:
	case PART_EXTENSIONS:
		return SCRUB | KEEP | DROP | PSEUDONYM | GENERALIZE;
	case PART_AGENT:
	case PART_OBJECT:
		break;
	}
	return KEEP | DROP | PSEUDONYM;
}

const char *
place_unfit(const struct place *place, enum action action, bool keeps_agents)
{
	bool agent = place->kind == PART_AGENT || place->kind == PART_OBJECT;

	if (agent && action == ACTION_KEEP && !keeps_agents)
		return "keep would leave an agent as it is; only a policy that says so at its top may do that";
	if (action == ACTION_DROP && !(place->flags & PART_FREE))
		return "without it there is no valid statement";
	if (action == ACTION_GENERALIZE && is_scale(place))
		return "a score's min and max are its scale and say nothing of a person; name raw or scaled";
	if (action == ACTION_PSEUDONYM && place->kind == PART_UUID && !(place->flags & PART_FREE))
		return "by this id statements name each other; it stays";
	if (actions_for(place->kind) & 1u << action)
		return NULL;
	if (action == ACTION_GENERALIZE)
		return "holds nothing that could be generalized";
	return agent ? "is the place of an agent: pseudonym, or drop where it can be spared"
		     : "holds nothing that a pseudonym could stand for";
}
