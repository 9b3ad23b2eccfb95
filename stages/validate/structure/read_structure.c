/* See read_structure.h.
 *
 * Members that nobody knows are passed over: sources carry titles and links of their own. But one that is called almost
 * like a known one (dueAt) is refused, since what it says would be lost without a word.
 */
#include "stages/validate/structure/read_structure.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/core/iso8601.h"
#include "pipeline/core/json_path.h"
#include "pipeline/core/letters.h"
#include "stages/validate/form.h"

struct reading {
	struct arena *arena;
	struct reject *why;
};

/* A value and where it stands; value == NULL: it is not there. */
struct place {
	const struct json *value;
	struct json_path path;
};

/* NULL for the whole record. */
static const struct json_path *
path_of(const struct place *p)
{
	return p->path.up || p->path.key.at ? &p->path : NULL;
}

static bool
refuse_because(const struct reading *r, const struct place *at, enum reject_code code, struct str detail)
{
	*r->why =
	    (struct reject){.code = code, .pointer = json_pointer(r->arena, path_of(at)), .detail = detail};
	return false;
}

static bool
refuse(const struct reading *r, const struct place *at, enum reject_code code)
{
	return refuse_because(r, at, code, (struct str){0});
}

/* A member of an object; null is as good as none. */
static struct place
member(const struct place *object, struct str key)
{
	const struct json *value = json_get(object->value, key);

	return (struct place){json_is(value, JSON_NULL) ? NULL : value, {.up = path_of(object), .key = key}};
}

static struct place
item(const struct place *array, uint32_t index)
{
	return (struct place){&array->value->items[index], {.up = &array->path, .index = index}};
}

/* ---- members ---- */

static const struct str of_record[] = {{"course", 6}, {"name", 4}, {"versions", 8}, {0}};
static const struct str of_version[] = {
    {"version", 7}, {"from", 4}, {"starts_at", 9}, {"ends_at", 7}, {"lessons", 7}, {0}};
static const struct str of_lesson[] = {
    {"activity", 8}, {"move_on", 7}, {"due_at", 6}, {"length_seconds", 14}, {"skills", 6}, {0}};

static size_t
past_separators(struct str s, size_t i)
{
	while (i < s.len && (s.at[i] == '_' || s.at[i] == '-' || s.at[i] == ' '))
		i++;
	return i;
}

/* True if they differ in nothing but case and what parts words. */
static bool
almost_same(struct str a, struct str b)
{
	size_t i = past_separators(a, 0), k = past_separators(b, 0);

	while (i < a.len && k < b.len) {
		char x = a.at[i], y = b.at[k];

		if ((ascii_upper(x) ? x | 0x20 : x) != (ascii_upper(y) ? y | 0x20 : y))
			return false;
		i = past_separators(a, i + 1);
		k = past_separators(b, k + 1);
	}
	return i == a.len && k == b.len;
}

static bool
check_key(const struct reading *r, const struct place *object, struct str key, const struct str *known)
{
	for (const struct str *name = known; name->at; name++)
		if (str_eq(key, *name))
			return true;
	for (const struct str *name = known; name->at; name++)
		if (almost_same(key, *name))
			return refuse_because(r, object, REJECT_STRUCTURE_MEMBER,
			    arena_format(r->arena, "write %.*s", STR_ARG(*name)));
	return true;
}

/* An object in which no key stands twice and none is misspelt; else it is refused, with the code if it is no object. */
static bool
check_object(const struct reading *r, const struct place *at, const struct str *known, enum reject_code code)
{
	if (!json_is(at->value, JSON_OBJECT))
		return refuse(r, at, code);
	if (at->value->flags & JSON_TWICE)
		return refuse_because(r, at, REJECT_STRUCTURE, STR("a key stands twice"));
	for (uint32_t i = 0; i < at->value->count; i++)
		if (!check_key(r, at, at->value->members[i].key, known))
			return false;
	return true;
}

/* ---- values ---- */

static bool
read_iri(const struct reading *r, const struct place *at, enum reject_code code, struct str *out)
{
	if (!json_is(at->value, JSON_STRING) || !is_iri(json_text(at->value)))
		return refuse(r, at, code);
	*out = json_text(at->value);
	return true;
}

static bool
read_moment(const struct reading *r, const struct place *at, enum reject_code code, int64_t *out)
{
	*out = NO_MOMENT;
	if (!at->value)
		return true;
	return (json_is(at->value, JSON_STRING) && time_parse(json_text(at->value), TIME_ISO8601, out))
	       || refuse(r, at, code);
}

static bool
read_text(const struct reading *r, const struct place *at, struct str *out)
{
	*out = json_text(at->value);
	return (out->len <= STRUCTURE_TEXT_MOST && (out->len == 0 || !memchr(out->at, '\0', out->len)))
	       || refuse(r, at, REJECT_STRUCTURE_TEXT);
}

static bool
read_name(const struct reading *r, const struct place *at, struct str *out)
{
	*out = (struct str){0};
	if (!at->value)
		return true;
	return json_is(at->value, JSON_STRING) ? read_text(r, at, out) : refuse(r, at, REJECT_STRUCTURE_TEXT);
}

static bool
read_version_name(const struct reading *r, const struct place *at, struct str *out)
{
	bool is_name = json_is(at->value, JSON_STRING) || json_is(at->value, JSON_NUMBER);

	return is_name && at->value->count ? read_text(r, at, out) : refuse(r, at, REJECT_STRUCTURE_TEXT);
}

/* A length of 0 says no more than none. */
static bool
read_length(const struct reading *r, const struct place *at, int64_t *out)
{
	double seconds = 0;

	*out = 0;
	if (!at->value)
		return true;
	if (!json_double(at->value, &seconds) || seconds < 0 || seconds > STRUCTURE_LENGTH_MOST)
		return refuse(r, at, REJECT_STRUCTURE_LENGTH);
	*out = (int64_t)(seconds * 1e6 + 0.5);
	return true;
}

static bool
read_move_on(const struct reading *r, const struct place *at, enum move_on *out)
{
	static const struct {
		struct str name;
		enum move_on value;
	} known[] = {
	    {{"CompletedOrPassed", 17}, MOVE_ON_COMPLETED_OR_PASSED},
	    {{"Completed", 9}, MOVE_ON_COMPLETED},
	    {{"Passed", 6}, MOVE_ON_PASSED},
	    {{"CompletedAndPassed", 18}, MOVE_ON_COMPLETED_AND_PASSED},
	    {{"NotApplicable", 13}, MOVE_ON_NOT_APPLICABLE},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (json_equals(at->value, known[i].name)) {
			*out = known[i].value;
			return true;
		}
	}
	return refuse(r, at, REJECT_STRUCTURE_MOVE_ON);
}

static bool
read_array(const struct reading *r, const struct place *at, uint32_t most, enum reject_code code)
{
	return (json_is(at->value, JSON_ARRAY) && at->value->count <= most) || refuse(r, at, code);
}

/* ---- lessons ---- */

static bool
read_skills(const struct reading *r, const struct place *at, struct course_lesson *out)
{
	out->skills = NULL;
	out->skill_count = 0;
	if (!at->value)
		return true;
	if (!read_array(r, at, STRUCTURE_SKILLS_MOST, REJECT_STRUCTURE_SKILLS))
		return false;
	out->skills = arena_take(r->arena, (at->value->count + 1) * sizeof(*out->skills));
	out->skill_count = at->value->count;
	for (uint32_t i = 0; i < at->value->count; i++) {
		struct place skill = item(at, i);

		if (!read_iri(r, &skill, REJECT_STRUCTURE_SKILLS, &out->skills[i]))
			return false;
	}
	return true;
}

static bool
read_lesson(const struct reading *r, const struct place *at, struct course_lesson *out)
{
	struct place activity = member(at, STR("activity")), move_on = member(at, STR("move_on")),
		     due_at = member(at, STR("due_at")), length = member(at, STR("length_seconds")),
		     skills = member(at, STR("skills"));

	return check_object(r, at, of_lesson, REJECT_STRUCTURE_LESSONS)
	       && read_iri(r, &activity, REJECT_STRUCTURE_LESSON, &out->activity)
	       && read_move_on(r, &move_on, &out->move_on)
	       && read_moment(r, &due_at, REJECT_STRUCTURE_TIME, &out->due_at)
	       && read_length(r, &length, &out->length_us) && read_skills(r, &skills, out);
}

/* Lessons by activity, then by place. */
static int
lesson_order(const void *left, const void *right)
{
	const struct course_lesson *a = *(const struct course_lesson *const *)left,
				   *b = *(const struct course_lesson *const *)right;
	int order = str_cmp(a->activity, b->activity);

	return order ? order : (a > b) - (a < b);
}

/* No activity stands twice: of the first one that does, the second place is told. */
static bool
check_distinct(const struct reading *r, const struct place *lessons, const struct course_version *v)
{
	const struct course_lesson **sorted = arena_take(r->arena, (v->count + 1) * sizeof(*sorted));
	size_t again = v->count;

	for (size_t i = 0; i < v->count; i++)
		sorted[i] = &v->lessons[i];
	qsort(sorted, v->count, sizeof(*sorted), lesson_order);
	for (size_t i = 1; i < v->count; i++) {
		size_t place = (size_t)(sorted[i] - v->lessons);

		if (place < again && str_eq(sorted[i]->activity, sorted[i - 1]->activity))
			again = place;
	}
	if (again < v->count) {
		struct place lesson = item(lessons, (uint32_t)again);
		struct place activity = member(&lesson, STR("activity"));

		return refuse_because(r, &activity, REJECT_STRUCTURE_LESSON, STR("it stands there before"));
	}
	return true;
}

static bool
read_lessons(const struct reading *r, const struct place *at, struct course_version *out)
{
	if (!read_array(r, at, STRUCTURE_LESSONS_MOST, REJECT_STRUCTURE_LESSONS))
		return false;
	out->count = at->value->count;
	out->lessons = arena_zero(r->arena, (out->count + 1) * sizeof(*out->lessons));
	for (uint32_t i = 0; i < out->count; i++) {
		struct place lesson = item(at, i);

		if (!read_lesson(r, &lesson, &out->lessons[i]))
			return false;
	}
	return check_distinct(r, at, out);
}

/* ---- versions ---- */

static bool
read_version(const struct reading *r, const struct place *at, struct course_version *out)
{
	struct place name = member(at, STR("version")), from = member(at, STR("from")),
		     starts_at = member(at, STR("starts_at")), ends_at = member(at, STR("ends_at")),
		     lessons = member(at, STR("lessons"));

	if (!check_object(r, at, of_version, REJECT_STRUCTURE_VERSIONS)
	    || !read_version_name(r, &name, &out->name)
	    || !read_moment(r, &from, REJECT_STRUCTURE_FROM, &out->from)
	    || !read_moment(r, &starts_at, REJECT_STRUCTURE_TIME, &out->starts_at)
	    || !read_moment(r, &ends_at, REJECT_STRUCTURE_TIME, &out->ends_at))
		return false;
	if (out->ends_at != NO_MOMENT && out->ends_at < out->starts_at)
		return refuse_because(r, &ends_at, REJECT_STRUCTURE_TIME, STR("before starts_at"));
	return read_lessons(r, &lessons, out);
}

static int
version_order(const void *left, const void *right)
{
	const struct course_version *a = left, *b = right;

	return (a->from > b->from) - (a->from < b->from);
}

static bool
read_versions(const struct reading *r, const struct place *at, struct course_structure *out)
{
	if (!read_array(r, at, STRUCTURE_VERSIONS_MOST, REJECT_STRUCTURE_VERSIONS))
		return false;
	out->count = at->value->count;
	out->versions = arena_zero(r->arena, (out->count + 1) * sizeof(*out->versions));
	for (uint32_t i = 0; i < out->count; i++) {
		struct place version = item(at, i), from = member(&version, STR("from"));

		if (!read_version(r, &version, &out->versions[i]))
			return false;
		for (uint32_t k = 0; k < i; k++)
			if (out->versions[k].from == out->versions[i].from)
				return refuse_because(
				    r, &from, REJECT_STRUCTURE_FROM, STR("another version has the same"));
	}
	qsort(out->versions, out->count, sizeof(*out->versions), version_order);
	return true;
}

bool
structure_read(
    struct arena *arena, const struct json *record, struct course_structure *out, struct reject *why)
{
	const struct reading r = {arena, why};
	const struct place at = {record, {0}};
	struct place course = member(&at, STR("course")), name = member(&at, STR("name")),
		     versions = member(&at, STR("versions"));

	*out = (struct course_structure){0};
	return check_object(&r, &at, of_record, REJECT_STRUCTURE)
	       && read_iri(&r, &course, REJECT_STRUCTURE_COURSE, &out->course)
	       && read_name(&r, &name, &out->name) && read_versions(&r, &versions, out);
}
