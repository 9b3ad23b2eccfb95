/* Compiling values: texts, paths, templates, objects and lists; see compile.h.
 *
 * The shape of the place decides what a text means and which keys an object may have; nothing depends on the order in
 * which things stand in the file.
 */
#include "pipeline/core/json_query.h"
#include "stages/convert/compile/construct.h"
#include "stages/convert/run/iri.h"

const struct setting *
compile_setting(const struct compiler *c, struct str name)
{
	for (uint32_t i = 0; i < c->mapping->setting_count; i++)
		if (str_eq(c->mapping->settings[i].name, name)) {
			c->setting_used[i] = true;
			return &c->mapping->settings[i];
		}
	return NULL;
}

/* ---- constants ---- */

/* A text of the mapping or the vocabulary, marked if JSON writes it without escapes. */
static struct json
fixed_string(struct str s)
{
	struct json v = json_string(s);

	v.flags = JSON_PLAIN;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == '"' || s.at[i] == '\\')
			v.flags = 0;
	return v;
}

/* A verb as schemas/xapi has it: {"id": …, "display": {"en": …}}. */
static bool
verb_constant(struct compiler *c, const struct json *yaml, struct node *out)
{
	struct str name = json_text(yaml);
	const struct verb *verb = vocabulary_verb_named(c->vocabulary, name);
	struct member *members = arena_zero(c->arena, 2 * sizeof(*members));
	struct member *display = arena_zero(c->arena, sizeof(*display));

	if (!verb)
		verb = vocabulary_verb(c->vocabulary, name);
	if (!verb && !iri_is(name))
		return compile_fail_name(
		    c, yaml, name, VOCABULARY_VERBS, "a verb of schemas/xapi/verbs.yaml");
	members[0] = (struct member){.key = STR("id"), .types = IS_TEXT, .value = {.run = run_constant}};
	members[0].value.constant = fixed_string(verb && !iri_is(name) ? verb->iri : name);
	*out = (struct node){.run = run_object, .members = members, .count = 1, .line = yaml->line};
	if (!verb || !verb->display.len)
		return true;
	*display = (struct member){.key = STR("en"), .types = IS_TEXT, .value = {.run = run_constant}};
	display->value.constant = fixed_string(verb->display);
	members[1] = (struct member){.key = STR("display"), .types = IS_OBJECT};
	members[1].value = (struct node){.run = run_object, .members = display, .count = 1};
	out->count = 2;
	return true;
}

static bool
is_iri_place(enum shape shape)
{
	return shape == SHAPE_IRI || shape == SHAPE_ACTIVITY_TYPE;
}

/* A text that must be an IRI once it stands there. */
static bool
iri_constant(struct compiler *c, const struct json *yaml, enum shape shape, struct json *out)
{
	struct str text = json_text(yaml);

	if (shape == SHAPE_ACTIVITY_TYPE && !iri_has_scheme(text)) {
		*out = fixed_string(vocabulary_activity_type_named(c->vocabulary, text));
		return out->text
		       || compile_fail_name(c, yaml, text, VOCABULARY_TYPES,
			   "an activity type of schemas/xapi/activity-types.yaml");
	}
	*out = fixed_string(text);
	return iri_is(text) || compile_fail(c, yaml, "\"%.*s\" is no IRI", STR_ARG(text));
}

bool
compile_constant(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	*out = (struct node){.run = run_constant, .line = yaml->line, .constant = *yaml};
	if (yaml->type == JSON_STRING)
		out->constant = fixed_string(json_text(yaml));
	if (yaml->type == JSON_STRING && shape == SHAPE_VERB)
		return verb_constant(c, yaml, out);
	if (!is_among(yaml, shape_types(shape)))
		return compile_fail(c, yaml, "must be %s", shape_name(shape));
	if (is_iri_place(shape))
		return iri_constant(c, yaml, shape, &out->constant);
	return true;
}

/* ---- paths and templates ---- */

static bool
no_such_let(struct compiler *c, const struct json *at, struct str name)
{
	struct words words = {.count = 0};

	for (uint32_t i = 0; i < c->mapping->let_count; i++)
		words_add(&words, c->mapping->lets[i].name);
	return compile_fail_near(c, at, name, &words,
	    "$%.*s names no let that stands before it; for a text write {constant: '$…'}", STR_ARG(name));
}

/* What the name behind the $ of a path stands for. */
static bool
find_root(struct compiler *c, const struct json *at, struct json_query *path)
{
	bool item = str_eq(path->root, STR("item"));

	if (!path->root.len)
		return true;
	if (c->plain)
		return compile_fail(c, at, "here only the event itself can be asked, with $. and no name");
	if ((item || str_eq(path->root, STR("key"))) && c->each_depth == 0)
		return compile_fail(c, at, "$item and $key are known only where `each` is");
	path->place = item ? PLACE_ITEM : PLACE_KEY;
	if (item || str_eq(path->root, STR("key")))
		return true;
	for (uint16_t i = 0; i < c->mapping->let_count; i++)
		if (str_eq(path->root, c->mapping->lets[i].name)) {
			path->place = (uint16_t)(PLACE_LET + i);
			c->let_used[i] = true;
			return true;
		}
	return no_such_let(c, at, path->root);
}

bool
compile_path_text(struct compiler *c, const struct json *at, struct str text, struct json_query *out)
{
	const char *why;

	if (!json_query_compile(c->arena, text, out, &why))
		return compile_fail(c, at,
		    text.len > 1 && (text.at[1] | 0x20) >= 'a' && (text.at[1] | 0x20) <= 'z'
			? "%s; for a text write {constant: '$…'}"
			: "%s",
		    why);
	return find_root(c, at, out);
}

bool
compile_path(struct compiler *c, const struct json *yaml, struct json_query *out)
{
	if (yaml->type != JSON_STRING)
		return compile_fail(c, yaml, "must be a path such as $.data.id");
	return compile_path_text(c, yaml, json_text(yaml), out);
}

static bool
no_such_name(struct compiler *c, const struct json *at, struct str name, const char *what)
{
	struct words words = {.count = 0};

	words_add_settings(&words, c);
	if (!c->plain)
		words_add_keys(&words, c->parts);
	return compile_fail_near(c, at, name, &words, "{%.*s} is no %s of this mapping", STR_ARG(name), what);
}

bool
compile_name(struct compiler *c, const struct json *at, struct str name, struct node *out)
{
	const struct setting *setting = compile_setting(c, name);
	struct json text = *at;

	*out = (struct node){.run = run_constant, .line = at->line};
	if (setting) {
		out->constant = setting->value;
		return true;
	}
	text.type = JSON_STRING;
	text.text = name.at;
	text.count = (uint32_t)name.len;
	if (c->plain || !json_get(c->parts, name))
		return no_such_name(c, at, name, c->plain ? "setting" : "setting or part");
	return compile_part(c, &text, SHAPE_ANY, out);
}

struct node
compile_escaped(struct compiler *c, const struct node *inner)
{
	struct node outer = compile_wrap(c, inner, run_template);

	outer.iri = true;
	return outer;
}

bool
compile_path_value(
    struct compiler *c, const struct json *yaml, enum shape shape, run_half *several, struct node *out)
{
	struct json_query *path = arena_zero(c->arena, sizeof(*path));

	if (!compile_path(c, yaml, path))
		return false;
	*out = (struct node){.run = path->many ? several : run_path,
	    .path = path,
	    .blame = path,
	    .line = yaml->line,
	    .shares = true};
	if (is_iri_place(shape))
		*out = compile_escaped(c, out);
	return true;
}

/* The pieces of a template in the making; literal text and settings gather until a path stands between them. */
struct pieces {
	struct node *items;
	uint32_t count;
	struct buf literal;
};

static void
close_literal(struct compiler *c, struct pieces *p)
{
	struct str text = buf_view(&p->literal);

	if (!text.len)
		return;
	p->items[p->count++] =
	    (struct node){.run = run_constant, .constant = fixed_string(arena_copy(c->arena, text))};
	buf_clear(&p->literal);
}

/* What stands in a pair of braces: a path, a setting, or a part. */
static bool
put_hole(struct compiler *c, const struct json *at, struct str hole, struct pieces *p)
{
	const struct setting *setting = compile_setting(c, hole);
	struct json text = *at;

	text.text = hole.at;
	text.count = (uint32_t)hole.len;
	if (setting && setting->value.type != JSON_STRING && setting->value.type != JSON_NUMBER)
		return compile_fail(c, at, "the setting %.*s is no text", STR_ARG(hole));
	if (setting) {
		buf_str(&p->literal, json_text(&setting->value));
		return true;
	}
	close_literal(c, p);
	if (json_query_is(hole))
		return compile_path_value(c, &text, SHAPE_ANY, run_wildcard, &p->items[p->count++]);
	if (!json_get(c->parts, hole))
		return no_such_name(c, at, hole, "path, and no setting or part");
	return compile_part(c, &text, SHAPE_ANY, &p->items[p->count++]);
}

/* Cuts a template at its braces. A doubled brace is one of the text. */
static bool
cut_template(struct compiler *c, const struct json *yaml, struct pieces *p)
{
	struct str text = json_text(yaml);

	for (size_t i = 0; i < text.len; i++) {
		char brace = text.at[i];
		const char *end;

		if (brace != '{' && brace != '}') {
			buf_char(&p->literal, brace);
			continue;
		}
		if (i + 1 < text.len && text.at[i + 1] == brace) {
			buf_char(&p->literal, text.at[i++]);
			continue;
		}
		end = brace == '{' ? memchr(text.at + i, '}', text.len - i) : NULL;
		if (!end)
			return compile_fail(
			    c, yaml, "a brace has no partner; a brace of the text itself is doubled");
		if (!put_hole(c, yaml, (struct str){text.at + i + 1, (size_t)(end - text.at) - i - 1}, p))
			return false;
		i = (size_t)(end - text.at);
	}
	close_literal(c, p);
	return true;
}

static bool
has_brace(struct str text)
{
	return text.len && (memchr(text.at, '{', text.len) || memchr(text.at, '}', text.len));
}

static bool
template_node(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	struct pieces p = {.items = arena_zero(c->arena, (yaml->count + 1) * sizeof(*p.items))};
	bool iri = is_iri_place(shape);
	bool ok = cut_template(c, yaml, &p);

	buf_free(&p.literal);
	if (!ok)
		return false;
	if (p.count == 0)
		return compile_fail(c, yaml, "an empty text says nothing: leave the key out");
	if (p.count == 1 && p.items[0].run == run_constant) {
		p.items[0].constant.line = yaml->line;
		return compile_constant(c, &p.items[0].constant, shape, out);
	}
	if (!(shape_types(shape) & IS_TEXT))
		return compile_fail(c, yaml, "must be %s, and a template makes text", shape_name(shape));
	if (iri && p.items[0].run == run_constant && !iri_has_scheme(json_text(&p.items[0].constant)))
		return compile_fail(c, yaml, "must be an IRI, and no IRI starts like this");
	*out = (struct node){
	    .run = run_template, .items = p.items, .count = p.count, .line = yaml->line, .iri = iri};
	for (uint32_t i = 0; i < p.count && !out->blame; i++)
		out->blame = p.items[i].blame;
	return true;
}

bool
compile_fixed_text(struct compiler *c, const struct json *at, struct str text, struct str *out)
{
	struct json yaml = *at;
	struct node node;

	*out = text;
	if (!has_brace(text))
		return true;
	yaml.type = JSON_STRING;
	yaml.text = text.at;
	yaml.count = (uint32_t)text.len;
	if (!template_node(c, &yaml, SHAPE_TEXT, &node))
		return false;
	if (node.run != run_constant)
		return compile_fail(c, at, "only settings may stand in braces here");
	*out = json_text(&node.constant);
	return true;
}

static bool
text_node(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	if (json_query_is(json_text(yaml)))
		return compile_path_value(c, yaml, shape, run_wildcard, out);
	if (has_brace(json_text(yaml)))
		return template_node(c, yaml, shape, out);
	return compile_constant(c, yaml, shape, out);
}

/* ---- objects and lists ---- */

/* The key that an open object gets: extensions may be named by their short names. */
static bool
open_key(struct compiler *c, const struct json *at, enum shape shape, struct str *key)
{
	if (!compile_fixed_text(c, at, *key, key))
		return false;
	if (shape != SHAPE_EXTENSIONS)
		return true;
	if (!iri_has_scheme(*key)) {
		struct str iri = vocabulary_extension_named(c->vocabulary, *key);

		if (!iri.at)
			return compile_fail_name(c, at, *key, VOCABULARY_EXTENSIONS,
			    "an extension of schemas/xapi/extensions.yaml");
		*key = iri;
	}
	return iri_is(*key) || compile_fail(c, at, "is no IRI");
}

static bool
no_such_key(struct compiler *c, const struct json *at, enum shape shape, struct str key)
{
	struct words words = {.count = 0};

	for (const struct shape_member *m = shape_members(shape); m->key; m++)
		words_add(&words, str_of(m->key));
	construct_words(&words);
	return compile_fail_near(c, at, key, &words, "%s has no such key", shape_name(shape));
}

/* Where an object cannot stand there is a construct that was misspelt. */
static bool
no_construct(struct compiler *c, const struct json *yaml, enum shape shape)
{
	struct words words = {.count = 0};
	struct str said = yaml->count ? yaml->members[0].key : STR("");

	construct_words(&words);
	return compile_fail_near(
	    c, yaml, said, &words, "must be %s, and no construct has one of these keys", shape_name(shape));
}

/* What may stand behind a key of an object of `shape`. */
static bool
member_shape(
    struct compiler *c, const struct json *at, enum shape shape, struct str *key, struct shape_member *out)
{
	const struct shape_member *known = shape_member(shape, *key);

	if (shape_is_open(shape)) {
		*out = (struct shape_member){
		    .shape = shape == SHAPE_LANGUAGES ? SHAPE_TEXT : SHAPE_ANY, .list = true};
		out->list = shape != SHAPE_LANGUAGES;
		return open_key(c, at, shape, key);
	}
	*out = *known;
	return true;
}

static bool
list_node(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	struct node *items = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*items));

	*out = (struct node){.run = run_list, .items = items, .count = yaml->count, .line = yaml->line};
	out->types = shape_types(shape);
	for (uint32_t i = 0; i < yaml->count; i++) {
		if (!compile_value(c, &yaml->items[i], shape, &items[i]))
			return false;
		if (!out->blame)
			out->blame = items[i].blame;
	}
	return true;
}

static bool
member_node(struct compiler *c, struct json_member *yaml, enum shape shape, struct member *out)
{
	struct str outer = c->key;
	struct shape_member place = {0};

	c->key = out->key = yaml->key;
	if (!member_shape(c, &yaml->value, shape, &out->key, &place))
		return false;
	if (yaml->value.type == JSON_ARRAY && place.list) {
		if (!list_node(c, &yaml->value, place.shape, &out->value))
			return false;
	} else if (!compile_value(c, &yaml->value, place.shape, &out->value)) {
		return false;
	}
	if (out->value.list && !place.list && place.shape != SHAPE_ANY)
		return compile_fail(c, &yaml->value, "must be %s, not a list", shape_name(place.shape));
	out->types = shape_types(place.shape) | (place.list ? IS_LIST : 0);
	out->essential = place.essential;
	if (place.essential && shape == SHAPE_STATEMENT)
		out->value = compile_required(c, &out->value);
	c->key = outer;
	return true;
}

static bool
has_known_keys(struct compiler *c, const struct json *yaml, enum shape shape)
{
	for (uint32_t i = 0; !shape_is_open(shape) && i < yaml->count; i++)
		if (!shape_member(shape, yaml->members[i].key)) {
			c->key = yaml->members[i].key;
			return no_such_key(c, &yaml->members[i].value, shape, c->key);
		}
	return true;
}

/* An object type that is said at once must be one that the place knows. */
static bool
has_known_type(struct compiler *c, const struct json *yaml, enum shape shape)
{
	const struct json *type = json_get(yaml, STR("objectType"));
	struct words words = {.count = 0};

	if (shape_is_open(shape) || !json_is(type, JSON_STRING) || json_query_is(json_text(type))
	    || has_brace(json_text(type)))
		return true;
	for (struct str known; (known = shape_object_type(shape, words.count)).at;)
		words_add(&words, known);
	if (words_have(&words, json_text(type)))
		return true;
	c->key = STR("objectType");
	return compile_fail_near(c, type, json_text(type), &words, "\"%.*s\" is no type of %s",
	    STR_ARG(json_text(type)), shape_name(shape));
}

/* An object without what makes it one would be refused at every event. */
static bool
has_essentials(struct compiler *c, const struct json *yaml, enum shape shape)
{
	for (const struct shape_member *m = shape_members(shape); m && m->key; m++)
		if (m->essential && !json_get(yaml, str_of(m->key)))
			return compile_fail(c, yaml, "%s needs the key \"%s\"", shape_name(shape), m->key);
	return shape != SHAPE_ACTOR || json_get(yaml, STR("objectType")) || json_get(yaml, STR("mbox"))
	       || json_get(yaml, STR("mbox_sha1sum")) || json_get(yaml, STR("openid"))
	       || json_get(yaml, STR("account"))
	       || compile_fail(c, yaml, "an actor needs mbox, mbox_sha1sum, openid or account");
}

static bool
object_node(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	struct member *members = arena_zero(c->arena, (yaml->count + (size_t)1) * sizeof(*members));
	const struct json_query *first = NULL;

	*out = (struct node){.run = run_object, .members = members, .count = yaml->count, .line = yaml->line};
	if (!(shape_types(shape) & IS_OBJECT))
		return no_construct(c, yaml, shape);
	if (shape == SHAPE_OBJECT)
		shape = shape_by_type(json_get_text(yaml, STR("objectType")));
	if (!has_known_keys(c, yaml, shape) || !has_known_type(c, yaml, shape)
	    || !has_essentials(c, yaml, shape))
		return false;
	if (yaml->count == 0) /* written empty, it is meant: only what loses its content vanishes */
		return compile_constant(c, yaml, shape, out);
	for (uint32_t i = 0; i < yaml->count; i++) {
		if (!member_node(c, &yaml->members[i], shape, &members[i]))
			return false;
		if (members[i].essential && !out->blame)
			out->blame = members[i].value.blame;
		if (!first)
			first = members[i].value.blame;
	}
	if (!out->blame)
		out->blame = first;
	return true;
}

bool
compile_settle(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	*out = shape == SHAPE_MOMENT ? compile_moment(c, out) : compile_cell(c, shape, out);
	return shape != SHAPE_MOMENT || compile_try(c, yaml, out);
}

bool
compile_value(struct compiler *c, const struct json *yaml, enum shape shape, struct node *out)
{
	bool ok;

	if (yaml->type == JSON_STRING)
		ok = text_node(c, yaml, shape, out);
	else if (yaml->type == JSON_ARRAY)
		ok = shape == SHAPE_ANY ? list_node(c, yaml, shape, out)
					: compile_fail(c, yaml, "must be %s, not a list", shape_name(shape));
	else if (yaml->type == JSON_OBJECT && compile_construct_named(yaml, shape))
		ok = compile_construct(c, yaml, shape, out);
	else if (yaml->type == JSON_OBJECT)
		ok = object_node(c, yaml, shape, out);
	else
		ok = compile_constant(c, yaml, shape, out);
	return ok && compile_settle(c, yaml, shape, out);
}
