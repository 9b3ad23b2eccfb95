"""What operators read: the log lines of a run that say how much was done."""
import collections

import tables
from harness import expect, expect_that, expected, sample_lines


def fields(line):
    """The key=value pairs of a log line whose values hold no spaces."""
    return dict(pair.split('=', 1) for pair in line.split() if '=' in pair)


def test_closing_lines_tell_what_was_stored_and_why_not(t):
    database = t.database()
    config = t.config(database)
    t.create_topics(config)
    t.samples()
    run = t.run(config)
    stages = {fields(line)['stage']: fields(line) for line in run.events('stage')}
    store = {key: int(stages['store'][key]) for key in ('stored', 'duplicates', 'refused', 'voided', 'nul_replaced', 'collisions')}
    expect(store['stored'], t.count(database, 'api_v1.statement'), 'stored')
    expect(store['stored'] + store['duplicates'] + store['refused'], int(stages['store']['in']), 'what became of statements')
    expect_that(store['duplicates'] > 0, 'no duplicates, though the samples have them')
    expect_that(store['nul_replaced'] > 0, 'no U+0000, though the samples have it')
    expect(store['voided'], t.count(database, 'api_v1.statement where voided'), 'voided')
    expect(store['collisions'], 0, 'collisions of one worker with itself')
    dropped = collections.Counter()
    for line in run.events('dropped'):
        dropped[fields(line)['stage']] += int(fields(line)['count'])
        expect_that(' reason="' in line, line)
    expect(dropped, {name: int(s['dropped']) for name, s in stages.items() if int(s['dropped'])}, 'drops by reason')
    expect_that(dropped, 'no drops, though the samples have them')


def test_every_batch_is_told_at_debug_level(t):
    database = t.database()
    config = t.config(database)
    t.create_topics(config)
    t.samples()
    expect(t.run(config).events('committed'), [], 'committed at the usual level')
    run = t.run(t.config(database, name='debug.yaml', kafka={'group.id': t.id + '.debug'}, log_level=3,
        dead_letter_topic=t.id + '.dlq'), '--batch-records', '100')
    lines = [fields(line) for line in run.events('committed')]
    total = {key: sum(int(line[key]) for line in lines) for key in ('records', 'statements', 'letters', 'process_ms', 'commit_ms')}
    expect(total['records'], sum(len(sample_lines(s)) for s in ('learnflow', 'xapi')), 'records')
    expect(total['letters'], sum(sum(expected()[s]['bad'].values()) for s in ('learnflow', 'xapi')), 'dead letters')
    expect_that(total['statements'] >= t.count(database, 'api_v1.statement'), f"{total['statements']} statements")
    expect_that(max(int(line['records']) for line in lines) <= 100, 'records in a batch')
    expect(run.events('progress'), [], 'progress in a run that was over at once')
