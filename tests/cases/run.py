#!/usr/bin/env python3
"""Judges the labelled xAPI cases through the command line, and says where verdict and label differ.

    tests/cases/run.py [--lrstream PROGRAM] [--cases FOLDER] [--verbose]

Tiers `spec` and `adl` must agree with their labels; `contested` ones are counted and, with --verbose, listed. Closes
with "N passed, N failed, N skipped". Where the cases are absent, the two files count as skipped.

Cases of one line go through one process per version. A case whose text holds line breaks goes alone, as --input json.
"""
import argparse, base64, collections, json, pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VERSIONS = ('1.0.3', '2.0.0')
GATED = ('spec', 'adl')
DEEP = ('--max-depth', '4096')


def raw_bytes(case):
    if 'rawB64' in case:
        return base64.b64decode(case['rawB64'])
    if 'raw' in case:
        return case['raw'].encode()
    return json.dumps(case['statement'], ensure_ascii=False).encode()


def is_line(raw):
    return b'\n' not in raw and not raw.endswith(b'\r') and bool(raw.strip())


def verdicts(program, version, form, text):
    """The verdicts on a text; the exit code must tell the same as they do."""
    command = [program, 'validate', '--xapi', version, '--input', form, *DEEP]
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != (0 if all(v['valid'] for v in found) else 1):
        sys.exit(f'{" ".join(map(str, command))}: exit code {done.returncode} does not fit the verdicts')
    return found


def judge(program, version, cases):
    """Pairs of case and verdict."""
    together = [case for case in cases if is_line(raw_bytes(case))]
    found = verdicts(program, version, 'ndjson', b''.join(raw_bytes(case) + b'\n' for case in together))
    if [v['line'] for v in found] != list(range(1, len(together) + 1)):
        sys.exit(f'{len(together)} lines got {len(found)} verdicts')
    yield from zip(together, found)
    for case in cases:
        if not is_line(raw_bytes(case)):
            found = verdicts(program, version, 'json', raw_bytes(case))
            if len(found) != 1:
                sys.exit(f'{case["id"]}: {len(found)} verdicts on one document')
            yield case, found[0]


def tell(case, verdict):
    said = 'valid' if verdict['valid'] else f'{verdict["code"]} at "{verdict["pointer"]}"'
    label = 'valid' if case['valid'] else 'invalid'
    gate = 'FAILED ' if case['tier'] in GATED else ''
    print(f'{gate}{case["version"]} {case["tier"]} {case["id"]}: {case["title"]}\n    labelled {label}, judged {said}')


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=ROOT / 'build/lrstream')
    options.add_argument('--cases', type=pathlib.Path, default=ROOT.parent / 'shared/cases/xapi')
    options.add_argument('--verbose', action='store_true')
    options = options.parse_args()
    count, skipped = collections.Counter(), 0
    for version in VERSIONS:
        path = options.cases / f'statements-{version}.ndjson'
        if not path.exists():
            skipped += 1
            continue
        with path.open() as lines:
            cases = [json.loads(line) for line in lines]
        for case, verdict in judge(options.lrstream, version, cases):
            agrees = verdict['valid'] == case['valid']
            count[case['tier'], agrees] += 1
            if not agrees and (case['tier'] in GATED or options.verbose):
                tell(case, verdict)
    for tier in GATED + ('contested',):
        agreed, all_of = count[tier, True], count[tier, True] + count[tier, False]
        print(f'{tier}: {agreed} of {all_of} as labelled' + ('' if tier in GATED else ' (reported only)'))
    failed = sum(count[tier, False] for tier in GATED)
    print(f'{sum(count[tier, True] for tier in GATED)} passed, {failed} failed, {skipped} skipped')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
