/* Sets of characters as a pattern names them, for what it may begin with (starts.h). They may hold more than the pattern says,
 * never less. */
#ifndef LRSTREAM_DETECT_CHARS_H
#define LRSTREAM_DETECT_CHARS_H

#include <stdbool.h>
#include <stdint.h>

enum { ANY_WIDTH = 1 << 2 | 1 << 3 | 1 << 4 };

/* Characters: those of ASCII one by one, of others how many bytes they may have. */
struct chars {
	uint64_t ascii[2];
	uint32_t widths;
	bool loose; /* it holds more than the pattern says, so that what is not in it is not known */
};

extern const struct chars chars_any;

/* From the first code point to the last. */
void chars_add(struct chars *, uint32_t first, uint32_t last);

struct chars chars_one(uint32_t code);

void chars_join(struct chars *, struct chars more);

struct chars chars_all_but(struct chars);

/* Letters in both cases; k and s are those of some characters beyond ASCII, too. */
struct chars chars_in_any_case(struct chars);

/* What a backslash and this letter stand for; false if it is none that is known. */
bool chars_kind(char name, struct chars *);

#endif
