"""Indicators under a mixture of what can come: most statements later than all before, some late, voids before and after
their targets, repetitions; learners spread over two workers."""
import datetime, json, random, re, uuid

import tables
from harness import WORLD, expect, expect_that

VERBS = [f'http://adlnet.gov/expapi/verbs/{verb}' for verb in
    ('registered', 'answered', 'completed', 'progressed', 'initialized', 'passed', 'failed', 'terminated')]
VERBS += ['http://id.tincanapi.com/verb/earned', 'http://id.tincanapi.com/verb/replied', 'https://w3id.org/xapi/acrossx/verbs/posted']
DISCUSSION = {'type': 'http://id.tincanapi.com/activitytype/discussion'}


def agent(learner):
    return {'mbox': f'mailto:learner{learner}@example.org'}


def activity(iri, kind):
    return {'id': iri, 'definition': {'type': f'http://adlnet.gov/expapi/activities/{kind}', 'name': {'en': iri[-8:]}}}


def moment(seconds):
    """From 2026-03-20 on, so that the clocks of Europe change in between."""
    day, second = divmod(seconds, 86400)
    day += 20 + 28 + 31     # days of January and February, and of March until then
    month, day = next((m, day - before) for m, before, after in ((3, 59, 90), (4, 90, 120), (5, 120, 151)) if day < after)
    return f'2026-{month:02d}-{day + 1:02d}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z'


def statement(rng, number, learner):
    course = activity(f'https://lms.example.org/courses/{rng.randrange(4)}', 'course')
    lesson = activity(f"{course['id']}/lessons/{rng.randrange(9)}", 'lesson')
    late = rng.randrange(20 * 86400) if rng.random() < .03 else 0
    said = {'id': str(uuid.UUID(int=rng.getrandbits(128), version=4)), 'actor': agent(learner), 'verb': {'id': rng.choice(VERBS)},
        'object': lesson if rng.random() < .6 else course, 'timestamp': moment(max(0, number // 3 * 1500 - late))}
    if rng.random() < .95:
        said['context'] = {'contextActivities': {'parent': [course]}}
        if rng.random() < .5:
            about = f"https://lms.example.org/courses/{rng.randrange(4)}/lessons/{rng.randrange(9)}"
            said['context']['contextActivities']['grouping'] = {'id': about, 'definition': DISCUSSION}
    if rng.random() < .5:
        said['result'] = {'score': {'scaled': rng.randrange(101) / 100}, 'success': rng.random() < .6}
    if rng.random() < .3:
        said.setdefault('result', {})['duration'] = f'PT{rng.randrange(2000)}S'
    return said


def void(rng, target):
    return {'id': str(uuid.UUID(int=rng.getrandbits(128), version=4)), 'actor': agent(0), 'verb': {'id': 'http://adlnet.gov/expapi/verbs/voided'},
        'object': {'objectType': 'StatementRef', 'id': target}, 'timestamp': moment(0)}


def mixture(seed, count, learners):
    rng = random.Random(seed)
    told = [statement(rng, number, rng.randrange(learners)) for number in range(count)]
    for one in rng.sample(told, count // 40):
        told.insert(rng.randrange(len(told)), void(rng, one['id']))
    for one in rng.sample(told, count // 30):
        told.insert(rng.randrange(len(told)), one)
    return [json.dumps(one).encode() for one in told]


def verified(t, database):
    done = t.lrstream('recompute', '--verify', '--database', t.conninfo(database))
    return done.stdout, re.search(r'(\d+) differences', done.stderr)[1]


def counted(run, what):
    return sum(int(n) for line in run.events('stage') for n in re.findall(rf' {what}=(\d+)', line))


def test_going_on_and_replaying_give_what_the_statements_say(t):
    database = t.database()
    t.psql("update lrstream.tenant set time_zone = 'Europe/Paris'", database)
    config = t.config(database, batch_records=100, workers=2)
    t.create_topics(config, 2)
    t.produce('xapi', mixture(1, 3000, 25), 2)
    run = t.run(config)
    learners, replayed = counted(run, 'learners'), counted(run, 'replayed')
    expect_that(0 < replayed < learners, f'{replayed} of {learners} learners were replayed: both ways are needed')
    expect(verified(t, database)[1], '0', 'differences')
    expect(tables.recomputed(t, database), [], 'indicators that differ from their recomputation')


def test_statements_without_indicators_are_made_up_for(t):
    database = t.database()
    first = t.config(database, {'one': 'xapi'}, statements_only=True)
    second = t.config(database, {'two': 'xapi'}, name='second.yaml')
    for config in (first, second):
        t.create_topics(config)
    told = mixture(2, 300, 5)
    t.produce('one', told[:200])
    t.produce('two', told[200:])
    t.run(first)
    expect(t.count(database, 'api_v1.learner_course'), 0, 'rows of indicators')
    refused = t.start(second, '--until-caught-up')
    refused.end(WORLD)
    expect_that('recompute' in refused.said(), 'who goes on is told to recompute')
    t.lrstream('recompute', '--database', t.conninfo(database))
    t.run(second)
    expect(verified(t, database)[1], '0', 'differences')
    expect_that(t.count(database, 'api_v1.learner_course') > 0, 'there are indicators')


def test_numbers_beyond_all_measure_stop_nobody(t):
    """Three learners, at 0:00 a statement that lasts 240,000 years (P87840000D), at 1:00 one of longer than 64 bits of
    microseconds can tell, an answer whose attempt-id is the largest number of 64 bits, each in a batch of its own."""
    database = t.database()
    course = activity('https://lms.example.org/courses/1', 'course')
    item = activity('https://lms.example.org/items/1', 'question')
    most = 2 ** 63 - 1
    told = []
    for learner in range(3):
        first = {'object': course, 'result': {'duration': 'P87840000D'}, 'timestamp': '2026-03-02T00:00:00Z'}
        second = {'object': item, 'context': {'contextActivities': {'parent': [course]}}, 'timestamp': '2026-03-02T01:00:00Z',
            'result': {'duration': 'P99999999999D', 'extensions': {'http://id.tincanapi.com/extension/attempt-id': most}}}
        told += [{'id': str(uuid.UUID(int=2 * learner + n, version=4)), 'actor': agent(learner), 'verb': {'id': VERBS[1]}, **one}
            for n, one in enumerate((first, second))]
    path = t.folder / 'told.ndjson'
    path.write_text(''.join(json.dumps(one) + '\n' for one in told))
    t.lrstream('backfill', '--database', t.conninfo(database), '--key-file', t.key, '--source', 'xapi', '--batch-records', '1', path)
    years = 87840000 * 24 * 60      # minutes
    of_all = t.psql('select time_spent_minutes::int8, statements from api_v1.course_day', database)
    expect(of_all, [(str(3 * (years + 60)), '6')], 'the day')
    expect(t.psql('select time_spent_minutes::int8 from api_v1.learner_activity order by 1', database), [('60',)] * 3 + [(str(years),)] * 3,
        'activities: the hour before it is the second one\'s')
    expect(t.psql('select attempts, (select max(attempts) from lrstream.activity_sum) from api_v1.activity where attempts > 9', database),
        [(str(most), str(3 * most))], 'attempts, of which the view shows what its type holds')
    expect(verified(t, database)[1], '0', 'differences')
    expect(tables.recomputed(t, database), [], 'indicators that differ from their recomputation')
    ids = ','.join(f"'{one['id']}'" for one in told[:4])
    expect(t.psql(f'select count(duration_seconds) from api_v1.statement where id in ({ids})', database), [('2',)], 'stated durations')


def test_streaks_are_known_for_months_back(t):
    """Every other day from 2026-01-01 on, 100 times; on 2026-01-12 also: the run of 11, 12 and 13 is the only longer one.
    The last run is that of 2026-07-18; most are later than the moments asked for."""
    database = t.database()
    course = activity('https://lms.example.org/courses/1', 'course')
    days = sorted({2 * n for n in range(100)} | {11})
    told = [{'id': str(uuid.UUID(int=day, version=4)), 'actor': agent(1), 'verb': {'id': VERBS[4]}, 'object': course,
        'timestamp': f'{datetime.date(2026, 1, 1) + datetime.timedelta(day)}T12:00:00Z'} for day in days]
    path = t.folder / 'told.ndjson'
    path.write_text(''.join(json.dumps(one) + '\n' for one in told))
    t.lrstream('backfill', '--database', t.conninfo(database), '--key-file', t.key, '--source', 'xapi', path)
    for as_of, streak in (('01-12', 0), ('01-13', 3), ('01-14', 3), ('01-21', 1), ('07-18', 1), ('07-19', 1), ('07-20', 0), ('07-25', 0)):
        expect(t.psql('select current_streak_days, longest_streak_days from api_v1.learner_course', database, '-q',
            '-c', f"set lrstream.as_of = '2026-{as_of}T09:00:00Z'"), [(str(streak), '3')], as_of)
