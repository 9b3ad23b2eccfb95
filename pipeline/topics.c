/* See topics.h. */
#include "pipeline/topics.h"

#include <stdlib.h>

#include "pipeline/core/regex.h"
#include "pipeline/io/kafka.h"

const struct option topics_options[] = {
    {"kafka", OPTION_TREE, IN_FILE, NULL, 0, 0, NULL,
	"librdkafka properties; bootstrap.servers and group.id are needed"},
    {"topics", OPTION_TREE, IN_FILE, NULL, 0, 0, NULL,
	"a list of {name: TOPIC, source: SOURCE} or {match: ^REGEX, source: SOURCE}"},
    {"dead_letter_topic", OPTION_TEXT, EVERYWHERE, NULL, 0, 0, "TOPIC",
	"where rejects are told (default: the group's id and .dlq)"},
    OPTION_END,
};

struct topic {
	struct str name;       /* or the pattern */
	struct regex *pattern; /* NULL for a name */
	struct str source;
};

struct topics {
	struct arena *arena;
	struct topic *entries;
	size_t count;
	struct str *subscriptions; /* names first, then patterns */
	size_t names;
	struct str group, dead_letter;
};

static bool
complain(
    const struct settings *s, const char *option, const struct json *node, struct error *e, const char *what)
{
	error_usage(e, "%s", what);
	return error_at(e, settings_where(s, option, node).at);
}

static bool
read_kafka(struct topics *t, const struct settings *s, struct error *e)
{
	const struct json *kafka = settings_tree(s, "kafka"), *refused;

	if (!json_is(kafka, JSON_OBJECT))
		return complain(s, "kafka", kafka, e,
		    "a map with bootstrap.servers: \"HOST:PORT\" and group.id: NAME is needed");
	refused = kafka_refused(kafka, e);
	if (refused)
		return error_at(e, settings_where(s, "kafka", refused).at);
	if (!json_get_text(kafka, STR("bootstrap.servers")).len)
		return complain(s, "kafka", kafka, e,
		    "bootstrap.servers is missing: the brokers to ask first, HOST:PORT,...");
	t->group = arena_copy(t->arena, json_get_text(kafka, STR("group.id")));
	return t->group.len
	       || complain(s, "kafka", kafka, e, "group.id is missing: the consumer group's name");
}

/* Keys other than name, match and source are refused. */
static bool
check_entry(const struct settings *s, const struct json *entry, struct error *e)
{
	static const struct str known[] = {{"name", 4}, {"match", 5}, {"source", 6}};

	if (!json_is(entry, JSON_OBJECT))
		return complain(s, "topics", entry, e,
		    "an entry is {name: TOPIC, source: SOURCE} or {match: ^REGEX, source: SOURCE}");
	for (uint32_t i = 0; i < entry->count; i++) {
		const struct json_member *m = &entry->members[i];

		if (!str_eq(m->key, known[0]) && !str_eq(m->key, known[1]) && !str_eq(m->key, known[2]))
			return error_usage(e,
				   "unknown key \"%.*s\" in an entry; it knows name, match and source",
				   STR_ARG(m->key))
			       || error_at(e, settings_where(s, "topics", &m->value).at);
		if (!json_is(&m->value, JSON_STRING) || m->value.count == 0)
			return complain(s, "topics", &m->value, e, "name, match and source are texts");
	}
	if (!json_get(entry, STR("name")) == !json_get(entry, STR("match")))
		return complain(s, "topics", entry, e, "an entry has either name or match");
	return json_get(entry, STR("source")) || complain(s, "topics", entry, e, "an entry needs a source");
}

static bool
add_entry(struct topics *t, const struct settings *s, const struct json *entry, struct error *e)
{
	const struct json *match = json_get(entry, STR("match"));
	struct topic *topic = &t->entries[t->count];

	if (!check_entry(s, entry, e))
		return false;
	topic->name = arena_copy(t->arena, json_get_text(entry, match ? STR("match") : STR("name")));
	topic->source = arena_copy(t->arena, json_get_text(entry, STR("source")));
	t->count++;
	if (!match)
		return true;
	if (topic->name.at[0] != '^')
		return complain(s, "topics", match, e, "the pattern of match must start with ^");
	topic->pattern = regex_open(topic->name, e);
	return topic->pattern || error_at(e, settings_where(s, "topics", match).at);
}

static void
list_subscriptions(struct topics *t)
{
	size_t patterns = 0;

	t->subscriptions = arena_take(t->arena, t->count * sizeof(*t->subscriptions));
	for (size_t i = 0; i < t->count; i++)
		if (!t->entries[i].pattern)
			t->subscriptions[t->names++] = t->entries[i].name;
	for (size_t i = 0; i < t->count; i++)
		if (t->entries[i].pattern)
			t->subscriptions[t->names + patterns++] = t->entries[i].name;
}

static bool
read_entries(struct topics *t, const struct settings *s, struct error *e)
{
	const struct json *list = settings_tree(s, "topics");

	if (!json_is(list, JSON_ARRAY) || list->count == 0)
		return complain(s, "topics", list, e, "a list of {name: TOPIC, source: SOURCE} is needed");
	t->entries = arena_zero(t->arena, list->count * sizeof(*t->entries));
	for (uint32_t i = 0; i < list->count; i++)
		if (!add_entry(t, s, &list->items[i], e))
			return false;
	list_subscriptions(t);
	return true;
}

struct topics *
topics_open(const struct settings *s, struct error *e)
{
	struct topics *t = calloc(1, sizeof(*t));
	struct str said = settings_text(s, "dead_letter_topic");

	if (!t)
		abort();
	t->arena = arena_open();
	if (!read_kafka(t, s, e) || !read_entries(t, s, e)) {
		topics_close(t);
		return NULL;
	}
	t->dead_letter =
	    said.len ? arena_copy(t->arena, said) : arena_format(t->arena, "%.*s.dlq", STR_ARG(t->group));
	return t;
}

const struct str *
topics_subscriptions(const struct topics *t, size_t *count)
{
	*count = t->count;
	return t->subscriptions;
}

const struct str *
topics_names(const struct topics *t, size_t *count)
{
	*count = t->names;
	return t->subscriptions;
}

struct str
topics_source(struct topics *t, struct str topic)
{
	struct str whole;

	for (size_t i = 0; i < t->count; i++)
		if (!t->entries[i].pattern && str_eq(t->entries[i].name, topic))
			return t->entries[i].source;
	for (size_t i = 0; i < t->count; i++)
		if (t->entries[i].pattern
		    && regex_find(t->entries[i].pattern, topic, 0, &whole, 1) == REGEX_YES)
			return t->entries[i].source;
	return STR("auto");
}

struct str
topics_group(const struct topics *t)
{
	return t->group;
}

struct str
topics_dead_letter(struct topics *t)
{
	return t->dead_letter;
}

void
topics_close(struct topics *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++)
		regex_close(t->entries[i].pattern);
	arena_close(t->arena);
	free(t);
}
