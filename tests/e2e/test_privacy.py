"""Nothing personal crosses the privacy line: tables, dead letters, logs and the database's own log are searched."""
import json, os, re, resource, shutil, signal, subprocess, sys

from harness import DONE, LRSTREAM, REJECTS, ROOT, Skip, expect, expect_that, sample_lines, until

CASES = ROOT.parent / 'shared/cases/pii'
PERSON = 'mailto:odette.marchetti@learner.example.org'
HEADER = 'x-learner=odette.marchetti@learner.example.org'
ENDLESS = """type: SLOW
about: tries each way to part the digits
detectors:
  - {name: endless, at: digits, digits: [9], pattern: '(?:\\d+)+[xy]'}
examples: [nothing]
"""


def statement(**changes):
    return {'actor': {'mbox': PERSON}, 'verb': {'id': 'http://adlnet.gov/expapi/verbs/answered'},
        'object': {'id': 'https://lms.example.org/quiz/1'}, 'timestamp': '2026-03-14T16:35:00Z', **changes}


def sample():
    if not CASES.is_dir():
        raise Skip(f'{CASES} is not there')
    return (CASES / 'leak_sample_statements.ndjson').read_bytes().splitlines()


def everything(t, database, topic, run):
    """Files with all that came out: what the tables hold, dead letters with their keys and headers, logs."""
    dump = subprocess.run(['pg_dump', '--inserts', '-d', database], env=t.world.env, stdout=subprocess.PIPE, check=True).stdout
    payloads = '\n'.join(row[0] for row in t.psql('select payload from lrstream.statement', database))
    files = {'dump.sql': dump, 'statements.ndjson': payloads.encode() + b'\n', 'run.log': run.path.read_bytes(),
        'postgres.log': (t.world.folder / 'postgres/postgres.log').read_bytes(),
        'letters.ndjson': ''.join(json.dumps(m) + '\n' for m in t.messages(topic)).encode()}
    folder = t.folder / 'out'
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_bytes(text)
    return folder


def test_nothing_of_the_leak_cases_comes_out_anywhere(t):
    """Messages carry the person in their keys and headers too."""
    lines = sample()
    database = t.database()
    config = t.config(database, {'raw': 'auto'}, dead_letter_topic=t.topic('dlq'))
    t.create_topics(config)
    for line in lines:
        t.kcat('-P', '-t', t.topic('raw'), '-k', PERSON, '-H', HEADER, text=line + b'\n')
    run = t.run(config)
    expect(t.committed(database), len(lines), 'records read')
    expect_that(t.messages(t.topic('dlq')), 'some cases are invalid on purpose')
    out = everything(t, database, t.topic('dlq'), run)
    done = subprocess.run([sys.executable, CASES / 'pii_eval.py', 'leak', CASES / 'leak_sample_expect.ndjson', '--', out],
        stdout=subprocess.PIPE, text=True)
    expect(done.returncode, 0, done.stdout)
    for file in out.iterdir():
        expect_that(b'marchetti' not in file.read_bytes(), f'{file.name} tells the key or the header of a message')


def test_no_id_that_convert_makes_is_stored(t):
    """Who reads the tables, and knows how convert makes ids, can try out nobody."""
    database = t.database()
    config = t.config(database, {'learnflow': 'learnflow', 'scorm': 'scorm', 'xapi': 'xapi'}, dead_letter_topic=t.topic('dlq'))
    t.create_topics(config)
    given = {'learnflow': sample_lines('learnflow')[:200],
        'scorm': [json.dumps({'cmi': {'core': {'student_id': f's-{n}', 'lesson_status': 'passed', 'session_time': '00:10:00'}},
            'registration': f'enrolment {n}', 'timestamp': '2026-03-14T16:35:00Z'}).encode() for n in range(20)],
        'xapi': [json.dumps(statement(timestamp=f'2026-03-14T16:35:{n:02}Z')).encode() for n in range(20)]}
    made = set()
    for source, lines in given.items():
        path = t.folder / f'{source}.ndjson'
        path.write_bytes(b'\n'.join(lines) + b'\n')
        printed = t.lrstream('convert', '--source', source, path, code=REJECTS if source == 'learnflow' else DONE).stdout
        made |= set(re.findall('[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}', printed))
        t.produce(source, lines)
    run = t.run(config)
    expect(t.committed(database), sum(map(len, given.values())), 'records read')
    expect_that(len(made) > 200, f'{len(made)} ids were made')
    for file in everything(t, database, t.topic('dlq'), run).iterdir():
        text = file.read_text()
        expect([i for i in made if i in text or i.replace('-', '') in text], [], file.name)


def test_a_row_that_the_database_refuses_is_not_quoted(t):
    """Nor does the server, which quotes the row, know more than may be known."""
    database = t.database()
    t.psql("alter table lrstream.statement add constraint refused check (payload not like '%quiz/1%')", database)
    config = t.config(database, {'raw': 'xapi'}, dead_letter_topic=t.topic('dlq'))
    t.create_topics(config)
    said = statement(result={'response': 'Odette Marchetti, odette.marchetti@learner.example.org, 06 39 98 44 55'})
    t.kcat('-P', '-t', t.topic('raw'), '-k', PERSON, '-H', HEADER, text=json.dumps(said).encode() + b'\n')
    run = t.run(config, '--log-level', '3')
    expect([letter[0] for letter in t.psql('select count(*) from lrstream.dead_letter', database)], ['1'], 'dead letters')
    for file in everything(t, database, t.topic('dlq'), run).iterdir():
        text = file.read_bytes().lower()
        expect_that(b'marchetti' not in text and b'39 98 44' not in text, f'{file.name} quotes the row')


def test_a_pattern_without_end_costs_its_text_all_and_is_counted(t):
    schemas = t.folder / 'schemas'
    shutil.copytree(ROOT / 'schemas', schemas)
    (schemas / 'privacy/detectors/endless.yaml').write_text(ENDLESS)
    digits = '7' * 40
    given = statement(object={'id': f'https://odette:pw@lms.example.org:8080/users/ann4711/{digits}?x={digits}'},
        result={'response': f'Guess who: {digits}', 'extensions': {f'https://lms.example.org/{digits}': [f'{digits} it is', 'all right']}})
    path = t.folder / 'given.ndjson'
    path.write_text(json.dumps(given) + '\n')
    done = subprocess.run([LRSTREAM, 'anonymize', '--key-file', t.key, path], env={**t.world.env, 'LRSTREAM_SCHEMAS': str(schemas)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    made = json.loads(done.stdout)
    expect(made['object']['id'], 'https://x-redacted', 'the IRI')
    expect(made['result'], {'response': '[REDACTED]', 'extensions': {'https://x-redacted': ['[REDACTED]', 'all right']}}, 'the result')
    expect_that(' REDACTED=4 limits=' in done.stderr, done.stderr)


def test_a_crash_leaves_no_core_image(t):
    """Where the shell allows one."""
    database = t.database()
    config = t.config(database)
    t.create_topics(config)
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    try:
        run = t.start(config)
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)
    until(lambda: run.events('partition-assigned'), 'partitions')
    run.process.send_signal(signal.SIGABRT)
    _, status = os.waitpid(run.process.pid, 0)
    run.process.returncode = -os.WTERMSIG(status)
    expect(os.WTERMSIG(status), signal.SIGABRT, 'what ended it')
    expect(os.WCOREDUMP(status), False, 'a core image')
