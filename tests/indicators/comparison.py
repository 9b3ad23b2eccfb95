"""The views of a database beside what the oracle says of the same history.

A view or a column that the database does not have is left out; left_out() tells which, so that nothing stays uncompared
unseen. Floats may differ by 1e-9 of their size, and so may scores, which are kept in steps of 1e-9; all else is equal or
is not.
"""
import collections, fractions, math

from reading import instant

KEYS = {'statement': ('id',), 'learner_course': ('learner', 'course'), 'learner_activity': ('learner', 'course', 'activity'),
    'activity': ('course', 'activity'), 'course': ('course',), 'course_day': ('course', 'day'),
    'activity_day': ('course', 'activity', 'day'), 'certificate': ('id',),
    'activity_segment': ('course', 'activity', 'from_second'), 'drop_off': ('course', 'activity'),
    'cohort_percentile': ('course', 'week', 'metric'), 'learner_skill': ('learner', 'skill')}
TIMES = {'occurred_at', 'stored_at', 'first_accessed_at', 'last_accessed_at', 'completed_at', 'issued_at', 'due_at', 'eta',
    'next_review_at', 'last_answered_at'}
CLOSE = 1e-9
ETA_MICROSECONDS = 1000         # of an eta, which is a float of days away


class Difference(collections.namedtuple('Difference', 'view key column got expected')):
    def __str__(self):
        return f'{self.view} {" ".join(map(str, self.key))}: {self.column} is {self.got!r} instead of {self.expected!r}'


def key_text(value):
    return value.isoformat() if hasattr(value, 'isoformat') else str(value)


def shown(column, value):
    """An expected value as a person reads it."""
    if isinstance(value, fractions.Fraction):
        return float(value)
    return value


def same(column, got, expected):
    if got is None or expected is None:
        return got is expected
    if column == 'eta':
        return abs(instant(got) - expected) <= ETA_MICROSECONDS
    if column in TIMES:
        return instant(got) == expected
    if isinstance(expected, bool) or isinstance(got, bool) or isinstance(expected, str):
        return got is expected or isinstance(expected, str) and got == expected
    if isinstance(expected, list):
        return sorted(got) == sorted(expected)
    if isinstance(expected, int):
        return got == expected
    return math.isclose(float(got), float(expected), rel_tol=CLOSE, abs_tol=CLOSE)


def keyed(view, rows):
    return {tuple(key_text(row[name]) for name in KEYS[view]): row for row in rows}


def compare_view(view, got, expected):
    """got: the rows of the database. expected: of the oracle, by key."""
    got, expected = keyed(view, got), {tuple(map(key_text, key if isinstance(key, tuple) else (key,))): row for key, row in expected.items()}
    for key in sorted(got.keys() | expected.keys()):
        if key not in got or key not in expected:
            yield Difference(view, key, 'the row', 'there' if key in got else 'missing', 'there' if key in expected else 'missing')
            continue
        for column in sorted(expected[key].keys() & got[key].keys()):
            if not same(column, got[key][column], expected[key][column]):
                value = expected[key][column]
                yield Difference(view, key, column, got[key][column], shown(column, value))


def compare(got, expected):
    """All differences; got: {view: rows}, without the views that do not exist."""
    return [difference for view in KEYS if view in got for difference in compare_view(view, got[view], expected[view])]


def left_out(columns, expected):
    """What the oracle says and the database does not have; columns: {view: its columns}."""
    found = {view for view in KEYS if view not in columns}
    for view in KEYS.keys() - found:
        told = {column for row in expected[view].values() for column in row}
        found |= {f'{view}.{column}' for column in told - columns[view]}
    return found
