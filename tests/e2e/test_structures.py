"""Course structures: records of the source `structure`, before statements, behind them and between them."""
import json, random

import tables
from harness import KEY, REJECTS, USAGE, expect, expect_that, until

BEES, WASPS = 'https://lms.example.org/courses/bees', 'https://lms.example.org/courses/wasps'
VERBS = 'http://adlnet.gov/expapi/verbs/'
ANN, BEN, CYD = (f'mailto:{name}@example.org' for name in ('ann', 'ben', 'cyd'))


def lesson(name, move_on='Completed', **more):
    return {'activity': f'https://lms.example.org/lessons/{name}', 'move_on': move_on, **more}


def version(name, begin, *lessons, **more):
    return {'version': name, 'from': begin, 'lessons': list(lessons), **more}


def structure(course, *versions, **more):
    return {'course': course, 'versions': list(versions), **more}


def statement(n, who, verb, name, minute, course=BEES):
    """On a lesson, or on the course itself if `name` is None."""
    about = {'id': course, 'definition': {'type': 'http://adlnet.gov/expapi/activities/course'}}
    made = {'id': f'00000000-0000-4000-8000-{n:012}', 'actor': {'mbox': who}, 'verb': {'id': VERBS + verb},
        'timestamp': f'2026-03-01T10:{minute:02}:00Z', 'stored': '2026-03-01T11:00:00Z', 'object': about}
    if name:
        made['object'] = {'id': lesson(name)['activity']}
        made['context'] = {'contextActivities': {'parent': [about]}}
    return made


# Version 1 asks for a and b, version 2 (from 10:30) for a, b and c; c wants to be passed.
TWO = structure(BEES, version('1', None, lesson('a'), lesson('b')),
    version('2', '2026-03-01T10:30:00Z', lesson('a'), lesson('b'), lesson('c', 'Passed')), name='Bees')
# Of the wasps nothing is asked but what is not applicable, which is done with the first statement.
ONE = structure(WASPS, version('1', None, lesson('a', 'NotApplicable')))

STATEMENTS = [
    statement(1, ANN, 'registered', None, 0),
    statement(2, ANN, 'completed', 'a', 5),
    statement(3, ANN, 'completed', 'b', 10),    # all of version 1, which is in force: completed
    statement(4, BEN, 'completed', 'a', 20),
    statement(5, BEN, 'completed', 'b', 35),    # version 2 is in force, c is missing
    statement(6, CYD, 'completed', 'a', 31),
    statement(7, CYD, 'completed', 'b', 32),
    statement(8, CYD, 'completed', 'c', 33),    # but c has to be passed
    statement(9, CYD, 'passed', 'c', 40),       # all of version 2
    statement(10, ANN, 'completed', 'x', 41, WASPS),
]

# Course, percent, lessons done, in all, completed_at: of Ann 2 of 3 lessons, though she has completed the course; of Cyd
# 3 of 3; of Ben 2 of 3, and he has not completed it.
KNOWN = [
    ('bees', '66.67', '2', '3', '10:10'),
    ('bees', '100', '3', '3', '10:40'),
    ('bees', '66.67', '2', '3', ''),
    ('wasps', '100', '1', '1', '10:41'),
]
UNKNOWN = [('bees', '', '', '', '')] * 3 + [('wasps', '', '', '', '')]


def write(t, name, records, whole=False):
    path = t.folder / name
    text = json.dumps({'courses': records}, indent=2) if whole else '\n'.join(map(json.dumps, records))
    path.write_text(text + '\n')
    return path


def backfill(t, database, *options, code=0):
    return t.lrstream('backfill', '--database', t.conninfo(database), *map(str, options), code=code)


def structures(t, database, *records, whole=False, tenant='default'):
    backfill(t, database, '--source', 'structure', '--tenant', tenant, write(t, 'structures.json', records, whole))


def statements(t, database, records=STATEMENTS, tenant='default'):
    backfill(t, database, '--source', 'xapi', '--key-file', t.key, '--tenant', tenant, write(t, 'statements.ndjson', records))


def progress(t, database, tenant='default'):
    return t.psql(f"""
        begin; set local lrstream.tenant = '{tenant}'; set local lrstream.as_of = '2026-03-02T00:00:00Z'; set local time zone 'UTC';
        select regexp_replace(course, '.*/', ''), round(percent_complete::numeric, 2)::float8, lessons_done, total_lessons,
            to_char(completed_at, 'HH24:MI')
        from api_v1.learner_course order by 1, 5, 2; commit""", database, '-q')


def verify(t, database, *options):
    t.lrstream('recompute', '--verify', '--database', t.conninfo(database), *options)


def same_but_shards(t, one, other):
    left, right = tables.read(t, one), tables.read(t, other)
    left['consumer_offset'] = right['consumer_offset'] = []
    expect(tables.differences(left, right), [], 'differences')


def test_structures_come_at_any_time(t):
    before, behind, between = t.database('_before'), t.database('_behind'), t.database('_between')
    structures(t, before, TWO, ONE)
    statements(t, before)
    expect(progress(t, before), KNOWN, 'structures first')
    verify(t, before)

    statements(t, behind)
    expect(progress(t, behind), UNKNOWN, 'without structures')
    structures(t, behind, TWO, ONE, whole=True)
    expect(progress(t, behind), KNOWN, 'structures last')
    verify(t, behind)

    statements(t, between, STATEMENTS[1::2])
    structures(t, between, ONE, TWO)
    statements(t, between)
    expect(progress(t, between), KNOWN, 'structures in the midst')
    verify(t, between)

    same_but_shards(t, before, behind)
    same_but_shards(t, before, between)


def test_the_same_record_again_changes_nothing(t):
    database = t.database()
    statements(t, database)
    structures(t, database, TWO, ONE)
    told = lambda: t.psql('select course, number, changed_at from lrstream.course_structure order by number', database)
    before, rows = told(), tables.read(t, database)
    structures(t, database, {**TWO, 'title': 'what nobody knows', 'versions': TWO['versions'][::-1]}, ONE, TWO)
    expect(told(), before, 'course_structure')
    expect(tables.differences(rows, tables.read(t, database)), [], 'differences')


def test_a_new_record_replaces_the_old_one(t):
    database, fresh = t.database(), t.database('_fresh')
    statements(t, database)
    structures(t, database, TWO, ONE)
    shorter = structure(BEES, version('3', None, lesson('a')))
    structures(t, database, shorter)
    expect(progress(t, database), [('bees', '100', '1', '1', '10:05'), ('bees', '100', '1', '1', '10:20'),
        ('bees', '100', '1', '1', '10:31'), KNOWN[-1]], 'one lesson is left')
    verify(t, database)
    structures(t, database, structure(BEES), structure(WASPS))
    expect(progress(t, database), UNKNOWN, 'taken back')
    expect(t.count(database, 'api_v1.lesson'), 0, 'lessons')
    verify(t, database)
    structures(t, database, shorter, TWO, ONE)      # of two records of a course the last one stays
    expect(progress(t, database), KNOWN, 'and sent again')
    statements(t, fresh)
    structures(t, fresh, TWO, ONE)
    same_but_shards(t, database, fresh)


def test_voids_and_late_statements_count_by_the_structure(t):
    database = t.database()
    structures(t, database, TWO)
    statements(t, database, STATEMENTS[3:5])
    expect(progress(t, database), [('bees', '66.67', '2', '3', '')], 'c is missing')
    late = statement(11, BEN, 'passed', 'c', 1)
    statements(t, database, [late])
    expect(progress(t, database), [('bees', '100', '3', '3', '10:35')], 'it comes late')
    void = {**statement(12, ANN, 'voided', None, 50), 'object': {'objectType': 'StatementRef', 'id': late['id']}}
    statements(t, database, [void])
    expect(progress(t, database), [('bees', '66.67', '2', '3', '')], 'and is voided')
    verify(t, database)


def test_tenants_have_structures_of_their_own(t):
    database = t.database()
    for tenant in ('default', 'north'):
        statements(t, database, tenant=tenant)
    structures(t, database, TWO, ONE, tenant='north')
    expect(progress(t, database), UNKNOWN, 'default')
    expect(progress(t, database, 'north'), KNOWN, 'north')
    expect(t.count(database, 'api_v1.lesson'), 0, 'lessons that default sees')
    structures(t, database, ONE)
    expect(progress(t, database), UNKNOWN[:3] + KNOWN[3:], 'default')
    for tenant in ('default', 'north'):
        verify(t, database, '--tenant', tenant)


def test_analysts_see_the_lessons(t):
    database = t.database()
    structures(t, database, structure(BEES, version(7, None, lesson('a', due_at='2026-04-01T12:00:00+02:00', length_seconds=90.5,
        skills=['https://lms.example.org/skills/z', 'https://lms.example.org/skills/b', 'https://lms.example.org/skills/z'])),
        name='Bees'))
    shown = t.psql("""select course, version, place, activity, move_on, due_at at time zone 'UTC', length_seconds, skills,
        in_force_from, in_force, course_name from api_v1.lesson""", database)
    expect(shown, [(BEES, '7', '1', lesson('a')['activity'], 'Completed', '2026-04-01 10:00:00', '90.5',
        '{https://lms.example.org/skills/b,https://lms.example.org/skills/z}', '', 't', 'Bees')])


def test_what_is_wrong_harms_only_itself(t):
    database = t.database()
    wrong = structure(WASPS, version('1', None, lesson('a', 'Perhaps')))
    path = write(t, 'structures.json', [TWO, wrong, 'no course'], whole=True)
    done = backfill(t, database, '--source', 'structure', '--rejects', t.folder / 'rejects', path, code=REJECTS)
    expect_that('1 course structure,' in done.stderr, f'it says what it stored: {done.stderr}')
    rejects = [json.loads(line) for line in (t.folder / 'rejects').read_text().splitlines()]
    expect([(r['code'], r['stage'], r['pointer']) for r in rejects],
        [('structure-move-on', 'structure', '/courses/1/versions/0/lessons/0/move_on'), ('structure', 'structure', '/courses/2')])
    expect(t.psql('select code, source, count from api_v1.dead_letter order by 1', database),
        [('structure', 'structure', '1'), ('structure-move-on', 'structure', '1')])
    expect(t.psql('select distinct course from api_v1.lesson', database), [(BEES,)])


def test_iris_are_called_as_in_statements(t):
    """What the policy takes out of an IRI, it takes out of a lesson's."""
    database = t.database()
    named, drawn = 'https://lms.example.org/lessons/of/dora.maar@example.org', 'https://lms.example.org/lessons/enr_7f3a9c'
    record = structure(BEES, version('1', None, *[{'activity': iri, 'move_on': 'Completed'} for iri in (named, drawn)]))
    for n, iri in enumerate((named, drawn)):
        made = statement(n, ANN, 'completed', 'a', n)
        made['object']['id'] = iri
        statements(t, database, [made])
    done = backfill(t, database, '--source', 'structure', write(t, 'structures.json', [record]), code=REJECTS)
    expect_that('structure-key' in done.stderr, done.stderr)
    backfill(t, database, '--source', 'structure', '--key-file', t.key, write(t, 'structures.json', [record]))
    expect(progress(t, database), [('bees', '100', '2', '2', '10:01')])
    for name, rows in tables.read(t, database).items():
        expect([row for row in rows if 'dora' in str(row) or '7f3a9c' in str(row)], [], f'personal data in {name}')


def test_rekeyed_structures_know_their_statements(t):
    """Those stored, and those that come under the new key."""
    database, other = t.database(), t.folder / 'other.key'
    other.write_bytes(KEY[::-1])
    enrolled = [f'https://lms.example.org/lessons/enr_{n}f3a9c' for n in (1, 2, 3)]
    made = [statement(n, ANN, 'completed', 'a', n) for n in (0, 1)]
    for n in (0, 1):
        made[n]['object']['id'] = enrolled[n]
    record = structure(BEES, version('1', None, *[{'activity': iri, 'move_on': 'Completed', 'skills': [iri]} for iri in enrolled]))
    statements(t, database, made[:1])
    backfill(t, database, '--source', 'structure', '--key-file', t.key, write(t, 'structures.json', [record]))
    expect(progress(t, database), [('bees', '33.33', '1', '3', '')])
    t.lrstream('rekey', '--database', t.conninfo(database), '--key-file', t.key, '--new-key-file', other)
    expect(progress(t, database), [('bees', '33.33', '1', '3', '')], 're-keyed')
    verify(t, database)
    expect(t.psql('select count(activity), count(distinct activity), bool_and(skills = array[activity]) from api_v1.lesson', database),
        [('3', '3', 't')], 'named lessons')
    keys = ('--key-file', t.key, '--key-file', other)
    backfill(t, database, '--source', 'xapi', *keys, write(t, 'statements.ndjson', made))
    expect(progress(t, database), [('bees', '66.67', '2', '3', '')], 'and one more')
    before = t.psql('select course, activity, skills, place from lrstream.structure_lesson order by place', database)
    backfill(t, database, '--source', 'structure', *keys, write(t, 'structures.json', [record]))
    expect(t.psql('select course, activity, skills, place from lrstream.structure_lesson order by place', database), before,
        'lessons by the same record')
    verify(t, database)


def test_erased_and_recomputed(t):
    database = t.database()
    structures(t, database, TWO, ONE)
    statements(t, database)
    t.lrstream('erase', '--database', t.conninfo(database), '--key-file', t.key, '--mbox', ANN.removeprefix('mailto:'))
    expect(progress(t, database), KNOWN[1:3], 'without Ann')
    verify(t, database)
    t.lrstream('recompute', '--database', t.conninfo(database))
    expect(progress(t, database), KNOWN[1:3], 'recomputed')
    structures(t, database, structure(BEES))
    expect(progress(t, database), UNKNOWN[:2], 'taken back')
    verify(t, database)
    other = t.folder / 'other.key'
    other.write_bytes(KEY[::-1])
    structures(t, database, TWO)
    t.lrstream('rekey', '--database', t.conninfo(database), '--key-file', t.key, '--new-key-file', other)
    expect(progress(t, database), KNOWN[1:3], 're-keyed')
    verify(t, database)


def test_a_topic_of_structures(t):
    database, other = t.database(), t.database('_other')
    config = t.config(database, topics={'xapi': 'xapi', 'courses': 'structure'})
    t.create_topics(config, 2)
    lines = lambda records: [json.dumps(record).encode() for record in records]
    t.produce('xapi', lines(STATEMENTS[:5]), 2)
    t.produce('courses', lines([TWO]))
    t.run(config)
    t.produce('courses', lines([{'courses': [ONE, structure(WASPS)]}, [ONE]]))
    t.produce('xapi', lines(STATEMENTS[5:]), 2)
    t.run(config, '--workers', '2')
    expect(progress(t, database), KNOWN)
    verify(t, database)
    t.produce('courses', lines([TWO, ONE]))
    before = tables.read(t, database)
    t.run(config)
    after = tables.read(t, database)
    before['consumer_offset'] = after['consumer_offset']
    expect(tables.differences(before, after), [], 'read again')
    statements(t, other)
    structures(t, other, TWO, ONE)
    same_but_shards(t, database, other)


def test_structures_are_stored_where_only_statements_are(t):
    database = t.database()
    config = t.config(database, topics={'xapi': 'xapi', 'courses': 'structure'}, statements_only=True)
    t.create_topics(config)
    t.produce('xapi', [json.dumps(record).encode() for record in STATEMENTS])
    t.produce('courses', [json.dumps([TWO, ONE]).encode()])
    t.run(config)
    expect(t.count(database, 'api_v1.lesson'), 6, 'lessons')
    t.lrstream('recompute', '--database', t.conninfo(database))
    expect(progress(t, database), KNOWN)
    verify(t, database)


def many_statements(count):
    """Of 40 learners, in any order of time."""
    dice = random.Random(7)
    for n in range(count):
        who = f'mailto:learner{dice.randrange(40)}@example.org'
        yield statement(n, who, dice.choice(('completed', 'passed', 'experienced')), dice.choice('abc'), dice.randrange(60),
            dice.choice((BEES, WASPS)))


def test_a_structure_changes_while_two_workers_run(t):
    database, other = t.database(), t.database('_other')
    config = t.config(database, topics={'xapi': 'xapi', 'courses': 'structure'})
    t.create_topics(config, 2)
    made, last = list(many_statements(3000)), structure(BEES, version('last', None, lesson('c'), lesson('a', 'CompletedAndPassed')))
    lines = [json.dumps(record).encode() for record in made]
    run = t.start(config, '--workers', '2', '--batch-records', '40')
    for part in range(10):
        t.produce('xapi', lines[part * 300:(part + 1) * 300], 2)
        t.produce('courses', [json.dumps(record).encode() for record in ([TWO], [ONE], [structure(BEES), ONE], [last])[part % 4]])
        structures(t, database, [ONE, TWO, structure(WASPS)][part % 3])
    wanted = len(lines) + sum(2 if part % 4 == 2 else 1 for part in range(10))
    t.until_committed(database, wanted)
    expect_that(run.running(), f'the workers run: {run.said()}')
    t.produce('courses', [json.dumps([last, ONE]).encode()])
    t.until_committed(database, wanted + 1)
    run.signal(15)
    run.end()
    expect(t.count(database, 'api_v1.statement'), len(made), 'statements')
    verify(t, database)
    structures(t, other, last, ONE)
    statements(t, other, made)
    same_but_shards(t, database, other)


def test_a_key_is_needed_for_anything_else(t):
    database = t.database()
    done = backfill(t, database, '--source', 'xapi', write(t, 'statements.ndjson', STATEMENTS), code=USAGE)
    expect_that('key' in done.stderr, done.stderr)
