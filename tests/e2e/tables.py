"""A database as data, to compare two of them: every table, without what depends on how the work was cut into batches.

Left out or summed up: numbers that the database hands out (sources are named instead), how a learner's packed facts
are cut into chunks (their total counts), and which worker's shard a sum stands in. A sum over no learner, left behind
by a statement that was voided later, says the same as none.
"""

QUERIES = {
    'statement': '''
        select s.id, s.learner, s.verb, s.activity, s.activity_type, s.course, s.registration, s.occurred_at, s.stored_at,
            s.success, s.completion, s.score_scaled, s.score_raw, s.score_min, s.score_max, s.duration_seconds, s.content,
            s.tenant, s.voided, s.voiding, coalesce(source.name, s.source::text), s.payload
        from lrstream.statement s left join lrstream.source on source.id = s.source''',
    'dead_letter': 'select * from lrstream.dead_letter',
    'iri': 'select * from lrstream.iri',
    'certificate': 'select * from lrstream.certificate',
    'learner_course': 'select * from lrstream.learner_course',
    'learner_activity': 'select * from lrstream.learner_activity',
    'learner_progress': 'select * from lrstream.learner_progress',
    'learner_skill': 'select * from lrstream.learner_skill',
    'learner_video': 'select * from lrstream.learner_video',
    'social': 'select * from lrstream.social',
    'learner_state': '''
        select s.tenant, s.learner, s.facts, octet_length(s.recent) + coalesce((
            select sum(octet_length(c.events)) from lrstream.learner_chunk c
            where c.tenant = s.tenant and c.learner = s.learner), 0),
            s.last_at, s.tail_at, s.tail_course, s.tail_activity, s.detached
        from lrstream.learner_state s''',
    'course_sum': '''
        select tenant, course, sum(learners), sum(statements), sum(completions), sum(percents), sum(percent_sum),
            (array_agg(name order by name_at desc, name_id desc) filter (where name_id is not null))[1]
        from lrstream.course_sum group by 1, 2 having sum(learners) > 0''',
    'course_day_sum': '''
        select tenant, course, day, sum(learners), sum(statements), sum(completions), sum(time_us)
        from lrstream.course_day_sum group by 1, 2, 3
        having (sum(learners), sum(statements), sum(completions), sum(time_us)) <> (0, 0, 0, 0)''',
    'activity_day_sum': '''
        select tenant, course, activity, day, sum(learners), sum(statements), sum(time_us)
        from lrstream.activity_day_sum group by 1, 2, 3, 4
        having (sum(learners), sum(statements), sum(time_us)) <> (0, 0, 0)''',
    'activity_sum': '''
        select tenant, course, activity, sum(learners), sum(attempts), sum(tried), sum(tried_right), sum(scored),
            sum(best_sum), sum(furthest),
            (array_agg(activity_type order by type_at desc, type_id desc) filter (where type_id is not null))[1],
            (array_agg(name order by name_at desc, name_id desc) filter (where name_id is not null))[1]
        from lrstream.activity_sum group by 1, 2, 3 having sum(learners) > 0''',
    'progress_sum': '''
        select tenant, course, version, place, sum(learners), sum(done) from lrstream.progress_sum group by 1, 2, 3, 4
        having sum(learners) > 0''',
    'course_structure': 'select tenant, course, content, name from lrstream.course_structure',
    'structure_version': 'select * from lrstream.structure_version',
    'structure_lesson': 'select * from lrstream.structure_lesson',
    'segment_sum': '''
        select tenant, course, activity, at_second, sum(views), sum(learners), sum(furthest)
        from lrstream.segment_sum group by 1, 2, 3, 4 having (sum(views), sum(learners), sum(furthest)) <> (0, 0, 0)''',
    'consumer_offset': 'select topic, partition, next_offset from lrstream.consumer_offset',
    'tenant': 'select * from lrstream.tenant',
}


def read(stage, database):
    return {name: sorted(stage.psql(sql, database)) for name, sql in QUERIES.items()}


def differences(one, other):
    """What is told of two databases that differ: table, number of rows, and the first of them."""
    told = []
    for name in QUERIES:
        ones, others = set(one[name]), set(other[name])
        missing = [row for row in one[name] if row not in others]
        extra = [row for row in other[name] if row not in ones]
        if missing or extra or len(one[name]) != len(other[name]):
            told.append(f'{name}: {len(missing)} rows are missing, {len(extra)} are extra, '
                f'such as {str((missing or extra or [None])[0])[:400]} / {str((extra or [None])[0])[:400]}')
    return told


def recomputed(stage, database):
    """Indicators that differ from what plain SQL makes of the statements."""
    rows = stage.psql('select * from differences limit 5', database, '-q', '-f', 'tests/sql/indicators.sql')
    return [' '.join(row) for row in rows]
