"""Every source that lrstream reads, each on a topic of its own: what the filter prints is what the stream stores."""
import json, subprocess

from harness import DONE, LRSTREAM, REJECTS, ROOT, expect, expect_that
import tables

GOLDEN = ROOT / 'tests/golden/convert'
SOURCES = ('caliper', 'cmi5', 'edx', 'learnflow', 'learnifier', 'matomo', 'scorm')


def events_of(source):
    """All golden events of a source that come a line each; a line that is no JSON is one of tracking.log, or bad."""
    lines = []
    for path in sorted((GOLDEN / source).glob('*.in.ndjson')):
        lines += [line for line in path.read_bytes().splitlines() if line.strip()]
    return lines


def filtered(t, source, lines):
    """Ids of what `process` makes of the lines, and how many of them it refuses and where."""
    path = t.folder / f'{source}.ndjson'
    path.write_bytes(b'\n'.join(lines) + b'\n')
    rejects = t.folder / f'{source}.rejects'
    done = subprocess.run([LRSTREAM, 'process', '--source', source, '--key-file', t.key, '--rejects', rejects, path],
        env=t.world.env, capture_output=True)
    expect_that(done.returncode in (DONE, REJECTS), done.stderr.decode())
    ids = {json.loads(line)['id'].lower() for line in done.stdout.splitlines()}
    refused = sorted((r['stage'], r['code'], r['pointer']) for r in map(json.loads, rejects.read_text().splitlines()))
    return ids, refused


def test_the_stream_stores_what_the_filter_prints(t):
    database = t.database()
    config = t.config(database, topics={source: source for source in SOURCES}, dead_letter_topic=t.topic('letters'))
    t.create_topics(config)
    expected_ids, expected_rejects = set(), []
    for source in SOURCES:
        lines = events_of(source)
        expect_that(len(lines) > 0, f'no golden events of {source}')
        ids, refused = filtered(t, source, lines)
        expected_ids |= ids
        expected_rejects += [(source, *one) for one in refused]
        t.produce(source, lines)
    t.run(config)
    stored = {row[0] for row in t.psql('select id from lrstream.statement', database)}
    expect(stored - expected_ids, set(), 'stored but not printed')
    expect(expected_ids - stored, set(), 'printed but not stored')
    letters = [json.loads(m['payload']) for m in t.messages(t.topic('letters'))]
    told = sorted((l['source'], l['stage'], l['code'], l['pointer']) for l in letters if l['code'] != 'conflict')
    expect(told, sorted(expected_rejects), 'dead letters')
    expect(tables.recomputed(t, database), [], 'indicators that differ from their recomputation')


def test_auto_finds_the_source(t):
    database = t.database()
    config = t.config(database, topics={'any': 'auto'}, dead_letter_topic=t.topic('letters'))
    t.create_topics(config)
    lines = [line for line in (GOLDEN / 'auto/mixed.in.ndjson').read_bytes().splitlines() if line.strip()]
    t.produce('any', lines)
    t.run(config)
    printed = (GOLDEN / 'auto/mixed.out.ndjson').read_text().splitlines()
    stored = {row[0] for row in t.psql('select id from lrstream.statement', database)}
    expect(stored, filtered(t, 'auto', lines)[0], 'statements')
    expect(len(stored), len({json.loads(line)['statement']['id'].lower() for line in printed}), 'how many')
