"""The broker or the database goes away in the middle of a run, and comes back: said once, and nothing is lost."""
import signal

import tables
from harness import Run, expect, expect_that, sample_lines, until

LINES = sum(len(sample_lines(s)) for s in ('learnflow', 'xapi'))


def ready(t, **more):
    database = t.database()
    config = t.config(database, **more)
    t.create_topics(config, 2)
    return database, config


def finish(t, run, database):
    """Everything was read in the end, and the indicators are what the statements say."""
    t.until_committed(database, LINES)
    run.signal(signal.SIGTERM)
    run.end()
    expect(tables.recomputed(t, database), [])


def once(run, away, back):
    expect(len(run.events(away)), 1, f'lines {away} in\n{run.said()}\n')
    expect(len(run.events(back)), 1, f'lines {back} in\n{run.said()}\n')


def test_the_broker_restarts(t):
    database, config = ready(t)
    t.produce('learnflow', sample_lines('learnflow'), 2)
    run = t.start(config)
    t.until_committed(database, len(sample_lines('learnflow')))
    t.world.do('kafka-stop')
    try:
        until(lambda: run.events('broker-away'), 'a word that the broker is away')
    finally:
        t.world.do('kafka-start')
    t.produce('xapi', sample_lines('xapi'), 2)
    finish(t, run, database)
    once(run, 'broker-away', 'broker-back')


def test_the_broker_is_killed_while_batches_flow(t):
    database, config = ready(t)
    t.samples(2)
    run = t.start(config, '--batch-records', '3')
    t.until_committed(database, LINES // 4)
    t.world.do('kafka-kill')
    t.world.do('kafka-start')
    finish(t, run, database)


def test_the_database_restarts(t):
    database, config = ready(t)
    t.produce('learnflow', sample_lines('learnflow'), 2)
    run = t.start(config)
    t.until_committed(database, len(sample_lines('learnflow')))
    t.world.do('postgres-stop')
    try:
        t.produce('xapi', sample_lines('xapi'), 2)
        until(lambda: run.events('retrying'), 'a word that the database is away')
    finally:
        t.world.do('postgres-start')
    finish(t, run, database)
    once(run, 'retrying', 'recovered')


def test_the_database_is_killed_while_batches_flow(t):
    database, config = ready(t)
    t.samples(2)
    run = t.start(config, '--batch-records', '3', '--workers', '2')
    t.until_committed(database, LINES // 4)
    t.world.do('postgres-kill')
    t.world.do('postgres-start')
    finish(t, run, database)


def test_it_may_start_before_the_database(t):
    database, config = ready(t)
    t.samples(2)
    t.world.do('postgres-stop')
    try:
        run = t.start(config)
        until(lambda: run.events('retrying'), 'a word that the database is away')
    finally:
        t.world.do('postgres-start')
    finish(t, run, database)
    once(run, 'retrying', 'recovered')


def test_it_may_start_before_the_broker(t):
    database, config = ready(t)
    t.samples(2)
    t.world.do('kafka-stop')
    try:
        run = t.start(config)
        until(lambda: run.events('broker-away'), 'a word that the broker is away')
        expect_that(run.running(), 'it waits for the broker')
    finally:
        t.world.do('kafka-start')
    finish(t, run, database)
    expect(len(run.events('broker-away')), 1, f'lines broker-away in\n{run.said()}\n')


def test_it_can_be_stopped_while_the_world_is_sick(t):
    database, config = ready(t)
    t.produce('learnflow', sample_lines('learnflow'), 2)
    run = t.start(config)
    t.until_committed(database, len(sample_lines('learnflow')))
    t.world.do('postgres-stop')
    t.world.do('kafka-stop')
    try:
        until(lambda: run.events('retrying') or run.events('broker-away'), 'a word that something is away')
        run.signal(signal.SIGTERM)
        run.end(seconds=20)
    finally:
        t.world.do('postgres-start')
        t.world.do('kafka-start')
