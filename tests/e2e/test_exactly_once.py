"""Nothing is lost and nothing counts twice, whatever kills the program and whenever."""
import os, random, signal, time

import tables
from harness import expect, expect_that, sample_lines, until

KILLS = 12
SEED = int(os.environ.get('E2E_SEED', '20260314'))


def test_kill_9_at_random_moments(t):
    """Killed at moments of its progress that are drawn at random, the run ends with what an undisturbed one has."""
    rng = random.Random(SEED)
    database, undisturbed = t.database(), t.database('_undisturbed')
    config = t.config(database, workers=2)
    t.create_topics(config, 3)
    t.samples(3)
    lines = sum(len(sample_lines(s)) for s in ('learnflow', 'xapi'))
    moments = sorted(rng.randrange(1, lines * 9 // 10) for _ in range(KILLS))
    seen = []
    for moment in moments:
        run = t.start(config, '--batch-records', '3')
        t.until_committed(database, max(moment, (seen[-1] if seen else 0) + 1))
        time.sleep(rng.uniform(0, 0.02))
        run.kill()
        seen.append(t.committed(database))
    print(f'    seed {SEED}; killed with {", ".join(map(str, seen))} of {lines} records committed')
    expect_that(sum(n < lines for n in seen) >= 10, 'ten kills before the end')
    t.run(config, '--workers', '1')
    t.run(t.config(undisturbed, name='undisturbed.yaml', kafka={'group.id': t.id + '.other'}, dead_letter_topic=t.id + '.dlq'))
    expect(tables.differences(tables.read(t, undisturbed), tables.read(t, database)), [])
    expect(tables.recomputed(t, database), [], 'indicators that differ from their recomputation')


def test_kill_9_while_it_starts_and_joins(t):
    """Killed before it has read much, over and over: it still begins at the beginning."""
    rng = random.Random(SEED + 1)
    database = t.database()
    config = t.config(database)
    t.create_topics(config, 2)
    t.samples(2)
    for _ in range(5):
        run = t.start(config, '--batch-records', '3')
        time.sleep(rng.uniform(0, 0.6))
        run.kill()
    t.run(config)
    expect(t.committed(database), sum(len(sample_lines(s)) for s in ('learnflow', 'xapi')), 'records read')
    expect(tables.recomputed(t, database), [])


def freeze_in_transaction(t, run, database):
    """SIGSTOP, again and again, until it comes between two statements of a transaction."""
    open_transaction = f"""select 1 from pg_stat_activity where datname = '{database}' and application_name = 'lrstream'
        and state = 'idle in transaction'"""

    def frozen():
        run.signal(signal.SIGSTOP)
        if t.psql(open_transaction, 'postgres'):
            return True
        run.signal(signal.SIGCONT)
    until(frozen, 'a moment in a transaction')


def test_an_older_process_cannot_commit(t):
    """A process that was stopped while its partitions went to another finds the offsets elsewhere and drops its batch.
    Its transaction, with the locks it holds, has been ended by PostgreSQL."""
    database, undisturbed = t.database(), t.database('_undisturbed')
    config = t.config(database, database=t.conninfo(database) + " options='-c idle_in_transaction_session_timeout=1s'")
    t.create_topics(config, 2)
    t.samples(2)
    lines = sum(len(sample_lines(s)) for s in ('learnflow', 'xapi'))
    old = t.start(config, '--batch-records', '3')
    t.until_committed(database, lines // 10)
    freeze_in_transaction(t, old, database)
    new = t.start(config, '--batch-records', '3')
    t.until_committed(database, lines // 2)
    old.signal(signal.SIGCONT)
    t.until_committed(database, lines)
    for run in (old, new):
        run.signal(signal.SIGTERM)
        run.end()
    t.run(t.config(undisturbed, name='undisturbed.yaml', kafka={'group.id': t.id + '.other'}, dead_letter_topic=t.id + '.dlq'))
    expect(tables.differences(tables.read(t, undisturbed), tables.read(t, database)), [])
