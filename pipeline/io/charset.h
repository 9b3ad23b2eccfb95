/* Bytes of any encoding to UTF-8, piece by piece as they are read.
 *
 * Whoever writes a file seldom says how. So the encoding is found out unless it is named: a byte order mark tells it,
 * UTF-16 without one gives itself away by its zero bytes, and else it is UTF-8 if the first bytes beyond ASCII are that,
 * or windows-1252. ASCII needs no decision, so none is made before such bytes come.
 */
#ifndef LRSTREAM_CHARSET_H
#define LRSTREAM_CHARSET_H

#include "pipeline/core/buf.h"
#include "pipeline/core/error.h"

struct charset;

/* `name` as iconv knows it; empty: to be found out. NULL with a usage error if there is no such encoding. */
struct charset *charset_open(struct str name, struct error *);

/* Appends the UTF-8 of `bytes` to `out`, without a byte order mark. A character that is cut at the end waits for the next
 * call, unless the input has `ended`. What is no character of the encoding is written as a byte that UTF-8 never has, so
 * that whoever checks the text finds it there, and nothing else is lost. */
void charset_convert(struct charset *, struct str bytes, bool ended, struct buf *out);

void charset_close(struct charset *);

#endif
