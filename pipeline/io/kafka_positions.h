/* Where partitions start, and what the rest of a consumer group has left to read. Private to the kafka*.c files. */
#ifndef LRSTREAM_KAFKA_POSITIONS_H
#define LRSTREAM_KAFKA_POSITIONS_H

#include "pipeline/io/kafka.h"
#include "pipeline/io/kafka_client.h"
#include "pipeline/io/kafka_partitions.h"

/* What holds where no offset is stored, or one that is gone from the brokers. */
enum reset { RESET_TO_START, RESET_TO_END, RESET_NEVER };

/* Of librdkafka's words for auto.offset.reset. */
enum reset reset_of(const char *said);

enum start { START_KNOWN, START_LATER, START_NEVER };

/* Turns the offset that is stored (-1: none) into one that exists, as `reset` says where it does not. What the group
 * has committed to Kafka does not matter: another database would miss what this one was told.
 * START_LATER: a broker does not answer within wait_ms. START_NEVER: with an error, for the reset is none. */
enum start position_resolve(
    const struct client *, enum reset, struct kafka_position *, int wait_ms, struct error *);

/* True if every partition of the subscribed topics that is not assigned here has been read to its end by others of the
 * group, going by the offsets they committed to Kafka. False also if the brokers do not answer within wait_ms. */
bool positions_rest_is_read(const struct client *, struct partitions *, int wait_ms);

#endif
