-- name: has_schema
SELECT to_regclass('lrstream.schema_version') IS NOT NULL

-- name: applied_migrations
SELECT version, checksum, applied_at FROM lrstream.schema_version ORDER BY version
