/* The partitions that a Kafka consumer was assigned, and the topics it asked for. Private to the kafka*.c files; knows
 * nothing of librdkafka.
 */
#ifndef LRSTREAM_KAFKA_PARTITIONS_H
#define LRSTREAM_KAFKA_PARTITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/core/str.h"

enum partition_state {
	NEW,     /* assigned; nobody knows yet where it starts */
	REWOUND, /* was read, and is to be read again from where the owner says */
	READING
};

struct partition {
	struct str topic; /* interned */
	int32_t number;
	enum partition_state state;
	int64_t next_offset; /* once READING */
	bool at_end;         /* nothing has come since its end was reached */
};

/* A topic that was asked for by name, or a pattern. */
struct subscription {
	struct str topic; /* interned */
	bool missing;     /* the brokers do not know it */
};

struct partitions {
	struct partition *at;
	size_t count;
	size_t last; /* where the last search ended: messages come in runs */
	struct subscription *subscriptions;
	size_t subscription_count;
	char **names; /* of topics; kept to the end, so that slices of them may be handed out */
	size_t name_count;
};

/* The one copy of a topic's name, NUL-terminated. */
struct str partitions_name(struct partitions *, const char *topic);

/* NULL if it is not assigned. */
struct partition *partitions_find(struct partitions *, const char *topic, int32_t number);

void partitions_add(struct partitions *, const char *topic, int32_t number);
void partitions_remove(struct partitions *, const char *topic, int32_t number);

void partitions_subscribe(struct partitions *, const char *topic);

/* Notes that a topic is missing; true if it was asked for and this is news. */
bool partitions_miss(struct partitions *, const char *topic);
bool partitions_any_missing(const struct partitions *);

/* True if every assigned partition is read to its end and no topic is missing. */
bool partitions_at_end(const struct partitions *);

void partitions_free(struct partitions *);

#endif
