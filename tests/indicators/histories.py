"""Random histories of a few learners, made to meet the edges of the definitions rather than to look like life.

    tests/indicators/histories.py SEED      prints one: its statements, a line each

A history is a function of its seed. Its people, activities and statement ids are its own, so that many histories can
share a tenant. Nobody in here is real.
"""
import datetime, decimal, hashlib, json, random, re, sys, uuid
from dataclasses import dataclass, field

import vocabulary as v

Decimal = decimal.Decimal
UTC = datetime.timezone.utc
MICROSECOND = datetime.timedelta(microseconds=1)
SECOND, MINUTE, HOUR, DAY = (datetime.timedelta(seconds=n) for n in (1, 60, 3600, 86_400))
ZONES = ('UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia')
# Where a history may begin: a plain day, a year's end, and hours in which clocks change in one of the zones.
BEGINNINGS = [datetime.datetime(*parts, tzinfo=UTC) for parts in ((2026, 3, 9, 8), (2025, 12, 31, 21), (2024, 2, 28, 22),
    (2025, 3, 29, 22), (2025, 10, 25, 22), (2025, 3, 9, 5), (2025, 11, 2, 4), (2011, 12, 29, 6), (2021, 4, 3, 10), (1969, 12, 31, 23))]
STEPS = [0 * SECOND, 0 * SECOND, MICROSECOND, SECOND, 40 * SECOND, 3 * MINUTE, 3 * MINUTE, 10 * MINUTE - MICROSECOND, 10 * MINUTE,
    10 * MINUTE + MICROSECOND, 17 * MINUTE, 30 * MINUTE - MICROSECOND, 30 * MINUTE, 30 * MINUTE + MICROSECOND, HOUR, 5 * HOUR,
    11 * HOUR, DAY, DAY, 2 * DAY, 9 * DAY, 75 * DAY]
DURATIONS = ['PT0S', 'PT1S', 'PT45.5S', 'PT4M', 'PT10M', 'PT29M59.999999S', 'PT1H30M', 'PT36H', 'P1D', 'P1W', 'P2DT3H', 'P1Y', 'P1M',
    'P0Y0M1DT2S', 'P1Y2M3DT4H', 'PT0.000001S', 'PT90M', 'P30D', 'PT3.0000019S', 'PT0.5H', 'P0.5D', 'P0.5W', 'PT1,5S', 'P0.5Y', 'PT1.123456789M', 'P3000000W']
DELAYS = [0 * SECOND, SECOND, HOUR, 3 * DAY, 100 * DAY]
AHEAD = [5 * MINUTE, 5 * MINUTE + MICROSECOND, 5 * MINUTE - MICROSECOND, DAY, 2 * HOUR]
MOVE_ONS = ('Passed', 'Completed', 'CompletedAndPassed', 'CompletedOrPassed', 'NotApplicable')
NAMES = [{'en': 'Stars'}, {'en': 'Moons'}, {'de': 'Sterne', 'fr': 'Astres'}, {'en-GB': 'Colours', 'en-US': 'Colors'}, {'fr': 'Lunes', 'en': 'Planets'},
    {'zh': 'Xing', 'en-US': 'Sky'}, {'enm': 'Heven', 'fr': 'Ciel'}, {}]
PLAIN_VERBS = [v.INITIALIZED, v.ATTEMPTED, v.EXPERIENCED, v.TERMINATED, v.VIEWED, v.ADL + 'suspended', v.ADL + 'resumed', v.ADL + 'scored',
    v.ADL + 'mastered', v.CMI5 + 'abandoned', 'https://example.org/verbs/pondered']
AS_OF = [0 * SECOND, MICROSECOND, HOUR, DAY, 2 * DAY, 7 * DAY, 7 * DAY + MICROSECOND, 13 * DAY, 14 * DAY, 40 * DAY]


@dataclass
class History:
    seed: int
    statements: list = field(default_factory=list)      # lines, one of each id, in order of time
    copies: list = field(default_factory=list)          # lines that say one of them again
    structures: list = field(default_factory=list)      # lines of the source `structure`, as they come
    after: list = field(default_factory=list)           # how many statements had come before each
    as_of: datetime.datetime = None


def dumps(tree):
    """JSON, with a Decimal as it was written."""
    text = json.dumps(tree, ensure_ascii=False, default=lambda value: f'\x00{value}')
    return re.sub(r'"\\u0000([^"]*)"', r'\1', text)


class Maker:
    def __init__(self, seed):
        self.random = random.Random(f'history {seed}')
        self.seed, self.trees, self.clock = seed, [], None
        self.base = f'https://h{seed}.example.org'
        self.learners = [self.learner(n) for n in range(self.random.choice((1, 2, 2, 3, 4, 13)))]
        self.courses = [f'{self.base}/course/{n}' for n in range(self.random.choice((1, 2, 3)))]
        self.activities = [f'{self.base}/item/{n}' for n in range(self.random.choice((2, 4, 7)))]
        self.talks = [f'{self.base}/talk/{n}' for n in range(4)]
        self.open = {}

    # ---- chance ----

    def one_in(self, n):
        return self.random.randrange(n) == 0

    def pick(self, *values):
        return self.random.choice(values)

    def uuid(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    # ---- who ----

    def learner(self, n):
        """The ways in which a learner is written; all of them are one person."""
        name = f'learner{n}.h{self.seed}'
        account = {'account': {'homePage': f'{self.base}/lms', 'name': name}}
        mailbox = [{'mbox': f'mailto:{name}@example.org'}, {'mbox': f'mailto:{name.capitalize()}@Example.org', 'name': 'Some Body'},
            {'account': {'homePage': f'{self.base}/lms', 'name': f'{name}@example.org'}, 'objectType': 'Agent'}]
        digest = hashlib.sha1(f'mailto:{name}@example.org'.encode()).hexdigest()
        mailbox += [{'mbox_sha1sum': digest}, {'mbox_sha1sum': digest.upper()}]
        return self.pick([account], [{'openid': f'https://openid.example.org/{name}'}], mailbox)

    def actor(self):
        if self.one_in(40):
            return {'objectType': 'Group', 'account': {'homePage': f'{self.base}/lms', 'name': f'team.h{self.seed}'}}
        return self.pick(*self.pick(*self.learners))

    # ---- when ----

    def written(self, t):
        """An instant in one of the ways to write it."""
        offset = self.pick(0, 0, 0, 60, 345, -300, 780)
        local = (t.astimezone(UTC) + datetime.timedelta(minutes=offset)).strftime('%Y-%m-%dT%H:%M:%S')
        fraction = f'.{t.microsecond:06}' + self.pick('', '', '999', '5')
        if not t.microsecond and self.one_in(2):
            fraction = self.pick('', '.0', '.000')
        zone = self.pick('Z', 'Z', '+00:00', '') if not offset else f'{"-" if offset < 0 else "+"}{abs(offset) // 60:02}:{abs(offset) % 60:02}'
        return local + fraction + zone

    def timed(self, tree):
        """W3: most have both times, some are ahead of themselves."""
        t = self.clock
        if self.one_in(25):
            return {**tree, 'stored': self.written(t)}
        if self.one_in(25):
            return {**tree, 'timestamp': self.written(t)}
        if self.one_in(20):
            return {**tree, 'timestamp': self.written(t + self.pick(*AHEAD)), 'stored': self.written(t)}
        return {**tree, 'timestamp': self.written(t), 'stored': self.written(t + self.pick(*DELAYS))}

    # ---- what ----

    def definition(self, kind=None):
        made = {}
        if kind:
            made['type'] = kind
        if self.one_in(3):
            made['name'] = self.pick(*NAMES)
        return {'definition': made} if made or self.one_in(10) else {}

    def course(self, course):
        return {'id': course, **self.definition(self.pick(*v.COURSE_TYPES))}

    def placed(self, tree, course):
        """The course, where a statement may name it; sometimes where nobody looks."""
        activities = {}
        where = self.pick('parent', 'grouping', 'grouping', 'single', 'both', 'late', 'category')
        other = {'id': f'{self.base}/module', **self.definition('http://adlnet.gov/expapi/activities/module')}
        if where in ('parent', 'grouping', 'category'):
            activities[where] = [self.course(course)]
        elif where == 'single':
            activities['parent'] = self.course(course)
        elif where == 'both':
            activities = {'parent': [self.course(course)], 'grouping': [self.course(self.pick(*self.courses)), self.course(course)]}
        else:
            activities = {'parent': [other], 'grouping': [{'id': course}, self.course(course), self.course(self.pick(*self.courses))]}
        context = tree.setdefault('context', {})
        for place, some in activities.items():
            before = context.setdefault('contextActivities', {}).get(place, [])
            context['contextActivities'][place] = some if not before else before + (some if isinstance(some, list) else [some])
        return tree

    def statement(self, verb, thing, course=None, result=None, context=None):
        tree = {'id': self.uuid(), 'actor': self.actor(), 'verb': {'id': verb}, 'object': thing}
        if result:
            tree['result'] = result
        if context:
            tree['context'] = context
        if self.one_in(15):
            tree.setdefault('context', {})['registration'] = self.pick(str.lower, str.upper)(self.uuid())
        if self.one_in(9):
            tree.setdefault('result', {})['duration'] = self.pick(*DURATIONS)
        if self.one_in(25):
            self.attempt(tree)
        if course:
            self.placed(tree, course)
        self.trees.append(self.timed(tree))
        return tree

    def attempt(self, tree):
        """W19, in the three places; not all of them numbers."""
        for _ in range(self.pick(1, 1, 2)):
            place = self.pick('result', 'context', 'definition')
            if place != 'definition':
                within = tree.setdefault(place, {})
            elif 'id' in tree['object'] and tree['object'].get('objectType', 'Activity') == 'Activity':
                within = tree['object'].setdefault('definition', {})
            else:
                continue
            within.setdefault('extensions', {})[v.ATTEMPT_ID] = self.pick(1, 2, 3, 7, Decimal('2.5'), '9', True, Decimal('4.0'), -3, 0, Decimal('6e0'))

    def score(self):
        """W10: of all forms, some of them no score."""
        low, high = self.pick((0, 10), (0, 100), (-5, 5), (2, 3))
        raw = Decimal(self.random.randrange(low * 100, high * 100 + 1)) / 100
        scaled = Decimal(self.random.randrange(-1000, 1001)) / 1000
        return self.pick({'scaled': scaled}, {'scaled': abs(scaled)}, {'scaled': Decimal('0.333333333333333333333')}, {'raw': 1, 'min': 0, 'max': 3}, {'raw': raw}, {'raw': raw, 'max': high}, {'raw': raw, 'min': low, 'max': high},
            {'raw': raw, 'min': low, 'max': high, 'scaled': scaled}, {'min': low, 'max': high}, {'scaled': Decimal('0.50')})

    def result(self, success=None):
        made = {} if success is None else {'success': success}
        if self.one_in(2):
            made['score'] = self.score()
        if self.one_in(5):
            made['completion'] = self.pick(True, False)
        return made

    def extended(self, result, **more):
        result.setdefault('extensions', {}).update(more)
        return result

    # ---- what happens: one function a kind ----

    def on_course(self, verb, result=None, context=None):
        """About the course: typed, or only named as it where the context types it."""
        course = self.pick(*self.courses)
        if self.one_in(6):
            return self.statement(verb, {'id': course, **self.definition()}, course, result, context)
        return self.statement(verb, self.course(course), self.pick(None, None, course, self.pick(*self.courses)), result, context)

    def item(self, kind=None):
        kinds = (v.LESSON, v.QUESTION, v.VIDEO_TYPE, 'http://adlnet.gov/expapi/activities/assessment', None)
        return {'id': self.pick(*self.activities), **self.definition(kind or self.pick(*kinds)), **self.pick({}, {'objectType': 'Activity'})}

    def on_item(self, verb, result=None, context=None):
        self.statement(verb, self.item(), self.pick(*self.courses, *self.courses, None), result, context)

    def enrol(self):
        verb = self.pick(v.REGISTERED, v.REGISTERED, v.UNREGISTERED)
        if self.one_in(5):
            self.on_item(verb)
        else:
            self.on_course(verb)

    def do(self):
        self.pick(self.on_item, self.on_item, self.on_course)(self.pick(*PLAIN_VERBS), self.result())

    def answer(self):
        verb, success = self.pick(v.ANSWERED, v.ANSWERED, v.EVALUATED), self.pick(True, False, False, None)
        for _ in range(self.pick(1, 1, 1, 5)):
            self.pick(self.on_item, self.on_item, self.on_item, self.on_item, self.on_course)(verb, self.result(success))

    def struggle(self):
        """One learner who was registered, wrong again and again on one item, in between without a verdict."""
        course, item, actor = self.pick(*self.courses), self.item(v.QUESTION), self.actor()
        self.statement(v.REGISTERED, self.course(course))
        self.trees[-1]['actor'] = actor
        for success in self.pick([False] * 4, [False] * 3, [False, True, False, False, False], [False, None, False, False, False], [True] + [False] * 5):
            self.tick()
            self.statement(self.pick(v.ANSWERED, v.EVALUATED), dict(item), None, self.result(success))
            self.placed(self.trees[-1], course)
            self.trees[-1]['actor'] = actor

    def finish(self):
        verb = self.pick(v.COMPLETED, v.COMPLETED, v.PASSED, v.FAILED, v.SATISFIED, v.WAIVED)
        self.pick(self.on_item, self.on_item, self.on_course)(verb, self.result(self.pick(None, None, True, False)))

    def progress(self):
        """W16: numbers, numbers out of range, and what is no number."""
        percent = self.pick(0, 25, 50, Decimal('33.3'), 100, Decimal('1e2'), 101, -1, '75', True, None, [50])
        result = self.extended(self.result(), **{v.PROGRESS: percent})
        self.pick(self.on_course, self.on_course, self.on_item)(v.PROGRESSED, result)

    def report(self):
        """W31."""
        stated = {v.LESSONS_DONE: self.pick(0, 3, 4, '5', Decimal('2.5'), -1), v.LESSONS_TOTAL: self.pick(4, 12, None, Decimal('9.0')), v.CURRENT_LESSON: self.pick(1, 5, 'six'),
            v.TIME_SPENT: self.pick('PT1H', 'PT90S', 'P1DT2H', 'P1M', 'long', 3600), v.AVERAGE_SCORE: self.pick(0, Decimal('87.5'), 100, 101, '90')}
        some = {iri: value for iri, value in stated.items() if self.one_in(2)}
        self.pick(self.on_course, self.on_course, self.on_course, self.on_item)(v.PROGRESSED, self.extended({}, **some))

    def certificate(self):
        verb = self.pick(v.EARNED, v.EARNED, v.PASSED, v.FAILED)
        result, context = self.result(self.pick(None, None, None, True, False)), {}
        if self.one_in(4):
            self.extended(self.pick(result, result, context), **{v.GRADE: self.pick('Fail', 'Pass', 'A', 0)})
        if self.one_in(4):
            self.extended(result, **{'urn:lrstream:certificate-id': f'cert_{self.random.randrange(10**9)}'})
        self.on_course(verb, result, context)

    def position(self):
        return self.pick(0, 1, 5, 10, Decimal('12.5'), Decimal('29.999'), 30, 60, 61, Decimal('99.5'), 120, 500)

    def segments(self):
        """Lists that grow within a session, and lists that are none."""
        if self.one_in(8):
            return self.pick('', '0[.]', '5[.]x', '1[.]2[.]3', '10-20', 'x', 7, None)
        session = self.pick(None, 'one', 'two')
        pairs = self.open.setdefault(session, [])
        pairs.append(f'{self.position()}[.]{self.position()}')
        return '[,]'.join(pairs if not self.one_in(6) else [*pairs[-2:], self.pick('-5[.]7.5', '1e1[.]2.5E+1', ' 99[.]120 ')])

    def video(self):
        """W23, with a length that may be missing, be nothing, or change."""
        result, context, verb = {}, {}, self.pick(v.PLAYED, v.PLAYED, v.PAUSED, v.SEEKED, v.TERMINATED, v.INITIALIZED, v.COMPLETED)
        times = {v.TIME: self.position(), v.TIME_FROM: self.position(), v.TIME_TO: self.position()}
        self.extended(self.pick(result, result, result, context), **{iri: value for iri, value in times.items() if not self.one_in(6)})
        if self.seed % 2 and not self.one_in(3):
            self.extended(self.pick(result, result, result, context), **{v.SEGMENTS: self.segments()})
        if self.one_in(2):
            self.extended(self.pick(result, context), **{v.LENGTH: self.pick(60, 60, 120, Decimal('99.5'), 0, -5, '60', None)})
        if self.one_in(2):
            self.extended(self.pick(context, context, result), **{v.SESSION: self.pick('one', 'two')})
        self.on_item(verb, result, context)

    def talk(self):
        """W24: posts and replies to discussions, in one course or another."""
        verb = self.pick(v.POSTED, v.CREATED, v.REPLIED)
        around = [{'id': self.pick(*self.talks), **self.definition(self.pick(v.DISCUSSION, v.DISCUSSION, v.DISCUSSION, v.LESSON))}
            for _ in range(self.pick(0, 0, 1, 1, 2))]
        context = {'contextActivities': {self.pick('parent', 'grouping'): around}} if around else None
        thing = {'id': self.pick(*self.talks), **self.definition(self.pick(v.DISCUSSION, v.DISCUSSION, 'http://id.tincanapi.com/activitytype/forum-reply'))}
        self.statement(verb, thing, self.pick(*self.courses, None), None, context)

    def administer(self):
        self.pick(self.on_course, self.on_item)(self.pick(*sorted(v.ADMINISTRATIVE)))

    def about_others(self):
        """Objects that are no activities."""
        thing = self.pick({'objectType': 'Agent', 'mbox': f'mailto:guest.h{self.seed}@example.org'},
            {'objectType': 'StatementRef', 'id': self.uuid()},
            {'objectType': 'SubStatement', 'actor': {'mbox': f'mailto:guest.h{self.seed}@example.org'}, 'verb': {'id': v.COMPLETED},
                'object': self.course(self.courses[0]), 'context': {'contextActivities': {'parent': [self.course(self.courses[0])]}}})
        self.statement(self.pick(v.EXPERIENCED, v.ANSWERED, v.COMPLETED), thing, self.pick(*self.courses, None))

    def void(self):
        """W2: of anything, twice, of voids, and of what nobody knows."""
        target = self.uuid() if self.one_in(12) or not self.trees else self.pick(*self.trees[-60:])['id']
        tree = self.statement(v.VOIDED, {'objectType': 'StatementRef', 'id': self.pick(str, str.upper)(target)})
        if self.one_in(3):
            self.trees[-1]['actor'] = {'mbox': f'mailto:registrar.h{self.seed}@example.org'}

    KINDS = {enrol: 4, do: 8, answer: 6, struggle: 1, finish: 5, progress: 3, report: 2, certificate: 4, video: 5, talk: 4, administer: 1, about_others: 1, void: 4}

    def tick(self):
        self.clock += self.pick(*self.steps)
        if self.one_in(12):
            self.clock -= self.pick(*self.steps)

    def make(self):
        self.clock = self.pick(*BEGINNINGS) + self.random.randrange(7200) * SECOND + self.pick(0, 0, 123_456, 999_999) * MICROSECOND
        self.steps = self.pick(STEPS, STEPS[:11], [0 * SECOND, MINUTE, 30 * MINUTE])
        kinds = self.random.choices(list(self.KINDS), list(self.KINDS.values()), k=self.pick(12, 40, 80, 150))
        for kind in kinds:
            self.tick()
            kind(self)
        return self.told()

    # ---- structures ----

    def version(self, number, since):
        choice = self.activities + self.talks[:1] + self.courses[:1]
        lessons = self.random.sample(choice, self.random.choice((0, 1, 2, 3, 4, len(choice))[1 - self.one_in(8):]) % (len(choice) + 1))
        made = {'version': str(number), 'from': since and self.written(since), 'lessons': [
            {'activity': lesson, 'move_on': self.pick(*MOVE_ONS)} for lesson in lessons]}
        tags, skills = random.Random(f'{self.seed} {number}'), [f'https://h{self.seed}.example.org/skills/{n}' for n in range(4)]
        for lesson in made['lessons']:
            if self.one_in(2):
                lesson['due_at'] = self.written(self.moment())
            if tags.random() < .7:
                lesson['skills'] = tags.sample(skills, tags.randrange(len(skills)))
        if self.one_in(2):
            made.update(starts_at=self.written(self.begun), ends_at=self.written(self.clock + self.pick(HOUR, 3 * DAY, 20 * DAY)))
        return made

    def moment(self):
        return self.begun + self.random.random() * (self.clock - self.begun)

    def structure(self, course):
        moments = sorted(self.moment() for _ in range(self.pick(0, 0, 1, 2)))
        versions = [self.version(n, since) for n, since in enumerate([None, *moments])]
        return dumps({'course': course, 'versions': versions[self.one_in(5):]})

    # ---- the end ----

    def copy(self, tree):
        """The same statement, said otherwise."""
        tree = dict(self.random.sample(list(tree.items()), len(tree)))
        tree['id'] = self.pick(str.upper, str.lower)(tree['id'])
        if self.one_in(3):
            tree['authority'] = {'mbox': 'mailto:lrs@example.org'}
        return re.sub(r'\b0\.50\b', '5e-1', dumps(tree)) if self.one_in(2) else dumps(tree)

    def told(self):
        made = History(self.seed)
        times = [tree.get('timestamp') or tree['stored'] for tree in self.trees]
        self.begun = min(map(moment_of, times))
        self.clock = max(self.begun + HOUR, max(map(moment_of, times)))
        some = moment_of(self.pick(*times)) + self.pick(7 * DAY, 7 * DAY + MICROSECOND)      # W30: idle, for somebody
        made.as_of = self.pick(*[self.clock + self.pick(*AS_OF)] * 5, self.moment(), some, some)
        made.statements = [dumps(tree) for _, tree in sorted(zip(map(moment_of, times), self.trees), key=lambda pair: (pair[0], pair[1]['id']))]
        made.copies = [self.copy(tree) for tree in self.random.sample(self.trees, len(self.trees) // 6)]
        for course in self.courses:
            if self.one_in(2):
                moments = sorted(self.random.randrange(len(self.trees) + 1) for _ in range(self.pick(1, 1, 2)))
                made.structures += [self.structure(course) for _ in moments]
                made.after += moments
        return made


def moment_of(text):
    zoned = text if re.search(r'(Z|[+-]\d\d:\d\d)$', text) else text + 'Z'
    cut = re.sub(r'(\.\d{6})\d+', r'\1', zoned).replace('Z', '+00:00')
    return datetime.datetime.fromisoformat(cut)


def make(seed):
    return Maker(seed).make()


if __name__ == '__main__':
    print('\n'.join(make(int(sys.argv[1])).statements))
