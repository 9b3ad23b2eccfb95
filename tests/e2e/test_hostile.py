"""Messages and moments that are made to break the promises: nothing lost, nothing twice, no batch stuck."""
import ctypes, json, pathlib, random, select, socket, tempfile, threading, time

import tables
from harness import expect, expect_that, sample_lines, until

SECOND = 1767225600     # 2026-01-01


def statement(number, verb='experienced', learner=1, **more):
    at = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(SECOND + number))
    return {'id': f'00000000-0000-4000-8000-{number:012d}', 'actor': {'mbox': f'mailto:learner{learner}@example.org'},
        'verb': {'id': f'http://adlnet.gov/expapi/verbs/{verb}'}, 'object': {'id': f'http://example.org/course/{number % 7}',
        'definition': {'type': 'http://adlnet.gov/expapi/activities/course'}}, 'timestamp': at, **more}


def voiding(number, target):
    return statement(number, 'voided', object={'objectType': 'StatementRef', 'id': statement(target)['id']})


def lines(*statements):
    return [s if isinstance(s, bytes) else json.dumps(s).encode() for s in statements]


def ready(t, partitions=1, **more):
    database = t.database()
    config = t.config(database, {'xapi': 'xapi'}, **more)
    t.create_topics(config, partitions)
    return database, config


def letters(t, database):
    return t.psql('select "offset", nth, code, pointer from lrstream.dead_letter order by 1, 2', database)


def ids(t, database, condition='true'):
    return [int(row[0]) for row in t.psql(
        f"select ltrim(right(id::text, 12), '0') from api_v1.statement where {condition} order by id", database)]


def sound(t, database):
    """Statements can be read as jsonb, and indicators are what the statements say."""
    t.psql('select count(statement) from api_v1.statement', database)
    expect(tables.recomputed(t, database), [], 'indicators that differ from their recomputation')


def test_tombstones_and_empty_messages_are_passed_over(t):
    database, config = ready(t)
    topic = t.topic('xapi')
    t.produce('xapi', lines(statement(1)))
    for _ in range(2):
        t.kcat('-P', '-t', topic, '-k', 'key', '-Z', text=b'\n')
    t.kcat('-P', '-t', topic, '-K', '|', '-Z', text=b'key|\nkey|\n')
    t.kcat('-P', '-t', topic, text=b'   \n')
    t.produce('xapi', lines(statement(2)))
    run = t.run(config)
    expect(ids(t, database), [1, 2])
    expect(letters(t, database), [])
    expect(t.committed(database), len(t.messages(topic)), 'records read')
    expect_that(any('reason="empty record"' in line for line in run.events('dropped')), run.said())


def test_compressed_batches_are_read(t):
    database, config = ready(t)
    kinds = ('gzip', 'snappy', 'lz4', 'zstd')
    for i, kind in enumerate(kinds):
        t.kcat('-P', '-t', t.topic('xapi'), '-z', kind,
            text=b'\n'.join(lines(*(statement(100 * i + k + 1) for k in range(100)))) + b'\n')
    t.run(config, '--batch-records', '7')
    expect(ids(t, database), list(range(1, 401)))
    sound(t, database)


def test_a_conflict_is_refused_wherever_the_batches_are_cut(t):
    """The first of an id stays; each other content is a dead letter that points into its own line."""
    other = statement(1, 'failed')
    sent = lines(statement(1), other, statement(2), statement(1), [statement(3), other, statement(2)], other)
    found = []
    for size in (1, 2, 100):
        database = t.database(f'_{size}')
        config = t.config(database, {'xapi': 'xapi'}, kafka={'group.id': f'{t.id}.{size}'}, dead_letter_topic=t.id + '.dlq',
            name=f'{size}.yaml')
        if size == 1:
            t.create_topics(config)
            t.produce('xapi', sent)
        t.run(config, '--batch-records', str(size))
        expect(ids(t, database), [1, 2, 3])
        expect(ids(t, database, "verb like '%experienced'"), [1, 2, 3])
        expect([(offset, code, pointer) for offset, _, code, pointer in letters(t, database)],
            [('1', 'conflict', ''), ('4', 'conflict', '/1'), ('5', 'conflict', '')], f'dead letters, in batches of {size}')
        found.append(tables.read(t, database))
        sound(t, database)
    for other in found[1:]:
        expect(tables.differences(found[0], other), [])


def test_voids_reach_their_target_in_any_order_and_batch(t):
    sent = lines(voiding(11, 1), statement(1), statement(2), voiding(12, 2), voiding(13, 3), voiding(14, 3), statement(3),
        voiding(15, 11), statement(1), statement(4))
    for size in (1, 3, 100):
        database = t.database(f'_{size}')
        config = t.config(database, {'xapi': 'xapi'}, kafka={'group.id': f'{t.id}.{size}'}, dead_letter_topic=t.id + '.dlq',
            name=f'{size}.yaml')
        if size == 1:
            t.create_topics(config)
            t.produce('xapi', sent)
        t.run(config, '--batch-records', str(size))
        expect(ids(t, database, 'voided'), [1, 2, 3], f'voided in batches of {size}')
        expect(ids(t, database, 'not voided'), [4, 11, 12, 13, 14, 15])
        sound(t, database)


def test_workers_that_meet_at_the_same_learners_and_statements(t):
    """Both partitions hold the same statements, in opposite orders, with voids between them."""
    database, config = ready(t, 2, workers=2, log_level=3)
    sent = [statement(n, learner=n % 5, verb=('experienced', 'completed', 'attempted')[n % 3]) for n in range(1, 4001)]
    sent += [voiding(10000 + n, n * 17 + 1) for n in range(200)]
    random.Random(7).shuffle(sent)
    run = t.start(config, '--batch-records', '100')
    until(lambda: t.count(database, 'lrstream.consumer_offset') == 2, 'partitions')
    time.sleep(3)       # until each has one
    both = [threading.Thread(target=t.kcat, args=('-P', '-t', t.topic('xapi'), '-p', str(partition)),
        kwargs={'text': b'\n'.join(lines(*share)) + b'\n'}) for partition, share in enumerate((sent, sent[::-1]))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    t.until_committed(database, 2 * len(sent))
    run.signal(15)
    run.end()
    counts = [dict(pair.split('=') for pair in line.split(' stored=')[0].split()[1:]) for line in run.events('stage') if ' stored=' in line]
    expect([int(c['in']) for c in counts], [len(sent)] * 2, 'statements of each worker')
    print(f'    {len(run.events("contended"))} times in each other\'s way;', *(line[line.index('collisions='):] for line in run.events('stage')
        if ' stored=' in line))
    expect(len(ids(t, database)), len(sent))
    expect(len(ids(t, database, 'voided')), 200)
    expect(letters(t, database), [])
    expect(run.events('retrying'), [], 'workers in each other\'s way are no news')
    sound(t, database)


def test_extreme_values_pass_or_are_refused_alone(t):
    odd = ['"result":{"score":{"raw":1e400}}', '"result":{"score":{"raw":-0}},"timestamp":"0001-01-01T00:00:00Z"',
        '"result":{"score":{"raw":-0.0,"min":-1e308,"max":1.7976931348623157e308}},"timestamp":"9999-12-31T23:59:59.999999Z"',
        '"timestamp":"-0001-01-01T00:00:00Z"', '"timestamp":"9999-12-31T23:59:60Z"',
        '"result":{"duration":"PT0.000000000000000001S"}', '"result":{"duration":"PT999999999H"}',
        '"result":{"duration":"PT9999999999999S"}', '"result":{"duration":"P9999999D"}',
        '"result":{"score":{"scaled":1e-400,"raw":-1e400}}', '"result":{"extensions":{"http://x/y":1e131071}}',
        '"result":{"extensions":{"http://x/y":1e-16384}}', '"result":{"extensions":{"http://x/y":0e999999999999}}',
        '"result":{"extensions":{"http://x/y":' + '[' * 490 + ']' * 490 + '}}', '"result":{"extensions":{"http://x/y":' + '9' * 130000 + '}}',
        '"result":{"response":"a\\u0000b\\\\u0000"}', '"result":{"score":{"raw":1e308,"max":1e308,"min":-1e308}}',
        '"result":{"score":{"raw":1e400,"min":0,"max":1e401}}', '"result":{"score":{"raw":1,"min":-1e400,"max":1e400}}',
        '"stored":"0001-01-01T00:00:00Z"', '"stored":"9999-12-31T23:59:59Z"', '"context":{"language":"' + 'x' * 100 + '"}']
    head = '{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed"},'
    body = '"object":{"id":"http://example.org/c","definition":{"type":"http://adlnet.gov/expapi/activities/course"}},'
    database, config = ready(t)
    sent = []
    for n, part in enumerate(odd):
        sent += [statement(100 + n), f'{head}{body}"id":"00000000-0000-4000-8000-{n + 1:012d}",{part}}}'.encode()]
    long = 'http://example.org/' + 'x' * 100000
    sent += lines(statement(500, verb='x' * 100000), statement(501, object={'id': long, 'definition': {
        'type': 'http://adlnet.gov/expapi/activities/course', 'name': {'en': 'é' * 100000}}}))
    t.produce('xapi', lines(*sent))
    t.run(config)
    stored = ids(t, database)
    expect([n for n in stored if n >= 100], list(range(100, 100 + len(odd))) + [500, 501], 'neighbours')
    expect(len(stored) + len(letters(t, database)), len(sent), 'statements and dead letters')
    print('    refused:', ', '.join(f'{odd[int(o) // 2][:40]} ({code})' for o, _, code, _ in letters(t, database)))
    sound(t, database)


def test_many_statements_in_one_message(t):
    database, config = ready(t, log_level=3)
    t.kcat('-P', '-t', t.topic('xapi'), '-X', 'message.max.bytes=8000000', '-z', 'zstd',
        text=json.dumps([statement(n, learner=n % 50) if n % 1000 else {} for n in range(1, 10001)]).encode() + b'\n')
    run = t.run(config, '--max-bytes', '8000000')
    expect(len(ids(t, database)), 9990)
    expect([int(pointer.split('/')[1]) for _, _, _, pointer in letters(t, database)], [n * 1000 - 1 for n in range(1, 11)])
    print('   ', run.events('committed')[0].split('event=')[1])
    sound(t, database)


def test_a_topic_made_anew_is_read_from_its_beginning(t):
    database, config = ready(t)
    t.produce('xapi', lines(*(statement(n) for n in range(1, 101))))
    t.run(config)
    delete_topic(t, 'xapi')
    t.create_topics(config)
    t.produce('xapi', lines(*(statement(n) for n in range(201, 251))))
    t.run(config)
    expect(ids(t, database), list(range(1, 101)) + list(range(201, 251)))
    expect(t.committed(database), 50, 'where the new topic stands')
    sound(t, database)


def delete_topic(t, name):
    """By librdkafka's own call, since kcat has none."""
    kafka = ctypes.CDLL('librdkafka.so.1')
    for function in ('conf_new', 'new', 'queue_new', 'DeleteTopic_new', 'queue_poll'):
        getattr(kafka, f'rd_kafka_{function}').restype = ctypes.c_void_p
    conf = ctypes.c_void_p(kafka.rd_kafka_conf_new())
    kafka.rd_kafka_conf_set(conf, b'bootstrap.servers', t.world.kafka.encode(), None, ctypes.c_size_t(0))
    client = ctypes.c_void_p(kafka.rd_kafka_new(0, conf, None, ctypes.c_size_t(0)))
    queue = ctypes.c_void_p(kafka.rd_kafka_queue_new(client))
    topics = (ctypes.c_void_p * 1)(kafka.rd_kafka_DeleteTopic_new(t.topic(name).encode()))
    kafka.rd_kafka_DeleteTopics(client, topics, ctypes.c_size_t(1), None, queue)
    expect_that(kafka.rd_kafka_queue_poll(queue, 20000), 'an answer to the deletion of a topic')
    kafka.rd_kafka_destroy(client)
    until(lambda: t.topic(name) not in t.kcat('-L').decode(), 'the topic to be gone')


def test_more_workers_than_partitions_end_when_all_is_read(t):
    database, config = ready(t, 2)
    t.produce('xapi', lines(*(statement(n) for n in range(1, 1001))), 2)
    t.run(config, '--workers', '5')
    expect(len(ids(t, database)), 1000)


def backends(t):
    return f"datname = '{t.databases[0]}' and application_name = 'lrstream'"


def test_connections_killed_at_any_moment_change_nothing(t):
    """Over and over while batches flow, some of them when the commit is done and its answer is not read."""
    database, undisturbed = t.database(), t.database('_undisturbed')
    config = t.config(database, workers=2)
    t.create_topics(config, 2)
    t.samples(2)
    total = sum(len(sample_lines(s)) for s in ('learnflow', 'xapi'))
    run = t.start(config, '--batch-records', '3')
    kills = 0
    while t.committed(database) < total and run.running() and kills < 30:
        kills += len(t.psql(f'select pg_terminate_backend(pid) from pg_stat_activity where {backends(t)}', 'postgres'))
        time.sleep(0.3)
    t.until_committed(database, total)
    run.signal(15)
    run.end()
    print(f'    {kills} kills')
    t.run(t.config(undisturbed, name='undisturbed.yaml', kafka={'group.id': t.id + '.other'}, dead_letter_topic=t.id + '.dlq'))
    expect(tables.differences(tables.read(t, undisturbed), tables.read(t, database)), [])
    sound(t, database)


def test_a_server_that_was_demoted_is_left(t):
    """The connection stays, but takes no writes: only a new one leads to the primary."""
    database, config = ready(t)
    t.produce('xapi', lines(statement(1)))
    run = t.start(config)
    t.until_committed(database, 1)
    t.psql(f'alter database "{database}" set default_transaction_read_only = on', 'postgres')
    t.psql(f'select pg_terminate_backend(pid) from pg_stat_activity where {backends(t)}', 'postgres')
    t.produce('xapi', lines(statement(2)))
    until(lambda: t.psql(f"select 1 from pg_stat_activity where {backends(t)} and query = 'ROLLBACK'", 'postgres'), 'a batch that was refused')
    t.psql(f'alter database "{database}" reset default_transaction_read_only', 'postgres', '-c', 'set default_transaction_read_only = off')
    t.until_committed(database, 2)
    run.signal(15)
    run.end()
    expect(ids(t, database), [1, 2])


def test_a_database_that_came_back_is_said_though_nothing_flows(t):
    database, config = ready(t)
    t.world.do('postgres-stop')
    try:
        run = t.start(config)
        until(lambda: run.events('retrying'), 'a word that the database is away')
    finally:
        t.world.do('postgres-start')
    until(lambda: run.events('recovered'), 'a word that it is back')
    run.signal(15)
    run.end()


def test_a_deadlock_is_tried_again_without_a_word(t):
    database, config = ready(t, log_level=3)
    t.psql("create sequence lrstream.attempts; create function lrstream.stumble() returns trigger language plpgsql as $$ begin "
        "if nextval('lrstream.attempts') <= 3 then raise exception 'deadlock' using errcode = '40P01'; end if; return new; end $$; "
        'create trigger stumble before update on lrstream.consumer_offset for each row execute function lrstream.stumble()', database)
    t.produce('xapi', lines(statement(1), b'{broken', statement(2)))
    run = t.run(config)
    expect(ids(t, database), [1, 2])
    expect(len(letters(t, database)), 1)
    expect(len(run.events('contended')), 3, run.said())
    expect(run.events('retrying') + run.events('recovered'), [])


def test_a_statement_that_the_database_refuses_harms_only_itself(t):
    database, config = ready(t)
    t.psql('create function lrstream.refuse() returns trigger language plpgsql as $$ begin '
        "if right(new.id::text, 4) = '0066' then raise exception 'no' using errcode = '23514'; end if; return new; end $$; "
        'create trigger refuse before insert on lrstream.statement for each row execute function lrstream.refuse()', database)
    t.produce('xapi', lines(*(statement(n) for n in range(1, 51)), [statement(n) for n in range(51, 101)]))
    t.run(config)
    expect(ids(t, database), [n for n in range(1, 101) if n != 66])
    expect([(offset, code, pointer) for offset, _, code, pointer in letters(t, database)], [('50', 'store-data', '/15')])
    sound(t, database)


class Wire:
    """Stands between the program and PostgreSQL, and can cut the line when a COMMIT is done and before its answer is told."""

    def __init__(self, t):
        self.path = tempfile.mkdtemp()
        self.server = f"{t.world.env['PGHOST']}/.s.PGSQL.{t.world.env['PGPORT']}"
        self.cuts, self.every = 0, 5
        self.commits = 0
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(f"{self.path}/.s.PGSQL.{t.world.env['PGPORT']}")
        self.door.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.door.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.server)
        cutting = False
        while True:
            for ready in select.select([client, server], [], [])[0]:
                data = ready.recv(1 << 20)
                if not data or (cutting and ready is server):
                    client.close()
                    server.close()
                    return
                if ready is client and data.startswith(b'Q') and b'COMMIT\0' in data:
                    self.commits += 1
                    cutting = self.commits % self.every == 0
                    self.cuts += cutting
                (server if ready is client else client).sendall(data)


def test_a_commit_whose_answer_is_lost_counts_once(t):
    wire = Wire(t)
    database, undisturbed = t.database(), t.database('_undisturbed')
    config = t.config(database)
    config.write_text(config.read_text().replace(t.world.env['PGHOST'], wire.path))
    t.create_topics(config)
    t.samples()
    t.run(config, '--batch-records', '50')
    expect_that(wire.cuts >= 5, f'{wire.cuts} answers were lost')
    t.run(t.config(undisturbed, name='undisturbed.yaml', kafka={'group.id': t.id + '.other'}, dead_letter_topic=t.id + '.dlq'))
    expect(tables.differences(tables.read(t, undisturbed), tables.read(t, database)), [])
    sound(t, database)


def test_a_dead_letter_topic_that_is_gone_is_waited_for(t):
    database, config = ready(t, dead_letter_topic=t.topic('letters'))
    t.create_topics(config)
    t.produce('xapi', lines(statement(1)))
    run = t.start(config)
    t.until_committed(database, 1)
    delete_topic(t, 'letters')
    t.produce('xapi', lines(statement(2), b'{broken', statement(3)))
    until(lambda: run.events('retrying'), 'a word about the topic')
    expect_that(t.topic('letters') in run.events('retrying')[0], run.said())
    expect(t.committed(database), 1, 'records committed without their dead letter')
    t.create_topics(config)
    t.until_committed(database, 4)
    run.signal(15)
    run.end()
    expect(ids(t, database), [1, 2, 3])
    expect(len(run.events('retrying')), 1, run.said())
    expect_that(t.messages(t.topic('letters')), 'no dead letter on the topic')


def test_an_idle_run_rests(t):
    database, config = ready(t, workers=2)
    run = t.start(config)
    until(lambda: run.events('partition-assigned'), 'partitions')
    time.sleep(1)
    stat = pathlib.Path(f'/proc/{run.process.pid}/stat')
    ticks = lambda: sum(map(int, stat.read_text().rsplit(')', 1)[1].split()[11:13]))
    before = ticks()
    time.sleep(5)
    spent = ticks() - before
    print(f'    {spent} ticks of 500')
    expect_that(spent <= 15, f'{spent} of 500 ticks spent on nothing')
