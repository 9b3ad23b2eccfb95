/* A hash table from texts to rules, made once; see dispatch.h. */
#include "stages/convert/run/dispatch.h"

struct entry {
	struct str text;
	struct rule_choice choice;
};

struct dispatch {
	const struct json_query *path; /* NULL: every rule comes into question */
	struct entry *table;           /* open addressing; an unused one has no rules */
	uint32_t mask;
	struct rule_choice others; /* where the place holds none of the texts */
	struct rule_choice all;
};

static uint32_t
hash(struct str s)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.at[i]) * 16777619u;
	return h ^ h >> 15;
}

/* ---- making ---- */

static bool
compares_texts(const struct test *t)
{
	if (t->kind != TEST_EQUALS || t->value || t->path.many || t->path.place == PLACE_ITEM)
		return false;
	for (uint32_t i = 0; i < t->count; i++)
		if (t->values[i].type != JSON_STRING)
			return false;
	return true;
}

static bool
same_place(const struct json_query *a, const struct json_query *b)
{
	return !b || str_eq(a->text, b->text);
}

/* The test of a rule that compares a place with texts (any place if `path` is NULL); NULL if it has none. Without it
 * the rule cannot hold, so only what all conditions need counts. */
static const struct test *
test_of(const struct rule *rule, const struct json_query *path)
{
	const struct test *t = rule->when;

	if (!t)
		return NULL;
	if (compares_texts(t))
		return same_place(&t->path, path) ? t : NULL;
	for (uint32_t i = 0; t->kind == TEST_ALL && i < t->count; i++)
		if (compares_texts(&t->tests[i]) && same_place(&t->tests[i].path, path))
			return &t->tests[i];
	return NULL;
}

static uint32_t
users(const struct mapping *m, const struct json_query *path)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < m->rule_count; i++)
		count += test_of(&m->rules[i], path) != NULL;
	return count;
}

/* The place that most rules ask. */
static const struct json_query *
best_place(const struct mapping *m)
{
	const struct json_query *best = NULL;
	uint32_t most = 1; /* for a single rule it is not worth while */

	for (uint32_t i = 0; i < m->rule_count; i++) {
		const struct test *t = test_of(&m->rules[i], NULL);
		uint32_t count = t ? users(m, &t->path) : 0;

		if (count > most) {
			most = count;
			best = &t->path;
		}
	}
	return best;
}

static bool
wants(const struct test *t, struct str text)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (json_equals(&t->values[i], text))
			return true;
	return false;
}

/* The rules that fit a text (at == NULL: none of the texts), and all that do not ask. */
static struct rule_choice
choose(struct arena *arena, const struct mapping *m, const struct json_query *path, struct str text)
{
	const struct rule **rules = arena_take(arena, m->rule_count * sizeof(const struct rule *));
	uint32_t count = 0;

	for (uint32_t i = 0; i < m->rule_count; i++) {
		const struct test *t = path ? test_of(&m->rules[i], path) : NULL;

		if (!t || (text.at && wants(t, text)))
			rules[count++] = &m->rules[i];
	}
	return (struct rule_choice){rules, count};
}

static struct entry *
find_entry(const struct dispatch *d, struct str text)
{
	uint32_t i = hash(text) & d->mask;

	while (d->table[i].choice.rules && !str_eq(d->table[i].text, text))
		i = (i + 1) & d->mask;
	return &d->table[i];
}

static void
fill_table(struct arena *arena, const struct mapping *m, struct dispatch *d)
{
	for (uint32_t i = 0; i < m->rule_count; i++) {
		const struct test *t = test_of(&m->rules[i], d->path);

		for (uint32_t k = 0; t && k < t->count; k++) {
			struct str text = json_text(&t->values[k]);
			struct entry *e = find_entry(d, text);

			if (!e->choice.rules)
				*e = (struct entry){text, choose(arena, m, d->path, text)};
		}
	}
}

struct dispatch *
dispatch_open(struct arena *arena, const struct mapping *m)
{
	struct dispatch *d = arena_zero(arena, sizeof(*d));
	uint32_t texts = 0, size = 4;

	d->path = best_place(m);
	d->others = choose(arena, m, d->path, (struct str){0});
	d->all = choose(arena, m, NULL, (struct str){0});
	if (!d->path)
		return d;
	for (uint32_t i = 0; i < m->rule_count; i++) {
		const struct test *t = test_of(&m->rules[i], d->path);

		texts += t ? t->count : 0;
	}
	while (size < 2 * texts)
		size *= 2;
	d->mask = size - 1;
	d->table = arena_zero(arena, size * sizeof(*d->table));
	fill_table(arena, m, d);
	return d;
}

/* ---- asking ---- */

struct rule_choice
dispatch_find(const struct dispatch *d, struct run *r)
{
	const struct json *v = d->path ? run_find(r, d->path) : NULL;
	const struct entry *e;

	if (r->failed) { /* a let is of no use, but a rule before those that ask for it may fit */
		run_forget(r);
		return d->all;
	}
	if (!v || v->type != JSON_STRING)
		return d->others;
	e = find_entry(d, json_text(v));
	return e->choice.rules ? e->choice : d->others;
}
