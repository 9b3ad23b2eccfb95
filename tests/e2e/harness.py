"""What end-to-end tests stand on: one private Kafka and PostgreSQL, and for each test topics, a consumer group and
databases of its own.

A test is a function test_…(t) in a module test_*.py; `t` is a Stage. It fails by an exception, most often by one of
the expect functions here. Nothing in here waits a fixed time for something to happen: see until().
"""
import collections, csv, io, json, os, pathlib, re, signal, subprocess, time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LRSTREAM = ROOT / os.environ.get('LRSTREAM', 'build/lrstream')
ENVIRONMENT = ROOT / 'deploy/environment'
SAMPLES = ROOT / 'deploy/samples'
KEY = b'end-to-end tests: this key protects nobody at all..............'
PATIENCE = 60
DONE, REJECTS, USAGE, WORLD = 0, 1, 2, 3


class Skip(Exception):
    """A test that cannot run here; its text says why."""


def expect(actual, expected, what=''):
    if actual != expected:
        raise AssertionError(f'{what}: got {actual!r} instead of {expected!r}' if what else f'got {actual!r} instead of {expected!r}')


def expect_that(truth, what):
    if not truth:
        raise AssertionError(what)


def until(condition, what, seconds=PATIENCE):
    """Waits until condition() gives something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f'waited {seconds} s in vain: {what}')
        time.sleep(0.02)


class World:
    """The environment, as deploy/environment started it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.env = {**os.environ, 'ENV_DIR': str(folder)}
        self.started = False

    def up(self):
        self.started = self.call('status').returncode != 0
        if self.started:
            self.call('clean')
            self.check(self.call('up'))
        shell = subprocess.run(['bash', '-c', '. "$ENV_DIR/env.sh" && env -0'], env=self.env, stdout=subprocess.PIPE, check=True)
        self.env = dict(item.split('=', 1) for item in shell.stdout.decode().split('\0') if item)
        self.kafka = self.env['KAFKA']

    def down(self):
        if self.started:
            self.check(self.call('clean'))

    def call(self, command):
        return subprocess.run([ENVIRONMENT, command], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    @staticmethod
    def check(done):
        if done.returncode:
            raise RuntimeError(f'deploy/environment: {done.stdout.strip()}')

    def do(self, command):
        """kafka-stop, postgres-kill …"""
        self.check(self.call(command))


class Run:
    """An lrstream process, with what it says on stderr."""

    def __init__(self, args, env, log):
        self.path = log
        with open(log, 'w') as out:
            self.process = subprocess.Popen([str(a) for a in (LRSTREAM, *args)], env=env, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=out, text=True)

    def said(self):
        return self.path.read_text()

    def events(self, name):
        """The log lines of an event."""
        return [line for line in self.said().splitlines() if f' event={name} ' in line + ' ']

    def running(self):
        return self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def has_no_signal_pending(self):
        status = pathlib.Path(f'/proc/{self.process.pid}/status').read_text()
        return not int(re.search(r'^ShdPnd:\s*([0-9a-f]+)', status, re.M)[1], 16)

    def wait(self, seconds=PATIENCE):
        """The exit code; negative: ended by that signal."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f'{self.path.name}: still running after {seconds} s')

    def end(self, code=DONE, seconds=PATIENCE):
        expect(self.wait(seconds), code, f'exit code, {self.path.name}')

    def kill(self):
        self.process.kill()
        self.process.wait()


class Stage:
    """What one test has to itself."""

    def __init__(self, world, name, folder):
        self.world, self.name, self.folder = world, name, folder
        self.id = f'{name.replace("test_", "")}.{os.getpid()}'
        self.runs, self.databases = [], []
        folder.mkdir(parents=True, exist_ok=True)
        self.key = folder / 'key'
        self.key.write_bytes(KEY)
        self.key.chmod(0o600)

    def close(self):
        for run in self.runs:
            if run.running():
                run.kill()
        for name in self.databases:
            self.psql(f'drop database if exists "{name}" with (force)', 'postgres')

    # ---- the database ----

    def psql(self, sql, database, *options):
        done = subprocess.run(['psql', '-X', '-v', 'ON_ERROR_STOP=1', '-d', database, '--csv', '-t', *options, '-c', sql],
            env=self.world.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RuntimeError(f'psql: {done.stderr.strip()}')
        return [tuple(row) for row in csv.reader(io.StringIO(done.stdout))]

    def empty_database(self, suffix=''):
        name = f'e2e_{re.sub("[^a-z0-9]", "_", self.id)}{suffix}'
        self.psql(f'create database "{name}" template template0', 'postgres')
        self.databases.append(name)
        return name

    def database(self, suffix=''):
        """A database with the schema; its name."""
        name = self.empty_database(suffix)
        self.lrstream('migrate', 'up', '--database', self.conninfo(name))
        return name

    def conninfo(self, database):
        return f"host='{self.world.env['PGHOST']}' port={self.world.env['PGPORT']} user={self.world.env['PGUSER']} dbname={database}"

    def count(self, database, table):
        return int(self.psql(f'select count(*) from {table}', database)[0][0])

    # ---- topics ----

    def topic(self, name):
        return f'{self.id}.{name}'

    def kcat(self, *args, text=None):
        done = subprocess.run(['kcat', '-q', '-b', self.world.kafka, *args], input=text, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        if done.returncode:
            raise RuntimeError(f'kcat: {done.stderr.decode().strip()}')
        return done.stdout

    def produce(self, topic, lines, partitions=1):
        """Equal lines go to the same partition, so that which of them comes first does not depend on the reader."""
        shares = collections.defaultdict(list)
        for line in lines:
            shares[sum(line) % partitions].append(line)
        for partition, share in shares.items():
            self.kcat('-P', '-t', self.topic(topic), '-p', str(partition), text=b'\n'.join(share) + b'\n')

    def messages(self, topic):
        """Every message of a topic, as kcat's JSON envelopes."""
        return [json.loads(line) for line in self.kcat('-C', '-t', topic, '-e', '-J').splitlines()]

    # ---- lrstream ----

    def config(self, base, topics=None, name='lrstream.yaml', **more):
        """Writes a configuration for the database `base`. topics: {topic: source}, in this test's own names."""
        topics = {'learnflow': 'learnflow', 'xapi': 'xapi'} if topics is None else topics
        kafka = {'bootstrap.servers': self.world.kafka, 'group.id': self.id, 'session.timeout.ms': 1500,
            'heartbeat.interval.ms': 300, 'fetch.wait.max.ms': 100, **more.pop('kafka', {})}
        tree = {'kafka': kafka, 'topics': [{'name': self.topic(t), 'source': s} for t, s in topics.items()],
            'database': self.conninfo(base), 'key_file': str(self.key), **more}
        path = self.folder / name
        path.write_text(json.dumps(tree, indent=1))     # JSON is YAML
        return path

    def create_topics(self, config, partitions=1):
        self.lrstream('migrate', 'topics', '--config', config, '--partitions', str(partitions))

    def samples(self, partitions=1):
        for source in ('learnflow', 'xapi'):
            self.produce(source, sample_lines(source), partitions)

    def lrstream(self, *args, code=DONE):
        done = subprocess.run([LRSTREAM, *args], env=self.world.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        expect(done.returncode, code, f'exit code of {args[0]}, which said {done.stderr.strip()!r}')
        return done

    def start(self, config, *args):
        run = Run(('run', '--config', config, *args), self.world.env, self.folder / f'run-{len(self.runs)}.log')
        self.runs.append(run)
        return run

    def run(self, config, *args):
        """Runs until all is read, and returns the ended run."""
        run = self.start(config, '--until-caught-up', *args)
        run.end()
        return run

    def committed(self, database):
        """How many records the database knows to be read."""
        return int(self.psql('select coalesce(sum(next_offset), 0) from lrstream.consumer_offset', database)[0][0])

    def until_committed(self, database, count):
        until(lambda: self.committed(database) >= count, f'{count} records committed')


def sample_lines(source):
    return (SAMPLES / f'{source}.ndjson').read_bytes().splitlines()


def expected():
    return json.loads((SAMPLES / 'expected.json').read_text())


SIGTERM = signal.SIGTERM
