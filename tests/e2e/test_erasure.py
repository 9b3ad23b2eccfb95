"""Erasing a person: whatever comes when, nothing of the person is there afterwards, and nothing else has changed."""
import hashlib, hmac, json, random, uuid

import tables
from harness import DONE, KEY, REJECTS, USAGE, expect, expect_that, until

ANN = 'mailto:ann.ziegler@example.org'
VERBS = 'http://adlnet.gov/expapi/verbs/'
COURSE = 'http://adlnet.gov/expapi/activities/course'
ERASED = {'objectType': 'Agent', 'account': {'homePage': 'https://lrstream.invalid/pseudonym', 'name': 'erased'}}


def pseudonym(mbox, keys=(KEY,), tenant='default'):
    """As it is published: each key makes one of the one before."""
    made = hashlib.sha1(mbox.encode()).hexdigest().encode()
    for key in keys:
        of_tenant = hmac.digest(key.removesuffix(b'\n'), tenant.encode(), 'sha256')
        made = hmac.digest(of_tenant, made, 'sha256')[:16]
    return str(uuid.UUID(bytes=made))


def agent(name):
    return {'mbox': f'mailto:{name}@example.org'}


def ann(rng):
    """Ann, as four platforms know her."""
    return rng.choice(({'mbox': ANN}, {'mbox': 'mailto:Ann.Ziegler@Example.ORG', 'name': 'Ann Ziegler'},
        {'mbox_sha1sum': hashlib.sha1(ANN.encode()).hexdigest()},
        {'account': {'homePage': 'https://lms.example.org', 'name': 'ann.ziegler@example.org'}}))


def activity(kind, number, said, at):
    types = {'course': COURSE, 'unit': 'http://adlnet.gov/expapi/activities/assessment'}
    return {'id': f'https://lms.example.org/{kind}/{number}',
        'definition': {'type': types[kind], **({'name': {'en': f'{kind.title()} {number}, {at}'}} if said else {})}}


def statement(rng, actor, at, teller=False):
    """One of a learner's statements; `at` is a minute."""
    course = rng.randrange(3)
    on_course = rng.random() < 0.3
    verb = rng.choice(('registered', 'completed', 'passed') if on_course else ('answered', 'experienced', 'completed'))
    made = {'id': str(uuid.UUID(int=rng.getrandbits(128), version=4)), 'actor': actor, 'verb': {'id': VERBS + verb},
        'object': activity('course', course, teller, at) if on_course else activity('unit', f'{course}.{rng.randrange(3)}', teller, at),
        'timestamp': f'2026-{1 + at // 40320:02}-{1 + at // 1440 % 28:02}T{at // 60 % 24:02}:{at % 60:02}:00Z',
        'stored': '2026-12-31T00:00:00Z', 'context': {'contextActivities': {'parent': [activity('course', course, teller, at)]}}}
    if verb in ('answered', 'passed'):
        made['result'] = {'success': rng.random() < 0.6, 'score': {'scaled': rng.randrange(101) / 100}}
    return made


def naming(rng, made):
    """The same statement of somebody else, in which Ann stands in one of the places where a person may stand."""
    place = rng.choice(('instructor', 'team', 'object', 'sub', 'extension', 'authority', 'group', 'group actor'))
    if place == 'instructor':
        made['context']['instructor'] = ann(rng)
    elif place == 'team':
        made['context']['team'] = {'objectType': 'Group', 'member': [agent('carl'), ann(rng)]}
    elif place == 'object':
        made['object'] = {'objectType': 'Agent', **ann(rng)}
    elif place == 'sub':
        made['object'] = {'objectType': 'SubStatement', 'actor': ann(rng), 'verb': {'id': VERBS + 'experienced'},
            'object': activity('unit', '0.0', False, 0)}
    elif place == 'extension':
        made['context']['extensions'] = {'https://lms.example.org/reviewers': [{'by': {'objectType': 'Agent', **ann(rng)}}]}
    elif place == 'authority':
        made['authority'] = {'objectType': 'Agent', **ann(rng)}
    elif place == 'group':
        made['context']['instructor'] = {'objectType': 'Group', **agent('staff'), 'member': [ann(rng)]}
    else:
        made['actor'] = {'objectType': 'Group', 'member': [ann(rng), agent('dora')]}
    return made


def void(rng, actor, target, at):
    made = statement(rng, actor, at)
    return {**made, 'verb': {'id': VERBS + 'voided'}, 'object': {'objectType': 'StatementRef', 'id': target['id']}}


def events(count=600, seed=7):
    """Statements of Ann and of others, some naming her; voids by her, of hers and of others."""
    rng = random.Random(seed)
    made = []
    for at in range(0, 7 * count, 7):
        whose = rng.random()
        if whose < 0.3:
            made.append(statement(rng, ann(rng), at, teller=rng.random() < 0.5))
        elif whose < 0.4:
            made.append(naming(rng, statement(rng, agent(f'learner{rng.randrange(9)}'), at)))
        elif whose < 0.47 and made:
            made.append(void(rng, rng.choice((ann(rng), agent('staff'))), rng.choice(made), at))
        else:
            made.append(statement(rng, agent(f'learner{rng.randrange(9)}'), at, teller=rng.random() < 0.2))
    made.append(statement(rng, ann(rng), 7 * count, teller=True))
    return made


def lines(made):
    return [json.dumps(one).encode() for one in made]


def write(t, made, name='events.ndjson'):
    path = t.folder / name
    path.write_bytes(b'\n'.join(lines(made)) + b'\n')
    return path


def backfill(t, database, path, *args, code=DONE):
    return t.lrstream('backfill', '--database', t.conninfo(database), '--key-file', str(t.key), *args, str(path), code=code)


def erase(t, database, *args, code=DONE):
    """What it counts; None if it failed."""
    done = t.lrstream('erase', '--database', t.conninfo(database), '--key-file', str(t.key), *args, code=code)
    return json.loads(done.stdout) if code == DONE else done.stderr


def traces(t, database, text):
    """Tables in whose rows a text stands anywhere."""
    names = [name for name, in t.psql("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'lrstream'", database)]
    return [name for name in names if name != 'lrstream.erased'
        and t.psql(f"select 1 from {name} t where t::text like '%{text}%' limit 1", database)]


def settled(t, database):
    """No indicator differs from its recomputation, in either way of computing."""
    t.lrstream('recompute', '--verify', '--database', t.conninfo(database))
    expect(tables.recomputed(t, database), [], 'indicators that differ from plain SQL')


def content(t, database):
    """Every table, without the ids that wait for something to void, and IRIs, which may be left without a statement."""
    read = tables.read(t, database)
    read['statement'] = [row for row in read['statement'] if '-1' not in row]
    del read['iri']
    return read


def expect_same(t, one, other):
    found = tables.differences({**one, 'iri': []}, {**other, 'iri': []})
    expect(found, [], 'differences')


def test_before_or_after_makes_no_difference(t):
    """Erased when all is stored, and erased before anything comes: the same in every table. So is the replay."""
    made = events()
    path, after, before = write(t, made), t.database(), t.database('_before')
    backfill(t, after, path)
    counts = erase(t, after, '--mbox', 'ann.ziegler@example.org')
    own = [s for s in made if "ann" in json.dumps(s["actor"]).lower() or
        hashlib.sha1(ANN.encode()).hexdigest() in json.dumps(s['actor'])]
    own = [s for s in own if s['actor'].get('objectType') != 'Group']
    expect(counts['statements'], len(own), 'statements of Ann')
    expect_that(counts['statements_of_others'] > 20 and counts['learner_courses'] == 3, f'enough is counted: {counts}')
    expect(traces(t, after, pseudonym(ANN)), [], 'tables that name Ann')
    expect_that('lrstream.statement' in traces(t, after, pseudonym('mailto:learner1@example.org')), 'others are named')
    settled(t, after)
    none = erase(t, before, '--mbox', 'ann.ziegler@example.org')
    expect((none['statements'], none['statements_of_others']), (0, 0), 'of somebody unknown')
    said = backfill(t, before, path).stderr
    expect_that(f'{len(own)} dropped ({len(own)} erased)' in said, f'the closing line counts: {said}')
    settled(t, before)
    expect_same(t, content(t, after), content(t, before))
    left = content(t, after)
    backfill(t, after, path)
    expect_same(t, left, content(t, after))
    expect(traces(t, after, pseudonym(ANN)), [], 'tables that name Ann after a replay')


def test_what_is_left_is_valid(t):
    """Statements of others stay valid xAPI, and cast to jsonb."""
    database = t.database()
    backfill(t, database, write(t, events()))
    erase(t, database, '--mbox', ANN)
    left = t.folder / 'left.ndjson'
    left.write_text('\n'.join(row[0] for row in t.psql('select statement from api_v1.statement', database)) + '\n')
    t.lrstream('validate', '--xapi', '1.0.3', str(left))
    places = t.psql("""select count(*) from api_v1.statement where jsonb_path_exists(statement,
        '$.** ? (@.account.name == "erased")')""", database)
    expect_that(int(places[0][0]) > 20, 'statements that name somebody erased')
    expect(t.psql("""select count(*) from api_v1.statement where jsonb_path_exists(statement, '$.actor.account ? (@.name == "erased")')""",
        database), [('0',)], 'statements of nobody')


def test_a_void_outlives_whoever_said_it(t):
    rng = random.Random(3)
    bobs, gone = statement(rng, agent('bob'), 10), statement(rng, agent('bob'), 20)
    late = statement(rng, agent('bob'), 30)
    database = t.database()
    backfill(t, database, write(t, [bobs, gone, void(rng, ann(rng), gone, 40), void(rng, ann(rng), late, 50)]))
    erase(t, database, '--mbox', ANN)
    backfill(t, database, write(t, [late, gone], 'late.ndjson'))
    voided = dict(t.psql('select id, voided from api_v1.statement', database))
    expect(voided, {bobs['id']: 'f', gone['id']: 't', late['id']: 't'}, 'statements and whether they are void')
    settled(t, database)


def test_erased_while_workers_run(t):
    """Erased in the middle of a stream that two workers read at full speed, then all of it again from a file."""
    made = events(6000, seed=11)
    database, undisturbed = t.database(), t.database('_undisturbed')
    config = t.config(database, topics={'xapi': 'xapi'}, workers=2)
    t.create_topics(config, 3)
    t.produce('xapi', lines(made), 3)
    run = t.start(config, '--batch-records', '100')
    t.until_committed(database, 1500)
    counts = erase(t, database, '--config', str(config), '--mbox', ANN)
    at = t.committed(database)
    t.until_committed(database, len(made))
    run.signal(15)
    run.end()
    print(f'    {counts["statements"]} statements erased, before {at} of {len(made)} records were committed')
    expect_that(counts['statements'] > 0 and at < len(made), 'erased in the middle')
    expect_that(any('reason="erased"' in line for line in run.events('dropped')), 'drops are logged')
    expect_that(t.count(database, 'lrstream.dead_letter') == 0, 'no dead letters')
    for _ in range(2):
        expect(traces(t, database, pseudonym(ANN)), [], 'tables that name Ann')
        settled(t, database)
        backfill(t, database, write(t, made))
    erase(t, undisturbed, '--mbox', ANN)
    backfill(t, undisturbed, write(t, made))
    streamed, filed = content(t, database), content(t, undisturbed)
    del streamed['consumer_offset'], filed['consumer_offset']
    expect_same(t, {**streamed, 'consumer_offset': []}, {**filed, 'consumer_offset': []})


def test_a_dry_run_counts_and_changes_nothing(t):
    database = t.database()
    path = write(t, events())
    backfill(t, database, path)
    before = tables.read(t, database)
    counted = erase(t, database, '--dry-run', '--mbox', ANN)
    expect(tables.differences(before, tables.read(t, database)), [])
    expect(t.count(database, 'lrstream.erased') + t.count(database, 'lrstream.erasure'), 0, 'rows of erasures')
    counts = erase(t, database, '--mbox', ANN)
    expect({**counted, 'dry_run': False}, counts, 'what a dry run counts')
    again = erase(t, database, '--dry-run', '--mbox', ANN)
    expect([again[name] for name in ('statements', 'statements_of_others', 'learner_courses')], [0, 0, 0])


def test_each_way_of_naming_a_person(t):
    """All ways that lead to one pseudonym, and a pseudonym without the key."""
    sha1 = hashlib.sha1(ANN.encode()).hexdigest()
    rng = random.Random(5)
    nameless = statement(rng, {'account': {'homePage': 'https://lms.example.org', 'name': 'u|42'}}, 1)
    open_id = statement(rng, {'openid': 'https://id.example.org/~eve'}, 2)
    database = t.database()
    backfill(t, database, write(t, [*events(50), nameless, open_id]))
    wanted = erase(t, database, '--dry-run', '--mbox', ANN)
    for way in (('--mbox', 'Ann.Ziegler@example.org'), ('--mbox-sha1sum', sha1), ('--mbox-sha1sum', sha1.upper()),
            ('--account', 'https://other.example', 'ann.ziegler@example.org'), ('--pseudonym', pseudonym(ANN).upper())):
        found = erase(t, database, '--dry-run', *way)
        expect({**found, 'said_by': 'mbox'}, wanted, ' '.join(way[:1]))
        expect(found['said_by'], way[0][2:].replace('-', '_'), 'the way')
    for way in (('--account', 'https://lms.example.org', 'u|42'), ('--account', 'https://lms.example.org|u|42'),
            ('--openid', 'https://id.example.org/~eve')):
        expect(erase(t, database, '--dry-run', *way)['statements'], 1, ' '.join(way[:1]))
    done = t.lrstream('erase', '--database', t.conninfo(database), '--pseudonym', pseudonym(ANN))
    expect(json.loads(done.stdout)['statements'], wanted['statements'], 'erased without the key')
    for wrong in ((), ('--mbox', ANN, '--openid', 'https://x.example'), ('--mbox', 'ann'), ('--mbox-sha1sum', 'f00'),
            ('--account', 'https://lms.example.org'), ('--pseudonym', 'ann'), ('--mbox', ANN, 'more')):
        said = erase(t, database, *wrong, code=USAGE)
        expect_that('ziegler' not in said and 'ann' not in said.replace('cannot', ''), f'nobody is named in: {said}')


def test_nobody_is_named_by_the_record(t):
    database = t.database()
    backfill(t, database, write(t, events(100)))
    erase(t, database, '--mbox', ANN)
    rows = t.psql('select said_by, statements > 0, statements_of_others > 0, finished_at >= begun_at from lrstream.erasure', database)
    expect(rows, [('mbox', 't', 't', 't')], 'the record')
    expect(t.psql('select learner from lrstream.erased', database), [(pseudonym(ANN),)], 'what is refused')
    t.psql("create role e2e_analyst in role lrstream_analyst", database)
    try:
        for table in ('erased', 'erasure', 'pseudonym_key', 'statement'):
            refused = t.psql(f"select has_table_privilege('e2e_analyst', 'lrstream.{table}', 'select')", database)
            expect(refused, [('f',)], f'an analyst may read {table}')
    finally:
        t.psql('drop role e2e_analyst', database)


def test_tenants_erase_apart(t):
    """The other tenant's Ann has another pseudonym, and stays; so do others of hers."""
    database = t.database()
    path = write(t, events(100))
    backfill(t, database, path)
    backfill(t, database, path, '--tenant', 'north')
    erase(t, database, '--tenant', 'north', '--mbox', ANN)
    expect(traces(t, database, pseudonym(ANN, tenant='north')), [], 'tables that name the Ann of north')
    expect_that('lrstream.statement' in traces(t, database, pseudonym(ANN)), 'Ann is there')
    for tenant in ('default', 'north'):
        t.lrstream('recompute', '--verify', '--database', t.conninfo(database), '--tenant', tenant)
    erase(t, database, '--tenant', 'nirth', '--mbox', ANN, code=USAGE)


def test_another_key_is_refused(t):
    """With it every learner would be split in two, and an erasure would reach nobody."""
    database = t.database()
    path = write(t, events(30))
    backfill(t, database, path)
    other = t.folder / 'other.key'
    other.write_bytes(KEY[::-1])
    said = t.lrstream('backfill', '--database', t.conninfo(database), '--key-file', str(other), str(path), code=USAGE).stderr
    expect_that('split in two' in said, said)
    said = t.lrstream('erase', '--database', t.conninfo(database), '--key-file', str(other), '--mbox', ANN, code=USAGE).stderr
    expect_that('split in two' in said, said)
    config = t.config(database, topics={'xapi': 'xapi'}, key_file=str(other))
    t.create_topics(config)
    t.start(config).end(USAGE)
    expect(t.psql('select count(*), count(retired_at) from lrstream.pseudonym_key', database), [('1', '0')], 'keys')
    expect(t.count(database, 'lrstream.erased'), 0, 'erased')
