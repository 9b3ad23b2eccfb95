#!/usr/bin/env python3
"""Nothing personal passes behind an encoding: values wrapped in one, two and three of them, in texts of several kinds.

    tests/cases/encodings.py [--lrstream PROGRAM] [--deep N]

`detect --mask` must leave a text of which no reader gets the value back who undoes whatever he knows, in any order, as long
as something changes. Of the wrappings three deep, N are drawn (400 unless told). A value behind an encoding that no reader
undoes proves nothing: each wrapped text is first read without masking. Closes with "N passed, N failed, N skipped".
"""
import argparse, base64, html, json, pathlib, random, re, subprocess, sys, tempfile, unicodedata, urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VALUES = ('zoe.quintard@example.org', 'Jan-Erik.Vos+lms@mail.example.co.uk', '06 12 34 56 78', '+33 6 12 34 56 78', '203.0.113.77')
CARRIERS = ('%s', 'Contact: %s merci', 'https://lms.example.org/a/b?x=%s&y=2', '{"k":"%s","n":3}', '<p>Écrivez à %s.</p>', 'note\n%s\nfin')
UNSEEN = dict.fromkeys(map(ord, '\u200b\u200c\u200d\u2060\ufeff\u00ad'))
READINGS_MOST, TOKEN = 64, re.compile(r'[A-Za-z0-9+/]{12,}={0,2}|[A-Za-z0-9_-]{12,}')


def each(form):
    return lambda s: ''.join(form(c) for c in s)


def replace(at, dot):
    return lambda s: s.replace('@', at).replace('.', dot)


WRAPPINGS = {
    'percent': lambda s: urllib.parse.quote(s, safe=''),
    'form': urllib.parse.quote_plus,
    'percent of all': lambda s: ''.join('%%%02x' % b for b in s.encode()),
    'escapes': replace('\\u0040', '\\u002E'),
    'escapes of all': each(lambda c: '\\u%04x' % ord(c)),
    'json': lambda s: json.dumps({'a': s}),
    'json in json': lambda s: json.dumps(json.dumps({'a': s})),
    'slashes': lambda s: json.dumps(s).replace('/', '\\/'),
    'decimal entities': lambda s: re.sub('[@.+]', lambda m: '&#%d;' % ord(m[0]), s),
    'entities of all': each(lambda c: '&#x%x;' % ord(c)),
    'named entities': replace('&commat;', '&period;'),
    'entities without end': replace('&#64', '&#x2e'),
    'base64': lambda s: base64.b64encode(s.encode()).decode(),
    'base64url': lambda s: base64.urlsafe_b64encode(s.encode()).decode().rstrip('='),
    'full-width': each(lambda c: chr(ord(c) + 0xfee0) if '!' <= c <= '~' else c),
    'mathematical': each(lambda c: chr(0x1d41a + ord(c) - ord('a')) if 'a' <= c <= 'z' else c),
    'zero width': '\u200b'.join,
    'soft hyphens': replace('\u00ad@', '.\u2060'),
    'spelled': replace(' [at] ', ' [dot] '),
    'spelled in French': replace('(arobase)', '(point)'),
    'upper case': str.upper,
    'php': lambda s: 'a:1:{s:1:"x";s:%d:"%s";}' % (len(s.encode()), s),
    'query': lambda s: 'q=1&v=' + urllib.parse.quote_plus(s) + '&z=2',
}


def spelled(text):
    for mark, words in (('.', 'dot|point'), ('@', 'at|arobase')):
        text = re.sub(r'\s*[\[(]\s*(?:%s)\s*[\])]\s*' % words, mark, text, flags=re.I)
    return text


def tokens(text):
    for token in TOKEN.findall(text) + re.findall('[A-Za-z0-9_-]{12,}', text):
        body = token.rstrip('=').replace('-', '+').replace('_', '/')
        try:
            said = base64.b64decode(body + '=' * (-len(body) % 4)).decode()
        except ValueError:
            continue
        if said.isprintable():
            yield said


UNDO = (urllib.parse.unquote, urllib.parse.unquote_plus, html.unescape, spelled,
    lambda s: re.sub(r'\\+u([0-9a-fA-F]{4})', lambda m: chr(int(m[1], 16)), s),
    lambda s: unicodedata.normalize('NFKC', s.translate(UNSEEN)))


def readings(text):
    seen, todo = set(), [text]
    while todo and len(seen) < READINGS_MOST:
        text = todo.pop()
        if text not in seen:
            seen.add(text)
            todo += [said for undo in UNDO if (said := undo(text)) != text]
            todo += tokens(text)
    return seen


def gives_away(text, value):
    """True if some reading holds the value, or all the digits of a number in a row of digits and marks."""
    digits = re.sub(r'\D', '', value)[-9:]
    for said in readings(text):
        said = said.translate(UNSEEN).casefold()
        if value.casefold() in said:
            return True
        if value[0] in '+0' and any(digits in re.sub(r'\D', '', run) for run in re.findall(r'[\d+][\d .\u00a0()/-]{7,}', said)):
            return True
    return False


def cases(deep):
    draw = random.Random(1)
    names = list(WRAPPINGS)
    chains = [(a,) for a in names] + [(a, b) for a in names for b in names]
    chains += [tuple(draw.choice(names) for _ in range(3)) for _ in range(deep)]
    for value in VALUES:
        for chain in chains:
            text = value
            for name in chain:
                text = WRAPPINGS[name](text)
            yield value, chain, draw.choice(CARRIERS) % text


def mask(program, texts):
    with tempfile.NamedTemporaryFile('w', suffix='.ndjson') as file:
        file.writelines(json.dumps({'id': i, 'text': text}) + '\n' for i, text in enumerate(texts))
        file.flush()
        done = subprocess.run([program, 'detect', '--mask', file.name], capture_output=True, text=True, timeout=120, check=True)
    return [json.loads(line)['text'] for line in done.stdout.splitlines()]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=ROOT / 'build/lrstream')
    options.add_argument('--deep', type=int, default=400)
    options = options.parse_args()
    all_cases = list(cases(options.deep))
    passed = failed = skipped = 0
    for (value, chain, text), masked in zip(all_cases, mask(options.lrstream, [case[2] for case in all_cases])):
        if masked == text and not gives_away(text, value):
            skipped += 1
        elif gives_away(masked, value):
            failed += 1
            print(f'FAILED {value} behind {", ".join(chain)}\n    {text[:300]!r} becomes\n    {masked[:300]!r}')
        else:
            passed += 1
    print(f'{passed} passed, {failed} failed, {skipped} skipped')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
