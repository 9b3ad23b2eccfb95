/* Configuration, errors and logs of a librdkafka handle; see kafka_client.h. */
#include "pipeline/io/kafka_client.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "pipeline/core/log.h"

enum { PROBE_MS = 1000, PROBE_WAIT_MS = 200, WHY_BYTES = 400 };

int64_t
client_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* librdkafka's own log says the same thing at each attempt: what matters of it is told once, elsewhere. */
static void
on_log(const rd_kafka_t *rk, int severity, const char *facility, const char *text)
{
	(void)rk;
	log_line(
	    LOG_DEBUG, "librdkafka", "severity=%d facility=%s text=%s", severity, facility, log_quote(text));
}

static void
on_error(rd_kafka_t *rk, int code, const char *text, void *opaque)
{
	struct client *c = opaque;

	if (code == RD_KAFKA_RESP_ERR__FATAL)
		rd_kafka_fatal_error(rk, c->fault, sizeof(c->fault));
	else if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
		c->suspect = true;
	else
		snprintf(c->reason, sizeof(c->reason), "%s", text);
}

void
client_heard(struct client *c)
{
	if (c->away && c->telling)
		log_line(LOG_INFO, "broker-back", "%s", "");
	c->suspect = c->away = false;
	c->reason[0] = '\0';
}

void
client_look(struct client *c)
{
	const struct rd_kafka_metadata *metadata;
	rd_kafka_resp_err_t code;

	if (!c->suspect || client_now_ms() < c->probe_at)
		return;
	code = rd_kafka_metadata(c->rk, 0, NULL, &metadata, PROBE_WAIT_MS);
	c->probe_at = client_now_ms() + PROBE_MS;
	if (!code) {
		rd_kafka_metadata_destroy(metadata);
		client_heard(c);
		return;
	}
	if (!c->away && c->telling)
		log_line(LOG_WARN, "broker-away", "reason=%s",
		    log_quote(c->reason[0] ? c->reason : rd_kafka_err2str(code)));
	c->away = true;
}

bool
client_topic_listed(const struct rd_kafka_metadata *metadata, struct str topic)
{
	for (int i = 0; i < metadata->topic_cnt; i++)
		if (!metadata->topics[i].err && str_eq(str_of(metadata->topics[i].topic), topic))
			return true;
	return false;
}

/* ---- configuration ---- */

static const char *
fixed_value(const struct property *fixed, struct str name)
{
	while (fixed && fixed->name && !str_eq(str_of(fixed->name), name))
		fixed++;
	return fixed ? fixed->value : NULL;
}

static char *
value_text(const struct json *v)
{
	if (v->type == JSON_STRING || v->type == JSON_NUMBER)
		return strndup(v->text, v->count);
	return json_is_bool(v) ? strdup(v->type == JSON_TRUE ? "true" : "false") : NULL;
}

static bool
set_property(
    rd_kafka_conf_t *conf, const struct json_member *m, const struct property *fixed, struct error *e)
{
	char *name = strndup(m->key.at, m->key.len);
	char *value = value_text(&m->value);
	const char *must = fixed_value(fixed, m->key);
	char why[WHY_BYTES];
	bool ok = false;

	if (!value)
		error_usage(e, "%s: a property is text, a number, true or false", name);
	else if (must && strcmp(must, value) != 0)
		error_usage(e, "%s: is always %s, for offsets are kept in the database", name, must);
	else if (rd_kafka_conf_set(conf, name, value, why, sizeof(why)) != RD_KAFKA_CONF_OK)
		error_usage(e, "%s: %s", name, why);
	else
		ok = true;
	free(name);
	free(value);
	return ok;
}

/* The value that is refused, or NULL. */
static const struct json *
set_properties(
    rd_kafka_conf_t *conf, const struct json *properties, const struct property *fixed, struct error *e)
{
	uint32_t count = json_is(properties, JSON_OBJECT) ? properties->count : 0;

	for (uint32_t i = 0; i < count; i++)
		if (!set_property(conf, &properties->members[i], fixed, e))
			return &properties->members[i].value;
	return NULL;
}

const struct json *
client_refused(const struct json *properties, const struct property *fixed, struct error *e)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	const struct json *refused = set_properties(conf, properties, fixed, e);

	rd_kafka_conf_destroy(conf);
	return refused;
}

static void
set_table(rd_kafka_conf_t *conf, const struct property *p)
{
	for (; p && p->name; p++) {
		rd_kafka_conf_res_t result = rd_kafka_conf_set(conf, p->name, p->value, NULL, 0);

		assert(result == RD_KAFKA_CONF_OK);
		(void)result;
	}
}

char *
client_conf_text(const rd_kafka_conf_t *conf, const char *name)
{
	size_t size = 0;
	char *text;

	rd_kafka_conf_get(conf, name, NULL, &size);
	text = calloc(1, size + 1);
	if (!text)
		abort();
	rd_kafka_conf_get(conf, name, text, &size);
	return text;
}

static bool
names_brokers(const rd_kafka_conf_t *conf, struct error *e)
{
	char *brokers = client_conf_text(conf, "bootstrap.servers");
	bool named = brokers[0] != '\0';

	free(brokers);
	return named
	       || error_usage(e, "bootstrap.servers: is missing: the brokers to ask first, HOST:PORT,...");
}

rd_kafka_conf_t *
client_conf(const struct json *properties, const struct property *defaults, const struct property *fixed,
    struct error *e)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();

	set_table(conf, defaults);
	set_table(conf, fixed);
	if (set_properties(conf, properties, fixed, e) || !names_brokers(conf, e)) {
		rd_kafka_conf_destroy(conf);
		return NULL;
	}
	rd_kafka_conf_set_log_cb(conf, on_log);
	rd_kafka_conf_set_error_cb(conf, on_error);
	return conf;
}

bool
client_open(struct client *c, rd_kafka_type_t type, rd_kafka_conf_t *conf, struct error *e)
{
	char why[WHY_BYTES];

	rd_kafka_conf_set_opaque(conf, c);
	c->rk = rd_kafka_new(type, conf, why, sizeof(why));
	if (c->rk)
		return true;
	rd_kafka_conf_destroy(conf);
	return error_usage(e, "kafka: %s", why);
}
