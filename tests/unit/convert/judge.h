/* The validator as a judge of examples. */
#ifndef LRSTREAM_TEST_CONVERT_JUDGE_H
#define LRSTREAM_TEST_CONVERT_JUDGE_H

#include "stages/convert/examples.h"
#include "stages/validate/validate.h"

static bool
is_valid(void *context, struct arena *a, const struct json *statement, bool flat_score, struct str *why)
{
	struct finding found;

	(void)context;
	if (validate_made(statement, XAPI_AUTO, a, flat_score, &found))
		return true;
	*why = str_of(reject_info(found.code)->code);
	return false;
}

static const struct example_judge judge = {.valid = is_valid};

#endif
