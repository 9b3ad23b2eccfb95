/* Known people found again: one test a rule. Texts show what is found in ⟦ ⟧. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/people/known.h"

static struct detectors *detectors;
static struct known *known;
static struct arena *arena;

static int
open_known(void **state)
{
	struct error error;

	(void)state;
	setenv("LRSTREAM_SCHEMAS", "schemas", 0);
	arena = arena_open();
	detectors = detectors_open(&error);
	known = detectors ? known_open(detectors, &error) : NULL;
	return known ? 0 : -1;
}

static int
close_known(void **state)
{
	(void)state;
	known_close(known);
	detectors_close(detectors);
	arena_close(arena);
	return 0;
}

static struct json
parse(const char *text)
{
	enum reject_code code;
	struct json tree;
	size_t offset;

	assert_true(json_parse(arena, str_of(text), (struct json_limits){16}, &tree, &code, &offset));
	return tree;
}

/* From now on this agent is known, and nobody else. */
static void
only(const char *agent)
{
	struct json tree = parse(agent);

	known_clear(known);
	known_agent(known, &tree, KNOWN_PERSON);
}

static void
only_name(const char *name)
{
	known_clear(known);
	known_name(known, str_of(name));
}

/* `marked` without its marks is searched; what is found must be what is marked. */
static void
finds(const char *marked)
{
	static const char open[] = "⟦", close[] = "⟧";
	struct buf text = {0}, got = {0};
	struct spans spans = {0};
	uint32_t next = 0;

	for (const char *c = marked; *c;)
		if (strncmp(c, open, 3) == 0 || strncmp(c, close, 3) == 0)
			c += 3;
		else
			buf_char(&text, *c++);
	known_find(known, buf_view(&text), &spans);
	spans_settle(&spans);
	for (size_t i = 0; i <= text.len; i++) {
		if (next < spans.count && spans.at[next].end == i) {
			buf_str(&got, STR("⟧"));
			next++;
		}
		if (next < spans.count && spans.at[next].start == i)
			buf_str(&got, STR("⟦"));
		if (i < text.len)
			buf_char(&got, text.at[i]);
	}
	buf_char(&got, '\0');
	assert_string_equal(got.at, marked);
	buf_free(&text);
	buf_free(&got);
	spans_free(&spans);
}

static void
full_names_in_any_order_and_case(void **state)
{
	(void)state;
	only_name("Léonie Vasquière");
	finds("Je suis ⟦Léonie Vasquière⟧, bonjour.");
	finds("⟦VASQUIÈRE Léonie⟧ et ⟦Vasquière, Léonie⟧");
	finds("vu par ⟦leonie vasquiere⟧ hier");
	finds("⟦leonie_vasquiere⟧ ⟦Leonie-Vasquiere⟧ x=⟦vasquiere.leonie⟧;");
	finds("⟦LeonieVasquiere⟧ ⟦vasquiereleonie⟧");
}

static void
single_parts_need_a_capital(void **state)
{
	(void)state;
	only_name("Léonie Vasquière");
	finds("M. ⟦Vasquière⟧ a vu ⟦Léonie⟧ ; ⟦VASQUIERE⟧.");
	finds("la vasquière est une herbe, leonie aussi");
	finds("mme ⟦vasquière⟧ est là");
	finds("Vasquièresque, Léonies et preLéonie");
	finds("⟦Léonie⟧'s book, l’avis de ⟦Léonie⟧…");
}

static void
everyday_words_do_not_count_alone(void **state)
{
	(void)state;
	only_name("Rose Long");
	finds("Rose is a flower. Long ago, ROSE was red; a long rose.");
	finds("the rose long forgotten");
	finds("⟦Rose Long⟧ wrote it, ⟦ROSE LONG⟧ too");
	finds("Mme ⟦Long⟧ and Dr. ⟦Rose⟧; call mrs long");
	only_name("Will Tarrowby");
	finds("The student will learn. Will it? ⟦will tarrowby⟧ did, ⟦Tarrowby⟧ did.");
}

static void
sentences_part_names(void **state)
{
	(void)state;
	only_name("Rose Long");
	finds("A red Rose. Long ago.");
	only_name("Marc A. Tarrowby");
	finds("⟦Marc A. Tarrowby⟧ and ⟦Tarrowby⟧ and ⟦M. Tarrowby⟧");
}

static void
compounds_and_particles(void **state)
{
	(void)state;
	only_name("Jean-Luc van der Brankenhorst");
	finds("⟦Jean-Luc van der Brankenhorst⟧, ⟦Jean-Luc⟧, ⟦jean luc brankenhorst⟧, ⟦Brankenhorst⟧");
	finds("Jean Moulin et Luc, van der Waals");
	finds("login ⟦jlbrankenhorst⟧ ⟦jvanderbrankenhorst⟧ ⟦jbrankenh12⟧");
	only_name("Siobhan O'Trennan");
	finds("⟦Siobhan O'Trennan⟧ ⟦O’Trennan⟧; ⟦OTrennan⟧ ⟦sotrennan⟧");
	only_name("Ida de-Vriesling");
	finds("⟦Ida de-Vriesling⟧ ⟦idevriesling⟧ ⟦ivriesling⟧");
	only_name("Khalid bin Zouheiri al-Farsaoui");
	finds("⟦Khalid al-Farsaoui⟧; ⟦Zouheiri⟧; al gore, bin laden");
}

static void
umlauts_have_two_spellings(void **state)
{
	(void)state;
	only_name("Jürgen Kößlinghöfer");
	finds("⟦Jürgen Kößlinghöfer⟧; ⟦Juergen Koesslinghoefer⟧; ⟦Jurgen Kosslinghofer⟧; ⟦jkoesslinghoefer⟧");
}

static void
scripts_of_the_world(void **state)
{
	(void)state;
	only_name("王小明");
	finds("老师说⟦王小明⟧同学很好");
	finds("小明有五个苹果");
	only_name("田中 太郎");
	finds("⟦田中太郎⟧と⟦田中⟧さん");
	only_name("김민수");
	finds("⟦김민수⟧는 학생이다");
	only_name("Ольга Вострякинская");
	finds("Я ⟦Ольга Вострякинская⟧, ⟦ВОСТРЯКИНСКАЯ⟧; но ольга нет");
	only_name("Ελένη Καραθανούλη");
	finds("η ⟦Ελενη Καραθανουλη⟧ και ΕΛΈΝΗΣ");
	only_name("محمد الشرقاوي");
	finds("قال ⟦محمد الشرقاوي⟧ ثم ⟦الشرقاوي⟧");
	only_name("Bùi Thị Kim Ngọc");
	finds("⟦Thị Kim Ngọc⟧ ou ⟦Bui Thi Kim Ngoc⟧; ⟦bthikimngo125⟧");
	only_name("สมชาย ใจดีมาก");
	finds("คุณ⟦สมชาย ใจดีมาก⟧ครับ");
}

static void
roles_are_no_names(void **state)
{
	(void)state;
	only_name("Test Student");
	finds("Test Student: every Student takes the Test");
	only_name("Moodle Admin");
	finds("Moodle Admin, Moodle");
	only_name("admin");
	finds("admin Admin");
	only_name("Étudiant 12");
	finds("Étudiant 12");
	only_name("Learner Quillonet");
	finds("Learner ⟦Quillonet⟧, learner");
}

static void
groups_only_whole_and_telling(void **state)
{
	(void)state;
	only("{\"objectType\":\"Group\",\"name\":\"Groupe TD 2\",\"member\":[{\"name\":\"Ida Varnoux\"}]}");
	finds("Le Groupe TD 2 avec ⟦Ida Varnoux⟧");
	only("{\"objectType\":\"Group\",\"name\":\"Les amis de Varnoux\"}");
	finds("⟦Les amis de Varnoux⟧; Varnoux; les amis");
}

static void
ids_as_whole_words(void **state)
{
	(void)state;
	only("{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"x-4811223344K\"}}");
	finds("⟦X-4811223344K⟧ et ⟦4811223344K⟧, pas 4811223344KL");
	only(
	    "{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"25f345a6-b650-4ed3-8c88-6cb682a22919\"}}");
	finds("id=⟦25f345a6-b650-4ed3-8c88-6cb682a22919⟧; 25f345a6");
	only("{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"abc\"}}");
	finds("abc ABC");
	only("{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"student\"}}");
	finds("a student");
	only("{\"openid\":\"https://openid.example.org/id/ida.varnoux\"}");
	finds("https://openid.example.org/id/⟦ida.varnoux⟧ ⟦Varnoux, Ida⟧ ida");
	only("{\"openid\":\"https://ivarnoux.openid.example.org/\"}");
	finds("voir ⟦ivarnoux⟧");
	only("{\"mbox_sha1sum\":\"ebd31e95054c018b10727ccffd2ef2ec3a016ee9\"}");
	finds("#⟦EBD31E95054C018B10727CCFFD2EF2EC3A016EE9⟧");
}

static void
numbers_as_whole_runs_of_digits(void **state)
{
	(void)state;
	only("{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"72496357\"}}");
	finds("⟦72496357⟧ u⟦72496357⟧ ⟦72496357⟧x /⟦72496357⟧/ 172496357 724963571");
	only("{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":72496}}");
	finds("⟦72496⟧");
	only("{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"7249\"}}");
	finds("7249");
}

static void
addresses_whole_and_their_local_parts(void **state)
{
	(void)state;
	only("{\"mbox\":\"mailto:Ida.Varnoux+lms@campus.example.org\"}");
	finds("⟦ida.varnoux+lms@campus.example.org⟧ ⟦ida.varnoux⟧ ⟦Ida Varnoux⟧ Ida");
	only("{\"mbox\":\"mailto:info@campus.example.org\"}");
	finds("info: ⟦info@campus.example.org⟧");
}

static void
logins_made_of_names(void **state)
{
	(void)state;
	only_name("Philippa Garnotéloin");
	finds("⟦pgarnoteloin⟧ ⟦pgarnotelo⟧ ⟦pgarnotel166⟧ ⟦pgarno7⟧ pgarn7 pgar pgarnotix");
	finds(
	    "⟦philippa.garnoteloin⟧ ⟦garnoteloin_philippa⟧ ⟦p.garnoteloin⟧ ⟦garnoteloin.p⟧ ⟦garnoteloinp3⟧");
	finds("⟦philippagarnoteloin⟧ ⟦garnoteloin12⟧ philip12 garnoteloin");
	only_name("Pat Rice");
	finds("the price of rice; ⟦price42⟧");
}

static void
home_pages_of_a_person(void **state)
{
	(void)state;
	only("{\"account\":{\"homePage\":\"https://qvarnoux42.blog.example.org\",\"name\":\"77\"}}");
	finds("⟦qvarnoux42⟧");
	only("{\"account\":{\"homePage\":\"https://lms.example.org/users/qvarnoux/start\",\"name\":\"77\"}}");
	finds("⟦qvarnoux⟧ start lms users");
	only("{\"account\":{\"homePage\":\"https://moodle.example.org\",\"name\":\"77\"}}");
	finds("moodle.example.org");
	only("{\"account\":{\"homePage\":\"https://web.example.org/~qvarnoux\",\"name\":\"77\"}}");
	finds("⟦qvarnoux⟧");
}

static void
machines_are_known_by_little(void **state)
{
	struct json tree =
	    parse("{\"name\":\"Open Horizon\",\"mbox\":\"mailto:hello@lrs.example.org\","
		  "\"account\":{\"homePage\":\"https://lrs.example.org\",\"name\":\"horizon\"}}");
	struct json person =
	    parse("{\"name\":\"Ida Varnoux\",\"account\":{\"homePage\":\"https://lrs.example.org\","
		  "\"name\":\"ivarnoux7\"}}");

	(void)state;
	known_clear(known);
	known_agent(known, &tree, KNOWN_MACHINE);
	finds("hello Hello Open horizon, Horizon open, ⟦Open Horizon⟧");
	known_clear(known);
	known_agent(known, &person, KNOWN_MACHINE);
	finds("⟦Ida Varnoux⟧ ⟦ivarnoux7⟧ Ida");
}

static void
addresses_that_were_found_teach(void **state)
{
	(void)state;
	known_clear(known);
	known_address(known, STR("ida.varnouxel@campus.example.org"));
	finds("⟦Varnouxel, Ida⟧; ⟦ivarnouxel⟧; ⟦ivarnoux226⟧; Ida; Varnouxel; ⟦ida.varnouxel⟧");
	known_clear(known);
	known_address(known, STR("galois@campus.example.org"));
	known_address(known, STR("no address"));
	finds("galois Galois no address");
}

static void
identifiers_are_listed(void **state)
{
	struct str id;

	(void)state;
	only("{\"mbox\":\"mailto:ida@example.org\",\"openid\":\"https://example.org/ida\","
	     "\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"IVarnoux\"}}");
	assert_true(known_identifier(known, 0, &id) && str_eq(id, STR("ida@example.org")));
	assert_true(known_identifier(known, 1, &id) && str_eq(id, STR("https://example.org/ida")));
	assert_true(known_identifier(known, 2, &id) && str_eq(id, STR("IVarnoux")));
	assert_false(known_identifier(known, 3, &id));
}

static void
cleared_nobody_is_known(void **state)
{
	(void)state;
	only_name("Ida Varnoux");
	assert_true(known_any(known));
	known_clear(known);
	assert_false(known_any(known));
	finds("Ida Varnoux");
	only("[1]");
	only(
	    "{\"name\":7,\"mbox\":[],\"openid\":null,\"account\":{\"name\":{},\"homePage\":3},\"member\":{\"a\":1}}");
	assert_false(known_any(known));
}

/* Whatever is known, a text takes time in proportion to its length: else it is redacted as a whole. */
static void
many_people_stay_affordable(void **state)
{
	struct buf names = {0}, text = {0};
	struct spans spans = {0};

	(void)state;
	known_clear(known);
	for (int i = 0; i < 20000; i++)
		buf_format(&names, "user-%05d-x ", i);
	for (size_t i = 0; i + 13 <= names.len; i += 13)
		known_id(known, (struct str){names.at + i, 12}, detectors_pii(detectors, STR("USERNAME")));
	known_find(known, STR("the user-00777-x came"), &spans);
	assert_int_equal(spans.count, 1);
	spans_clear(&spans);
	for (int i = 0; i < 20000; i++)
		buf_str(&text, STR("user-0 "));
	known_find(known, buf_view(&text), &spans);
	assert_int_equal(spans.count, 1);
	assert_int_equal(spans.at[0].end, text.len);
	buf_free(&names);
	buf_free(&text);
	spans_free(&spans);
}

/* The same for a run of digits with a letter before it, which is looked up by itself. */
static void
many_numbers_stay_affordable(void **state)
{
	struct buf names = {0}, text = {0};
	struct spans spans = {0};

	(void)state;
	known_clear(known);
	for (int i = 0; i < 20000; i++)
		buf_format(&names, "2026-%05d-x ", i);
	for (size_t i = 0; i + 13 <= names.len; i += 13)
		known_id(known, (struct str){names.at + i, 12}, detectors_pii(detectors, STR("USERNAME")));
	known_id(known, STR("20267"), detectors_pii(detectors, STR("USERNAME")));
	for (int i = 0; i < 20000; i++)
		buf_str(&text, STR("x2026y "));
	known_find(known, buf_view(&text), &spans);
	assert_int_equal(spans.count, 1);
	assert_int_equal(spans.at[0].end, text.len);
	buf_free(&names);
	buf_free(&text);
	spans_free(&spans);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(full_names_in_any_order_and_case),
	    cmocka_unit_test(single_parts_need_a_capital),
	    cmocka_unit_test(everyday_words_do_not_count_alone),
	    cmocka_unit_test(sentences_part_names),
	    cmocka_unit_test(compounds_and_particles),
	    cmocka_unit_test(umlauts_have_two_spellings),
	    cmocka_unit_test(scripts_of_the_world),
	    cmocka_unit_test(roles_are_no_names),
	    cmocka_unit_test(groups_only_whole_and_telling),
	    cmocka_unit_test(ids_as_whole_words),
	    cmocka_unit_test(numbers_as_whole_runs_of_digits),
	    cmocka_unit_test(addresses_whole_and_their_local_parts),
	    cmocka_unit_test(logins_made_of_names),
	    cmocka_unit_test(home_pages_of_a_person),
	    cmocka_unit_test(machines_are_known_by_little),
	    cmocka_unit_test(addresses_that_were_found_teach),
	    cmocka_unit_test(identifiers_are_listed),
	    cmocka_unit_test(cleared_nobody_is_known),
	    cmocka_unit_test(many_people_stay_affordable),
	    cmocka_unit_test(many_numbers_stay_affordable),
	};

	return cmocka_run_group_tests(tests, open_known, close_known);
}
