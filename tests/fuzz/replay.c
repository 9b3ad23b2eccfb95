/* Runs a fuzz target over files, where libFuzzer is not at hand: replay FILE|FOLDER... A folder stands for its files. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_BYTES = 1 << 20 };

/* The bytes go to the target in memory of exactly their size, so that a sanitizer sees each step beyond. */
static int
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes = malloc(MOST_BYTES), *exact;
	size_t size;

	if (!f || !bytes) {
		perror(path);
		free(bytes);
		return -1;
	}
	size = fread(bytes, 1, MOST_BYTES, f);
	fclose(f);
	exact = realloc(bytes, size ? size : 1);
	LLVMFuzzerTestOneInput(exact ? exact : bytes, size);
	free(exact);
	return 1;
}

/* How many files were run; -1 if one cannot be read. */
static int
replay(const char *path)
{
	DIR *folder = opendir(path);
	int count = 0;

	if (!folder)
		return replay_file(path);
	for (const struct dirent *entry; count >= 0 && (entry = readdir(folder));) {
		char file[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		count = replay_file(file) < 0 ? -1 : count + 1;
	}
	closedir(folder);
	return count;
}

int
main(int argc, char **argv)
{
	int total = 0;

	for (int i = 1; i < argc; i++) {
		int count = replay(argv[i]);

		if (count < 0)
			return 1;
		total += count;
	}
	printf("%s: %d inputs\n", argv[0], total);
	return total ? 0 : 1;
}
