/* IP addresses to networks; see generalize_to.h. */
#include <arpa/inet.h>
#include <stdlib.h>

#include "pipeline/core/buf.h"
#include "stages/anonymize/policy/generalize_to.h"

enum { V4_BITS = 32, V6_BITS = 128, V4_AT = 12, PREFIX_DIGITS = 3 };

/* What an IPv4 address that is written as an IPv6 one starts with (RFC 4291, 2.5.5.2). */
static const unsigned char mapped[V4_AT] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct network {
	unsigned char bytes[V6_BITS / 8];
	int family;
	int prefix;
};

static size_t
find(struct str s, char c)
{
	const char *at = s.len ? memchr(s.at, c, s.len) : NULL;

	return at ? (size_t)(at - s.at) : s.len;
}

/* "/24" behind an address; all its bits where there is none. False if it is no such thing. */
static bool
take_prefix(struct str *s, int *prefix, int bits)
{
	struct str digits = str_from(*s, find(*s, '/'));

	*prefix = bits;
	if (digits.len == 0)
		return true;
	s->len -= digits.len;
	digits = str_from(digits, 1);
	if (digits.len == 0 || digits.len > PREFIX_DIGITS)
		return false;
	*prefix = 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return false;
		*prefix = *prefix * 10 + (digits.at[i] - '0');
	}
	return *prefix <= bits;
}

/* The address without brackets and port: [2001:db8::1]:443, 192.0.2.7:443. */
static struct str
without_port(struct str s)
{
	size_t colon = find(s, ':');

	if (s.len && s.at[0] == '[')
		return (struct str){s.at + 1, find(s, ']') - 1};
	if (find(s, '.') < colon)
		s.len = colon;
	return s;
}

static bool
read_network(struct str s, struct network *n)
{
	char text[INET6_ADDRSTRLEN];

	s = without_port(str_trimmed(s));
	n->family = find(s, ':') < s.len ? AF_INET6 : AF_INET;
	if (!take_prefix(&s, &n->prefix, n->family == AF_INET ? V4_BITS : V6_BITS) || s.len >= sizeof(text))
		return false;
	memcpy(text, s.at, s.len);
	text[s.len] = '\0';
	if (memchr(text, '\0', s.len) || inet_pton(n->family, text, n->bytes) != 1)
		return false;
	if (n->family == AF_INET6 && n->prefix == V6_BITS && memcmp(n->bytes, mapped, V4_AT) == 0) {
		memmove(n->bytes, n->bytes + V4_AT, V4_BITS / 8);
		n->family = AF_INET;
		n->prefix = V4_BITS;
	}
	return true;
}

static void
write_network(struct buf *out, struct network *n, int prefix)
{
	int bits = n->family == AF_INET ? V4_BITS : V6_BITS;
	char text[INET6_ADDRSTRLEN];

	if (n->family == AF_INET6)
		prefix *= 2;
	if (prefix > n->prefix)
		prefix = n->prefix;
	for (int i = 0; i < bits / 8; i++) {
		int kept = prefix - 8 * i;

		if (kept < 8)
			n->bytes[i] &= kept <= 0 ? 0 : (unsigned char)(0xff << (8 - kept));
	}
	inet_ntop(n->family, n->bytes, text, sizeof(text));
	buf_format(out, "%s/%d", text, prefix);
}

bool
to_network(const struct generalize *g, struct arena *arena, struct json *v)
{
	struct str rest = v->type == JSON_STRING ? json_text(v) : (struct str){0};
	struct buf out = {0};
	bool ok = rest.len > 0;

	while (ok && rest.len) {
		size_t comma = find(rest, ',');
		struct network n;

		ok = read_network((struct str){rest.at, comma}, &n);
		if (ok && out.len)
			buf_str(&out, STR(", "));
		if (ok)
			write_network(&out, &n, g->prefix);
		rest = str_from(rest, comma + 1);
	}
	if (ok)
		*v = json_string(arena_copy(arena, buf_view(&out)));
	buf_free(&out);
	return ok;
}
