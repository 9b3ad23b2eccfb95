#!/usr/bin/env python3
"""What APIs answer when they are asked again and again: snapshots.py BINARY.

The laws of snapshots, for every source that is polled, over made-up answers that are varied at random (always the same
way): a snapshot seen again adds nothing, whatever it is wrapped in and however its keys are ordered; an advanced one
adds a statement; and no id ever stands for two contents."""
import collections, itertools, json, random, subprocess, sys

ROUNDS = 200
COMPLETED, EARNED, PROGRESSED, REGISTERED = (
    'http://adlnet.gov/expapi/verbs/completed', 'http://id.tincanapi.com/verb/earned',
    'http://adlnet.gov/expapi/verbs/progressed', 'http://adlnet.gov/expapi/verbs/registered')

ENROLLMENT = {'id': 'enr_1a', 'user_id': 'usr_1', 'course_id': 'crs_1', 'status': 'active',
    'enrolled_at': '2024-03-14T16:35:00Z', 'last_accessed_at': '2024-03-15T10:00:00Z', 'completed_at': None,
    'progress': {'current_lesson': 4, 'total_lessons': 9, 'percent_complete': 33.3, 'time_spent_minutes': 41}}
SECOND = {'id': 'enr_2b', 'object': 'enrollment', 'student_id': 'stu_1', 'course_id': 'crs_1', 'status': 'active',
    'enrolled_at': '2024-03-15T10:23:45Z', 'payment': {'status': 'succeeded', 'amount': 4999}}
ROW = {'user_id': 'usr_1', 'course_id': 'crs_1', 'course_title': 'Astronomy', 'status': 'in_progress',
    'current_lesson': 4, 'total_lessons': 9, 'percent_complete': 33.3, 'time_spent_minutes': 41,
    'last_accessed_at': '2024-03-15T10:00:00Z'}
CERTIFICATE = {'id': 'cert_1', 'user_id': 'usr_1', 'user_name': 'Ann', 'course_id': 'crs_1', 'course_title': 'Astronomy',
    'issued_at': '2024-03-20T18:00:00Z', 'verification_url': 'https://learnflow.example/verify/cert_1'}
PARTICIPATION = {'id': 90123, 'userId': 'c0ffee00-0000-4000-8000-00000000000a', 'projectId': '4711p', 'activated': True,
    'firstActivation': '2024-03-01T08:00:00Z', 'lastAccess': '2024-03-05T17:45:00Z', 'activitiesCompleted': 2,
    'activitiesTotal': 5, 'accessLink': 'https://learnifier.example/access/1', 'expiration': None}

# What a learner, an editor or an administrator may change between two answers.
MOVES = {
    'learnflow': {
        'status': ['active', 'completed', 'paused'], 'last_accessed_at': [None, '2024-04-01T00:00:00Z', '2024-04-02T00:00:00Z'],
        'course_title': [None, 'Astronomy', 'Astronomy II'], 'user_name': ['Ann', 'Ann Lee'], 'avatar_url': [None, 'https://a.example'],
        'percent_complete': [0, 12.5, 100], 'current_lesson': [1, 5, 9], 'total_lessons': [9, 10], 'time_spent_minutes': [0, 60, 61.5],
        'average_quiz_score': [None, 70, 92.50], 'certificate_id': [None, 'cert_1'], 'payment': [None, {'status': 'refunded'}],
        'progress': [None, {'percent_complete': 50}, {'percent_complete': 50, 'current_lesson': 5, 'time_spent_minutes': 5}]},
    'learnifier': {
        'lastAccess': [None, '2024-04-01T00:00:00Z', '2024-04-02T00:00:00Z'], 'activitiesCompleted': [None, 0, 3, '3', 5],
        'activitiesTotal': [None, 3, 5, '5', 0], 'projectUserTitle': [None, 'Astronomy', 'Astronomy II'], 'projectName': ['astro'],
        'accessLink': ['https://learnifier.example/access/2'], 'inError': [True, False], 'errorMessage': ['sorry', None],
        'lastMail': ['2024-04-03T00:00:00Z'], 'lastActivation': ['2024-04-03T00:00:00Z'], 'externalId': ['x-1']}}
SAMPLES = {'learnflow': [ENROLLMENT, SECOND, ROW, CERTIFICATE], 'learnifier': [PARTICIPATION]}


class Converter:
    def __init__(self, binary):
        self.binary = binary

    def lines(self, source, *events):
        """What `convert` prints for these events, a line each."""
        text = ''.join(json.dumps(event) + '\n' for event in events)
        done = subprocess.run([self.binary, 'convert', '--source', source], input=text.encode(), capture_output=True, timeout=60)
        if done.returncode:
            raise AssertionError(f'exit code {done.returncode}: {done.stderr.decode()}')
        return done.stdout.decode().splitlines()

    def statements(self, source, *events):
        return [json.loads(line) for line in self.lines(source, *events)]


def verbs(statements):
    return [s['verb']['id'] for s in statements]


def shuffled(rng, value):
    if isinstance(value, dict):
        keys = rng.sample(list(value), len(value))
        return {key: shuffled(rng, value[key]) for key in keys}
    return value


def varied(rng, source, sample):
    moves = MOVES[source]
    return {**sample, **{key: rng.choice(moves[key]) for key in rng.sample(list(moves), rng.randrange(5))}}


def envelopes(rng, source, entries):
    """The ways in which an answer may wrap its entries."""
    request = {'request_id': f'req_{rng.random()}'}
    if source == 'learnifier':
        return [entries]
    page = {'pagination': {'current_page': rng.randrange(9), 'total_count': len(entries), 'has_next': rng.random() < .5}}
    more = {'object': 'list', 'has_more': rng.random() < .5, 'total_count': rng.randrange(99)}
    return [entries, {'data': entries}, {'data': entries, **page, **request}, {'data': entries, **page}, {**more, 'data': entries}]


# ---- the laws ----

def a_snapshot_seen_again_is_the_same(convert, rng):
    for source, samples in SAMPLES.items():
        first = convert.lines(source, *samples)
        assert first and convert.lines(source, *(shuffled(rng, sample) for sample in samples)) == first


def envelopes_pages_and_requests_change_nothing(convert, rng):
    for source, samples in SAMPLES.items():
        plain = convert.lines(source, *samples)
        for envelope in envelopes(rng, source, samples):
            assert convert.lines(source, envelope) == plain, envelope
        for sample in samples if source == 'learnflow' else []:
            single = {'request_id': f'req_{rng.random()}', 'data': sample}
            assert convert.lines(source, single) == convert.lines(source, sample), single


def every_source_is_recognised(convert, rng):
    for source, samples in SAMPLES.items():
        plain = convert.lines(source, *samples)
        assert convert.lines('auto', *samples) == plain
        for envelope in envelopes(rng, source, samples):
            assert convert.lines('auto', envelope) == plain, envelope


def an_empty_page_is_nothing(convert, rng):
    for source in SAMPLES:
        for envelope in envelopes(rng, source, []):
            assert convert.lines(source, envelope) == convert.lines('auto', envelope) == []
    assert convert.lines('learnflow', {'data': {'user_id': 'usr_1', 'courses': []}}) == []
    assert convert.lines('learnifier', {'userId': 'u1', 'projectParticipations': []}) == []


def an_id_stands_for_one_content(convert, rng):
    for source, samples in SAMPLES.items():
        contents = collections.defaultdict(set)
        answers = [varied(rng, source, rng.choice(samples)) for _ in range(ROUNDS)]
        for line in convert.lines(source, *answers):
            contents[json.loads(line)['id']].add(line)
        assert len(contents) > len(samples) and all(len(lines) == 1 for lines in contents.values())


def once_is_once(convert, rng):
    """However an object moves, it is registered, completed and earned under one id."""
    for source, samples in SAMPLES.items():
        for sample in samples:
            ids = collections.defaultdict(set)
            for s in convert.statements(source, *(varied(rng, source, sample) for _ in range(ROUNDS // 4))):
                ids[s['verb']['id']].add(s['id'])
            assert all(len(ids[verb]) <= 1 for verb in (REGISTERED, COMPLETED, EARNED))


def an_advance_adds_statements(convert, rng):
    done = {'status': 'completed', 'completed_at': '2024-04-01T00:00:00Z'}
    courses = [(ENROLLMENT, {'progress': {'percent_complete': 40}}, done, [REGISTERED]), (ROW, {'percent_complete': 40}, done, []),
        (PARTICIPATION, {'activitiesCompleted': 3}, {'activitiesCompleted': 5}, [REGISTERED])]
    for sample, advance, done, once in courses:
        source = 'learnifier' if sample is PARTICIPATION else 'learnflow'
        before, then, last = (convert.statements(source, {**sample, **more}) for more in ({}, advance, {**advance, **done}))
        assert verbs(before) == verbs(then) == once + [PROGRESSED] and verbs(last) == once + [PROGRESSED, COMPLETED]
        assert before[:-1] == then[:-1] == last[:len(once)] and before[-1]['id'] != then[-1]['id']


def a_certificate_is_the_same_wherever_it_comes_from(convert, rng):
    listed = convert.lines('learnflow', {'data': [CERTIFICATE]})
    for attempt, data in itertools.product((1, 2), (CERTIFICATE, {**CERTIFICATE, 'certificate_id': CERTIFICATE['id'], 'id': 'enr_1a'})):
        event = {'id': f'evt_{rng.random()}', 'type': 'certificate.issued', 'created_at': '2024-03-21T00:00:00Z', 'data': data,
            'metadata': {'webhook_id': 'wh_1', 'attempt': attempt}}
        assert convert.lines('learnflow', event) == listed


def attempts_change_nothing(convert, rng):
    for kind, data in (('enrollment.created', SECOND), ('enrollment.completed', ENROLLMENT), ('enrollment.progress_updated', ROW)):
        event = {'id': 'evt_1', 'type': kind, 'created_at': '2024-03-21T00:00:00Z', 'data': data}
        one, two = (convert.lines('learnflow', {**event, 'metadata': {'attempt': n, 'webhook_id': f'wh_{n}'}}) for n in (1, 2))
        assert one and one == two


def told(statements):
    """Who did what with what, and the id of what happens once."""
    return {(s['actor']['account']['name'], s['verb']['id'], s['object']['id'], s['verb']['id'] == PROGRESSED or s['id'])
        for s in statements}


def ids_differ_by_case(convert, rng):
    for source, samples in SAMPLES.items():
        for sample in ({**sample, 'id': f'{sample["id"]}x'} if 'id' in sample else sample for sample in samples):
            one = told(convert.statements(source, sample))
            for key in ('id', 'user_id', 'student_id', 'course_id', 'userId', 'projectId'):
                if isinstance(sample.get(key), str):
                    head, tail = sample[key][:-3], sample[key][-3:]
                    two = told(convert.statements(source, {**sample, key: head + tail.swapcase()}))
                    assert one != two or tail == tail.swapcase(), key


def generations_are_not_merged(convert, rng):
    names = [s['actor']['account']['name'] for s in convert.statements('learnflow', ENROLLMENT, SECOND)]
    assert set(names) == {'usr_1', 'stu_1'}


def the_user_beside_the_list_is_the_learner(convert, rng):
    bare = {key: value for key, value in ROW.items() if key != 'user_id'}
    assert convert.lines('learnflow', {'data': {'user_id': 'usr_1', 'user_name': 'Ann', 'total_enrolled': 1, 'courses': [bare]}}) \
        == convert.lines('learnflow', ROW)
    bare = {key: value for key, value in PARTICIPATION.items() if key != 'userId'}
    for rows in ([bare], bare):
        assert convert.lines('learnifier', {'userId': PARTICIPATION['userId'], 'projectParticipations': rows}) \
            == convert.lines('learnifier', PARTICIPATION)


def nothing_private_is_carried(convert, rng):
    secret = {key: 'SECRET' for key in ('email', 'avatar_url', 'payment', 'access_url', 'login_url', 'verification_url',
        'certificate_url', 'credential_id', 'accessLink', 'errorMessage', 'externalId', 'note', 'primaryEmail')}
    secret |= {'metadata': {'badge': 'SECRET'}, 'download_urls': {'pdf': 'SECRET'}, 'prefs': {'locale': 'SECRET'}}
    kinds = ('enrollment.created', 'enrollment.progress_updated', 'enrollment.completed', 'certificate.issued', 'course.published')
    for source, samples in SAMPLES.items():
        answers = [{**secret, **sample} for sample in samples]
        if source == 'learnflow':
            data = {**secret, **CERTIFICATE, 'instructor': {'id': 'usr_9', 'email': 'SECRET'}, 'title': 'Astronomy'}
            answers += [{'id': 'evt_1', 'type': kind, 'created_at': '2024-03-21T00:00:00Z', 'data': data} for kind in kinds]
        lines = convert.lines(source, *answers)
        assert len(lines) >= len(answers) and not any('SECRET' in line for line in lines)


def other_sources_are_left_alone(convert, rng):
    event = {'@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2', 'id': 'urn:uuid:3a648e68-f00d-4c08-aa59-8738e1884f2c',
        'type': 'Event', 'actor': 'https://example.edu/users/1', 'action': 'Started', 'object': 'https://example.edu/quiz/1'}
    foreign = [event, {'sensor': 'https://example.edu/sensor', 'sendTime': '2024-03-21T00:00:00Z', 'data': [event]},
        {'data': [{'visitorId': 'a1', 'actionDetails': []}]}, {'data': {'user_id': 7}}, {'courses': [{'title': 'Astronomy'}]},
        {'event_type': 'problem_check', 'context': {'user_id': 4, 'course_id': 'course-v1:x+y+z'}, 'event': {}},
        {'user_id': 'u1', 'course_id': 'c1', 'score': 3}, {'users': [{'name': 'Ann'}]}, {'id': 'x', 'name': 'Ann', 'email': 'a@example.com'}]
    for one in foreign:
        text = json.dumps(one).encode()
        done = subprocess.run([convert.binary, 'convert', '--origin'], input=text, capture_output=True, timeout=60)
        sources = {json.loads(line)['source'] for line in done.stdout.splitlines()}
        assert not sources & set(SAMPLES), one
        assert sources or '"pointer":""' in done.stderr.decode() or ' 1 dropped' in done.stderr.decode(), one


LAWS = [a_snapshot_seen_again_is_the_same, envelopes_pages_and_requests_change_nothing, every_source_is_recognised,
    an_empty_page_is_nothing, an_id_stands_for_one_content, once_is_once, an_advance_adds_statements,
    a_certificate_is_the_same_wherever_it_comes_from, attempts_change_nothing, ids_differ_by_case, generations_are_not_merged,
    the_user_beside_the_list_is_the_learner, nothing_private_is_carried, other_sources_are_left_alone]


def main():
    convert, failed = Converter(sys.argv[1]), 0
    for law in LAWS:
        try:
            law(convert, random.Random(5))
        except AssertionError as e:
            failed += 1
            print(f'FAILED {law.__name__}: {e or "see there"}')
    print(f'{len(LAWS) - failed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
