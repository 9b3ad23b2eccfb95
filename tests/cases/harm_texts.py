"""What learners read and write, by kind: (kind, text). Most is made by rule from a seed, so that it is the same every time."""
import base64, datetime, hashlib, random, uuid

RULED = 40      # texts of each rule
ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
CARRIERS = ('%s', 'Le résultat est %s.', 'See %s for more', 'Exercice : %s ?', '(%s)', '"%s", répondit-il.', 'a) %s\nb) autre', 'x = %s;')


def digits(rng, count):
    return ''.join(rng.choice('0123456789') for _ in range(count))


def hexadecimal(rng, count):
    return ''.join(rng.choice('0123456789abcdef') for _ in range(count))


def word(rng, least=2, most=8):
    return ''.join(rng.choice('abcdefghijklmnopqrstuvwxyz') for _ in range(rng.randint(least, most)))


def grouped(number, mark, size=3):
    text = str(number)
    head = len(text) % size or size
    return mark.join([text[:head]] + [text[i:i + size] for i in range(head, len(text), size)])


# ---- versions ----

def semantic_version(rng):
    text = '.'.join(str(rng.choice((0, 1, 2, 4, 10, 17, rng.randint(0, 400)))) for _ in range(3))
    if rng.random() < .6:
        parts = ('alpha', 'beta', 'rc', 'x', 'DEV', 'SNAPSHOT', '0', '1', '12', '7z', 'alpha-a', '92', '--')
        text += '-' + '.'.join(rng.choice(parts) for _ in range(rng.randint(1, 4)))
    if rng.random() < .5:
        text += '+' + '.'.join(rng.choice(('build', '20130313144700', '001', 'exp', 'sha', hexadecimal(rng, 7), 'meta')) for _ in range(rng.randint(1, 3)))
    return rng.choice(('%s', 'v%s', 'version %s', 'Version %s du module', 'release %s', 'npm i h5p@%s', 'H5P.Video %s', 'lms/%s')) % text


def long_version(rng):
    small = lambda: str(rng.randint(0, 20))
    form = rng.choice(('{0}.{1}.{2}.{3}', '{0}.{1}.{2}.{3}-beta', '{0}.{1}.{2}+{3}', '1:{0}.{1}.{2}-{3}+deb12u1', '{0}!{1}.{2}.post{3}', '{0}.{1}.{2}.Final', '20{0:0>2}0{1:.1}1900.0{2:.1}'))
    return rng.choice(('Git %s', 'Moodle %s', 'le passage à la version %s', 'Python %s', 'PHP %s est sorti', 'dpkg %s or later', 'pilote v%s')) % form.format(small(), small(), small(), small())


def section(rng):
    number = '.'.join(str(rng.randint(1, 19)) for _ in range(rng.randint(3, 5)))
    return rng.choice(('%s Introduction', 'Section %s', 'Voir le chapitre %s.', '\n%s. Les fractions\n', 'Exercice %s : calculer', 'Figure %s – Le cœur', '§ %s', 'Theorem %s (Euler)', 'au point %s du cours')) % number


# ---- times ----

def moment(rng):
    return datetime.datetime(rng.randint(1901, 2039), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59), rng.randint(0, 999999))


def timestamp(rng):
    t = moment(rng)
    zone = rng.choice(('', 'Z', '+00:00', '+01:00', '-0530', '+02'))
    forms = ('%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%S.%f', '%Y%m%dT%H%M%S', '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M', '%Y-%m-%d %H:%M:%S,%f')
    return t.strftime(rng.choice(forms)) + zone


def date(rng):
    t = moment(rng)
    forms = ('%G-W%V-%u', '%GW%V', '%Y-%j', '%Y%j', '%d/%m/%Y', '%m/%d/%y', '%d.%m.%Y', '%d-%m-%Y', '%Y/%m/%d', '%Y%m%d', '%d/%m/%Y %H:%M', '%d.%m.%y, %H:%M Uhr',
        '%A %d %B %Y', '%B %d, %Y at %I:%M %p', '%a, %d %b %Y %H:%M:%S GMT', '%A, %d-%b-%y %H:%M:%S GMT', '%a %b %d %H:%M:%S %Y', '[%d/%b/%Y:%H:%M:%S +0000]',
        'le %d/%m/%Y à %Hh%M', '%H:%M:%S', '%H:%M', '%I:%M:%S %p', '%H h %M', '%H:%M:%S.%f', '%Y年%m月%d日', 'TP_%Y-%m-%d.pdf', 'IMG_%Y%m%d_%H%M%S.jpg', 'rendu-%d-%m-%Y-v2.docx')
    return t.strftime(rng.choice(forms))


def span_of_time(rng):
    n = lambda most: rng.randint(0, most)
    return rng.choice((f'P{n(9)}DT{n(23)}H{n(59)}M{n(59)}S', f'PT{n(99)}M{n(59)}.{n(99)}S', f'P{n(9)}W', f'{n(9):02}:{n(59):02}:{n(59):02}.{n(999):03}', f'{n(9)} h {n(59)} min {n(59)} s',
        f'{1900 + n(99)}-{2000 + n(30)}', f'{n(12)}:{n(59):02}-{n(12)}:{n(59):02}', f'du {n(28)}/0{1 + n(8)} au {n(28)}/1{n(2)}/20{10 + n(20)}', f'{n(9999)}.{n(99)} s', f'session_time: PT{n(59)}M{n(59)}S'))


def epoch(rng):
    seconds = rng.randint(946684800, 2082758399)
    return rng.choice((f'{seconds}', f'{seconds}{digits(rng, 3)}', f'{seconds}.{digits(rng, 6)}', f'{seconds}{digits(rng, 9)}', f't={seconds}', f'"timecreated":{seconds}', f'timestamp {seconds}000'))


def media(rng):
    times = sorted(round(rng.uniform(0, 5000), rng.choice((1, 2, 3))) for _ in range(2 * rng.randint(1, 12)))
    segments = '[,]'.join(f'{a}[.]{b}' for a, b in zip(times[::2], times[1::2]))
    return rng.choice((f'played-segments: {segments}', segments, f'https://w3id.org/xapi/video/extensions/time={times[0]}', f'https://w3id.org/xapi/video/extensions/length={times[-1]}', f'progress={rng.random():.3f}', f't={int(times[0])}s', f'{int(times[0]) // 60}:{int(times[0]) % 60:02}'))


# ---- numbers ----

def number(rng):
    n = rng.randint(0, 10 ** rng.randint(3, 12))
    cents = digits(rng, 2)
    forms = (f'{n}', f'{grouped(n, ",")}.{cents}', f'{grouped(n, ".")},{cents}', f'{grouped(n, " ")},{cents}', f'{grouped(n, chr(0xa0))},{cents}', f'{grouped(n, chr(0x202f))}', f"{grouped(n, chr(39))}.{cents}",
        f'-{n}', f'+{n % 100000}', f'{n}%', f'{n % 1000}.{digits(rng, 15)}', f'{n % 1000},{digits(rng, 6)}', f'{n % 10}.{digits(rng, 4)}e{rng.randint(-30, 30)}', f'{n % 10},{cents} × 10^{rng.randint(2, 30)}', f'0x{n:X}', f'0b{n % 4096:b}', f'{n % 99}/{1 + n % 98}',
        f'{n % 4000} × {n % 3000}', f'1:{n}', f'{n % 100}°C', f'{n} m/s', f'{n} kg', f'{n} habitants', f'{n} bytes', f'n° {n % 1000}', f'{grouped(n, ".")}', f'{grouped(n, " ")} km', f'{grouped(n, ",")} people')
    return rng.choice(forms)


def money(rng):
    n = rng.randint(1, 10 ** rng.randint(1, 10))
    cents = digits(rng, 2)
    return rng.choice((f'${grouped(n, ",")}.{cents}', f'{grouped(n, " ")},{cents} €', f'€{grouped(n, ".")},{cents}', f'{grouped(n, ".")},{cents} EUR', f'£{n}', f'¥{grouped(n, ",")}', f"CHF {grouped(n, chr(39))}.{cents}", f'R$ {grouped(n, ".")},{cents}',
        f'{grouped(n, " ")} FCFA', f'{grouped(n, ".")} kr', f'USD {n}.{cents}', f'{grouped(n, chr(0x202f))},{cents}{chr(0x202f)}€', f'({grouped(n, ",")})', f'$ {n}', f'{n}€'))


def sum_up(rng):
    numbers = [rng.randint(0, 10 ** rng.randint(1, 5)) for _ in range(rng.randint(2, 7))]
    mark = rng.choice((' + ', ' - ', '*', '/', '+', ' × ', '-', ' : '))
    text = mark.join(map(str, numbers))
    return rng.choice((text + ' = ' + str(sum(numbers)), f'<<{text}={sum(numbers)}>>{sum(numbers)}', f'{text} = ?', f'#### {sum(numbers)}', f'x^2 - {numbers[0]}x + {numbers[1]} = 0', f'f({numbers[0]}) = {numbers[1]}'))


def row(rng):
    numbers = [rng.randint(0, rng.choice((9, 99, 99, 999, 9999))) for _ in range(rng.randint(3, 14))]
    mark = rng.choice((' ', ', ', ',', ';', ' ; ', '\t', ' < ', ' → ', '|'))
    left, right = rng.choice((('', ''), ('[', ']'), ('{', '}'), ('(', ')'), ('u = (', ')'), ('Triez : ', '.'), ('liste = [', ']')))
    return left + mark.join(map(str, numbers)) + right


def point(rng):
    a, b = (round(rng.uniform(-20, 20), rng.choice((0, 0, 1, 2))) for _ in range(2))
    a, b = (int(v) if v == int(v) else v for v in (a, b))
    return rng.choice((f'({a}, {b})', f'A({a} ; {b})', f'Le point M a pour coordonnées ({a}, {b}).', f'the position ({a}, {b})', f'vecteur ({a};{b})', f'x={a}, y={b}', f'{{"x": {a}, "y": {b}}}', f'[[{a}, {b}], [{b}, {a}]]',
        'Longueur : %s cm, largeur : %s cm' % tuple(str(abs(v)).replace('.', ',') for v in (a, b)), f'y = {a}x + {b}', f'{a} < x < {b}', f'z = {a} + {b}i', 'long de %s cm' % str(abs(a)).replace('.', ',')))


# ---- numbers of things ----

def isbn10(rng):
    nine = digits(rng, 9)
    rest = (11 - sum((10 - i) * int(d) for i, d in enumerate(nine)) % 11) % 11
    return nine + ('X' if rest == 10 else str(rest))


def ean(rng, start, length):
    body = start + digits(rng, length - 1 - len(start))
    odd, even = sum(map(int, body[-1::-2])), sum(map(int, body[-2::-2]))
    return body + str(-(3 * odd + even) % 10)


def book(rng):
    ten, thirteen = isbn10(rng), ean(rng, rng.choice(('978', '979')), 13)
    cut = lambda t: rng.choice(('-', ' ', '')).join((t[:1], t[1:4], t[4:9], t[9:]))
    return rng.choice((f'Manuel : ISBN {cut(ten)}, chapitre 3.', f'Textbook ISBN {thirteen}', f'ISBN-13: {thirteen[:3]}-{cut(thirteen[3:])}', f'Read {cut(ten)} (ISBN) pages 12-48', f'urn:isbn:{thirteen}', f'isbn={thirteen}', f'ISBN {ten}', f'ISBN-10 {cut(ten)}'))


def thing(rng):
    return rng.choice((f'Barcode exercise: EAN {ean(rng, "", 13)}', f'EAN {ean(rng, "", 8)}', f'code-barres EAN-13 : {ean(rng, "3", 13)}', f'Journal ISSN {digits(rng, 4)}-{digits(rng, 3)}X', f'ISSN {digits(rng, 8)}', f'doi:10.{digits(rng, 4)}/{word(rng)}.{digits(rng, 4)}.{digits(rng, 6)}',
        f'https://doi.org/10.{digits(rng, 4)}/s{digits(rng, 5)}-{digits(rng, 3)}-{digits(rng, 5)}-{digits(rng, 1)}', f'CAS {digits(rng, 4)}-{digits(rng, 2)}-{digits(rng, 1)}', f'arXiv:{digits(rng, 4)}.{digits(rng, 5)}v2', f'PMID: {digits(rng, 8)}', f'RFC {digits(rng, 4)}', f'ISO {digits(rng, 4)}-1:2019',
        f'US {grouped(int("1" + digits(rng, 6)), ",")} B2', f'CVE-2021-{digits(rng, 5)}', f'Dewey {digits(rng, 3)}.{digits(rng, 3)}', f'UPC {ean(rng, "0", 12)}', f'réf. {digits(rng, 3)}-{digits(rng, 4)}-{digits(rng, 2)}', f'Q{digits(rng, 6)}', f'OCLC {digits(rng, 9)}'))


def identifier(rng):
    made = uuid.UUID(int=rng.getrandbits(128), version=rng.choice((1, 4, 5)))
    ulid = '01' + ''.join(rng.choice(ALPHABET) for _ in range(24))
    return rng.choice((str(made), str(made).upper(), f'registration={made}; session {hexadecimal(rng, 8)}', f'urn:uuid:{made}', f'uuid://{made}', f'{{{made}}}', f'node {made.hex}', ulid, f'id {ulid}', f'attempt {hexadecimal(rng, 24)}', f'https://lrs.example.org/xapi/activities/{made}', f'H5P-{made}',
        f'block {hexadecimal(rng, 32)}', f'"id":"{made}"', f'ulid:{ulid.lower()}', str(rng.getrandbits(63))))


def digest(rng):
    text = hashlib.new(rng.choice(('md5', 'sha1', 'sha256', 'sha512')), rng.randbytes(8)).hexdigest()
    return rng.choice((f'sha {text}', f'sha256sum: {text}', f'commit {text[:10]}', f'merge {text[:8]}', f'sha {text[:rng.randint(7, 12)]}', f'index {text[:7]}..{text[8:15]} 100644', f'image@sha256:{text}', f'SHA1 ' + ':'.join(text[i:i + 2] for i in range(0, 32, 2)), f'etag "{text}"', f'CRC {text[:8]}'))


def colour(rng):
    r, g, b = (rng.randint(0, 255) for _ in range(3))
    return rng.choice((f'#{r:02x}{g:02x}{b:02x}', f'#{r:02X}{g:02X}{b:02X}80', f'#{r % 16:x}{g % 16:x}{b % 16:x}', f'rgb({r},{g},{b})', f'rgb({r}, {g}, {b})', f'rgba({r}, {g}, {b}, 0.{r})', f'hsl({r}, {g % 100}%, {b % 100}%)', f'({r}.{g}.{b})', f'0x{r:02x}{g:02x}{b:02x}', f'color: #{r:02x}{g:02x}{b:02x};', f'cmyk({r % 100}, {g % 100}, {b % 100}, 0)'))


def mime(rng):
    kind = rng.choice(('text/html; charset=utf-8', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'multipart/form-data; boundary=----WebKitFormBoundary' + digits(rng, 12), 'image/svg+xml', 'audio/mp4; codecs="mp4a.40.2"', 'video/mp4; codecs="avc1.42E01E, mp4a.40.2"',
        'application/x-www-form-urlencoded', 'font/woff2', 'application/ld+json; profile="https://w3id.org/xapi/profiles"', 'text/csv; header=present', f'multipart/mixed; boundary={hexadecimal(rng, 32)}', 'application/vnd.ms-excel.sheet.macroEnabled.12'))
    return rng.choice(('Attachment type %s', '%s', 'Content-Type: %s')) % kind


def course(rng):
    key = f'{word(rng).upper()}+{word(rng).upper()}{digits(rng, 3)}+20{digits(rng, 2)}_T{digits(rng, 1)}'
    return rng.choice((f'course-v1:{key}', f'block-v1:{key}+type@problem+block@{hexadecimal(rng, 32)}', f'course-v1:FUN-MOOC+{digits(rng, 5)}+session{digits(rng, 2)}', f'i4x://{word(rng)}/{word(rng)}/video/{hexadecimal(rng, 32)}', f'CS-101-20{digits(rng, 2)}-0{digits(rng, 1)}', f'MAT{digits(rng, 4)}',
        f'LU{digits(rng, 1)}IN{digits(rng, 3)}', f'UE {digits(rng, 3)}', f'urn:lrstream:course:{digits(rng, 5)}', f'UNIT-{digits(rng, 6)}'))


def protein(rng):
    return rng.choice((''.join(rng.choice('ACGT') for _ in range(rng.randint(12, 80))), "5'-" + ''.join(rng.choice('ACGU') for _ in range(24)) + "-3'", ' '.join(rng.choice('CDEFGAB') + rng.choice(('', '#', 'b')) + rng.choice('345') for _ in range(12)),
        ' '.join(f'{i}. {rng.choice("abcdefgh")}{rng.randint(1, 8)} N{rng.choice("acf")}{rng.choice("36")}' for i in range(1, 9)), f'C{rng.randint(1, 20)}H{rng.randint(1, 40)}O{rng.randint(1, 9)}N2', f'{rng.randint(6, 7)}-{rng.randint(0, 6)}, 3-6, 7-6({rng.randint(0, 5)})',
        f'Jean {rng.randint(1, 21)}:{rng.randint(1, 50)}', f'Gn {rng.randint(1, 50)},{rng.randint(1, 30)}-{rng.randint(31, 40)}', f'{rng.randint(0, 5)}-{rng.randint(0, 5)} ({rng.randint(0, 2)}-0)', f'{rng.randint(80, 120)}-{rng.randint(80, 120)}, {rng.randint(80, 120)}-{rng.randint(80, 120)}'))


def dump(rng):
    data = rng.randbytes(16)
    pairs = ' '.join(f'{b:02x}' for b in data)
    return rng.choice((f'00000{hexadecimal(rng, 2)}0  {pairs[:23]}  {pairs[24:]}  |................|', ' '.join(f'{b:08b}' for b in data[:5]), f'\\x{data[0]:02x}\\x{data[1]:02x}\\x{data[2]:02x}', base64.b64encode(data * 3).decode(), 'data:image/png;base64,iVBORw0KGgo' + base64.b64encode(data).decode(),
        ', '.join(f'0x{b:02X}' for b in data), ' '.join(f'{rng.getrandbits(16):04x}' for _ in range(8)), '-'.join(hexadecimal(rng, 4) for _ in range(8)), f'[{rng.randint(0, 999):5d}.{digits(rng, 6)}] usb 1-1: new device', f'0x{hexadecimal(rng, 16)} <+{rng.randint(1, 99)}>'))


RULES = {'version': semantic_version, 'long version': long_version, 'section': section, 'timestamp': timestamp, 'date': date, 'duration': span_of_time, 'epoch': epoch, 'media': media, 'number': number, 'money': money, 'sum': sum_up, 'row': row,
    'point': point, 'book': book, 'thing': thing, 'identifier': identifier, 'digest': digest, 'colour': colour, 'mime': mime, 'course': course, 'notation': protein, 'dump': dump}


def by_rule(count=RULED, seed=20260101):
    for kind, make in RULES.items():
        rng = random.Random(f'{seed} {kind}')
        for _ in range(count):
            text = make(rng)
            yield kind, rng.choice(CARRIERS) % text if rng.random() < .5 else text
