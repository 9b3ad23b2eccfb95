/* The national identifiers of Europe, form by form; see national_rule.h for what a row says.
 *
 * Powers of ten by a modulus ("the number's rest by 23") are weights like any others: 10^7 is 14 by 23, so the first
 * of eight digits weighs E. A letter that counts for a digit only turns the list of rests. Where a formula takes the rest from the modulus, the list of rests runs backwards.
 */
#include "stages/anonymize/detect/national_rule.h"

/* ---- what no weighing says ---- */

/* Corsica's 2A and 2B count as 19 and 18; any other letter is none of a department's. */
static bool
fr_nir_number(struct str code, uint64_t *number)
{
	char digits[13];

	memcpy(digits, code.at, sizeof digits);
	if (digits[6] == 'A' || digits[6] == 'B') {
		if (digits[5] != '2')
			return false;
		digits[5] = '1';
		digits[6] = digits[6] == 'A' ? '9' : '8';
	}
	*number = national_number((struct str){digits, sizeof digits}, 0, sizeof digits);
	return digits[6] <= '9';
}

/* Sex, and the month of birth: 20 to 42 and 50 to 99 stand for a month that nobody knows. */
static bool
fr_nir_form(struct str code)
{
	uint64_t number, month = national_number(code, 3, 2);

	return strchr("123478", code.at[0]) && fr_nir_number(code, &number)
	       && ((month >= 1 && month <= 12) || month == 20 || (month >= 30 && month <= 42) || month >= 50);
}

static bool
fr_nir_key(struct str code)
{
	uint64_t number;

	return fr_nir_form(code) && fr_nir_number(code, &number)
	       && 97 - number % 97 == national_number(code, 13, 2);
}

/* Those born from 2000 on count with a 2 before the number. */
static bool
be_nn(struct str code)
{
	uint64_t number = national_number(code, 0, 9), key = national_number(code, 9, 2);

	return 97 - number % 97 == key || 97 - (2000000000 + number) % 97 == key;
}

/* Digits of the date and the place may be letters, where two people would have shared a code. */
static bool
it_cf(struct str code)
{
	/* What a character at an odd place counts, 0-9 as A-J and then A-Z. */
	static const uint8_t odd[] = {
	    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
	unsigned sum = 0;

	for (size_t i = 0; i < 15; i++) {
		unsigned place =
		    code.at[i] <= '9' ? (unsigned)(code.at[i] - '0') : (unsigned)(code.at[i] - 'A');

		sum += i % 2 ? place : odd[place];
	}
	return strchr("ABCDEHLMPRST", code.at[8]) && code.at[15] == (char)('A' + sum % 26);
}

/* Each product counts by the sum of its digits; the letter is two digits. */
static bool
de_rvnr(struct str code)
{
	static const uint8_t weights[] = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
	unsigned letter = (unsigned)(code.at[8] - 'A') + 1, sum = 0;

	for (size_t i = 0; i < sizeof weights; i++) {
		unsigned digit = i < 8 ? national_value(code.at[i])
				       : (unsigned[]){letter / 10, letter % 10, national_value(code.at[9]),
					   national_value(code.at[10])}[i - 8];
		unsigned product = digit * weights[i];

		sum += product / 10 + product % 10;
	}
	return sum % 10 == national_value(code.at[11]);
}

/* Estonia and Lithuania: where the first rest is ten, a second weighing decides. */
static bool
baltic(struct str code)
{
	static const char *const weights[] = {"1234567891", "3456789123"};
	unsigned rest = 10;

	for (size_t w = 0; w < 2 && rest == 10; w++) {
		rest = 0;
		for (size_t i = 0; i < 10; i++)
			rest += national_value(code.at[i]) * national_value(weights[w][i]);
		rest %= 11;
	}
	return rest % 10 == national_value(code.at[10]);
}

/* Luhn over letters too: the doubled ones less nine where they pass it. */
static bool
pt_cc(struct str code)
{
	unsigned sum = 0;

	for (size_t i = 0; i < code.len; i++) {
		unsigned value = national_value(code.at[i]) << (i % 2 == 0);

		sum += i % 2 == 0 && value > 9 ? value - 9 : value;
	}
	return sum % 10 == 0;
}

/* Sweden: the century does not count. */
static bool
last_ten_by_luhn(struct str code)
{
	return national_luhn(str_from(code, code.len - 10));
}

static bool
ru_snils(struct str code)
{
	unsigned sum = 0;

	for (size_t i = 0; i < 9; i++)
		sum += national_value(code.at[i]) * (unsigned)(9 - i);
	return sum % 101 % 100 == national_number(code, 9, 2);
}

/* ---- the forms ---- */

#define LETTERS_23 "TRWAGMYFPDXBNJZSQVHLCKE"
#define LETTERS_31 "0123456789ABCDEFHJKLMNPRSTUVWXY"
#define RESTS_DOWN_10 "0987654321"
#define RESTS_DOWN_11 "0-987654321"
#define RESTS_DOWN_11_LOW "00987654321"
#define RESTS_UP_10 "0123456789"
#define RESTS_UP_11 "0123456789-"
#define RESTS_UP_11_LOW "01234567890"

const struct national national_europe[] = {
    {"at_svnr", "####ddmmyy", {{"3790584216", 0, 11, 3, RESTS_UP_11}}, NULL},
    {"be_nn", "###########", {{0}}, be_nn},
    {"bg_egn", "yynndd####", {{"2485A9736", 0, 11, 9, RESTS_UP_11_LOW}}, NULL},
    {"ch_ahv", "756##########", {{"131313131313", 0, 10, 12, RESTS_DOWN_10}}, NULL},
    {"cz_rc", "yynndd####", {{"1A1A1A1A1", 0, 11, 9, RESTS_UP_11_LOW}}, NULL},
    {"de_rvnr", "####mm##@###", {{0}}, de_rvnr},
    {"de_steuer_id", "###########", {{0}}, national_mod_11_10},
    {"dk_cpr", "ddmmyy####", {{"432765432", 0, 11, 9, RESTS_DOWN_11}}, NULL},
    {"ee_ik", "#yymmdd####", {{0}}, baltic},
    {"es_dni", "########@", {{"E6JIB8A1", 0, 23, 8, LETTERS_23}}, NULL},
    {"es_dni", "#######@", {{"6JIB8A1", 0, 23, 7, LETTERS_23}}, NULL},
    {"es_nie", "X#######@", {{"6JIB8A1", 1, 23, 8, LETTERS_23}}, NULL},
    {"es_nie", "Y#######@", {{"6JIB8A1", 1, 23, 8, "ZSQVHLCKETRWAGMYFPDXBNJ"}}, NULL},
    {"es_nie", "Z#######@", {{"6JIB8A1", 1, 23, 8, "MYFPDXBNJZSQVHLCKETRWAG"}}, NULL},
    {"es_nie", "K#######@", {{"6JIB8A1", 1, 23, 8, LETTERS_23}}, NULL},
    {"es_nie", "L#######@", {{"6JIB8A1", 1, 23, 8, LETTERS_23}}, NULL},
    {"es_nie", "M#######@", {{"6JIB8A1", 1, 23, 8, LETTERS_23}}, NULL},
    {"fi_hetu", "ddmmyy###?", {{"EK2PI87A1", 0, 31, 9, LETTERS_31}}, NULL},
    {"fi_hetu", "ddmmyy@###?", {{"EK2PI807A1", 0, 31, 10, LETTERS_31}}, NULL},
    {"fr_nir", "######?########", {{0}}, fr_nir_key},
    {"fr_nir_form", "######?########", {{0}}, fr_nir_form},
    {"fr_nir_form", "######?######", {{0}}, fr_nir_form},
    {"gb_nhs", "##########", {{"A98765432", 0, 11, 9, RESTS_DOWN_11}}, NULL},
    {"gb_upn", "@############", {{"23456789ABCD", 1, 23, 0, "ABCDEFGHJKLMNPQRTUVWXYZ"}}, NULL},
    {"gr_amka", "ddmmyy#####", {{0}}, national_luhn},
    {"hr_oib", "###########", {{0}}, national_mod_11_10},
    {"hu_taj", "#########", {{"37373737", 0, 10, 8, RESTS_UP_10}}, NULL},
    {"ie_pps", "#######@", {{"8765432", 0, 23, 7, "WABCDEFGHIJKLMNOPQRSTUV"}}, NULL},
    {"is_kt", "ddmmyy####", {{"32765432", 0, 11, 8, RESTS_DOWN_11}}, NULL},
    {"it_cf", "@@@@@@??@??@???@", {{0}}, it_cf},
    {"jmbg", "ddmmyyy######", {{"765432765432", 0, 11, 12, RESTS_DOWN_11_LOW}}, NULL},
    {"lv_pk", "ddmmyy#####", {{"A584216379", 0, 11, 10, "12345678900"}}, NULL},
    {"nl_bsn", "#########", {{"98765432", 0, 11, 8, RESTS_UP_11}}, NULL},
    {"no_fnr", "eennyy#####",
	{{"376189452", 0, 11, 9, RESTS_DOWN_11}, {"5432765432", 0, 11, 10, RESTS_DOWN_11}}, NULL},
    {"pl_pesel", "yynndd#####", {{"1379137913", 0, 10, 10, RESTS_DOWN_10}}, NULL},
    {"pt_cc", "#########??#", {{0}}, pt_cc},
    {"pt_nif", "#########", {{"98765432", 0, 11, 8, RESTS_DOWN_11_LOW}}, NULL},
    {"ro_cnp", "#yymmdd######", {{"279146358279", 0, 11, 12, "01234567891"}}, NULL},
    {"ru_inn", "############",
	{{"724A359468", 0, 11, 10, RESTS_UP_11_LOW}, {"3724A359468", 0, 11, 11, RESTS_UP_11_LOW}}, NULL},
    {"ru_snils", "###########", {{0}}, ru_snils},
    {"se_pnr", "yymmee####", {{0}}, national_luhn},
    {"se_pnr", "yyyymmee####", {{0}}, last_ten_by_luhn},
    {"tr_tckn", "###########", {{"797979797", 0, 10, 9, RESTS_UP_10}, {"1111111111", 0, 10, 10, RESTS_UP_10}},
	NULL},
    {"ua_rnokpp", "##########", {{"A57946A57", 0, 11, 9, RESTS_UP_11_LOW}}, NULL},
    {NULL, NULL, {{0}}, NULL},
};
