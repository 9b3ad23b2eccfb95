"""The IRIs that the definitions of the indicators name. Written out here, not read from schemas/: the oracle shares
nothing with the program, so that a slip in one of the two shows."""

ADL = 'http://adlnet.gov/expapi/verbs/'
TINCAN = 'http://id.tincanapi.com/'
VIDEO = 'https://w3id.org/xapi/video/'
CMI5 = 'https://w3id.org/xapi/adl/verbs/'

REGISTERED, UNREGISTERED = ADL + 'registered', TINCAN + 'verb/unregistered'
INITIALIZED, ATTEMPTED, EXPERIENCED, TERMINATED = (ADL + v for v in ('initialized', 'attempted', 'experienced', 'terminated'))
PROGRESSED, COMPLETED, PASSED, FAILED, ANSWERED = (ADL + v for v in ('progressed', 'completed', 'passed', 'failed', 'answered'))
VOIDED = ADL + 'voided'
EVALUATED = 'https://w3id.org/xapi/acrossx/verbs/evaluated'
SATISFIED, WAIVED = CMI5 + 'satisfied', CMI5 + 'waived'
EARNED, VIEWED = TINCAN + 'verb/earned', TINCAN + 'verb/viewed'
PLAYED, PAUSED, SEEKED = (VIDEO + 'verbs/' + v for v in ('played', 'paused', 'seeked'))
POSTED, CREATED, REPLIED = 'https://w3id.org/xapi/acrossx/verbs/posted', 'http://activitystrea.ms/create', TINCAN + 'verb/replied'
ADMINISTRATIVE = {
    'https://w3id.org/xapi/dod-isd/verbs/published', 'http://activitystrea.ms/schema/1.0/publish', ADL + 'published',
    'http://purl.imsglobal.org/caliper/actions/Unpublished', 'http://activitystrea.ms/schema/1.0/purchase',
    'http://activitystrea.ms/purchase', 'urn:lrstream:account-created', 'urn:lrstream:account-updated',
}

COURSE_TYPES = ('http://adlnet.gov/expapi/activities/course', 'https://w3id.org/xapi/cmi5/activitytype/course')
DISCUSSION = TINCAN + 'activitytype/discussion'
LESSON, QUESTION, VIDEO_TYPE = ('http://adlnet.gov/expapi/activities/lesson', 'http://adlnet.gov/expapi/activities/question',
    VIDEO + 'activity-type/video')

ATTEMPT_ID = TINCAN + 'extension/attempt-id'
PROGRESS = 'https://w3id.org/xapi/cmi5/result/extensions/progress'
GRADE = 'http://www.tincanapi.co.uk/activitytypes/grade_classification'
LESSONS_DONE, LESSONS_TOTAL, CURRENT_LESSON, TIME_SPENT, AVERAGE_SCORE = (
    'urn:lrstream:' + name for name in ('lessons-done', 'lessons-total', 'current-lesson', 'time-spent', 'average-score'))
SEGMENTS, LENGTH, TIME, TIME_FROM, TIME_TO, SESSION = (
    VIDEO + 'extensions/' + name for name in ('played-segments', 'length', 'time', 'time-from', 'time-to', 'session-id'))
