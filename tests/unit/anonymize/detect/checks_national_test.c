/* Numbers that could have been given out hold; the same with a digit mistaken do not. All are made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stages/anonymize/detect/checks.h"

static const struct {
	const char *kind;
	const char *right[3]; /* as people write them, bare, and in small letters */
	const char *wrong[2];
} numbers[] = {
    {"ae_id", {"784-1990-8987862-5", "784199033896632", "784199098107453"},
	{"784-1990-8947862-5", "784199833896632"}},
    {"ar_cuil", {"20-86804106-5", "20238512859", "20526035225"}, {"20-86805106-5", "20238513859"}},
    {"at_svnr", {"0172 190613", "3689250512", "8382150931"}, {"0172 190623", "3689270512"}},
    {"au_medicare", {"2884 93981 1", "2050709251", "2373593281"}, {"2884 93982 1", "2350709251"}},
    {"au_tfn", {"856 689 585", "644558319", "168735590"}, {"856 689 587", "644558318"}},
    {"be_nn", {"75.08.06-529.49", "37030627156", "45052299434"}, {"45.08.06-529.49", "37030627136"}},
    {"bg_egn", {"9712254404", "4102040997", "5108226105"}, {"9512254404", "4002040997"}},
    {"br_cpf", {"294.162.962-95", "15566468527", "11306665221"}, {"294.162.932-95", "15566468517"}},
    {"ca_sin", {"149-870-016", "183760206", "146249743"}, {"144-870-016", "183720206"}},
    {"ch_ahv", {"756.2230.1491.55", "7568688174169", "7561984293640"}, {"756.2290.1491.55", "7568688174168"}},
    {"cl_rut", {"20324845-8", "359456123", "907363686"}, {"20324885-8", "359452123"}},
    {"cn_id", {"310101199809062712", "310101199511038509", "310101193005015307"},
	{"310101199409062712", "310101199511038109"}},
    {"cz_rc", {"221209/1046", "2805212795", "4512115806"}, {"921209/1046", "2805217795"}},
    {"de_rvnr", {"03 110199 I 155", "98100845G893", "92071210g995"}, {"03 115199 I 155", "98100445G893"}},
    {"de_steuer_id", {"82 478 804 891", "04788357332", "02918142366"}, {"82 478 803 891", "04288357332"}},
    {"dk_cpr", {"230933-3821", "0208314483", "1201589211"}, {"230933-3621", "0408314483"}},
    {"do_cedula", {"534-9015153-6", "14996051364", "59757442617"}, {"534-9015053-6", "14993051364"}},
    {"ec_ci", {"1760529352", "1781638588", "1713086831"}, {"1760527352", "1581638588"}},
    {"ee_ik", {"13903057727", "28803219005", "22909096035"}, {"13903059727", "28803719005"}},
    {"es_dni", {"34216009-J", "26232838G", "02498895z"}, {"34216309-J", "36232838G"}},
    {"es_nie", {"X-0667086-V", "X2582743G", "x0354532x"}, {"X-0663086-V", "X2982743G"}},
    {"fi_hetu", {"211270-7715", "080370716R", "240670697v"}, {"251270-7715", "080270716R"}},
    {"fr_nir", {"2 42 08 62 048 019 75", "228016606509354", "222106409607027"},
	{"2 42 08 68 048 019 75", "228016606609354"}},
    {"fr_nir_form", {"1 74 09 39 093 092", "1961036068027", "1131230050013"},
	{"1 85 13 75 056 012", "185473505601"}},
    {"gb_nhs", {"407 217 8160", "8491325174", "5315153878"}, {"477 217 8160", "8491325474"}},
    {"gb_upn", {"X920283616024", "Y624514117009", "v864936114933"}, {"X920983616024", "Y620514117009"}},
    {"gr_amka", {"16129316424", "05118265577", "19074401183"}, {"16129316024", "05118268577"}},
    {"hr_oib", {"70824849404", "58292861954", "20314072784"}, {"70324849404", "54292861954"}},
    {"hu_taj", {"106 015 982", "782280472", "724408362"}, {"106 005 982", "782480472"}},
    {"ie_pps", {"2107581 L", "9034315T", "4274625j"}, {"2107584 L", "9037315T"}},
    {"il_id", {"627549827", "699244810", "095832093"}, {"827549827", "799244810"}},
    {"in_aadhaar", {"5814 6901 6343", "714081375989", "224878538791"}, {"5814 6901 6323", "794081375989"}},
    {"is_kt", {"250238-9329", "0203985079", "0105049539"}, {"250138-9329", "0303985079"}},
    {"it_cf", {"KTQ PTF 30A07 F841K", "MXGWCR81A20Z175N", "siuxyq84a07x405d"},
	{"KTQ PTF 30A57 F841K", "MXGWCR89A20Z175N"}},
    {"jmbg", {"0409981193488", "0710981498671", "0402981828489"}, {"0409981194488", "0710981498871"}},
    {"jp_my", {"0121 2211 7420", "725152683884", "457154795901"}, {"0121 2111 7420", "725152683384"}},
    {"kr_frn", {"481207-4634449", "5509240603159", "0805016935159"}, {"489207-4634449", "5509240606159"}},
    {"kr_rrn", {"030813-9632080", "1209246794931", "7008260125119"}, {"030813-9612080", "1209246794331"}},
    {"lv_pk", {"060667-39690", "06076166806", "08024468924"}, {"060667-33690", "06076136806"}},
    {"mx_curp", {"TEUW 361015 HDFBBB R9", "LEMU740116HDFBBBF3", "rebp770617hdfbbbt5"},
	{"TEUW 365015 HDFBBB R9", "LEMU040116HDFBBBF3"}},
    {"nl_bsn", {"5650.57.030", "896343558", "820101424"}, {"5600.57.030", "899343558"}},
    {"no_fnr", {"250306 33159", "01075415296", "08046967640"}, {"250306 63159", "01072415296"}},
    {"pl_pesel", {"23101018743", "53020570653", "71012640027"}, {"23131018743", "53020370653"}},
    {"pt_cc", {"19343550 4 WC2", "593054813LN7", "043907763ah2"}, {"19343550 4 WC3", "593051813LN7"}},
    {"pt_nif", {"908 203 756", "304103101", "687697948"}, {"908 203 753", "304103701"}},
    {"ro_cnp", {"2841022848988", "2071203865314", "2580619215801"}, {"2341022848988", "2371203865314"}},
    {"ru_inn", {"262469742934", "734200741570", "723565761168"}, {"262469792934", "734200641570"}},
    {"ru_snils", {"823-487-003 02", "75451055999", "19976891681"}, {"823-487-005 02", "75451055969"}},
    {"sa_id", {"2112837824", "2729289435", "2085545131"}, {"2112857824", "2729289735"}},
    {"se_pnr", {"090902-3145", "2605111273", "8606213695"}, {"096902-3145", "2605111271"}},
    {"sg_nric", {"S0484678H", "S7354322C", "s7099731b"}, {"S0484672H", "S7654322C"}},
    {"th_id", {"1-4978-28338-07-9", "1545946460769", "1540050328704"},
	{"1-4978-28318-07-9", "1245946460769"}},
    {"tr_tckn", {"122 148 772 48", "14757641386", "14114950038"}, {"122 148 712 48", "14157641386"}},
    {"tw_id", {"Z194020552", "Z185929711", "v176209543"}, {"Z194022552", "Z187929711"}},
    {"ua_rnokpp", {"7291010308", "0825085472", "9504244623"}, {"7791010308", "0820085472"}},
    {"uy_ci", {"3622172-5", "74387149", "31097157"}, {"5622172-5", "74387049"}},
    {"za_id", {"240209 7425 173", "2609186355125", "2006223406179"}, {"240209 7225 173", "2609186355126"}},
};

#define NUMBERS (sizeof(numbers) / sizeof(*numbers))

static bool
holds(const char *kind, const char *number)
{
	struct check check;

	assert_true(check_named(str_of(kind), &check));
	return check_holds(&check, str_of(number));
}

static void
right_numbers_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < NUMBERS; i++)
		for (size_t k = 0; k < 3; k++)
			if (!holds(numbers[i].kind, numbers[i].right[k]))
				fail_msg("%s: %s", numbers[i].kind, numbers[i].right[k]);
}

static void
mistaken_numbers_do_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < NUMBERS; i++)
		for (size_t k = 0; k < 2; k++)
			if (holds(numbers[i].kind, numbers[i].wrong[k]))
				fail_msg("%s: %s", numbers[i].kind, numbers[i].wrong[k]);
}

/* A number with one character less, or one more, is none; nor is an empty text or one without digits. */
static void
length_counts(void **state)
{
	char longer[64];

	(void)state;
	for (size_t i = 0; i < NUMBERS; i++) {
		struct str number = str_of(numbers[i].right[1]);
		struct check check;

		assert_true(check_named(str_of(numbers[i].kind), &check));
		memcpy(longer, number.at, number.len);
		longer[number.len] = '-';
		longer[number.len + 1] = '?';
		assert_true(check_holds(&check, (struct str){longer, number.len + 2}));
		longer[number.len] = '~';
		longer[number.len + 1] = 'Q';
		assert_false(check_holds(&check, (struct str){longer, number.len + 2}));
		assert_false(check_holds(&check, (struct str){number.at, 0}));
		assert_false(
		    check_holds(&check, STR("none of these, but rather long a text for any of them")));
	}
}

/* Where the check digit sees every single mistake, it must: the weights and the rests are right. */
static void
one_wrong_digit_never_passes(void **state)
{
	static const char *const kinds[] = {"ae_id", "at_svnr", "au_tfn", "bg_egn", "br_cpf", "ca_sin",
	    "ch_ahv", "cl_rut", "cn_id", "cz_rc", "de_rvnr", "de_steuer_id", "dk_cpr", "do_cedula", "ec_ci",
	    "es_dni", "es_nie", "fi_hetu", "fr_nir", "gb_nhs", "gb_upn", "gr_amka", "hr_oib", "hu_taj",
	    "ie_pps", "il_id", "in_aadhaar", "it_cf", "jmbg", "nl_bsn", "no_fnr", "pl_pesel", "pt_cc",
	    "pt_nif", "ru_inn", "ru_snils", "sa_id", "se_pnr", "sg_nric", "tr_tckn", "ua_rnokpp", "za_id"};
	char number[32];

	(void)state;
	for (size_t i = 0; i < NUMBERS; i++) {
		bool strict = false;

		for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
			strict = strict || strcmp(kinds[k], numbers[i].kind) == 0;
		for (const char *right = numbers[i].right[1], *at = right; strict && *at; at++)
			for (char digit = '0'; *at >= '0' && *at <= '9' && digit <= '9'; digit++) {
				strcpy(number, right);
				number[at - right] = digit;
				assert_int_equal(holds(numbers[i].kind, number), digit == *at);
			}
	}
}

/* The two halves of Corsica count as 19 and 18; no other department has a letter. */
static void
corsica(void **state)
{
	(void)state;
	assert_true(holds("fr_nir", "1 55 06 2A 004 031 82"));
	assert_true(holds("fr_nir", "262112b03311704"));
	assert_true(holds("fr_nir_form", "262112B033117"));
	assert_false(holds("fr_nir", "1 55 06 2B 004 031 82"));
	assert_false(holds("fr_nir", "155061A00403182"));
	assert_false(holds("fr_nir_form", "155062C004031"));
}

static void
separators_do_not_count(void **state)
{
	(void)state;
	assert_true(holds("fr_nir", "2\u00a042\u202f08.62/048-019 | 75"));
	assert_true(holds("fr_nir", "2 4 2 0 8 6 2 0 4 8 0 1 9 7 5"));
}

static void
days_of_birth_are_days(void **state)
{
	(void)state;
	assert_false(holds("gr_amka", "32129316421"));
	assert_false(holds("se_pnr", "091302-3149"));
	assert_true(holds("se_pnr", "19860621-3695"));
	assert_false(holds("se_pnr", "19860621-3696"));
	assert_false(holds("cn_id", "310101199813062715"));
}

/* Every kind is tested here, and named once. */
static void
all_kinds_are_told(void **state)
{
	struct check check;
	size_t kinds = 0;

	(void)state;
	for (size_t i = 0; check_at(i, &check); i++)
		kinds += check.kind != NULL;
	assert_int_equal(kinds, NUMBERS);
}

static void
unknown_kinds_have_no_check(void **state)
{
	struct check check;

	(void)state;
	assert_false(check_named(STR("fr"), &check));
	assert_false(check_named(STR(""), &check));
	assert_false(check_named(STR("zz_id"), &check));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(right_numbers_hold),
	    cmocka_unit_test(mistaken_numbers_do_not),
	    cmocka_unit_test(length_counts),
	    cmocka_unit_test(one_wrong_digit_never_passes),
	    cmocka_unit_test(corsica),
	    cmocka_unit_test(separators_do_not_count),
	    cmocka_unit_test(days_of_birth_are_days),
	    cmocka_unit_test(all_kinds_are_told),
	    cmocka_unit_test(unknown_kinds_have_no_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
