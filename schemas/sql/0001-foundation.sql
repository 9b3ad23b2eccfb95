-- Roles, schemas, the record of migrations, and tenants.
--
-- Tables stand in the schema lrstream and belong to lrstream_owner; analysts see only the views of api_v1. Each view
-- shows the rows of one tenant: it is a security barrier and compares with lrstream.current_tenant(). Policies on the
-- tables would say the same, but PostgreSQL refuses COPY FROM into a table with row-level security for every role that
-- neither owns it nor may bypass it, and the writer's COPY is what makes lrstream fast. So nobody but owner and writer
-- holds any right on a table.

DO $$
DECLARE
	wanted name;
BEGIN
	IF current_setting('server_encoding') <> 'UTF8' THEN
		RAISE EXCEPTION 'the database''s encoding is %, lrstream needs UTF8', current_setting('server_encoding');
	END IF;
	FOREACH wanted IN ARRAY ARRAY['lrstream_owner', 'lrstream_writer', 'lrstream_reader', 'lrstream_analyst'] LOOP
		IF to_regrole(wanted) IS NULL THEN
			BEGIN
				EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
			EXCEPTION WHEN duplicate_object OR unique_violation THEN
				NULL; -- another database of this server was migrated at the same moment
			END;
		END IF;
	END LOOP;
	-- Since PostgreSQL 16 the maker of a role is a member of it that may not act as it.
	IF NOT pg_has_role(current_user, 'lrstream_owner',
		CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
		EXECUTE format('GRANT lrstream_owner TO %I', current_user);
	END IF;
END
$$;

CREATE SCHEMA IF NOT EXISTS lrstream AUTHORIZATION lrstream_owner;
CREATE SCHEMA IF NOT EXISTS api_v1 AUTHORIZATION lrstream_owner;

SET LOCAL ROLE lrstream_owner;

COMMENT ON SCHEMA lrstream IS 'lrstream''s own tables: written by its workers, no promise to readers';
COMMENT ON SCHEMA api_v1 IS 'The views that analysts and tools read: names and columns are a promise';

GRANT USAGE ON SCHEMA lrstream TO lrstream_writer;
GRANT USAGE ON SCHEMA api_v1 TO lrstream_writer, lrstream_reader, lrstream_analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA lrstream GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lrstream_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA lrstream GRANT USAGE ON SEQUENCES TO lrstream_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA api_v1 GRANT SELECT ON TABLES TO lrstream_writer, lrstream_reader, lrstream_analyst;

CREATE TABLE lrstream.schema_version (
	version integer PRIMARY KEY,
	name text NOT NULL,
	checksum text NOT NULL,
	applied_at timestamptz NOT NULL DEFAULT now()
);
REVOKE INSERT, UPDATE, DELETE ON lrstream.schema_version FROM lrstream_writer;
COMMENT ON TABLE lrstream.schema_version IS 'The migrations that were applied to this database';
COMMENT ON COLUMN lrstream.schema_version.version IS 'The migration''s number, which orders it';
COMMENT ON COLUMN lrstream.schema_version.name IS 'The migration''s file name';
COMMENT ON COLUMN lrstream.schema_version.checksum IS 'SHA-256 of the file as it was applied, hexadecimal';
COMMENT ON COLUMN lrstream.schema_version.applied_at IS 'When it was applied';

CREATE TABLE lrstream.tenant (
	id smallint PRIMARY KEY,
	name text NOT NULL UNIQUE,
	time_zone text NOT NULL DEFAULT 'UTC',
	session_cutoff_seconds integer NOT NULL DEFAULT 1800 CHECK (session_cutoff_seconds > 0),
	idle_cutoff_seconds integer NOT NULL DEFAULT 600 CHECK (idle_cutoff_seconds > 0)
);
COMMENT ON TABLE lrstream.tenant IS 'Who shares this database: each tenant sees its own rows only';
COMMENT ON COLUMN lrstream.tenant.id IS 'The number that stands in the first column of every key';
COMMENT ON COLUMN lrstream.tenant.name IS 'The name, as the configuration says it';
COMMENT ON COLUMN lrstream.tenant.time_zone IS 'IANA name of the zone whose dates and hours the indicators count in';
COMMENT ON COLUMN lrstream.tenant.session_cutoff_seconds IS 'A longer gap between two statements begins a new session';
COMMENT ON COLUMN lrstream.tenant.idle_cutoff_seconds IS 'At most so much of a gap counts as time spent';
INSERT INTO lrstream.tenant (id, name) VALUES (1, 'default');

CREATE TABLE lrstream.tenant_role (
	role name PRIMARY KEY,
	tenant smallint NOT NULL REFERENCES lrstream.tenant
);
REVOKE ALL ON lrstream.tenant_role FROM lrstream_writer;
COMMENT ON TABLE lrstream.tenant_role IS 'Roles that are bound to one tenant and see no other, whatever they set';
COMMENT ON COLUMN lrstream.tenant_role.role IS 'The role a session logs in as, or acts as after SET ROLE';
COMMENT ON COLUMN lrstream.tenant_role.tenant IS 'Its tenant';

CREATE FUNCTION lrstream.current_tenant() RETURNS smallint
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
	WITH who AS (
		-- current_user would be this function's owner
		SELECT CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role')::name END AS acting
	), choice AS (
		SELECT acting, bool_or(pg_has_role(session_user, role, 'MEMBER')) AND bool_or(pg_has_role(acting, role, 'MEMBER')) AS free
		FROM who, unnest(ARRAY['lrstream_owner', 'lrstream_writer', 'lrstream_reader']) AS role
		GROUP BY acting
	)
	SELECT coalesce(
		(SELECT tenant FROM lrstream.tenant_role WHERE role = session_user),
		(SELECT tenant FROM lrstream.tenant_role WHERE role = acting),
		(SELECT id FROM lrstream.tenant
		 WHERE name = coalesce(CASE WHEN free THEN nullif(current_setting('lrstream.tenant', true), '') END, 'default')))
	FROM choice
$$;
COMMENT ON FUNCTION lrstream.current_tenant() IS
	'The tenant whose rows this session sees: the one its role is bound to in tenant_role; else the one that the setting lrstream.tenant names, which analysts cannot use; else default';
