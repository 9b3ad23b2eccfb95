/* The doors into the validator: one statement, a batch, the stage.
 *
 * A statement that came as one is its sender's business, and the reject names the rule it breaks. One that
 * a mapping made is ours or the mapping's author's: its reject names the mapping, and the rule in the
 * detail.
 */
#include "stages/validate/validate.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/record.h"
#include "stages/validate/demand.h"
#include "stages/validate/walk.h"

static const struct {
	struct str name;
	enum xapi_version version;
} versions[] = {
    {STR("auto"), XAPI_AUTO},
    {STR("1.0.3"), XAPI_1_0_3},
    {STR("2.0.0"), XAPI_2_0_0},
};

bool
xapi_version_by_name(struct str name, enum xapi_version *version)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (str_eq(name, versions[i].name)) {
			*version = versions[i].version;
			return true;
		}
	return false;
}

/* ---- walks ---- */

static enum xapi_version
decide_version(const struct json *statement, enum xapi_version version)
{
	if (version != XAPI_AUTO)
		return version;
	return str_starts(json_get_text(statement, STR("version")), STR("2.")) ? XAPI_2_0_0 : XAPI_1_0_3;
}

bool
validate_walk(
    const struct json *statement, enum xapi_version version, struct arena *arena, struct finding_sink *sink)
{
	struct walk w = {
	    .version = decide_version(statement, version), .arena = arena, .sink = sink, .valid = true};

	check_statement(&w, NULL, statement, REJECT_STATEMENT);
	return w.valid;
}

/* Ids are compared as UUIDs, so that their case does not matter; what is none has been reported. */
static bool
check_ids(struct walk *w, const struct json *array)
{
	struct entry *entries = arena_take(w->arena, array->count * sizeof(*entries));
	uint8_t(*ids)[16] = arena_take(w->arena, array->count * sizeof(*ids));
	size_t count = 0;
	int64_t repeat;

	for (uint32_t i = 0; i < array->count; i++)
		if (uuid_parse(json_get_text(&array->items[i], STR("id")), ids[count])) {
			entries[count] = (struct entry){{(const char *)ids[count], sizeof(ids[count])}, i};
			count++;
		}
	repeat = find_repeat(entries, count);
	if (repeat >= 0) {
		struct json_path item = {.index = (uint32_t)repeat};
		struct json_path id = {.up = &item, .key = STR("id")};

		return walk_report(w, &id, REJECT_BATCH_ID, "");
	}
	return true;
}

bool
validate_batch_walk(
    const struct json *array, enum xapi_version version, struct arena *arena, struct finding_sink *sink)
{
	struct walk w = {.arena = arena, .sink = sink, .valid = true};

	assert(array->type == JSON_ARRAY);
	for (uint32_t i = 0; i < array->count; i++) {
		struct json_path item = {.index = i};

		w.version = decide_version(&array->items[i], version);
		if (!check_statement(&w, &item, &array->items[i], REJECT_STATEMENT))
			return false;
	}
	check_ids(&w, array);
	return w.valid;
}

/* ---- the first finding ---- */

struct first_sink {
	struct finding_sink sink; /* must stand first */
	struct finding *first;
};

static bool
take_first(struct finding_sink *sink, const struct finding *f)
{
	*((struct first_sink *)sink)->first = *f;
	return false;
}

bool
validate_statement(
    const struct json *statement, enum xapi_version version, struct arena *arena, struct finding *first)
{
	struct first_sink s = {{take_first}, first};

	return validate_walk(statement, version, arena, &s.sink);
}

bool
validate_made(const struct json *statement, enum xapi_version version, struct arena *arena, bool flat_score,
    struct finding *first)
{
	struct first_sink s = {{take_first}, first};
	struct walk w = {.version = decide_version(statement, version),
	    .arena = arena,
	    .sink = &s.sink,
	    .valid = true,
	    .flat_score = flat_score};

	check_statement(&w, NULL, statement, REJECT_STATEMENT);
	return w.valid;
}

bool
validate_document(
    const struct json *tree, enum xapi_version version, struct arena *arena, struct finding *first)
{
	struct first_sink s = {{take_first}, first};

	if (tree->type == JSON_ARRAY)
		return validate_batch_walk(tree, version, arena, &s.sink);
	return validate_walk(tree, version, arena, &s.sink);
}

/* ---- the stage ---- */

struct validator {
	struct demands *demands;
	uint64_t matched, fulfilled, unmet; /* statements that a template is for */
};

const struct option validate_options[] = {
    {.name = "xapi",
	.kind = OPTION_TEXT,
	.place = EVERYWHERE,
	.fallback = "auto",
	.argument = "VERSION",
	.help = "xAPI 1.0.3, 2.0.0, or auto: the statement's, else 1.0.3"},
    {.name = "profile",
	.kind = OPTION_LIST,
	.place = EVERYWHERE,
	.argument = "NAME",
	.help = "profile to judge by: name, file or auto"},
    {.name = "unmet",
	.kind = OPTION_TEXT,
	.place = EVERYWHERE,
	.fallback = "report",
	.argument = "WHAT",
	.help = "report or reject what does not fulfil its profile"},
    {.name = "sources",
	.kind = OPTION_TREE,
	.place = IN_FILE,
	.help = "a map {SOURCE: {xapi: VERSION, profile: NAME, unmet: WHAT}}: these three for one source"},
    OPTION_END};

static void
validate_close(void *state)
{
	struct validator *v = state;

	demands_close(v->demands);
	free(v);
}

static void *
validate_open(const struct settings *settings, struct error *e)
{
	struct validator *v = calloc(1, sizeof(*v));

	if (!v)
		abort();
	v->demands = demands_open(settings, e);
	if (!v->demands) {
		validate_close(v);
		return NULL;
	}
	return v;
}

/* Of a made statement the pointer would lead into what was made, not into what was received: it names the mapping. */
static enum verdict
reject_found(struct record *r, const struct finding *f)
{
	if (!r->made_by.at)
		return reject_because(r, f->code, f->pointer, f->detail);
	if (f->code == REJECT_PROFILE)
		return reject_because(r, f->code, STR(""),
		    arena_format(r->arena, "%.*s: %.*s", STR_ARG(r->made_by), STR_ARG(f->detail)));
	return reject_because(r, REJECT_INVALID_STATEMENT, STR(""),
	    arena_format(r->arena, "%.*s: %s at \"%.*s\"", STR_ARG(r->made_by), reject_info(f->code)->code,
		STR_ARG(f->pointer)));
}

static const struct profile_finding *
first_unmet(const struct profile_report *report)
{
	const struct profile_finding *f = report->findings;

	while (f->recommended)
		f++;
	return f;
}

static enum verdict
judge_profile(struct validator *v, const struct demand *d, struct record *r)
{
	struct profile_report report;
	struct finding f;

	profile_judge(d->profiles, &r->statement, r->arena, &report);
	v->matched += report.profile != NULL;
	v->fulfilled += report.profile && !report.unmet;
	v->unmet += report.unmet > 0;
	if (!report.unmet || !d->reject_unmet)
		return PASS;
	f = profile_reject(r->arena, &report, first_unmet(&report));
	return reject_found(r, &f);
}

static enum verdict
validate_process(void *state, struct record *r)
{
	struct validator *v = state;
	const struct demand *d = demands_of(v->demands, r->origin.source);
	struct finding f = {0};

	if (!validate_made(&r->statement, d->version, r->arena, r->flat_score, &f))
		return reject_found(r, &f);
	validate_normalize(&r->statement, r->arena);
	return d->profiles ? judge_profile(v, d, r) : PASS;
}

static void
validate_describe(const void *state, struct buf *out)
{
	const struct validator *v = state;

	if (v->matched)
		buf_format(out, " matched=%" PRIu64 " fulfilled=%" PRIu64 " unmet=%" PRIu64, v->matched,
		    v->fulfilled, v->unmet);
}

const struct stage_type validate_stage = {
    .name = "validate",
    .help =
	"is it a statement? xAPI 1.0.3 and 2.0, the first rule that is broken; profiles where they are asked for",
    .options = validate_options,
    .open = validate_open,
    .process = validate_process,
    .describe = validate_describe,
    .close = validate_close,
};
