/* Parameters of mastery: read, overridden for a skill, told apart by their digest, and refused with file, line and key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "pipeline/core/digest.h"
#include "tests/unit/indicators/mastery.h"

#define VERSION "version: \"7\"\n"

static struct mastery *
read_text(const char *text)
{
	struct error e;
	struct mastery *m = mastery_of_text(text, &e);

	if (!m)
		fail_msg("%s", e.text);
	return m;
}

static void
numbers_are_read(void **state)
{
	struct mastery *m = read_text(VERSION MASTERY_GROUPS);
	const struct mastery_model *all = mastery_of(m, 1);

	(void)state;
	assert_true(str_eq(mastery_version(m), STR("7")));
	assert_int_equal(mastery_skills(m), 0);
	assert_int_equal(all->window.m, 2);
	assert_int_equal(all->window.n, 3);
	assert_true(all->pfa.beta == -0.5 && all->pfa.gamma == 0.4 && all->pfa.rho == -0.1);
	assert_true(all->bkt.prior == 0.3 && all->bkt.learn == 0.1 && all->bkt.slip == 0.1);
	assert_true(all->bkt.guess == 0.2 && all->bkt.mastered == 0.95);
	assert_true(all->half_life.right == 1 && all->half_life.wrong == -1 && all->half_life.bias == 0.5);
	assert_true(all->half_life.target_recall == 0.5 && all->half_life.smallest_days == 0.25);
	assert_true(all->half_life.largest_days == 100);
	mastery_close(m);
}

/* The skills may stand in front of what they differ from. */
static void
a_skill_says_only_what_differs(void **state)
{
	struct mastery *m = read_text(VERSION
	    "skills:\n  \"urn:x:b\": {bkt: {learn: 0.4}, m_of_n: {m: 3}}\n  \"urn:x:a\": {pfa: {rho: 1}}\n" MASTERY_GROUPS);
	const struct mastery_model *a = mastery_of(m, hash64(STR("urn:x:a"))),
				   *b = mastery_of(m, hash64(STR("urn:x:b"))),
				   *other = mastery_of(m, hash64(STR("urn:x:c")));

	(void)state;
	assert_int_equal(mastery_skills(m), 2);
	assert_true(a->pfa.rho == 1 && a->pfa.gamma == 0.4 && a->bkt.learn == 0.1);
	assert_true(b->bkt.learn == 0.4 && b->bkt.prior == 0.3 && b->pfa.rho == -0.1);
	assert_int_equal(b->window.m, 3);
	assert_int_equal(b->window.n, 3);
	assert_true(other->bkt.learn == 0.1 && other->window.m == 2);
	mastery_close(m);
}

static uint64_t
digest(const char *text)
{
	struct mastery *m = read_text(text);
	uint64_t digest = mastery_digest(m);

	mastery_close(m);
	return digest;
}

static void
the_digest_tells_what_counts(void **state)
{
	uint64_t one = digest(VERSION MASTERY_GROUPS);

	(void)state;
	assert_int_equal(one, digest("# a remark\n" MASTERY_GROUPS VERSION "skills: {}\n"));
	assert_int_not_equal(one, digest("version: \"8\"\n" MASTERY_GROUPS));
	assert_int_not_equal(one, digest(VERSION MASTERY_GROUPS "skills: {\"urn:x\": {pfa: {rho: 1}}}\n"));
	assert_int_equal(
	    digest(VERSION MASTERY_GROUPS "skills: {\"urn:x\": {pfa: {rho: 1}, bkt: {}}, \"urn:y\": {}}\n"),
	    digest(VERSION MASTERY_GROUPS "skills: {\"urn:y\": {}, \"urn:x\": {pfa: {rho: 1.0}}}\n"));
}

static void
the_projects_own_file_is_right(void **state)
{
	struct error e;
	struct mastery *m = mastery_open(&e);

	(void)state;
	if (!m)
		fail_msg("%s", e.text);
	assert_true(mastery_version(m).len > 0);
	assert_true(mastery_of(m, 0)->bkt.mastered == 0.95);
	mastery_close(m);
}

static void
nonsense_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
	    {MASTERY_GROUPS, "\"version\" is missing"},
	    {"version: 7\n" MASTERY_GROUPS, "mastery.yaml:1: version: must be text"},
	    {VERSION "bkt: {prior: 0.3}\n", "mastery.yaml:2: bkt: \"learn\" is missing"},
	    {VERSION MASTERY_GROUPS "elo: {}\n", "there is no \"elo\" here"},
	    {VERSION MASTERY_GROUPS "skill: {}\n", "did you mean \"skills\""},
	    {VERSION "m_of_n: {m: 4, n: 3}\n", "mastery.yaml:2: m_of_n: m is more than n"},
	    {VERSION "m_of_n: {m: 0, n: 3}\n", "m: must be a whole number from 1 to 62"},
	    {VERSION "m_of_n: {m: 1, n: 63}\n", "n: must be a whole number from 1 to 62"},
	    {VERSION "m_of_n: {m: 1.5, n: 3}\n", "m: must be a whole number"},
	    {VERSION "bkt: {prior: 0}\n", "mastery.yaml:2: prior: must be above 0 and below 1"},
	    {VERSION "bkt: {guess: 1}\n", "guess: must be above 0 and below 1"},
	    {VERSION "bkt: {prior: .5, learn: 0.1, slip: 0.1, guess: 0.1, mastered: 0.9}\n",
		"prior: must be a number"},
	    {VERSION "bkt: {prior: 0.5, learn: 0.1, slip: 0.5, guess: 0.5, mastered: 0.9}\n",
		"slip and guess together must be below 1"},
	    {VERSION "pfa: {beta: 1001}\n", "beta: must be from -1000 to 1000"},
	    {VERSION "half_life: {smallest_days: 0}\n", "smallest_days: must be above 0"},
	    {VERSION
		"half_life: {right: 1, wrong: 1, bias: 1, target_recall: 0.5, smallest_days: 2, largest_days: 1}\n",
		"smallest_days is more than largest_days"},
	    {VERSION MASTERY_GROUPS "skills: []\n", "skills: must be a map"},
	    {VERSION MASTERY_GROUPS "skills: {fractions: {}}\n", "fractions: must be the IRI of a skill"},
	    {VERSION MASTERY_GROUPS "skills:\n  \"urn:x\":\n    bkt: {slip: 0.9}\n",
		"mastery.yaml:8: bkt: slip and guess together"},
	    {VERSION MASTERY_GROUPS "skills: {\"urn:x\": {version: \"1\"}}\n",
		"there is no \"version\" here"},
	    {"- 1\n", "must be a map of keys and values"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof *cases; i++) {
		struct error e = {0};

		assert_null(mastery_of_text(cases[i].text, &e));
		assert_int_equal(e.exit, EXIT_USAGE);
		if (!strstr(e.text, cases[i].says))
			fail_msg("\"%s\" does not say: %s", e.text, cases[i].says);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_are_read),
	    cmocka_unit_test(a_skill_says_only_what_differs),
	    cmocka_unit_test(the_digest_tells_what_counts),
	    cmocka_unit_test(the_projects_own_file_is_right),
	    cmocka_unit_test(nonsense_is_refused_with_its_place),
	};

	return cmocka_run_group_tests_name("mastery", tests, NULL, NULL);
}
