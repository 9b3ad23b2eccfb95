/* The table behind reject.h, made from reject.def. */
#include "pipeline/core/reject.h"

#include <assert.h>

static const struct reject_info infos[REJECT_COUNT] = {
#define REJECT(name, code, status, help) [REJECT_##name] = {code, status, help},
#include "pipeline/core/reject.def"
#undef REJECT
};

const struct reject_info *
reject_info(enum reject_code code)
{
	assert(code > REJECT_NONE && code < REJECT_COUNT);
	return &infos[code];
}

/* The codes as they stand in reject.def, among the names of the stages. */
static const struct entry {
	const char *stage;
	enum reject_code code;
} entries[] = {
#define STAGE(name) {name, REJECT_NONE},
#define REJECT(name, text, status, help) {NULL, REJECT_##name},
#include "pipeline/core/reject.def"
#undef REJECT
};

const char *
reject_stage(enum reject_code code)
{
	const char *stage = NULL;

	for (size_t i = 0; i < sizeof(entries) / sizeof(*entries) && entries[i].code != code; i++)
		if (entries[i].stage)
			stage = entries[i].stage;
	return stage;
}

enum reject_code
reject_by_name(struct str name)
{
	for (int code = REJECT_NONE + 1; code < REJECT_COUNT; code++)
		if (str_eq(name, str_of(infos[code].code)))
			return code;
	return REJECT_NONE;
}
