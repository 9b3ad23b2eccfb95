-- ---- what there is ----

-- name: rekey_counts
SELECT (SELECT count(*) FROM lrstream.statement WHERE tenant = $1::int2 AND source <> -1),
	(SELECT count(*) FROM (SELECT DISTINCT learner FROM lrstream.statement WHERE tenant = $1::int2 AND learner IS NOT NULL) u),
	(SELECT count(*) FROM lrstream.erased WHERE tenant = $1::int2)

-- ---- statements ----

-- The rules stay: a new key is no reason to count in another way.
-- name: forget_indicators
WITH states AS (DELETE FROM lrstream.learner_state WHERE tenant = $1::int2),
	chunks AS (DELETE FROM lrstream.learner_chunk WHERE tenant = $1::int2),
	courses AS (DELETE FROM lrstream.learner_course WHERE tenant = $1::int2),
	activities AS (DELETE FROM lrstream.learner_activity WHERE tenant = $1::int2),
	progress AS (DELETE FROM lrstream.learner_progress WHERE tenant = $1::int2),
	skills AS (DELETE FROM lrstream.learner_skill WHERE tenant = $1::int2),
	videos AS (DELETE FROM lrstream.learner_video WHERE tenant = $1::int2),
	segments AS (DELETE FROM lrstream.segment_sum WHERE tenant = $1::int2),
	certificates AS (DELETE FROM lrstream.certificate WHERE tenant = $1::int2),
	posts AS (DELETE FROM lrstream.social WHERE tenant = $1::int2),
	course_sums AS (DELETE FROM lrstream.course_sum WHERE tenant = $1::int2),
	days AS (DELETE FROM lrstream.course_day_sum WHERE tenant = $1::int2),
	activity_days AS (DELETE FROM lrstream.activity_day_sum WHERE tenant = $1::int2),
	progress_sums AS (DELETE FROM lrstream.progress_sum WHERE tenant = $1::int2)
DELETE FROM lrstream.activity_sum WHERE tenant = $1::int2

-- name: open_rekeying
DECLARE rekeying NO SCROLL CURSOR FOR
SELECT id, learner, voided, voiding, occurred_at, content, verb, activity, activity_type, course, payload
FROM lrstream.statement
WHERE tenant = $1::int2 AND source <> -1
ORDER BY learner

-- name: next_rekeying
FETCH FORWARD 5000 FROM rekeying

-- name: write_rekeyed
UPDATE lrstream.statement s
SET id = u.new_id, learner = u.learner, verb = u.verb, activity = u.activity, activity_type = u.activity_type, course = u.course,
	registration = u.registration, content = u.content, payload = u.payload
FROM (
	SELECT $1::int2 AS tenant, u.*
	FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::uuid[], $10::int8[],
		$11::text[]) AS u (id, new_id, learner, verb, activity, activity_type, course, registration, content, payload)
	OFFSET 0
) AS u
WHERE s.tenant = u.tenant AND s.id = u.id

-- ---- stubs: ids of version 8 may have been made here ----

-- name: find_stubs
SELECT id FROM lrstream.statement WHERE tenant = $1::int2 AND source = -1 AND substr(id::text, 15, 1) = '8'

-- name: write_stubs
UPDATE lrstream.statement s SET id = u.after
FROM unnest($2::uuid[], $3::uuid[]) AS u (before, after)
WHERE s.tenant = $1::int2 AND s.id = u.before AND s.source = -1

-- ---- IRIs that hold a pseudonym: the old ones go, since no other key makes them ----

-- name: make_old_iris
CREATE TEMP TABLE old_iri (key bigint NOT NULL) ON COMMIT DROP

-- name: note_old_iris
INSERT INTO old_iri SELECT unnest($1::int8[])

-- name: insert_new_iris
INSERT INTO lrstream.iri (key, iri) SELECT u.* FROM unnest($1::int8[], $2::text[]) AS u ON CONFLICT DO NOTHING

-- name: delete_old_iris
DELETE FROM lrstream.iri WHERE key IN (SELECT key FROM old_iri)

-- ---- erased people, and the names of files in dead letters ----

-- name: find_erased
SELECT learner FROM lrstream.erased WHERE tenant = $1::int2

-- name: write_erased
WITH old AS (DELETE FROM lrstream.erased WHERE tenant = $1::int2)
INSERT INTO lrstream.erased (tenant, learner) SELECT $1::int2, unnest($2::uuid[])

-- name: find_files
SELECT DISTINCT topic FROM lrstream.dead_letter WHERE tenant = $1::int2 AND topic ~ '^file:[0-9a-f]{12}$'

-- name: write_files
UPDATE lrstream.dead_letter d SET topic = u.after
FROM unnest($2::text[], $3::text[]) AS u (before, after)
WHERE d.tenant = $1::int2 AND d.topic = u.before

-- ---- the key ----

-- name: retire_key
UPDATE lrstream.pseudonym_key SET retired_at = now() WHERE tenant = $1::int2 AND retired_at IS NULL

-- name: use_key
INSERT INTO lrstream.pseudonym_key (tenant, key_id) VALUES ($1::int2, $2::text)
