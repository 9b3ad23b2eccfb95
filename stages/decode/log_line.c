/* See log_line.h. */
#include "stages/decode/log_line.h"

enum { MOST_PREFIX = 2048 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind "<134>" or "<134>1 ", where a line starts so. */
static struct str
past_priority(struct str s)
{
	size_t at = 1;

	if (!s.len || s.at[0] != '<')
		return s;
	while (at < s.len && is_digit(s.at[at]))
		at++;
	if (at == s.len || s.at[at] != '>')
		return s;
	at++;
	if (at + 1 < s.len && is_digit(s.at[at]) && s.at[at + 1] == ' ')
		at += 2;
	return str_from(s, at);
}

/* True if a text fits a form, in which 'a' is a letter, '9' a digit and '_' a digit or a blank. */
static bool
starts_like(struct str s, struct str form)
{
	for (size_t i = 0; i < form.len; i++) {
		char c = i < s.len ? s.at[i] : '\0';
		bool fits = form.at[i] == 'a'   ? is_letter(c)
			    : form.at[i] == '9' ? is_digit(c)
			    : form.at[i] == '_' ? is_digit(c) || c == ' '
						: c == form.at[i];

		if (!fits)
			return false;
	}
	return true;
}

/* Open edX marks the lines of its tracking log, whatever else collects and labels them. */
static bool
is_tracking(struct str prefix)
{
	const struct str mark = STR("[tracking]");

	for (size_t i = 0; i + mark.len <= prefix.len; i++)
		if (memcmp(prefix.at + i, mark.at, mark.len) == 0)
			return true;
	return false;
}

struct str
log_line_object(struct str line)
{
	struct str prefix = past_priority(line);
	size_t most = line.len < MOST_PREFIX ? line.len : MOST_PREFIX;
	const char *brace = most ? memchr(line.at, '{', most) : NULL;

	if (!brace || brace == line.at || brace[-1] != ' '
	    || (!starts_like(prefix, STR("aaa __ 99:99:99")) && !starts_like(prefix, STR("9999-99-99"))
		&& !is_tracking((struct str){line.at, (size_t)(brace - line.at)})))
		return (struct str){0};
	return str_from(line, (size_t)(brace - line.at));
}
