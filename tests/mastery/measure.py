"""How well chances predict verdicts, and what lrstream predicts."""
import math, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PREDICT = ROOT / 'build/tests/mastery/predict'
MASTERY = ROOT / 'schemas/xapi/mastery.yaml'


def log_loss(chances, verdicts):
    return -sum(math.log(max(p if right else 1 - p, 1e-12)) for p, right in zip(chances, verdicts)) / len(verdicts)


def auc(chances, verdicts):
    """The chance that a right answer was expected more than a wrong one; equal ones count half. None without both."""
    right = sum(verdicts)
    wrong = len(verdicts) - right
    if not right or not wrong:
        return None
    ranked = sorted(zip(chances, verdicts))
    ranks, i = 0.0, 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j][0] == ranked[i][0]:
            j += 1
        ranks += sum(verdict for _, verdict in ranked[i:j]) * (i + j + 1) / 2
        i = j
    return (ranks - right * (right + 1) / 2) / (right * wrong)


def built_in(group):
    """The line of a group in the project's own parameters."""
    return next(line for line in MASTERY.read_text().splitlines() if line.startswith(f'{group}: '))


def number(value):
    return f'{value:.6g}' if abs(value) >= 1e-4 else f'{value:.6f}'


def models_yaml(bkt, pfa, indent=''):
    """The groups of a skill; either may be None."""
    lines = []
    if bkt:
        lines.append('bkt: {prior: %s, learn: %s, slip: %s, guess: %s' % tuple(map(number, bkt)) + ('}' if indent else ', mastered: 0.95}'))
    if pfa:
        lines.append('pfa: {beta: %s, gamma: %s, rho: %s}' % tuple(map(number, pfa)))
    return ''.join(f'{indent}{line}\n' for line in lines)


def mastery_yaml(version, for_all, skills):
    """A whole mastery.yaml. for_all: (bkt, pfa); skills: {iri: (bkt, pfa)}; m_of_n and half_life as the project has them."""
    text = f'version: "{version}"\n{built_in("m_of_n")}\n{built_in("half_life")}\n{models_yaml(*for_all)}'
    text += 'skills:\n' if skills else 'skills: {}\n'
    for iri, (bkt, pfa) in sorted(skills.items()):
        text += f'  "{iri}":\n{models_yaml(bkt, pfa, "    ")}'
    return text


def predict(yaml, answers):
    """What lrstream expects of each answer (learner, skill, right) before it: two lists, by BKT and by PFA."""
    if not PREDICT.exists():
        sys.exit(f'{PREDICT.relative_to(ROOT)} is not built: make {PREDICT.relative_to(ROOT)}')
    with tempfile.NamedTemporaryFile('w', suffix='.yaml') as file:
        file.write(yaml)
        file.flush()
        lines = ''.join(f'{learner},{skill},{right:d}\n' for learner, skill, right in answers)
        done = subprocess.run([PREDICT, file.name], input=lines, stdout=subprocess.PIPE, text=True, check=True)
    pairs = [line.split(',') for line in done.stdout.splitlines()]
    return [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
