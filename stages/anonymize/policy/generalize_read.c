/* What stands behind `generalize:` in a policy: a word, or a word and a measure; see generalize.h. */
#include <math.h>

#include "pipeline/core/suggest.h"
#include "stages/anonymize/policy/generalize_to.h"

enum { NETWORK_BITS = 24, NETWORK_BITS_LEAST = 8 };

/* Where a word means something: bits of kinds of parts. */
static const unsigned MOMENTS = 1u << PART_TIME, DURATIONS = 1u << PART_DURATION, NUMBERS = 1u << PART_NUMBER,
		      TEXTS = 1u << PART_TEXT, LANGUAGES = 1u << PART_LANGUAGE,
		      EXTENSIONS = 1u << PART_EXTENSIONS;

struct reading {
	struct arena *arena;
	const char *file;
	int line;
	struct error *error;
	struct generalize *made;
};

static bool read_unit(const struct reading *, struct str word, const struct json *measure);
static bool read_network(const struct reading *, struct str word, const struct json *measure);
static bool read_bands(const struct reading *, struct str word, const struct json *measure);
static bool read_plain(const struct reading *, struct str word, const struct json *measure);

/* `measure` is what stands behind a word, or NULL. */
static const struct {
	struct str word;
	unsigned kinds;
	bool (*to)(const struct generalize *, struct arena *, struct json *);
	bool (*read)(const struct reading *, struct str word, const struct json *measure);
} words[] = {
    {{"minute", 6}, MOMENTS | DURATIONS | EXTENSIONS | TEXTS, to_unit, read_unit},
    {{"hour", 4}, MOMENTS | DURATIONS | EXTENSIONS | TEXTS, to_unit, read_unit},
    {{"day", 3}, MOMENTS | DURATIONS | EXTENSIONS | TEXTS, to_unit, read_unit},
    {{"week", 4}, MOMENTS | EXTENSIONS | TEXTS, to_unit, read_unit},
    {{"month", 5}, MOMENTS | EXTENSIONS | TEXTS, to_unit, read_unit},
    {{"year", 4}, MOMENTS | EXTENSIONS | TEXTS, to_unit, read_unit},
    {{"network", 7}, EXTENSIONS | TEXTS, to_network, read_network},
    {{"bands", 5}, NUMBERS | EXTENSIONS | TEXTS, to_band, read_bands},
    {{"region", 6}, EXTENSIONS | TEXTS, to_region, read_plain},
    {{"language", 8}, LANGUAGES | EXTENSIONS | TEXTS, to_language, read_plain},
};

enum { WORD_COUNT = sizeof(words) / sizeof(*words) };

static bool
measureless(const struct reading *r, struct str word, const struct json *measure)
{
	return !measure
	       || error_usage(
		   r->error, "%s:%u: %.*s takes nothing behind it", r->file, measure->line, STR_ARG(word));
}

static bool
read_plain(const struct reading *r, struct str word, const struct json *measure)
{
	return measureless(r, word, measure);
}

static bool
read_unit(const struct reading *r, struct str word, const struct json *measure)
{
	for (int i = 0; i < UNIT_COUNT; i++)
		if (str_eq(time_unit_names[i], word))
			r->made->unit = (enum time_unit)i;
	return measureless(r, word, measure);
}

static bool
read_network(const struct reading *r, struct str word, const struct json *measure)
{
	int64_t bits = NETWORK_BITS;

	(void)word;
	if (measure && (!json_int(measure, &bits) || bits < NETWORK_BITS_LEAST || bits > NETWORK_BITS))
		return error_usage(r->error, "%s:%u: a network has %d to %d bits (IPv6: twice as many)",
		    r->file, measure->line, NETWORK_BITS_LEAST, NETWORK_BITS);
	r->made->prefix = (int)bits;
	return true;
}

static bool
are_borders(const struct json *list)
{
	double value, before = -INFINITY;

	for (uint32_t i = 0; i < list->count; i++) {
		if (!json_double(&list->items[i], &value) || value <= before)
			return false;
		before = value;
	}
	return list->count > 1;
}

static bool
read_bands(const struct reading *r, struct str word, const struct json *measure)
{
	(void)word;
	if (json_is(measure, JSON_ARRAY) && are_borders(measure)) {
		r->made->to = to_border;
		r->made->borders = measure;
		return true;
	}
	if (json_double(measure, &r->made->width) && r->made->width > 0)
		return true;
	return error_usage(r->error,
	    "%s:%d: bands have a width above 0, {bands: 10}, or borders that rise, {bands: [0, 50, 80, 100]}",
	    r->file, r->line);
}

static const char *
hint(const struct reading *r, struct str word)
{
	struct str known[WORD_COUNT], near;

	for (size_t i = 0; i < WORD_COUNT; i++)
		known[i] = words[i].word;
	near = suggest(word, known, WORD_COUNT);
	return near.at ? arena_format(r->arena, "; did you mean %.*s?", STR_ARG(near)).at : "";
}

static bool
read_word(const struct reading *r, struct str word, enum part_kind kind, const struct json *measure)
{
	size_t i = 0;

	while (i < WORD_COUNT && !str_eq(words[i].word, word))
		i++;
	if (i == WORD_COUNT)
		return error_usage(r->error,
		    "%s:%d: values are generalized to minute, hour, day, week, month, year, network, bands, region "
		    "or language%s",
		    r->file, r->line, hint(r, word));
	if (!(words[i].kinds & 1u << kind))
		return error_usage(r->error, "%s:%d: no %.*s can be made of what stands there", r->file,
		    r->line, STR_ARG(word));
	r->made->to = words[i].to;
	r->made->score = kind == PART_NUMBER;
	return words[i].read(r, word, measure);
}

const struct generalize *
generalize_read(
    struct arena *arena, const struct json *said, enum part_kind kind, const char *file, struct error *error)
{
	struct reading r = {arena, file, said->line, error, arena_zero(arena, sizeof(struct generalize))};
	bool map = said->type == JSON_OBJECT && said->count == 1;
	struct str word = said->type == JSON_STRING ? json_text(said) : (struct str){0};

	if (map)
		word = said->members[0].key;
	return read_word(&r, word, kind, map ? &said->members[0].value : NULL) ? r.made : NULL;
}
