/* The stage convert.
 *
 * A record's source is said by its topic or by --source; "auto" asks each mapping in turn whether it knows the event.
 * One event gives a statement in the record itself and, where the mapping makes several, forks that follow it.
 *
 * A line may hold several events: an array, or an envelope that the source's mapping knows as a list. Its entries are
 * judged one by one in forks of their own, each with the pointer to where it stands, and the record itself is SPLIT. Of
 * a list of nothing but bad entries only so many are forked as are told one by one; the driver makes one reject of them.
 */
#include "stages/convert/convert.h"

#include <stdlib.h>

#include "pipeline/core/record.h"
#include "stages/convert/mapping.h"

enum { MOST_REJECTS = 1000, MOST_DEPTH = 4 };

struct converter {
	struct mappings *mappings;
	const struct mapping *named; /* by the option source; NULL: auto */
	struct buf scratch;
};

static const struct option convert_options[] = {
    {"source", OPTION_TEXT, ON_COMMAND_LINE, "auto", 0, 0, "NAME",
	"mapping that knows the events; auto recognises each"},
    {"mapping", OPTION_LIST, IN_FILE, NULL, 0, 0, "FILE", "mappings beside the built-in ones"},
    {"set", OPTION_LIST, EVERYWHERE, NULL, 0, 0, "SETTING=VALUE", "a setting of a mapping"},
    OPTION_END,
};

static void
convert_close(void *state)
{
	struct converter *c = state;

	mappings_close(c->mappings);
	buf_free(&c->scratch);
	free(c);
}

struct mappings_setup
convert_setup(const struct settings *settings)
{
	struct mappings_setup setup = {.source = settings_text(settings, "source")};

	setup.set_count = settings_list(settings, "set", &setup.sets);
	setup.file_count = settings_list(settings, "mapping", &setup.files);
	/* A way to read files rather than a source: the mapping's own is in their records. */
	setup.rows = str_eq(setup.source, STR("csv")) && setup.file_count;
	if (setup.rows)
		setup.source = STR("auto");
	return setup;
}

static void *
convert_open(const struct settings *settings, struct error *e)
{
	struct mappings_setup setup = convert_setup(settings);
	struct converter *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	c->mappings = mappings_open_all(&setup, e);
	if (!c->mappings) {
		convert_close(c);
		return NULL;
	}
	c->named = mappings_named(c->mappings, setup.source);
	return c;
}

/* ---- one event ---- */

static void
take_statement(struct record *r, const struct mapping *m, const struct conversion *made, uint32_t nth)
{
	r->statement = made->statements[nth];
	r->origin.source = mapping_source(m);
	r->made_by = made->made_by;
	r->made_ids = made->made_ids;
	r->flat_score = mapping_flat_score(m);
}

/* Judges one event: its first statement goes into r, *made keeps the others. */
static enum verdict
convert_event(struct converter *c, const struct mapping *m, struct record *r, struct conversion *made)
{
	made->count = 0;
	if (!m)
		m = mappings_detect(c->mappings, &r->event);
	if (!m)
		return reject(r, REJECT_UNKNOWN_EVENT, STR(""));
	mapping_apply(m, r->arena, &c->scratch, &r->event, made);
	r->origin.source = mapping_source(m);
	switch (made->verdict) {
	case DROP:
		return drop(r, made->reason);
	case PASS:
		take_statement(r, m, made, 0);
		return PASS;
	default:
		return reject_because(r, made->code, made->pointer, made->made_by);
	}
}

/* ---- lists ---- */

/* The entries of one line, each in a fork; those of lists in it, too, down to MOST_DEPTH. */
struct splitting {
	struct converter *converter;
	struct record *whole;
	struct record *last; /* the fork made last, or the whole */
	uint32_t nth;        /* of the next fork */
	uint32_t bad;        /* entries that are refused, here or by the validator */
};

static struct record *
next_fork(struct splitting *s)
{
	s->last = record_fork_entry(s->whole, s->last, s->nth++);
	return s->last;
}

/* True for what the validator is bound to refuse: it need not be carried that far. */
static bool
is_hopeless(const struct json *statement)
{
	return !json_get(statement, STR("actor")) && !json_get(statement, STR("verb"))
	       && !json_get(statement, STR("object"));
}

static void
keep_statements(
    struct splitting *s, struct record *judged, const struct mapping *m, const struct conversion *made)
{
	struct json event = judged->event;
	struct str pointer = judged->pointer;

	for (uint32_t i = 1; i < made->count; i++) {
		struct record *fork = next_fork(s);

		fork->event = event;
		fork->pointer = pointer;
		take_statement(fork, m, made, i);
	}
}

/* One event of the list: the record's fork, with what became of it. */
static void
judge_entry(struct splitting *s, const struct mapping *m, struct json entry, struct str pointer)
{
	struct record probe = *s->whole;
	struct conversion made;
	struct record *fork;
	enum verdict verdict;

	probe.event = entry;
	probe.pointer = pointer;
	verdict = convert_event(s->converter, m, &probe, &made);
	if ((verdict == REJECT || (verdict == PASS && is_hopeless(&probe.statement)))
	    && ++s->bad > MOST_REJECTS)
		return;
	fork = next_fork(s);
	fork->event = entry;
	fork->pointer = pointer;
	fork->statement = probe.statement;
	fork->origin.source = probe.origin.source;
	fork->made_by = probe.made_by;
	fork->made_ids = probe.made_ids;
	fork->flat_score = probe.flat_score;
	fork->drop_reason = probe.drop_reason;
	fork->reject = probe.reject;
	fork->verdict = verdict;
	if (verdict == PASS)
		keep_statements(s, fork, mappings_named(s->converter->mappings, probe.origin.source), &made);
}

/* All entries; one may be a list envelope itself. */
static void
split_entries(
    struct splitting *s, const struct mapping *m, const struct envelope *e, struct str base, int depth)
{
	struct arena *arena = s->whole->arena;

	for (uint32_t i = 0; i < envelope_count(e); i++) {
		struct json *entry = arena_take(arena, sizeof(*entry));
		struct str pointer = envelope_pointer(e, arena, base, i);
		const struct mapping *its = m;
		struct envelope inner;

		*entry = envelope_entry(e, arena, i);
		if (depth < MOST_DEPTH && mappings_list(s->converter->mappings, &its, arena, entry, &inner))
			split_entries(s, its, &inner, pointer, depth + 1);
		else
			judge_entry(s, its, *entry, pointer);
	}
}

static enum verdict
split_list(struct converter *c, const struct mapping *m, struct record *r, const struct envelope *e)
{
	struct splitting s = {.converter = c, .whole = r, .last = r};

	split_entries(&s, m, e, r->pointer, 1);
	return s.bad <= MOST_REJECTS
		   ? SPLIT
		   : reject_because(r, REJECT_TOO_LARGE, STR(""), STR("more than 1,000 bad entries"));
}

/* ---- the stage ---- */

/* Which mapping a record is for; NULL with *known for "auto". */
static const struct mapping *
choose_mapping(struct converter *c, const struct record *r, bool *known)
{
	const struct mapping *m;

	*known = true;
	if (!r->origin.source.len || str_eq(r->origin.source, STR("auto")))
		return c->named;
	m = mappings_named(c->mappings, r->origin.source);
	*known = m != NULL;
	return m;
}

static enum verdict
convert_process(void *state, struct record *r)
{
	struct converter *c = state;
	bool known;
	const struct mapping *m = choose_mapping(c, r, &known);
	struct envelope list = {.event = &r->event, .entries = &r->event};
	struct conversion made;
	enum verdict verdict;

	if (!known)
		return reject(r, REJECT_UNKNOWN_EVENT, STR(""));
	if (r->event.type == JSON_ARRAY || mappings_list(c->mappings, &m, r->arena, &r->event, &list))
		return split_list(c, m, r, &list);
	verdict = convert_event(c, m, r, &made);
	for (uint32_t i = 1; verdict == PASS && i < made.count; i++)
		take_statement(record_fork(r), mappings_named(c->mappings, r->origin.source), &made, i);
	return verdict;
}

const struct stage_type convert_stage = {
    .name = "convert",
    .help = "events of any source to xAPI statements, by the mappings of schemas/mappings",
    .options = convert_options,
    .open = convert_open,
    .process = convert_process,
    .close = convert_close,
};
