/* Ids that were made here, under the key.
 *
 * Where a source gives an event no id, convert makes one of what tells events apart: a hash that anybody could try out, who
 * knows the rest and guesses the learner's number. So no such id crosses the privacy line. What crosses it is a UUID of
 * version 8 (RFC 9562, 5.8) that is made of the id by the chain of keys (pseudonym.h):
 *
 *     bytes 0 to 11     the body: the first key makes one of the id's 16 bytes, each further key one of the body before
 *     bytes 12 to 15    the check, which the last key of the chain makes of the body
 *
 * So whoever has the keys knows an id of ours wherever it stands, and whose chain it is of; among ids of others one in four
 * thousand millions is mistaken for one. The body tells 2^90 ids apart.
 */
#ifndef LRSTREAM_MADE_ID_H
#define LRSTREAM_MADE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "stages/anonymize/people/pseudonym.h"

/* The keyed id of an id that was made of an event; the same one for the same id. */
void made_id_key(struct pseudonymizer *, const uint8_t id[16], uint8_t out[16]);

/* True for an id that the chain, or a beginning of it, made. */
bool made_id_is(struct pseudonymizer *, const uint8_t id[16]);

/* True, with the id as the whole chain makes it, if a shorter beginning of the chain made this one. False if the chain
 * made it as it is, or it is none of ours. */
bool made_id_renew(struct pseudonymizer *, const uint8_t id[16], uint8_t out[16]);

#endif
