-- Statements, as the store stage writes them, and the view that shows them.
--
-- The statement itself is text: it was written by lrstream and casts to jsonb, but parsing it on every insert would
-- cost more than all the rest. Verbs, activities, types and courses are 64-bit hashes of their IRIs, so that a writer
-- knows the key without asking; the dictionary iri gives them back.

CREATE TABLE lrstream.iri (
	key bigint PRIMARY KEY,
	iri text NOT NULL
);
CREATE INDEX iri_by_iri ON lrstream.iri USING hash (iri);
COMMENT ON TABLE lrstream.iri IS 'The IRIs of verbs, activities, activity types and courses, of all tenants';
COMMENT ON COLUMN lrstream.iri.key IS 'The 64-bit hash that stands for the IRI in other tables';
COMMENT ON COLUMN lrstream.iri.iri IS 'The IRI, as received';

CREATE TABLE lrstream.source (
	id bigint PRIMARY KEY,
	name text NOT NULL
);
COMMENT ON TABLE lrstream.source IS 'Where statements came from';
COMMENT ON COLUMN lrstream.source.id IS 'The 64-bit hash of the name';
COMMENT ON COLUMN lrstream.source.name IS 'The source''s name, as configured for a topic or said to backfill';

CREATE TABLE lrstream.statement (
	verb bigint,
	activity bigint,
	activity_type bigint,
	course bigint,
	occurred_at timestamptz,
	stored_at timestamptz,
	score_scaled double precision,
	score_raw double precision,
	score_min double precision,
	score_max double precision,
	duration_seconds double precision,
	content bigint,
	source bigint NOT NULL,
	tenant smallint NOT NULL,
	voided boolean NOT NULL,
	voiding boolean NOT NULL DEFAULT false,
	success boolean,
	completion boolean,
	id uuid NOT NULL,
	learner uuid,
	registration uuid,
	payload text,
	PRIMARY KEY (tenant, id)
);
CREATE INDEX statement_by_stored_at ON lrstream.statement USING brin (stored_at);
DO $$
BEGIN
	ALTER TABLE lrstream.statement ALTER COLUMN payload SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
	NULL; -- a server built without lz4 compresses long statements with pglz
END
$$;

COMMENT ON TABLE lrstream.statement IS
	'One row per statement, and a stub (source -1) per id that a voiding statement names and that has not arrived yet';
COMMENT ON COLUMN lrstream.statement.tenant IS 'Whose statement it is';
COMMENT ON COLUMN lrstream.statement.id IS 'The statement''s id; two tenants may hold the same';
COMMENT ON COLUMN lrstream.statement.learner IS 'The actor''s pseudonym; null for a Group';
COMMENT ON COLUMN lrstream.statement.verb IS 'The verb, a key of iri';
COMMENT ON COLUMN lrstream.statement.activity IS 'The object if it is an activity, a key of iri';
COMMENT ON COLUMN lrstream.statement.activity_type IS 'The type that the statement states for it, a key of iri';
COMMENT ON COLUMN lrstream.statement.course IS 'The course it belongs to, a key of iri';
COMMENT ON COLUMN lrstream.statement.registration IS 'context.registration';
COMMENT ON COLUMN lrstream.statement.occurred_at IS 'When it happened: timestamp, else stored, else the time of receipt';
COMMENT ON COLUMN lrstream.statement.stored_at IS 'The statement''s stored, else the time of receipt';
COMMENT ON COLUMN lrstream.statement.success IS 'result.success';
COMMENT ON COLUMN lrstream.statement.completion IS 'result.completion';
COMMENT ON COLUMN lrstream.statement.score_scaled IS 'result.score.scaled';
COMMENT ON COLUMN lrstream.statement.score_raw IS 'result.score.raw';
COMMENT ON COLUMN lrstream.statement.score_min IS 'result.score.min';
COMMENT ON COLUMN lrstream.statement.score_max IS 'result.score.max';
COMMENT ON COLUMN lrstream.statement.duration_seconds IS 'result.duration, if it has a fixed length';
COMMENT ON COLUMN lrstream.statement.source IS 'Where it came from, an id of source; -1 for a stub';
COMMENT ON COLUMN lrstream.statement.content IS 'A hash of the statement without what another copy of it may change';
COMMENT ON COLUMN lrstream.statement.voided IS 'A voiding statement of the tenant names it, and it is none itself';
COMMENT ON COLUMN lrstream.statement.voiding IS 'It is a voiding statement';
COMMENT ON COLUMN lrstream.statement.payload IS 'The anonymized statement as JSON text that casts to jsonb; null for a stub';

CREATE VIEW api_v1.statement WITH (security_barrier) AS
SELECT
	s.id,
	s.learner,
	verb.iri AS verb,
	activity.iri AS activity,
	activity_type.iri AS activity_type,
	course.iri AS course,
	s.registration,
	s.occurred_at,
	s.stored_at,
	s.success,
	s.completion,
	s.score_scaled,
	s.score_raw,
	s.score_min,
	s.score_max,
	s.duration_seconds,
	source.name AS source,
	s.voided,
	s.payload::jsonb AS statement
FROM lrstream.statement s
LEFT JOIN lrstream.iri verb ON verb.key = s.verb
LEFT JOIN lrstream.iri activity ON activity.key = s.activity
LEFT JOIN lrstream.iri activity_type ON activity_type.key = s.activity_type
LEFT JOIN lrstream.iri course ON course.key = s.course
LEFT JOIN lrstream.source source ON source.id = s.source
WHERE s.tenant = (SELECT lrstream.current_tenant()) AND s.source <> -1;

COMMENT ON VIEW api_v1.statement IS 'Every statement of the tenant, voided and voiding ones included';
COMMENT ON COLUMN api_v1.statement.id IS 'The statement''s id';
COMMENT ON COLUMN api_v1.statement.learner IS 'The actor''s pseudonym; null for a Group';
COMMENT ON COLUMN api_v1.statement.verb IS 'The verb''s IRI as received';
COMMENT ON COLUMN api_v1.statement.activity IS 'The object''s IRI if it is an activity';
COMMENT ON COLUMN api_v1.statement.activity_type IS 'The type that this statement states for it';
COMMENT ON COLUMN api_v1.statement.course IS
	'The course: the object, else the first parent, else the first grouping activity that is stated to be one';
COMMENT ON COLUMN api_v1.statement.registration IS 'context.registration';
COMMENT ON COLUMN api_v1.statement.occurred_at IS
	'When it happened: timestamp, else stored, else the time of receipt; stored if the timestamp lies more than 5 minutes after it';
COMMENT ON COLUMN api_v1.statement.stored_at IS 'The statement''s stored, else the time of receipt';
COMMENT ON COLUMN api_v1.statement.success IS 'result.success';
COMMENT ON COLUMN api_v1.statement.completion IS 'result.completion';
COMMENT ON COLUMN api_v1.statement.score_scaled IS 'result.score.scaled, if stated';
COMMENT ON COLUMN api_v1.statement.score_raw IS 'result.score.raw, if stated';
COMMENT ON COLUMN api_v1.statement.score_min IS 'result.score.min, if stated';
COMMENT ON COLUMN api_v1.statement.score_max IS 'result.score.max, if stated';
COMMENT ON COLUMN api_v1.statement.duration_seconds IS
	'result.duration: a week is 7 days, a day 86,400 s; null with years or months, which have no fixed length';
COMMENT ON COLUMN api_v1.statement.source IS 'Where it came from: the source''s configured name';
COMMENT ON COLUMN api_v1.statement.voided IS 'A voiding statement names it, sent before or after it';
COMMENT ON COLUMN api_v1.statement.statement IS 'The anonymized statement';
