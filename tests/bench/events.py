"""Raw events for the benchmark of conversion: what a busy day of two systems looks like. Made up, the same each time."""
import json, random


def learnflow(number, rng):
    kind = rng.choice(('enrollment.created', 'enrollment.progress_updated', 'enrollment.progress_updated',
                       'enrollment.completed', 'certificate.issued'))
    return {'id': f'evt_{number:08}', 'type': kind, 'created_at': '2026-03-14T16:35:00Z',
            'data': {'enrollment_id': f'enr_{number % 5000}', 'user_id': f'usr_{rng.randrange(3000)}', 'user_name': 'Some Learner',
                     'course_id': f'crs_{rng.randrange(40)}', 'course_title': 'The Solar System and Beyond', 'certificate_id': f'cert_{number}',
                     'issued_at': '2026-03-14T16:35:00Z', 'percent_complete': 25.3, 'current_lesson': 4, 'total_lessons': 186,
                     'total_time_minutes': 2520, 'average_quiz_score': 92.5},
            'metadata': {'webhook_id': 'wh_1', 'attempt': 1}}


def edx_context(rng, server):
    course = f'course-v1:Example+AST{rng.randrange(40)}+2026'
    context = {'course_id': course, 'user_id': 1 + rng.randrange(3000), 'org_id': 'Example', 'path': '/event',
               'session': f'{rng.getrandbits(128):032x}', 'username': 'a_learner', 'ip': '192.0.2.1', 'host': 'lms.example.org',
               'agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Safari/537.36',
               'referer': f'https://lms.example.org/courses/{course}/courseware/week1/', 'accept_language': 'en-US,en;q=0.9'}
    if server:
        context['module'] = {'display_name': 'Orbits', 'usage_key': f'block-v1:Example+AST+2026+type@problem+block@{rng.randrange(999):032x}'}
    return context


def edx_answers(rng, problem):
    answer, part = f'{problem[-32:]}_2_1', rng.choice(('choice_0', 'choice_1'))
    return {'problem_id': problem, 'grade': 1, 'max_grade': 1, 'attempts': 1, 'success': 'correct', 'answers': {answer: part},
            'submission': {answer: {'question': 'Which planet?', 'answer': 'Mars', 'response_type': 'multiplechoiceresponse',
                                    'input_type': 'choicegroup', 'correct': True, 'variant': '', 'group_label': ''}},
            'state': {'seed': 1, 'student_answers': {}, 'has_saved_answers': False, 'correct_map': {}, 'input_state': {answer: {}}, 'done': None}}


def edx(number, rng):
    name = rng.choice(('play_video', 'pause_video', 'seek_video', 'problem_check', 'edx.ui.lms.sequence.next_selected',
                       'edx.forum.thread.viewed', 'edx.course.enrollment.activated'))
    context = edx_context(rng, name == 'problem_check')
    block = f'block-v1:Example+AST+2026+type@problem+block@{rng.randrange(999):032x}'
    data = {'problem_check': edx_answers(rng, block),
            'edx.ui.lms.sequence.next_selected': {'id': block, 'current_tab': 4, 'tab_count': 10, 'widget_placement': 'top'},
            'edx.forum.thread.viewed': {'commentable_id': 'c1', 'title': 'A question', 'id': f'{rng.getrandbits(96):024x}', 'user_course_roles': []},
            'edx.course.enrollment.activated': {'course_id': context['course_id'], 'user_id': context['user_id'], 'mode': 'audit'},
            'seek_video': {'id': f'{rng.randrange(999):032x}', 'old_time': 3.5, 'new_time': 120.25, 'type': 'onSlideSeek', 'code': 'x', 'duration': 195}
            }.get(name, {'id': f'{rng.randrange(999):032x}', 'currentTime': 22.862, 'code': 'x', 'duration': 195})
    return {'name': name, 'timestamp': f'2026-03-14T16:{number // 60 % 60:02}:{number % 60:02}.541241+00:00', 'data': data, 'context': context}


def make_events(path, source, count):
    rng = random.Random(20260314)
    make = {'learnflow': learnflow, 'edx': edx}[source]
    with open(path, 'w') as out:
        for number in range(count):
            print(json.dumps(make(number, rng)), file=out)
