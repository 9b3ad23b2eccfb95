"""Events of other systems, and lines that are refused, with what names a person in each of their fields; for leaks.py.

Each of the generators gives cases: (name, line, what must be gone from all that is written).
"""
import base64, copy, json, pathlib, urllib.parse

from leak_people import *
from leak_places import statement

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COURSE = 'course-v1:campus+00042+session03'
BLOCK = 'block-v1:campus+00042+session03+type@problem+block@a0f1'
AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0'


# ---- Open edX ----

def tracked(p, name, event, source='server', page=None):
    """A line of tracking.log."""
    return {'name': name, 'event_type': name, 'event_source': source, 'username': p.login, 'ip': p.ip4, 'agent': AGENT,
        'host': 'campus.example.org', 'referer': f'{HOME}/u/{p.login}',
        'accept_language': 'fr', 'session': p.session, 'time': '2026-05-21T10:22:33.123456+00:00',
            'page': page or f'{HOME}/x?u={percent(p.mail)}', 'event': event,
        'context': {'user_id': p.number, 'course_id': COURSE, 'org_id': 'campus', 'path': '/courses/' + COURSE + '/',
            'module': {'display_name': 'Stars', 'usage_key': BLOCK}}}


def routed(p, name, event, source='server', page=None):
    """The same as an event-tracking object."""
    line = tracked(p, name, event, source, page)
    context = {**line['context'], **{key: line[key] for key in ('username', 'ip', 'agent', 'host', 'referer', 'session', 'event_source',
        'page', 'accept_language')}, 'path': '/event'}
    return {'name': name, 'timestamp': line['time'], 'data': event, 'context': context}


def edx_facts(p):
    """Name, facts, source, and what else of the person is in them."""
    form = urllib.parse.urlencode({'input_a0f1_2_1': p.mail, 'input_a0f1_3_1': p.name + ' ' + p.phone})
    post = {'email': [p.mail], 'name': [p.name], 'year_of_birth': ['1990'], 'username': [p.login], 'password': '********'}
    answer = f'Je suis {p.name}, {p.mail}, {p.phone}'
    for mode in ('activated', 'deactivated'):
        yield f'edx.course.enrollment.{mode}', {'user_id': p.number, 'mode': 'honor', 'course_id': COURSE}, 'server', []
    for name in ('/login', '/register', '/user_api/v1/account/login_session/', '/create_account', '/account/password',
        '/courses/x/instructor/api/students'):
        for event in (json.dumps({'POST': post, 'GET': {}}), {'POST': post},
            'email=' + percent(p.mail) + '&name=' + urllib.parse.quote_plus(p.name), json.dumps({'GET': {'u': [p.mail, p.login]}})):
            yield name, event, 'server', [p.name]
    yield 'problem_check', form, 'browser', []
    yield 'problem_check', {'problem_id': BLOCK, 'attempts': 1, 'grade': 1, 'max_grade': 1, 'success': 'correct',
        'answers': {'a0f1_2_1': answer},
        'submission': {'a0f1_2_1': {'question': f'Contact de {p.mail} ?', 'answer': answer, 'input_type': 'textline',
            'response_type': 'stringresponse', 'correct': True, 'variant': ''}}}, 'server', []
    yield 'problem_check', json.dumps({'problem_id': BLOCK, 'attempts': 1, 'grade': 1, 'max_grade': 1, 'success': 'correct',
        'answers': {'a0f1_2_1': [answer, p.login]}, 'submission': {'a0f1_2_1': {'answer': answer}}}), 'server', []
    yield 'problem_graded', [form, f'<div><input value="{p.mail}"/> {p.name}</div>'], 'browser', []
    yield 'problem_show', {'problem': BLOCK, 'answer': answer}, 'browser', []
    yield 'problem_save', form, 'browser', []
    yield 'showanswer', {'problem_id': BLOCK + '?' + p.mail}, 'server', []
    for name in ('play_video', 'pause_video', 'stop_video', 'load_video', 'seek_video', 'speed_change_video', 'hide_transcript',
        'complete_video'):
        event = {'id': f'vid-{p.login}', 'code': p.mail, 'currentTime': 12.5, 'old_time': 3, 'new_time': 5, 'old_speed': '1',
            'new_speed': '2', 'duration': 100, 'user_name': p.name}
        yield name, event if name != 'pause_video' else json.dumps(event), 'browser', []
    for name in ('thread.created', 'response.created', 'comment.created', 'thread.edited', 'thread.viewed', 'thread.voted',
        'response.voted', 'comment.reported', 'thread.deleted'):
        yield 'edx.forum.' + name, {'title': f'Bonjour de {p.mail}', 'body': f'{answer} <a href="mailto:{percent(p.mail)}">x</a>',
            'author_id': str(p.number), 'commentable_id': 'c-1', 'id': f't-{p.ine}', 'url': f'{HOME}/forum/users/{p.login}',
            'options': {'followed': True}, 'user_forums_roles': ['Student'], 'thread_type': 'discussion', 'target_username': p.login,
                'discussion': {'id': 'd'}, 'response': {'id': 'r'}}, 'server', [p.name]
    yield 'edx.forum.searched', {'query': f'{p.name} {p.mail}', 'page': 1, 'total_results': 0}, 'server', []
    for name in ('created', 'revoked', 'evidence_visited', 'shared'):
        yield 'edx.certificate.' + name, {'certificate_url': f'{HOME}/certificates/user/{p.number}/course/x', 'certificate_id': p.session,
            'user_id': p.number, 'name': p.name, 'course_id': COURSE, 'source_url': f'{HOME}/u/{p.login}'}, 'server', [p.name]
    yield 'edx.user.settings.changed', {'user_id': p.number, 'table': 'auth_user', 'setting': 'email', 'old': p.mail,
        'new': 'new.' + p.mail}, 'server', []
    yield 'edx.user.settings.changed', {'user_id': p.number, 'table': 'auth_userprofile', 'setting': 'name', 'old': p.name, 'new': p.family,
        'truncated': []}, 'server', [p.name]
    for name in ('edx.course.student_notes.added', 'edx.team.page_viewed', 'openassessmentblock.create_submission',
        'openassessmentblock.peer_assess', 'ubcpi.submit', 'edx.googlecomponent.document.displayed', 'edx.cohort.user_added',
        'xblock.survey.submitted',
        'edx.bookmark.added', 'edx.video.closed_captions.shown', 'edx.social.login', 'page_close', 'edx.ui.lms.link_clicked',
            'edx.ui.lms.outline.selected', 'edx.grades.problem.submitted', 'edx.course.completed',
            'edx.special_exam.timed.attempt.started'):
        yield name, {'note_text': answer, 'answer': {'text': answer, 'parts': [{'text': p.mail}]}, 'user_id': p.number, 'username': p.login,
            'email': p.mail, 'display_name': f'TP de {p.mail}', 'url': f'{HOME}/u/{p.login}', 'name': p.name,
            'target_url': f'{HOME}/~{p.login}?mail={percent(p.mail)}', 'current_url': f'{HOME}/x?email={percent(p.mail)}',
                'target_name': f'Page de {p.mail}', 'exam_name': f'Examen de {p.mail}', 'course_id': COURSE, 'problem_id': BLOCK,
            'weighted_earned': 1, 'weighted_possible': 2, 'exam_id': 3, 'submission_uuid': p.session, 'feedback': answer,
                'id': 'x'}, 'server', [p.name]


def edx():
    n = 0
    for build in (tracked, routed):
        for i in range(len(list(edx_facts(person(0))))):
            n += 1
            p = person(n)
            name, facts, source, more = list(edx_facts(p))[i]
            gone = [p.login, p.ip4, str(p.number), p.session, p.mail, p.mobile, *more]
            yield f'{build.__name__} {name} {i}', build(p, name, facts, source), gone
            if i % 7 == 0:
                broken = {k: v for k, v in build(p, name, facts, source).items() if k not in ('time', 'timestamp')}
                yield f'{build.__name__} {name} {i} without time', broken, gone
                yield f'{build.__name__} {name} {i}, time', {**build(p, name, facts, source), 'time': p.mail, 'timestamp': p.mail}, gone
                yield f'{build.__name__} {name} {i}, name', {**build(p, name, facts, source), 'name': p.mail,
                    'event_type': '/' + p.login}, gone
                yield f'{build.__name__} {name} {i} in a log line', \
                    'Mar  1 10:00:00 campus [service][tracking] INFO [tracking] - ' + json.dumps(build(p, name, facts, source), ensure_ascii=False), gone


# ---- Moodle ----

def moodle():
    for n in range(24):
        p, other = person(n), person(n + 3)
        told = {'username': p.login, 'email': other.mail, 'userid': other.number, 'fullname': p.name, 'itemname': p.mail}
        others = ('N;', None, '', json.dumps(told), serialized(p.mail),
            f'a:2:{{s:8:"username";s:{len(p.login)}:"{p.login}";s:6:"userid";i:{other.number};}}',
            'O:8:"stdClass":1:{s:5:"email";s:%d:"%s";}' % (len(p.mail), p.mail), base64.b64encode(json.dumps(told).encode()).decode())
        line = {'id': 90003 + n, 'eventname': ('\\core\\event\\user_updated', '\\mod_quiz\\event\\attempt_submitted',
            '\\core\\event\\user_loggedin', '\\mod_forum\\event\\post_created')[n % 4], 'component': 'mod_quiz', 'action': 'submitted',
            'target': 'attempt', 'objecttable': 'quiz_attempts', 'objectid': 12, 'crud': 'u', 'edulevel': 2, 'contextid': 33,
                'contextlevel': 70, 'contextinstanceid': 4, 'userid': p.number, 'courseid': 5, 'relateduserid': other.number,
            'realuserid': p.number + 1, 'anonymous': 0, 'other': others[n % len(others)], 'timecreated': 1779000003, 'origin': 'web',
                'ip': p.ip6 if n % 3 else p.ip4,
            'user': {'fullname': p.name, 'email': p.mail, 'idnumber': p.ine, 'firstname': p.name.split(' ')[0], 'lastname': p.family,
                'username': p.login, 'phone1': p.phone}}
        gone = [str(p.number), str(other.number), str(p.number + 1), p.ip6 if n % 3 else p.ip4, p.name, p.family, p.mail, other.mail, p.ine,
            p.login, p.mobile]
        yield f'logstore {n}', line, gone
        yield f'logstore {n} of texts', {k: str(v) if isinstance(v, int) else v for k, v in line.items()}, gone
        yield f'logstore {n} wrapped', {'type': 'moodle', 'payload': json.dumps(line)}, gone


# ---- Caliper and Canvas ----

CALIPER = (('GradeEvent', 'Graded'), ('AssignableEvent', 'Submitted'), ('AssessmentEvent', 'Started'), ('AssessmentItemEvent', 'Completed'),
    ('AnnotationEvent', 'Highlighted'), ('ForumEvent', 'Subscribed'), ('MessageEvent', 'Posted'), ('ThreadEvent', 'MarkedAsRead'),
    ('NavigationEvent', 'NavigatedTo'), ('ViewEvent', 'Viewed'), ('SessionEvent', 'LoggedIn'), ('SessionEvent', 'TimedOut'),
        ('MediaEvent', 'Paused'), ('ToolUseEvent', 'Used'), ('FeedbackEvent', 'Commented'), ('SurveyEvent', 'OptedIn'),
    ('SurveyInvitationEvent', 'Sent'), ('QuestionnaireEvent', 'Started'), ('SearchEvent', 'Searched'),
        ('ResourceManagementEvent', 'Uploaded'), ('ToolLaunchEvent', 'Launched'), ('Event', 'Created'))


def caliper_event(p, other, kind, action, version):
    user = f'https://lms.example.org/users/{p.login}'
    text = f'De {p.name} <{p.mail}> {p.phone}'
    person_of = {'id': user, 'type': 'Person', 'name': p.name, 'otherIdentifiers': [{'type': 'SystemIdentifier',
        'identifierType': 'EmailAddress', 'identifier': p.mail}, {'type': 'SystemIdentifier', 'identifierType': 'SisSourcedId',
        'identifier': p.ine},
        {'type': 'SystemIdentifier', 'identifierType': 'UserName', 'identifier': p.login, 'source': 'https://lms.example.org'}],
            'extensions': {'canvas_user': {'login': p.login, 'phone': p.phone}}}
    grader = {'id': f'https://lms.example.org/users/{other.login}', 'type': 'Person', 'name': other.name}
    work = {'id': 'https://lms.example.org/a/1', 'type': 'Attempt', 'assignee': user,
        'assignable': {'id': f'https://lms.example.org/q/1?user={p.number}', 'type': 'Assessment', 'name': f'Copie de {p.mail}',
        'creators': [grader]}, 'count': 1}
    objects = {'AnnotationEvent': {'id': user + '/ann/1', 'type': 'HighlightAnnotation', 'annotator': person_of,
        'annotated': 'https://lms.example.org/b/1', 'selectionText': text, 'bodyValue': text},
        'MessageEvent': {'id': 'https://lms.example.org/m/1', 'type': 'Message', 'body': text, 'creators': [person_of],
            'replyTo': {'id': 'https://lms.example.org/m/0', 'type': 'Message', 'body': text}},
        'AssessmentItemEvent': {'id': 'https://lms.example.org/q/1/i/1', 'type': 'AssessmentItem', 'name': text,
            'isPartOf': work['assignable']},
        'SearchEvent': {'id': f'https://lms.example.org/search?q={percent(p.mail)}', 'type': 'Entity', 'name': text},
            'FeedbackEvent': grader, 'SurveyInvitationEvent': {'id': 'https://lms.example.org/s/1', 'type': 'SurveyInvitation',
            'rater': person_of}}
    return {'@context': f'http://purl.imsglobal.org/ctx/caliper/{version}', 'id': 'urn:uuid:' + identifier(f'{kind} {p.login} {version}'),
        'type': kind, 'actor': grader if kind == 'GradeEvent' else person_of if len(kind) % 2 else user, 'action': action,
        'object': objects.get(kind, {**work, 'dateCreated': '2026-05-11T09:00:00.000Z', 'name': text, 'description': text,
            'keywords': [p.mail]}), 'target': {'id': f'{user}/x?ip={p.ip4}', 'type': 'Frame', 'name': p.mail, 'currentTime': 'PT3S'},
        'generated': {'id': f'https://lms.example.org/r/{p.login}/1',
            'type': 'Response' if 'Item' in kind else 'Score' if 'Grade' in kind else 'Attempt', 'attempt': {**work, 'assignee': person_of},
            'values': [text], 'value': text, 'query': text, 'scoredBy': f'https://lms.example.org/users/{other.login}',
            'comment': text, 'scoreGiven': 3, 'maxScore': 4, 'searchTerms': text},
        'referrer': {'id': f'https://lms.example.org/u/{p.login}?mail={percent(p.mail)}', 'type': 'WebPage'},
            'edApp': {'id': f'https://{p.login}.apps.example.org', 'type': 'SoftwareApplication'},
        'session': {'id': 'https://lms.example.org/sessions/' + p.session, 'type': 'Session', 'user': person_of,
            'client': {'id': 'urn:x', 'type': 'SoftwareApplication', 'ipAddress': p.ip6, 'userAgent': AGENT}},
        'federatedSession': {'id': 'urn:s', 'type': 'LtiSession', 'messageParameters': {'lis_person_name_full': p.name,
            'lis_person_contact_email_primary': p.mail, 'user_id': str(p.number), 'lis_person_sourcedid': p.ine}},
        'membership': {'id': user + '/m', 'type': 'Membership', 'member': user,
            'organization': {'id': 'https://lms.example.org/c/7', 'type': 'CourseSection', 'name': f'Cours de {p.mail}'},
            'roles': ['Learner']},
        'group': {'id': 'https://lms.example.org/g/7', 'type': 'Group', 'name': f'Groupe de {p.mail}'},
            'eventTime': '2026-05-11T09:59:00.000Z', 'extensions': {'login': p.login, 'x': {'email': p.mail, 'note': text}}}


def caliper():
    for n, (kind, action) in enumerate(CALIPER):
        for version in ('v1p1', 'v1p2'):
            p, other = person(n), person(n + 6)
            event = caliper_event(p, other, kind, action, version)
            gone = [p.login, p.name, p.mail, p.ine, p.ip4, p.ip6, p.mobile, str(p.number), other.login, other.name, p.session]
            envelope = {'sensor': f'https://lms.example.org/sensor?owner={p.login}', 'sendTime': '2026-05-11T10:00:00.000Z',
                'dataVersion': event['@context'], 'data': [event]}
            yield f'{kind} {version}', envelope, gone
            yield f'{kind} {version} bare', event, gone
            yield f'{kind} {version} without object', {**event, 'object': None, 'id': p.mail}, gone


def canvas():
    for n, name in enumerate(('submission_created', 'discussion_entry_created', 'logged_in', 'user_account_association_created',
        'quiz_submitted', 'conversation_message_created', 'asset_accessed', 'grade_change', 'user_created')):
        p = person(n)
        text = f'Par {p.name} – {p.phone}'
        metadata = {'event_name': name, 'event_time': '2026-05-11T09:59:00Z', 'user_id': str(p.number), 'user_login': p.mail,
            'user_sis_id': p.ine, 'client_ip': p.ip4, 'real_user_id': str(p.number), 'session_id': p.session, 'user_agent': AGENT,
            'referrer': f'https://lms.example.org/users/{p.number}', 'url': f'https://lms.example.org/submit?login={percent(p.mail)}',
                'hostname': f'{p.login}.example.org'}
        body = {'submission_id': '1', 'user_id': str(p.number), 'body': text, 'text': text, 'name': p.name, 'short_name': p.name,
            'sortable_name': p.family, 'email': p.mail, 'lti_user_id': p.session, 'url': f'https://lms.example.org/~{p.login}'}
        gone = [str(p.number), p.mail, p.ine, p.ip4, p.mobile, p.name, p.session, p.login]
        yield name, {'metadata': metadata, 'body': body}, gone
        yield name + ' flat', {'attributes': metadata, **body, 'data': json.dumps(body)}, gone
        yield name + ' as a message', {'Body': json.dumps({'metadata': metadata, 'body': body}),
            'MessageAttributes': {'user': {'StringValue': p.login}}}, gone


# ---- lines that are refused ----

def wrongs(p):
    """Pointers, and values that are wrong there."""
    yield 'mbox without mailto', '/actor/mbox', p.mail
    yield 'timestamp', '/timestamp', 'hier, par ' + p.mail
    yield 'stored', '/stored', p.mail
    yield 'version', '/version', p.mail
    yield 'id', '/id', p.mail
    yield 'id, nearly', '/id', p.session
    yield 'verb', '/verb/id', 'fait par ' + p.name
    yield 'verb display', '/verb/display', f'fait par {p.name}'
    yield 'language', '/verb/display/' + p.login + '~1' + p.mail, 'x'
    yield 'member', '/' + p.mail, p.name
    yield 'member of the actor', '/actor/' + p.login, p.name
    yield 'member of the context', '/context/' + p.name, p.login
    yield 'extension', '/context/extensions/' + p.mail, 1
    yield 'extension with blanks', '/result/extensions/note de ' + p.name, 1
    yield 'account', '/actor/account', p.login
    yield 'two identifiers', '/actor/account', {'homePage': HOME, 'name': p.login}
    yield 'home page', '/context/instructor', {'account': {'homePage': p.login, 'name': p.login}}
    yield 'openid', '/context/instructor', {'openid': p.mail, 'name': p.name}
    yield 'sha1', '/authority', {'mbox_sha1sum': p.mail, 'name': p.name}
    yield 'actor', '/actor', p.name
    yield 'type', '/actor/objectType', p.name
    yield 'object type', '/object/objectType', p.name
    yield 'registration', '/context/registration', p.mail
    yield 'score', '/result/score/scaled', p.mail
    yield 'score too high', '/result/score/scaled', p.number
    yield 'duration', '/result/duration', f'2 h avec {p.mail}'
    yield 'success', '/result/success', p.mail
    yield 'response', '/result/response', {p.mail: p.name}
    yield 'interaction', '/object/definition/interactionType', p.mail
    yield 'more info', '/object/definition/moreInfo', 'chez ' + p.mail
    yield 'activities', '/context/contextActivities/' + p.login, [{'id': HOME}]
    yield 'attachment', '/attachments/0', {'usageType': p.mail, 'sha2': p.login}
    yield 'language tag', '/context/language', p.mail
    yield 'team', '/context/team', {'name': p.name, 'mbox': 'mailto:' + p.mail}
    yield 'null', '/context/platform', None


def raws(p):
    """Lines that are no statement at all."""
    whole = json.dumps(statement('raw ' + p.login, '/result/response', p.mail, who=p), ensure_ascii=False)
    yield 'cut', whole[:-7]
    yield 'two', whole + whole
    yield 'same key twice', whole[:-1] + f', "actor": {{"mbox": "mailto:{p.mail}"}}}}'
    yield 'same key of data twice', '{"%s": 1, "%s": 2}' % (p.mail, p.mail)
    yield 'text', json.dumps(p.mail)
    yield 'list', json.dumps([p.name, p.mail])
    yield 'number', str(p.number)
    yield 'no JSON', f'{p.ip4} - {p.login} "GET /user/{p.number}" {p.mail}'
    yield 'no JSON inside', '{"user": %s}' % p.login
    yield 'bad escape', '{"user": "\\q%s"}' % p.mail
    yield 'bad text', b'{"user": "\xff' + p.mail.encode() + b'"}'
    yield 'deep', '{"a":' * 600 + json.dumps(p.mail) + '}' * 600
    yield 'large', json.dumps({'user': p.mail, 'x': 'x' * 1100000})
    yield 'unknown event', json.dumps({'user': p.login, 'mail': p.mail, 'ip': p.ip4, p.ine: p.name})
    yield 'nothing but an actor', json.dumps({'actor': {'name': p.name, 'mbox': 'mailto:' + p.mail}})


def refused():
    for n in range(4):
        for i in range(len(list(wrongs(person(0))))):
            p = person(4 * i + n)
            name, pointer, value = list(wrongs(p))[i]
            made = statement(f'refused {name} {n}', '', None, who=p)
            put_in(made, pointer, value)
            yield name, made, [p.mail, p.login, p.name, p.family, str(p.number)]
        for i in range(len(list(raws(person(0))))):
            p = person(3 * i + n)
            name, line = list(raws(p))[i]
            yield name, line, [p.mail, p.login, p.name, str(p.number)]


def put_in(tree, pointer, value):
    steps = [s.replace('~1', '/') for s in pointer.split('/')[1:]]
    for step in steps[:-1]:
        tree = tree[step] if isinstance(tree.get(step), dict) else tree.setdefault(step, [None] if step == 'attachments' else {})
    tree[int(steps[-1]) if isinstance(tree, list) else steps[-1]] = value


# ---- whatever the sources send, in each of its fields ----

def leaves(tree, way=()):
    """The ways to all texts and numbers, and to members whose key could be another one."""
    if isinstance(tree, (dict, list)):
        for step, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(value, (*way, step))
    elif not isinstance(tree, bool):
        yield way


def replaced(tree, way, value):
    tree = copy.deepcopy(tree)
    inside = tree
    for step in way[:-1]:
        inside = inside[step]
    inside[way[-1]] = value(inside[way[-1]])
    return tree


def samples():
    """The events that other tests convert."""
    for path in sorted((ROOT / 'tests/golden/convert').glob('*/*.in.*json')):
        for line in path.read_text(errors='replace').splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict) and len(line) < 20000:
                yield f'{path.parent.name}/{path.name}', event


def fields():
    """A value in place of another one, and behind it: never both an event of the source and nobody's."""
    for n, (name, event) in enumerate(samples()):
        for i, way in enumerate(list(leaves(event))[:60]):
            p = person(n + i)
            phone = f'+33 6 39 98 {p.mobile[5:7]} {p.mobile[7:]}'
            more = (f'{p.mail} {phone}', f'https://campus.example.org/u/{p.login}?m={percent(p.mail)}&t={percent(phone)}',
                percent(f'{p.mail} {phone}'), json.dumps({'email': p.mail, 'phone': phone}))[i % 4]
            yield f'{name} {n} {"/".join(map(str, way))}', replaced(event, way, lambda v: more), [p.mail, p.mobile]
            yield f'{name} {n} {"/".join(map(str, way))}, behind', replaced(event, way, lambda v: f'{v} {more}'), [p.mail, p.mobile]


def events():
    for made in (edx, moodle, caliper, canvas, fields, refused):
        for name, *rest in made():
            yield f'{made.__name__}: {name}', *rest
