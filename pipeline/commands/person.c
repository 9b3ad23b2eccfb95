/* See person.h. Each way of naming a person is turned into an agent as xAPI writes it, so that its pseudonym is made by
 * the code that makes all others. */
#include "pipeline/commands/person.h"

#include <stdio.h>

#include "pipeline/core/digest.h"
#include "stages/anonymize/people/keys.h"

enum { NAME_BYTES_MOST = 4096 };

const struct option person_options[] = {
    {"mbox", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "ADDRESS", "an e-mail address; - reads it from stdin"},
    {"mbox_sha1sum", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "HEX", "the SHA-1 of mailto: and the address"},
    {"account", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "HOMEPAGE",
	"an account: --account HOMEPAGE NAME, or 'HOMEPAGE|NAME'"},
    {"openid", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "URI", "an OpenID"},
    {"pseudonym", OPTION_TEXT, ON_COMMAND_LINE, NULL, 0, 0, "UUID",
	"the pseudonym, as the column learner shows it; needs no key"},
    OPTION_END,
};

/* What was said, and where an agent is made of it. */
struct saying {
	struct arena *arena;
	struct str value;
	int argc;
	char **argv;
};

static struct json
one_member(struct arena *arena, struct str key, struct json value)
{
	struct json object = json_object();

	json_append(arena, &object, key, value);
	return object;
}

static bool
is_printable(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] <= ' ')
			return false;
	return s.len > 0;
}

static bool
read_mbox(struct saying *s, struct json *agent, struct error *e)
{
	if (!is_printable(s->value) || !memchr(s->value.at, '@', s->value.len))
		return error_usage(e, "--mbox: this is no e-mail address");
	*agent = one_member(s->arena, STR("mbox"), json_string(s->value));
	return true;
}

static bool
read_sha1sum(struct saying *s, struct json *agent, struct error *e)
{
	(void)e;
	*agent = one_member(s->arena, STR("mbox_sha1sum"), json_string(s->value));
	return true;
}

/* No IRI has a bar in it, so the first one ends the homePage. */
static bool
read_account(struct saying *s, struct json *agent, struct error *e)
{
	const char *bar = memchr(s->value.at, '|', s->value.len);
	struct str page = s->value, name;
	struct json account;

	if (bar) {
		page.len = (size_t)(bar - page.at);
		name = str_from(s->value, page.len + 1);
	} else {
		if (s->argc != 1)
			return error_usage(
			    e, "--account takes a homePage and a name: --account HOMEPAGE NAME");
		name = str_of(*s->argv);
		s->argc = 0;
	}
	if (!is_printable(page) || !memchr(page.at, ':', page.len) || name.len == 0)
		return error_usage(e, "--account: a homePage is an IRI, and a name is not empty");
	account = one_member(s->arena, STR("homePage"), json_string(page));
	json_append(s->arena, &account, STR("name"), json_string(name));
	*agent = one_member(s->arena, STR("account"), account);
	return true;
}

static bool
read_openid(struct saying *s, struct json *agent, struct error *e)
{
	(void)e;
	*agent = one_member(s->arena, STR("openid"), json_string(s->value));
	return true;
}

/* The ways to name a person; without `read` the pseudonym itself is said. */
static const struct way {
	const char *name, *flag;
	bool (*read)(struct saying *, struct json *agent, struct error *);
	const char *wrong; /* what is said of a value that is none */
} ways[] = {
    {"mbox", "--mbox", read_mbox, "this is no e-mail address"},
    {"mbox_sha1sum", "--mbox-sha1sum", read_sha1sum, "these are not 40 hexadecimal digits"},
    {"account", "--account", read_account, "this is no account"},
    {"openid", "--openid", read_openid, "this is no URI"},
    {"pseudonym", "--pseudonym", NULL, "this is no UUID"},
};

static const struct way *
find_way(const struct settings *settings, struct error *e)
{
	const struct way *found = NULL;
	int count = 0;

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		if (settings_given(settings, ways[i].name)) {
			found = ways + i;
			count++;
		}
	}
	if (count != 1) {
		error_usage(e, "name one person: --mbox, --mbox-sha1sum, --account, --openid or --pseudonym");
		return NULL;
	}
	return found;
}

/* "-" stands for the first line of stdin: what is said on a command line, others may see. */
static bool
read_value(struct saying *s, const struct settings *settings, const struct way *way, struct error *e)
{
	char *line = arena_take(s->arena, NAME_BYTES_MOST);

	s->value = settings_text(settings, way->name);
	if (!str_eq(s->value, STR("-")))
		return true;
	if (!fgets(line, NAME_BYTES_MOST, stdin))
		return error_usage(e, "%s -: there is nothing on stdin", way->flag);
	line[strcspn(line, "\r\n")] = '\0';
	s->value = str_of(line);
	return true;
}

static bool
make_pseudonym(struct person *p, const struct settings *settings, const struct json *agent,
    const struct way *way, struct error *e)
{
	struct pseudonymizer *keys = keys_open(settings, e);
	bool ok = keys
		  && (pseudonymizer_agent(keys, agent, p->pseudonym)
		      || error_usage(e, "%s: %s", way->flag, way->wrong));

	if (ok)
		pseudonymizer_key_id(keys, p->key_id);
	pseudonymizer_close(keys);
	return ok;
}

static bool
read_person(struct person *p, struct saying *s, const struct settings *settings, const struct way *way,
    struct error *e)
{
	struct json agent;

	if (!read_value(s, settings, way, e) || (way->read && !way->read(s, &agent, e)))
		return false;
	if (s->argc)
		return error_usage(e, "arguments that belong to no option were given");
	if (way->read)
		return make_pseudonym(p, settings, &agent, way, e);
	return uuid_parse(s->value, p->pseudonym) || error_usage(e, "%s: %s", way->flag, way->wrong);
}

bool
person_read(const struct settings *settings, int argc, char **argv, struct person *p, struct error *e)
{
	struct saying s = {.argc = argc, .argv = argv};
	const struct way *way = find_way(settings, e);
	bool ok;

	if (!way)
		return false;
	*p = (struct person){.said_by = way->name};
	s.arena = arena_open();
	ok = read_person(p, &s, settings, way, e);
	arena_close(s.arena);
	return ok;
}
