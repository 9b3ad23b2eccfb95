/* A recursive descent over Python's expressions, as far as import_lambda.h says. One function a level of binding. */
#include "stages/convert/import/import_lambda.h"

#include "pipeline/core/buf.h"

enum { MOST_DEPTH = 64, MOST_ITEMS = 256, MOST_NODES = 4000 };

struct parser {
	struct arena *arena;
	struct str text;
	size_t at;
	int depth;
	uint32_t nodes;
};

static bool read_expression(struct parser *, struct lambda_node *out);

/* ---- the text ---- */

static char
peek(const struct parser *p)
{
	return p->at < p->text.len ? p->text.at[p->at] : '\0';
}

static void
skip_space(struct parser *p)
{
	while (peek(p) == ' ' || peek(p) == '\t' || peek(p) == '\n' || peek(p) == '\r')
		p->at++;
}

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Steps over an operator or a bracket. */
static bool
take(struct parser *p, const char *sign)
{
	struct str s = str_of(sign);

	skip_space(p);
	if (!str_starts(str_from(p->text, p->at), s))
		return false;
	p->at += s.len;
	return true;
}

/* Steps over a whole word. */
static bool
take_word(struct parser *p, const char *word)
{
	size_t start;

	skip_space(p);
	start = p->at;
	if (!take(p, word) || is_name_byte(peek(p))) {
		p->at = start;
		return false;
	}
	return true;
}

static struct str
take_name(struct parser *p)
{
	size_t start;

	skip_space(p);
	start = p->at;
	if (peek(p) >= '0' && peek(p) <= '9')
		return (struct str){0};
	while (is_name_byte(peek(p)))
		p->at++;
	return (struct str){p->text.at + start, p->at - start};
}

/* ---- nodes ---- */

/* Items in the making. */
struct items {
	struct parser *parser;
	struct lambda_node *list;
	uint32_t count, room;
};

static bool
add(struct items *items, struct lambda_node item)
{
	if (items->count == items->room) {
		struct lambda_node *old = items->list;

		items->room = items->room ? items->room * 2 : 4;
		items->list = arena_take(items->parser->arena, items->room * sizeof(item));
		if (items->count)
			memcpy(items->list, old, items->count * sizeof(item));
	}
	items->list[items->count++] = item;
	return items->count <= MOST_ITEMS;
}

static struct lambda_node
node(
    struct parser *p, enum lambda_kind kind, struct str text, const struct lambda_node *items, uint32_t count)
{
	struct lambda_node *kept = arena_take(p->arena, (count + (size_t)1) * sizeof(*kept));

	if (count)
		memcpy(kept, items, count * sizeof(*kept));
	if (++p->nodes > MOST_NODES)
		p->at = p->text.len; /* nothing follows, and in the end it is refused */
	return (struct lambda_node){.kind = kind, .text = text, .items = kept, .count = count};
}

static struct lambda_node
pair(struct parser *p, enum lambda_kind kind, struct str text, struct lambda_node a, struct lambda_node b)
{
	struct lambda_node both[2] = {a, b};

	return node(p, kind, text, both, 2);
}

/* Expressions with commas between them, up to `end`, which is stepped over. */
static bool
read_items(struct parser *p, const char *end, struct items *items, bool *comma)
{
	struct lambda_node item;

	*comma = true;
	while (!take(p, end)) {
		if (!*comma || !read_expression(p, &item) || !add(items, item))
			return false;
		*comma = take(p, ",");
	}
	return true;
}

/* ---- texts ---- */

static bool
read_escape(struct parser *p, struct buf *b)
{
	static const char written[] = "nrt\\'\"", meant[] = "\n\r\t\\'\"";
	char c = peek(p);
	const char *known = c ? strchr(written, c) : NULL;

	p->at++;
	if (known)
		buf_char(b, meant[known - written]);
	return known != NULL;
}

static void
close_piece(struct parser *p, struct buf *b, struct items *pieces)
{
	struct str text = arena_copy(p->arena, buf_view(b));

	if (text.len)
		add(pieces, node(p, LAMBDA_TEXT, text, NULL, 0));
	buf_clear(b);
}

/* What stands in the braces of an f-string: an expression without format or conversion. */
static bool
read_hole(struct parser *p, struct items *pieces)
{
	struct lambda_node value;

	return read_expression(p, &value) && take(p, "}") && add(pieces, value);
}

struct text_form {
	bool raw, format;
	char quote;
};

static bool
read_byte(struct parser *p, const struct text_form *f, struct buf *b, struct items *pieces)
{
	char c = peek(p);

	p->at++;
	if (c == '\\' && !f->raw)
		return read_escape(p, b);
	if (f->format && (c == '{' || c == '}')) {
		if (peek(p) == c)
			p->at++;
		else if (c == '}')
			return false;
		else {
			close_piece(p, b, pieces);
			return read_hole(p, pieces);
		}
	}
	buf_char(b, c);
	if (c == '\\' && p->at < p->text.len)
		buf_char(b, p->text.at[p->at++]);
	return c != '\n' && c != '\0';
}

static bool
read_quoted(struct parser *p, const struct text_form *f, struct items *pieces)
{
	struct buf b = {0};
	bool ok = true;

	while (ok && p->at < p->text.len && peek(p) != f->quote)
		ok = read_byte(p, f, &b, pieces);
	ok = ok && peek(p) == f->quote;
	p->at++;
	close_piece(p, &b, pieces);
	buf_free(&b);
	return ok;
}

/* The letters before a quote; false if no text starts here. */
static bool
starts_text(const struct parser *p, struct text_form *f, size_t *quote)
{
	*f = (struct text_form){0};
	for (*quote = p->at; *quote < p->text.len; (*quote)++) {
		char c = p->text.at[*quote] | 0x20;

		if (p->text.at[*quote] == '\'' || p->text.at[*quote] == '"') {
			f->quote = p->text.at[*quote];
			return !str_starts(str_from(p->text, *quote), STR("'''"))
			       && !str_starts(str_from(p->text, *quote), STR("\"\"\""));
		}
		if (c == 'r' && !f->raw)
			f->raw = true;
		else if (c == 'f' && !f->format)
			f->format = true;
		else
			return false;
	}
	return false;
}

/* One text or several side by side, which Python takes for one. */
static bool
read_text(struct parser *p, struct lambda_node *out)
{
	struct items pieces = {.parser = p};
	struct text_form f;
	bool format = false;
	size_t quote;

	for (skip_space(p); starts_text(p, &f, &quote); skip_space(p)) {
		format |= f.format;
		p->at = quote + 1;
		if (!read_quoted(p, &f, &pieces))
			return false;
	}
	if (format)
		*out = node(p, LAMBDA_FORMAT, STR(""), pieces.list, pieces.count);
	else if (pieces.count <= 1)
		*out = pieces.count ? pieces.list[0] : node(p, LAMBDA_TEXT, STR(""), NULL, 0);
	else
		*out = node(p, LAMBDA_FORMAT, STR(""), pieces.list, pieces.count);
	return true;
}

/* ---- atoms ---- */

/* Digits, perhaps a fraction, as JSON writes a number. */
static bool
read_number(struct parser *p, struct lambda_node *out)
{
	size_t start = p->at, whole;

	while (peek(p) >= '0' && peek(p) <= '9')
		p->at++;
	whole = p->at - start;
	if (peek(p) == '.') {
		size_t point = p->at++;

		while (peek(p) >= '0' && peek(p) <= '9')
			p->at++;
		if (p->at == point + 1)
			return false;
	}
	*out = node(p, LAMBDA_NUMBER, (struct str){p->text.at + start, p->at - start}, NULL, 0);
	return whole && !(whole > 1 && p->text.at[start] == '0') && !is_name_byte(peek(p));
}

static bool
read_group(struct parser *p, struct lambda_node *out)
{
	struct items items = {.parser = p};
	bool comma;

	if (!read_items(p, ")", &items, &comma))
		return false;
	if (items.count == 1 && !comma)
		*out = items.list[0];
	else
		*out = node(p, LAMBDA_TUPLE, STR(""), items.list, items.count);
	return true;
}

/* A map, or a set. */
static bool
read_braces(struct parser *p, struct lambda_node *out)
{
	struct items items = {.parser = p};
	bool map = false, more = true;
	struct lambda_node item;

	while (!take(p, "}")) {
		if (!more || !read_expression(p, &item) || !add(&items, item))
			return false;
		if (items.count == 1)
			map = take(p, ":");
		else if (map && !take(p, ":"))
			return false;
		if (map && (!read_expression(p, &item) || !add(&items, item)))
			return false;
		more = take(p, ",");
	}
	map |= items.count == 0;
	*out = node(p, map ? LAMBDA_MAP : LAMBDA_LIST, STR(""), items.list, items.count);
	return true;
}

static bool
is_keyword(struct str name)
{
	static const char *const keywords[] = {
	    "lambda", "for", "if", "else", "and", "or", "not", "in", "is", "await", "yield"};

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (str_eq(name, str_of(keywords[i])))
			return true;
	return false;
}

static bool
read_named(struct parser *p, struct lambda_node *out)
{
	struct str name = take_name(p);
	enum lambda_kind kind = LAMBDA_NAME;

	if (str_eq(name, STR("True")))
		kind = LAMBDA_TRUE;
	else if (str_eq(name, STR("False")))
		kind = LAMBDA_FALSE;
	else if (str_eq(name, STR("None")))
		kind = LAMBDA_NONE;
	*out = node(p, kind, name, NULL, 0);
	return name.len && !is_keyword(name);
}

static bool
read_atom(struct parser *p, struct lambda_node *out)
{
	struct text_form f;
	size_t quote;

	skip_space(p);
	if (starts_text(p, &f, &quote))
		return read_text(p, out);
	if (peek(p) >= '0' && peek(p) <= '9')
		return read_number(p, out);
	if (take(p, "("))
		return read_group(p, out);
	if (take(p, "[")) {
		struct items items = {.parser = p};
		bool comma;

		if (!read_items(p, "]", &items, &comma))
			return false;
		*out = node(p, LAMBDA_LIST, STR(""), items.list, items.count);
		return true;
	}
	return take(p, "{") ? read_braces(p, out) : read_named(p, out);
}

/* ---- what binds ---- */

static bool
read_call(struct parser *p, struct lambda_node *out)
{
	struct items items = {.parser = p};
	bool comma;

	if (!add(&items, *out) || !read_items(p, ")", &items, &comma))
		return false;
	*out = node(p, LAMBDA_CALL, STR(""), items.list, items.count);
	return true;
}

static bool
read_postfix(struct parser *p, struct lambda_node *out)
{
	if (!read_atom(p, out))
		return false;
	for (;;) {
		if (take(p, ".")) {
			struct str name = take_name(p);

			*out = node(p, LAMBDA_ATTRIBUTE, name, out, 1);
			if (!name.len)
				return false;
		} else if (take(p, "(")) {
			if (!read_call(p, out))
				return false;
		} else if (take(p, "[")) {
			struct lambda_node index;

			if (!read_expression(p, &index) || !take(p, "]"))
				return false;
			*out = pair(p, LAMBDA_ITEM, STR(""), *out, index);
		} else {
			return true;
		}
	}
}

/* A minus goes into the number behind it; of anything else it is 0 minus that. */
static bool
read_signed(struct parser *p, struct lambda_node *out)
{
	if (!take(p, "-"))
		return read_postfix(p, out);
	if (++p->depth > MOST_DEPTH || !read_signed(p, out))
		return false;
	p->depth--;
	if (out->kind == LAMBDA_NUMBER && out->text.at[0] != '-')
		out->text = arena_format(p->arena, "-%.*s", STR_ARG(out->text));
	else
		*out = pair(p, LAMBDA_SUM, STR("-"), node(p, LAMBDA_NUMBER, STR("0"), NULL, 0), *out);
	return true;
}

static bool
read_product(struct parser *p, struct lambda_node *out)
{
	if (!read_signed(p, out))
		return false;
	for (;;) {
		struct lambda_node right;
		bool times = take(p, "*");

		if (!times && !take(p, "/"))
			return true;
		if (!read_signed(p, &right))
			return false;
		*out = pair(p, LAMBDA_SUM, times ? STR("*") : STR("/"), *out, right);
	}
}

static bool
read_sum(struct parser *p, struct lambda_node *out)
{
	if (!read_product(p, out))
		return false;
	for (;;) {
		struct lambda_node right;
		bool plus = take(p, "+");

		if (!plus && !take(p, "-"))
			return true;
		if (!read_product(p, &right))
			return false;
		*out = pair(p, LAMBDA_SUM, plus ? STR("+") : STR("-"), *out, right);
	}
}

/* The comparison that stands here; at == NULL for none. Longer signs first. */
static struct str
take_comparison(struct parser *p, bool *negated)
{
	static const char *const signs[] = {"==", "!=", "<=", ">=", "<", ">"};

	*negated = false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (take(p, signs[i]))
			return str_of(signs[i]);
	if (take_word(p, "is")) {
		*negated = take_word(p, "not");
		return STR("is");
	}
	*negated = take_word(p, "not");
	if (take_word(p, "in"))
		return STR("in");
	return (struct str){0};
}

static bool
read_comparison(struct parser *p, struct lambda_node *out)
{
	struct lambda_node right;
	bool negated, again;
	struct str sign;

	if (!read_sum(p, out))
		return false;
	sign = take_comparison(p, &negated);
	if (!sign.at)
		return !negated;
	if (!read_sum(p, &right) || take_comparison(p, &again).at || again)
		return false;
	*out = pair(p, LAMBDA_COMPARE, sign, *out, right);
	if (negated)
		*out = node(p, LAMBDA_NOT, STR(""), out, 1);
	return true;
}

static bool
read_not(struct parser *p, struct lambda_node *out)
{
	if (!take_word(p, "not"))
		return read_comparison(p, out);
	if (++p->depth > MOST_DEPTH || !read_not(p, out))
		return false;
	p->depth--;
	*out = node(p, LAMBDA_NOT, STR(""), out, 1);
	return true;
}

static bool
read_joined(struct parser *p, const char *word, enum lambda_kind kind,
    bool (*inner)(struct parser *, struct lambda_node *), struct lambda_node *out)
{
	struct items items = {.parser = p};
	struct lambda_node item;

	do {
		if (!inner(p, &item) || !add(&items, item))
			return false;
	} while (take_word(p, word));
	*out = items.count == 1 ? item : node(p, kind, STR(""), items.list, items.count);
	return true;
}

static bool
read_and(struct parser *p, struct lambda_node *out)
{
	return read_joined(p, "and", LAMBDA_AND, read_not, out);
}

static bool
read_or(struct parser *p, struct lambda_node *out)
{
	return read_joined(p, "or", LAMBDA_OR, read_and, out);
}

static bool
read_expression(struct parser *p, struct lambda_node *out)
{
	struct lambda_node parts[3];

	if (++p->depth > MOST_DEPTH || !read_or(p, &parts[0]))
		return false;
	*out = parts[0];
	if (take_word(p, "if")) {
		if (!read_or(p, &parts[1]) || !take_word(p, "else") || !read_expression(p, &parts[2]))
			return false;
		*out = node(p, LAMBDA_IF, STR(""), parts, 3);
	}
	p->depth--;
	return true;
}

/* ---- the whole ---- */

static bool
read_parameters(struct parser *p, struct lambda *out)
{
	while (!take(p, ":")) {
		if (out->count && !take(p, ","))
			return false;
		if (out->count == MOST_PARAMETERS)
			return false;
		out->names[out->count] = take_name(p);
		if (!out->names[out->count].len || is_keyword(out->names[out->count]))
			return false;
		out->count++;
	}
	return true;
}

bool
lambda_read(struct arena *arena, struct str text, struct lambda *out)
{
	struct parser p = {.arena = arena, .text = text};

	out->count = 0;
	if (take_word(&p, "lambda") && !read_parameters(&p, out))
		return false;
	if (!read_expression(&p, &out->body))
		return false;
	skip_space(&p);
	return p.at == text.len && p.nodes <= MOST_NODES;
}
