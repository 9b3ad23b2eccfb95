/* A wrong mapping is refused before the first event, and the message names file, line and key. */
#include "tests/unit/convert/fixture.h"

/* A mapping with one rule whose statement is good but for what the test puts in: `more` stands in the statement. */
#define WITH(more) \
	"source: test\n" \
	"settings: {root: 'https://example.com'}\n" \
	"parts: {learner: {account: {homePage: {setting: root}, name: $.user}}}\n" \
	"rules:\n" \
	"  - statement:\n" \
	"      actor: {part: learner}\n" \
	"      verb: completed\n" \
	"      object: {id: '{root}/{$.course}'}\n" more "\n"

static void
refuses(const char *yaml, const char *message)
{
	struct error e = {0};
	struct mappings *all = open_text(yaml, &e);

	if (all) {
		mappings_close(all);
		fail_msg("not refused; expected: %s", message);
	}
	assert_string_equal(e.text, message);
	assert_int_equal(e.exit, EXIT_USAGE);
}

static void
a_good_one_passes(void **state)
{
	struct conversion made = convert(WITH(""), "{\"user\":\"u\",\"course\":\"c\"}");

	(void)state;
	assert_int_equal(made.verdict, PASS);
	assert_string_equal(made.made_by.at, "m.yaml:5");
}

static void
sections(void **state)
{
	(void)state;
	refuses("- a\n", "m.yaml:1: mapping: must be a map with the keys source and rules");
	refuses("source: x\n", "m.yaml:1: rules: the section is missing");
	refuses("rules: [{drop: x}]\n", "m.yaml:1: source: the section is missing");
	refuses("source: X Y\nrules: [{drop: x}]\n",
	    "m.yaml:1: source: must be a name of small letters, digits and hyphens, and not \"auto\"");
	refuses("source: x\nrule: []\nrules: [{drop: x}]\n",
	    "m.yaml:2: rule: a mapping has no such section; did you mean rules?");
	refuses("source: x\nrules: []\n", "m.yaml:2: rules: must be a list of rules");
	refuses(
	    "source: x\nrules: [{drop: x}]\ndetect: []\n", "m.yaml:3: detect: must be a list of conditions");
	refuses("source: x\nrules: [{drop: x}]\nsettings: {a: [1]}\n",
	    "m.yaml:3: a: a setting's default must be a text, a number, true or false");
	refuses("source: x\nrules: [{drop: x}]\nparts: {a: $.b}\n", "m.yaml:3: a: the part is never used");
	refuses("source: x\nrules: [{drop: x}]\nlists: ['$.a[*]']\n",
	    "m.yaml:3: lists: the path of a list has no wildcard");
	refuses("source: x\nsource: y\n", "m.yaml:2: the key \"source\" stands here a second time");
}

static void
rules(void **state)
{
	(void)state;
	refuses("source: x\nrules:\n  - {}\n",
	    "m.yaml:3: rules: a rule has one of statement, statements and drop, and may have a when");
	refuses("source: x\nrules:\n  - {drop: x, statement: $}\n",
	    "m.yaml:3: rules: a rule has one of statement, statements and drop, and may have a when");
	refuses("source: x\nrules:\n  - drop: x\n    wen: {$.a: 1}\n",
	    "m.yaml:4: wen: a rule has no such key; did you mean when?");
	refuses("source: x\nrules:\n  - {drop: [x]}\n", "m.yaml:3: drop: must be the reason, as text");
	refuses("source: x\nrules:\n  - {statements: []}\n",
	    "m.yaml:3: statements: must be a list of statements");
}

static void
keys_of_a_statement(void **state)
{
	(void)state;
	refuses(WITH("      reslt: {completion: true}"),
	    "m.yaml:9: reslt: a statement has no such key; did you mean result?");
	refuses(WITH("      result:\n        score: {scald: 1}"),
	    "m.yaml:10: scald: a score has no such key; did you mean scaled?");
	refuses(WITH("      context: {contextActivities: {parents: []}}"),
	    "m.yaml:9: parents: context activities has no such key; did you mean parent?");
	refuses(WITH("      context: {team: {name: $.team, members: $.m}}"),
	    "m.yaml:9: members: an actor has no such key; did you mean member?");
	refuses("source: x\nrules:\n  - statement: {actor: $.actor, verb: completed}\n",
	    "m.yaml:3: statement: a statement needs the key \"object\"");
	refuses(WITH("      context: {instructor: {account: {name: $.teacher}}}"),
	    "m.yaml:9: account: an account needs the key \"homePage\"");
	refuses(WITH("      context: {statement: {objectType: StatementRef}}"),
	    "m.yaml:9: statement: a reference to a statement needs the key \"id\"");
}

static void
types_of_constants(void **state)
{
	(void)state;
	refuses(WITH("      result: {completion: 'yes'}"), "m.yaml:9: completion: must be true or false");
	refuses(WITH("      result: {score: {raw: '5'}}"), "m.yaml:9: raw: must be a number");
	refuses(WITH("      result: [1]"), "m.yaml:9: result: must be a result, not a list");
	refuses(WITH("      result: done"), "m.yaml:9: result: must be a result");
	refuses(WITH("      result: {success: '{root}'}"), "m.yaml:9: success: must be true or false");
	refuses(WITH("      result: {success: '{$.a}'}"),
	    "m.yaml:9: success: must be true or false, and a template makes text");
	refuses(WITH("      result: {score: {raw: {minutes: $.a}}}"),
	    "m.yaml:9: raw: must be a number, which {minutes: …} does not make");
	refuses(WITH("      context:"), "m.yaml:9: context: must be a context");
	refuses(
	    "source: x\nsettings: {size: 3}\nrules:\n  - statement:\n      actor: $.a\n      verb: completed\n"
	    "      object: $.o\n      context: {platform: {setting: size}}\n",
	    "m.yaml:8: platform: must be text");
}

static void
names_of_the_vocabulary(void **state)
{
	(void)state;
	refuses(WITH("      result: {extensions: {times-pent: 1}}"),
	    "m.yaml:9: times-pent: \"times-pent\" is neither an IRI nor an extension of schemas/xapi/extensions.yaml; did you mean time-spent?");
	refuses(
	    "source: x\nrules:\n  - statement:\n      actor: $.a\n      verb: complted\n      object: $.o\n",
	    "m.yaml:5: verb: \"complted\" is neither an IRI nor a verb of schemas/xapi/verbs.yaml; did you mean completed?");
	refuses("source: x\nrules:\n  - statement:\n      actor: $.a\n      verb: completed\n      object:\n"
		"        id: $.o\n        definition: {type: curse}\n",
	    "m.yaml:8: type: \"curse\" is neither an IRI nor an activity type of schemas/xapi/activity-types.yaml; did you mean course?");
	refuses(WITH("      context: {contextActivities: {parent: {id: 'no iri'}}}"),
	    "m.yaml:9: id: \"no iri\" is no IRI");
	refuses(WITH("      context: {contextActivities: {parent: {id: '/{$.a}'}}}"),
	    "m.yaml:9: id: must be an IRI, and no IRI starts like this");
}

static void
constructs(void **state)
{
	(void)state;
	refuses(WITH("      timestamp: {time: $.a, zona: UTC}"),
	    "m.yaml:9: timestamp: {time: …} does not go with the key \"zona\"; did you mean zone?");
	refuses(WITH("      timestamp: {first: $.a}"), "m.yaml:9: timestamp: must be a list of values");
	refuses(WITH("      timestamp: {first: [$.a], required: maybe}"),
	    "m.yaml:9: timestamp: required: must be true or false");
	refuses(WITH("      timestamp: {path: $.a, is: txt}"),
	    "m.yaml:9: timestamp: must name types: text, number, whole, boolean, object, list, null, absent or empty");
	refuses(WITH("      timestamp: $.a.."),
	    "m.yaml:9: timestamp: a name is missing after a dot of the path; names with other characters are written ['like this']");
	refuses(WITH("      result: {response: {setting: rot}}"),
	    "m.yaml:9: response: names no setting of this mapping; did you mean root?");
	refuses(WITH("      result: {response: '{rot}'}"),
	    "m.yaml:9: response: {rot} is no path, and no setting or part of this mapping; did you mean root?");
	refuses(WITH("      result: {response: 'a}'}"),
	    "m.yaml:9: response: a brace has no partner; a brace of the text itself is doubled");
	refuses(WITH("      result: {part: reslt}"), "m.yaml:9: result: names no part of this mapping");
	refuses(WITH("      result: {score: {raw: {round: $.a, places: 99}}}"),
	    "m.yaml:9: raw: places: must be a whole number from 0 to 15");
	refuses(WITH("      result: {response: {switch: [{value: a, wen: {$.a: 1}}]}}"),
	    "m.yaml:9: response: a choice has a \"value\", and a \"when\" unless it is for all that is left");
}

static void
constructs_with_keys_of_their_own(void **state)
{
	(void)state;
	refuses(WITH("      timestamp: {time: $.a, form: soon}"),
	    "m.yaml:9: timestamp: form: must be iso, unix, unix-milliseconds, or a pattern with YYYY (or YY), MM and DD");
	refuses(WITH("      timestamp: {time: $.a, form: 'DD.MM.YYYY YYYY'}"),
	    "m.yaml:9: timestamp: form: says a part of the moment twice");
	refuses(WITH("      timestamp: {time: $.a, form: 'DD.MM.YYYY A'}"),
	    "m.yaml:9: timestamp: form: has AM and PM (A) without hours (hh)");
	refuses(
	    WITH("      timestamp: {time: $.a, form: []}"), "m.yaml:9: timestamp: form: the list is empty");
	refuses(WITH("      timestamp: {time: $.a, zone: Berlin}"),
	    "m.yaml:9: timestamp: zone: must be an offset such as +02:00, or UTC");
	refuses(WITH("      result: {score: {raw: {divide: [$.a]}}}"),
	    "m.yaml:9: raw: must be a list of two values");
	refuses(WITH("      result: {score: {raw: {add: $.a}}}"), "m.yaml:9: raw: must be a list of values");
	refuses(WITH("      result: {response: {match: '(a)'}}"),
	    "m.yaml:9: response: the key \"of\" is missing: what the pattern is looked for in");
	refuses(WITH("      result: {response: {match: 'a', of: $.a}}"),
	    "m.yaml:9: response: the pattern has no group in ( ); {group: 0} takes the whole match");
	refuses(WITH("      result: {response: {match: '(a)', of: $.a, group: 2}}"),
	    "m.yaml:9: response: group: the pattern has the groups 0 to 1");
	refuses(WITH("      result: {response: {replace: 'a', of: $.a}}"),
	    "m.yaml:9: response: the key \"by\" is missing: what stands there instead");
	refuses(WITH("      result: {response: {replace: '(a)', of: $.a, by: 'x\\2'}}"),
	    "m.yaml:9: response: by: behind a backslash stands the number of a group of the pattern, or another one");
	refuses(WITH("      result: {response: {join: $.a}}"),
	    "m.yaml:9: response: the key \"with\" is missing: what stands between the texts");
	refuses(WITH("      result: {response: {join: {split: $.a}, with: a}}"),
	    "m.yaml:9: response: the key \"at\" is missing: what stands between the texts");
	refuses(WITH("      result: {response: {split: $.a, at: a}}"),
	    "m.yaml:9: response: must be text, not a list");
	refuses(WITH("      result: {response: {url: $.a}}"),
	    "m.yaml:9: response: needs either the key \"part\" or \"parameter\"");
	refuses(WITH("      result: {response: {url: $.a, part: user}}"),
	    "m.yaml:9: response: part: must be scheme, host, port, path, query, fragment or file");
	refuses(WITH("      result: {response: {write: $.a, as: xml}}"),
	    "m.yaml:9: response: as: must be json, canonical, python, python-text or python-repr");
	refuses(WITH("      context: {registration: {uuid5: [$.a], in: $.b}}"),
	    "m.yaml:9: registration: a name in a namespace of its own is text, not a list");
	refuses(WITH("      context: {registration: {uuid5: $.a, in: space}}"),
	    "m.yaml:9: registration: in: must be a UUID");
}

static void
a_part_that_holds_itself(void **state)
{
	(void)state;
	refuses("source: x\nparts:\n  a: {first: [{part: b}]}\n  b: {first: [{part: a}]}\n"
		"rules:\n  - statement: {part: a}\n",
	    "m.yaml:4: b: the part holds itself, or parts are nested deeper than 8");
	refuses(
	    "source: x\nparts:\n"
	    "  e: $.e\n"
	    "  d: [&e {part: e}, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n"
	    "  c: [&d {part: d}, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
	    "  b: [&c {part: c}, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
	    "  a: [&b {part: b}, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
	    "let: {x: {part: a}}\nrules: [{drop: x, when: {$x: 1}}]\n",
	    "m.yaml:4: d: parts of parts are used more than 100,000 times");
}

static void
conditions(void **state)
{
	(void)state;
	refuses("source: x\nrules:\n  - {drop: x, when: {type: a}}\n",
	    "m.yaml:3: when: \"type\" is neither a path nor a '{name}', any, all or not");
	refuses("source: x\nrules:\n  - {drop: x, when: {$.type: [a, b]}}\n",
	    "m.yaml:3: when: to allow several values write {in: [ … ]}");
	refuses("source: x\nrules:\n  - drop: x\n    when:\n      $.type: {like: a}\n",
	    "m.yaml:5: when: \"like\" is no condition; there are in, exists, is, matches, same-as, above, below, at-least and at-most");
	refuses("source: x\nrules:\n  - {drop: x, when: {any: {$.a: 1}}}\n",
	    "m.yaml:3: when: must be a list of conditions");
	refuses("source: x\nrules:\n  - {drop: x, when: {$.a: {exists: maybe}}}\n",
	    "m.yaml:3: when: exists: must be true or false");
	refuses("source: x\nrules:\n  - {drop: x, when: {}}\n",
	    "m.yaml:3: when: must be a map from paths to what must hold there");
}

static void
lets(void **state)
{
	(void)state;
	refuses(
	    "source: x\nlet: [a]\nrules: [{drop: x}]\n", "m.yaml:2: let: must be a map from names to values");
	refuses("source: x\nlet: {a: $.b}\nrules: [{drop: x}]\n", "m.yaml:2: a: the let is never used");
	refuses("source: x\nlet: {item: $.b}\nrules: [{drop: x}]\n",
	    "m.yaml:2: item: a let's name starts with a small letter, has small letters, digits, hyphens and underscores, and is not item or key");
	refuses("source: x\nlet: {a: $b, b: $.c}\nrules: [{drop: x, when: {$a: 1}}]\n",
	    "m.yaml:2: a: $b names no let that stands before it; for a text write {constant: '$…'}");
	refuses("source: x\nlet: {a: $.b}\ndetect: [{$a: 1}]\nrules: [{drop: x, when: {$a: 1}}]\n",
	    "m.yaml:3: detect: here only the event itself can be asked, with $. and no name");
	refuses("source: x\nrules: [{drop: x, when: {$item: 1}}]\n",
	    "m.yaml:2: when: $item and $key are known only where `each` is");
	refuses(WITH("      result: {response: {each: '$.a[*]', value: $item}}"),
	    "m.yaml:9: response: must be text, not a list");
	refuses(WITH("      result: {extensions: {urn:x: {each: '$.a[*]'}}}"),
	    "m.yaml:9: urn:x: {each: …} needs a \"value\"");
}

static void
a_bad_pattern_names_its_line(void **state)
{
	struct error e = {0};

	(void)state;
	assert_null(open_text("source: x\nrules:\n  - drop: x\n    when: {$.a: {matches: '('}}\n", &e));
	assert_memory_equal(e.text, "m.yaml:4: when: matches: ", sizeof("m.yaml:4: when: matches: ") - 1);
}

static void
settings_from_the_command_line(void **state)
{
	struct str root = STR("learnflow_root=https://lf.example");
	struct str wrong = STR("learnflow_rot=x");
	struct str bare = STR("learnflow_root");
	struct json event = parse(
	    "{\"id\":\"e\",\"type\":\"enrollment.created\",\"data\":{\"user_id\":\"u\",\"course_id\":\"c\"}}");
	struct conversion made;
	struct error e;

	(void)state;
	open_mappings = mappings_open(STR("auto"), &root, 1, &e);
	assert_non_null(open_mappings);
	mapping_apply(mappings_named(open_mappings, STR("learnflow")), arena, &scratch, &event, &made);
	assert_int_equal(made.verdict, PASS);
	assert_true(str_eq(json_get_text(json_get(made.statements, STR("object")), STR("id")),
	    STR("https://lf.example/v2/courses/c")));
	assert_null(mappings_open(STR("auto"), &wrong, 1, &e));
	assert_string_equal(
	    e.text, "--set learnflow_rot: no mapping has this setting; did you mean learnflow_root?");
	assert_null(mappings_open(STR("auto"), &bare, 1, &e));
	assert_string_equal(e.text, "--set learnflow_root: must be SETTING=VALUE");
	assert_null(mappings_open(STR("lernflow"), NULL, 0, &e));
	assert_non_null(strstr(e.text, "source: there is no mapping for \"lernflow\"; there are auto, "));
	assert_non_null(strstr(e.text, ", learnflow, "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_good_one_passes, setup, teardown),
	    cmocka_unit_test_setup_teardown(sections, setup, teardown),
	    cmocka_unit_test_setup_teardown(rules, setup, teardown),
	    cmocka_unit_test_setup_teardown(keys_of_a_statement, setup, teardown),
	    cmocka_unit_test_setup_teardown(types_of_constants, setup, teardown),
	    cmocka_unit_test_setup_teardown(names_of_the_vocabulary, setup, teardown),
	    cmocka_unit_test_setup_teardown(constructs, setup, teardown),
	    cmocka_unit_test_setup_teardown(constructs_with_keys_of_their_own, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_part_that_holds_itself, setup, teardown),
	    cmocka_unit_test_setup_teardown(conditions, setup, teardown),
	    cmocka_unit_test_setup_teardown(lets, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_bad_pattern_names_its_line, setup, teardown),
	    cmocka_unit_test_setup_teardown(settings_from_the_command_line, setup, teardown),
	};

	(void)as_json;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
