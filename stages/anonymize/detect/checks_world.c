/* The national identifiers of the Americas, Africa, Asia and Oceania, form by form; see national_rule.h for what a row
 * says. */
#include "stages/anonymize/detect/national_rule.h"

/* ---- what no weighing says ---- */

/* India: Verhoeff's, where digits are elements of the symmetries of a pentagon. */
static bool
verhoeff(struct str code)
{
	static const uint8_t power[8][10] = {
	    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	    {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
	    {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
	    {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
	    {9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
	    {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
	    {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
	    {7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
	};
	unsigned product = 0;

	for (size_t i = 0; i < code.len; i++) {
		unsigned next = power[i % 8][national_value(code.at[code.len - 1 - i])];

		/* The pentagon's: turns are 0-4, turns of the other side 5-9. */
		if (product < 5)
			product = next < 5 ? (product + next) % 5 : (product + next) % 5 + 5;
		else
			product = next < 5 ? (product - next) % 5 + 5 : (product + 5 - next) % 5;
	}
	return product == 0;
}

static bool
in_aadhaar(struct str code)
{
	return code.at[0] >= '2' && verhoeff(code);
}

/* Mexico's letters go on after N with the N that bears a tilde. */
static bool
mx_curp(struct str code)
{
	unsigned sum = 0;

	for (size_t i = 0; i < 17; i++)
		sum += (national_value(code.at[i]) + (code.at[i] > 'N')) * (unsigned)(18 - i);
	return strchr("HMX", code.at[10]) && (10 - sum % 10) % 10 == national_value(code.at[17]);
}

/* Taiwan's first letter is two digits, by the order in which the places came. */
static bool
tw_id(struct str code)
{
	static const uint8_t places[] = {10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24,
	    25, 26, 27, 28, 29, 32, 30, 31, 33};
	unsigned place = places[code.at[0] - 'A'],
		 sum = place / 10 + place % 10 * 9 + national_value(code.at[9]);

	for (size_t i = 1; i < 9; i++)
		sum += national_value(code.at[i]) * (unsigned)(9 - i);
	return sum % 10 == 0;
}

/* ZA: citizen or resident; and Luhn. */
static bool
za_id(struct str code)
{
	return code.at[10] <= '2' && national_luhn(code);
}

static bool
sa_id(struct str code)
{
	return (code.at[0] == '1' || code.at[0] == '2') && national_luhn(code);
}

/* ---- the forms ---- */

#define RESTS_DOWN_10 "0987654321"
#define RESTS_DOWN_11_LOW "00987654321"
#define RESTS_UP_10 "0123456789"
#define RESTS_UP_11 "0123456789-"

const struct national national_world[] = {
    {"ae_id", "784############", {{0}}, national_luhn},
    {"ar_cuil", "###########", {{"5432765432", 0, 11, 10, "09987654321"}}, NULL},
    {"au_medicare", "##########", {{"13791379", 0, 10, 8, RESTS_UP_10}}, NULL},
    {"au_tfn", "#########", {{"14375869", 0, 11, 8, RESTS_UP_11}}, NULL},
    {"br_cpf", "###########",
	{{"A98765432", 0, 11, 9, RESTS_DOWN_11_LOW}, {"BA98765432", 0, 11, 10, RESTS_DOWN_11_LOW}}, NULL},
    {"ca_sin", "#########", {{0}}, national_luhn},
    {"cl_rut", "########?", {{"32765432", 0, 11, 8, "0K987654321"}}, NULL},
    {"cl_rut", "#######?", {{"2765432", 0, 11, 7, "0K987654321"}}, NULL},
    {"cl_rut", "CL########?", {{"32765432", 2, 11, 10, "0K987654321"}}, NULL},
    {"cn_id", "######yyyymmdd###?", {{"79A584216379A5842", 0, 11, 17, "10X98765432"}}, NULL},
    {"do_cedula", "###########", {{0}}, national_luhn},
    {"ec_ci", "##########", {{0}}, national_luhn},
    {"il_id", "#########", {{0}}, national_luhn},
    {"in_aadhaar", "############", {{0}}, in_aadhaar},
    {"jp_my", "############", {{"65432765432", 0, 11, 11, RESTS_DOWN_11_LOW}}, NULL},
    {"kr_frn", "yymmdd#######", {{"234567892345", 0, 11, 12, "32109876543"}}, NULL},
    {"kr_rrn", "yymmdd#######", {{"234567892345", 0, 11, 12, "10987654321"}}, NULL},
    {"mx_curp", "@@@@yymmdd@@@@@@?#", {{0}}, mx_curp},
    {"sa_id", "##########", {{0}}, sa_id},
    {"sg_nric", "S#######@", {{"2765432", 1, 11, 8, "JZIHGFEDCBA"}}, NULL},
    {"sg_nric", "T#######@", {{"2765432", 1, 11, 8, "GFEDCBAJZIH"}}, NULL},
    {"sg_nric", "F#######@", {{"2765432", 1, 11, 8, "XWUTRQPNMLK"}}, NULL},
    {"sg_nric", "G#######@", {{"2765432", 1, 11, 8, "RQPNMLKXWUT"}}, NULL},
    {"sg_nric", "M#######@", {{"2765432", 1, 11, 8, "TRQPNJLKXWU"}}, NULL},
    {"th_id", "#############", {{"DCBA98765432", 0, 11, 12, "10987654321"}}, NULL},
    {"tw_id", "@#########", {{0}}, tw_id},
    {"uy_ci", "########", {{"2987634", 0, 10, 7, RESTS_DOWN_10}}, NULL},
    {"za_id", "yymmdd#######", {{0}}, za_id},
    {NULL, NULL, {{0}}, NULL},
};
