"""What was watched of videos, from events of several kinds to the views: lists of the video profile, pairs of Open edX and
Caliper, with the arithmetic beside."""
import json

from harness import DONE, expect
import tables

COURSE, VIDEO = 'https://campus.example/courses/sea', 'https://campus.example/videos/tide'
PROFILE = 'https://w3id.org/xapi/video/extensions/'
VERBS = {name: f'https://w3id.org/xapi/video/verbs/{name}' for name in ('played', 'paused', 'seeked')}
ADL = {name: f'http://adlnet.gov/expapi/verbs/{name}' for name in ('initialized', 'terminated', 'voided')}


def backfill(t, database, source, events, name='events'):
    file = t.folder / f'{name}.ndjson'
    file.write_text(''.join(json.dumps(event) + '\n' for event in events))
    t.lrstream('backfill', '--database', t.conninfo(database), '--key-file', str(t.key), '--source', source, str(file), code=DONE)


def statement(number, learner, verb, minute, result=None, session=None, length=None):
    """Of an assignable unit of a cmi5 course that plays a video."""
    extensions = {PROFILE + 'session-id': session, PROFILE + 'length': length}
    return {
        'id': f'7a000000-0000-4000-8000-{number:012}', 'timestamp': f'2026-03-02T10:{minute:02}:00Z',
        'actor': {'account': {'homePage': 'https://campus.example', 'name': learner}},
        'verb': {'id': {**VERBS, **ADL}[verb]},
        'object': {'id': VIDEO, 'definition': {'type': 'https://w3id.org/xapi/video/activity-type/video'}},
        'result': {'extensions': {PROFILE + key: value for key, value in (result or {}).items()}},
        'context': {
            'contextActivities': {'grouping': [{'id': COURSE, 'definition': {'type': 'https://w3id.org/xapi/cmi5/activitytype/course'}}]},
            'extensions': {key: value for key, value in extensions.items() if value is not None}},
    }


def void(number, minute, target):
    return {**statement(number, 'ann', 'voided', minute), 'object': {'objectType': 'StatementRef', 'id': target['id']},
        'result': {}, 'context': {}}


def seen(t, database):
    return t.psql('select video_length_seconds, round(video_coverage::numeric, 6), video_rewatched_seconds, furthest_position '
        'from api_v1.learner_activity where video_length_seconds is not null or video_rewatched_seconds is not null order by 4, 3', database)


def heat(t, database):
    return t.psql('select from_second, to_second, views, learners from api_v1.activity_segment order by 1', database)


def expect_verified(t, database):
    expect(tables.recomputed(t, database), [], 'differences from plain SQL')
    t.lrstream('recompute', '--verify', '--database', t.conninfo(database), code=DONE)


def test_lists_of_the_video_profile(t):
    lists = [
        # Ann, of 100 s: session 1 ends with [0, 30) and [20, 50), session 2 with [0, 10). Seen 50 of 100; 30 + 30 + 10 - 50 = 20 again.
        statement(1, 'ann', 'initialized', 0, session='s1', length=100),
        statement(2, 'ann', 'played', 0, {'time': 0}, 's1'),
        statement(3, 'ann', 'seeked', 1, {'time-from': 30, 'time-to': 20, 'played-segments': '0[.]30'}, 's1'),
        statement(4, 'ann', 'paused', 2, {'time': 50, 'played-segments': '0[.]30[,]20[.]50'}, 's1'),
        statement(5, 'ann', 'terminated', 9, {'time': 10, 'played-segments': '0[.]10'}, 's2'),
        # Bob: [0, 99.6) of 100, which is 0 to 100 in whole seconds; what cannot be read is no list.
        statement(6, 'bob', 'paused', 3, {'time': 99.6, 'played-segments': '0[.]99.6'}, 's3', 100),
        statement(7, 'bob', 'paused', 4, {'time': 20, 'played-segments': '0[.]99.6[,]oops'}, 's3'),
        # Nothing of this is left: the list is voided below.
        statement(8, 'ann', 'paused', 5, {'played-segments': '0[.]100'}, 's4'),
    ]
    lists.append(void(9, 20, lists[-1]))
    ann, bob = ('100', '0.500000', '20', '50'), ('100', '0.996000', '0', '99.6')
    expected = [('0', '10', '3', '2'), ('10', '20', '2', '2'), ('20', '30', '3', '2'), ('30', '50', '2', '2'), ('50', '100', '1', '1')]
    in_order, backwards = t.database('_order'), t.database('_back')
    backfill(t, in_order, 'xapi', lists)
    for n, one in enumerate(reversed(lists)):
        backfill(t, backwards, 'xapi', [one], f'one-{n}')
    for database in (in_order, backwards):
        expect(seen(t, database), [ann, bob], 'what was seen')
        expect(heat(t, database), expected, 'heat map')
        expect(t.psql('select "second", learners from api_v1.drop_off_second order by 1', database), [('50', '1'), ('100', '1')], 'drop-off')
        expect_verified(t, database)


def edx(name, second, data):
    return {'name': name, 'time': f'2026-03-02T10:00:{second:02}+00:00', 'event_source': 'browser', 'username': 'ada',
        'context': {'course_id': 'course-v1:Hill+Stars+2026', 'user_id': 7, 'org_id': 'Hill'}, 'event_type': name,
        'event': json.dumps({'id': 'v1', 'code': 'html5', 'duration': 200, **data})}


def test_pairs_of_open_edx(t):
    database = t.database()
    backfill(t, database, 'edx', [
        # [0, 40), [40, 60), [30, 70): 40 + 20 + 40 = 100, together 70 of 200; 30 again.
        edx('load_video', 0, {}),
        edx('play_video', 1, {'currentTime': 0}), edx('pause_video', 2, {'currentTime': 40}),
        edx('play_video', 3, {'currentTime': 40}), edx('seek_video', 4, {'old_time': 60, 'new_time': 30, 'type': 'onSlideSeek'}),
        edx('play_video', 5, {'currentTime': 30}), edx('stop_video', 6, {'currentTime': 70})])
    expect(seen(t, database), [('200', '0.350000', '30', '70')], 'what was seen')
    expect(heat(t, database), [('0', '30', '1', '1'), ('30', '60', '2', '1'), ('60', '70', '1', '1')], 'heat map')
    expect_verified(t, database)


def caliper(number, action, minute, at):
    return {'@context': 'http://purl.imsglobal.org/ctx/caliper/v1p1', 'id': f'urn:uuid:956b4a02-8de0-4991-b8c5-b6eebb6b4d{number:02}',
        'type': 'MediaEvent', 'actor': {'id': 'https://campus.example/people/7', 'type': 'Person'}, 'action': action,
        'object': {'id': VIDEO, 'type': 'VideoObject', 'duration': 'PT2M'},
        'target': {'id': f'{VIDEO}?t={number}', 'type': 'MediaLocation', 'currentTime': at},
        'group': {'id': COURSE, 'type': 'CourseSection'}, 'eventTime': f'2025-10-06T10:{minute:02}:00.000Z'}


def test_pairs_of_caliper(t):
    database = t.database()
    # [15, 45), then [60, 120): 90 of 120.
    backfill(t, database, 'caliper', [caliper(1, 'Started', 0, 'PT15S'), caliper(2, 'Paused', 1, 'PT45S'),
        caliper(3, 'Resumed', 2, 'PT1M'), caliper(4, 'Ended', 3, 'PT2M')])
    expect(seen(t, database), [('120', '0.750000', '0', '120')], 'what was seen')
    expect(heat(t, database), [('15', '45', '1', '1'), ('60', '120', '1', '1')], 'heat map')
    expect_verified(t, database)


def test_very_long_lists(t):
    database = t.database()
    # 20,000 pieces of half a second, two seconds apart: 10,000 of 40,000 s; then the next half of the first one.
    long = '[,]'.join(f'{2 * n}[.]{2 * n}.5' for n in range(20000))
    backfill(t, database, 'xapi', [statement(1, 'ann', 'paused', 0, {'played-segments': long}, 's1', 40000)])
    backfill(t, database, 'xapi', [statement(2, 'ann', 'paused', 1, {'played-segments': long + '[,]0.5[.]1'}, 's1')], 'more')
    backfill(t, database, 'xapi', [statement(3, 'ann', 'paused', 2, {'played-segments': '-1[.]1e300'}, 's2')], 'all')
    expect(seen(t, database), [('40000', '1.000000', '10000.5', '40000')], 'what was seen')
    t.lrstream('recompute', '--verify', '--database', t.conninfo(database), code=DONE)
