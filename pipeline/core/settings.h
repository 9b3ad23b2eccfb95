/* Options and their values: one table says everything about an option.
 *
 * A table of struct option drives the configuration check, the command line, --help and the documentation. Values come
 * from the configuration file, the environment (LRSTREAM_KEY_FILE for key_file) and the command line (--key-file): a
 * flag wins over a variable, a variable over the file, in whatever order they are read. Each value remembers where it
 * came from, so that a complaint can name it. Values of text options may be secrets: no error repeats them.
 */
#ifndef LRSTREAM_SETTINGS_H
#define LRSTREAM_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/error.h"
#include "pipeline/core/json.h"
#include "pipeline/core/str.h"

enum option_kind {
	OPTION_TEXT,
	OPTION_INT,  /* min..max */
	OPTION_FLAG, /* true or false; on the command line its presence is true */
	OPTION_LIST, /* may be said several times on the command line; a list in the file */
	OPTION_TREE  /* any YAML; only in the file */
};

enum option_place {
	IN_FILE = 1,
	ON_COMMAND_LINE = 2,
	EVERYWHERE = 3,
	SELDOM = EVERYWHERE | 4 /* where a screen has no room for all, --help only names it */
};

struct option {
	const char *name; /* key_file: so in the file; --key-file; LRSTREAM_KEY_FILE */
	enum option_kind kind;
	enum option_place place;
	const char *fallback; /* the default, as text; NULL for none */
	int64_t min, max;     /* of OPTION_INT, with their unit in the help */
	const char *argument; /* how --help shows the value: "FILE" */
	const char *help;     /* one line */
};

/* Ends a table. */
#define OPTION_END \
	{ \
		0 \
	}

struct settings;

/* Settings over tables, which are borrowed. A name that stands in two tables is one option. */
struct settings *settings_open(const struct option *const *tables, size_t count);

/* Options of others: the file may say them and they are checked, but flags they are not. */
void settings_allow(struct settings *, const struct option *const *tables, size_t count);

/* Each returns false with a usage error naming file, line and key, variable, or flag. Unknown keys and flags are
 * refused; unknown and empty variables are passed over. In a variable the items of a list are separated by commas. The
 * arguments that are no options are moved to the front of argv; *argc becomes their number. "--" ends the options;
 * "-" alone is an argument; "-h" is --help where that is an option. */
bool settings_read_file(struct settings *, const char *path, struct error *);
bool settings_read_environment(struct settings *, struct error *);
bool settings_read_arguments(struct settings *, int *argc, char **argv, struct error *);

/* Sets a value from code, as if it had been said on the command line; value is copied. */
bool settings_set(struct settings *, const char *name, const char *value, struct error *);

/* Values, defaults included. The option must stand in a table and be of that kind (asserted). A text ends with a NUL
 * that is not counted; without value it gives at == NULL, a number gives 0. */
struct str settings_text(const struct settings *, const char *name);
int64_t settings_int(const struct settings *, const char *name);
bool settings_flag(const struct settings *, const char *name);
size_t settings_list(const struct settings *, const char *name, const struct str **out);
const struct json *settings_tree(const struct settings *, const char *name); /* NULL if absent */
bool settings_given(const struct settings *, const char *name); /* said anywhere; no table need have it */

/* Where the value came from, for a message: "lrstream.yaml:12: key_file", "--key-file" or "LRSTREAM_KEY_FILE"; of an
 * option that was not said, where a person would say it: "--key-file", or "lrstream.yaml: topics". `node` may be a part of a tree value, whose line is then
 * named; NULL for the option itself. Valid until settings_close. */
struct str settings_where(const struct settings *, const char *name, const struct json *node);

/* Prints on stdout the options of the tables as --help shows them, or as Markdown for the documentation. */
void settings_print_help(const struct option *const *tables, size_t count);
void settings_print_markdown(const struct option *const *tables, size_t count);

void settings_close(struct settings *);

#endif
