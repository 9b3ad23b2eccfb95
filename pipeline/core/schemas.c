/* Finding and reading the project's data files; see schemas.h.
 *
 * A folder counts as ours only if it holds `xapi`: a stray folder of the same name above a build tree is passed by.
 */
#include "pipeline/core/schemas.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/core/buf.h"

/* A test's binary stands in build/tests/unit/core; a sanitizer build has one level more. */
enum { MOST_LEVELS = 6, READ_BYTES = 64 * 1024 };

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* True if `folder`, formatted from its parts, holds our files. */
static bool
holds_schemas(char folder[PATH_MAX], const char *base, const char *rest)
{
	char mark[PATH_MAX];
	int len = snprintf(folder, PATH_MAX, "%s%s", base, rest);

	if (len < 0 || len >= PATH_MAX)
		return false;
	while (len > 1 && folder[len - 1] == '/')
		folder[--len] = '\0';
	len = snprintf(mark, sizeof(mark), "%s/xapi", folder);
	return len > 0 && len < (int)sizeof(mark) && is_folder(mark);
}

/* Cuts the last part off a path; false at the root. */
static bool
up(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash || (slash == path && path[1] == '\0'))
		return false;
	slash[slash == path] = '\0';
	return true;
}

static bool
beside_binary(char folder[PATH_MAX])
{
	char binary[PATH_MAX], base[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", binary, sizeof(binary) - 1);

	if (len <= 0)
		return false;
	binary[len] = '\0';
	if (!up(binary))
		return false;
	memcpy(base, binary, (size_t)len);
	for (int level = 0; level <= MOST_LEVELS; level++) {
		if (holds_schemas(folder, base, "/schemas"))
			return true;
		if (!up(base))
			break;
	}
	return up(binary) && holds_schemas(folder, binary, "/share/lrstream/schemas");
}

static bool
find_folder(char folder[PATH_MAX], struct error *error)
{
	const char *said = getenv("LRSTREAM_SCHEMAS");

	if (said && *said)
		return holds_schemas(folder, said, "")
		       || error_usage(error, "LRSTREAM_SCHEMAS: %s holds no schemas (no folder xapi)", said);
	return beside_binary(folder)
	       || error_usage(error,
		   "the folder with the schemas is not beside the program; say where with LRSTREAM_SCHEMAS");
}

const char *
schemas_folder(struct error *error)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static char known[PATH_MAX];
	char folder[PATH_MAX];

	if (!find_folder(folder, error))
		return NULL;
	pthread_mutex_lock(&lock);
	/* Other threads may be reading what an earlier call returned; only a changed environment changes it. */
	if (strcmp(known, folder) != 0)
		memcpy(known, folder, strlen(folder) + 1);
	pthread_mutex_unlock(&lock);
	return known;
}

struct str
schemas_path(struct arena *arena, const char *file, struct error *error)
{
	const char *folder = schemas_folder(error);

	return folder ? arena_format(arena, "%s/%s", folder, file) : (struct str){0};
}

static int
by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Hidden files are an editor's, not ours. */
static bool
is_listed(int folder, const char *name, struct str suffix)
{
	struct stat st;

	return name[0] != '.' && str_ends(str_of(name), suffix) && fstatat(folder, name, &st, 0) == 0
	       && S_ISREG(st.st_mode);
}

bool
schemas_list(struct arena *arena, const char *folder, const char *suffix, struct str **names, size_t *count,
    struct error *error)
{
	struct buf found = {0};
	struct str path = schemas_path(arena, folder, error);
	DIR *dir;

	if (!path.at)
		return false;
	dir = opendir(path.at);
	if (!dir)
		return error_usage(error, "%s: %s", path.at, strerror(errno));
	for (const struct dirent *entry; (entry = readdir(dir));)
		if (is_listed(dirfd(dir), entry->d_name, str_of(suffix))) {
			struct str name = arena_copy(arena, str_of(entry->d_name));

			buf_put(&found, &name, sizeof(name));
		}
	closedir(dir);
	*count = found.len / sizeof(struct str);
	*names = arena_take(arena, found.len);
	if (found.len)
		memcpy(*names, found.at, found.len);
	buf_free(&found);
	qsort(*names, *count, sizeof(struct str), by_name);
	return true;
}

struct str
schemas_read(struct arena *arena, const char *path, struct error *error)
{
	struct buf bytes = {0};
	struct str text = {0};
	ssize_t got = -1;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file >= 0) {
		while ((got = read(file, buf_room(&bytes, READ_BYTES), READ_BYTES)) > 0)
			bytes.len += (size_t)got;
	}
	if (got < 0)
		error_usage(error, "%s: %s", path, strerror(errno));
	else
		text = arena_copy(arena, buf_view(&bytes));
	if (file >= 0)
		close(file);
	buf_free(&bytes);
	return text;
}
