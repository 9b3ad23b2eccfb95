"""IRIs of verbs, types, activities, courses and files as products make them: (kind, IRI). None of them tells of a person."""
import json, pathlib, random, re, uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MOODLE = 'https://moodle.example.org'

PRODUCTS = [
    MOODLE, MOODLE + '/mod/quiz/view.php?id=442&cmid=3', MOODLE + '/mod/quiz/review.php?attempt=12345&cmid=442', MOODLE + '/course/view.php?id=7', MOODLE + '/course/view.php?id=7&section=3#section-3', MOODLE + '/mod/forum/discuss.php?d=123#p456',
    MOODLE + '/mod/h5pactivity/view.php?id=1234567', MOODLE + '/mod/scorm/player.php?a=12&currentorg=org_1&scoid=34', MOODLE + '/pluginfile.php/4567/mod_resource/content/3/cours-2026-01-31.pdf', MOODLE + '/mod/assign/view.php?id=99&action=grading', MOODLE + '/question/question.php?id=100200300',
    MOODLE + '/mod/lesson/view.php?id=31&pageid=415', MOODLE + '/mod/feedback/view.php?id=8', MOODLE + '/login/index.php', MOODLE + '/xapi/activity/98765432', MOODLE + '/local/catalogue/?page=2&perpage=50&sort=name', MOODLE + '/theme/image.php/boost/core/1700000000/u/f1',
    'https://courses.example.org/courses/course-v1:Org+CS101+2026_T1/courseware/abc/def/1', 'https://lms.example.org/xblock/block-v1:Org+CS101+2026_T1+type@problem+block@a0effb954cca4759994f1ac9e9434bf4', 'course-v1:FUN-MOOC+00001+session01', 'block-v1:Org+CS101+2026+type@video+block@0123456789abcdef0123456789abcdef',
    'https://canvas.example.org/courses/123/assignments/456', 'https://canvas.example.org/courses/1234567/quizzes/7654321', 'https://canvas.example.org/api/v1/courses/123/modules/456/items/789', 'urn:instructure:canvas:course:21070000000000565', 'https://lms.example.org/d2l/le/content/6606/viewContent/1234567/View',
    'https://h5p.example.org/wp-admin/admin-ajax.php?action=h5p_embed&id=12', 'https://h5p.org/h5p/embed/617', 'http://h5p.org/x-api/h5p-local-content-id', 'https://h5p.example.org/h5p/embed/12?subContentId=0b3f2c1d-1111-4222-8333-444455556666', 'https://example.org/course?h5pcontentid=1290123456789012345',
    'http://6a7b8c9d.example.org/rise/ABCdef_GHIjkl-1234567890', 'urn:articulate:storyline:5Yd7GBkqLzA', 'http://5bZ7yDvJbK3_course_id', 'http://L4oTAgUKFLo_course_id/5Wq9cXJnM0z', 'http://adlnet.gov/expapi/activities/cmi.interaction', 'iSpring://1A2B3C4D-0000-1111-2222-333344445555',
    'https://captivate.example.org/cp/12345678901234567890/slide/12', 'https://ispring.example.org/quiz_4d8c0f3a6b2e_question_1', 'urn:x-evidence:123456789', 'https://www.lectora.example.org/A001/index.html', 'https://cmi5.example.org/identifiers/course/02_03_04/au/1', 'urn:scorm:sco:12-34-56',
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s', 'https://youtu.be/dQw4w9WgXcQ', 'https://www.youtube.com/embed/dQw4w9WgXcQ?start=10&end=60', 'https://vimeo.com/123456789', 'https://player.vimeo.com/video/123456789?h=abcdef', 'https://www.dailymotion.com/video/x7tgad0', 'https://tube.example.org/w/0b3f2c1d-1111-4222-8333-444455556666',
    'https://doi.org/10.1000/182', 'https://doi.org/10.1016/0020-0190(74)90001-5', 'https://doi.org/10.5281/zenodo.1234567', 'https://arxiv.org/abs/2101.00001v2', 'urn:isbn:9783161484100', 'urn:isbn:0-306-40615-2', 'urn:issn:2049-3630', 'urn:oid:1.3.6.1.4.1.5923.1.1.1.10', 'urn:ietf:rfc:3986', 'urn:nbn:de:101:1-201102033592', 'ark:/12148/btv1b8449691v', 'https://hal.science/hal-01234567v2',
    'https://www.wikidata.org/wiki/Q937', 'https://fr.wikipedia.org/wiki/Victor_Hugo', 'https://en.wikipedia.org/wiki/Marie_Curie#Early_years', 'https://www.amazon.com/dp/0306406152', 'https://archive.org/details/cu31924024334906/page/n5', 'https://gallica.bnf.fr/ark:/12148/bpt6k1234567', 'https://www.openstreetmap.org/relation/7444', 'https://scholar.example.org/books?isbn=9783161484100',
    'http://activitystrea.ms/schema/1.0/person', 'http://activitystrea.ms/remove-friend', 'http://activitystrea.ms/schema/1.0/make-friend', 'http://adlnet.gov/expapi/activities/profile', 'https://w3id.org/xapi/dod-isd/verbs/discovered', 'https://w3id.org/xapi/video/extensions/session-id', 'https://w3id.org/xapi/cmi5/context/extensions/sessionid', 'https://w3id.org/xapi/video/extensions/time=882.839',
    'http://id.tincanapi.com/activitytype/user-profile', 'http://id.tincanapi.com/extension/phone-number', 'http://id.tincanapi.com/verb/voted-down', 'http://www.tincanapi.co.uk/verbs/evaluated', 'https://xapi.example.org/profiles/members/verbs/joined', 'https://schema.org/Person', 'http://xmlns.com/foaf/0.1/OnlineAccount', 'https://www.w3.org/2001/XMLSchema#dateTime', 'https://w3id.org/xapi/profiles/ontology#Verb',
    'https://lms.example.org/users/login', 'https://lms.example.org/users', 'https://lms.example.org/user/preferences', 'https://lms.example.org/account/register', 'https://lms.example.org/profile/edit', 'https://lms.example.org/members/index.html', 'https://lms.example.org/people/search?page=3', 'https://lms.example.org/students/week-2/exercise-3', 'https://lms.example.org/teacher/lesson-12', 'https://lms.example.org/learner/dashboard',
    'https://lms.example.org/courses/2026/01/31/introduction', 'https://lms.example.org/courses/12.5/7.25', 'https://lms.example.org/search?q=photosynth%C3%A8se&lang=fr&page=2', 'https://lms.example.org/q?text=2%2B2%3D4', 'https://lms.example.org/?lat=high&lng=en', 'https://lms.example.org/view?token_count=12&pass=3&key=C', 'https://lms.example.org/x?session=3&state=done&code=python&policy=open',
    'https://lms.example.org/static/js/app.4f3c2b1a.js?v=1.2.3.4', 'https://cdn.example.org/npm/vue@3.4.21/dist/vue.js', 'https://cdn.example.org/npm/@angular/core@15.2.0/core.js', 'https://www.npmjs.com/package/@scope/tool', 'https://cdn.example.org/pkg@1.2.3-rc.1/a.css', 'https://cdn.example.org/img/logo@2x.png', 'https://git.example.org/org/project/blob/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567/README.md#L12-L34', 'https://localhost:8080/course/1', 'http://127.0.0.1:8000/xapi/', 'https://[::1]/x',
    'https://lms.example.org/docs/1.2.3.4/section', 'https://lms.example.org/ip/v4', 'https://lms.example.org/telephone/history', 'https://lms.example.org/a/0612345678901234', 'https://lms.example.org/quiz/20260131123456', 'https://lms.example.org/unit/123456-789', 'https://lms.example.org/item/123-45-67', 'https://lms.example.org/geo/48/2', 'https://lms.example.org/map?zoom=12&layers=C',
    'tag:example.org,2026:course/7', 'tag:lms.example.org,2026-01-31:quiz/12', 'mailto:', 'uuid://541dab6b-50ae-4444-b230-494f0621f132', 'urn:lrstream:time-spent', 'file:///usr/share/cours/tp1.pdf', 'app://org.example.lms/course/12', 'about:blank', 'data:text/plain,2%2B2', 'https://exemple.org/le%C3%A7on/%C3%A9nonc%C3%A9-3', 'https://例え.example/コース/12',
]
PRODUCTS = [iri for iri in PRODUCTS if iri != 'mailto:']
OURS = re.compile(r'(?:https?|urn|tag)://?[^\s"\'<>{}\[\]`,;)⟦⟧]+[^\s"\'<>{}\[\]`,;.:)⟦⟧]')


def vocabulary():
    """Every IRI of schemas/xapi."""
    found = set()
    for path in sorted((ROOT / 'schemas/xapi').rglob('*.yaml')):
        found.update(OURS.findall(path.read_text()))
    return sorted(iri for iri in found if '*' not in iri)


def made(count=150, seed=7):
    rng = random.Random(seed)
    word = lambda: ''.join(rng.choice('abcdefghijklmnopqrstuvwxyz') for _ in range(rng.randint(2, 9)))
    number = lambda: str(rng.randint(1, 10 ** rng.randint(1, 12)))
    for _ in range(count):
        parts = [rng.choice(('course', 'courses', 'module', 'quiz', 'lesson', 'activity', 'unit', 'item', word(), number(), str(uuid.UUID(int=rng.getrandbits(128), version=4)), f'{word()}-{number()}', f'{word()}_{number()}.html')) for _ in range(rng.randint(1, 5))]
        query = '&'.join(f'{rng.choice(("id", "cmid", "page", "section", "attempt", "q", "lang", "v", word()))}={rng.choice((number(), word()))}' for _ in range(rng.randint(0, 3)))
        yield f'https://{word()}.example.org/' + '/'.join(parts) + ('?' + query if query else '') + rng.choice(('', '', '#' + word(), '#' + number()))


def iris():
    yield from (('vocabulary', iri) for iri in vocabulary())
    yield from (('product', iri) for iri in PRODUCTS)
    yield from (('made', iri) for iri in made())
