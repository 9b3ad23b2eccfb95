"""The main job: events on topics become statements, indicators and dead letters."""
import collections, json

import tables
from harness import DONE, expect, expect_that, expected, sample_lines, until


def letters_by_code(t, database, source):
    return {code: int(n) for code, n in t.psql(
        f"select code, count(*) from lrstream.dead_letter where source = '{source}' group by code", database)}


def streamed(t, partitions=1, workers=1):
    """The samples, read to the end; configuration, database and the run."""
    database = t.database()
    config = t.config(database)
    t.create_topics(config, partitions)
    t.samples(partitions)
    return config, database, t.run(config, '--workers', str(workers))


def test_samples_become_what_is_expected(t):
    config, database, run = streamed(t, partitions=3)
    want = expected()
    sources = [want['learnflow'], want['xapi']]
    expect(t.count(database, 'api_v1.statement'), sum(s['statements'] for s in sources), 'statements')
    for name in ('learnflow', 'xapi'):
        expect(letters_by_code(t, database, name), want[name]['bad'], f'dead letters of {name}')
    expect(int(t.psql('select count(distinct learner) from api_v1.learner_course', database)[0][0]), want['learners'], 'learners')
    names = {name for name, in t.psql('select name from api_v1.course', database)}
    expect(names, {c['name'] for c in want['courses']}, 'courses')
    expect(t.committed(database), sum(s['lines'] for s in sources), 'records read')
    expect(tables.recomputed(t, database), [], 'indicators that differ from their recomputation')


def test_reading_on_finds_nothing_new(t):
    config, database, _ = streamed(t)
    before = tables.read(t, database)
    t.run(config)
    expect(tables.differences(before, tables.read(t, database)), [])


def test_kafka_is_told_how_far_it_is(t):
    """So that the tools that show a group's lag show ours."""
    config, database, _ = streamed(t)
    left = t.kcat('-G', t.id, '-X', 'auto.offset.reset=earliest', '-e', t.topic('learnflow'), t.topic('xapi'))
    expect(left, b'', 'messages that the group has left to read, as Kafka knows')


def test_another_database_begins_at_the_beginning(t):
    """Whatever the group has told Kafka: the table of offsets decides, and this one knows of none."""
    config, database, _ = streamed(t)
    other = t.database('_other')
    t.run(t.config(other, name='other.yaml'))
    expect(t.committed(other), t.committed(database), 'records read')


def test_duplicates_change_nothing(t):
    config, database, _ = streamed(t)
    before = tables.read(t, database)
    t.samples()
    t.run(config)
    after = tables.read(t, database)
    expect(t.committed(database), 2 * sum(len(sample_lines(s)) for s in ('learnflow', 'xapi')), 'records read')
    expect(len(after['dead_letter']), 2 * len(before['dead_letter']), 'a bad record is bad each time')
    for name in ('dead_letter', 'consumer_offset'):
        after[name] = before[name]
    expect(tables.differences(before, after), [])


def test_another_group_gives_the_same(t):
    config, database, _ = streamed(t, partitions=3)
    other = t.database('_other')
    t.run(t.config(other, name='other.yaml', kafka={'group.id': t.id + '.other'}, dead_letter_topic=t.id + '.dlq'),
        '--batch-records', '7')
    expect(tables.differences(tables.read(t, database), tables.read(t, other)), [])


def test_dead_letters_are_on_the_topic_and_in_the_table(t):
    config, database, _ = streamed(t, partitions=2)
    rows = collections.Counter(t.psql('select code, stage, pointer, source, topic, partition, "offset" from lrstream.dead_letter', database))
    found = collections.Counter()
    for message in t.messages(t.id + '.dlq'):
        letter = json.loads(message['payload'])
        expect(list(letter), ['code', 'stage', 'pointer', 'source', 'topic', 'partition', 'offset'], 'keys of a dead letter')
        expect(message['key'], f"{letter['topic']}/{letter['partition']}/{letter['offset']}", 'key')
        found[tuple(str(value) for value in letter.values())] += 1
    expect(found, rows, 'dead letters on the topic')
    expect(sum(rows.values()), sum(sum(expected()[s]['bad'].values()) for s in ('learnflow', 'xapi')))


def personal_texts():
    """Addresses, names and ids of people in the samples."""
    found = set()

    def walk(value, key=''):
        if isinstance(value, dict):
            for k, v in value.items():
                walk(v, k)
            if isinstance(value.get('name'), str) and ('mbox' in value or 'account' in value or 'email' in value):
                found.add(value['name'])
        elif isinstance(value, list):
            for v in value:
                walk(v, key)
        elif key in ('mbox', 'email', 'mbox_sha1sum', 'openid', 'user_id') and isinstance(value, str):
            found.add(value.replace('mailto:', ''))

    for source in ('learnflow', 'xapi'):
        for line in sample_lines(source):
            try:
                walk(json.loads(line))
            except ValueError:
                continue
    return {text for text in found if len(text) > 5}


def test_no_person_is_named_anywhere(t):
    config, database, run = streamed(t)
    secrets = personal_texts()
    expect_that(len(secrets) > 60, f'only {len(secrets)} personal texts in the samples: the test looks for too little')
    everything = {'log': run.said(), 'dead letter topic': t.kcat('-C', '-t', t.id + '.dlq', '-e').decode()}
    for name, rows in tables.read(t, database).items():
        everything[name] = '\n'.join(' '.join(row) for row in rows)
    for place, text in everything.items():
        expect([secret for secret in secrets if secret in text], [], f'personal data in {place}')


def test_a_pattern_reads_old_and_new_topics(t):
    database = t.database()
    pattern = '^' + t.topic('lms').replace('.', '\\.') + '\\.'
    config = t.config(database, kafka={'topic.metadata.refresh.interval.ms': 500})
    tree = json.loads(config.read_text())
    tree['topics'] = [{'match': pattern, 'source': 'learnflow'}]
    lines = sample_lines('learnflow')
    for name in ('north', 'south'):
        tree_of_topics = {**tree, 'topics': [{'name': t.topic(f'lms.{name}'), 'source': 'learnflow'}]}
        path = t.folder / 'topics.yaml'
        path.write_text(json.dumps(tree_of_topics))
        t.create_topics(path)
        if name == 'north':
            config.write_text(json.dumps(tree))
            t.produce('lms.north', lines[:200])
            run = t.start(config)
            t.until_committed(database, 200)
    t.produce('lms.south', lines[200:300])
    t.until_committed(database, 300)
    run.signal(15)
    run.end()
    expect(t.psql('select count(*) from lrstream.consumer_offset', database), [('2',)], 'topics read')


def test_two_workers_share_the_work(t):
    config, database, run = streamed(t, partitions=4, workers=2)
    other = t.database('_other')
    t.run(t.config(other, name='other.yaml', kafka={'group.id': t.id + '.other'}, dead_letter_topic=t.id + '.dlq'))
    expect(tables.differences(tables.read(t, other), tables.read(t, database)), [])
    expect(tables.recomputed(t, database), [])


def test_two_processes_share_a_group(t):
    """The second comes while the first reads, the first leaves while the second reads."""
    database, other = t.database(), t.database('_other')
    config = t.config(database)
    t.create_topics(config, 4)
    t.samples(4)
    lines = sum(len(sample_lines(s)) for s in ('learnflow', 'xapi'))
    first = t.start(config, '--batch-records', '5')
    t.until_committed(database, lines // 4)
    second = t.start(config, '--batch-records', '5')
    until(lambda: second.events('partition-assigned') or t.committed(database) >= lines, 'a share for the second')
    first.signal(15)
    first.end(DONE)
    t.until_committed(database, lines)
    second.signal(15)
    second.end(DONE)
    t.run(t.config(other, name='other.yaml', kafka={'group.id': t.id + '.other'}, dead_letter_topic=t.id + '.dlq'))
    expect(tables.differences(tables.read(t, other), tables.read(t, database)), [])
