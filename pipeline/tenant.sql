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
