-- The indicators as analysts read them. Each view shows the rows of one tenant; what depends on the moment of reading
-- is computed here from stored rows, and the setting lrstream.as_of stands for that moment in reproducible reports.

CREATE FUNCTION lrstream.as_of() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT coalesce(nullif(current_setting('lrstream.as_of', true), '')::timestamptz, now())
$$;
COMMENT ON FUNCTION lrstream.as_of() IS 'The moment that views speak of: the setting lrstream.as_of, else now';

-- ---- a learner in a course ----

CREATE VIEW api_v1.learner_course WITH (security_barrier) AS
WITH moment AS (
	SELECT
		r.tenant,
		r.fold_version,
		lrstream.as_of() AS as_of,
		(lrstream.as_of() AT TIME ZONE r.time_zone)::date - date '1970-01-01' AS today
	FROM lrstream.indicator_rules r
	WHERE r.tenant = (SELECT lrstream.current_tenant())
)
SELECT
	l.learner,
	course.iri AS course,
	CASE
		WHEN l.enrolment = 2 THEN 'withdrawn'
		WHEN l.completed_at IS NOT NULL THEN 'completed'
		WHEN l.enrolment = 1 THEN 'enrolled'
	END AS enrolment_state,
	l.first_at AS first_accessed_at,
	l.last_at AS last_accessed_at,
	l.active_days,
	coalesce((
		SELECT upper(run) - lower(run)
		FROM unnest(l.recent_runs) AS run
		WHERE upper(run) - 1 IN (m.today, m.today - 1)
	), 0) AS current_streak_days,
	l.longest_streak AS longest_streak_days,
	l.sessions,
	l.time_us / 60e6::float8 AS time_spent_minutes,
	l.percent / 1e9::float8 AS percent_complete,
	l.lessons_done,
	l.lessons_total AS total_lessons,
	NULL::text AS current_lesson,
	l.current_lesson AS current_lesson_number,
	l.completed_at,
	l.best_sum / nullif(l.scored, 0)::float8 / 1e9::float8 AS average_score_best,
	l.last_sum / nullif(l.scored, 0)::float8 / 1e9::float8 AS average_score_last,
	l.first_sum / nullif(l.scored, 0)::float8 / 1e9::float8 AS average_score_first,
	l.statements,
	l.regularity / 1e9::float8 AS regularity,
	l.certificate AS certificate_id,
	CASE l.certificate_state WHEN 1 THEN 'issued' WHEN 2 THEN 'revoked' END AS certificate_state,
	l.reported_time_us / 60e6::float8 AS reported_time_spent_minutes,
	l.reported_average / 1e9::float8 AS reported_average_score,
	m.fold_version AS definition_version,
	m.as_of
FROM moment m
JOIN lrstream.learner_course l ON l.tenant = m.tenant
LEFT JOIN lrstream.iri course ON course.key = l.course;

COMMENT ON VIEW api_v1.learner_course IS 'How each learner stands in each course: a row if at least one statement counts';
COMMENT ON COLUMN api_v1.learner_course.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN api_v1.learner_course.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.learner_course.enrolment_state IS
	'withdrawn if the learner was unregistered last, else completed, else enrolled if registered; null if neither was said';
COMMENT ON COLUMN api_v1.learner_course.first_accessed_at IS 'When the first statement in the course happened';
COMMENT ON COLUMN api_v1.learner_course.last_accessed_at IS 'When the last statement in the course happened';
COMMENT ON COLUMN api_v1.learner_course.active_days IS 'Dates in the tenant''s time zone with a statement in the course';
COMMENT ON COLUMN api_v1.learner_course.current_streak_days IS
	'Length of the run of active dates that ends on the date of as_of or the day before, else 0';
COMMENT ON COLUMN api_v1.learner_course.longest_streak_days IS 'Length of the longest run of active dates';
COMMENT ON COLUMN api_v1.learner_course.sessions IS
	'Statements in the course more than the session cut-off (30 minutes) apart begin a new one';
COMMENT ON COLUMN api_v1.learner_course.time_spent_minutes IS
	'Gaps between the learner''s statements of all courses, each at most the idle cut-off (10 minutes) and none over a session''s end, or stated durations instead; never counted twice';
COMMENT ON COLUMN api_v1.learner_course.percent_complete IS
	'The percent stated last for the course, 100 where it was said to be completed: 0 to 100';
COMMENT ON COLUMN api_v1.learner_course.lessons_done IS 'Lessons done, as the source last said';
COMMENT ON COLUMN api_v1.learner_course.total_lessons IS 'Lessons in all, as the source last said';
COMMENT ON COLUMN api_v1.learner_course.current_lesson IS
	'IRI of the current lesson: known only for a course whose structure is known';
COMMENT ON COLUMN api_v1.learner_course.current_lesson_number IS 'The number of the current lesson, as the source last said';
COMMENT ON COLUMN api_v1.learner_course.completed_at IS 'When the course was first said to be completed';
COMMENT ON COLUMN api_v1.learner_course.average_score_best IS 'Mean of the best scores of the course''s activities, 0 to 100';
COMMENT ON COLUMN api_v1.learner_course.average_score_last IS 'Mean of their last scores, 0 to 100';
COMMENT ON COLUMN api_v1.learner_course.average_score_first IS 'Mean of their first scores, 0 to 100';
COMMENT ON COLUMN api_v1.learner_course.statements IS 'Counted statements: voided and administrative ones are none';
COMMENT ON COLUMN api_v1.learner_course.regularity IS
	'Entropy of the statements over the 168 hours of the week, bits: 0 is always the same hour';
COMMENT ON COLUMN api_v1.learner_course.certificate_id IS 'The certificate in force, else the one revoked last';
COMMENT ON COLUMN api_v1.learner_course.certificate_state IS 'issued or revoked';
COMMENT ON COLUMN api_v1.learner_course.reported_time_spent_minutes IS 'Time spent in all, as the source last said';
COMMENT ON COLUMN api_v1.learner_course.reported_average_score IS 'The average score, as the source last said, 0 to 100';
COMMENT ON COLUMN api_v1.learner_course.definition_version IS 'The version of the definitions, as in the view indicator';
COMMENT ON COLUMN api_v1.learner_course.as_of IS 'The moment that current_streak_days speaks of';

-- ---- a learner's activities ----

CREATE VIEW api_v1.learner_activity WITH (security_barrier) AS
SELECT
	l.learner,
	course.iri AS course,
	activity.iri AS activity,
	activity_type.iri AS activity_type,
	coalesce(l.attempt_most, l.trials) AS attempts,
	l.first_success AS first_attempt_correct,
	l.best / 1e9::float8 AS best_score,
	l.last / 1e9::float8 AS last_score,
	l.first / 1e9::float8 AS first_score,
	l.time_us / 60e6::float8 AS time_spent_minutes,
	CASE WHEN l.activity = l.course THEN l.completed_at ELSE least(l.completed_at, l.passed_at) END AS completed_at,
	l.statements,
	video.length_us / 1e6::float8 AS video_length_seconds,
	video.coverage / 1e9::float8 AS video_coverage,
	video.rewatched_us / 1e6::float8 AS video_rewatched_seconds,
	video.furthest_us / 1e6::float8 AS furthest_position,
	r.fold_version AS definition_version,
	lrstream.as_of() AS as_of
FROM lrstream.indicator_rules r
JOIN lrstream.learner_activity l ON l.tenant = r.tenant
LEFT JOIN lrstream.learner_video video ON video.tenant = l.tenant AND video.learner = l.learner
	AND video.course = l.course AND video.activity = l.activity
LEFT JOIN lrstream.iri course ON course.key = l.course
LEFT JOIN lrstream.iri activity ON activity.key = l.activity
LEFT JOIN lrstream.iri activity_type ON activity_type.key = l.activity_type
WHERE r.tenant = (SELECT lrstream.current_tenant());

COMMENT ON VIEW api_v1.learner_activity IS
	'What each learner did in each activity of a course, the course itself being one of them';
COMMENT ON COLUMN api_v1.learner_activity.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN api_v1.learner_activity.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.learner_activity.activity IS 'The activity''s IRI';
COMMENT ON COLUMN api_v1.learner_activity.activity_type IS 'The type that the learner''s statements stated last';
COMMENT ON COLUMN api_v1.learner_activity.attempts IS
	'The largest attempt-id, else the number of answered and evaluated statements';
COMMENT ON COLUMN api_v1.learner_activity.first_attempt_correct IS
	'The verdict of the first answered or evaluated statement that has one';
COMMENT ON COLUMN api_v1.learner_activity.best_score IS 'The best score, 0 to 100';
COMMENT ON COLUMN api_v1.learner_activity.last_score IS 'The last score, 0 to 100';
COMMENT ON COLUMN api_v1.learner_activity.first_score IS 'The first score, 0 to 100';
COMMENT ON COLUMN api_v1.learner_activity.time_spent_minutes IS 'The part of the learner''s time that its statements were credited with';
COMMENT ON COLUMN api_v1.learner_activity.completed_at IS
	'When it was first completed or passed; the course itself: when it was first completed';
COMMENT ON COLUMN api_v1.learner_activity.statements IS 'Counted statements';
COMMENT ON COLUMN api_v1.learner_activity.video_length_seconds IS 'The length of the video that was stated last';
COMMENT ON COLUMN api_v1.learner_activity.video_coverage IS
	'The share of the video that was seen at least once, 0 to 1: 0.95 or more is watched';
COMMENT ON COLUMN api_v1.learner_activity.video_rewatched_seconds IS 'What was seen more than once';
COMMENT ON COLUMN api_v1.learner_activity.furthest_position IS 'The farthest second that was seen';
COMMENT ON COLUMN api_v1.learner_activity.definition_version IS 'The version of the definitions, as in the view indicator';
COMMENT ON COLUMN api_v1.learner_activity.as_of IS 'The moment of reading, or the setting lrstream.as_of';

-- ---- activities over all learners ----

CREATE VIEW api_v1.activity WITH (security_barrier) AS
WITH sums AS (
	SELECT
		course,
		activity,
		sum(learners)::bigint AS learners,
		sum(attempts)::bigint AS attempts,
		sum(tried) AS tried,
		sum(tried_right) AS tried_right,
		sum(scored) AS scored,
		sum(best_sum) AS best_sum,
		(array_agg(activity_type ORDER BY type_at DESC, type_id DESC) FILTER (WHERE type_id IS NOT NULL))[1] AS activity_type,
		(array_agg(name ORDER BY name_at DESC, name_id DESC) FILTER (WHERE name_id IS NOT NULL))[1] AS name
	FROM lrstream.activity_sum
	WHERE tenant = (SELECT lrstream.current_tenant())
	GROUP BY course, activity
	HAVING sum(learners) > 0
), tries AS (
	SELECT
		a.course,
		a.activity,
		a.first_success::int::float8 AS correct,
		(c.tried_right - a.first_success::int) / (c.tried - 1)::float8 AS others
	FROM lrstream.learner_activity a
	JOIN lrstream.learner_course c ON c.tenant = a.tenant AND c.learner = a.learner AND c.course = a.course
	WHERE a.tenant = (SELECT lrstream.current_tenant()) AND a.first_success IS NOT NULL AND c.tried > 1
), discriminations AS (
	SELECT
		course,
		activity,
		CASE WHEN min(correct) < max(correct) AND min(others) < max(others) THEN
			-- in one order, since sums of floats depend on it: the same learners give the same last digit
			corr(correct, others ORDER BY others, correct)
		END AS discrimination
	FROM tries
	GROUP BY course, activity
)
SELECT
	course.iri AS course,
	activity.iri AS activity,
	activity_type.iri AS activity_type,
	s.name,
	s.learners,
	s.attempts,
	(s.tried_right / nullif(s.tried, 0))::float8 AS difficulty,
	d.discrimination,
	(s.best_sum / nullif(s.scored, 0) / 1e9)::float8 AS average_score
FROM sums s
LEFT JOIN discriminations d ON d.course = s.course AND d.activity = s.activity
LEFT JOIN lrstream.iri course ON course.key = s.course
LEFT JOIN lrstream.iri activity ON activity.key = s.activity
LEFT JOIN lrstream.iri activity_type ON activity_type.key = s.activity_type;

COMMENT ON VIEW api_v1.activity IS 'The activities of each course over all learners, the course itself being one of them';
COMMENT ON COLUMN api_v1.activity.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.activity.activity IS 'The activity''s IRI';
COMMENT ON COLUMN api_v1.activity.activity_type IS 'The type stated last';
COMMENT ON COLUMN api_v1.activity.name IS 'The name stated last: in English, else in the first language of the alphabet';
COMMENT ON COLUMN api_v1.activity.learners IS 'Learners with a statement on it';
COMMENT ON COLUMN api_v1.activity.attempts IS 'Their attempts in all';
COMMENT ON COLUMN api_v1.activity.difficulty IS 'Share of the first attempts that were right: 1 is easiest';
COMMENT ON COLUMN api_v1.activity.discrimination IS
	'Correlation between being right here at the first attempt and at the learner''s other activities of the course: -1 to 1';
COMMENT ON COLUMN api_v1.activity.average_score IS 'Mean of the learners'' best scores, 0 to 100';

-- ---- seconds of videos ----

-- A video after the other, so that who asks for one reads no other.
CREATE VIEW api_v1.activity_segment WITH (security_barrier) AS
SELECT
	course.iri AS course,
	activity.iri AS activity,
	s.from_second,
	s.to_second,
	s.views,
	s.learners
FROM (
	SELECT DISTINCT course, activity FROM lrstream.activity_sum WHERE tenant = (SELECT lrstream.current_tenant())
) a
LEFT JOIN lrstream.iri course ON course.key = a.course
LEFT JOIN lrstream.iri activity ON activity.key = a.activity
CROSS JOIN LATERAL (
	SELECT
		at_second AS from_second,
		lead(at_second) OVER seconds AS to_second,
		sum(sum(views)) OVER seconds::bigint AS views,
		sum(sum(learners)) OVER seconds::bigint AS learners
	FROM lrstream.segment_sum
	WHERE tenant = (SELECT lrstream.current_tenant()) AND course = a.course AND activity = a.activity
	GROUP BY at_second
	HAVING (sum(views), sum(learners)) <> (0, 0)
	WINDOW seconds AS (ORDER BY at_second)
) s
WHERE s.views > 0;

COMMENT ON VIEW api_v1.activity_segment IS
	'The heat map of each video: how often its seconds were seen, a row for each stretch in which nothing changes';
COMMENT ON COLUMN api_v1.activity_segment.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.activity_segment.activity IS 'The video''s IRI';
COMMENT ON COLUMN api_v1.activity_segment.from_second IS 'Where the stretch begins, in whole seconds';
COMMENT ON COLUMN api_v1.activity_segment.to_second IS 'Where it ends; that second is no longer in it';
COMMENT ON COLUMN api_v1.activity_segment.views IS 'How often it was seen, by all learners';
COMMENT ON COLUMN api_v1.activity_segment.learners IS 'How many learners saw it';

CREATE VIEW api_v1.drop_off_second WITH (security_barrier) AS
SELECT
	course.iri AS course,
	activity.iri AS activity,
	s."second",
	s.learners
FROM (
	SELECT DISTINCT course, activity FROM lrstream.activity_sum WHERE tenant = (SELECT lrstream.current_tenant())
) a
LEFT JOIN lrstream.iri course ON course.key = a.course
LEFT JOIN lrstream.iri activity ON activity.key = a.activity
CROSS JOIN LATERAL (
	SELECT at_second AS "second", sum(furthest)::bigint AS learners
	FROM lrstream.segment_sum
	WHERE tenant = (SELECT lrstream.current_tenant()) AND course = a.course AND activity = a.activity
	GROUP BY at_second
	HAVING sum(furthest) <> 0
) s;

COMMENT ON VIEW api_v1.drop_off_second IS 'How far learners came in each video: a row for each second that is somebody''s furthest';
COMMENT ON COLUMN api_v1.drop_off_second.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.drop_off_second.activity IS 'The video''s IRI';
COMMENT ON COLUMN api_v1.drop_off_second."second" IS 'The second, to the nearest';
COMMENT ON COLUMN api_v1.drop_off_second.learners IS 'Learners whose furthest_position it is';

-- ---- courses ----

CREATE VIEW api_v1.course WITH (security_barrier) AS
SELECT
	course.iri AS course,
	s.name,
	s.learners,
	s.statements,
	s.completions,
	s.average_percent_complete
FROM (
	SELECT
		course,
		sum(learners)::bigint AS learners,
		sum(statements)::bigint AS statements,
		sum(completions)::bigint AS completions,
		(sum(percent_sum) / nullif(sum(percents), 0) / 1e9)::float8 AS average_percent_complete,
		(array_agg(name ORDER BY name_at DESC, name_id DESC) FILTER (WHERE name_id IS NOT NULL))[1] AS name
	FROM lrstream.course_sum
	WHERE tenant = (SELECT lrstream.current_tenant())
	GROUP BY course
	HAVING sum(learners) > 0
) s
LEFT JOIN lrstream.iri course ON course.key = s.course;

COMMENT ON VIEW api_v1.course IS 'The courses over all learners';
COMMENT ON COLUMN api_v1.course.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.course.name IS 'The name stated last: in English, else in the first language of the alphabet';
COMMENT ON COLUMN api_v1.course.learners IS 'Learners with a statement in it, withdrawn ones included';
COMMENT ON COLUMN api_v1.course.statements IS 'Their statements';
COMMENT ON COLUMN api_v1.course.completions IS 'Learners who completed it';
COMMENT ON COLUMN api_v1.course.average_percent_complete IS 'Mean over the learners with a percent, 0 to 100';

CREATE VIEW api_v1.course_day WITH (security_barrier) AS
SELECT
	course.iri AS course,
	s.day,
	s.active_learners,
	s.statements,
	s.completions,
	s.time_spent_minutes
FROM (
	SELECT
		course,
		day,
		sum(learners)::bigint AS active_learners,
		sum(statements)::bigint AS statements,
		sum(completions)::bigint AS completions,
		(sum(time_us) / 60e6)::float8 AS time_spent_minutes
	FROM lrstream.course_day_sum
	WHERE tenant = (SELECT lrstream.current_tenant())
	GROUP BY course, day
	HAVING sum(learners) > 0 OR sum(completions) > 0
) s
LEFT JOIN lrstream.iri course ON course.key = s.course;

COMMENT ON VIEW api_v1.course_day IS 'What happened in each course on each date of the tenant''s time zone';
COMMENT ON COLUMN api_v1.course_day.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.course_day.day IS 'The date';
COMMENT ON COLUMN api_v1.course_day.active_learners IS 'Learners with a statement on it';
COMMENT ON COLUMN api_v1.course_day.statements IS 'Their statements';
COMMENT ON COLUMN api_v1.course_day.completions IS 'Learners who completed the course on it';
COMMENT ON COLUMN api_v1.course_day.time_spent_minutes IS 'Time spent; a gap belongs to the date of the statement it is credited to';

-- ---- certificates ----

CREATE VIEW api_v1.certificate WITH (security_barrier) AS
SELECT
	c.id,
	c.learner,
	course.iri AS course,
	CASE c.state WHEN 1 THEN 'issued' WHEN 2 THEN 'revoked' END AS state,
	c.issued_at
FROM lrstream.certificate c
LEFT JOIN lrstream.iri course ON course.key = c.course
WHERE c.tenant = (SELECT lrstream.current_tenant());

COMMENT ON VIEW api_v1.certificate IS 'Certificates: opened by earned or passed on the course, revoked by a void or a later failed';
COMMENT ON COLUMN api_v1.certificate.id IS 'The id of the statement that granted it';
COMMENT ON COLUMN api_v1.certificate.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN api_v1.certificate.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.certificate.state IS 'issued or revoked';
COMMENT ON COLUMN api_v1.certificate.issued_at IS 'When it was granted';
