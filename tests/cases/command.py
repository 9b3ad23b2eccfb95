#!/usr/bin/env python3
"""`lrstream validate` as its user sees it: verdict lines, line numbers, batches, pauses, exit codes.

    tests/cases/command.py [--lrstream PROGRAM]

Closes with "N passed, N failed".
"""
import argparse, json, os, pathlib, select, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ID, OTHER = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '12345678-1234-5678-1234-567812345678'
PROGRAM = ROOT / 'build/lrstream'
DONE, REJECTS, USAGE, WORLD = 0, 1, 2, 3


def statement(**changes):
    made = {'id': ID, 'actor': {'mbox': 'mailto:a@b.c'}, 'verb': {'id': 'http://x'}, 'object': {'id': 'http://x'}, **changes}
    return json.dumps({key: value for key, value in made.items() if value is not None})


GOOD, BAD = statement(), statement(actor={'mbox': 'Ada Lovelace'})


def validate(text, *arguments):
    done = subprocess.run([PROGRAM, 'validate', *arguments], input=text.encode() if isinstance(text, str) else text,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f'got {actual!r}\n    instead of {expected!r}')


def a_verdict_a_line():
    code, verdicts, talk = validate(f'{GOOD}\n{BAD}\n')
    expect(code, REJECTS)
    expect(talk, 'lrstream: 2 lines: 1 valid, 1 invalid\n')
    expect(verdicts[0], {'line': 1, 'id': ID, 'valid': True})
    reason = verdicts[1].pop('reason')
    expect(verdicts[1], {'line': 2, 'id': ID, 'valid': False, 'code': 'mbox-form', 'pointer': '/actor/mbox'})
    expect(reason.startswith('mbox is mailto: followed by one e-mail address'), True)


def all_valid_is_done():
    expect(validate(GOOD)[0], DONE)
    expect(validate('')[:2], (DONE, []))


def blank_lines_count_and_give_nothing():
    code, verdicts, _ = validate(f'\n \t\r\n{GOOD}\r\n\n{GOOD}')
    expect((code, [v['line'] for v in verdicts]), (DONE, [3, 5]))


def a_line_that_is_no_json_has_a_verdict():
    code, verdicts, _ = validate(b'{"actor"\n"\xff"\n' + GOOD.encode() + b' x\n' + b'[' * 600 + b'\n')
    expect(code, REJECTS)
    expect([(v['line'], v['id'], v['code'], v['pointer']) for v in verdicts],
        [(1, None, 'json', ''), (2, None, 'json-string', ''), (3, None, 'json', ''), (4, None, 'too-deep', '')])


def a_line_that_is_an_array_is_a_batch():
    code, verdicts, _ = validate(f'[{GOOD},{statement(id=OTHER)}]\n[{GOOD},{GOOD}]\n[{GOOD},{BAD}]\n')
    expect(code, REJECTS)
    expect([(v['line'], v['id'], v['valid'], v.get('code'), v.get('pointer')) for v in verdicts],
        [(1, None, True, None, None), (2, None, False, 'batch-id', '/1/id'), (3, None, False, 'mbox-form', '/1/actor/mbox')])


def a_document_may_span_lines():
    code, verdicts, _ = validate(json.dumps([json.loads(GOOD)], indent=2), '--input', 'json')
    expect((code, verdicts), (DONE, [{'line': 1, 'id': None, 'valid': True}]))


def an_id_that_is_none_is_not_told():
    _, verdicts, _ = validate(statement(id='Ada Lovelace'))
    expect((verdicts[0]['id'], verdicts[0]['code'], verdicts[0]['pointer']), (None, 'statement-id', '/id'))


def nothing_of_the_record_is_told():
    secret = 'Ada Lovelace <ada@example.org>'
    lines = [statement(**{secret: 1}), statement(actor={secret: secret}), statement(context={'extensions': {secret: secret}}),
        statement(verb={'id': 'http://x', 'display': {secret: secret}}), statement(version=secret), secret, f'"{secret}"']
    _, verdicts, talk = validate('\n'.join(lines))
    expect(len(verdicts), len(lines))
    expect([v['valid'] for v in verdicts], [False] * len(lines))
    expect('Ada' in json.dumps(verdicts) + talk or 'example.org' in json.dumps(verdicts) + talk, False)


def the_version_is_the_statements_or_that_of_the_option():
    basic = statement(timestamp='20260314T163500Z')
    newer = statement(timestamp='20260314T163500Z', version='2.0.0')
    expect([v.get('code') for v in validate(f'{basic}\n{newer}')[1]], [None, 'timestamp'])
    expect([v.get('code') for v in validate(f'{basic}\n{newer}', '--xapi', '1.0.3')[1]], [None, 'version'])
    expect([v.get('code') for v in validate(f'{basic}\n{newer}', '--xapi', '2.0.0')[1]], ['timestamp', 'timestamp'])


def files_are_read_in_turn():
    with tempfile.TemporaryDirectory() as folder:
        first, second = pathlib.Path(folder, 'a'), pathlib.Path(folder, 'b')
        first.write_text(f'{GOOD}\n{BAD}')
        second.write_text(f'\n{GOOD}\n')
        code, verdicts, _ = validate(BAD, first, '-', second)
        expect((code, [(v['line'], v['valid']) for v in verdicts]), (REJECTS, [(1, True), (2, False), (1, False), (2, True)]))
        code, verdicts, talk = validate('', first, folder + '/none')
        expect((code in (USAGE, WORLD), len(verdicts)), (True, 2))
        expect('none' in talk, True)


def wrong_usage_is_said():
    for arguments in (('--xapi', '1.0'), ('--input', 'csv'), ('--colour',), ('--max-depth', '0')):
        code, verdicts, talk = validate(GOOD, *arguments)
        expect((code, verdicts), (USAGE, []))
        expect(arguments[0][2:].replace('-', '_') in talk.replace('-', '_'), True)


def limits_are_options():
    expect(validate(GOOD, '--max-bytes', '20')[1][0]['code'], 'too-large')
    expect(validate(GOOD, '--max-bytes', str(len(GOOD)))[0], DONE)
    expect(validate(GOOD, '--max-depth', '1')[1][0]['code'], 'too-deep')


def verdicts_come_when_input_pauses():
    with subprocess.Popen([PROGRAM, 'validate'], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        for number in (1, 2):
            running.stdin.write(f'{GOOD}\n'.encode())
            running.stdin.flush()
            ready, _, _ = select.select([running.stdout], [], [], 10)
            expect(bool(ready), True)
            expect(json.loads(os.read(running.stdout.fileno(), 4096))['line'], number)
        running.stdin.close()
        expect(running.wait(10), DONE)


def a_full_disk_is_the_worlds_fault():
    with open('/dev/full', 'w') as full:
        done = subprocess.run([PROGRAM, 'validate'], input=GOOD.encode(), stdout=full, stderr=subprocess.PIPE)
    expect(done.returncode, WORLD)


TESTS = (a_verdict_a_line, all_valid_is_done, blank_lines_count_and_give_nothing, a_line_that_is_no_json_has_a_verdict,
    a_line_that_is_an_array_is_a_batch, a_document_may_span_lines, an_id_that_is_none_is_not_told, nothing_of_the_record_is_told,
    the_version_is_the_statements_or_that_of_the_option, files_are_read_in_turn, wrong_usage_is_said, limits_are_options,
    verdicts_come_when_input_pauses, a_full_disk_is_the_worlds_fault)


def main():
    global PROGRAM
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=PROGRAM)
    PROGRAM = options.parse_args().lrstream
    failed = 0
    for test in TESTS:
        try:
            test()
        except Exception as wrong:
            failed += 1
            print(f'FAILED {test.__name__}: {wrong}')
    print(f'{len(TESTS) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
