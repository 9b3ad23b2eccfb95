/* Pseudonyms of agents that came by lately: a course has few teachers and a learner does much in a row.
 *
 * What is compared is all that the pseudonym is made of, byte by byte: a mbox, or homePage and name of an account. Of
 * a fixed size: a newer agent takes an older one's place.
 */
#ifndef LRSTREAM_RECENT_AGENTS_H
#define LRSTREAM_RECENT_AGENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/json.h"

enum { RECENT_BYTES = 16 };

struct recent_agents;

struct recent_agents *recent_agents_open(void);

/* Where the agent's pseudonym stands; *known tells whether it does already, else it is to be written there. NULL for an
 * agent of another kind, or one that is too long. */
uint8_t *recent_agent(struct recent_agents *, const struct json *agent, bool *known);

/* Of an agent that turned out to have none: `pseudonym` is what recent_agent returned. */
void recent_agent_drop(uint8_t *pseudonym);

/* Wipes all of them: when keys change, and before it is freed. */
void recent_agents_forget(struct recent_agents *);
void recent_agents_close(struct recent_agents *);

#endif
