"""People whose names and logins are words of a course, and what must stay as it is beside them: (kind, actor, text)."""

HOME = 'https://lms.example.org'

TEXTS = [
    'A rose is a rose is a rose. Grace is a virtue; May has 31 days and you may leave in June. It will be art, said Will. This is a long test for the user. The admin of Moodle wrote it. A B C D, a, b. Python 3.12 is a language; Java, Ruby, Perl, Go and Rust too. '
    'Paris is in France. Mark your answer; a bill of 12 dollars; 42 is the answer; 100 students in 2026. The learner, student1 = Student("Ann"), teacher and guest. King, Queen, Black, White, Brown and Green. Hope and Faith. Dawn breaks at 6. Sol is the sun. '
    'Max and min. Ada is a language. Quiz 1: course 7, user 3, math. Rich soil, Frank talk, Page 3, Young people, Long division, Short story, Hill climbing, Field trip, Stone age, Wood work, Banks, Rivers, Summer, Winter, Bishop takes knight.',
    "La rose est rouge. Une violette, une olive, un marron. Pierre qui roule. Le blanc, le noir, le petit, le grand. Marguerite : fleur. L'aurore, la prudence, la grâce, la clémence. Le temps des cerises. Le bois, la fontaine, la rivière, le pont. "
    "Lundi, mars, avril, mai. Le maire, le boucher, le boulanger, le berger, le roi, le duc. Cours 7 : note 42 sur 100. Étudiant 1, apprenant, utilisateur, enseignant. Paris, Nice, Tours. Sol, la, si, do. Le marchand, le moulin, un martin-pêcheur. Vrai ou faux ?",
]

NAMES = ['Rose Martin', 'Grace', 'May', 'Will Smith', 'Art Long', 'Test User', 'Admin', 'Moodle Admin', 'A B', 'X', 'Python', 'Paris', 'June Green', 'Mark Down', 'Faith Hope', 'Pierre Blanc', 'Rose', 'Olive Dupont', 'Violette Lenoir', 'Prudence Petit',
    'Clémence Roi', 'Sol', 'Li Go', 'Max Long', 'Dawn King', 'Bill Page', 'Frank Young', 'Rich Hill', 'Ada', 'Student One', 'Learner 1', 'Étudiant Test', 'Marguerite Fontaine', 'Aurore Grand', 'Mai Mars', 'Pierre', 'Summer Field', 'Stone',
    'Utilisateur Apprenant', 'user', '1', '42', 'Teacher Guest', 'Do Si', 'Wood Banks', 'Bishop Knight', 'Boulanger Berger', 'Marcel Proust-Dubois']
LOGINS = ['student1', 'admin', 'a', 'learner', '1', '42', '100', '2026', 'python', 'test', 'user', 'guest', 'course', 'quiz', 'math', 's1', 'user1', 'rose', 'grace', 'paris', 'will', 'art', 'java', 'moodle', 'may', 'mark', 'noir', 'note', 'cours',
    'completed', 'attempted', 'verbs', 'video', 'adlnet', 'expapi', 'activities', 'w3id', 'http', 'attempt', 'module', 'lesson', 'answered', 'xapi', 'org', 'example', 'letter', 'language', 'division', 'question', 'rouge', 'fleur', 'temps', 'rdupont', 'u-7f3a9c']


def actors():
    for name in NAMES:
        yield {'name': name, 'account': {'homePage': HOME, 'name': 'u-7f3a9c'}}
    for login in LOGINS:
        yield {'account': {'homePage': HOME, 'name': login}}
        yield {'mbox': f'mailto:{login}@mail.example'}


EXTENSIONS = [     # names that may tell of people, and values that do not
    {'learners': 42, 'students': '30', 'users': 7, 'session': 3, 'user': True, 'nom': 'Algèbre', 'title': 'Les Misérables', 'key': 'C major', 'state': 'done', 'policy': 'strict', 'signature': '4/4'},
    {'coords': {'x': 120, 'y': 45}, 'coordinates': [3, 4], 'location': ['B204', 12], 'lat': 'high', 'lng': 'fr', 'city': 'Paris', 'address': '0x7fff'},
    {'owner': 'none', 'creator': 'unknown', 'pilot': 'yes', 'observer': None, 'sender': '{user}', 'recipient': '%s', 'author': 'teacher', 'username': 'username', 'login': 'required', 'password': '', 'token': 'EOF'},
    {'phone': 'none', 'mobile': 'iOS', 'portable': 'oui', 'fax': '', 'ip': 'intellectual', 'ipv6': 1, 'mac': 'macOS', 'birth': 'spontaneous', 'passport': 'phoenix', 'tin': 'metal'},
]


def people():
    for extension in EXTENSIONS:
        yield 'extension', {'account': {'homePage': HOME, 'name': 'u-7f3a9c'}, 'extension': extension}, TEXTS[0]
    for actor in actors():
        for text in TEXTS:
            yield 'beside ' + (actor.get('name') or actor.get('mbox') or actor['account']['name']), actor, text
