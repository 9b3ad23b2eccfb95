/* Canonical identifiers of agents; see identifier.h. Whatever changes here gives everyone another pseudonym. */
#include "pipeline/core/digest.h"
#include "stages/anonymize/people/identifier.h"
#include "pipeline/core/letters.h"

#define MAILTO "mailto:"

/* ---- lower case ---- */

/* Lowers the character at `at`, of which `left` bytes are there; returns its length. Longer ones have no case here. */
static size_t
lower_character(unsigned char *at, size_t left)
{
	uint32_t code;

	if (at[0] < 0x80) {
		at[0] = (unsigned char)letter_small(at[0]);
		return 1;
	}
	if (at[0] < 0xe0 && left >= 2) {
		code = letter_small((at[0] & 0x1fu) << 6 | (at[1] & 0x3fu));
		at[0] = (unsigned char)(0xc0 | code >> 6);
		at[1] = (unsigned char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (at[0] < 0xf0 && left >= 3) {
		code = letter_small((at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu));
		at[0] = (unsigned char)(0xe0 | code >> 12);
		at[1] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
		at[2] = (unsigned char)(0x80 | (code & 0x3f));
		return 3;
	}
	return 1;
}

static void
lower_case(struct buf *b)
{
	for (size_t i = 0; i < b->len;)
		i += lower_character((unsigned char *)b->at + i, b->len - i);
}

static bool
has_mailto(struct str s)
{
	static const char mailto[] = MAILTO;

	for (size_t i = 0; i < sizeof(mailto) - 1; i++)
		if (i >= s.len || letter_small((unsigned char)s.at[i]) != (unsigned char)mailto[i])
			return false;
	return true;
}

/* ---- what is an e-mail address ---- */

static bool
is_alphanumeric(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

/* RFC 5321, 4.1.2, with RFC 6531's letters: a Dot-string; quoted local parts are left to mbox. */
static bool
is_local_part(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_alphanumeric((unsigned char)s.at[i])
		    && (!s.at[i] || !strchr("!#$%&'*+-/=?^_`{|}~.", s.at[i])))
			return false;
	return s.len > 0;
}

/* Two labels or more, the last one no number. A name without a dot, such as user@campus, is taken for a login of that
 * platform: two platforms may have one each, and two people must never share a pseudonym. */
static bool
is_domain(struct str s)
{
	size_t label = 0, labels = 0;
	bool numeric = true;

	for (size_t i = 0; i <= s.len; i++) {
		if (i == s.len || s.at[i] == '.') {
			if (i == label)
				return false;
			labels++;
			if (i < s.len) {
				label = i + 1;
				numeric = true;
			}
		} else if (!is_alphanumeric((unsigned char)s.at[i]) && s.at[i] != '-') {
			return false;
		} else {
			numeric &= s.at[i] >= '0' && s.at[i] <= '9';
		}
	}
	return labels >= 2 && !numeric;
}

static bool
is_address(struct str s)
{
	const char *at = s.len ? memchr(s.at, '@', s.len) : NULL;

	return at && is_local_part((struct str){s.at, (size_t)(at - s.at)})
	       && is_domain(str_from(s, (size_t)(at - s.at) + 1));
}

/* ---- the four kinds ---- */

static void
put_hex(struct buf *out, const uint8_t *bytes, size_t len)
{
	char *to = buf_room(out, 2 * len);

	for (size_t i = 0; i < len; i++) {
		*to++ = "0123456789abcdef"[bytes[i] >> 4];
		*to++ = "0123456789abcdef"[bytes[i] & 15];
	}
	out->len += 2 * len;
}

/* An address with or without mailto:. */
static bool
put_mailbox(struct buf *out, struct str address)
{
	uint8_t digest[SHA1_BYTES];

	if (!has_mailto(address))
		buf_str(out, STR(MAILTO));
	buf_str(out, address);
	lower_case(out);
	digest_sha1(buf_view(out), digest);
	buf_clear(out);
	put_hex(out, digest, sizeof(digest));
	return true;
}

static bool
put_mbox(struct buf *out, const struct json *value)
{
	return json_is(value, JSON_STRING) && put_mailbox(out, json_text(value));
}

static bool
put_sha1sum(struct buf *out, const struct json *value)
{
	if (!json_is(value, JSON_STRING) || value->count != 2 * SHA1_BYTES)
		return false;
	for (uint32_t i = 0; i < value->count; i++)
		if (!strchr("0123456789abcdefABCDEF", value->text[i]) || !value->text[i])
			return false;
	buf_str(out, json_text(value));
	lower_case(out);
	return true;
}

static bool
put_account(struct buf *out, const struct json *value)
{
	const struct json *page = json_get(value, STR("homePage"));
	const struct json *name = json_get(value, STR("name"));
	struct str address;

	if (!json_is(page, JSON_STRING) || !(json_is(name, JSON_STRING) || json_is(name, JSON_NUMBER)))
		return false;
	address = json_text(name);
	if (is_address(has_mailto(address) ? str_from(address, sizeof(MAILTO) - 1) : address))
		return put_mailbox(out, address);
	/* An IRI has no newline; without one in the homePage, the first newline always ends it. */
	if (page->count && memchr(page->text, '\n', page->count))
		return false;
	buf_str(out, json_text(page));
	buf_char(out, '\n');
	buf_str(out, json_text(name));
	return true;
}

static bool
put_openid(struct buf *out, const struct json *value)
{
	if (!json_is(value, JSON_STRING) || value->count == 0 || !memchr(value->text, ':', value->count)
	    || memchr(value->text, '\n', value->count))
		return false;
	buf_str(out, json_text(value));
	return true;
}

bool
identifier_of(struct buf *out, const struct json *agent)
{
	static const struct {
		struct str key;
		bool (*put)(struct buf *, const struct json *);
	} kinds[] = {
	    {{"mbox", 4}, put_mbox},
	    {{"mbox_sha1sum", 12}, put_sha1sum},
	    {{"account", 7}, put_account},
	    {{"openid", 6}, put_openid},
	};

	buf_clear(out);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct json *value = json_get(agent, kinds[i].key);

		if (value && kinds[i].put(out, value))
			return true;
	}
	return false;
}
