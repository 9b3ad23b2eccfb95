"""Skills: from answers and a course structure that tags activities with skills to the view, with parameters of our own.

The hand-worked case uses PARAMETERS; any other is compared with a second computation of the formulas in Python.
"""
import contextlib, datetime, json, math, random

import tables
from harness import ROOT, WORLD, expect, expect_that
from test_progress import course_iri, feed, iri, look, said, void

PARAMETERS = """
version: "{version}"
m_of_n: {{m: 2, n: 3}}
pfa: {{beta: -0.5, gamma: 0.4, rho: -0.1}}
bkt: {{prior: {prior}, learn: 0.1, slip: 0.1, guess: 0.2, mastered: 0.9}}
half_life: {{right: 1, wrong: -1, bias: 0.5, target_recall: 0.5, smallest_days: 0.25, largest_days: 100}}
skills:
  "https://learn.example.org/skills/carrying":
    bkt: {{learn: 0.5, mastered: 0.99}}
    m_of_n: {{m: 1, n: 1}}
"""
COLUMNS = 'skill, m_of_n, pfa, bkt, mastered, next_review_at, model_version, m_of_n_mastered, right_answers, wrong_answers'


@contextlib.contextmanager
def parameters(t, version='one', prior=0.3):
    """The project's schemas, with other parameters of mastery."""
    folder = t.folder / f'schemas-{version}-{prior}'
    (folder / 'xapi').mkdir(parents=True)
    for source, target in ((ROOT / 'schemas', folder), (ROOT / 'schemas/xapi', folder / 'xapi')):
        for path in source.iterdir():
            if path.name not in ('xapi', 'mastery.yaml'):
                (target / path.name).symlink_to(path)
    (folder / 'xapi/mastery.yaml').write_text(PARAMETERS.format(version=version, prior=prior))
    t.world.env['LRSTREAM_SCHEMAS'] = str(folder)
    try:
        yield
    finally:
        del t.world.env['LRSTREAM_SCHEMAS']


def skill_iri(name):
    return f'https://learn.example.org/skills/{name}'


def structure(course, *versions):
    """versions: (from or None, {activity: skills})."""
    return {'course': course_iri(course), 'versions': [
        {'version': str(n), 'from': start, 'lessons': [
            {'activity': iri(course, a), 'move_on': 'Completed', 'skills': [skill_iri(s) for s in skills.split()]}
            for a, skills in lessons.items()]}
        for n, (start, lessons) in enumerate(versions)]}


def answer(course, when, activity, right, learner='ada'):
    return said(course, learner, when, 'answered', activity, success=right)


def skills(t, database, columns=COLUMNS):
    """By skill's name: what is shown of Ada, who is alone."""
    rows = look(t, database, f'select {columns} from api_v1.learner_skill order by skill')
    return {row[0].rsplit('/', 1)[1]: row[1:] for row in rows}


def recompute_verified(t, database):
    t.lrstream('recompute', '--verify', '--database', t.conninfo(database))


# ---- by hand ----

def near(shown, wanted, what):
    expect(len(shown), len(wanted), f'columns of {what}')
    for have, want in zip(shown, wanted):
        if isinstance(want, float):
            expect_that(abs(float(have) - want) < 1e-9, f'{what}: {have} is not {want}')
        else:
            expect(have, want, what)


def test_skills_by_hand(t):
    d = t.database()
    known = structure('c', (None, {'A': 'adding', 'B': 'adding carrying', 'C': ''}))
    with parameters(t):
        feed(t, d, [known], 'structure')
        feed(t, d, [answer('c', '05T10:00', 'A', True), answer('c', '06T10:00', 'B', False), answer('c', '07T10:00', 'C', True),
            said('c', 'ada', '08T10:00', 'answered', 'A'), said('c', 'ada', '08T11:00', 'passed', 'A', success=True)])
        # adding: right, wrong. BKT: .27/(.27 + .14), learnt 28.4/41; wrong: 2.84/12.92, learnt 3.848/12.92.
        # PFA: -0.5 + 0.4 - 0.1 = -0.2. 1 of the last 3 was right. Half-life 2^.5 days = 122188 s after 6 March 10:00.
        near(skills(t, d)['adding'], (1 / 3, 1 / (1 + math.exp(.2)), 3.848 / 12.92, 'f', '2026-03-07 19:56:28+00', 'one', 'f', '1', '1'), 'adding')
        # carrying: wrong. .03/(.03 + .56), half of the rest is learnt. 0 of the last 1. 2^(1 - 2^.5 + .5) days = 91693 s.
        near(skills(t, d)['carrying'], (0.0, 1 / (1 + math.exp(.6)), 31 / 59, 'f', '2026-03-07 11:28:13+00', 'one', 'f', '0', '1'), 'carrying')
        # Later answers go on from there; C begins to be of adding on the 9th. Right: 3.4632/5.2776, learnt 3.64464/5.2776,
        # then 3.280176/3.606768, learnt 3.3128352/3.606768 = .918, which is mastered: 0.9 is asked for. 2 of the last 3.
        # Half-life of three right and one wrong: 2^(2 - 2^.5 + .5) days = 183387 s.
        feed(t, d, [structure('c', known_version(known), ('2026-03-09T00:00:00Z', {'C': 'adding'}))], 'structure')
        feed(t, d, [answer('c', '09T10:00', 'C', True)], name='more')
        near(skills(t, d)['adding'][2:4], (3.64464 / 5.2776, 'f'), 'adding, third answer')
        feed(t, d, [answer('c', '10T10:00', 'C', True)], name='most')
        near(skills(t, d)['adding'], (2 / 3, 1 / (1 + math.exp(-.6)), 3.3128352 / 3.606768, 't', '2026-03-12 12:56:27+00', 'one', 't', '3', '1'), 'adding, at last')
        # A void of the last answer takes it back; one of the only answer of carrying takes that row.
        feed(t, d, [void(answer('c', '10T10:00', 'C', True))], name='void')
        near(skills(t, d)['adding'][2:4], (3.64464 / 5.2776, 'f'), 'adding, after a void')
        feed(t, d, [void(answer('c', '06T10:00', 'B', False))], name='another void')
        expect(list(skills(t, d)), ['adding'], 'skills')
        recompute_verified(t, d)
        # A structure without tags: nothing is evidence any more.
        feed(t, d, [structure('c', (None, {'A': '', 'C': ''}))], 'structure')
        expect(skills(t, d), {}, 'skills')
        recompute_verified(t, d)


def known_version(record):
    """The first version of a record, as structure() takes it."""
    return None, {lesson['activity'].rsplit('/', 1)[1]: ' '.join(s.rsplit('/', 1)[1] for s in lesson['skills'])
        for lesson in record['versions'][0]['lessons']}


def test_a_skill_belongs_to_no_course(t):
    d = t.database()
    with parameters(t):
        feed(t, d, [structure('one', (None, {'A': 'adding'})), structure('other', (None, {'A': 'adding'}))], 'structure')
        feed(t, d, [answer('one', '05T10:00', 'A', True), answer('other', '06T10:00', 'A', False)])
        near(skills(t, d)['adding'][2:3], (3.848 / 12.92,), 'adding in both courses')
        # Answers of the other course come later and happened before.
        feed(t, d, [answer('other', '04T10:00', 'A', False)], name='late')
        rows = look(t, d, "select right_answers, wrong_answers from api_v1.learner_skill")
        expect(rows, [('1', '2')])
        recompute_verified(t, d)


# ---- parameters ----

def test_other_parameters_ask_for_a_recomputation(t):
    d = t.database()
    with parameters(t):
        feed(t, d, [structure('c', (None, {'A': 'adding'}))], 'structure')
        feed(t, d, [answer('c', '05T10:00', 'A', True)])
    path = t.folder / 'records.ndjson'
    path.write_text(json.dumps(answer('c', '06T10:00', 'A', True)) + '\n')
    backfill = ('backfill', '--database', t.conninfo(d), '--source', 'xapi', '--key-file', str(t.key), str(path))
    with parameters(t, 'one', 0.5):
        told = t.lrstream(*backfill, code=WORLD).stderr
        expect_that('same version "one"' in told and 'lrstream recompute' in told, told)
    with parameters(t, 'two', 0.5):
        told = t.lrstream(*backfill, code=WORLD).stderr
        expect_that('version "one"' in told and 'version "two"' in told and 'lrstream recompute' in told, told)
        differences = t.lrstream('recompute', '--verify', '--database', t.conninfo(d), code=1).stdout
        expect_that('learner_skill' in differences and skill_iri('adding') in differences, differences)
        near(skills(t, d)['adding'][2:6], (28.4 / 41, 'f', '2026-03-07 07:13:44+00', 'one'), 'before')
        t.lrstream('recompute', '--database', t.conninfo(d))
        # .45/(.45 + .1) = 9/11, learnt 9.2/11. Half-life of one right: 2^(2^.5 - 1 + .5) days = 162824 s.
        near(skills(t, d)['adding'][2:6], (9.2 / 11, 'f', '2026-03-07 07:13:44+00', 'two'), 'after')
        t.lrstream(*backfill)
        expect(skills(t, d)['adding'][7], '2', 'right answers')
        recompute_verified(t, d)


def test_parameters_are_checked(t):
    path = t.folder / 'mastery.yaml'
    path.write_text(PARAMETERS.format(version='one', prior=0.3))
    expect(t.lrstream('check', str(path)).stdout, f'{path}: version one, 1 particular skill ok\n')
    path.write_text(PARAMETERS.format(version='one', prior=1.5))
    told = t.lrstream('check', str(path), code=2).stderr
    expect_that(f'{path}:5: prior: must be above 0 and below 1' in told, told)


# ---- order ----

def moment(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))


def second_computation(statements, voids, known):
    """{(learner, skill): numbers} of the formulas, all answers at hand."""
    found, voided = {}, {v['object']['id'] for v in voids}
    for s in sorted(statements, key=lambda s: (s['timestamp'], s['id'])):
        course = s['context']['contextActivities']['grouping'][0]['id']
        if s['id'] in voided or 'success' not in s.get('result', {}) or not s['verb']['id'].endswith('/answered') or course != known['course']:
            continue
        version = [v for v in known['versions'] if v['from'] is None or moment(v['from']) <= moment(s['timestamp'])][-1:]
        for lesson in (l for v in version for l in v['lessons'] if l['activity'] == s['object']['id']):
            for skill in lesson['skills']:
                step(found.setdefault((s['actor']['account']['name'], skill), []), skill, s)
    return {key: derived(rows, key[1]) for key, rows in found.items() if rows}


def step(rows, skill, s):
    learn = .5 if skill.endswith('carrying') else .1
    right, known = s['result']['success'], rows[-1][1] if rows else .3
    told = known * .9 / (known * .9 + (1 - known) * .2) if right else known * .1 / (known * .1 + (1 - known) * .8)
    rows.append((right, told + (1 - told) * learn, s['timestamp']))


def derived(rows, skill):
    n = 1 if skill.endswith('carrying') else 3
    right = sum(row[0] for row in rows)
    wrong = len(rows) - right
    days = min(max(2 ** (math.sqrt(1 + right) - math.sqrt(1 + wrong) + .5), .25), 100)
    return (sum(row[0] for row in rows[-n:]) / n, 1 / (1 + math.exp(.5 - .4 * right + .1 * wrong)), rows[-1][1], right, wrong,
        moment(rows[-1][2]).timestamp() + days * 86400)


def history(chance):
    statements = {}
    for _ in range(500):
        when = f'2026-{chance.randint(1, 3):02}-{chance.randint(1, 20):02}T{chance.randint(0, 23):02}:00:00Z'
        s = answer(chance.choice(('known', 'known', 'plain')), when, chance.choice('ABCDX'), chance.random() < .6, chance.choice(('ada', 'bob', 'cyd')))
        statements[s['id']] = s
    statements = list(statements.values())
    return statements, [void(s) for s in chance.sample(statements, 60)]


def test_skills_are_the_same_in_any_order(t):
    chance = random.Random(11)
    statements, voids = history(chance)
    known = structure('known', (None, {'A': 'adding', 'B': 'adding carrying', 'C': ''}), ('2026-02-01T00:00:00Z', {'B': 'carrying', 'C': 'adding', 'D': 'dividing'}),
        ('2026-03-10T00:00:00Z', {'A': 'carrying dividing'}))
    early, late = t.database(), t.database('_late')
    with parameters(t):
        feed(t, early, [known], 'structure')
        feed(t, early, sorted(statements, key=lambda s: s['timestamp']) + voids)
        disorder = statements + voids + chance.sample(statements, 80)
        chance.shuffle(disorder)
        feed(t, late, disorder[:200])
        feed(t, late, [structure('known', (None, {'A': 'dividing', 'X': 'adding'}))], 'structure')
        feed(t, late, disorder[200:400])
        feed(t, late, [known], 'structure')
        feed(t, late, disorder[400:])
        expect(tables.differences(tables.read(t, early), tables.read(t, late)), [])
        for database in (early, late):
            recompute_verified(t, database)
    wanted = second_computation(statements, voids, known)
    rows = look(t, early, 'select skill, m_of_n, pfa, bkt, right_answers, wrong_answers, extract(epoch from next_review_at) from api_v1.learner_skill')
    shown = sorted((skill, *map(float, numbers)) for skill, *numbers in rows)
    expected = sorted((skill, *numbers) for (_, skill), numbers in wanted.items())
    expect(len(shown), 9, 'rows: three learners, three skills')
    for one, other in zip(shown, expected):
        expect(one[0], other[0], 'skill')
        expect_that(all(abs(a - b) < tolerance for a, b, tolerance in zip(one[1:], other[1:], (1e-9, 1e-9, 1e-12, .1, .1, .51))),
            f'{one} is not {other}')
