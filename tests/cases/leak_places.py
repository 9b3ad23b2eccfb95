"""Statements with what names a person in every place that xAPI has; for leaks.py.

Each of the generators gives cases: (name, statement, what must be gone, pointers of what must stay).
"""
import itertools, json, urllib.parse

from leak_people import *

TOLD = person(0)
VALUES = {      # what is put in, and what must be gone: the value itself unless said
    'email': (TOLD.mail,),
    'email of another': ('perrine-oz@labo.example.net',),
    'email with a tag': ('o.quintrel+cours@mail.example.com',),
    'phone': ('06 12 34 56 78', '612345678'),
    'phone abroad': ('+44 20 7946 0958', '2079460958'),
    'phone with dots': ('06.39.98.11.98', '639981198'),
    'phone with +33': ('+33 6 39 98 11 35', '639981135'),
    'INE': ('4811029470A',),
    'IPv4': ('203.0.113.77',),
    'IPv6': ('2001:db8:85a3::8a2e:370:7334',),
    'NIR': ('2 84 05 88 030 012 %02d' % (97 - 2840588030012 % 97), '8405880300'),
    'card': ('4111 1111 1111 1111', '41111111'),
    'IBAN': ('FR14 2004 1010 0505 0001 3M02 606', '2004101005'),
    'name': (TOLD.name, 'garrambois'),
    'login': (TOLD.login,),
}
VALUES_OF_IRIS = ('email', 'email of another', 'IPv4', 'login')     # what may stand in an IRI as it is, or encoded
STAY = ('/id', '/verb/id', '/object/id', '/result/score/scaled', '/result/completion', '/context/registration', '/timestamp')
EXT = f'/extensions/{HOME.replace("/", "~1")}~1ext~1'
ADL = '/context/extensions/http:~1~1id.tincanapi.com~1extension~1'


def steps_of(pointer):
    return [s.replace('~1', '/').replace('~0', '~') for s in pointer.split('/')[1:]]


def put(tree, pointer, value):
    steps = steps_of(pointer)
    for step, after in zip(steps, steps[1:]):
        fresh = [] if after.isdigit() else {}
        if isinstance(tree, list):
            tree.extend([fresh] if not tree else [])
            tree = tree[int(step)]
        else:
            tree = tree.setdefault(step, fresh)
    if isinstance(tree, list):
        tree.append(value)
    else:
        tree[steps[-1]] = value


def complete(statement):
    """What xAPI wants beside what was put in."""
    definition = statement['object'].get('definition', {})
    kinds = {'choices': 'choice', 'correctResponsesPattern': 'fill-in', 'scale': 'likert', 'source': 'matching', 'target': 'matching',
        'steps': 'performance'}
    for key in definition.keys() & kinds.keys():
        definition.setdefault('interactionType', kinds[key])
        for n, component in enumerate(definition[key]):
            if isinstance(component, dict):
                component.setdefault('id', f'c{n}')
    for attachment in statement.get('attachments', []):
        for key, value in (('usageType', HOME + '/usage'), ('display', {'en': 'x'}), ('contentType', 'text/plain'), ('length', 1),
            ('sha2', '0' * 64)):
            attachment.setdefault(key, value)
    context = statement.get('context', {})
    if 'team' in context and 'objectType' not in context['team']:
        context['team'].update(objectType='Group', member=[{'mbox': 'mailto:team@example.org'}])
    for kind in ('Agent', 'Group'):
        for item in context.get(f'context{kind}s', []):
            item.setdefault('objectType', f'context{kind}')
            item.setdefault(kind.lower(), {'objectType': kind, 'mbox': 'mailto:other@example.org'})
            statement['version'] = '2.0.0'
    for activities in context.get('contextActivities', {}).values():
        for activity in activities:
            activity.setdefault('id', HOME + '/a')


def statement(name, pointer, value, who=TOLD, actor=None):
    made = {'id': identifier(name), 'actor': actor or {'objectType': 'Agent', 'name': who.name, 'mbox': 'mailto:' + who.mail},
        'verb': {'id': 'http://adlnet.gov/expapi/verbs/commented'}, 'object': {'id': HOME + '/activities/module-108'},
        'result': {'score': {'scaled': 0.34}, 'completion': False}, 'context': {'registration': identifier('r' + name)},
            'timestamp': '2026-03-01T10:00:00Z'}
    if pointer.startswith('/object~sub'):
        made['object'] = {'objectType': 'SubStatement', 'actor': {'mbox': 'mailto:' + who.mail}, 'verb': made['verb'],
            'object': made['object']}
        pointer = pointer.replace('/object~sub', '/object')
    if pointer == '/object':
        made['object'] = value
        del made['context']
    elif pointer:
        put(made, pointer, value)
    complete(made)
    return made


def case(name, pointer, value, gone, **more):
    """What stands elsewhere must stay."""
    whole = pointer == '/object' or pointer.startswith('/object~sub')
    stay = [p for p in STAY if p != pointer and not (whole and p == '/object/id') and not (pointer == '/object' and 'registration' in p)]
    return name, statement(name, pointer, value, **more), gone, stay


# ---- texts and IRIs: every value in every encoding in every place ----

def text_places():
    yield 'response', '/result/response'
    yield 'name', '/object/definition/name/fr'
    yield 'description', '/object/definition/description/en-US'
    yield 'verb display', '/verb/display/en'
    yield 'platform', '/context/platform'
    yield 'revision', '/context/revision'
    yield 'parent', '/context/contextActivities/parent/0/definition/name/fr'
    yield 'grouping', '/context/contextActivities/grouping/0/definition/description/fr'
    yield 'pattern', '/object/definition/correctResponsesPattern/0'
    yield 'choice', '/object/definition/choices/0/description/fr'
    yield 'choice id', '/object/definition/choices/0/id'
    yield 'step', '/object/definition/steps/0/description/fr'
    yield 'attachment', '/attachments/0/description/fr'
    yield 'substatement', '/object~sub/result/response'
    yield 'group name', '/context/team/name'
    for where in ('result', 'context', 'object/definition'):
        yield f'{where} extension', f'/{where}{EXT}note'
        yield f'{where} extension, deep', f'/{where}{EXT}note/a/0/b'
        yield f'{where} extension, array', f'/{where}{EXT}note/0'


IRI_FORMS = ('/x/{}/y', '/x?q={}', '/x?a=1&r={}&b=2', '/x#{}', '/x#/u?v={}', '/x;by={}/y', '/x?next=' + percent(HOME + '/y?z=') + '{}')


def iri_places():
    for where in ('/object/id', '/object/definition/moreInfo', '/context/contextActivities/other/0/id', '/attachments/0/fileUrl',
        f'/context{EXT}note'):
        for form in IRI_FORMS:
            yield f'{where} {form}', where, HOME + form
        yield f'{where} tag', where, 'tag:campus.example.org,2026:{}'
        yield f'{where} urn', where, 'urn:x-campus:{}'
    for where, form in (('/verb/id', '/verbs/did?by={}'), ('/object/definition/type', '/types/{}'),
        ('/context/contextAgents/0/relevantTypes/0', '/types?x={}'),
        ('/context/contextGroups/0/relevantTypes/0', '/types/{}'), ('/attachments/0/usageType', '/usage/{}'),
            ('/context/contextActivities/category/0/definition/moreInfo', '/c/{}')):
        yield where, where, HOME + form


def encodings_of(name):
    yield from ENCODINGS.items()
    if name.startswith('email'):
        yield from OF_ADDRESSES.items()
    if name == 'email':
        yield from HASHES.items()


def products():
    for place, pointer in text_places():
        for name, (value, *gone) in VALUES.items():
            for encoding, encode in encodings_of(name):
                yield case(f'{place} / {encoding} / {name}', pointer, encode(value),
                    [encode(value) if encoding in HASHES else (gone or [value])[0]])
    for place, pointer, form in iri_places():
        for name in VALUES_OF_IRIS:
            for encoding in IN_IRIS:
                yield case(f'{place} / {encoding} / {name}', pointer, form.replace('{}', ENCODINGS[encoding](VALUES[name][0])),
                    [VALUES[name][0]])
    for name in ('email', 'email of another', 'IPv4', 'login', 'phone'):
        for encoding in ('plain', 'capitals', 'percent', 'percent-all', 'escapes', 'base64 bare'):
            value = ENCODINGS[encoding](VALUES[name][0]).replace('/', '~1')
            if ' ' not in value:
                yield case(f'extension key / {encoding} / {name}', f'/context{EXT}by-user~1' + value.replace('\\', '%5C'), 1,
                    [VALUES[name][-1]])
            yield case(f'deep key / {encoding} / {name}', f'/result{EXT}k/' + value, 1, [VALUES[name][-1]])
            yield case(f'deeper key / {encoding} / {name}', f'/result{EXT}k/users/0/' + value + '/seen', 1, [VALUES[name][-1]])


# ---- agents, however they are identified, wherever one may stand ----

def agents(p):
    """How a person is identified: a name, the members, and what of them must be gone."""
    moodle, bare = 'https://moodle.example.org', p.slug.replace('.', '').replace('-', '')
    yield 'mbox', {'mbox': 'mailto:' + p.mail}, [p.mail]
    yield 'mbox in capitals', {'mbox': 'mailto:' + p.mail.upper()}, [p.mail]
    yield 'sha1', {'mbox_sha1sum': p.sha1}, [p.sha1]
    yield 'openid', {'openid': p.openid}, [p.slug, p.openid[8:]]
    yield 'openid in the host', {'openid': f'https://{bare}.id.example.org/'}, [bare]
    yield 'openid in a query', {'openid': f'https://id.example.org/?user={p.login}'}, [p.login]
    yield 'account', {'account': {'homePage': moodle, 'name': p.login}}, [p.login]
    yield 'account: e-mail', {'account': {'homePage': moodle, 'name': p.mail}}, [p.mail]
    yield 'account: number', {'account': {'homePage': moodle, 'name': str(p.number)}}, [str(p.number)]
    yield 'account: student', {'account': {'homePage': moodle, 'name': 'x-' + p.ine}}, [p.ine]
    yield 'account: name', {'account': {'homePage': moodle, 'name': p.name}}, [p.name]
    yield 'account: profile page', {'account': {'homePage': f'{moodle}/user/profile.php?id={p.number}', 'name': p.login}}, [str(p.number),
        p.login]
    yield 'account: personal page', {'account': {'homePage': f'{moodle}/~{p.login}', 'name': 'x-' + p.ine}}, [p.login, p.ine]
    yield 'account: personal host', {'account': {'homePage': f'https://{p.login}.blog.example.org', 'name': 'x-' + p.ine}}, [p.login, p.ine]


def group(agent, **more):
    return {'objectType': 'Group', 'name': 'Groupe TD 2', 'member': [agent, {'mbox': 'mailto:team@example.org'}], **more}


def agent_places(agent, p):
    yield 'actor', '', None, agent
    yield 'member of the actor', '', None, group(agent)
    yield 'member of the actor, identified', '', None, group(agent, account={'homePage': HOME, 'name': 'grp-' + p.login})
    yield 'object', '/object', {'objectType': 'Agent', **agent}, None
    yield 'member of the object', '/object', group(agent), None
    yield 'actor of the substatement', '/object~sub/actor', agent, None
    yield 'object of the substatement', '/object~sub/object', {'objectType': 'Agent', **agent}, None
    yield 'instructor of the substatement', '/object~sub/context/instructor', agent, None
    yield 'instructor', '/context/instructor', agent, None
    yield 'member of the instructor', '/context/instructor', group(agent), None
    yield 'member of the team', '/context/team', group(agent), None
    yield 'context agent', '/context/contextAgents/0/agent', agent, None
    yield 'context group', '/context/contextGroups/0/group', group(agent), None
    yield 'authority', '/authority', agent, None
    yield 'authority of two', '/authority', {'objectType': 'Group',
        'member': [{'account': {'homePage': 'http://example.com/xAPI/OAuth/Token', 'name': 'oauth_consumer_x75db'}}, agent]}, None
    yield 'invitee', ADL + 'invitee', {'objectType': 'Agent', **agent}, None
    yield 'observer', ADL + 'observer', agent, None
    yield 'observers', ADL + 'observer/0', agent, None
    yield 'group in an extension', f'/context{EXT}pair', group(agent), None


def everybody():
    """Each kind of agent in each place, of one person after the other; all people as actors."""
    counter = itertools.count(1)
    kinds = len(list(agents(TOLD)))
    for kind in range(kinds):
        for place in range(len(list(agent_places({}, TOLD)))):
            for n in ([next(counter)] if place else range(len(NAMES))):
                p = person(n)
                how, agent, gone = list(agents(p))[kind]
                where, pointer, value, actor = list(agent_places({'name': p.name, **agent}, p))[place]
                gone = [*gone, p.name, p.family] + ([p.login] if 'identified' in where else [])
                yield case(f'{where} / {how} / {p.slug}', pointer, value, gone, who=person(n + 5), actor=actor)


# ---- texts people write ----

CARRIERS = (
    "Bonjour, je m'appelle {name}, mon mél est {mail} et mon portable le {phone}. Cordialement",
    'Écrire à {mail}', 'Appeler le {phone}', 'Mon INE : {ine}; mon identifiant : {login}', 'N° étudiant {ine}',
        'Je suis {name}, joignable au {phone}',
    'Мой адрес {mail}, IP {ip4}', 'Меня зовут {name}, тел. {phone}', 'メールは{mail}です。電話は{phone}。', '我的邮箱是{mail}，电话：{phone}，IP：{ip4}',
        'بريدي {mail} وهاتفي {phone}',
    'האימייל שלי {mail}, טלפון {phone}', 'Το e-mail μου είναι {mail}· IP {ip6}', 'Ich heiße {name}, Tel. {phone}, E-Mail: {mail}',
        'Me llamo {name}; mi correo:{mail}', '제 이메일은{mail}입니다',
    'Poste de {name} ({ip4})', 'saved by {mail}', 'M. {family} a triché', '{lower} a triché selon {upper}', 'CV de {name}',
        'Par {name} – {phone}', 'login={login} ip={ip4} session={session}',
    '<p>Signé <a href="mailto:{mail}">{name}</a>&nbsp;: {phone}</p>', '<img src="https://campus.example.org/p.png?u={percent}"/>',
        '<user mail="{mail}" name=\'{name}\'><login>{login}</login></user>',
    '{{"email":"{mail}","fullname":"{name}","phone":"{phone}","login":"{login}"}}',
        '{{"POST": {{"email": ["{mail}"], "name": ["{name}"], "password": ["hunter2"]}}}}',
    'email={percent}&name={plus}&username={login}&ine={ine}',
        'a:3:{{s:8:"username";s:{login_len}:"{login}";s:5:"email";s:{mail_len}:"{mail}";s:6:"userid";i:{number};}}',
        'O:8:"stdClass":1:{{s:6:"userid";s:8:"{number}";}}',
    'From: "{name}" <{mail}>', '[{name}](mailto:{mail})', '{name};{mail};{phone};{ine}', '{name}\t{mail}\n{phone}\r\n{ip4}',
        "INSERT INTO mdl_user VALUES (7, '{login}', '{mail}')",
    '{ip4} - {login} [01/Mar/2026:10:00:00 +0000] "GET /user/view.php?id={number} HTTP/1.1" 200', 'X-Forwarded-For: {ip4}, {ip6}',
        'BEGIN:VCARD\nFN:{name}\nEMAIL;TYPE=home:{mail}\nTEL:{phone}\nEND:VCARD',
    '{mail}{mail}', '«{mail}»', '({mail})', 'mail:{mail}.', '😀{mail}😀', 'dContact {mail} ou {phone} fin.', 'tél.{phone}', 'IP:{ip6}.',
        '[{ip6}]:8080', 'http://{ip4}:8080/cours/1 http://[{ip6}]/',
    'Contact:\u00a0{mail}\u202f;\u00a0{phone}', '\u202e{mail}\u202c', '`{mail}` **{name}** _{login}_', 'mailto:{mail}?subject=devoir',
        'https://campus.example.org/u/{login}/cv.pdf', 'https://{login}@campus.example.org/x', '@{login} #{login}',
    'identifiant {login}', 'userid={number}', '"user_id": {number}, "session": "{session}"', 'sess-{ine}', 'Authorization: Bearer {jwt}',
        'Cookie: MoodleSession={session}; sessionid={session}',
)
PARTS = {'name': 'name', 'family': 'family', 'mail': 'mail', 'phone': 'mobile', 'ip4': 'ip4', 'ip6': 'ip6', 'ine': 'ine', 'login': 'login',
    'number': 'number', 'session': 'session', 'percent': 'mail',
    'plus': 'name', 'lower': 'family', 'upper': 'family', 'jwt': 'mail'}


def said(carrier, p):
    words = {**vars(p), 'percent': percent(p.mail), 'plus': urllib.parse.quote_plus(p.name), 'lower': p.name.lower(),
        'upper': p.name.upper(), 'jwt': token(p.mail),
        'login_len': len(p.login), 'mail_len': len(p.mail)}
    return carrier.format(**words), [str(getattr(p, what)) for part, what in PARTS.items() if '{%s}' % part in carrier]


def texts():
    for i, carrier in enumerate(CARRIERS):
        for where in ('/result/response', f'/result{EXT}data/0/text', '/attachments/0/display/fr', '/context/platform'):
            for n in (i, i + 5):
                text, gone = said(carrier, person(n))
                yield case(f'{where} / {carrier[:50]} / {n}', where, text, gone, who=person(n))
        text, gone = said(carrier, person(i + 9))
        p = person(i + 9)
        yield case(f'sub / {carrier[:50]}', '/object~sub/result/response', text, gone, who=p,
            actor={'name': p.name, 'account': {'homePage': HOME, 'name': p.login}})


def names():
    """The name of the actor, however it is written; it is known whatever else of him is."""
    for n, (name, _) in enumerate(NAMES):
        p = person(n)
        given, family = name.split(' ')[0], p.family
        forms = [name, name.upper(), name.lower(), f'{family} {given}', f'{family.upper()}, {given}', f'{family}, {given}',
            f'{given}  {family}', f'{given}\u00a0{family}', f'{given[0]}. {family}', f'M. {family}',
            f'Copie de {name}.', f'{name}:{family}', name.replace(' ', '-'), name.replace(' ', '_'), name.replace(' ', '.'),
                f'TP1_{family}_{given}.pdf', f'({name})', f'd’{name}', f'"{family}";"{given}"']
        for i, form in enumerate(forms):
            for encoding in ('plain', 'percent', 'form', 'JSON', 'JSON escaped', 'escapes', 'entities', 'entity of accents', 'HTML', 'PHP',
                'base64', 'zero width', 'decomposed', 'without accents'):
                if encoding in ('decomposed', 'without accents') and name.startswith('김'):
                    continue    # syllables fall into letters, which few programs do
                made = ENCODINGS[encoding](form)
                yield case(f'{form} / {encoding}', '/result/response', made, [family], who=p,
                    actor={'name': name, 'account': {'homePage': HOME, 'name': f'x-{n}'}})
            yield case(f'{form} / path', '/object/id', f'{HOME}/x/{percent(form)}/y', [family], who=p)
            yield case(f'{form} / parameter', '/attachments/0/fileUrl', f'{HOME}/x?f={urllib.parse.quote_plus(form)}.pdf&x=1', [family],
                who=p)


FILLINGS = ('Réponse longue du devoir, paragraphe. ', 'x', ' ', '1 ', 'a@', '<b>é</b>', '漢字', '{"a": 1}, ', '%20')


def long_texts():
    for border in (4096, 8192, 16384, 32768, 65536, 131072):
        for shift in (-40, -22, -10, -6, -1, 0):
            for n, filling in enumerate(FILLINGS):
                if n and (n + shift) % 3:
                    continue
                p = person(n)
                text = (filling * (border // len(filling) + 1))[:border + shift] + f' Contact {p.mail} ou {p.phone} fin.'
                yield case(f'{border} {shift:+} / {filling}', '/result/response', text, [p.mail, p.mobile], who=p)
        for name in ('percent-all', 'zero width', 'escapes', 'entities', 'base64', 'full width'):
            p = person(3)
            yield case(f'{border} / {name}', '/result/response',
                'Long devoir. ' * ((border - 50) // 13) + ENCODINGS[name](p.mail) + ' fin.', [p.mail], who=p)


# ---- places with a meaning of their own ----

PHONE_KEYS = ('phone-number', 'phone', 'mobile')


def scalars(value):
    """The texts and numbers in it."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return [value] if inside is None else [scalar for v in inside for scalar in scalars(v)]


def extensions(p):
    """The extension's name (of id.tincanapi.com, or an IRI), its value, and what must be gone."""
    place = {'type': 'Point', 'coordinates': [2.294481, 48.858370]}
    yield 'ip-address', p.ip4, [p.ip4]
    yield 'ip-address', p.ip6, [p.ip6]
    yield 'browser-info', {'name': 'Firefox', 'version': '128.0', 'ip': p.ip4, 'session': 'sess-' + p.ine}, [p.ip4, p.ine]
    yield 'browser-info', f'Mozilla/5.0 (X11; Linux x86_64) {p.ip6}', [p.ip6]
    yield 'geojson', place, ['48.85837', '2.294481']
    yield 'geojson', {'type': 'FeatureCollection', 'features': [{'type': 'Feature', 'geometry': place,
        'properties': {'name': p.name}}]}, ['48.85837', '2.294481', p.name]
    yield 'geojson', json.dumps(place), ['48.85837', '2.294481']
    yield 'latitude', 48.858370, ['48.85837']
    yield 'longitude', '2.294481', ['2.294481']
    yield 'location', {'lat': 48.858370, 'lng': 2.294481}, ['48.85837', '2.294481']
    yield 'location', '48.858370, 2.294481', ['48.85837', '2.294481']
    yield 'location', {'latitude': '48.858370', 'longitude': '2.294481', 'user': p.login}, ['48.85837', '2.294481', p.login]
    yield 'location', 'geo:48.858370,2.294481', ['48.85837', '2.294481']
    yield 'referrer', f'{HOME}/u/{p.login}?mail={percent(p.mail)}', [p.login, p.mail]
    yield 'referrer', f'{HOME}/user/view.php?id={p.number}&course=5', [str(p.number)]
    yield 'invitee', p.mail, [p.mail]
    yield 'invitee', p.login, [p.login]
    yield 'invitee', {'name': p.name, 'email': p.mail}, [p.name, p.mail]
    yield 'observer', {'name': p.name, 'phone': p.phone}, [p.name, p.mobile]
    yield 'observer', [p.login, {'id': p.number}], [p.login, str(p.number)]
    yield 'observer', p.name, [p.name]
    yield 'tweet', f'@{p.login} merci ! {p.mail}', [p.login, p.mail]
    yield 'tweet', {'author': p.login, 'text': f'Je suis {p.mail}'}, [p.login, p.mail]
    yield 'session-id', 'sess-' + p.ine, [p.ine]
    yield 'https://w3id.org/xapi/video/extensions/session-id', 'sess-' + p.ine, [p.ine]
    yield 'https://w3id.org/xapi/cmi5/context/extensions/sessionid', 'sess-' + p.mail, [p.mail]
    yield 'https://w3id.org/xapi/openedx/extensions/session-id', p.session, [p.session]
    agent = json.dumps({'name': [p.name], 'account': [{'homePage': HOME, 'accountName': p.login}], 'mbox': ['mailto:' + p.mail]})
    yield 'https://w3id.org/xapi/cmi5/context/extensions/launchurl', \
        f'{HOME}/au?endpoint={percent(HOME)}&actor={percent(agent)}&fetch={percent(HOME + "/f?k=" + p.session)}', [p.name, p.login, p.mail, p.session]
    yield 'https://w3id.org/xapi/cmi5/context/extensions/launchparameters', f'user={p.login}&mail={p.mail}', [p.login, p.mail]
    yield 'launch-url', \
        f'{HOME}/lti?user_id={p.number}&lis_person_name_full={urllib.parse.quote_plus(p.name)}&lis_person_contact_email_primary={percent(p.mail)}', [str(p.number), p.name, p.mail]
    yield 'launch-url', f'{HOME}/launch?auth=Basic%20{percent(ENCODINGS["base64 bare"](p.mail + ":pw12345"))}', [p.mail,
        ENCODINGS["base64 bare"](p.mail + ":pw12345")[:24]]
    for key, value in (('phone-number', p.phone), ('phone-number', int('33' + p.mobile)), ('phone', int(p.mobile)),
        ('mobile', '0' + p.mobile), ('student-number', p.ine[:10]), ('student-id', int(p.ine[:10])),
        ('user-id', p.number), ('userId', str(p.number)), ('user', {'id': p.number, 'login': p.login}), ('card', 4111111111111111),
            ('nir', 2840588030012 * 100 + 97 - 2840588030012 % 97),
        ('idnumber', p.ine), ('matricule', p.ine[:8]), ('username', p.login),
            ('learner', {'first_name': p.name.split(' ')[0], 'last_name': p.family}), ('fullname', p.name), ('birthdate', '1999-04-17'),
            ('dob', 19990417),
        ('iban', 'FR1420041010050500013M02606'), ('mac-address', '00:1b:44:11:3a:b7'), ('session', p.session), ('token', token(p.mail)),
            ('author', p.name), ('cookies', {'sid': p.session}), ('email', [p.mail]), ('contact', {'x': [p.mail, [p.phone]]})):
        yield HOME + '/ext/' + key, value, [p.mobile if key in PHONE_KEYS or v == p.phone else str(v) for v in scalars(value)]


def meanings():
    for n in range(0, 12, 3):
        p = person(n)
        for i, (name, value, gone) in enumerate(extensions(p)):
            iri = name if '://' in name else 'http://id.tincanapi.com/extension/' + name
            for where in ('context', 'result', 'object/definition'):
                yield case(f'{where} {name} {i} / {p.slug}', f'/{where}/extensions/' + iri.replace('/', '~1'), value, gone,
                    who=person(n + 1))


def iris(p):
    """Forms of IRIs in which somebody stands, and who."""
    yield f'https://{p.login}:secret1@campus.example.org/x', [p.login, 'secret1']
    yield f'https://{percent(p.mail)}@campus.example.org/x', [p.mail]
    yield f'https://{p.login}.blog.example.org/2026/billet', [p.login]
    yield f'http://{p.ip4}/cours/1', [p.ip4]
    yield f'http://{p.ip4}:8080/cours?x=1', [p.ip4]
    yield f'http://[{p.ip6}]:8080/cours/1', [p.ip6]
    yield f'{HOME}/cours?ip={p.ip4}&v={percent(p.ip6)}', [p.ip4, p.ip6]
    yield f'{HOME}/trace/{p.ip4}/x#{p.ip4}', [p.ip4]
    yield f'mailto:{p.mail}?subject=devoir', [p.mail]
    yield f'mailto:{percent(p.mail)}', [p.mail]
    yield f'mailto:x@example.org?cc={p.mail}&body={percent(p.phone)}', [p.mail, p.mobile]
    yield f'tag:{p.mail},2026:travail', [p.mail]
    yield f'tag:campus.example.org,2026:users/{p.login}', [p.login]
    yield f'urn:x-campus:user:{p.number}', [str(p.number)]
    yield f'tel:{p.phone.replace(" ", "")}', [p.mobile]
    yield f'acct:{p.login}@campus.example.org', [p.login]
    yield f'{HOME}/users/{p.number}/profile', [str(p.number)]
    yield f'{HOME}/user/view.php?id={p.number}&course=5', [str(p.number)]
    yield f'{HOME}/u/{p.login}', [p.login]
    yield f'{HOME}/~{p.login}/', [p.login]
    yield f'{HOME}/@{p.login}', [p.login]
    yield f'{HOME}/quiz?student={p.ine}', [p.ine]
    yield f'{HOME}/quiz?userid={p.number}&attempt=3', [str(p.number)]
    yield f'{HOME}/quiz?ine={p.ine}', [p.ine]
    yield f'{HOME}/quiz?nom={percent(p.name)}', [p.name]
    yield f'{HOME}/quiz/{percent(p.name)}/copie', [p.name]
    yield f'{HOME}/quiz/{p.slug}', [p.slug]
    yield f'{HOME}/quiz#user={p.login}', [p.login]
    yield f'{HOME}/quiz?tel={percent(p.phone)}', [p.mobile]
    yield f'{HOME}/quiz/{p.mobile.rjust(10, "0")}', [p.mobile]
    agent = percent(json.dumps({'mbox': 'mailto:' + p.mail, 'name': p.name}))
    yield f'{HOME}/xapi/statements?agent={agent}&verb=x', [p.mail, p.name]
    yield f'{HOME}/login?redirect={percent(HOME + "/x?mail=" + percent(p.mail))}', [p.mail]
    yield f'{HOME}/go?u={percent(HOME + "/u/" + p.login)}', [p.login]
    yield f'{HOME}/a?sesskey=Zx9kLmQ2pR&MoodleSession={p.session}', ['Zx9kLmQ2pR', p.session]
    yield f'{HOME}/a;jsessionid={p.session}?x=1', [p.session]
    yield f'https://files.example.org/u/{p.login}/cv.pdf?X-Amz-Date=20260301T100000Z&' \
        f'X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260301%2Fs3&X-Amz-Signature={p.session * 2}&owner={p.login}', [p.login, p.session, 'AKIAIOSFODNN7']
    yield f'https://files.example.org/d/cv.pdf?Expires=1772000000&Signature=ab{p.session}&Key-Pair-Id=APKAEIBAERJR2EXAMPLE', [p.session,
        'APKAEIBAERJR2']
    yield f'https://files.example.org/d/cv.pdf?sv=2026&sig={percent(ENCODINGS["base64 bare"](p.session))}&uid={p.number}', [ENCODINGS["base64 bare"](p.session)[:24], str(p.number)]
    yield f'https://files.example.org/d/cv.pdf?token={token(p.mail)}', [p.mail, token(p.mail).split('.')[1]]
    yield f'https://files.example.org/d/{base64url(p.mail)}/cv.pdf', [p.mail]
    yield f'https://files.example.org/{percent(p.name)}.pdf', [p.name]
    yield f'https://www.gravatar.com/avatar/{hashlib.md5(p.mail.encode()).hexdigest()}?s=80', [hashlib.md5(p.mail.encode()).hexdigest()]
    yield f'{HOME}/geo?lat=48.858370&lon=2.294481', ['48.85837', '2.294481']


def addresses():
    for n in range(0, len(NAMES), 2):
        p = person(n)
        for i, (iri, gone) in enumerate(iris(p)):
            for where in ('/object/id', '/object/definition/moreInfo', '/attachments/0/fileUrl', '/verb/id',
                '/context/contextActivities/parent/0/id', f'/context{EXT}referer', '/result/response', f'/context{EXT}k/a'):
                actor = {'name': p.name, 'account': {'homePage': HOME, 'name': p.login}} if i % 2 else None
                yield case(f'{where} / {iri[:70]}', where, iri, gone, who=p, actor=actor)


def statements():
    for made in (products, everybody, names, texts, long_texts, meanings, addresses):
        for name, *rest in made():
            yield f'{made.__name__}: {name}', *rest
