"""Time zone and cut-offs as the configuration says them: dates and sessions by hand, and what happens when they change.

Ada's statements, on the clocks of Paris (an hour ahead), and the gaps before them: 23:30 on 5 March; 23:34 (4 minutes); 23:40 (6);
0:10 on 6 March (30). With a cut-off of 300 seconds that is three sessions, of which the first takes 4 minutes. With one of
1800 all is one session; of the last gap 10 minutes count, since that is the idle cut-off: 20.
"""
import json

from harness import DONE, REJECTS, USAGE, WORLD, Run, expect, expect_that, until
from test_indicators import verified
from test_progress import said

PARIS = {'time_zone': 'Europe/Paris', 'session_cutoff_seconds': 300}
TOLD = [said('c', 'ada', f'05T{time}', 'completed', lesson)
    for time, lesson in (('22:30', 'A'), ('22:34', 'B'), ('22:40', 'C'), ('23:10', 'D'))]
LATER = [said('c', 'ada', '06T22:30', 'completed', 'E'), said('c', 'ada', '06T23:30', 'completed', 'F')]
IN_PARIS = ([('3', '4')], ['2026-03-05', '2026-03-06'])
IN_UTC = ([('1', '20')], ['2026-03-05'])


def lines(statements):
    return [json.dumps(one).encode() for one in statements]


def shown(t, d):
    """Sessions and minutes, and the dates."""
    return (t.psql('select sessions, time_spent_minutes from api_v1.learner_course', d),
        [day for day, in t.psql('select day from api_v1.course_day order by day', d)])


def row(t, d):
    return t.psql("select time_zone, session_cutoff_seconds, idle_cutoff_seconds from lrstream.tenant where name = 'default'", d)


def line_of(config, key):
    return next(n for n, line in enumerate(config.read_text().splitlines(), 1) if f'"{key}"' in line)


def started(t, told, **rules):
    """A database with what was told, read by `run` under these rules."""
    d = t.database()
    config = t.config(d, {'xapi': 'xapi'}, **rules)
    t.create_topics(config, 2)
    t.produce('xapi', lines(told), 2)
    t.run(config)
    return d, config


def backfill(t, d, told, *options, name='told'):
    path = t.folder / f'{name}.ndjson'
    path.write_bytes(b'\n'.join(lines(told)) + b'\n')
    return ('backfill', '--database', t.conninfo(d), '--source', 'xapi', '--key-file', t.key, *options, path)


def test_dates_and_sessions_are_those_of_the_configuration(t):
    d, config = started(t, TOLD, workers=2, **PARIS)
    expect(shown(t, d), IN_PARIS, 'sessions, minutes and dates')
    expect(row(t, d), [('Europe/Paris', '300', '600')], "the tenant's row")
    expect(verified(t, d)[1], '0', 'differences')
    # Who says the same, or nothing, goes on.
    t.produce('xapi', lines(LATER), 2)
    t.run(config)
    t.run(t.config(d, {'xapi': 'xapi'}, name='silent.yaml'))
    expect(t.psql('select sessions from api_v1.learner_course', d), [('5',)], 'sessions')
    expect(row(t, d), [('Europe/Paris', '300', '600')], "the tenant's row")


def test_a_changed_configuration_asks_for_a_recomputation(t):
    d, _ = started(t, TOLD, **PARIS)
    other = t.config(d, {'xapi': 'xapi'}, name='other.yaml', time_zone='UTC', session_cutoff_seconds=1800)
    refused = t.start(other, '--until-caught-up')
    refused.end(WORLD)
    for word in (f"{other}:{line_of(other, 'time_zone')}: time_zone: UTC ", 'Europe/Paris', '`lrstream recompute` with the same configuration'):
        expect_that(word in refused.said(), f'{word!r} is told: {refused.said()}')
    done = t.lrstream(*backfill(t, d, LATER, '--session-cutoff-seconds', '1800'), code=WORLD)
    expect_that('--session-cutoff-seconds: 1800 ' in done.stderr and ' 300' in done.stderr, f'both are told: {done.stderr}')
    expect(t.count(d, 'lrstream.statement'), 4, 'statements')
    done = t.lrstream('recompute', '--verify', '--config', other, code=REJECTS)
    for line in ('indicator_rules\t\ttime_zone\tstored "Europe/Paris"\trecomputed "UTC"',
            'indicator_rules\t\tsession_us\tstored 300000000\trecomputed 1800000000'):
        expect_that(line in done.stdout.splitlines(), f'{line!r} is told: {done.stdout}')
    expect((row(t, d), shown(t, d)), ([('Europe/Paris', '300', '600')], IN_PARIS), 'nothing has changed')
    t.lrstream('recompute', '--config', other)
    expect((row(t, d), shown(t, d)), ([('UTC', '1800', '600')], IN_UTC), 'computed anew')
    expect(t.lrstream('recompute', '--verify', '--config', other).stdout, '', 'differences')
    expect(verified(t, d)[1], '0', 'differences')
    t.run(other)


def test_without_indicators_the_row_may_change(t):
    d = t.database()
    for zone in ('Asia/Tokyo', 'Europe/Paris'):
        t.lrstream(*backfill(t, d, TOLD, '--time-zone', zone, '--session-cutoff-seconds', '300', '--config',
            t.config(d, statements_only=True)))
        expect(row(t, d), [(zone, '300', '600')], "the tenant's row")
    t.lrstream('recompute', '--database', t.conninfo(d), '--idle-cutoff-seconds', '60')
    expect(shown(t, d), ([('3', '1')], IN_PARIS[1]), 'a minute of the four')
    expect(verified(t, d)[1], '0', 'differences')


def test_what_cannot_be_is_refused_before_anything_is_written(t):
    d = t.database()
    before = t.psql('select * from lrstream.tenant', d)
    for key, value, why in (('time_zone', 'Europe/Lutetia', 'is not in'), ('session_cutoff_seconds', 0, '0 is below 1'),
            ('idle_cutoff_seconds', -5, '-5 is below 1')):
        config = t.config(d, {'xapi': 'xapi'}, **{key: value})
        place = f'{config}:{line_of(config, key)}: {key}: '
        for args in (('run',), ('check',), ('recompute',), ('recompute', '--verify'), backfill(t, d, TOLD)):
            done = t.lrstream(*args, '--config', config, code=USAGE)
            expect_that(place in done.stderr and why in done.stderr, f'{args[0]} tells {place!r}: {done.stderr}')
    expect(t.psql('select * from lrstream.tenant', d), before, 'tenants')


def test_a_change_under_a_running_process_makes_no_mixture(t):
    """One that asks for what was before stops; one that asks for nothing goes on with what is now."""
    d, config = started(t, TOLD, **PARIS)
    asking = t.start(config)
    until(lambda: asking.events('started'), 'the worker is there')
    t.lrstream('recompute', '--database', t.conninfo(d), '--time-zone', 'UTC', '--session-cutoff-seconds', '1800')
    t.produce('xapi', lines(LATER), 2)
    asking.end(WORLD)
    expect_that('time_zone: Europe/Paris ' in asking.said(), f'why is told: {asking.said()}')
    expect(shown(t, d), IN_UTC, 'nothing was added')
    t.run(t.config(d, {'xapi': 'xapi'}, name='silent.yaml'))
    expect(shown(t, d)[1], ['2026-03-05', '2026-03-06'], 'dates in UTC')
    expect(verified(t, d)[1], '0', 'differences')


def test_of_two_who_begin_with_different_rules_one_wins(t):
    d = t.database()
    runs = [Run(backfill(t, d, [told], '--time-zone', zone, name=zone[:4]), t.world.env, t.folder / f'{zone[:4]}.log')
        for zone, told in (('Europe/Paris', TOLD[0]), ('Asia/Tokyo', TOLD[1]))]
    t.runs += runs
    expect(sorted(run.wait() for run in runs), [DONE, WORLD], 'exit codes')
    expect(t.count(d, 'lrstream.statement'), 1, 'statements')
    zone = t.psql('select time_zone from lrstream.indicator_rules', d)[0][0]
    expect(zone, 'Europe/Paris' if runs[0].wait() == DONE else 'Asia/Tokyo', 'the zone of who won')
    expect(verified(t, d)[1], '0', 'differences')


def test_many_may_begin_at_once(t):
    d = t.database()
    runs = [Run(backfill(t, d, [told], '--time-zone', 'Europe/Paris', '--session-cutoff-seconds', '300', name=f'one-{n}'), t.world.env,
        t.folder / f'one-{n}.log') for n, told in enumerate(TOLD)]
    t.runs += runs
    for run in runs:
        run.end(DONE)
    expect(shown(t, d), IN_PARIS, 'sessions, minutes and dates')
    expect(verified(t, d)[1], '0', 'differences')
