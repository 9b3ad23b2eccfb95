/* URLs and query strings, taken apart (RFC 3986, and HTML's form encoding). */
#ifndef LRSTREAM_CONVERT_URL_H
#define LRSTREAM_CONVERT_URL_H

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"

enum url_part { URL_SCHEME, URL_HOST, URL_PORT, URL_PATH, URL_QUERY, URL_FRAGMENT, URL_FILE, URL_PART_COUNT };

/* A part as it is written, a slice of the URL; at == NULL or empty if it is absent. The file is what follows the path's
 * last slash. A URL may be relative. */
struct str url_part(struct str url, enum url_part);

/* Undoes %XX, and + for a space if `plus`. Text that would not be UTF-8 then stays as it came. */
struct str percent_decode(struct arena *, struct str text, bool plus);

/* The first value of a parameter of a query string, decoded; at == NULL if it has none. */
struct str query_parameter(struct arena *, struct str query, struct str name);

/* A query string, or the body of a form, as an object in its order; a key that stands twice gives a list. */
struct json query_read(struct arena *, struct str query);

#endif
