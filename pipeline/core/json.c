/* From bytes to a tree: yajl's tokens, strictness of our own.
 *
 * yajl 2.1 lets pass what RFC 8259 forbids: overlong and surrogate UTF-8, half surrogate pairs in \u escapes, form
 * feeds and vertical tabs as white space, a string without end behind the value. So one scan over the bytes judges
 * their text first, eight at a time where they are plain ASCII, and yajl is told not to look again. Then its callbacks
 * gather values on a stack, and each array or object is copied into the arena in one piece when it closes.
 *
 * Both the stack and yajl's own few allocations start in buffers on the C stack, so that parsing a usual record
 * allocates from the arena only.
 */
#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <yajl/yajl_parse.h>

#include "pipeline/core/bytes8.h"
#include "pipeline/core/json.h"
#include "pipeline/core/utf8.h"

enum { STACK_VALUES = 128, STACK_DEPTH = 32, YAJL_BYTES = 4096, FEW_KEYS = 48 };

/* ---- the text: UTF-8 and escapes ---- */

/* True if all eight bytes are ASCII, printable, and no backslash. */
static bool
plain8(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return ((word & 0x8080808080808080u) | bytes8_below(word, ' ') | bytes8_hold(word, '\\')) == 0;
}

/* The code unit of a \uXXXX at the start of s, -1 if there is none. */
static int
escaped_unit(struct str s)
{
	int unit = 0;

	if (s.len < 6 || s.at[0] != '\\' || s.at[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		int digit = hex_digit(s.at[i]);

		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

/* Length of the escape at the start of s; 0 for half a surrogate pair. */
static size_t
escape_length(struct str s)
{
	int unit = escaped_unit(s);

	if (unit < 0xd800 || unit > 0xdfff)
		return 2; /* whether the escape exists is yajl's to judge */
	if (unit >= 0xdc00)
		return 0;
	unit = escaped_unit(str_from(s, 6));
	return unit >= 0xdc00 && unit <= 0xdfff ? 12 : 0;
}

/* Judges all bytes of `text`; *offset is where the fault stands. */
static enum reject_code
scan_text(struct str text, size_t *offset)
{
	size_t i = 0, length;

	while (i < text.len) {
		unsigned char c = (unsigned char)text.at[i];

		if (i + 8 <= text.len && plain8(text.at + i)) {
			i += 8;
			continue;
		}
		*offset = i;
		if (c >= 0x80)
			length = utf8_length((const unsigned char *)text.at + i, text.len - i);
		else if (c == '\\')
			length = escape_length(str_from(text, i));
		else if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return REJECT_JSON;
		else
			length = 1;
		if (length == 0)
			return REJECT_JSON_STRING;
		i += length;
	}
	return REJECT_NONE;
}

/* ---- the tree ---- */

struct frame {
	uint32_t start; /* of its values on the stack */
	bool object;
};

struct parser {
	struct arena *arena;
	struct str text;
	uint32_t max_depth;
	enum reject_code fault;

	struct json_member *values; /* gathered and not yet closed; keys where the container is an object */
	uint32_t count, capacity;
	struct str key; /* of the value to come */
	struct frame *frames;
	uint32_t depth, frame_capacity;

	char *spare; /* yajl's memory on the C stack: taken front to back */
	size_t spare_left;

	struct json_member first_values[STACK_VALUES];
	struct frame first_frames[STACK_DEPTH];
	alignas(16) char first_spare[YAJL_BYTES];
};

/* Doubles an array that starts in the parser itself. */
static void *
grow(void *old, const void *first, uint32_t *capacity, size_t size)
{
	void *fresh;

	if (*capacity > UINT32_MAX / 2)
		abort();
	fresh = realloc(old == first ? NULL : old, *capacity * 2 * size);
	if (!fresh)
		abort();
	if (old == first)
		memcpy(fresh, old, *capacity * size);
	*capacity *= 2;
	return fresh;
}

static int
push(struct parser *p, struct json value)
{
	if (p->count == p->capacity)
		p->values = grow(p->values, p->first_values, &p->capacity, sizeof(*p->values));
	p->values[p->count++] = (struct json_member){p->key, value};
	return 1;
}

/* The text of a token: a slice of the input where yajl points into it, else a copy. */
static struct str
token_text(struct parser *p, const void *at, size_t len, uint8_t *flags)
{
	const char *text = at;

	if (text >= p->text.at && text <= p->text.at + p->text.len) {
		*flags |= JSON_PLAIN;
		return (struct str){text, len};
	}
	return arena_copy(p->arena, (struct str){text, len});
}

static int
on_null(void *context)
{
	return push(context, (struct json){.type = JSON_NULL});
}

static int
on_boolean(void *context, int value)
{
	return push(context, json_bool(value));
}

static int
on_number(void *context, const char *at, size_t len)
{
	struct json value = {.type = JSON_NUMBER};
	struct str text = token_text(context, at, len, &value.flags);

	value.text = text.at;
	value.count = (uint32_t)text.len;
	return push(context, value);
}

static int
on_string(void *context, const unsigned char *at, size_t len)
{
	struct json value = {.type = JSON_STRING};
	struct str text = token_text(context, at, len, &value.flags);

	value.text = text.at;
	value.count = (uint32_t)text.len;
	return push(context, value);
}

static int
on_key(void *context, const unsigned char *at, size_t len)
{
	struct parser *p = context;
	uint8_t flags = 0;

	p->key = token_text(p, at, len, &flags);
	return 1;
}

/* Opens an array or object: its own value stands on the stack below its content. */
static int
on_start(struct parser *p, bool object)
{
	if (p->depth == p->max_depth) {
		p->fault = REJECT_TOO_DEEP;
		return 0;
	}
	push(p, (struct json){.type = object ? JSON_OBJECT : JSON_ARRAY});
	if (p->depth == p->frame_capacity)
		p->frames = grow(p->frames, p->first_frames, &p->frame_capacity, sizeof(*p->frames));
	p->frames[p->depth++] = (struct frame){p->count, object};
	return 1;
}

static int
on_start_map(void *context)
{
	return on_start(context, true);
}

static int
on_start_array(void *context)
{
	return on_start(context, false);
}

static int
compare_keys(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* One bit of 64 for a key, by its length and two of its bytes. */
static uint64_t
key_bit(struct str key)
{
	size_t sum = key.len * 5;

	if (key.len)
		sum += (unsigned char)key.at[0] * (size_t)3 + (unsigned char)key.at[key.len / 2];
	return (uint64_t)1 << (sum & 63);
}

/* Only keys that share their bit are compared: mostly none. */
static bool
few_twice(const struct json_member *members, uint32_t count)
{
	uint64_t seen = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t bit = key_bit(members[i].key);

		for (uint32_t k = 0; (seen & bit) && k < i; k++)
			if (str_eq(members[i].key, members[k].key))
				return true;
		seen |= bit;
	}
	return false;
}

/* True if a key stands twice. Many keys are sorted, so that no input makes this quadratic. */
static bool
key_twice(const struct json_member *members, uint32_t count)
{
	struct str *keys;
	bool twice = false;

	if (count <= FEW_KEYS)
		return few_twice(members, count);
	keys = malloc(count * sizeof(*keys));
	if (!keys)
		abort();
	for (uint32_t i = 0; i < count; i++)
		keys[i] = members[i].key;
	qsort(keys, count, sizeof(*keys), compare_keys);
	for (uint32_t i = 1; i < count && !twice; i++)
		twice = str_eq(keys[i - 1], keys[i]);
	free(keys);
	return twice;
}

/* Closes the innermost container: its values move from the stack into the arena. */
static int
on_end(void *context)
{
	struct parser *p = context;
	struct frame frame = p->frames[--p->depth];
	struct json_member *content = p->values + frame.start;
	struct json *self = &p->values[frame.start - 1].value;

	self->count = p->count - frame.start;
	self->items = NULL;
	if (frame.object && self->count) {
		size_t size = self->count * sizeof(*self->members);

		self->members = memcpy(arena_take(p->arena, size), content, size);
		if (key_twice(content, self->count))
			self->flags |= JSON_TWICE;
	} else if (self->count) {
		self->items = arena_take(p->arena, self->count * sizeof(*self->items));
		for (uint32_t i = 0; i < self->count; i++)
			self->items[i] = content[i].value;
	}
	p->count = frame.start;
	return 1;
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_start_map,
    .yajl_map_key = on_key,
    .yajl_end_map = on_end,
    .yajl_start_array = on_start_array,
    .yajl_end_array = on_end,
};

/* ---- yajl's memory ---- */

static bool
is_spare(const struct parser *p, const void *at)
{
	return (const char *)at >= p->first_spare && (const char *)at < p->first_spare + YAJL_BYTES;
}

static void *
yajl_take(void *context, size_t size)
{
	struct parser *p = context;
	void *taken = p->spare;

	size = (size + 15) & ~(size_t)15;
	if (size > p->spare_left)
		return malloc(size);
	p->spare += size;
	p->spare_left -= size;
	return taken;
}

static void
yajl_give(void *context, void *at)
{
	if (at && !is_spare(context, at))
		free(at);
}

static void *
yajl_retake(void *context, void *at, size_t size)
{
	struct parser *p = context;
	void *fresh;
	size_t most;

	if (!at || !is_spare(p, at))
		return realloc(at, size);
	fresh = yajl_take(p, size);
	most = (size_t)(p->first_spare + YAJL_BYTES
			- (char *)at); /* its old size is not known: copy what may be its */
	if (fresh)
		memmove(fresh, at, size < most ? size : most);
	return fresh;
}

/* Where something other than white space stands, from `from` on; text.len if nothing does. */
static size_t
skip_space(struct str text, size_t from)
{
	while (from < text.len
	       && (text.at[from] == ' ' || text.at[from] == '\n' || text.at[from] == '\r'
		   || text.at[from] == '\t'))
		from++;
	return from;
}

/* yajl stops behind the value, and what follows is looked at here: yajl itself would let pass a string that never
 * ends. */
static enum reject_code
run_yajl(struct parser *p, size_t *offset)
{
	yajl_alloc_funcs memory = {yajl_take, yajl_retake, yajl_give, p};
	yajl_handle handle = yajl_alloc(&callbacks, &memory, p);
	yajl_status status;

	if (!handle)
		abort();
	yajl_config(handle, yajl_dont_validate_strings, 1);
	yajl_config(handle, yajl_allow_trailing_garbage, 1);
	status = yajl_parse(handle, (const unsigned char *)p->text.at, p->text.len);
	*offset = yajl_get_bytes_consumed(handle);
	if (status == yajl_status_ok) {
		*offset = skip_space(p->text, *offset);
		status = *offset == p->text.len ? yajl_complete_parse(handle) : yajl_status_error;
	}
	yajl_free(handle);
	if (p->fault == REJECT_NONE && (status != yajl_status_ok || p->count != 1 || p->depth != 0))
		p->fault = REJECT_JSON;
	return p->fault;
}

bool
json_parse(struct arena *arena, struct str text, struct json_limits limits, struct json *out,
    enum reject_code *code, size_t *offset)
{
	struct parser p;

	*offset = 0;
	*code = scan_text(text, offset);
	if (*code != REJECT_NONE)
		return false;
	p.arena = arena;
	p.text = text;
	p.max_depth = limits.depth;
	p.fault = REJECT_NONE;
	p.values = p.first_values;
	p.count = 0;
	p.capacity = STACK_VALUES;
	p.key = (struct str){0};
	p.frames = p.first_frames;
	p.depth = 0;
	p.frame_capacity = STACK_DEPTH;
	p.spare = p.first_spare;
	p.spare_left = YAJL_BYTES;
	*code = run_yajl(&p, offset);
	if (*code == REJECT_NONE)
		*out = p.values[0].value;
	if (p.values != p.first_values)
		free(p.values);
	if (p.frames != p.first_frames)
		free(p.frames);
	return *code == REJECT_NONE;
}
