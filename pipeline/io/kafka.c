/* The consumer; see kafka.h. The producer and the admin calls are in kafka_producer.c.
 *
 * Rebalances. librdkafka calls back in the middle of a poll; the callback only takes note, so that the messages which
 * this poll has read already are handed out while they are still ours. The next poll acts on the note: partitions
 * taken away are told to the owner and given up; new ones wait (NEW) until the owner knows where they start, and are
 * then assigned with real offsets. A rewind puts partitions that were being read back among the waiting ones (REWOUND:
 * paused, to be sought). One function, start_waiting, serves both.
 *
 * Messages are taken one by one: librdkafka's batch calls lose messages when a rebalance comes in between (the notes
 * of its release 2.0 say so), and one by one costs a fraction of a microsecond each.
 *
 * Memory. librdkafka fetches ahead up to queued.max.messages.kbytes and one fetch more. When that queue is full its
 * broker threads sleep for a second, even if the queue is emptied in the meantime, which would cap a consumer at one
 * queue a second: 13,000 messages of 1.4 KB/s were measured where the work at hand allowed 85,000. With 2.2 came
 * fetch.queue.backoff.ms; before that the threads must be roused.
 */
#include "pipeline/io/kafka.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/log.h"
#include "pipeline/io/kafka_client.h"
#include "pipeline/io/kafka_positions.h"

enum {
	RETRY_MS = 500,       /* between two attempts to start partitions */
	SEARCH_MS = 2000,     /* between two looks for topics that are missing */
	LAG_MS = 200,         /* between two looks at what others of the group have left */
	CALL_MS = 3000,       /* a call that waits for a broker's answer */
	ROUSE_BYTES = 1 << 20 /* with this much taken, fetchers may sleep over a queue that has room again */
};

/* The end of the year 9999: what is later is no time that a producer meant. */
static const int64_t most_ms = INT64_C(253402300799999);

/* Where the user says nothing. Sizes keep a consumer under 16 MB whatever the backlog. */
static const struct property defaults[] = {
    {"client.id", "lrstream"},
    {"auto.offset.reset", "earliest"},
    {"fetch.message.max.bytes", "1048576"},
    {"fetch.max.bytes", "2097152"},
    {"queued.max.messages.kbytes", "12288"}, /* a batch of 10,000 statements */
    {"queued.min.messages", "1000000"},
    {"topic.metadata.refresh.interval.ms", "10000"},
    {"reconnect.backoff.max.ms", "2000"},
    {NULL, NULL},
};

/* What the exactly-once promise rests on. */
static const struct property fixed[] = {
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"enable.partition.eof", "true"},
    {NULL, NULL},
};

struct kafka_consumer {
	struct client client;
	struct kafka_owner owner;

	rd_kafka_resp_err_t rebalance;               /* what the callback noted: gained or lost, */
	rd_kafka_topic_partition_list_t *rebalanced; /* and which; NULL if nothing */
	bool owes_answer;                            /* librdkafka waits to hear where new partitions start */
	bool settled;                                /* the last rebalance is over, and there was one */
	bool caught_up; /* the group had read everything, and nothing has come since */
	bool closing;

	struct partitions partitions;
	int64_t retry_at;  /* when to try again to start waiting partitions, ms */
	int64_t search_at; /* when to look again for missing topics, ms */
	int64_t lag_at;    /* when to look again at what others have left, ms */

	rd_kafka_message_t **held; /* behind the messages handed out */
	struct kafka_message *messages;
	size_t count, capacity;

	enum reset reset;   /* auto.offset.reset */
	bool needs_rousing; /* see above; what to rouse with: */
	char *sasl_user, *sasl_password;
	rd_kafka_resp_err_t trouble; /* said last, so as not to say it again */
};

/* ---- rebalances ---- */

/* librdkafka waits for the answer to a rebalance, each protocol for its own. */
static void
answer_rebalance(struct kafka_consumer *c, rd_kafka_resp_err_t kind, rd_kafka_topic_partition_list_t *list)
{
	rd_kafka_t *rk = c->client.rk;
	bool gained = kind == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
	rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
	rd_kafka_error_t *failure = NULL;

	if (strcmp(rd_kafka_rebalance_protocol(rk), "COOPERATIVE") != 0)
		code = rd_kafka_assign(rk, gained ? list : NULL);
	else if (gained)
		failure = rd_kafka_incremental_assign(rk, list);
	else
		failure = rd_kafka_incremental_unassign(rk, list);
	if (failure) {
		code = rd_kafka_error_code(failure);
		rd_kafka_error_destroy(failure);
	}
	if (code)
		log_line(LOG_WARN, "rebalance", "error=%s", log_quote(rd_kafka_err2str(code)));
}

static void
on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t kind, rd_kafka_topic_partition_list_t *list, void *opaque)
{
	struct kafka_consumer *c = ((struct client *)opaque)->owner;

	if (c->closing) {
		answer_rebalance(c, kind, list);
		return;
	}
	assert(!c->rebalanced);
	c->rebalance = kind;
	c->rebalanced = rd_kafka_topic_partition_list_copy(list);
	rd_kafka_yield(rk);
}

static struct kafka_position *
positions_of(struct kafka_consumer *c, const rd_kafka_topic_partition_list_t *list)
{
	struct kafka_position *positions = calloc((size_t)list->cnt + 1, sizeof(*positions));

	if (!positions)
		abort();
	for (int i = 0; i < list->cnt; i++)
		positions[i] = (struct kafka_position){partitions_name(&c->partitions, list->elems[i].topic),
		    list->elems[i].partition, list->elems[i].offset};
	return positions;
}

static void
remove_partitions(struct kafka_consumer *c, const rd_kafka_topic_partition_list_t *list)
{
	struct kafka_position *positions = positions_of(c, list);

	for (int i = 0; i < list->cnt; i++)
		partitions_remove(&c->partitions, list->elems[i].topic, list->elems[i].partition);
	c->owner.on_revoke(c->owner.context, positions, (size_t)list->cnt);
	free(positions);
}

/* Acts on what the callback noted. The answer to an assignment follows from start_waiting. */
static void
heed_rebalance(struct kafka_consumer *c)
{
	if (!c->rebalanced)
		return;
	c->settled = c->caught_up = false;
	c->retry_at = 0;
	if (c->rebalance == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
		for (int i = 0; i < c->rebalanced->cnt; i++)
			partitions_add(
			    &c->partitions, c->rebalanced->elems[i].topic, c->rebalanced->elems[i].partition);
		c->owes_answer = true;
	} else {
		remove_partitions(c, c->rebalanced);
		answer_rebalance(c, c->rebalance, c->rebalanced);
	}
	rd_kafka_topic_partition_list_destroy(c->rebalanced);
	c->rebalanced = NULL;
}

/* ---- where partitions start ---- */

/* Hands resolved positions to librdkafka: rewound ones are sought and resumed, new ones assigned. */
static bool
set_off(struct kafka_consumer *c, const struct kafka_position *positions, size_t count)
{
	rd_kafka_topic_partition_list_t *fresh = rd_kafka_topic_partition_list_new((int)count);
	rd_kafka_topic_partition_list_t *rewound = rd_kafka_topic_partition_list_new((int)count);
	rd_kafka_error_t *failure = NULL;

	for (size_t i = 0; i < count; i++) {
		struct partition *p =
		    partitions_find(&c->partitions, positions[i].topic.at, positions[i].partition);

		rd_kafka_topic_partition_list_add(p->state == NEW ? fresh : rewound, p->topic.at, p->number)
		    ->offset = positions[i].next_offset;
	}
	if (rewound->cnt)
		failure = rd_kafka_seek_partitions(c->client.rk, rewound, CALL_MS);
	if (!failure) {
		rd_kafka_resume_partitions(c->client.rk, rewound);
		if (c->owes_answer)
			answer_rebalance(c, RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS, fresh);
		c->owes_answer = false;
		c->settled = true;
	} else {
		rd_kafka_error_destroy(failure);
	}
	rd_kafka_topic_partition_list_destroy(fresh);
	rd_kafka_topic_partition_list_destroy(rewound);
	return !failure;
}

static size_t
list_waiting(const struct kafka_consumer *c, struct kafka_position *positions)
{
	size_t count = 0;

	for (size_t i = 0; i < c->partitions.count; i++)
		if (c->partitions.at[i].state != READING)
			positions[count++] = (struct kafka_position){
			    c->partitions.at[i].topic, c->partitions.at[i].number, -1};
	return count;
}

static void
begin_reading(struct kafka_consumer *c, const struct kafka_position *positions, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct partition *p =
		    partitions_find(&c->partitions, positions[i].topic.at, positions[i].partition);

		p->state = READING;
		p->next_offset = positions[i].next_offset;
		p->at_end = false;
	}
	if (count)
		c->owner.on_start(c->owner.context, positions, count);
	kafka_advise(
	    c, positions, count); /* a member that was killed stored offsets and could not advise them */
}

/* Starts what waits, if the owner and the brokers can say where; else it is tried again later. */
static bool
start_waiting(struct kafka_consumer *c, struct error *e)
{
	struct kafka_position *positions;
	enum start start = START_KNOWN;
	size_t count;

	if (client_now_ms() < c->retry_at)
		return true;
	positions = calloc(c->partitions.count + 1, sizeof(*positions));
	if (!positions)
		abort();
	count = list_waiting(c, positions);
	if (count && !c->owner.on_assign(c->owner.context, positions, count))
		start = START_LATER;
	for (size_t i = 0; start == START_KNOWN && i < count; i++)
		start = position_resolve(&c->client, c->reset, &positions[i], CALL_MS, e);
	if (start == START_KNOWN && (count || c->owes_answer) && !set_off(c, positions, count))
		start = START_LATER;
	if (start == START_KNOWN)
		begin_reading(c, positions, count);
	else
		c->retry_at = client_now_ms() + RETRY_MS;
	free(positions);
	return start != START_NEVER;
}

/* Stops reading partitions that were being read, until start_waiting knows where to go on. */
static rd_kafka_resp_err_t
halt(struct kafka_consumer *c, struct partition *partitions, size_t count)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);
	rd_kafka_resp_err_t code;

	for (size_t i = 0; i < count; i++)
		if (partitions[i].state == READING) {
			rd_kafka_topic_partition_list_add(list, partitions[i].topic.at, partitions[i].number);
			partitions[i].state = REWOUND;
		}
	code = rd_kafka_pause_partitions(c->client.rk, list);
	rd_kafka_topic_partition_list_destroy(list);
	c->retry_at = 0;
	c->caught_up = false;
	return code;
}

bool
kafka_rewind(struct kafka_consumer *c, struct error *e)
{
	rd_kafka_resp_err_t code = halt(c, c->partitions.at, c->partitions.count);

	return !code || error_transient(e, "kafka: cannot pause: %s", rd_kafka_err2str(code));
}

/* ---- messages ---- */

/* True for a message from before where we are, which is passed over. It was read already, where a rebalance came in
 * between; or its topic was made anew or lost its tail, and the partition must start again. */
static bool
came_before(struct kafka_consumer *c, struct partition *p, int64_t offset)
{
	int64_t low, high;

	if (offset >= p->next_offset)
		return false;
	if (!rd_kafka_query_watermark_offsets(c->client.rk, p->topic.at, p->number, &low, &high, CALL_MS)
	    && high < p->next_offset)
		halt(c, p, 1);
	return true;
}

static void
hold(struct kafka_consumer *c, rd_kafka_message_t *m, struct partition *p)
{
	int64_t ms;

	if (c->count == c->capacity) {
		c->capacity = c->capacity ? 2 * c->capacity : 256;
		c->held = realloc(c->held, c->capacity * sizeof(*c->held));
		c->messages = realloc(c->messages, c->capacity * sizeof(*c->messages));
		if (!c->held || !c->messages)
			abort();
	}
	ms = rd_kafka_message_timestamp(m, NULL);
	p->next_offset = m->offset + 1;
	p->at_end = c->caught_up = false;
	c->held[c->count] = m;
	c->messages[c->count++] = (struct kafka_message){.topic = p->topic,
	    .partition = p->number,
	    .offset = m->offset,
	    .timestamp_us = ms < 0 || ms > most_ms ? -1 : ms * 1000,
	    .payload = {m->payload, m->len}};
}

/* What comes in a message's place: the end of a partition, or a trouble, which is said once. */
static void
take_event(struct kafka_consumer *c, const rd_kafka_message_t *m, struct partition *p)
{
	const char *topic = m->rkt ? rd_kafka_topic_name(m->rkt) : "";

	switch (m->err) {
	case RD_KAFKA_RESP_ERR__PARTITION_EOF:
		if (p) {
			p->at_end = true;
			p->next_offset = m->offset; /* behind marks of transactions, which are no messages */
		}
		break;
	case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
	case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
		/* A pattern may wait for its first topic. */
		if (topic[0] != '^' && partitions_miss(&c->partitions, topic))
			log_line(LOG_WARN, "topic-missing", "topic=%s", log_quote(topic));
		break;
	case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
	case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
		snprintf(c->client.fault, sizeof(c->client.fault), "%s", rd_kafka_message_errstr(m));
		break;
	default:
		if (c->trouble != m->err)
			log_line(LOG_WARN, "kafka", "topic=%s error=%s", log_quote(topic),
			    log_quote(rd_kafka_message_errstr(m)));
		c->trouble = m->err;
	}
}

/* Takes the message over; returns the bytes of its payload. */
static size_t
take(struct kafka_consumer *c, rd_kafka_message_t *m)
{
	struct partition *p =
	    m->rkt ? partitions_find(&c->partitions, rd_kafka_topic_name(m->rkt), m->partition) : NULL;

	if (!m->err && p && p->state == READING && !came_before(c, p, m->offset)) {
		hold(c, m, p);
		return m->len;
	}
	if (m->err)
		take_event(c, m, p);
	rd_kafka_message_destroy(m);
	return 0;
}

/* Wakes the broker threads. To set the credentials anew, to what they are, is the one call that does no more. */
static void
rouse_fetchers(struct kafka_consumer *c)
{
	rd_kafka_error_t *failure =
	    rd_kafka_sasl_set_credentials(c->client.rk, c->sasl_user, c->sasl_password);

	if (failure)
		rd_kafka_error_destroy(failure);
}

/* Topics that were missing may be there by now: to list them all makes librdkafka join with them, too. */
static void
look_for_topics(struct kafka_consumer *c)
{
	const struct rd_kafka_metadata *metadata;

	if (!partitions_any_missing(&c->partitions) || client_now_ms() < c->search_at)
		return;
	c->search_at = client_now_ms() + SEARCH_MS;
	if (rd_kafka_metadata(c->client.rk, 1, NULL, &metadata, CALL_MS))
		return;
	for (size_t i = 0; i < c->partitions.subscription_count; i++) {
		struct subscription *s = &c->partitions.subscriptions[i];

		if (s->missing && client_topic_listed(metadata, s->topic)) {
			s->missing = false;
			log_line(LOG_INFO, "topic-found", "topic=%s", log_quote(s->topic.at));
		}
	}
	rd_kafka_metadata_destroy(metadata);
}

bool
kafka_poll(struct kafka_consumer *c, int wait_ms, size_t most, size_t most_bytes,
    struct kafka_message **messages, size_t *count, struct error *e)
{
	rd_kafka_message_t *m;
	size_t bytes = 0;

	assert(c->count == 0);
	*messages = NULL;
	*count = 0;
	heed_rebalance(c);
	client_look(&c->client);
	look_for_topics(c);
	if (!start_waiting(c, e))
		return false;
	while (c->count < most && bytes < most_bytes && !c->rebalanced
	       && (m = rd_kafka_consumer_poll(c->client.rk, c->count ? 0 : wait_ms))) {
		wait_ms = 0;
		bytes += take(c, m);
	}
	if (c->count) {
		client_heard(&c->client);
		c->trouble = RD_KAFKA_RESP_ERR_NO_ERROR;
	}
	if (bytes >= ROUSE_BYTES && c->needs_rousing)
		rouse_fetchers(c);
	*messages = c->messages;
	*count = c->count;
	return !c->client.fault[0] || error_world(e, "kafka: %s", c->client.fault);
}

void
kafka_release(struct kafka_consumer *c)
{
	for (size_t i = 0; i < c->count; i++)
		rd_kafka_message_destroy(c->held[i]);
	c->count = 0;
}

void
kafka_advise(struct kafka_consumer *c, const struct kafka_position *positions, size_t count)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);

	for (size_t i = 0; i < count; i++)
		rd_kafka_topic_partition_list_add(list, positions[i].topic.at, positions[i].partition)
		    ->offset = positions[i].next_offset;
	if (count)
		rd_kafka_commit(c->client.rk, list, 1);
	rd_kafka_topic_partition_list_destroy(list);
}

/* Others of the group see by this how far their neighbours are. */
static void
advise_own(struct kafka_consumer *c)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);

	for (size_t i = 0; i < c->partitions.count; i++) {
		const struct partition *p = &c->partitions.at[i];

		rd_kafka_topic_partition_list_add(list, p->topic.at, p->number)->offset = p->next_offset;
	}
	if (list->cnt)
		rd_kafka_commit(c->client.rk, list, 1);
	rd_kafka_topic_partition_list_destroy(list);
}

bool
kafka_caught_up(struct kafka_consumer *c)
{
	assert(c->count == 0);
	if (c->caught_up)
		return true;
	if (!c->settled || c->rebalanced || !partitions_at_end(&c->partitions) || client_now_ms() < c->lag_at)
		return false;
	c->lag_at = client_now_ms() + LAG_MS;
	advise_own(c);
	c->caught_up = positions_rest_is_read(&c->client, &c->partitions, CALL_MS);
	return c->caught_up;
}

/* ---- opening and closing ---- */

/* Reads from the configuration, before librdkafka takes it over, what the consumer itself acts on. */
static void
note_conf(struct kafka_consumer *c, rd_kafka_conf_t *conf)
{
	char *reset = client_conf_text(conf, "auto.offset.reset");

	c->reset = reset_of(reset);
	c->sasl_user = client_conf_text(conf, "sasl.username");
	c->sasl_password = client_conf_text(conf, "sasl.password");
	c->needs_rousing =
	    rd_kafka_conf_set(conf, "fetch.queue.backoff.ms", "5", NULL, 0) != RD_KAFKA_CONF_OK;
	free(reset);
}

const struct json *
kafka_refused(const struct json *properties, struct error *e)
{
	return client_refused(properties, fixed, e);
}

/* With a heartbeat members hear that partitions change hands. Who names a group.protocol may mean the newer one: there the
 * broker says how often, and librdkafka refuses to be told. */
static void
set_heartbeat(rd_kafka_conf_t *conf, const struct json *properties)
{
	if (!json_get(properties, STR("heartbeat.interval.ms"))
	    && !json_get(properties, STR("group.protocol")))
		rd_kafka_conf_set(conf, "heartbeat.interval.ms", "1000", NULL, 0);
}

struct kafka_consumer *
kafka_consumer_open(const struct json *properties, const struct kafka_owner *owner, struct error *e)
{
	rd_kafka_conf_t *conf = client_conf(properties, defaults, fixed, e);
	struct kafka_consumer *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	if (!conf)
		goto failed;
	c->client.owner = c;
	c->client.telling = true;
	c->owner = *owner;
	note_conf(c, conf);
	set_heartbeat(conf, properties);
	rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
	if (!client_open(&c->client, RD_KAFKA_CONSUMER, conf, e))
		goto failed;
	rd_kafka_poll_set_consumer(c->client.rk);
	return c;
failed:
	kafka_consumer_close(c);
	return NULL;
}

bool
kafka_subscribe(struct kafka_consumer *c, const struct str *topics, size_t count, struct error *e)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);
	rd_kafka_resp_err_t code;

	for (size_t i = 0; i < count; i++) {
		char *name = strndup(topics[i].at, topics[i].len);

		partitions_subscribe(&c->partitions, name);
		rd_kafka_topic_partition_list_add(list, name, RD_KAFKA_PARTITION_UA);
		free(name);
	}
	code = rd_kafka_subscribe(c->client.rk, list);
	rd_kafka_topic_partition_list_destroy(list);
	return !code || error_usage(e, "kafka: cannot subscribe: %s", rd_kafka_err2str(code));
}

/* Answers a rebalance that is still open, for else librdkafka would wait for it, and leaves the group. */
static void
leave_group(struct kafka_consumer *c)
{
	rd_kafka_topic_partition_list_t *none = rd_kafka_topic_partition_list_new(0);

	c->closing = true;
	if (c->rebalanced) {
		bool gained = c->rebalance == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;

		answer_rebalance(c, c->rebalance, gained ? none : c->rebalanced);
		rd_kafka_topic_partition_list_destroy(c->rebalanced);
	} else if (c->owes_answer) {
		answer_rebalance(c, RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS, none);
	}
	rd_kafka_topic_partition_list_destroy(none);
	rd_kafka_consumer_close(c->client.rk);
	rd_kafka_destroy(c->client.rk);
}

void
kafka_consumer_close(struct kafka_consumer *c)
{
	if (!c)
		return;
	kafka_release(c);
	if (c->client.rk)
		leave_group(c);
	partitions_free(&c->partitions);
	free(c->held);
	free(c->messages);
	free(c->sasl_user);
	free(c->sasl_password);
	free(c);
}
