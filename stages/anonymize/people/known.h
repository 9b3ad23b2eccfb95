/* The people an event speaks of: their names and ids, found again wherever they recur in the same event.
 *
 * The walk tells about every agent of a statement before it looks at any text; then each text is searched for what is
 * known. Words are compared whole, without case and accents.
 *
 * A full name is found in either order and with any of its parts left out: two parts of it next to each other count
 * whatever their case; one alone counts if it has three letters and a capital, and if it is no everyday word. Those
 * (Rose, Grace, Petit) count beside another part of a name or behind a form of address. Words for a role (student,
 * admin, groupe) are no names. In scripts without spaces a name may stand anywhere. Of a Group only the whole name
 * counts, and only if two of its words say more than a role ("Groupe TD 2" says nothing of anyone).
 * An id is found with four characters, or five digits, or more; a number counts as a whole run of digits. Logins made of
 * the name (jdupont, jean.dupont, dupontj42) are found without being told.
 *
 * The words are data: schemas/privacy/not_names.yaml. Not thread-safe; each worker owns one. Its memory is used again
 * for the next statement.
 */
#ifndef LRSTREAM_KNOWN_H
#define LRSTREAM_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/json.h"
#include "pipeline/core/str.h"

struct detectors;
struct pii;
struct spans;
struct word_sets;
struct known;

enum known_trust {
	KNOWN_PERSON, /* actor, instructor, members of groups, agents as objects */
	KNOWN_MACHINE, /* authority: mostly a program; names of two words or more, ids that look like nothing else */
};

/* Reads the words; the classes PERSON, USERNAME and EMAIL are those of `detectors`, which must outlive it. NULL with a
 * usage error that names file and line. */
struct known *known_open(struct detectors *detectors, struct error *);

/* Forgets everybody: before each statement. */
void known_clear(struct known *);

/* An Agent or Group as it came, its members too. Texts are borrowed until known_clear. Anything but an object is
 * passed over, and so are members that have not the type xAPI wants. */
void known_agent(struct known *, const struct json *agent, enum known_trust);

/* An id of somebody by itself (a user number, a login), of the class that is to stand in its place; a person's name.
 * Ids and names that are too short, or words of a role, are passed over. Borrowed until known_clear. */
void known_id(struct known *, struct str id, const struct pii *);
void known_name(struct known *, struct str full_name);

/* Somebody's address, found in a text of the event: whoever it is, from now on the name that it spells
 * (jean.dupont@...) is looked for, and logins made of it. Borrowed until known_clear. */
void known_address(struct known *, struct str address);

/* False if there is nothing to look for. */
bool known_any(const struct known *);

/* Appends what of the known stands in the text, which is valid UTF-8; unsettled. */
void known_find(const struct known *, struct str text, struct spans *out);

/* The ids and addresses as they came, for whoever looks for their hashes: addresses without mailto:, account names,
 * openids. `i` counts from 0; false behind the last. */
bool known_identifier(const struct known *, uint32_t i, struct str *out);

/* The words of paths.yaml, by which personal parts of IRIs are told (enum path_use in paths.h). */
const struct word_sets *known_paths(const struct known *);

void known_close(struct known *);

#endif
