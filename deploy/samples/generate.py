#!/usr/bin/env python3
"""Sample events: two months at a small academy, as two systems tell of them.

    learnflow.ndjson   webhooks of a LearnFlow platform: enrolments, progress, completions, certificates
    xapi.ndjson        statements of the content players: sessions, lessons, videos, quizzes, a few voided
    expected.json      what a correct run makes of them

Both tell of the same four courses; some learners appear in both, most in one. Events arrive out of order, 2 % of them
twice, and 1 % are broken in ways that happen. Names and addresses are invented: no real person is in here.

The seed is fixed: running this again writes the same bytes.
"""
import datetime, hashlib, json, pathlib, random, uuid

HERE = pathlib.Path(__file__).resolve().parent
ROOT = 'https://api.learnflow.com'
ADL = 'http://adlnet.gov/expapi/verbs/'
TYPES = 'http://adlnet.gov/expapi/activities/'
CMI5 = 'https://w3id.org/xapi/cmi5/'
START = datetime.datetime(2026, 1, 12, 7, 0, tzinfo=datetime.timezone.utc)
DAYS = 56
END = START + datetime.timedelta(days=DAYS)
DUPLICATES, BAD = 0.02, 0.01

rng = random.Random(20260112)

FIRST = ('Ada Ben Chloé Dário Elif Farid Grete Hiro Inês Jonas Kaisa Luca Mona Nils Oksana Pavel Quinn Rosa Søren Tariq '
         'Uma Vera Wanja Ximena Yusuf Zoë Anouk Björn Carmen Dmitri Esra Finn Giulia Henrik Irina Jamal Klára Lior '
         'Mateo Nora Olu Petra').split()
LAST = ('Almeida Berg Castillo Dahl Eriksen Fontaine Garrido Hofmann Ivanova Jansen Kowalski Lindqvist Moreau Novák '
        'Okafor Petrov Quintana Rossi Şahin Tanaka Ueda Varga Weiss Xu Yılmaz Zhang').split()
BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'


def token(length):
    return ''.join(rng.choice(BASE62) for _ in range(length))


def some_uuid():
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def moment(at):
    return at.strftime('%Y-%m-%dT%H:%M:%SZ')


def compact(tree):
    return json.dumps(tree, ensure_ascii=rng.random() < 0.2, separators=(',', ':'))


class Course:
    def __init__(self, title, lessons, weeks, instructor):
        self.id = 'crs_' + token(9)
        self.title, self.lessons, self.weeks, self.instructor = title, lessons, weeks, instructor
        self.iri = f'{ROOT}/v2/courses/{self.id}'

    def activity(self):
        return {'objectType': 'Activity', 'id': self.iri,
                'definition': {'type': TYPES + 'course', 'name': {'en': self.title}}}


class Learner:
    def __init__(self, number, prefix='usr_', length=9):
        self.name = f'{FIRST[number % len(FIRST)]} {rng.choice(LAST)}'
        self.email = f'{self.name.split()[0].lower()}.{number}@academy.example'.encode('ascii', 'ignore').decode()
        self.id = prefix + token(length)
        self.pace = rng.uniform(0.3, 1.6)
        self.skill = rng.uniform(0.45, 0.95)

    def agent(self, form):
        """The learner as statements name them; the form differs from player to player."""
        if form == 'account':
            return {'objectType': 'Agent', 'name': self.name, 'account': {'homePage': ROOT, 'name': self.id}}
        if form == 'mbox':
            return {'name': self.name, 'mbox': 'mailto:' + self.email}
        if form == 'sha1':
            return {'mbox_sha1sum': hashlib.sha1(f'mailto:{self.email}'.encode()).hexdigest()}
        return {'objectType': 'Agent', 'openid': f'https://id.academy.example/{self.id}'}


INSTRUCTORS = [Learner(n) for n in (3, 19, 27)]
COURSES = [
    Course('Astronomy for Beginners', 24, 6, INSTRUCTORS[0]),
    Course('Python for Data Science', 40, 8, INSTRUCTORS[1]),
    Course('Statistik ohne Angst', 16, 5, INSTRUCTORS[2]),
    Course('The Kitchen as a Laboratory', 12, 4, None),
]
LEARNFLOW_ONLY = [Learner(n) for n in range(16)] + [Learner(n, 'stu_', 20) for n in range(16, 22)]
BOTH = [Learner(n) for n in range(22, 31)]
XAPI_ONLY = [Learner(n) for n in range(31, 42)]


class Stream:
    """Events of one file: each with the moment it happened, the line that tells of it, and what should become of it."""

    def __init__(self, name):
        self.name, self.events = name, []
        self.good, self.duplicates, self.drops, self.bad = 0, 0, {}, {}

    def tell(self, at, tree, statements=1, drop=None):
        self.events.append((at, compact(tree), statements if not drop else 0))
        self.good += 0 if drop else statements
        if drop:
            self.drops[drop] = self.drops.get(drop, 0) + 1

    def tell_again(self):
        tellings = [event for event in self.events if event[2] == 1]
        for at, line, _ in rng.sample(tellings, round(len(self.events) * DUPLICATES)):
            self.events.append((at + datetime.timedelta(minutes=rng.randint(1, 3000)), line, 0))
            self.duplicates += 1

    def tell_badly(self, kinds):
        """kinds: functions that make a bad line out of a good one, by the code it must get."""
        tellings = [event for event in self.events if event[2] == 1]
        for n in range(max(len(kinds), round(len(self.events) * BAD))):
            code, spoil = kinds[n % len(kinds)]
            at, line, _ = rng.choice(tellings)
            self.events.append((at, spoil(line), 0))
            self.bad[code] = self.bad.get(code, 0) + 1

    def write(self):
        """Most events arrive within minutes, some after days: nothing is in the order in which it happened."""
        def arrival(event):
            late = rng.random()
            delay = rng.expovariate(1 / 40) if late < 0.9 else rng.uniform(60, 6 * 24 * 60)
            return event[0] + datetime.timedelta(minutes=delay)

        lines = [line for _, line in sorted((arrival(event), event[1]) for event in self.events)]
        text = ''.join(line + '\n' for line in lines)
        (HERE / f'{self.name}.ndjson').write_bytes(text.encode())
        return {'lines': len(lines), 'statements': self.good, 'duplicates': self.duplicates,
                'drops': dict(sorted(self.drops.items())), 'bad': dict(sorted(self.bad.items()))}


def study_moment(course_start, course, share, before):
    """When a share of a course is reached: in the daytime, in fits and starts, after what came before."""
    day = share * course.weeks * 7 * rng.uniform(0.92, 1.08)
    at = course_start + datetime.timedelta(days=int(day), hours=rng.choice((1, 2, 3, 6, 9, 11, 12, 13)))
    at += datetime.timedelta(minutes=rng.randint(0, 59), seconds=rng.randint(0, 59))
    return max(at, before + datetime.timedelta(minutes=rng.randint(20, 90)))


# ---- LearnFlow ----

learnflow = Stream('learnflow')


def webhook(kind, at, data):
    return {'id': 'evt_' + token(10), 'type': kind, 'created_at': moment(at), 'data': data,
            'metadata': {'webhook_id': 'wh_3xYz5aBcD', 'attempt': 1}}


def learner_ids(learner, course):
    """Either generation of the API, with or without the names."""
    ids = {'student_id' if learner.id.startswith('stu_') else 'user_id': learner.id}
    if rng.random() < 0.7:
        ids['user_name'] = learner.name + ('\0' if rng.random() < 0.02 else '')
    ids['course_id'] = course.id
    if rng.random() < 0.8:
        ids['course_title'] = course.title
    return ids


def enrolment(learner, course, start):
    data = {'id': 'enr_' + token(9), **learner_ids(learner, course), 'status': 'active', 'enrolled_at': moment(start)}
    if rng.random() < 0.6:
        data |= {'last_accessed_at': None, 'completed_at': None,
                 'progress': {'current_lesson': 1, 'total_lessons': course.lessons, 'percent_complete': 0,
                              'time_spent_minutes': 0}}
    return webhook('enrollment.created', start + datetime.timedelta(seconds=rng.randint(0, 3)), data)


def progress(learner, course, at, done, minutes):
    report = {'current_lesson': min(done + 1, course.lessons), 'total_lessons': course.lessons,
              'percent_complete': round(100 * done / course.lessons, 1), 'time_spent_minutes': minutes}
    data = learner_ids(learner, course)
    if rng.random() < 0.5:
        data = {'id': 'enr_' + token(9), **data, 'status': 'active', 'last_accessed_at': moment(at), 'progress': report}
    else:
        data |= {'status': 'in_progress', **report, 'last_accessed_at': moment(at)}
    return webhook('enrollment.progress_updated', at, data)


def completion(learner, course, at, minutes, certificate):
    data = {'enrollment_id': 'enr_' + token(9), **learner_ids(learner, course), 'completed_at': moment(at),
            'total_time_minutes': minutes, 'average_quiz_score': round(100 * learner.skill, 1)}
    if certificate:
        data['certificate_id'] = certificate
    return webhook('enrollment.completed', at, data)


def certificate_event(learner, course, at, certificate):
    data = {'id': certificate, **learner_ids(learner, course), 'issued_at': moment(at),
            'certificate_url': f'https://learnflow.com/certificates/{certificate}',
            'verification_url': f'https://learnflow.com/verify/{certificate}'}
    return webhook('certificate.issued', at + datetime.timedelta(seconds=5), data)


def learnflow_course(learner, course):
    start = START + datetime.timedelta(days=rng.randint(0, 14), minutes=rng.randint(0, 600))
    learnflow.tell(start, enrolment(learner, course, start))
    at = start
    minutes, ends = 0, rng.choices((0, 0.15, 0.6, 1), (1, 2, 4, 6))[0]
    for done in range(1, int(course.lessons * ends) + 1):
        minutes += rng.randint(8, 45)
        if rng.random() < 0.72 or done == course.lessons:
            at = study_moment(start, course, done / course.lessons / learner.pace, at)
            if at > END:
                return
            learnflow.tell(at, progress(learner, course, at, done, minutes))
    if ends < 1:
        return
    at += datetime.timedelta(minutes=1)
    certificate = 'cert_' + token(9) if rng.random() < 0.8 else None
    learnflow.tell(at, completion(learner, course, at, minutes, certificate))
    if certificate:
        learnflow.tell(at, certificate_event(learner, course, at, certificate))


def learnflow_office():
    """What LearnFlow tells besides learning."""
    for course in COURSES:
        data = {'id': course.id, 'title': course.title, 'total_lessons': course.lessons, 'is_published': True}
        if course.instructor:
            data['instructor'] = {'id': course.instructor.id, 'name': course.instructor.name}
        learnflow.tell(START, webhook('course.published', START, data),
                       drop=None if course.instructor else 'a course published by nobody known')
    for learner in LEARNFLOW_ONLY + BOTH:
        at = START - datetime.timedelta(days=rng.randint(0, 30))
        data = {'id': learner.id, 'email': learner.email, 'name': learner.name, 'role': 'student', 'status': 'active'}
        for kind in ['user.created'] + ['user.updated'] * (rng.random() < 0.3):
            learnflow.tell(at, webhook(kind, at, data), drop='administration of users, not learning')
        if rng.random() < 0.5:
            data = {'id': 'pay_' + token(9), 'user_id': learner.id, 'amount': 4999, 'currency': 'usd'}
            learnflow.tell(at, webhook('payment.completed', at, data), drop='a payment, not learning')


def edited(line, edit):
    tree = json.loads(line)
    edit(tree)
    return json.dumps(tree, separators=(',', ':'))


def without_learner(tree):
    for key in ('user_id', 'student_id'):
        tree['data'].pop(key, None)


def set_in(part, key, value):
    return lambda tree: tree[part].__setitem__(key, value)


LEARNFLOW_BAD = [
    ('json', lambda line: line[:len(line) * 2 // 3]),
    ('json-string', lambda line: line.replace('"metadata":{', '"metadata":{"note":"half a pair \\ud83d",', 1)),
    ('unknown-event', lambda line: edited(line, lambda tree: tree.update(type='enrollment.paused'))),
    ('missing', lambda line: edited(line, without_learner)),
    ('type', lambda line: edited(line, set_in('data', 'course_id', 4711))),
    ('time', lambda line: edited(line, lambda tree: (tree.update(type='enrollment.created', created_at='yesterday'),
                                                     tree['data'].pop('enrolled_at', None)))),
    ('type', lambda line: edited(line, lambda tree: tree.update(data='see attachment'))),
    ('json', lambda line: line.replace(',"metadata"', ',,"metadata"', 1)),
]

# ---- xAPI ----

xapi = Stream('xapi')
VOIDABLE = []


class Session:
    """One sitting of a learner in a course, told as a cmi5 player tells it."""

    def __init__(self, learner, form, course, at):
        self.learner, self.form, self.course, self.at = learner, form, course, at
        self.registration, self.id, self.begun = some_uuid(), some_uuid(), at

    def wait(self, low, high):
        self.at += datetime.timedelta(seconds=rng.randint(low, high))

    def context(self):
        context = {'registration': self.registration,
                   'contextActivities': {'parent': [self.course.activity()]},
                   'extensions': {CMI5 + 'context/extensions/sessionid': self.id}}
        if self.course.instructor and rng.random() < 0.15:
            context['instructor'] = self.course.instructor.agent('mbox')
        if rng.random() < 0.2:
            context['language'] = 'en'
        return context

    def statement(self, verb, obj, result=None):
        made = {'id': some_uuid(), 'actor': self.learner.agent(self.form), 'verb': verb_of(verb), 'object': obj}
        if result:
            made['result'] = result
        made['context'] = self.context()
        if obj['id'] == self.course.iri:
            del made['context']['contextActivities']
        made['timestamp'] = moment(self.at)
        if rng.random() < 0.01:
            del made['id']
        return made

    def tell(self, verb, obj, result=None):
        statement = self.statement(verb, obj, result)
        xapi.tell(self.at, statement)
        if verb == 'answered' and 'id' in statement:
            VOIDABLE.append((self.at, statement))


def verb_of(name):
    special = {'earned': 'http://id.tincanapi.com/verb/earned', 'played': 'https://w3id.org/xapi/video/verbs/played',
               'paused': 'https://w3id.org/xapi/video/verbs/paused'}
    return {'id': special.get(name, ADL + name), 'display': {'en': name}}


def part_of(course, kind, number, name):
    """Something inside a course: a lesson, its video, a question of its quiz."""
    return {'objectType': 'Activity', 'id': f'{course.iri}/{kind}/{number}',
            'definition': {'type': {'lesson': TYPES + 'lesson', 'quiz': TYPES + 'assessment',
                                    'question': TYPES + 'cmi.interaction',
                                    'video': 'https://w3id.org/xapi/video/activity-type/video'}[kind],
                           'name': {'en': name}}}


def seconds(low, high):
    return f'PT{rng.randint(low, high)}S'


def ask(session, lesson):
    right = 0
    for n in range(1, 4):
        session.wait(15, 90)
        question = part_of(session.course, 'question', f'{lesson}.{n}', f'Question {lesson}.{n}')
        question['definition'] |= {'interactionType': 'choice', 'correctResponsesPattern': ['b'],
                                   'choices': [{'id': c, 'description': {'en': f'Choice {c.upper()}'}} for c in 'abcd']}
        success = rng.random() < session.learner.skill
        right += success
        result = {'success': success, 'response': 'b' if success else rng.choice('acd'), 'duration': seconds(8, 80)}
        if rng.random() < 0.02:
            result['response'] += '\0'
        session.tell('answered', question, result)
    session.wait(2, 9)
    score = {'scaled': round(right / 3, 4), 'raw': right, 'min': 0, 'max': 3}
    session.tell('passed' if right >= 2 else 'failed', part_of(session.course, 'quiz', lesson, f'Quiz {lesson}'),
                 {'score': score, 'success': right >= 2, 'duration': seconds(60, 400)})


def watch(session, lesson):
    video = part_of(session.course, 'video', lesson, f'Video {lesson}')
    length = rng.randint(180, 900)
    stop = rng.choice((length, length, rng.randint(20, length)))
    session.tell('played', video, {'extensions': {'https://w3id.org/xapi/video/extensions/time': 0}})
    session.wait(stop, stop + 60)
    session.tell('paused', video, {'extensions': {
        'https://w3id.org/xapi/video/extensions/time': stop,
        'https://w3id.org/xapi/video/extensions/length': length,
        'https://w3id.org/xapi/video/extensions/played-segments': f'0[.]{stop}'}})


def study(session, lesson):
    session.tell('initialized', session.course.activity())
    session.wait(20, 120)
    if rng.random() < 0.45:
        watch(session, lesson)
        session.wait(5, 200)
    session.tell('experienced', part_of(session.course, 'lesson', lesson, f'Lesson {lesson}'))
    session.wait(60, 900)
    if lesson % 3 == 0:
        ask(session, lesson)
        session.wait(10, 60)
    session.tell('completed', part_of(session.course, 'lesson', lesson, f'Lesson {lesson}'),
                 {'completion': True, 'duration': seconds(120, 1500)})
    session.wait(1, 20)
    session.tell('terminated', session.course.activity(),
                 {'duration': f'PT{int((session.at - session.begun).total_seconds())}S'})


def xapi_course(learner, form, course):
    start = START + datetime.timedelta(days=rng.randint(0, 14), minutes=rng.randint(0, 600))
    last = int(course.lessons * rng.choice((0.2, 0.5, 0.7, 1)))
    if form != 'account':
        Session(learner, form, course, start).tell('registered', course.activity())
    at = start
    for lesson in range(1, last + 1):
        if rng.random() < 0.31:
            at = study_moment(start, course, lesson / course.lessons / learner.pace, at)
            if at > END:
                return
            study(Session(learner, form, course, at), lesson)
    if last == course.lessons and form != 'account':
        session = Session(learner, form, course, study_moment(start, course, 1 / learner.pace, at))
        session.tell('completed', course.activity(), {'completion': True, 'score': {'scaled': round(learner.skill, 2)}})
        session.wait(30, 90)
        session.tell('earned', course.activity(), {'extensions': {'urn:lrstream:certificate-id': 'cert_' + token(9)}})


def void_some(count):
    """A question was wrong: its answers are taken back."""
    for at, statement in rng.sample(VOIDABLE, count):
        at += datetime.timedelta(days=rng.randint(1, 5))
        xapi.tell(at, {'id': some_uuid(), 'actor': {'name': 'Course office', 'mbox': 'mailto:office@academy.example'},
                       'verb': {'id': ADL + 'voided', 'display': {'en': 'voided'}},
                       'object': {'objectType': 'StatementRef', 'id': statement['id']}, 'timestamp': moment(at)})


def study_groups(count):
    """A group as the actor, with its members: nobody's progress, but names to hide."""
    for n in range(count):
        course, at = COURSES[n % len(COURSES)], START + datetime.timedelta(days=7 * n, hours=9)
        members = [learner.agent('mbox') for learner in rng.sample(XAPI_ONLY, 3)]
        xapi.tell(at, {'id': some_uuid(), 'actor': {'objectType': 'Group', 'name': f'Study group {n + 1}', 'member': members},
                       'verb': {'id': ADL + 'attended', 'display': {'en': 'attended'}}, 'object': course.activity(),
                       'timestamp': moment(at)})


def batches(count):
    """Some players send several statements in one record: an array, or the envelope of a record store."""
    for n in range(count):
        learner, course = rng.choice(XAPI_ONLY), rng.choice(COURSES)
        session = Session(learner, 'mbox', course, START + datetime.timedelta(days=rng.randint(5, DAYS), hours=10))
        statements = []
        for lesson in rng.sample(range(1, course.lessons + 1), 3):
            session.wait(100, 400)
            statements.append(session.statement('experienced', part_of(course, 'lesson', lesson, f'Lesson {lesson}')))
        xapi.tell(session.at, statements if n % 2 else {'statements': statements, 'more': ''}, statements=3)


def spoilt(change):
    def spoil(line):
        tree = json.loads(line)
        tree['id'] = some_uuid()
        change(tree)
        return json.dumps(tree, separators=(',', ':'))
    return spoil


XAPI_BAD = [
    ('json', lambda line: line[:-1]),
    ('json-string', lambda line: line.replace('"timestamp":', '"version":"\\udc00","timestamp":', 1)),
    ('actor', spoilt(lambda tree: tree.pop('actor'))),
    ('score-scaled', spoilt(lambda tree: tree.update(result={'score': {'scaled': 1.5}}))),
    ('verb-id', spoilt(lambda tree: tree.update(verb={'id': 'completed'}))),
    ('timestamp', spoilt(lambda tree: tree.update(timestamp='2026-02-30T10:00:00Z'))),
    ('completion', spoilt(lambda tree: tree.update(result={'completion': 'true'}))),
    ('duration', spoilt(lambda tree: tree.update(result={'duration': '90 minutes'}))),
    ('unknown-key', spoilt(lambda tree: tree.update(learner=tree['actor']))),
]


def main():
    learnflow_office()
    for learner in LEARNFLOW_ONLY + BOTH:
        for course in rng.sample(COURSES, rng.choice((2, 3, 3, 4))):
            learnflow_course(learner, course)
    for learner in BOTH:
        for course in rng.sample(COURSES, 2):
            xapi_course(learner, 'account', course)
    for number, learner in enumerate(XAPI_ONLY):
        for course in rng.sample(COURSES, 2):
            xapi_course(learner, ('mbox', 'mbox', 'sha1', 'openid')[number % 4], course)
    void_some(8)
    study_groups(4)
    batches(4)
    expected = {}
    for stream, kinds in ((learnflow, LEARNFLOW_BAD), (xapi, XAPI_BAD)):
        stream.tell_again()
        stream.tell_badly(kinds)
        expected[stream.name] = stream.write()
    expected['learners'] = len(LEARNFLOW_ONLY + BOTH + XAPI_ONLY)
    expected['courses'] = [{'id': course.iri, 'name': course.title, 'lessons': course.lessons} for course in COURSES]
    (HERE / 'expected.json').write_text(json.dumps(expected, indent=2, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
