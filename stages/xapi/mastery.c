/* Reading the parameters of mastery; see mastery.h. Every object of the file is a table of the keys it may have. What a
 * skill of its own does not say is as for all: its model starts as a copy of that one. */
#include "stages/xapi/mastery.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/digest.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "pipeline/core/yaml_object.h"

enum { GROUP_KEYS_MOST = 8, VERSION_MOST = 100 };

#define DAYS_MOST 36500.0
#define WEIGHT_MOST 1000.0

struct skill_model {
	uint64_t skill; /* hash */
	struct str iri;
	struct mastery_model model;
};

struct mastery {
	struct arena *arena;
	struct str version;
	struct mastery_model all;
	struct skill_model *skills; /* by hash */
	size_t count;
	uint64_t digest;
};

struct reader {
	struct yaml_reader yaml;
	bool whole; /* nothing may be missing */
};

/* The file as it is read. */
struct contents {
	struct str version;
	struct mastery_model all;
	const struct json *skills; /* read when all the rest is */
};

/* ---- values ---- */

static bool
read_number(struct yaml_reader *r, struct str key, const struct json *yaml, double *out)
{
	return json_double(yaml, out) || yaml_fail(r, yaml, key, "must be a number");
}

static bool
read_weight(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	double *v = out;

	return read_number(r, key, yaml, v)
	       && ((*v >= -WEIGHT_MOST && *v <= WEIGHT_MOST)
		   || yaml_fail(r, yaml, key, "must be from -1000 to 1000"));
}

static bool
read_chance(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	double *v = out;

	return read_number(r, key, yaml, v)
	       && ((*v > 0 && *v < 1) || yaml_fail(r, yaml, key, "must be above 0 and below 1"));
}

static bool
read_days(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	double *v = out;

	return read_number(r, key, yaml, v)
	       && ((*v > 0 && *v <= DAYS_MOST)
		   || yaml_fail(r, yaml, key, "must be above 0 and at most 36500 days"));
}

static bool
read_answers(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	int64_t *v = out;

	return (json_int(yaml, v) && *v >= 1 && *v <= WINDOW_MOST)
	       || yaml_fail(r, yaml, key, "must be a whole number from 1 to %d", WINDOW_MOST);
}

static bool
read_version(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	struct str text = json_text(yaml);

	if (yaml->type != JSON_STRING || text.len == 0 || text.len > VERSION_MOST)
		return yaml_fail(
		    r, yaml, key, "must be text of up to %d bytes, a number in quotes", VERSION_MOST);
	*(struct str *)out = text;
	return true;
}

/* ---- groups ---- */

#define MODEL(member) offsetof(struct mastery_model, member)
#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Offsets are those in a model. */
static const struct yaml_key window_keys[] = {
    {{"m", 1}, read_answers, MODEL(window.m), false},
    {{"n", 1}, read_answers, MODEL(window.n), false},
};
static const struct yaml_key pfa_keys[] = {
    {{"beta", 4}, read_weight, MODEL(pfa.beta), false},
    {{"gamma", 5}, read_weight, MODEL(pfa.gamma), false},
    {{"rho", 3}, read_weight, MODEL(pfa.rho), false},
};
static const struct yaml_key bkt_keys[] = {
    {{"prior", 5}, read_chance, MODEL(bkt.prior), false},
    {{"learn", 5}, read_chance, MODEL(bkt.learn), false},
    {{"slip", 4}, read_chance, MODEL(bkt.slip), false},
    {{"guess", 5}, read_chance, MODEL(bkt.guess), false},
    {{"mastered", 8}, read_chance, MODEL(bkt.mastered), false},
};
static const struct yaml_key half_life_keys[] = {
    {{"right", 5}, read_weight, MODEL(half_life.right), false},
    {{"wrong", 5}, read_weight, MODEL(half_life.wrong), false},
    {{"bias", 4}, read_weight, MODEL(half_life.bias), false},
    {{"target_recall", 13}, read_chance, MODEL(half_life.target_recall), false},
    {{"smallest_days", 13}, read_days, MODEL(half_life.smallest_days), false},
    {{"largest_days", 12}, read_days, MODEL(half_life.largest_days), false},
};

static bool
read_group(struct yaml_reader *r, struct str key, const struct json *yaml, const struct yaml_key *keys,
    size_t count, void *model)
{
	struct yaml_key asked[GROUP_KEYS_MOST];

	for (size_t i = 0; i < count; i++) {
		asked[i] = keys[i];
		asked[i].needed = ((const struct reader *)r)->whole;
	}
	return yaml_read_object(r, key, yaml, asked, count, model);
}

static bool
read_window(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	const struct mastery_model *m = out;

	return read_group(r, key, yaml, window_keys, COUNT(window_keys), out)
	       && (m->window.m <= m->window.n || yaml_fail(r, yaml, key, "m is more than n"));
}

static bool
read_pfa(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	return read_group(r, key, yaml, pfa_keys, COUNT(pfa_keys), out);
}

/* Otherwise a right answer would tell that the skill is not known. */
static bool
read_bkt(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	const struct mastery_model *m = out;

	return read_group(r, key, yaml, bkt_keys, COUNT(bkt_keys), out)
	       && (m->bkt.slip + m->bkt.guess < 1
		   || yaml_fail(r, yaml, key, "slip and guess together must be below 1"));
}

static bool
read_half_life(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	const struct mastery_model *m = out;

	return read_group(r, key, yaml, half_life_keys, COUNT(half_life_keys), out)
	       && (m->half_life.smallest_days <= m->half_life.largest_days
		   || yaml_fail(r, yaml, key, "smallest_days is more than largest_days"));
}

/* ---- the file ---- */

static bool
read_later(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	if (yaml->type != JSON_OBJECT)
		return yaml_fail(r, yaml, key, "must be a map from the IRI of a skill to what differs there");
	*(const struct json **)out = yaml;
	return true;
}

#define CONTENTS(member) offsetof(struct contents, member)

static const struct yaml_key file_keys[] = {
    {{"version", 7}, read_version, CONTENTS(version), true},
    {{"m_of_n", 6}, read_window, CONTENTS(all), true},
    {{"pfa", 3}, read_pfa, CONTENTS(all), true},
    {{"bkt", 3}, read_bkt, CONTENTS(all), true},
    {{"half_life", 9}, read_half_life, CONTENTS(all), true},
    {{"skills", 6}, read_later, CONTENTS(skills), false},
};
static const struct yaml_key skill_keys[] = {
    {{"m_of_n", 6}, read_window, 0, false},
    {{"pfa", 3}, read_pfa, 0, false},
    {{"bkt", 3}, read_bkt, 0, false},
    {{"half_life", 9}, read_half_life, 0, false},
};

static int
skill_order(const void *left, const void *right)
{
	uint64_t a = ((const struct skill_model *)left)->skill,
		 b = ((const struct skill_model *)right)->skill;

	return (a > b) - (a < b);
}

static bool
read_skill(struct yaml_reader *r, const struct json_member *from, const struct mastery_model *all,
    struct skill_model *out)
{
	if (!memchr(from->key.at, ':', from->key.len))
		return yaml_fail(r, &from->value, from->key, "must be the IRI of a skill");
	*out = (struct skill_model){hash64(from->key), from->key, *all};
	return yaml_read_object(r, from->key, &from->value, skill_keys, COUNT(skill_keys), &out->model);
}

static bool
read_skills(struct mastery *m, struct yaml_reader *r, const struct json *yaml)
{
	size_t count = yaml ? yaml->count : 0;

	m->skills = arena_take(m->arena, (count + 1) * sizeof(*m->skills));
	for (; m->count < count; m->count++)
		if (!read_skill(r, &yaml->members[m->count], &m->all, &m->skills[m->count]))
			return false;
	qsort(m->skills, m->count, sizeof(*m->skills), skill_order);
	return true;
}

/* ---- the digest ---- */

static void
put_model(struct buf *b, const struct mastery_model *m)
{
	buf_format(b, "%d %d", (int)m->window.m, (int)m->window.n);
	buf_format(b, " %.17g %.17g %.17g", m->pfa.beta, m->pfa.gamma, m->pfa.rho);
	buf_format(b, " %.17g %.17g %.17g %.17g %.17g", m->bkt.prior, m->bkt.learn, m->bkt.slip, m->bkt.guess,
	    m->bkt.mastered);
	buf_format(b, " %.17g %.17g %.17g %.17g %.17g %.17g\n", m->half_life.right, m->half_life.wrong,
	    m->half_life.bias, m->half_life.target_recall, m->half_life.smallest_days,
	    m->half_life.largest_days);
}

/* By value: comments, order and how a number is written do not count. */
static uint64_t
digest_of(const struct mastery *m)
{
	struct buf b = {0};
	uint64_t digest;

	buf_format(&b, "%.*s\n", STR_ARG(m->version));
	put_model(&b, &m->all);
	for (size_t i = 0; i < m->count; i++) {
		buf_format(&b, "%.*s ", STR_ARG(m->skills[i].iri));
		put_model(&b, &m->skills[i].model);
	}
	digest = hash64(buf_view(&b));
	buf_free(&b);
	return digest;
}

/* ---- life ---- */

static bool
read_file(struct mastery *m, const char *path, const char *shown, struct error *e)
{
	struct reader r = {{shown, e}, true};
	struct contents file = {0};
	struct json yaml;
	struct str text = schemas_read(m->arena, path, e);

	if (!text.at || !yaml_parse(m->arena, text, shown, &yaml, e)
	    || !yaml_read_object(&r.yaml, STR("mastery"), &yaml, file_keys, COUNT(file_keys), &file))
		return false;
	m->version = file.version;
	m->all = file.all;
	r.whole = false;
	if (!read_skills(m, &r.yaml, file.skills))
		return false;
	m->digest = digest_of(m);
	return true;
}

struct mastery *
mastery_open_file(const char *path, const char *shown, struct error *e)
{
	struct mastery *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	m->arena = arena_open();
	if (!read_file(m, path, shown, e)) {
		mastery_close(m);
		return NULL;
	}
	return m;
}

struct mastery *
mastery_open(struct error *e)
{
	struct arena *arena = arena_open();
	struct str path = schemas_path(arena, "xapi/mastery.yaml", e);
	struct mastery *m = path.at ? mastery_open_file(path.at, "schemas/xapi/mastery.yaml", e) : NULL;

	arena_close(arena);
	return m;
}

const struct mastery_model *
mastery_of(const struct mastery *m, uint64_t skill)
{
	const struct skill_model key = {.skill = skill};
	const struct skill_model *own = bsearch(&key, m->skills, m->count, sizeof(key), skill_order);

	return own ? &own->model : &m->all;
}

struct str
mastery_version(const struct mastery *m)
{
	return m->version;
}

uint64_t
mastery_digest(const struct mastery *m)
{
	return m->digest;
}

size_t
mastery_skills(const struct mastery *m)
{
	return m->count;
}

void
mastery_close(struct mastery *m)
{
	if (!m)
		return;
	arena_close(m->arena);
	free(m);
}
