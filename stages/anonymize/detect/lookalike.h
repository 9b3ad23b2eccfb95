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

/* False for most bytes: no character that starts with this one is a lookalike. */
static inline bool
lookalike_starts(unsigned char lead)
{
	static const uint8_t leads[256] = {[0xc2] = 1,
	    [0xc5] = 1,
	    [0xca] = 1,
	    [0xcb] = 1,
	    [0xcd] = 1,

	    [0xd9] = 1,
	    [0xdb] = 1,
	    [0xdf] = 1,
	    [0xe0] = 1,
	    [0xe1] = 1,
	    [0xe2] = 1,
	    [0xe3] = 1,
	    [0xea] = 1,
	    [0xef] = 1,
	    [0xf0] = 1};

	return leads[lead];
}

#endif
