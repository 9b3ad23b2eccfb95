-- Refused records: coordinates and reasons, no payload. The key is the whole letter, so that a batch that is repeated
-- adds nothing.

CREATE TABLE lrstream.dead_letter (
	received_at timestamptz NOT NULL,
	"offset" bigint NOT NULL,
	partition integer NOT NULL,
	nth integer NOT NULL,
	tenant smallint NOT NULL,
	source text NOT NULL,
	topic text NOT NULL,
	pointer text NOT NULL,
	code text NOT NULL,
	stage text NOT NULL,
	PRIMARY KEY (tenant, source, topic, partition, "offset", pointer, nth, code, stage)
);
COMMENT ON TABLE lrstream.dead_letter IS 'Records that were refused, each with its reason; no part of the record itself';
COMMENT ON COLUMN lrstream.dead_letter.tenant IS 'Whose record it was';
COMMENT ON COLUMN lrstream.dead_letter.source IS 'Where it came from: the source''s configured name';
COMMENT ON COLUMN lrstream.dead_letter.topic IS 'The topic, or the name of the input';
COMMENT ON COLUMN lrstream.dead_letter.partition IS 'The partition; 0 for a file';
COMMENT ON COLUMN lrstream.dead_letter."offset" IS 'The offset; in a file the line, from 1';
COMMENT ON COLUMN lrstream.dead_letter.pointer IS 'Where in the record (RFC 6901); empty for the whole';
COMMENT ON COLUMN lrstream.dead_letter.nth IS 'Which statement of the record it was, from 0';
COMMENT ON COLUMN lrstream.dead_letter.code IS 'Why, in a word that `lrstream explain` explains';
COMMENT ON COLUMN lrstream.dead_letter.stage IS 'The stage that refused it';
COMMENT ON COLUMN lrstream.dead_letter.received_at IS 'When the broker received the record, or the file was read';

CREATE VIEW api_v1.dead_letter WITH (security_barrier) AS
SELECT source, code, stage, count(*) AS count, min(received_at) AS first_at, max(received_at) AS last_at
FROM lrstream.dead_letter
WHERE tenant = (SELECT lrstream.current_tenant())
GROUP BY source, code, stage;
COMMENT ON VIEW api_v1.dead_letter IS 'How many records were refused, by source and reason';
COMMENT ON COLUMN api_v1.dead_letter.source IS 'Where they came from';
COMMENT ON COLUMN api_v1.dead_letter.code IS 'Why they were refused, in a word that `lrstream explain` explains';
COMMENT ON COLUMN api_v1.dead_letter.stage IS 'The stage that refused them';
COMMENT ON COLUMN api_v1.dead_letter.count IS 'How many';
COMMENT ON COLUMN api_v1.dead_letter.first_at IS 'When the first of them was received';
COMMENT ON COLUMN api_v1.dead_letter.last_at IS 'When the last of them was received';
