/* See intake_text.h. */
#include "pipeline/commands/intake_text.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/core/buf.h"
#include "pipeline/core/json.h"
#include "pipeline/core/stop.h"
#include "pipeline/io/file.h"

enum { DEPTH = 4096 };

struct intake_text {
	struct buf text;
	struct str rest; /* not handed out yet */
	int64_t number;
	bool whole;
};

/* A signal does not end the file, unless it asks to stop. */
static bool
read_all(struct intake_text *t, struct file_reader *f, struct error *e)
{
	enum file_result result;
	struct str text;
	int64_t number;

	do
		result = file_next(f, true, &text, &number, e);
	while (result == FILE_PAUSE && !stop_raised());
	if (result == FILE_LINE)
		buf_str(&t->text, text);
	t->rest = buf_view(&t->text);
	return result != FILE_ERROR;
}

static bool
is_json(struct str text)
{
	struct arena *arena = arena_open();
	enum reject_code code;
	struct json tree;
	size_t offset;
	bool is = json_parse(arena, text, (struct json_limits){.depth = DEPTH}, &tree, &code, &offset);

	arena_close(arena);
	return is;
}

static struct str
first_line(struct str text)
{
	const char *end = text.len ? memchr(text.at, '\n', text.len) : NULL;

	return (struct str){text.at, end ? (size_t)(end - text.at) : text.len};
}

/* True if some line begins and ends as a record does. */
static bool
has_records(struct str text)
{
	while (text.len) {
		struct str line = first_line(text), bare = line;

		while (bare.len && char_is_blank(bare.at[bare.len - 1]))
			bare.len--;
		if (str_starts(bare, STR("{\"")) && str_ends(bare, STR("}")))
			return true;
		text = str_from(text, line.len + 1);
	}
	return false;
}

/* A document that is broken is told as one, once; but a broken line among records harms only itself. */
static bool
is_document(struct str text)
{
	return is_json(text) || !has_records(text);
}

struct intake_text *
intake_text_open(const char *path, size_t most_bytes, struct error *e)
{
	struct file_reader *f = file_open(path, true, most_bytes, e);
	struct intake_text *t = calloc(1, sizeof(*t));
	bool ok;

	if (!t)
		abort();
	ok = f && read_all(t, f, e);
	file_close(f);
	if (!ok) {
		intake_text_close(t);
		return NULL;
	}
	t->whole = is_document(t->rest);
	return t;
}

bool
intake_text_next(struct intake_text *t, struct str *line, int64_t *number)
{
	if (t->rest.len == 0)
		return false;
	*line = t->whole ? t->rest : first_line(t->rest);
	*number = ++t->number;
	t->rest = str_from(t->rest, line->len + 1);
	if (!t->whole && line->len && line->at[line->len - 1] == '\r')
		line->len--;
	return true;
}

void
intake_text_close(struct intake_text *t)
{
	if (!t)
		return;
	buf_free(&t->text);
	free(t);
}
