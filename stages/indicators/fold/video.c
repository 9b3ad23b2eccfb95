/* Videos; see video.h. */
#include "stages/indicators/fold/video.h"

#include <math.h>
#include <stdlib.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/digest.h"
#include "stages/indicators/facts/more.h"
#include "stages/indicators/fold/rows.h"

#define NANO 1e9
#define SECOND INT64_C(1000000)

/* What is told of a video: the first number of a row's state, so numbers keep their meaning. */
enum telling { TOLD_NOTHING = 0, TOLD_PAIRS = 1, TOLD_LISTS = 2 };

/* A session and its last list. */
struct session {
	int64_t id; /* a hash, or ABSENT */
	struct segments list;
};

/* A row's state, unpacked. */
struct watched {
	struct row_key key;
	int64_t length;
	int64_t telling;
	int64_t open;             /* where the played that waits for its end began, or ABSENT */
	struct segments all;      /* pairs; or the union of all lists */
	struct segments settled;  /* last lists of sessions too many to be told apart */
	struct session *sessions; /* the one that told last is the last */
	size_t count;
};

struct videos {
	struct rowset watched;
	struct segments list; /* scratch */
	struct buf bytes;     /* scratch */
};

struct videos *
videos_open(void)
{
	struct videos *v = calloc(1, sizeof(*v));

	if (!v)
		abort();
	v->watched.width = sizeof(struct watched);
	return v;
}

static void
watched_free(struct watched *w)
{
	segments_free(&w->all);
	segments_free(&w->settled);
	for (size_t i = 0; i < w->count; i++)
		segments_free(&w->sessions[i].list);
	free(w->sessions);
}

static void
forget(struct videos *v)
{
	for (size_t i = 0; i < v->watched.count; i++)
		watched_free(rowset_row(&v->watched, i));
	rowset_clear(&v->watched);
}

void
videos_close(struct videos *v)
{
	forget(v);
	rowset_free(&v->watched);
	segments_free(&v->list);
	buf_free(&v->bytes);
	free(v);
}

/* ---- sessions ---- */

/* Made when first needed: most videos have none. */
static struct session *
add_session(struct watched *w, int64_t id)
{
	if (!w->sessions)
		w->sessions = calloc(SESSIONS_MOST, sizeof(*w->sessions));
	if (!w->sessions)
		abort();
	w->sessions[w->count] = (struct session){.id = id};
	return &w->sessions[w->count++];
}

static void
drop_session(struct watched *w, size_t i)
{
	segments_free(&w->sessions[i].list);
	w->count--;
	memmove(w->sessions + i, w->sessions + i + 1, (w->count - i) * sizeof(*w->sessions));
}

static size_t
edges_in_sessions(const struct watched *w)
{
	size_t edges = 0;

	for (size_t i = 0; i < w->count; i++)
		edges += w->sessions[i].list.count;
	return edges;
}

/* The lists of the sessions that told longest ago are put together while there are too many, or too much in them. */
static void
settle_sessions(struct watched *w, size_t more)
{
	size_t edges = edges_in_sessions(w) + more;

	while (w->count && (w->count == SESSIONS_MOST || edges > EDGES_MOST)) {
		edges -= w->sessions[0].list.count;
		segments_join(&w->settled, &w->sessions[0].list);
		segments_limit(&w->settled);
		drop_session(w, 0);
	}
}

static void
replace_list(struct watched *w, int64_t id, const struct segments *list)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->sessions[i].id == id) {
			drop_session(w, i);
			break;
		}
	settle_sessions(w, list->count);
	segments_copy(&add_session(w, id)->list, list);
}

/* ---- state ---- */

static void
unpack_segments(struct unpacking *u, struct segments *s)
{
	size_t numbers = (size_t)unpack_number(u);

	segments_unpack(u, numbers, s);
}

static void
unpack_state(struct str state, struct watched *w)
{
	struct unpacking u = {.rest = state};

	w->open = ABSENT;
	if (state.len == 0)
		return;
	w->telling = unpack_number(&u);
	unpack_segments(&u, &w->all);
	if (w->telling == TOLD_PAIRS && u.rest.len)
		w->open = unpack_number(&u);
	if (w->telling == TOLD_LISTS)
		unpack_segments(&u, &w->settled);
	while (w->telling == TOLD_LISTS && u.rest.len && !u.bad && w->count < SESSIONS_MOST) {
		struct session *s = add_session(w, unpack_number(&u));

		unpack_segments(&u, &s->list);
	}
}

static void
pack_state(struct buf *b, const struct watched *w)
{
	buf_clear(b);
	if (w->telling == TOLD_NOTHING)
		return;
	pack_number(b, w->telling);
	segments_pack(b, &w->all);
	if (w->open != ABSENT)
		pack_number(b, w->open);
	if (w->telling == TOLD_LISTS)
		segments_pack(b, &w->settled);
	for (size_t i = 0; i < w->count; i++) {
		pack_number(b, w->sessions[i].id);
		segments_pack(b, &w->sessions[i].list);
	}
}

static struct watched *
watched_at(struct videos *v, const struct rowset *rows, struct row_key key)
{
	size_t known = v->watched.count;
	struct watched *w = rowset_at(&v->watched, key);
	const struct video_row *r;

	if (v->watched.count == known)
		return w;
	r = rowset_find(rows, key);
	w->length = r ? r->length : ABSENT;
	unpack_state(r ? r->state : (struct str){0}, w);
	return w;
}

/* ---- one fact after the other ---- */

static bool
is_watching(const struct fact *f)
{
	return f->verb == VERB_PLAYED || f->verb == VERB_PAUSED || f->verb == VERB_SEEKED
	       || f->verb == VERB_TERMINATED;
}

static struct str
more_of(const struct fact *f)
{
	return fact_is(f, FACT_MORE) ? f->more : (struct str){0};
}

/* The only number of a field. */
static int64_t
stated(const struct fact *f, enum more_field field)
{
	struct more m;
	int64_t n;

	return more_find(more_of(f), field, &m) && more_next(&m, &n) ? n : ABSENT;
}

bool
video_touches(const struct fact *f)
{
	struct more m;

	return fact_is(f, FACT_COURSE) && fact_is(f, FACT_ACTIVITY)
	       && (is_watching(f) || more_find(more_of(f), MORE_VIDEO_LENGTH, &m)
		   || more_find(more_of(f), MORE_VIDEO_SEGMENTS, &m));
}

/* A played whose time is not told replaces the one before, and an end whose time is not told ends it: nobody knows what
 * was seen then. */
static void
step_pair(struct watched *w, const struct fact *f)
{
	int64_t to = stated(f, f->verb == VERB_SEEKED ? MORE_VIDEO_FROM : MORE_VIDEO_TIME);

	if (f->verb == VERB_PLAYED) {
		w->telling = TOLD_PAIRS;
		w->open = to;
		return;
	}
	if (w->open != ABSENT && to != ABSENT) {
		struct segments pair = {0};

		segments_add(&pair, w->open, to);
		segments_join(&w->all, &pair);
		segments_limit(&w->all);
		segments_free(&pair);
	}
	w->open = ABSENT;
}

/* Once there is a list, pairs no longer count. */
static void
step_list(struct videos *v, struct watched *w, int64_t session)
{
	if (w->telling != TOLD_LISTS)
		segments_clear(&w->all);
	w->telling = TOLD_LISTS;
	w->open = ABSENT;
	replace_list(w, session, &v->list);
	segments_join(&w->all, &v->list);
	segments_flatten(&w->all);
	segments_limit(&w->all);
}

void
videos_step(struct videos *v, const struct rowset *rows, const struct fact *f)
{
	struct watched *w;
	struct more m;
	int64_t length;

	if (!video_touches(f))
		return;
	w = watched_at(v, rows, (struct row_key){f->course, f->activity});
	length = stated(f, MORE_VIDEO_LENGTH);
	if (length != ABSENT)
		w->length = length;
	if (more_find(more_of(f), MORE_VIDEO_SEGMENTS, &m)) {
		segments_unpack(&m.bytes, m.count, &v->list);
		step_list(v, w, stated(f, MORE_VIDEO_SESSION));
	} else if (w->telling != TOLD_LISTS && is_watching(f)) {
		step_pair(w, f);
	}
}

/* ---- rows ---- */

/* What counts as watched again: pairs, or the last list of each session. */
static void
take_last(const struct watched *w, struct segments *s)
{
	segments_copy(s, w->telling == TOLD_LISTS ? &w->settled : &w->all);
	for (size_t i = 0; i < w->count; i++)
		segments_join(s, &w->sessions[i].list);
	if (w->length != ABSENT)
		segments_cut(s, w->length);
}

static void
measure(struct videos *v, const struct watched *w, struct video_row *r)
{
	struct segments *s = &v->list;
	int64_t end;

	r->length = w->length;
	r->coverage = r->rewatched = r->furthest = ABSENT;
	if (w->telling == TOLD_NOTHING)
		return;
	take_last(w, s);
	r->rewatched = segments_total(s) - segments_covered(s);
	segments_copy(s, &w->all);
	if (w->length != ABSENT) {
		segments_cut(s, w->length);
		r->coverage = llround((double)segments_covered(s) / (double)w->length * NANO);
	}
	end = segments_end(s);
	if (end >= 0)
		r->furthest = end;
}

static void
write_row(struct videos *v, const struct watched *w, struct video_row *r, struct arena *arena)
{
	measure(v, w, r);
	pack_state(&v->bytes, w);
	r->state = arena_copy(arena, buf_view(&v->bytes));
	r->state_hash = hash64(r->state);
}

void
videos_finish(struct videos *v, struct rowset *rows, struct arena *arena)
{
	for (size_t i = 0; i < v->watched.count; i++) {
		const struct watched *w = rowset_row(&v->watched, i);

		if (w->length != ABSENT || w->telling != TOLD_NOTHING)
			write_row(v, w, rowset_at(rows, w->key), arena);
	}
	forget(v);
}

void
video_seconds(const struct video_row *r, struct segments *s)
{
	struct watched w = {.length = r->length};

	unpack_state(r->state, &w);
	take_last(&w, s);
	segments_round(s, SECOND);
	watched_free(&w);
}
