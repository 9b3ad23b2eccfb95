/* Reads the typed columns out of an anonymized statement, once, for everything beyond the privacy line.
 *
 * The statement has been judged by validate, so a part of another shape than xAPI's is treated like an absent one;
 * nothing here can fail. Texts are slices of the tree.
 */
#include "pipeline/core/digest.h"
#include "pipeline/core/iso8601.h"
#include "stages/xapi/anatomy.h"
#include "stages/xapi/safe_statement.h"

/* W3: how far a timestamp may be ahead of `stored` and still be believed, µs. */
static const int64_t AHEAD_MOST = (int64_t)5 * 60 * 1000 * 1000;

/* xAPI 1.0.3, 2.3.2: exactly this verb voids. */
#define VERB_IRI_VOIDED "http://adlnet.gov/expapi/verbs/voided"

static bool
read_uuid(const struct json *v, uint8_t out[16])
{
	return json_is(v, JSON_STRING) && uuid_parse(json_text(v), out);
}

static bool
read_time(const struct json *v, int64_t *us)
{
	return json_is(v, JSON_STRING) && time_parse(json_text(v), TIME_ISO8601, us);
}

static enum tristate
read_tristate(const struct json *v)
{
	if (!json_is_bool(v))
		return UNKNOWN;
	return v->type == JSON_TRUE ? YES : NO;
}

static struct maybe
read_number(const struct json *v)
{
	struct maybe number = {0};

	number.known = json_double(v, &number.value);
	return number;
}

/* W3. Our own clock never decides where the statement says anything. */
static void
read_times(struct safe_statement *s, const struct json *tree)
{
	int64_t timestamp, stored;
	bool has_timestamp = read_time(json_get(tree, STR("timestamp")), &timestamp);
	bool has_stored = read_time(json_get(tree, STR("stored")), &stored);

	s->stored_at = has_stored ? stored : s->origin.received_at;
	if (has_timestamp && !(has_stored && timestamp > stored + AHEAD_MOST))
		s->occurred_at = timestamp;
	else
		s->occurred_at = s->stored_at;
}

static void
read_verb(struct safe_statement *s, const struct json *tree, const struct vocabulary *vocabulary)
{
	s->verb = json_get_text(json_get(tree, STR("verb")), STR("id"));
	s->known_verb = s->verb.at ? vocabulary_verb(vocabulary, s->verb) : NULL;
	s->voiding = str_eq(s->verb, STR(VERB_IRI_VOIDED))
		     && read_uuid(json_get(json_get(tree, STR("object")), STR("id")), s->target);
}

static struct str
type_of(const struct json *activity)
{
	return json_get_text(json_get(activity, STR("definition")), STR("type"));
}

static bool
is_course(const struct json *activity, const struct vocabulary *vocabulary)
{
	struct str type = type_of(activity);

	return type.at && vocabulary_is_course_type(vocabulary, type);
}

/* The first course among the activities of a context, a single one being a list of one; or NULL. */
static const struct json *
first_course(const struct json *activities, const struct vocabulary *vocabulary)
{
	if (json_is(activities, JSON_OBJECT))
		return is_course(activities, vocabulary) ? activities : NULL;
	if (json_is(activities, JSON_ARRAY))
		for (uint32_t i = 0; i < activities->count; i++)
			if (is_course(&activities->items[i], vocabulary))
				return &activities->items[i];
	return NULL;
}

/* W6: the object, else the first course among the parents, else among the grouping. */
static void
read_object(struct safe_statement *s, const struct json *tree, const struct vocabulary *vocabulary)
{
	const struct json *object = json_get(tree, STR("object"));
	const struct json *activities = json_get(json_get(tree, STR("context")), STR("contextActivities"));

	if (anatomy_object(object) == &anatomy_activity) {
		s->activity = json_get_text(object, STR("id"));
		s->activity_type = type_of(object);
		s->on_course = is_course(object, vocabulary);
	}
	s->course_activity =
	    s->on_course ? object : first_course(json_get(activities, STR("parent")), vocabulary);
	if (!s->course_activity)
		s->course_activity = first_course(json_get(activities, STR("grouping")), vocabulary);
	s->course = json_get_text(s->course_activity, STR("id"));
}

/* W9. */
static void
read_duration(struct safe_statement *s, struct str text)
{
	struct duration duration;
	bool fits = text.at && duration_parse(text, &duration);

	if (!text.at || (!fits && !duration_is(text)) || duration.calendar)
		return;
	s->has_duration = fits;
	s->duration_too_long = !fits;
	s->duration_us = fits ? duration.us : 0;
}

static void
read_result(struct safe_statement *s, const struct json *result)
{
	const struct json *score = json_get(result, STR("score"));

	s->success = read_tristate(json_get(result, STR("success")));
	s->completion = read_tristate(json_get(result, STR("completion")));
	s->score_scaled = read_number(json_get(score, STR("scaled")));
	s->score_raw = read_number(json_get(score, STR("raw")));
	s->score_min = read_number(json_get(score, STR("min")));
	s->score_max = read_number(json_get(score, STR("max")));
	read_duration(s, json_get_text(result, STR("duration")));
}

struct safe_statement *
safe_statement_make(struct arena *arena, const struct json *tree, const uint8_t *learner,
    const struct origin *origin, const struct vocabulary *vocabulary)
{
	struct safe_statement *s = arena_zero(arena, sizeof(*s));

	s->origin = *origin;
	s->tree = tree;
	read_uuid(json_get(tree, STR("id")), s->id);
	if (learner) {
		s->has_learner = true;
		memcpy(s->learner, learner, sizeof(s->learner));
	}
	read_times(s, tree);
	read_verb(s, tree, vocabulary);
	read_object(s, tree, vocabulary);
	read_result(s, json_get(tree, STR("result")));
	s->has_registration =
	    read_uuid(json_get(json_get(tree, STR("context")), STR("registration")), s->registration);
	return s;
}

void
safe_batch_add(struct safe_batch *batch, struct safe_statement *s)
{
	s->next = NULL;
	if (batch->last)
		batch->last->next = s;
	else
		batch->first = s;
	batch->last = s;
	batch->count++;
}

void
safe_batch_add_structure(struct safe_batch *batch, struct course_structure *s)
{
	s->next = NULL;
	if (batch->last_structure)
		batch->last_structure->next = s;
	else
		batch->structures = s;
	batch->last_structure = s;
}
