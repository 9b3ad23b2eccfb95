/* Characters beyond ASCII that a reader takes for an ASCII one, or does not see at all. */
#ifndef LRSTREAM_LOOKALIKE_H
#define LRSTREAM_LOOKALIKE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/str.h"

struct lookalike {
	char text[4];
	uint8_t len;  /* 0: the character cannot be seen */
	bool telling; /* false for everyday typography, such as a no-break space */
};

/* True if `c` reads as ASCII: full-width and mathematical letters, superscripts, digits of other scripts, ligatures,
 * dashes, ideographic full stops; zero-width characters and soft hyphens. */
bool lookalike(uint32_t c, struct lookalike *out);

#endif
