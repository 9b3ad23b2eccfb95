/* What is not yet decided or cut in two is kept; all else is written at once. See charset.h. */
#include "pipeline/io/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#include "pipeline/core/utf8.h"

enum { MARK_BYTES = 4, LONGEST_CHARACTER = 4, NO_UTF8 = 0xff };

static const struct str utf8_mark = {"\xef\xbb\xbf", 3};

struct charset {
	enum { AT_START, ALL_ASCII, AS_IT_IS, CONVERTED } state;
	iconv_t handle; /* of CONVERTED, and AT_START where the encoding is named and not UTF-8 */
	bool named, open;
	size_t unit; /* bytes to pass over where none is a character */
	struct buf kept;
};

/* ---- names ---- */

static bool
same_name(const char *name, const char *other)
{
	for (; *name && *other; name++, other++)
		if ((*name | 0x20) != (*other | 0x20))
			return false;
	return *name == *other;
}

static bool
is_utf8_name(const char *name)
{
	return same_name(name, "utf-8") || same_name(name, "utf8") || same_name(name, "utf-8-sig")
	       || same_name(name, "ascii") || same_name(name, "us-ascii");
}

/* How many bytes the encoding's smallest character has. */
static size_t
unit_of(const char *name)
{
	bool wide = (name[0] | 0x20) == 'u' && (name[1] | 0x20) != 'n';

	if (wide && strstr(name, "32"))
		return 4;
	return wide && (strstr(name, "16") || strstr(name, "-2")) ? 2 : 1;
}

static bool
use(struct charset *c, const char *name)
{
	c->handle = iconv_open("UTF-8", name);
	c->open = c->handle != (iconv_t)-1;
	c->unit = unit_of(name);
	return c->open;
}

/* What some call latin-1 others call latin1. */
static bool
use_without_hyphens(struct charset *c, const char *name)
{
	char plain[64];
	size_t len = 0;

	for (; *name && len < sizeof(plain) - 1; name++)
		if (*name != '-' && *name != '_')
			plain[len++] = *name;
	plain[len] = '\0';
	return use(c, plain);
}

struct charset *
charset_open(struct str name, struct error *e)
{
	struct charset *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	c->named = name.len > 0;
	if (c->named && !is_utf8_name(name.at) && !use(c, name.at) && !use_without_hyphens(c, name.at)) {
		error_usage(
		    e, "there is no encoding \"%.40s\"; `iconv -l` lists what this machine knows", name.at);
		charset_close(c);
		return NULL;
	}
	return c;
}

/* ---- which one ---- */

static void
convert_from(struct charset *c, const char *name)
{
	/* The three that are found out are known everywhere. */
	if (!use(c, name))
		abort();
	c->state = CONVERTED;
}

/* By the first bytes: what a mark says, or zero bytes where ASCII in UTF-16 has them. */
static void
look_at_start(struct charset *c)
{
	unsigned char first[2] = {1, 1};
	struct str s = buf_view(&c->kept);

	for (size_t i = 0; i < s.len && i < 2; i++)
		first[i] = (unsigned char)s.at[i];
	if (c->named)
		c->state = c->open ? CONVERTED : AS_IT_IS;
	else if (str_starts(s, utf8_mark))
		c->state = AS_IT_IS;
	else if (str_starts(s, STR("\xff\xfe")) || (s.len > 1 && first[0] && !first[1]))
		convert_from(c, "UTF-16LE");
	else if (str_starts(s, STR("\xfe\xff")) || (s.len > 1 && !first[0] && first[1]))
		convert_from(c, "UTF-16BE");
	else
		c->state = ALL_ASCII;
}

static size_t
ascii_length(struct str s)
{
	size_t len = 0;

	while (len < s.len && (unsigned char)s.at[len] < 0x80)
		len++;
	return len;
}

/* What s holds of whole characters, if all of them are UTF-8; a cut one may follow unless the input `ended`. */
static bool
is_utf8(struct str s, bool ended)
{
	for (size_t cut = 0; cut < LONGEST_CHARACTER && cut <= s.len; cut++) {
		struct str whole = {s.at, s.len - cut};

		if (utf8_is(whole))
			return true;
		if (ended || (unsigned char)s.at[whole.len - 1] < 0x80)
			return false;
	}
	return false;
}

/* By what stands beyond ASCII, once there is enough of it. */
static void
look_beyond_ascii(struct charset *c, bool ended)
{
	struct str rest = str_from(buf_view(&c->kept), ascii_length(buf_view(&c->kept)));

	if (rest.len == 0 || (!ended && rest.len < LONGEST_CHARACTER))
		return;
	if (is_utf8(rest, ended))
		c->state = AS_IT_IS;
	else
		convert_from(c, "WINDOWS-1252");
}

/* ---- converting ---- */

/* Takes `len` bytes off the front of what is kept. */
static void
forget(struct charset *c, size_t len)
{
	c->kept.len -= len;
	memmove(c->kept.at, c->kept.at + len, c->kept.len);
}

static void
copy(struct charset *c, size_t len, struct buf *out)
{
	buf_put(out, c->kept.at, len);
	forget(c, len);
}

static void
recode(struct charset *c, bool ended, struct buf *out)
{
	char *from = c->kept.at;
	size_t left = c->kept.len;

	while (left) {
		size_t space = left * LONGEST_CHARACTER + LONGEST_CHARACTER;
		char *to = buf_room(out, space);
		size_t done = iconv(c->handle, &from, &left, &to, &space);
		bool cut = done == (size_t)-1 && errno == EINVAL;
		size_t skip = left < c->unit ? left : c->unit;

		out->len = (size_t)(to - out->at);
		if (done != (size_t)-1 || (cut && !ended))
			break;
		buf_char(out, (char)NO_UTF8);
		from += skip;
		left -= skip;
	}
	forget(c, c->kept.len - left);
}

/* A mark is no text, wherever it came from. */
static void
drop_mark(struct buf *out, size_t start)
{
	struct str fresh = str_from(buf_view(out), start);

	if (!str_starts(fresh, utf8_mark))
		return;
	memmove(out->at + start, fresh.at + utf8_mark.len, fresh.len - utf8_mark.len);
	out->len -= utf8_mark.len;
}

void
charset_convert(struct charset *c, struct str bytes, bool ended, struct buf *out)
{
	size_t start = out->len;
	bool first = c->state == AT_START;

	buf_str(&c->kept, bytes);
	if (!c->kept.len || (first && !ended && c->kept.len < MARK_BYTES))
		return;
	if (c->state == AT_START)
		look_at_start(c);
	if (c->state == ALL_ASCII)
		look_beyond_ascii(c, ended);
	if (c->state == CONVERTED)
		recode(c, ended, out);
	else
		copy(c, c->state == AS_IT_IS ? c->kept.len : ascii_length(buf_view(&c->kept)), out);
	if (first)
		drop_mark(out, start);
}

void
charset_close(struct charset *c)
{
	if (!c)
		return;
	if (c->open)
		iconv_close(c->handle);
	buf_free(&c->kept);
	free(c);
}
