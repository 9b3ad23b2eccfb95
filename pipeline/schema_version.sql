-- name: has_schema
SELECT to_regclass('lrstream.schema_version') IS NOT NULL

-- name: applied_migrations
SELECT version, checksum, applied_at FROM lrstream.schema_version ORDER BY version

-- The lock's number is lrstream's own: "lrs" in ASCII.
-- name: lock_migrations
SELECT pg_advisory_xact_lock(7107187)

-- name: is_applied
SELECT EXISTS (SELECT FROM lrstream.schema_version WHERE version = $1)

-- name: act_as_owner
SET LOCAL ROLE lrstream_owner

-- name: note_migration
INSERT INTO lrstream.schema_version (version, name, checksum) VALUES ($1, $2, $3)
