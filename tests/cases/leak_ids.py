"""Ids that are made of an event's content: what `convert` prints of them comes out nowhere else; for leaks.py.

The events are those of the golden tests, and those that name people in each of their fields. Ids of version 5 that
`convert` prints and that do not stand in the line were made here, whoever's hash they are.
"""
import json, pathlib, re, shlex

import leak_events

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OTHER_KEY = b'another key that protects nobody, and stands beside the first one'
UUID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}')
POLICIES = ('strict', 'research', 'pass-through')
JOURNAL = ROOT / 'tests/golden/process/journal.yaml'
WITHOUT_ID = {'actor': {'mbox': 'mailto:ann@example.org'}, 'verb': {'id': 'http://adlnet.gov/expapi/verbs/attended'},
    'object': {'id': 'https://lms.example.org/x'}}


def from_here(folder, word):
    """A word of the command line; files are named from the folder of the case."""
    name, _, value = word.partition('=')
    return f'{name}={folder / value}' if value and (folder / value).is_file() else word


def golden():
    """Source, options and lines of the golden tests of `convert`: those that take the same options are one batch."""
    of_options = {}
    for path in sorted(ROOT.glob('tests/golden/convert/*/*.in.*json')):
        args = path.with_name(path.name.split('.in.')[0] + '.args')
        options = tuple(from_here(path.parent, word) for word in shlex.split(args.read_text() if args.exists() else ''))
        text = path.read_text(errors='replace')
        lines = text.splitlines() if path.suffix == '.ndjson' else [json.dumps(json.loads(text))]
        if '--mapping' not in options:
            of_options.setdefault((path.parent.name, options), []).extend(lines)
    for (source, options), lines in of_options.items():
        yield ' '.join((source, *options)), options, lines


def batches():
    """Name, options and lines."""
    yield from golden()
    yield 'events that name people', (), [line if isinstance(line, str) else json.dumps(line)
        for _, line, _ in leak_events.events() if not isinstance(line, bytes)]
    yield 'statements without id', (), [json.dumps({**WITHOUT_ID, 'timestamp': f'2026-03-14T16:35:{n:02}Z'}) for n in range(60)]
    yield 'a void, a registration and an IRI', ('--mapping', str(JOURNAL)), [json.dumps({'journal': n, 'who': f'u{n % 3}',
        'at': f'2026-03-14T16:35:0{n}Z', **undone}) for n in range(9) for undone in ({}, {'undone': True})]


def ids(line, versions):
    return {m[0] for m in UUID.finditer(line.lower()) if m[1] in versions}


def places(lines):
    """Line and number within it, to statement."""
    return {(tree['line'], tree['nth']): tree['statement'] for tree in map(json.loads, lines)}


def made_of(given, plain):
    """The ids of version 5 that stand in what convert printed, and in no line of the events."""
    return {i for line in plain for i in ids(line, '5')} - {i for line in given for i in ids(line, '5')}


def printed(run, given, options, made):
    """What each command prints under each policy: statements by place, and whether it tells an id that was made."""
    for policy in POLICIES:
        for command in ('process', 'anonymize'):
            out, said, report = run(command, given, '--origin', '--policy', policy, *options)
            tells = any(made & ids(line, '5') for line in [line.decode() for line in out] + said + report)
            yield f'{command} under {policy}', places(out), tells


def judge(run, options, lines):
    """What is wrong; None if nothing is."""
    given = [line.encode(errors='replace') for line in lines]
    plain = [line.decode() for line in run('convert', given, '--origin', *options)[0]]
    made = made_of(lines, plain)
    before, first = places(plain), {}
    for name, statements, tells in printed(run, given, options, made):
        if tells:
            return f'made id: {name} tells it'
        for at, statement in statements.items():
            if first.setdefault(at, statement['id']) != statement['id']:
                return f'made id: {name} gives another one'
    keyed = {(before[at]['id'], now) for at, now in first.items() if before[at]['id'] in made}
    if len(keyed) != len(dict(keyed)) or len(keyed) != len({now for _, now in keyed}):
        return 'made id: not one for each'
    others = {s['id'] for s in places(run('process', given, '--origin', *options, secret=OTHER_KEY)[0]).values()}
    if others & {now for _, now in keyed}:
        return 'made id: the same under another key'
    lost = [at for at, now in first.items() if before[at]['id'] not in made and before[at]['id'] != now]
    return f"made id: the source's own is gone: {lost}" if lost else None


def faults(run):
    """Name and what is wrong, or None."""
    for name, options, lines in batches():
        yield f'ids: {name}', judge(run, options, lines)
    again = [json.dumps(WITHOUT_ID), json.dumps(dict(reversed(WITHOUT_ID.items()))), json.dumps({**WITHOUT_ID, 'result': {}})]
    one, same, other = (json.loads(line)['id'] for line in run('process', [line.encode() for line in again])[0])
    yield 'ids: of one event one', None if one == same != other else f'made id: {one} {same} {other}'
