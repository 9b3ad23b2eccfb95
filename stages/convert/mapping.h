/* Mappings: the files of schemas/mappings, one a source, compiled once into plans.
 *
 * What the language can say is in schemas/mappings/README.md. Applying a mapping reads the event and takes memory from
 * the batch's arena; nothing is evaluated and nothing of the event outlives the batch. Regular expressions make a set
 * of mappings fit for one thread: each worker opens its own.
 */
#ifndef LRSTREAM_CONVERT_MAPPING_H
#define LRSTREAM_CONVERT_MAPPING_H

#include "pipeline/core/arena.h"
#include "pipeline/core/buf.h"
#include "pipeline/core/error.h"
#include "pipeline/core/json.h"
#include "pipeline/core/reject.h"
#include "pipeline/core/stage.h"
#include "pipeline/core/uuid_set.h"

struct mapping;
struct mappings;

/* Which mappings to open. */
struct mappings_setup {
	struct str source;      /* must have one, unless empty or "auto" */
	const struct str *sets; /* SETTING=VALUE, each a setting of at least one mapping */
	size_t set_count;
	const struct str *files; /* of any place, with a NUL behind each path */
	size_t file_count;
	bool rows; /* the events of the files' sources are rows of cells, whatever the files say */
};

/* The files, then all of schemas/mappings in the order of their names but for those of a source that a file is for.
 * NULL with a usage error: "schemas/mappings/x.yaml:12: key: what". */
struct mappings *mappings_open_all(const struct mappings_setup *, struct error *);

/* Only those of schemas/mappings. */
struct mappings *mappings_open(struct str source, const struct str *sets, size_t count, struct error *);

/* One file of any place; `shown` stands for it in messages. */
struct mappings *mappings_open_file(const char *path, const char *shown, struct error *);

/* The same from text, which is copied. */
struct mappings *mappings_open_text(struct str text, const char *shown, struct error *);

size_t mappings_count(const struct mappings *);
const struct mapping *mappings_at(const struct mappings *, size_t index);

/* The mapping of a source; NULL if there is none. */
const struct mapping *mappings_named(const struct mappings *, struct str source);

/* The first mapping whose `detect` rules all hold for the event; NULL if there is none. */
const struct mapping *mappings_detect(const struct mappings *, const struct json *event);

void mappings_close(struct mappings *);

/* True for what a source, a setting, a part and a let may be called: small letters, digits, hyphens and underscores. */
bool mapping_name_is(struct str);

/* Valid while the mappings are open. */
struct str mapping_source(const struct mapping *);
struct str mapping_file(const struct mapping *);

/* True if a score's min and max may be equal in its statements. */
bool mapping_flat_score(const struct mapping *);

/* ---- applying ---- */

/* What a mapping makes of one event. */
struct conversion {
	enum verdict verdict;    /* PASS, DROP or REJECT */
	const struct rule *rule; /* the one that fired; NULL if none did */
	struct str made_by;      /* its "file:line"; at == NULL where the statement passes as it came */
	struct json *statements; /* after PASS, at least one */
	uint32_t count;
	struct uuid_set
	    made_ids; /* those that were made of the event: they may stand anywhere in the statements */
	enum reject_code code; /* after REJECT */
	struct str pointer;    /* into the event */
	struct str reason;     /* after DROP; lives as long as the mapping */
};

void mapping_apply(const struct mapping *, struct arena *, struct buf *scratch, const struct json *event,
    struct conversion *);

/* A record that holds several events. */
struct envelope {
	const struct json *event;   /* the record's */
	const struct json *entries; /* the list of events in it, or an object: the only one */
	const struct list *list;    /* how the mapping knows it; NULL for a plain array */
	struct str where;           /* the pointer to the list */
};

/* True if the event is a list envelope of this source. */
bool mapping_list(const struct mapping *, struct arena *, const struct json *event, struct envelope *);

/* The same of any source. *m, NULL for auto, becomes the mapping that knows the event, or its envelope: what a mapping
 * recognises as an event is no envelope of another. */
bool mappings_list(const struct mappings *, const struct mapping **m, struct arena *,
    const struct json *event, struct envelope *);

/* How many entries it has; one of them, with what the envelope puts into it; and the pointer to it behind `base`. */
uint32_t envelope_count(const struct envelope *);
struct json envelope_entry(const struct envelope *, struct arena *, uint32_t nth);
struct str envelope_pointer(const struct envelope *, struct arena *, struct str base, uint32_t nth);

#endif
