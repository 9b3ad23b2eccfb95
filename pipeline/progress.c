/* See progress.h. */
#include "pipeline/progress.h"

static const uint64_t least_ns = UINT64_C(10000000000);
static const double ns_per_second = 1e9;

bool
progress_note(struct progress *p, uint64_t now, uint64_t records)
{
	uint64_t passed = now - p->told_at;

	p->records += records;
	if (passed < least_ns)
		return false;
	p->rate = (uint64_t)((double)(p->records - p->told) * ns_per_second / (double)passed + 0.5);
	p->told_at = now;
	p->told = p->records;
	return true;
}
