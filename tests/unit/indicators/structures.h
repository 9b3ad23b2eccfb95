/* Structures of courses for tests: written by hand, and by chance. */
#ifndef LRSTREAM_TESTS_STRUCTURES_H
#define LRSTREAM_TESTS_STRUCTURES_H

#include "tests/unit/indicators/histories.h"

/* A version with these lessons, in force from a moment on. */
#define VERSION(start, ...) \
	{ \
		.from = (start), .starts_at = ABSENT, .ends_at = ABSENT, \
		.lessons = (const struct lesson[]){__VA_ARGS__}, \
		.count = sizeof((const struct lesson[]){__VA_ARGS__}) / sizeof(struct lesson) \
	}
#define LESSON_OF(activity, move_on) \
	{ \
		(activity), (move_on), ABSENT, NULL, 0 \
	}

enum { COURSES_MOST = 3, VERSIONS_MOST = 4, LESSONS_MOST = 5, SKILLS_MOST = 4 };

/* Up to four skills, the same ones for all courses. */
static inline struct lesson
with_random_skills(uint64_t *seed, struct lesson l)
{
	static const uint64_t skills[SKILLS_MOST] = {501, 502, 503, 504};
	size_t first = (size_t)below(seed, SKILLS_MOST);

	l.skills = skills + first;
	l.skill_count = (size_t)below(seed, (int64_t)(SKILLS_MOST - first) + 1);
	return l;
}

/* Structures of the courses of random_fact. */
struct random_structures {
	struct structures all;
	struct structure courses[COURSES_MOST];
	struct structure_version versions[COURSES_MOST][VERSIONS_MOST];
	struct lesson lessons[COURSES_MOST][VERSIONS_MOST][LESSONS_MOST];
};

/* Up to four lessons, each once, the course itself perhaps among them. */
static inline size_t
random_lessons(uint64_t *seed, uint64_t course, struct lesson *out)
{
	size_t count = 0;

	for (uint64_t i = 0; i < 6 && count < LESSONS_MOST; i++)
		if (below(seed, 3) == 0)
			out[count++] = with_random_skills(seed,
			    (struct lesson)LESSON_OF(course + (i * 5 + 3) % 6, (enum move_on)below(seed, 5)));
	return count;
}

/* In the forty days from `base` on. The third course has none; versions may begin at the same moment, or have no lessons. */
static inline void
randomize_structures(uint64_t *seed, struct random_structures *r, int64_t base)
{
	memset(r, 0, sizeof(*r));
	for (size_t c = 0; c + 1 < COURSES_MOST; c++) {
		struct structure *s = &r->courses[c];
		int64_t from = below(seed, 2) ? INT64_MIN : base + below(seed, 10) * DAY;

		*s = (struct structure){
		    COURSE + c * 1000, r->versions[c], (size_t)below(seed, VERSIONS_MOST + 1)};
		for (size_t v = 0; v < s->count; v++) {
			r->versions[c][v] = (struct structure_version){.from = from,
			    .lessons = r->lessons[c][v],
			    .count = random_lessons(seed, s->course, r->lessons[c][v])};
			from = (from == INT64_MIN ? base : from) + below(seed, 15) * DAY;
		}
	}
	r->all = (struct structures){r->courses, COURSES_MOST - 1};
}

#endif
