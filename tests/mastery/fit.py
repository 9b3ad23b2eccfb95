"""Parameters of mastery from answers: BKT by expectation maximisation, PFA by Newton's method. Plain Python.

Both take the verdicts of learners at one skill, as Counter{(True, False, ...): learners}: learners who answered alike are
one sequence that counts several times, which makes short sequences cheap however many learners there are.
"""
import collections, math

LEAST, MOST = 0.001, 0.5    # of slip and guess; prior and learn may go up to 1 - LEAST
ROUNDS = 300
STILL = 1e-5                # a round that moves no parameter further is the last


def clamp(value, most):
    return min(max(value, LEAST), most)


# ---- BKT: a hidden Markov model of two states, in which nothing is unlearnt ----

def visit(verdicts, weight, model, sums):
    """Adds to the expected counts of one sequence: the forward chances of knowing, then backwards what they were."""
    prior, learn, slip, guess = model
    before, told = [], []
    known = prior
    for right in verdicts:
        before.append(known)
        if_known, if_not = (1 - slip, guess) if right else (slip, 1 - guess)
        after = known * if_known / (known * if_known + (1 - known) * if_not)
        told.append(after)
        known = after + (1 - after) * learn
    smoothed = told[-1]
    for t in range(len(verdicts) - 1, -1, -1):
        if t < len(verdicts) - 1:
            # Known at t + 1: known at t already, or learnt between them.
            learnt = (1 - told[t]) * learn / before[t + 1] * smoothed if before[t + 1] else 0
            sums['learnt'] += weight * learnt
            sums['to learn'] += weight * (learnt + 1 - smoothed)
            smoothed -= learnt
        sums['known'] += weight * smoothed
        sums['unknown'] += weight * (1 - smoothed)
        if verdicts[t]:
            sums['guessed'] += weight * (1 - smoothed)
        else:
            sums['slipped'] += weight * smoothed
    sums['knew'] += weight * smoothed
    sums['learners'] += weight


def fit_bkt(sequences, start=(0.4, 0.15, 0.15, 0.2)):
    """(prior, learn, slip, guess)."""
    model = start
    for _ in range(ROUNDS):
        sums = collections.defaultdict(float)
        for verdicts, weight in sequences.items():
            visit(verdicts, weight, model, sums)
        share = lambda part, whole, most: clamp(sums[part] / sums[whole], most) if sums[whole] > 0 else LEAST
        new = (share('knew', 'learners', 1 - LEAST), share('learnt', 'to learn', 1 - LEAST),
            share('slipped', 'known', MOST - LEAST), share('guessed', 'unknown', MOST - LEAST))
        moved = max(abs(a - b) for a, b in zip(model, new))
        model = new
        if moved < STILL:
            break
    return model


# ---- PFA: a logistic regression on the numbers of right and wrong answers before ----

def tally(sequences):
    """{(right before, wrong before): [answers, right ones]}."""
    cells = collections.defaultdict(lambda: [0, 0])
    for verdicts, weight in sequences.items():
        right = 0
        for t, verdict in enumerate(verdicts):
            cell = cells[right, t - right]
            cell[0] += weight
            cell[1] += weight * verdict
            right += verdict
    return cells


def solve(matrix, vector):
    """Gauss's elimination with pivots, for a few unknowns."""
    rows = [row[:] + [v] for row, v in zip(matrix, vector)]
    n = len(rows)
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(n):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def chance(logit):
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, logit))))


def fit_pfa(sequences, ridge=1e-3):
    """(beta, gamma, rho). The ridge keeps what the answers do not tell at 0, and the matrix invertible."""
    cells = tally(sequences)
    weights = [0.0, 0.0, 0.0]
    for _ in range(50):
        slope = [-ridge * w for w in weights]
        bend = [[ridge if i == j else 0.0 for j in range(3)] for i in range(3)]
        for (right, wrong), (answers, hits) in cells.items():
            x = (1, right, wrong)
            p = chance(sum(w * v for w, v in zip(weights, x)))
            for i in range(3):
                slope[i] += (hits - answers * p) * x[i]
                for j in range(3):
                    bend[i][j] += answers * p * (1 - p) * x[i] * x[j]
        move = solve(bend, slope)
        longest = max(map(abs, move))
        weights = [w + m * min(1, 2 / longest) if longest else w for w, m in zip(weights, move)]
        if longest < 1e-9:
            break
    return tuple(weights)
