#!/usr/bin/env python3
"""Statements made to take long: eight times the statement may take eight times as long, and not sixty-four.

    tests/cases/hostile.py [--lrstream PROGRAM] [NAME...]

Each shape is anonymized twice, small and large, with a report; the processor's time counts. What a shape needs beside its
text, such as a group of thousands, grows with it. Closes with "N passed, N failed".
"""
import argparse, base64, hashlib, json, pathlib, random, resource, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SMALL, LARGE = 60_000, 480_000       # bytes, about
SLACK, TIMEOUT = 0.4, 60             # seconds: what starting and a busy machine may add; when it is too late to wait
KEY = b'a key that protects nobody: it stands in the tests of the project'
E = 'http://example.org/'


def statement(**parts):
    return {'actor': {'mbox': 'mailto:ada.varnoux@example.org', 'name': 'Ada Varnoux'}, 'verb': {'id': E + 'answered'},
        'object': {'id': E + 'a'}, **parts}


def text(unit):
    return lambda size: statement(result={'response': unit * (size // len(unit.encode()))})


def iri(unit, before=E + '?'):
    return lambda size: statement(object={'id': before + unit * (size // len(unit))})


def data(make):
    return lambda size: statement(result={'extensions': make(size)})


def group(size, response, **member):
    """Half of it a group, half a text, eight times as large as others: both grow. Each value is a form with {i}, or {word} for made-up letters."""
    size, letters = size * 8, random.Random(1)
    fill = lambda form, i: form.format(i=i, word=''.join(letters.choices('abdeilmnorst', k=6)).title())
    people = [{'name': fill(member.get('name', 'Member {word}'), i),
        'account': {'homePage': E, 'name': fill(member.get('account', 'user{i:06}'), i)}} for i in range(size // 200)]
    people.append({'account': {'homePage': E, 'name': '20267'}})
    return statement(actor={'objectType': 'Group', 'member': people}, result={'response': response(size // 2, size // 200)})


def of(form):
    return lambda size, people: ' '.join(form(i % people) for i in range(size // (len(form(0)) + 1)))


def nested(size, times):
    packed = b'ada@example.org ' * (size // 48)
    for _ in range(times):
        packed = base64.b64encode(packed)
    return statement(result={'response': packed.decode()})


TEXTS = {
    'addresses begun': 'a@', 'addresses run together': 'a@b.', 'addresses spelled': 'ada (at) ', 'IRIs begun': 'http://',
    'capitals': 'TEL_', 'words in one': 'userIdPhoneNumber', 'labels': 'né le ', 'labels and blanks': 'password: ',
    'labels and values': 'userId=1', 'parameters': '?token=', 'prefixes of ids': 'cert_-', 'home pages': '/~a', 'degrees': '48°',
    'numbers': '12-', 'JSON begun': '"user":{"k":"', 'lists begun': '"emails":["a",', 'PHP begun': 'a:1:{s:3:"abc";',
    'forms': 'email=', 'calls': '/email=(', 'calls of users': '/user=(', 'quotes': 'user="(', 'pluses': 'a+b%20',
    'entities': '&amp;&#', 'backslashes': '\\', 'unseen': '\u200b', 'tokens': 'eyJhbGciOiJIUzI1NiJ9.', 'hexadecimal': 'deadbeef',
    'the known': 'Ada - , ',
}
SHAPES = {
    **{name: text(unit) for name, unit in TEXTS.items()},
    'IRI: owners': iri('users/', E), 'IRI: addresses': iri('users/a@b.example.org/', E), 'IRI: parameters': iri('userId=1&'),
    'IRI: pages': iri('users/view.php/~jdoe/', E), 'IRI: headers of mail': iri('&', 'mailto:a@b.org?'),
    'IRI: capitals': iri('TEL_'), 'IRI: prefixes of ids': iri('cert_-', E), 'IRI: mailto': iri('mailto:a@b.org,'),
    'base64': lambda size: nested(size, 1), 'base64 of base64': lambda size: nested(size * 2 // 3, 4),
    'hashes of a group': lambda size: group(size, of(lambda i: hashlib.sha1(b'%d' % i).hexdigest())),
    'addresses of a group': lambda size: group(size, of('p{:06}@example.org'.format), account='p{i:06}@example.org'),
    'one first name': lambda size: group(size, of(lambda i: 'Jean came. jean'), name='Jean {word}'),
    'one first number': lambda size: group(size, of(lambda i: 'x2026y'), account='2026-{i:06}'),
    'keys': data(lambda size: {f'{E}{i}': i for i in range(size // 30)}),
    'keys that are addresses': data(lambda size: {f'{E}p{i}@example.org': i for i in range(size // 50)}),
    'one long key': data(lambda size: {E + 'abcd' * (size // 8): 'ada@example.org ' * (size // 32)}),
    'values': data(lambda size: {E: [f'ada@example.org {i}' for i in range(size // 30)]}),
    'members': data(lambda size: {E: {f'a{i}@example.org': i for i in range(size // 30)}}),
    'components': lambda size: statement(object={'id': E, 'definition': {'interactionType': 'choice',
        'choices': [{'id': f'p{i}@example.org'} for i in range(size // 40)]}}),
    'a long name': lambda size: statement(actor={'mbox': 'mailto:a@example.org', 'name': 'Ab ' * (size // 6)},
        result={'response': 'ab ' * (size // 6)}),
    'a long account': lambda size: statement(actor={'account': {'homePage': E, 'name': 'ab-' * (size // 6)}},
        result={'response': 'ab-' * (size // 6)}),
}


def seconds(program, folder, shape, size):
    """What the processor needed; the statement must come out."""
    line = json.dumps({'id': 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 'timestamp': '2026-03-14T16:35:59Z', **shape(size)}, ensure_ascii=False)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([program, 'anonymize', '--max-bytes', '67108864', '--key-file', folder / 'key', '--report', folder / 'report'], timeout=TIMEOUT,
        input=line.encode() + b'\n', stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode or done.stdout.count(b'\n') != 1:
        raise AssertionError(done.stderr.decode()[:500])
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def problem(program, folder, shape):
    try:
        small, large = (seconds(program, folder, shape, size) for size in (SMALL, LARGE))
    except subprocess.TimeoutExpired:
        return f'not done in {TIMEOUT} s'
    except AssertionError as refused:
        return f'refused: {refused}'
    return f'{large:.2f} s, and {small:.2f} s for an eighth' if large > 12 * small + SLACK else None


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=ROOT / 'build/lrstream')
    options.add_argument('names', nargs='*')
    options = options.parse_args()
    failed = passed = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / 'key').write_bytes(KEY)
        (folder / 'key').chmod(0o600)
        for name in options.names or SHAPES:
            wrong = problem(options.lrstream, folder, SHAPES[name])
            passed, failed = passed + (not wrong), failed + bool(wrong)
            if wrong:
                print(f'FAILED {name}: {wrong}')
    print(f'{passed} passed, {failed} failed')
    return failed > 0


sys.exit(main())
