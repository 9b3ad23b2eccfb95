#!/usr/bin/env python3
"""The sample events give what expected.json says: samples.py BINARY.

Judged on the way to a statement; that duplicates are stored once is the end-to-end tests' to see. Ids tell them here."""
import collections, json, pathlib, subprocess, sys, tempfile

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / 'deploy' / 'samples'


def convert(binary, source, file):
    with tempfile.NamedTemporaryFile() as rejects:
        done = subprocess.run([binary, 'convert', '--source', source, '--rejects', rejects.name, file],
                              capture_output=True, timeout=60)
        refused = [json.loads(line)['code'] for line in pathlib.Path(rejects.name).read_text().splitlines()]
    return [json.loads(line) for line in done.stdout.splitlines()], collections.Counter(refused), done.stderr.decode()


def judge(binary, source, named, expected):
    file = SAMPLES / f'{source}.ndjson'
    statements, refused, talk = convert(binary, source if named else 'auto', file)
    ids = {s['id'] for s in statements}
    drops = sum(expected['drops'].values())
    return {
        'lines': len(file.read_bytes().splitlines()) == expected['lines'],
        'statements': len(ids) == expected['statements'],
        'duplicates': len(statements) - len(ids) == expected['duplicates'],
        'bad': refused == expected['bad'],
        'drops': f', {drops} dropped' in talk and all(f'{n} {reason}' in talk for reason, n in expected['drops'].items()),
    }


def main():
    expected = json.loads((SAMPLES / 'expected.json').read_text())
    passed = failed = 0
    for source in ('learnflow', 'xapi'):
        for named in (True, False):
            for what, ok in judge(sys.argv[1], source, named, expected[source]).items():
                passed, failed = passed + ok, failed + (not ok)
                if not ok:
                    print(f'FAILED {source}, {"named" if named else "recognised"}: {what}')
    print(f'{passed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
