/* Mappings stand side by side: none may claim the events of another. Their own examples are the events. */
#include "tests/unit/convert/fixture.h"

#include "pipeline/core/record.h"
#include "stages/convert/convert.h"
#include "stages/convert/plan.h"

static struct settings *settings;
static struct mappings *all;
static void *stage;

static int
setup_stage(void **state)
{
	static const struct option *tables[1];
	struct error e;

	setup(state);
	tables[0] = convert_stage.options;
	settings = settings_open(tables, 1);
	stage = convert_stage.open(settings, &e);
	all = mappings_open(STR("auto"), NULL, 0, &e);
	if (!stage || !all)
		fail_msg("%s", e.text);
	return 0;
}

static int
teardown_stage(void **state)
{
	mappings_close(all);
	convert_stage.close(stage);
	settings_close(settings);
	return teardown(state);
}

/* Everything that tells what became of a record and the forks behind it, a line each. */
static void
tell(const struct record *r, struct buf *out)
{
	for (; r; r = r->next) {
		buf_format(out, "%d %u %.*s %.*s %.*s %d ", (int)r->verdict, r->nth,
		    STR_ARG(r->origin.source), STR_ARG(r->pointer), STR_ARG(r->drop_reason),
		    r->verdict == REJECT ? (int)r->reject.code : -1);
		if (r->verdict == REJECT)
			buf_str(out, r->reject.pointer);
		if (r->verdict == PASS)
			json_write(out, &r->statement);
		buf_char(out, '\n');
	}
}

/* What becomes of the event as one of `source`, which the origin of what it is made of then names. */
static const char *
outcome(struct str source, const char *event)
{
	struct batch *batch = batch_open();
	struct origin origin = {.source = source, .offset = 1};
	struct record *r = batch_add(batch, &origin, str_of(event));
	struct buf out = {0};
	struct str text;

	r->event = parse(event);
	r->verdict = convert_stage.process(stage, r);
	if (r->verdict == SPLIT)
		r = r->next;
	tell(r, &out);
	text = arena_copy(arena, buf_view(&out));
	buf_free(&out);
	batch_close(batch);
	return text.at;
}

/* An event that its own mapping does not know is nobody's. */
static bool
is_known(const struct json *example)
{
	const struct json *reject = json_get(example, STR("reject"));
	struct str code = json_is(reject, JSON_OBJECT)   ? json_get_text(reject, STR("code"))
			  : json_is(reject, JSON_STRING) ? json_text(reject)
							 : (struct str){0};

	return !str_eq(code, STR("unknown-event"));
}

static void
every_example_is_recognised_as_what_it_is(void **state)
{
	uint32_t told = 0;

	(void)state;
	for (size_t i = 0; i < mappings_count(all); i++) {
		const struct mapping *m = mappings_at(all, i);

		for (uint32_t k = 0; k < m->examples->count; k++) {
			const char *event = as_json(json_get(&m->examples->items[k], STR("event")));

			if (!is_known(&m->examples->items[k]))
				continue;
			assert_string_equal(outcome(STR("auto"), event), outcome(m->source, event));
			told++;
		}
	}
	assert_true(told > mappings_count(all));
}

/* In one array, too, each entry is its own mapping's. */
static void
an_array_may_mix_sources(void **state)
{
	(void)state;
	for (size_t i = 0; i < mappings_count(all); i++)
		for (size_t k = 0; k < mappings_count(all); k++) {
			const struct mapping *a = mappings_at(all, i), *b = mappings_at(all, k);
			const char *one = as_json(json_get(&a->examples->items[0], STR("event")));
			const char *two = as_json(json_get(&b->examples->items[0], STR("event")));
			const char *both = arena_format(arena, "[%s,%s]", one, two).at;
			const char *made = outcome(STR("auto"), both);

			assert_non_null(strstr(made, arena_format(arena, " %.*s /0", STR_ARG(a->source)).at));
			assert_non_null(strstr(made, arena_format(arena, " %.*s /1", STR_ARG(b->source)).at));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		every_example_is_recognised_as_what_it_is, setup_stage, teardown_stage),
	    cmocka_unit_test_setup_teardown(an_array_may_mix_sources, setup_stage, teardown_stage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
