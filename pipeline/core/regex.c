/* PCRE2 with what our texts need; see regex.h.
 *
 * Limits make hostile text harmless: a match that would take more than MATCH_LIMIT steps, or more memory than the
 * compiled code may have, ends as REGEX_LIMIT, and so does any other failure: the caller must take it for "perhaps".
 * A pattern is made machine code when it is first searched with.
 * Where the system forbids JIT (no writable and executable memory), PCRE2's interpreter gives the same answers slower.
 */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "pipeline/core/regex.h"

#include <pcre2.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	MATCH_LIMIT = 1000000, /* steps: some 10 ms */
	DEPTH_LIMIT = 10000,   /* of the interpreter's backtracking */
	HEAP_LIMIT_KIB = 4096, /* of the interpreter */
	JIT_STACK_FIRST = 32 * 1024,
	JIT_STACK_MOST = 1024 * 1024 /* reserved, not touched before it is needed */
};

static const uint32_t compile_options =
    PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;

struct regex {
	pcre2_code *code;
	pcre2_match_context *limits;
	pcre2_match_data *found;
	pcre2_jit_stack *stack; /* NULL: no JIT */
	bool tried;             /* it has been searched with; before, there is no JIT code either */
};

static void *
must(void *made)
{
	if (made)
		return made;
	fputs("lrstream: out of memory\n", stderr);
	abort();
}

static struct regex *
refuse(struct str pattern, int code, size_t offset, struct error *e)
{
	unsigned char why[160];

	pcre2_get_error_message(code, why, sizeof(why));
	error_usage(e, "pattern '%.*s', byte %zu: %s", (int)(pattern.len < 160 ? pattern.len : 160),
	    pattern.at, offset + 1, (const char *)why);
	return NULL;
}

static bool
has_jit(const pcre2_code *code)
{
	size_t size = 0;

	return pcre2_pattern_info(code, PCRE2_INFO_JITSIZE, &size) == 0 && size > 0;
}

struct regex *
regex_open(struct str pattern, struct error *e)
{
	struct regex *r;
	size_t offset;
	int fault;
	pcre2_code *code =
	    pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len, compile_options, &fault, &offset, NULL);

	if (!code)
		return refuse(pattern, fault, offset, e);
	r = must(calloc(1, sizeof(*r)));
	r->code = code;
	r->limits = must(pcre2_match_context_create(NULL));
	r->found = must(pcre2_match_data_create_from_pattern(code, NULL));
	pcre2_set_match_limit(r->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(r->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(r->limits, HEAP_LIMIT_KIB);
	return r;
}

/* Machine code takes longer to make than all else of a start, and most patterns are never needed. */
static void
make_fast(struct regex *r)
{
	r->tried = true;
	if (pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE) != 0 || !has_jit(r->code))
		return;
	r->stack = must(pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_MOST, NULL));
	pcre2_jit_stack_assign(r->limits, NULL, r->stack);
}

int
regex_groups(const struct regex *r)
{
	uint32_t count = 0;

	pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &count);
	return (int)count;
}

static void
fill_groups(const struct regex *r, struct str text, int matched, struct str *groups, int most)
{
	const size_t *ends = pcre2_get_ovector_pointer(r->found);

	for (int i = 0; i < most; i++) {
		bool took_part = i < matched && ends[2 * i] != PCRE2_UNSET;

		groups[i] = (struct str){0};
		if (took_part && ends[2 * i] <= ends[2 * i + 1])
			groups[i] = (struct str){text.at + ends[2 * i], ends[2 * i + 1] - ends[2 * i]};
	}
}

enum regex_result
regex_find(struct regex *r, struct str text, size_t from, struct str *groups, int most)
{
	return regex_find_within(r, text, from, PCRE2_UNSET, groups, most);
}

enum regex_result
regex_find_within(struct regex *r, struct str text, size_t from, size_t before, struct str *groups, int most)
{
	int matched;

	if (from > text.len || before <= from)
		return REGEX_NO;
	if (!r->tried)
		make_fast(r);
	pcre2_set_offset_limit(r->limits, before == PCRE2_UNSET ? before : before - 1);
	if (!text.at)
		text.at = "";
	if (r->stack)
		matched = pcre2_jit_match(
		    r->code, (PCRE2_SPTR)text.at, text.len, from, PCRE2_NO_UTF_CHECK, r->found, r->limits);
	else
		matched = pcre2_match(
		    r->code, (PCRE2_SPTR)text.at, text.len, from, PCRE2_NO_UTF_CHECK, r->found, r->limits);
	if (matched == PCRE2_ERROR_NOMATCH)
		return REGEX_NO;
	if (matched < 0)
		return REGEX_LIMIT;
	fill_groups(r, text, matched, groups, most);
	return REGEX_YES;
}

void
regex_close(struct regex *r)
{
	if (!r)
		return;
	pcre2_jit_stack_free(r->stack);
	pcre2_match_data_free(r->found);
	pcre2_match_context_free(r->limits);
	pcre2_code_free(r->code);
	free(r);
}
