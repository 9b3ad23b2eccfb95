/* Making an example event; see import_wants.h. */
#include "stages/convert/import/import_wants.h"

#include "pipeline/core/json_query.h"

struct want_entry {
	struct str path;
	enum want want;
	const struct json *exact;
};

static struct want_entry *
entry_of(struct wants *w, struct str path)
{
	struct want_entry *old = w->list;

	for (uint32_t i = 0; i < w->count; i++)
		if (str_eq(w->list[i].path, path))
			return &w->list[i];
	if (w->count == w->room) {
		w->room = w->room ? w->room * 2 : 16;
		w->list = arena_take(w->arena, w->room * sizeof(*w->list));
		if (w->count)
			memcpy(w->list, old, w->count * sizeof(*w->list));
	}
	w->list[w->count] = (struct want_entry){.path = path};
	return &w->list[w->count++];
}

void
wants_kind(struct wants *w, struct str path, enum want want)
{
	struct want_entry *entry = entry_of(w, path);

	if (want > entry->want)
		entry->want = want;
}

void
wants_exactly(struct wants *w, struct str path, const struct json *value)
{
	struct want_entry *entry = entry_of(w, path);
	struct json *kept;

	if (entry->want == WANT_EXACT)
		return;
	kept = arena_take(w->arena, sizeof(*kept));
	*kept = *value;
	entry->want = WANT_EXACT;
	entry->exact = kept;
}

static const struct {
	struct str key;
	enum want want;
} by_key[] = {
    {{"id", 2}, WANT_UUID},
    {{"registration", 12}, WANT_UUID},
    {{"mbox", 4}, WANT_MBOX},
    {{"mbox_sha1sum", 12}, WANT_SHA1},
    {{"duration", 8}, WANT_DURATION},
    {{"language", 8}, WANT_LANGUAGE},
};

enum want
want_of_place(enum shape shape, struct str key)
{
	static const enum want by_shape[SHAPE_COUNT] = {
	    [SHAPE_TEXT] = WANT_TEXT,
	    [SHAPE_NUMBER] = WANT_NUMBER,
	    [SHAPE_BOOLEAN] = WANT_BOOLEAN,
	    [SHAPE_MOMENT] = WANT_MOMENT,
	    [SHAPE_IRI] = WANT_IRI,
	    [SHAPE_ACTIVITY_TYPE] = WANT_IRI,
	    [SHAPE_LANGUAGES] = WANT_LANGUAGES,
	    [SHAPE_EXTENSIONS] = WANT_EXTENSIONS,
	    [SHAPE_ACTOR] = WANT_ACTOR,
	    [SHAPE_VERB] = WANT_VERB,
	    [SHAPE_OBJECT] = WANT_ACTIVITY,
	};

	for (size_t i = 0; shape == SHAPE_TEXT && i < sizeof(by_key) / sizeof(*by_key); i++)
		if (str_eq(key, by_key[i].key))
			return by_key[i].want;
	return by_shape[shape];
}

/* ---- values ---- */

static const struct {
	const char *json; /* as it stands in an event */
	const char *cell; /* as it stands in a cell; NULL for what no cell can hold */
} samples[] = {
    [WANT_ANY] = {"\"a value\"", "a value"},
    [WANT_TEXT] = {"\"a text\"", "a text"},
    [WANT_LIST] = {"[\"one\", \"two\"]", NULL},
    [WANT_OBJECT] = {"{\"part\": \"a part\"}", NULL},
    [WANT_LANGUAGES] = {"{\"en\": \"a text\"}", NULL},
    [WANT_EXTENSIONS] = {"{\"https://lms.example/extension\": 1}", NULL},
    [WANT_NUMBER] = {"1", "1"},
    [WANT_BOOLEAN] = {"true", "true"},
    [WANT_IRI] = {"\"https://lms.example/1\"", "https://lms.example/1"},
    [WANT_VERB] = {"{\"id\": \"http://adlnet.gov/expapi/verbs/experienced\"}", NULL},
    [WANT_ACTOR] = {"{\"account\": {\"homePage\": \"https://lms.example\", \"name\": \"u1\"}}", NULL},
    [WANT_ACTIVITY] = {"{\"id\": \"https://lms.example/1\"}", NULL},
    [WANT_MOMENT] = {"\"2026-03-14T16:35:00Z\"", "2026-03-14T16:35:00Z"},
    [WANT_DURATION] = {"\"PT5M\"", "PT5M"},
    [WANT_MBOX] = {"\"mailto:learner@lms.example\"", "mailto:learner@lms.example"},
    [WANT_SHA1] = {"\"ebd31e95054c018b10727ccffd2ef2ec3a016ee9\"",
	"ebd31e95054c018b10727ccffd2ef2ec3a016ee9"},
    [WANT_UUID] = {"\"2e9d4c4a-5b1f-4c0e-9d6a-0f6d1b1c7a11\"", "2e9d4c4a-5b1f-4c0e-9d6a-0f6d1b1c7a11"},
    [WANT_LANGUAGE] = {"\"en\"", "en"},
    [WANT_AGENT_TYPE] = {"\"Agent\"", "Agent"},
    [WANT_ACTIVITY_TYPE] = {"\"Activity\"", "Activity"},
};

static bool
sample(const struct wants *w, const struct want_entry *entry, struct json *out)
{
	enum reject_code code;
	size_t offset;

	if (entry->want == WANT_EXACT) {
		*out = *entry->exact;
		return !w->csv || out->type == JSON_STRING;
	}
	if (!w->csv)
		return json_parse(w->arena, str_of(samples[entry->want].json),
		    (struct json_limits){.depth = 4}, out, &code, &offset);
	*out = json_string(str_of(samples[entry->want].cell));
	return samples[entry->want].cell != NULL;
}

/* ---- the event ---- */

/* Where the step leads, made where it is missing; NULL if something else stands there. */
static struct json *
step_into(struct arena *arena, struct json *at, const struct json_query_step *step)
{
	struct json *found;

	if (step->kind == QUERY_NAME) {
		if (at->type == JSON_NULL)
			*at = json_object();
		if (at->type != JSON_OBJECT)
			return NULL;
		found = json_get(at, step->name);
		return found ? found : json_set(arena, at, step->name, (struct json){.type = JSON_NULL});
	}
	if (step->kind != QUERY_INDEX || step->index < 0 || step->index > 64)
		return NULL;
	if (at->type == JSON_NULL)
		*at = json_array();
	if (at->type != JSON_ARRAY)
		return NULL;
	while (at->count <= (uint32_t)step->index)
		json_add(arena, at, (struct json){.type = JSON_NULL});
	return &at->items[step->index];
}

/* Of a path that leads through what another one wants whole, the longer counts: it is written first. */
static bool
put_entry(const struct wants *w, const struct want_entry *entry, struct json *event)
{
	struct json_query query;
	struct json value;
	const char *why;

	if (!json_query_compile(w->arena, entry->path, &query, &why) || !sample(w, entry, &value))
		return false;
	if (query.root.len)
		return true;
	for (uint32_t i = 0; event && i < query.count; i++)
		event = step_into(w->arena, event, &query.steps[i]);
	if (event && event->type == JSON_NULL)
		*event = value;
	return event != NULL;
}

static size_t
longest(const struct wants *w)
{
	size_t most = 0;

	for (uint32_t i = 0; i < w->count; i++)
		if (w->list[i].path.len > most)
			most = w->list[i].path.len;
	return most;
}

bool
wants_event(const struct wants *w, struct json *event)
{
	*event = json_object();
	for (size_t length = longest(w); length > 0; length--)
		for (uint32_t i = 0; i < w->count; i++)
			if (w->list[i].path.len == length && !put_entry(w, &w->list[i], event))
				return false;
	return true;
}
