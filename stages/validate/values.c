/* Checkers for single values, and for the two kinds of map: languages and extensions.
 *
 * The keys of both maps are the statement's own choice, so their frames are marked foreign and a pointer
 * ends at the map. What an extension holds is never judged (xAPI 1.0.3, 4.1; 2.0, 4.2.7): any JSON, null
 * and keys that stand twice included. Only its numbers must fit into the database, as all numbers must.
 */
#include "stages/validate/walk.h"

#include "pipeline/core/digest.h"
#include "pipeline/core/iso8601.h"
#include "stages/validate/form.h"

bool
check_kind(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	(void)w, (void)at, (void)v, (void)code;
	return true;
}

bool
check_forbidden(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	(void)v;
	return walk_report(w, at, code, "");
}

bool
check_string(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return v->type == JSON_STRING || walk_wrong_type(w, at, v, code);
}

bool
check_boolean(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return json_is_bool(v) || walk_wrong_type(w, at, v, code);
}

bool
check_number(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (v->type != JSON_NUMBER)
		return walk_wrong_type(w, at, v, code);
	return is_storable_number(json_text(v)) || walk_report(w, at, REJECT_NUMBER, "");
}

/* A string of a form. */
static bool
check_form(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code,
    bool (*is_form)(struct str), const char *otherwise)
{
	if (v->type != JSON_STRING)
		return walk_wrong_type(w, at, v, code);
	return is_form(json_text(v)) || walk_report(w, at, code, otherwise);
}

bool
check_iri(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return check_form(w, at, v, code, is_iri, "it is not an IRI");
}

bool
check_uri(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return check_form(w, at, v, code, is_uri, "it is not a URI");
}

static bool
is_uuid(struct str s)
{
	uint8_t ignored[16];

	return uuid_parse(s, ignored);
}

bool
check_uuid(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return check_form(w, at, v, code, is_uuid, "it is not a UUID");
}

static bool
is_time_iso8601(struct str s)
{
	int64_t ignored;

	return time_parse(s, TIME_ISO8601, &ignored);
}

static bool
is_time_rfc3339(struct str s)
{
	int64_t ignored;

	return time_parse(s, TIME_RFC3339, &ignored);
}

/* 1.0.3, 4.5: ISO 8601. 2.0, 4.2.7: RFC 3339. */
bool
check_timestamp(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return check_form(w, at, v, code, w->version == XAPI_1_0_3 ? is_time_iso8601 : is_time_rfc3339,
	    "it is not a moment of this form");
}

/* A record store overwrites it, so either form will do. */
bool
check_stored(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return check_form(w, at, v, code, is_time_iso8601, "it is not a moment of this form");
}

bool
check_language(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return check_form(w, at, v, code, is_language_tag, "it is not a language tag");
}

bool
check_language_map(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (v->type != JSON_OBJECT)
		return walk_wrong_type(w, at, v, code);
	if (v->flags & JSON_TWICE && !walk_report(w, at, REJECT_DUPLICATE_KEY, ""))
		return false;
	for (uint32_t i = 0; i < v->count; i++) {
		const struct json_member *m = &v->members[i];
		bool go_on = true;

		if (!is_language_tag(m->key))
			go_on = walk_report(w, at, REJECT_LANGUAGE_TAG, "");
		if (go_on && m->value.type == JSON_NULL)
			go_on = walk_report(w, at, REJECT_NULL_VALUE, "");
		else if (go_on && m->value.type != JSON_STRING)
			go_on = walk_report(w, at, code, "one of its values is not a string");
		if (!go_on)
			return false;
	}
	return true;
}

/* Numbers at any depth of an extension's value. */
static bool
numbers_fit(const struct json *v)
{
	if (v->type == JSON_NUMBER)
		return is_storable_number(json_text(v));
	if (v->type == JSON_ARRAY)
		for (uint32_t i = 0; i < v->count; i++)
			if (!numbers_fit(&v->items[i]))
				return false;
	if (v->type == JSON_OBJECT)
		for (uint32_t i = 0; i < v->count; i++)
			if (!numbers_fit(&v->members[i].value))
				return false;
	return true;
}

bool
check_extensions(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (v->type != JSON_OBJECT)
		return walk_wrong_type(w, at, v, code);
	if (v->flags & JSON_TWICE && !walk_report(w, at, REJECT_DUPLICATE_KEY, ""))
		return false;
	for (uint32_t i = 0; i < v->count; i++) {
		const struct json_member *m = &v->members[i];

		if (!is_iri(m->key) && !walk_report(w, at, REJECT_EXTENSION_KEY, ""))
			return false;
		if (!numbers_fit(&m->value) && !walk_report(w, at, REJECT_NUMBER, ""))
			return false;
	}
	return true;
}
