/* The producer and the admin calls; see kafka.h.
 *
 * The producer is for dead letters: few, small, and needed before the batch commits. A flush that fails throws the
 * handle away with what it still holds, since the batch will be tried again and produce the same once more; the next
 * message starts a new one.
 */
#include "pipeline/io/kafka.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/io/kafka_client.h"

enum {
	ROOM_MS = 10000, /* waiting for room in the producer's queue */
	ROOM_STEP_MS = 100,
	ADMIN_MS = 15000,
	ADMIN_STEP_MS = 500,
	TOPIC_BYTES = 250 /* Kafka's longest topic name and a NUL */
};

static const struct property defaults[] = {
    {"client.id", "lrstream"},
    {"enable.idempotence", "true"},
    {"acks", "all"},
    {"linger.ms", "5"},
    {"queue.buffering.max.kbytes", "8192"},
    {"topic.metadata.propagation.max.ms", "2000"},
    {"reconnect.backoff.max.ms", "2000"},
    {NULL, NULL},
};

struct kafka_producer {
	struct client client;       /* rk is NULL after a failed flush */
	rd_kafka_conf_t *conf;      /* to start with */
	char refused[REASON_BYTES]; /* why a message was not taken, or "" */
};

static void
on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *m, void *opaque)
{
	struct kafka_producer *p = ((struct client *)opaque)->owner;

	(void)rk;
	if (m->err)
		snprintf(p->refused, sizeof(p->refused), "topic %s: %s", rd_kafka_topic_name(m->rkt),
		    rd_kafka_err2str(m->err));
}

static bool
start(struct kafka_producer *p, struct error *e)
{
	if (p->client.rk)
		return true;
	p->client = (struct client){.owner = p};
	p->refused[0] = '\0';
	return client_open(&p->client, RD_KAFKA_PRODUCER, rd_kafka_conf_dup(p->conf), e);
}

struct kafka_producer *
kafka_producer_open(const struct json *properties, struct error *e)
{
	struct kafka_producer *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->conf = client_conf(properties, defaults, NULL, e);
	if (p->conf)
		rd_kafka_conf_set_dr_msg_cb(p->conf, on_delivery);
	if (p->conf && start(p, e))
		return p;
	kafka_producer_close(p);
	return NULL;
}

bool
kafka_produce(struct kafka_producer *p, struct str topic, struct str key, struct str value, struct error *e)
{
	char name[TOPIC_BYTES];
	rd_kafka_resp_err_t code;
	int waited = 0;

	snprintf(name, sizeof(name), "%.*s", STR_ARG(topic));
	if (!start(p, e))
		return false;
	for (;;) {
		code = rd_kafka_producev(p->client.rk, RD_KAFKA_V_TOPIC(name),
		    RD_KAFKA_V_KEY(key.at, key.len), RD_KAFKA_V_VALUE((void *)value.at, value.len),
		    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
		if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || waited >= ROOM_MS)
			break;
		rd_kafka_poll(p->client.rk, ROOM_STEP_MS);
		waited += ROOM_STEP_MS;
	}
	return !code || error_transient(e, "kafka: topic %s: %s", name, rd_kafka_err2str(code));
}

bool
kafka_flush(struct kafka_producer *p, int wait_ms, struct error *e)
{
	rd_kafka_resp_err_t code;
	const char *reason;

	if (!p->client.rk)
		return true;
	code = rd_kafka_flush(p->client.rk, wait_ms);
	if (!code && !p->refused[0])
		return true;
	reason = p->refused[0] ? p->refused : p->client.fault[0] ? p->client.fault : p->client.reason;
	error_transient(e, "kafka: not acknowledged: %s", reason[0] ? reason : rd_kafka_err2str(code));
	rd_kafka_purge(p->client.rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
	rd_kafka_destroy(p->client.rk);
	p->client.rk = NULL;
	return false;
}

void
kafka_producer_close(struct kafka_producer *p)
{
	if (!p)
		return;
	if (p->client.rk)
		rd_kafka_destroy(p->client.rk);
	if (p->conf)
		rd_kafka_conf_destroy(p->conf);
	free(p);
}

/* ---- administration ---- */

/* What to tell of a failed call: the trouble with the broker behind it, if one is known. */
static bool
failed(struct client *c, rd_kafka_resp_err_t code, struct error *e)
{
	rd_kafka_poll(c->rk, 0);
	return error_transient(e, "kafka: %s", c->reason[0] ? c->reason : rd_kafka_err2str(code));
}

/* Opens a client and lists what the brokers know: no later than when all of them have refused. */
static bool
admin_open(struct client *c, const struct json *properties, const struct rd_kafka_metadata **metadata,
    struct error *e)
{
	rd_kafka_conf_t *conf = client_conf(properties, defaults, NULL, e);
	rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;

	*c = (struct client){0};
	if (!conf || !client_open(c, RD_KAFKA_PRODUCER, conf, e))
		return false;
	for (int waited = 0; waited < ADMIN_MS && !c->suspect; waited += ADMIN_STEP_MS) {
		code = rd_kafka_metadata(c->rk, 1, NULL, metadata, ADMIN_STEP_MS);
		if (!code)
			return true;
		rd_kafka_poll(c->rk, 0);
	}
	return failed(c, code, e);
}

/* Judges each topic's own result; false at the first that is neither new nor there before. */
static bool
count_created(rd_kafka_event_t *event, int *created, struct error *e)
{
	size_t count = 0;
	const rd_kafka_topic_result_t **results =
	    rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);

	for (size_t i = 0; i < count; i++) {
		rd_kafka_resp_err_t code = rd_kafka_topic_result_error(results[i]);

		if (!code)
			++*created;
		else if (code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
			return error_world(e, "kafka: topic %s: %s", rd_kafka_topic_result_name(results[i]),
			    rd_kafka_topic_result_error_string(results[i]));
	}
	return true;
}

static bool
create(struct client *c, rd_kafka_NewTopic_t **topics, size_t count, int *created, struct error *e)
{
	rd_kafka_queue_t *queue = rd_kafka_queue_new(c->rk);
	rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(c->rk, RD_KAFKA_ADMIN_OP_CREATETOPICS);
	rd_kafka_event_t *event;
	bool ok;

	rd_kafka_AdminOptions_set_request_timeout(options, ADMIN_MS, NULL, 0);
	rd_kafka_AdminOptions_set_operation_timeout(options, ADMIN_MS, NULL, 0);
	rd_kafka_CreateTopics(c->rk, topics, count, options, queue);
	event = rd_kafka_queue_poll(queue, -1);
	if (rd_kafka_event_error(event))
		ok = failed(c, rd_kafka_event_error(event), e);
	else
		ok = count_created(event, created, e);
	rd_kafka_event_destroy(event);
	rd_kafka_AdminOptions_destroy(options);
	rd_kafka_queue_destroy(queue);
	return ok;
}

bool
kafka_create_topics(const struct json *properties, const struct str *topics, size_t count, int partitions,
    int replication, int *created, struct error *e)
{
	rd_kafka_NewTopic_t **fresh = calloc(count + 1, sizeof(struct rd_kafka_NewTopic_t *));
	const struct rd_kafka_metadata *known = NULL;
	struct client c;
	bool ok = admin_open(&c, properties, &known, e);
	size_t made = 0;

	if (!fresh)
		abort();
	*created = 0;
	for (size_t i = 0; ok && i < count; i++) {
		char name[TOPIC_BYTES], why[REASON_BYTES];

		if (client_topic_listed(known, topics[i]))
			continue;
		snprintf(name, sizeof(name), "%.*s", STR_ARG(topics[i]));
		fresh[made] = rd_kafka_NewTopic_new(name, partitions, replication, why, sizeof(why));
		ok = fresh[made] ? (made++, true) : error_usage(e, "kafka: topic %s: %s", name, why);
	}
	ok = ok && (made == 0 || create(&c, fresh, made, created, e));
	rd_kafka_NewTopic_destroy_array(fresh, made);
	free(fresh);
	if (known)
		rd_kafka_metadata_destroy(known);
	if (c.rk)
		rd_kafka_destroy(c.rk);
	return ok;
}

bool
kafka_topics_exist(
    const struct json *properties, const struct str *topics, size_t count, bool *exist, struct error *e)
{
	const struct rd_kafka_metadata *known = NULL;
	struct client c;
	bool ok = admin_open(&c, properties, &known, e);

	for (size_t i = 0; ok && i < count; i++)
		exist[i] = client_topic_listed(known, topics[i]);
	if (known)
		rd_kafka_metadata_destroy(known);
	if (c.rk)
		rd_kafka_destroy(c.rk);
	return ok;
}
