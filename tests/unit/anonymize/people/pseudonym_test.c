/* Pseudonyms are what the design says, bit for bit; keys are judged and never told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/core/digest.h"
#include "stages/anonymize/people/pseudonym.h"

#define KEY "0123456789abcdef0123456789abcdef"
#define ANN "{\"mbox\":\"mailto:ann@example.org\"}"

static struct arena *arena;
static char path[] = "/tmp/lrstream-key-XXXXXX";

static int
setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	arena = arena_open();
	return fd < 0 ? -1 : close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return unlink(path);
}

static void
write_key(const char *bytes, size_t len)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
}

/* The pseudonym of an agent as text, or "" if it has none. */
static const char *
pseudonym(struct pseudonymizer *p, const char *agent)
{
	struct json tree;
	enum reject_code code;
	size_t offset;
	uint8_t bytes[PSEUDONYM_BYTES];
	char *text = arena_zero(arena, 37);

	assert_true(json_parse(arena, str_of(agent), (struct json_limits){64}, &tree, &code, &offset));
	if (pseudonymizer_agent(p, &tree, bytes))
		uuid_write(bytes, text);
	return text;
}

/* HMAC-SHA-256(HMAC-SHA-256(key, tenant), identifier), its first 16 bytes; made elsewhere. */
static void
pseudonyms_are_the_published_ones(void **state)
{
	static const struct {
		const char *agent, *wanted;
	} cases[] = {
	    {ANN, "9856f3de-6fa5-b234-3727-d06c6bab90c9"},
	    {"{\"mbox_sha1sum\":\"6168d27d1f76f1fd61099f4e24f911dbae8314dc\"}",
		"9856f3de-6fa5-b234-3727-d06c6bab90c9"},
	    {"{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"Ann@example.org\"}}",
		"9856f3de-6fa5-b234-3727-d06c6bab90c9"},
	    {"{\"account\":{\"homePage\":\"https://lms.example.org\",\"name\":\"ann\"}}",
		"833d0fe2-3914-11d2-36b6-7947790f1a8b"},
	    {"{\"openid\":\"https://openid.example.org/ann\"}", "af1ca8c7-a146-cfc7-4235-e46cbc05e92c"},
	    {"{\"objectType\":\"Group\",\"member\":[]}", ""},
	};
	struct pseudonymizer *p = pseudonymizer_open(STR(KEY), STR("default"));

	(void)state;
	assert_non_null(p);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(pseudonym(p, cases[i].agent), cases[i].wanted);
	pseudonymizer_close(p);
}

static void
tenants_and_keys_share_no_pseudonyms(void **state)
{
	struct pseudonymizer *one = pseudonymizer_open(STR(KEY), STR("default"));
	struct pseudonymizer *two = pseudonymizer_open(STR(KEY), STR("other"));
	struct pseudonymizer *three = pseudonymizer_open(STR(KEY "x"), STR("default"));

	(void)state;
	assert_string_equal(pseudonym(two, ANN), "02aa886f-ca3f-1c84-5d1f-4634a3f829ef");
	assert_string_not_equal(pseudonym(one, ANN), pseudonym(two, ANN));
	assert_string_not_equal(pseudonym(one, ANN), pseudonym(three, ANN));
	pseudonymizer_close(one);
	pseudonymizer_close(two);
	pseudonymizer_close(three);
}

/* HMAC-SHA-256 under the tenant's key over "session\nb63f5f64", by another implementation. */
static void
texts_have_pseudonyms_by_kind(void **state)
{
	struct pseudonymizer *p = pseudonymizer_open(STR(KEY), STR("default"));
	char session[PSEUDONYM_TEXT], value[PSEUDONYM_TEXT];

	(void)state;
	pseudonymizer_text(p, STR("session"), STR("b63f5f64"), session);
	assert_memory_equal(session, "391c4ca4713f7a2d6d94b50d093b87f3", PSEUDONYM_TEXT);
	pseudonymizer_text(p, STR("value"), STR("b63f5f64"), value);
	assert_memory_not_equal(session, value, PSEUDONYM_TEXT);
	pseudonymizer_close(p);
}

static void
short_keys_are_refused(void **state)
{
	(void)state;
	assert_null(pseudonymizer_open((struct str){KEY, 31}, STR("default")));
	assert_null(pseudonymizer_open((struct str){0}, STR("default")));
}

static void
assert_opens_like(const char *bytes, size_t len, struct str key)
{
	struct error error = {0};
	struct pseudonymizer *from_file, *from_key;

	write_key(bytes, len);
	from_file = pseudonymizer_open_file(path, STR("default"), &error);
	from_key = pseudonymizer_open(key, STR("default"));
	assert_non_null(from_file);
	assert_string_equal(pseudonym(from_file, ANN), pseudonym(from_key, ANN));
	pseudonymizer_close(from_file);
	pseudonymizer_close(from_key);
}

static void
a_key_files_bytes_are_the_key_but_for_one_newline(void **state)
{
	(void)state;
	assert_opens_like(KEY, 32, STR(KEY));
	assert_opens_like(KEY "\n", 33, STR(KEY));
	assert_opens_like(KEY "\n\n", 34, STR(KEY "\n"));
	assert_opens_like(KEY "\r\n", 34, STR(KEY "\r"));
	assert_opens_like(KEY "\0\n", 34, STR(KEY "\0"));
}

static void
assert_file_refused(const char *bytes, size_t len, const char *part)
{
	struct error error = {0};

	write_key(bytes, len);
	assert_null(pseudonymizer_open_file(path, STR("default"), &error));
	assert_int_equal(error.exit, EXIT_USAGE);
	assert_non_null(strstr(error.text, path));
	if (!strstr(error.text, part))
		fail_msg("'%s' does not say '%s'", error.text, part);
	assert_null(strstr(error.text, "0123"));
}

static void
a_wrong_key_file_is_refused_without_telling_it(void **state)
{
	static char long_key[70000];
	struct error error = {0};

	(void)state;
	assert_file_refused(KEY "\n", 31, "31 bytes are too short");
	assert_file_refused("0123456789abcdef0123456789abcde\n", 32, "31 bytes are too short");
	assert_file_refused("", 0, "0 bytes are too short");
	memset(long_key, '0', sizeof(long_key));
	assert_file_refused(long_key, sizeof(long_key), "longer than");
	assert_null(pseudonymizer_open_file("/nonexistent/key", STR("default"), &error));
	assert_non_null(strstr(error.text, "/nonexistent/key"));
	assert_null(pseudonymizer_open_file("/tmp", STR("default"), &error));
	assert_int_equal(error.exit, EXIT_USAGE);
}

/* Runs with standard error in a file and returns what was said. */
static const char *
said_when_opened(mode_t mode)
{
	struct error error = {0};
	FILE *file = tmpfile();
	int saved = dup(2);
	char *said = arena_zero(arena, 4096);

	write_key(KEY, 32);
	assert_int_equal(chmod(path, mode), 0);
	assert_true(dup2(fileno(file), 2) == 2);
	pseudonymizer_close(pseudonymizer_open_file(path, STR("default"), &error));
	assert_true(dup2(saved, 2) == 2);
	close(saved);
	rewind(file);
	if (fread(said, 1, 4095, file) == 0)
		said[0] = '\0';
	fclose(file);
	return said;
}

static void
a_key_that_others_can_read_is_warned_of(void **state)
{
	(void)state;
	assert_non_null(strstr(said_when_opened(0644), "key-file-open-to-others"));
	assert_null(strstr(said_when_opened(0644), "0123"));
	assert_string_equal(said_when_opened(0600), "");
	assert_string_equal(said_when_opened(0640), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pseudonyms_are_the_published_ones),
	    cmocka_unit_test(tenants_and_keys_share_no_pseudonyms),
	    cmocka_unit_test(texts_have_pseudonyms_by_kind),
	    cmocka_unit_test(short_keys_are_refused),
	    cmocka_unit_test(a_key_files_bytes_are_the_key_but_for_one_newline),
	    cmocka_unit_test(a_wrong_key_file_is_refused_without_telling_it),
	    cmocka_unit_test(a_key_that_others_can_read_is_warned_of),
	};

	return cmocka_run_group_tests_name("pseudonym", tests, setup, teardown);
}
