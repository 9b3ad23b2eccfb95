"""Profiles: each source is held against its own, and rejects only where the configuration says so."""
import json

from harness import ROOT, expect, expect_that

PROFILE = ROOT / 'tests/golden/validate/profile/course.yaml'


def statement(number, completion):
    return json.dumps({'id': f'f81d4fae-7dec-11d0-a765-00a0c91e6b{number:02d}', 'actor': {'mbox': 'mailto:ann@example.org'},
        'verb': {'id': 'http://adlnet.gov/expapi/verbs/completed'}, 'object': {'id': 'http://example.org/a'},
        'result': {'completion': completion}, 'timestamp': '2026-03-14T16:35:00Z'})


def run_with(t, **settings):
    """Two statements, one of them unmet; returns how many were stored, the dead letters, and the stage's last words."""
    database = t.database()
    config = t.config(database, topics={'xapi': 'xapi'}, dead_letter_topic=t.topic('letters'), **settings)
    t.create_topics(config)
    t.produce('xapi', [statement(1, True).encode(), statement(2, False).encode()])
    run = t.run(config)
    [said] = [line for line in run.said().splitlines() if 'event=stage' in line and 'stage=validate' in line]
    letters = [m['payload'] for m in t.messages(t.topic('letters'))]
    return t.count(database, 'lrstream.statement'), letters, said


def test_an_unmet_profile_is_counted(t):
    stored, letters, said = run_with(t, profile=str(PROFILE))
    expect(stored, 2, 'statements')
    expect(letters, [], 'dead letters')
    expect_that(said.endswith('matched=2 fulfilled=1 unmet=1'), said)


def test_an_unmet_profile_is_a_dead_letter_where_it_is_said(t):
    stored, letters, said = run_with(t, sources={'xapi': {'profile': str(PROFILE), 'unmet': 'reject'}})
    expect(stored, 1, 'statements')
    expect(len(letters), 1, 'dead letters')
    letter = json.loads(letters[0])
    expect((letter['code'], letter['stage'], letter['pointer']), ('profile', 'validate', '/result/completion'), 'dead letter')
    expect_that('ann' not in letters[0] and 'false' not in letters[0], f'no values in {letters[0]}')
    expect_that(said.endswith('matched=2 fulfilled=1 unmet=1'), said)
