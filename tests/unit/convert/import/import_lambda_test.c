/* Python's expressions are read as Python binds them, and whatever is more than that is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pipeline/core/buf.h"
#include "stages/convert/import/import_lambda.h"

static struct arena *arena;
static struct buf out;

static int
setup(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	buf_free(&out);
	return 0;
}

static const char *const names[] = {"name", "text", "number", "True", "False", "None", "list", "tuple", "map",
    "format", "call", ".", "item", "", "", "and", "or", "not", "if"};

/* A tree in brackets: (== (name x) (text a)). */
static void
put(const struct lambda_node *n)
{
	const char *name = *names[n->kind] ? names[n->kind] : NULL;

	buf_char(&out, '(');
	if (name)
		buf_str(&out, str_of(name));
	if (n->text.len && !(name && n->kind >= LAMBDA_TRUE && n->kind <= LAMBDA_NONE))
		buf_format(&out, "%s%.*s", name ? " " : "", STR_ARG(n->text));
	for (uint32_t i = 0; i < n->count; i++) {
		buf_char(&out, ' ');
		put(&n->items[i]);
	}
	buf_char(&out, ')');
}

static void
gives(const char *python, const char *tree)
{
	struct lambda lambda;

	if (!lambda_read(arena, str_of(python), &lambda))
		fail_msg("refused: %s", python);
	buf_clear(&out);
	put(&lambda.body);
	buf_char(&out, '\0');
	assert_string_equal(out.at, tree);
}

static void
refuses(const char *python)
{
	struct lambda lambda;

	if (lambda_read(arena, str_of(python), &lambda))
		fail_msg("not refused: %s", python);
}

static void
parameters_and_body(void **state)
{
	struct lambda lambda;

	(void)state;
	assert_true(lambda_read(arena, STR(" lambda a , b_2: a "), &lambda));
	assert_int_equal(lambda.count, 2);
	assert_true(str_eq(lambda.names[1], STR("b_2")));
	assert_true(lambda_read(arena, STR("'Agent'"), &lambda));
	assert_int_equal(lambda.count, 0);
	assert_true(lambda_read(arena, STR("lambda: 1"), &lambda));
}

static void
operators_bind_as_in_python(void **state)
{
	(void)state;
	gives("a or b and not c == d + e * f",
	    "(or (name a) (and (name b) (not (== (name c) (+ (name d) (* (name e) (name f)))))))");
	gives("a - b - c", "(- (- (name a) (name b)) (name c))");
	gives("a if b else c if d else e", "(if (name a) (name b) (if (name c) (name d) (name e)))");
	gives("x is not None", "(not (is (name x) (None)))");
	gives("x not in ['a']", "(not (in (name x) (list (text a))))");
	gives("-1", "(number -1)");
	gives("-x", "(- (number 0) (name x))");
	gives("(a)", "(name a)");
	gives("(a,)", "(tuple (name a))");
	gives("not_a.b(c)[0]", "(item (call (. b (name not_a)) (name c)) (number 0))");
}

static void
texts(void **state)
{
	(void)state;
	gives("'a\\'b' \"c\"", "(format (text a'b) (text c))");
	gives("r'\\d+'", "(text \\d+)");
	gives("f'{a}-{{{b.lower()}}}'", "(format (name a) (text -{) (call (. lower (name b))) (text }))");
	gives("''", "(text)");
	gives("{'a': x, 'b': 1,}", "(map (text a) (name x) (text b) (number 1))");
	gives("{}", "(map)");
	gives("{'a', 'b'}", "(list (text a) (text b))");
	gives("[]", "(list)");
}

static void
anything_more_is_refused(void **state)
{
	(void)state;
	refuses("[x for x in y]");
	refuses("{k: v for k, v in x.items()}");
	refuses("(m := search('a', x))");
	refuses("a if b");
	refuses("1 < x < 3");
	refuses("x ** 2");
	refuses("x // 2");
	refuses("x % 2");
	refuses("lambda x: lambda y: x");
	refuses("f(a=1)");
	refuses("f(*a)");
	refuses("x[1:2]");
	refuses("'''a'''");
	refuses("'a");
	refuses("f'{a!r}'");
	refuses("f'{a:>3}'");
	refuses("b'a'");
	refuses("007");
	refuses("1.");
	refuses("0x1f");
	refuses("1_000");
	refuses("x; y");
	refuses("x = 1");
	refuses("");
	refuses("lambda x");
	refuses("lambda x: ");
	refuses("import os");
	refuses("(a b)");
	refuses("[a,,b]");
	refuses("{'a': 1, 'b'}");
}

static void
depth_is_bounded(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_str(&b, STR("("));
	buf_char(&b, '\0');
	refuses(b.at);
	buf_clear(&b);
	for (int i = 0; i < 100000; i++)
		buf_str(&b, STR("not "));
	buf_char(&b, '\0');
	refuses(b.at);
	buf_clear(&b);
	for (int i = 0; i < 100000; i++)
		buf_str(&b, STR("-"));
	buf_char(&b, '\0');
	refuses(b.at);
	buf_clear(&b);
	for (int i = 0; i < 100000; i++)
		buf_str(&b, STR("f'{"));
	buf_char(&b, '\0');
	refuses(b.at);
	buf_clear(&b);
	buf_str(&b, STR("x"));
	for (int i = 0; i < 100000; i++)
		buf_str(&b, STR(".lower()"));
	buf_char(&b, '\0');
	refuses(b.at);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parameters_and_body),
	    cmocka_unit_test(operators_bind_as_in_python),
	    cmocka_unit_test(texts),
	    cmocka_unit_test(anything_more_is_refused),
	    cmocka_unit_test(depth_is_bounded),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
