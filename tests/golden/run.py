#!/usr/bin/env python3
"""Golden tests: a filter, an input, and what must come out.

    run.py BINARY [--update] [PART-OF-A-NAME...]

A case is a file NAME.in.ndjson, NAME.in.json for one document over many lines, or NAME.in.csv, in its command's folder:
tests/golden/convert/learnflow/completed.in.json is run through `lrstream convert`. Beside it stand

    NAME.out.ndjson        what must come on stdout, a line each, in this order; nothing if the file is missing
    NAME.rejects.ndjson    what must be refused, a line each; a line that leaves a key out does not judge it
    NAME.args              further arguments, such as --source xapi; files are named from the folder of the case

Objects are compared as data, so the order of keys is free; numbers are compared by their digits, since 1.10 must stay
1.10. Verdicts of `validate` are compared like rejects. The exit code must be 1 if anything is refused, else 0.

Commands that talk to people have cases NAME.in.txt, which hold their arguments, and beside them NAME.out.txt and
NAME.err.txt, byte for byte; the exit code must be what NAME.exit says, else 2 if there is something in NAME.err.txt, else 0.

Every command's --help must fit one screen.

--update writes what comes out now: read the difference before you commit it.
"""
import difflib, json, os, pathlib, shlex, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
SCREEN_LINES, SCREEN_COLUMNS = 24, 110
KEYED = ('anonymize', 'process')
WITHOUT_REJECTS = ('validate', 'detect')
KEY = b'golden tests: this key protects nobody, it only never changes..\n'


class Number(str):
    """A number by its digits: never equal to a text."""

    def __eq__(self, other):
        return isinstance(other, Number) and str(self) == str(other)

    __hash__ = str.__hash__


def parse(line):
    return json.loads(line, parse_int=Number, parse_float=Number)


def lines_of(path):
    return path.read_text().splitlines() if path.exists() else []


def only_known(expected, line):
    """What the expected line does not mention is not judged."""
    wanted, got = parse(expected), parse(line)
    return {key: got[key] for key in wanted if key in got} == wanted


def same(expected, line):
    return parse(expected) == parse(line)


def differs(expected, got, equal):
    return len(expected) != len(got) or not all(map(equal, expected, got))


def run(binary, case, command, key_file):
    rejects = pathlib.Path(key_file).with_name('rejects')
    args = [binary, command, *shlex.split(' '.join(lines_of(sibling(case, '.args'))))]
    if command in KEYED:
        args += ['--key-file', key_file]
    if command not in WITHOUT_REJECTS:
        args += ['--rejects', str(rejects)]
    if case.suffix == '.json':
        args += ['--input', 'json']
    rejects.write_text('')
    done = subprocess.run([*args, str(case)], cwd=case.parent, capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode().splitlines(), rejects.read_text().splitlines(), done.stderr.decode()


def sibling(case, ending):
    return case.with_name(case.name[:case.name.rindex('.in.')] + ending)


def talk(binary, case, command, key_file):
    """What is wrong with a command that talks to people; it runs in the folder of its case."""
    args = shlex.split(case.read_text())
    env = {**os.environ, 'LRSTREAM_KEY_FILE': key_file}
    done = subprocess.run([binary, command, *args], cwd=case.parent, capture_output=True, timeout=60, text=True, env=env)
    if '--update' in sys.argv:
        for ending, text in (('.out.txt', done.stdout), ('.err.txt', done.stderr)):
            if text:
                sibling(case, ending).write_text(text)
            else:
                sibling(case, ending).unlink(missing_ok=True)
    expected_out, expected_err = lines_of(sibling(case, '.out.txt')), lines_of(sibling(case, '.err.txt'))
    problems = diff('stdout', expected_out, done.stdout.splitlines())
    problems += diff('stderr', expected_err, done.stderr.splitlines())
    said = lines_of(sibling(case, '.exit'))
    if done.returncode != (int(said[0]) if said else 2 if expected_err else 0):
        problems.append(f'exit code {done.returncode}')
    return problems, done.stderr


def screens(binary):
    """Commands whose help does not fit one screen."""
    ask = lambda *args: subprocess.run([binary, *args], capture_output=True, timeout=60, text=True).stdout.splitlines()
    overview = ask('--help')
    commands = [line.split()[0] for line in overview if line.startswith('  ')]
    helps = {name: ask(name, '--help') for name in commands} | {'lrstream': overview}
    return [f'{name} --help: {len(lines)} lines, {max(map(len, lines), default=0)} columns' for name, lines in helps.items()
            if not 1 < len(lines) <= SCREEN_LINES or max(map(len, lines)) > SCREEN_COLUMNS]


def diff(title, expected, got):
    return [line.rstrip('\n') for line in difflib.unified_diff(expected, got, f'{title} expected', f'{title} got', n=0)]


def update(case, out, rejects):
    for ending, lines in (('.out.ndjson', out), ('.rejects.ndjson', rejects)):
        path = sibling(case, ending)
        if lines:
            path.write_text(''.join(line + '\n' for line in lines))
        elif path.exists():
            path.unlink()


def short(reject):
    """A reject without its sentence, which may be worded better one day."""
    tree = json.loads(reject)
    tree.pop('reason', None)
    return json.dumps(tree, separators=(',', ':'))


def judge(case, command, result):
    """Lines that tell what is wrong; none if the case passes."""
    code, out, rejects, talk = result
    expected_out = lines_of(sibling(case, '.out.ndjson'))
    expected_rejects = lines_of(sibling(case, '.rejects.ndjson'))
    problems = []
    if differs(expected_out, out, only_known if command == 'validate' else same):
        problems += diff('stdout', expected_out, out)
    if differs(expected_rejects, rejects, only_known):
        problems += diff('rejects', expected_rejects, [short(line) for line in rejects])
    refused = expected_rejects or any(parse(line).get('valid') is False for line in expected_out)
    if code != (1 if refused else 0):
        problems.append(f'exit code {code}: {talk.strip()}')
    return problems


def run_case(binary, case, command, key_file):
    """What is wrong with a case; None if the program has no such command."""
    if case.suffix == '.txt':
        problems, err = talk(binary, case, command, key_file)
        return None if f'there is no command "{command}"' in err else problems
    result = run(binary, case, command, key_file)
    if 'there is no command' in result[3]:
        return None
    if '--update' in sys.argv:
        update(case, result[1], [short(line) for line in result[2]])
    return judge(case, command, result)


def main():
    args = [a for a in sys.argv[1:] if a != '--update']
    if not args:
        sys.exit(__doc__)
    binary, wanted = str(pathlib.Path(args[0]).resolve()), args[1:]
    passed = failed = skipped = 0
    with tempfile.TemporaryDirectory() as folder:
        key_file = pathlib.Path(folder) / 'key'
        key_file.write_bytes(KEY)
        key_file.chmod(0o600)
        for case in sorted(case for ending in ('*json', 'csv', 'txt') for case in HERE.glob(f'*/**/*.in.{ending}')):
            name = str(case.relative_to(HERE))
            if wanted and not any(part in name for part in wanted):
                continue
            problems = run_case(binary, case, name.split('/')[0], str(key_file))
            skipped += problems is None
            passed += problems == []
            if problems:
                failed += 1
                print(f'FAILED {name}', *('    ' + line for line in problems), sep='\n')
    too_long = screens(binary)
    print(*(f'FAILED {line}' for line in too_long), sep='\n', end='\n' if too_long else '')
    passed, failed = passed + (not too_long), failed + len(too_long)
    print(f'{passed} passed, {failed} failed, {skipped} skipped')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
