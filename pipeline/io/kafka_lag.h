/* What the rest of a consumer group has left to read. Private to the kafka*.c files. */
#ifndef LRSTREAM_KAFKA_LAG_H
#define LRSTREAM_KAFKA_LAG_H

#include "pipeline/io/kafka_client.h"
#include "pipeline/io/kafka_partitions.h"

/* True if every partition of the subscribed topics that is not assigned here has been read to its end by others of the
 * group, going by the offsets they committed to Kafka. False also if the brokers do not answer within wait_ms. */
bool lag_is_none_elsewhere(const struct client *, struct partitions *, int wait_ms);

#endif
