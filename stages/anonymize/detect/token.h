/* Runs of letters and digits that are no words: base64 of either alphabet, hexadecimal digits, tokens of sessions.
 *
 * Whether a run is base64, and where it starts, nobody says: a path may stand in front of it, or another id. So a run is
 * read from each of its first four characters on, and what is printable of that is a piece: a text of its own.
 */
#ifndef LRSTREAM_TOKEN_H
#define LRSTREAM_TOKEN_H

#include "pipeline/core/buf.h"
#include "pipeline/core/str.h"

enum token_kind {
	TOKEN_CREDENTIAL, /* a JSON Web Token; what stands behind Basic or Bearer */
	TOKEN_HASH,       /* so many hexadecimal digits as a hash has */
	TOKEN_HEX,        /* other hexadecimal digits; unpack it */
	TOKEN_BASE64      /* unpack it */
};

enum token_step { STEP_RUN, STEP_CREDENTIAL, STEP_HEX, STEP_BASE64 };

/* Bytes [start, end) of the text. */
struct token {
	enum token_kind kind;
	size_t start, end;

	/* Where the search stands. */
	size_t next, run_start, run_end;
	unsigned letters; /* what the run is made of */
	enum token_step step;
	unsigned phase;
	size_t offset;
	size_t covered_start, covered_end;
};

/* What a part of a token says, and the bytes [start, end) of the text that say it. */
struct piece {
	struct str text; /* in the buffer; valid UTF-8, printable */
	size_t start, end;
};

/* Starts with a zeroed token; false at the end of the text. */
bool token_next(struct str text, struct token *);

/* The next piece of the token; false if there is none. The buffer belongs to the token until then. */
bool token_unpack(struct str text, struct token *, struct buf *, struct piece *);

/* Something was found in the piece: widens it to as much of the token as belongs together. No other piece will come
 * from there. */
void token_cover(struct str text, struct token *, struct piece *);

#endif
