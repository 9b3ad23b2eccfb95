"""What is told over several learners, and by date: hand-worked cases through backfill and the views."""
import math

from harness import expect, expect_that
from test_progress import feed, in_tokyo, iri, look, said, shown, void


def answers(course, learner, verdicts):
    """Answers of a learner, a minute apart: 'A+ B-' is right at A, wrong at B; 'A?' has no verdict."""
    return [said(course, learner, f'02T10:{minute:02d}', 'answered', one[0], **({} if one[1] == '?' else {'success': one[1] == '+'}))
        for minute, one in enumerate(verdicts.split())]


def activities(t, d, course):
    sql = f"select activity, learners, attempts, difficulty, discrimination from api_v1.activity where course = '{iri(course, None)}'"
    return {row[0].rsplit('/', 1)[1]: [float(cell) if cell else None for cell in row[1:]] for row in look(t, d, sql)}


def expect_close(found, wanted, what):
    expect_that(len(found) == len(wanted) and all(a is b or None not in (a, b) and math.isclose(a, b) for a, b in zip(found, wanted)),
        f'{what} is {found} instead of {wanted}')


def test_items_by_hand(t):
    d = in_tokyo(t)
    feed(t, d, answers('c', 'ada', 'A? A+ B+ C+') + answers('c', 'bea', 'A+ B+ C-') + answers('c', 'cyd', 'A- B+ C- A+')
        + answers('c', 'dan', 'A- B- C-') + answers('c', 'eve', 'A+'))
    found = activities(t, d, 'c')
    # First verdicts at A: 1 1 0 0 and Eve's 1, 3 of 5; attempts 2 + 1 + 2 + 1 + 1. Eve has no other item, so r is over four:
    # x 1 1 0 0, mean 1/2; y, the mean of B and C, 1 1/2 1/2 0, mean 1/2; sum of products 1/4 + 0 + 0 + 1/4 = 1/2,
    # of squares 1 and 1/2: r = 1/2 / sqrt(1/2).
    expect_close(found['A'], [5, 7, 0.6, 0.5 / math.sqrt(0.5)], 'A')
    # x 1 1 1 0; y, the mean of A and C, 1 1/2 0 0: n Sxy - Sx Sy = 4 * 1.5 - 3 * 1.5 = 1.5; 4 * 3 - 9 = 3;
    # 4 * 1.25 - 1.5^2 = 2.75: r = 1.5 / sqrt(3 * 2.75).
    expect_close(found['B'], [4, 4, 0.75, 1.5 / math.sqrt(8.25)], 'B')
    # x 1 0 0 0; y 1 1 1/2 0: 4 * 1 - 1 * 2.5 = 1.5; 4 * 1 - 1 = 3; 4 * 2.25 - 2.5^2 = 2.75.
    expect_close(found['C'], [4, 4, 0.25, 1.5 / math.sqrt(8.25)], 'C')


def test_what_does_not_vary_tells_nothing(t):
    d = in_tokyo(t)
    feed(t, d, answers('c', 'ada', 'A+ B+') + answers('c', 'bea', 'A+ B-') + [said('c', 'ada', '02T11:00', 'experienced', 'D')])
    found = activities(t, d, 'c')
    expect(found['A'], [2, 2, 1.0, None], 'everybody was right')
    expect(found['B'], [2, 2, 0.5, None], 'what the others were does not vary')
    expect(found['D'], [1, 0, None, None], 'nobody answered')


def test_the_mean_of_the_best(t):
    d = in_tokyo(t)
    scored = [('ada', '02T10:00', {'scaled': 0.6}), ('ada', '02T11:00', {'scaled': 0.4}), ('bea', '02T10:00', {'raw': 9, 'min': 1, 'max': 11}),
        ('cyd', '02T10:00', {'raw': 9})]
    feed(t, d, [said('c', who, when, 'evaluated', 'A', score=score) for who, when, score in scored])
    # The best are 60 and (9 - 1) / (11 - 1) = 80; raw alone is no score.
    expect(shown(t, d, 'c', 'learners, average_score', view='activity'), ('3', '70'))


def test_streaks_by_hand(t):
    d = in_tokyo(t)
    # In Tokyo: 5, 6 and 7 March, then 18, 19 and 20 March. 14:59 UTC is still the same date there, 15:00 the next one.
    days = ('04T15:00', '06T14:59', '06T15:00', '18T10:00', '18T16:00', '20T10:00', '20T14:59')
    feed(t, d, [said('c', 'ada', when, 'experienced', 'A') for when in days])
    columns = 'active_days, longest_streak_days, current_streak_days'
    for as_of, streak in (('2026-03-20T14:00:00Z', '3'), ('2026-03-21T14:59:59Z', '3'), ('2026-03-21T15:00:00Z', '0'), ('2026-03-07T10:00:00Z', '3')):
        expect(shown(t, d, 'c', columns, as_of=as_of), ('6', '3', streak), as_of)


def test_dates_of_courses_and_activities_by_hand(t):
    d = in_tokyo(t)
    bob = said('c', 'bob', '05T14:50', 'experienced', 'A')
    # In Tokyo: 23:50 at A, 23:56 at B, 23:58 at A, and at A at 0:04 of 6 March. 6 min and, over midnight, another 6 are
    # spent at A, 2 at B, all on 5 March.
    feed(t, d, [bob] + [said('c', 'ada', when, 'experienced', where)
        for when, where in (('05T14:50', 'A'), ('05T14:56', 'B'), ('05T14:58', 'A'), ('05T15:04', 'A'))])

    def by_day(view, columns='active_learners, statements, time_spent_minutes', key="right(activity, 1) || ' ' ||"):
        return dict((row[0], row[1:]) for row in look(t, d, f'select {key} day::text, {columns} from api_v1.{view}'))

    expect(by_day('activity_day'), {'A 2026-03-05': ('2', '3', '12'), 'B 2026-03-05': ('1', '1', '2'), 'A 2026-03-06': ('1', '1', '0')})
    expect(by_day('course_day', key=''), {'2026-03-05': ('2', '4', '14'), '2026-03-06': ('1', '1', '0')})
    # Without Bob, and with something that Ada did at A between: 23:52 cuts nothing off and adds a statement.
    feed(t, d, [void(bob), said('c', 'ada', '05T14:52', 'experienced', 'A')])
    expect(by_day('activity_day')['A 2026-03-05'], ('1', '3', '12'))
    # Late, at B at 0:01: the 6 min from 23:58 are 3 at A on 5 March and 3 at B on 6 March.
    feed(t, d, [said('c', 'ada', '05T15:01', 'experienced', 'B')])
    expect(by_day('activity_day'), {'A 2026-03-05': ('1', '3', '9'), 'B 2026-03-05': ('1', '1', '2'),
        'A 2026-03-06': ('1', '1', '0'), 'B 2026-03-06': ('1', '1', '3')})
    expect(t.lrstream('recompute', '--verify', '--database', t.conninfo(d)).stdout, '', 'differences')
