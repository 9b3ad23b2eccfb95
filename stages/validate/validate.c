/* The doors into the validator: one statement, a batch, the stage.
 *
 * A statement that came as one is its sender's business, and the reject names the rule it breaks. One that
 * a mapping made is ours or the mapping's author's: its reject names the mapping, and the rule in the
 * detail.
 */
#include "stages/validate/validate.h"

#include <assert.h>
#include <stdlib.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/record.h"
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
	struct walk w = {decide_version(statement, version), arena, sink, true};

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
	enum xapi_version version;
};

const struct option validate_options[] = {
    {.name = "xapi",
	.kind = OPTION_TEXT,
	.place = EVERYWHERE,
	.fallback = "auto",
	.argument = "VERSION",
	.help = "xAPI 1.0.3, 2.0.0, or auto: the statement's, else 1.0.3"},
    OPTION_END};

bool
validate_version(const struct settings *settings, enum xapi_version *version, struct error *e)
{
	if (xapi_version_by_name(settings_text(settings, "xapi"), version))
		return true;
	return error_usage(
	    e, "%.*s: xapi is auto, 1.0.3 or 2.0.0", STR_ARG(settings_where(settings, "xapi", NULL)));
}

static void *
validate_open(const struct settings *settings, struct error *e)
{
	struct validator *v = malloc(sizeof(*v));

	if (!v)
		abort();
	if (!validate_version(settings, &v->version, e)) {
		free(v);
		return NULL;
	}
	return v;
}

static enum verdict
validate_process(void *state, struct record *r)
{
	const struct validator *v = state;
	struct finding f = {0};

	if (validate_statement(&r->statement, v->version, r->arena, &f)) {
		validate_normalize(&r->statement, r->arena);
		return PASS;
	}
	if (!r->made_by.at)
		return reject_because(r, f.code, f.pointer, f.detail);
	/* The pointer would lead into the made statement, not into what was received. */
	return reject_because(r, REJECT_INVALID_STATEMENT, STR(""),
	    arena_format(r->arena, "%.*s: %s at \"%.*s\"", STR_ARG(r->made_by), reject_info(f.code)->code,
		STR_ARG(f.pointer)));
}

static void
validate_close(void *state)
{
	free(state);
}

const struct stage_type validate_stage = {
    .name = "validate",
    .help = "is it a statement? xAPI 1.0.3 and 2.0, the first rule that is broken",
    .options = validate_options,
    .open = validate_open,
    .process = validate_process,
    .close = validate_close,
};
