/* The way back from a reading to the text it was made of, and the reading of forms; see reveal.h. */
#include <stdio.h>
#include <stdlib.h>

#include "stages/anonymize/detect/reveal.h"
#include "stages/anonymize/detect/spelled.h"

enum { FORM_PLUSES = 3 };

void
reading_room(struct reading *r, size_t len)
{
	if (len + 1 > r->capacity) {
		uint32_t *grown = realloc(r->from, (len + 1) * sizeof(*grown));

		if (!grown) {
			fputs("lrstream: out of memory\n", stderr);
			abort();
		}
		r->from = grown;
		r->capacity = len + 1;
	}
	buf_clear(&r->bytes);
	buf_room(&r->bytes, len);
	windows_clear(&r->windows);
}

void
reading_free(struct reading *r)
{
	free(r->from);
	buf_free(&r->bytes);
	windows_free(&r->windows);
	*r = (struct reading){0};
}

/* Four places at a time: as many as there are bytes, this is most of the work of a reading. */
void
reading_count(uint32_t *from, size_t first, size_t count)
{
	typedef uint32_t four __attribute__((vector_size(16)));
	uint32_t at = (uint32_t)first;
	four places = {at, at + 1, at + 2, at + 3};
	size_t i = 0;

	for (; i + 4 <= count; i += 4, places += 4)
		memcpy(from + i, &places, sizeof(places));
	for (; i < count; i++)
		from[i] = (uint32_t)(first + i);
}

/* ---- the way back ---- */

/* The first byte of the reading that came from behind `at`; text.len if none did. */
static size_t
first_behind(const struct reading *r, size_t at)
{
	size_t low = 0, high = r->text.len;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (r->from[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
reading_back(const struct reading *r, size_t *start, size_t *end)
{
	size_t behind = *end;

	while (behind < r->text.len && behind > 0 && r->from[behind] == r->from[behind - 1])
		behind++;
	*start = r->from[*start];
	*end = r->from[behind];
}

size_t
reading_floor(const struct reading *r, size_t at)
{
	size_t behind = first_behind(r, at);

	return behind ? r->from[behind - 1] : 0;
}

size_t
reading_ceiling(const struct reading *r, size_t at)
{
	return at ? r->from[first_behind(r, at - 1)] : 0;
}

static bool
is_mark(char c)
{
	return (unsigned char)c < 0x80 && !(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
	       && !(c && strchr("._+-'%", c));
}

bool
reading_parts(const struct reading *r, struct str made_of, size_t at)
{
	size_t behind = at ? first_behind(r, at - 1) : 0;

	if (behind == 0 || r->from[behind] != at || !is_mark(r->text.at[behind - 1]))
		return false;
	return made_of.at[r->from[behind - 1]] != r->text.at[behind - 1];
}

/* ---- forms ---- */

static bool
is_escape(struct str s, size_t i)
{
	return i + 2 < s.len && s.at[i] == '%' && hex_digit(s.at[i + 1]) >= 0 && hex_digit(s.at[i + 2]) >= 0;
}

/* A run without blanks that is all of the text, looks like a part of a form, or has more pluses than sums in a text. */
static bool
is_form(struct str run, struct str text)
{
	size_t pluses = 0;

	if (run.len == text.len)
		return true;
	for (size_t i = 0; i < run.len; i++) {
		if (run.at[i] == '=' || is_escape(run, i))
			return true;
		pluses += run.at[i] == '+';
	}
	return pluses >= FORM_PLUSES;
}

/* The run around byte `at`, of which the part from `from` on is looked at. */
static struct str
run_around(struct str text, size_t from, size_t at)
{
	size_t start = at, end = at;

	while (start > from && !spelled_is_blank(text.at[start - 1]))
		start--;
	while (end < text.len && !spelled_is_blank(text.at[end]))
		end++;
	return (struct str){text.at + start, end - start};
}

static void
copy_reading(struct reading *r, struct str text, const struct reading *plain)
{
	struct str bytes = plain ? plain->text : text;

	reading_room(r, bytes.len);
	buf_str(&r->bytes, bytes);
	if (plain)
		memcpy(r->from, plain->from, (bytes.len + 1) * sizeof(*r->from));
	else
		reading_count(r->from, 0, bytes.len + 1);
	r->spelled = plain && plain->spelled;
	r->text = buf_view(&r->bytes);
}

/* "tel=+33+6": careless writers leave the plus of a telephone number as it is. */
static bool
is_sign(const struct reading *r, size_t i)
{
	static const char marks[] = "=:;,(\"'+ ";
	char behind = i + 1 < r->bytes.len ? r->bytes.at[i + 1] : ' ';

	return behind >= '0' && behind <= '9'
	       && (i == 0 || memchr(marks, r->bytes.at[i - 1], sizeof(marks) - 1));
}

/* The pluses that stand in the run itself become blanks; those that escapes stand for stay. */
static void
blank_pluses(struct reading *r, struct str text, struct str run)
{
	size_t start = (size_t)(run.at - text.at), end = start + run.len;

	for (size_t i = start ? first_behind(r, start - 1) : 0; i < r->text.len && r->from[i] < end; i++)
		if (r->bytes.at[i] == '+' && text.at[r->from[i]] == '+' && !is_sign(r, i)) {
			r->bytes.at[i] = ' ';
			windows_add(&r->windows, i);
		}
}

bool
reveal_form(struct reading *r, struct str text, const struct reading *plain)
{
	const char *plus;
	bool found = false;

	for (size_t at = 0; at < text.len && (plus = memchr(text.at + at, '+', text.len - at));) {
		struct str run = run_around(text, at, (size_t)(plus - text.at));

		at = (size_t)(run.at - text.at) + run.len;
		if (!is_form(run, text))
			continue;
		if (!found)
			copy_reading(r, text, plain);
		found = true;
		blank_pluses(r, text, run);
	}
	return found;
}
