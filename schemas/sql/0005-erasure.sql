-- Keys of pseudonyms by their ids, erasures, and the pseudonyms of erased people. No analyst and no view sees any of it.
--
-- Who writes for a tenant shares an advisory lock for the length of the transaction; who erases or re-keys takes it
-- alone. So a writer knows, from its first statement on, who is erased and that its key is the tenant's.

CREATE TABLE lrstream.pseudonym_key (
	tenant smallint NOT NULL,
	key_id text NOT NULL,
	first_used_at timestamptz NOT NULL DEFAULT now(),
	retired_at timestamptz,
	PRIMARY KEY (tenant, key_id)
);
CREATE UNIQUE INDEX pseudonym_key_in_use ON lrstream.pseudonym_key (tenant) WHERE retired_at IS NULL;
COMMENT ON TABLE lrstream.pseudonym_key IS
	'The keys that a tenant''s pseudonyms were made with, by their ids; one is in use, and workers with another refuse to start';
COMMENT ON COLUMN lrstream.pseudonym_key.tenant IS 'Whose pseudonyms';
COMMENT ON COLUMN lrstream.pseudonym_key.key_id IS
	'The id of the key file, or of the chain of key files, as `lrstream run` shows it; it tells nothing of the key';
COMMENT ON COLUMN lrstream.pseudonym_key.first_used_at IS 'When a worker first came with it, or the database was re-keyed to it';
COMMENT ON COLUMN lrstream.pseudonym_key.retired_at IS 'When the database was re-keyed to another; null: in use';

CREATE TABLE lrstream.erasure (
	tenant smallint NOT NULL,
	number bigint NOT NULL,
	said_by text NOT NULL,
	begun_at timestamptz NOT NULL DEFAULT now(),
	finished_at timestamptz,
	statements bigint,
	statements_of_others bigint,
	learner_courses bigint,
	learner_activities bigint,
	certificates bigint,
	PRIMARY KEY (tenant, number)
);
COMMENT ON TABLE lrstream.erasure IS 'Each erasure of a person: when it was and what it took away, not whom';
COMMENT ON COLUMN lrstream.erasure.tenant IS 'Whose learner it was';
COMMENT ON COLUMN lrstream.erasure.number IS 'Counts the tenant''s erasures from 1; workers read the list anew when there is a higher one';
COMMENT ON COLUMN lrstream.erasure.said_by IS
	'What the person was named by: mbox, mbox_sha1sum, account, openid or pseudonym; never the name itself';
COMMENT ON COLUMN lrstream.erasure.begun_at IS 'From when on nothing of the person is stored';
COMMENT ON COLUMN lrstream.erasure.finished_at IS
	'When what had been stored was gone; null: not yet, and if nobody is at it, the erasure must be repeated';
COMMENT ON COLUMN lrstream.erasure.statements IS 'Statements of the person that were removed';
COMMENT ON COLUMN lrstream.erasure.statements_of_others IS 'Statements of others in which the person was named and no longer is';
COMMENT ON COLUMN lrstream.erasure.learner_courses IS 'Rows of learner_course that were removed';
COMMENT ON COLUMN lrstream.erasure.learner_activities IS 'Rows of learner_activity that were removed';
COMMENT ON COLUMN lrstream.erasure.certificates IS 'Rows of certificate that were removed';

CREATE TABLE lrstream.erased (
	tenant smallint NOT NULL,
	learner uuid NOT NULL,
	PRIMARY KEY (tenant, learner)
);
COMMENT ON TABLE lrstream.erased IS
	'Pseudonyms that are refused since their persons were erased: without the key they name nobody, and nothing else refers to them';
COMMENT ON COLUMN lrstream.erased.tenant IS 'Whose learner it was';
COMMENT ON COLUMN lrstream.erased.learner IS 'The pseudonym';
