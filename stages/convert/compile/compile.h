/* From YAML to a plan: what the parts of the compiler share.
 *
 * compile.c reads a file's sections, rule.c its rules, value.c its values, condition.c its conditions, construct.c the {name: …} constructs.
 * Everything wrong is refused here, with file, line and key; at run time only events can be at fault.
 */
#ifndef LRSTREAM_CONVERT_COMPILE_H
#define LRSTREAM_CONVERT_COMPILE_H

#include "pipeline/core/error.h"
#include "stages/convert/plan.h"
#include "stages/convert/compile/refuse.h"
#include "stages/convert/compile/shape.h"
#include "stages/xapi/vocabulary.h"

/* Regular expressions that have to be closed with the plans; the first of the list holds none. */
struct regexes {
	struct regexes *next;
	struct regex *regex;
};

struct compiler {
	struct arena *arena; /* of the plan */
	const struct vocabulary *vocabulary;
	struct regexes *regexes; /* what has to be closed with the plan */
	struct mapping *mapping;
	const struct json *parts; /* the YAML of `parts`, or NULL */
	bool *part_used;          /* one for each of its members */
	int part_depth;           /* of parts in parts */
	uint32_t part_uses;       /* so far, those in parts included */
	bool *let_used;           /* one for each let of the mapping */
	bool *setting_used;       /* and for each setting */
	int each_depth;           /* of `each` in `each`: where $item is known */
	bool plain;               /* in a section that can only ask the event itself */
	struct table *tables;     /* of the section `tables` */
	uint32_t table_count;
	bool built_in; /* the mapping came with the program */
	struct str
	    folder; /* of the mapping, with its slash: where the paths of tables start; empty: the working one */
	const struct str *sets; /* SETTING=VALUE, as said with --set */
	size_t set_count;
	bool *set_known; /* for each: a mapping has the setting */
	struct str key;  /* being compiled, for messages */
	struct error *error;
};

/* Compiles a file's YAML into c->mapping, whose `file` is set. */
bool compile_mapping(struct compiler *, const struct json *yaml);

/* The names of all sections, and of the conditions on a place. */
void section_words(struct words *);
void condition_words(struct words *);

/* The sections `rules` and `examples`. */
bool compile_rules(struct compiler *, const struct json *yaml, struct mapping *);
bool compile_examples(struct compiler *, const struct json *yaml, struct mapping *);

/* A value that stands at a place of `shape`. */
bool compile_value(struct compiler *, const struct json *yaml, enum shape, struct node *out);

/* A constant at a place of `shape`: short names become what they stand for, types are checked. */
bool compile_constant(struct compiler *, const struct json *yaml, enum shape, struct node *out);

/* A {name: argument} construct: compile_construct_named says whether one of the keys names one. Where keys are free
 * (extensions, language maps) only those count that stand for whole maps. */
bool compile_construct_named(const struct json *yaml, enum shape);
bool compile_construct(struct compiler *, const struct json *yaml, enum shape, struct node *out);

/* Refuses an object that was meant to be a construct: where objects may stand, but are of no use. */
bool compile_meant(struct compiler *, const struct json *yaml);

/* The part that the text `name` names. */
bool compile_part(struct compiler *, const struct json *name, enum shape, struct node *out);

/* What stands in braces and is no path: a setting or a part. */
bool compile_name(struct compiler *, const struct json *at, struct str name, struct node *out);

/* Wraps a node that stands where it must be there. */
struct node compile_required(struct compiler *, const struct node *);

/* Wraps a node whose text must be a moment, unless it is wrapped already. */
struct node compile_moment(struct compiler *, const struct node *);

/* What stands at a place of `shape` in a mapping of delimited files, whose cells are texts: wrapped so that it becomes the
 * number or boolean that the place demands. */
struct node compile_cell(struct compiler *, enum shape, const struct node *);

/* The conditions of a `when`; NULL in *out for one that is always met. */
bool compile_when(struct compiler *, const struct json *yaml, const struct test **out);

/* A path from the event, a let, or inside `each` from $item and $key. */
bool compile_path(struct compiler *, const struct json *yaml, struct json_query *out);
bool compile_path_text(struct compiler *, const struct json *at, struct str text, struct json_query *out);

/* The names of types: "text", or a list of such names. */
bool compile_types(struct compiler *, const struct json *yaml, uint16_t *types);

/* Text with {setting}s in it and nothing else; in the arena. */
bool compile_fixed_text(struct compiler *, const struct json *at, struct str text, struct str *out);

/* Marked as used; NULL if the mapping has no such setting. */
const struct setting *compile_setting(const struct compiler *, struct str name);

/* Keeps a regular expression until the plan is closed; `what` is what says it, such as "matches". NULL with an error. */
struct regex *compile_regex(struct compiler *, const struct json *yaml, const char *what);

#endif
