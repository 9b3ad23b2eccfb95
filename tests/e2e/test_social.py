"""Who wrote and answered whom, and cohorts beside one another: hand-worked cases through backfill and the views."""
import json, random, uuid

import tables
from harness import REJECTS, expect, expect_that
from test_erasure import pseudonym

POSTED, CREATED = 'https://w3id.org/xapi/acrossx/verbs/posted', 'http://activitystrea.ms/create'
REPLIED, VOIDED = 'http://id.tincanapi.com/verb/replied', 'http://adlnet.gov/expapi/verbs/voided'
EXPERIENCED = 'http://adlnet.gov/expapi/verbs/experienced'
DISCUSSION = 'http://id.tincanapi.com/activitytype/discussion'
MESSAGE = 'https://w3id.org/xapi/acrossx/activities/message'


def mbox(name):
    return f'mailto:{name}@example.org'


def iri(name):
    return f'https://learn.example.org/{name}'


def activity(name, kind):
    return {'id': iri(name), 'definition': {'type': kind}}


def said(learner, verb, what, *threads, course='c', day=1, kind=MESSAGE, score=None):
    """On a day of March 2026 at noon, or at a moment: in the course, and in the discussions `threads`."""
    when = f'2026-03-{day:02}T12:00:00Z' if isinstance(day, int) else day
    around = [activity(thread, DISCUSSION) for thread in threads]
    context = {**({'parent': around} if around else {}),
        **({'grouping': activity(course, 'http://adlnet.gov/expapi/activities/course')} if course else {})}
    return {'id': str(uuid.uuid5(uuid.NAMESPACE_URL, f'{learner} {verb} {what} {threads} {course} {day} {kind}')),
        'actor': {'mbox': mbox(learner)}, 'verb': {'id': verb}, 'object': activity(what, kind), 'timestamp': when,
        'stored': '2026-06-01T00:00:00Z', **({'result': {'score': {'scaled': score}}} if score is not None else {}),
        **({'context': {'contextActivities': context}} if context else {})}


def opened(learner, thread, **more):
    return said(learner, CREATED, thread, kind=DISCUSSION, **more)


def void(statement):
    return {'id': str(uuid.uuid5(uuid.NAMESPACE_URL, 'void ' + statement['id'])), 'actor': {'mbox': mbox('staff')},
        'verb': {'id': VOIDED}, 'object': {'objectType': 'StatementRef', 'id': statement['id']},
        'timestamp': '2026-03-01T00:00:00Z', 'stored': '2026-06-01T00:00:00Z'}


def feed(t, database, *statements, tenant='default'):
    path = t.folder / 'statements.ndjson'
    path.write_text(''.join(json.dumps(s) + '\n' for s in statements))
    t.lrstream('backfill', '--database', t.conninfo(database), '--source', 'xapi', '--tenant', tenant,
        '--key-file', str(t.key), str(path))


def look(t, database, sql, tenant='default'):
    return t.psql(sql, database, '-q', '-c', f"set lrstream.tenant = '{tenant}'")


def social(t, database, learner, course='c', tenant='default'):
    """posts, replies and distinct_peers of a learner in a course."""
    rows = look(t, database, f'''select posts, replies, distinct_peers from api_v1.learner_course
        where learner = '{pseudonym(mbox(learner), tenant=tenant)}' and course = '{iri(course)}' ''', tenant)
    expect(len(rows), 1, f'rows of {learner} in {course}')
    return tuple(map(int, rows[0]))


def expect_sound(t, database, *tenants):
    """The views say what the statements say, and so do the stored rows."""
    for tenant in tenants or ('default',):
        t.lrstream('recompute', '--verify', '--database', t.conninfo(database), '--tenant', tenant)
    expect(tables.recomputed(t, database), [])


# ---- posts, replies, peers ----

def test_posts_and_replies_are_counted(t):
    d = t.database()
    feed(t, d,
        opened('ann', 'T'),                                             # post 1
        said('ann', POSTED, 'note', day=2),                             # post 2: posted outside discussions
        said('ann', POSTED, 'answer', 'T', day=3),                      # reply 1, to herself
        said('ann', REPLIED, 'something', day=4),                       # reply 2, to nothing known
        opened('ann', 'inside', day=5) | {'context': said('ann', CREATED, 'x', 'T')['context']},  # reply 3
        said('ann', POSTED, 'T', 'T', day=6, kind=DISCUSSION),          # post 3: its object is no discussion of its own
        said('ann', CREATED, 'page', 'T', day=7),                       # neither: what is created is no discussion
        said('ann', EXPERIENCED, 'T', day=8, kind=DISCUSSION),          # neither
        said('ann', POSTED, 'elsewhere', course='other'),               # a post, in another course
        said('ann', POSTED, 'nowhere', course=None))                    # in no course
    expect(social(t, d, 'ann'), (3, 3, 0))
    expect(social(t, d, 'ann', 'other'), (1, 0, 0))
    expect_sound(t, d)


def test_replies_may_come_before_posts(t):
    d = t.database()
    feed(t, d, said('bob', POSTED, 'yes', 'T', 'U', day=5), said('bob', POSTED, 'no', 'U', day=6))
    expect(social(t, d, 'bob'), (0, 2, 0), 'while nobody is known to have begun T and U')
    # T is from before his reply, U from after it: both authors are known all the same. Two replies to U are one peer.
    feed(t, d, opened('ann', 'T', day=1), opened('cyd', 'U', day=9))
    expect(social(t, d, 'bob'), (0, 2, 2))
    # Ann's second thread is no second peer.
    feed(t, d, opened('ann', 'V', day=2), said('bob', REPLIED, 'well', 'V', day=7))
    expect(social(t, d, 'bob'), (0, 3, 2))
    # Who answers an answer replies to whoever gave it, if the statement calls that a discussion.
    feed(t, d, said('dan', POSTED, 'hm', 'yes', day=8))
    expect(social(t, d, 'dan'), (0, 1, 1))
    expect_sound(t, d)


def test_authorship_moves_when_posts_are_voided(t):
    d = t.database()
    first, second, third = (opened(who, 'T', day=n) for n, who in enumerate(('ann', 'bob', 'cyd'), 1))
    feed(t, d, third, first, opened('bob', 'U', day=1), said('dan', POSTED, 'yes', 'T', 'U', day=5))
    # T is Ann's, the first of two; U is Bob's.
    expect(social(t, d, 'dan'), (0, 1, 2))
    feed(t, d, second, void(first))
    expect(social(t, d, 'dan'), (0, 1, 1), 'T and U are both Bob\'s')
    feed(t, d, void(second))
    expect(social(t, d, 'dan'), (0, 1, 2), 'T is Cyd\'s')
    feed(t, d, void(third))
    expect(social(t, d, 'dan'), (0, 1, 1), 'T is nobody\'s')
    # A void that comes before its target: Eve never began T.
    feed(t, d, void(opened('eve', 'T', day=1)), opened('eve', 'T', day=1), opened('fay', 'T', day=7))
    expect(social(t, d, 'dan'), (0, 1, 2), 'T is Fay\'s')
    # Voiding the reply leaves no peer, and a row as long as anything counts.
    feed(t, d, said('dan', EXPERIENCED, 'A', day=6), void(said('dan', POSTED, 'yes', 'T', 'U', day=5)))
    expect(social(t, d, 'dan'), (0, 0, 0))
    expect_sound(t, d)


def test_at_one_moment_the_least_id_is_first(t):
    d = t.database()
    posts = sorted((opened(who, 'T', day=2) for who in ('ann', 'bob')), key=lambda s: s['id'])
    names = [p['actor']['mbox'][7:10] for p in posts]
    feed(t, d, *posts[::-1], *(said(who, POSTED, f'by-{who}', 'T', day=3) for who in names))
    # Who began T replies to nobody but himself; the other one has a peer.
    expect([social(t, d, who) for who in names], [(1, 1, 0), (1, 1, 1)])
    expect_sound(t, d)


def test_authors_in_other_courses_and_oneself(t):
    d = t.database()
    feed(t, d,
        opened('ann', 'T', course='other', day=1), opened('bob', 'T', course='c', day=2), opened('cyd', 'nowhere', course=None),
        said('bob', POSTED, 'mine', 'T', day=3), said('ann', POSTED, 'thanks', 'T', day=4),
        said('bob', POSTED, 'lost', 'nowhere', day=5), said('bob', POSTED, 'there', 'T', course='other', day=6))
    # T was begun in the other course, by Ann; what was posted in no course has no author.
    expect(social(t, d, 'bob'), (1, 2, 1))
    expect(social(t, d, 'bob', 'other'), (0, 1, 1))
    expect(social(t, d, 'ann'), (0, 1, 0), 'answering in one\'s own thread')
    expect(social(t, d, 'ann', 'other'), (1, 0, 0))
    expect_sound(t, d)


def test_tenants_do_not_meet(t):
    d = t.database()
    feed(t, d, opened('ann', 'T', day=1), said('bob', POSTED, 'yes', 'T', day=2))
    feed(t, d, opened('bob', 'T', day=1), said('cyd', POSTED, 'oh', 'T', 'U', day=2), tenant='north')
    expect(social(t, d, 'bob'), (0, 1, 1))
    expect(social(t, d, 'bob', tenant='north'), (1, 0, 0))
    expect(social(t, d, 'cyd', tenant='north'), (0, 1, 1))
    feed(t, d, opened('ann', 'U', day=1))
    expect(social(t, d, 'cyd', tenant='north'), (0, 1, 1))
    expect_sound(t, d, 'default', 'north')


def test_who_is_erased_began_nothing(t):
    d = t.database()
    feed(t, d, opened('ann', 'T', day=1), opened('bob', 'T', day=2), opened('ann', 'U', day=1),
        said('cyd', POSTED, 'yes', 'T', 'U', day=3))
    expect(social(t, d, 'cyd'), (0, 1, 1))
    t.lrstream('erase', '--database', t.conninfo(d), '--key-file', str(t.key), '--mbox', mbox('ann'))
    expect(social(t, d, 'cyd'), (0, 1, 1), 'T is Bob\'s now, U is nobody\'s')
    expect(look(t, d, f"select count(*) from lrstream.social where learner = '{pseudonym(mbox('ann'))}'"), [('0',)])
    expect_sound(t, d)


def test_damage_is_told_and_healed(t):
    d = t.database()
    by_mail = said('ann', POSTED, 'x', day=4) | {'object': {'objectType': 'Agent', 'mbox': mbox('bob')}}
    feed(t, d, opened('ann', 'T'), by_mail, said('bob', POSTED, 'yes', 'T', day=2))
    expect(social(t, d, 'ann'), (2, 0, 0))
    expect_sound(t, d)
    t.psql(f"""delete from lrstream.social where id = '{by_mail['id']}';
        update lrstream.social set discussions = '{{1,2}}' where reply""", d)
    told = t.lrstream('recompute', '--verify', '--database', t.conninfo(d), code=REJECTS).stdout.splitlines()
    expect(sorted(tuple(line.split('\t')[0:3:2]) for line in told), [('social', 'discussions'), ('social', 'row')])
    t.lrstream('recompute', '--database', t.conninfo(d))
    expect(social(t, d, 'bob'), (0, 1, 1))
    expect_sound(t, d)


def test_another_key_changes_no_count(t):
    d = t.database()
    feed(t, d, opened('ann', 'T'), said('bob', POSTED, 'yes', 'T', day=2))
    new = t.folder / 'new-key'
    new.write_bytes(b'n' * 40)
    new.chmod(0o600)
    t.lrstream('rekey', '--database', t.conninfo(d), '--key-file', str(t.key), '--new-key-file', str(new))
    expect(sorted(look(t, d, 'select posts, replies, distinct_peers from api_v1.learner_course')), [('0', '1', '1'), ('1', '0', '0')])
    expect_sound(t, d)


def chatter(chance):
    """Statements of six learners in three courses, many of them at the same moments, some void."""
    made = []
    for number in range(400):
        verb = chance.choice((POSTED, CREATED, REPLIED, POSTED, EXPERIENCED))
        threads = chance.sample('TUVWXY', chance.choice((0, 0, 1, 1, 2)))
        made.append(said(chance.choice(('ann', 'bob', 'cyd', 'dan', 'eve', 'fay')), verb, chance.choice('TUVWXYZ'), *threads,
            course=chance.choice(('c', 'd', 'e', None)), kind=chance.choice((DISCUSSION, MESSAGE)),
            day=f'2026-03-{chance.randint(1, 9):02}T{chance.choice((8, 8, 9)):02}:{chance.randint(0, 9):02}:00Z'))
    made = list({s['id']: s for s in made}.values())
    return made + [void(s) for s in chance.sample(made, 60)]


def test_any_order_gives_the_same(t):
    chance = random.Random(16)
    statements = chatter(chance)
    early, late = t.database(), t.database('_late')
    feed(t, early, *statements)
    disorder = statements + chance.sample(statements, 100)
    chance.shuffle(disorder)
    for at in range(0, len(disorder), 90):
        feed(t, late, *disorder[at:at + 90])
    expect(tables.differences(tables.read(t, early), tables.read(t, late)), [])
    expect_that(t.count(early, 'lrstream.social') > 150, 'too little to compare')
    peers = [int(n) for n, in look(t, early, 'select distinct_peers from api_v1.learner_course')]
    expect_that(max(peers) >= 4 and sum(peers) > 30, f'too few peers to compare: {peers}')
    for database in (early, late):
        expect_sound(t, database)


# ---- cohorts ----

def cohort(t, database, metric, week='2026-03-02', course='c'):
    """learners, p10, p25, p50, p75, p90 of a metric: numbers, or None if there is no row."""
    rows = look(t, database, f'''select learners, p10, p25, p50, p75, p90 from api_v1.cohort_percentile
        where course = '{iri(course)}' and week = '{week}' and metric = '{metric}' ''')
    return [round(float(n), 9) for n in rows[0]] if rows else None


def began(learner, when, statements, **more):
    """So many statements a minute apart, the first of them then."""
    day, clock = when.split('T')
    hour, minute = map(int, clock.split(':'))
    return [said(learner, EXPERIENCED, 'A', day=f'{day}T{hour:02}:{minute + n:02}:00Z', **more) for n in range(statements)]


def test_a_cohort_has_ten_learners(t):
    d = t.database()
    t.psql("update lrstream.tenant set time_zone = 'Asia/Tokyo'", d)
    # Tokyo is nine hours ahead: its week of Monday 2 March begins on Sunday at 15:00 UTC. Learner n has n statements.
    ten = {n: began(f'l{n}', '2026-03-01T15:00' if n == 1 else '2026-03-08T14:00' if n == 10 else '2026-03-04T10:00', n)
        for n in range(1, 11)}
    feed(t, d, *(s for n in range(1, 10) for s in ten[n]))
    expect(look(t, d, 'select * from api_v1.cohort_percentile'), [], 'cohorts of nine')
    # A minute before, and a minute after: other weeks.
    feed(t, d, *began('early', '2026-03-01T14:59', 1), *began('late', '2026-03-08T15:00', 3))
    expect(look(t, d, 'select * from api_v1.cohort_percentile'), [])
    feed(t, d, *ten[10])
    # Of 1 to 10: the place of p10 is 0.1 * 9 = 0.9 behind the first value, that of p25 2.25, p50 4.5, p75 6.75, p90 8.1.
    expect(cohort(t, d, 'statements'), [10, 1.9, 3.25, 5.5, 7.75, 9.1])
    # A minute apart, the last one earns nothing: n - 1 minutes.
    expect(cohort(t, d, 'time_spent_minutes'), [10, .9, 2.25, 4.5, 6.75, 8.1])
    expect(cohort(t, d, 'active_days'), [10, 1, 1, 1, 1, 1])
    expect(cohort(t, d, 'percent_complete'), None, 'nobody has any')
    expect(look(t, d, 'select distinct week from api_v1.cohort_percentile'), [('2026-03-02',)])
    # A void of all that a learner did takes the tenth away.
    feed(t, d, void(ten[1][0]))
    expect(look(t, d, 'select * from api_v1.cohort_percentile'), [])
    expect_sound(t, d)


def test_a_metric_counts_those_who_have_it(t):
    d = t.database()
    # Learners 1 to 9 have scores of 10 to 90; 10 to 12 have none.
    feed(t, d, *(said(f'l{n}', EXPERIENCED, 'A', day=3, score=n / 10) for n in range(1, 10)),
        *(said(f'l{n}', EXPERIENCED, 'A', day=3) for n in range(10, 13)))
    expect(cohort(t, d, 'average_score_best'), None, 'nine have one')
    expect(cohort(t, d, 'statements')[0], 12)
    feed(t, d, said('l10', EXPERIENCED, 'B', day=4, score=1))
    # 10, 20 … 100: the same places as above.
    expect(cohort(t, d, 'average_score_best'), [10, 19, 32.5, 55, 77.5, 91])
    expect(cohort(t, d, 'posts'), [12, 0, 0, 0, 0, 0], 'none is a number, too')
    expect_sound(t, d)


def test_nobody_asks_for_less_than_ten(t):
    d = t.database()
    feed(t, d, *(said(f'l{n}', EXPERIENCED, 'A', day=3) for n in range(9)))
    as_analyst = lambda sql: t.psql(sql, d, '-q', '-c', 'set role lrstream_analyst')
    expect(as_analyst("select * from api_v1.cohort_percentile where learners >= 0 and metric <> ''"), [])
    for sql in ('select * from lrstream.social', 'select * from lrstream.learner_course',
            'create or replace view api_v1.cohort_percentile as select 1'):
        try:
            as_analyst(sql)
        except RuntimeError as refused:
            expect_that('denied' in str(refused) or 'must be owner' in str(refused), f'{sql}: {refused}')
        else:
            expect_that(False, f'an analyst may: {sql}')
    feed(t, d, said('l9', EXPERIENCED, 'A', day=3))
    expect(as_analyst("select learners, p50 from api_v1.cohort_percentile where metric = 'statements'"), [('10', '1')])
