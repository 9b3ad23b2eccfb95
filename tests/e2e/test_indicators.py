"""Indicators under a mixture of what can come: most statements later than all before, some late, voids before and after
their targets, repetitions; learners spread over two workers."""
import datetime, json, random, re, sys, uuid

import tables
from harness import ROOT, WORLD, expect, expect_that
from test_progress import feed, said, void as void_of

sys.path.insert(0, str(ROOT / 'tests/indicators'))
import histories

VERBS = [f'http://adlnet.gov/expapi/verbs/{verb}' for verb in
    ('registered', 'answered', 'completed', 'progressed', 'initialized', 'passed', 'failed', 'terminated')]
VERBS += ['http://id.tincanapi.com/verb/earned', 'http://id.tincanapi.com/verb/replied', 'https://w3id.org/xapi/acrossx/verbs/posted']
ATTEMPT = 'http://id.tincanapi.com/extension/attempt-id'
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


def backfill(t, database, source, lines):
    path = t.folder / f'{source}.ndjson'
    path.write_text('\n'.join(lines) + '\n')
    t.lrstream('backfill', '--database', t.conninfo(database), '--source', source, '--key-file', t.key, path)


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


def test_sums_over_learners_may_be_beyond_64_bits(t):
    d = t.database()
    told = [said('c', learner, '05T10:00', 'answered', 'A', duration='P15000000W', extensions={ATTEMPT: 9 * 10**18})
        for learner in ('ada', 'bob', 'cy')]
    for n, one in enumerate(told):
        feed(t, d, [one], name=f'one-{n}')
    # Three times 9e18 attempts, shown as the largest number there is. 8e12 seconds of a duration count at most: three times.
    shown = 'select attempts, round(time_spent_minutes::numeric) from api_v1.activity, api_v1.course_day'
    expect(t.psql(shown, d), [('9223372036854775807', '400000000000')], 'of three learners')
    expect(verified(t, d)[1], '0', 'differences')
    feed(t, d, [void_of(told[0]), void_of(told[2])], name='voids')
    expect(t.psql(shown, d), [('9000000000000000000', '133333333333')], 'of the one who is left')
    expect(verified(t, d)[1], '0', 'differences')


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


# A cell of each table that indicators are kept in.
DAMAGE = {
    'indicator_rules': 'idle_us = idle_us + 1',
    'learner_state': 'recent = set_byte(recent, octet_length(recent) - 1, get_byte(recent, octet_length(recent) - 1) # 1)',
    'learner_chunk': 'events = set_byte(events, octet_length(events) - 1, get_byte(events, octet_length(events) - 1) # 1)',
    'learner_course': "recent_runs = recent_runs + '{[1,2)}'",
    'learner_activity': 'last_day = last_day + 1',
    'learner_progress': 'done = done + 1',
    'learner_skill': 'known = known / 2',
    'learner_video': 'state = set_byte(state, 0, get_byte(state, 0) # 1)',
    'certificate': "issued_at = issued_at + interval '1 second'",
    'social': 'reply = not reply',
    'course_sum': 'percent_sum = percent_sum + 1',
    'course_day_sum': 'time_us = time_us + 1',
    'activity_day_sum': 'learners = learners + 1',
    'activity_sum': 'name_id = gen_random_uuid()',
    'segment_sum': 'furthest = furthest + 1',
    'progress_sum': 'learners = learners + 1',
}
WHERE = {'activity_sum': 'name_id is not null'}


def test_damage_is_found_in_every_table_and_healed(t):
    database = t.database()
    some = [histories.make(seed) for seed in range(1, 13)]
    backfill(t, database, 'structure', [line for one in some for line in one.structures])
    backfill(t, database, 'xapi', [line for one in some for line in one.statements])
    kept = {name for name, in t.psql("select table_name from information_schema.columns "
        "where table_schema = 'lrstream' and column_name in ('learner', 'shard', 'fold_version')", database)}
    expect(sorted(kept - {'statement', 'erased'}), sorted(DAMAGE), 'the tables of indicators')
    whole = tables.read(t, database)
    expect(verified(t, database)[1], '0', 'differences')
    for table, change in DAMAGE.items():
        t.psql(f"update lrstream.{table} set {change} where ctid = "
            f"(select ctid from lrstream.{table} where {WHERE.get(table, 'true')} order by ctid limit 1)", database)
    told = t.lrstream('recompute', '--verify', '--database', t.conninfo(database), code=1).stdout.splitlines()
    columns = {table: change.split(' = ')[0] for table, change in DAMAGE.items()}
    expect(sorted(tuple(line.split('\t')[0:3:2]) for line in told),
        sorted([(table, {'name_id': 'name'}.get(column, column)) for table, column in columns.items()]), 'what is told')
    t.lrstream('recompute', '--database', t.conninfo(database))
    expect(tables.differences(whole, tables.read(t, database)), [], 'what a recomputation leaves damaged')
    expect(verified(t, database)[1], '0', 'differences')


def test_facts_that_are_lost_are_found(t):
    database = t.database()
    rng = random.Random(7)
    backfill(t, database, 'xapi', [json.dumps(statement(rng, number, 1)) for number in range(210)])
    expect_that(t.count(database, 'lrstream.learner_chunk') > 1, 'there are chunks')
    expect(t.count(database, "lrstream.learner_state where recent <> ''"), 1, 'and facts that are in none yet')
    expect(verified(t, database)[1], '0', 'differences')
    for changes in ((('update lrstream.learner_chunk set seq = 99 where seq = 0', ('learner_chunk', 'row')),
                ('delete from lrstream.learner_chunk where seq = 99', ('learner_state', 'chunks'))),
            (("update lrstream.learner_state set recent = ''", ('learner_state', 'facts')),),
            (("update lrstream.learner_chunk set events = '' where seq = 0", ('learner_state', 'facts')),)):
        for change, what in changes:
            t.psql(change, database)
            lines = t.lrstream('recompute', '--verify', '--database', t.conninfo(database), code=1).stdout.splitlines()
            expect([tuple(line.split('\t')[0:3:2]) for line in lines], [what], change)
        t.lrstream('recompute', '--database', t.conninfo(database))
        expect(verified(t, database)[1], '0', 'differences')
