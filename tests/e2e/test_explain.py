"""lrstream explain --indicator: every indicator of a learner with all kinds of statements, told step by step, comes to what
the view shows; a small history by hand; and what cannot be asked."""
import re

from harness import REJECTS, ROOT, USAGE, expect, expect_that
from test_indicators import mixture
from test_video import COURSE, VIDEO, statement as video, void as void_video
from test_progress import AS_OF, course_iri, feed, in_tokyo, iri, look, said, structure, version, void

MOMENT = re.compile(r'^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$')
# Rows of one learner whose value is one stored column: what the last step says is what the view shows.
DIRECT = ('first_accessed_at', 'last_accessed_at', 'active_days', 'longest_streak', 'sessions', 'time_spent', 'activity_time_spent',
    'completed_at', 'reported_time_spent', 'reported_average_score', 'statements', 'regularity', 'posts', 'replies',
    'first_attempt_correct', 'video_length', 'video_coverage', 'video_rewatched', 'furthest_position', 'skill_bkt')
STEP = re.compile(r'^\d{4}-\S+Z  [0-9a-f-]{36}  \S+  \S+  ')


def shown(value):
    """As explain writes it."""
    found = MOMENT.match(value)
    return f'{found[1]}T{found[2]}Z' if found else {'t': 'true', 'f': 'false', '': 'none'}.get(value, value)


def explain(t, database, name, *how, code=0):
    return t.lrstream('explain', '--database', t.conninfo(database), '--indicator', name, *how, '--as-of', AS_OF, code=code)


def steps(text):
    return [line for line in text.splitlines() if STEP.match(line)]


def last_said(text):
    """What the last step that counts came to; 'none' without one."""
    counted = [line for line in steps(text) if 'voided: does not count' not in line]
    return re.sub(r' \(.*\)$', '', counted[-1].rsplit('-> ', 1)[1]) if counted else 'none'


def values(text, view, column):
    return [line.rsplit(': ', 1)[1] for line in text.splitlines() if line.startswith(f'api_v1.{view}.{column}')]


def keys_of(t, database, view):
    """What rows of the view are found by, but for learner and course."""
    return [row[0] for row in t.psql(f"""select attname from pg_attribute
        where attrelid = 'api_v1.{view}'::regclass and attname in ('activity', 'skill', 'day')""", database)]


def view_shows(t, database, view, column, keys):
    columns = {row[0] for row in t.psql(f"select attname from pg_attribute where attrelid = 'api_v1.{view}'::regclass", database)}
    where = ' and '.join(f"{k} = '{v}'" for k, v in keys.items() if k in columns)
    return t.psql(f"select coalesce({column}::text, 'null') from api_v1.{view} where {where}", database, '-q',
        '-c', f"set lrstream.as_of = '{AS_OF}'; set time zone 'UTC'")


def expect_every_indicator(t, d, keys):
    known = t.psql('select name, "view", "column" from api_v1.indicator', d)
    for name, view, column in known:
        flags = [word for key in ('learner', 'course', *keys_of(t, d, view)) for word in (f'--{key}', keys[key])]
        text = explain(t, d, name, *flags).stdout
        wanted = [row[0] for row in view_shows(t, d, view, column, keys)]
        expect(sorted(values(text, view, column)), sorted(wanted), f'{name} of {keys}')
        if name in DIRECT and wanted:
            value = shown(wanted[0].replace('null', ''))
            expect_that(last_said(text) == value or (value == '0' and not steps(text)), f'{value} at the last step of {name} of {keys}: {text}')
    return len(known)


def test_every_indicator_is_explained(t):
    d = t.database()
    path = t.folder / 'mixture.ndjson'
    path.write_bytes(b'\n'.join(mixture(11, 700, 3)) + b'\n')
    t.lrstream('backfill', '--database', t.conninfo(d), '--source', 'xapi', '--key-file', str(t.key), str(path))
    feed(t, d, [{'course': 'https://lms.example.org/courses/1', 'versions': [{'version': '1', 'from': None, 'lessons': [
        {'activity': f'https://lms.example.org/courses/1/lessons/{n}', 'move_on': 'CompletedOrPassed',
            'due_at': '2026-04-01T00:00:00Z', 'skills': ['https://lms.example.org/skills/bees']} for n in range(4)]}]}], 'structure')
    for course in (1, 2):
        learner, activity, day = t.psql(f"""select learner, activity, occurred_at::date from api_v1.statement where not voided
            and course = 'https://lms.example.org/courses/{course}' and success and activity <> course
            order by occurred_at limit 1""", d)[0]
        count = expect_every_indicator(t, d, {'learner': learner, 'course': f'https://lms.example.org/courses/{course}',
            'activity': activity, 'skill': 'https://lms.example.org/skills/bees', 'day': day})
        expect_that(count > 40, f'{count} indicators')


def test_videos_are_explained(t):
    d = t.database()
    lists = [video(1, 'ann', 'played', 0, {'time': 0}, 's1', 100), video(2, 'ann', 'paused', 1, {'played-segments': '0[.]30'}, 's1'),
        video(3, 'ann', 'paused', 2, {'played-segments': '0[.]30[,]20[.]50'}, 's1'),
        video(4, 'ann', 'paused', 5, {'played-segments': '0[.]100'}, 's4'), video(5, 'bob', 'paused', 9, {'played-segments': '0[.]9'}, 's5', 100)]
    feed(t, d, [*lists, void_video(6, 20, lists[3])])
    learner = t.psql('select learner from api_v1.learner_activity order by furthest_position desc limit 1', d)[0][0]
    # Of 100 s: [0, 30), then [0, 50), of which [20, 30) twice; all of it only in the voided one.
    told = explain(t, d, 'video_coverage', '--learner', learner, '--course', COURSE, '--activity', VIDEO).stdout
    expect([line.split('  ', 4)[4] for line in steps(told)], ['none -> 0', '0 -> 0.3', '0.3 -> 0.5', 'voided: does not count'])
    told = explain(t, d, 'video_rewatched', '--learner', learner, '--course', COURSE, '--activity', VIDEO).stdout
    expect([line.split('  ', 4)[4] for line in steps(told)], ['none -> 0', '0 -> 10', 'voided: does not count'])
    expect_every_indicator(t, d, {'learner': learner, 'course': COURSE, 'activity': VIDEO, 'skill': 'https://campus.example/none',
        'day': '2026-03-02'})


def test_steps_by_hand(t):
    d = in_tokyo(t)
    wrong = said('c', 'ada', '05T10:45', 'completed', 'B')
    told = [said('c', 'ada', '05T10:00', 'registered'), said('c', 'ada', '05T10:04', 'answered', 'A', success=False, score={'scaled': .25}),
        said('c', 'ada', '05T10:05', 'answered', 'A', success=True, score={'scaled': .75}, duration='PT30S'),
        wrong, said('c', 'ada', '05T11:00', 'completed', 'A')]
    feed(t, d, [structure('c', version('A Completed, B Completed'))], 'structure')
    feed(t, d, told + [void(wrong)])
    learner = t.psql('select learner from api_v1.learner_course', d)[0][0]
    who, ids = ('--learner', learner, '--course', course_iri('c')), [s['id'] for s in told]
    at_a = (*who, '--activity', iri('c', 'A'))

    def lines(name, *how):
        return [line.split('  ', 4) for line in steps(explain(t, d, name, *how).stdout)]

    # 10:00 to 10:04 is the registration's, of the next minute only the half that the answer at 10:05 states; from there to
    # 11:00 is more than half an hour. The statement in between is voided.
    expect(lines('time_spent', *who), [
        ['2026-03-05T10:00:00Z', ids[0], 'registered', course_iri('c'), f'0 -> 4 (PT4M until {ids[1]})'],
        ['2026-03-05T10:05:00Z', ids[2], 'answered', iri('c', 'A'), '4 -> 4.5 (PT30S its own duration)'],
        ['2026-03-05T10:45:00Z', ids[3], 'completed', iri('c', 'B'), 'voided: does not count'],
    ])
    expect([(one[1], one[4]) for one in lines('sessions', *who)],
        [(ids[0], '0 -> 1'), (ids[3], 'voided: does not count (PT40M after the statement before)'),
            (ids[4], '1 -> 2 (PT55M after the statement before)')])
    # Scores 25 and 75: the best rises, and so does the sum over the course's one activity with a score.
    expect([(one[1], one[4]) for one in lines('average_score_best', *who)],
        [(ids[1], 'best_sum 0 -> 25, scored 0 -> 1, best none -> 25'), (ids[2], 'best_sum 25 -> 75, best 25 -> 75')])
    expect_that('2 of 5 statements count for it' in explain(t, d, 'sessions', *who).stdout, 'how many count')
    expect([one[4] for one in lines('first_attempt_correct', *at_a)], ['none -> false'])
    # One of two lessons: the void of the other's completion leaves 50.
    expect([(one[1], one[4]) for one in lines('percent_complete', *who)],
        [(ids[3], 'voided: does not count'), (ids[4], '0 -> 1')])
    expect(values(explain(t, d, 'percent_complete', *who).stdout, 'learner_course', 'percent_complete'), ['50'])
    # At risk on 20 March: since 5 March nothing happened.
    expect(values(explain(t, d, 'at_risk_reasons', *who).stdout, 'learner_course', 'at_risk_reasons'), ['{idle}'])
    # By an identifier, which needs the key.
    by_name = explain(t, d, 'sessions', '--account', 'https://learn.example.org', 'ada', '--key-file', str(t.key), *who[2:])
    expect(steps(by_name.stdout), steps(explain(t, d, 'sessions', *who).stdout))

    # What is stored and not what the statements give is told.
    t.psql("update lrstream.learner_course set sessions = 7", d)
    expect_that('stored is 7, the statements give 2' in explain(t, d, 'sessions', *who, code=REJECTS).stdout, 'the difference')


def test_what_cannot_be_explained(t):
    d = t.database()
    who = ('--learner', '00000000-0000-4000-8000-000000000001', '--course', 'https://learn.example.org/courses/none')

    def refused(name, *how):
        return explain(t, d, name, *how, code=USAGE).stderr

    expect_that('did you mean sessions?' in refused('sesions', *who), 'the nearest name')
    expect_that('--activity' in refused('attempts', *who), 'an activity is asked for')
    expect_that('--day' in refused('active_learners', *who), 'a date is asked for')
    expect_that('--activity' in refused('sessions', *who, '--activity', 'https://learn.example.org/a'), 'no activity is asked for')
    expect_that('one person' in refused('sessions', *who[2:]), 'a learner is asked for')
    nobody = explain(t, d, 'sessions', *who).stdout
    expect_that('0 of 0 statements' in nobody and 'api_v1.learner_course has no row: no statement of the learner is stored' in nobody, nobody)
    feed(t, d, [said('bees', 'ada', '01T10:00', 'registered')])
    ada = ('--learner', t.psql('select learner from api_v1.statement', d)[0][0])
    elsewhere = explain(t, d, 'sessions', *ada, *who[2:]).stdout
    expect_that('no row: no statement of the learner is in the course' in elsewhere, elsewhere)
    another_day = explain(t, d, 'active_learners', *ada, '--course', course_iri('bees'), '--day', '1999-12-31').stdout
    expect_that('no statement of the learner is in the course on that date' in another_day, another_day)


ENTRY = re.compile(r'^### (\w+)\n\n(.+?)\n\n- Inputs: (.+)\n- Formula: (.+)\n- Edge cases: (.+)\n- State class: (\w+)\n'
    r'- Shown: `(\w+)\.(\w+)`\n- Stored: (.+)\n', re.M)


def test_definitions_have_their_page(t):
    d = t.database()
    page = (ROOT / 'schemas/xapi/indicators.md').read_text()
    entries = {found[1]: found.groups()[5:] for found in ENTRY.finditer(page)}
    expect(sorted(entries), sorted(re.findall(r'^### (.*)$', page, re.M)), 'entries with all that belongs to one, each once')
    known = t.psql('select name, state_class, "view", "column" from api_v1.indicator', d)
    expect({name: one[:3] for name, one in entries.items()}, {row[0]: row[1:] for row in known}, 'entries and definitions')
    expect(t.psql("select distinct definition_version from api_v1.indicator", d), [('2',)])
    stored = {}
    for name, table, column in t.psql('select indicator, "table", "column" from lrstream.indicator_part order by indicator, place', d):
        stored.setdefault(name, []).append(f'`{table}.{column}`')
    expect({name: one[3].split(', ') for name, one in entries.items()}, stored, 'stored columns')
    # What is named is there.
    columns = {'.'.join(row) for row in t.psql("""select nspname, relname, attname from pg_attribute a
        join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace
        where nspname in ('lrstream', 'api_v1') and attnum > 0""", d)}
    for name, one in entries.items():
        for place in [f'api_v1.{one[1]}.{one[2]}', *(f'lrstream.{word}' for word in re.findall(r'`(.*?)`', one[3]))]:
            expect_that(place in columns, f'{name}: there is no {place}')
    expect_that(all(one[0] in ('S', 'M', 'N', 'O', 'derived') for one in entries.values()), 'state classes')


def test_queries_of_the_readme(t):
    d = in_tokyo(t)
    bees = 'https://lms.example.org/courses/bees'
    feed(t, d, [structure('bees', version('A Completed, B Completed'))], 'structure')
    told = [said('bees', 'ada', '01T10:00', 'registered')]
    told += [said('bees', f'learner {n}', '02T10:00', 'answered', 'A', success=n % 3 == 0) for n in range(12)]
    feed(t, d, told)
    text = (ROOT / 'README.md').read_text()
    asked = text[text.index('What analysts ask first'):text.index('What each number means exactly')]
    queries = [q + ';' for q in re.findall(r'^    (SELECT.*?);$', asked, re.M | re.S)]
    expect(len(queries), 4, 'queries')
    found = [look(t, d, q.replace(bees, course_iri('bees'))) for q in queries]
    expect([row[1:4] for row in found[0]], [('0', '0', '2')], 'progress')
    expect([row[2] for row in found[1]], ['{idle,never_started}'], 'at risk')
    # 0, 3, 6 and 9 of twelve were right; nobody has another question.
    expect([(row[2], row[3], row[4]) for row in found[2]], [('12', '0.3333333333333333', '')], 'hardest')
    expect([(row[0], row[2], row[3]) for row in found[3]], [('2026-03-01', '1', '1'), ('2026-03-02', '12', '12')], 'busy')
