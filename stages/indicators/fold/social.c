/* Posts and replies; see social.h. */
#include "stages/indicators/fold/social.h"

#include "pipeline/core/digest.h"
#include "stages/indicators/facts/more.h"

/* The packed numbers of a field. */
static struct str
numbers_of(struct more m)
{
	const char *from = m.bytes.rest.at;
	int64_t ignored;

	while (more_next(&m, &ignored))
		continue;
	return (struct str){from, (size_t)(m.bytes.rest.at - from)};
}

void
social_step(struct contributions *out, struct arena *arena, const struct fact *f)
{
	struct course_row *c;
	struct social_row *r;
	struct more m;
	bool reply;

	if (!fact_is(f, FACT_MORE))
		return;
	reply = more_find(f->more, MORE_REPLY, &m);
	if (!reply && !more_find(f->more, MORE_POST, &m))
		return;
	c = rowset_at(&out->courses, (struct row_key){f->course, 0});
	c->posts += !reply;
	c->replies += reply;
	r = rowset_at(&out->social, key_of_id(f->id));
	r->course = (int64_t)f->course;
	r->activity = fact_is(f, FACT_ACTIVITY) ? (int64_t)f->activity : ABSENT;
	r->t = f->t;
	r->reply = reply;
	r->discussions = arena_copy(arena, numbers_of(m));
	r->discussions_hash = hash64(r->discussions);
}
