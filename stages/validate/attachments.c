/* Attachments (xAPI 1.0.3, 2.4.11; 2.0, 4.2.2.6): what the statement says about them. Their bytes travel
 * apart from the statement, where there are any, so hash and signature are not compared here. */
#include "stages/validate/walk.h"

#include "stages/validate/form.h"

enum { USAGE_TYPE, DISPLAY, DESCRIPTION, CONTENT_TYPE, LENGTH, SHA2, FILE_URL };

static bool
check_media_type(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	if (v->type != JSON_STRING)
		return walk_wrong_type(w, at, v, code);
	return is_media_type(json_text(v)) || walk_report(w, at, code, "");
}

static bool
check_length(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	int64_t length;

	if (v->type != JSON_NUMBER)
		return walk_wrong_type(w, at, v, code);
	return (json_int(v, &length) && length >= 0) || walk_report(w, at, code, "");
}

/* SHA-224, 256, 384 or 512. */
static bool
check_sha2(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	uint32_t digits = v->count;

	if (v->type != JSON_STRING)
		return walk_wrong_type(w, at, v, code);
	if (digits != 56 && digits != 64 && digits != 96 && digits != 128)
		return walk_report(w, at, code, "");
	return is_hex(json_text(v)) || walk_report(w, at, code, "");
}

/* 1.0.3, 2.6; 2.0, 4.2.6: the attachment of a signature. */
static bool
whole_attachment(
    struct walk *w, const struct json_path *at, const struct json *v, const struct json *const *values)
{
	struct json_path type = {.up = at, .key = STR("contentType")};

	(void)v;
	if (!json_equals(values[USAGE_TYPE], STR("http://adlnet.gov/expapi/attachments/signature"))
	    || !json_is(values[CONTENT_TYPE], JSON_STRING)
	    || json_equals(values[CONTENT_TYPE], STR("application/octet-stream")))
		return true;
	return walk_report(w, &type, REJECT_SIGNATURE, "");
}

static const struct key attachment_keys[] = {
    [USAGE_TYPE] = {STR("usageType"), check_iri, REJECT_USAGE_TYPE, REQUIRED},
    [DISPLAY] = {STR("display"), check_language_map, REJECT_LANGUAGE_MAP, REQUIRED},
    [DESCRIPTION] = {STR("description"), check_language_map, REJECT_LANGUAGE_MAP, 0},
    [CONTENT_TYPE] = {STR("contentType"), check_media_type, REJECT_CONTENT_TYPE, REQUIRED},
    [LENGTH] = {STR("length"), check_length, REJECT_LENGTH, REQUIRED},
    [SHA2] = {STR("sha2"), check_sha2, REJECT_SHA2, REQUIRED},
    [FILE_URL] = {STR("fileUrl"), check_iri, REJECT_FILE_URL, 0},
};

static const struct shape attachment_shape = {
    .where = "in an attachment", KEYS(attachment_keys), .whole = whole_attachment};

static bool
check_attachment(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_object(w, at, v, &attachment_shape, code);
}

bool
check_attachments(struct walk *w, const struct json_path *at, const struct json *v, enum reject_code code)
{
	return walk_array(w, at, v, check_attachment, code);
}
