/* Writing values to places; see import_made.h.
 *
 * Both ways of writing walk down the steps of the place and make what is missing on the way. Where a choice stands on
 * the way, the walk goes into the side that the branch belongs to, or into both. What is copied from the event as a
 * whole can be taken apart only where xAPI says which members there are.
 */
#include "stages/convert/import/import_made.h"

#include "stages/convert/place.h"

static const char copied_whole[] = "sets a part of what is copied as a whole from elsewhere";
static const char list_and_object[] = "is a list and an object at once";

struct made *
made_new(struct arena *arena, enum made_kind kind, unsigned line)
{
	struct made *m = arena_zero(arena, sizeof(*m));

	m->kind = kind;
	m->line = (uint16_t)line;
	return m;
}

struct made *
made_copy_of(struct arena *arena, struct str path, unsigned line)
{
	struct made *m = made_new(arena, MADE_COPY, line);

	m->value = json_string(path);
	return m;
}

bool
made_asks(const struct json *v)
{
	bool asks =
	    v->type == JSON_STRING && v->count && (v->text[0] == '$' || memchr(v->text, '{', v->count));

	for (uint32_t i = 0; v->type == JSON_ARRAY && i < v->count && !asks; i++)
		asks = made_asks(&v->items[i]);
	if (json_get(v, STR("constant")))
		return false;
	for (uint32_t i = 0; v->type == JSON_OBJECT && i < v->count && !asks; i++)
		asks = str_starts(v->members[i].key, STR("$")) || made_asks(&v->members[i].value);
	return asks;
}

struct made *
made_construct(struct arena *arena, struct json value, uint16_t types, unsigned line)
{
	struct made *m = made_new(arena, MADE_CONSTRUCT, line);

	m->value = value;
	m->types = types;
	return m;
}

struct made *
made_choice(struct arena *arena, const struct branch *when, struct made *one, struct made *other)
{
	struct made *m = made_new(arena, MADE_CHOICE, one->line);

	m->when = when;
	m->one = one;
	m->other = other;
	return m;
}

static struct made *
made_first(struct arena *arena, struct made *one, struct made *other)
{
	struct made *m = made_new(arena, MADE_FIRST, one->line);

	m->one = one;
	m->other = other;
	return m;
}

static void
add_member(struct arena *arena, struct made *m, struct str key, struct made *value)
{
	struct made_member *old = m->members;

	m->members = arena_take(arena, (m->count + (size_t)1) * sizeof(*m->members));
	if (m->count)
		memcpy(m->members, old, m->count * sizeof(*m->members));
	m->members[m->count++] = (struct made_member){key, value};
}

void
made_set(struct arena *arena, struct made *object, struct str key, struct made *value)
{
	for (uint32_t i = 0; i < object->count; i++)
		if (str_eq(object->members[i].key, key)) {
			object->members[i].value = value;
			return;
		}
	add_member(arena, object, key, value);
}

struct made *
made_constant(struct arena *arena, const struct json *value, unsigned line)
{
	struct made *m;

	if (value->type == JSON_NULL || (value->type >= JSON_STRING && value->count == 0))
		return made_new(arena, MADE_NOTHING, line);
	m = made_new(arena, MADE_CONSTANT, line);
	m->value = *value;
	if (value->type < JSON_ARRAY)
		return m;
	m->kind = value->type == JSON_OBJECT ? MADE_OBJECT : MADE_LIST;
	for (uint32_t i = 0; i < value->count; i++) {
		const struct json *inner =
		    m->kind == MADE_OBJECT ? &value->members[i].value : &value->items[i];
		struct str key = m->kind == MADE_OBJECT ? value->members[i].key : STR("");
		struct made *part = made_constant(arena, inner, inner->line ? inner->line : line);

		if (part->kind != MADE_NOTHING)
			add_member(arena, m, key, part);
	}
	if (!m->count)
		m->kind = MADE_NOTHING;
	return m;
}

/* A copy that later writing into the one leaves alone. */
static struct made *
made_twin(struct arena *arena, const struct made *m)
{
	struct made *twin = arena_take(arena, sizeof(*twin));

	*twin = *m;
	twin->members = NULL;
	twin->count = 0;
	for (uint32_t i = 0; i < m->count; i++)
		add_member(arena, twin, m->members[i].key, made_twin(arena, m->members[i].value));
	if (m->one)
		twin->one = made_twin(arena, m->one);
	if (m->other)
		twin->other = made_twin(arena, m->other);
	return twin;
}

/* ---- branches ---- */

static bool
is_before(const struct branch *a, const struct branch *b)
{
	for (b = b->before; b; b = b->before)
		if (a == b)
			return true;
	return false;
}

bool
branch_excludes(const struct branch *a, const struct branch *b)
{
	for (const struct branch *x = a; x; x = x->outer)
		for (const struct branch *y = b; y; y = y->outer)
			if (is_before(x, y) || is_before(y, x))
				return true;
	return false;
}

/* True if b is taken only where `outer` is. */
static bool
is_within(const struct branch *b, const struct branch *outer)
{
	while (b && b != outer)
		b = b->outer;
	return b != NULL;
}

/* ---- places ---- */

static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return s.len > 0;
}

static bool
add_step(struct output_place *p, struct str name, bool bracketed, const char **why)
{
	struct place_step *step = &p->steps[p->count];

	if (p->count == MOST_STEPS || (!name.len && !bracketed)) {
		*why = p->count == MOST_STEPS ? "has too many steps" : "has an empty step";
		return false;
	}
	*step = (struct place_step){.key = name, .index = !bracketed && is_number(name)};
	for (size_t i = 0; step->index && i < name.len && step->number <= MOST_LIST; i++)
		step->number = step->number * 10 + (uint32_t)(name.at[i] - '0');
	p->count++;
	*why = "names a place of a list beyond the 64th";
	return step->number < MOST_LIST;
}

bool
place_read(struct str text, struct output_place *p, const char **why)
{
	size_t start = 0;
	bool open = true; /* a name must follow */

	*p = (struct output_place){.text = text};
	for (size_t i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.at[i] : '.';

		if (c != '.' && c != '[')
			continue;
		if ((i > start || open) && !add_step(p, (struct str){text.at + start, i - start}, false, why))
			return false;
		open = c == '.';
		start = i + 1;
		if (c == '[') {
			const char *end = memchr(text.at + i, ']', text.len - i);

			*why = "has a bracket that is not closed";
			if (!end
			    || !add_step(
				p, (struct str){text.at + i + 1, (size_t)(end - text.at) - i - 1}, true, why))
				return false;
			i = (size_t)(end - text.at);
			start = i + 1;
		}
	}
	return true;
}

/* ---- the way down ---- */

/* A writing on its way to its place. */
struct walk {
	struct arena *arena;
	const struct branch *branch;
	struct made *value;
	bool fills;
	const char *why;
};

static bool
refuse(struct walk *w, const char *why)
{
	w->why = why;
	return false;
}

/* What is copied from the event, as an object of its members. */
static bool
take_apart(struct walk *w, struct made *m, enum shape shape)
{
	const struct shape_member *known = shape_members(shape);
	struct str path = json_text(&m->value);

	if (!known)
		return refuse(w, copied_whole);
	m->kind = MADE_OBJECT;
	for (; known->key; known++)
		add_member(w->arena, m, str_of(known->key),
		    made_copy_of(
			w->arena, arena_format(w->arena, "%.*s.%s", STR_ARG(path), known->key), m->line));
	return true;
}

/* The shape of what stands behind a step. */
static enum shape
inner_shape(enum shape shape, const struct place_step *step)
{
	const struct shape_member *member = shape_member(shape, step->key);

	if (step->index)
		return shape;
	return member ? member->shape : shape == SHAPE_LANGUAGES ? SHAPE_TEXT : SHAPE_ANY;
}

static struct made **
list_item(struct walk *w, struct made *list, uint32_t number)
{
	while (list->count <= number)
		add_member(w->arena, list, STR(""), made_new(w->arena, MADE_NOTHING, list->line));
	return &list->members[number].value;
}

static struct made **
object_member(struct walk *w, struct made *object, struct str key)
{
	for (uint32_t i = 0; i < object->count; i++)
		if (str_eq(object->members[i].key, key))
			return &object->members[i].value;
	add_member(w->arena, object, key, made_new(w->arena, MADE_NOTHING, w->value->line));
	return &object->members[object->count - 1].value;
}

static bool put(struct walk *, struct made **at, const struct place_step *, uint32_t left, enum shape,
    const struct branch *);

/* The same into both sides of a choice. */
static bool
put_both(struct walk *w, struct made *m, const struct place_step *step, uint32_t left, enum shape shape,
    const struct branch *branch)
{
	struct made *value = w->value;
	bool ok = put(w, &m->one, step, left, shape, branch);

	w->value = made_twin(w->arena, value);
	ok = ok && put(w, &m->other, step, left, shape, branch);
	w->value = value;
	return ok;
}

static bool
put_in_choice(struct walk *w, struct made **at, const struct place_step *step, uint32_t left,
    enum shape shape, const struct branch *branch)
{
	struct made *m = *at;

	if (branch && is_within(branch, m->when))
		return put(w, &m->one, step, left, shape, branch == m->when ? NULL : branch);
	if (branch && branch_excludes(branch, m->when))
		return put(w, &m->other, step, left, shape, branch);
	return put_both(w, m, step, left, shape, branch);
}

static struct made *
filled(struct walk *w, struct made *m)
{
	if (m->kind == MADE_NOTHING)
		return w->value;
	return m->kind == MADE_CONSTANT ? m : made_first(w->arena, m, w->value);
}

/* The last step is taken. */
static void
settle(struct walk *w, struct made **at, const struct branch *branch)
{
	if (w->fills)
		*at = filled(w, *at);
	else
		*at = branch ? made_choice(w->arena, branch, w->value, *at) : w->value;
}

/* A fresh container over the steps that are left, in the place of something that is none. */
static bool
put_anew(struct walk *w, struct made **at, const struct place_step *step, uint32_t left, enum shape shape,
    const struct branch *branch)
{
	struct made *fresh = made_new(w->arena, step->index ? MADE_LIST : MADE_OBJECT, w->value->line);

	if ((*at)->kind != MADE_NOTHING && w->fills)
		return refuse(w, "fills a part of what is no object");
	if ((*at)->kind != MADE_NOTHING && branch) {
		*at = made_choice(w->arena, branch, fresh, *at);
		return put(w, &(*at)->one, step, left, shape, NULL);
	}
	*at = fresh;
	return put(w, at, step, left, shape, branch);
}

static bool
put(struct walk *w, struct made **at, const struct place_step *step, uint32_t left, enum shape shape,
    const struct branch *branch)
{
	struct made *m = *at;

	if (m->kind == MADE_CHOICE
	    && (left || (branch && (is_within(branch, m->when) || branch_excludes(branch, m->when)))))
		return put_in_choice(w, at, step, left, shape, branch);
	if (!left) {
		settle(w, at, branch);
		return true;
	}
	if (m->kind == MADE_FIRST)
		return put_both(w, m, step, left, shape, branch);
	if (m->kind == MADE_COPY && (step->index || !take_apart(w, m, shape)))
		return refuse(w, copied_whole);
	if (m->kind == MADE_LIST && step->index)
		return put(w, list_item(w, m, step->number), step + 1, left - 1, shape, branch);
	if (m->kind == MADE_OBJECT && !step->index)
		return put(
		    w, object_member(w, m, step->key), step + 1, left - 1, inner_shape(shape, step), branch);
	if (m->kind == MADE_LIST || m->kind == MADE_OBJECT)
		return refuse(w, list_and_object);
	return put_anew(w, at, step, left, shape, branch);
}

/* Tries on a twin first, so that a refused writing changes nothing. */
static bool
walk_down(struct walk *w, struct made **statement, const struct output_place *p, const char **why)
{
	struct made *twin = made_twin(w->arena, *statement);

	if (!put(w, &twin, p->steps, p->count, SHAPE_STATEMENT, w->branch)) {
		*why = w->why;
		return false;
	}
	*statement = twin;
	return true;
}

bool
made_write(struct arena *arena, struct made **statement, const struct output_place *p,
    const struct branch *branch, struct made *value, const char **why)
{
	struct walk w = {.arena = arena, .branch = branch, .value = value};

	return walk_down(&w, statement, p, why);
}

bool
made_fill(struct arena *arena, struct made **statement, const struct output_place *p, struct made *value,
    const char **why)
{
	struct walk w = {.arena = arena, .value = value, .fills = true};

	return walk_down(&w, statement, p, why);
}
