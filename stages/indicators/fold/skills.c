/* Skills; see skills.h. */
#include "stages/indicators/fold/skills.h"

#include <math.h>

#define NANO 1e9
#define SECONDS_OF_DAY 86400.0
#define SECOND_US INT64_C(1000000)

/* ---- one answer ---- */

static bool
is_new(const struct skill_row *r)
{
	return r->right + r->wrong == 0;
}

static double
known_before(const struct skill_row *r, const struct mastery_model *m)
{
	return is_new(r) ? m->bkt.prior : r->known;
}

/* BKT (Corbett and Anderson): what the answer tells, then what is learnt from it. */
static double
known_after(double known, const struct mastery_model *m, bool right)
{
	double if_known = right ? 1 - m->bkt.slip : m->bkt.slip;
	double if_not = right ? m->bkt.guess : 1 - m->bkt.guess;
	double told = known * if_known / (known * if_known + (1 - known) * if_not);

	return told + (1 - told) * m->bkt.learn;
}

void
skill_answer(struct skill_row *r, const struct mastery_model *m, bool right, int64_t t)
{
	const uint64_t last_n = (UINT64_C(1) << m->window.n) - 1;

	r->known = known_after(known_before(r, m), m, right);
	r->window = (int64_t)(((uint64_t)r->window << 1 | right) & last_n);
	r->right += right;
	r->wrong += !right;
	r->last_at = t;
}

/* ---- what follows ---- */

double
skill_pfa(const struct skill_row *r, const struct mastery_model *m)
{
	double logit = m->pfa.beta + m->pfa.gamma * (double)r->right + m->pfa.rho * (double)r->wrong;

	return 1 / (1 + exp(-logit));
}

double
skill_bkt(const struct skill_row *r, const struct mastery_model *m)
{
	double known = known_before(r, m);

	return known * (1 - m->bkt.slip) + (1 - known) * m->bkt.guess;
}

static double
within(double v, double least, double most)
{
	return v < least ? least : v > most ? most : v;
}

/* Half-life regression (Settles and Meeder): recall = 2^(-days / h). */
int64_t
skill_review_after(const struct skill_row *r, const struct mastery_model *m)
{
	double power = m->half_life.right * sqrt(1 + (double)r->right)
		       + m->half_life.wrong * sqrt(1 + (double)r->wrong) + m->half_life.bias;
	double days = within(exp2(power), m->half_life.smallest_days, m->half_life.largest_days)
		      * -log2(m->half_life.target_recall);

	return llround(days * SECONDS_OF_DAY) * SECOND_US;
}

static int64_t
bits_set(int64_t window)
{
	int64_t count = 0;

	for (uint64_t rest = (uint64_t)window; rest; rest &= rest - 1)
		count++;
	return count;
}

static void
derive(struct skill_row *r, const struct mastery_model *m)
{
	r->window_right = bits_set(r->window);
	r->window_size = m->window.n;
	r->window_mastered = r->window_right >= m->window.m;
	r->pfa = llround(skill_pfa(r, m) * NANO);
	r->mastered = r->known >= m->bkt.mastered;
	r->review_at = r->last_at + skill_review_after(r, m);
}

/* ---- a learner's facts ---- */

const struct lesson *
skills_lesson(const struct fold_rules *rules, const struct fact *f)
{
	const struct lesson *l;

	if (!rules->mastery || !fact_is_trial(f) || !fact_is(f, FACT_SUCCESS_STATED)
	    || !fact_is(f, FACT_COURSE) || !fact_is(f, FACT_ACTIVITY))
		return NULL;
	l = structure_lesson(structure_at(structure_of(rules->structures, f->course), f->t), f->activity);
	return l && l->skill_count ? l : NULL;
}

void
skills_step(struct contributions *out, const struct fold_rules *rules, const struct fact *f)
{
	const struct lesson *l = skills_lesson(rules, f);

	for (size_t i = 0; l && i < l->skill_count; i++)
		skill_answer(rowset_at(&out->skills, (struct row_key){l->skills[i], 0}),
		    mastery_of(rules->mastery, l->skills[i]), fact_is(f, FACT_SUCCESS), f->t);
}

void
skills_finish(struct contributions *out, const struct fold_rules *rules)
{
	for (size_t i = 0; i < out->skills.count; i++) {
		struct skill_row *r = rowset_row(&out->skills, i);

		derive(r, mastery_of(rules->mastery, r->key.a));
	}
}
