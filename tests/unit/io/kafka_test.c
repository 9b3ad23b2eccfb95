/* The consumer, the producer and the admin calls. What needs a broker asks the one that LRSTREAM_TEST_KAFKA names
 * (HOST:PORT) for topics of its own, and is skipped without it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "pipeline/core/arena.h"
#include "pipeline/io/kafka.h"

enum { PARTITIONS = 3, MESSAGES = 3000, PATIENCE = 300, WAIT_MS = 100 };

/* An owner that remembers: what it is told and what it answers. */
struct memory {
	int64_t *stored;             /* by partition; what on_assign answers; members of a group share it */
	bool commits;                /* what is read is stored */
	int64_t started[PARTITIONS]; /* by on_start; -1: not assigned */
	int64_t next[PARTITIONS];    /* read so far */
	int refusals;                /* how often on_assign still says that the database is away */
	int assigns, starts, revokes;
};

struct fixture {
	struct arena *arena;
	struct str topic, group;
	struct json properties;
	int64_t stored[PARTITIONS];
	struct memory memory;
	struct kafka_consumer *consumer;
};

static bool
on_assign(void *context, struct kafka_position *positions, size_t count)
{
	struct memory *m = context;

	m->assigns++;
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(positions[i].next_offset, -1);
		positions[i].next_offset = m->stored[positions[i].partition];
	}
	return m->refusals-- <= 0;
}

static void
on_start(void *context, const struct kafka_position *positions, size_t count)
{
	struct memory *m = context;

	m->starts++;
	for (size_t i = 0; i < count; i++)
		m->started[positions[i].partition] = m->next[positions[i].partition] =
		    positions[i].next_offset;
}

static void
on_revoke(void *context, const struct kafka_position *positions, size_t count)
{
	struct memory *m = context;

	m->revokes++;
	for (size_t i = 0; i < count; i++)
		m->started[positions[i].partition] = -1;
}

static void
forget(struct fixture *f, struct memory *m)
{
	*m = (struct memory){.stored = f->stored};
	for (int i = 0; i < PARTITIONS; i++)
		m->started[i] = m->next[i] = -1;
}

static void
set(struct fixture *f, const char *name, const char *value)
{
	json_set(f->arena, &f->properties, str_of(name), json_string(str_of(value)));
}

static void
expect_no_error(bool ok, const struct error *e)
{
	if (!ok)
		fail_msg("%s", e->text);
}

static int
open_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	f->arena = arena_open();
	f->topic = arena_format(f->arena, "unit.%ld.%ld.%ld", (long)getpid(), (long)now.tv_sec, now.tv_nsec);
	f->group = arena_format(f->arena, "group.%s", f->topic.at);
	f->properties = json_object();
	set(f, "bootstrap.servers",
	    getenv("LRSTREAM_TEST_KAFKA") ? getenv("LRSTREAM_TEST_KAFKA") : "127.0.0.1:1");
	set(f, "group.id", f->group.at);
	set(f, "heartbeat.interval.ms", "200"); /* a rebalance is noticed sooner */
	for (int i = 0; i < PARTITIONS; i++)
		f->stored[i] = -1;
	forget(f, &f->memory);
	*state = f;
	return 0;
}

static int
close_fixture(void **state)
{
	struct fixture *f = *state;

	kafka_consumer_close(f->consumer);
	arena_close(f->arena);
	free(f);
	return 0;
}

static void
need_broker(void)
{
	if (!getenv("LRSTREAM_TEST_KAFKA"))
		skip();
}

static void
create_topic(struct fixture *f)
{
	struct error e;
	int created;

	expect_no_error(kafka_create_topics(&f->properties, &f->topic, 1, PARTITIONS, 1, &created, &e), &e);
	assert_int_equal(created, 1);
}

static void
produce(struct fixture *f, int from, int to)
{
	struct error e;
	struct kafka_producer *p = kafka_producer_open(&f->properties, &e);
	char text[32];

	assert_non_null(p);
	for (int i = from; i < to; i++) {
		snprintf(text, sizeof(text), "%d", i);
		expect_no_error(kafka_produce(p, f->topic, str_of(text), str_of(text), &e), &e);
	}
	expect_no_error(kafka_flush(p, 10000, &e), &e);
	kafka_producer_close(p);
}

static struct kafka_consumer *
consume(struct fixture *f, struct memory *m, struct str topic)
{
	struct kafka_owner owner = {m, on_assign, on_start, on_revoke};
	struct error e;
	struct kafka_consumer *c = kafka_consumer_open(&f->properties, &owner, &e);

	expect_no_error(c != NULL, &e);
	expect_no_error(kafka_subscribe(c, &topic, 1, &e), &e);
	return c;
}

/* One poll: every message must be the next one of its partition. Returns how many came. */
static size_t
poll_once(struct kafka_consumer *c, struct memory *m)
{
	struct kafka_message *messages;
	struct error e;
	size_t count;

	expect_no_error(kafka_poll(c, WAIT_MS, 500, 1 << 20, &messages, &count, &e), &e);
	for (size_t i = 0; i < count; i++) {
		assert_true(m->started[messages[i].partition] >= 0);
		assert_int_equal(messages[i].offset, m->next[messages[i].partition]);
		assert_true(messages[i].payload.len > 0 && messages[i].timestamp_us > 0);
		m->next[messages[i].partition]++;
		if (m->commits)
			m->stored[messages[i].partition] = messages[i].offset + 1;
	}
	kafka_release(c);
	return count;
}

static size_t
read_to_end(struct kafka_consumer *c, struct memory *m)
{
	size_t count = 0;

	for (int i = 0; i < PATIENCE && !kafka_caught_up(c); i++)
		count += poll_once(c, m);
	assert_true(kafka_caught_up(c));
	return count;
}

/* ---- without a broker ---- */

static void
a_wrong_property_is_named(void **state)
{
	struct fixture *f = *state;
	struct kafka_owner owner = {0};
	struct error e;

	set(f, "fetch.wait.max.ms", "soon");
	assert_null(kafka_consumer_open(&f->properties, &owner, &e));
	assert_int_equal(e.exit, EXIT_USAGE);
	assert_non_null(strstr(e.text, "fetch.wait.max.ms"));
}

static void
an_unknown_property_is_named(void **state)
{
	struct fixture *f = *state;
	struct error e;

	set(f, "no.such.property", "1");
	assert_null(kafka_producer_open(&f->properties, &e));
	assert_int_equal(e.exit, EXIT_USAGE);
	assert_non_null(strstr(e.text, "no.such.property"));
}

static void
automatic_commits_are_refused(void **state)
{
	struct fixture *f = *state;
	struct kafka_owner owner = {0};
	struct error e;

	json_set(f->arena, &f->properties, STR("enable.auto.commit"), json_bool(true));
	assert_null(kafka_consumer_open(&f->properties, &owner, &e));
	assert_int_equal(e.exit, EXIT_USAGE);
	assert_non_null(strstr(e.text, "enable.auto.commit"));
}

static void
numbers_and_flags_are_properties(void **state)
{
	struct fixture *f = *state;
	struct kafka_owner owner = {0};
	struct error e;

	json_set(f->arena, &f->properties, STR("fetch.wait.max.ms"), json_number(STR("250")));
	json_set(f->arena, &f->properties, STR("socket.keepalive.enable"), json_bool(true));
	json_set(f->arena, &f->properties, STR("enable.auto.commit"), json_bool(false));
	f->consumer = kafka_consumer_open(&f->properties, &owner, &e);
	expect_no_error(f->consumer != NULL, &e);
}

static void
brokers_must_be_named(void **state)
{
	struct fixture *f = *state;
	struct error e;

	json_remove(&f->properties, STR("bootstrap.servers"));
	assert_null(kafka_producer_open(&f->properties, &e));
	assert_non_null(strstr(e.text, "bootstrap.servers"));
}

static void
a_refused_connection_is_transient_and_says_so(void **state)
{
	struct fixture *f = *state;
	bool exist;
	struct error e;

	set(f, "bootstrap.servers", "127.0.0.1:1");
	assert_false(kafka_topics_exist(&f->properties, &f->topic, 1, &exist, &e));
	assert_true(e.transient);
	assert_non_null(strstr(e.text, "127.0.0.1:1"));
	assert_non_null(strstr(e.text, "refused"));
}

/* ---- with one ---- */

static void
topics_are_created_once(void **state)
{
	struct fixture *f = *state;
	struct error e;
	bool exist = true;
	int created;

	need_broker();
	expect_no_error(kafka_topics_exist(&f->properties, &f->topic, 1, &exist, &e), &e);
	assert_false(exist);
	create_topic(f);
	expect_no_error(kafka_topics_exist(&f->properties, &f->topic, 1, &exist, &e), &e);
	assert_true(exist);
	expect_no_error(kafka_create_topics(&f->properties, &f->topic, 1, PARTITIONS, 1, &created, &e), &e);
	assert_int_equal(created, 0);
}

static void
reads_everything_in_order(void **state)
{
	struct fixture *f = *state;

	need_broker();
	create_topic(f);
	produce(f, 0, MESSAGES);
	f->consumer = consume(f, &f->memory, f->topic);
	assert_int_equal(read_to_end(f->consumer, &f->memory), MESSAGES);
	produce(f, 0, 100);
	for (size_t got = 0, tries = 0; got < 100; tries++) {
		assert_true(tries < PATIENCE);
		got += poll_once(f->consumer, &f->memory);
	}
	read_to_end(f->consumer, &f->memory);
}

static void
a_pattern_finds_topics(void **state)
{
	struct fixture *f = *state;

	need_broker();
	create_topic(f);
	produce(f, 0, 30);
	f->consumer = consume(f, &f->memory, arena_format(f->arena, "^%s", f->topic.at));
	assert_int_equal(read_to_end(f->consumer, &f->memory), 30);
}

static void
an_empty_topic_is_caught_up_with(void **state)
{
	struct fixture *f = *state;

	need_broker();
	create_topic(f);
	f->consumer = consume(f, &f->memory, f->topic);
	assert_false(kafka_caught_up(f->consumer));
	assert_int_equal(read_to_end(f->consumer, &f->memory), 0);
	assert_int_equal(f->memory.started[0], 0);
}

static void
starts_where_the_owner_says(void **state)
{
	struct fixture *f = *state;

	need_broker();
	create_topic(f);
	produce(f, 0, MESSAGES);
	f->stored[0] = 7;
	f->stored[1] = 0;
	f->consumer = consume(f, &f->memory, f->topic);
	read_to_end(f->consumer, &f->memory);
	assert_int_equal(f->memory.started[0], 7);
	assert_int_equal(f->memory.started[1], 0);
	assert_int_equal(f->memory.started[2], 0);
}

static void
an_offset_that_does_not_exist_is_resolved(void **state)
{
	struct fixture *f = *state;

	need_broker();
	create_topic(f);
	produce(f, 0, 300);
	for (int i = 0; i < PARTITIONS; i++)
		f->stored[i] = 1000000;
	f->consumer = consume(f, &f->memory, f->topic);
	assert_int_equal(read_to_end(f->consumer, &f->memory), 300);
	for (int i = 0; i < PARTITIONS; i++)
		assert_int_equal(f->memory.started[i], 0);
}

static void
latest_starts_at_the_end(void **state)
{
	struct fixture *f = *state;

	need_broker();
	create_topic(f);
	produce(f, 0, 300);
	set(f, "auto.offset.reset", "latest");
	f->consumer = consume(f, &f->memory, f->topic);
	assert_int_equal(read_to_end(f->consumer, &f->memory), 0);
	assert_int_equal(f->memory.started[0] + f->memory.started[1] + f->memory.started[2], 300);
}

static void
without_reset_a_missing_offset_is_an_error(void **state)
{
	struct fixture *f = *state;
	struct kafka_message *messages;
	size_t count;
	struct error e;
	bool ok = true;

	need_broker();
	create_topic(f);
	set(f, "auto.offset.reset", "error");
	f->consumer = consume(f, &f->memory, f->topic);
	for (int i = 0; ok && i < PATIENCE; i++)
		ok = kafka_poll(f->consumer, WAIT_MS, 10, 1000, &messages, &count, &e);
	assert_false(ok);
	assert_false(e.transient);
	assert_non_null(strstr(e.text, f->topic.at));
}

static void
an_owner_that_cannot_tell_is_asked_again(void **state)
{
	struct fixture *f = *state;

	need_broker();
	create_topic(f);
	produce(f, 0, 30);
	f->memory.refusals = 2;
	f->consumer = consume(f, &f->memory, f->topic);
	assert_int_equal(read_to_end(f->consumer, &f->memory), 30);
	assert_int_equal(f->memory.assigns, 3);
	assert_int_equal(f->memory.starts, 1);
}

static void
a_rewind_reads_again_from_what_is_stored(void **state)
{
	struct fixture *f = *state;
	struct error e;
	size_t left = 0;

	need_broker();
	create_topic(f);
	produce(f, 0, MESSAGES);
	f->consumer = consume(f, &f->memory, f->topic);
	for (int i = 0; i < PATIENCE && left < MESSAGES / 2; i++)
		left += poll_once(f->consumer, &f->memory);
	for (int i = 0; i < PARTITIONS; i++)
		f->stored[i] = i;
	f->memory.refusals = 1;
	expect_no_error(kafka_rewind(f->consumer, &e), &e);
	assert_false(kafka_caught_up(f->consumer));
	assert_int_equal(read_to_end(f->consumer, &f->memory), MESSAGES - 3);
	expect_no_error(kafka_rewind(f->consumer, &e), &e);
	assert_int_equal(read_to_end(f->consumer, &f->memory), MESSAGES - 3);
}

static void
advised_offsets_decide_nothing(void **state)
{
	struct fixture *f = *state;
	struct kafka_position position = {f->topic, 1, 5};

	need_broker();
	create_topic(f);
	produce(f, 0, 300);
	f->consumer = consume(f, &f->memory, f->topic);
	read_to_end(f->consumer, &f->memory);
	kafka_advise(f->consumer, &position, 1);
	for (int i = 0; i < 3; i++)
		poll_once(f->consumer, &f->memory);
	kafka_consumer_close(f->consumer);
	forget(f, &f->memory);
	f->consumer = consume(f, &f->memory, f->topic);
	read_to_end(f->consumer, &f->memory);
	for (int i = 0; i < 3; i++)
		assert_int_equal(f->memory.started[i], 0);
}

/* Each partition is read by one of the two. */
static bool
is_shared(const struct memory *a, const struct memory *b)
{
	int both = 0, of_a = 0;

	for (int i = 0; i < PARTITIONS; i++) {
		both += (a->started[i] >= 0) + (b->started[i] >= 0);
		of_a += a->started[i] >= 0;
	}
	return both == PARTITIONS && of_a > 0 && of_a < PARTITIONS;
}

/* A second consumer joins the first, then the first leaves: nothing is read twice and nothing is lost. */
static void
a_group_shares(void **state)
{
	struct fixture *f = *state;
	struct kafka_consumer *first;
	struct memory other;
	size_t count = 0;

	need_broker();
	create_topic(f);
	produce(f, 0, MESSAGES);
	forget(f, &other);
	other.commits = f->memory.commits = true;
	first = consume(f, &other, f->topic);
	while (count < MESSAGES / 2)
		count += poll_once(first, &other);
	f->consumer = consume(f, &f->memory, f->topic);
	for (int i = 0; i < PATIENCE && (!is_shared(&other, &f->memory) || count < MESSAGES); i++)
		count += poll_once(first, &other) + poll_once(f->consumer, &f->memory);
	assert_true(is_shared(&other, &f->memory));
	for (int i = 0; i < PATIENCE && !(kafka_caught_up(first) & kafka_caught_up(f->consumer)); i++)
		count += poll_once(first, &other) + poll_once(f->consumer, &f->memory);
	assert_true(kafka_caught_up(first) && kafka_caught_up(f->consumer));
	assert_int_equal(count, MESSAGES);
	kafka_consumer_close(first);
	produce(f, 0, 300);
	for (int i = 0; i < PATIENCE && count < MESSAGES + 300; i++)
		count += poll_once(f->consumer, &f->memory);
	read_to_end(f->consumer, &f->memory);
	assert_int_equal(count, MESSAGES + 300);
}

static void
a_group_shares_cooperatively(void **state)
{
	struct fixture *f = *state;

	set(f, "partition.assignment.strategy", "cooperative-sticky");
	a_group_shares(state);
}

/* More members than partitions: those without are caught up, too. */
static void
a_member_without_partitions_is_caught_up(void **state)
{
	struct fixture *f = *state;
	struct kafka_consumer *members[PARTITIONS + 1];
	struct memory memories[PARTITIONS + 1];
	size_t up = 0;

	need_broker();
	create_topic(f);
	for (int i = 0; i <= PARTITIONS; i++) {
		forget(f, &memories[i]);
		members[i] = consume(f, &memories[i], f->topic);
	}
	for (int tries = 0; tries < PATIENCE && up <= PARTITIONS; tries++) {
		up = 0;
		for (int i = 0; i <= PARTITIONS; i++) {
			poll_once(members[i], &memories[i]);
			up += kafka_caught_up(members[i]);
		}
	}
	assert_int_equal(up, PARTITIONS + 1);
	for (int i = 0; i <= PARTITIONS; i++)
		kafka_consumer_close(members[i]);
}

/* A member that has read its own is not done while another one's partitions, given up unread, wait for somebody. */
static void
what_others_left_is_waited_for(void **state)
{
	struct fixture *f = *state;
	struct kafka_consumer *other;
	struct memory of_other;
	size_t count = 0;

	need_broker();
	create_topic(f);
	produce(f, 0, MESSAGES);
	forget(f, &of_other);
	of_other.refusals = PATIENCE; /* it holds partitions and never reads */
	f->memory.commits = true;
	other = consume(f, &of_other, f->topic);
	for (int i = 0; i < PATIENCE && of_other.refusals == PATIENCE; i++)
		poll_once(other, &of_other);
	assert_true(of_other.refusals < PATIENCE);
	f->consumer = consume(f, &f->memory, f->topic);
	for (int i = 0; i < 40; i++) {
		poll_once(other, &of_other);
		count += poll_once(f->consumer, &f->memory);
		assert_false(kafka_caught_up(f->consumer));
	}
	assert_in_range(count, 0, MESSAGES - 1);
	kafka_consumer_close(other);
	count += read_to_end(f->consumer, &f->memory);
	assert_int_equal(count, MESSAGES);
}

static void
a_missing_topic_is_waited_for(void **state)
{
	struct fixture *f = *state;

	need_broker();
	f->consumer = consume(f, &f->memory, f->topic);
	for (int i = 0; i < 30; i++)
		poll_once(f->consumer, &f->memory);
	assert_false(kafka_caught_up(f->consumer));
	create_topic(f);
	produce(f, 0, 30);
	assert_int_equal(read_to_end(f->consumer, &f->memory), 30);
}

static void
a_message_that_is_not_taken_fails_the_flush(void **state)
{
	struct fixture *f = *state;
	struct kafka_producer *p;
	struct error e;

	need_broker();
	p = kafka_producer_open(&f->properties, &e);
	assert_non_null(p);
	if (kafka_produce(p, f->topic, STR("k"), STR("v"), &e)) /* it may know at once */
		assert_false(kafka_flush(p, 20000, &e));
	assert_true(e.transient);
	assert_non_null(strstr(e.text, f->topic.at));
	create_topic(f);
	expect_no_error(kafka_produce(p, f->topic, STR("k"), STR("v"), &e), &e);
	expect_no_error(kafka_flush(p, 10000, &e), &e);
	kafka_producer_close(p);
	f->consumer = consume(f, &f->memory, f->topic);
	assert_int_equal(read_to_end(f->consumer, &f->memory), 1);
}

#define BROKER_TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BROKER_TEST(a_wrong_property_is_named),
	    BROKER_TEST(an_unknown_property_is_named),
	    BROKER_TEST(automatic_commits_are_refused),
	    BROKER_TEST(numbers_and_flags_are_properties),
	    BROKER_TEST(brokers_must_be_named),
	    BROKER_TEST(a_refused_connection_is_transient_and_says_so),
	    BROKER_TEST(topics_are_created_once),
	    BROKER_TEST(reads_everything_in_order),
	    BROKER_TEST(a_pattern_finds_topics),
	    BROKER_TEST(an_empty_topic_is_caught_up_with),
	    BROKER_TEST(starts_where_the_owner_says),
	    BROKER_TEST(an_offset_that_does_not_exist_is_resolved),
	    BROKER_TEST(latest_starts_at_the_end),
	    BROKER_TEST(without_reset_a_missing_offset_is_an_error),
	    BROKER_TEST(an_owner_that_cannot_tell_is_asked_again),
	    BROKER_TEST(a_rewind_reads_again_from_what_is_stored),
	    BROKER_TEST(advised_offsets_decide_nothing),
	    BROKER_TEST(a_group_shares),
	    BROKER_TEST(a_group_shares_cooperatively),
	    BROKER_TEST(a_member_without_partitions_is_caught_up),
	    BROKER_TEST(what_others_left_is_waited_for),
	    BROKER_TEST(a_missing_topic_is_waited_for),
	    BROKER_TEST(a_message_that_is_not_taken_fails_the_flush),
	};

	return cmocka_run_group_tests_name("io/kafka", tests, NULL, NULL);
}
