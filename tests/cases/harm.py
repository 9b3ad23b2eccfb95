#!/usr/bin/env python3
"""What teaches comes out as it went in: lessons, programs, numbers and IRIs through `anonymize`, byte for byte.

    tests/cases/harm.py [--lrstream PROGRAM] [--verbose] [--count N] [--seed S] [KIND...]

Texts stand in several places of a statement, IRIs in activities and extensions; also beside learners who are called after
words of the course. Texts made by rule are N of each (40 unless told) from the seed S. What is found in a text beside
somebody's data ends where that ends: (text, what is left of it). Closes with "N passed, N failed".
"""
import argparse, collections, json, pathlib, subprocess, sys, tempfile, uuid

from harm_iris import iris
from harm_lessons import lessons
from harm_people import HOME, people
from harm_texts import RULED, by_rule

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOMEBODY = {'objectType': 'Agent', 'account': {'homePage': HOME, 'name': 'u-7f3a9c'}}
VERB = {'id': 'http://adlnet.gov/expapi/verbs/attempted', 'display': {'en': 'attempted'}}
CHANGED = ('actor', 'authority', 'stored', 'version')      # what may differ
EDGES = [       # what is personal goes, and nothing beside it
    ('Appelez-moi au 06 12 34 56 78 avant le chapitre 3, p. 12.', 'Appelez-moi au [PHONE] avant le chapitre 3, p. 12.'),
    ('Tél. : 01 23 45 67 89 ; note : 12/20 ; salle 204', 'Tél. : [PHONE] ; note : 12/20 ; salle 204'),
    ('Écrire à zoe.quintard@example.org (groupe 2) ou voir la page 12.', 'Écrire à [EMAIL] (groupe 2) ou voir la page 12.'),
    ('<p>Contact : <a href="mailto:zoe@example.org">zoe@example.org</a>, 3e étage</p>', '<p>Contact : <a href="mailto:[EMAIL]">[EMAIL]</a>, 3e étage</p>'),
    ('192.0.2.17 - - [24/Nov/2021:17:57:07 +0000] "GET /course/view.php?id=7 HTTP/1.1" 200 5316', '[IP] - - [24/Nov/2021:17:57:07 +0000] "GET /course/view.php?id=7 HTTP/1.1" 200 5316'),
    ('Login from 192.0.2.17 at 10:32:07, version 4.1.2', 'Login from [IP] at 10:32:07, version 4.1.2'),
    ('Voir https://lms.example.org/user/view.php?id=42&course=7#top', 'Voir https://lms.example.org/user/view.php?id=[URL_WITH_ID]&course=7#top'),
    ('a=1&email=zoe%40example.org&lang=fr&page=2', 'a=1&email=[EMAIL]&lang=fr&page=2'),
    ('{"score": 12, "email": "zoe@example.org", "attempt": 3}', '{"score": 12, "email": "[EMAIL]", "attempt": 3}'),
    ('password=hunter2! and then run make', 'password=[CREDENTIAL] and then run make'),
    ('Né le 07/11/1998, inscrit le 01/09/2025 au cours 12', 'Né le [DATE_OF_BIRTH], inscrit le 01/09/2025 au cours 12'),
    ('N° étudiant : 21904567, groupe 4, année 2025-2026', 'N° étudiant : [STUDENT_ID], groupe 4, année 2025-2026'),
    ('IBAN FR14 2004 1010 0505 0001 3M02 606, 12 € par mois', 'IBAN [IBAN], 12 € par mois'),
    ('Carte 4111 1111 1111 1111, exp. 12/28', 'Carte [CREDIT_CARD], exp. 12/28'),
    ('f(user=zquintard42, lang=fr)', 'f(user=[USERNAME], lang=fr)'),
    ('Rendez-vous à 48.85837, 2.29448 à 10:30', 'Rendez-vous à [GEO] à 10:30'),
]


QUESTIONS = [   # interaction types: pattern of right answers, answer
    ('other', '(48.858370,2.294481)', '(48.858370,2.294481)'), ('choice', 'golf[,]tetris', 'golf'), ('sequencing', 'tim[,]mike[,]ells[,]ben', 'tim[,]ben[,]ells[,]mike'), ('likert', 'likert_3', 'likert_3'),
    ('matching', 'ben[.]3[,]chris[.]2[,]troy[.]4[,]freddie[.]1', 'ben[.]3[,]chris[.]2'), ('performance', 'pong[.]1:[,]dg[.]:10[,]lunch[.]', 'pong[.]1[,]dg[.]10'), ('numeric', '4[:]8', '6.25'), ('numeric', '1000000[:]', '12345678'),
    ('fill-in', 'Bob\'s your uncle', 'Bob\'s your uncle'), ('long-fill-in', '{case_matters=false}{lang=en}to store and provide access to data', 'to store data'), ('true-false', 'true', 'false'), ('other', '192.0.2[.]17', 'c'),
]


def statement(n, actor=SOMEBODY, activity=HOME + '/course/view.php?id=7', **parts):
    return {'id': str(uuid.UUID(int=n + 1, version=4)), 'actor': actor, 'verb': VERB, 'object': {'id': activity}, 'timestamp': '2026-03-01T10:00:00Z', **parts}


def with_text(n, text):
    """The text as a response, and in one more place."""
    made = statement(n, result={'response': text})
    definition = made['object'].setdefault('definition', {})
    extension = {HOME + '/ext/note': text}
    place = n % 7
    if place == 0:
        definition['description'] = {'fr': text}
    elif place == 1:
        definition.update(interactionType='choice', choices=[{'id': 'a', 'description': {'en': text}}])
    elif place == 2:
        made['context'] = {'extensions': extension}
    elif place == 3:
        made['result']['extensions'] = {HOME + '/ext/list': [{'text': text, 'n': 12345}]}
    elif place == 4:
        definition.update(name={'en': text}, extensions=extension)
    elif place == 5:
        made['context'] = {'revision': text, 'platform': text}
    else:
        definition.update(interactionType='fill-in', correctResponsesPattern=[text])
    return made


def with_iri(n, iri):
    return statement(n, activity=iri, result={'response': f'voir {iri} (cours)', 'extensions': {HOME + '/ext/link': iri}},
        context={'contextActivities': {'parent': [{'id': iri}]}})


def with_question(n, kind, pattern, answer):
    made = statement(n, result={'response': answer, 'success': True})
    made['object']['definition'] = {'type': 'http://adlnet.gov/expapi/activities/cmi.interaction', 'interactionType': kind, 'correctResponsesPattern': [pattern]}
    return made


def beside(n, actor, text):
    extension = actor.pop('extension', None)
    made = statement(n, actor, HOME + '/mod/quiz/view.php?id=442&quiz=1')
    made['object']['definition'] = {'type': 'http://adlnet.gov/expapi/activities/course', 'name': {'en': text[:60]}, 'description': {'en': text}}
    made['result'] = {'response': text, 'extensions': {'https://w3id.org/xapi/video/extensions/time': 42, HOME + '/ext/data': extension}}
    video = 'https://w3id.org/xapi/video/activity-type/video'
    made['context'] = {'platform': 'Moodle', 'contextActivities': {'parent': [{'id': video, 'definition': {'type': video}}], 'category': [{'id': 'https://w3id.org/xapi/video'}]}}
    return made


def cases(count, seed):
    """(kind, what it is about, statement, expected statement)."""
    n = 0
    for kind, text in [*lessons(), *by_rule(count, seed)]:
        n += 1
        yield kind, text, with_text(n, text), None
    for kind, iri in iris():
        n += 1
        yield kind, iri, with_iri(n, iri), None
    for kind, actor, text in people():
        n += 1
        yield kind, kind, beside(n, actor, text), None
    for question in QUESTIONS:
        n += 1
        yield 'question', ' '.join(question), with_question(n, *question), None
    for text, left in EDGES:
        n += 1
        yield 'edge', text, statement(n, result={'response': text}), statement(n, result={'response': left})


def anonymized(program, statements):
    with tempfile.TemporaryDirectory() as folder:
        key, events = pathlib.Path(folder, 'key'), pathlib.Path(folder, 'events')
        key.write_bytes(b'k' * 32)
        key.chmod(0o600)
        events.write_text(''.join(json.dumps(s, ensure_ascii=False) + '\n' for s in statements))
        done = subprocess.run([program, 'anonymize', '--key-file', key, events], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return {s['id']: s for s in out}, done.stderr.decode()


def leaves(tree, path=''):
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, f'{path}/{key}')
    elif isinstance(tree, list):
        for i, value in enumerate(tree):
            yield from leaves(value, f'{path}/{i}')
    else:
        yield path, tree


def difference(wanted, got):
    """The first place that differs, and what stands there now; None if nothing does."""
    if got is None:
        return 'no output'
    wanted, got = ({k: v for k, v in s.items() if k not in CHANGED} for s in (wanted, got))
    if wanted == got:
        return None
    now = dict(leaves(got))
    return next((f'{path}: {now.get(path)!r}' for path, value in leaves(wanted) if now.get(path) != value), 'more than before')


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=ROOT / 'build/lrstream')
    options.add_argument('--verbose', action='store_true', help='tell all that is harmed, not three of a kind')
    options.add_argument('--count', type=int, default=RULED)
    options.add_argument('--seed', default='20260101')
    options.add_argument('kinds', nargs='*')
    options = options.parse_args()
    wanted = [case for case in cases(options.count, options.seed) if not options.kinds or case[0] in options.kinds]
    out, said = anonymized(options.lrstream, [case[2] for case in wanted])
    failed = collections.Counter()
    for kind, about, given, expected in wanted:
        found = difference(expected or given, out.get(given['id']))
        failed[kind] += found is not None
        if found and (options.verbose or failed[kind] <= 3):
            print(f'FAILED {kind} is harmed: {about[:200]!r}\n    {found[:300]}')
    if not out:
        print(said)
    total = sum(failed.values())
    print(f'{len(wanted) - total} passed, {total} failed')
    sys.exit(bool(total) or not wanted)


if __name__ == '__main__':
    main()
