-- ---- refused from now on ----

-- name: refuse
INSERT INTO lrstream.erased (tenant, learner) VALUES ($1::int2, $2::uuid) ON CONFLICT DO NOTHING

-- name: record_erasure
INSERT INTO lrstream.erasure (tenant, number, said_by)
SELECT $1::int2, coalesce(max(number), 0) + 1, $2::text FROM lrstream.erasure WHERE tenant = $1::int2
RETURNING number

-- name: is_refused
SELECT EXISTS (SELECT FROM lrstream.erased WHERE tenant = $1::int2 AND learner = $2::uuid)

-- ---- what is to go ----

-- One pass over the statements, with no lock: writers refuse the person already.
-- name: make_list
CREATE TEMP TABLE erasing (id uuid NOT NULL, own boolean NOT NULL)

-- name: fill_list
INSERT INTO erasing
SELECT id, learner IS NOT DISTINCT FROM $2::uuid
FROM lrstream.statement
WHERE tenant = $1::int2 AND (learner = $2::uuid OR strpos(payload, $2::uuid::text) > 0)

-- name: analyze_list
ANALYZE erasing

-- name: count_rows
SELECT
	(SELECT count(*) FROM erasing WHERE own),
	(SELECT count(*) FROM erasing WHERE NOT own),
	(SELECT count(*) FROM lrstream.learner_course WHERE tenant = $1::int2 AND learner = $2::uuid),
	(SELECT count(*) FROM lrstream.learner_activity WHERE tenant = $1::int2 AND learner = $2::uuid),
	(SELECT count(*) FROM lrstream.certificate WHERE tenant = $1::int2 AND learner = $2::uuid)

-- ---- going ----

-- name: delete_statements
DELETE FROM lrstream.statement s USING erasing e WHERE e.own AND s.tenant = $1::int2 AND s.id = e.id

-- As the store does it for what comes later (stages/store/erased.h): a place that must hold a UUID keeps it.
-- name: take_out_of_others
UPDATE lrstream.statement s
SET payload = regexp_replace(s.payload, '(?<!"id":"|"registration":")' || $2::uuid::text, $3::text, 'g')
FROM erasing e
WHERE NOT e.own AND s.tenant = $1::int2 AND s.id = e.id

-- name: finish_erasure
UPDATE lrstream.erasure
SET finished_at = clock_timestamp(), statements = $3::int8, statements_of_others = $4::int8, learner_courses = $5::int8,
	learner_activities = $6::int8, certificates = $7::int8
WHERE tenant = $1::int2 AND number = $2::int8
