/* Detector files read; see plan.h, and schemas/privacy/detectors/README.md for what they say.
 *
 * Every object of a file is a table of the keys it may have, each with the function that reads the value. What is wrong
 * is told with file, line and key, before the first text is searched.
 */
#include "stages/anonymize/detect/plan.h"

#include "pipeline/core/letters.h"
#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "pipeline/core/yaml_object.h"
#include "stages/anonymize/detect/parts.h"

enum {
	FARTHEST = 1000, /* bytes that windows may reach */
	MOST_NEAR =
	    128, /* and context: behind encodings what is farther from an escape is not looked at (windows.h) */
	MOST_DIGITS = 100
};

struct reader {
	struct yaml_reader yaml;
	struct detectors *detectors;
	struct arena *arena;
	struct named_list *words; /* of this file; its tail is the shared ones */
	struct part *parts;       /* of patterns, the last first */
	struct str type;
	bool pseudonym;
	struct detector_file *out;
};

static struct reader *
reader_of(struct yaml_reader *r)
{
	return (struct reader *)r;
}

/* ---- values ---- */

static bool
read_text(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	if (yaml->type != JSON_STRING || !yaml->count)
		return yaml_fail(r, yaml, key, "must be text");
	*(struct str *)out = json_text(yaml);
	return true;
}

static bool
read_type(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	struct str name = json_text(yaml);

	if (yaml->type != JSON_STRING || !name.len)
		return yaml_fail(r, yaml, key, "must be a class, such as PHONE");
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_upper(name.at[i]) && !ascii_digit(name.at[i]) && name.at[i] != '_')
			return yaml_fail(r, yaml, key, "is made of capitals, digits and _");
	*(struct str *)out = name;
	return true;
}

static bool
read_replace(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	if (!json_equals(yaml, STR("label")) && !json_equals(yaml, STR("pseudonym")))
		return yaml_fail(r, yaml, key, "must be label or pseudonym");
	*(bool *)out = json_equals(yaml, STR("pseudonym"));
	return true;
}

static bool
read_inside(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	*(bool *)out = json_equals(yaml, STR("iri"));
	return *(bool *)out || yaml_fail(r, yaml, key, "must be iri");
}

static bool
read_flag(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	*(bool *)out = yaml->type == JSON_TRUE;
	return json_is_bool(yaml) || yaml_fail(r, yaml, key, "must be true or false");
}

static bool
read_number(struct yaml_reader *r, struct str key, const struct json *yaml, uint32_t most, uint32_t *out)
{
	int64_t number;

	if (yaml->type != JSON_NUMBER || !json_int(yaml, &number) || number < 0 || number > most)
		return yaml_fail(r, yaml, key, "must be a whole number up to %u", most);
	*out = (uint32_t)number;
	return true;
}

static bool
read_distance(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	return read_number(r, key, yaml, MOST_NEAR, out);
}

static bool
read_pair(struct yaml_reader *r, struct str key, const struct json *yaml, uint32_t most, uint32_t pair[2])
{
	if (yaml->type != JSON_ARRAY || yaml->count != 2)
		return yaml_fail(r, yaml, key, "must be two numbers, such as [9, 14]");
	return read_number(r, key, &yaml->items[0], most, &pair[0])
	       && read_number(r, key, &yaml->items[1], most, &pair[1]);
}

static bool
read_window(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	return read_pair(r, key, yaml, FARTHEST, out);
}

/* [LEAST, MOST], [LEAST] or LEAST. */
static bool
read_digits(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	uint32_t *pair = out;

	if (yaml->type == JSON_ARRAY && yaml->count == 1)
		yaml = yaml->items;
	if (yaml->type == JSON_NUMBER)
		return read_number(r, key, yaml, MOST_DIGITS, &pair[0]);
	if (!read_pair(r, key, yaml, MOST_DIGITS, pair))
		return false;
	return pair[0] <= pair[1] || yaml_fail(r, yaml, key, "the least is more than the most");
}

/* One or a list of them, each given to `add`. */
static bool
read_each(struct yaml_reader *r, struct str key, const struct json *yaml, yaml_read_value *add, void *out)
{
	if (yaml->type == JSON_STRING)
		return add(r, key, yaml, out);
	if (yaml->type != JSON_ARRAY || !yaml->count)
		return yaml_fail(r, yaml, key, "must be a name or a list of names");
	for (uint32_t i = 0; i < yaml->count; i++)
		if (yaml->items[i].type != JSON_STRING)
			return yaml_fail(r, &yaml->items[i], key, "must be text");
		else if (!add(r, key, &yaml->items[i], out))
			return false;
	return true;
}

static bool
add_anchor(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	static const struct str anchors[] = {
	    [ANCHOR_AT_SIGN] = STR("at-sign"),
	    [ANCHOR_DIGITS] = STR("digits"),
	    [ANCHOR_DATE] = STR("date"),
	    [ANCHOR_HEX] = STR("hex"),
	    [ANCHOR_DOTS] = STR("dots"),
	    [ANCHOR_LETTERS] = STR("letters"),
	    [ANCHOR_IRI] = STR("iri"),
	    [ANCHOR_TILDE] = STR("tilde"),
	    [ANCHOR_DEGREE] = STR("degree"),
	    [ANCHOR_LABEL] = STR("label"),
	};

	for (int i = 0; i < ANCHORS; i++)
		if (json_equals(yaml, anchors[i])) {
			*(uint32_t *)out |= 1u << i;
			return true;
		}
	return yaml_fail_unknown(r, yaml, key, json_text(yaml), anchors, ANCHORS);
}

static bool
read_anchors(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	return read_each(r, key, yaml, add_anchor, out);
}

static bool
add_check(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	struct check check, *checks = out;
	struct str *known;
	size_t i = 0;

	if (!check_named(json_text(yaml), &check)) {
		while (check_at(i, &check))
			i++;
		known = arena_take(reader_of(r)->arena, (i + 1) * sizeof(*known));
		for (i = 0; check_at(i, &check); i++)
			known[i] = check.name;
		return yaml_fail_unknown(r, yaml, key, json_text(yaml), known, i);
	}
	while (i < MOST_CHECKS && checks[i].name.len)
		i++;
	if (i == MOST_CHECKS)
		return yaml_fail(r, yaml, key, "at most %d checks", MOST_CHECKS);
	checks[i] = check;
	return true;
}

static bool
read_checks(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	return read_each(r, key, yaml, add_check, out);
}

/* ---- words ---- */

static bool
new_list(struct yaml_reader *r, struct str key, const struct json *yaml, uint32_t *list)
{
	*list = words_list(reader_of(r)->detectors->words);
	return *list < MOST_LISTS
	       || yaml_fail(r, yaml, key, "more than %d lists of words in all", MOST_LISTS);
}

static bool
add_word(struct yaml_reader *r, struct str key, const struct json *yaml, struct str word, uint32_t list)
{
	return words_add(reader_of(r)->detectors->words, word, list)
	       || yaml_fail(r, yaml, key, "a word is text and begins with a letter");
}

/* Each word of the first list followed by each of the second. */
static bool
add_pairs(struct yaml_reader *r, struct str key, const struct json *yaml, uint32_t list)
{
	const struct json *first = yaml->items, *second = yaml->items + 1;

	if (yaml->count != 2 || first->type != JSON_ARRAY || second->type != JSON_ARRAY)
		return yaml_fail(r, yaml, key, "must be a word, or two lists of which words are made");
	for (uint32_t i = 0; i < first->count; i++)
		for (uint32_t k = 0; k < second->count; k++) {
			struct str word = arena_format(reader_of(r)->arena, "%.*s%.*s",
			    STR_ARG(json_text(&first->items[i])), STR_ARG(json_text(&second->items[k])));

			if (!add_word(r, key, yaml, word, list))
				return false;
		}
	return true;
}

static bool
add_words(struct yaml_reader *r, struct str key, const struct json *yaml, uint32_t list)
{
	if (yaml->type != JSON_ARRAY || !yaml->count)
		return yaml_fail(r, yaml, key, "must be a list of words");
	for (uint32_t i = 0; i < yaml->count; i++) {
		const struct json *word = &yaml->items[i];

		if (word->type == JSON_ARRAY ? !add_pairs(r, key, word, list)
					     : !add_word(r, key, word, json_text(word), list))
			return false;
	}
	return true;
}

static bool
read_words(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	(void)out;
	if (yaml->type != JSON_OBJECT)
		return yaml_fail(r, yaml, key, "must be named lists of words");
	for (uint32_t i = 0; i < yaml->count; i++) {
		const struct json_member *m = &yaml->members[i];
		struct named_list *list = arena_zero(reader_of(r)->detectors->arena, sizeof(*list));

		list->name = arena_copy(reader_of(r)->detectors->arena, m->key);
		list->next = reader_of(r)->words;
		if (!new_list(r, m->key, &m->value, &list->list)
		    || !add_words(r, m->key, &m->value, list->list))
			return false;
		reader_of(r)->words = list;
	}
	return true;
}

static bool
add_list(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	for (const struct named_list *known = reader_of(r)->words; known; known = known->next)
		if (json_equals(yaml, known->name)) {
			lists_add(out, known->list);
			return true;
		}
	return yaml_fail(r, yaml, key, "there is no list of words \"%.*s\" in this file, nor in %s",
	    STR_ARG(json_text(yaml)), SHARED_WORDS);
}

static bool
read_lists(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	return read_each(r, key, yaml, add_list, out);
}

/* The name of a list, or the words themselves. */
static bool
read_labels(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	uint32_t list;

	if (yaml->type == JSON_STRING)
		return add_list(r, key, yaml, out);
	if (!new_list(r, key, yaml, &list) || !add_words(r, key, yaml, list))
		return false;
	lists_add(out, list);
	return true;
}

/* ---- a detector ---- */

struct said {
	struct detector d;
	struct str type, about;
	bool pseudonym;
	uint32_t digits[2], window[2];
};

static const struct yaml_key detector_members[] = {
    {STR("name"), read_text, offsetof(struct said, d.name), true},
    {STR("about"), read_text, offsetof(struct said, about), false},
    {STR("type"), read_type, offsetof(struct said, type), false},
    {STR("at"), read_anchors, offsetof(struct said, d.at), true},
    {STR("labels"), read_labels, offsetof(struct said, d.labels), false},
    {STR("lead"), read_text, offsetof(struct said, d.lead), false},
    {STR("inside"), read_inside, offsetof(struct said, d.in_iri), false},
    {STR("gap"), read_text, offsetof(struct said, d.gap_text), false},
    {STR("digits"), read_digits, offsetof(struct said, digits), false},
    {STR("mixed"), read_flag, offsetof(struct said, d.mixed), false},
    {STR("pattern"), read_text, offsetof(struct said, d.pattern_text), true},
    {STR("check"), read_checks, offsetof(struct said, d.checks), false},
    {STR("context"), read_lists, offsetof(struct said, d.context), false},
    {STR("unless"), read_lists, offsetof(struct said, d.unless), false},
    {STR("near"), read_distance, offsetof(struct said, d.near), false},
    {STR("after"), read_distance, offsetof(struct said, d.after), false},
    {STR("window"), read_window, offsetof(struct said, window), false},
    {STR("replace"), read_replace, offsetof(struct said, pseudonym), false},
};

/* What is not said. */
static const struct said defaults = {.d.near = 48, .window = {UINT32_MAX, 128}};

enum { BEFORE = 64, BEFORE_DIGITS = 8 };

static bool
open_pattern(struct yaml_reader *r, const struct json *yaml, struct str text, struct regex **pattern)
{
	struct error why;

	*pattern = regex_open(text, &why);
	return *pattern || yaml_fail(r, yaml, STR("pattern"), "%s", why.text);
}

static bool
put_parts(struct yaml_reader *r, struct str key, const struct json *yaml, struct str *text)
{
	struct str missing;

	return parts_put(reader_of(r)->arena, reader_of(r)->parts, text, &missing)
	       || yaml_fail(r, yaml, key, "there is no part \"%.*s\" before", STR_ARG(missing));
}

static bool
read_parts(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	(void)out;
	if (yaml->type != JSON_OBJECT)
		return yaml_fail(r, yaml, key, "must be named pieces of patterns");
	for (uint32_t i = 0; i < yaml->count; i++) {
		const struct json_member *m = &yaml->members[i];
		struct part *part = arena_zero(reader_of(r)->arena, sizeof(*part));

		part->name = m->key;
		if (!read_text(r, m->key, &m->value, &part->text)
		    || !put_parts(r, m->key, &m->value, &part->text))
			return false;
		part->next = reader_of(r)->parts;
		reader_of(r)->parts = part;
	}
	return true;
}

/* Behind a word the pattern must match right there, elsewhere it is searched. Where the text is the value of a word, it
 * stands at the start, without a gap: no word ends there. */
static bool
open_patterns(struct yaml_reader *r, const struct json *yaml, struct detector *d)
{
	const struct json *at = json_get(yaml, STR("pattern"));
	struct arena *arena = reader_of(r)->arena;
	struct str text, gap;

	if (!put_parts(r, STR("pattern"), at, &d->pattern_text)
	    || !put_parts(r, STR("gap"), yaml, &d->gap_text))
		return false;
	text = d->pattern_text;
	gap = d->gap_text;
	if (d->at >> ANCHOR_LABEL & 1)
		text = arena_format(arena, "\\G(?:%.*s)\\K(?:%.*s)", STR_ARG(gap), STR_ARG(text));
	d->start = start_of_pattern(text);
	if (gap.len)
		text = arena_format(
		    arena, "\\G(?:\\A|(?!\\A)(?:%.*s))\\K(?:%.*s)", STR_ARG(gap), STR_ARG(d->pattern_text));
	return open_pattern(r, at, text, &d->pattern);
}

static bool
agrees(struct yaml_reader *r, const struct json *yaml, const struct detector *d)
{
	bool label = d->at >> ANCHOR_LABEL & 1;
	bool labels = json_get(yaml, STR("labels")) != NULL;

	if (label && d->at != 1u << ANCHOR_LABEL)
		return yaml_fail(
		    r, yaml, d->name, "at: label stands alone: its pattern must match right behind the word");
	if (label != labels)
		return yaml_fail(
		    r, yaml, d->name, label ? "at: label needs labels" : "labels are for at: label");
	if (!label && (d->lead.len || d->gap_text.len || d->in_iri))
		return yaml_fail(r, yaml, d->name, "lead, inside and gap are for at: label");
	if (d->mixed && d->at != 1u << ANCHOR_DIGITS)
		return yaml_fail(r, yaml, d->name, "mixed is for at: digits alone");
	if (json_get(yaml, STR("digits")) && !label && !(d->at >> ANCHOR_DIGITS & 1) && !d->digits_most)
		return yaml_fail(r, yaml, d->name, "digits: [LEAST] alone is for at: digits and at: label");
	return true;
}

static struct detector *
new_detector(struct detectors *d)
{
	if (d->count == d->capacity) {
		size_t capacity = d->capacity ? 2 * d->capacity : 64;
		struct detector *list = arena_zero(d->arena, capacity * sizeof(*list));

		if (d->count)
			memcpy(list, d->list, d->count * sizeof(*list));
		d->list = list;
		d->capacity = capacity;
	}
	return &d->list[d->count++];
}

/* What a detector says, in the form it runs in. */
static struct detector
make_detector(struct yaml_reader *r, const struct json *yaml, const struct said *said)
{
	struct detector d = said->d;

	d.name = arena_copy(reader_of(r)->detectors->arena, d.name);
	d.lead = arena_copy(reader_of(r)->detectors->arena, d.lead);
	d.pii = detectors_class(reader_of(r)->detectors, said->type, said->pseudonym);
	d.digits_least = said->digits[0];
	d.digits_most = said->digits[1];
	d.before = said->window[0];
	d.behind = said->window[1];
	if (d.before == UINT32_MAX)
		d.before = d.at >> ANCHOR_DIGITS & 1 ? BEFORE_DIGITS : BEFORE;
	d.needs_context = json_get(yaml, STR("context")) != NULL;
	d.has_unless = json_get(yaml, STR("unless")) != NULL;
	return d;
}

static bool
read_detector(struct yaml_reader *r, const struct json *yaml)
{
	struct said said = defaults;
	struct detector *d;

	said.type = reader_of(r)->type;
	said.pseudonym = reader_of(r)->pseudonym;
	if (!yaml_read_object(r, STR("detector"), yaml, detector_members,
		sizeof(detector_members) / sizeof(*detector_members), &said))
		return false;
	if (!said.type.len)
		return yaml_fail(r, yaml, STR("detector"), "has no type, and neither has the file");
	d = new_detector(reader_of(r)->detectors);
	*d = make_detector(r, yaml, &said);
	return agrees(r, yaml, d) && open_patterns(r, yaml, d);
}

/* After `words`, `type` and `replace`, wherever they stand in the file. */
static bool
read_detectors(struct yaml_reader *r, const struct json *yaml)
{
	const struct json *list = json_get(yaml, STR("detectors"));

	if (!list || list->type != JSON_ARRAY || !list->count)
		return yaml_fail(r, list ? list : yaml, STR("detectors"), "must be a list of detectors");
	for (uint32_t i = 0; i < list->count; i++)
		if (!read_detector(r, &list->items[i]))
			return false;
	reader_of(r)->out->detector_count = list->count;
	return true;
}

/* ---- examples ---- */

static const struct yaml_key example_members[] = {
    {STR("text"), read_text, offsetof(struct detector_example, text), true},
    {STR("label"), read_text, offsetof(struct detector_example, label), false},
};

static bool
read_example(struct yaml_reader *r, const struct json *yaml, struct detector_example *out)
{
	bool ok = yaml->type == JSON_STRING ? read_text(r, STR("examples"), yaml, &out->text)
					    : yaml_read_object(r, STR("examples"), yaml, example_members,
						sizeof(example_members) / sizeof(*example_members), out);

	out->text = arena_copy(reader_of(r)->detectors->arena, out->text);
	out->label = arena_copy(reader_of(r)->detectors->arena, out->label);
	out->line = yaml->line;
	return ok;
}

static bool
read_examples(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	struct detector_file *file = reader_of(r)->out;

	(void)out;
	if (yaml->type != JSON_ARRAY || !yaml->count)
		return yaml_fail(r, yaml, key, "must be a list of texts");
	file->examples = arena_zero(reader_of(r)->detectors->arena, yaml->count * sizeof(*file->examples));
	file->example_count = yaml->count;
	for (uint32_t i = 0; i < yaml->count; i++)
		if (!read_example(r, &yaml->items[i], &file->examples[i]))
			return false;
	return true;
}

/* ---- the file ---- */

static bool
read_later(struct yaml_reader *r, struct str key, const struct json *yaml, void *out)
{
	(void)r;
	(void)key;
	(void)yaml;
	(void)out;
	return true;
}

struct said_file {
	struct str type, about;
	bool pseudonym;
};

static const struct yaml_key file_members[] = {
    {STR("type"), read_type, offsetof(struct said_file, type), false},
    {STR("about"), read_text, offsetof(struct said_file, about), true},
    {STR("replace"), read_replace, offsetof(struct said_file, pseudonym), false},
    {STR("words"), read_words, 0, false},
    {STR("parts"), read_parts, 0, false},
    {STR("detectors"), read_later, 0, false},
    {STR("examples"), read_examples, 0, false},
};

static bool
read_file(struct yaml_reader *r, const struct json *yaml, bool shared)
{
	struct said_file said = {.pseudonym = false};

	if (!yaml_read_object(
		r, STR("file"), yaml, file_members, sizeof(file_members) / sizeof(*file_members), &said))
		return false;
	reader_of(r)->type = said.type;
	reader_of(r)->pseudonym = said.pseudonym;
	if (!shared)
		return read_detectors(r, yaml);
	reader_of(r)->detectors->shared = reader_of(r)->words;
	return !json_get(yaml, STR("detectors"))
	       || yaml_fail(
		   r, yaml, STR("detectors"), "%s holds words for all files and nothing else", SHARED_WORDS);
}

bool
detectors_read(
    struct detectors *d, const char *path, const char *shown, struct detector_file *out, struct error *e)
{
	struct arena *arena = arena_open();
	struct reader r = {
	    .yaml = {shown, e}, .detectors = d, .arena = arena, .words = d->shared, .out = out};
	struct str text = schemas_read(arena, path, e);
	const char *slash = strrchr(path, '/');
	bool shared = strcmp(slash ? slash + 1 : path, SHARED_WORDS) == 0;
	struct json yaml;
	bool ok;

	*out = (struct detector_file){0};
	ok = text.at && yaml_parse(arena, text, shown, &yaml, e) && read_file(&r.yaml, &yaml, shared);
	arena_close(arena);
	return ok;
}
