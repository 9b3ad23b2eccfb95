/* Where keys and values of forms start and end; see form.h. */
#include "stages/anonymize/scrub/form.h"

enum {
	MOST_KEY = 128, /* bytes */
	MOST_SLOPPY =
	    64 /* bytes behind a blank within which the next '&' says that the blank belongs to the value */
};

static char
byte(struct str text, size_t at)
{
	return at < text.len ? text.at[at] : '\0';
}

static bool
is_key_character(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80
	       || (c && strchr("_-.[]%$:+", c));
}

static bool
ends_value(char c)
{
	return c && strchr("&;#\"'<>\\", c);
}

bool
form_key(struct str text, size_t mark, struct str *key)
{
	size_t start = mark;

	while (start > 0 && mark - start < MOST_KEY && is_key_character(text.at[start - 1]))
		start--;
	*key = (struct str){text.at + start, mark - start};
	return key->len > 0;
}

size_t
form_value_end(struct str text, size_t at)
{
	while (at < text.len && !char_is_blank(text.at[at]) && !ends_value(text.at[at]) && text.at[at] != '=')
		at++;
	return at;
}

size_t
form_personal_end(struct str text, size_t at)
{
	size_t end = at, ahead;

	while (end < text.len && !char_is_blank(text.at[end]) && !ends_value(text.at[end]))
		end++;
	if (byte(text, end) != ' ')
		return end;
	for (ahead = end; ahead < text.len && ahead - end < MOST_SLOPPY; ahead++)
		if (ends_value(text.at[ahead]) || text.at[ahead] == '=' || text.at[ahead] == '\n')
			break;
	return byte(text, ahead) == '&' ? ahead : end;
}

/* True if a pair begins at `at`: ou=people */
static bool
starts_pair(struct str text, size_t at)
{
	size_t end = at;

	while (end - at < MOST_KEY && is_key_character(byte(text, end)))
		end++;
	return end > at && byte(text, end) == '=';
}

size_t
form_trimmed_end(struct str text, size_t start, size_t end)
{
	const char *bracket = end > start ? memchr(text.at + start, ')', end - start) : NULL;

	if (bracket && !memchr(text.at + start, '(', end - start))
		end = (size_t)(bracket - text.at);
	for (size_t i = start; i < end; i++)
		if (text.at[i] == ',' && starts_pair(text, i + 1))
			end = i;
	while (end > start && strchr(",.:!?)]}", text.at[end - 1]))
		end--;
	return end;
}

bool
form_in_query(struct str text, size_t start)
{
	return start == 0 || (text.at[start - 1] && strchr("?&;#\"'=/", text.at[start - 1]));
}

bool
form_is_expression(struct str value)
{
	return value.len
	       && (memchr(value.at, '(', value.len) || memchr(value.at, '[', value.len)
		   || value.at[0] == '=');
}
