/* A short array, searched from where the last search ended; see kafka_partitions.h. */
#include "pipeline/io/kafka_partitions.h"

#include <stdlib.h>

static void *
grown(void *array, size_t count, size_t size)
{
	array = realloc(array, count * size);
	if (!array)
		abort();
	return array;
}

struct str
partitions_name(struct partitions *p, const char *topic)
{
	for (size_t i = 0; i < p->name_count; i++)
		if (strcmp(p->names[i], topic) == 0)
			return str_of(p->names[i]);
	p->names = grown(p->names, p->name_count + 1, sizeof(*p->names));
	p->names[p->name_count] = strdup(topic);
	if (!p->names[p->name_count])
		abort();
	return str_of(p->names[p->name_count++]);
}

struct partition *
partitions_find(struct partitions *p, const char *topic, int32_t number)
{
	for (size_t tried = 0; tried < p->count; tried++) {
		size_t i = (p->last + tried) % p->count;

		if (p->at[i].number == number && strcmp(p->at[i].topic.at, topic) == 0) {
			p->last = i;
			return &p->at[i];
		}
	}
	return NULL;
}

void
partitions_add(struct partitions *p, const char *topic, int32_t number)
{
	if (partitions_find(p, topic, number))
		return;
	p->at = grown(p->at, p->count + 1, sizeof(*p->at));
	p->at[p->count++] = (struct partition){
	    .topic = partitions_name(p, topic), .number = number, .state = NEW, .next_offset = -1};
}

void
partitions_remove(struct partitions *p, const char *topic, int32_t number)
{
	struct partition *found = partitions_find(p, topic, number);

	if (found)
		*found = p->at[--p->count];
}

void
partitions_subscribe(struct partitions *p, const char *topic)
{
	p->subscriptions = grown(p->subscriptions, p->subscription_count + 1, sizeof(*p->subscriptions));
	p->subscriptions[p->subscription_count++] = (struct subscription){.topic = partitions_name(p, topic)};
}

bool
partitions_miss(struct partitions *p, const char *topic)
{
	for (size_t i = 0; i < p->subscription_count; i++) {
		struct subscription *s = &p->subscriptions[i];

		if (!s->missing && strcmp(s->topic.at, topic) == 0) {
			s->missing = true;
			return true;
		}
	}
	return false;
}

bool
partitions_any_missing(const struct partitions *p)
{
	for (size_t i = 0; i < p->subscription_count; i++)
		if (p->subscriptions[i].missing)
			return true;
	return false;
}

bool
partitions_at_end(const struct partitions *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->at[i].state != READING || !p->at[i].at_end)
			return false;
	return !partitions_any_missing(p);
}

void
partitions_free(struct partitions *p)
{
	for (size_t i = 0; i < p->name_count; i++)
		free(p->names[i]);
	free(p->names);
	free(p->subscriptions);
	free(p->at);
	*p = (struct partitions){0};
}
