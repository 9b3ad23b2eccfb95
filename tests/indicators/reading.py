"""What one statement says (W1, W3, W5 to W9), before anything is counted.

A time is a whole number of microseconds since 1970, a number a Fraction. Statements are trees as loads() makes them,
in which numbers are exact.
"""
import datetime, decimal, fractions, hashlib, hmac, json, re, uuid
from dataclasses import dataclass

import vocabulary as v

Fraction = fractions.Fraction
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE, DAY = 60 * SECOND, 86_400 * SECOND
BELIEVED_AHEAD = 5 * MINUTE
TIMESTAMP = re.compile(r'(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d+))?([Zz]|[+-]\d\d(?::?\d\d)?)?')
DURATION = re.compile(r'P(?:(?P<Y>[\d.,]+)Y)?(?:(?P<Mo>[\d.,]+)M)?(?:(?P<W>[\d.,]+)W)?(?:(?P<D>[\d.,]+)D)?'
    r'(?:T(?:(?P<H>[\d.,]+)H)?(?:(?P<M>[\d.,]+)M)?(?:(?P<S>[\d.,]+)S)?)?')
UNIT_SECONDS = {'W': 604_800, 'D': 86_400, 'H': 3_600, 'M': 60, 'S': 1}


@dataclass
class Statement:
    id: str
    learner: str            # the pseudonym; None for a Group
    verb: str
    activity: str
    activity_type: str
    course: str
    registration: str
    t: int
    stored: int
    success: bool
    completion: bool
    scaled: Fraction
    raw: Fraction
    min: Fraction
    max: Fraction
    duration: Fraction      # seconds
    target: str             # what it voids
    voided: bool
    tree: dict

    @property
    def order(self):
        """W4."""
        return self.t, self.id

    @property
    def on_course(self):
        """W6: its object is the course."""
        return self.course is not None and self.activity == self.course

    @property
    def counted(self):
        """W1. A Group has no learner."""
        return not self.voided and self.target is None and self.learner is not None and self.verb not in v.ADMINISTRATIVE

    @property
    def result(self):
        return self.tree.get('result') or {}

    @property
    def context(self):
        return self.tree.get('context') or {}

    @property
    def definition(self):
        return self.tree['object'].get('definition') or {} if self.activity else {}

    def stated(self, *iris):
        """The result's extensions of these names."""
        return [(self.result.get('extensions') or {}).get(iri) for iri in iris]


def loads(text):
    return json.loads(text, parse_float=decimal.Decimal, parse_int=decimal.Decimal)


def number(value):
    """A JSON number, else null: a text or a truth is none."""
    return Fraction(value) if isinstance(value, decimal.Decimal) else None


def whole(value):
    """A JSON number without fraction."""
    return int(value) if number(value) is not None and Fraction(value).denominator == 1 else None


def instant(text):
    """W3: cut, not rounded, to microseconds; without zone it is UTC."""
    if text is None:
        return None
    day, clock, fraction, zone = TIMESTAMP.fullmatch(text).groups()
    zone = '+00:00' if zone in (None, 'Z', 'z') else zone if len(zone) > 3 else zone + ':00'
    zone = zone if ':' in zone else f'{zone[:3]}:{zone[3:]}'
    seconds = (datetime.datetime.fromisoformat(f'{day}T{clock}{zone}') - EPOCH) // MICROSECOND
    return seconds + int(((fraction or '') + '000000')[:6])


def duration(text):
    """W9, in seconds, cut to microseconds as times are; null with years or months other than zero, which have no fixed length."""
    found = DURATION.fullmatch(text) if isinstance(text, str) else None
    if not found or not any(found.groupdict().values()):
        return None
    part = {unit: Fraction(amount.replace(',', '.')) for unit, amount in found.groupdict().items() if amount}
    if part.pop('Y', 0) or part.pop('Mo', 0):
        return None
    return Fraction(int(sum(amount * UNIT_SECONDS[unit] for unit, amount in part.items()) * SECOND), SECOND)


def identifier(agent):
    """W5."""
    if 'mbox' in agent:
        return hashlib.sha1(agent['mbox'].lower().encode()).hexdigest()
    if 'mbox_sha1sum' in agent:
        return agent['mbox_sha1sum'].lower()
    if 'openid' in agent:
        return agent['openid']
    account = agent['account']
    if re.fullmatch(r'[^@\s]+@[^@\s]+\.[^@\s]+', account['name']):
        return identifier({'mbox': 'mailto:' + account['name']})
    return account['homePage'] + '\n' + account['name']


def pseudonyms(key, tenant):
    """A function from agents to pseudonyms; key as in the key file."""
    tenant_key = hmac.new(key.removesuffix(b'\n'), tenant.encode(), 'sha256').digest()
    return lambda agent: str(uuid.UUID(bytes=hmac.new(tenant_key, identifier(agent).encode(), 'sha256').digest()[:16]))


def account_name(agent):
    """The pseudonym of a statement that was anonymized before."""
    return agent['account']['name']


def is_activity(thing):
    return thing.get('objectType', 'Activity') == 'Activity'


def context_activities(tree, place):
    """A single object is an array of one."""
    found = ((tree.get('context') or {}).get('contextActivities') or {}).get(place) or []
    return found if isinstance(found, list) else [found]


def stated_type(activity):
    return (activity.get('definition') or {}).get('type')


def course_of(tree):
    """W6."""
    own = [tree['object']] if is_activity(tree['object']) else []
    for activity in own + context_activities(tree, 'parent') + context_activities(tree, 'grouping'):
        if stated_type(activity) in v.COURSE_TYPES:
            return activity['id']
    return None


def happened(tree, received):
    """(t, stored_at) of W3."""
    t, stored = instant(tree.get('timestamp')), instant(tree.get('stored'))
    if t is None:
        t = stored if stored is not None else received
    elif stored is not None and t > stored + BELIEVED_AHEAD:
        t = stored
    return t, stored if stored is not None else received


def read(tree, learner_of, received=None):
    """One statement. learner_of: from an agent to its pseudonym; received: when it came, if it has no `stored`."""
    thing, result = tree['object'], tree.get('result') or {}
    activity = thing['id'] if is_activity(thing) else None
    t, stored = happened(tree, received)
    score = {name: number(value) for name, value in (result.get('score') or {}).items()}
    registration = (tree.get('context') or {}).get('registration')
    return Statement(id=tree['id'].lower(), verb=tree['verb']['id'], activity=activity, course=course_of(tree), t=t,
        learner=None if tree['actor'].get('objectType') == 'Group' else learner_of(tree['actor']), stored=stored,
        activity_type=stated_type(thing) if activity else None, registration=registration and registration.lower(),
        success=result.get('success'), completion=result.get('completion'), scaled=score.get('scaled'), raw=score.get('raw'),
        min=score.get('min'), max=score.get('max'), duration=duration(result.get('duration')), voided=False,
        target=thing['id'].lower() if tree['verb']['id'] == v.VOIDED else None, tree=tree)


def history(trees, learner_of, received=None):
    """All statements as they were committed: of equal ids the first stays (W7), and voids have found their targets (W2).
    received: {id: microseconds} of those without `stored`."""
    kept = {}
    for tree in trees:
        one = read(tree, learner_of, (received or {}).get(tree['id'].lower()))
        kept.setdefault(one.id, one)
    targets = {one.target for one in kept.values()}
    for one in kept.values():
        one.voided = one.target is None and one.id in targets
    return sorted(kept.values(), key=lambda one: one.order)
