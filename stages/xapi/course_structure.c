/* See course_structure.h. */
#include "stages/xapi/course_structure.h"

#include "pipeline/core/digest.h"

/* No text has this hash but by chance. */
static const uint64_t NOTHING = 0x6c72737472656d21;

static uint64_t
add_text(uint64_t hash, struct str text)
{
	return hash64_pair(hash, text.at ? hash64(text) : NOTHING);
}

static uint64_t
add_lesson(uint64_t hash, const struct course_lesson *l)
{
	hash = add_text(hash, l->activity);
	hash = hash64_pair(hash, (uint64_t)l->move_on);
	hash = hash64_pair(hash, (uint64_t)l->due_at);
	hash = hash64_pair(hash, (uint64_t)l->length_us);
	hash = hash64_pair(hash, l->skill_count);
	for (size_t i = 0; i < l->skill_count; i++)
		hash = add_text(hash, l->skills[i]);
	return hash;
}

static uint64_t
add_version(uint64_t hash, const struct course_version *v)
{
	hash = add_text(hash, v->name);
	hash = hash64_pair(hash, (uint64_t)v->from);
	hash = hash64_pair(hash, (uint64_t)v->starts_at);
	hash = hash64_pair(hash, (uint64_t)v->ends_at);
	hash = hash64_pair(hash, v->count);
	for (size_t i = 0; i < v->count; i++)
		hash = add_lesson(hash, &v->lessons[i]);
	return hash;
}

uint64_t
course_structure_content(const struct course_structure *s)
{
	uint64_t hash = add_text(hash64(s->course), s->name);

	for (size_t i = 0; i < s->count; i++)
		hash = add_version(hash, &s->versions[i]);
	return hash;
}
