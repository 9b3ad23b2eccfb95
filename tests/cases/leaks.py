#!/usr/bin/env python3
"""Puts what names a person into every place of statements and events, in every encoding, and searches all that comes out.

    tests/cases/leaks.py [--lrstream PROGRAM] [--verbose] [PART-OF-A-NAME...]

A case of a statement is a place, an encoding and a value, "response / percent-twice / email"; it goes through
`anonymize`, must come out, valid, and with what is nobody's unchanged. A case of an event goes through `process`:
neither statements nor rejects, report and closing words may tell anything. The reader who searches tries every decoding
in any order: what he finds is a leak; so is a hash of what names somebody, and the id that convert makes of an event. Names
are made up.

Closes with "N passed, N failed".
"""
import argparse, base64, collections, functools, html, json, pathlib, re, subprocess, sys, tempfile, unicodedata, urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import leak_events, leak_ids, leak_places
from leak_people import NAMES, hashes_of, person

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
KEY = b'a key that protects nobody: it stands in the tests of the project'
KEYLESS = ('convert', 'validate')
INVISIBLE = dict.fromkeys(map(ord, '\u200b\u200c\u200d\u2060\ufeff\u00ad'))
READINGS_MOST, LONG = 200, 4000
SHOWN = 20      # of each kind of fault, if not verbose
HEX = re.compile(r'(?<![0-9a-f])[0-9a-f]{32,128}(?![0-9a-f])')


# ---- the reader ----

@functools.lru_cache(maxsize=200000)
def folded(text):
    text = unicodedata.normalize('NFKD', text.translate(INVISIBLE))
    return ''.join(c for c in text if not unicodedata.combining(c)).casefold()


def decoded(text):
    """One step of every decoding."""
    yield urllib.parse.unquote(text)
    yield urllib.parse.unquote_plus(text)
    yield html.unescape(text)
    yield re.sub(r'\\+u([0-9a-fA-F]{4})', lambda m: chr(int(m[1], 16)), text)
    yield re.sub(r' *[\[(] *(?:at|arobase) *[\])] *', '@', re.sub(r' *[\[(] *(?:dot|point) *[\])] *', '.', text, flags=re.I), flags=re.I)
    yield folded(text)
    for run in re.findall(r'[A-Za-z0-9+/]{12,}|[A-Za-z0-9_-]{12,}', text) + re.findall(r'[A-Za-z0-9_-]{12,}', text):
        try:
            yield base64.b64decode(run.replace('-', '+').replace('_', '/') + '=' * (-len(run) % 4)).decode()
        except ValueError:
            pass


@functools.lru_cache(maxsize=200000)
def readings(text):
    """All that a text may say, folded."""
    seen, ahead = set(), [text]
    while ahead and len(seen) < READINGS_MOST:
        text = ahead.pop()
        if text not in seen:
            seen.add(text)
            if len(text) < LONG or len(seen) < 3:
                ahead.extend(decoded(text) if len(text) < LONG else (urllib.parse.unquote(text), html.unescape(text)))
    return frozenset(map(folded, seen))


def strings(tree):
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from strings(value)
    else:
        yield tree if isinstance(tree, str) else json.dumps(tree)


@functools.lru_cache(maxsize=200000)
def digits_of(text):
    return re.sub(r'[^\d\w]', '', text)


def found(told, gone):
    """What of `gone` the texts tell."""
    for text in told:
        for reading in readings(text):
            for value in gone:
                if folded(value) in reading or (value.isdigit() and value in digits_of(reading)):
                    return value
    return None


def fingerprints():
    people = [person(n) for n in range(40 * len(NAMES))]
    return {h for p in people for value in (p.mail, p.login, p.ine, p.openid, str(p.number)) for h in hashes_of(value)}


# ---- the program ----

def run(program, command, lines, *more, secret=KEY):
    """Output lines and what was said."""
    with tempfile.NamedTemporaryFile() as key, tempfile.NamedTemporaryFile() as report:
        key.write(secret)
        key.flush()
        options = [] if command in KEYLESS else ['--key-file', key.name, '--report', report.name]
        done = subprocess.run([program, command, *options, *more], input=b'\n'.join(lines) + b'\n', stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.stdout.splitlines(), done.stderr.decode(errors='replace').splitlines(), report.read().decode().splitlines()


def as_line(value):
    return value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value,
        ensure_ascii=False)).encode(errors='replace')


class Verdicts:
    def __init__(self, verbose):
        self.verbose, self.failed, self.all, self.hashes = verbose, collections.Counter(), 0, fingerprints()

    def judge(self, name, fault, before, after):
        self.all += 1
        if not fault:
            return
        self.failed[fault.split(':')[0]] += 1
        if self.verbose or self.failed[fault.split(':')[0]] <= SHOWN:
            print(f'FAILED {fault} | {name}')
        if self.verbose:
            print(f'    {as_line(before).decode(errors="replace")[:3000]}\n    {json.dumps(after, ensure_ascii=False)[:3000]}')

    def hashed(self, texts):
        return next((h for text in texts for h in HEX.findall(text) if h in self.hashes), None)


def get(tree, pointer):
    for step in leak_places.steps_of(pointer):
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def fault_of(verdicts, before, after, gone, stay, wrong, told):
    if after is None:
        return 'no output'
    if after['id'] in wrong:
        return 'invalid'
    changed = [pointer for pointer in stay if get(before, pointer) != get(after, pointer)]
    if changed:
        return f'changed: {changed}'
    texts = list(strings({k: v for k, v in after.items() if k != 'id'})) + told
    value = found(texts, gone)
    if value:
        return f'leaks: {value}'
    value = verdicts.hashed(texts)
    return f'hash: {value}' if value else None


def of_statements(program, verdicts, names):
    chosen = [c for c in leak_places.statements() if all(n in c[0] for n in names)]
    out, said, report = run(program, 'anonymize', [as_line(before) for _, before, _, _ in chosen])
    after = {tree['id']: tree for tree in map(json.loads, out)}
    told = {tree['line']: list(strings(tree)) for tree in map(json.loads, report)}
    wrong = {v['id'] for v in map(json.loads, run(program, 'validate', out)[0]) if not v['valid']}
    for line, (name, before, gone, stay) in enumerate(chosen, 1):
        now = after.get(before['id'])
        verdicts.judge(name, fault_of(verdicts, before, now, gone, stay, wrong, told.get(line, [])), before, now)
    if verdicts.failed['no output']:
        print(*said[:SHOWN], sep='\n')


def of_events(program, verdicts, names):
    """Each line's statements, rejects and report; at the end what was said of all."""
    chosen = [c for c in leak_events.events() if all(n in c[0] for n in names)]
    out, said, report = run(program, 'process', [as_line(line) for _, line, _ in chosen], '--origin')
    told, closing = collections.defaultdict(list), []
    for line in out + said + report:
        if line[:1] in (b'{', '{'):
            tree = json.loads(line)
            told[tree['line']].append(tree)
        else:
            closing.append(line)
    for line, (name, before, gone) in enumerate(chosen, 1):
        texts = list(strings(told[line]))
        value, hashed = found(texts, gone), verdicts.hashed(texts)
        verdicts.judge(name, f'leaks: {value}' if value else f'hash: {hashed}' if hashed else None, before, told[line])
    everything = {value for _, _, gone in chosen for value in gone}
    verdicts.judge('what is said at the end', (lambda v: f'leaks: {v}' if v else None)(found(closing, everything)), 'closing', closing)


def linked(program, verdicts):
    """One person, however identified and written, is one; two are two."""
    lines, people = [], []
    for n in range(30):
        p = person(n)
        for form in ({'mbox': 'mailto:' + p.mail}, {'mbox': 'mailto:' + p.mail.title()}, {'mbox': 'mailto:' + p.mail.upper()},
            {'mbox_sha1sum': p.sha1}, {'mbox_sha1sum': p.sha1.upper()},
            {'account': {'homePage': 'https://a.example.org', 'name': p.mail}},
                {'account': {'homePage': 'https://b.example.org', 'name': p.mail.upper()}}):
            lines.append(leak_places.statement(f'linked {len(lines)}', '', None, who=p, actor=form))
            people.append(n)
        lines.append(leak_places.statement(f'linked {len(lines)}', '', None, who=p,
            actor={'account': {'homePage': 'https://a.example.org', 'name': p.login}}))
        people.append(n + 1000)
    out = {tree['id']: json.dumps(tree['actor'], sort_keys=True) for tree in map(json.loads,
        run(program, 'anonymize', list(map(as_line, lines)))[0])}
    names = collections.defaultdict(set)
    for line, n in zip(lines, people):
        names[n].add(out.get(line['id']))
    twice = [n for n, all in names.items() if len(all) != 1]
    shared = len(names) - len(set().union(*names.values()))
    verdicts.judge('one person, one pseudonym', f'linkage: {len(twice)} with several, {shared} shared' if twice or shared else None, twice,
        [])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=ROOT / 'build/lrstream')
    options.add_argument('--verbose', action='store_true')
    options.add_argument('names', nargs='*')
    options = options.parse_args()
    verdicts = Verdicts(options.verbose)
    of_statements(options.lrstream, verdicts, options.names)
    of_events(options.lrstream, verdicts, options.names)
    linked(options.lrstream, verdicts)
    for name, fault in leak_ids.faults(functools.partial(run, options.lrstream)):
        verdicts.judge(name, fault, name, [])
    failed = sum(verdicts.failed.values())
    print(f'{verdicts.all - failed} passed, {failed} failed')
    sys.exit(bool(failed))


if __name__ == '__main__':
    main()
