/* See iri_shape.h. */
#include "stages/anonymize/scrub/iri_shape.h"

#include "stages/anonymize/detect/shapes.h"

enum { NUMBERED_LEAST = 4 };

bool
iri_shape_ipv4(struct str text)
{
	size_t dots = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '.')
			dots++;
		else if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	}
	return dots == 3;
}

bool
iri_shape_likely_ipv4(struct str text)
{
	unsigned large = 0, digits = 0;

	for (size_t i = 0; i < text.len; i++) {
		digits = text.at[i] == '.' ? 0 : digits + 1;
		large += digits == 2;
	}
	return large >= 2 && text.len <= STR("255.255.255.255").len && iri_shape_ipv4(text);
}

bool
iri_shape_local(struct str host)
{
	static const struct str local[] = {{"127.0.0.1", 9}, {"0.0.0.0", 7}, {"[::1]", 5}, {"[::]", 4}};

	for (size_t i = 0; i < sizeof(local) / sizeof(*local); i++)
		if (str_eq(host, local[i]))
			return true;
	return false;
}

bool
iri_shape_program(struct str segment)
{
	static const struct str endings[] = {{".php", 4}, {".html", 5}, {".htm", 4}, {".aspx", 5},
	    {".asp", 4}, {".jsp", 4}, {".do", 3}, {".cgi", 4}, {".xhtml", 6}, {".js", 3}, {".css", 4},
	    {".csv", 4}, {".json", 5}, {".xml", 4}, {".pdf", 4}};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (str_ends(segment, endings[i]))
			return true;
	return false;
}

bool
iri_shape_blank(struct str segment)
{
	static const struct str signs[] = {
	    {":", 1}, {"{", 1}, {"<", 1}, {"%7B", 3}, {"%7b", 3}, {"%3C", 3}, {"%3c", 3}};

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (str_starts(segment, signs[i]))
			return true;
	return false;
}

bool
iri_shape_uuid(struct str segment)
{
	return segment.len && shape_uuid(segment, 0) == segment.len;
}

bool
iri_shape_numbered(struct str segment)
{
	size_t digits = 0;

	for (size_t i = 0; i < segment.len; i++)
		digits += segment.at[i] >= '0' && segment.at[i] <= '9';
	return digits && (digits == segment.len || digits >= NUMBERED_LEAST);
}
