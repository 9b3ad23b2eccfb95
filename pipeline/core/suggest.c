/* Edit distance with neighbours swapped (optimal string alignment), over three rows; see suggest.h. */
#include "pipeline/core/suggest.h"

enum { MOST_LETTERS = 63 };

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned
distance(struct str a, struct str b)
{
	unsigned rows[3][MOST_LETTERS + 1];
	unsigned *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t k = 0; k <= b.len; k++)
		row[k] = (unsigned)k;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned *oldest = before;

		before = last;
		last = row;
		row = oldest;
		row[0] = (unsigned)i;
		for (size_t k = 1; k <= b.len; k++) {
			bool same = a.at[i - 1] == b.at[k - 1];

			row[k] = least(least(last[k], row[k - 1]) + 1, last[k - 1] + !same);
			if (i > 1 && k > 1 && a.at[i - 1] == b.at[k - 2] && a.at[i - 2] == b.at[k - 1])
				row[k] = least(row[k], before[k - 2] + 1);
		}
	}
	return row[b.len];
}

struct str
suggest(struct str word, const struct str *candidates, size_t count)
{
	struct str nearest = {0};
	unsigned fewest = (unsigned)(word.len / 3);

	if (word.len > MOST_LETTERS)
		return nearest;
	for (size_t i = 0; i < count; i++) {
		unsigned slips;

		if (candidates[i].len > MOST_LETTERS)
			continue;
		slips = distance(word, candidates[i]);
		if (slips < fewest || (slips == fewest && !nearest.at)) {
			fewest = slips;
			nearest = candidates[i];
		}
	}
	return nearest;
}
