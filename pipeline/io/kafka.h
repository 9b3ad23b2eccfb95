/* Kafka: the only user of librdkafka.
 *
 * A consumer reads a batch at a time and never commits by itself: offsets live in PostgreSQL, Kafka's own commits are
 * advisory. When partitions are assigned the owner is asked where each starts (the stored offset) before a message is
 * read. Errors of the broker are told once, when they begin, and once when they end. Each worker owns a consumer and,
 * for dead letters, a producer; none is thread-safe.
 */
#ifndef LRSTREAM_KAFKA_H
#define LRSTREAM_KAFKA_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/json.h"
#include "pipeline/core/str.h"

/* A partition and where its next message stands. */
struct kafka_position {
	struct str topic;
	int32_t partition;
	int64_t next_offset; /* in on_assign: -1 on entry, to be set; -1 left there: none is stored */
};

struct kafka_message {
	struct str topic; /* valid while the consumer is open */
	int32_t partition;
	int64_t offset;
	int64_t timestamp_us; /* the broker's or producer's, µs since 1970; -1 if it has none that is one */
	struct str payload;   /* at == NULL for a tombstone; valid until kafka_release */
};

/* What the consumer asks of its owner. Called from kafka_poll only. */
struct kafka_owner {
	void *context;
	/* Partitions were assigned: set next_offset of each; false (the database is away) makes the consumer ask again
	 * later without reading. Where it stays -1, reading starts as auto.offset.reset says, and
	 * the resolved offset is in next_offset when on_start is called. */
	bool (*on_assign)(void *context, struct kafka_position *, size_t count);
	void (*on_start)(void *context, const struct kafka_position *, size_t count);
	/* They were taken away, or lost: messages of these that are not committed are no longer ours. */
	void (*on_revoke)(void *context, const struct kafka_position *, size_t count);
};

struct kafka_consumer;

/* The first property that librdkafka refuses, with a usage error that names it; NULL if all are well. */
const struct json *kafka_refused(const struct json *properties, struct error *);

/* properties: the `kafka` map of the configuration, every librdkafka property passes through; a property that
 * librdkafka refuses is a usage error that names it. Offsets are never committed automatically; partition EOFs are on. */
struct kafka_consumer *kafka_consumer_open(
    const struct json *properties, const struct kafka_owner *, struct error *);

/* Topic names, or patterns that start with ^. */
bool kafka_subscribe(struct kafka_consumer *, const struct str *topics, size_t count, struct error *);

/* Waits up to wait_ms for a first message, then takes what is there, up to `most` messages and `most_bytes`. Returns
 * how many; *messages is an array that is valid, with its payloads, until kafka_release. 0 messages is no error. A
 * false return is an error that no waiting heals (a fatal one, or authorization); a broker that is away is not. */
bool kafka_poll(struct kafka_consumer *, int wait_ms, size_t most, size_t most_bytes,
    struct kafka_message **messages, size_t *count, struct error *);
void kafka_release(struct kafka_consumer *);

/* True once every assigned partition has been read to its end as it was when the end was reached, and those of the
 * topics' partitions that others of the group have, or had until they died, are read to their ends as well. Asks the
 * brokers now and then; to be called when everything handed out is committed. */
bool kafka_caught_up(struct kafka_consumer *);

/* Goes back to the stored offsets: asks on_assign again for all assigned partitions and seeks there. */
bool kafka_rewind(struct kafka_consumer *, struct error *);

/* Commits offsets to Kafka too, asynchronously: for monitoring tools, and for the rest of the group. */
void kafka_advise(struct kafka_consumer *, const struct kafka_position *, size_t count);

/* Leaves the group cleanly. */
void kafka_consumer_close(struct kafka_consumer *);

/* ---- producing ---- */

struct kafka_producer;
struct kafka_producer *kafka_producer_open(const struct json *properties, struct error *); /* idempotent */
/* Copies key and value. Waits while the local queue is full. */
bool kafka_produce(
    struct kafka_producer *, struct str topic, struct str key, struct str value, struct error *);
/* Waits until everything produced is acknowledged; false with a transient error if something is not in time. */
bool kafka_flush(struct kafka_producer *, int wait_ms, struct error *);
void kafka_producer_close(struct kafka_producer *);

/* ---- administration ---- */

/* Creates topics that are missing; *created gets their number. Existing ones stay as they are. */
bool kafka_create_topics(const struct json *properties, const struct str *topics, size_t count,
    int partitions, int replication, int *created, struct error *);

/* Which of these topics exist; false with a transient error if the broker is away. */
bool kafka_topics_exist(
    const struct json *properties, const struct str *topics, size_t count, bool *exist, struct error *);

#endif
