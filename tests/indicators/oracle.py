"""The indicators, computed a second time: straight from statements, by the definitions' own words, with no state.

compute() gives every view of the schema api_v1 as {key: {column: value}}. It shares no code, no data and no idea with
the program; it is slow and plain, and is right if it reads like the definitions. W and a number name the wording that
a function is the code of. Whole numbers and fractions are exact; what becomes a float does so at the very end.
"""
import collections, datetime, math, zoneinfo
from dataclasses import dataclass, field

import progress, skills, social, video
import vocabulary as v
from reading import DAY, EPOCH, MICROSECOND, MINUTE, SECOND, Fraction, context_activities, duration, number, whole

WEEK_HOURS = 168


@dataclass
class Tenant:
    """What a tenant's row says."""
    time_zone: str = 'UTC'
    session_cutoff: int = 30 * MINUTE
    idle_cutoff: int = 10 * MINUTE
    structures: dict = field(default_factory=dict)      # course: its versions (progress.Version), in order

    def local(self, t):
        """W11: the tenant's zone decides."""
        return (EPOCH + t * MICROSECOND).astimezone(zoneinfo.ZoneInfo(self.time_zone))

    def date(self, t):
        return self.local(t).date()

    def hour_of_week(self, t):
        local = self.local(t)
        return local.weekday() * 24 + local.hour


def grouped(items, key):
    groups = collections.defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def last(values):
    """The last that is there."""
    values = [value for value in values if value is not None]
    return values[-1] if values else None


def mean(values):
    values = [value for value in values if value is not None]
    return Fraction(sum(values)) / len(values) if values else None


# ---- time: W11 to W14 ----

def credits(statements, tenant):
    """W12: microseconds by statement id, over a learner's one line."""
    def length(one):
        return int(one.duration * SECOND)

    line = sorted(statements, key=lambda one: (one.t, one.duration is None, -length(one) if one.duration is not None else 0, one.id))
    credit = collections.Counter()
    if line and line[0].duration is not None:
        credit[line[0].id] += length(line[0])
    for a, b in zip(line, line[1:]):
        gap = b.t - a.t
        if b.duration is not None:
            credit[b.id] += min(length(b), gap)
        elif gap <= tenant.session_cutoff:
            credit[a.id] += min(gap, tenant.idle_cutoff)
    return credit


def sessions(statements, tenant):
    """W13."""
    return 1 + sum(b.t - a.t > tenant.session_cutoff for a, b in zip(statements, statements[1:]))


def runs(dates):
    """Runs of days, as (last day, length)."""
    found = []
    for day in sorted(dates):
        if found and found[-1][0] + datetime.timedelta(1) == day:
            found[-1] = (day, found[-1][1] + 1)
        else:
            found.append((day, 1))
    return found


def streaks(dates, today):
    """W11: the current one, and the longest."""
    found = runs(dates)
    current = [length for end, length in found if end in (today, today - datetime.timedelta(1))]
    return (current or [0])[-1], max(length for _, length in found)


def regularity(statements, tenant):
    """W14, in bits."""
    cells = collections.Counter(tenant.hour_of_week(one.t) for one in statements)
    shares = [n / len(statements) for n in cells.values()]
    return 0.0 if len(cells) == 1 else -math.fsum(p * math.log2(p) for p in shares)


# ---- answers and scores: W10, W19 to W22 ----

def score(one):
    """W10, 0 to 100."""
    if one.scaled is not None:
        share = one.scaled
    elif None not in (one.raw, one.min, one.max) and one.max != one.min:
        share = (one.raw - one.min) / (one.max - one.min)
    else:
        return None
    return max(share, Fraction(0)) * 100


def attempts(statements):
    """W19. What is no number without fraction is no attempt-id: the next place is looked at."""
    stated = []
    for one in statements:
        places = [whole((place.get('extensions') or {}).get(v.ATTEMPT_ID)) for place in (one.result, one.context, one.definition)]
        stated += [attempt for attempt in places if attempt is not None][:1]
    return max(stated) if stated else sum(one.verb in (v.ANSWERED, v.EVALUATED) for one in statements)


def verdicts(statements):
    return [one.success for one in statements if one.verb in (v.ANSWERED, v.EVALUATED) and one.success is not None]


def pearson(pairs):
    """W22: null if one of the two does not vary."""
    n = len(pairs)
    x, y = sum(x for x, _ in pairs), sum(y for _, y in pairs)
    xx, yy = n * sum(x * x for x, _ in pairs) - x * x, n * sum(y * y for _, y in pairs) - y * y
    xy = n * sum(x * y for x, y in pairs) - x * y
    return None if not xx or not yy else float(xy) / math.sqrt(xx * yy)


def discrimination(activity, tries):
    """W22. tries: of the course, {learner: {activity: first attempt's success}}."""
    pairs = []
    for mine in tries.values():
        others = [right for other, right in mine.items() if other != activity]
        if activity in mine and others:
            pairs.append((Fraction(mine[activity]), Fraction(sum(others), len(others))))
    return pearson(pairs)


# ---- names: W28 ----

def in_language(texts):
    """en, else the first en-…, else the first tag in alphabetical order."""
    if not isinstance(texts, dict) or not texts:
        return None
    tags = sorted(texts)
    return texts[next((tag for tag in tags if tag == 'en'), next((tag for tag in tags if tag.startswith('en-')), tags[0]))]


def activity_name(one):
    return in_language(one.definition.get('name'))


def course_name(one):
    """The object's, or that of parent or grouping."""
    activities = [one.tree['object']] + context_activities(one.tree, 'parent') + context_activities(one.tree, 'grouping')
    names = [in_language((a.get('definition') or {}).get('name')) for a in activities if a.get('id') == one.course]
    return next((name for name in names if name is not None), None)


# ---- certificates: W26 ----

def grants(one):
    stated = [(place.get('extensions') or {}).get(v.GRADE) for place in (one.result, one.context)]
    return one.verb in (v.EARNED, v.PASSED) and one.success is not False and 'Fail' not in stated


def certificates(statements):
    """Of one learner and course, in the order of issue; voided statements among them."""
    issued, is_open = [], False
    for one in statements:
        if not one.on_course:
            continue
        if grants(one) and not is_open:
            issued.append({'id': one.id, 'learner': one.learner, 'course': one.course, 'issued_at': one.t,
                'state': 'revoked' if one.voided else 'issued'})
            is_open = not one.voided
        elif one.verb == v.FAILED and not one.voided and is_open:
            issued[-1]['state'] = 'revoked'
            is_open = False
    return issued


# ---- rows ----

def reported(statements):
    """W31: what the source says itself, last stated on the course."""
    on_course = [one for one in statements if one.on_course]

    def last_of(iri, reading):
        return last(reading(one.stated(iri)[0]) for one in on_course)

    def count(value):
        return whole(value) if whole(value) is not None and whole(value) >= 0 else None

    def percent(value):
        return number(value) if number(value) is not None and 0 <= number(value) <= 100 else None

    time_spent = last_of(v.TIME_SPENT, duration)
    return {'lessons_done': last_of(v.LESSONS_DONE, count), 'total_lessons': last_of(v.LESSONS_TOTAL, count),
        'current_lesson_number': last_of(v.CURRENT_LESSON, count), 'reported_average_score': last_of(v.AVERAGE_SCORE, percent),
        'reported_time_spent_minutes': None if time_spent is None else time_spent / 60}


def averages(activities, course):
    """W21."""
    others = [row for activity, row in activities.items() if activity != course]
    return {f'average_score_{which}': mean(row[f'{which}_score'] for row in others) for which in ('best', 'last', 'first')}


def enrolment(statements, completed_at):
    """W18."""
    moves = [one.verb for one in statements if one.on_course and one.verb in (v.REGISTERED, v.UNREGISTERED)]
    if moves and moves[-1] == v.UNREGISTERED:
        return 'withdrawn'
    return 'completed' if completed_at is not None else 'enrolled' if moves else None


def risks(row, statements, per_activity, version, as_of):
    """W30. per_activity: the statements by activity."""
    if row['enrolment_state'] != 'enrolled' or any(one.on_course and one.verb == v.PASSED for one in statements):
        return []
    reasons = []
    if as_of - row['last_accessed_at'] > 7 * DAY:
        reasons.append('idle')
    if all(one.verb in (v.REGISTERED, v.UNREGISTERED) for one in statements):
        reasons.append('never_started')
    if any(len(ends) >= 4 and not any(ends[-4:]) for ends in map(verdicts, per_activity.values())):
        reasons.append('struggling')
    if version and progress.absent_last_quarter(version, row['last_accessed_at'], as_of):
        reasons.append('absent_last_quarter')
    return sorted(reasons)


def learner_activity(statements, credit, moment):
    """statements: of one learner, course and activity; moment: progress.Moment."""
    scores = [s for s in map(score, statements) if s is not None]
    tries = verdicts(statements)
    return {'activity_type': last(one.activity_type for one in statements), 'attempts': attempts(statements),
        'first_attempt_correct': tries[0] if tries else None,
        'best_score': max(scores, default=None), 'last_score': last(scores), 'first_score': scores[0] if scores else None,
        'time_spent_minutes': Fraction(sum(credit[one.id] for one in statements), MINUTE),
        **moment.of_activity(statements), **video.of_activity(statements)}


def learner_course(statements, activities, credit, tenant, moment):
    """statements: of one learner and course; activities: the learner's rows of learner_activity in it."""
    dates = {tenant.date(one.t) for one in statements}
    current, longest = streaks(dates, tenant.date(moment.as_of))
    per_activity = grouped((one for one in statements if one.activity), lambda one: one.activity)
    row = {'first_accessed_at': statements[0].t, 'last_accessed_at': statements[-1].t, 'active_days': len(dates),
        'current_streak_days': current, 'longest_streak_days': longest, 'sessions': sessions(statements, tenant),
        'time_spent_minutes': Fraction(sum(credit[one.id] for one in statements), MINUTE),
        'statements': len(statements), 'regularity': regularity(statements, tenant), **reported(statements),
        **averages(activities, statements[0].course)}
    row.update(moment.of_course(statements, dates, row))
    row['enrolment_state'] = enrolment(statements, row['completed_at'])
    row['at_risk_reasons'] = risks(row, statements, per_activity, moment.version, moment.as_of)
    row['at_risk'] = bool(row['at_risk_reasons'])
    return row


def statement_row(one):
    """W9."""
    return {'learner': one.learner, 'verb': one.verb, 'activity': one.activity, 'activity_type': one.activity_type,
        'course': one.course, 'registration': one.registration, 'occurred_at': one.t, 'stored_at': one.stored,
        'success': one.success, 'completion': one.completion, 'score_scaled': one.scaled, 'score_raw': one.raw,
        'score_min': one.min, 'score_max': one.max, 'duration_seconds': one.duration, 'voided': one.voided}


def learner_views(counted, credit, tenant, as_of):
    """learner_course and learner_activity."""
    courses, activities = {}, {}
    for (learner, course), mine in grouped(counted, lambda one: (one.learner, one.course)).items():
        moment = progress.Moment(tenant, tenant.structures.get(course), course, mine, as_of)
        rows = {activity: learner_activity(some, credit, moment)
            for activity, some in grouped((one for one in mine if one.activity), lambda one: one.activity).items()}
        courses[learner, course] = learner_course(mine, rows, credit, tenant, moment)
        activities.update({(learner, course, activity): row for activity, row in rows.items()})
    return courses, activities


def activity_view(counted, rows):
    """rows: learner_activity."""
    tries = collections.defaultdict(lambda: collections.defaultdict(dict))
    for (learner, course, activity), row in rows.items():
        if row['first_attempt_correct'] is not None:
            tries[course][learner][activity] = row['first_attempt_correct']
    told = grouped((one for one in counted if one.activity), lambda one: (one.course, one.activity))
    view = {}
    for key, some in grouped(rows, lambda key: key[1:]).items():
        mine = [rows[each] for each in some]
        view[key] = {'activity_type': last(one.activity_type for one in told[key]), 'name': last(map(activity_name, told[key])),
            'learners': len(mine), 'attempts': sum(row['attempts'] for row in mine),
            'difficulty': mean(row['first_attempt_correct'] for row in mine),
            'discrimination': discrimination(key[1], tries[key[0]]), 'average_score': mean(row['best_score'] for row in mine)}
    return view


def course_view(counted, rows):
    """W29. rows: learner_course."""
    told = grouped(counted, lambda one: one.course)
    return {course: {'name': last(map(course_name, told[course])), 'learners': len(some), 'statements': len(told[course]),
            'completions': sum(rows[key]['completed_at'] is not None for key in some),
            'average_percent_complete': mean(rows[key]['percent_complete'] for key in some)}
        for course, some in grouped(rows, lambda key: key[1]).items()}


def course_day_view(counted, rows, credit, tenant):
    """W29; a row also where nothing but a completion falls on the day (W27)."""
    days = grouped(counted, lambda one: (one.course, tenant.date(one.t)))
    done = collections.Counter((course, tenant.date(row['completed_at'])) for (_, course), row in rows.items()
        if row['completed_at'] is not None)
    return {key: {'active_learners': len({one.learner for one in days.get(key, [])}), 'statements': len(days.get(key, [])),
            'completions': done[key], 'time_spent_minutes': Fraction(sum(credit[one.id] for one in days.get(key, [])), MINUTE)}
        for key in {*days, *done}}


def activity_day_view(counted, credit, tenant):
    """As W29, by activity."""
    days = grouped((one for one in counted if one.activity), lambda one: (one.course, one.activity, tenant.date(one.t)))
    return {key: {'active_learners': len({one.learner for one in some}), 'statements': len(some),
        'time_spent_minutes': Fraction(sum(credit[one.id] for one in some), MINUTE)} for key, some in days.items()}


def certificate_view(statements, rows):
    """W26; the rows of learner_course show the one in force, else the last revoked."""
    given = [one for one in statements if one.learner and one.course and one.target is None]
    view = {}
    for row in rows.values():
        row.update(certificate_id=None, certificate_state=None)
    for key, some in grouped(given, lambda one: (one.learner, one.course)).items():
        issued = certificates(some)
        view.update({one.pop('id'): one for one in [dict(each) for each in issued]})
        if issued and key in rows:
            rows[key].update(certificate_id=issued[-1]['id'], certificate_state=issued[-1]['state'])
    return view


def compute(statements, tenant, as_of):
    """statements: reading.history(). as_of in microseconds."""
    everything = [one for one in statements if one.counted]
    counted = [one for one in everything if one.course]
    credit = collections.Counter()
    for mine in grouped(everything, lambda one: one.learner).values():
        credit.update(credits(mine, tenant))
    courses, activities = learner_views(counted, credit, tenant, as_of)
    for key, row in social.of_learners(counted).items():
        courses[key].update(row)
    certificate = certificate_view(statements, courses)
    return {'statement': {one.id: statement_row(one) for one in statements}, 'learner_course': courses,
        'learner_activity': activities, 'activity': activity_view(counted, activities), 'course': course_view(counted, courses),
        'course_day': course_day_view(counted, courses, credit, tenant),
        'activity_day': activity_day_view(counted, credit, tenant), 'certificate': certificate,
        'activity_segment': video.heat_map(counted), 'drop_off': progress.drop_off(counted, tenant, as_of),
        'cohort_percentile': social.cohorts(courses, tenant), 'learner_skill': skills.view(counted, tenant)}
