/* What is said of rules that are not met: to the owner of the statement with its values, to others without; see profile.h. */
#include "stages/validate/profile_plan.h"

static const struct str check_names[] = {
    [PROFILE_PRESENCE] = STR("presence"),
    [PROFILE_ANY] = STR("any"),
    [PROFILE_ALL] = STR("all"),
    [PROFILE_NONE] = STR("none"),
    [PROFILE_FORM] = STR("form"),
    [PROFILE_RANGE] = STR("range"),
};

/* ---- with values ---- */

struct listing {
	struct buf *out;
	bool begun;
};

static bool
list_value(void *context, const struct json *v)
{
	struct listing *l = context;

	if (v->type == JSON_NULL)
		return false;
	if (l->begun)
		buf_char(l->out, ',');
	json_write(l->out, v);
	l->begun = true;
	return false;
}

static bool
is_missing(const struct profile_finding *f)
{
	return f->check == PROFILE_PRESENCE && f->rule->presence != PRESENCE_EXCLUDED;
}

static void
write_actual(struct buf *out, const struct profile_finding *f, const struct json *statement)
{
	struct listing l = {.out = out};

	if (is_missing(f)) {
		json_write_string(out, STR("missing"));
		return;
	}
	buf_char(out, '[');
	json_query_each(&f->rule->path, statement, list_value, &l);
	buf_char(out, ']');
}

static void
write_none(struct buf *out, const struct json *values)
{
	struct buf text = {0};

	buf_str(&text, STR("no values from "));
	json_write(&text, values);
	json_write_string(out, buf_view(&text));
	buf_free(&text);
}

static void
write_expected(struct buf *out, const struct profile_finding *f)
{
	if (f->check == PROFILE_PRESENCE)
		json_write_string(out, is_missing(f) ? STR("included") : STR("excluded"));
	else if (f->check == PROFILE_NONE)
		write_none(out, f->rule->wanted[PROFILE_NONE]);
	else
		json_write(out, f->rule->wanted[f->check]);
}

static void
write_findings(
    struct buf *out, const struct profile_report *r, bool recommended, const struct json *statement)
{
	bool begun = false;

	buf_char(out, '[');
	for (uint32_t i = 0; i < r->count; i++) {
		const struct profile_finding *f = &r->findings[i];

		if (f->recommended != recommended)
			continue;
		buf_str(out, begun ? STR(",{\"rule\":") : STR("{\"rule\":"));
		json_write_string(out, check_names[f->check]);
		buf_str(out, STR(",\"path\":"));
		json_write_string(out, f->rule->path.text);
		buf_str(out, STR(",\"expected\":"));
		write_expected(out, f);
		buf_str(out, STR(",\"actual\":"));
		write_actual(out, f, statement);
		buf_char(out, '}');
		begun = true;
	}
	buf_char(out, ']');
}

void
profile_write(struct buf *out, const struct profile_report *r, const struct json *statement)
{
	if (!r->profile) {
		buf_str(out, STR("null"));
		return;
	}
	buf_str(out, STR("{\"name\":"));
	json_write_string(out, r->profile->name);
	buf_str(out, STR(",\"template\":"));
	json_write_string(out, r->template->name);
	buf_str(out, r->unmet ? STR(",\"fulfilled\":false") : STR(",\"fulfilled\":true"));
	buf_str(out, STR(",\"unmet\":"));
	write_findings(out, r, false, statement);
	buf_str(out, STR(",\"recommendations\":"));
	write_findings(out, r, true, statement);
	buf_char(out, '}');
}

/* ---- without ---- */

struct finding
profile_reject(struct arena *arena, const struct profile_report *r, const struct profile_finding *f)
{
	static const char *const sentences[] = {
	    [PROFILE_PRESENCE] = "must be there",
	    [PROFILE_ANY] = "has none of the values that it must have",
	    [PROFILE_ALL] = "has a value that is none of those it may have",
	    [PROFILE_NONE] = "has a value that it must not have",
	    [PROFILE_FORM] = "does not have the form",
	    [PROFILE_RANGE] = "is outside its range",
	};
	const char *sentence = sentences[f->check];
	struct str form = f->check == PROFILE_FORM ? f->rule->form->name : STR("");

	if (f->check == PROFILE_PRESENCE && !is_missing(f))
		sentence = "must not be there";
	return (struct finding){
	    .code = REJECT_PROFILE,
	    .pointer = json_query_pointer(arena, &f->rule->path, STR("")),
	    .detail = arena_format(arena, "%.*s, template %.*s: %.*s %s%s%.*s%s%.*s",
		STR_ARG(r->profile->name), STR_ARG(r->template->name), STR_ARG(f->rule->path.text), sentence,
		form.len ? " " : "", STR_ARG(form), f->rule->why.len ? "; " : "", STR_ARG(f->rule->why)),
	};
}
