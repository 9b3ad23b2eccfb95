/* What Kafka consumers, producers and admin calls have in common. Private to the kafka*.c files, and the one place
 * where librdkafka is included: everybody else sees kafka.h.
 *
 * A client is a librdkafka handle and what is known of its brokers. librdkafka repeats its complaints; a client keeps
 * the last one as the reason and, for a consumer, tells once that no broker answers ("broker-away") and once that one
 * does again ("broker-back"). Opened clients must not move: librdkafka holds their address.
 */
#ifndef LRSTREAM_KAFKA_CLIENT_H
#define LRSTREAM_KAFKA_CLIENT_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/json.h"

enum { REASON_BYTES = 256 };

struct client {
	rd_kafka_t *rk;
	void *owner;               /* the consumer or producer that this is the client of */
	bool telling;              /* say when brokers go and come back */
	bool suspect;              /* librdkafka holds that all brokers are down */
	bool away;                 /* so it was when client_look asked them */
	int64_t probe_at;          /* when to ask again, ms */
	char reason[REASON_BYTES]; /* the last trouble with a broker, in librdkafka's words, or "" */
	char fault[REASON_BYTES];  /* an error that no waiting heals, or "" */
};

/* A table of properties ends with a NULL name. */
struct property {
	const char *name, *value;
};

/* A configuration of the user's properties over `defaults`; those of `fixed` (NULL for none) cannot be changed. The
 * caller adds callbacks and gives it to client_open. NULL with a usage error that names the property. */
rd_kafka_conf_t *client_conf(const struct json *properties, const struct property *defaults,
    const struct property *fixed, struct error *);

/* A property's value as librdkafka has it, "" if unset; to be freed. */
char *client_conf_text(const rd_kafka_conf_t *, const char *name);

/* The first property that is wrong, with a usage error that names it; NULL if none is. */
const struct json *client_refused(
    const struct json *properties, const struct property *fixed, struct error *);

/* Takes the configuration over, also on failure. */
bool client_open(struct client *, rd_kafka_type_t, rd_kafka_conf_t *, struct error *);

/* Where all brokers seem to be down, asks now and then whether they are: an idle client hears nothing of one that is
 * back. Tells what has changed. */
void client_look(struct client *);

/* A broker has answered. */
void client_heard(struct client *);

int64_t client_now_ms(void);

/* True if the topic is among those that the metadata lists. */
bool client_topic_listed(const struct rd_kafka_metadata *, struct str topic);

#endif
