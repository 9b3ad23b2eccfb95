#!/usr/bin/env python3
"""Judges the privacy line by the labelled sets of ../shared/cases/pii, with the scorer that stands beside them.

    tests/cases/pii.py [--lrstream PROGRAM] [--cases FOLDER] [--verbose] [SET...]

    text      positives and negatives as responses of statements: what is personal goes, all else stays
    spans     the same texts through `detect`
    leak      statements and events of sources: nothing of a person in any output, report and rejects included
    clean     real statements: nothing but the actor changes
    valid     what comes out of all these is valid xAPI, and to make it safe again changes nothing but pseudonyms
    hostile   texts that are slow for careless patterns: the time is bounded, and twice the text takes twice of it

Closes with "N passed, N failed, N skipped"; where the sets are absent, each counts as skipped. --verbose shows all that
the scorer says, else only its last line.
"""
import argparse, contextlib, io, json, pathlib, re, resource, subprocess, sys, tempfile, textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOLD = ('positives_public.ndjson', 'negatives_public.ndjson')
KEY = b'the cases of the privacy line: this key protects nobody\n'
AGAIN_MOST = {'text': 8, 'leak': 0, 'clean': 0}  # a label may bring the next date near a word
HOSTILE_BYTES, HOSTILE_SECONDS, TWICE = 262144, 4.0, 3.0   # far above what it takes: make bench measures, this tells a square


PSEUDONYM = re.compile(r'[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')


def unnamed(path):
    """Its lines without pseudonyms."""
    return [PSEUDONYM.sub('', line) for line in path.read_text().splitlines()]


class Sets:
    def __init__(self, options, folder):
        self.program, self.pii, self.verbose, self.folder = options.lrstream, options.cases / 'pii', options.verbose, folder
        (folder / 'key').write_bytes(KEY)
        (folder / 'key').chmod(0o600)

    def score(self, *arguments):
        return subprocess.run([sys.executable, self.pii / 'pii_eval.py', *arguments], stdout=subprocess.PIPE, text=True)

    def judged(self, *arguments):
        done = self.score(*arguments)
        print(done.stdout if self.verbose else (done.stdout.strip().splitlines() or ['no verdict'])[-1])
        return done.returncode == 0

    def filter(self, command, given, name, *more):
        """Runs a filter over a file; its stdout and stderr become files of this name."""
        out, err = self.folder / f'{name}.out', self.folder / f'{name}.err'
        key = [] if command in ('detect', 'validate') else ['--key-file', self.folder / 'key']
        with open(out, 'wb') as stdout, open(err, 'wb') as stderr:
            done = subprocess.run([self.program, command, *key, *more, given], stdout=stdout, stderr=stderr)
        if done.returncode > 1:
            sys.exit(err.read_text())
        return out, err

    def wrapped(self, *names):
        path = self.folder / 'wrapped'
        path.write_text(self.score('wrap', *[self.pii / name for name in names]).stdout)
        return path

    def text(self):
        out, _ = self.filter('anonymize', self.wrapped(*GOLD), 'text')
        return self.judged('text', *[self.pii / name for name in GOLD], '--', out)

    def spans(self):
        out, _ = self.filter('detect', self.pii / GOLD[0], 'spans')
        return self.judged('spans', self.pii / GOLD[0], '--', out)

    def leak(self):
        report = self.folder / 'leak.report'
        out, err = self.filter('process', self.pii / 'leak_sample_statements.ndjson', 'leak', '--report', report)
        return self.judged('leak', self.pii / 'leak_sample_expect.ndjson', '--', report, out, err)

    def clean(self):
        given = self.pii / 'clean_statements.ndjson'
        out, _ = self.filter('anonymize', given, 'clean')
        return self.judged('clean', given, '--', out)

    def valid(self):
        """Over what the sets before have made; those that were not asked for are made here."""
        ok = True
        for name, make in (('text', self.text), ('leak', self.leak), ('clean', self.clean)):
            out = self.folder / f'{name}.out'
            if not out.exists():
                make()
            verdicts, _ = self.filter('validate', out, 'verdicts')
            invalid = sum(not json.loads(line)['valid'] for line in verdicts.read_text().splitlines())
            again, _ = self.filter('anonymize', out, 'again')
            other = sum(a != b for a, b in zip(unnamed(out), unnamed(again)))
            print(f'{name}: {invalid} invalid, {other} changed when made safe again')
            ok = ok and not invalid and other <= AGAIN_MOST[name]
        return ok

    def seconds(self, count):
        """What the program needs for the hostile set, its start left out."""
        given = self.folder / 'hostile'
        taken = []
        for text in ('', self.score('hostile', str(count)).stdout):
            given.write_text(text)
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            out, _ = self.filter('anonymize', given, 'hostile')
            taken.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
            if len(out.read_text().splitlines()) != len(text.splitlines()):
                sys.exit('hostile: not every statement came out')
        return taken[1] - taken[0]

    def hostile(self):
        once, twice = (min(self.seconds(n * HOSTILE_BYTES) for _ in range(3)) for n in (1, 2))
        print(f'hostile: {once:.2f} s for {HOSTILE_BYTES} bytes each, {twice:.2f} s for twice that')
        return once <= HOSTILE_SECONDS and twice <= TWICE * max(once, 0.1)


NAMES = ('text', 'spans', 'leak', 'clean', 'valid', 'hostile')


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=str(ROOT / 'build/lrstream'))
    options.add_argument('--cases', type=pathlib.Path, default=ROOT.parent / 'shared/cases')
    options.add_argument('--verbose', action='store_true')
    options.add_argument('sets', nargs='*', metavar='SET')
    options = options.parse_args()
    wanted = [name for name in NAMES if not options.sets or name in options.sets]
    passed = failed = skipped = 0
    if not (options.cases / 'pii/pii_eval.py').exists():
        print('the sets are absent')
        skipped, wanted = len(wanted), []
    with tempfile.TemporaryDirectory() as folder:
        sets = Sets(options, pathlib.Path(folder))
        for name in wanted:
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                ok = getattr(sets, name)()
            print(said.getvalue() if ok else f'FAILED {name}\n{textwrap.indent(said.getvalue(), "    ")}', end='')
            passed, failed = passed + ok, failed + (not ok)
    print(f'{passed} passed, {failed} failed, {skipped} skipped')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
