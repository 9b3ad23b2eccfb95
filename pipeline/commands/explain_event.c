/* Reading events and telling how each is converted; see explain_event.h.
 *
 * The file may be what `convert` takes: records a line, one document over many lines, rows of a table. A document is
 * known by being one: whoever tries out an event has it in a file of its own, written for people.
 */
#include "pipeline/commands/explain_event.h"

#include <stdio.h>

#include "pipeline/commands/command.h"
#include "pipeline/commands/intake_form.h"
#include "pipeline/commands/sources.h"
#include "pipeline/core/schemas.h"
#include "pipeline/io/csv.h"
#include "pipeline/pipeline.h"
#include "stages/convert/convert.h"
#include "stages/convert/trace/trace.h"
#include "stages/decode/decode.h"
#include "stages/validate/structure/structure.h"
#include "stages/validate/validate.h"
#include "stages/xapi/course_structure.h"

enum { DEPTH = 4096 };

struct explaining {
	struct mappings *mappings;
	struct pipeline *decode;
	struct batch *batch;
	struct str source;
	struct buf scratch, out;
	struct tracing tracing;
	bool several;  /* records: each is led by its line */
	uint64_t told; /* of these */
};

static bool
is_valid(void *context, struct arena *arena, const struct json *statement, bool flat_score, struct str *why)
{
	struct finding found;

	(void)context;
	if (validate_made(statement, XAPI_AUTO, arena, flat_score, &found))
		return true;
	*why = arena_format(arena, "%s at \"%.*s\"\n  %s", reject_info(found.code)->code,
	    STR_ARG(found.pointer), reject_info(found.code)->help);
	return false;
}

/* ---- one record ---- */

static const struct mapping *
named_mapping(const struct explaining *x, const struct record *r)
{
	struct str source = r->origin.source.len ? r->origin.source : x->source;

	return mappings_named(x->mappings, source);
}

static void
start_record(struct explaining *x, int64_t line)
{
	if (x->several)
		buf_format(&x->out, "%sline %lld\n", x->told++ ? "\n" : "", (long long)line);
}

static void
tell_refusal(struct explaining *x, enum reject_code code, struct str detail)
{
	buf_format(&x->out, "refused: %s%s%.*s\n  %s\n", reject_info(code)->code, detail.len ? " " : "",
	    STR_ARG(detail), reject_info(code)->help);
	x->tracing.rejected++;
}

static void
tell_structure(struct explaining *x, const struct record *r)
{
	size_t lessons = 0;

	for (size_t i = 0; i < r->structure->count; i++)
		lessons += r->structure->versions[i].count;
	buf_format(&x->out,
	    "a course structure%s%.*s, of which no statement comes: versions %zu, lessons %zu\n",
	    r->pointer.len ? " at " : "", STR_ARG(r->pointer), r->structure->count, lessons);
}

/* Where in the record, of what has a place there, and what more is known. */
static struct str
refusal_detail(const struct record *r)
{
	const struct reject *why = &r->reject;

	if (!why->pointer.len)
		return why->detail;
	return arena_format(r->arena, "at %.*s%s%.*s", STR_ARG(why->pointer), why->detail.len ? ": " : "",
	    STR_ARG(why->detail));
}

static void
explain_record(struct explaining *x, const struct record *r)
{
	start_record(x, r->origin.offset);
	if (r->verdict == DROP) {
		buf_format(&x->out, "dropped: %.*s\n", STR_ARG(r->drop_reason));
	} else if (r->verdict == REJECT) {
		tell_refusal(x, r->reject.code, refusal_detail(r));
	} else if (r->structure) {
		tell_structure(x, r);
	} else {
		x->tracing.named = named_mapping(x, r);
		x->tracing.arena = r->arena;
		trace_event(&x->tracing, &r->event);
	}
}

static void
print(struct explaining *x)
{
	fwrite(x->out.at, 1, x->out.len, stdout);
	buf_clear(&x->out);
}

static void
explain_batch(struct explaining *x)
{
	pipeline_process(x->decode, x->batch);
	for (const struct record *r = x->batch->first; r; r = r->next) {
		if (r->verdict == SPLIT)
			continue; /* its forks are told of */
		explain_record(x, r);
		print(x);
	}
	batch_reset(x->batch);
}

/* ---- the file ---- */

static bool
is_document(struct arena *arena, struct str text)
{
	struct json_limits limits = {.depth = DEPTH};
	enum reject_code code;
	struct json tree;
	size_t offset;

	return json_parse(arena, text, limits, &tree, &code, &offset);
}

static void
add_record(struct explaining *x, struct str raw, int64_t line)
{
	struct origin origin = {.source = x->source, .offset = line};

	batch_add(x->batch, &origin, raw);
}

static void
add_lines(struct explaining *x, struct str text)
{
	for (int64_t line = 1; text.len; line++) {
		const char *end = memchr(text.at, '\n', text.len);
		struct str raw = {text.at, end ? (size_t)(end - text.at) : text.len};

		if (!str_is_blank(raw))
			add_record(x, raw, line);
		text = str_from(text, raw.len + 1);
	}
}

static bool
explain_json(struct explaining *x, const struct settings *s, const struct intake_form *form, const char *path,
    struct error *e)
{
	struct arena *arena = arena_open();
	struct str text = schemas_read(arena, strcmp(path, "-") == 0 ? "/dev/stdin" : path, e);

	if (text.at) {
		if (settings_given(s, "input") ? form->whole : is_document(arena, text))
			add_record(x, text, 1);
		else
			add_lines(x, text);
		x->several = x->batch->count > 1;
		explain_batch(x);
	}
	arena_close(arena);
	return text.at != NULL;
}

static void
explain_fault(struct explaining *x, const struct csv_record *row)
{
	start_record(x, row->line);
	tell_refusal(x, row->code, row->detail);
	print(x);
}

static bool
explain_rows(struct explaining *x, const struct intake_form *form, const char *path, struct error *e)
{
	struct csv_reader *rows = csv_open(path, &form->csv_form, form->most_bytes, e);
	enum csv_result result = rows ? CSV_PAUSE : CSV_ERROR;
	struct csv_record row;

	x->several = true;
	while (result != CSV_END && result != CSV_ERROR) {
		result = csv_next(rows, true, &row, e);
		if (result == CSV_FAULT) {
			explain_fault(x, &row);
		} else if (result == CSV_ROW) {
			add_record(x, arena_copy(x->batch->arena, row.json), row.line);
			explain_batch(x);
		}
	}
	csv_close(rows);
	return result == CSV_END;
}

static bool
explain_file(struct explaining *x, struct settings *s, char *path, struct error *e)
{
	static const struct stage_type *const stages[] = {&decode_stage, NULL};
	static const struct stage_type *const of_structures[] = {&decode_stage, &structure_stage, NULL};
	bool structures = source_is_structure(s);
	struct mappings_setup setup = convert_setup(s);
	struct arena *arena = arena_open();
	struct intake_form form;
	bool ok = intake_form_read(s, arena, &form, e);

	if (ok) {
		x->source = form.source;
		x->mappings = structures ? NULL : mappings_open_all(&setup, e);
		x->tracing.mappings = x->mappings;
		x->decode = structures || x->mappings
				? pipeline_open(structures ? of_structures : stages, s, e)
				: NULL;
		ok = x->decode
		     && (form.csv ? explain_rows(x, &form, path, e) : explain_json(x, s, &form, path, e));
	}
	arena_close(arena);
	return ok;
}

int
explain_event(struct settings *s, char *path)
{
	const struct example_judge judge = {.valid = is_valid};
	struct explaining x = {.batch = batch_open()};
	struct error e;
	int code;

	x.tracing.judge = &judge;
	x.tracing.scratch = &x.scratch;
	x.tracing.out = &x.out;
	if (!explain_file(&x, s, path, &e))
		code = command_fail(&e);
	else
		code = x.tracing.rejected ? EXIT_REJECTS : EXIT_DONE;
	pipeline_close(x.decode);
	mappings_close(x.mappings);
	batch_close(x.batch);
	buf_free(&x.scratch);
	buf_free(&x.out);
	return code;
}
