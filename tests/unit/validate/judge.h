/* For the tests of the validator: a valid statement in which one thing is changed, and what is then said of
 * it. */
#ifndef LRSTREAM_TESTS_JUDGE_H
#define LRSTREAM_TESTS_JUDGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "pipeline/core/iso8601.h"
#include "stages/validate/validate.h"

/* Texts of the tests are JSON with ' for ". */
static const char usual[] =
    "{'id':'f81d4fae-7dec-11d0-a765-00a0c91e6bf6','actor':{'objectType':'Agent','name':'N','mbox':'mailto:n@example.org'},"
    "'verb':{'id':'http://example.org/verbs/did','display':{'en':'did'}},"
    "'object':{'objectType':'Activity','id':'http://example.org/a','definition':{'name':{'en':'A'}}},"
    "'result':{'score':{}},'context':{'contextActivities':{}},'timestamp':'2026-03-14T16:35:00Z'}";

static const char sub_statement[] =
    "{'objectType':'SubStatement','actor':{'mbox':'mailto:s@example.org'},'verb':{'id':'http://example.org/verbs/did'},"
    "'object':{'id':'http://example.org/b'},'context':{}}";

static struct json
parsed(struct arena *arena, const char *text)
{
	struct str copy = arena_copy(arena, str_of(text));
	struct json tree;
	enum reject_code code;
	size_t offset;

	for (size_t i = 0; i < copy.len; i++)
		if (copy.at[i] == '\'')
			((char *)copy.at)[i] = '"';
	if (!json_parse(arena, copy, (struct json_limits){.depth = 64}, &tree, &code, &offset))
		fail_msg("the test's own JSON is wrong at byte %zu: %s", offset, text);
	return tree;
}

/* Sets what a pointer leads to; value NULL takes it out. Only the last step may be missing. */
static void
change(struct arena *arena, struct json *tree, const char *pointer, const char *value)
{
	const char *slash;

	if (!*pointer) {
		*tree = parsed(arena, value);
		return;
	}
	while ((slash = strchr(++pointer, '/'))) {
		tree = json_get(tree, (struct str){pointer, (size_t)(slash - pointer)});
		assert_non_null(tree);
		pointer = slash;
	}
	if (value)
		json_set(arena, tree, str_of(pointer), parsed(arena, value));
	else
		assert_true(json_remove(tree, str_of(pointer)));
}

/* What is said of the usual statement with one change, or, in `more`, two. */
struct expectation {
	const char *pointer, *value;
	const char *more_pointer, *more_value;
	const char *code; /* NULL: it is valid */
	const char *where;
};

static void
expect_by(enum xapi_version version, struct expectation x)
{
	struct arena *arena = arena_open();
	struct json tree = parsed(arena, usual);
	struct finding f;
	bool valid;

	if (x.pointer)
		change(arena, &tree, x.pointer, x.value);
	if (x.more_pointer)
		change(arena, &tree, x.more_pointer, x.more_value);
	valid = validate_statement(&tree, version, arena, &f);
	if (valid && x.code)
		fail_msg("valid, %s was expected: %s %s", x.code, x.pointer, x.value);
	if (!valid && !x.code)
		fail_msg("%s at \"%.*s\", nothing was expected: %s %s", reject_info(f.code)->code,
		    STR_ARG(f.pointer), x.pointer, x.value);
	if (!valid) {
		char got[256];

		assert_string_equal(reject_info(f.code)->code, x.code);
		snprintf(got, sizeof(got), "%.*s", STR_ARG(f.pointer));
		assert_string_equal(got, x.where);
	}
	arena_close(arena);
}

static inline void
is_valid_by(enum xapi_version version, const char *pointer, const char *value)
{
	expect_by(version, (struct expectation){.pointer = pointer, .value = value});
}

static inline void
is_refused_by(
    enum xapi_version version, const char *pointer, const char *value, const char *code, const char *where)
{
	expect_by(
	    version, (struct expectation){.pointer = pointer, .value = value, .code = code, .where = where});
}

/* By both versions alike. */
static inline void
is_valid(const char *pointer, const char *value)
{
	is_valid_by(XAPI_1_0_3, pointer, value);
	is_valid_by(XAPI_2_0_0, pointer, value);
}

static inline void
is_refused(const char *pointer, const char *value, const char *code, const char *where)
{
	is_refused_by(XAPI_1_0_3, pointer, value, code, where);
	is_refused_by(XAPI_2_0_0, pointer, value, code, where);
}

#endif
