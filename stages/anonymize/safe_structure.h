/* Course structures made safe: what a structure names must be called as the statements call it behind the privacy line.
 *
 * IRIs become what the policy makes of an activity's id, names what it makes of an activity's name. Nobody is spoken of
 * in a structure, so whom statements tell of is not looked for.
 */
#ifndef LRSTREAM_SAFE_STRUCTURE_H
#define LRSTREAM_SAFE_STRUCTURE_H

#include <stdbool.h>

#include "stages/anonymize/safe_tools.h"
#include "stages/xapi/course_structure.h"

/* Opens two pseudonymizers that stand for the key that nobody named: a structure can do without one as long as
 * both make the same of it. */
void safe_structure_without_key(struct safe_tools *);

/* Changes it in place; what is new lives in the arena. Lessons that become the same are one, the first. False if there is
 * no key and it would be needed. */
bool safe_structure(struct safe_tools *, struct arena *, struct course_structure *);

#endif
