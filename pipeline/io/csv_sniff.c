/* Each dialect is tried on the head; the one that explains most of it wins. See csv_sniff.h.
 *
 * What a delimiter explains is counted in delimiters: those of rows that have as many as the header. So one that stands
 * in every row beats one that some texts hold, and one that cuts rows into more cells beats one that happens to stand in
 * each once, as the colon of a time of day does. Between quotes that explain the same, the one that is used wins.
 */
#include "pipeline/io/csv_sniff.h"

static const char delimiters[] = {',', ';', '\t', '|', ':'};
static const char quotes[] = {'"', '\''};

struct score {
	size_t delimiters;
	size_t quoted;
};

static void
judge_row(const struct csv_split *s, size_t *header_cells, struct score *score)
{
	if (csv_split_is_blank(s))
		return;
	if (*header_cells == 0)
		*header_cells = s->cell_count;
	if (s->cell_count == *header_cells)
		score->delimiters += s->cell_count - 1;
	score->quoted += s->quoted;
}

/* False if nothing says that the quote is one, or cells go on behind it. The usual one is never ruled out. */
static bool
try(struct str head, bool whole, struct csv_dialect dialect, struct score *score)
{
	struct csv_split s = {.dialect = dialect, .most_bytes = head.len};
	size_t header_cells = 0, stray = 0;

	*score = (struct score){0};
	csv_split_open(&s);
	for (size_t at = 0; at < head.len;) {
		at += csv_split_read(&s, str_from(head, at));
		stray += s.stray;
		if (s.complete)
			judge_row(&s, &header_cells, score);
	}
	if (whole && csv_split_end(&s)) {
		stray += s.stray + s.unclosed;
		judge_row(&s, &header_cells, score);
	}
	csv_split_close(&s);
	return (stray == 0 && score->quoted) || dialect.quote == quotes[0];
}

static bool
is_better(struct score a, struct score b)
{
	return a.delimiters != b.delimiters ? a.delimiters > b.delimiters : a.quoted > b.quoted;
}

void
csv_sniff(struct str head, bool whole, struct csv_dialect *dialect)
{
	struct csv_dialect known = *dialect, found = {delimiters[0], quotes[0]};
	struct score best = {0}, score;

	for (size_t q = 0; q < sizeof(quotes); q++)
		for (size_t d = 0; d < sizeof(delimiters); d++) {
			struct csv_dialect guess = {known.delimiter ? known.delimiter : delimiters[d],
			    known.quote ? known.quote : quotes[q]};

			if ((try(head, whole, guess, &score) || known.quote) && is_better(score, best)) {
				best = score;
				found = guess;
			}
		}
	dialect->delimiter = known.delimiter ? known.delimiter : found.delimiter;
	dialect->quote = known.quote ? known.quote : found.quote;
}
