"""People who are made up, what is known of them, and the encodings in which it may stand; for leaks.py."""
import base64, hashlib, html, json, types, unicodedata, urllib.parse, uuid

HOME = 'https://campus.example.org'
NAMES = (   # name, the same in plain letters
    ('Théodule Garrambois', 'theodule.garrambois'), ('Ngô Thị Bích Hằng', 'ngo.thibichhang'),
        ('Øyvind Ångmark-Sæther', 'oyvind.angmark-saether'),
    ("Siobhán O'Dwyrlane", 'siobhan.odwyrlane'), ('María José Quintabellas Urdiña', 'maria.quintabellas'),
        ('Łucja Żurawczyńska', 'lucja.zurawczynska'),
    ('Xénia de la Bruyssière', 'xenia.delabruyssiere'), ('Дарина Волочковская', 'darina.volochkovskaya'),
        ('Ευτυχία Μαρκοδήμου', 'eftychia.markodimou'),
    ('李晓彤', 'li.xiaotong'), ('سميرة القرطاجي', 'samira.alqartaji'), ('Gökçe Yıldırımöğlu', 'gokce.yildirimoglu'),
        ('Jean-Côme Le Gouallec', 'jean-come.legouallec'),
    ('Wu Lianzhe', 'wu.lianzhe'), ('田村 さくら子', 'sakurako.tamura'), ('Zoë van den Eerenbeemd', 'zoe.vandeneerenbeemd'),
        ('김하늘별', 'haneulbyeol.kim'),
)
PHONES = ('06.39.98.%s.%s', '+33 6 39 98 %s %s', '063998%s%s', '+3363998%s%s', '06 39 98 %s %s', '+33(0)6.39.98.%s.%s',
    '0033 6 39 98 %s %s')


def person(n):
    """The nth person."""
    name, slug = NAMES[n % len(NAMES)]
    given, family = slug.split('.')
    p = types.SimpleNamespace(name=name, family=name.split(' ', 1)[-1], slug=slug)
    p.mail = f'{slug}@{("etu.example.org", "uni.example.net", "learner.example.com")[n % 3]}'
    p.login = f'{given[0]}{family.replace("-", "")[:9]}{300 + n}'
    p.ine = f'48{11000000 + 8731 * n}{"ABCDEFGHJK"[n % 10]}'
    p.number = 72000000 + 59873 * (n + 1)
    digits = f'{(1000 + 37 * n) % 10000:04d}'
    p.phone, p.mobile = PHONES[n % len(PHONES)] % (digits[:2], digits[2:]), f'63998{digits}'
    p.ip4, p.ip6 = f'203.0.113.{n % 200 + 20}', f'2001:db8:{n + 6656:x}:2d40::{n + 144:x}'
    p.session = hashlib.md5(f'session {n}'.encode()).hexdigest()
    p.openid = f'https://openid.example.org/id/{slug}'
    p.sha1 = hashlib.sha1(f'mailto:{p.mail}'.encode()).hexdigest()
    return p


def percent(text):
    return urllib.parse.quote(text, safe='')


def percent_all(text):
    return ''.join('%%%02X' % byte for byte in text.encode())


def escape_all(text):
    return ''.join('\\u%04x' % ord(c) for c in text)


def base64url(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')


def token(text):
    return '.'.join((base64url('{"alg":"HS256","typ":"JWT"}'), base64url(json.dumps({'sub': text})), base64url('signature of it')))


def serialized(text):
    return 'a:1:{s:4:"note";s:%d:"%s";}' % (len(text.encode()), text)


ENCODINGS = {
    'plain': str,
    'capitals': str.upper,
    'percent': percent,
    'percent-all': percent_all,
    'percent-twice': lambda t: percent(percent(t)),
    'form': lambda t: urllib.parse.urlencode({'a': '1', 'note': t}),
    'JSON': lambda t: json.dumps({'note': t}, ensure_ascii=False),
    'JSON escaped': lambda t: '{"note": "%s"}' % escape_all(t),
    'JSON in JSON': lambda t: json.dumps({'body': json.dumps({'note': t})}),
    'JSON in percent': lambda t: percent(json.dumps({'note': t})),
    'escapes': escape_all,
    'escapes twice': lambda t: escape_all(t).replace('\\', '\\\\'),
    'escapes of JavaScript': lambda t: ''.join('\\x%02x' % ord(c) if ord(c) < 256 else '\\u{%x}' % ord(c) for c in t),
    'percent of escapes': lambda t: percent(escape_all(t)),
    'entities of percent': lambda t: percent(t).replace('%', '&#37;'),
    'entities twice': lambda t: ''.join('&amp;#%d;' % ord(c) for c in t),
    'decomposed': lambda t: unicodedata.normalize('NFD', t),
    'without accents': lambda t: ''.join(c for c in unicodedata.normalize('NFD', t) if not unicodedata.combining(c)),
    'entities': lambda t: ''.join('&#%d;' % ord(c) for c in t),
    'entities hex': lambda t: ''.join('&#x%x;' % ord(c) for c in t),
    'entity of one': lambda t: t.replace('@', '&#64;').replace('+', '&#43;').replace(':', '&#58;'),
    'entity named': lambda t: t.replace('@', '&commat;').replace('.', '&period;'),
    'entity of accents': lambda t: t.encode('ascii', 'xmlcharrefreplace').decode().replace('&#233;', '&eacute;').replace(' ',
        '&nbsp;').replace('_', '&lowbar;'),
    'HTML': lambda t: '<p>Bonjour <a href="#">%s</a></p>' % html.escape(t),
    'PHP': serialized,
    'base64': lambda t: base64.b64encode(('note: ' + t).encode()).decode(),
    'base64 bare': lambda t: base64.b64encode(t.encode()).decode(),
    'base64 in lines': lambda t: base64.encodebytes((t + ', et la suite' * 12).encode()).decode(),
    'base64 twice': lambda t: base64.b64encode(base64.b64encode(t.encode())).decode(),
    'base64 of percent': lambda t: base64.b64encode(percent(t).encode()).decode(),
    'percent of base64': lambda t: percent(base64.b64encode(('à ' + t).encode()).decode()),
    'base64 of JSON in JSON': lambda t: json.dumps({'b': base64.b64encode(json.dumps({'note': t}).encode()).decode()}),
    'data URL': lambda t: 'data:text/plain;base64,' + base64.b64encode(t.encode()).decode(),
    'base64url': lambda t: base64url(json.dumps({'note': t})),
    'Basic': lambda t: 'Authorization: Basic ' + base64.b64encode(f'{t}:hunter2'.encode()).decode(),
    'JWT': token,
    'full width': lambda t: ''.join(chr(ord(c) + 0xfee0) if '!' <= c <= '~' else c for c in t),
    'full width of one': lambda t: t.replace('@', '＠').replace(':', '：'),
    'zero width': lambda t: '\u200b'.join(t),
    'zero width before @': lambda t: t.replace('@', '\u200d@\ufeff'),
    'soft hyphen': lambda t: t[:3] + '\u00ad' + t[3:],
}
OF_ADDRESSES = {'at and dot': lambda t: t.replace('@', ' [at] ').replace('.', ' [dot] '),
    'at and dot, tight': lambda t: t.replace('@', '(at)').replace('.', '(dot)'),
        'arobase': lambda t: t.replace('@', ' (arobase) ').replace('.', ' (point) ')}
HASHES = {'md5': lambda t: hashlib.md5(t.encode()).hexdigest(), 'sha1': lambda t: hashlib.sha1(('mailto:' + t).encode()).hexdigest(),
    'sha256': lambda t: hashlib.sha256(t.encode()).hexdigest(), 'sha512': lambda t: hashlib.sha512(t.encode()).hexdigest()}
IN_IRIS = ('plain', 'capitals', 'percent', 'percent-all', 'percent-twice', 'JSON in percent', 'base64url', 'base64 bare', 'base64 twice',
    'JWT', 'full width', 'full width of one', 'zero width', 'percent of escapes', 'percent of base64', 'decomposed')


def hashes_of(text):
    """What nobody may publish of an identifier."""
    for form in {text, text.lower(), 'mailto:' + text, 'mailto:' + text.lower()}:
        for name in ('md5', 'sha1', 'sha256', 'sha512'):
            yield hashlib.new(name, form.encode()).hexdigest()


def identifier(case):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, case))
