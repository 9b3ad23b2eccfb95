/* Asking conditions of an event; see run.h. Where a path finds several values, one that fits is enough. */
#include "pipeline/core/regex.h"
#include "stages/convert/run/functions.h"

bool
test_is(const struct json *v, uint16_t types)
{
	int64_t whole;

	return is_among(v, types & IS_ANY) || ((types & IS_EMPTY) && is_empty(v))
	       || ((types & IS_WHOLE) && json_int(v, &whole));
}

static bool
compares(const struct test *t, const struct json *v)
{
	double number;

	if (v->type != JSON_NUMBER || !json_double(v, &number))
		return false;
	switch (t->kind) {
	case TEST_ABOVE:
		return number > t->limit;
	case TEST_BELOW:
		return number < t->limit;
	case TEST_AT_LEAST:
		return number >= t->limit;
	default:
		return number <= t->limit;
	}
}

/* A test while it asks values of an event. */
struct asking {
	struct run *run;
	const struct test *test;
};

static bool
is_same(struct run *r, const struct test *t, const struct json *v)
{
	const struct json *other = run_find(r, t->other);

	return other && json_same(v, other);
}

static bool
value_fits(void *context, const struct json *v)
{
	const struct asking *asking = context;
	const struct test *t = asking->test;

	switch (t->kind) {
	case TEST_SAME_AS:
		return is_same(asking->run, t, v);
	case TEST_EXISTS:
		return true;
	case TEST_IS:
		return test_is(v, t->types);
	case TEST_MATCHES:
		return v->type == JSON_STRING && v->count <= MOST_SEARCHED
		       && regex_find(t->regex, json_text(v), 0, NULL, 0) == REGEX_YES;
	case TEST_ABOVE:
	case TEST_BELOW:
	case TEST_AT_LEAST:
	case TEST_AT_MOST:
		return compares(t, v);
	default:
		for (uint32_t i = 0; i < t->count; i++)
			if (json_same(v, &t->values[i]))
				return true;
		return false;
	}
}

static bool
always(void *context, const struct json *v)
{
	(void)context;
	(void)v;
	return true;
}

/* Where several values are found, one that fits is enough. */
static bool
many_fit(struct run *r, const struct test *t)
{
	const struct json *root = run_root(r, &t->path);
	struct asking asking = {r, t};
	bool fits = root && json_query_each(&t->path, root, value_fits, &asking);

	if (t->kind == TEST_EXISTS)
		return fits == t->wanted;
	return fits || ((t->types & IS_ABSENT) && !(root && json_query_each(&t->path, root, always, NULL)));
}

static bool
place_fits(struct run *r, const struct test *t)
{
	struct asking asking = {r, t};
	const struct json *v;
	struct json made;

	if (!t->value && t->path.many)
		return many_fit(r, t);
	if (t->value)
		v = run_node(r, t->value, &made) == FOUND ? &made : NULL;
	else
		v = run_find(r, &t->path);
	if (t->kind == TEST_EXISTS)
		return (v != NULL) == t->wanted;
	return v ? value_fits(&asking, v) : (t->types & IS_ABSENT) != 0;
}

bool
test_holds(struct run *r, const struct test *t)
{
	if (!t)
		return true;
	switch (t->kind) {
	case TEST_NOT:
		return !test_holds(r, t->tests);
	case TEST_ANY:
		for (uint32_t i = 0; i < t->count; i++)
			if (test_holds(r, &t->tests[i]))
				return true;
		return false;
	case TEST_ALL:
		for (uint32_t i = 0; i < t->count; i++)
			if (!test_holds(r, &t->tests[i]))
				return false;
		return true;
	default:
		return place_fits(r, t);
	}
}
