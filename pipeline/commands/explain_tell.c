/* See explain_tell.h. */
#include "pipeline/commands/explain_tell.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/iso8601.h"

static void
print_asked(const char *label, struct str value)
{
	if (value.at)
		printf("%-9s %.*s\n", label, STR_ARG(value));
}

void
tell_head(const struct explained *x)
{
	const struct definition *d = &x->definition;
	char learner[36], as_of[28];

	uuid_write(x->learner, learner);
	printf("%.*s, definition %lld, state class %.*s\n%.*s\n\n", STR_ARG(d->name), (long long)d->version,
	    STR_ARG(d->state_class), STR_ARG(d->text));
	print_asked("learner", (struct str){learner, sizeof(learner)});
	print_asked("course", x->course);
	print_asked("activity", x->activity);
	print_asked("skill", x->skill);
	print_asked("day", x->day);
	print_asked("as of", (struct str){as_of, (size_t)time_write(d->as_of, as_of)});
	for (size_t i = 0; i < x->part_count; i++)
		printf("%s%-9s %s.%s%s%.*s: %.*s\n", i ? "" : "\n", i ? "" : "made of",
		    table_descriptions[x->parts[i].watched.table].table, x->parts[i].name,
		    x->parts[i].unit.len ? " in " : "", STR_ARG(x->parts[i].unit), STR_ARG(x->parts[i].says));
	printf("\n");
}

/* What follows the last slash or hash of a verb's IRI is what people call it. */
static struct str
short_name(struct str iri)
{
	for (size_t i = iri.len; i-- > 0;)
		if ((iri.at[i] == '/' || iri.at[i] == '#') && i + 1 < iri.len)
			return str_from(iri, i + 1);
	return iri;
}

static void
print_duration(int64_t us)
{
	char text[40];
	int len = duration_write(us, text);

	printf("%.*s", len, text);
}

static void
print_credit(const struct step *s)
{
	char next[36];

	if (s->own) {
		printf(" (");
		print_duration(s->own);
		printf(" its own duration");
	}
	if (s->after) {
		uuid_write(s->next->id, next);
		printf(s->own ? ", " : " (");
		print_duration(s->after);
		printf(" until %.36s", next);
	}
	printf("%s", s->own || s->after ? ")" : "");
}

/* What a value says; of a column that holds an activity, its IRI, which is that of the step's statement. */
static void
print_change(const struct explained *x, const struct step *s, size_t i, struct str activity)
{
	bool iri = str_eq(x->parts[i].unit, STR("iri"));
	struct str then = iri && !str_eq(s->then[i], STR("none")) ? activity : s->then[i];

	if (x->part_count > 1)
		printf("%s ", x->parts[i].name);
	if (!iri)
		printf("%.*s -> ", STR_ARG(s->before[i]));
	printf("%.*s", STR_ARG(then));
}

bool
step_counts(const struct step *s)
{
	return !fact_is(s->fact, FACT_VOIDED) || s->counts_voided;
}

void
tell_step(const struct explained *x, const struct step *s, struct str verb, struct str activity)
{
	bool voided = fact_is(s->fact, FACT_VOIDED);
	char at[28], id[36];
	int len = time_write(s->fact->t, at);
	const char *between = "";

	uuid_write(s->fact->id, id);
	printf("%.*s  %.36s  %.*s  %.*s  ", len, at, id, STR_ARG(short_name(verb)), STR_ARG(activity));
	if (voided)
		printf(s->counts_voided ? "voided: " : "voided: does not count");
	for (size_t i = 0; i < x->part_count; i++) {
		if (str_eq(s->before[i], s->then[i]) || !step_counts(s))
			continue;
		printf("%s", between);
		print_change(x, s, i, activity);
		between = ", ";
	}
	print_credit(s);
	if (s->gap != ABSENT && strcmp(x->parts[0].name, "sessions") == 0) {
		printf(" (");
		print_duration(s->gap);
		printf(" after the statement before)");
	}
	printf("\n");
}
