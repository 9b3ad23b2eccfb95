/* Replacing what was found; see scrub.h. */
#include "stages/anonymize/scrub/scrub.h"

#include "stages/anonymize/scrub/clean_texts.h"
#include "stages/anonymize/policy/credential_ids.h"
#include "stages/anonymize/people/known.h"
#include "stages/anonymize/people/pseudonym.h"
#include "stages/anonymize/report.h"

/* What credential_ids_find finds. */
static const struct pii credential_id = {
    .name = {"CREDENTIAL_ID", 13},
    .label = {"[CREDENTIAL_ID]", 15},
    .iri = {"x-credential-id", 15},
    .pseudonym = true,
};

/* ---- finding ---- */

static void
find_credential_ids(struct scrub *s, struct str text)
{
	size_t start, end, from = 0;

	while (s->credential_ids && credential_ids_find(s->credential_ids, text, from, &start, &end)) {
		spans_add(&s->spans, start, end, &credential_id);
		from = end;
	}
}

/* Sorts the spans, and leaves out those of a label: what stands there says no more. */
static bool
settle(struct scrub *s, struct str text)
{
	uint32_t kept = 0;

	if (s->spans.count == 0)
		return false;
	spans_settle(&s->spans);
	for (uint32_t i = 0; i < s->spans.count; i++) {
		struct span span = s->spans.at[i];

		if (!detectors_mark(
			s->finder.detectors, (struct str){text.at + span.start, span.end - span.start}))
			s->spans.at[kept++] = span;
	}
	s->spans.count = kept;
	return kept > 0;
}

/* Nobody has been found in a clean text, but whom the statement speaks of changes with each. */
static bool
find_known(struct scrub *s, struct str text)
{
	if (s->finder.known && known_any(s->finder.known))
		known_find(s->finder.known, text, &s->spans);
	return settle(s, text);
}

/* ---- addresses that name somebody ---- */

/* More addresses than this in one statement, new ones or all, are a list of members, not people it speaks of. */
enum { LEARNED_MOST = 64, ASKED_MOST = 1024 };

static bool
is_noted(const struct known *k, struct str address)
{
	struct str noted;

	for (uint32_t i = 0; known_identifier(k, i, &noted); i++)
		if (str_eq(noted, address))
			return true;
	return false;
}

/* Tells of the addresses among the spans; whether one was new. Encoded ones are passed over. */
static bool
learn(struct scrub *s, struct str text)
{
	uint32_t before = s->learned;

	for (uint32_t i = 0; i < s->spans.count && s->learned < LEARNED_MOST; i++) {
		const struct span *span = &s->spans.at[i];
		struct str found = {text.at + span->start, span->end - span->start};

		if (!str_eq(span->pii->name, STR("EMAIL")) || !memchr(found.at, '@', found.len)
		    || s->asked == ASKED_MOST)
			continue;
		s->asked++;
		if (is_noted(s->learning, found))
			continue;
		known_address(s->learning, found);
		s->learned++;
	}
	return s->learned > before;
}

bool
scrub_find(struct scrub *s, struct str text, struct str label)
{
	spans_clear(&s->spans);
	if (text.len == 0)
		return false;
	if (s->only_known)
		return find_known(s, text);
	if (s->clean && clean_texts_hold(s->clean, text, label))
		return find_known(s, text);
	find_pii(&s->finder, text, label, &s->spans);
	find_credential_ids(s, text);
	settle(s, text);
	if (s->learning && learn(s, text))
		find_known(s, text);
	if (s->spans.count == 0 && s->clean && s->finder.plain)
		clean_texts_keep(s->clean, text, label);
	return s->spans.count > 0;
}

/* ---- replacing ---- */

/* A keyed pseudonym that tells its class: of a credential's id with the prefix of the id. */
static struct str
pseudonym(struct scrub *s, struct str found, const struct pii *pii)
{
	char *text;

	if (pii == &credential_id)
		return credential_ids_write(s->credential_ids, s->arena, s->pseudonymizer, found);
	text = arena_take(s->arena, PSEUDONYM_TEXT);
	pseudonymizer_text(s->pseudonymizer, pii->name, found, text);
	return (struct str){text, PSEUDONYM_TEXT};
}

struct str
scrub_mark(struct scrub *s, struct str found, const struct pii *pii, enum scrub_form form)
{
	if (s->report)
		report_done(s->report, s->at, pii->pseudonym ? DONE_PSEUDONYM : DONE_SCRUB, pii);
	if (pii->pseudonym)
		return pseudonym(s, found, pii);
	return form == SCRUB_IRI ? pii->iri : pii->label;
}

struct str
scrub_spans(struct scrub *s, struct str text, const struct spans *spans, enum scrub_form form)
{
	struct str *marks = arena_take(s->arena, spans->count * sizeof(*marks));
	size_t len = text.len, at = 0, from = 0;
	char *out;

	for (uint32_t i = 0; i < spans->count; i++) {
		const struct span *span = &spans->at[i];
		struct str found = {text.at + span->start, span->end - span->start};

		marks[i] = scrub_mark(s, found, span->pii, form);
		len += marks[i].len;
		len -= found.len;
	}
	out = arena_take(s->arena, len);
	for (uint32_t i = 0; i < spans->count; i++) {
		memcpy(out + at, text.at + from, spans->at[i].start - from);
		at += spans->at[i].start - from;
		memcpy(out + at, marks[i].at, marks[i].len);
		at += marks[i].len;
		from = spans->at[i].end;
	}
	memcpy(out + at, text.at + from, text.len - from);
	return (struct str){out, len};
}

bool
scrub_text(struct scrub *s, struct str text, struct str label, struct str *out)
{
	if (!scrub_find(s, text, label))
		return false;
	*out = scrub_spans(s, text, &s->spans, SCRUB_TEXT);
	return true;
}

void
scrub_release(struct scrub *s)
{
	spans_free(&s->spans);
	finder_release(&s->finder);
}
