/* What a statement says of a video; see read_video.h. */
#include "stages/indicators/facts/read_video.h"

#include <math.h>

#include "pipeline/core/digest.h"
#include "stages/indicators/facts/more.h"

#define SECOND 1e6

/* ---- numbers ---- */

/* Seconds as µs, cut at ±PLACE_MOST. */
static int64_t
to_place(double seconds)
{
	double us = seconds * SECOND;

	return us >= (double)PLACE_MOST ? PLACE_MOST : us <= -(double)PLACE_MOST ? -PLACE_MOST : llround(us);
}

static bool
read_place(const struct json *v, int64_t *out)
{
	double seconds;

	if (!json_double(v, &seconds))
		return false;
	*out = to_place(seconds);
	return true;
}

static size_t
count_digits(struct str s, size_t from)
{
	size_t at = from;

	while (at < s.len && s.at[at] >= '0' && s.at[at] <= '9')
		at++;
	return at - from;
}

/* Digits, perhaps behind a sign, with a fraction, with an exponent: as programs write numbers. */
static bool
is_number(struct str s)
{
	size_t at = s.len && s.at[0] == '-', digits = count_digits(s, at);

	at += digits;
	if (digits && at < s.len && s.at[at] == '.') {
		digits = count_digits(s, at + 1);
		at += 1 + digits;
	}
	if (digits && at < s.len && (s.at[at] == 'e' || s.at[at] == 'E')) {
		at++;
		at += at < s.len && (s.at[at] == '-' || s.at[at] == '+');
		digits = count_digits(s, at);
		at += digits;
	}
	return digits && at == s.len;
}

static struct str
without_blanks(struct str s)
{
	while (s.len && char_is_blank(s.at[0]))
		s = str_from(s, 1);
	while (s.len && char_is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

static bool
read_text_place(struct str text, int64_t *out)
{
	struct json number;

	text = without_blanks(text);
	if (!is_number(text))
		return false;
	number = json_number(text);
	return read_place(&number, out);
}

/* ---- lists ---- */

/* Takes what stands before a mark out of the text, with the mark; all of it where there is none. */
static struct str
take_part(struct str *text, struct str mark, bool *marked)
{
	struct str part = {text->at, 0};

	while (part.len < text->len && !str_starts(str_from(*text, part.len), mark))
		part.len++;
	*marked = part.len < text->len;
	*text = str_from(*text, part.len + mark.len);
	return part;
}

static bool
read_segment(struct str part, struct segments *s)
{
	int64_t from, to;
	bool two;
	struct str first = take_part(&part, STR("[.]"), &two);

	if (!two || !read_text_place(first, &from) || !read_text_place(part, &to))
		return false;
	segments_add(s, from, to);
	return true;
}

bool
read_segments(struct str text, struct segments *s)
{
	bool more = text.len > 0, ok = more;

	segments_clear(s);
	while (ok && more)
		ok = read_segment(take_part(&text, STR("[,]"), &more), s);
	segments_settle(s);
	segments_limit(s);
	return ok;
}

/* ---- statements ---- */

/* Where something is looked for: its usual place first. */
struct places {
	const struct json *first, *second;
};

static const struct json *
extension_in(const struct json *extensions, enum extension_code code, const struct vocabulary *v)
{
	for (uint32_t i = 0; json_is(extensions, JSON_OBJECT) && i < extensions->count; i++)
		if (vocabulary_extension(v, extensions->members[i].key) == code)
			return &extensions->members[i].value;
	return NULL;
}

static const struct json *
extension(const struct places *p, enum extension_code code, const struct vocabulary *v)
{
	const struct json *found = extension_in(p->first, code, v);

	return found ? found : extension_in(p->second, code, v);
}

static void
put_length(struct buf *more, const struct places *p, const struct vocabulary *v)
{
	int64_t length;

	if ((read_place(extension_in(p->first, EXT_VIDEO_LENGTH, v), &length) && length > 0)
	    || (read_place(extension_in(p->second, EXT_VIDEO_LENGTH, v), &length) && length > 0))
		more_put(more, MORE_VIDEO_LENGTH, &length, 1);
}

static void
put_time(struct buf *more, enum more_field field, const struct json *stated)
{
	int64_t place;

	if (read_place(stated, &place))
		more_put(more, field, &place, 1);
}

/* An id is any JSON but null. */
static void
put_session(struct buf *more, const struct json *id)
{
	struct buf text = {0};
	int64_t hash;

	if (!id || json_is(id, JSON_NULL))
		return;
	json_write(&text, id);
	hash = (int64_t)hash64(buf_view(&text));
	more_put(more, MORE_VIDEO_SESSION, &hash, 1);
	buf_free(&text);
}

static void
put_segments(struct buf *more, const struct json *list, const struct json *session)
{
	struct segments s = {0};

	if (json_is(list, JSON_STRING) && read_segments(json_text(list), &s)) {
		pack_number(more, MORE_VIDEO_SEGMENTS);
		segments_pack(more, &s);
		put_session(more, session);
	}
	segments_free(&s);
}

void
read_video(const struct safe_statement *s, const struct vocabulary *v, const struct fact *f, struct buf *more)
{
	const struct json *result = json_get(json_get(s->tree, STR("result")), STR("extensions"));
	const struct json *context = json_get(json_get(s->tree, STR("context")), STR("extensions"));
	const struct places of_result = {result, context}, of_context = {context, result};

	if (!fact_is(f, FACT_COURSE) || !fact_is(f, FACT_ACTIVITY) || (!result && !context))
		return;
	put_length(more, &of_context, v);
	if (f->verb == VERB_SEEKED)
		put_time(more, MORE_VIDEO_FROM, extension(&of_result, EXT_VIDEO_TIME_FROM, v));
	else if (f->verb == VERB_PLAYED || f->verb == VERB_PAUSED || f->verb == VERB_TERMINATED)
		put_time(more, MORE_VIDEO_TIME, extension(&of_result, EXT_VIDEO_TIME, v));
	put_segments(more, extension(&of_result, EXT_PLAYED_SEGMENTS, v),
	    extension(&of_context, EXT_VIDEO_SESSION, v));
}
