/* Events behind the prefix of a log: syslog and its kin write time, host and process before what was logged. */
#ifndef LRSTREAM_LOG_LINE_H
#define LRSTREAM_LOG_LINE_H

#include "pipeline/core/str.h"

/* The JSON object in a line such as "Mar 14 16:35:00 host app[1]: INFO - {…}", from its brace to the end of the line. A
 * prefix starts with a date (RFC 3164, RFC 3339) or the priority of syslog before one, or holds Open edX's [tracking]; it
 * ends with a blank. at == NULL if the line has none. */
struct str log_line_object(struct str line);

#endif
