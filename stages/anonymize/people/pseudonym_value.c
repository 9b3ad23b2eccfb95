/* See pseudonym_value.h. */
#include "pipeline/core/digest.h"
#include "stages/anonymize/people/pseudonym_value.h"

enum { UUID_TEXT = 36, IRI_PREFIX = sizeof(PSEUDONYM_IRI) - 1 };

static const struct str kind_value = {"value", 5};

/* A UUID of version 8 (RFC 9562, 5.8), of the lower-case text: the case of a UUID means nothing. */
static struct str
uuid_of(struct pseudonymizer *p, struct arena *arena, const uint8_t uuid[16])
{
	char *text = arena_take(arena, UUID_TEXT);
	uint8_t made[PSEUDONYM_BYTES];

	uuid_write(uuid, text);
	pseudonymizer_uuid(p, kind_value, (struct str){text, UUID_TEXT}, made);
	uuid_write(made, text);
	return (struct str){text, UUID_TEXT};
}

static struct str
iri_of(struct pseudonymizer *p, struct arena *arena, struct str value)
{
	char *text = arena_take(arena, IRI_PREFIX + PSEUDONYM_TEXT);

	memcpy(text, PSEUDONYM_IRI, IRI_PREFIX);
	pseudonymizer_text(p, kind_value, value, text + IRI_PREFIX);
	return (struct str){text, IRI_PREFIX + PSEUDONYM_TEXT};
}

static struct str
text_of(struct pseudonymizer *p, const struct credential_ids *ids, struct arena *arena, struct str value)
{
	size_t start, end;
	char *text;

	if (credential_ids_find(ids, value, 0, &start, &end) && start == 0 && end == value.len)
		return credential_ids_write(ids, arena, p, value);
	text = arena_take(arena, PSEUDONYM_TEXT);
	pseudonymizer_text(p, kind_value, value, text);
	return (struct str){text, PSEUDONYM_TEXT};
}

bool
pseudonymize_value(struct pseudonymizer *p, const struct credential_ids *ids, struct arena *arena,
    enum part_kind kind, struct json *v)
{
	uint8_t uuid[16];

	if (v->type != JSON_STRING && v->type != JSON_NUMBER)
		return false;
	if (v->type == JSON_STRING && kind == PART_IRI)
		*v = json_string(iri_of(p, arena, json_text(v)));
	else if (v->type == JSON_STRING && uuid_parse(json_text(v), uuid))
		*v = json_string(uuid_of(p, arena, uuid));
	else
		*v = json_string(text_of(p, ids, arena, json_text(v)));
	return true;
}
