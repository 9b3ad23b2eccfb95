"""lrstream explain --indicator: every indicator of a learner with all kinds of statements, told step by step, comes to what
the view shows; a small history by hand; and what cannot be asked."""
import re

from harness import REJECTS, USAGE, expect, expect_that
from test_indicators import mixture
from test_progress import AS_OF, course_iri, feed, in_tokyo, iri, said, structure, version, void

MOMENT = re.compile(r'^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$')
# Rows of one learner whose value is one stored column: what the last step says is what the view shows.
DIRECT = ('first_accessed_at', 'last_accessed_at', 'active_days', 'longest_streak', 'sessions', 'time_spent', 'activity_time_spent',
    'completed_at', 'reported_time_spent', 'reported_average_score', 'statements', 'regularity', 'posts', 'replies',
    'first_attempt_correct', 'video_length', 'video_coverage', 'video_rewatched', 'furthest_position')
STEP = re.compile(r'^\d{4}-\S+Z  [0-9a-f-]{36}  \S+  \S+  ')


def shown(value):
    """As explain writes it."""
    found = MOMENT.match(value)
    return f'{found[1]}T{found[2]}Z' if found else {'t': 'true', 'f': 'false', '': 'none'}.get(value, value)


def explain(t, database, name, *how, code=0):
    return t.lrstream('explain', '--database', t.conninfo(database), '--indicator', name, *how, '--as-of', AS_OF, code=code)


def steps(text):
    return [line for line in text.splitlines() if STEP.match(line)]


def last_said(text):
    """What the last step that counts came to; 'none' without one."""
    counted = [line for line in steps(text) if 'voided: does not count' not in line]
    return re.sub(r' \(.*\)$', '', counted[-1].rsplit('-> ', 1)[1]) if counted else 'none'


def values(text, view, column):
    return [line.rsplit(': ', 1)[1] for line in text.splitlines() if line.startswith(f'api_v1.{view}.{column}')]


def keys_of(t, database, view):
    """What rows of the view are found by, but for learner and course."""
    return [row[0] for row in t.psql(f"""select attname from pg_attribute
        where attrelid = 'api_v1.{view}'::regclass and attname in ('activity', 'skill', 'day')""", database)]


def view_shows(t, database, view, column, keys):
    columns = {row[0] for row in t.psql(f"select attname from pg_attribute where attrelid = 'api_v1.{view}'::regclass", database)}
    where = ' and '.join(f"{k} = '{v}'" for k, v in keys.items() if k in columns)
    return t.psql(f"select coalesce({column}::text, 'null') from api_v1.{view} where {where}", database, '-q',
        '-c', f"set lrstream.as_of = '{AS_OF}'; set time zone 'UTC'")


def expect_every_indicator(t, d, keys):
    known = t.psql('select name, "view", "column" from api_v1.indicator', d)
    for name, view, column in known:
        flags = [word for key in ('learner', 'course', *keys_of(t, d, view)) for word in (f'--{key}', keys[key])]
        text = explain(t, d, name, *flags).stdout
        wanted = [row[0] for row in view_shows(t, d, view, column, keys)]
        expect(sorted(values(text, view, column)), sorted(wanted), f'{name} of {keys}')
        if name in DIRECT and wanted:
            expect(last_said(text), shown(wanted[0].replace('null', '')), f'the last step of {name} of {keys}')
    return len(known)


def test_every_indicator_is_explained(t):
    d = t.database()
    path = t.folder / 'mixture.ndjson'
    path.write_bytes(b'\n'.join(mixture(11, 700, 3)) + b'\n')
    t.lrstream('backfill', '--database', t.conninfo(d), '--source', 'xapi', '--key-file', str(t.key), str(path))
    feed(t, d, [{'course': 'https://lms.example.org/courses/1', 'versions': [{'version': '1', 'from': None, 'lessons': [
        {'activity': f'https://lms.example.org/courses/1/lessons/{n}', 'move_on': 'CompletedOrPassed',
            'due_at': '2026-04-01T00:00:00Z', 'skills': ['https://lms.example.org/skills/bees']} for n in range(4)]}]}], 'structure')
    for course in (1, 2):
        learner, activity, day = t.psql(f"""select learner, activity, occurred_at::date from api_v1.statement where not voided
            and course = 'https://lms.example.org/courses/{course}' and success and activity <> course
            order by occurred_at limit 1""", d)[0]
        count = expect_every_indicator(t, d, {'learner': learner, 'course': f'https://lms.example.org/courses/{course}',
            'activity': activity, 'skill': 'https://lms.example.org/skills/bees', 'day': day})
        expect_that(count > 40, f'{count} indicators')
