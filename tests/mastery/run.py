#!/usr/bin/env python3
"""Do the models of skills say what they should? On made answers, whose true parameters are known.

    tests/mastery/run.py [FILE.csv [OPTION...]]

Learners are imagined by Bayesian Knowledge Tracing and by Performance Factors Analysis. From their answers the parameters
are fitted, and must be found again within TOLERANCE. With them lrstream (build/tests/mastery/predict) predicts the answers
of other learners; that must be nearly as good as with the true parameters, and better than the share of right answers. A
public data set named as a file, or by LRSTREAM_MASTERY_CSV, is scored as well (score.py); without one that is skipped.
"""
import collections, csv, os, pathlib, random, sys, tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import fit, measure, score

# Of 6,000 learners to fit: prior, learn, slip, guess; beta, gamma, rho.
TOLERANCE = {'bkt': (0.04, 0.03, 0.02, 0.03), 'pfa': (0.1, 0.05, 0.05)}
AUC_LOSS, LOG_LOSS_LOSS = 0.005, 0.002      # at most, against the true parameters
LEARNERS, TESTED, ANSWERS = 6000, 2000, 8
BKT = {'urn:skill:easy': (0.6, 0.2, 0.08, 0.25), 'urn:skill:usual': (0.3, 0.12, 0.1, 0.2), 'urn:skill:hard': (0.1, 0.25, 0.15, 0.1)}
PFA = {'urn:skill:easy': (0.7, 0.25, 0.1), 'urn:skill:usual': (-0.4, 0.35, -0.1), 'urn:skill:hard': (-1.2, 0.5, 0.05)}


# ---- imagined learners ----

def answers_by_bkt(rng, model):
    prior, learn, slip, guess = model
    known = rng.random() < prior
    for _ in range(ANSWERS):
        yield rng.random() < (1 - slip if known else guess)
        known = known or rng.random() < learn


def answers_by_pfa(rng, model):
    beta, gamma, rho = model
    right = wrong = 0
    for _ in range(ANSWERS):
        verdict = rng.random() < fit.chance(beta + gamma * right + rho * wrong)
        right, wrong = right + verdict, wrong + (not verdict)
        yield verdict


def imagine(rng, make, models, learners, name):
    return [(f'{name}{i}', skill, right) for i in range(learners) for skill, model in models.items() for right in make(rng, model)]


# ---- the formulas once more ----

def expected_by_bkt(verdicts, model):
    prior, learn, slip, guess = model
    known, said = prior, []
    for right in verdicts:
        said.append(known * (1 - slip) + (1 - known) * guess)
        told = known * (1 - slip) / said[-1] if right else known * slip / (1 - said[-1])
        known = told + (1 - told) * learn
    return said


def expected_by_pfa(verdicts, model):
    beta, gamma, rho = model
    rights = [sum(verdicts[:t]) for t in range(len(verdicts))]
    return [fit.chance(beta + gamma * right + rho * (t - right)) for t, right in enumerate(rights)]


# ---- the checks ----

failed = collections.Counter()


def check(ok, text):
    failed[bool(ok)] += 1
    print(f'{"ok    " if ok else "FAILED"} {text}', flush=True)


def check_parameters(name, kind, found, true):
    for skill in true:
        worst = max(abs(a - b) / most for a, b, most in zip(found[skill], true[skill], TOLERANCE[kind]))
        values = ' '.join(f'{a:.3f}/{b:g}' for a, b in zip(found[skill], true[skill]))
        check(worst <= 1, f'{name}: {skill} found/true {values}')


def models_yaml(kind, models):
    other = {'bkt': (0.3, 0.1, 0.1, 0.2), 'pfa': (0.0, 0.1, 0.1)}
    pair = lambda model: (model, None) if kind == 'bkt' else (None, model)
    return measure.mastery_yaml('made', (other['bkt'], other['pfa']), {skill: pair(model) for skill, model in models.items()})


def check_model(kind, make, models, formula, seed):
    """lrstream computes the formula; the fit finds the parameters; with them lrstream predicts nearly as well."""
    rng = random.Random(seed)
    train, test = imagine(rng, make, models, LEARNERS, 'a'), imagine(rng, make, models, TESTED, 'b')
    found = {skill: getattr(fit, f'fit_{kind}')(q) for skill, q in score.sequences_of(train).items()}
    check_parameters(kind.upper(), kind, found, models)
    verdicts = [right for _, _, right in test]
    number = ('bkt', 'pfa').index(kind)
    true, fitted = (measure.predict(models_yaml(kind, m), test)[number] for m in (models, found))
    again = [p for i in range(0, len(test), ANSWERS) for p in formula(verdicts[i:i + ANSWERS], models[test[i][1]])]
    worst = max(abs(a - b) for a, b in zip(true, again))
    check(worst < 1e-12, f'{kind.upper()}: lrstream and the formula differ by {worst:.1g} over {len(test)} answers')
    share = sum(right for _, _, right in train) / len(train)
    (best, best_loss), (area, loss), constant = (measure.auc(true, verdicts), measure.log_loss(true, verdicts)), (
        measure.auc(fitted, verdicts), measure.log_loss(fitted, verdicts)), measure.log_loss([share] * len(test), verdicts)
    told = f'fitted/true AUC {area:.4f}/{best:.4f}, log loss {loss:.4f}/{best_loss:.4f}, constant 0.5, {constant:.4f}'
    check(best - area < AUC_LOSS and loss - best_loss < LOG_LOSS_LOSS, f'{kind.upper()}: as good as the true parameters: {told}')
    check(area > 0.65 and loss < constant - 0.05, f'{kind.upper()}: better than a constant')


def check_runner():
    """score.py on a file of its kind: shuffled rows, an order, rows that are no answers."""
    rng = random.Random(5)
    rows = [(n, *answer) for n, answer in enumerate(imagine(rng, answers_by_bkt, BKT, 1500, ''))]
    rng.shuffle(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'answers.csv'
        with open(path, 'w', newline='') as file:
            out = csv.writer(file)
            out.writerow(['order_id', 'user_id', 'skill_name', 'correct'])
            out.writerows([n, learner, skill.split(':')[2].title() + ', and more', int(right)] for n, learner, skill, right in rows)
            out.writerows([[1, 'x', '', 1], [1, 'x', 'Easy', '0.5'], [1, '', 'Easy', 1]])
        yaml, lines = score.score(score.options([str(path)]))
        (pathlib.Path(folder) / 'mastery.yaml').write_text(yaml)
        checked = os.spawnl(os.P_WAIT, measure.ROOT / 'build/lrstream', 'lrstream', 'check', f'{folder}/mastery.yaml')
    print(*lines, sep='\n')
    check('3 rows left out; 3 skills' in lines[0], 'score: answers and rows that are none are told apart')
    check(checked == 0, 'score: lrstream reads the YAML')
    check('"urn:lrstream:skill:Usual%2C%20and%20more":' in yaml, 'score: skills are called by IRIs')
    area = {line.split()[0]: float(line.split()[2]) for line in lines[2:]}
    check(area['BKT'] > area['PFA'] > 0.65 > area['constant'] == 0.5, f'score: of answers by BKT, BKT knows most: {area}')


def score_file(argv):
    """1 if there is no file."""
    if not argv:
        print('skipped: no public data set was named, see tests/mastery/score.py')
        return 1
    yaml, lines = score.score(score.options(argv))
    print(yaml, *lines, sep='\n')
    check(True, f'scored {argv[0]}')
    return 0


def main():
    check_model('bkt', answers_by_bkt, BKT, expected_by_bkt, 1)
    check_model('pfa', answers_by_pfa, PFA, expected_by_pfa, 2)
    check_runner()
    skipped = score_file(sys.argv[1:] or os.environ.get('LRSTREAM_MASTERY_CSV', '').split())
    print(f'{failed[True]} passed, {failed[False]} failed, {skipped} skipped')
    return 1 if failed[False] else 0


if __name__ == '__main__':
    sys.exit(main())
