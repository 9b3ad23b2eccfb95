"""Posts, replies and peers (W24), and cohorts beside one another."""
import collections, datetime
from fractions import Fraction

import vocabulary as v
from reading import context_activities, stated_type

COHORT_FLOOR = 10
METRICS = ('percent_complete', 'lessons_done', 'time_spent_minutes', 'active_days', 'longest_streak_days', 'sessions', 'statements',
    'average_score_best', 'average_score_last', 'average_score_first', 'regularity', 'posts', 'replies', 'distinct_peers')
PERCENTILES = (10, 25, 50, 75, 90)


def discussions(one):
    """Those of a statement: in parent and grouping, other than its object."""
    around = context_activities(one.tree, 'parent') + context_activities(one.tree, 'grouping')
    return {a['id'] for a in around if stated_type(a) == v.DISCUSSION and a['id'] != one.activity}


def is_posting(one):
    return one.verb == v.POSTED or one.verb == v.CREATED and one.activity is not None and one.activity_type == v.DISCUSSION


def is_reply(one):
    return one.verb == v.REPLIED or is_posting(one) and bool(discussions(one))


def is_post(one):
    return is_posting(one) and not discussions(one)


def authors(counted):
    """Of each activity: the learner of the first post or reply whose object it is, in any course."""
    found = {}
    for one in counted:
        if one.activity and (is_post(one) or is_reply(one)):
            found.setdefault(one.activity, one.learner)
    return found


def of_learners(counted):
    author = authors(counted)
    rows = collections.defaultdict(lambda: {'posts': 0, 'replies': 0, 'peers': set()})
    for one in counted:
        row = rows[one.learner, one.course]
        row['posts'] += is_post(one)
        row['replies'] += is_reply(one)
        if is_reply(one):
            row['peers'] |= {author[each] for each in discussions(one) if each in author} - {one.learner}
    return {key: {'posts': row['posts'], 'replies': row['replies'], 'distinct_peers': len(row['peers'])} for key, row in rows.items()}


def percentile(values, percent):
    """Between the two neighbours where it falls between two values."""
    values = sorted(map(Fraction, values))
    place = Fraction(percent, 100) * (len(values) - 1)
    low = int(place)
    return values[low] + (place - low) * (values[min(low + 1, len(values) - 1)] - values[low])


def cohorts(courses, tenant):
    """Learners of a course who came in the same week, which is named by its Monday; none under ten of them."""
    members = collections.defaultdict(list)
    for (_, course), row in courses.items():
        day = tenant.date(row['first_accessed_at'])
        members[course, day - datetime.timedelta(day.weekday())].append(row)
    view = {}
    for (course, week), rows in members.items():
        for metric in METRICS:
            values = [row[metric] for row in rows if row[metric] is not None]
            if len(rows) >= COHORT_FLOOR and len(values) >= COHORT_FLOOR:
                view[course, week, metric] = {'learners': len(values), **{f'p{p}': percentile(values, p) for p in PERCENTILES}}
    return view
