/* What lrstream expects of each answer before it is given: the models of the fold, for data without courses.
 *
 *     predict mastery.yaml < answers > predictions
 *
 * A line in is LEARNER,SKILL,CORRECT with 0 or 1, in the order in which the answers were given; SKILL may hold no comma
 * and is the IRI that mastery.yaml knows it by. A line out is BKT,PFA: the chances that the answer is right.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/core/digest.h"
#include "stages/indicators/fold/skills.h"

struct predicting {
	struct mastery *mastery;
	struct rowset rows; /* of learner and skill */
};

/* One for each learner and skill: here, other than in the fold, a row's key holds both. */
static void
answer(struct predicting *p, struct str learner, struct str skill, bool right)
{
	uint64_t key = hash64(skill);
	const struct mastery_model *m = mastery_of(p->mastery, key);
	struct skill_row *r = rowset_at(&p->rows, (struct row_key){key, hash64(learner)});

	printf("%.17g,%.17g\n", skill_bkt(r, m), skill_pfa(r, m));
	skill_answer(r, m, right, 0);
}

static bool
read_line(struct predicting *p, const char *line)
{
	const char *first = strchr(line, ','), *last = strrchr(line, ',');

	if (!first || first == last || (last[1] != '0' && last[1] != '1') || strcspn(last, "\n") != 2)
		return false;
	answer(p, (struct str){line, (size_t)(first - line)},
	    (struct str){first + 1, (size_t)(last - first - 1)}, last[1] == '1');
	return true;
}

int
main(int argc, char **argv)
{
	struct predicting p = {.rows.width = sizeof(struct skill_row)};
	unsigned long number = 0;
	size_t room = 0;
	char *line = NULL;
	struct error e;
	bool ok;

	if (argc != 2) {
		fprintf(stderr, "usage: predict mastery.yaml < answers\n");
		return EXIT_USAGE;
	}
	p.mastery = mastery_open_file(argv[1], argv[1], &e);
	ok = p.mastery != NULL;
	if (!ok)
		fprintf(stderr, "predict: %s\n", e.text);
	while (ok && getline(&line, &room, stdin) > 0) {
		number++;
		ok = read_line(&p, line);
		if (!ok)
			fprintf(stderr, "predict: line %lu is not LEARNER,SKILL,0 or 1\n", number);
	}
	free(line);
	rowset_free(&p.rows);
	mastery_close(p.mastery);
	return ok ? EXIT_DONE : EXIT_USAGE;
}
