/* The stage, opened with a key of its own, for the tests that stand beside this file. */
#ifndef LRSTREAM_TESTS_ANONYMIZE_FIXTURE_H
#define LRSTREAM_TESTS_ANONYMIZE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/record.h"
#include "stages/anonymize/anonymize.h"
#include "stages/xapi/safe_statement.h"

#define KEY "0123456789abcdef0123456789abcdef"

static char key_file[] = "/tmp/lrstream-key-XXXXXX";
static char policy_file[] = "/tmp/lrstream-policy-XXXXXX";
static void *stage;
static struct batch *batch;

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* The stage with these options; "" leaves one at its default. */
static void *
open_stage(const char *policy, const char *key, const char *tenant, struct error *error)
{
	const struct option *const tables[] = {anonymize_stage.options};
	struct settings *settings = settings_open(tables, 1);
	void *opened;

	assert_true(!*policy || settings_set(settings, "policy", policy, error));
	assert_true(!*key || settings_set(settings, "key_file", key, error));
	assert_true(!*tenant || settings_set(settings, "tenant", tenant, error));
	opened = anonymize_stage.open(settings, error);
	settings_close(settings);
	return opened;
}

static int
setup(void **state)
{
	struct error error = {0};
	int key = mkstemp(key_file), policy = mkstemp(policy_file);

	(void)state;
	assert_true(key >= 0 && policy >= 0);
	close(key);
	close(policy);
	write_file(key_file, KEY "\n");
	batch = batch_open();
	stage = open_stage("", key_file, "", &error);
	if (!stage)
		fprintf(stderr, "%s\n", error.text);
	return stage ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	anonymize_stage.close(stage);
	batch_close(batch);
	return unlink(key_file) + unlink(policy_file);
}

/* A record with this statement. */
static inline struct record *
record_of(struct str text)
{
	const struct origin origin = {.source = STR("xapi"), .offset = 1};
	struct record *r = batch_add(batch, &origin, text);
	enum reject_code code;
	size_t offset;

	if (!json_parse(r->arena, text, (struct json_limits){512}, &r->statement, &code, &offset))
		fail_msg("no JSON at byte %zu: %.*s", offset, STR_ARG(text));
	return r;
}

static inline struct str
write_tree(const struct json *tree)
{
	struct buf out = {0};
	struct str text;

	json_write(&out, tree);
	text = arena_copy(batch->arena, buf_view(&out));
	buf_free(&out);
	return text;
}

#endif
