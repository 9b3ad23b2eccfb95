/* Offsets that are stored, committed and at the ends of partitions; see kafka_positions.h.
 *
 * Having read one's own partitions says little where another member of the group was killed: until its session times
 * out, nobody reads what it held.
 */
#include "pipeline/io/kafka_positions.h"

#include "pipeline/core/log.h"
#include "pipeline/core/regex.h"

/* ---- where a partition starts ---- */

enum reset
reset_of(const char *said)
{
	static const char *const start[] = {"smallest", "earliest", "beginning"};

	for (size_t i = 0; i < sizeof(start) / sizeof(start[0]); i++)
		if (strcmp(said, start[i]) == 0)
			return RESET_TO_START;
	return strcmp(said, "error") == 0 ? RESET_NEVER : RESET_TO_END;
}

enum start
position_resolve(
    const struct client *c, enum reset reset, struct kafka_position *p, int wait_ms, struct error *e)
{
	int64_t low, high, stored = p->next_offset;
	rd_kafka_resp_err_t code =
	    rd_kafka_query_watermark_offsets(c->rk, p->topic.at, p->partition, &low, &high, wait_ms);

	if (code) {
		log_line(LOG_DEBUG, "partition-waits", "topic=%s partition=%d error=%s", p->topic.at,
		    (int)p->partition, log_quote(rd_kafka_err2str(code)));
		return START_LATER;
	}
	if (stored >= low && stored <= high)
		return START_KNOWN;
	p->next_offset = reset == RESET_TO_START ? low : high;
	if (stored >= 0)
		log_line(LOG_WARN, "offset-out-of-range",
		    "topic=%s partition=%d stored=%lld low=%lld high=%lld start=%lld", p->topic.at,
		    (int)p->partition, (long long)stored, (long long)low, (long long)high,
		    (long long)p->next_offset);
	if (reset != RESET_NEVER)
		return START_KNOWN;
	error_world(e,
	    "partition %d of topic %s: no stored offset that exists, and auto.offset.reset is error",
	    (int)p->partition, p->topic.at);
	return START_NEVER;
}

/* ---- what others have left ---- */

/* A name is itself, a pattern starts with ^. */
static bool
covers(const struct subscription *s, struct str topic)
{
	struct error e;
	struct str whole;
	struct regex *pattern;
	bool found;

	if (s->topic.at[0] != '^')
		return str_eq(s->topic, topic);
	pattern = regex_open(s->topic, &e);
	found = pattern && regex_find(pattern, topic, 0, &whole, 1) == REGEX_YES;
	regex_close(pattern);
	return found;
}

static bool
is_subscribed(const struct partitions *p, struct str topic)
{
	for (size_t i = 0; i < p->subscription_count; i++)
		if (covers(&p->subscriptions[i], topic))
			return true;
	return false;
}

static rd_kafka_topic_partition_list_t *
list_elsewhere(struct partitions *p, const struct rd_kafka_metadata *metadata)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(0);

	for (int i = 0; i < metadata->topic_cnt; i++) {
		const struct rd_kafka_metadata_topic *t = &metadata->topics[i];

		if (t->err || !is_subscribed(p, str_of(t->topic)))
			continue;
		for (int j = 0; j < t->partition_cnt; j++)
			if (!partitions_find(p, t->topic, t->partitions[j].id))
				rd_kafka_topic_partition_list_add(list, t->topic, t->partitions[j].id);
	}
	return list;
}

static bool
is_read(const struct client *c, const rd_kafka_topic_partition_t *p, int wait_ms)
{
	int64_t low, high;

	if (rd_kafka_query_watermark_offsets(c->rk, p->topic, p->partition, &low, &high, wait_ms))
		return false;
	return low == high || p->offset >= high;
}

bool
positions_rest_is_read(const struct client *c, struct partitions *p, int wait_ms)
{
	const struct rd_kafka_metadata *metadata;
	rd_kafka_topic_partition_list_t *list;
	bool none;

	if (rd_kafka_metadata(c->rk, 1, NULL, &metadata, wait_ms))
		return false;
	list = list_elsewhere(p, metadata);
	rd_kafka_metadata_destroy(metadata);
	none = list->cnt == 0 || !rd_kafka_committed(c->rk, list, wait_ms);
	for (int i = 0; none && i < list->cnt; i++)
		none = is_read(c, &list->elems[i], wait_ms);
	rd_kafka_topic_partition_list_destroy(list);
	return none;
}
