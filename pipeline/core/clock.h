/* The clock that pauses, rates and timings are measured with: it never jumps, and says nothing of the date. */
#ifndef LRSTREAM_CLOCK_H
#define LRSTREAM_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Nanoseconds since some moment of the past. */
static inline uint64_t
clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

#endif
