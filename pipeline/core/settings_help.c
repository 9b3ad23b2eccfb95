/* Options as people read them: --help in two columns, Markdown for the documentation, and their names. */
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/core/option_name.h"

enum { LINE_WIDTH = 100, INDENT = 2, GAP = 2, MOST_LEFT = 30, MOST_TOLD = 19, TOLD_OF_MANY = 10 };

/* ---- names ---- */

/* A copy of the name behind a prefix, each letter turned by `turn`. */
static struct str
spell(struct arena *arena, const char *prefix, const struct option *o, char (*turn)(char))
{
	struct str name = arena_format(arena, "%s%s", prefix, o->name);
	char *at = arena_take(arena, name.len + 1);
	size_t kept = strlen(prefix);

	for (size_t i = 0; i <= name.len; i++)
		at[i] = i < kept ? name.at[i] : turn(name.at[i]);
	return (struct str){at, name.len};
}

static char
dash(char c)
{
	return c == '_' ? '-' : c;
}

static char
upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

struct str
option_flag(struct arena *arena, const struct option *o)
{
	return spell(arena, "--", o, dash);
}

struct str
option_variable(struct arena *arena, const struct option *o)
{
	return spell(arena, "LRSTREAM_", o, upper);
}

/* ---- the options of all tables, each once ---- */

struct list {
	struct arena *arena;
	const struct option **options;
	size_t count;
};

static bool
is_listed(const struct list *l, const struct option *o)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->options[i]->name, o->name) == 0)
			return true;
	return false;
}

static struct list
list_open(const struct option *const *tables, size_t count)
{
	struct list l = {.arena = arena_open()};
	size_t most = 0;

	for (size_t i = 0; i < count; i++)
		for (const struct option *o = tables[i]; o->name; o++)
			most++;
	l.options = arena_take(l.arena, most * sizeof(struct option *));
	for (size_t i = 0; i < count; i++)
		for (const struct option *o = tables[i]; o->name; o++)
			if (!is_listed(&l, o))
				l.options[l.count++] = o;
	return l;
}

/* ---- --help ---- */

/* "--key-file FILE" */
static struct str
left_of(struct arena *arena, const struct option *o)
{
	struct str flag = option_flag(arena, o);

	return o->argument ? arena_format(arena, "%.*s %s", STR_ARG(flag), o->argument) : flag;
}

/* The help with what else there is to know: "(1 to 4096, default 512)". */
static struct str
right_of(struct arena *arena, const struct option *o)
{
	struct str range = {"", 0}, fallback = {"", 0};

	if (o->kind == OPTION_INT)
		range = arena_format(arena, "%lld to %lld", (long long)o->min, (long long)o->max);
	else if (o->kind == OPTION_LIST)
		range = STR("may be said several times");
	if (o->fallback && *o->fallback && o->kind != OPTION_FLAG)
		fallback = arena_format(arena, "%sdefault %s", range.len ? ", " : "", o->fallback);
	if (!range.len && !fallback.len)
		return str_of(o->help);
	return arena_format(arena, "%s (%.*s%.*s)", o->help, STR_ARG(range), STR_ARG(fallback));
}

/* Bytes of `text` that go on a line of `width`: up to the last space that leaves no word cut. */
static size_t
line_length(struct str text, size_t width)
{
	size_t len = width;

	if (text.len <= width)
		return text.len;
	while (len > 0 && text.at[len] != ' ')
		len--;
	return len ? len : width;
}

/* Prints words from column `column` on, where the cursor is; further lines are indented to it. */
static void
print_wrapped(struct str text, size_t column)
{
	for (;;) {
		size_t len = line_length(text, LINE_WIDTH - column);

		printf("%.*s\n", (int)len, text.at);
		text = str_from(text, len);
		if (text.len && text.at[0] == ' ')
			text = str_from(text, 1);
		if (!text.len)
			return;
		printf("%*s", (int)column, "");
	}
}

static void
print_option(struct arena *arena, const struct option *o, size_t column)
{
	struct str left = left_of(arena, o);

	printf("%*s%.*s", INDENT, "", STR_ARG(left));
	if (INDENT + left.len + GAP > column)
		printf("\n%*s", (int)column, "");
	else
		printf("%*s", (int)(column - INDENT - left.len), "");
	print_wrapped(right_of(arena, o), column);
}

static bool
has_flag(const struct option *o)
{
	return o->place & ON_COMMAND_LINE;
}

/* What has no flag is named at the end. */
static void
print_file_only(const struct list *l)
{
	struct buf names = {0};

	for (size_t i = 0; i < l->count; i++)
		if (!has_flag(l->options[i]))
			buf_format(&names, "%s%s", names.len ? ", " : "", l->options[i]->name);
	if (names.len) {
		fputs("In the configuration file only: ", stdout);
		print_wrapped(buf_view(&names), sizeof("In the configuration file only: ") - 1);
	}
	buf_free(&names);
}

/* Of more options than a screen has room for, those that are seldom said are only named; of still more, the last ones. */
static bool
is_told(const struct list *l, size_t n)
{
	size_t flags = 0, seldom = 0;

	if (!has_flag(l->options[n]))
		return false;
	for (size_t i = 0; i < l->count; i++) {
		flags += has_flag(l->options[i]);
		seldom += l->options[i]->place == SELDOM;
	}
	if (flags - seldom > MOST_TOLD)
		return n < TOLD_OF_MANY;
	return flags <= MOST_TOLD || l->options[n]->place != SELDOM;
}

static void
print_names(const struct list *l)
{
	struct buf names = {0};

	for (size_t i = 0; i < l->count; i++)
		if (has_flag(l->options[i]) && !is_told(l, i))
			buf_format(&names, "%s%.*s", names.len ? ", " : "",
			    STR_ARG(left_of(l->arena, l->options[i])));
	if (names.len) {
		fputs("  and ", stdout);
		print_wrapped(buf_view(&names), sizeof("  and ") - 1);
	}
	buf_free(&names);
}

void
settings_print_help(const struct option *const *tables, size_t count)
{
	struct list l = list_open(tables, count);
	size_t widest = 0;

	for (size_t i = 0; i < l.count; i++) {
		size_t len = left_of(l.arena, l.options[i]).len;

		if (is_told(&l, i) && len > widest && len <= MOST_LEFT)
			widest = len;
	}
	for (size_t i = 0; i < l.count; i++)
		if (is_told(&l, i))
			print_option(l.arena, l.options[i], INDENT + widest + GAP);
	print_names(&l);
	print_file_only(&l);
	arena_close(l.arena);
}

/* ---- Markdown ---- */

/* A bar would end the cell. */
static void
print_cell(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '|')
			putchar('\\');
		putchar(text.at[i]);
	}
	fputs(" |", stdout);
}

static void
print_code_cell(struct arena *arena, bool shown, struct str text)
{
	putchar(' ');
	print_cell(shown ? arena_format(arena, "`%.*s`", STR_ARG(text)) : STR(""));
}

void
settings_print_markdown(const struct option *const *tables, size_t count)
{
	struct list l = list_open(tables, count);

	puts("| key in the file | flag | variable | default | meaning |\n|---|---|---|---|---|");
	for (size_t i = 0; i < l.count; i++) {
		const struct option *o = l.options[i];
		bool in_file = o->place & IN_FILE;

		putchar('|');
		print_code_cell(l.arena, in_file, str_of(o->name));
		print_code_cell(l.arena, o->place & ON_COMMAND_LINE, left_of(l.arena, o));
		print_code_cell(l.arena, in_file && o->kind != OPTION_TREE, option_variable(l.arena, o));
		print_code_cell(l.arena, o->fallback && *o->fallback, str_of(o->fallback));
		putchar(' ');
		print_cell(str_of(o->help));
		putchar('\n');
	}
	arena_close(l.arena);
}
