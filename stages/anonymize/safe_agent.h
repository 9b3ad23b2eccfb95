/* Agents made anew: an Agent or Group becomes its keyed pseudonym, and nothing else of it stays. */
#ifndef LRSTREAM_SAFE_AGENT_H
#define LRSTREAM_SAFE_AGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/arena.h"
#include "pipeline/core/json.h"
#include "stages/anonymize/people/pseudonym.h"

/* Makes an agent anew from its pseudonym, a Group also from its members; *known tells whether it has one. False if xAPI
 * would not take the result: an Agent without identifier, or a Group with neither identifier nor members. */
bool safe_agent(struct arena *, struct pseudonymizer *, struct json *agent, bool *known,
    uint8_t pseudonym[PSEUDONYM_BYTES]);

/* The agent's pseudonym; false if it has none. One that was made here has its own. */
bool safe_agent_pseudonym(
    struct pseudonymizer *, const struct json *agent, uint8_t pseudonym[PSEUDONYM_BYTES]);

/* True for an object in data of the sender's own that says of itself what an Agent or a Group says. */
bool looks_like_agent(const struct json *object);

#endif
