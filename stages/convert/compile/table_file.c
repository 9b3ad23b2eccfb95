/* Reading table files; see table_file.h. */
#include "stages/convert/compile/table_file.h"

#include "pipeline/core/schemas.h"
#include "pipeline/core/yaml.h"
#include "pipeline/io/csv.h"

enum { MOST_ROW_BYTES = 1 << 20, JSON_DEPTH = 64, MOST_LINE = 65535 };

/* ---- maps ---- */

static bool
read_json(struct compiler *c, struct str path, struct str text, struct json *rows)
{
	enum reject_code code;
	size_t offset;

	return json_parse(c->arena, text, (struct json_limits){.depth = JSON_DEPTH}, rows, &code, &offset)
	       || error_usage(c->error, "%s: byte %zu: %s", path.at, offset + 1, reject_info(code)->help);
}

static bool
read_map(struct compiler *c, const struct json *at, struct str path, struct json *rows)
{
	struct str text = schemas_read(c->arena, path.at, c->error);
	bool json = str_ends(path, STR(".json"));

	if (!text.at)
		return false;
	if (json ? !read_json(c, path, text, rows) : !yaml_parse(c->arena, text, path.at, rows, c->error))
		return false;
	return rows->type == JSON_OBJECT || compile_fail(c, at, "file: %s holds no map", path.at);
}

/* ---- delimited files ---- */

/* Takes the two cells out of a row; the rest goes with `scratch`. */
static bool
add_row(struct compiler *c, struct arena *scratch, const struct csv_record *record,
    struct table_columns columns, struct json *rows)
{
	enum reject_code code;
	struct json row, *added;
	struct str key, value;
	size_t offset;

	arena_reset(scratch);
	if (!json_parse(scratch, record->json, (struct json_limits){.depth = 1}, &row, &code, &offset))
		return error_usage(c->error, "the row is no text in UTF-8");
	key = json_get_text(&row, columns.key);
	value = json_get_text(&row, columns.value);
	if (!key.at || !value.at)
		return true;
	added =
	    json_append(c->arena, rows, arena_copy(c->arena, key), json_string(arena_copy(c->arena, value)));
	added->line = record->line > MOST_LINE ? 0 : (uint16_t)record->line;
	return true;
}

/* An error of the row gets its line in front. */
static bool
at_line(struct compiler *c, const char *path, const struct csv_record *record)
{
	return error_at(c->error, arena_format(c->arena, "%s:%lld", path, (long long)record->line).at);
}

static bool
read_rows(struct compiler *c, struct csv_reader *reader, const char *path, struct table_columns columns,
    struct json *rows)
{
	struct arena *scratch = arena_open();
	struct csv_record record;
	enum csv_result result;
	bool ok = true;

	while (ok && (result = csv_next(reader, true, &record, c->error)) != CSV_END) {
		if (result == CSV_PAUSE)
			continue;
		ok = result == CSV_ROW && add_row(c, scratch, &record, columns, rows);
		if (result == CSV_FAULT)
			error_usage(c->error, "%.*s",
			    STR_ARG(
				record.detail.len ? record.detail : str_of(reject_info(record.code)->help)));
		if (!ok && result != CSV_ERROR)
			at_line(c, path, &record);
	}
	arena_close(scratch);
	return ok;
}

static bool
has_column(struct compiler *c, const struct csv_reader *reader, const struct json *at, struct str name)
{
	return csv_has_column(reader, name)
	       || compile_fail(c, at, "file: the file has no column \"%.*s\"", STR_ARG(name));
}

static bool
read_delimited(struct compiler *c, const struct json *at, struct str path, struct table_columns columns,
    struct json *rows)
{
	static const struct csv_form form;
	struct csv_reader *reader;
	bool ok;

	if (!columns.key.len || !columns.value.len)
		return compile_fail(c, at,
		    "a delimited file needs \"key\" and \"value\", the names of two columns; a map ends in .yaml or .json");
	reader = csv_open(path.at, &form, MOST_ROW_BYTES, c->error);
	if (!reader)
		return false;
	ok = read_rows(c, reader, path.at, columns, rows) && has_column(c, reader, at, columns.key)
	     && has_column(c, reader, at, columns.value);
	csv_close(reader);
	return ok;
}

bool
table_file_read(struct compiler *c, const struct json *at, struct str path, struct table_columns columns,
    struct json *rows, bool *texts)
{
	*texts =
	    !str_ends(path, STR(".yaml")) && !str_ends(path, STR(".yml")) && !str_ends(path, STR(".json"));
	return *texts ? read_delimited(c, at, path, columns, rows) : read_map(c, at, path, rows);
}
