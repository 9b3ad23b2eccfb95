/* Every wrong use of the mapping language is refused before the first event: one line that names file, line and key,
 * and where a word was misspelt the one that was meant. A case is what stands in the mapping, and the message. */
#include "tests/unit/convert/fixture.h"

struct wrong {
	const char *yaml, *message;
};

static void
refuses(const char *yaml, const char *message)
{
	struct error e = {0};

	mappings_close(open_mappings);
	open_mappings = open_text(yaml, &e);
	if (open_mappings)
		fail_msg("not refused: %s", yaml);
	assert_string_equal(e.text, message);
	assert_int_equal(e.exit, EXIT_USAGE);
	assert_null(strpbrk(e.text, "\n\r\t\x1b"));
}

/* ---- sections, line 2 of a mapping that drops what comes ---- */

static const struct wrong wrong_sections[] = {
    {"title: [a]", "2: title: must be text"},
    {"title: 5", "2: title: must be text"},
    {"input: xml", "2: input: must be json, csv, or {csv: {delimiter: ';', …}}"},
    {"input: {csv: {delimeter: ;}}", "2: delimeter: there are delimiter, quote and encoding"},
    {"input: {csv: {delimiter: ';;'}}", "2: delimiter: must be one ASCII character, tab or space"},
    {"input: {csv: {encoding: foo}}",
	"2: encoding: there is no encoding \"foo\"; `iconv -l` lists what this machine knows"},
    {"input: {csv: 5}", "2: input: must be json, csv, or {csv: {delimiter: ';', …}}"},
    {"input: {csv: {}, x: 1}", "2: input: must be json, csv, or {csv: {delimiter: ';', …}}"},
    {"input:", "2: input: must be json, csv, or {csv: {delimiter: ';', …}}"},
    {"input: {csv: {quote: '\"', delimiter: '\"'}}",
	"2: delimiter: delimiter and quote are the same character"},
    {"tolerates: all", "2: tolerates: must be flat-score: no other rule of xAPI can be let go"},
    {"tolerates: [flat-score]", "2: tolerates: must be flat-score: no other rule of xAPI can be let go"},
    {"lists: $.a", "2: lists: must be a list of paths"},
    {"lists: [{paht: $.a}]",
	"2: lists: must be a path, or a \"path\" with, if wanted, \"when\", \"carry\" and \"single\""},
    {"lists: [$a]", "2: lists: here only the event itself can be asked, with $. and no name"},
    {"lists: [a]", "2: lists: a path starts with $. or is $ alone"},
    {"lists: [{path: $.a, carry: [x]}]", "2: lists: carry: must be a map from keys to paths"},
    {"lists: [{path: $.a, carry: {u: x}}]", "2: lists: a path starts with $. or is $ alone"},
    {"lists: [{path: $.a, carry: {u: '$.x[*]'}}]", "2: lists: a path to carry has no wildcard"},
    {"lists: [{path: $.a, when: 5}]", "2: lists: must be a map from paths to what must hold there"},
    {"lists: [{path: $.a, single: yes}]", "2: lists: single: must be true or false"},
    {"lists: [{path: $.a, carry: {u: $item}}]",
	"2: lists: here only the event itself can be asked, with $. and no name"},
    {"lists: [5]", "2: lists: must be a path such as $.data.id"},
    {"lists: [{path: 5}]", "2: lists: must be a path such as $.data.id"},
    {"detect: {$.a: 1}", "2: detect: must be a list of conditions"},
    {"detect: [{}]", "2: detect: must be a map from paths to what must hold there"},
    {"detect: [{'{x}': 1}]", "2: detect: {x} is no setting of this mapping"},
    {"detect: [$.a]", "2: detect: must be a map from paths to what must hold there"},
    {"seting: {a: 1}", "2: seting: a mapping has no such section; did you mean settings?"},
    {"exampels: []", "2: exampels: a mapping has no such section; did you mean examples?"},
    {"foo: 1", "2: foo: a mapping has no such section"},
};

static const struct wrong wrong_values[] = {
    {"settings: [a]", "2: settings: must be a map from names to defaults"},
    {"settings: {A: 1}", "2: A: a setting's name has small letters, digits, hyphens and underscores"},
    {"settings: {a: }", "2: a: a setting's default must be a text, a number, true or false"},
    {"settings: {a: 1}", "2: a: the setting is never used"},
    {"parts: [a]", "2: parts: must be a map from names to values"},
    {"parts: {A: 1}", "2: A: a part's name has small letters, digits, hyphens and underscores"},
    {"settings: {a: 1}\nparts: {a: 1}", "3: a: is a setting already"},
    {"let: {A: $.a}",
	"2: A: a let's name starts with a small letter, has small letters, digits, hyphens and underscores, and is not item or key"},
    {"let: {a: {jsn: $.a}}\nrules: [{when: {$a: 1}, drop: x}]",
	"2: a: \"jsn\" is no construct; did you mean json?"},
    {"let: {a: $.a, a: $.b}", "2: the key \"a\" stands here a second time"},
    {"let: {a: $b, b: $a}\nrules: [{when: {$a: 1}, drop: x}]",
	"2: a: $b names no let that stands before it; for a text write {constant: '$…'}"},
    {"let: {a: $a}\nrules: [{when: {$a: 1}, drop: x}]",
	"2: a: $a names no let that stands before it; for a text write {constant: '$…'}"},
    {"let: {2a: $.a}\nrules: [{when: {$2a: 1}, drop: x}]",
	"2: 2a: a let's name starts with a small letter, has small letters, digits, hyphens and underscores, and is not item or key"},
    {"let: {key: $.a}",
	"2: key: a let's name starts with a small letter, has small letters, digits, hyphens and underscores, and is not item or key"},
    {"settings: {a: 1}\nlet: {a: $.x}\nrules: [{when: {$a: 1}, drop: x}]", "2: a: the setting is never used"},
    {"parts: {a: {first: [{part: a}]}}\nrules: [{statement: {part: a}}]",
	"2: a: the part holds itself, or parts are nested deeper than 8"},
    {"tables: [a]", "2: tables: must be a map from names to tables, 64 at most"},
    {"tables: {a: 5}", "2: a: a table is a map, or has a file"},
    {"tables: {a: {b: c}}", "2: a: the table is never used"},
    {"tables: {\"A b\": {x: y}}", "2: A b: the table is never used"},
    {"tables: {a: {file: '{foo}'}}", "2: a: {foo} is no path, and no setting or part of this mapping"},
};

static const struct wrong wrong_rules[] = {
    {"rules: {drop: x}", "2: rules: must be a list of rules"},
    {"rules: [5]", "2: rules: a rule has one of statement, statements and drop, and may have a when"},
    {"rules: [{wehn: {$.a: 1}, drop: x}]", "2: wehn: a rule has no such key; did you mean when?"},
    {"rules: [{drop: ''}]", "2: drop: must be the reason, as text"},
    {"rules: [{drop: 5}]", "2: drop: must be the reason, as text"},
    {"rules: [{statement: x}]", "2: statement: must be a statement"},
    {"rules: [{statement: [$]}]", "2: statement: must be a statement, not a list"},
    {"rules: [{statements: {a: 1}}]", "2: statements: must be a list of statements"},
    {"rules: [{statements: [5]}]", "2: statements: must be a statement"},
    {"rules: [{statements: [{each: 5, actor: $.a, verb: completed, object: $.o}]}]",
	"2: statements: must be a path such as $.data.id"},
    {"rules: [{statements: [{each: $item, actor: $.a, verb: completed, object: $.o}]}]",
	"2: statements: $item and $key are known only where `each` is"},
    {"rules: [{statements: [{when: {$.a: 1}}]}]", "2: statements: a statement needs the key \"actor\""},
    {"rules: [{statements: [{when: {$.a: 1}, statement: $}]}]", "2: statement: a statement has no such key"},
    {"rules: [{statement: {actor: $.a, verb: compleeted, object: $.o}}]",
	"2: verb: \"compleeted\" is neither an IRI nor a verb of schemas/xapi/verbs.yaml; did you mean completed?"},
    {"rules: [{statement: {actor: {name: x}, verb: completed, object: $.o}}]",
	"2: actor: an actor needs mbox, mbox_sha1sum, openid or account"},
    {"rules: [{when: [1], drop: x}]", "2: when: must be a map from paths to what must hold there"},
    {"rules: [{when: $.a, drop: x}]", "2: when: must be a map from paths to what must hold there"},
    {"rules: [{when: {$.a: {in: a}}, drop: x}]", "2: when: in: must be a list of values"},
    {"rules: [{when: {$.a: {in: []}}, drop: x}]", "2: when: in: must be a list of values"},
    {"rules: [{when: {$.a: {in: [[1]]}}, drop: x}]",
	"2: when: in: must be a list of texts, numbers, true, false or null"},
    {"rules: [{when: {$.a: {above: x}}, drop: x}]", "2: when: above: must be a number"},
    {"rules: [{when: {$.a: {mtches: 'x'}}, drop: x}]",
	"2: when: \"mtches\" is no condition; there are in, exists, is, matches, same-as, above, below, at-least and at-most; did you mean matches?"},
    {"rules: [{when: {$.a: {same-as: x}}, drop: x}]", "2: when: a path starts with $. or is $ alone"},
    {"rules: [{when: {$.a: {same-as: '$.x[*]'}}, drop: x}]",
	"2: when: same-as: must be a path without wildcard"},
    {"rules: [{when: {'{foo}': 1}, drop: x}]", "2: when: {foo} is no setting or part of this mapping"},
    {"rules: [{when: {foo: 1}, drop: x}]",
	"2: when: \"foo\" is neither a path nor a '{name}', any, all or not"},
    {"rules: [{when: {not: [1]}, drop: x}]", "2: when: must be a map from paths to what must hold there"},
    {"rules: [{when: {any: [{}]}, drop: x}]", "2: when: must be a map from paths to what must hold there"},
    {"rules: [{when: {nto: {$.a: 1}}, drop: x}]",
	"2: when: \"nto\" is neither a path nor a '{name}', any, all or not; did you mean not?"},
    {"rules: [{when: {$.a: {is: str}}, drop: x}]",
	"2: when: must name types: text, number, whole, boolean, object, list, null, absent or empty"},
    {"rules: [{when: {$.a: {}}, drop: x}]", "2: when: says nothing about the place"},
    {"rules: [{when: {$.a: {abvoe: 1}}, drop: x}]",
	"2: when: \"abvoe\" is no condition; there are in, exists, is, matches, same-as, above, below, at-least and at-most; did you mean above?"},
    {"rules: [{drop: x}, {drop: y}]",
	"2: rules: no event comes as far: the rule before has no when and takes all"},
};

static const struct wrong wrong_examples[] = {
    {"examples: {}", "2: examples: must be a list of examples"},
    {"examples: [5]", "2: examples: an example has an event, and one of statements, drop and reject"},
    {"examples: [{evnt: 1}]", "2: evnt: an example has no such key; did you mean event?"},
    {"examples: [{event: {}}]",
	"2: examples: an example has an event, and one of statements, drop and reject"},
    {"examples: [{event: {}, drop: x, reject: {code: type}}]",
	"2: examples: an example has an event, and one of statements, drop and reject"},
    {"examples: [{title: a, event: {}, drop: x},{title: a, event: {}, drop: x}]",
	"2: title: the example in line 2 has this title, too"},
    {"examples: [{event: {}, drop: 5}]", "2: drop: must be text"},
    {"examples: [{event: {}, reject: x}]", "2: reject: must be a map"},
    {"examples: [{event: {}, reject: {code: misssing}}]",
	"2: reject: there is no code \"misssing\"; did you mean missing?"},
    {"examples: [{event: {}, reject: {cod: missing}}]",
	"2: reject: must have a \"code\" and may have a \"pointer\", both texts; did you mean code?"},
    {"examples: [{event: {}, statements: {}}]", "2: statements: must be a list"},
    {"examples: [{title: 5, event: {}, drop: x}]", "2: title: must be text"},
};

static void
refuse_sections(const struct wrong *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool rules = strstr(cases[i].yaml, "rules:") != NULL;
		struct str yaml = arena_format(
		    arena, "source: x\n%s\n%s", cases[i].yaml, rules ? "" : "rules: [{drop: x}]\n");

		refuses(yaml.at, arena_format(arena, "m.yaml:%s", cases[i].message).at);
	}
}

/* ---- in a statement, line 9 ---- */

static const struct wrong wrong_in_a_statement[] = {
    {"result: {response: {part: x}}", "response: names no part of this mapping"},
    {"result: {part: lerner}", "result: names no part of this mapping; did you mean learner?"},
    {"result: {response: $data.x}",
	"response: $data names no let that stands before it; for a text write {constant: '$…'}"},
    {"result: {response: $USD}",
	"response: a path goes on with a dot or a bracket; for a text write {constant: '$…'}"},
    {"result: {response: $item}", "response: $item and $key are known only where `each` is"},
    {"result: {response: $.a..}",
	"response: a name is missing after a dot of the path; names with other characters are written ['like this']"},
    {"result: {response: '$.a['}",
	"response: a bracket of the path holds an index, a quoted name, * or a filter [?@.…]"},
    {"result: {response: '$.a[?@.x=1]'}", "response: a filter compares with == or !="},
    {"result: {response: '$.a[x]'}",
	"response: a bracket of the path holds an index, a quoted name, * or a filter [?@.…]"},
    {"result: {response: '$.a[?@.x>1]'}", "response: a path goes on with a dot or a bracket"},
    {"result: {response: $.a b}", "response: a path goes on with a dot or a bracket"},
    {"result: {response: \"$.a['x\"}", "response: a quote of the path is not closed"},
    {"result: {response: $.}",
	"response: a name is missing after a dot of the path; names with other characters are written ['like this']"},
    {"result: {response: '$.a[1:2]'}", "response: a bracket of the path is not closed"},
    {"result: {response: {first: $.a}}", "response: must be a list of values"},
    {"result: {response: {first: []}}", "response: must be a list of values"},
    {"result: {response: {frist: [$.a]}}",
	"response: must be text, and no construct has one of these keys; did you mean first?"},
    {"result: {response: {Switch: []}}",
	"response: must be text, and no construct has one of these keys; did you mean switch?"},
    {"result: {response: {swich: []}}",
	"response: must be text, and no construct has one of these keys; did you mean switch?"},
    {"result: {response: {switch: {}}}", "response: must be a list of choices"},
    {"result: {response: {switch: [{when: {$.a: 1}}]}}",
	"response: a choice has a \"value\", and a \"when\" unless it is for all that is left"},
    {"result: {response: {switch: [{value: a},{value: b}]}}",
	"response: nothing comes as far: the choice before has no when and takes all"},
    {"result: {response: {switch: [5]}}",
	"response: a choice has a \"value\", and a \"when\" unless it is for all that is left"},
    {"result: {score: {raw: {number: x}}}", "raw: with this constant every event would be refused as type"},
    {"result: {score: {raw: {numbr: $.x}}}",
	"raw: must be a number, and no construct has one of these keys; did you mean number?"},
    {"result: {score: {raw: {round: $.a, places: x}}}", "raw: places: must be a whole number from 0 to 15"},
    {"result: {score: {raw: {round: $.a, place: 2}}}",
	"raw: {round: …} does not go with the key \"place\"; did you mean places?"},
    {"result: {success: {bool: $.a}}",
	"success: must be true or false, and no construct has one of these keys"},
    {"result: {score: {raw: {divide: [1,2,3]}}}", "raw: must be a list of two values"},
    {"result: {score: {raw: {add: []}}}", "raw: must be a list of values"},
    {"result: {score: {raw: {add: [a, b]}}}", "raw: with this constant every event would be refused as type"},
    {"timestamp: {time: $.a, form: dd.mm.yyyy}",
	"timestamp: form: must be iso, unix, unix-milliseconds, or a pattern with YYYY (or YY), MM and DD"},
    {"timestamp: {time: $.a, form: 5}",
	"timestamp: form: must be iso, unix, unix-milliseconds, a pattern, or a list of those"},
    {"timestamp: {time: $.a, from: unix}",
	"timestamp: {time: …} does not go with the key \"from\"; did you mean form?"},
    {"timestamp: {time: $.a, zone: '+25:00'}", "timestamp: zone: must be an offset such as +02:00, or UTC"},
    {"timestamp: {time: $.a, zone: 5}", "timestamp: zone: must be text"},
    {"timestamp: 2026-13-40", "timestamp: with this constant every event would be refused as time"},
    {"timestamp: hello", "timestamp: with this constant every event would be refused as time"},
    {"timestamp: 5", "timestamp: must be a moment"},
    {"result: {duration: {minuts: $.a}}",
	"duration: must be text, and no construct has one of these keys; did you mean minutes?"},
    {"result: {duration: {minutes: x}}", "duration: with this constant every event would be refused as type"},
    {"id: {uuid5: $.a}", "id: must be a list of values"},
    {"id: {uuid5: []}", "id: must be a list of values"},
    {"id: {uuid5: $.a, in: x}", "id: in: must be a UUID"},
    {"id: {uuid5: [$.a], in: 6ba7b811-9dad-11d1-80b4-00c04fd430c8}",
	"id: a name in a namespace of its own is text, not a list"},
    {"result: {response: {match: 'a', of: $.a, group: x}}",
	"response: group: the pattern has the groups 0 to 0"},
    {"result: {response: {match: 5, of: $.a}}", "response: match: must be a regular expression"},
    {"result: {response: {match: '(a)', on: $.a}}", "response: {match: …} does not go with the key \"on\""},
    {"result: {response: {match: '(a)', of: $.a, group: -1}}",
	"response: group: the pattern has the groups 0 to 1"},
    {"result: {response: {replace: a, of: $.a, by: 5}}", "response: by: must be text"},
    {"result: {response: {replace: a, of: $.a, with: x}}",
	"response: {replace: …} does not go with the key \"with\""},
    {"result: {response: {replace: a, of: $.a, by: '{$.x}'}}",
	"response: only settings may stand in braces here"},
    {"result: {response: {lower: 5}}", "response: with this constant every event would be refused as type"},
    {"result: {response: {join: $.a, with: 5}}", "response: with: must be text"},
    {"result: {response: {join: $.a, by: x}}", "response: {join: …} does not go with the key \"by\""},
    {"result: {extensions: {urn:x: {split: $.a, at: \"\"}}}",
	"urn:x: the key \"at\" is missing: what stands between the texts"},
    {"result: {response: {url: $.a, part: hst}}",
	"response: part: must be scheme, host, port, path, query, fragment or file"},
    {"result: {response: {url: $.a, part: host, parameter: x}}",
	"response: needs either the key \"part\" or \"parameter\""},
    {"result: {response: {url: $.a, parameter: 5}}", "response: parameter: must be text"},
    {"result: {response: {url: $.a, prat: host}}",
	"response: {url: …} does not go with the key \"prat\"; did you mean part?"},
    {"result: {response: {lookup: $.a}}", "response: the key \"in\" is missing: the name of a table"},
    {"result: {response: {lookup: $.a, in: verbs}}", "response: in: names no table of this mapping"},
    {"result: {response: {lookup: $.a, in: 5}}", "response: the key \"in\" is missing: the name of a table"},
    {"result: {response: {write: $.a, as: jsn}}",
	"response: as: must be json, canonical, python, python-text or python-repr"},
    {"result: {response: {json: }}", "response: {json: …} has no value"},
    {"result: {response: {each: $.a, value: x}}", "response: must be text, not a list"},
    {"result: {extensions: {urn:x: {each: $.a}}}", "urn:x: {each: …} needs a \"value\""},
    {"result: {extensions: {urn:x: {each: x, value: $item}}}", "urn:x: a path starts with $. or is $ alone"},
    {"result: {response: {each: '$.a[*]', value: $item, required: true}}",
	"response: must be text, not a list"},
    {"result: {response: {first: [{each: '$.a[*]', value: $item}]}}", "response: must be text, not a list"},
    {"result: {response: {path: $.a, default: {split: $.a, at: ','}}}", "response: must be text, not a list"},
    {"result: {response: {count: x}}", "response: must be text, which {count: …} does not make"},
    {"result: {score: {raw: {count: [1]}}}", "raw: must be a path such as $.data.id"},
    {"result: {response: {path: x}}", "response: a path starts with $. or is $ alone"},
    {"result: {response: {constant: [1]}}", "response: must be a text, a number, true or false, {} or []"},
    {"result: {response: {constant: {a: 1}}}", "response: must be a text, a number, true or false, {} or []"},
    {"result: {response: {path: $.a, is: string}}",
	"response: must name types: text, number, whole, boolean, object, list, null, absent or empty"},
    {"result: {response: {path: $.a, is: []}}",
	"response: must name types: text, number, whole, boolean, object, list, null, absent or empty"},
    {"result: {response: {path: $.a, defualt: x}}",
	"response: {path: …} does not go with the key \"defualt\"; did you mean default?"},
    {"result: {score: {raw: {path: $.a, default: x}}}", "raw: must be a number"},
    {"result: {score: {raw: {path: $.a, default: [1]}}}", "raw: must be a number, not a list"},
    {"result: {response: {path: $.a, required: 1}}", "response: required: must be true or false"},
    {"result: {response: {path: $.a, text: $.b}}", "response: {path: …} does not go with the key \"text\""},
    {"result: {response: '{'}", "response: a brace has no partner; a brace of the text itself is doubled"},
    {"result: {response: '{}'}", "response: {} is no path, and no setting or part of this mapping"},
    {"result: {response: 'a{b'}", "response: a brace has no partner; a brace of the text itself is doubled"},
    {"result: {response: '{on}'}", "response: the setting on is no text"},
    {"result: {response: '{$.a} {rot}'}",
	"response: {rot} is no path, and no setting or part of this mapping; did you mean root?"},
    {"context: {contextActivities: {parent: {id: 'urn:x', definition: {name: {frist: [$.a]}}}}}",
	"frist: must be text, not a list"},
    {"context: {contextActivities: {parent: {id: 'urn:x', definition: {name: text}}}}",
	"name: must be a map from languages to texts"},
    {"context: {contextActivities: {parent: {id: 'urn:x', definition: {type: corse}}}}",
	"type: \"corse\" is neither an IRI nor an activity type of schemas/xapi/activity-types.yaml; did you mean course?"},
    {"result: {extensions: {time-spend: 1}}",
	"time-spend: \"time-spend\" is neither an IRI nor an extension of schemas/xapi/extensions.yaml; did you mean time-spent?"},
    {"result: {extensions: {\"http://a b\": 1}}", "http://a b: is no IRI"},
    {"context: {instructor: {objectType: Agnt, name: x}}",
	"objectType: \"Agnt\" is no type of an actor; did you mean Agent?"},
    {"result: {score: 5}", "score: must be a score"},
};

static void
in_a_statement(void **state)
{
	static const char before[] =
	    "source: t\n"
	    "settings: {root: 'https://e.example', on: true}\n"
	    "parts: {learner: {account: {homePage: {setting: root}, name: $.user}, name: {switch: [{when: {'{on}': true}, value: x}]}}}\n"
	    "rules:\n"
	    "  - statement:\n"
	    "      actor: {part: learner}\n"
	    "      verb: completed\n"
	    "      object: {id: '{root}/{$.course}'}\n";

	(void)state;
	assert_non_null(open_mappings = open_text(before, &(struct error){0}));
	for (size_t i = 0; i < sizeof(wrong_in_a_statement) / sizeof(*wrong_in_a_statement); i++)
		refuses(arena_format(arena, "%s      %s\n", before, wrong_in_a_statement[i].yaml).at,
		    arena_format(arena, "m.yaml:9: %s", wrong_in_a_statement[i].message).at);
}

static void
in_sections(void **state)
{
	(void)state;
	refuse_sections(wrong_sections, sizeof(wrong_sections) / sizeof(*wrong_sections));
}

static void
in_values(void **state)
{
	(void)state;
	refuse_sections(wrong_values, sizeof(wrong_values) / sizeof(*wrong_values));
}

static void
in_rules(void **state)
{
	(void)state;
	refuse_sections(wrong_rules, sizeof(wrong_rules) / sizeof(*wrong_rules));
}

static void
in_examples(void **state)
{
	(void)state;
	refuse_sections(wrong_examples, sizeof(wrong_examples) / sizeof(*wrong_examples));
}

/* What was written may hold anything. */
static void
messages_are_one_line(void **state)
{
	(void)state;
	refuses(
	    "source: x\n\"a\\nb\": 1\nrules: [{drop: x}]\n", "m.yaml:2: a b: a mapping has no such section");
	refuses("source: x\nrules: [{statement: {actor: $.a, verb: \"a\\nb\\e[1m\", object: $.o}}]\n",
	    "m.yaml:2: verb: \"a b [1m\" is neither an IRI nor a verb of schemas/xapi/verbs.yaml");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(in_sections, setup, teardown),
	    cmocka_unit_test_setup_teardown(in_values, setup, teardown),
	    cmocka_unit_test_setup_teardown(in_rules, setup, teardown),
	    cmocka_unit_test_setup_teardown(in_examples, setup, teardown),
	    cmocka_unit_test_setup_teardown(in_a_statement, setup, teardown),
	    cmocka_unit_test_setup_teardown(messages_are_one_line, setup, teardown),
	};

	(void)convert;
	(void)as_json;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
