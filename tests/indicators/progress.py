"""What is done of a course, with and without a structure (W15 to W17), and what a structure's dates say (W30)."""
import collections, datetime
from dataclasses import dataclass, field

import vocabulary as v
from reading import DAY, Fraction, instant, number

TRIES = (v.ATTEMPTED, v.ANSWERED, v.EVALUATED, v.COMPLETED, v.PASSED, v.FAILED)
PACE_DATES = 14


@dataclass
class Lesson:
    activity: str
    move_on: str
    due_at: int = None
    skills: list = field(default_factory=list)


@dataclass
class Version:
    since: int              # null: ever since
    lessons: list = field(default_factory=list)
    starts_at: int = None
    ends_at: int = None


def structure(record):
    """(course, versions in order) of a record of the source `structure` (W32)."""
    versions = [Version(instant(one.get('from')), [Lesson(lesson['activity'], lesson['move_on'], instant(lesson.get('due_at')), lesson.get('skills', []))
            for lesson in one['lessons']], instant(one.get('starts_at')), instant(one.get('ends_at'))) for one in record['versions']]
    return record['course'], sorted(versions, key=lambda one: (one.since is not None, one.since or 0))


def in_force(versions, t):
    found = [one for one in versions or [] if one.since is None or one.since <= t]
    return found[-1] if found else None


def absent_last_quarter(version, last_t, as_of):
    if version.starts_at is None or version.ends_at is None:
        return False
    began = version.ends_at - Fraction(version.ends_at - version.starts_at, 4)
    return began <= as_of <= version.ends_at and last_t < began


# ---- W15 ----

def waives(one):
    return one.verb in (v.SATISFIED, v.WAIVED)


def says_completed(one):
    if waives(one):
        return True
    return one.completion if one.completion is not None else one.verb == v.COMPLETED


def earliest(times):
    return min((t for t in times if t is not None), default=None)


def first(statements, says):
    return earliest(one.t for one in statements if says(one))


def done_at(move_on, on_lesson, in_course):
    """on_lesson: the learner's statements on the activity; in_course: those in the course."""
    completed, waived = first(on_lesson, says_completed), first(on_lesson, waives)
    passed = first(on_lesson, lambda one: one.verb == v.PASSED)
    both = None if None in (completed, passed) else max(completed, passed)
    if move_on == 'NotApplicable':
        return in_course[0].t
    return earliest({'Completed': [completed], 'Passed': [passed, waived], 'CompletedOrPassed': [completed, passed],
        'CompletedAndPassed': [both, waived]}[move_on])


class Moment:
    """How a learner stands in a course at as_of."""

    def __init__(self, tenant, versions, course, statements, as_of):
        self.tenant, self.versions, self.course, self.statements, self.as_of = tenant, versions, course, statements, as_of
        self.structured = bool(versions)
        self.version = in_force(versions, as_of)
        self.lessons = {lesson.activity: lesson for lesson in self.version.lessons} if self.version else {}

    def on(self, activity):
        return [one for one in self.statements if one.activity == activity]

    def move_on(self, activity, lesson):
        """W15: of the course itself always Completed."""
        return 'Completed' if activity == self.course else lesson.move_on if lesson else 'CompletedOrPassed'

    def done(self, lesson):
        return done_at(self.move_on(lesson.activity, lesson), self.on(lesson.activity), self.statements)

    # ---- learner_activity ----

    def of_activity(self, statements):
        activity = statements[0].activity
        lesson = self.lessons.get(activity)
        done = done_at(self.move_on(activity, lesson), statements, self.statements)
        row = {'completed_at': done, 'due_at': None, 'timeliness': None, 'lead_seconds': None}
        return {**row, **self.timeliness(lesson, statements)} if lesson else row

    def timeliness(self, lesson, statements):
        """W30."""
        if lesson.due_at is None:
            return {'timeliness': 'floating'}
        tried = first(statements, lambda one: one.verb in TRIES)
        if tried is None:
            return {'due_at': lesson.due_at, 'timeliness': 'missing' if self.as_of > lesson.due_at else None}
        return {'due_at': lesson.due_at, 'timeliness': 'on_time' if tried <= lesson.due_at else 'late',
            'lead_seconds': Fraction(lesson.due_at - tried, 1_000_000)}

    # ---- learner_course ----

    def of_course(self, statements, dates, reported):
        if self.version:
            return self.by_structure(dates, reported)
        return self.not_yet() if self.structured else self.without_structure(statements)

    def not_yet(self):
        """No version is in force yet: the source's own percent and completion are ignored even so."""
        unknown = ('percent_complete', 'lessons_done', 'total_lessons', 'current_lesson', 'lessons_per_day', 'eta')
        return {**dict.fromkeys(unknown), 'completed_at': self.completed_at()}

    def without_structure(self, statements):
        """W16. What the source counts stays as it was reported."""
        on_course = [one for one in statements if one.on_course]
        percent = None
        for one in on_course:
            stated = number(one.stated(v.PROGRESS)[0])
            if stated is not None and 0 <= stated <= 100:
                percent = stated
            elif says_completed(one):
                percent = Fraction(100)
        return {'percent_complete': percent, 'completed_at': first(on_course, says_completed), 'current_lesson': None,
            'lessons_per_day': None, 'eta': None}

    def by_structure(self, dates, reported):
        """W17. A number of the current lesson that the source reports goes before its place in L."""
        lessons = self.version.lessons
        done = [self.done(lesson) for lesson in lessons]
        count = sum(t is not None for t in done)
        current = self.current(done)
        row = {'lessons_done': count, 'total_lessons': len(lessons), 'completed_at': self.completed_at(),
            'percent_complete': Fraction(100 * count, len(lessons)) if lessons else None,
            'current_lesson': None if current is None else lessons[current].activity}
        if reported['current_lesson_number'] is None:
            row['current_lesson_number'] = len(lessons) if current is None else current + 1
        return {**row, **self.pace(done, dates)}

    def current(self, done):
        """The place of the latest touched incomplete lesson, else of the first incomplete one."""
        left = {lesson.activity: place for place, lesson in enumerate(self.version.lessons) if done[place] is None}
        for one in reversed(self.statements):
            if one.activity in left:
                return left[one.activity]
        return min(left.values(), default=None)

    def completed_at(self):
        """The earliest t such that all lessons of the version in force at t are done by t."""
        found = []
        for place, version in enumerate(self.versions):
            done = [self.done(lesson) for lesson in version.lessons]
            if done and None not in done:
                t = max(done) if version.since is None else max(*done, version.since)
                until = self.versions[place + 1].since if place + 1 < len(self.versions) else None
                if until is None or t < until:
                    found.append(t)
        return earliest(found)

    def pace(self, done, dates):
        """W30."""
        today = self.tenant.date(self.as_of)
        window = {today - datetime.timedelta(n) for n in range(PACE_DATES)}
        active = len(window & dates)
        recent = sum(t is not None and self.tenant.date(t) in window for t in done)
        pace, left = Fraction(recent, active) if active else None, sum(t is None for t in done)
        return {'lessons_per_day': pace, 'eta': self.as_of + left / pace * DAY if left and pace else None}


def drop_off(counted, tenant, as_of):
    """{(course, activity): learners}: the touched lesson with the largest place; without a structure the activity that
    was touched for the first time last, the course itself aside."""
    furthest = collections.Counter()
    learners = collections.defaultdict(list)
    for one in counted:
        learners[one.learner, one.course].append(one.activity)
    for (_, course), touched in learners.items():
        versions = tenant.structures.get(course)
        if versions:
            version = in_force(versions, as_of)
            reached = [lesson.activity for lesson in version.lessons if lesson.activity in touched] if version else []
        else:
            reached = list(dict.fromkeys(a for a in touched if a is not None and a != course))
        if reached:
            furthest[course, reached[-1]] += 1
    return {key: {'learners': n} for key, n in furthest.items()}
