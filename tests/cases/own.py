#!/usr/bin/env python3
"""Judges our own cases, tests/cases/own/*.ndjson, through the command line: rules that no public suite tests.

    tests/cases/own.py [--lrstream PROGRAM] [PART-OF-A-RULE...]

A line is a rule, with values that must be accepted and values that must be refused:

    {"rule":"only the last part of a duration has a fraction","at":"/result/duration",
     "accepts":["PT1.5H"],"refuses":["PT1.5H3M"],"code":"duration"}

    at         where each value is put into a small statement that is valid; objects on the way are made. "" is the
               whole input
    also       further changes: {"/object":…}, made before
    accepts, refuses               values, as JSON
    accepts_text, refuses_text     values as JSON text, for numbers as they are written, escapes and keys that stand
                                   twice; in a text for the whole input, $ stands for the members of the small statement
    accepts_bytes, refuses_bytes   the same, each character a byte
    code       what is refused is refused with this code; pointer: and at this place
    version    the rule is only of this version; else it is judged by both

Closes with "N passed, N failed".
"""
import argparse, base64, json, pathlib, sys

from run import VERSIONS, judge

HERE = pathlib.Path(__file__).resolve().parent
SMALL = {'actor': {'mbox': 'mailto:ada@example.org'}, 'verb': {'id': 'http://example.org/verbs/did'}, 'object': {'id': 'http://example.org/a'}}
MARK = '<value>'


def put(tree, pointer, value):
    steps = [step.replace('~1', '/').replace('~0', '~') for step in pointer.split('/')[1:]]
    for step in steps[:-1]:
        tree = tree[int(step)] if isinstance(tree, list) else tree.setdefault(step, {})
    tree[int(steps[-1]) if isinstance(tree, list) else steps[-1]] = value


def around(rule):
    """What stands before and behind the value."""
    if not rule['at']:
        return '', ''
    tree = json.loads(json.dumps(SMALL))
    for pointer, value in rule.get('also', {}).items():
        put(tree, pointer, value)
    put(tree, rule['at'], MARK)
    return json.dumps(tree, ensure_ascii=False).split(json.dumps(MARK))


def texts(rule, verb):
    """The values as bytes."""
    members = json.dumps(SMALL)[1:-1]
    for value in rule.get(verb, []):
        yield json.dumps(value, ensure_ascii=False).encode()
    for ending, encoding in (('_text', 'utf-8'), ('_bytes', 'latin-1')):
        for value in rule.get(verb + ending, []):
            yield (value if rule['at'] else value.replace('$', members)).encode(encoding)


def cases_of(rule):
    before, behind = (part.encode() for part in around(rule))
    for verb in ('accepts', 'refuses'):
        for text in texts(rule, verb):
            yield {'rule': rule, 'valid': verb == 'accepts', 'value': text,
                'rawB64': base64.b64encode(before + text + behind).decode(), 'id': rule['rule']}


def read_rules(words):
    for path in sorted((HERE / 'own').glob('*.ndjson')):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line:
                rule = json.loads(line)
                if not words or any(word in rule['rule'] for word in words):
                    yield {**rule, 'place': f'{path.name}:{number}'}


def agrees(case, verdict):
    rule = case['rule']
    if case['valid'] or verdict['valid']:
        return case['valid'] == verdict['valid']
    return verdict['code'] == rule['code'] and verdict['pointer'] == rule.get('pointer', verdict['pointer'])


def tell(version, case, verdict):
    said = 'valid' if verdict['valid'] else f'{verdict["code"]} at "{verdict["pointer"]}"'
    wanted = 'valid' if case['valid'] else f'{case["rule"]["code"]} at "{case["rule"].get("pointer", "…")}"'
    print(f'FAILED {case["rule"]["place"]} by {version}: {case["rule"]["rule"]}\n    {case["value"][:200]!r} is {said}, not {wanted}')


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=HERE.parent.parent / 'build/lrstream')
    options.add_argument('words', nargs='*')
    options = options.parse_args()
    passed = failed = 0
    rules = list(read_rules(options.words))
    for version in VERSIONS:
        cases = [case for rule in rules if rule.get('version', version) == version for case in cases_of(rule)]
        for case, verdict in judge(options.lrstream, version, cases):
            ok = agrees(case, verdict)
            passed, failed = passed + ok, failed + (not ok)
            if not ok:
                tell(version, case, verdict)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
