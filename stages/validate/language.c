/* Language tags: RFC 5646, 2.1, read subtag by subtag in the order of its grammar.
 *
 *     langtag = language ["-" script] ["-" region] *("-" variant) *("-" extension) ["-" privateuse]
 *
 * Well-formed is what xAPI asks for, not registered. The regular grandfathered tags fit the grammar; the
 * irregular ones are a closed list.
 */
#include "stages/validate/form.h"

static const struct str irregular[] = {
    STR("en-gb-oed"),
    STR("i-ami"),
    STR("i-bnn"),
    STR("i-default"),
    STR("i-enochian"),
    STR("i-hak"),
    STR("i-klingon"),
    STR("i-lux"),
    STR("i-mingo"),
    STR("i-navajo"),
    STR("i-pwn"),
    STR("i-tao"),
    STR("i-tay"),
    STR("i-tsu"),
    STR("sgn-be-fr"),
    STR("sgn-be-nl"),
    STR("sgn-ch-de"),
};

enum { LONGEST_SUBTAG = 8, MOST_EXTLANGS = 3 };

static bool
is_letter(char c)
{
	c |= 0x20;
	return c >= 'a' && c <= 'z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A reader of subtags: the current one, and where it starts. At the end the current one is empty. */
struct subtags {
	struct str tag;
	size_t start;
	struct str now;
	bool alpha; /* of the current one: letters only */
	bool wrong; /* a subtag is empty, too long or not alphanumeric */
};

static void
read_subtag(struct subtags *t)
{
	size_t end = t->start;

	t->alpha = true;
	for (; end < t->tag.len && t->tag.at[end] != '-'; end++) {
		if (!is_letter(t->tag.at[end])) {
			t->alpha = false;
			if (!is_digit(t->tag.at[end]))
				t->wrong = true;
		}
	}
	t->now = (struct str){t->tag.at + t->start, end - t->start};
	if (!t->now.len || t->now.len > LONGEST_SUBTAG)
		t->wrong = true;
}

/* Goes on to the next subtag; past the last one, `now` is empty. */
static void
next_subtag(struct subtags *t)
{
	t->start += t->now.len + 1;
	if (t->start <= t->tag.len)
		read_subtag(t);
	else
		t->now = (struct str){0};
}

static bool
is_variant(struct str s)
{
	return s.len >= 5 || (s.len == 4 && is_digit(s.at[0]));
}

static bool
is_region(const struct subtags *t)
{
	struct str s = t->now;

	return (s.len == 2 && t->alpha)
	       || (s.len == 3 && is_digit(s.at[0]) && is_digit(s.at[1]) && is_digit(s.at[2]));
}

static bool
is_private_use(const struct subtags *t)
{
	return t->now.len == 1 && (t->now.at[0] | 0x20) == 'x';
}

/* "x" and at least one subtag, to the end. */
static bool
private_use(struct subtags *t)
{
	next_subtag(t);
	if (!t->now.len)
		return false;
	while (t->now.len && !t->wrong)
		next_subtag(t);
	return !t->wrong;
}

/* What follows the language. */
static bool
after_language(struct subtags *t)
{
	if (t->now.len == 4 && t->alpha)
		next_subtag(t);
	if (is_region(t))
		next_subtag(t);
	while (!t->wrong && is_variant(t->now))
		next_subtag(t);
	while (!t->wrong && t->now.len == 1 && !is_private_use(t)) {
		next_subtag(t);
		if (t->now.len < 2)
			return false;
		while (!t->wrong && t->now.len >= 2)
			next_subtag(t);
	}
	if (t->wrong)
		return false;
	return t->now.len == 0 || (is_private_use(t) && private_use(t));
}

static bool
is_irregular(struct str s)
{
	for (size_t i = 0; i < sizeof(irregular) / sizeof(irregular[0]); i++) {
		size_t k = 0;

		if (s.len != irregular[i].len)
			continue;
		/* Folding the case may turn a control into '-', so a hyphen must be one. */
		while (k < s.len && (is_letter(s.at[k]) ? s.at[k] | 0x20 : s.at[k]) == irregular[i].at[k])
			k++;
		if (k == s.len)
			return true;
	}
	return false;
}

bool
is_language_tag(struct str s)
{
	struct subtags t = {.tag = s};

	read_subtag(&t);
	if (t.wrong)
		return false;
	if (is_private_use(&t))
		return private_use(&t);
	if (!t.alpha || t.now.len < 2)
		return is_irregular(s);
	if (t.now.len <= 3) {
		next_subtag(&t);
		for (int i = 0; i < MOST_EXTLANGS && t.now.len == 3 && t.alpha; i++)
			next_subtag(&t);
	} else {
		next_subtag(&t);
	}
	return after_language(&t) || is_irregular(s);
}
