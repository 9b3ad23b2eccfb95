"""How far learners come, with a structure and without: hand-worked cases through backfill and the views.

Each case is a course of its own with one learner, in Tokyo (UTC+9, no summer time). AS_OF is 01:00 on 21 March there, so
the 14 dates that end with it are 8 to 21 March: from 7 March 15:00 UTC on.
"""
import json, random, uuid

import tables
from harness import expect, expect_that

AS_OF = '2026-03-20T16:00:00Z'
ADL, CMI5 = 'http://adlnet.gov/expapi/verbs/', 'https://w3id.org/xapi/adl/verbs/'
VERBS = {'satisfied': CMI5 + 'satisfied', 'waived': CMI5 + 'waived',
    'evaluated': 'https://w3id.org/xapi/acrossx/verbs/evaluated', 'unregistered': 'http://id.tincanapi.com/verb/unregistered'}
COURSE_TYPE = 'http://adlnet.gov/expapi/activities/course'


def course_iri(course):
    return f'https://learn.example.org/courses/{course}'


def iri(course, activity):
    return f'https://learn.example.org/courses/{course}/{activity}' if activity else course_iri(course)


def said(course, learner, when, verb, activity=None, **result):
    """A statement: `when` is a time of March 2026, like 05T10:00; without an activity it is on the course."""
    when = f'2026-03-{when}:00Z' if len(when) == 8 else when
    statement = {
        'id': str(uuid.uuid5(uuid.NAMESPACE_URL, f'{course} {learner} {when} {verb} {activity} {result}')),
        'actor': {'account': {'homePage': 'https://learn.example.org', 'name': learner}},
        'verb': {'id': VERBS.get(verb, ADL + verb)},
        'object': {'id': iri(course, activity)},
        'timestamp': when,
        'stored': '2026-06-01T00:00:00Z',
        'context': {'contextActivities': {'grouping': [{'id': course_iri(course), 'definition': {'type': COURSE_TYPE}}]}},
    }
    if not activity:
        statement['object']['definition'] = {'type': COURSE_TYPE}
    if result:
        statement['result'] = result
    return statement


def void(statement):
    return {'id': str(uuid.uuid5(uuid.NAMESPACE_URL, 'void ' + statement['id'])), 'actor': statement['actor'],
        'verb': {'id': ADL + 'voided'}, 'object': {'objectType': 'StatementRef', 'id': statement['id']},
        'timestamp': '2026-03-01T00:00:00Z', 'stored': '2026-06-01T00:00:00Z'}


def version(lessons, start=None, **more):
    """lessons: 'A Completed, B Passed 2026-03-10T00:00:00Z'."""
    words = [lesson.split() for lesson in lessons.split(', ')] if lessons else []
    return {'from': start, **more, 'lessons': [
        {'activity': a, 'move_on': move_on, **({'due_at': due[0]} if due else {})} for a, move_on, *due in words]}


def structure(course, *versions):
    told = [{**v, 'version': str(n)} for n, v in enumerate(versions)]
    for v in told:
        v['lessons'] = [{**l, 'activity': iri(course, l['activity'].replace('(course)', ''))} for l in v['lessons']]
    return {'course': course_iri(course), 'versions': told}


def feed(t, database, records, source='xapi', name='records'):
    path = t.folder / f'{name}.ndjson'
    path.write_text(''.join(json.dumps(r) + '\n' for r in records))
    key = [] if source == 'structure' else ['--key-file', str(t.key)]
    t.lrstream('backfill', '--database', t.conninfo(database), '--source', source, *key, str(path))


def in_tokyo(t, suffix=''):
    database = t.database(suffix)
    t.psql("update lrstream.tenant set time_zone = 'Asia/Tokyo'", database)
    return database


def look(t, database, sql, as_of=AS_OF):
    return t.psql(sql, database, '-q', '-c', f"set lrstream.as_of = '{as_of}'; set time zone 'UTC'")


def shown(t, database, course, columns, as_of=AS_OF, view='learner_course', where='true'):
    """The columns of the course's only row, as PostgreSQL writes them; empty for null."""
    rows = look(t, database, f"select {columns} from api_v1.{view} where course = '{course_iri(course)}' and {where}", as_of)
    expect(len(rows), 1, f'rows of {course} in {view}')
    return rows[0]


def expect_shown(t, database, course, columns, wanted, **more):
    expect(dict(zip(columns.split(', '), shown(t, database, course, columns, **more))), dict(zip(columns.split(', '), wanted)),
        f'{course} {more}')


# ---- lessons ----

PROGRESS = 'percent_complete, lessons_done, total_lessons, current_lesson, current_lesson_number, completed_at, lessons_per_day, eta'


def test_lessons_are_done_by_their_move_on(t):
    d = in_tokyo(t)
    feed(t, d, [structure('c', version('A Completed, B Passed, C CompletedAndPassed, D NotApplicable, E CompletedOrPassed'))],
        'structure')
    # A is done, D since the registration. B asks for passed, C for completed as well. E was never touched.
    # 2 of 5; of the touched C is the later one. Both were done before 8 March: 0 on the 2 active dates, 10 and 18 March.
    statements = [said('c', 'ada', '01T10:00', 'registered'), said('c', 'ada', '02T10:00', 'completed', 'A'),
        said('c', 'ada', '10T10:00', 'completed', 'B'), said('c', 'ada', '18T10:00', 'passed', 'C')]
    feed(t, d, statements)
    expect_shown(t, d, 'c', PROGRESS, ('40', '2', '5', iri('c', 'C'), '3', '', '0', ''))
    done = dict(look(t, d, 'select activity, completed_at from api_v1.learner_activity'))
    expect(done, {course_iri('c'): '', iri('c', 'A'): '2026-03-02 10:00:00+00', iri('c', 'B'): '', iri('c', 'C'): ''})
    # Waived meets any moveOn: B at the moment of the waiver. D is done since the course began, whatever is said of it.
    feed(t, d, [said('c', 'ada', '19T10:00', 'waived', 'B'), said('c', 'ada', '19T11:00', 'completed', 'C'),
        said('c', 'ada', '19T12:00', 'completed', 'D')])
    done = dict(look(t, d, 'select activity, completed_at from api_v1.learner_activity'))
    expect(done[iri('c', 'B')], '2026-03-19 10:00:00+00')
    expect(done[iri('c', 'C')], '2026-03-19 11:00:00+00', 'the later of passed and completed')
    expect(done[iri('c', 'D')], '2026-03-01 10:00:00+00')
    # 4 of 5, E is the only one left: 2 done on 3 active dates (10, 18, 19 March); 1 / (2/3) days = 36 h.
    expect_shown(t, d, 'c', PROGRESS, ('80', '4', '5', iri('c', 'E'), '5', '', '0.6666666666666666', '2026-03-22 04:00:00+00'))
    # All done: no lesson is current, its number is their count. 20 March 10:00 UTC is another active date: 3 on 4.
    feed(t, d, [said('c', 'ada', '20T10:00', 'passed', 'E')])
    expect_shown(t, d, 'c', PROGRESS, ('100', '5', '5', '', '5', '2026-03-20 10:00:00+00', '0.75', ''))
    expect_shown(t, d, 'c', 'enrolment_state, at_risk, at_risk_reasons', ('completed', 'f', '{}'))


def test_pace_counts_the_tenants_dates(t):
    d = in_tokyo(t)
    feed(t, d, [structure('c', version(', '.join(f'L{n} CompletedOrPassed' for n in range(1, 7))))], 'structure')
    # L1 on 7 March in Tokyo, one second before the window; L2 at midnight; L3 and L4 on 21 March: 3 lessons on 2 dates.
    # 2 are left: 2 / 1.5 days = 32 h after as_of.
    feed(t, d, [said('c', 'ada', '2026-03-07T14:59:59Z', 'completed', 'L1'), said('c', 'ada', '07T15:00', 'completed', 'L2'),
        said('c', 'ada', '20T15:10', 'passed', 'L3'), said('c', 'ada', '20T15:30', 'passed', 'L4')])
    expect_shown(t, d, 'c', PROGRESS, (str(100 * 4 / 6), '4', '6', iri('c', 'L5'), '5', '', '1.5', '2026-03-22 00:00:00+00'))
    # In April no date of the window is active: no pace.
    expect_shown(t, d, 'c', 'lessons_per_day, eta', ('', ''), as_of='2026-04-20T00:00:00Z')


def test_a_course_stays_completed_when_its_structure_grows(t):
    d = in_tokyo(t)
    feed(t, d, [structure('c', version('A Completed'), version('A Completed, B Completed, C Completed', '2026-03-10T00:00:00Z'))],
        'structure')
    feed(t, d, [said('c', 'ada', '01T10:00', 'registered'), said('c', 'ada', '05T10:00', 'completed', 'A')])
    columns = 'percent_complete, lessons_done, total_lessons, completed_at, enrolment_state'
    expect_shown(t, d, 'c', columns, ('100', '1', '1', '2026-03-05 10:00:00+00', 'completed'), as_of='2026-03-09T23:59:59Z')
    expect_shown(t, d, 'c', columns, (str(100 / 3), '1', '3', '2026-03-05 10:00:00+00', 'completed'), as_of='2026-03-10T00:00:00Z')
    # Who comes later needs all three: 1 + 0 of 3 lessons each, (33.3 + 0) / 2.
    feed(t, d, [said('c', 'bob', '12T10:00', 'registered')])
    average = look(t, d, 'select completions, round(average_percent_complete::numeric, 6) from api_v1.course')
    expect(average, [('1', '16.666667')])
    expect(look(t, d, "select day, completions from api_v1.course_day where completions > 0"), [('2026-03-05', '1')])


def test_a_smaller_structure_completes_when_it_comes_into_force(t):
    d = in_tokyo(t)
    feed(t, d, [structure('c', version('A Completed, B Completed'), version('A Completed', '2026-03-10T20:00:00Z'))], 'structure')
    feed(t, d, [said('c', 'ada', '05T10:00', 'completed', 'A')])
    expect_shown(t, d, 'c', 'completed_at, active_days', ('2026-03-10 20:00:00+00', '1'))
    # That is 11 March in Tokyo, a date without a statement.
    expect(look(t, d, 'select day, active_learners, completions from api_v1.course_day order by day'),
        [('2026-03-05', '1', '0'), ('2026-03-11', '0', '1')])


def test_no_lessons_and_no_version_yet(t):
    d = in_tokyo(t)
    feed(t, d, [structure('empty', version('')), structure('later', version('A Completed', '2026-04-01T00:00:00Z')),
        structure('gone', version('A Completed'))], 'structure')
    own = {'https://w3id.org/xapi/cmi5/result/extensions/progress': 30, 'urn:lrstream:lessons-done': 3, 'urn:lrstream:lessons-total': 9}
    feed(t, d, [said(c, 'ada', '05T10:00', 'completed', None, extensions=own) for c in ('empty', 'later', 'gone')])
    columns = 'percent_complete, lessons_done, total_lessons, current_lesson, completed_at'
    expect_shown(t, d, 'empty', columns, ('', '0', '0', '', ''))
    expect_shown(t, d, 'later', columns, ('', '', '', '', ''))
    expect_shown(t, d, 'later', columns, ('0', '0', '1', iri('later', 'A'), ''), as_of='2026-04-01T00:00:00Z')
    expect_shown(t, d, 'gone', columns, ('0', '0', '1', iri('gone', 'A'), ''))
    # A structure without versions takes it back: the source is believed again.
    feed(t, d, [structure('gone')], 'structure')
    expect_shown(t, d, 'gone', columns, ('30', '3', '9', '', '2026-03-05 10:00:00+00'))
    expect(look(t, d, 'select course, average_percent_complete, completions from api_v1.course order by course'),
        [(course_iri('empty'), '', '0'), (course_iri('gone'), '30', '1'), (course_iri('later'), '', '0')])


def test_what_the_source_says(t):
    d = in_tokyo(t)
    say = lambda percent, lesson: {'extensions': {'https://w3id.org/xapi/cmi5/result/extensions/progress': percent,
        'urn:lrstream:current-lesson': lesson, 'urn:lrstream:lessons-done': lesson - 1, 'urn:lrstream:lessons-total': 20}}
    for c in ('plain', 'known'):
        feed(t, d, [said(c, 'ada', '01T10:00', 'progressed', None, **say(80, 17)), said(c, 'ada', '02T10:00', 'progressed', None, **say(40, 9)),
            said(c, 'ada', '03T10:00', 'completed', 'A'), said(c, 'ada', '04T10:00', 'progressed', 'B', **say(99, 3))])
    feed(t, d, [structure('known', version('A Completed, B Completed'))], 'structure')
    # Without a structure: the last stated on the course, though it was more before; a lesson's progress is not the course's.
    expect_shown(t, d, 'plain', PROGRESS, ('40', '8', '20', '', '9', '', '', ''))
    # With one: 1 of 2. Only the number of the current lesson is believed. Nothing done since 8 March, no active date either.
    expect_shown(t, d, 'known', PROGRESS, ('50', '1', '2', iri('known', 'B'), '9', '', '', ''))


# ---- risk ----

def risk(t, database, course, as_of=AS_OF):
    at_risk, reasons = shown(t, database, course, 'at_risk, at_risk_reasons', as_of)
    expect(at_risk, 'f' if reasons == '{}' else 't', 'at_risk')
    return reasons.strip('{}')


def test_risk_and_its_reasons(t):
    d = in_tokyo(t)
    wrong = lambda c, n, verb='answered': [said(c, 'ada', f'18T1{i}:00', verb, 'Q', success=False) for i in range(n)]
    enrolled = lambda c, when='18T09:00': [said(c, 'ada', when, 'registered')]
    cases = {
        'fresh': (enrolled('fresh') + [said('fresh', 'ada', '18T10:00', 'experienced', 'A')], ''),
        'seven-days': (enrolled('seven-days', '01T10:00') + [said('seven-days', 'ada', '13T16:00', 'experienced', 'A')], ''),
        'longer': (enrolled('longer', '01T10:00') + [said('longer', 'ada', '2026-03-13T15:59:59Z', 'experienced', 'A')], 'idle'),
        'waiting': (enrolled('waiting'), 'never_started'),
        'forgotten': (enrolled('forgotten', '01T10:00'), 'idle,never_started'),
        'three': (enrolled('three') + wrong('three', 3), ''),
        'four': (enrolled('four') + wrong('four', 4), 'struggling'),
        'evaluated': (enrolled('evaluated') + wrong('evaluated', 5, 'evaluated'), 'struggling'),
        'silent': (enrolled('silent') + wrong('silent', 4) + [said('silent', 'ada', '18T15:00', 'answered', 'Q')], 'struggling'),
        'solved': (enrolled('solved') + wrong('solved', 4) + [said('solved', 'ada', '18T15:00', 'answered', 'Q', success=True)], ''),
        'stranger': (wrong('stranger', 4), ''),
        'left': (enrolled('left') + wrong('left', 4) + [said('left', 'ada', '19T10:00', 'unregistered')], ''),
        'passed': (enrolled('passed') + wrong('passed', 4) + [said('passed', 'ada', '19T10:00', 'passed')], ''),
        'lesson-passed': (enrolled('lesson-passed') + wrong('lesson-passed', 4) + [said('lesson-passed', 'ada', '19T10:00', 'passed', 'A')],
            'struggling'),
        'finished': (enrolled('finished') + wrong('finished', 4) + [said('finished', 'ada', '19T10:00', 'completed')], ''),
        # 1 to 25 March: 24 days, whose last quarter are 6, from 19 March on.
        'absent': (enrolled('absent') + [said('absent', 'ada', '18T23:59', 'experienced', 'A')], 'absent_last_quarter'),
        'present': (enrolled('present') + [said('present', 'ada', '19T00:00', 'experienced', 'A')], ''),
        'endless': (enrolled('endless') + [said('endless', 'ada', '18T23:59', 'experienced', 'A')], ''),
    }
    limits = {'starts_at': '2026-03-01T00:00:00Z', 'ends_at': '2026-03-25T00:00:00Z'}
    feed(t, d, [structure(c, version('A Completed, Z Completed', **limits)) for c in ('absent', 'present')]
        + [structure('endless', version('A Completed', starts_at=limits['starts_at']))], 'structure')
    feed(t, d, [s for statements, _ in cases.values() for s in statements])
    for course, (_, reasons) in cases.items():
        expect(risk(t, d, course), reasons, course)
    # The last quarter begins with its first moment, and ends with the course.
    expect(risk(t, d, 'absent', '2026-03-18T23:59:59Z'), '')
    expect(risk(t, d, 'absent', '2026-03-25T00:00:00Z'), 'absent_last_quarter')
    expect(risk(t, d, 'absent', '2026-03-25T00:00:01Z'), '')
    # A void of one wrong answer ends the struggle, of the right one begins it.
    feed(t, d, [void(cases['four'][0][2]), void(cases['solved'][0][-1])])
    expect((risk(t, d, 'four'), risk(t, d, 'solved')), ('', 'struggling'))


# ---- due dates ----

def test_timeliness(t):
    d = in_tokyo(t)
    due = '2026-03-10T10:00:00Z'
    feed(t, d, [structure('c', version(f'A Completed {due}, B Completed {due}, C Completed {due}, D Completed 2026-03-20T16:00:00Z, '
        f'E Completed, F Completed {due}'))], 'structure')
    feed(t, d, [said('c', 'ada', '10T10:00', 'attempted', 'A'), said('c', 'ada', '11T10:00', 'completed', 'A'),
        said('c', 'ada', '09T10:00', 'experienced', 'B'), said('c', 'ada', '10T10:01', 'failed', 'B'),
        said('c', 'ada', '09T10:00', 'experienced', 'C'), said('c', 'ada', '09T10:00', 'experienced', 'D'),
        said('c', 'ada', '09T10:00', 'completed', 'E'), said('c', 'ada', '09T10:00', 'completed', 'G'),
        said('c', 'ada', '08T10:00', 'answered', 'F')])
    rows = look(t, d, "select right(activity, 1), due_at, timeliness, lead_seconds from api_v1.learner_activity order by 1")
    then = '2026-03-10 10:00:00+00'
    expect(rows, [
        ('A', then, 'on_time', '0'),            # at the very moment
        ('B', then, 'late', '-60'),             # experienced is no try
        ('C', then, 'missing', ''),             # no try
        ('D', '2026-03-20 16:00:00+00', '', ''),# no try, due at as_of itself
        ('E', '', 'floating', ''),
        ('F', then, 'on_time', '172800'),       # two days before
        ('G', '', '', ''),                      # outside the structure
    ])
    expect(shown(t, d, 'c', 'timeliness', '2026-03-20T16:00:01Z', 'learner_activity', "activity like '%D'"), ('missing',))


# ---- drop-off ----

def test_where_learners_stop(t):
    d = in_tokyo(t)
    feed(t, d, [structure('known', version('A Completed, B Completed, C Completed'),
        version('C Completed, A Completed', '2026-03-15T00:00:00Z'))], 'structure')
    for c in ('known', 'plain'):
        feed(t, d, [said(c, 'ada', '01T10:00', 'experienced', 'C'), said(c, 'ada', '02T10:00', 'experienced', 'A'),
            said(c, 'ada', '03T10:00', 'experienced', 'C'), said(c, 'ada', '04T10:00', 'experienced'),
            said(c, 'bob', '01T10:00', 'experienced', 'B'), said(c, 'bob', '02T10:00', 'experienced', 'X'),
            said(c, 'cyd', '01T10:00', 'experienced', 'A'), said(c, 'dan', '01T10:00', 'registered')])
    stops = lambda c, as_of: look(t, d, f"select right(activity, 1), learners from api_v1.drop_off where course = '{course_iri(c)}' order by 1", as_of)
    # A is the first of three, then the second of two. Ada came to C by place; who touched no lesson stands nowhere.
    expect(stops('known', '2026-03-14T00:00:00Z'), [('A', '1'), ('B', '1'), ('C', '1')])
    expect(stops('known', AS_OF), [('A', '2')])
    # Without a structure: what was begun last, for Ada A, for Bob X; the course itself is none.
    expect(stops('plain', AS_OF), [('A', '2'), ('X', '1')])


# ---- order ----

def history(chance):
    """Statements of five learners in two courses, some of them void, and the structure of one."""
    lessons = 'ABCDEF'
    statements = []
    for _ in range(400):
        course, learner = chance.choice(('known', 'plain')), chance.choice(('ada', 'bob', 'cyd', 'dan', 'eve'))
        when = f'2026-{chance.randint(1, 3):02}-{chance.randint(1, 20):02}T{chance.randint(0, 23):02}:00:00Z'
        verb = chance.choice(('registered', 'completed', 'passed', 'failed', 'answered', 'answered', 'waived', 'experienced'))
        activity = None if verb == 'registered' else chance.choice(lessons + 'X')
        statements.append(said(course, learner, when, verb, activity, **({'success': chance.random() < .4} if verb == 'answered' else {})))
    statements += [void(s) for s in chance.sample(statements, 60)]
    moves = ('Completed', 'Passed', 'CompletedOrPassed', 'CompletedAndPassed', 'NotApplicable')
    versions = [version(', '.join(f'{l} {chance.choice(moves)} 2026-0{chance.randint(1, 4)}-05T00:00:00Z' for l in chance.sample(lessons, 3)), start)
        for start in (None, '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-06-01T00:00:00Z')]
    return statements, structure('known', *versions)


def test_any_order_gives_the_same(t):
    chance = random.Random(7)
    statements, known = history(chance)
    early, late = in_tokyo(t), in_tokyo(t, '_late')
    feed(t, early, [known], 'structure')
    feed(t, early, statements)
    # Elsewhere in disorder, in parts, some twice, first without a structure, then with another one.
    disorder = statements + chance.sample(statements, 100)
    chance.shuffle(disorder)
    feed(t, late, disorder[:150])
    feed(t, late, [structure('known', version('A Passed, X Completed, F Completed'), version('', '2026-02-10T00:00:00Z'))], 'structure')
    feed(t, late, disorder[150:300])
    feed(t, late, [known], 'structure')
    feed(t, late, disorder[300:])
    expect(tables.differences(tables.read(t, early), tables.read(t, late)), [])
    expect_that(t.count(early, 'lrstream.learner_progress') >= 15, 'nothing to compare')
    for database in (early, late):
        expect(tables.recomputed(t, database), [])
        t.lrstream('recompute', '--verify', '--database', t.conninfo(database))


def test_an_id_of_zeros_is_one_like_others(t):
    d = in_tokyo(t)
    first, second = said('c', 'ada', '05T10:00', 'passed'), said('c', 'ada', '06T10:00', 'experienced')
    nil = '00000000-0000-0000-0000-000000000000'
    feed(t, d, [{**first, 'id': nil}])
    expect(look(t, d, 'select id, state from api_v1.certificate'), [(nil, 'issued')])
    feed(t, d, [second], name='more')
    expect_shown(t, d, 'c', 'statements', ('2',))
    t.lrstream('recompute', '--verify', '--database', t.conninfo(d))
