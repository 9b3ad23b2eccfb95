/* Four states and the step from one to the next; runs of ordinary characters are taken at once. See csv_split.h. */
#include "pipeline/io/csv_split.h"

#include <stdlib.h>

void
csv_split_open(struct csv_split *s)
{
	s->line = s->next_line = 1;
	s->complete = true;
	buf_room(&s->bytes, 1); /* a slice of nothing points somewhere, too */
}

static void
begin_row(struct csv_split *s)
{
	buf_clear(&s->bytes);
	s->cell_count = 0;
	s->row_bytes = 0;
	s->quoted = s->stray = 0;
	s->too_large = s->unclosed = s->complete = false;
	s->state = CELL_START;
	s->line = s->next_line;
}

static void
put(struct csv_split *s, const char *at, size_t len)
{
	s->row_bytes += len;
	s->too_large |= s->row_bytes > s->most_bytes;
	if (!s->too_large)
		buf_put(&s->bytes, at, len);
}

static void
end_cell(struct csv_split *s)
{
	s->state = CELL_START;
	s->row_bytes++;
	s->too_large |= s->row_bytes > s->most_bytes + 1; /* the end of the row is none of its bytes */
	if (s->too_large)
		return;
	if (s->cell_count == s->cell_capacity) {
		s->cell_capacity = s->cell_capacity ? 2 * s->cell_capacity : 32;
		s->ends = realloc(s->ends, s->cell_capacity * sizeof(*s->ends));
		if (!s->ends)
			abort();
	}
	s->ends[s->cell_count++] = s->bytes.len;
}

static void
end_row(struct csv_split *s)
{
	end_cell(s);
	s->complete = true;
}

/* A quote that is one by its place. */
static bool
is_quote(const struct csv_split *s, char c)
{
	return c == s->dialect.quote && s->state != IN_CELL && c != CSV_NO_QUOTE;
}

static void
step_at_quote(struct csv_split *s, char c)
{
	switch (s->state) {
	case CELL_START:
		s->quoted++;
		s->row_bytes++; /* so that a row of nothing else is one */
		s->state = IN_QUOTES;
		break;
	case IN_QUOTES:
		s->state = BEHIND_QUOTE;
		break;
	default:
		put(s, &c, 1);
		s->state = IN_QUOTES;
		break;
	}
}

static void
step(struct csv_split *s, char c)
{
	bool newline = c == '\n' || c == '\r';
	bool second_half = c == '\n' && s->after_cr;

	s->after_cr = c == '\r';
	if (newline && !second_half)
		s->next_line++;
	if (newline && s->state != IN_QUOTES) {
		end_row(s);
		return;
	}
	if (is_quote(s, c)) {
		step_at_quote(s, c);
	} else if (c == s->dialect.delimiter && s->state != IN_QUOTES) {
		end_cell(s);
	} else {
		s->stray += s->state == BEHIND_QUOTE;
		put(s, &c, 1);
		if (s->state != IN_QUOTES)
			s->state = IN_CELL;
	}
}

/* How many characters from the start of `text` mean nothing but themselves. */
static size_t
ordinary(const struct csv_split *s, struct str text)
{
	char end = s->state == IN_QUOTES ? s->dialect.quote : s->dialect.delimiter;
	size_t len = 0;

	if (s->state != IN_QUOTES && s->state != IN_CELL)
		return 0;
	while (len < text.len && text.at[len] != end && text.at[len] != '\n' && text.at[len] != '\r')
		len++;
	return len;
}

size_t
csv_split_read(struct csv_split *s, struct str text)
{
	size_t at = 0;

	if (s->complete && text.len) {
		at = s->after_cr && text.at[0] == '\n';
		s->after_cr = false;
		begin_row(s);
	}
	while (at < text.len && !s->complete) {
		size_t run = ordinary(s, str_from(text, at));

		if (run) {
			put(s, text.at + at, run);
			s->after_cr = false;
			at += run;
		} else {
			step(s, text.at[at++]);
		}
	}
	if (at)
		s->in_line = text.at[at - 1] != '\n' && text.at[at - 1] != '\r';
	return at;
}

bool
csv_split_end(struct csv_split *s)
{
	if (s->complete || (s->row_bytes == 0 && s->cell_count == 0))
		return false;
	s->unclosed = s->state == IN_QUOTES;
	end_row(s);
	return true;
}

struct str
csv_split_cell(const struct csv_split *s, size_t index)
{
	size_t start = index ? s->ends[index - 1] : 0;

	return (struct str){s->bytes.at + start, s->ends[index] - start};
}

bool
csv_split_is_blank(const struct csv_split *s)
{
	return !s->too_large && !s->unclosed && str_is_blank(buf_view(&s->bytes));
}

void
csv_split_close(struct csv_split *s)
{
	buf_free(&s->bytes);
	free(s->ends);
}
