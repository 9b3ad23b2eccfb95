/* An IRI taken apart, judged part by part, and put together again; see scrub_iri.h.
 *
 * Two sources of spans meet: those of the detectors over the whole IRI, and those of its form. The latter win where both
 * overlap: they cover whole parts, and a part says the same on the second look as on the first, so that nothing is
 * scrubbed twice. Spans of the detectors are then trimmed so that scheme, port and brackets stay what they must be.
 */
#include "stages/anonymize/scrub/scrub_iri.h"

#include "stages/anonymize/scrub/clean_texts.h"
#include "stages/anonymize/scrub/iri_shape.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/scrub/members.h"
#include "stages/anonymize/people/paths.h"
#include "stages/anonymize/scrub/scrub.h"
#include "stages/anonymize/people/word_sets.h"

enum { LOOKS_MOST = 8 };

/* Under this name an IRI of which no part is anybody's is remembered. No parameter is called so. */
static const struct str clean_label = {"\x01iri", 4};
static const struct str clean_term_label = {"\x01term", 5};

/* Bytes [start, end) of the IRI. */
struct part {
	size_t start, end;
};

struct iri {
	struct scrub *scrub;
	const struct word_sets *words; /* paths.yaml; may be NULL */
	struct str text;
	struct part scheme; /* without ':' */
	struct part user, host, port, path, query, fragment;
	bool authority;
	bool term;          /* its host is one of vocabularies */
	bool packages;      /* its host is one of packages: @scope/name is no account */
	bool again;         /* it has been looked at before, and something was replaced */
	struct spans found; /* by the form of the IRI */
	struct spans pages; /* where somebody could stand and nobody does */
};

static struct str
text_of(const struct iri *iri, struct part p)
{
	return (struct str){iri->text.at + p.start, p.end - p.start};
}

static void
found(struct iri *iri, struct part p, struct str class)
{
	if (p.start < p.end)
		spans_add(&iri->found, p.start, p.end, detectors_pii(iri->scrub->finder.detectors, class));
}

/* ---- taking apart ---- */

/* The first of the characters in [from, end), or end. */
static size_t
first_of(struct str text, size_t from, size_t end, const char *characters)
{
	uint64_t set[4] = {0};

	for (const unsigned char *c = (const unsigned char *)characters; *c; c++)
		set[*c >> 6] |= (uint64_t)1 << (*c & 63);
	for (; from < end; from++) {
		unsigned char c = (unsigned char)text.at[from];

		if (set[c >> 6] >> (c & 63) & 1)
			break;
	}
	return from < end ? from : end;
}

static void
split_authority(struct iri *iri, struct part whole)
{
	size_t at = whole.end;

	while (at > whole.start && iri->text.at[at - 1] != '@')
		at--;
	iri->user = (struct part){whole.start, at > whole.start ? at - 1 : whole.start};
	iri->host = iri->port = (struct part){at, whole.end};
	if (at < whole.end && iri->text.at[at] == '[')
		at = first_of(iri->text, at, whole.end, "]");
	iri->host.end = first_of(iri->text, at, whole.end, ":");
	iri->port.start = iri->host.end;
}

/* RFC 3986, appendix B. */
static void
split(struct iri *iri)
{
	struct str s = iri->text;
	size_t i = first_of(s, 0, s.len, ":/?#"), end;

	if (i < s.len && s.at[i] == ':') {
		iri->scheme.end = i;
		i++;
	} else {
		i = 0;
	}
	if (str_starts(str_from(s, i), STR("//"))) {
		end = first_of(s, i + 2, s.len, "/?#");
		iri->authority = true;
		split_authority(iri, (struct part){i + 2, end});
		i = end;
	}
	end = first_of(s, i, s.len, "?#");
	if (iri->authority && i < end)
		i++; /* the slash behind an authority must stay */
	iri->path = (struct part){i, end};
	iri->query = iri->fragment = (struct part){end, end};
	if (end < s.len && s.at[end] == '?') {
		iri->query = (struct part){end + 1, first_of(s, end, s.len, "#")};
		end = iri->query.end;
	}
	if (end < s.len)
		iri->fragment = (struct part){end + 1, s.len};
}

/* ---- parameters ---- */

/* name=value, of which the name says that the value is somebody's. */
static void
judge_pair(struct iri *iri, struct part pair)
{
	size_t equals = first_of(iri->text, pair.start, pair.end, "=");
	struct str name = text_of(iri, (struct part){pair.start, equals});
	struct member member;

	if (equals + 1 >= pair.end)
		return;
	if (iri_shape_likely_ipv4(text_of(iri, (struct part){equals + 1, pair.end}))) {
		found(iri, (struct part){equals + 1, pair.end}, STR("IP"));
		return;
	}
	if (name.len == 0 || !iri->scrub->members)
		return;
	member = members_find(iri->scrub->members, name, MEMBER_OF_QUERY);
	if (member.depth != MEMBER_ARRAYS
	    && members_tells(iri->scrub->members, member, text_of(iri, (struct part){equals + 1, pair.end})))
		spans_add(&iri->found, equals + 1, pair.end, member.pii);
}

static void
judge_pairs(struct iri *iri, struct part all, const char *between)
{
	for (size_t i = all.start; i < all.end;) {
		size_t end = first_of(iri->text, i, all.end, between);

		judge_pair(iri, (struct part){i, end});
		i = end + 1;
	}
}

/* ---- paths ---- */

/* In the name of a concept, such as /profiles/meetings, a word of small letters alone. */
static bool
is_concept(const struct iri *iri, struct str segment)
{
	bool letters = iri->scrub->term;

	for (size_t i = 0; i < segment.len && letters; i++)
		letters = (segment.at[i] >= 'a' && segment.at[i] <= 'z') || segment.at[i] == '-';
	return letters;
}

/* Behind a word for people or roles; words of a vocabulary before it say that no site is spoken of. */
static void
judge_owner(struct iri *iri, struct part segment, unsigned word, bool vocabulary)
{
	struct str text = text_of(iri, segment);

	if (iri_shape_program(text) || iri_shape_blank(text) || is_concept(iri, text)
	    || (vocabulary && iri_shape_uuid(text)))
		spans_add(&iri->pages, segment.start, segment.end, NULL);
	else if (((word & PATH_PROFILE) && !vocabulary) || iri_shape_numbered(text))
		found(iri, segment, STR("USERNAME"));
}

/* ~jdoe and @jdoe; but @scope/name is a package. */
static bool
judge_sigil(struct iri *iri, struct part segment, unsigned before)
{
	struct str text = text_of(iri, segment);

	if (before & PATH_PACKAGES)
		return true;
	if (text.len < 2 || (text.at[0] != '~' && text.at[0] != '@'))
		return false;
	found(iri, (struct part){segment.start + 1, segment.end}, STR("USERNAME"));
	return true;
}

/* A segment and the word it is, behind another one; returns what the next is to know of it. */
static unsigned
judge_segment(struct iri *iri, struct part segment, unsigned word, unsigned before, bool vocabulary)
{
	if (!(before & (PATH_PROFILE | PATH_ROLE)))
		before = 0;
	if (before && (word & PATH_PAGE)) {
		spans_add(&iri->pages, segment.start, segment.end, NULL);
	} else if (before && !(word & (PATH_PROFILE | PATH_ROLE))) {
		judge_owner(iri, segment, before, vocabulary);
		word = 0;
	} else if (iri_shape_likely_ipv4(text_of(iri, segment))) {
		found(iri, segment, STR("IP"));
	}
	judge_pairs(iri, segment, ";,&");
	return word;
}

static void
judge_path(struct iri *iri, struct part path, const char *between, bool vocabulary)
{
	unsigned before = iri->packages ? PATH_PACKAGES : 0, word;

	for (size_t i = path.start, end; i < path.end; i = end + 1) {
		struct part segment = {i, end = first_of(iri->text, i, path.end, between)};

		if (segment.start == segment.end || judge_sigil(iri, segment, before)) {
			before = 0;
			continue;
		}
		word = iri->words ? word_sets_find_plain(iri->words, text_of(iri, segment)) : 0;
		vocabulary |= (word & PATH_VOCABULARY) != 0;
		before = judge_segment(iri, segment, word, before, vocabulary);
	}
}

/* /home/jdoe, C:/Users/jdoe. */
static void
judge_home_folder(struct iri *iri)
{
	bool home = false;

	for (size_t i = iri->path.start, end; i < iri->path.end; i = end + 1) {
		struct part segment = {i, end = first_of(iri->text, i, iri->path.end, "/\\")};
		struct str text = text_of(iri, segment);
		unsigned word = iri->words ? word_sets_find_plain(iri->words, text) : 0;

		if (home && !(word & PATH_PAGE)) {
			found(iri, segment, STR("USERNAME"));
			return;
		}
		home = (word & PATH_HOME_FOLDER) != 0;
	}
}

/* ---- authorities ---- */

static void
judge_authority(struct iri *iri)
{
	struct str host = text_of(iri, iri->host);

	found(iri, iri->user, STR("CREDENTIAL"));
	if (host.len && (host.at[0] == '[' || iri_shape_ipv4(host)) && !iri_shape_local(host))
		found(iri, iri->host, STR("IP"));
}

/* What the labels of a host say: adlnet and w3id are vocabularies, unpkg has packages. */
static void
judge_host(struct iri *iri)
{
	for (size_t i = iri->host.start, end; iri->words && i < iri->host.end; i = end + 1) {
		unsigned word;

		end = first_of(iri->text, i, iri->host.end, ".");
		word = word_sets_find_plain(iri->words, text_of(iri, (struct part){i, end}));
		iri->term |= (word & PATH_VOCABULARY) != 0;
		iri->packages |= (word & PATH_PACKAGES) != 0;
	}
}

/* ---- schemes ---- */

/* mailto:a,b?cc=c and the like: each piece of the path is one somebody. */
static void
judge_pieces(struct iri *iri, struct str class, const char *between, bool every)
{
	for (size_t i = iri->path.start, end; i < iri->path.end; i = end + 1) {
		end = first_of(iri->text, i, iri->path.end, between);
		found(iri, (struct part){i, end}, class);
		if (!every)
			return;
	}
}

static void
judge_mail(struct iri *iri)
{
	judge_pieces(iri, STR("EMAIL"), ",", true);
	for (size_t i = iri->query.start, end; i < iri->query.end; i = end + 1) {
		size_t equals;
		struct str name;

		end = first_of(iri->text, i, iri->query.end, "&");
		equals = first_of(iri->text, i, end, "=");
		name = text_of(iri, (struct part){i, equals});
		if (equals < end
		    && (str_eq(name, STR("to")) || str_eq(name, STR("cc")) || str_eq(name, STR("bcc"))))
			found(iri, (struct part){equals + 1, end}, STR("EMAIL"));
	}
}

static void
judge_phone(struct iri *iri)
{
	judge_pieces(iri, STR("PHONE"), ";,", true);
}

static void
judge_account(struct iri *iri)
{
	judge_pieces(iri, STR("USERNAME"), ";", false);
}

static void
judge_place(struct iri *iri)
{
	judge_pieces(iri, STR("GEO"), "", false);
}

/* urn:lms:user:12345 and tag:example.org,2026:users/jdoe are paths as well. */
static void
judge_name(struct iri *iri)
{
	judge_path(iri, iri->path, ":/", false);
}

/* Its payload is of one piece: with something found in it, all of it goes. */
static void
judge_data(struct iri *iri)
{
	const struct spans *spans = &iri->scrub->spans;
	size_t comma = first_of(iri->text, iri->path.start, iri->path.end, ",");

	if (spans->count && comma < iri->path.end)
		spans_add(&iri->found, comma + 1, iri->text.len, spans->at[0].pii);
}

static const struct {
	struct str name;
	void (*judge)(struct iri *);
} schemes[] = {
    {{"mailto", 6}, judge_mail},
    {{"tel", 3}, judge_phone},
    {{"sms", 3}, judge_phone},
    {{"mms", 3}, judge_phone},
    {{"fax", 3}, judge_phone},
    {{"callto", 6}, judge_phone},
    {{"facetime", 8}, judge_phone},
    {{"whatsapp", 8}, judge_phone},
    {{"sip", 3}, judge_account},
    {{"sips", 4}, judge_account},
    {{"xmpp", 4}, judge_account},
    {{"acct", 4}, judge_account},
    {{"im", 2}, judge_account},
    {{"pres", 4}, judge_account},
    {{"skype", 5}, judge_account},
    {{"msteams", 7}, judge_account},
    {{"geo", 3}, judge_place},
    {{"urn", 3}, judge_name},
    {{"tag", 3}, judge_name},
    {{"data", 4}, judge_data},
    {{"file", 4}, judge_home_folder},
};

static bool
same_scheme(struct str a, struct str b)
{
	bool same = a.len == b.len;

	for (size_t i = 0; same && i < a.len; i++)
		same = (a.at[i] | 0x20) == b.at[i];
	return same;
}

static void
judge_scheme(struct iri *iri)
{
	struct str name = text_of(iri, iri->scheme);

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (same_scheme(name, schemes[i].name)) {
			schemes[i].judge(iri);
			return;
		}
}

/* ---- the whole ---- */

/* What the form of the IRI tells, in iri->found, settled. */
static void
judge(struct iri *iri)
{
	struct part inner;

	judge_authority(iri);
	judge_scheme(iri);
	if (iri->authority || !iri->scheme.end)
		judge_path(iri, iri->path, "/", iri->term);
	judge_pairs(iri, iri->query, "&;");
	inner.start = iri->fragment.start;
	inner.end = first_of(iri->text, inner.start, iri->fragment.end, "?");
	judge_path(iri, inner, "/", false);
	judge_pairs(iri, iri->fragment, "?&;");
	spans_settle(&iri->found);
}

static bool
overlap(const struct span *a, const struct span *b)
{
	return a->start < b->end && b->start < a->end;
}

/* Behind the scheme, and the slashes before an authority. */
static size_t
behind_scheme(const struct iri *iri)
{
	if (iri->authority)
		return iri->user.start;
	return iri->scheme.end ? iri->scheme.end + 1 : 0;
}

/* What the detectors found may not touch the scheme, the slashes before the authority or, at an end, the port; brackets
 * go as a whole. */
static void
trim(const struct iri *iri, struct span *s)
{
	size_t least = behind_scheme(iri);
	const struct span port = {iri->port.start, iri->port.end, NULL};
	const struct span host = {iri->host.start, iri->host.end, NULL};

	if (s->start < least)
		s->start = least;
	if (iri->authority && overlap(s, &host) && iri->text.at[host.start] == '[') {
		s->start = s->start < host.start ? s->start : host.start;
		s->end = s->end > host.end ? s->end : host.end;
	}
	if (iri->authority && s->start < s->end && overlap(s, &port)) {
		if (s->start >= port.start)
			s->start = iri->path.start;
		else if (s->end <= port.end)
			s->end = port.start;
	}
	if (iri->authority && s->start == port.end && s->start < iri->path.start)
		s->start = iri->path.start;
}

/* What an earlier look has put there says no more. */
static bool
is_mark(const struct iri *iri, const struct span *s)
{
	if (s->pii->pseudonym)
		return iri->again;
	return detectors_mark(
	    iri->scrub->finder.detectors, (struct str){iri->text.at + s->start, s->end - s->start});
}

/* A word that the list of pages has is no login, whatever a detector says. Pages and spans come in order: *next is the
 * page to look at. */
static bool
is_page(const struct iri *iri, const struct span *s, uint32_t *next)
{
	const struct spans *pages = &iri->pages;

	while (*next < pages->count && pages->at[*next].end <= s->start)
		++*next;
	return *next < pages->count && s->start >= pages->at[*next].start && s->end <= pages->at[*next].end
	       && str_eq(s->pii->name, STR("USERNAME"));
}

/* An IRI that could not be looked through goes whole, whatever its form tells; only the scheme stays. */
static bool
goes_whole(struct iri *iri)
{
	struct span *s = iri->scrub->spans.at;

	if (iri->scrub->spans.count != 1 || s->start > 0 || s->end < iri->text.len
	    || !str_eq(s->pii->name, STR("REDACTED")))
		return false;
	s->start = behind_scheme(iri);
	return s->start < s->end;
}

/* Nor is a plain word of a vocabulary, whoever is called so: https://w3id.org/xapi/video. */
static bool
is_term(const struct iri *iri, const struct span *s)
{
	if (!iri->term || s->end > iri->path.end
	    || !(str_eq(s->pii->name, STR("USERNAME")) || str_eq(s->pii->name, STR("PERSON"))))
		return false;
	for (size_t i = s->start < iri->host.end ? s->end : s->start; i < s->end; i++)
		if (iri->text.at[i] < 'A' || (iri->text.at[i] & 0x80))
			return false;
	return true;
}

/* Both kinds of spans in one, in scrub.spans. */
static void
join(struct iri *iri)
{
	struct spans *all = &iri->scrub->spans;
	uint32_t kept = 0, n = 0, page = 0;

	if (goes_whole(iri))
		return;
	for (uint32_t i = 0; i < all->count; i++) {
		struct span s = all->at[i];

		trim(iri, &s);
		while (n < iri->found.count && iri->found.at[n].end <= s.start)
			n++;
		if (s.start < s.end && !is_page(iri, &s, &page) && !is_term(iri, &s)
		    && !(n < iri->found.count && overlap(&s, &iri->found.at[n])))
			all->at[kept++] = s;
	}
	all->count = kept;
	for (n = 0; n < iri->found.count; n++)
		spans_add(all, iri->found.at[n].start, iri->found.at[n].end, iri->found.at[n].pii);
	spans_settle(all);
	for (uint32_t i = kept = 0; i < all->count; i++)
		if (!is_mark(iri, &all->at[i]))
			all->at[kept++] = all->at[i];
	all->count = kept;
}

static struct str
label_of(const struct scrub *s)
{
	return s->term ? clean_term_label : clean_label;
}

/* An IRI known to be nobody's holds nothing but, perhaps, whom this statement speaks of. */
static bool
is_clean(struct scrub *s, struct str iri)
{
	if (!s->clean || !clean_texts_hold(s->clean, iri, label_of(s)))
		return false;
	spans_clear(&s->spans);
	if (s->finder.known && known_any(s->finder.known))
		known_find(s->finder.known, iri, &s->spans);
	return s->spans.count == 0;
}

/* One look at all of it. */
static bool
scrub_once(struct scrub *s, struct str text, bool again, struct str *out)
{
	struct iri iri = {.scrub = s, .text = text, .again = again};

	iri.words = s->finder.known ? known_paths(s->finder.known) : NULL;
	s->finder.plain = true; /* so it is if scrub_find knows the text already */
	scrub_find(s, text, STR(""));
	split(&iri);
	judge_host(&iri);
	if (!s->only_known)
		judge(&iri);
	join(&iri);
	spans_free(&iri.found);
	spans_free(&iri.pages);
	if (s->spans.count == 0) {
		if (s->clean && s->finder.plain && !s->only_known)
			clean_texts_keep(s->clean, text, label_of(s));
		return false;
	}
	*out = scrub_spans(s, text, &s->spans, SCRUB_IRI);
	return true;
}

/* What has become another IRI may tell more than the one before, so it is looked at again, until that tells nothing. */
bool
scrub_iri(struct scrub *s, struct str iri, struct str *out)
{
	struct str text = iri;

	if (text.len == 0 || is_clean(s, text))
		return false;
	for (int looks = 0; looks < LOOKS_MOST && scrub_once(s, text, looks > 0, &text); looks++)
		;
	if (text.at == iri.at)
		return false;
	*out = text;
	return true;
}

bool
scrub_term(struct scrub *s, struct str iri, struct str *out)
{
	bool changed;

	s->term = true;
	changed = scrub_iri(s, iri, out);
	s->term = false;
	return changed;
}
