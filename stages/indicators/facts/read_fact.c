/* From a safe statement to a fact; see read_fact.h. */
#include "stages/indicators/facts/read_fact.h"

#include <math.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/iso8601.h"
#include "stages/indicators/facts/read_video.h"
#include "stages/indicators/facts/read_social.h"

enum { COUNT_MOST = INT32_MAX };

/* ---- extensions: each code has a reader, which leaves the fact alone if the value is of another kind ---- */

static void
read_whole(
    const struct json *v, int64_t least, int64_t most, enum fact_flag flag, int64_t *out, uint32_t *flags)
{
	int64_t n;

	if (json_int(v, &n) && n >= least && n <= most) {
		*out = n;
		*flags |= flag;
	}
}

static void
read_points(const struct json *v, enum fact_flag flag, int64_t *out, uint32_t *flags)
{
	double points;

	if (json_double(v, &points) && points >= 0 && points <= 100) {
		*out = llround(points * (double)POINT);
		*flags |= flag;
	}
}

static void
read_attempt(const struct json *v, struct fact *f)
{
	if (!fact_is(f, FACT_ATTEMPT)) /* W19: of the result, else the context, else the definition */
		read_whole(v, INT64_MIN + 1, INT64_MAX, FACT_ATTEMPT, &f->attempt, &f->flags);
}

static void
read_grade(const struct json *v, struct fact *f)
{
	if (json_equals(v, STR("Fail")))
		f->flags |= FACT_FAIL_GRADE;
}

static void
read_progress(const struct json *v, struct fact *f)
{
	read_points(v, FACT_PERCENT, &f->percent, &f->flags);
}

static void
read_lessons_done(const struct json *v, struct fact *f)
{
	read_whole(v, 0, COUNT_MOST, FACT_LESSONS_DONE, &f->lessons_done, &f->flags);
}

static void
read_lessons_total(const struct json *v, struct fact *f)
{
	read_whole(v, 0, COUNT_MOST, FACT_LESSONS_TOTAL, &f->lessons_total, &f->flags);
}

static void
read_current_lesson(const struct json *v, struct fact *f)
{
	read_whole(v, 0, COUNT_MOST, FACT_CURRENT_LESSON, &f->current_lesson, &f->flags);
}

static void
read_time_spent(const struct json *v, struct fact *f)
{
	struct duration d;

	if (json_is(v, JSON_STRING) && duration_parse(json_text(v), &d) && !d.calendar) {
		f->reported_time = d.us;
		f->flags |= FACT_REPORTED_TIME;
	}
}

static void
read_average(const struct json *v, struct fact *f)
{
	read_points(v, FACT_REPORTED_AVERAGE, &f->reported_average, &f->flags);
}

/* Where an extension counts. */
enum place { IN_RESULT = 1, IN_CONTEXT = 2, IN_DEFINITION = 4, OF_COURSE = 8 };

/* W16, W31: what a source says of the whole course counts in the result of a statement on the course only. */
static const struct {
	void (*read)(const struct json *, struct fact *);
	unsigned places;
} readers[EXT_COUNT] = {
    [EXT_ATTEMPT_ID] = {read_attempt, IN_RESULT | IN_CONTEXT | IN_DEFINITION},
    [EXT_GRADE_CLASSIFICATION] = {read_grade, IN_RESULT | IN_CONTEXT},
    [EXT_PROGRESS] = {read_progress, IN_RESULT | OF_COURSE},
    [EXT_LESSONS_DONE] = {read_lessons_done, IN_RESULT | OF_COURSE},
    [EXT_LESSONS_TOTAL] = {read_lessons_total, IN_RESULT | OF_COURSE},
    [EXT_CURRENT_LESSON] = {read_current_lesson, IN_RESULT | OF_COURSE},
    [EXT_TIME_SPENT] = {read_time_spent, IN_RESULT | OF_COURSE},
    [EXT_AVERAGE_SCORE] = {read_average, IN_RESULT | OF_COURSE},
};

static void
read_extensions(const struct json *holder, enum place place, const struct vocabulary *v, struct fact *f)
{
	const struct json *extensions = json_get(holder, STR("extensions"));

	for (uint32_t i = 0; json_is(extensions, JSON_OBJECT) && i < extensions->count; i++) {
		const struct json_member *m = &extensions->members[i];
		enum extension_code code = vocabulary_extension(v, m->key);
		unsigned places = readers[code].places;

		if ((places & place) && (!(places & OF_COURSE) || fact_is(f, FACT_ON_COURSE)))
			readers[code].read(&m->value, f);
	}
}

/* ---- typed columns ---- */

/* W10 as nanopoints. */
static void
read_score(const struct safe_statement *s, struct fact *f)
{
	/* Wider than the numbers stated, whose difference may be none of theirs. */
	long double span = (long double)s->score_max.value - s->score_min.value;
	double score;

	if (s->score_scaled.known)
		score = s->score_scaled.value;
	else if (s->score_raw.known && s->score_min.known && s->score_max.known && span > 0)
		score = (double)(((long double)s->score_raw.value - s->score_min.value) / span);
	else
		return;
	f->score = score <= 0 ? 0 : score >= 1 ? POINTS_MOST : llround(score * (double)POINTS_MOST);
	f->flags |= FACT_SCORE;
}

static void
read_verdicts(const struct safe_statement *s, struct fact *f)
{
	if (s->success != UNKNOWN)
		f->flags |= FACT_SUCCESS_STATED | (s->success == YES ? FACT_SUCCESS : 0u);
	if (s->completion != UNKNOWN)
		f->flags |= FACT_COMPLETION_STATED | (s->completion == YES ? FACT_COMPLETION : 0u);
	if (s->has_duration || s->duration_too_long) {
		bool longest = s->duration_too_long || s->duration_us > DURATION_MOST;

		f->duration = longest ? DURATION_MOST : s->duration_us;
		f->flags |= FACT_DURATION;
	}
}

static void
read_iri(struct str iri, enum fact_flag flag, uint64_t *hash, uint32_t *flags)
{
	if (iri.at) {
		*hash = hash64(iri);
		*flags |= flag;
	}
}

/* What few statements have. */
static void
read_more(struct arena *arena, const struct safe_statement *s, const struct vocabulary *v, struct fact *f)
{
	struct buf more = {0};

	read_video(s, v, f, &more);
	read_social(arena, s, v, &more);
	if (more.len) {
		f->more = arena_copy(arena, buf_view(&more));
		f->flags |= FACT_MORE;
	}
	buf_free(&more);
}

bool
read_fact(struct arena *arena, const struct safe_statement *s, const struct vocabulary *v, struct fact *f)
{
	if (s->voiding || !s->has_learner || (s->known_verb && s->known_verb->administrative))
		return false;
	*f = (struct fact){
	    .t = s->occurred_at, .verb = s->known_verb ? (uint8_t)s->known_verb->code : VERB_OTHER};
	memcpy(f->id, s->id, sizeof(f->id));
	read_iri(s->course, FACT_COURSE, &f->course, &f->flags);
	read_iri(s->activity, FACT_ACTIVITY, &f->activity, &f->flags);
	read_iri(s->activity_type, FACT_TYPE, &f->type, &f->flags);
	if (s->course.at && s->activity.at && str_eq(s->course, s->activity))
		f->flags |= FACT_ON_COURSE;
	read_verdicts(s, f);
	read_score(s, f);
	read_extensions(json_get(s->tree, STR("result")), IN_RESULT, v, f);
	read_extensions(json_get(s->tree, STR("context")), IN_CONTEXT, v, f);
	read_extensions(json_get(json_get(s->tree, STR("object")), STR("definition")), IN_DEFINITION, v, f);
	read_more(arena, s, v, f);
	return true;
}

/* ---- names ---- */

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* 0 for "en", 1 for "en-…", 2 for other languages: the tags of RFC 5646 know no case. */
static int
language_rank(struct str tag)
{
	if (tag.len < 2 || lower(tag.at[0]) != 'e' || lower(tag.at[1]) != 'n'
	    || (tag.len > 2 && tag.at[2] != '-'))
		return 2;
	return tag.len > 2;
}

struct str
read_name(const struct json *activity)
{
	const struct json *names = json_get(json_get(activity, STR("definition")), STR("name"));
	const struct json_member *best = NULL;

	for (uint32_t i = 0; json_is(names, JSON_OBJECT) && i < names->count; i++) {
		const struct json_member *m = &names->members[i];
		int order = best ? language_rank(m->key) - language_rank(best->key) : -1;

		if (json_is(&m->value, JSON_STRING)
		    && (order < 0 || (order == 0 && str_cmp(m->key, best->key) < 0)))
			best = m;
	}
	return best ? json_text(&best->value) : (struct str){0};
}
