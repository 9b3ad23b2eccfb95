-- What each indicator means, for those who read the numbers. State classes: S sums and counts; M first, last, largest,
-- set; N of neighbours in time; O folded in order; derived: computed when read.

CREATE TABLE lrstream.indicator (
	definition_version integer NOT NULL,
	name text NOT NULL,
	state_class text NOT NULL,
	"view" text NOT NULL,
	"column" text NOT NULL,
	definition text NOT NULL,
	PRIMARY KEY (name, definition_version)
);
REVOKE INSERT, UPDATE, DELETE ON lrstream.indicator FROM lrstream_writer;
COMMENT ON TABLE lrstream.indicator IS 'The definitions of the indicators; the view is api_v1.indicator';
COMMENT ON COLUMN lrstream.indicator.name IS 'The indicator''s name';
COMMENT ON COLUMN lrstream.indicator.definition IS 'What it means';
COMMENT ON COLUMN lrstream.indicator.definition_version IS 'The version of this definition: fold_version of the rows it holds for';
COMMENT ON COLUMN lrstream.indicator.state_class IS 'S sum, M first, last, largest or set, N of neighbours, O folded in order, derived when read';
COMMENT ON COLUMN lrstream.indicator."view" IS 'The view in api_v1 that shows it';
COMMENT ON COLUMN lrstream.indicator."column" IS 'Its column there';

INSERT INTO lrstream.indicator (definition_version, name, state_class, "view", "column", definition) VALUES
(2, 'enrolment_state', 'M', 'learner_course', 'enrolment_state',
	'Over registered and unregistered on the course, in order of time: withdrawn if the last is unregistered; else completed if completed_at is known; else enrolled if there is one; else null.'),
(2, 'first_accessed_at', 'M', 'learner_course', 'first_accessed_at',
	'The time of the learner''s first counted statement in the course, registrations included.'),
(2, 'last_accessed_at', 'M', 'learner_course', 'last_accessed_at',
	'The time of the learner''s last counted statement in the course, registrations included.'),
(2, 'active_days', 'S', 'learner_course', 'active_days',
	'Distinct dates, in the tenant''s time zone, with a counted statement of the learner in the course.'),
(2, 'current_streak', 'derived', 'learner_course', 'current_streak_days',
	'The length of the run of active dates that ends on the date of as_of or the day before, else 0. Known for the last 32 runs.'),
(2, 'longest_streak', 'S', 'learner_course', 'longest_streak_days',
	'The length of the longest run of consecutive active dates.'),
(2, 'sessions', 'N', 'learner_course', 'sessions',
	'One more than the number of gaps longer than the session cut-off (30 minutes) between the learner''s neighbouring statements in the course; durations play no part.'),
(2, 'time_spent', 'N', 'learner_course', 'time_spent_minutes',
	'Over all statements of the learner in all courses by time, at one time longer durations first: of neighbours a, b, if b states a duration D, the lesser of D and the gap is credited to b; else, if the gap is at most the session cut-off, the lesser of gap and idle cut-off (10 minutes) to a. The very first statement is credited its duration. The credits of the statements in the course, summed.'),
(2, 'activity_time_spent', 'N', 'learner_activity', 'time_spent_minutes',
	'As time_spent: the credits of the statements on the activity, summed.'),
(2, 'course_day_time_spent', 'N', 'course_day', 'time_spent_minutes',
	'As time_spent: the credits of all learners'' statements in the course on the date, summed; a credit falls wholly on its statement''s date.'),
(2, 'percent_complete', 'M', 'learner_course', 'percent_complete',
	'With a structure: the share of the lessons, of the version in force at as_of, that are done; null for one without lessons and before the first version. A lesson is done by its moveOn: Completed, Passed, CompletedOrPassed, CompletedAndPassed (the later of both firsts), NotApplicable (the learner''s first statement in the course); satisfied and waived meet any; the course itself, as a lesson, asks for Completed. What the source says of the course is then ignored. Without a structure: the last statement on the course that states a percent: the progress extension of cmi5 if it is a number from 0 to 100, else 100 if it says completed. It may fall.'),
(2, 'completed_at', 'M', 'learner_course', 'completed_at',
	'With a structure: the earliest moment at which all lessons of the version then in force are done; it may be the moment at which a version comes into force, a future one included, and stays when a later version asks for more; a version without lessons completes nobody. Without a structure: the time of the first statement on the course that says completed: verb satisfied or waived; else result.completion where stated; else verb completed.'),
(2, 'lessons_done', 'M', 'learner_course', 'lessons_done',
	'With a structure: the lessons done of the version in force at as_of. Without: the number last stated in the result extension urn:lrstream:lessons-done of a statement on the course.'),
(2, 'total_lessons', 'M', 'learner_course', 'total_lessons',
	'With a structure: the lessons of the version in force at as_of. Without: the number last stated in the result extension urn:lrstream:lessons-total of a statement on the course.'),
(2, 'current_lesson', 'M', 'learner_course', 'current_lesson',
	'Of the lessons, in the version of the structure in force at as_of, that are not done: the one whose last statement is the latest by time and statement id, else the first in the structure''s order; null when all are done, and without a structure.'),
(2, 'current_lesson_number', 'M', 'learner_course', 'current_lesson_number',
	'The number last stated in the result extension urn:lrstream:current-lesson of a statement on the course; else, with a structure, the place of current_lesson from 1, or total_lessons when all are done.'),
(2, 'lessons_per_day', 'derived', 'learner_course', 'lessons_per_day',
	'With a structure: of the lessons in the version in force at as_of, those done on the 14 dates that end with the date of as_of, over the active dates among these; null if none of them was active. Active dates are known for the last 32 runs.'),
(2, 'eta', 'derived', 'learner_course', 'eta',
	'as_of + lessons left / lessons_per_day days; null if no lesson is left or the pace is 0 or unknown.'),
(2, 'at_risk', 'derived', 'learner_course', 'at_risk',
	'There is a reason in at_risk_reasons; else false.'),
(2, 'at_risk_reasons', 'derived', 'learner_course', 'at_risk_reasons',
	'Only while enrolment_state is enrolled and the course itself was not passed; else empty. idle: as_of is more than 7 days behind last_accessed_at. never_started: every statement in the course is registered or unregistered. struggling: an activity''s answers (answered, evaluated) with a verdict end in 4 or more wrong ones. absent_last_quarter: the version of the structure in force says when the course starts and ends, as_of is in the last quarter of that time, both ends included, and no statement came since it began.'),
(2, 'reported_time_spent', 'M', 'learner_course', 'reported_time_spent_minutes',
	'The duration last stated in the result extension urn:lrstream:time-spent of a statement on the course. It never feeds time_spent.'),
(2, 'reported_average_score', 'M', 'learner_course', 'reported_average_score',
	'The number last stated in the result extension urn:lrstream:average-score of a statement on the course. It never feeds average_score.'),
(2, 'statements', 'S', 'learner_course', 'statements',
	'The learner''s counted statements in the course: not voided, voiding or administrative, and not of a Group.'),
(2, 'average_score_best', 'M', 'learner_course', 'average_score_best',
	'The mean of the best scores of the course''s activities that have one, the course itself left out. A score is scaled, else (raw - min) / (max - min), below 0 counting as 0, times 100.'),
(2, 'average_score_last', 'M', 'learner_course', 'average_score_last',
	'As average_score_best, of each activity''s last score.'),
(2, 'average_score_first', 'M', 'learner_course', 'average_score_first',
	'As average_score_best, of each activity''s first score.'),
(2, 'regularity', 'S', 'learner_course', 'regularity',
	'The entropy, in bits, of the learner''s counted statements in the course over the 168 hours of the week in the tenant''s time zone.'),
(2, 'posts', 'S', 'learner_course', 'posts',
	'The learner''s posts in the course. A posting is a statement posted, whatever its object, or create of an object whose stated type is a discussion. Its discussions are the activities whose stated type is that in the parent and grouping of its context, other than its object. A post is a posting without discussions. Types and verbs are those of schemas/xapi.'),
(2, 'replies', 'S', 'learner_course', 'replies',
	'The learner''s replies in the course: any replied, with discussions or without, and each posting (see posts) with discussions.'),
(2, 'distinct_peers', 'M', 'learner_course', 'distinct_peers',
	'The different authors of the discussions of the learner''s replies in the course, the learner not among them; 0 if there is none. The author of an activity is the learner of the first post or reply, by time and statement id, whose object it is, in whatever course of the tenant. Order does not matter between a reply and what it replies to; if the first post is voided or its learner erased, the next one''s learner is the author. A discussion that nobody is known to have begun has no author, and what was posted outside all courses makes nobody one.'),
(2, 'cohort_percentile', 'M', 'cohort_percentile', 'p50',
	'A cohort is the learners of a course, withdrawn ones included, whose first_accessed_at falls in one week, Monday to Sunday in the tenant''s time zone. For each metric, a column of learner_course, the 10th, 25th, 50th, 75th and 90th percentile of those who have a value; between two values in proportion (percentile_cont). There is a row only if 10 learners or more have a value; nobody who reads the view can lower that. So no row is about fewer than 10 learners, and since each learner is in one cohort of a course, no two rows differ by a few of them. It does not hide what all of a cohort share, nor how many lack a value. It does not protect from comparing the view before and after a single learner''s change, nor from who may also read the views that show learners one by one: give readers from whom single learners are to be kept this view alone, and seldom.'),
(2, 'certificate', 'M', 'certificate', 'state',
	'Earned or passed on the course opens a certificate if none is open, unless its success is false or its grade is Fail; a void of that statement or a later failed revokes it.'),
(2, 'attempts', 'M', 'learner_activity', 'attempts',
	'The largest attempt-id that is a whole number, of result, else context, else the object''s definition; without one the number of answered and evaluated statements.'),
(2, 'first_attempt_correct', 'M', 'learner_activity', 'first_attempt_correct',
	'result.success of the first answered or evaluated statement that states it.'),
(2, 'activity_completed_at', 'M', 'learner_activity', 'completed_at',
	'When the activity was done, by its moveOn in the version of the structure in force at as_of: Completed, Passed, CompletedOrPassed, CompletedAndPassed (the later of both firsts), NotApplicable (the learner''s first statement in the course); satisfied and waived meet any. CompletedOrPassed without a structure and outside it; Completed for the course itself.'),
(2, 'timeliness', 'M', 'learner_activity', 'timeliness',
	'Of a lesson in the version of the structure in force at as_of; else null. floating without due_at. Else, by the first statement attempted, answered, evaluated, completed, passed or failed: on_time if it is at due_at or before, late if after; missing if there is none and as_of is after due_at, else null.'),
(2, 'lead', 'M', 'learner_activity', 'lead_seconds',
	'due_at - the first try, as in timeliness; below zero if late; null if either is unknown.'),
(2, 'video_length', 'M', 'learner_activity', 'video_length_seconds',
	'The last number above 0 that the learner''s statements on the activity state as the video profile''s length, in the extensions of context, else result.'),
(2, 'video_coverage', 'M', 'learner_activity', 'video_coverage',
	'The share of the video''s length that was seen at least once; 0.95 or more counts as watched. If any statement on the activity has a readable, non-empty list of played segments, all such lists, and nothing else; else each played (time) with the next paused or terminated (time) or seeked (time-from); another played replaces it, and one whose time is not a number ends it without a segment. Segments are half-open and cut to [0, length]. A list of which any part is not two numbers is none. Null without a length, and if there is neither a list nor a played. Exact for up to 25,000 separate pieces; beyond, their ends are rounded to whole seconds, or to 2, 4, 8 and so on.'),
(2, 'video_rewatched', 'M', 'learner_activity', 'video_rewatched_seconds',
	'Of the segments of video_coverage, of lists only the last one of each session-id, since lists grow (none is one session): the sum of their lengths less the length of their union. Null if there is neither a list nor a played. A session that tells of the activity again after 100 others, or after others with more than 25,000 separate pieces, is a new one.'),
(2, 'furthest_position', 'M', 'learner_activity', 'furthest_position',
	'The largest end of the segments of video_coverage, in seconds.'),
(2, 'heat_map', 'S', 'activity_segment', 'views',
	'How many of the segments of video_rewatched, of all learners, their ends rounded to whole seconds, are over each second.'),
(2, 'heat_map_learners', 'S', 'activity_segment', 'learners',
	'How many learners have one of the segments of heat_map over each second.'),
(2, 'drop_off_second', 'S', 'drop_off_second', 'learners',
	'How many learners have the second, to the nearest, as furthest_position: a histogram.'),
(2, 'difficulty', 'M', 'activity', 'difficulty',
	'The share of true among learners with a first_attempt_correct: 1 is easiest.'),
(2, 'discrimination', 'S', 'activity', 'discrimination',
	'Pearson''s r over learners between first_attempt_correct and its mean over the learner''s other activities of the course; null if either does not vary.'),
(2, 'activity_average_score', 'M', 'activity', 'average_score',
	'The mean of the learners'' best scores.'),
(2, 'course_learners', 'S', 'course', 'learners',
	'The learners with a counted statement in the course, withdrawn ones included.'),
(2, 'course_completions', 'S', 'course', 'completions',
	'The learners of the course with a completed_at.'),
(2, 'average_percent_complete', 'M', 'course', 'average_percent_complete',
	'The mean of percent_complete over the learners that have one.'),
(2, 'drop_off', 'S', 'drop_off', 'learners',
	'With a structure: the learners for whom this is, of the lessons they have a statement on, the one of the largest place in the version in force at as_of. Without: the learners for whom it is the activity, not the course itself, whose first statement is the latest by time and statement id.'),
(2, 'active_learners', 'S', 'course_day', 'active_learners',
	'The learners with a counted statement in the course on the date.');

CREATE VIEW api_v1.indicator AS
SELECT name, definition, definition_version, state_class, "view", "column"
FROM lrstream.indicator;
COMMENT ON VIEW api_v1.indicator IS 'What each indicator means';
COMMENT ON COLUMN api_v1.indicator.name IS 'The indicator''s name';
COMMENT ON COLUMN api_v1.indicator.definition IS 'What it means';
COMMENT ON COLUMN api_v1.indicator.definition_version IS 'The version of this definition, as rows of learner_course name it';
COMMENT ON COLUMN api_v1.indicator.state_class IS 'S sum, M first, last, largest or set, N of neighbours, O folded in order, derived when read';
COMMENT ON COLUMN api_v1.indicator."view" IS 'The view in api_v1 that shows it';
COMMENT ON COLUMN api_v1.indicator."column" IS 'Its column there';
