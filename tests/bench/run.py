#!/usr/bin/env python3
"""Measures lrstream: file to file, and Kafka to PostgreSQL. Claims are ratios of things measured side by side.

    tests/bench/run.py [--records N] [--only files|events|parts|stream|indicators|latency]

files    process on statements of 1.4 KB, beside jq -c on the same file, in turn; the median of three
events   raw events of two systems through convert and validate, beside jq -c on the same file, in turn; median of three
parts    the micro benchmarks that stand beside this file
stream   statements from a real broker into a real database: rows/s, CPU per record of the program and of PostgreSQL,
         beside a plain binary COPY of the same rows into the same table; with indicators on
indicators  the same with two workers, beside storing the statements only, in turn, each into an empty database: bursts
         (300 of 100,000 learners active at once, 50 courses, runs of ten statements of a learner) and scattered (30,000
         active at once, no runs). The rate is that of the time in which both workers commit; starting, joining the
         group and leaving it take three seconds more
latency  from the moment a statement is produced, 5,000 a second, to the commit that makes it queryable; without the
         first three seconds, in which the broker warms up
"""
import argparse, collections, datetime, json, os, pathlib, random, re, shutil, statistics, subprocess, sys, time, uuid

from events import make_events

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / 'build'
LRSTREAM = BUILD / 'lrstream'
WORK = BUILD / 'bench'
ENV_DIR = WORK / 'env'
VERBS = ('answered', 'completed', 'progressed', 'experienced', 'initialized', 'terminated')


def statement(rng, number, learner, course, lesson):
    verb = rng.choice(VERBS)
    seconds = number % 86400
    text = ' '.join(rng.choices(('orbit', 'planet', 'star', 'motion', 'light', 'energy', 'field'), k=98))
    course_iri = f'https://lms.example.org/courses/{course}'
    return {
        'id': str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        'actor': {'objectType': 'Agent', 'name': f'Learner {learner}', 'mbox': f'mailto:learner{learner}@example.org'},
        'verb': {'id': f'http://adlnet.gov/expapi/verbs/{verb}', 'display': {'en': verb}},
        'object': {'id': f'{course_iri}/lessons/{lesson}', 'definition': {'type': 'http://adlnet.gov/expapi/activities/lesson',
            'name': {'en': f'Lesson {lesson}'}, 'description': {'en': text}}},
        'result': {'score': {'scaled': rng.randrange(101) / 100}, 'success': rng.random() < .7, 'duration': f'PT{rng.randrange(600)}S'},
        'context': {'registration': str(uuid.UUID(int=rng.getrandbits(128), version=4)), 'platform': 'Example LMS', 'language': 'en',
            'contextActivities': {'parent': [{'id': course_iri, 'definition': {'type': 'http://adlnet.gov/expapi/activities/course',
                'name': {'en': f'Course {course}'}}}]}},
        'timestamp': f'2026-03-{1 + number * 27 // 2000000 % 27:02d}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}Z',
    }


def learners_in_bursts(rng, number):
    return number // 30000 * 300 + rng.randrange(300)


def learners_scattered(rng, number):
    return rng.randrange(30000) * 3 + number // 1000000


def make_keyed_statements(path, count, choose, run):
    """Each line after its learner, which is the key in Kafka: one learner's statements stay in order."""
    rng = random.Random(20260314)
    start = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
    with open(path, 'w') as out:
        for number in range(count):
            if number % run == 0:
                learner, lesson = choose(rng, number), rng.randrange(39)
            one = statement(rng, number, learner, learner * 7919 % 50, lesson + rng.randrange(2))
            one['timestamp'] = (start + datetime.timedelta(seconds=number * 1.2)).isoformat()
            print(learner, json.dumps(one, separators=(',', ':')), sep='\t', file=out)


def make_statements(path, count):
    """Bursts: 300 learners active at once, each in one of 50 courses, runs of ten statements on two lessons."""
    rng = random.Random(20260314)
    with open(path, 'w') as out:
        for number in range(count):
            if number % 10 == 0:
                learner, lesson = number // 30000 * 300 + rng.randrange(300), rng.randrange(39)
            one = statement(rng, number, learner, learner * 7919 % 50, lesson + rng.randrange(2))
            print(json.dumps(one, separators=(',', ':')), file=out)


def measured(command, stdin=None, env=None, log=os.devnull):
    """Wall seconds, CPU seconds and peak memory (MB) of a command, which must succeed."""
    start = time.monotonic()
    with open(stdin or os.devnull) as source, open(log, 'w') as said:
        process = subprocess.Popen(command, stdin=source, stdout=subprocess.DEVNULL, stderr=said, env=env)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f'{command} ended with {process.returncode}')
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def side_by_side(rivals, source, count, title):
    """CPU seconds of each command on the same file, in turn, with jq among them where there is one; the medians of three."""
    if shutil.which('jq'):
        rivals['jq -c'] = ['jq', '-c', '.']
    times = {name: [] for name in rivals}
    for _ in range(3):
        for name, command in rivals.items():
            times[name].append(measured(command, source)[1])
    medians = {name: statistics.median(values) for name, values in times.items()}
    megabytes = source.stat().st_size / 1e6
    print(f'\n{title}: {count} of {source.stat().st_size // count} bytes, CPU of one core, median of 3')
    for name, seconds in medians.items():
        ratio = f"  {medians['jq -c'] / seconds:5.1f} x jq" if 'jq -c' in medians else ''
        print(f'  {name:10} {count / seconds:10,.0f} /s  {megabytes / seconds:7.0f} MB/s  {seconds / count * 1e6:6.2f} us each{ratio}')


def bench_files(source, count):
    side_by_side({'process': [LRSTREAM, 'process', '--source', 'xapi', '--key-file', WORK / 'key'],
                  'convert': [LRSTREAM, 'convert', '--source', 'xapi'],
                  'validate': [LRSTREAM, 'validate']}, source, count, 'file to file, statements')


def bench_events(count):
    for source in ('learnflow', 'edx'):
        path = WORK / f'{source}-{count}.ndjson'
        if not path.exists():
            make_events(path, source, count)
        side_by_side({'convert': [LRSTREAM, 'convert', '--source', source],
                      'auto': [LRSTREAM, 'convert']}, path, count, f'file to file, events of {source}')


def bench_parts():
    for binary in sorted((BUILD / 'tests/bench').glob('*_bench')):
        print(f'\n{binary.name}')
        sys.stdout.flush()
        subprocess.run([binary], cwd=ROOT, check=True)


def environment(*command):
    subprocess.run([ROOT / 'deploy/environment', *command], env={**os.environ, 'ENV_DIR': str(ENV_DIR)}, check=True, stdout=subprocess.DEVNULL)


def read_environment():
    script = f'set -a; . {ENV_DIR}/env.sh; env -0'
    raw = subprocess.run(['bash', '-c', script], capture_output=True, check=True).stdout.decode()
    return dict(item.split('=', 1) for item in raw.split('\0') if '=' in item)


def psql(env, sql, database='lrstream'):
    done = subprocess.run(['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', sql], env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout.strip()


def backend_cpu(env):
    """CPU seconds of the private server: its processes, and those that have ended."""
    postmaster = next(pathlib.Path(env['POSTGRES_DIR']).rglob('postmaster.pid')).read_text().split()[0]
    total = 0
    for stat in pathlib.Path('/proc').glob('[0-9]*/stat'):
        try:
            text = stat.read_text()
        except OSError:
            continue
        fields = text[text.rindex(')') + 2:].split()
        if stat.parent.name == postmaster:
            total += sum(int(field) for field in fields[11:15])
        elif fields[1] == postmaster:
            total += sum(int(field) for field in fields[11:13])
    return total / os.sysconf('SC_CLK_TCK')


def configure(env, workers, more='', topic='bench.statements', kafka=''):
    config = WORK / 'bench.yaml'
    config.write_text(f"""kafka: {{bootstrap.servers: "{env['KAFKA']}", group.id: bench{kafka}}}
topics: [{{name: {topic}, source: xapi}}]
database: "dbname=lrstream"
key_file: {WORK}/key
workers: {workers}
log_level: 3
{more}""")
    return config


COMMITTED = re.compile(r'time=(\S+) .* event=committed worker=(\d+) records=(\d+)')


def steady_rate(log):
    """Records a second from when each worker has committed a first batch until one has committed its last."""
    commits = collections.defaultdict(list)
    for at, worker, records in COMMITTED.findall(log.read_text()):
        commits[worker].append((datetime.datetime.fromisoformat(at.replace('Z', '+00:00')), int(records)))
    begin, end = max(own[0][0] for own in commits.values()), min(own[-1][0] for own in commits.values())
    if begin >= end:
        sys.exit('too few records to tell a rate')
    between = sum(records for own in commits.values() for at, records in own if begin < at <= end)
    return between / (end - begin).total_seconds()


def stream_once(env, config, count):
    backend, log = backend_cpu(env), WORK / 'run.log'
    wall, program, memory = measured([LRSTREAM, 'run', '--config', config, '--until-caught-up'], env=env, log=log)
    backend = backend_cpu(env) - backend
    stored = int(psql(env, 'SELECT count(*) FROM lrstream.statement'))
    if stored != count:
        sys.exit(f'{stored} statements stored, {count} were produced')
    return steady_rate(log), program, backend, memory


def plain_copy(env, count):
    """The same rows, from a file into an empty table of the same shape."""
    rows = WORK / 'rows.copy'
    psql(env, f"\\copy lrstream.statement TO '{rows}' (FORMAT binary)")
    psql(env, 'CREATE TABLE plain (LIKE lrstream.statement INCLUDING ALL)')
    start = time.monotonic()
    psql(env, f"\\copy plain FROM '{rows}' (FORMAT binary)")
    wall = time.monotonic() - start
    rows.unlink()
    psql(env, 'DROP TABLE plain')
    return wall


def fresh_database(env):
    psql(env, 'DROP DATABASE IF EXISTS lrstream', 'postgres')
    psql(env, 'CREATE DATABASE lrstream', 'postgres')
    config = configure(env, 1)
    for what in ('up', 'topics'):
        subprocess.run([LRSTREAM, 'migrate', what, '--config', config], env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return config


# With indicators, too: more memory for less work.
LARGE_BATCHES = 'batch_records: 20000\nbatch_bytes: 33554432\n', ', queued.max.messages.kbytes: 32768'


def bench_indicators(env, records, rounds=3):
    """Each way in turn; the medians."""
    for shape, choose, run in (('bursts', learners_in_bursts, 10), ('scattered', learners_scattered, 1)):
        source = WORK / f'{shape}-{records}.tsv'
        if not source.exists():
            make_keyed_statements(source, records, choose, run)
        topic = f'bench.{shape}'
        ways = {'statements only': ('statements_only: true\n', ''), 'indicators on': ('', ''), 'large batches': LARGE_BATCHES}
        results = {way: [] for way in ways}
        for round in range(rounds):
            for way, (more, kafka) in ways.items():
                fresh_database(env)
                config = configure(env, 2, more, topic, kafka)
                if not any(results.values()):
                    subprocess.run([LRSTREAM, 'migrate', 'topics', '--config', config], env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    with open(source) as lines:
                        subprocess.run([*kcat(env, topic), '-K', '\t'], stdin=lines, check=True)
                results[way].append(stream_once(env, config, records))
        print(f'\nKafka to PostgreSQL, {shape}: {records} statements, 2 workers, broker and database on this machine, median of {rounds}')
        for way, figures in results.items():
            rate, program, backend, memory = (statistics.median(column) for column in zip(*figures))
            print(f'  {way:16}{rate:10,.0f} /s   program {program / records * 1e6:5.1f} us CPU a statement, PostgreSQL {backend / records * 1e6:5.1f} us, together {(program + backend) / records * 1e6:5.1f} us, peak memory {memory:.0f} MB')
        sys.stdout.flush()


def kcat(env, topic='bench.statements'):
    return ['kcat', '-P', '-q', '-b', env['KAFKA'], '-t', topic, '-X', 'linger.ms=2']


def bench_stream(env, source, count):
    config = fresh_database(env)
    with open(source) as lines:
        subprocess.run(kcat(env), stdin=lines, check=True)
    rate, program, backend, memory = stream_once(env, config, count)
    copy = plain_copy(env, count)
    print(f'\nKafka to PostgreSQL, indicators on: {count} statements, 1 worker, broker and database on this machine')
    print(f'  run         {rate:10,.0f} rows/s   program {program / count * 1e6:5.1f} us CPU a record, PostgreSQL {backend / count * 1e6:5.1f} us, peak memory {memory:.0f} MB')
    print(f'  plain COPY  {count / copy:10,.0f} rows/s   the run reaches {rate * copy / count:.2f} of it')


def produce_paced(env, source, count, rate):
    """Statements stamped with the moment they are produced, a handful every millisecond."""
    producer = subprocess.Popen(kcat(env), stdin=subprocess.PIPE, text=True)
    start, sent = time.monotonic(), 0
    with open(source) as lines:
        for line in lines:
            now = datetime.datetime.now(datetime.timezone.utc).isoformat()
            print(f'{line[:line.rindex(",")]},"timestamp":"{now}"}}', file=producer.stdin, flush=True)
            sent += 1
            if sent == count:
                break
            time.sleep(max(0, start + sent / rate - time.monotonic()) if sent % (rate // 1000) == 0 else 0)
    producer.stdin.close()
    producer.wait()


def bench_latency(env, source, count, rate=5000):
    psql(env, 'ALTER SYSTEM SET track_commit_timestamp = on', 'postgres')
    environment('postgres-stop')
    environment('postgres-start')
    config = fresh_database(env)
    with subprocess.Popen([LRSTREAM, 'run', '--config', config], env=env) as run:
        time.sleep(3)
        produce_paced(env, source, count, rate)
        while int(psql(env, 'SELECT count(*) FROM lrstream.statement')) < count:
            time.sleep(0.1)
        run.terminate()
    ages = psql(env, """SELECT round(1000 * percentile_cont(p) WITHIN GROUP (ORDER BY extract(epoch FROM pg_xact_commit_timestamp(xmin) - occurred_at))::numeric, 1)
        FROM lrstream.statement, unnest(ARRAY[0.5, 0.99, 1]) AS p
        WHERE occurred_at > (SELECT min(occurred_at) + interval '3 seconds' FROM lrstream.statement) GROUP BY p ORDER BY p""").split('\n')
    print(f'\nproduce to queryable, {rate} a second, {count} statements: p50 {ages[0]} ms, p99 {ages[1]} ms, largest {ages[2]} ms')


def with_environment(*benches):
    environment('up')
    try:
        env = {**os.environ, **read_environment(), 'PGDATABASE': 'lrstream'}
        for bench in benches:
            bench(env)
    finally:
        environment('clean')


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--records', type=int, help='100000; of indicators 400000')
    options.add_argument('--only', choices=('files', 'events', 'parts', 'stream', 'indicators', 'latency'))
    said = options.parse_args()
    records = said.records or 100000
    WORK.mkdir(parents=True, exist_ok=True)
    key = WORK / 'key'
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    source = WORK / f'statements-{records}.ndjson'
    if not source.exists():
        make_statements(source, records)
    if said.only in (None, 'files'):
        bench_files(source, records)
    if said.only in (None, 'events'):
        bench_events(records)
    if said.only in (None, 'parts'):
        bench_parts()
    if said.only in (None, 'stream'):
        with_environment(lambda env: bench_stream(env, source, records))
    if said.only in (None, 'indicators'):
        with_environment(lambda env: bench_indicators(env, said.records or 400000))
    if said.only in (None, 'latency'):
        with_environment(lambda env: bench_latency(env, source, min(records, 30000)))


if __name__ == '__main__':
    main()
