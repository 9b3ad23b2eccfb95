"""What answers tell of skills (19, 20), by the formulas as they stand in the literature. The parameters are data: they are
read from the program's own file, here only the one set for all skills."""
import collections, math, pathlib, re

import progress, vocabulary as v
from reading import DAY, Fraction, SECOND

FILE = pathlib.Path(__file__).resolve().parent.parent.parent / 'schemas/xapi/mastery.yaml'


class Parameters:
    def __init__(self, text):
        self.version = re.search(r'^version: "(.*)"$', text, re.M)[1]
        groups = {name: {key: float(number) for key, number in re.findall(r'(\w+): ([-\d.]+)', body)}
            for name, body in re.findall(r'^(\w+): \{(.+)\}$', text, re.M)}
        self.window, self.pfa, self.bkt, self.half_life = (groups[name] for name in ('m_of_n', 'pfa', 'bkt', 'half_life'))


def is_evidence(one):
    return one.verb in (v.ANSWERED, v.EVALUATED) and isinstance(one.success, bool) and one.activity is not None


def skills_of(one, tenant):
    """Those of its lesson, in the version in force when it happened."""
    version = progress.in_force(tenant.structures.get(one.course), one.t)
    return {skill for lesson in (version.lessons if version else []) if lesson.activity == one.activity for skill in lesson.skills}


def known(verdicts, p):
    chance = p['prior']
    for right in verdicts:
        likely = chance * (1 - p['slip']) if right else chance * p['slip']
        unlikely = (1 - chance) * p['guess'] if right else (1 - chance) * (1 - p['guess'])
        told = likely / (likely + unlikely)
        chance = told + (1 - told) * p['learn']
    return chance


def next_review(last_t, right, wrong, p):
    """Recall 2^(-days/h) falls to its target; microseconds, to the second."""
    h = 2 ** (p['right'] * math.sqrt(1 + right) + p['wrong'] * math.sqrt(1 + wrong) + p['bias'])
    days = min(max(h, p['smallest_days']), p['largest_days']) * math.log2(1 / p['target_recall'])
    return last_t + round(days * DAY / SECOND) * SECOND


def row(answers, parameters):
    verdicts = [one.success for one in answers]
    right, wrong = verdicts.count(True), verdicts.count(False)
    n = int(parameters.window['n'])
    logit = parameters.pfa['beta'] + parameters.pfa['gamma'] * right + parameters.pfa['rho'] * wrong
    bkt = known(verdicts, parameters.bkt)
    return {'m_of_n': Fraction(verdicts[-n:].count(True), n), 'pfa': 1 / (1 + math.exp(-logit)), 'bkt': bkt,
        'mastered': bkt >= parameters.bkt['mastered'], 'm_of_n_mastered': verdicts[-n:].count(True) >= parameters.window['m'],
        'next_review_at': next_review(answers[-1].t, right, wrong, parameters.half_life), 'model_version': parameters.version,
        'right_answers': right, 'wrong_answers': wrong, 'last_answered_at': answers[-1].t}


def view(counted, tenant):
    """counted: in order, with a course."""
    parameters, found = Parameters(FILE.read_text()), collections.defaultdict(list)
    for one in filter(is_evidence, counted):
        for skill in skills_of(one, tenant):
            found[one.learner, skill].append(one)
    return {key: row(answers, parameters) for key, answers in found.items()}
