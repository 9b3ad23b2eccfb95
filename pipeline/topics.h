/* The configuration of topics: which are read, and which source each one's records are of. */
#ifndef LRSTREAM_TOPICS_H
#define LRSTREAM_TOPICS_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/error.h"
#include "pipeline/core/settings.h"
#include "pipeline/core/str.h"

/* kafka, topics, dead_letter_topic. */
extern const struct option topics_options[];

struct topics;

/* Checks kafka's properties; checks and compiles the option topics, a list of {name, source} or {match, source}. NULL with a usage error that
 * names file, line and key. */
struct topics *topics_open(const struct settings *, struct error *);

/* What to subscribe to: names, and patterns that start with ^. */
const struct str *topics_subscriptions(const struct topics *, size_t *count);

/* Those that are names. */
const struct str *topics_names(const struct topics *, size_t *count);

/* The source of a topic's records: of the entry with its name, else of the first pattern that matches; "auto" if none. */
struct str topics_source(struct topics *, struct str topic);

/* The consumer group, kafka's group.id; owned by topics. */
struct str topics_group(const struct topics *);

/* dead_letter_topic, or <group>.dlq where it is not set; owned by topics. */
struct str topics_dead_letter(struct topics *);

void topics_close(struct topics *);

#endif
