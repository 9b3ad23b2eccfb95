/* Counts and lines; see report.h. What was done to the statement at hand is gathered, since its line starts with an id
 * that is not known before the end; what is done to one place in one way is one entry. Each line is written whole and
 * at once, so that workers may share a file. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/core/digest.h"
#include "pipeline/core/json.h"
#include "pipeline/core/log.h"
#include "stages/anonymize/detect/detect.h"
#include "stages/anonymize/report.h"

/* A statement in which more was done than this has the rest counted in its last entry, which then has no path. */
enum { CLASSES_MOST = 64, ENTRIES_MOST = 200 };

struct entry {
	uint64_t place; /* hash of where it was */
	struct str path;
	const struct pii *pii;
	enum done done;
	uint64_t count;
};

struct report {
	int fd; /* -1 if nobody wants the lines */
	bool failed;
	struct arena *arena; /* of the statement at hand */
	struct entry entries[ENTRIES_MOST];
	uint32_t entry_count;
	struct buf line;
	struct {
		const struct pii *pii;
		uint64_t before, now; /* in earlier statements, and in the one at hand */
	} counts[CLASSES_MOST];
	uint32_t class_count;
};

struct report *
report_open(struct str path, struct error *error)
{
	struct report *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	r->arena = arena_open();
	r->fd = path.len ? open(path.at, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666) : -1;
	if (path.len && r->fd < 0) {
		error_usage(error, "%s: %s", path.at, strerror(errno));
		report_close(r);
		return NULL;
	}
	return r;
}

static void
count_class(struct report *r, const struct pii *pii)
{
	uint32_t i = 0;

	while (i < r->class_count && r->counts[i].pii != pii)
		i++;
	if (i == CLASSES_MOST)
		return;
	if (i == r->class_count) {
		r->counts[i].pii = pii;
		r->class_count++;
	}
	r->counts[i].now++;
}

static uint64_t
place_of(const struct json_path *at)
{
	uint64_t hash = 0;

	for (; at; at = at->up)
		hash = hash64_pair(hash, at->key.at ? hash64(at->key) : at->index);
	return hash;
}

/* A path is written once, however much was done there: keys may be as long as the statement. */
static struct entry *
entry_for(struct report *r, const struct json_path *at, enum done done, const struct pii *pii)
{
	uint64_t place = place_of(at);
	struct entry *e = r->entries;

	for (; e < r->entries + r->entry_count; e++)
		if (e->done == done && e->pii == pii && e->place == place)
			return e;
	if (r->entry_count == ENTRIES_MOST) {
		e--;
		e->path = STR("");
		e->pii = NULL;
		return e;
	}
	*e = (struct entry){place, json_pointer(r->arena, at), pii, done, 0};
	r->entry_count++;
	return e;
}

void
report_done(struct report *r, const struct json_path *at, enum done done, const struct pii *pii)
{
	if (pii)
		count_class(r, pii);
	if (r->fd >= 0)
		entry_for(r, at, done, pii)->count++;
}

/* Forgets the statement at hand; what was counted of it counts or not. */
static void
settle(struct report *r, bool counts)
{
	for (uint32_t i = 0; i < r->class_count; i++) {
		r->counts[i].before += counts ? r->counts[i].now : 0;
		r->counts[i].now = 0;
	}
	if (r->entry_count) {
		r->entry_count = 0;
		arena_reset(r->arena);
	}
}

static void
put_entry(struct buf *b, const struct entry *e)
{
	static const char *const names[] = {
	    [DONE_SCRUB] = "scrub",
	    [DONE_PSEUDONYM] = "pseudonym",
	    [DONE_DROP] = "drop",
	    [DONE_GENERALIZE] = "generalize",
	};

	buf_str(b, STR("{\"path\":"));
	json_write_string(b, e->path);
	if (e->pii)
		buf_format(b, ",\"class\":\"%.*s\"", STR_ARG(e->pii->name));
	buf_format(b, ",\"action\":\"%s\",\"count\":%llu}", names[e->done], (unsigned long long)e->count);
}

/* A report that cannot be written, a full disk say, stops nothing: statements are safe without it. */
static void
write_line(struct report *r)
{
	size_t done = 0;
	ssize_t got = 0;

	while (done < r->line.len && got >= 0) {
		got = write(r->fd, r->line.at + done, r->line.len - done);
		if (got < 0 && errno == EINTR)
			got = 0;
		done += got > 0 ? (size_t)got : 0;
	}
	if (got < 0 && !r->failed) {
		r->failed = true;
		log_line(LOG_ERROR, "report-incomplete", "error=%s", log_quote(strerror(errno)));
	}
}

void
report_statement(struct report *r, const struct origin *origin, uint32_t nth, struct str id)
{
	if (r->fd >= 0) {
		buf_clear(&r->line);
		buf_format(
		    &r->line, "{\"line\":%lld,\"nth\":%u,\"statement_id\":", (long long)origin->offset, nth);
		json_write_string(&r->line, id);
		buf_str(&r->line, STR(",\"done\":["));
		for (uint32_t i = 0; i < r->entry_count; i++) {
			buf_str(&r->line, i ? STR(",") : STR(""));
			put_entry(&r->line, &r->entries[i]);
		}
		buf_str(&r->line, STR("]}\n"));
		write_line(r);
	}
	settle(r, true);
}

void
report_nothing(struct report *r)
{
	settle(r, false);
}

void
report_describe(const struct report *r, struct buf *out)
{
	for (uint32_t i = 0; i < r->class_count; i++)
		if (r->counts[i].before)
			buf_format(out, " %.*s=%llu", STR_ARG(r->counts[i].pii->name),
			    (unsigned long long)r->counts[i].before);
}

void
report_close(struct report *r)
{
	if (!r)
		return;
	if (r->fd >= 0)
		close(r->fd);
	arena_close(r->arena);
	buf_free(&r->line);
	free(r);
}
