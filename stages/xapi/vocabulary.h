/* The vocabulary: which verbs, activity types and extensions mean what. Data in schemas/xapi, read at start.
 *
 * IRIs match character by character; aliases are listed, not guessed (W8). Read-only once open, so threads may share
 * one.
 */
#ifndef LRSTREAM_VOCABULARY_H
#define LRSTREAM_VOCABULARY_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/str.h"

/* What a verb does to the indicators. Stored in packed facts: numbers are never given a new meaning. */
enum verb_code {
	VERB_OTHER = 0,
	VERB_REGISTERED = 1,
	VERB_UNREGISTERED = 2,
	VERB_INITIALIZED = 3,
	VERB_ATTEMPTED = 4,
	VERB_EXPERIENCED = 5,
	VERB_PROGRESSED = 6,
	VERB_COMPLETED = 7,
	VERB_PASSED = 8,
	VERB_FAILED = 9,
	VERB_ANSWERED = 10,
	VERB_ASKED = 11,
	VERB_SUSPENDED = 12,
	VERB_RESUMED = 13,
	VERB_TERMINATED = 14,
	VERB_SCORED = 15,
	VERB_MASTERED = 16,
	VERB_EVALUATED = 17,
	VERB_NAVIGATED = 18,
	VERB_PLAYED = 19,
	VERB_PAUSED = 20,
	VERB_SEEKED = 21,
	VERB_EARNED = 22,
	VERB_VIEWED = 23,
	VERB_SATISFIED = 24,
	VERB_WAIVED = 25,
	VERB_ABANDONED = 26,
	VERB_POSTED = 27,
	VERB_CREATED = 28,
	VERB_REPLIED = 29,
	VERB_VOIDED = 30
};

struct verb {
	struct str name;    /* the short name of mappings: "completed" */
	struct str iri;     /* the one that mappings write */
	struct str display; /* English, for the verb's display */
	enum verb_code code;
	bool administrative; /* W1: tells of administration, not of learning */
};

enum extension_code {
	EXT_NONE,
	EXT_ATTEMPT_ID,
	EXT_PROGRESS,
	EXT_LESSONS_DONE,
	EXT_LESSONS_TOTAL,
	EXT_CURRENT_LESSON,
	EXT_TIME_SPENT,
	EXT_AVERAGE_SCORE,
	EXT_CERTIFICATE_ID,
	EXT_GRADE_CLASSIFICATION,
	EXT_PLAYED_SEGMENTS,
	EXT_VIDEO_LENGTH,
	EXT_VIDEO_TIME,
	EXT_VIDEO_TIME_FROM,
	EXT_VIDEO_TIME_TO,
	EXT_VIDEO_SESSION,
	EXT_COUNT
};

enum vocabulary_list { VOCABULARY_VERBS, VOCABULARY_TYPES, VOCABULARY_EXTENSIONS };

struct vocabulary;

/* Reads schemas/xapi/{verbs,activity-types,extensions}.yaml. NULL with a usage error naming file and line. */
struct vocabulary *vocabulary_open(struct error *);

/* NULL if the IRI, or the short name, is not listed. */
const struct verb *vocabulary_verb(const struct vocabulary *, struct str iri);
const struct verb *vocabulary_verb_named(const struct vocabulary *, struct str name);

/* True for the types that make an activity a course (W6). */
bool vocabulary_is_course_type(const struct vocabulary *, struct str iri);

/* True for the type of what people talk in: a thread, a topic (W24). */
bool vocabulary_is_discussion_type(const struct vocabulary *, struct str iri);

/* True if the list has the IRI. */
bool vocabulary_lists(const struct vocabulary *, enum vocabulary_list, struct str iri);

/* IRIs of short names, at == NULL if unknown: "course", "time-spent". */
struct str vocabulary_activity_type_named(const struct vocabulary *, struct str name);
struct str vocabulary_extension_named(const struct vocabulary *, struct str name);

/* The short names of a list, one by one; at == NULL behind the last. */
struct str vocabulary_name(const struct vocabulary *, enum vocabulary_list, size_t nth);

/* The IRI that a code stands for, first of its aliases; and the code of an IRI, EXT_NONE if it has none. */
struct str vocabulary_extension_iri(const struct vocabulary *, enum extension_code);
enum extension_code vocabulary_extension(const struct vocabulary *, struct str iri);

void vocabulary_close(struct vocabulary *);

#endif
