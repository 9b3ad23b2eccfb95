-- Every indicator computed a second time, from the statements alone and in another way than the program does, and
-- compared with the views. Run it in a session that sees the tenant in question, with tables to read and views to see:
--
--     psql -d DATABASE -f tests/sql/indicators.sql -c 'SELECT * FROM differences'
--
-- It leaves temporary tables and the table `differences` (view, key, column, expected, shown): empty if all is well.

CREATE TEMP TABLE here AS
SELECT id AS tenant, time_zone, make_interval(secs => session_cutoff_seconds) AS session,
	make_interval(secs => idle_cutoff_seconds) AS idle
FROM lrstream.tenant
WHERE id = lrstream.current_tenant();

CREATE FUNCTION pg_temp.is_course(type text) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$
	SELECT coalesce(type IN ('http://adlnet.gov/expapi/activities/course',
		'https://w3id.org/xapi/cmi5/activitytype/course'), false)
$$;

-- The first activity of a course type in a list, or in a single activity.
CREATE FUNCTION pg_temp.first_course(list jsonb) RETURNS jsonb IMMUTABLE LANGUAGE sql AS $$
	SELECT a
	FROM jsonb_array_elements(CASE jsonb_typeof(list) WHEN 'array' THEN list WHEN 'object' THEN jsonb_build_array(list)
		ELSE '[]' END) WITH ORDINALITY AS u (a, n)
	WHERE pg_temp.is_course(a->'definition'->>'type')
	ORDER BY n
	LIMIT 1
$$;

CREATE FUNCTION pg_temp.discussion_type() RETURNS text IMMUTABLE LANGUAGE sql AS $$
	SELECT 'http://id.tincanapi.com/activitytype/discussion'
$$;

-- The discussions around a statement, other than its object.
CREATE FUNCTION pg_temp.discussions(j jsonb) RETURNS text[] IMMUTABLE LANGUAGE sql AS $$
	SELECT coalesce(array_agg(DISTINCT a->>'id'), '{}')
	FROM jsonb_each(j->'context'->'contextActivities') AS u (relation, list)
	CROSS JOIN jsonb_array_elements(CASE jsonb_typeof(list) WHEN 'array' THEN list ELSE jsonb_build_array(list) END) AS a
	WHERE relation IN ('parent', 'grouping') AND a->'definition'->>'type' = pg_temp.discussion_type()
		AND a->>'id' <> coalesce(j->'object'->>'id', '')
$$;

CREATE FUNCTION pg_temp.name_of(activity jsonb) RETURNS text IMMUTABLE LANGUAGE sql AS $$
	SELECT value
	FROM jsonb_each_text(CASE jsonb_typeof(activity->'definition'->'name') WHEN 'object' THEN activity->'definition'->'name'
		ELSE '{}' END) AS u (tag, value)
	ORDER BY lower(tag) <> 'en', lower(tag) NOT LIKE 'en-%', tag COLLATE "C"
	LIMIT 1
$$;

-- The first name that a statement states for its course: as object, among the parents, in the grouping.
CREATE FUNCTION pg_temp.course_name(j jsonb, course text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
	SELECT pg_temp.name_of(a)
	FROM (VALUES (1, j->'object'), (2, j->'context'->'contextActivities'->'parent'),
		(3, j->'context'->'contextActivities'->'grouping')) AS v (place, list),
		jsonb_array_elements(CASE jsonb_typeof(list) WHEN 'array' THEN list ELSE jsonb_build_array(list) END)
			WITH ORDINALITY AS u (a, nth)
	WHERE a->>'id' = course AND pg_temp.name_of(a) IS NOT NULL
	ORDER BY place, nth
	LIMIT 1
$$;

-- A number in an extension, if it is one from low to high.
CREATE FUNCTION pg_temp.stated(extensions jsonb, iri text, low numeric, high numeric) RETURNS numeric IMMUTABLE LANGUAGE sql
AS $$
	SELECT CASE WHEN jsonb_typeof(extensions->iri) = 'number' AND (extensions->iri)::numeric BETWEEN low AND high
		THEN (extensions->iri)::numeric END
$$;

-- A duration of fixed length; no more than 8e12 seconds count.
CREATE FUNCTION pg_temp.length(duration text) RETURNS interval IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
	longest CONSTANT interval = make_interval(secs => 8e12);
BEGIN
	RETURN CASE WHEN extract(year FROM duration::interval) = 0 AND extract(month FROM duration::interval) = 0
		THEN least(longest, make_interval(secs => extract(epoch FROM duration::interval)::float8)) END;
EXCEPTION WHEN datetime_field_overflow OR interval_field_overflow THEN
	RETURN CASE WHEN split_part(duration, 'T', 1) !~ '[1-9][0-9.,]*[YM]' THEN longest END;
END
$$;

-- A list of played segments as an array of ranges of seconds from 0 on; null if any part of it is not two numbers.
CREATE FUNCTION pg_temp.segments(list text) RETURNS numrange[] IMMUTABLE STRICT LANGUAGE plpgsql AS $$
DECLARE
	found numrange[] := '{}';
	part text;
	pair text[];
BEGIN
	FOREACH part IN ARRAY string_to_array(list, '[,]') LOOP
		pair := regexp_match(part, replace('^ *(N) *\[[.]\] *(N) *$', 'N', '-?[0-9]+(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?'));
		IF pair IS NULL THEN
			RETURN NULL;
		END IF;
		found := found || pg_temp.segment(pair[1]::numeric, pair[2]::numeric);
	END LOOP;
	RETURN nullif(found, '{}');
END
$$;

CREATE FUNCTION pg_temp.segment(a numeric, b numeric) RETURNS numrange IMMUTABLE LANGUAGE sql AS $$
	SELECT CASE WHEN a < b AND b > 0 THEN numrange(greatest(a, 0), b) ELSE 'empty' END
$$;

CREATE FUNCTION pg_temp.width(ranges nummultirange) RETURNS numeric IMMUTABLE LANGUAGE sql AS $$
	SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest(ranges) AS r
$$;

-- ---- statements ----

CREATE TEMP TABLE told AS
WITH raw AS (
	SELECT s.id, s.learner, s.occurred_at AS t, s.payload::jsonb AS j,
		-- what voided it may have gone with a person who was erased
		s.voided AND EXISTS (SELECT FROM lrstream.erasure e WHERE e.tenant = s.tenant) AS voided
	FROM lrstream.statement s, here
	WHERE s.tenant = here.tenant AND s.payload IS NOT NULL
), voids AS (
	SELECT DISTINCT (j->'object'->>'id')::uuid AS target
	FROM raw
	WHERE j->'verb'->>'id' = 'http://adlnet.gov/expapi/verbs/voided'
), objects AS (
	SELECT
		id, learner, t, j,
		j->'verb'->>'id' AS verb,
		coalesce(j->'object'->>'objectType', 'Activity') = 'Activity' AS is_activity,
		voided OR id IN (SELECT target FROM voids) AS voided
	FROM raw
	WHERE learner IS NOT NULL AND j->'verb'->>'id' NOT IN (
		'http://adlnet.gov/expapi/verbs/voided', 'https://w3id.org/xapi/dod-isd/verbs/published',
		'http://activitystrea.ms/schema/1.0/publish', 'http://adlnet.gov/expapi/verbs/published',
		'http://purl.imsglobal.org/caliper/actions/Unpublished',
		'http://activitystrea.ms/schema/1.0/purchase', 'http://activitystrea.ms/purchase',
		'urn:lrstream:account-created', 'urn:lrstream:account-updated')
), courses AS (
	SELECT *, CASE
		WHEN is_activity AND pg_temp.is_course(j->'object'->'definition'->>'type') THEN j->'object'
		ELSE coalesce(pg_temp.first_course(j->'context'->'contextActivities'->'parent'),
			pg_temp.first_course(j->'context'->'contextActivities'->'grouping'))
		END AS course_activity
	FROM objects
)
SELECT
	id, learner, t, verb, voided,
	(t AT TIME ZONE here.time_zone)::date AS day,
	extract(isodow FROM t AT TIME ZONE here.time_zone) * 24 + extract(hour FROM t AT TIME ZONE here.time_zone) AS hour,
	course_activity->>'id' AS course,
	pg_temp.course_name(j, course_activity->>'id') AS course_name,
	CASE WHEN is_activity THEN j->'object'->>'id' END AS activity,
	CASE WHEN is_activity THEN j->'object'->'definition'->>'type' END AS activity_type,
	CASE WHEN is_activity THEN pg_temp.name_of(j->'object') END AS activity_name,
	(j->'result'->>'success')::boolean AS success,
	(j->'result'->>'completion')::boolean AS completion,
	pg_temp.length(j->'result'->>'duration') AS duration,
	greatest(0, coalesce((j->'result'->'score'->>'scaled')::numeric,
		((j->'result'->'score'->>'raw')::numeric - (j->'result'->'score'->>'min')::numeric)
		/ nullif((j->'result'->'score'->>'max')::numeric - (j->'result'->'score'->>'min')::numeric, 0))) * 100
		AS score_or_zero,
	coalesce(j->'result'->'score'->>'scaled', j->'result'->'score'->>'raw') IS NOT NULL
		AND (j->'result'->'score' ? 'scaled' OR j->'result'->'score' ?& '{raw,min,max}') AS has_score,
	coalesce(j->'result'->'extensions', '{}') AS e,
	coalesce(j->'context'->'extensions', '{}') AS context_e,
	CASE
		WHEN verb IN ('https://w3id.org/xapi/adl/verbs/satisfied', 'https://w3id.org/xapi/adl/verbs/waived') THEN true
		ELSE coalesce((j->'result'->>'completion')::boolean, verb = 'http://adlnet.gov/expapi/verbs/completed')
	END AS says_completed,
	verb = 'http://adlnet.gov/expapi/verbs/passed' AS says_passed,
	verb = 'http://id.tincanapi.com/verb/replied' AS replied,
	verb = 'https://w3id.org/xapi/acrossx/verbs/posted' OR (verb = 'http://activitystrea.ms/create' AND is_activity
		AND coalesce(j->'object'->'definition'->>'type' = pg_temp.discussion_type(), false)) AS posting,
	pg_temp.discussions(j) AS discussions,
	verb IN ('http://adlnet.gov/expapi/verbs/answered', 'https://w3id.org/xapi/acrossx/verbs/evaluated') AS trial,
	(SELECT n FROM (VALUES
		(1, pg_temp.stated(j->'result'->'extensions', 'http://id.tincanapi.com/extension/attempt-id', -9223372036854775807, 9223372036854775807)),
		(2, pg_temp.stated(j->'context'->'extensions', 'http://id.tincanapi.com/extension/attempt-id', -9223372036854775807, 9223372036854775807)),
		(3, pg_temp.stated(j->'object'->'definition'->'extensions', 'http://id.tincanapi.com/extension/attempt-id', -9223372036854775807, 9223372036854775807))
		) AS u (place, n)
	 WHERE n = trunc(n) ORDER BY place LIMIT 1) AS attempt,
	'Fail' IN (SELECT said->'extensions'->>'http://www.tincanapi.co.uk/activitytypes/grade_classification'
		FROM (VALUES (j->'result'), (j->'context')) AS u (said)) IS TRUE AS failing_grade
FROM courses, here;

CREATE TEMP TABLE counted AS
SELECT *, CASE WHEN has_score THEN score_or_zero END AS score, activity = course AS on_course
FROM told
WHERE NOT voided;

-- W12: each statement's credit, seen from the statement itself.
CREATE TEMP TABLE credited AS
SELECT
	c.*,
	coalesce(CASE WHEN duration IS NOT NULL THEN least(duration, t - lag(t) OVER line) END, interval '0')
	+ coalesce(CASE WHEN lead(duration) OVER line IS NULL AND lead(t) OVER line - t <= here.session
		THEN least(lead(t) OVER line - t, here.idle) END, interval '0') AS credit
FROM counted c, here
WINDOW line AS (PARTITION BY learner ORDER BY t, duration IS NULL, duration DESC, id);

-- ---- videos ----

-- What each statement tells of one.
CREATE TEMP TABLE watching AS
SELECT
	learner, course, activity, t, id, verb, n,
	coalesce(
		pg_temp.stated(context_e, 'https://w3id.org/xapi/video/extensions/length', 1e-6, 1e9),
		pg_temp.stated(e, 'https://w3id.org/xapi/video/extensions/length', 1e-6, 1e9)) AS length,
	-- of both, what the result says; of a session what the context says
	pg_temp.segments((context_e || e)->>'https://w3id.org/xapi/video/extensions/played-segments') AS list,
	coalesce((e || context_e)->>'https://w3id.org/xapi/video/extensions/session-id', '') AS session,
	pg_temp.stated(context_e || e, CASE WHEN verb LIKE '%/seeked' THEN 'https://w3id.org/xapi/video/extensions/time-from'
		ELSE 'https://w3id.org/xapi/video/extensions/time' END, -1e9, 1e9) AS place
FROM (
	-- numbered from one played or end to the next
	SELECT *, verb ~ '/(played|paused|seeked|terminated)$' AS plays, row_number() OVER (
		PARTITION BY learner, course, activity, verb ~ '/(played|paused|seeked|terminated)$' ORDER BY t, id) AS n
	FROM counted
	WHERE course IS NOT NULL AND activity IS NOT NULL
) c;

CREATE TEMP TABLE seen AS
WITH lists AS (
	SELECT *, row_number() OVER (PARTITION BY learner, course, activity, session ORDER BY t DESC, id DESC) = 1 AS last
	FROM watching
	WHERE list IS NOT NULL
), pairs AS (
	SELECT p.learner, p.course, p.activity, pg_temp.segment(p.place, q.place) AS segment
	FROM watching p
	LEFT JOIN watching q ON q.learner = p.learner AND q.course = p.course AND q.activity = p.activity AND q.n = p.n + 1
		AND q.verb ~ '/(paused|seeked|terminated)$'
	WHERE p.verb LIKE '%/played'
)
SELECT learner, course, activity, segment, last
FROM lists, unnest(list) AS segment
UNION ALL
SELECT learner, course, activity, coalesce(segment, 'empty'), true
FROM pairs
WHERE (learner, course, activity) NOT IN (SELECT learner, course, activity FROM lists);

CREATE TEMP TABLE lengths AS
SELECT DISTINCT ON (learner, course, activity) learner, course, activity, length
FROM watching
WHERE length IS NOT NULL
ORDER BY learner, course, activity, t DESC, id DESC;

CREATE TEMP TABLE cut AS
SELECT s.learner, s.course, s.activity, s.segment * numrange(0, l.length) AS segment, s.last, l.length
FROM seen s
LEFT JOIN lengths l USING (learner, course, activity);

CREATE TEMP TABLE expected_video AS
SELECT
	learner, course, activity,
	pg_temp.width(range_agg(segment)) / max(length) AS video_coverage,
	coalesce(sum(upper(segment) - lower(segment)) FILTER (WHERE last), 0)
		- pg_temp.width(range_agg(segment) FILTER (WHERE last)) AS video_rewatched_seconds,
	max(upper(segment)) AS furthest_position
FROM cut
GROUP BY learner, course, activity;

CREATE TEMP TABLE expected_drop_off_second AS
SELECT course, activity, floor(furthest_position + 0.5)::int AS "second", count(*) AS learners
FROM expected_video
WHERE furthest_position IS NOT NULL
GROUP BY 1, 2, 3;

-- Second by second, then neighbours that say the same put together.
CREATE TEMP TABLE expected_activity_segment AS
WITH seconds AS (
	SELECT course, activity, second, count(*) AS views, count(DISTINCT learner) AS learners
	FROM cut, generate_series(floor(lower(segment) + 0.5)::int, floor(upper(segment) + 0.5)::int - 1) AS second
	WHERE last
	GROUP BY 1, 2, 3
), stretches AS (
	SELECT *, second - row_number() OVER (PARTITION BY course, activity, views, learners ORDER BY second) AS stretch
	FROM seconds
)
SELECT course, activity, min(second) AS from_second, max(second) + 1 AS to_second, views, learners
FROM stretches
GROUP BY course, activity, stretch, views, learners;

-- W24: who wrote what, who began it, and whom the others answered.
CREATE TEMP TABLE written AS
SELECT learner, course, activity, t, id, discussions, replied OR cardinality(discussions) > 0 AS reply
FROM counted
WHERE course IS NOT NULL AND (replied OR posting);

CREATE TEMP TABLE peers AS
SELECT w.learner, w.course, count(DISTINCT author.learner) AS peers
FROM written w
CROSS JOIN unnest(w.discussions) AS discussion
JOIN (SELECT DISTINCT ON (activity) activity, learner FROM written ORDER BY activity, t, id) author
	ON author.activity = discussion AND author.learner <> w.learner
WHERE w.reply
GROUP BY w.learner, w.course;

-- ---- structures ----

-- The courses whose structure is known; a version in force at as_of, if one is.
CREATE TEMP TABLE known AS
SELECT course.iri AS course, v.number, v.lessons, v.starts_at, v.ends_at
FROM (SELECT DISTINCT s.tenant, s.course FROM lrstream.structure_version s JOIN here USING (tenant)) k
JOIN lrstream.iri course ON course.key = k.course
LEFT JOIN lrstream.structure_version v ON v.tenant = k.tenant AND v.course = k.course
	AND lrstream.as_of() >= v.from_at AND lrstream.as_of() < v.until_at;

CREATE TEMP TABLE lesson AS
SELECT course.iri AS course, v.number, v.from_at, v.until_at, l.place, activity.iri AS activity, l.due_at,
	(ARRAY['CompletedOrPassed', 'Completed', 'Passed', 'CompletedAndPassed', 'NotApplicable'])[l.move_on + 1] AS move_on
FROM here
JOIN lrstream.structure_version v USING (tenant)
JOIN lrstream.structure_lesson l USING (tenant, course, number)
JOIN lrstream.iri course ON course.key = l.course
JOIN lrstream.iri activity ON activity.key = l.activity;

-- When each learner of the course did each lesson of each version: a row for every one, null if never.
CREATE TEMP TABLE done AS
WITH said AS (
	SELECT learner, course, activity,
		min(t) FILTER (WHERE says_completed) AS completed,
		min(t) FILTER (WHERE says_passed) AS passed,
		min(t) FILTER (WHERE verb IN ('https://w3id.org/xapi/adl/verbs/satisfied',
			'https://w3id.org/xapi/adl/verbs/waived')) AS waived,
		max(t) AS touched_at,
		(array_agg(id ORDER BY t DESC, id DESC))[1] AS touched_by
	FROM counted
	GROUP BY learner, course, activity
)
SELECT g.learner, l.*, s.touched_at, s.touched_by,
	least(s.waived, CASE
		WHEN l.activity = l.course THEN s.completed
		WHEN l.move_on = 'Completed' THEN s.completed
		WHEN l.move_on = 'Passed' THEN s.passed
		WHEN l.move_on = 'CompletedOrPassed' THEN least(s.completed, s.passed)
		WHEN l.move_on = 'CompletedAndPassed' AND s.completed IS NOT NULL AND s.passed IS NOT NULL
			THEN greatest(s.completed, s.passed)
		WHEN l.move_on = 'NotApplicable' THEN g.begun
	END) AS done_at
FROM (SELECT learner, course, min(t) AS begun FROM counted GROUP BY learner, course) g
JOIN lesson l USING (course)
LEFT JOIN said s USING (learner, course, activity);

-- W17: of the moments at which anything changes, the earliest at which all is done.
CREATE TEMP TABLE completed AS
SELECT m.learner, m.course, min(m.t) AS completed_at
FROM (
	SELECT learner, course, done_at AS t FROM done
	UNION
	SELECT learner, course, from_at FROM done
) m
WHERE (
	SELECT bool_and(coalesce(d.done_at <= m.t, false)) FROM done d
	WHERE d.learner = m.learner AND d.course = m.course AND m.t >= d.from_at AND m.t < d.until_at
)
GROUP BY m.learner, m.course;

-- ---- learner_activity ----

CREATE TEMP TABLE expected_learner_activity AS
WITH plain AS (
	SELECT
		learner, course, activity,
		(array_agg(activity_type ORDER BY t DESC, id DESC) FILTER (WHERE activity_type IS NOT NULL))[1] AS activity_type,
		coalesce(max(attempt), count(*) FILTER (WHERE trial)) AS attempts,
		(array_agg(success ORDER BY t, id) FILTER (WHERE trial AND success IS NOT NULL))[1] AS first_attempt_correct,
		max(score) AS best_score,
		(array_agg(score ORDER BY t DESC, id DESC) FILTER (WHERE score IS NOT NULL))[1] AS last_score,
		(array_agg(score ORDER BY t, id) FILTER (WHERE score IS NOT NULL))[1] AS first_score,
		extract(epoch FROM sum(credit)) / 60 AS time_spent_minutes,
		min(t) FILTER (WHERE says_completed OR (says_passed AND activity <> course)) AS completed_at,
		min(t) FILTER (WHERE verb IN ('http://adlnet.gov/expapi/verbs/attempted', 'http://adlnet.gov/expapi/verbs/answered',
			'https://w3id.org/xapi/acrossx/verbs/evaluated', 'http://adlnet.gov/expapi/verbs/completed',
			'http://adlnet.gov/expapi/verbs/passed', 'http://adlnet.gov/expapi/verbs/failed')) AS first_try,
		count(*) AS statements
	FROM credited
	WHERE course IS NOT NULL AND activity IS NOT NULL
	GROUP BY learner, course, activity
)
SELECT p.learner, p.course, p.activity, p.activity_type, p.attempts, p.first_attempt_correct, p.best_score, p.last_score,
	p.first_score, p.time_spent_minutes,
	CASE WHEN d.activity IS NULL THEN p.completed_at ELSE d.done_at END AS completed_at,
	d.due_at,
	CASE
		WHEN d.activity IS NOT NULL AND d.due_at IS NULL THEN 'floating'
		WHEN p.first_try > d.due_at THEN 'late'
		WHEN p.first_try IS NOT NULL AND d.due_at IS NOT NULL THEN 'on_time'
		WHEN d.due_at < lrstream.as_of() THEN 'missing'
	END AS timeliness,
	extract(epoch FROM d.due_at) - extract(epoch FROM p.first_try) AS lead_seconds,
	p.statements,
	n.length AS video_length_seconds, v.video_coverage, v.video_rewatched_seconds, v.furthest_position
FROM plain p
LEFT JOIN expected_video v USING (learner, course, activity)
LEFT JOIN lengths n USING (learner, course, activity)
LEFT JOIN known k USING (course)
LEFT JOIN done d USING (learner, course, activity, number);

-- ---- certificate ----

CREATE TEMP TABLE expected_certificate (id uuid, learner uuid, course text, state text, issued_at timestamptz, n serial);

DO $$
DECLARE
	s record;
	held record;
	open_id uuid;
BEGIN
	FOR held IN SELECT DISTINCT learner, course FROM told WHERE course IS NOT NULL LOOP
		open_id := NULL;
		FOR s IN
			SELECT * FROM told
			WHERE learner = held.learner AND course = held.course AND activity = course
			ORDER BY t, id
		LOOP
			IF s.verb IN ('http://id.tincanapi.com/verb/earned', 'http://adlnet.gov/expapi/verbs/passed')
					AND open_id IS NULL AND s.success IS DISTINCT FROM false AND NOT s.failing_grade THEN
				INSERT INTO expected_certificate
				VALUES (s.id, s.learner, s.course, CASE WHEN s.voided THEN 'revoked' ELSE 'issued' END, s.t);
				IF NOT s.voided THEN
					open_id := s.id;
				END IF;
			ELSIF s.verb = 'http://adlnet.gov/expapi/verbs/failed' AND NOT s.voided AND open_id IS NOT NULL THEN
				UPDATE expected_certificate SET state = 'revoked' WHERE id = open_id;
				open_id := NULL;
			END IF;
		END LOOP;
	END LOOP;
END
$$;

-- ---- learner_course ----

CREATE TEMP TABLE expected_learner_course AS
WITH gaps AS (
	SELECT learner, course, t - lag(t) OVER (PARTITION BY learner, course ORDER BY t) > here.session AS new_session
	FROM counted, here
), sessions AS (
	SELECT learner, course, 1 + count(*) FILTER (WHERE new_session) AS sessions
	FROM gaps
	GROUP BY learner, course
), days AS (
	SELECT DISTINCT learner, course, day FROM counted
), islands AS (
	SELECT learner, course, day, day - (row_number() OVER (PARTITION BY learner, course ORDER BY day))::int AS island FROM days
), runs AS (
	SELECT learner, course, count(*) AS length, max(day) AS until FROM islands GROUP BY learner, course, island
), streaks AS (
	SELECT
		r.learner, r.course,
		sum(length) AS active_days,
		max(length) AS longest_streak_days,
		coalesce(max(length) FILTER (WHERE until IN ((lrstream.as_of() AT TIME ZONE here.time_zone)::date,
			(lrstream.as_of() AT TIME ZONE here.time_zone)::date - 1)), 0) AS current_streak_days
	FROM runs r, here
	GROUP BY r.learner, r.course
), averages AS (
	SELECT learner, course, avg(best_score) AS best, avg(last_score) AS last, avg(first_score) AS first
	FROM expected_learner_activity
	WHERE activity <> course
	GROUP BY learner, course
), hours AS (
	SELECT learner, course, hour, count(*) AS n FROM counted GROUP BY learner, course, hour
), entropies AS (
	SELECT learner, course, ln(sum(n)) / ln(2) - sum(n * ln(n)) / sum(n) / ln(2) AS regularity
	FROM hours
	GROUP BY learner, course
), certificates AS (
	SELECT DISTINCT ON (learner, course) learner, course, id, state
	FROM expected_certificate
	ORDER BY learner, course, state <> 'issued', n DESC
), progress AS (
	SELECT
		d.learner, d.course,
		count(d.done_at) AS lessons_done,
		count(d.done_at) FILTER (WHERE (d.done_at AT TIME ZONE here.time_zone)::date
			BETWEEN (lrstream.as_of() AT TIME ZONE here.time_zone)::date - 13
			AND (lrstream.as_of() AT TIME ZONE here.time_zone)::date) AS lately,
		(array_agg(d.activity ORDER BY d.touched_at IS NULL, d.touched_at DESC, d.touched_by DESC, d.place)
			FILTER (WHERE d.done_at IS NULL))[1] AS current_lesson,
		(array_agg(d.place ORDER BY d.touched_at IS NULL, d.touched_at DESC, d.touched_by DESC, d.place)
			FILTER (WHERE d.done_at IS NULL))[1] AS place
	FROM done d
	JOIN known USING (course, number), here
	GROUP BY d.learner, d.course
), recent AS (
	SELECT learner, course, count(*) AS days
	FROM days, here
	WHERE day BETWEEN (lrstream.as_of() AT TIME ZONE here.time_zone)::date - 13
		AND (lrstream.as_of() AT TIME ZONE here.time_zone)::date
	GROUP BY learner, course
), verdicts AS (
	SELECT learner, course, activity, success,
		row_number() OVER (PARTITION BY learner, course, activity ORDER BY t DESC, id DESC) AS from_the_end
	FROM counted
	WHERE trial AND success IS NOT NULL AND activity IS NOT NULL
), struggles AS (
	SELECT DISTINCT learner, course
	FROM (SELECT learner, course, activity FROM verdicts WHERE from_the_end <= 4
		GROUP BY 1, 2, 3 HAVING count(*) = 4 AND NOT bool_or(success)) v
), firsts AS (
	SELECT
		learner, course,
		count(*) AS statements,
		min(t) AS first_accessed_at,
		max(t) AS last_accessed_at,
		extract(epoch FROM sum(credit)) / 60 AS time_spent_minutes,
		min(t) FILTER (WHERE on_course AND says_completed) AS completed_at,
		bool_or(on_course AND says_passed) AS passed,
		bool_and(verb IN ('http://adlnet.gov/expapi/verbs/registered', 'http://id.tincanapi.com/verb/unregistered'))
			AS only_registered,
		(array_agg(verb ORDER BY t DESC, id DESC) FILTER (WHERE on_course AND verb IN
			('http://adlnet.gov/expapi/verbs/registered', 'http://id.tincanapi.com/verb/unregistered')))[1] AS enrolment,
		(array_agg(coalesce(pg_temp.stated(e, 'https://w3id.org/xapi/cmi5/result/extensions/progress', 0, 100), 100)
			ORDER BY t DESC, id DESC) FILTER (WHERE on_course AND (says_completed
			OR pg_temp.stated(e, 'https://w3id.org/xapi/cmi5/result/extensions/progress', 0, 100) IS NOT NULL)))[1] AS percent_complete,
		(array_agg(pg_temp.stated(e, 'urn:lrstream:lessons-done', 0, 1e6) ORDER BY t DESC, id DESC)
			FILTER (WHERE on_course AND e ? 'urn:lrstream:lessons-done'))[1] AS lessons_done,
		(array_agg(pg_temp.stated(e, 'urn:lrstream:lessons-total', 0, 1e6) ORDER BY t DESC, id DESC)
			FILTER (WHERE on_course AND e ? 'urn:lrstream:lessons-total'))[1] AS total_lessons,
		(array_agg(pg_temp.stated(e, 'urn:lrstream:current-lesson', 0, 1e6) ORDER BY t DESC, id DESC)
			FILTER (WHERE on_course AND e ? 'urn:lrstream:current-lesson'))[1] AS current_lesson_number,
		(array_agg(extract(epoch FROM pg_temp.length(e->>'urn:lrstream:time-spent')) / 60 ORDER BY t DESC, id DESC)
			FILTER (WHERE on_course AND e ? 'urn:lrstream:time-spent'))[1] AS reported_time_spent_minutes,
		(array_agg(pg_temp.stated(e, 'urn:lrstream:average-score', 0, 100) ORDER BY t DESC, id DESC)
			FILTER (WHERE on_course AND e ? 'urn:lrstream:average-score'))[1] AS reported_average_score
	FROM credited
	WHERE course IS NOT NULL
	GROUP BY learner, course
), stands AS (
	SELECT f.*, k.course IS NOT NULL AS structured, k.number, k.lessons, k.starts_at,
		k.ends_at, p.lessons_done AS done, p.lately, p.current_lesson, p.place, r.days,
		CASE WHEN k.course IS NULL THEN f.completed_at ELSE c.completed_at END AS completion
	FROM firsts f
	LEFT JOIN known k USING (course)
	LEFT JOIN progress p USING (learner, course)
	LEFT JOIN completed c USING (learner, course)
	LEFT JOIN recent r USING (learner, course)
), states AS (
	SELECT *, CASE WHEN enrolment LIKE '%unregistered' THEN 'withdrawn' WHEN completion IS NOT NULL THEN 'completed'
			WHEN enrolment IS NOT NULL THEN 'enrolled' END AS enrolment_state,
		CASE WHEN number IS NOT NULL AND days > 0 THEN coalesce(lately, 0) / days::numeric END AS lessons_per_day,
		extract(epoch FROM lrstream.as_of()) AS now,
		extract(epoch FROM ends_at) - (extract(epoch FROM ends_at) - extract(epoch FROM starts_at)) / 4 AS quarter
	FROM stands
), risks AS (
	SELECT s.learner, s.course, array_agg(reason ORDER BY n) AS reasons
	FROM states s
	LEFT JOIN struggles USING (learner, course)
	CROSS JOIN LATERAL (VALUES
		(1, 'idle', lrstream.as_of() > s.last_accessed_at + interval '168 hours'),
		(2, 'never_started', s.only_registered),
		(3, 'struggling', struggles.learner IS NOT NULL),
		(4, 'absent_last_quarter', s.now >= s.quarter AND s.now <= extract(epoch FROM s.ends_at)
			AND extract(epoch FROM s.last_accessed_at) < s.quarter AND s.starts_at < s.ends_at)
	) AS u (n, reason, holds)
	WHERE s.enrolment_state = 'enrolled' AND NOT s.passed AND u.holds
	GROUP BY s.learner, s.course
)
SELECT
	f.learner, f.course, f.enrolment_state,
	f.first_accessed_at, f.last_accessed_at, s.active_days, s.current_streak_days, s.longest_streak_days, n.sessions,
	f.time_spent_minutes,
	CASE WHEN NOT f.structured THEN f.percent_complete ELSE 100 * f.done / nullif(f.lessons, 0)::numeric END AS percent_complete,
	CASE WHEN NOT f.structured THEN f.lessons_done WHEN f.number IS NOT NULL THEN coalesce(f.done, 0) END AS lessons_done,
	CASE WHEN f.structured THEN f.lessons ELSE f.total_lessons END AS total_lessons,
	f.current_lesson,
	coalesce(f.current_lesson_number, f.place, f.lessons) AS current_lesson_number,
	f.completion AS completed_at,
	f.lessons_per_day,
	CASE WHEN f.lessons_per_day > 0 AND f.lessons > f.done
		THEN lrstream.as_of() + make_interval(secs => 86400 * ((f.lessons - f.done) / f.lessons_per_day)::float8) END AS eta,
	a.best AS average_score_best, a.last AS average_score_last, a.first AS average_score_first, f.statements,
	greatest(h.regularity, 0) AS regularity, c.id AS certificate_id, c.state AS certificate_state,
	f.reported_time_spent_minutes, f.reported_average_score,
	coalesce(w.posts, 0) AS posts, coalesce(w.replies, 0) AS replies, coalesce(p.peers, 0) AS distinct_peers,
	r.reasons IS NOT NULL AS at_risk, coalesce(r.reasons, '{}') AS at_risk_reasons
FROM states f
JOIN sessions n USING (learner, course)
JOIN streaks s USING (learner, course)
JOIN entropies h USING (learner, course)
LEFT JOIN averages a USING (learner, course)
LEFT JOIN certificates c USING (learner, course)
LEFT JOIN risks r USING (learner, course)
LEFT JOIN peers p USING (learner, course)
LEFT JOIN (
	SELECT learner, course, count(*) FILTER (WHERE NOT reply) AS posts, count(*) FILTER (WHERE reply) AS replies
	FROM written
	GROUP BY learner, course
) w USING (learner, course);

-- ---- over learners ----

CREATE TEMP TABLE expected_activity AS
WITH others AS (
	SELECT a.course, a.activity, a.first_attempt_correct::int::numeric AS x, (
		SELECT avg(b.first_attempt_correct::int)
		FROM expected_learner_activity b
		WHERE b.learner = a.learner AND b.course = a.course AND b.activity <> a.activity
	) AS y
	FROM expected_learner_activity a
), sums AS (
	SELECT course, activity, count(*) * sum(x * y) - sum(x) * sum(y) AS xy, count(*) * sum(x * x) - sum(x) ^ 2 AS xx,
		count(*) * sum(y * y) - sum(y) ^ 2 AS yy
	FROM others
	WHERE x IS NOT NULL AND y IS NOT NULL
	GROUP BY course, activity
)
SELECT
	a.course, a.activity,
	(SELECT activity_type FROM counted c WHERE c.course = a.course AND c.activity = a.activity AND activity_type IS NOT NULL
		ORDER BY t DESC, id DESC LIMIT 1) AS activity_type,
	(SELECT activity_name FROM counted c WHERE c.course = a.course AND c.activity = a.activity AND activity_name IS NOT NULL
		ORDER BY t DESC, id DESC LIMIT 1) AS name,
	count(*) AS learners,
	least(greatest(sum(a.attempts), -9223372036854775808), 9223372036854775807) AS attempts,
	avg(a.first_attempt_correct::int) AS difficulty,
	CASE WHEN max(s.xx) > 1e-12 AND max(s.yy) > 1e-12 THEN max(s.xy) / sqrt(max(s.xx) * max(s.yy)) END AS discrimination,
	avg(a.best_score) AS average_score
FROM expected_learner_activity a
LEFT JOIN sums s USING (course, activity)
GROUP BY a.course, a.activity;

CREATE TEMP TABLE expected_course AS
SELECT
	l.course,
	(SELECT course_name FROM counted c WHERE c.course = l.course AND course_name IS NOT NULL ORDER BY t DESC, id DESC LIMIT 1)
		AS name,
	count(*) AS learners,
	sum(statements) AS statements,
	count(completed_at) AS completions,
	avg(percent_complete) AS average_percent_complete
FROM expected_learner_course l
GROUP BY l.course;

CREATE TEMP TABLE expected_course_day AS
SELECT
	c.course, c.day,
	count(DISTINCT c.learner) AS active_learners,
	count(c.id) AS statements,
	(SELECT count(*) FROM expected_learner_course l, here
		WHERE l.course = c.course AND (l.completed_at AT TIME ZONE here.time_zone)::date = c.day) AS completions,
	sum(extract(epoch FROM c.credit)) / 60 AS time_spent_minutes
FROM (
	SELECT course, day, learner, credit, id FROM credited
	UNION ALL -- a version may complete a course on a day without a statement
	SELECT l.course, (l.completed_at AT TIME ZONE here.time_zone)::date, NULL, interval '0', NULL
	FROM expected_learner_course l, here
	WHERE l.completed_at IS NOT NULL
) c
WHERE c.course IS NOT NULL
GROUP BY c.course, c.day;

CREATE TEMP TABLE expected_activity_day AS
SELECT course, activity, day, count(DISTINCT learner) AS active_learners, count(*) AS statements,
	extract(epoch FROM sum(credit)) / 60 AS time_spent_minutes
FROM credited
WHERE course IS NOT NULL AND activity IS NOT NULL
GROUP BY course, activity, day;

CREATE TEMP TABLE expected_drop_off AS
WITH stops AS (
	SELECT DISTINCT ON (learner, course) learner, course, activity
	FROM done
	JOIN known USING (course, number)
	WHERE touched_at IS NOT NULL
	ORDER BY learner, course, place DESC
), last_begun AS (
	SELECT DISTINCT ON (learner, course) learner, course, activity
	FROM (
		SELECT DISTINCT ON (learner, course, activity) learner, course, activity, t, id
		FROM counted
		WHERE activity <> course AND course NOT IN (SELECT course FROM known)
		ORDER BY learner, course, activity, t, id
	) b
	ORDER BY learner, course, t DESC, id DESC
)
SELECT course, activity, count(*) AS learners
FROM (TABLE stops UNION ALL TABLE last_begun) u
GROUP BY course, activity;

-- Between two neighbours each counts by how near it is.
CREATE TEMP TABLE expected_cohort_percentile AS
WITH members AS (
	SELECT l.course, d.day - (extract(isodow FROM d.day)::int - 1) AS week, metric, (to_jsonb(l)->>metric)::numeric AS value
	FROM expected_learner_course l, here
	CROSS JOIN LATERAL (SELECT (l.first_accessed_at AT TIME ZONE here.time_zone)::date AS day) AS d
	CROSS JOIN unnest('{percent_complete,lessons_done,time_spent_minutes,active_days,longest_streak_days,sessions,statements,average_score_best,average_score_last,average_score_first,regularity,posts,replies,distinct_peers}'::text[]) AS metric
), placed AS (
	SELECT *, row_number() OVER cohort - 1 AS place, count(*) OVER (PARTITION BY course, week, metric) AS learners
	FROM members
	WHERE value IS NOT NULL
	WINDOW cohort AS (PARTITION BY course, week, metric ORDER BY value)
)
SELECT course, week, metric, learners,
	sum(value * greatest(0, 1 - abs(place - 0.10 * (learners - 1)))) AS p10,
	sum(value * greatest(0, 1 - abs(place - 0.25 * (learners - 1)))) AS p25,
	sum(value * greatest(0, 1 - abs(place - 0.50 * (learners - 1)))) AS p50,
	sum(value * greatest(0, 1 - abs(place - 0.75 * (learners - 1)))) AS p75,
	sum(value * greatest(0, 1 - abs(place - 0.90 * (learners - 1)))) AS p90
FROM placed
WHERE learners >= 10
GROUP BY course, week, metric, learners;

-- ---- comparing ----

CREATE TEMP TABLE differences ("view" text, key text, "column" text, expected text, shown text);

-- Numbers that differ by rounding alone are the same.
CREATE FUNCTION pg_temp.same(a jsonb, b jsonb) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$
	SELECT CASE
		WHEN jsonb_typeof(a) = 'number' AND jsonb_typeof(b) = 'number' THEN abs(a::numeric - b::numeric) < 1e-6
		ELSE a IS NOT DISTINCT FROM b
	END
$$;

DO $$
DECLARE
	what record;
BEGIN
	FOR what IN SELECT * FROM (VALUES
		('learner_course', 'learner, course'), ('learner_activity', 'learner, course, activity'),
		('activity', 'course, activity'), ('activity_segment', 'course, activity, from_second'),
		('drop_off_second', 'course, activity, second'), ('course', 'course'), ('course_day', 'course, day'),
		('activity_day', 'course, activity, day'), ('certificate', 'id'),
		('drop_off', 'course, activity'), ('cohort_percentile', 'course, week, metric')
	) AS u (name, key) LOOP
		EXECUTE format($q$
			CREATE TEMP TABLE both_sides AS
			SELECT concat_ws(' ', %2$s) AS row_key, to_jsonb(a) - 'n' AS expected, to_jsonb(b) AS shown
			FROM expected_%1$s a
			FULL JOIN (SELECT * FROM api_v1.%1$s OFFSET 0) b USING (%2$s)
		$q$, what.name, what.key);
		INSERT INTO differences
		SELECT what.name, row_key, 'row', expected::text, shown::text
		FROM both_sides
		WHERE expected IS NULL OR shown IS NULL;
		INSERT INTO differences
		SELECT what.name, row_key, e.key, e.value::text, (shown->e.key)::text
		FROM both_sides, jsonb_each(expected) AS e (key, value)
		WHERE expected IS NOT NULL AND shown IS NOT NULL AND NOT pg_temp.same(e.value, shown->e.key);
		DROP TABLE both_sides;
	END LOOP;
END
$$;
