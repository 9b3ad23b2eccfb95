/* The feed of a Kafka consumer whose place is kept in PostgreSQL. */
#ifndef LRSTREAM_KAFKA_FEED_H
#define LRSTREAM_KAFKA_FEED_H

#include "pipeline/core/settings.h"
#include "pipeline/feed.h"
#include "pipeline/topics.h"

/* batch_records, batch_bytes, until_caught_up. */
extern const struct option kafka_feed_options[];

struct kafka_feed;

/* Subscribes a consumer of its own; `topics` are borrowed and may serve one thread only. NULL with an error. */
struct kafka_feed *kafka_feed_open(const struct settings *, struct topics *, struct error *);

/* The feed's functions over it; they belong to one worker's thread. */
struct feed kafka_feed_functions(struct kafka_feed *);

void kafka_feed_close(struct kafka_feed *);

#endif
