#!/usr/bin/env python3
"""Numbers of students and employees behind a label, and ids in URLs: who is named goes, and nothing else.

    tests/cases/labelled_ids.py [--lrstream PROGRAM] [--seed S] [--count N] [--part seen|kept|all] [--verbose] [KIND...]

Texts are made by rule: labels in many languages, forms of numbers, what joins the two (labelled_words.py), URLs
(labelled_urls.py) and what looks alike (labelled_negatives.py). A third of the labels, forms and frames is the part `kept`: a text
with one of these is not looked at when detectors are made, it only counts. N texts are made of each label. URLs also stand in
all places of a statement that hold IRIs.

A number is found when nine tenths of it are covered; beside it nothing that reads may be. Closes with "N passed, N failed":
a kind fails below its goal.
"""
import argparse, collections, json, pathlib, random, re, subprocess, sys, uuid, zlib

from harm import anonymized
from labelled_negatives import TEXTS
from labelled_urls import AROUND, HOSTS, KEPT, PAGES, PATHS, QUERIES, SITES
from labelled_words import AND, BACKWARDS, FRAMES, IS, KEYS, LABELS, OWNERS, SEVERAL

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RECALL, LEFT_ALONE = .97, .993
FORMS = ('{8}', '{7}', '{6}', '{9}', '{5}', '{10}', '0{6}', 's{7}', 'S{7}', 'u{7}', 'z{7}', 'e{7}', 'E{5}', 'EMP-{5}', 'EMP{4}', 'STU-2024-{4}', 'STU{6}', 'emp_{4}', 'ETU-{5}', '20{2}/{5}', '{2}/{4}', '{2}-{4}-{3}', '20{2}-{5}', '{2}.{3}.{3}',
    '{3} {3} {3}', '{4} {4}', 'A00{6}', 'G{8}', 'X{5}', '{2}B{2}A{4}', '1MS{2}CS{3}', '20{2}CSE{3}', '{2}BCE{4}', 'KAMO{4}', 'DUBM{8}', 'MAT/20{2}/{4}', 'UG/{2}/{4}', '{10}E', '{9}AB', '{4}', 'uuid', 'wide', 'P-{4}-{2}', '{3}-{3}-{3}', '{6}-{1}', 'ab{2}cd{2}', 'N{6}.{1}', '{8}K')
GLUE = (': ', ':', ' : ', ' ', ' = ', '=', ' #', ' - ', ' – ', ': #', ':\n', '\n', '\t', ' | ', '</td><td>', '</th><td>', '</b>: ', ':** ', ': **', '：', ' → ', ': "', " '", ' [', ':\u00a0', '\u00a0:\u00a0', ' .... ', ': `', '</strong> : ', '</dt><dd>', ' ::  ', ' >> ', '","value":"')
PARTS = {'seen': (False,), 'kept': (True,), 'all': (False, True)}


def kept(*parts):
    """Of every three things that texts are made of, one is kept apart."""
    return any(zlib.crc32(part.encode()) % 10 == 3 for part in parts) or zlib.crc32('/'.join(parts[:1]).encode()) % 4 == 1


def number(rng, form):
    digits = lambda n: str(rng.randint(1, 9)) + ''.join(rng.choice('0123456789') for _ in range(n - 1))
    if form == 'uuid':
        return str(uuid.UUID(int=rng.getrandbits(128), version=4))
    if form == 'wide':
        return ''.join(chr(0xFF10 + int(c)) for c in digits(7))
    return re.sub(r'\{(\d+)\}', lambda m: digits(int(m[1])), form)


def filled(template, **values):
    """The template with its values, and where the numbers stand: a value that is a list gives one after the other."""
    text, spans, at = '', [], 0
    for piece in re.finditer(r'\{(\w+)\}', template):
        text += template[at:piece.start()]
        value = values[piece[1]]
        value = value.pop(0) if isinstance(value, list) else value
        if piece[1] == 'id':
            spans.append((len(text), len(text) + len(value)))
        text, at = text + value, piece.end()
    return text + template[at:], spans


def labelled(rng, count):
    """(kind, language, kept, text, spans)"""
    for language, labels in LABELS.items():
        frames = FRAMES.get(language, []) + FRAMES['']
        for label in labels:
            for i in range(count):
                form, glue, frame = rng.choice(FORMS), rng.choice(GLUE), rng.choice(frames)
                if i % 2:
                    frame, hidden = rng.choice(('{l}' + glue + '{id}', 'Noor K., {l}' + glue + '{id}', '{l}' + glue + '{id}, B 2', '{l}' + glue + '{id}\nB 2', '- {l}' + glue + '{id}')), kept(label, form, glue)
                else:
                    hidden = kept(label, form, frame)
                yield ('labelled', language, hidden, *filled(frame, l=label, id=number(rng, form), **{'is': rng.choice(IS[language])}))


def turned(rng, count):
    for language, frames in BACKWARDS.items():
        for frame in frames:
            for _ in range(5 * count):
                label, form = rng.choice(LABELS[language]), rng.choice(FORMS[:24])
                yield ('backwards', language, kept(label, form, frame), *filled(frame, l=label, id=number(rng, form)))


def listed(rng, count):
    for language, labels in SEVERAL.items():
        for label in labels:
            for _ in range(2 * count):
                form, glue = rng.choice(FORMS[:36]), rng.choice((': ', ' ', ' : ', ':\n- ', ' ('))
                join = '\n- ' if '\n' in glue else rng.choice((', ', ', ', '; ', ' / '))
                last = join if '\n' in glue else rng.choice((f' {AND[language]} ', join, ' & '))
                text, spans = filled('{l}' + glue + '{id}' + join + '{id}' + last + '{id}' + (')' if '(' in glue else ''), l=label, id=[number(rng, form) for _ in range(3)])
                yield 'list', language, kept(label, form, glue), text, spans


def owned(rng, count):
    for language, frames in OWNERS.items():
        for frame in frames:
            for _ in range(3 * count):
                form = rng.choice(FORMS[:20])
                yield ('owner', language, kept(frame, form), *filled(frame, id=[number(rng, form) for _ in range(2)] if frame.count('{id}') > 1 else number(rng, form)))


def keyed(rng, count):
    for key in KEYS:
        for _ in range(2 * count):
            form = rng.choice(FORMS[:34])
            frame = rng.choice(('"{l}": "{id}"', '{"{l}":"{id}","score":12}', '{l}={id}', '{l}={id}&course=7', "{'{l}': '{id}'}", '{l}: {id}\nscore: 12', '{l} = "{id}"', '<{l}>{id}</{l}>', '<x {l}="{id}" n="3"/>', '{l}:{id}', '"{l}":{id},', '\\"{l}\\":\\"{id}\\"', 'a;{l}={id};b', '{l} => {id}', '[{l}]={id}'))
            frame = re.sub(r'\{(?!l\}|id\})', '\ue000', frame)
            text, spans = filled(frame, l=key, id=number(rng, form))
            yield 'key', '-', kept(key, form, frame), text.replace('\ue000', '{'), spans


NAMES = ('nkettani', 'noor.kettani', 'noor_k', 'noor-kettani', 'NKettani7', 'kettani23', 'n.kettani', 'oriol', 'brunhilda', 'tadeusz.w', 'kofi-m', 'adebayo99', 'x7k2m9', 'Ingeborg', 'wren', 'mlefebure')


def made(rng, template):
    """A URL, and where in it somebody is named."""
    values = {'NUM': lambda: number(rng, rng.choice(('{8}', '{6}', '{5}', '{4}', '{3}', '{7}', '{2}'))), 'CODE': lambda: number(rng, rng.choice(('s{7}', 'EMP-{5}', 'A00{6}', '{8}', 'ETU{5}', 'stu_{6}'))), 'NAME': lambda: rng.choice(NAMES), 'UUID': lambda: number(rng, 'uuid'),
        'HEX': lambda: f'{rng.getrandbits(128):032x}', 'KEY': lambda: ''.join(rng.choice('ABCDEFabcdefghijkmnp0123456789') for _ in range(11)) + '7', 'ORCID': lambda: number(rng, '0000-000{1}-{4}-{4}'), 'SMALL': lambda: number(rng, rng.choice(('{1}', '{3}', '{4}', '{6}'))), 'PROFILE': lambda: number(rng, 'uuid')}
    return re.sub(r'\b(NUM|CODE|NAME|UUID|HEX|KEY|ORCID|SMALL|PROFILE)\b|(?<=_)NUM(?=_)', lambda m: values[m[1] or 'NUM'](), template)


def marked(text):
    """A text with ‹marks›, without them, and where they stood."""
    spans = []
    while '‹' in text:
        start, end = text.index('‹'), text.index('›') - 1
        spans.append((start, end))
        text = text.replace('‹', '', 1).replace('›', '', 1)
    return text, spans


def urls(rng, count):
    """(template, marked URL)"""
    for _ in range(count):
        for query in QUERIES:
            yield query, made(rng, rng.choice(SITES) + rng.choice(PAGES).replace('{}', query))
        for path in PATHS:
            yield path, made(rng, rng.choice(SITES) + path)
        for host in HOSTS:
            yield host, made(rng, host)


def linked(rng, count):
    for template, url in urls(rng, 2 * count):
        kind = rng.choice(list(AROUND)[:1] * 2 + list(AROUND))
        around = rng.choice(AROUND[kind])
        text, spans = marked(around.replace('{{', '{').replace('}}', '}').replace('{}', url))
        yield ('url', kind, kept(template, around), text, spans)


def negatives(rng, count):
    for category, texts in TEXTS.items():
        for text in texts:
            for _ in range(2 * count if re.search('N[468]', text) else 1):
                yield 'none', category, kept(text), re.sub('N([468])', lambda m: number(rng, f'{{{m[1]}}}'), text), []
    for template in KEPT:
        for _ in range(count):
            url = made(rng, template)
            yield 'none', 'url', kept(template), rng.choice(['{}'] + AROUND['prose'][:2] + AROUND['markdown'][:1]).replace('{}', url), []


def covered(spans, start, end):
    return len({at for span in spans for at in range(max(span['start'], start), min(span['end'], end))})


def judged(text, wanted, found):
    """Whether all that is wanted is covered, and what else is."""
    missed = [text[a:b] for a, b in wanted if covered(found, a, b) < .9 * (b - a)]
    beside = [at for span in found for at in range(span['start'], span['end']) if text[at].isalnum() and not any(a <= at < b for a, b in wanted)]
    return missed, ''.join(text[at] for at in beside)


def detected(program, texts):
    given = ''.join(json.dumps({'id': str(n), 'text': text}) + '\n' for n, text in enumerate(texts))
    done = subprocess.run([program, 'detect'], input=given.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line)['spans'] for line in done.stdout.splitlines()]


class Tally:
    def __init__(self, verbose):
        self.good, self.all, self.shown, self.verbose = collections.Counter(), collections.Counter(), collections.Counter(), verbose

    def count(self, kind, hidden, ok, tell):
        self.all[kind, hidden] += 1
        self.good[kind, hidden] += ok
        if not ok and not hidden:
            self.shown[kind] += 1
            if self.verbose:
                print(*kind, tell, sep=' | ')

    def close(self):
        """A line a kind and language; whether each kind is as good as it has to be."""
        sums = collections.defaultdict(lambda: [0, 0])
        for kind, hidden in sorted(self.all, key=str):
            print(f'{kind[0]:<10} {kind[1]:<32} {"kept" if hidden else "seen"} {self.good[kind, hidden]:6} of {self.all[kind, hidden]:6} {100 * self.good[kind, hidden] / self.all[kind, hidden]:7.2f}%')
            sums[kind[0], hidden][0] += self.good[kind, hidden]
            sums[kind[0], hidden][1] += self.all[kind, hidden]
        failed = 0
        for (kind, hidden), (good, count) in sorted(sums.items()):
            goal = LEFT_ALONE if kind in ('none', 'iri kept', 'beside') else RECALL
            bad = good < goal * count
            failed += bad
            print(f'{"FAILED " if bad else ""}{kind} ({"kept" if hidden else "seen"}): {good} of {count}, {100 * good / count:.2f}%; goal {100 * goal:.1f}%')
        print(f'{len(sums) - failed} passed, {failed} failed')
        return failed


def texts_judged(tally, options, rng, parts):
    cases = [case for maker in (labelled, turned, listed, owned, keyed, linked, negatives) for case in maker(rng, options.count)]
    cases = [case for case in cases if case[2] in parts and (not options.kinds or case[0] in options.kinds)]
    for (kind, language, hidden, text, wanted), found in zip(cases, detected(options.lrstream, [case[3] for case in cases])):
        missed, beside = judged(text, wanted, found)
        shown = f'{text!r} {[(text[s["start"]:s["end"]], s["type"]) for s in found]}'
        if kind == 'none':
            tally.count((kind, language), hidden, not found, shown)
        else:
            tally.count((kind, language), hidden, not missed, f'missed {missed} in {shown}')
            tally.count(('beside', kind), hidden, not beside, f'beside {beside!r} in {shown}')


PLACES = ('object', 'moreInfo', 'key', 'value', 'attachment', 'response', 'parent', 'choice', 'platform')


def placed(n, url, place):
    """A statement with the URL at this place."""
    definition, result, context, extension = {}, {}, {}, 'https://lms.example.org/ext/link'
    made = {'id': str(uuid.UUID(int=n + 1, version=4)), 'actor': {'account': {'homePage': 'https://lms.example.org', 'name': 'q-71'}}, 'verb': {'id': 'http://adlnet.gov/expapi/verbs/attempted'},
        'object': {'id': url if place == 'object' else 'https://lms.example.org/a', 'definition': definition}, 'result': result, 'context': context}
    if place == 'moreInfo':
        definition['moreInfo'] = url
    elif place in ('key', 'value'):
        context['extensions'] = {url: 1} if place == 'key' else {extension: [{'to': url}]}
    elif place == 'attachment':
        made['attachments'] = [{'usageType': 'http://id.tincanapi.com/attachment/supporting_media', 'display': {'en': 'x'}, 'contentType': 'text/plain', 'length': 3, 'sha2': 'a' * 64, 'fileUrl': url}]
    elif place == 'parent':
        context['contextActivities'] = {'parent': [{'id': url}]}
    elif place == 'choice':
        definition.update(interactionType='choice', choices=[{'id': 'a', 'description': {'en': f'see {url}'}}])
    elif place == 'platform':
        context['platform'] = url
    else:
        result['response'] = f'voir {url}'
    return made


def iris_judged(tally, options, rng, parts):
    cases = []
    for maker, kind in ((urls(rng, options.count), 'iri'), (((t, made(rng, t)) for t in KEPT for _ in range(options.count)), 'iri kept')):
        for template, url in maker:
            url, spans = marked(url)
            if '://' in url and not re.search(r'[<>{}%]s?$|[<{}\[]', url) and kept(template) in parts:
                place = PLACES[len(cases) % len(PLACES)]
                cases.append((kind, place, kept(template), url, spans, placed(len(cases), url, place)))
    out, said = anonymized(options.lrstream, [case[5] for case in cases])
    for kind, place, hidden, url, spans, given in cases:
        got = json.dumps({k: v for k, v in out.get(given['id'], {}).items() if k not in ('actor', 'id')}, ensure_ascii=False)
        left = re.split('\ue000', ''.join('\ue000' if any(a <= i < b for a, b in spans) else c for i, c in enumerate(url)))
        values = [url[a:b] for a, b in spans]
        ok = bool(got != '{}') and not any(value in got.replace('lms.example.org', '').replace('https://lms/a', '') for value in values if len(value) > 2)
        tally.count((kind, place), hidden, ok if spans else url in got, f'{url} {got[-400:]}')
        if spans:
            tally.count(('beside', 'iri'), hidden, all(part in got for part in left), f'{url} {got[-400:]}')


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--lrstream', default=ROOT / 'build/lrstream')
    options.add_argument('--seed', default='71')
    options.add_argument('--count', type=int, default=6)
    options.add_argument('--part', choices=PARTS, default='all')
    options.add_argument('--verbose', action='store_true', help='tell what is wrong, of the part that is not kept apart')
    options.add_argument('kinds', nargs='*')
    options = options.parse_args()
    rng, tally = random.Random(options.seed), Tally(options.verbose)
    texts_judged(tally, options, rng, PARTS[options.part])
    if not options.kinds or 'iri' in options.kinds:
        iris_judged(tally, options, rng, PARTS[options.part])
    sys.exit(bool(tally.close()))


if __name__ == '__main__':
    main()
