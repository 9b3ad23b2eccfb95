#!/usr/bin/env python3
"""Fits the parameters of mastery to answers in a CSV file, and tells how well lrstream then predicts other answers.

    tests/mastery/score.py FILE.csv [--learner user_id] [--skill skill_name] [--correct correct] [--order order_id]

The options name columns; the defaults are those of the ASSISTments data sets. Without --order, or with an empty one,
answers stand in the file in the order in which they were given. Learners are split: parameters are fitted to the answers
of most, and each answer of the others is predicted by the program's own models from the answers before it. The
parameters are printed as YAML for schemas/xapi/mastery.yaml, what is said of them goes to stderr. A skill with few
answers gets no parameters of its own. m_of_n and half_life are those the project has: answers alone do not tell them.
"""
import argparse, collections, csv, hashlib, sys, urllib.parse

import fit, measure

RIGHT = {'1': True, '1.0': True, 'true': True, 'right': True, 'correct': True,
    '0': False, '0.0': False, 'false': False, 'wrong': False, 'incorrect': False}


def options(argv):
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('file')
    parser.add_argument('--learner', default='user_id', metavar='COLUMN')
    parser.add_argument('--skill', default='skill_name', metavar='COLUMN')
    parser.add_argument('--correct', default='correct', metavar='COLUMN')
    parser.add_argument('--order', default='order_id', metavar='COLUMN')
    parser.add_argument('--split', metavar='TEXT', help='what stands between several skills of one answer')
    parser.add_argument('--prefix', default='urn:lrstream:skill:', metavar='IRI', help='put before skills that are no IRIs')
    parser.add_argument('--delimiter', metavar='CHARACTER', help='default: comma, or tab if the header has one')
    parser.add_argument('--encoding', default='utf-8')
    parser.add_argument('--least', type=int, default=400, metavar='ANSWERS', help='for parameters of its own (default 400)')
    parser.add_argument('--hold-out', type=int, default=5, metavar='N', help='one learner in N is predicted (default 5)')
    parser.add_argument('--version', default='fitted', metavar='TEXT')
    return parser.parse_args(argv)


def iri_of(skill, prefix):
    """In an IRI of the file only what would end a cell, a line or a quoted text is escaped."""
    if ':' in skill and ' ' not in skill:
        return urllib.parse.quote(skill, safe=":/?#[]@!$&'()*+;=%~")
    return prefix + urllib.parse.quote(skill, safe='')


def order_of(rows, column):
    """Rows by a column, as numbers if all are; equal ones stay as they stood."""
    if not column:
        return rows
    try:
        return sorted(rows, key=lambda row: float(row[column]))
    except ValueError:
        return sorted(rows, key=lambda row: row[column])


def read(o):
    """[(learner, skill, right)] in order, and how many rows were none."""
    with open(o.file, encoding=o.encoding, errors='replace', newline='') as file:
        head = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter=o.delimiter or ('\t' if '\t' in head else ','))
        needed = [o.learner, o.skill, o.correct] + ([o.order] if o.order else [])
        missing = [name for name in needed if name not in (reader.fieldnames or [])]
        if missing:
            sys.exit(f'{o.file} has no column {missing[0]}; its columns are {", ".join(reader.fieldnames or [])}')
        rows = list(reader)
    answers, left_out = [], 0
    for row in order_of(rows, o.order):
        verdict = RIGHT.get((row[o.correct] or '').strip().lower())
        names = [name.strip() for name in ((row[o.skill] or '').split(o.split) if o.split else [row[o.skill] or ''])]
        if verdict is None or not row[o.learner] or not any(names):
            left_out += 1
            continue
        answers += [(hashlib.sha256(row[o.learner].encode()).hexdigest()[:16], iri_of(name, o.prefix), verdict) for name in names if name]
    return answers, left_out


def sequences_of(answers):
    """{skill: Counter of verdicts in a row}."""
    rows = collections.defaultdict(list)
    for learner, skill, right in answers:
        rows[skill, learner].append(right)
    found = collections.defaultdict(collections.Counter)
    for (skill, _), verdicts in rows.items():
        found[skill][tuple(verdicts)] += 1
    return found


def fit_all(answers, least):
    """((bkt, pfa) for all, {skill: (bkt, pfa)})."""
    found = sequences_of(answers)
    both = lambda sequences: (fit.fit_bkt(sequences), fit.fit_pfa(sequences))
    counts = collections.Counter(skill for _, skill, _ in answers)
    return both(sum(found.values(), collections.Counter())), {s: both(q) for s, q in found.items() if counts[s] >= least}


def is_held_out(learner, one_in):
    return int(learner, 16) % one_in == 0


def shown(name, chances, verdicts):
    area = measure.auc(chances, verdicts)
    return f'{name:10}AUC {"none" if area is None else f"{area:.4f}"}   log loss {measure.log_loss(chances, verdicts):.4f}'


def score(o):
    """The YAML, and lines that tell how good it is."""
    answers, left_out = read(o)
    train = [a for a in answers if not is_held_out(a[0], o.hold_out)]
    test = [a for a in answers if is_held_out(a[0], o.hold_out)]
    if not train or not test:
        sys.exit(f'{o.file}: {len(train)} answers to fit and {len(test)} to predict are too few')
    for_all, skills = fit_all(train, o.least)
    yaml = measure.mastery_yaml(o.version, for_all, skills)
    verdicts = [right for _, _, right in test]
    bkt, pfa = measure.predict(yaml, test)
    share = sum(right for _, _, right in train) / len(train)
    return yaml, [f'{len(answers)} answers, {left_out} rows left out; {len(skills)} skills with parameters of their own',
        f'{len(train)} answers fitted, {len(test)} of other learners predicted:',
        shown('BKT', bkt, verdicts), shown('PFA', pfa, verdicts), shown('constant', [share] * len(test), verdicts)]


def main(argv):
    yaml, lines = score(options(argv))
    print(yaml, end='')
    print(*lines, sep='\n', file=sys.stderr)


if __name__ == '__main__':
    main(sys.argv[1:])
