-- name: session_for_writing
SET client_min_messages = error;
-- Index nested loops in the order of the arrays: that is also the order in which rows are locked. Plans are made once,
-- often while a table is empty: without the last three a small table would be read as a whole, and so for ever after.
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SET jit = off;
DO $$
BEGIN
	SET deadlock_timeout = '100ms';
EXCEPTION WHEN insufficient_privilege THEN
	NULL;
END
$$;
-- A worker that is stopped in the middle of a transaction, or whose machine froze, holds locks that others wait for.
-- Whoever runs the database may have set another limit.
DO $$
BEGIN
	IF current_setting('idle_in_transaction_session_timeout') = '0' THEN
		SET idle_in_transaction_session_timeout = '30s';
	END IF;
END
$$

-- name: find_tenant
SELECT id FROM lrstream.tenant WHERE name = $1

-- name: insert_tenant
INSERT INTO lrstream.tenant (id, name)
SELECT coalesce(max(id), 0) + 1, $1
FROM lrstream.tenant
ON CONFLICT DO NOTHING

-- The number is lrstream's own: "lrvi" in ASCII.
-- name: share_tenant
SELECT pg_advisory_xact_lock_shared(1819440745, $1::int2::int4)

-- name: take_tenant
SELECT pg_advisory_xact_lock(1819440745, $1::int2::int4)

-- The key in use, whether $2 was used before it, and the number of the last erasure.
-- name: tenant_state
SELECT (SELECT key_id FROM lrstream.pseudonym_key WHERE tenant = $1::int2 AND retired_at IS NULL),
	EXISTS (SELECT FROM lrstream.pseudonym_key WHERE tenant = $1::int2 AND key_id = $2::text AND retired_at IS NOT NULL),
	(SELECT coalesce(max(number), 0) FROM lrstream.erasure WHERE tenant = $1::int2)

-- name: insert_key
INSERT INTO lrstream.pseudonym_key (tenant, key_id) VALUES ($1::int2, $2::text) ON CONFLICT DO NOTHING
