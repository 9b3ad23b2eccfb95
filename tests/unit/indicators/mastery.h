/* Parameters of mastery for tests: read from text, as from the file. */
#ifndef LRSTREAM_TESTS_MASTERY_H
#define LRSTREAM_TESTS_MASTERY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stages/xapi/mastery.h"

/* What each test file says in full, but for the version. */
#define MASTERY_GROUPS \
	"m_of_n: {m: 2, n: 3}\n" \
	"pfa: {beta: -0.5, gamma: 0.4, rho: -0.1}\n" \
	"bkt: {prior: 0.3, learn: 0.1, slip: 0.1, guess: 0.2, mastered: 0.95}\n" \
	"half_life: {right: 1, wrong: -1, bias: 0.5, target_recall: 0.5, smallest_days: 0.25, largest_days: 100}\n"

/* NULL with the error, in which the file is called mastery.yaml. */
static inline struct mastery *
mastery_of_text(const char *text, struct error *e)
{
	char path[] = "/tmp/lrstream-mastery-XXXXXX";
	int file = mkstemp(path);
	struct mastery *m = NULL;

	if (file < 0 || write(file, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(file);
	m = mastery_open_file(path, "mastery.yaml", e);
	unlink(path);
	return m;
}

#endif
