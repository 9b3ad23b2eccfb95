"""The daemon's manners: how it stops, and how it refuses to start."""
import json, re, signal, socket

from harness import DONE, USAGE, WORLD, Run, expect, expect_that, sample_lines, until

LINES = sum(len(sample_lines(s)) for s in ('learnflow', 'xapi'))


def ready(t):
    database = t.database()
    config = t.config(database)
    t.create_topics(config, 2)
    return database, config


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def refused(t, config, code, *words):
    """`run` ends with this code and says why, once; its words."""
    run = t.start(config)
    expect(run.wait(), code, f'exit code, {run.path.name}')
    said = [line for line in run.said().splitlines() if line.strip()]
    for word in words:
        expect(len([line for line in said if word in line]), 1, f'lines that name {word} in\n{run.said()}\n')
    return said


def test_sigterm_finishes_and_commits(t):
    database, config = ready(t)
    t.samples(2)
    run = t.start(config, '--batch-records', '3')
    t.until_committed(database, LINES // 10)
    run.signal(signal.SIGTERM)
    run.end(DONE, 10)
    first = t.committed(database)
    expect_that(LINES // 10 <= first < LINES, f'{first} records committed at the end')
    expect_that('event=stopped' in run.said(), f'its last words:\n{run.said()}')
    t.run(config)
    expect(t.committed(database), LINES, 'records read by the next run')


def test_sigint_is_as_good(t):
    database, config = ready(t)
    run = t.start(config)
    until(lambda: run.events('partition-assigned'), 'partitions')
    run.signal(signal.SIGINT)
    run.end(DONE, 10)


def test_a_second_sigterm_stops_at_once(t):
    """A database that hangs holds up the first."""
    database, config = ready(t)
    t.samples(2)
    import subprocess
    lock = subprocess.Popen(['psql', '-X', '-q', '-d', database], env=t.world.env, stdin=subprocess.PIPE, text=True)
    lock.stdin.write('begin; lock table lrstream.statement in access exclusive mode;\n')
    lock.stdin.flush()
    try:
        until(lambda: t.psql("select 1 from pg_locks where mode = 'AccessExclusiveLock' and granted and relation = "
            "'lrstream.statement'::regclass", database), 'the lock')
        run = t.start(config)
        until(lambda: t.psql("select 1 from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'lrstream'",
            'postgres'), 'a run that waits for the lock')
        run.signal(signal.SIGTERM)
        until(run.has_no_signal_pending, 'the first to arrive: two that wait are one')
        expect_that(run.running(), 'it finishes its batch')
        run.signal(signal.SIGTERM)
        expect(run.wait(5), -signal.SIGTERM, 'ended by the second')
    finally:
        lock.kill()
        lock.wait()
    t.run(config)
    expect(t.committed(database), LINES, 'records read by the next run')


def test_a_missing_topic_is_named(t):
    database, config = t.database(), None
    config = t.config(database)
    refused(t, config, WORLD, t.topic('learnflow'))


def test_a_missing_dead_letter_topic_is_named(t):
    database, config = ready(t)
    refused(t, t.config(database, dead_letter_topic=t.topic('letters')), WORLD, t.topic('letters'))


def test_a_database_that_is_not_there_is_named(t):
    database, config = ready(t)
    said = refused(t, t.config(database, database=t.conninfo(database + '_not')), WORLD)
    expect_that(any(database + '_not' in line for line in said), f'it said {said}')


def test_an_empty_database_asks_for_migrate(t):
    database, config = ready(t)
    said = refused(t, t.config(database, database=t.conninfo(t.empty_database('_empty'))), WORLD)
    expect_that(any('lrstream migrate up' in line for line in said), f'it said {said}')


def test_a_database_of_another_version_is_refused(t):
    database, config = ready(t)
    t.psql("insert into lrstream.schema_version select 9999, '9999-future.sql', checksum, now() from lrstream.schema_version limit 1",
        database)
    said = refused(t, config, WORLD)
    expect_that(any('9999' in line for line in said), f'it said {said}')


def test_a_refused_database_connection_is_said_once(t):
    database, config = ready(t)
    port = free_port()
    run = t.start(t.config(database, database=f'host=127.0.0.1 port={port} user=nobody dbname=none'))
    until(lambda: run.events('retrying'), 'a word about it')
    expect_that(str(port) in run.events('retrying')[0] and 'refused' in run.events('retrying')[0], run.said())
    run.signal(signal.SIGTERM)
    run.end(DONE, 15)
    expect(len(run.events('retrying')), 1, run.said())


def test_a_refused_broker_connection_is_said_once(t):
    database, config = ready(t)
    port = free_port()
    run = t.start(t.config(database, kafka={'bootstrap.servers': f'127.0.0.1:{port}'}))
    until(lambda: run.events('broker-away'), 'a word about it')
    expect_that(str(port) in run.events('broker-away')[0] and 'refused' in run.events('broker-away')[0], run.said())
    run.signal(signal.SIGTERM)
    run.end(seconds=20)
    expect(len(run.events('broker-away')), 1, run.said())


# What is wrong with a configuration, the line it stands in, and a word that the complaint must hold.
WRONG = [
    ('kafka: {bootstrap.servers: "127.0.0.1:1", group.id: g, no.such.property: 1}', 1, 'no.such.property'),
    ('kafka: {bootstrap.servers: "127.0.0.1:1", group.id: g, fetch.wait.max.ms: soon}', 1, 'fetch.wait.max.ms'),
    ('kafka: {bootstrap.servers: "127.0.0.1:1", group.id: g}\nkafkas: 1', 2, 'kafkas'),
    ('kafka: {bootstrap.servers: "127.0.0.1:1"}', 1, 'group.id'),
    ('kafka: {bootstrap.servers: "127.0.0.1:1", group.id: g}\ntopics:\n  - {name: a, source: xapi}\n  - {nmae: b, source: xapi}', 4, 'nmae'),
    ('kafka: {bootstrap.servers: "127.0.0.1:1", group.id: g}\ntopics:\n  - {match: "a.*", source: xapi}', 3, 'match'),
    ('kafka: {bootstrap.servers: "127.0.0.1:1", group.id: g}\ntopics: [{name: a, source: no-such-source}]', 2, 'no-such-source'),
    ('kafka: {bootstrap.servers: "127.0.0.1:1", group.id: g}\ntopics: [{name: a, source: xapi}]\nworkers: many', 3, 'workers'),
    ('kafka: {bootstrap.servers: "127.0.0.1:1", group.id: g}\ntopics: [{name: a, source: xapi}]\npolicy: no-such-policy', 3, 'policy'),
    ('kafka: {bootstrap.servers: "127.0.0.1:1", group.id: g}\ntopics: [{name: a, source: xapi}]\nkey_file: /no/such/key', 3, 'key_file'),
    ('kafka: {bootstrap.servers: "127.0.0.1:1", group.id: g\ntopics: []', 2, ''),
]


def test_a_wrong_configuration_names_file_line_and_key(t):
    wrong = []
    for number, (text, line, word) in enumerate(WRONG):
        config = t.folder / f'wrong-{number}.yaml'
        config.write_text(text + '\n' + ('' if 'key_file' in text or 'group.id: g\n' in text else f'key_file: {t.key}\n'))
        done = t.start(config)
        code, said = done.wait(), done.said().strip()
        if code != USAGE or f'wrong-{number}.yaml:{line}' not in said or word not in said or len(said.splitlines()) != 1:
            wrong.append(f'{text!r}: exit {code}, {said!r}')
    expect_that(not wrong, '\n    '.join(['complaints that miss something:'] + wrong))


def test_a_configuration_that_is_not_there_is_named(t):
    done = t.lrstream('run', '--config', '/no/such/file.yaml', code=USAGE)
    expect_that('/no/such/file.yaml' in done.stderr, done.stderr)
