/* See csv_form.h. */
#include "pipeline/io/csv_form.h"

#include "pipeline/io/charset.h"

const char *const csv_form_names[CSV_FORM_NAMES] = {"delimiter", "quote", "encoding"};

static const struct {
	struct str name;
	char character;
} spelt[] = {
    {{"tab", 3}, '\t'},
    {{"\\t", 2}, '\t'},
    {{"space", 5}, ' '},
};

static bool
is_usable(char c)
{
	return (c >= ' ' && c < 0x7f) || c == '\t';
}

static bool
say_delimiter(struct csv_form *form, struct str value, struct error *e)
{
	char c = value.len == 1 ? value.at[0] : '\0';

	for (size_t i = 0; i < sizeof(spelt) / sizeof(*spelt); i++)
		if (str_eq(value, spelt[i].name))
			c = spelt[i].character;
	form->dialect.delimiter = c;
	return is_usable(c) || error_usage(e, "must be one ASCII character, tab or space");
}

static bool
say_quote(struct csv_form *form, struct str value, struct error *e)
{
	char c = value.len == 1 ? value.at[0] : '\0';

	form->dialect.quote = str_eq(value, STR("none")) ? (char)CSV_NO_QUOTE : c;
	return form->dialect.quote == CSV_NO_QUOTE || is_usable(c)
	       || error_usage(e, "must be one ASCII character, or none");
}

static bool
say_encoding(struct csv_form *form, struct str value, struct error *e)
{
	struct charset *known = value.len ? charset_open(value, e) : NULL;

	charset_close(known);
	form->encoding = value;
	return known || (!value.len && error_usage(e, "must name an encoding, such as utf-8"));
}

static bool (*const say[CSV_FORM_NAMES])(struct csv_form *, struct str, struct error *) = {
    say_delimiter, say_quote, say_encoding};

bool
csv_form_say(struct csv_form *form, struct str name, struct str value, struct error *e)
{
	for (size_t i = 0; i < CSV_FORM_NAMES; i++) {
		if (!str_eq(name, str_of(csv_form_names[i])))
			continue;
		if (!say[i](form, value, e))
			return false;
		return form->dialect.delimiter != form->dialect.quote || !form->dialect.quote
		       || error_usage(e, "delimiter and quote are the same character");
	}
	return error_usage(e, "there are delimiter, quote and encoding");
}
