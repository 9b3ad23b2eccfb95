-- What the indicators keep: each learner's facts packed, the rows folded from them, and sums over learners.
--
-- The rows of a learner are always the fold of the learner's facts (stages/indicators/fold/fold.h); whoever changes either
-- holds the lock on the learner's row in learner_state. Sums are kept once per writer (shard), so that writers do not
-- wait for each other; the views add them up. Lengths of time are microseconds, scores and percents nanopoints (1e-9
-- of a point on the scale of 0 to 100): whole numbers, so that adding and taking away is exact.
--
-- Rows change often and in place: no index on a column that changes, and room left in each page.

CREATE TABLE lrstream.indicator_rules (
	tenant smallint PRIMARY KEY,
	time_zone text NOT NULL,
	session_us bigint NOT NULL,
	idle_us bigint NOT NULL,
	fold_version integer NOT NULL,
	model_version text NOT NULL,
	model_digest bigint NOT NULL
);
COMMENT ON TABLE lrstream.indicator_rules IS
	'The rules that a tenant''s indicators were computed with: those of the table tenant when its first statement came, or at the last `lrstream recompute`';
COMMENT ON COLUMN lrstream.indicator_rules.tenant IS 'Whose rules';
COMMENT ON COLUMN lrstream.indicator_rules.time_zone IS 'IANA name of the zone that dates and hours are counted in';
COMMENT ON COLUMN lrstream.indicator_rules.session_us IS 'A longer gap begins a new session, microseconds';
COMMENT ON COLUMN lrstream.indicator_rules.idle_us IS 'At most so much of a gap counts as time spent, microseconds';
COMMENT ON COLUMN lrstream.indicator_rules.fold_version IS 'The version of the definitions: see the view indicator; 0 if statements were stored without their indicators';
COMMENT ON COLUMN lrstream.indicator_rules.model_version IS 'What schemas/xapi/mastery.yaml called the parameters by which skills are judged';
COMMENT ON COLUMN lrstream.indicator_rules.model_digest IS 'A hash of these parameters';

CREATE TABLE lrstream.learner_state (
	tenant smallint NOT NULL,
	learner uuid NOT NULL,
	version bigint NOT NULL DEFAULT 0,
	facts bigint NOT NULL DEFAULT 0,
	last_at timestamptz,
	tail_at timestamptz,
	tail_course bigint,
	tail_activity bigint,
	chunks integer NOT NULL DEFAULT 0,
	detached boolean NOT NULL DEFAULT false,
	recent bytea NOT NULL DEFAULT '',
	PRIMARY KEY (tenant, learner)
) WITH (fillfactor = 55);
-- Always read whole: never compressed, never moved out of the row.
ALTER TABLE lrstream.learner_state ALTER COLUMN recent SET STORAGE PLAIN;
COMMENT ON TABLE lrstream.learner_state IS 'A row per learner: the lock on everything of that learner, and the newest facts';
COMMENT ON COLUMN lrstream.learner_state.tenant IS 'Whose learner';
COMMENT ON COLUMN lrstream.learner_state.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN lrstream.learner_state.version IS 'Rises with every change of anything of the learner';
COMMENT ON COLUMN lrstream.learner_state.last_at IS 'When the latest statement happened, voided ones included';
COMMENT ON COLUMN lrstream.learner_state.tail_at IS 'When the last statement of the learner''s line happened that is not voided';
COMMENT ON COLUMN lrstream.learner_state.tail_course IS 'Its course: what comes next may add to the time spent there';
COMMENT ON COLUMN lrstream.learner_state.tail_activity IS 'Its activity';
COMMENT ON COLUMN lrstream.learner_state.detached IS 'There is a revoked certificate of a course that the learner has no counted statement in';
COMMENT ON COLUMN lrstream.learner_state.facts IS 'How many facts there are, in recent and all chunks';
COMMENT ON COLUMN lrstream.learner_state.chunks IS 'How many rows of learner_chunk there are';
COMMENT ON COLUMN lrstream.learner_state.recent IS 'The facts that arrived last, packed (stages/indicators/facts/facts.c)';

CREATE TABLE lrstream.learner_chunk (
	tenant smallint NOT NULL,
	learner uuid NOT NULL,
	seq integer NOT NULL,
	events bytea NOT NULL,
	PRIMARY KEY (tenant, learner, seq)
);
-- Not compressed; out of the row only where a single fact is larger than a chunk should be.
ALTER TABLE lrstream.learner_chunk ALTER COLUMN events SET STORAGE EXTERNAL;
COMMENT ON TABLE lrstream.learner_chunk IS 'Older facts of a learner; a chunk changes only when one of its statements is voided';
COMMENT ON COLUMN lrstream.learner_chunk.tenant IS 'Whose learner';
COMMENT ON COLUMN lrstream.learner_chunk.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN lrstream.learner_chunk.seq IS 'The chunk''s number, from 0, in order of arrival';
COMMENT ON COLUMN lrstream.learner_chunk.events IS 'The facts, packed (stages/indicators/facts/facts.c)';

CREATE TABLE lrstream.learner_course (
	tenant smallint NOT NULL,
	enrolment smallint,
	certificate_state smallint,
	learner uuid NOT NULL,
	course bigint NOT NULL,
	statements bigint NOT NULL,
	first_at timestamptz NOT NULL,
	last_at timestamptz NOT NULL,
	completed_at timestamptz,
	passed_at timestamptz,
	time_us bigint NOT NULL,
	others bigint NOT NULL,
	furthest bigint,
	percent bigint,
	reported_time_us bigint,
	reported_average bigint,
	best_sum bigint NOT NULL,
	last_sum bigint NOT NULL,
	first_sum bigint NOT NULL,
	regularity bigint NOT NULL,
	sessions integer NOT NULL,
	active_days integer NOT NULL,
	longest_streak integer NOT NULL,
	lessons_done integer,
	lessons_total integer,
	current_lesson integer,
	scored integer NOT NULL,
	tried integer NOT NULL,
	tried_right integer NOT NULL,
	struggling integer NOT NULL,
	posts integer NOT NULL,
	replies integer NOT NULL,
	certificate uuid,
	recent_runs int4multirange NOT NULL,
	hours bytea NOT NULL,
	PRIMARY KEY (tenant, learner, course)
) WITH (fillfactor = 70);
COMMENT ON TABLE lrstream.learner_course IS 'A row per learner and course with a counted statement; the view is api_v1.learner_course';
COMMENT ON COLUMN lrstream.learner_course.tenant IS 'Whose learner';
COMMENT ON COLUMN lrstream.learner_course.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN lrstream.learner_course.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.learner_course.statements IS 'Counted statements';
COMMENT ON COLUMN lrstream.learner_course.first_at IS 'When the first of them happened';
COMMENT ON COLUMN lrstream.learner_course.last_at IS 'When the last of them happened';
COMMENT ON COLUMN lrstream.learner_course.completed_at IS
	'When all lessons of the version of the structure then in force were first done; without a structure, when the course was first said to be completed';
COMMENT ON COLUMN lrstream.learner_course.passed_at IS 'When the course itself was first passed';
COMMENT ON COLUMN lrstream.learner_course.others IS 'Statements that neither register nor unregister';
COMMENT ON COLUMN lrstream.learner_course.furthest IS 'The activity, not the course itself, that was begun last, a key of iri';
COMMENT ON COLUMN lrstream.learner_course.struggling IS 'Activities whose answers with a verdict end in four or more wrong ones';
COMMENT ON COLUMN lrstream.learner_course.enrolment IS 'What was said last: 1 registered, 2 unregistered';
COMMENT ON COLUMN lrstream.learner_course.certificate IS 'The certificate in force, else the one revoked last';
COMMENT ON COLUMN lrstream.learner_course.certificate_state IS 'Its state: 1 issued, 2 revoked';
COMMENT ON COLUMN lrstream.learner_course.time_us IS 'Time spent, microseconds';
COMMENT ON COLUMN lrstream.learner_course.percent IS 'The percent stated last, nanopoints';
COMMENT ON COLUMN lrstream.learner_course.lessons_done IS 'Lessons done, as the source says';
COMMENT ON COLUMN lrstream.learner_course.lessons_total IS 'Lessons in all, as the source says';
COMMENT ON COLUMN lrstream.learner_course.current_lesson IS 'The number of the current lesson, as the source says';
COMMENT ON COLUMN lrstream.learner_course.reported_time_us IS 'Time spent as the source says, microseconds';
COMMENT ON COLUMN lrstream.learner_course.reported_average IS 'The average score as the source says, nanopoints';
COMMENT ON COLUMN lrstream.learner_course.scored IS 'Activities with a score, the course itself left out';
COMMENT ON COLUMN lrstream.learner_course.best_sum IS 'Sum of their best scores, nanopoints';
COMMENT ON COLUMN lrstream.learner_course.last_sum IS 'Sum of their last scores, nanopoints';
COMMENT ON COLUMN lrstream.learner_course.first_sum IS 'Sum of their first scores, nanopoints';
COMMENT ON COLUMN lrstream.learner_course.tried IS 'Activities whose first attempt has a verdict';
COMMENT ON COLUMN lrstream.learner_course.tried_right IS 'Of these: right at the first attempt';
COMMENT ON COLUMN lrstream.learner_course.regularity IS 'Entropy over the hours of the week, 1e-9 bits';
COMMENT ON COLUMN lrstream.learner_course.sessions IS 'Sessions';
COMMENT ON COLUMN lrstream.learner_course.active_days IS 'Dates with a statement';
COMMENT ON COLUMN lrstream.learner_course.longest_streak IS 'The longest run of such dates';
COMMENT ON COLUMN lrstream.learner_course.posts IS 'Posts';
COMMENT ON COLUMN lrstream.learner_course.replies IS 'Replies';
COMMENT ON COLUMN lrstream.learner_course.hours IS
	'Statements by hour of the week, packed: the hour and how many, for each that has any (stages/indicators/facts/packing.c)';
COMMENT ON COLUMN lrstream.learner_course.recent_runs IS 'The last 128 runs of such dates, as days since 1970-01-01';

CREATE TABLE lrstream.learner_activity (
	tenant smallint NOT NULL,
	first_success boolean,
	learner uuid NOT NULL,
	course bigint NOT NULL,
	activity bigint NOT NULL,
	activity_type bigint,
	statements bigint NOT NULL,
	time_us bigint NOT NULL,
	attempt_most bigint,
	best bigint,
	last bigint,
	first bigint,
	completed_at timestamptz,
	passed_at timestamptz,
	waived_at timestamptz,
	first_try_at timestamptz,
	last_at timestamptz NOT NULL,
	trials integer NOT NULL,
	wrong_run integer NOT NULL,
	last_day integer NOT NULL,
	last_by uuid NOT NULL,
	PRIMARY KEY (tenant, learner, course, activity)
) WITH (fillfactor = 85);
COMMENT ON TABLE lrstream.learner_activity IS
	'A row per learner, course and activity with a counted statement, the course being one of its own; the view is api_v1.learner_activity';
COMMENT ON COLUMN lrstream.learner_activity.tenant IS 'Whose learner';
COMMENT ON COLUMN lrstream.learner_activity.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN lrstream.learner_activity.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.learner_activity.activity IS 'The activity, a key of iri';
COMMENT ON COLUMN lrstream.learner_activity.activity_type IS 'The type stated last, a key of iri';
COMMENT ON COLUMN lrstream.learner_activity.statements IS 'Counted statements';
COMMENT ON COLUMN lrstream.learner_activity.time_us IS 'Time spent, microseconds';
COMMENT ON COLUMN lrstream.learner_activity.trials IS 'Statements that answered or evaluated it';
COMMENT ON COLUMN lrstream.learner_activity.attempt_most IS 'The largest attempt-id';
COMMENT ON COLUMN lrstream.learner_activity.first_success IS 'The verdict of the first attempt that has one';
COMMENT ON COLUMN lrstream.learner_activity.best IS 'The best score, nanopoints';
COMMENT ON COLUMN lrstream.learner_activity.last IS 'The last score, nanopoints';
COMMENT ON COLUMN lrstream.learner_activity.first IS 'The first score, nanopoints';
COMMENT ON COLUMN lrstream.learner_activity.completed_at IS 'When it was first said to be completed';
COMMENT ON COLUMN lrstream.learner_activity.passed_at IS 'When it was first passed';
COMMENT ON COLUMN lrstream.learner_activity.waived_at IS 'When it was first satisfied or waived';
COMMENT ON COLUMN lrstream.learner_activity.first_try_at IS
	'When it was first attempted, answered, evaluated, completed, passed or failed';
COMMENT ON COLUMN lrstream.learner_activity.last_at IS 'When the last of its statements happened';
COMMENT ON COLUMN lrstream.learner_activity.last_day IS 'The latest date with one, as days since 1970-01-01';
COMMENT ON COLUMN lrstream.learner_activity.last_by IS 'The id of that statement';
COMMENT ON COLUMN lrstream.learner_activity.wrong_run IS 'How many of the last answers with a verdict were wrong, one after the other';

CREATE TABLE lrstream.learner_progress (
	tenant smallint NOT NULL,
	learner uuid NOT NULL,
	course bigint NOT NULL,
	version integer NOT NULL,
	done integer NOT NULL,
	furthest integer NOT NULL,
	PRIMARY KEY (tenant, learner, course, version)
) WITH (fillfactor = 85);
COMMENT ON TABLE lrstream.learner_progress IS
	'A row per learner, course and version of its structure in which the learner touched or did a lesson';
COMMENT ON COLUMN lrstream.learner_progress.tenant IS 'Whose learner';
COMMENT ON COLUMN lrstream.learner_progress.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN lrstream.learner_progress.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.learner_progress.version IS 'The version, a number of structure_version';
COMMENT ON COLUMN lrstream.learner_progress.done IS 'Lessons of the version that are done';
COMMENT ON COLUMN lrstream.learner_progress.furthest IS 'The place of the furthest lesson touched, from 1; 0: none was';

CREATE TABLE lrstream.learner_skill (
	tenant smallint NOT NULL,
	recent_right smallint NOT NULL,
	recent_most smallint NOT NULL,
	mastered boolean NOT NULL,
	recent_mastered boolean NOT NULL,
	learner uuid NOT NULL,
	skill bigint NOT NULL,
	known float8 NOT NULL,
	last_at timestamptz NOT NULL,
	review_at timestamptz NOT NULL,
	recent bigint NOT NULL,
	pfa bigint NOT NULL,
	right_answers integer NOT NULL,
	wrong_answers integer NOT NULL,
	PRIMARY KEY (tenant, learner, skill)
) WITH (fillfactor = 85);
COMMENT ON TABLE lrstream.learner_skill IS
	'A row per learner and skill with evidence, over all courses: an answer with a verdict on an activity that the structure then in force tags with the skill; the view is api_v1.learner_skill';
COMMENT ON COLUMN lrstream.learner_skill.tenant IS 'Whose learner';
COMMENT ON COLUMN lrstream.learner_skill.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN lrstream.learner_skill.skill IS 'The skill, a key of iri';
COMMENT ON COLUMN lrstream.learner_skill.known IS
	'The chance that it is known, after the last answer, by Bayesian Knowledge Tracing; carried on bit by bit';
COMMENT ON COLUMN lrstream.learner_skill.last_at IS 'When the last answer was given';
COMMENT ON COLUMN lrstream.learner_skill.review_at IS 'When it should be reviewed, by half-life regression';
COMMENT ON COLUMN lrstream.learner_skill.recent IS 'The last recent_most verdicts, a bit each: 1 is right, the latest is the lowest';
COMMENT ON COLUMN lrstream.learner_skill.pfa IS 'The chance that the next answer is right, by Performance Factors Analysis, 1e-9';
COMMENT ON COLUMN lrstream.learner_skill.right_answers IS 'Right answers';
COMMENT ON COLUMN lrstream.learner_skill.wrong_answers IS 'Wrong answers';
COMMENT ON COLUMN lrstream.learner_skill.recent_right IS 'Right ones of the last recent_most answers';
COMMENT ON COLUMN lrstream.learner_skill.recent_most IS 'The n of m of n';
COMMENT ON COLUMN lrstream.learner_skill.recent_mastered IS 'At least m of the last n answers are right';
COMMENT ON COLUMN lrstream.learner_skill.mastered IS 'known has come to the chance from which on a skill counts as mastered';

CREATE TABLE lrstream.learner_video (
	tenant smallint NOT NULL,
	learner uuid NOT NULL,
	course bigint NOT NULL,
	activity bigint NOT NULL,
	length_us bigint,
	coverage bigint,
	rewatched_us bigint,
	furthest_us bigint,
	state bytea NOT NULL,
	PRIMARY KEY (tenant, learner, course, activity)
) WITH (fillfactor = 85);
COMMENT ON TABLE lrstream.learner_video IS
	'A row per learner, course and activity whose statements tell of a video; shown by the view api_v1.learner_activity';
COMMENT ON COLUMN lrstream.learner_video.tenant IS 'Whose learner';
COMMENT ON COLUMN lrstream.learner_video.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN lrstream.learner_video.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.learner_video.activity IS 'The activity, a key of iri';
COMMENT ON COLUMN lrstream.learner_video.length_us IS 'The length stated last, microseconds';
COMMENT ON COLUMN lrstream.learner_video.coverage IS 'The share of the length that was seen, billionths';
COMMENT ON COLUMN lrstream.learner_video.rewatched_us IS 'What was seen again, microseconds';
COMMENT ON COLUMN lrstream.learner_video.furthest_us IS 'The largest end of a segment, microseconds';
COMMENT ON COLUMN lrstream.learner_video.state IS
	'Segments, lists of sessions and the open played, packed (stages/indicators/fold/video.c)';

CREATE TABLE lrstream.certificate (
	tenant smallint NOT NULL,
	state smallint NOT NULL,
	id uuid NOT NULL,
	learner uuid NOT NULL,
	course bigint NOT NULL,
	issued_at timestamptz NOT NULL,
	PRIMARY KEY (tenant, id)
) WITH (fillfactor = 90);
CREATE INDEX certificate_by_learner ON lrstream.certificate (tenant, learner);
COMMENT ON TABLE lrstream.certificate IS 'Certificates, in force and revoked; the view is api_v1.certificate';
COMMENT ON COLUMN lrstream.certificate.tenant IS 'Whose learner';
COMMENT ON COLUMN lrstream.certificate.id IS 'The id of the statement that granted it';
COMMENT ON COLUMN lrstream.certificate.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN lrstream.certificate.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.certificate.state IS '1 issued, 2 revoked';
COMMENT ON COLUMN lrstream.certificate.issued_at IS 'When it was granted';

CREATE TABLE lrstream.social (
	tenant smallint NOT NULL,
	reply boolean NOT NULL,
	id uuid NOT NULL,
	learner uuid NOT NULL,
	course bigint NOT NULL,
	activity bigint,
	occurred_at timestamptz NOT NULL,
	discussions bigint[] NOT NULL,
	PRIMARY KEY (tenant, id)
);
-- Rows come and go and never change. One index finds the author of a discussion, the other a learner's replies.
CREATE INDEX social_by_activity ON lrstream.social (tenant, activity, occurred_at, id) WHERE activity IS NOT NULL;
CREATE INDEX social_by_learner ON lrstream.social (tenant, learner, course) WHERE reply;
COMMENT ON TABLE lrstream.social IS
	'Posts and replies in courses: whoever wrote the first one on an activity is its author';
COMMENT ON COLUMN lrstream.social.tenant IS 'Whose learner';
COMMENT ON COLUMN lrstream.social.id IS 'The id of the statement';
COMMENT ON COLUMN lrstream.social.learner IS 'The learner''s pseudonym';
COMMENT ON COLUMN lrstream.social.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.social.activity IS 'What was posted: the object, a key of iri; null if it is no activity';
COMMENT ON COLUMN lrstream.social.occurred_at IS 'When it happened';
COMMENT ON COLUMN lrstream.social.discussions IS 'What it replies to: hashes of IRIs as in iri, in order';
COMMENT ON COLUMN lrstream.social.reply IS 'A reply; else a post';

CREATE TABLE lrstream.course_sum (
	tenant smallint NOT NULL,
	shard smallint NOT NULL,
	course bigint NOT NULL,
	learners bigint NOT NULL,
	statements bigint NOT NULL,
	completions bigint NOT NULL,
	percents bigint NOT NULL,
	percent_sum bigint NOT NULL,
	name_at timestamptz,
	name_id uuid,
	name text,
	PRIMARY KEY (tenant, course, shard)
) WITH (fillfactor = 40);
COMMENT ON TABLE lrstream.course_sum IS 'Sums over learners by course, once per writer; the view is api_v1.course';
COMMENT ON COLUMN lrstream.course_sum.tenant IS 'Whose course';
COMMENT ON COLUMN lrstream.course_sum.shard IS 'The writer''s number';
COMMENT ON COLUMN lrstream.course_sum.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.course_sum.learners IS 'Rows of learner_course';
COMMENT ON COLUMN lrstream.course_sum.statements IS 'Their statements';
COMMENT ON COLUMN lrstream.course_sum.completions IS 'Those with completed_at';
COMMENT ON COLUMN lrstream.course_sum.percents IS 'Those with a percent';
COMMENT ON COLUMN lrstream.course_sum.percent_sum IS 'Sum of these, nanopoints';
COMMENT ON COLUMN lrstream.course_sum.name IS 'The name stated last in what this writer stored';
COMMENT ON COLUMN lrstream.course_sum.name_at IS 'When the statement that named it happened';
COMMENT ON COLUMN lrstream.course_sum.name_id IS 'The id of that statement';

CREATE TABLE lrstream.course_day_sum (
	tenant smallint NOT NULL,
	shard smallint NOT NULL,
	day date NOT NULL,
	course bigint NOT NULL,
	learners bigint NOT NULL,
	statements bigint NOT NULL,
	completions bigint NOT NULL,
	time_us numeric NOT NULL,
	PRIMARY KEY (tenant, course, day, shard)
) WITH (fillfactor = 40);
COMMENT ON TABLE lrstream.course_day_sum IS 'Sums over learners by course and date, once per writer; the view is api_v1.course_day';
COMMENT ON COLUMN lrstream.course_day_sum.tenant IS 'Whose course';
COMMENT ON COLUMN lrstream.course_day_sum.shard IS 'The writer''s number';
COMMENT ON COLUMN lrstream.course_day_sum.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.course_day_sum.day IS 'The date in the tenant''s time zone';
COMMENT ON COLUMN lrstream.course_day_sum.learners IS 'Learners with a statement on it';
COMMENT ON COLUMN lrstream.course_day_sum.statements IS 'Their statements';
COMMENT ON COLUMN lrstream.course_day_sum.completions IS 'Learners whose completed_at falls on it';
COMMENT ON COLUMN lrstream.course_day_sum.time_us IS 'Time spent, microseconds';

CREATE TABLE lrstream.activity_day_sum (
	tenant smallint NOT NULL,
	shard smallint NOT NULL,
	day date NOT NULL,
	course bigint NOT NULL,
	activity bigint NOT NULL,
	learners bigint NOT NULL,
	statements bigint NOT NULL,
	time_us numeric NOT NULL,
	PRIMARY KEY (tenant, course, activity, day, shard)
) WITH (fillfactor = 60);
COMMENT ON TABLE lrstream.activity_day_sum IS
	'Sums over learners by course, activity and date, once per writer; the view is api_v1.activity_day';
COMMENT ON COLUMN lrstream.activity_day_sum.tenant IS 'Whose course';
COMMENT ON COLUMN lrstream.activity_day_sum.shard IS 'The writer''s number';
COMMENT ON COLUMN lrstream.activity_day_sum.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.activity_day_sum.activity IS 'The activity, a key of iri';
COMMENT ON COLUMN lrstream.activity_day_sum.day IS 'The date in the tenant''s time zone';
COMMENT ON COLUMN lrstream.activity_day_sum.learners IS 'Learners with a statement on it';
COMMENT ON COLUMN lrstream.activity_day_sum.statements IS 'Their statements';
COMMENT ON COLUMN lrstream.activity_day_sum.time_us IS 'Time spent, microseconds';

CREATE TABLE lrstream.activity_sum (
	tenant smallint NOT NULL,
	shard smallint NOT NULL,
	course bigint NOT NULL,
	activity bigint NOT NULL,
	learners bigint NOT NULL,
	attempts numeric NOT NULL,
	tried bigint NOT NULL,
	tried_right bigint NOT NULL,
	scored bigint NOT NULL,
	best_sum bigint NOT NULL,
	furthest bigint NOT NULL,
	type_at timestamptz,
	type_id uuid,
	activity_type bigint,
	name_at timestamptz,
	name_id uuid,
	name text,
	PRIMARY KEY (tenant, course, activity, shard)
) WITH (fillfactor = 40);
COMMENT ON TABLE lrstream.activity_sum IS 'Sums over learners by course and activity, once per writer; the view is api_v1.activity';
COMMENT ON COLUMN lrstream.activity_sum.tenant IS 'Whose course';
COMMENT ON COLUMN lrstream.activity_sum.shard IS 'The writer''s number';
COMMENT ON COLUMN lrstream.activity_sum.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.activity_sum.activity IS 'The activity, a key of iri';
COMMENT ON COLUMN lrstream.activity_sum.learners IS 'Rows of learner_activity';
COMMENT ON COLUMN lrstream.activity_sum.attempts IS 'Their attempts';
COMMENT ON COLUMN lrstream.activity_sum.tried IS 'Those whose first attempt has a verdict';
COMMENT ON COLUMN lrstream.activity_sum.tried_right IS 'Of these: right at the first attempt';
COMMENT ON COLUMN lrstream.activity_sum.scored IS 'Those with a score';
COMMENT ON COLUMN lrstream.activity_sum.best_sum IS 'Sum of their best scores, nanopoints';
COMMENT ON COLUMN lrstream.activity_sum.furthest IS 'Learners of the course who began no other activity later';
COMMENT ON COLUMN lrstream.activity_sum.activity_type IS 'The type stated last in what this writer stored, a key of iri';
COMMENT ON COLUMN lrstream.activity_sum.type_at IS 'When the statement that stated it happened';
COMMENT ON COLUMN lrstream.activity_sum.type_id IS 'The id of that statement';
COMMENT ON COLUMN lrstream.activity_sum.name IS 'The name stated last in what this writer stored';
COMMENT ON COLUMN lrstream.activity_sum.name_at IS 'When the statement that named it happened';
COMMENT ON COLUMN lrstream.activity_sum.name_id IS 'The id of that statement';

CREATE TABLE lrstream.segment_sum (
	tenant smallint NOT NULL,
	shard smallint NOT NULL,
	at_second integer NOT NULL,
	course bigint NOT NULL,
	activity bigint NOT NULL,
	views bigint NOT NULL,
	learners bigint NOT NULL,
	furthest bigint NOT NULL,
	PRIMARY KEY (tenant, course, activity, at_second, shard)
) WITH (fillfactor = 60);
COMMENT ON TABLE lrstream.segment_sum IS
	'Where in a video segments begin and end, over learners, once per writer; the views are api_v1.activity_segment and api_v1.drop_off_second';
COMMENT ON COLUMN lrstream.segment_sum.tenant IS 'Whose course';
COMMENT ON COLUMN lrstream.segment_sum.shard IS 'The writer''s number';
COMMENT ON COLUMN lrstream.segment_sum.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.segment_sum.activity IS 'The activity, a key of iri';
COMMENT ON COLUMN lrstream.segment_sum.at_second IS 'Seconds from the start of the video, to the nearest';
COMMENT ON COLUMN lrstream.segment_sum.views IS 'Segments that begin here less those that end here';
COMMENT ON COLUMN lrstream.segment_sum.learners IS 'Learners who begin to see what follows less those who have seen up to here';
COMMENT ON COLUMN lrstream.segment_sum.furthest IS 'Learners whose furthest position is here';

CREATE TABLE lrstream.progress_sum (
	tenant smallint NOT NULL,
	shard smallint NOT NULL,
	version integer NOT NULL,
	course bigint NOT NULL,
	place integer NOT NULL,
	learners bigint NOT NULL,
	done bigint NOT NULL,
	PRIMARY KEY (tenant, course, version, place, shard)
) WITH (fillfactor = 40);
COMMENT ON TABLE lrstream.progress_sum IS
	'Sums over learners by course, version of its structure and furthest lesson touched, once per writer; the view is api_v1.drop_off';
COMMENT ON COLUMN lrstream.progress_sum.tenant IS 'Whose course';
COMMENT ON COLUMN lrstream.progress_sum.shard IS 'The writer''s number';
COMMENT ON COLUMN lrstream.progress_sum.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.progress_sum.version IS 'The version, a number of structure_version';
COMMENT ON COLUMN lrstream.progress_sum.place IS 'The place of the furthest lesson touched, from 1; 0: none was';
COMMENT ON COLUMN lrstream.progress_sum.learners IS 'Learners who came so far: rows of learner_progress';
COMMENT ON COLUMN lrstream.progress_sum.done IS 'Lessons of the version that they did';

-- ---- what courses consist of, as their source says (W32); nothing here is anybody's ----

CREATE TABLE lrstream.course_structure (
	tenant smallint NOT NULL,
	course bigint NOT NULL,
	number bigint NOT NULL,
	content bigint NOT NULL,
	changed_at timestamptz NOT NULL DEFAULT now(),
	name text,
	PRIMARY KEY (tenant, course)
);
CREATE UNIQUE INDEX course_structure_by_number ON lrstream.course_structure (tenant, number);
COMMENT ON TABLE lrstream.course_structure IS
	'The courses that a record of structure came for; one without rows in structure_version was withdrawn';
COMMENT ON COLUMN lrstream.course_structure.tenant IS 'Whose course';
COMMENT ON COLUMN lrstream.course_structure.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.course_structure.number IS
	'Changes of the tenant''s structures are counted; this is that of the course''s last one';
COMMENT ON COLUMN lrstream.course_structure.content IS 'A hash of the record: the same again changes nothing';
COMMENT ON COLUMN lrstream.course_structure.changed_at IS 'When the record in force was stored';
COMMENT ON COLUMN lrstream.course_structure.name IS 'The course''s name, as the record says it';

CREATE TABLE lrstream.structure_version (
	tenant smallint NOT NULL,
	course bigint NOT NULL,
	number integer NOT NULL,
	lessons integer NOT NULL,
	from_at timestamptz NOT NULL,
	until_at timestamptz NOT NULL,
	starts_at timestamptz,
	ends_at timestamptz,
	version text NOT NULL,
	PRIMARY KEY (tenant, course, number)
);
COMMENT ON TABLE lrstream.structure_version IS 'The versions of a course''s structure: in force from from_at until before until_at';
COMMENT ON COLUMN lrstream.structure_version.tenant IS 'Whose course';
COMMENT ON COLUMN lrstream.structure_version.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.structure_version.number IS 'The version''s number, from 1, in order of time';
COMMENT ON COLUMN lrstream.structure_version.lessons IS 'How many lessons it has';
COMMENT ON COLUMN lrstream.structure_version.from_at IS 'In force from here; -infinity: from ever';
COMMENT ON COLUMN lrstream.structure_version.until_at IS 'In force until before here, the next version''s from_at; infinity for the last';
COMMENT ON COLUMN lrstream.structure_version.starts_at IS 'When the course starts';
COMMENT ON COLUMN lrstream.structure_version.ends_at IS 'When the course ends';
COMMENT ON COLUMN lrstream.structure_version.version IS 'What the source calls the version';

CREATE TABLE lrstream.structure_lesson (
	tenant smallint NOT NULL,
	move_on smallint NOT NULL,
	number integer NOT NULL,
	course bigint NOT NULL,
	activity bigint NOT NULL,
	place integer NOT NULL,
	due_at timestamptz,
	length_us bigint,
	skills bigint[] NOT NULL,
	PRIMARY KEY (tenant, course, number, place),
	UNIQUE (tenant, course, number, activity)
);
COMMENT ON TABLE lrstream.structure_lesson IS 'The lessons of each version, in their order; the view is api_v1.lesson';
COMMENT ON COLUMN lrstream.structure_lesson.tenant IS 'Whose course';
COMMENT ON COLUMN lrstream.structure_lesson.course IS 'The course, a key of iri';
COMMENT ON COLUMN lrstream.structure_lesson.number IS 'The version, as in structure_version';
COMMENT ON COLUMN lrstream.structure_lesson.place IS 'The lesson''s place in the version, from 1';
COMMENT ON COLUMN lrstream.structure_lesson.activity IS 'The lesson''s activity, a key of iri';
COMMENT ON COLUMN lrstream.structure_lesson.move_on IS
	'When it is done: 0 CompletedOrPassed, 1 Completed, 2 Passed, 3 CompletedAndPassed, 4 NotApplicable';
COMMENT ON COLUMN lrstream.structure_lesson.due_at IS 'When it is due';
COMMENT ON COLUMN lrstream.structure_lesson.length_us IS 'How long it is, as the source says, microseconds';
COMMENT ON COLUMN lrstream.structure_lesson.skills IS 'The skills it belongs to, keys of iri, in order';
