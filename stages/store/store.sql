-- Plans are made once, often while the table is empty. OFFSET 0 keeps the tenant inside the subquery, so that the table
-- cannot be read by it alone: each id is looked up in the index, however small the table seemed.

-- name: find_statements
SELECT s.id, s.content, s.source = -1
FROM (SELECT $1::int2 AS tenant, id FROM unnest($2::uuid[]) AS id OFFSET 0) AS u
JOIN lrstream.statement s ON s.tenant = u.tenant AND s.id = u.id

-- name: delete_stubs
DELETE FROM lrstream.statement s
USING (SELECT $1::int2 AS tenant, id FROM unnest($2::uuid[]) AS id OFFSET 0) AS u
WHERE s.tenant = u.tenant AND s.id = u.id AND s.source = -1

-- name: copy_statements
COPY lrstream.statement (tenant, id, learner, verb, activity, activity_type, course, registration, occurred_at,
	stored_at, success, completion, score_scaled, score_raw, score_min, score_max, duration_seconds, content, source,
	voided, voiding, payload)
FROM STDIN (FORMAT binary)

-- Waits for a transaction that is about to store the target: whichever commits first, the other sees it.
-- name: insert_stubs
INSERT INTO lrstream.statement (tenant, id, voided, source)
SELECT $1, u.id, true, -1
FROM unnest($2::uuid[]) AS u (id)
ON CONFLICT (tenant, id) DO NOTHING

-- name: void_statements
UPDATE lrstream.statement s
SET voided = true
FROM (SELECT $1::int2 AS tenant, id FROM unnest($2::uuid[]) AS id OFFSET 0) AS u
WHERE s.tenant = u.tenant AND s.id = u.id AND NOT s.voided AND NOT s.voiding AND s.source <> -1
RETURNING s.id, s.learner

-- name: insert_iris
INSERT INTO lrstream.iri (key, iri)
SELECT u.*
FROM unnest($1::int8[], $2::text[]) AS u
ON CONFLICT DO NOTHING

-- name: insert_sources
INSERT INTO lrstream.source (id, name)
SELECT u.*
FROM unnest($1::int8[], $2::text[]) AS u
ON CONFLICT DO NOTHING

-- name: find_erased
SELECT learner FROM lrstream.erased WHERE tenant = $1::int2
