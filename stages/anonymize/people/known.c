/* Who is known: what an agent says of itself, sorted into names and ids; see known.h. The search is known_find.c. */
#include "stages/anonymize/people/known.h"

#include <stdlib.h>

#include "pipeline/core/utf8.h"
#include "stages/anonymize/people/known_table.h"
#include "pipeline/core/letters.h"

enum {
	ID_LEAST = 4,     /* characters of an id */
	NUMBER_LEAST = 5, /* digits of one that is a number */
	PIECE_DIGITS = 6, /* digits of a piece of an id that is one by itself */
	NESTED_MOST = 4,  /* members of members of ... */
	ROLE_DIGITS = 3,  /* of student1 */
	HOST_LABELS = 3   /* of a site with a label for a person in front */
};

static const char *const word_lists[] = {"roles", "titles", "particles", "everyday"};
static const char *const path_lists[] = {
    "profiles", "roles", "pages", "personal_hosts", "home_folders", "vocabularies", "packages"};

struct known *
known_open(struct detectors *detectors, struct error *error)
{
	struct known *k = calloc(1, sizeof(*k));

	if (!k)
		abort();
	k->person = detectors_pii(detectors, STR("PERSON"));
	k->username = detectors_pii(detectors, STR("USERNAME"));
	k->email = detectors_pii(detectors, STR("EMAIL"));
	k->redacted = detectors_pii(detectors, STR("REDACTED"));
	k->words = word_sets_open("privacy/not_names.yaml", word_lists, 4, error);
	k->paths = k->words ? word_sets_open("privacy/paths.yaml", path_lists, 7, error) : NULL;
	if (!k->paths) {
		known_close(k);
		return NULL;
	}
	return k;
}

void
known_clear(struct known *k)
{
	if (k->count == 0 && k->identifier_count == 0)
		return;
	k->count = k->identifier_count = k->initials = k->pair_count = 0;
	buf_clear(&k->folded);
	memset(k->first, 0, sizeof(k->first));
	memset(k->second, 0, sizeof(k->second));
	if (++k->round == 0) {
		memset(k->slots, 0, ((size_t)k->mask + 1) * sizeof(*k->slots));
		k->round = 1;
	}
}

bool
known_any(const struct known *k)
{
	return k->count != 0;
}

bool
known_identifier(const struct known *k, uint32_t i, struct str *out)
{
	if (i >= k->identifier_count)
		return false;
	*out = k->identifiers[i];
	return true;
}

const struct word_sets *
known_paths(const struct known *k)
{
	return k->paths;
}

void
known_close(struct known *k)
{
	if (!k)
		return;
	word_sets_close(k->words);
	word_sets_close(k->paths);
	buf_free(&k->folded);
	buf_free(&k->scratch);
	buf_free(&k->plain_page);
	free(k->entries);
	free(k->slots);
	free(k->identifiers);
	free(k);
}

/* ---- ids ---- */

struct id_shape {
	unsigned letters, digits, marks; /* marks: what is neither */
};

/* The folded text without punctuation before and behind it, and what it is made of. */
static struct str
trim(struct str folded, struct id_shape *shape)
{
	size_t start = 0, end = 0, length;
	unsigned marks = 0;

	*shape = (struct id_shape){0};
	for (size_t i = 0; i < folded.len; i += length) {
		unsigned char c = (unsigned char)folded.at[i];
		enum letter kind = letter_kind(c < 0x80 ? c : utf8_character(str_from(folded, i), &length));

		length = c < 0x80 ? 1 : length;
		if (kind == LETTER_NONE) {
			marks++;
			continue;
		}
		if (end == 0)
			start = i;
		else
			shape->marks += marks;
		marks = 0;
		end = i + length;
		shape->letters += kind != LETTER_DIGIT;
		shape->digits += kind == LETTER_DIGIT;
	}
	return (struct str){folded.at + start, end - start};
}

static bool
has_mailto(struct str s)
{
	static const char mailto[] = "mailto:";

	for (size_t i = 0; i < sizeof(mailto) - 1; i++)
		if (i >= s.len || letter_small((unsigned char)s.at[i]) != (unsigned char)mailto[i])
			return false;
	return true;
}

static struct str
without_mailto(struct str s)
{
	return has_mailto(s) ? str_from(s, STR("mailto:").len) : s;
}

/* student1, user12: whoever has it is called after a role. */
static bool
is_numbered_role(const struct known *k, struct str folded)
{
	size_t letters = folded.len;

	while (letters && folded.at[letters - 1] >= '0' && folded.at[letters - 1] <= '9')
		letters--;
	return folded.len - letters <= ROLE_DIGITS && letters < folded.len
	       && (word_sets_find(k->words, (struct str){folded.at, letters}) & WORD_ROLE);
}

/* Adds an id to look for, unless it could be any word or number. A machine's must have a digit or a sign. */
static void
add_id(struct known *k, struct str id, const struct pii *pii, enum known_trust trust)
{
	struct id_shape shape;
	struct str folded;
	bool number;

	buf_clear(&k->scratch);
	letters_fold_text(&k->scratch, id);
	folded = trim(buf_view(&k->scratch), &shape);
	number = !shape.letters && !shape.marks;
	if (shape.letters + shape.digits + shape.marks < (number ? NUMBER_LEAST : ID_LEAST))
		return;
	if (!shape.digits && !shape.marks && (trust == KNOWN_MACHINE || word_sets_find(k->words, folded)))
		return;
	if (!shape.marks && is_numbered_role(k, folded))
		return;
	known_add(k, folded, (struct known_entry){.kind = number ? KNOWN_NUMBER : KNOWN_ID, .pii = pii});
}

/* Student and user numbers that stand in an id with something before or behind. A UUID is one thing. */
static void
add_pieces(struct known *k, struct str id, const struct pii *pii)
{
	size_t start = 0;
	unsigned digits = 0;

	if (id.len == 36 && id.at[8] == '-' && id.at[13] == '-')
		return;
	for (size_t i = 0; i <= id.len; i++) {
		unsigned char c = i < id.len ? (unsigned char)id.at[i] : ' ';

		if (letter_kind(c) != LETTER_NONE || c >= 0x80) {
			digits += c >= '0' && c <= '9';
			continue;
		}
		if (digits >= PIECE_DIGITS && i - start < id.len)
			add_id(k, (struct str){id.at + start, i - start}, pii, KNOWN_PERSON);
		start = i + 1;
		digits = 0;
	}
}

/* True if it has one '@' with something on both sides. */
static bool
split_address(struct str s, struct str *local)
{
	const char *at = s.len ? memchr(s.at, '@', s.len) : NULL;

	if (!at || at == s.at || at + 1 == s.at + s.len)
		return false;
	*local = (struct str){s.at, (size_t)(at - s.at)};
	return true;
}

/* A login; jean.dupont is also a name. */
static void
add_login(struct known *k, struct str login, enum known_trust trust)
{
	add_id(k, login, k->username, trust);
	if (trust == KNOWN_PERSON && !str_has_digit(login))
		known_add_name(k, login, KNOWN_PAIR);
}

/* An address: the whole, what stands before '@', and that without a tag (jdoe+moodle). */
static void
add_address(struct known *k, struct str address, struct str local, enum known_trust trust)
{
	const char *plus = memchr(local.at, '+', local.len);

	known_note_identifier(k, address);
	add_id(k, address, k->email, trust);
	if (plus)
		add_id(k, local, k->username, trust);
	add_login(k, plus ? (struct str){local.at, (size_t)(plus - local.at)} : local, trust);
}

/* ---- parts of IRIs that are somebody's ---- */

static bool
is_digit_or_dot(char c)
{
	return c == '.' || (c >= '0' && c <= '9');
}

/* "jdoe" of jdoe.blog.example.org. A site whose path says nothing is also somebody's, if it is an openid. */
static struct str
personal_label(const struct known *k, struct str host, bool any)
{
	struct str label = {host.at, 0};
	unsigned labels = 0;
	size_t start = 0;

	for (size_t i = 0; i <= host.len; i++) {
		if (i < host.len && host.at[i] != '.')
			continue;
		if (labels++ == 0)
			label.len = i;
		else
			any |= i < host.len
			       && (word_sets_find_plain(k->paths, (struct str){host.at + start, i - start})
				   & PATH_PERSONAL_HOST);
		start = i + 1;
	}
	if (!any || labels < HOST_LABELS || str_eq(label, STR("www"))
	    || is_digit_or_dot(host.at[host.len - 1]))
		label.len = 0;
	return label;
}

/* The next segment of a path, which *path then stands behind. */
static struct str
next_segment(struct str *path)
{
	size_t end;

	while (path->len && *path->at == '/')
		*path = str_from(*path, 1);
	for (end = 0; end < path->len && path->at[end] != '/' && path->at[end] != '?' && path->at[end] != '#';
	     end++)
		;
	struct str segment = {path->at, end};

	*path = str_from(*path, end);
	return segment;
}

/* Who a page belongs to: /~jdoe, /@jdoe, /users/jdoe; `last` takes the last segment whatever is before it. */
static struct str
owner_in_path(const struct known *k, struct str path, bool last)
{
	struct str owner = {path.at, 0}, segment;
	bool profile = false;

	while ((segment = next_segment(&path)).len) {
		if (last || profile)
			owner = segment;
		if (segment.at[0] == '~' || segment.at[0] == '@')
			return str_from(segment, 1);
		if (profile && !last)
			return owner;
		profile = word_sets_find_plain(k->paths, segment) & PATH_PROFILE;
	}
	return owner;
}

/* An openid or the home page of an account. False if nothing of it is anybody's. */
static bool
add_page(struct known *k, struct str iri, bool openid, enum known_trust trust)
{
	struct str host, path, owner, label = {iri.at, 0};
	size_t i = 0;

	while (i + 2 < iri.len && memcmp(iri.at + i, "://", 3) != 0)
		i++;
	if (i + 2 >= iri.len) {
		if (openid)
			add_id(k, iri, k->username, trust);
		return openid;
	}
	path = str_from(iri, i + 3);
	host = next_segment(&path);
	owner = owner_in_path(k, path, openid);
	add_login(k, owner, trust);
	for (i = 0; i < host.len && host.at[i] != ':'; i++)
		;
	host.len = i;
	if (host.len)
		label = personal_label(k, host, openid && owner.len == 0);
	add_id(k, label, k->username, trust);
	return owner.len || label.len;
}

/* The home page of an account. */
static void
add_home_page(struct known *k, struct str page, enum known_trust trust)
{
	if (str_eq(page, buf_view(&k->plain_page)))
		return;
	if (!add_page(k, page, false, trust)) {
		buf_clear(&k->plain_page);
		buf_str(&k->plain_page, page);
	}
}

/* ---- agents ---- */

static void
add_account_name(struct known *k, struct str name, enum known_trust trust)
{
	struct str local;

	name = without_mailto(name);
	if (split_address(name, &local)) {
		add_address(k, name, local, trust);
		return;
	}
	known_note_identifier(k, name);
	add_login(k, name, trust);
	add_pieces(k, name, k->username);
	if (memchr(name.at, '/', name.len))
		add_page(k, name, true, trust);
}

static void
add_account(struct known *k, const struct json *account, enum known_trust trust)
{
	const struct json *name = json_get(account, STR("name"));
	const struct json *page = json_get(account, STR("homePage"));

	if ((json_is(name, JSON_STRING) || json_is(name, JSON_NUMBER)) && name->count)
		add_account_name(k, json_text(name), trust);
	if (json_is(page, JSON_STRING) && page->count)
		add_home_page(k, json_text(page), trust);
}

static void
add_person_name(struct known *k, struct str name, enum known_trust trust)
{
	struct str local, plain = without_mailto(name);

	if (split_address(plain, &local))
		add_address(k, plain, local, trust);
	else if (str_has_digit(name) && !memchr(name.at, ' ', name.len))
		add_id(k, name, k->username, trust);
	else
		known_add_name(k, name, trust == KNOWN_MACHINE ? KNOWN_PAIR | KNOWN_WEAK : 0);
}

static void
add_agent(struct known *k, const struct json *agent, enum known_trust trust, int depth)
{
	const struct json *members = json_get(agent, STR("member"));
	struct str name = json_get_text(agent, STR("name"));
	struct str mbox = without_mailto(json_get_text(agent, STR("mbox")));
	struct str hash = json_get_text(agent, STR("mbox_sha1sum"));
	struct str openid = json_get_text(agent, STR("openid"));
	struct str local;

	if (name.len && json_equals(json_get(agent, STR("objectType")), STR("Group")))
		known_add_group_name(k, name);
	else if (name.len)
		add_person_name(k, name, trust);
	if (split_address(mbox, &local))
		add_address(k, mbox, local, trust);
	if (hash.len)
		add_id(k, hash, k->email, trust);
	if (openid.len) {
		known_note_identifier(k, openid);
		add_page(k, openid, true, trust);
	}
	add_account(k, json_get(agent, STR("account")), trust);
	for (uint32_t i = 0; json_is(members, JSON_ARRAY) && i < members->count && depth < NESTED_MOST; i++)
		add_agent(k, &members->items[i], trust, depth + 1);
}

void
known_agent(struct known *k, const struct json *agent, enum known_trust trust)
{
	if (json_is(agent, JSON_OBJECT))
		add_agent(k, agent, trust, 0);
}

void
known_id(struct known *k, struct str id, const struct pii *pii)
{
	struct str local;

	id = without_mailto(id);
	if (id.len == 0)
		return;
	if (split_address(id, &local)) {
		add_address(k, id, local, KNOWN_PERSON);
		return;
	}
	known_note_identifier(k, id);
	add_id(k, id, pii, KNOWN_PERSON);
	add_pieces(k, id, pii);
}

void
known_address(struct known *k, struct str address)
{
	struct str local;

	address = without_mailto(address);
	if (!split_address(address, &local))
		return;
	known_note_identifier(k, address);
	add_id(k, local, k->username, KNOWN_MACHINE);
	if (!str_has_digit(local))
		known_add_name(k, local, KNOWN_PAIR);
}

void
known_name(struct known *k, struct str full_name)
{
	if (full_name.len)
		add_person_name(k, full_name, KNOWN_PERSON);
}
