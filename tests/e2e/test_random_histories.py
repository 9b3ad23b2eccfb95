"""The indicators of random histories, whatever way these came in, beside an independent computation of them.

LRSTREAM_HISTORIES says how many there are (200), LRSTREAM_FIRST_HISTORY the seed of the first (1). A failure names the
seed of the smallest history that is wrong, and one difference; `tests/indicators/histories.py SEED` prints that history.
"""
import collections, concurrent.futures, json, os, random, sys

import tables
from harness import KEY, ROOT, expect, expect_that

sys.path.insert(0, str(ROOT / 'tests/indicators'))
import comparison, histories, oracle, progress, reading

COUNT = int(os.environ.get('LRSTREAM_HISTORIES', 200))
FIRST = int(os.environ.get('LRSTREAM_FIRST_HISTORY', 1))
CUTOFFS = {'Asia/Kathmandu': (300, 120), 'Pacific/Apia': (3600, 600)}       # seconds: of a session, of idleness
DEFAULT_CUTOFFS = (1800, 600)
AT_ONCE = 2             # tenants
TOLD = 400
PLACE = {'learner_skill': 'skill'}        # by which column the rows of a history are found


def named(line):
    return json.loads(line)['course'], line


class Home:
    """A tenant, with the histories that live there: its zone and cut-offs are theirs."""

    def __init__(self, number, zone):
        self.name, self.zone = f'zone{number}', zone
        self.session, self.idle = CUTOFFS.get(zone, DEFAULT_CUTOFFS)
        self.histories = [histories.make(seed) for seed in range(FIRST, FIRST + COUNT) if seed % len(histories.ZONES) == number]
        self.random = random.Random(f'{self.name} {FIRST}')

    def arrival(self):
        """All lines in an order in which they may come: some histories as they happened, some nearly, some not at all."""
        lines = []
        for one in self.histories:
            some = one.statements + one.copies
            reach = self.random.choice((0, 0, 3, 30, len(some)))
            placed = sorted((n % len(one.statements) + self.random.uniform(0, reach), line) for n, line in enumerate(some))
            begin, end = sorted((self.random.random(), self.random.random()))
            lines += [(begin + (end - begin) * n / len(placed), line) for n, (_, line) in enumerate(placed)]
        return [line.encode() for _, line in sorted(lines)]

    def structures(self, part):
        """Records of course structures that come with a third of the statements; 0 to 2."""
        return [line.encode() for one in self.histories for line, after in zip(one.structures, one.after)
            if min(3 * after // (len(one.statements) + 1), 2) == part]

    def last_structures(self):
        return [line.encode() for one in self.histories for line in dict(map(named, one.structures)).values()]

    def in_order(self):
        return [line.encode() for one in self.histories for line in one.statements]

    def tenant(self, one, structured):
        structures = dict(progress.structure(reading.loads(line)) for line in one.structures) if structured else {}
        return oracle.Tenant(self.zone, self.session * reading.SECOND, self.idle * reading.SECOND, structures)


def homes():
    return [Home(number, zone) for number, zone in enumerate(histories.ZONES)]


def make_tenants(t, database, some):
    for home in some:
        t.psql(f"insert into lrstream.tenant (id, name, time_zone, session_cutoff_seconds, idle_cutoff_seconds) "
            f"select max(id) + 1, '{home.name}', '{home.zone}', {home.session}, {home.idle} from lrstream.tenant", database)


def backfill(t, database, home, lines, name, source='xapi'):
    path = t.folder / f'{home.name}.{name}.ndjson'
    path.write_bytes(b''.join(line + b'\n' for line in lines))
    t.lrstream('backfill', '--database', t.conninfo(database), '--tenant', home.name, '--source', source, '--key-file', t.key,
        '--batch-records', str(home.random.choice((7, 50, 1000))), path)


def produce(t, home, lines):
    shares = [[], []]
    for line in lines:
        home.random.choice(shares).append(line)
    for partition, share in enumerate(shares):
        if share:
            t.kcat('-P', '-t', t.topic(home.name), '-p', str(partition), text=b'\n'.join(share) + b'\n')


def backfill_structures(t, database, home, lines, name):
    if lines:
        backfill(t, database, home, lines, f'{name}.structures', 'structure')


def stream(t, database, home, structured):
    """In three parts: from a topic with two workers, from a file, from the topic again. Structures come by topic and file."""
    courses = f'{home.name}.courses'
    config = t.config(database, {home.name: 'xapi', **({courses: 'structure'} if structured else {})}, name=f'{home.name}.yaml',
        kafka={'group.id': f'{t.id}.{home.name}'}, tenant=home.name, dead_letter_topic=f'{t.id}.dlq')
    t.create_topics(config, 2)
    if structured and home.structures(0):
        t.kcat('-P', '-t', t.topic(courses), '-p', '0', text=b'\n'.join(home.structures(0)) + b'\n')
    lines = home.arrival()
    first, second = sorted(home.random.sample(range(len(lines) + 1), 2))
    produce(t, home, lines[:first])
    t.run(config, '--workers', '2', '--batch-records', str(home.random.choice((11, 40, 300))))
    if structured:
        backfill_structures(t, database, home, home.structures(1), 'middle')
    backfill(t, database, home, lines[first:second], 'middle')
    produce(t, home, lines[second:])
    t.run(config, '--workers', '2', '--batch-records', str(home.random.choice((3, 60, 1000))))
    if structured:
        backfill_structures(t, database, home, home.structures(2), 'end')


def in_order(t, database, home, structured):
    if structured:
        backfill_structures(t, database, home, home.last_structures(), 'order')
    backfill(t, database, home, home.in_order(), 'order')


# ---- what the views say ----

def columns(t, database):
    found = collections.defaultdict(set)
    for view, column in t.psql("select table_name, column_name from information_schema.columns where table_schema = 'api_v1'", database):
        found[view].add(column)
    return {view: found[view] for view in comparison.KEYS if view in found}


def analyst(t, database, home):
    """A role that is bound to the tenant."""
    role = f'{t.id}.{home.name}'
    t.psql(f"do $$ begin create role \"{role}\" in role lrstream_analyst; exception when duplicate_object then null; end $$", database)
    t.psql(f"insert into lrstream.tenant_role select '{role}', id from lrstream.tenant where name = '{home.name}'", database)
    return role


def script(home, role, views):
    """What an analyst asks for: each history at its own moment."""
    yield f'set role "{role}"; set timezone to utc;'
    for one in home.histories:
        yield f"set lrstream.as_of = '{one.as_of.isoformat()}';"
        for view in views - {'statement', 'certificate'}:
            yield f"select {one.seed}, '{view}', row_to_json(v) from api_v1.{view} v where {PLACE.get(view, 'course')} like 'https://h{one.seed}.example.org/%';"
    for view in views & {'statement', 'certificate'}:
        yield f"select -1, '{view}', row_to_json(v) from api_v1.{view} v;"


def read_views(t, database, home, views):
    """{seed: {view: rows}}; the views that know no moment are under -1."""
    path = t.folder / f'{home.name}.sql'
    path.write_text('\n'.join(script(home, analyst(t, database, home), views)))
    found = collections.defaultdict(lambda: {view: [] for view in views - {'statement', 'certificate'}})
    found[-1] = {view: [] for view in views & {'statement', 'certificate'}}
    for row in t.psql('select 0', database, '-q', '-f', str(path)):
        if len(row) == 3:
            found[int(row[0])][row[1]].append(reading.loads(row[2]))
    return found


def own(one, rows):
    """The rows of a history among those of all."""
    ids = {reading.loads(line)['id'].lower() for line in one.statements}
    return {view: [row for row in some if row['id'] in ids] for view, some in rows.items()}


def judge(t, home, found, structured):
    """{history: its differences}, and what the oracle expects."""
    learner_of, wrong, expected = reading.pseudonyms(KEY, home.name), {}, {}
    for one in home.histories:
        got = {**found[one.seed], **own(one, found[-1])}
        trees = [reading.loads(line) for line in one.statements]
        received = {row['id']: reading.instant(row['stored_at']) for row in got['statement']}
        statements = reading.history(trees, learner_of, received)
        as_of = (one.as_of - reading.EPOCH) // reading.MICROSECOND
        views = oracle.compute(statements, home.tenant(one, structured), as_of)
        for view, rows in views.items():
            expected.setdefault(view, {}).update({(one.seed, key): row for key, row in rows.items()})
        differences = comparison.compare(got, views)
        if differences:
            wrong[one.seed] = (len(one.statements), differences)
    return wrong, expected


def tell(wrong):
    """The smallest history of those that are wrong, and what is wrong with how many."""
    kinds = collections.Counter(f'{d.view}.{d.column}' for _, some in wrong.values() for d in some)
    seed = min(wrong, key=lambda seed: wrong[seed])
    size, some = wrong[seed]
    return f'{len(wrong)} histories differ; the smallest has seed {seed}, {size} statements and {len(some)} differences: ' \
        f'{str(some[0])[:TOLD]}; in all: {dict(kinds)}'


def without_chance(t, database):
    """All tables, but for which copy of a statement came first, when one without `stored` came, how far was read, and the
    IRIs that only a structure named which was replaced."""
    found = tables.read(t, database)
    stored_at, payload = 8, -1
    found['statement'] = sorted(row[:stored_at] + row[stored_at + 1:payload] for row in found['statement'])
    return {**found, 'consumer_offset': [], 'iri': []}


def test_random_histories(t):
    some, database, other = homes(), t.database(), t.database('_order')
    structured = t.psql("select to_regclass('lrstream.course_structure') is not null", database) == [('t',)]
    for base in (database, other):
        make_tenants(t, base, some)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda home: stream(t, database, home, structured), some))
        list(pool.map(lambda home: in_order(t, other, home, structured), some))
    expect(t.psql('select code, stage, pointer, count(*) from lrstream.dead_letter group by 1, 2, 3', database), [], 'dead letters')
    views, wrong, expected = columns(t, database), {}, {}
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        read = list(pool.map(lambda home: read_views(t, database, home, views.keys()), some))
    for home, found in zip(some, read):
        bad, all_views = judge(t, home, found, structured)
        wrong.update(bad)
        for view, rows in all_views.items():
            expected.setdefault(view, {}).update(rows)
    (t.folder / 'differences').write_text('\n'.join(f'{seed}: {d}' for seed, (_, some) in sorted(wrong.items()) for d in some))
    print(f'    not compared: {", ".join(sorted(comparison.left_out(views, expected)))}')
    expect_that(not wrong, wrong and tell(wrong))
    expect(tables.differences(without_chance(t, other), without_chance(t, database)), [], 'what the in-order run has otherwise')
    for home in some:
        expect(t.lrstream('recompute', '--verify', '--tenant', home.name, '--database', t.conninfo(database)).stdout, '', 'differences found by --verify')
