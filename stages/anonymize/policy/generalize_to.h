/* What values can be made coarser to; the inside of generalize.h.
 *
 * Each function makes one value, neither array nor null, coarser in place. False if it is none of its kind.
 */
#ifndef LRSTREAM_GENERALIZE_TO_H
#define LRSTREAM_GENERALIZE_TO_H

#include <stdint.h>

#include "stages/anonymize/policy/generalize.h"

enum time_unit { UNIT_MINUTE, UNIT_HOUR, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR, UNIT_COUNT };

/* As a policy writes them. */
extern const struct str time_unit_names[UNIT_COUNT];

struct generalize {
	bool (*to)(const struct generalize *, struct arena *, struct json *);
	union {
		enum time_unit unit;
		int prefix;                 /* bits of an IPv4 network; IPv6 has twice as many */
		double width;               /* of a band; 0 if there are borders */
		const struct json *borders; /* numbers, ascending */
	};
	bool score; /* a number of a score: within its scale */
};

/* Moments, dates, seconds or milliseconds since 1970, durations up to days. UTC; weeks start on Monday. */
bool to_unit(const struct generalize *, struct arena *, struct json *);

/* IPv4 and IPv6 addresses, several with commas between them, ports left out: 192.0.2.0/24. */
bool to_network(const struct generalize *, struct arena *, struct json *);

/* Numbers, and texts that are one: the largest multiple of the width that is not above. */
bool to_band(const struct generalize *, struct arena *, struct json *);

/* The same with borders; what is below the first counts as the first. */
bool to_border(const struct generalize *, struct arena *, struct json *);

/* Coordinates to whole degrees: numbers, "48.85,2.35", geo: URIs, GeoJSON and objects with a latitude and longitude, of
 * which only the place stays, and the code of its country. */
bool to_region(const struct generalize *, struct arena *, struct json *);

/* Language tags to the language: fr-FR, fr_CA, fr-Latn to fr. */
bool to_language(const struct generalize *, struct arena *, struct json *);

/* A number, or a text that is nothing but one. */
bool number_of(const struct json *, double *);

#endif
