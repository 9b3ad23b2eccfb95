/* The rows that the fold makes, and sets of them; see rows.h and fold.h. */
#include "stages/indicators/fold/rows.h"

#include "stages/indicators/fold/fold.h"
#include "stages/indicators/fold/progress.h"
#include "stages/indicators/fold/skills.h"
#include "stages/indicators/fold/social.h"

struct row_key
key_of_id(const uint8_t id[16])
{
	struct row_key k = {0, 0};

	for (int i = 0; i < 8; i++) {
		k.a = k.a << 8 | id[i];
		k.b = k.b << 8 | id[8 + i];
	}
	return k;
}

void
id_of_key(struct row_key k, uint8_t id[16])
{
	for (int i = 0; i < 8; i++) {
		id[i] = (uint8_t)(k.a >> (56 - 8 * i));
		id[8 + i] = (uint8_t)(k.b >> (56 - 8 * i));
	}
}

int64_t
activity_attempts(const struct activity_row *r)
{
	return r->attempt_most == ABSENT ? r->trials : r->attempt_most;
}

void
contributions_open(struct contributions *c)
{
	*c = (struct contributions){0};
	c->courses.width = sizeof(struct course_row);
	c->courses.compared = offsetof(struct course_row, hours);
	c->activities.width = sizeof(struct activity_row);
	c->days.width = sizeof(struct day_row);
	c->activity_days.width = sizeof(struct activity_day_row);
	c->certificates.width = sizeof(struct certificate_row);
	c->progress.width = sizeof(struct progress_row);
	c->skills.width = sizeof(struct skill_row);
	c->videos.width = sizeof(struct video_row);
	c->videos.compared = offsetof(struct video_row, state);
	c->social.width = sizeof(struct social_row);
	c->social.compared = offsetof(struct social_row, discussions);
	contributions_clear(c);
}

void
contributions_clear(struct contributions *c)
{
	rowset_clear(&c->courses);
	rowset_clear(&c->activities);
	rowset_clear(&c->days);
	rowset_clear(&c->activity_days);
	rowset_clear(&c->certificates);
	rowset_clear(&c->progress);
	rowset_clear(&c->skills);
	rowset_clear(&c->videos);
	rowset_clear(&c->social);
	c->end = (struct line_end){ABSENT, ABSENT, ABSENT, ABSENT, 0};
}

void
contributions_close(struct contributions *c)
{
	rowset_free(&c->courses);
	rowset_free(&c->activities);
	rowset_free(&c->days);
	rowset_free(&c->activity_days);
	rowset_free(&c->certificates);
	rowset_free(&c->progress);
	rowset_free(&c->skills);
	rowset_free(&c->videos);
	rowset_free(&c->social);
}
