#!/usr/bin/env python3
"""Events of other systems through `lrstream convert`: the labelled ones, and hostile ones.

    tests/cases/sources.py [--lrstream PROGRAM] [--cases FOLDER] [--verbose]

The labelled events have the statements that their own system makes of them; golden_eval.py, which stands beside them,
judges. Hostile events are made here: each must give one reject or its statement, in bounded time, and leave its
neighbours alone. Closes with "N passed, N failed, N skipped"; absent cases count as one skipped.
"""
import argparse, json, pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCES = {'edx': 'edx/edx-to-xapi.ndjson'}
SECONDS = 20        # for all hostile lines together; they take about one under sanitizers
MEGABYTE = 1000000
QUARTER = 250000     # what a statement may hold as one text

PLAYED = {'name': 'play_video', 'timestamp': '2026-03-14T16:35:00Z', 'data': {'id': 'v1', 'currentTime': 3},
    'context': {'course_id': 'course-v1:Hill+Stars+2026', 'user_id': 7, 'username': 'ada', 'session': 's1'}}
CHECKED = {**PLAYED, 'name': 'problem_check'}


def labelled(program, cases, source, path, verbose):
    """How many are equal, how many are not, how many files are missing."""
    judge, events = cases / 'golden_eval.py', cases / path
    if not judge.exists() or not events.exists():
        return 0, 0, 1
    command = [sys.executable, judge, program, events, '--source', source] + (['-v'] if verbose else [])
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    equal = re.search(r'^golden cases: (\d+) of (\d+) equal$', done.stdout, re.M)
    if not equal:
        sys.exit(f'{judge.name} says nothing of {path}')
    print(f'{"" if equal[1] == equal[2] else "FAILED "}{source}: ' + done.stdout.strip().replace('\n', '\n    '))
    return int(equal[1]), int(equal[2]) - int(equal[1]), 0


def changed(event, **facts):
    return json.dumps({**event, 'data': {**event['data'], **facts}})


def deep(levels):
    return '[' * levels + ']' * levels


def hostile():
    """Lines, and what becomes of each: the code of its reject, or None for statements."""
    text = 'x' * (MEGABYTE - 1000)
    yield changed(PLAYED, id=text), 'too-large'
    yield changed(PLAYED, id=text[:QUARTER]), None
    yield changed(PLAYED, note=text), None
    yield changed(PLAYED, id=text + text), 'too-large'
    yield changed(PLAYED, id={'a': text}), 'type'
    yield changed(PLAYED, currentTime=text), 'type'
    yield json.dumps({**PLAYED, 'name': text}), 'unknown-event'
    yield json.dumps({**PLAYED, 'timestamp': text}), 'time'
    yield json.dumps({**PLAYED, 'data': text}), 'type'
    yield json.dumps({**PLAYED, 'data': deep(10000)}), 'type'
    yield json.dumps({**PLAYED, 'data': '{"id": "v1", "currentTime": 3'}), 'type'
    yield json.dumps(PLAYED).replace('3}', deep(10000) + '}'), 'too-deep'
    yield changed(PLAYED, **{f'k{i}': i for i in range(60000)}), None
    yield changed(CHECKED, problem_id='p', submission={f'q{i}': {} for i in range(20000)}), 'too-large'
    yield changed(CHECKED, problem_id='@' * (MEGABYTE // 2)), 'too-large'
    yield changed(CHECKED, problem_id='@' * QUARTER), None
    yield json.dumps({**CHECKED, 'context': {**CHECKED['context'], 'event_source': 'browser'},
        'data': '_' * (MEGABYTE // 2)}), 'type'


def outcomes(program, lines):
    """Per line: its statements' count, and the codes of its rejects."""
    done = subprocess.run([program, 'convert', '--source', 'edx', '--origin'], input='\n'.join(lines).encode(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS)
    made, refused = {}, {}
    for line in done.stdout.splitlines():
        at = json.loads(line)['line']
        made[at] = made.get(at, 0) + 1
    for line in done.stderr.splitlines():
        if line.startswith(b'{'):
            reject = json.loads(line)
            refused.setdefault(reject['line'], []).append(reject['code'])
    return [(made.get(i + 1, 0), refused.get(i + 1, [])) for i in range(len(lines))]


def unharmed(program):
    """Hostile lines stand between good ones."""
    wanted = list(hostile())
    good = json.dumps(PLAYED)
    lines = [line for bad, _ in wanted for line in (bad, good)]
    failed = 0
    for i, (made, codes) in enumerate(outcomes(program, lines)):
        code = wanted[i // 2][1] if i % 2 == 0 else None
        if (codes != [code] or made) if code else (codes or not made):
            print(f'FAILED hostile line {i // 2}{"" if i % 2 == 0 else ", its neighbour"}: {made} statements, {codes}, not {code}')
            failed += 1
    return len(lines) - failed, failed


def ids_of(program, *events):
    done = subprocess.run([program, 'convert', '--source', 'edx'], input='\n'.join(map(json.dumps, events)).encode(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS)
    return [json.loads(line)['id'] for line in done.stdout.splitlines()]


def told_apart(program):
    """Events of one learner, one moment and one block have ids of their own, and each event one, however it is written."""
    events = [PLAYED, {**PLAYED, 'data': {'id': 'v1', 'currentTime': 4}}, {**PLAYED, 'name': 'pause_video'}]
    events += [{**CHECKED, 'data': {'problem_id': 'p1', 'attempts': n, 'grade': 1, 'max_grade': 1}} for n in (1, 2)]
    again = [dict(reversed(e.items())) for e in events]
    again += [{**e, 'data': json.dumps(e['data']), 'context': json.dumps(e['context'])} for e in events]
    first, others = ids_of(program, *events), ids_of(program, *again)
    ok = [len(set(first)) == len(events), others == first + first]
    if not all(ok):
        print(f'FAILED ids of events: {ok}')
    return sum(ok), len(ok) - sum(ok)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=str(ROOT / 'build/lrstream'))
    options.add_argument('--cases', type=pathlib.Path, default=ROOT.parent / 'shared/cases')
    options.add_argument('--verbose', action='store_true')
    options = options.parse_args()
    program = str(pathlib.Path(options.lrstream).resolve())
    passed, failed = map(sum, zip(unharmed(program), told_apart(program)))
    skipped = 0
    for source, path in SOURCES.items():
        equal, unequal, missing = labelled(program, options.cases, source, path, options.verbose)
        passed, failed, skipped = passed + equal, failed + unequal, skipped + missing
    print(f'{passed} passed, {failed} failed, {skipped} skipped')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
