"""What was watched of a video (W23), and the heat map."""
import collections, re

import vocabulary as v
from reading import Fraction, number

POSITION = re.compile(r'\s*(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*')


def extension(one, iri):
    """In result, as the video profile has it, or in context."""
    return {**(one.context.get('extensions') or {}), **(one.result.get('extensions') or {})}.get(iri)


def length_of(statements):
    """The last stated above 0, in context or result."""
    found = None
    for one in statements:
        for place in (one.context, one.result):
            stated = number((place.get('extensions') or {}).get(v.LENGTH))
            if stated is not None and stated > 0:
                found = stated
                break
    return found


def session(one):
    """In context, as the video profile has it, or in result; no id is one session."""
    return (one.context.get('extensions') or {}).get(v.SESSION, extension(one, v.SESSION))


def listed(one):
    """The played-segments of a statement as pairs; null if there are none or they cannot be read."""
    text = extension(one, v.SEGMENTS)
    if not isinstance(text, str) or not text.strip():
        return None
    pairs = []
    for part in text.split('[,]'):
        ends = [POSITION.fullmatch(end) for end in part.split('[.]')]
        if len(ends) != 2 or None in ends:
            return None
        pairs.append(tuple(Fraction(end[1]) for end in ends))
    return pairs


def paired(statements):
    """Each played with the next paused, terminated or seeked; another played replaces it."""
    pairs, since = [], None
    for one in statements:
        if one.verb == v.PLAYED:
            since = number(extension(one, v.TIME))
        elif one.verb in (v.PAUSED, v.TERMINATED, v.SEEKED) and since is not None:
            until = number(extension(one, v.TIME_FROM if one.verb == v.SEEKED else v.TIME))
            if until is not None:
                pairs.append((since, until))
            since = None
    return pairs


def clipped(pairs, length):
    """To [0, length], half-open; the empty ones dropped."""
    found = [(max(a, Fraction(0)), b if length is None else min(b, length)) for a, b in pairs]
    return [(a, b) for a, b in found if a < b]


def total(pairs):
    return sum((b - a for a, b in pairs), Fraction(0))


def union(pairs):
    covered, end = Fraction(0), Fraction(0)
    for a, b in sorted(pairs):
        covered += max(b - max(a, end), 0)
        end = max(end, b)
    return covered


def watched(statements):
    """(all segments, those of the last list of each session, length); without lists both are the pairs. Null without any."""
    length = length_of(statements)
    lists = [(one, listed(one)) for one in statements if listed(one) is not None]
    if lists:
        final = {session(one): pairs for one, pairs in lists}
        every = [pair for _, pairs in lists for pair in pairs]
        return clipped(every, length), clipped([pair for pairs in final.values() for pair in pairs], length), length
    if any(one.verb == v.PLAYED for one in statements):
        pairs = clipped(paired(statements), length)
        return pairs, pairs, length
    return None, None, length


def of_activity(statements):
    every, final, length = watched(statements)
    row = {'video_length_seconds': length, 'video_coverage': None, 'video_rewatched_seconds': None, 'furthest_position': None}
    if every is not None:
        row['video_coverage'] = None if length is None else union(every) / length
        row['video_rewatched_seconds'] = total(final) - union(final)
        row['furthest_position'] = max((b for _, b in every), default=None)
    return row


def nearest(position):
    return int(position + Fraction(1, 2))


def heat_map(counted):
    """{(course, activity, from_second): {to_second, views, learners}}: stretches in which nothing changes."""
    changes = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
    mine = collections.defaultdict(list)
    for one in counted:
        if one.activity:
            mine[one.learner, one.course, one.activity].append(one)
    for (learner, course, activity), some in mine.items():
        for a, b in watched(some)[1] or []:
            if nearest(a) < nearest(b):
                changes[course, activity][nearest(a)][learner] += 1
                changes[course, activity][nearest(b)][learner] -= 1
    return {(*key, start): row for key, of_key in changes.items() for start, row in stretches(of_key)}


def stretches(changes):
    """changes: {second: {learner: views more or fewer}}. The (from, row) in which somebody watches."""
    watching, started, told = collections.Counter(), None, None
    for second in sorted(changes):
        watching.update(changes[second])
        now = sum(watching.values()), sum(n > 0 for n in watching.values())
        if now == told:
            continue
        if told and told[0]:
            yield started, {'to_second': second, 'views': told[0], 'learners': told[1]}
        started, told = second, now
