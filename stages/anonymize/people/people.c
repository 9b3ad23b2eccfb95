/* Gathering people; see people.h. Statements are walked along their anatomy, events along the names of members. */
#include "stages/anonymize/people/people.h"

#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/scrub/members.h"
#include "stages/anonymize/safe_agent.h"
#include "stages/xapi/anatomy.h"

/* How deep JSON may nest in a text of an event, where it is no payload but someone's joke beyond that. */
static const struct json_limits inner_limits = {.depth = 64};

enum { TEXTS_DEEP = 2 };

static void struct_people(struct known *, const struct json *, const struct anatomy *);

/* ---- statements ---- */

static void
free_people(struct known *k, const struct json *v)
{
	if (v->type == JSON_OBJECT && looks_like_agent(v))
		known_agent(k, v, KNOWN_PERSON);
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		free_people(k, &v->items[i]);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++)
		free_people(k, &v->members[i].value);
}

static void
part_people(struct known *k, const struct json *v, const struct part *part)
{
	const struct anatomy *inside = part->inside;

	switch (part->kind) {
	case PART_AGENT:
		known_agent(k, v, part->flags & PART_LRS ? KNOWN_MACHINE : KNOWN_PERSON);
		break;
	case PART_OBJECT:
		inside = anatomy_object(v);
		if (inside)
			struct_people(k, v, inside);
		else
			known_agent(k, v, KNOWN_PERSON);
		break;
	case PART_STRUCT:
		struct_people(k, v, inside);
		break;
	case PART_EXTENSIONS:
		free_people(k, v);
		break;
	default:
		break;
	}
}

static void
struct_people(struct known *k, const struct json *v, const struct anatomy *anatomy)
{
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		struct_people(k, &v->items[i], anatomy);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++) {
		const struct json_member *m = &v->members[i];
		const struct part *part;

		if (m->value.type != JSON_OBJECT && m->value.type != JSON_ARRAY)
			continue;
		part = anatomy_part(anatomy, m->key);
		if (part)
			part_people(k, &m->value, part);
		else
			free_people(k, &m->value);
	}
}

void
people_of_statement(struct known *k, const struct json *statement)
{
	struct_people(k, statement, &anatomy_statement);
}

/* ---- events ---- */

struct gathering {
	struct known *known;
	const struct members *members;
	struct arena *arena;
	int texts; /* how many texts are around the value */
};

static void event_value(struct gathering *, const struct json *, struct member);

/* The classes that name a person; what else is personal, such as a postcode, would be found everywhere. */
static bool
names_person(const struct pii *pii)
{
	static const struct str names[] = {
	    {"USERNAME", 8}, {"STUDENT_ID", 10}, {"EMAIL", 5}, {"PHONE", 5}, {"NATIONAL_ID", 11}};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq(pii->name, names[i]))
			return true;
	return false;
}

static void
event_scalar(struct gathering *g, struct str value, const struct pii *pii)
{
	if (str_eq(pii->name, STR("PERSON")))
		known_name(g->known, value);
	else if (names_person(pii))
		known_id(g->known, value, pii);
}

/* JSON in a text, as in tracking logs of Open edX. */
static void
event_text(struct gathering *g, struct str text)
{
	enum reject_code code;
	struct json inner;
	size_t offset;

	if (text.len < 2 || (text.at[0] != '{' && text.at[0] != '[') || g->texts == TEXTS_DEEP
	    || !json_parse(g->arena, text, inner_limits, &inner, &code, &offset))
		return;
	g->texts++;
	event_value(g, &inner, (struct member){0});
	g->texts--;
}

static void
event_value(struct gathering *g, const struct json *v, struct member member)
{
	const enum member_place place = member.person ? MEMBER_OF_PERSON : MEMBER_OF_OBJECT;

	if ((v->type == JSON_STRING || v->type == JSON_NUMBER)
	    && members_tells(g->members, member, json_text(v)))
		event_scalar(g, json_text(v), member.pii);
	else if (v->type == JSON_STRING)
		event_text(g, json_text(v));
	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count; i++)
		event_value(g, &v->items[i], member);
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count; i++) {
		const struct json_member *m = &v->members[i];

		event_value(g, &m->value, members_in(g->members, v, m->key, place));
	}
}

void
people_of_event(struct known *k, const struct members *members, struct arena *arena, const struct json *event)
{
	struct gathering g = {k, members, arena, 0};

	event_value(&g, event, (struct member){0});
}
