#!/usr/bin/env python3
"""Puts what names a person into every place of a statement, in every encoding, and searches what `anonymize` prints.

    tests/cases/leaks.py [--lrstream PROGRAM] [--verbose] [PART-OF-A-NAME...]

A case is a place, an encoding and a value: "response / percent-twice / email". The reader who searches tries every
decoding in any order: what he finds is a leak. Each statement must come out, and be valid. Names are made up.

Closes with "N passed, N failed".
"""
import argparse, base64, collections, hashlib, html, json, pathlib, re, subprocess, sys, tempfile, unicodedata, urllib.parse, uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HOME = 'https://campus.example.org'
NAME, MAIL, LOGIN = 'Théodule Garrambois', 'theodule.garrambois@campus.example.org', 'tgarrambois42'

VALUES = {      # what is put in, and what must be gone: the value itself unless said
    'email': (MAIL,),
    'email of another': ('perrine-oz@labo.example.net',),
    'email with a tag': ('o.quintrel+cours@mail.example.com',),
    'phone': ('06 12 34 56 78', '612345678'),
    'phone abroad': ('+44 20 7946 0958', '2079460958'),
    'IPv4': ('203.0.113.77',),
    'IPv6': ('2001:db8:85a3::8a2e:370:7334',),
    'NIR': ('2 84 05 88 030 012 ', '8405880300'),
    'card': ('4111 1111 1111 1111', '41111111'),
    'IBAN': ('FR14 2004 1010 0505 0001 3M02 606', '2004101005'),
    'name': (NAME, 'garrambois'),
    'login': (LOGIN,),
}
VALUES['NIR'] = ('2 84 05 88 030 012 %02d' % (97 - 2840588030012 % 97), '8405880300')
IN_IRIS = ('email', 'email of another', 'IPv4', 'login')     # what may stand in an IRI as it is, or encoded


def percent_all(text):
    return ''.join('%%%02X' % byte for byte in text.encode())


def escape_all(text):
    return ''.join('\\u%04x' % ord(c) for c in text)


def base64url(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')


def token(text):
    return '.'.join((base64url('{"alg":"HS256","typ":"JWT"}'), base64url(json.dumps({'sub': text})), base64url('signature of it')))


def serialized(text):
    return 'a:1:{s:4:"note";s:%d:"%s";}' % (len(text.encode()), text)


ENCODINGS = {
    'plain': str,
    'capitals': str.upper,
    'percent': lambda t: urllib.parse.quote(t, safe=''),
    'percent-all': percent_all,
    'percent-twice': lambda t: urllib.parse.quote(urllib.parse.quote(t, safe=''), safe=''),
    'form': lambda t: urllib.parse.urlencode({'a': '1', 'note': t}),
    'JSON': lambda t: json.dumps({'note': t}, ensure_ascii=False),
    'JSON escaped': lambda t: '{"note": "%s"}' % escape_all(t),
    'JSON in JSON': lambda t: json.dumps({'body': json.dumps({'note': t})}),
    'JSON in percent': lambda t: urllib.parse.quote(json.dumps({'note': t}), safe=''),
    'escapes': escape_all,
    'entities': lambda t: ''.join('&#%d;' % ord(c) for c in t),
    'entities hex': lambda t: ''.join('&#x%x;' % ord(c) for c in t),
    'entity of one': lambda t: t.replace('@', '&#64;').replace('+', '&#43;').replace(':', '&#58;'),
    'entity named': lambda t: t.replace('@', '&commat;').replace('.', '&period;'),
    'HTML': lambda t: '<p>Bonjour <a href="#">%s</a></p>' % html.escape(t),
    'PHP': serialized,
    'base64': lambda t: base64.b64encode(('note: ' + t).encode()).decode(),
    'base64url': lambda t: base64url(json.dumps({'note': t})),
    'JWT': token,
    'full width': lambda t: ''.join(chr(ord(c) + 0xfee0) if '!' <= c <= '~' else c for c in t),
    'zero width': lambda t: '\u200b'.join(t),
    'soft hyphen': lambda t: t[:3] + '\u00ad' + t[3:],
}
WORDS = {'at and dot': lambda t: t.replace('@', ' [at] ').replace('.', ' [dot] '),
    'md5': lambda t: hashlib.md5(t.encode()).hexdigest(), 'sha1': lambda t: hashlib.sha1(('mailto:' + t).encode()).hexdigest(),
    'sha256': lambda t: hashlib.sha256(t.encode()).hexdigest()}     # of addresses only
IRI_ENCODINGS = ('plain', 'capitals', 'percent', 'percent-all', 'percent-twice', 'JSON in percent', 'base64url', 'JWT')


def text_places():
    """Where text may stand."""
    yield 'response', '/result/response'
    yield 'name', '/object/definition/name/fr'
    yield 'description', '/object/definition/description/en-US'
    yield 'verb display', '/verb/display/en'
    yield 'platform', '/context/platform'
    yield 'revision', '/context/revision'
    yield 'parent', '/context/contextActivities/parent/0/definition/name/fr'
    yield 'grouping', '/context/contextActivities/grouping/0/definition/description/fr'
    yield 'pattern', '/object/definition/correctResponsesPattern/0'
    yield 'choice', '/object/definition/choices/0/description/fr'
    yield 'attachment', '/attachments/0/description/fr'
    yield 'substatement', '/object~sub/result/response'
    yield 'group name', '/context/team/name'
    for where in ('result', 'context', 'object/definition'):
        base = f'/{where}/extensions/{HOME.replace("/", "~1")}~1ext~1'
        yield f'{where} extension', base + 'note'
        yield f'{where} extension, deep', base + 'note/a/0/b'
        yield f'{where} extension, array', base + 'note/0'


def iri_places():
    """Where an IRI may stand; {} is the value."""
    for where in ('/object/id', '/object/definition/moreInfo', '/context/contextActivities/other/0/id', '/attachments/0/fileUrl'):
        for form in (HOME + '/x/{}/y', HOME + '/x?q={}', HOME + '/x?a=1&r={}&b=2', HOME + '/x#{}', HOME + '/x#/u?v={}', 'tag:campus.example.org,2026:{}', 'urn:x-campus:{}'):
            yield f'{where} {form}', where, form
    yield 'verb', '/verb/id', HOME + '/verbs/did?by={}'
    yield 'type', '/object/definition/type', HOME + '/types/{}'
    yield 'relevant types', '/context/contextAgents/0/relevantTypes/0', HOME + '/types?x={}'
    yield 'usage', '/attachments/0/usageType', HOME + '/usage/{}'


def put(tree, pointer, value):
    steps = [s.replace('~1', '/').replace('~0', '~') for s in pointer.split('/')[1:]]
    for step, after in zip(steps, steps[1:]):
        tree = child(tree, step, [] if after.isdigit() else {})
    if isinstance(tree, list):
        tree.append(value)
    else:
        tree[steps[-1]] = value


def child(tree, step, fresh):
    if isinstance(tree, list):
        if not tree:
            tree.append(fresh)
        return tree[int(step)]
    return tree.setdefault(step, fresh)


def complete(statement, pointer):
    """What xAPI wants beside what was put in."""
    definition = statement['object'].get('definition', {})
    if 'correctResponsesPattern' in definition or 'choices' in definition:
        definition.setdefault('interactionType', 'choice')
        for n, choice in enumerate(definition.get('choices', [])):
            choice.setdefault('id', f'c{n}')
    for attachment in statement.get('attachments', []):
        for key, value in (('usageType', HOME + '/usage'), ('display', {'en': 'x'}), ('contentType', 'text/plain'), ('length', 1), ('sha2', '0' * 64)):
            attachment.setdefault(key, value)
    context = statement.get('context', {})
    if 'team' in context:
        context['team'].update(objectType='Group', member=[{'mbox': 'mailto:team@example.org'}])
    for agent in context.get('contextAgents', []):
        agent.update(objectType='contextAgent', agent={'mbox': 'mailto:other@example.org'})
        statement['version'] = '2.0.0'
    for activities in context.get('contextActivities', {}).values():
        for activity in activities:
            activity.setdefault('id', HOME + '/a')


def statement(case, pointer, value):
    made = {'id': str(uuid.uuid5(uuid.NAMESPACE_URL, case)), 'actor': {'objectType': 'Agent', 'name': NAME, 'mbox': 'mailto:' + MAIL},
        'verb': {'id': 'http://adlnet.gov/expapi/verbs/commented'}, 'object': {'id': HOME + '/activities/7'}, 'timestamp': '2026-03-01T10:00:00Z'}
    if pointer.startswith('/object~sub'):
        made['object'] = {'objectType': 'SubStatement', 'actor': {'mbox': 'mailto:' + MAIL}, 'verb': made['verb'], 'object': made['object']}
        pointer = pointer.replace('/object~sub', '/object')
    put(made, pointer, value)
    complete(made, pointer)
    return made


def encodings_of(name):
    yield from ENCODINGS.items()
    if name.startswith('email'):
        yield from (item for item in WORDS.items() if name == 'email' or item[0] == 'at and dot')


def cases():
    """(name, statement, what must be gone)."""
    for place, pointer in text_places():
        for name, (value, *gone) in VALUES.items():
            for encoding, encode in encodings_of(name):
                yield (f'{place} / {encoding} / {name}', pointer, encode(value), (gone or [value])[0] if encoding not in ('md5', 'sha1', 'sha256') else encode(value))
    for place, pointer, form in iri_places():
        for name in IN_IRIS:
            for encoding in IRI_ENCODINGS:
                yield f'{place} / {encoding} / {name}', pointer, form.replace('{}', ENCODINGS[encoding](VALUES[name][0])), VALUES[name][0]
    for name in ('email', 'IPv4', 'login', 'phone'):
        encoded = urllib.parse.quote(VALUES[name][0], safe='').replace('/', '~1')
        where = f'/context/extensions/{HOME.replace("/", "~1")}~1ext~1'
        yield f'extension key / percent / {name}', where + encoded, 1, VALUES[name][-1]
        yield f'deep key / plain / {name}', where + 'k/' + VALUES[name][0], 1, VALUES[name][-1]


def folded(text):
    text = unicodedata.normalize('NFKD', text)
    return ''.join(c for c in text if not unicodedata.combining(c) and c not in '\u200b\u200c\u200d\u2060\ufeff\u00ad').casefold()


def decoded(text):
    """One step of every decoding."""
    yield urllib.parse.unquote(text)
    yield urllib.parse.unquote_plus(text)
    yield html.unescape(text)
    yield re.sub(r'\\+u([0-9a-fA-F]{4})', lambda m: chr(int(m[1], 16)), text)
    yield re.sub(r' *[\[(](?:at|arobase)[\])] *', '@', re.sub(r' *[\[(](?:dot|point)[\])] *', '.', text))
    yield folded(text)
    for run in re.findall(r'[A-Za-z0-9+/]{12,}|[A-Za-z0-9_-]{12,}', text) + re.findall(r'[A-Za-z0-9_-]{12,}', text):
        try:
            yield base64.b64decode(run.replace('-', '+').replace('_', '/') + '=' * (-len(run) % 4)).decode()
        except ValueError:
            pass


def readings(text):
    seen, ahead = set(), [text]
    while ahead and len(seen) < 200:
        text = ahead.pop()
        if text not in seen:
            seen.add(text)
            ahead.extend(decoded(text))
    return seen


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


def leaks(tree, gone):
    wanted, digits = folded(gone), re.sub(r'\D', '', gone)
    only_digits = gone.isdigit()
    for text in strings(tree):
        for reading in readings(text):
            if wanted in folded(reading) or (only_digits and digits in re.sub(r'[^\d\w]', '', reading)):
                return True
    return False


def anonymized(program, statements):
    with tempfile.NamedTemporaryFile() as key:
        key.write(b'a key that protects nobody: it stands in the tests of the project')
        key.flush()
        done = subprocess.run([program, 'anonymize', '--key-file', key.name], input='\n'.join(json.dumps(s, ensure_ascii=False) for s in statements).encode(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return {json.loads(line)['id']: json.loads(line) for line in done.stdout.splitlines()}, done.stderr.decode()


def invalid(program, statements):
    text = '\n'.join(json.dumps(s) for s in statements).encode()
    done = subprocess.run([program, 'validate'], input=text, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return {v['id']: v for v in map(json.loads, done.stdout.splitlines()) if not v['valid']}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=ROOT / 'build/lrstream')
    options.add_argument('--verbose', action='store_true')
    options.add_argument('names', nargs='*')
    options = options.parse_args()
    chosen = [c for c in cases() if all(n in c[0] for n in options.names)]
    given = [statement(name, pointer, value) for name, pointer, value, _ in chosen]
    out, said = anonymized(options.lrstream, given)
    wrong = invalid(options.lrstream, out.values())
    failed = collections.Counter()
    for (name, _, _, gone), before in zip(chosen, given):
        after = out.get(before['id'])
        fault = 'no output' if after is None else 'invalid' if before['id'] in wrong else 'leaks' if leaks({k: v for k, v in after.items() if k not in ('id', 'actor')}, gone) else None
        if fault:
            failed[fault] += 1
            if options.verbose or failed[fault] <= 20:
                print(f'{fault}: {name}')
            if options.verbose:
                print(f'    {json.dumps(before, ensure_ascii=False)}\n    {json.dumps(after, ensure_ascii=False)}')
    if failed['no output']:
        print(said)
    print(f'{len(chosen) - sum(failed.values())} passed, {sum(failed.values())} failed')
    sys.exit(bool(failed))


if __name__ == '__main__':
    main()
