/* Percent and backslash escapes; see escape.h. Entities have a file of their own. */
#include "stages/anonymize/detect/escape.h"

#include "pipeline/core/utf8.h"

enum { REPLACEMENT = 0xfffd, BEYOND = 0x110000, MOST_UTF8 = 4 };

static const struct escape none;

struct escape
escape_of(size_t len, uint32_t character)
{
	struct escape e = {.len = len};

	if (character >= BEYOND || (character >= 0xd800 && character <= 0xdfff))
		character = REPLACEMENT;
	e.size = (uint8_t)utf8_write(character, e.bytes);
	return e;
}

size_t
escape_hex(struct str text, size_t most, uint32_t *value)
{
	size_t i = 0;

	*value = 0;
	for (; i < text.len && i < most && hex_digit(text.at[i]) >= 0; i++)
		if (*value < BEYOND)
			*value = *value << 4 | (uint32_t)hex_digit(text.at[i]);
	return i;
}

/* A surrogate and the escape of its other half behind it are one character. `next` reads one escape. */
static struct escape
join_surrogates(struct str text, size_t len, uint32_t high, size_t (*next)(struct str, uint32_t *))
{
	uint32_t low;
	size_t more;

	if (high < 0xd800 || high > 0xdbff)
		return escape_of(len, high);
	more = next(str_from(text, len), &low);
	if (more == 0 || low < 0xdc00 || low > 0xdfff)
		return escape_of(len, REPLACEMENT);
	return escape_of(len + more, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
}

/* ---- percent ---- */

/* The '%' and what later rounds of encoding made of it: %25, %2525. */
static size_t
percent_sign(struct str text)
{
	size_t i = 1;

	if (text.len == 0 || text.at[0] != '%')
		return 0;
	while (i + 1 < text.len && text.at[i] == '2' && text.at[i + 1] == '5')
		i += 2;
	return i;
}

/* One byte: %40, %2540. Of a run of 25 that nothing follows, the last is the byte. */
static size_t
percent_byte(struct str text, uint32_t *value)
{
	size_t sign = percent_sign(text);

	if (sign == 0)
		return 0;
	if (escape_hex(str_from(text, sign), 2, value) == 2)
		return sign + 2;
	*value = '%';
	return sign > 1 ? sign : 0;
}

/* %u0040 */
static size_t
percent_unit(struct str text, uint32_t *value)
{
	size_t sign = percent_sign(text);

	if (sign == 0 || sign >= text.len || (text.at[sign] | 0x20) != 'u')
		return 0;
	return escape_hex(str_from(text, sign + 1), 4, value) == 4 ? sign + 5 : 0;
}

struct escape
escape_percent(struct str text)
{
	unsigned char bytes[MOST_UTF8];
	size_t ends[MOST_UTF8], count = 0, len = 0, more;
	uint32_t value;

	more = percent_unit(text, &value);
	if (more)
		return join_surrogates(text, more, value, percent_unit);
	for (; count < MOST_UTF8; count++) {
		more = percent_byte(str_from(text, len), &value);
		if (more == 0 || (count && (value & 0xc0) != 0x80))
			break;
		bytes[count] = (unsigned char)value;
		ends[count] = len += more;
		if (value < 0x80)
			return escape_of(len, value);
	}
	if (count == 0)
		return none;
	more = utf8_length(bytes, count);
	if (more == 0)
		return escape_of(ends[0], bytes[0]);
	return escape_of(ends[more - 1], utf8_character((struct str){(const char *)bytes, more}, &more));
}

/* ---- backslash ---- */

static size_t
backslashes(struct str text)
{
	size_t i = 0;

	while (i < text.len && text.at[i] == '\\')
		i++;
	return i;
}

/* \u{1F600} */
static size_t
braced(struct str text, size_t at, uint32_t *value)
{
	size_t digits;

	if (at >= text.len || text.at[at] != '{')
		return 0;
	digits = escape_hex(str_from(text, at + 1), 8, value);
	at += 1 + digits;
	return digits && at < text.len && text.at[at] == '}' ? at + 1 : 0;
}

/* \u0040, \u{40}, \U00000040 and \x40, behind any number of backslashes. */
static size_t
numbered(struct str text, uint32_t *value)
{
	size_t at = backslashes(text), digits;

	if (at == 0 || at >= text.len)
		return 0;
	digits = text.at[at] == 'u' ? 4 : text.at[at] == 'U' ? 8 : text.at[at] == 'x' ? 2 : 0;
	if (digits == 0)
		return 0;
	at++;
	if (escape_hex(str_from(text, at), digits, value) == digits)
		return at + digits;
	return braced(text, at, value);
}

/* What stands behind the backslash, and for what. */
static char
short_escape(char c)
{
	static const char letters[] = "ntrbfv0/\"'", meant[] = "\n\t\r\b\f\v\0/\"'";
	const char *found = c ? strchr(letters, c) : NULL;

	return found ? meant[found - letters] : '\\';
}

struct escape
escape_backslash(struct str text)
{
	uint32_t value;
	size_t len = numbered(text, &value);
	char meant;

	if (len)
		return join_surrogates(text, len, value, numbered);
	len = backslashes(text);
	meant = len < text.len ? short_escape(text.at[len]) : '\\';
	if (meant != '\\')
		return escape_of(len + 1, (unsigned char)meant);
	return len > 1 ? escape_of(len, '\\') : none;
}
