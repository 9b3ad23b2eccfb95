/* Batches from Kafka, places in PostgreSQL; see kafka_feed.h.
 *
 * For each assigned partition the feed knows two offsets: where the table stands, which is what the compare-and-set
 * expects, and where reading has come to. They are the same between batches. When a batch is dropped, because the
 * compare-and-set found the table elsewhere, the consumer goes back to what the table says.
 */
#include "pipeline/kafka_feed.h"

#include <stdlib.h>

#include "pipeline/core/log.h"
#include "pipeline/io/kafka.h"
#include "pipeline/offsets.h"

enum { WAIT_MS = 100 };

const struct option kafka_feed_options[] = {
    {"batch_records", OPTION_INT, EVERYWHERE, "10000", 1, 100000, "N", "records in a batch at most"},
    {"batch_bytes", OPTION_INT, EVERYWHERE, "16777216", 1024, 1073741824, "BYTES",
	"bytes in a batch at most"},
    {"until_caught_up", OPTION_FLAG, ON_COMMAND_LINE, NULL, 0, 0, NULL,
	"stop when every partition is read to its end"},
    OPTION_END,
};

struct place {
	struct str topic; /* owned by the consumer */
	int32_t partition;
	struct str source;
	int64_t stored; /* in the table; -1 if it has no row yet */
	int64_t next;   /* to be read */
};

struct kafka_feed {
	struct kafka_consumer *consumer;
	struct topics *topics;
	struct str group;
	struct postgres *db; /* the worker's, during fill and settle */
	size_t batch_records, batch_bytes;
	bool until_caught_up;
	struct place *places;
	size_t count, capacity;
	size_t last; /* found last: messages of a partition come together */
};

static struct place *
find_place(struct kafka_feed *f, struct str topic, int32_t partition)
{
	for (size_t i = 0; i < f->count; i++) {
		size_t at = (f->last + i) % f->count;
		struct place *p = &f->places[at];

		if (p->partition == partition && str_eq(p->topic, topic)) {
			f->last = at;
			return p;
		}
	}
	return NULL;
}

static struct place *
add_place(struct kafka_feed *f, const struct kafka_position *position)
{
	struct place *p = find_place(f, position->topic, position->partition);

	if (!p) {
		if (f->count == f->capacity) {
			f->capacity = f->capacity ? f->capacity * 2 : 16;
			f->places = realloc(f->places, f->capacity * sizeof(*f->places));
			if (!f->places)
				abort();
		}
		p = &f->places[f->count++];
	}
	*p = (struct place){.topic = position->topic,
	    .partition = position->partition,
	    .source = topics_source(f->topics, position->topic),
	    .stored = position->next_offset,
	    .next = position->next_offset};
	return p;
}

/* Where the table says each partition goes on; false while the database cannot tell. */
static bool
on_assign(void *context, struct kafka_position *positions, size_t count)
{
	struct kafka_feed *f = context;
	struct error e;

	if (!f->db)
		return false;
	if (!offsets_read(f->db, f->group, positions, count, &e)) {
		log_line(LOG_WARN, "offsets-unread", "error=%s", log_quote(e.text));
		return false;
	}
	for (size_t i = 0; i < count; i++)
		add_place(f, &positions[i]);
	return true;
}

/* Reading starts: partitions that are new to the group get their row. If that fails, so does the first
 * compare-and-set, and the feed goes back and asks again. */
static void
on_start(void *context, const struct kafka_position *positions, size_t count)
{
	struct kafka_feed *f = context;
	struct error e;

	if (!offsets_start(f->db, f->group, positions, count, &e))
		log_line(LOG_WARN, "offsets-unwritten", "error=%s", log_quote(e.text));
	for (size_t i = 0; i < count; i++) {
		struct place *p = find_place(f, positions[i].topic, positions[i].partition);

		if (p && p->stored < 0)
			p->stored = positions[i].next_offset;
		if (p) /* not always what the table says: its offset may have expired on the broker */
			p->next = positions[i].next_offset;
		log_line(LOG_INFO, "partition-assigned", "topic=%s partition=%d offset=%lld",
		    log_quote(positions[i].topic.at), positions[i].partition,
		    (long long)positions[i].next_offset);
	}
}

static void
on_revoke(void *context, const struct kafka_position *positions, size_t count)
{
	struct kafka_feed *f = context;

	for (size_t i = 0; i < count; i++) {
		struct place *p = find_place(f, positions[i].topic, positions[i].partition);

		if (p)
			*p = f->places[--f->count];
	}
	f->last = 0;
}

struct kafka_feed *
kafka_feed_open(const struct settings *s, struct topics *topics, struct error *e)
{
	struct kafka_feed *f = calloc(1, sizeof(*f));
	struct kafka_owner owner = {f, on_assign, on_start, on_revoke};
	const struct str *subscriptions;
	size_t count;

	if (!f)
		abort();
	f->topics = topics;
	f->group = topics_group(topics);
	f->batch_records = (size_t)settings_int(s, "batch_records");
	f->batch_bytes = (size_t)settings_int(s, "batch_bytes");
	f->until_caught_up = settings_flag(s, "until_caught_up");
	f->consumer = kafka_consumer_open(settings_tree(s, "kafka"), &owner, e);
	subscriptions = topics_subscriptions(topics, &count);
	if (f->consumer && kafka_subscribe(f->consumer, subscriptions, count, e))
		return f;
	kafka_feed_close(f);
	return NULL;
}

static void
add_message(struct kafka_feed *f, struct batch *b, const struct kafka_message *m)
{
	struct place *p = find_place(f, m->topic, m->partition);
	struct origin origin = {.topic = m->topic, .partition = m->partition, .offset = m->offset};

	if (!p || m->offset < p->next)
		return; /* taken from us meanwhile, or fetched before the consumer went back */
	origin.source = p->source;
	origin.received_at = m->timestamp_us < 0 ? 0 : m->timestamp_us;
	p->next = m->offset + 1;
	batch_add(b, &origin, m->payload);
}

static bool
feed_fill(void *state, struct postgres *db, struct batch *b, struct error *e)
{
	struct kafka_feed *f = state;
	struct kafka_message *messages;
	size_t count;

	f->db = db;
	if (!kafka_poll(f->consumer, WAIT_MS, f->batch_records, f->batch_bytes, &messages, &count, e))
		return false;
	for (size_t i = 0; i < count; i++)
		add_message(f, b, &messages[i]);
	if (!b->first)
		kafka_release(f->consumer);
	return true;
}

static bool
feed_finished(void *state)
{
	struct kafka_feed *f = state;

	return f->until_caught_up && kafka_caught_up(f->consumer);
}

/* Moves the table from where it stood before this batch. */
static bool
feed_advance(void *state, struct postgres *db, bool *lost, struct error *e)
{
	struct kafka_feed *f = state;
	struct offset_step *steps = malloc((f->count + 1) * sizeof(*steps));
	size_t moved = 0;
	bool ok;

	if (!steps)
		abort();
	for (size_t i = 0; i < f->count; i++) {
		const struct place *p = &f->places[i];

		if (p->next != p->stored)
			steps[moved++] = (struct offset_step){p->topic, p->partition, p->stored, p->next};
	}
	ok = offsets_advance(db, f->group, steps, moved, lost, e);
	free(steps);
	return ok;
}

static void
remember(struct kafka_feed *f)
{
	struct kafka_position *moved = malloc((f->count + 1) * sizeof(*moved));
	size_t count = 0;

	if (!moved)
		abort();
	for (size_t i = 0; i < f->count; i++) {
		struct place *p = &f->places[i];

		if (p->next == p->stored)
			continue;
		p->stored = p->next;
		moved[count++] = (struct kafka_position){p->topic, p->partition, p->next};
	}
	kafka_advise(f->consumer, moved, count);
	free(moved);
}

static bool
feed_settle(void *state, const struct batch *b, bool committed, struct error *e)
{
	struct kafka_feed *f = state;

	(void)b;
	kafka_release(f->consumer);
	if (!committed)
		return kafka_rewind(f->consumer, e);
	remember(f);
	return true;
}

struct feed
kafka_feed_functions(struct kafka_feed *f)
{
	return (struct feed){f, feed_fill, feed_finished, feed_advance, feed_settle};
}

void
kafka_feed_close(struct kafka_feed *f)
{
	if (!f)
		return;
	kafka_consumer_close(f->consumer);
	free(f->places);
	free(f);
}
