"""Files into the database: delimited ones as good as any other."""
import json

from harness import REJECTS, ROOT, expect

MAPPING, EXPORT = ROOT / 'deploy/mappings/gradebook.yaml', ROOT / 'deploy/samples/gradebook.csv'


def backfill(t, database, file):
    done = t.lrstream('backfill', '--database', t.conninfo(database), '--key-file', str(t.key), '--mapping', str(MAPPING),
        '--rejects', str(t.folder / 'rejects'), str(file), code=REJECTS)
    rejects = [json.loads(line) for line in (t.folder / 'rejects').read_text().splitlines()]
    expect([(r['line'], r['code']) for r in rejects], [(8, 'type'), (10, 'csv')], 'rejects')
    return done.stderr


def test_an_export_read_again_adds_what_is_new(t):
    database = t.database()
    backfill(t, database, EXPORT)
    expect(t.count(database, 'lrstream.statement'), 3, 'statements')
    backfill(t, database, EXPORT)
    expect(t.count(database, 'lrstream.statement'), 3, 'statements of the same export')
    later = t.folder / 'later.csv'
    later.write_bytes(EXPORT.read_bytes().replace(b'4;10;no', b'6;10;yes'))
    backfill(t, database, later)
    expect(t.count(database, 'lrstream.statement'), 4, 'statements with a mark that was changed')
    dead = t.psql("select code, count from api_v1.dead_letter where source = 'gradebook' order by code", database)
    expect(dead, [('csv', '2'), ('type', '2')], 'dead letters, once for each file')
