/* How a delimited file is written, guessed from its beginning. */
#ifndef LRSTREAM_CSV_SNIFF_H
#define LRSTREAM_CSV_SNIFF_H

#include "pipeline/io/csv_split.h"

/* Fills in what of the dialect is 0. The delimiter is the one of , ; tab | : by which most rows have as many cells as
 * the header, and the quote " or '. `whole`: nothing follows the head, so its last row counts even without a newline. */
void csv_sniff(struct str head, bool whole, struct csv_dialect *);

#endif
