/* What a statement says in a discussion: whether it is a post or a reply, and to what. */
#ifndef LRSTREAM_INDICATORS_READ_SOCIAL_H
#define LRSTREAM_INDICATORS_READ_SOCIAL_H

#include "pipeline/core/arena.h"
#include "pipeline/core/buf.h"
#include "stages/xapi/safe_statement.h"

/* Appends MORE_POST or MORE_REPLY if the statement is a post or a reply in a course (W24). The arena is scratch. */
void read_social(struct arena *, const struct safe_statement *, const struct vocabulary *, struct buf *more);

#endif
