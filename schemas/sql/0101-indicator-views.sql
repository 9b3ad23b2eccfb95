-- The indicators as analysts read them. Each view shows the rows of one tenant; what depends on the moment of reading
-- is computed here from stored rows, and the setting lrstream.as_of stands for that moment in reproducible reports.

CREATE FUNCTION lrstream.as_of() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT coalesce(nullif(current_setting('lrstream.as_of', true), '')::timestamptz, now())
$$;
COMMENT ON FUNCTION lrstream.as_of() IS 'The moment that views speak of: the setting lrstream.as_of, else now';

CREATE FUNCTION lrstream.done_at(move_on smallint, on_course boolean, completed_at timestamptz, passed_at timestamptz,
	waived_at timestamptz, begun_at timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE
		WHEN on_course OR move_on = 1 THEN completed_at
		WHEN move_on = 2 THEN least(passed_at, waived_at)
		WHEN move_on = 3 THEN
			least(CASE WHEN completed_at > passed_at THEN completed_at
				WHEN completed_at IS NOT NULL THEN passed_at END, waived_at)
		WHEN move_on = 4 THEN begun_at
		ELSE least(completed_at, passed_at)
	END
$$;
COMMENT ON FUNCTION lrstream.done_at(smallint, boolean, timestamptz, timestamptz, timestamptz, timestamptz) IS
	'When an activity was done, by its moveOn (a code of structure_lesson, null outside a structure); the course itself when it was completed';

-- ---- a learner in a course ----

-- The moment is computed once, not for each row. The version of a structure joined here is the one in force at as_of; before all of them the first, not in force yet, so
-- that a course whose structure is known always has one.
CREATE VIEW api_v1.learner_course WITH (security_barrier) AS
WITH moment AS MATERIALIZED (
	SELECT
		r.fold_version,
		r.time_zone,
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
	CASE
		WHEN v.number IS NULL THEN l.percent / 1e9::float8
		WHEN in_force THEN 100 * so_far / nullif(v.lessons, 0)::float8
	END AS percent_complete,
	CASE WHEN v.number IS NULL THEN l.lessons_done WHEN in_force THEN so_far END AS lessons_done,
	CASE WHEN v.number IS NULL THEN l.lessons_total WHEN in_force THEN v.lessons END AS total_lessons,
	(
		SELECT iri.iri
		FROM lrstream.structure_lesson s
		JOIN lrstream.iri ON iri.key = s.activity
		WHERE s.tenant = v.tenant AND s.course = v.course AND s.number = v.number AND s.place = lessons.current
	) AS current_lesson,
	coalesce(l.current_lesson, CASE WHEN in_force THEN coalesce(lessons.current, v.lessons) END) AS current_lesson_number,
	l.completed_at,
	pace AS lessons_per_day,
	CASE WHEN pace > 0 AND so_far < v.lessons THEN
		m.as_of + make_interval(secs => (v.lessons - so_far) / pace * 86400)
	END AS eta,
	l.best_sum / nullif(l.scored, 0)::float8 / 1e9::float8 AS average_score_best,
	l.last_sum / nullif(l.scored, 0)::float8 / 1e9::float8 AS average_score_last,
	l.first_sum / nullif(l.scored, 0)::float8 / 1e9::float8 AS average_score_first,
	l.statements,
	l.posts,
	l.replies,
	CASE WHEN l.replies = 0 THEN 0 ELSE (
		SELECT count(DISTINCT author.learner)
		FROM lrstream.social reply
		CROSS JOIN LATERAL unnest(reply.discussions) AS discussion
		CROSS JOIN LATERAL (
			SELECT s.learner
			FROM lrstream.social s
			WHERE s.tenant = reply.tenant AND s.activity = discussion
			ORDER BY s.occurred_at, s.id
			LIMIT 1
		) AS author
		WHERE reply.reply AND reply.tenant = l.tenant AND reply.learner = l.learner AND reply.course = l.course
			AND author.learner <> l.learner
	) END AS distinct_peers,
	l.regularity / 1e9::float8 AS regularity,
	cardinality(reasons) > 0 AS at_risk,
	reasons AS at_risk_reasons,
	l.certificate AS certificate_id,
	CASE l.certificate_state WHEN 1 THEN 'issued' WHEN 2 THEN 'revoked' END AS certificate_state,
	l.reported_time_us / 60e6::float8 AS reported_time_spent_minutes,
	l.reported_average / 1e9::float8 AS reported_average_score,
	m.fold_version AS definition_version,
	m.as_of
FROM moment m
JOIN lrstream.learner_course l ON l.tenant = (SELECT lrstream.current_tenant())
LEFT JOIN lrstream.structure_version v
	ON v.tenant = l.tenant AND v.course = l.course AND m.as_of < v.until_at AND (v.from_at <= m.as_of OR v.number = 1)
LEFT JOIN lrstream.learner_progress p
	ON p.tenant = l.tenant AND p.learner = l.learner AND p.course = l.course AND p.version = v.number
CROSS JOIN LATERAL (
	SELECT
		v.from_at <= m.as_of AS in_force,
		coalesce(p.done, 0) AS so_far,
		v.ends_at - make_interval(secs => extract(epoch FROM v.ends_at - v.starts_at)::float8 / 4) AS last_quarter_at
) AS stand
-- Aggregates, so that who asks for none of this does not pay for it.
LEFT JOIN LATERAL (
	SELECT
		(array_agg(s.place ORDER BY a.last_at DESC NULLS LAST, a.last_by DESC, s.place) FILTER (WHERE t.done_at IS NULL))[1]
			AS current,
		count(*) FILTER (WHERE (t.done_at AT TIME ZONE m.time_zone)::date - date '1970-01-01' BETWEEN m.today - 13 AND m.today)
			AS lately
	FROM lrstream.structure_lesson s
	LEFT JOIN lrstream.learner_activity a
		ON a.tenant = s.tenant AND a.learner = l.learner AND a.course = s.course AND a.activity = s.activity
	CROSS JOIN LATERAL (
		SELECT lrstream.done_at(s.move_on, s.activity = s.course, a.completed_at, a.passed_at, a.waived_at, l.first_at)
			AS done_at
	) AS t
	WHERE in_force AND s.tenant = v.tenant AND s.course = v.course AND s.number = v.number
) AS lessons ON true
CROSS JOIN LATERAL (
	SELECT
		CASE WHEN in_force THEN lessons.lately / nullif((
			SELECT sum(upper(run) - lower(run))
			FROM unnest(l.recent_runs * int4multirange(int4range(m.today - 13, m.today + 1))) AS run
		), 0)::float8 END AS pace,
		array_remove(CASE WHEN l.enrolment = 1 AND l.completed_at IS NULL AND l.passed_at IS NULL THEN ARRAY[
			CASE WHEN m.as_of - l.last_at > interval '7 days' THEN 'idle' END,
			CASE WHEN l.others = 0 THEN 'never_started' END,
			CASE WHEN l.struggling > 0 THEN 'struggling' END,
			CASE WHEN in_force AND v.starts_at < v.ends_at AND m.as_of BETWEEN last_quarter_at AND v.ends_at
				AND l.last_at < last_quarter_at THEN 'absent_last_quarter' END
		] ELSE '{}' END, NULL) AS reasons
) AS judgement
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
	'The share of the lessons that are done; without a structure the percent stated last for the course, 100 where it was said to be completed: 0 to 100';
COMMENT ON COLUMN api_v1.learner_course.lessons_done IS
	'Lessons done, of the version of the structure in force at as_of; without a structure as the source last said';
COMMENT ON COLUMN api_v1.learner_course.total_lessons IS
	'Lessons of that version in all; without a structure as the source last said';
COMMENT ON COLUMN api_v1.learner_course.current_lesson IS
	'IRI of the lesson touched last that is not done, else of the first one not done; null when all are, and without a structure';
COMMENT ON COLUMN api_v1.learner_course.current_lesson_number IS
	'The number of the current lesson as the source last said, else its place in the structure, else, when all are done, total_lessons';
COMMENT ON COLUMN api_v1.learner_course.completed_at IS
	'When all lessons of the structure then in force were first done; without a structure, when the course was first said to be completed';
COMMENT ON COLUMN api_v1.learner_course.lessons_per_day IS
	'Lessons done on the 14 dates that end with the date of as_of, for each of them that was active; null without a structure';
COMMENT ON COLUMN api_v1.learner_course.eta IS
	'When the lessons that are left would be done at that pace; null when none is left or none was done lately';
COMMENT ON COLUMN api_v1.learner_course.average_score_best IS 'Mean of the best scores of the course''s activities, 0 to 100';
COMMENT ON COLUMN api_v1.learner_course.average_score_last IS 'Mean of their last scores, 0 to 100';
COMMENT ON COLUMN api_v1.learner_course.average_score_first IS 'Mean of their first scores, 0 to 100';
COMMENT ON COLUMN api_v1.learner_course.statements IS 'Counted statements: voided and administrative ones are none';
COMMENT ON COLUMN api_v1.learner_course.posts IS 'Posts: posted, or a discussion created, outside any discussion';
COMMENT ON COLUMN api_v1.learner_course.replies IS 'Replies: replied, or posted or created inside a discussion';
COMMENT ON COLUMN api_v1.learner_course.distinct_peers IS
	'Others whom the learner replied to: those who began the discussions, in whatever course they did';
COMMENT ON COLUMN api_v1.learner_course.regularity IS
	'Entropy of the statements over the 168 hours of the week, bits: 0 is always the same hour';
COMMENT ON COLUMN api_v1.learner_course.at_risk IS 'There is at least one reason; only while enrolled and not passed';
COMMENT ON COLUMN api_v1.learner_course.at_risk_reasons IS
	'idle: no statement for more than 7 days; never_started: only registered; struggling: an activity whose answers end in 4 or more wrong ones; absent_last_quarter: no statement in the last quarter of the course, which as_of is in';
COMMENT ON COLUMN api_v1.learner_course.certificate_id IS 'The certificate in force, else the one revoked last';
COMMENT ON COLUMN api_v1.learner_course.certificate_state IS 'issued or revoked';
COMMENT ON COLUMN api_v1.learner_course.reported_time_spent_minutes IS 'Time spent in all, as the source last said';
COMMENT ON COLUMN api_v1.learner_course.reported_average_score IS 'The average score, as the source last said, 0 to 100';
COMMENT ON COLUMN api_v1.learner_course.definition_version IS 'The version of the definitions, as in the view indicator';
COMMENT ON COLUMN api_v1.learner_course.as_of IS 'The moment that the columns speak of: that of reading, or the setting lrstream.as_of';

-- ---- a learner's activities ----

CREATE VIEW api_v1.learner_activity WITH (security_barrier) AS
WITH moment AS MATERIALIZED (
	SELECT r.fold_version, lrstream.as_of() AS as_of
	FROM lrstream.indicator_rules r
	WHERE r.tenant = (SELECT lrstream.current_tenant())
)
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
	lrstream.done_at(s.move_on, l.activity = l.course, l.completed_at, l.passed_at, l.waived_at, (
		SELECT c.first_at
		FROM lrstream.learner_course c
		WHERE s.move_on = 4 AND c.tenant = l.tenant AND c.learner = l.learner AND c.course = l.course
	)) AS completed_at,
	s.due_at,
	CASE
		WHEN s.activity IS NULL THEN NULL
		WHEN s.due_at IS NULL THEN 'floating'
		WHEN l.first_try_at <= s.due_at THEN 'on_time'
		WHEN l.first_try_at > s.due_at THEN 'late'
		WHEN m.as_of > s.due_at THEN 'missing'
	END AS timeliness,
	extract(epoch FROM s.due_at - l.first_try_at)::float8 AS lead_seconds,
	l.statements,
	video.length_us / 1e6::float8 AS video_length_seconds,
	video.coverage / 1e9::float8 AS video_coverage,
	video.rewatched_us / 1e6::float8 AS video_rewatched_seconds,
	video.furthest_us / 1e6::float8 AS furthest_position,
	m.fold_version AS definition_version,
	m.as_of
FROM moment m
JOIN lrstream.learner_activity l ON l.tenant = (SELECT lrstream.current_tenant())
LEFT JOIN lrstream.structure_version v
	ON v.tenant = l.tenant AND v.course = l.course AND v.from_at <= m.as_of AND m.as_of < v.until_at
LEFT JOIN lrstream.structure_lesson s
	ON s.tenant = v.tenant AND s.course = v.course AND s.number = v.number AND s.activity = l.activity
LEFT JOIN lrstream.learner_video video ON video.tenant = l.tenant AND video.learner = l.learner
	AND video.course = l.course AND video.activity = l.activity
LEFT JOIN lrstream.iri course ON course.key = l.course
LEFT JOIN lrstream.iri activity ON activity.key = l.activity
LEFT JOIN lrstream.iri activity_type ON activity_type.key = l.activity_type;

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
	'When it was done: completed, passed, one of them or both, as the structure in force at as_of says; outside a structure completed or passed; the course itself completed';
COMMENT ON COLUMN api_v1.learner_activity.due_at IS 'When it is due, as the structure in force at as_of says';
COMMENT ON COLUMN api_v1.learner_activity.timeliness IS
	'Of a lesson: floating without a due date, on_time or late by the first try, missing without one after the due date; null before, and outside a structure';
COMMENT ON COLUMN api_v1.learner_activity.lead_seconds IS 'From the first try to due_at; below zero if late';
COMMENT ON COLUMN api_v1.learner_activity.statements IS 'Counted statements';
COMMENT ON COLUMN api_v1.learner_activity.video_length_seconds IS 'The length of the video that was stated last';
COMMENT ON COLUMN api_v1.learner_activity.video_coverage IS
	'The share of the video that was seen at least once, 0 to 1: 0.95 or more is watched';
COMMENT ON COLUMN api_v1.learner_activity.video_rewatched_seconds IS 'What was seen more than once';
COMMENT ON COLUMN api_v1.learner_activity.furthest_position IS 'The farthest second that was seen';
COMMENT ON COLUMN api_v1.learner_activity.definition_version IS 'The version of the definitions, as in the view indicator';
COMMENT ON COLUMN api_v1.learner_activity.as_of IS 'The moment of reading, or the setting lrstream.as_of';

-- ---- a learner's skills ----

CREATE VIEW api_v1.learner_skill WITH (security_barrier) AS
WITH moment AS MATERIALIZED (
	SELECT r.fold_version, r.model_version, lrstream.as_of() AS as_of
	FROM lrstream.indicator_rules r
	WHERE r.tenant = (SELECT lrstream.current_tenant())
)
SELECT
	l.learner,
	skill.iri AS skill,
	l.recent_right / l.recent_most::float8 AS m_of_n,
	l.pfa / 1e9::float8 AS pfa,
	l.known AS bkt,
	l.mastered,
	l.review_at AS next_review_at,
	m.model_version,
	l.recent_mastered AS m_of_n_mastered,
	l.right_answers,
	l.wrong_answers,
	l.last_at AS last_answered_at,
	m.fold_version AS definition_version,
	m.as_of
FROM moment m
JOIN lrstream.learner_skill l ON l.tenant = (SELECT lrstream.current_tenant())
LEFT JOIN lrstream.iri skill ON skill.key = l.skill;

COMMENT ON VIEW api_v1.learner_skill IS
	'What each learner knows of each skill, over all courses: a row if an answer with a verdict tells of it';
COMMENT ON COLUMN api_v1.learner_skill.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN api_v1.learner_skill.skill IS 'The skill''s IRI, as course structures name it';
COMMENT ON COLUMN api_v1.learner_skill.m_of_n IS
	'Right ones of the last n answers, divided by n: 0 to 1; below 1 as long as there are fewer than n';
COMMENT ON COLUMN api_v1.learner_skill.pfa IS
	'The chance that the next answer to an item of this skill alone is right, by Performance Factors Analysis: 0 to 1';
COMMENT ON COLUMN api_v1.learner_skill.bkt IS 'The chance that the skill is known, by Bayesian Knowledge Tracing: 0 to 1';
COMMENT ON COLUMN api_v1.learner_skill.mastered IS 'bkt is at least 0.95, or what schemas/xapi/mastery.yaml says instead';
COMMENT ON COLUMN api_v1.learner_skill.next_review_at IS
	'When recall is expected to have fallen to its target, by half-life regression; it may have passed';
COMMENT ON COLUMN api_v1.learner_skill.model_version IS 'The version of schemas/xapi/mastery.yaml that all this was computed with';
COMMENT ON COLUMN api_v1.learner_skill.m_of_n_mastered IS 'At least m of the last n answers are right';
COMMENT ON COLUMN api_v1.learner_skill.right_answers IS 'Right answers so far';
COMMENT ON COLUMN api_v1.learner_skill.wrong_answers IS 'Wrong answers so far';
COMMENT ON COLUMN api_v1.learner_skill.last_answered_at IS 'When the last of them was given';
COMMENT ON COLUMN api_v1.learner_skill.definition_version IS 'The version of the definitions, as in the view indicator';
COMMENT ON COLUMN api_v1.learner_skill.as_of IS 'The moment of reading, or the setting lrstream.as_of';

-- ---- activities over all learners ----

CREATE VIEW api_v1.activity WITH (security_barrier) AS
WITH sums AS (
	SELECT
		course,
		activity,
		sum(learners)::bigint AS learners,
		greatest(least(sum(attempts), 9223372036854775807), -9223372036854775808)::bigint AS attempts,
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
	CASE
		WHEN v.number IS NULL THEN s.average_percent_complete
		-- progress_sum leaves out who has touched and done nothing
		WHEN v.from_at <= lrstream.as_of() THEN coalesce((
			SELECT sum(p.done)
			FROM lrstream.progress_sum p
			WHERE p.tenant = v.tenant AND p.course = v.course AND p.version = v.number
		), 0) * 100 / nullif(v.lessons, 0)::float8 / s.learners
	END AS average_percent_complete
FROM (
	SELECT
		tenant,
		course,
		sum(learners)::bigint AS learners,
		sum(statements)::bigint AS statements,
		sum(completions)::bigint AS completions,
		(sum(percent_sum) / nullif(sum(percents), 0) / 1e9)::float8 AS average_percent_complete,
		(array_agg(name ORDER BY name_at DESC, name_id DESC) FILTER (WHERE name_id IS NOT NULL))[1] AS name
	FROM lrstream.course_sum
	WHERE tenant = (SELECT lrstream.current_tenant())
	GROUP BY tenant, course
	HAVING sum(learners) > 0
) s
LEFT JOIN lrstream.structure_version v
	ON v.tenant = s.tenant AND v.course = s.course
	AND lrstream.as_of() < v.until_at AND (v.from_at <= lrstream.as_of() OR v.number = 1)
LEFT JOIN lrstream.iri course ON course.key = s.course;

COMMENT ON VIEW api_v1.course IS 'The courses over all learners';
COMMENT ON COLUMN api_v1.course.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.course.name IS 'The name stated last: in English, else in the first language of the alphabet';
COMMENT ON COLUMN api_v1.course.learners IS 'Learners with a statement in it, withdrawn ones included';
COMMENT ON COLUMN api_v1.course.statements IS 'Their statements';
COMMENT ON COLUMN api_v1.course.completions IS 'Learners with a completed_at';
COMMENT ON COLUMN api_v1.course.average_percent_complete IS 'Mean over the learners with a percent_complete, 0 to 100';

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

CREATE VIEW api_v1.activity_day WITH (security_barrier) AS
SELECT
	course.iri AS course,
	activity.iri AS activity,
	s.day,
	s.active_learners,
	s.statements,
	s.time_spent_minutes
FROM (
	SELECT
		course,
		activity,
		day,
		sum(learners)::bigint AS active_learners,
		sum(statements)::bigint AS statements,
		(sum(time_us) / 60e6)::float8 AS time_spent_minutes
	FROM lrstream.activity_day_sum
	WHERE tenant = (SELECT lrstream.current_tenant())
	GROUP BY course, activity, day
	HAVING sum(learners) > 0
) s
LEFT JOIN lrstream.iri course ON course.key = s.course
LEFT JOIN lrstream.iri activity ON activity.key = s.activity;

COMMENT ON VIEW api_v1.activity_day IS
	'What happened in each activity of a course on each date of the tenant''s time zone, the course itself being one of them';
COMMENT ON COLUMN api_v1.activity_day.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.activity_day.activity IS 'The activity''s IRI';
COMMENT ON COLUMN api_v1.activity_day.day IS 'The date';
COMMENT ON COLUMN api_v1.activity_day.active_learners IS 'Learners with a statement on the activity on it';
COMMENT ON COLUMN api_v1.activity_day.statements IS 'Their statements';
COMMENT ON COLUMN api_v1.activity_day.time_spent_minutes IS
	'Time spent at it; a gap belongs to the date and the activity of the statement it is credited to';

CREATE VIEW api_v1.drop_off WITH (security_barrier) AS
SELECT
	course.iri AS course,
	activity.iri AS activity,
	s.learners
FROM (
	SELECT v.course, l.activity, sum(p.learners)::bigint AS learners
	FROM lrstream.structure_version v
	JOIN lrstream.progress_sum p ON p.tenant = v.tenant AND p.course = v.course AND p.version = v.number
	JOIN lrstream.structure_lesson l
		ON l.tenant = v.tenant AND l.course = v.course AND l.number = v.number AND l.place = p.place
	WHERE v.tenant = (SELECT lrstream.current_tenant())
		AND v.from_at <= lrstream.as_of() AND lrstream.as_of() < v.until_at
	GROUP BY v.course, l.activity
	HAVING sum(p.learners) > 0
	UNION ALL
	SELECT a.course, a.activity, sum(a.furthest)::bigint
	FROM lrstream.activity_sum a
	WHERE a.tenant = (SELECT lrstream.current_tenant())
		AND NOT EXISTS (SELECT FROM lrstream.structure_version v WHERE v.tenant = a.tenant AND v.course = a.course)
	GROUP BY a.course, a.activity
	HAVING sum(a.furthest) > 0
) s
LEFT JOIN lrstream.iri course ON course.key = s.course
LEFT JOIN lrstream.iri activity ON activity.key = s.activity;

COMMENT ON VIEW api_v1.drop_off IS 'How far the learners of each course came: a row an activity that is the furthest of somebody';
COMMENT ON COLUMN api_v1.drop_off.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.drop_off.activity IS
	'The activity''s IRI: the furthest lesson touched, as the structure in force at as_of has them; without a structure the activity begun last';
COMMENT ON COLUMN api_v1.drop_off.learners IS 'Learners whose furthest activity it is';

-- ---- cohorts ----

-- Ten is part of the view, no setting: who reads it cannot ask for less. Groups are made before any condition of the
-- reader's, which can only choose among whole rows.
CREATE VIEW api_v1.cohort_percentile WITH (security_barrier) AS
SELECT
	course,
	week,
	metric,
	learners,
	p[1] AS p10,
	p[2] AS p25,
	p[3] AS p50,
	p[4] AS p75,
	p[5] AS p90
FROM (
	SELECT
		l.course,
		date_trunc('week', l.first_accessed_at AT TIME ZONE r.time_zone)::date AS week,
		u.metric,
		count(*) AS learners,
		percentile_cont('{0.1,0.25,0.5,0.75,0.9}'::float8[]) WITHIN GROUP (ORDER BY u.value) AS p
	FROM lrstream.indicator_rules r
	CROSS JOIN api_v1.learner_course l
	CROSS JOIN LATERAL (VALUES
		('percent_complete', l.percent_complete),
		('lessons_done', l.lessons_done),
		('time_spent_minutes', l.time_spent_minutes),
		('active_days', l.active_days),
		('longest_streak_days', l.longest_streak_days),
		('sessions', l.sessions),
		('statements', l.statements),
		('average_score_best', l.average_score_best),
		('average_score_last', l.average_score_last),
		('average_score_first', l.average_score_first),
		('regularity', l.regularity),
		('posts', l.posts),
		('replies', l.replies),
		('distinct_peers', l.distinct_peers)
	) AS u (metric, value)
	WHERE r.tenant = (SELECT lrstream.current_tenant()) AND u.value IS NOT NULL
	GROUP BY 1, 2, 3
	HAVING count(*) >= 10
) AS cohorts;

COMMENT ON VIEW api_v1.cohort_percentile IS
	'How the learners who began a course in the same week do beside one another; no row tells of fewer than 10 learners';
COMMENT ON COLUMN api_v1.cohort_percentile.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.cohort_percentile.week IS
	'The Monday, in the tenant''s time zone, of the week that first_accessed_at falls in';
COMMENT ON COLUMN api_v1.cohort_percentile.metric IS 'The column of learner_course whose values these are';
COMMENT ON COLUMN api_v1.cohort_percentile.learners IS 'Learners of the cohort who have a value: 10 or more';
COMMENT ON COLUMN api_v1.cohort_percentile.p10 IS 'A tenth of the values are at most this';
COMMENT ON COLUMN api_v1.cohort_percentile.p25 IS 'A quarter of the values are at most this';
COMMENT ON COLUMN api_v1.cohort_percentile.p50 IS 'The median';
COMMENT ON COLUMN api_v1.cohort_percentile.p75 IS 'Three quarters of the values are at most this';
COMMENT ON COLUMN api_v1.cohort_percentile.p90 IS 'Nine tenths of the values are at most this';

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

-- ---- what courses consist of ----

CREATE VIEW api_v1.lesson WITH (security_barrier) AS
SELECT
	course.iri AS course,
	v.version,
	l.place,
	activity.iri AS activity,
	CASE l.move_on
		WHEN 0 THEN 'CompletedOrPassed'
		WHEN 1 THEN 'Completed'
		WHEN 2 THEN 'Passed'
		WHEN 3 THEN 'CompletedAndPassed'
		WHEN 4 THEN 'NotApplicable'
	END AS move_on,
	l.due_at,
	l.length_us / 1e6::float8 AS length_seconds,
	ARRAY(
		SELECT skill.iri FROM lrstream.iri skill WHERE skill.key = ANY (l.skills) ORDER BY skill.iri
	) AS skills,
	nullif(v.from_at, '-infinity') AS in_force_from,
	nullif(v.until_at, 'infinity') AS in_force_until,
	v.from_at <= lrstream.as_of() AND lrstream.as_of() < v.until_at AS in_force,
	v.starts_at,
	v.ends_at,
	c.name AS course_name,
	c.changed_at,
	lrstream.as_of() AS as_of
FROM lrstream.course_structure c
JOIN lrstream.structure_version v ON v.tenant = c.tenant AND v.course = c.course
JOIN lrstream.structure_lesson l ON l.tenant = v.tenant AND l.course = v.course AND l.number = v.number
LEFT JOIN lrstream.iri course ON course.key = l.course
LEFT JOIN lrstream.iri activity ON activity.key = l.activity
WHERE c.tenant = (SELECT lrstream.current_tenant());

COMMENT ON VIEW api_v1.lesson IS 'The lessons of each course whose structure is known, in each version of it';
COMMENT ON COLUMN api_v1.lesson.course IS 'The course''s IRI';
COMMENT ON COLUMN api_v1.lesson.version IS 'What the source calls the version of the structure';
COMMENT ON COLUMN api_v1.lesson.place IS 'The lesson''s place in the version, from 1';
COMMENT ON COLUMN api_v1.lesson.activity IS 'The IRI of the lesson''s activity';
COMMENT ON COLUMN api_v1.lesson.move_on IS
	'What has to be said for it to be done: Completed, Passed, CompletedOrPassed, CompletedAndPassed or NotApplicable (nothing)';
COMMENT ON COLUMN api_v1.lesson.due_at IS 'When it is due';
COMMENT ON COLUMN api_v1.lesson.length_seconds IS 'How long it is, as the source says';
COMMENT ON COLUMN api_v1.lesson.skills IS 'The IRIs of the skills it belongs to';
COMMENT ON COLUMN api_v1.lesson.in_force_from IS 'The version is in force from here; null: from ever';
COMMENT ON COLUMN api_v1.lesson.in_force_until IS 'And until before here; null: until another one comes';
COMMENT ON COLUMN api_v1.lesson.in_force IS 'It is in force at as_of';
COMMENT ON COLUMN api_v1.lesson.starts_at IS 'When the course starts, in this version';
COMMENT ON COLUMN api_v1.lesson.ends_at IS 'When the course ends, in this version';
COMMENT ON COLUMN api_v1.lesson.course_name IS 'The course''s name, as its structure says it';
COMMENT ON COLUMN api_v1.lesson.changed_at IS 'When this structure was stored';
COMMENT ON COLUMN api_v1.lesson.as_of IS 'The moment of reading, or the setting lrstream.as_of';
