/* Constructs that make numbers and booleans, running; see functions.h. */
#include <math.h>
#include <stdio.h>
#include <strings.h>

#include "stages/convert/run/functions.h"
#include "stages/convert/run/number.h"

enum { TEXT_OF_NUMBER = 64 };

/* Without white space around. */
static struct str
stripped(struct str s)
{
	while (s.len && str_is_blank((struct str){s.at, 1}))
		s = str_from(s, 1);
	while (s.len && str_is_blank((struct str){s.at + s.len - 1, 1}))
		s.len--;
	return s;
}

/* As JSON would write it: people, and SCORM, also write +5 and .5, which JSON does not know. */
static struct str
as_json_writes(struct arena *arena, struct str s)
{
	if (str_starts(s, STR("+")) && !str_starts(s, STR("+-")))
		s = str_from(s, 1);
	if (str_starts(s, STR(".")))
		return arena_format(arena, "0%.*s", STR_ARG(s));
	if (str_starts(s, STR("-.")))
		return arena_format(arena, "-0%.*s", STR_ARG(str_from(s, 1)));
	return s;
}

enum found
read_number(struct run *r, struct json *v)
{
	struct str text;

	if (v->type == JSON_NUMBER)
		return FOUND;
	if (v->type != JSON_STRING)
		return run_fail(r, REJECT_TYPE);
	if (v->count == 0)
		return NOTHING;
	text = as_json_writes(r->arena, stripped(json_text(v)));
	if (!number_is(text))
		return run_fail(r, REJECT_TYPE);
	*v = json_number(text);
	return FOUND;
}

enum found
run_number(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);

	return found == FOUND ? read_number(r, out) : found;
}

/* Without zeros at the end of a fraction, nor its point. */
static struct str
without_zeros(struct str number)
{
	while (number.at[number.len - 1] == '0')
		number.len--;
	number.len -= number.at[number.len - 1] == '.';
	return number;
}

/* True for a number without exponent that has no more than so many digits behind the point. */
static bool
is_short(struct str number, int64_t places, bool *fraction)
{
	const char *point = memchr(number.at, '.', number.len);

	*fraction = point != NULL;
	return !memchr(number.at, 'e', number.len) && !memchr(number.at, 'E', number.len)
	       && (!point || number.at + number.len - point - 1 <= places);
}

enum found
run_round(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);
	char text[TEXT_OF_NUMBER];
	bool fraction;
	double value;
	int len;

	if (found == FOUND)
		found = read_number(r, out);
	if (found != FOUND)
		return found;
	if (is_short(json_text(out), n->places, &fraction)) {
		if (fraction)
			*out = json_number(without_zeros(json_text(out)));
		return FOUND;
	}
	if (!json_double(out, &value))
		return run_fail(r, REJECT_TYPE);
	len = snprintf(text, sizeof(text), "%.*f", (int)n->places, value);
	if (len < 0 || len >= (int)sizeof(text))
		return FOUND; /* too large to have digits worth rounding */
	*out = json_number(arena_copy(r->arena, (struct str){text, (size_t)len}));
	if (n->places > 0)
		*out = json_number(without_zeros(json_text(out)));
	return FOUND;
}

/* ---- booleans ---- */

static enum found
boolean_of_text(struct run *r, struct json *v)
{
	static const struct {
		struct str text;
		bool value;
	} words[] = {
	    {{"true", 4}, true},
	    {{"false", 5}, false},
	    {{"yes", 3}, true},
	    {{"no", 2}, false},
	    {{"1", 1}, true},
	    {{"0", 1}, false},
	};
	struct str text = stripped(json_text(v));

	if (v->count == 0)
		return NOTHING;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (text.len == words[i].text.len && strncasecmp(text.at, words[i].text.at, text.len) == 0) {
			*v = json_bool(words[i].value);
			return FOUND;
		}
	return run_fail(r, REJECT_TYPE);
}

enum found
run_boolean(struct run *r, const struct node *n, struct json *out)
{
	enum found found = run_node(r, n->items, out);
	int64_t whole;

	if (found != FOUND || json_is_bool(out))
		return found;
	if (out->type == JSON_STRING)
		return boolean_of_text(r, out);
	if (!json_int(out, &whole) || whole < 0 || whole > 1)
		return run_fail(r, REJECT_TYPE);
	*out = json_bool(whole == 1);
	return FOUND;
}

/* ---- arithmetic ---- */

static enum found
operand(struct run *r, const struct node *n, double *out)
{
	struct json v;
	enum found found = run_node(r, n, &v);

	if (found == FOUND)
		found = read_number(r, &v);
	if (found == FOUND && !json_double(&v, out))
		return run_fail(r, REJECT_TYPE);
	return found;
}

/* What no double holds is no number of use to anybody. */
static enum found
give(struct run *r, double value, struct json *out)
{
	char text[NUMBER_BYTES];
	int len;

	if (!isfinite(value))
		return run_fail(r, REJECT_TYPE);
	len = number_write(value, text);
	*out = json_number(arena_copy(r->arena, (struct str){text, (size_t)len}));
	return FOUND;
}

/* All items, from the first on. */
static enum found
fold(struct run *r, const struct node *n, double (*step)(double, double), struct json *out)
{
	double value = 0, next;

	for (uint32_t i = 0; i < n->count; i++) {
		enum found found = operand(r, &n->items[i], &next);

		if (found != FOUND)
			return found;
		value = i ? step(value, next) : next;
	}
	return give(r, value, out);
}

static double
sum(double a, double b)
{
	return a + b;
}

static double
product(double a, double b)
{
	return a * b;
}

static double
difference(double a, double b)
{
	return a - b;
}

enum found
run_add(struct run *r, const struct node *n, struct json *out)
{
	return fold(r, n, sum, out);
}

enum found
run_multiply(struct run *r, const struct node *n, struct json *out)
{
	return fold(r, n, product, out);
}

enum found
run_subtract(struct run *r, const struct node *n, struct json *out)
{
	return fold(r, n, difference, out);
}

enum found
run_divide(struct run *r, const struct node *n, struct json *out)
{
	double a, b;
	enum found found = operand(r, &n->items[0], &a);

	if (found == FOUND)
		found = operand(r, &n->items[1], &b);
	if (found != FOUND)
		return found;
	return b == 0 ? NOTHING : give(r, a / b, out);
}
