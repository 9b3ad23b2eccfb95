#!/usr/bin/env python3
"""The sample events give what expected.json says, or stands below: samples.py BINARY.

Judged on the way to a statement; that duplicates are stored once is the end-to-end tests' to see. Ids tell them here."""
import collections, json, pathlib, subprocess, sys, tempfile

DEPLOY = pathlib.Path(__file__).resolve().parent.parent / 'deploy'
GRADEBOOK = ('--mapping', str(DEPLOY / 'mappings/gradebook.yaml'))
# Sample: its file, and the ways to say whose it is.
WAYS = {
    'learnflow': ('learnflow.ndjson', ('--source', 'learnflow'), ('--source', 'auto')),
    'xapi': ('xapi.ndjson', ('--source', 'xapi'), ('--source', 'auto')),
    'gradebook': ('gradebook.csv', GRADEBOOK, ('--source', 'csv', *GRADEBOOK), ('--source', 'gradebook', *GRADEBOOK)),
}
# Of the sample that no generator writes.
BY_HAND = {'gradebook': {'lines': 11, 'statements': 3, 'duplicates': 0, 'drops': {'no mark yet': 1}, 'bad': {'csv': 1, 'type': 1}}}


def convert(binary, way, file):
    with tempfile.NamedTemporaryFile() as rejects:
        done = subprocess.run([binary, 'convert', *way, '--rejects', rejects.name, file],
                              capture_output=True, timeout=60)
        refused = [json.loads(line)['code'] for line in pathlib.Path(rejects.name).read_text().splitlines()]
    return [json.loads(line) for line in done.stdout.splitlines()], collections.Counter(refused), done.stderr.decode()


def judge(binary, way, file, expected):
    statements, refused, talk = convert(binary, way, file)
    ids = {s['id'] for s in statements}
    drops = sum(expected['drops'].values())
    return {
        'lines': len(file.read_bytes().splitlines()) == expected['lines'] and f' {expected["lines"]} lines' in talk,
        'statements': len(ids) == expected['statements'],
        'duplicates': len(statements) - len(ids) == expected['duplicates'],
        'bad': refused == expected['bad'],
        'drops': f', {drops} dropped' in talk and all(f'{n} {reason}' in talk for reason, n in expected['drops'].items()),
    }


def main():
    expected = json.loads((DEPLOY / 'samples/expected.json').read_text()) | BY_HAND
    passed = failed = 0
    for source, (file, *ways) in WAYS.items():
        for way in ways:
            for what, ok in judge(sys.argv[1], way, DEPLOY / 'samples' / file, expected[source]).items():
                passed, failed = passed + ok, failed + (not ok)
                if not ok:
                    print(f'FAILED {source}, {" ".join(way)}: {what}')
    print(f'{passed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
