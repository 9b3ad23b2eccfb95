"""Keys: another one is refused, and a new one can be brought in without the raw data."""
import json, random, re

import tables
from harness import DONE, KEY, REJECTS, ROOT, USAGE, expect, expect_that
from test_erasure import ANN, agent, backfill, content, erase, events, expect_same, lines, pseudonym, settled, statement, traces, write

SECOND, THIRD = KEY.replace(b'end', b'2nd'), KEY.replace(b'end', b'3rd')


def key_file(t, name, key):
    path = t.folder / name
    path.write_bytes(key + b'\n')
    path.chmod(0o600)
    return str(path)


def rekey(t, database, new, *older, code=DONE):
    chain = [word for path in older for word in ('--key-file', path)]
    return t.lrstream('rekey', '--database', t.conninfo(database), '--key-file', str(t.key), *chain, '--new-key-file', new, code=code)


def certified(count=20):
    """Statements with ids that become pseudonyms: of the object, in texts, and as values."""
    rng = random.Random(9)
    for at in range(count):
        made = statement(rng, agent(f'learner{at % 4}'), 5000 + at)
        number = rng.randrange(5)
        made['object'] = {**made['object'], 'id': f'https://lms.example.org/certificates/cert_9x{number}Qa'}
        made['result'] = {'response': f'I have got cert_9x{number}Qa', 'extensions': {
            'urn:lrstream:certificate-id': f'cert_9x{number}Qa', 'https://x.example.org/list': [{f'cert_9x{number}Qa': f'enr_{number}b'}]}}
        made['context']['extensions'] = {'https://w3id.org/xapi/openedx/extensions/session-id': f'{number}f0e1d2c3b4a5968'}
        yield made


def process(t, path, *keys):
    return t.lrstream('process', '--source', 'xapi', *(word for key in keys for word in ('--key-file', key)), str(path)).stdout


def test_what_is_stored_is_what_both_keys_make(t):
    """Re-keyed twice, a database holds what the chain of keys makes of the raw data, in every table."""
    made = [*events(300), *certified()]
    path, database, fresh = write(t, made), t.database(), t.database('_fresh')
    second, third = key_file(t, 'second', SECOND), key_file(t, 'third', THIRD)
    rejected = t.folder / 'rejected.ndjson'
    rejected.write_text('{"actor": 1}\n')
    backfill(t, database, path)
    backfill(t, database, rejected, code=REJECTS)
    erase(t, database, '--mbox', 'learner1@example.org')
    rekey(t, database, second)
    rekey(t, database, third, second)
    settled(t, database)
    both = ('--key-file', second, '--key-file', third)
    for mbox in (ANN, 'mailto:learner1@example.org'):
        expect(traces(t, database, pseudonym(mbox)), [], 'tables with an old pseudonym')
        expect(traces(t, database, pseudonym(mbox, (KEY, SECOND))), [], 'tables with the second pseudonym')
    backfill(t, fresh, path, *both)
    backfill(t, fresh, rejected, *both, code=REJECTS)
    erase(t, fresh, *both, '--mbox', 'learner1@example.org')
    left = content(t, database)
    for read in (left, other := content(t, fresh)):
        read['dead_letter'] = [row[1:] for row in read['dead_letter']]
    expect_same(t, left, other)
    expect(t.psql('select learner from lrstream.erased', database), t.psql('select learner from lrstream.erased', fresh))
    for older in ((str(t.key),), (str(t.key), second)):
        ids = set(re.findall('cert_[0-9a-f]{32}', process(t, path, *older)))
        expect(len(ids), 5, 'certificates')
        expect([found for i in ids for found in traces(t, database, i)], [], 'tables with an old id of a certificate')
    printed = process(t, path, str(t.key), second, third).splitlines()
    stored = {row[0]: json.loads(row[1]) for row in t.psql('select id, payload from lrstream.statement where source <> -1', database)}
    gone = pseudonym('mailto:learner1@example.org', (KEY, SECOND, THIRD))
    compared = [(stored[s['id']], s) for s in map(json.loads, printed) if gone not in json.dumps(s)]
    expect_that(len(compared) > 150 and all(one == other for one, other in compared), 'what process prints is what is stored')
    for again in (path, path):
        backfill(t, database, again, *both)
    after = content(t, database)
    after['dead_letter'] = [row[1:] for row in after['dead_letter']]
    expect_same(t, left, after)


JOURNAL = ('--mapping', str(ROOT / 'tests/golden/process/journal.yaml'), '--source', 'auto')


def journal(count=200):
    """Entries without ids; voids of entries that came, that come later, and that never come. Statements without ids, and
    with ids of version 8 of their source's own, voided too."""
    rng = random.Random(5)
    entries = [{'journal': n, 'who': f'u{rng.randrange(9)}', 'at': f'2026-03-{1 + n // 60:02}T10:{n % 60:02}:00Z'} for n in range(count)]
    undone = [{**rng.choice(entries), 'undone': True} for _ in range(count // 5)]
    never = [{**entry, 'undone': True, 'journal': count + entry['journal']} for entry in entries[:5]]
    own = [statement(rng, agent(f'learner{n % 4}'), n) for n in range(20)]
    for n, one in enumerate(own):
        one['id'] = f'00000000-0000-8000-8000-{n:012}'
    voids = [{**void, 'id': f'00000000-0000-8000-8001-{n:012}', 'verb': {'id': 'http://adlnet.gov/expapi/verbs/voided'},
        'object': {'objectType': 'StatementRef', 'id': f'00000000-0000-8000-8000-{n + 10:012}'}} for n, void in enumerate(own[:15])]
    without = [{k: v for k, v in statement(rng, agent(f'learner{n % 4}'), 300 + n).items() if k != 'id'} for n in range(20)]
    return entries + own, undone + never + voids + without


def counts(t, database):
    return t.psql("select count(*) filter (where source <> -1), count(*) filter (where source = -1), count(*) filter (where voided"
        " and source <> -1), count(*) filter (where voiding) from lrstream.statement", database)[0]


def timeless(t, database):
    """Every table, without the time of receipt, which files do not have."""
    read = tables.read(t, database)
    read['statement'] = sorted(row[:8] + row[9:] for row in read['statement'])
    return read


def test_ids_that_were_made_here_follow_the_keys(t):
    """A void still finds its target, whichever came first and under whichever key; a copy is still a duplicate."""
    entries, others = journal()
    early, late = write(t, entries[::2] + others, 'early.ndjson'), write(t, entries[1::2], 'late.ndjson')
    database, fresh, second = t.database(), t.database('_fresh'), key_file(t, 'second', SECOND)
    both = ('--key-file', second)
    backfill(t, database, early, *JOURNAL)
    old = [i for i, in t.psql('select id from lrstream.statement', database)]
    rekey(t, database, second)
    settled(t, database)
    backfill(t, fresh, early, *both, *JOURNAL)
    expect(tables.differences(timeless(t, database), timeless(t, fresh)), [], 're-keyed and fresh')
    made = [i for i in old if not i.startswith('00000000')]
    expect_that(len(made) > 150, f'{len(made)} ids were made')
    kept = {i for i, in t.psql('select id from lrstream.statement', database)}
    expect((len(kept), set(old) & kept), (len(old), set(old) - set(made)), 'ids that stay')
    found = traces(t, database, made[0]) + traces(t, database, made[-1])
    expect(found, [], 'tables that tell an old id')
    backfill(t, database, late, *both, *JOURNAL)
    backfill(t, fresh, late, *both, *JOURNAL)
    expect(tables.differences(timeless(t, database), timeless(t, fresh)), [], 'what came later')
    stored, stubs, voided, voiding = map(int, counts(t, database))
    different = {json.dumps(one) for one in others}
    voids = sum('undone' in one or 'StatementRef' in one for one in different)
    expect((stored, stubs, voiding), (len(entries) + len(different), 10, voids), 'statements, stubs, voids')
    expect_that(30 <= voided <= 50, f'{voided} are voided')
    before = tables.read(t, database)
    for path in (early, late):
        backfill(t, database, path, *both, *JOURNAL)
    expect(tables.differences(before, tables.read(t, database)), [], 'the raw events again')
    settled(t, database)
    printed = t.lrstream('process', *JOURNAL, '--key-file', str(t.key), *both, str(early)).stdout
    expect_that({json.loads(line)['id'] for line in printed.splitlines()} <= kept, 'what process prints is what is stored')


def test_what_process_printed_is_a_duplicate_under_every_key(t):
    """Safe statements that are fed in bear ids of ours: of the keys of their time, or of those of today."""
    entries, others = journal(60)
    entries, others = entries[:60], [one for one in others if 'undone' in one]
    path, database = write(t, entries + others), t.database()
    second, third = key_file(t, 'second', SECOND), key_file(t, 'third', THIRD)
    both, keys = ('--key-file', second, '--key-file', third), ('--key-file', str(t.key))
    backfill(t, database, path, *JOURNAL)
    rekey(t, database, second)
    rekey(t, database, third, second)
    before = counts(t, database)
    for nth, chain in enumerate((keys, (*keys, *both[:2]), (*keys, *both))):
        safe = t.folder / f'safe-{nth}.ndjson'
        safe.write_text(t.lrstream('process', *JOURNAL, *chain, str(path)).stdout)
        said = backfill(t, database, safe, '--source', 'xapi', *both).stderr
        expect(counts(t, database), before, f'statements after those of {nth + 1} keys; {said}')
    expect(t.psql('select code, count(*) from lrstream.dead_letter group by 1', database), [], 'dead letters')


def test_old_keys_alone_are_refused(t):
    database = t.database()
    path, second = write(t, events(60)), key_file(t, 'second', SECOND)
    config = t.config(database, topics={'xapi': 'xapi'})
    t.create_topics(config)
    t.produce('xapi', lines(events(60)))
    run = t.start(config)
    t.until_committed(database, 61)
    before = tables.read(t, database)
    dry = t.lrstream('rekey', '--config', config, '--new-key-file', second, '--dry-run').stderr
    expect_that('61 statements' in dry and 'nothing was changed' in dry, dry)
    expect(tables.differences(before, tables.read(t, database)), [])
    t.lrstream('rekey', '--config', config, '--new-key-file', second)
    t.produce('xapi', lines(events(5, seed=1)))
    run.end(USAGE)
    expect_that('is retired' in run.said(), run.said())
    for done in (backfill(t, database, path, code=USAGE), rekey(t, database, second, code=USAGE)):
        expect_that('is retired' in done.stderr, done.stderr)
    expect_that('is retired' in erase(t, database, '--mbox', ANN, code=USAGE), 'an erasure with the old key')
    t.lrstream('backfill', '--database', t.conninfo(database), '--key-file', second, str(path), code=USAGE)
    new = t.config(database, topics={'xapi': 'xapi'}, key_file=[str(t.key), second])
    on = t.run(new)
    keys = t.psql('select key_id, retired_at is null from lrstream.pseudonym_key order by first_used_at', database)
    expect([in_use for _, in_use in keys], ['f', 't'], 'keys')
    expect_that(f'key={keys[1][0]}' in on.events('started')[0] and f'key={keys[0][0]}' in run.events('started')[0], 'keys in the log')
    expect(t.committed(database), 67, 'records read')
    settled(t, database)


def test_a_key_that_is_none_is_refused(t):
    database, second = t.database(), key_file(t, 'second', SECOND)
    path = write(t, events(3))
    for wrong in ('', str(t.folder / 'nowhere'), key_file(t, 'short', b'short'), str(t.folder)):
        for command in (['backfill', str(path)], ['erase', '--mbox', ANN], ['rekey', '--new-key-file', second]):
            said = t.lrstream(command[0], '--database', t.conninfo(database), '--key-file', wrong, *command[1:], code=USAGE).stderr
            expect_that('short' not in said.replace('too short', '').replace(str(t.folder), '').replace('/short', ''), said)
    same = key_file(t, 'same', t.key.read_bytes())
    for wrong in ([], ['--new-key-file', str(t.folder / 'nowhere')], ['--new-key-file', str(t.folder / 'short')], ['--new-key-file', same]):
        t.lrstream('rekey', '--database', t.conninfo(database), '--key-file', str(t.key), *wrong, code=USAGE)
    expect(t.count(database, 'lrstream.pseudonym_key'), 0, 'keys')


def test_erasures_hold_under_a_new_key(t):
    """Who was erased before stays out, named by the identifier or by the new pseudonym."""
    made = events(300)
    path, database, second = write(t, made), t.database(), key_file(t, 'second', SECOND)
    backfill(t, database, path)
    erase(t, database, '--mbox', ANN)
    rekey(t, database, second)
    said = backfill(t, database, path, '--key-file', second).stderr
    expect_that('erased)' in said, said)
    for keys in ((KEY,), (KEY, SECOND)):
        expect(traces(t, database, pseudonym(ANN, keys)), [], 'tables that name Ann')
    counts = erase(t, database, '--key-file', second, '--mbox', 'learner2@example.org')
    expect_that(counts['statements'] > 0, f'erased under the new key: {counts}')
    expect(traces(t, database, pseudonym('mailto:learner2@example.org', (KEY, SECOND))), [], 'tables that name somebody erased')
    settled(t, database)


def test_tenants_are_rekeyed_apart(t):
    path, database, second = write(t, events(60)), t.database(), key_file(t, 'second', SECOND)
    backfill(t, database, path)
    backfill(t, database, path, '--tenant', 'north')
    before = [row for row in tables.read(t, database)['learner_course'] if row[0] == '1']
    t.lrstream('rekey', '--database', t.conninfo(database), '--key-file', str(t.key), '--new-key-file', second, '--tenant', 'north')
    expect([row for row in tables.read(t, database)['learner_course'] if row[0] == '1'], before)
    backfill(t, database, path)
    backfill(t, database, path, '--tenant', 'north', code=USAGE)
    backfill(t, database, path, '--tenant', 'north', '--key-file', second)
    for tenant in ('default', 'north'):
        t.lrstream('recompute', '--verify', '--database', t.conninfo(database), '--tenant', tenant)
