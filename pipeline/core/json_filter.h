/* The filter of a query's step; between the two files of json_query.h only. */
#ifndef LRSTREAM_JSON_FILTER_H
#define LRSTREAM_JSON_FILTER_H

#include "pipeline/core/json_query.h"

struct json_query_filter {
	enum { FILTER_EXISTS, FILTER_EQUAL, FILTER_UNEQUAL } kind;
	struct json_query path; /* from the child that is asked */
	struct json value;
};

#endif
