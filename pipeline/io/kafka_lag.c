/* Partitions of others, their committed offsets and their ends; see kafka_lag.h.
 *
 * Having read one's own partitions says little where another member of the group was killed: until its session times
 * out, nobody reads what it held.
 */
#include "pipeline/io/kafka_lag.h"

#include "pipeline/core/regex.h"

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
lag_is_none_elsewhere(const struct client *c, struct partitions *p, int wait_ms)
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
