"""How surprising is a count? The exact binomial test, and the exact interval of a rate.

Knows numbers alone. Works in decimals of forty digits, whose arithmetic is the same on every machine, and makes a float
only of a rounded answer.
"""

from __future__ import annotations

import math
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    localcontext,
)
from typing import Final, NamedTuple

SIGNIFICANT: Final = 4  # digits of a rounded answer

_TRAPS: Final = [DivisionByZero, InvalidOperation]
_EXACT: Final = Context(prec=40, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=_TRAPS)
_ROUNDING: Final = Context(prec=SIGNIFICANT, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=_TRAPS)
_NEGLIGIBLE: Final = Decimal("1e-30")  # as a share of the sum so far
_NARROW: Final = Decimal("1e-15")  # as a share of the limit
_IN_DOUBT: Final = Decimal("1e-25")  # as a share of the border: nearer to it than this, rounding could decide

# Stirling's series for the logarithm of a factorial. From `_SERIES_FROM` on, what it leaves out is below 1e-37.
_SERIES_FROM: Final = 256
_SERIES: Final = ((1, 12), (-1, 360), (1, 1260), (-1, 1680), (1, 1188), (-691, 360360), (1, 156))
_HALF_LOG_TWO_PI: Final = Decimal("0.9189385332046727417803297364056176398614")


class BinomialTest(NamedTuple):
    """What a test says. The numbers are rounded to `SIGNIFICANT` digits; `rare` is settled before they are rounded."""

    expected: float
    chance: float  # of as many or more; nought when it is too small for a float
    low: float
    high: float
    rare: bool


def binomial_test(hit: int, of: int, *, rate: int, per: int, one_in: int) -> BinomialTest:
    """Test a count: `hit` of `of` were hit, and `rate` in `per` are expected to be.

    `chance` is the probability of `hit` or more. `rare` says that it is below 1 in `one_in`. `low` and `high` are the
    limits of the Clopper-Pearson interval of the rate, in `per`, which leaves 1 in `one_in` out on each side: at a rate
    below `low` the count would be rarely so large, at a rate above `high` rarely so small.
    """
    with localcontext(_EXACT):  # whatever the caller's own context is
        chance = _at_least(hit, of, Decimal(rate) / per)
        rare = 1 / Decimal(one_in)
        return BinomialTest(
            expected=_rounded(Decimal(of * rate) / per),
            chance=_rounded(chance),
            low=_rounded(_lower_limit(hit, of, rare) * per) if hit else 0.0,
            high=_rounded((1 - _lower_limit(of - hit, of, rare)) * per) if hit < of else float(per),
            rare=_below(hit, of, rate, per, one_in) if abs(chance - rare) < rare * _IN_DOUBT else chance < rare,
        )


def _below(hit: int, of: int, rate: int, per: int, one_in: int) -> bool:
    """Whether `hit` or more of `of` have a chance below 1 in `one_in`, in whole numbers: an exact tie is not below."""
    if 2 * rate == per and 2 * hit == of + 1:
        return False  # each count is as likely as its mirror image, so the chance is a half exactly: spare the long sum
    shared = math.gcd(rate, per)
    hits, either = rate // shared, per // shared
    term: int = hits**of  # all of them are hit; then one fewer, and so on
    ways = 0
    for many in range(of, hit - 1, -1):
        ways += term
        term = term * many * (either - hits) // ((of - many + 1) * hits)
    total: int = either**of
    return one_in * ways < total


def _rounded(number: Decimal) -> float:
    return float(_ROUNDING.plus(number))


def _at_least(few: int, of: int, share: Decimal) -> Decimal:
    """The chance that `few` or more of `of` are hit."""
    if few == 0:
        return Decimal(1)
    if few > of * share:  # the upper tail is the smaller one
        return _upper_tail(few, of, share, _log_choose(of, few))
    spared = of - few + 1
    return 1 - _upper_tail(spared, of, 1 - share, _log_choose(of, spared))


def _lower_limit(few: int, of: int, chance: Decimal) -> Decimal:
    """The share at which `few` or more of `of` have just this chance, found by halving the interval."""
    log_choose = _log_choose(of, few)
    low, high = Decimal(0), Decimal(few) / of  # at the share `high` the chance is a half or more
    while high - low > low * _NARROW:
        middle = (low + high) / 2
        if _upper_tail(few, of, middle, log_choose) < chance:
            low = middle
        else:
            high = middle
    return low


def _upper_tail(few: int, of: int, share: Decimal, log_choose: Decimal) -> Decimal:
    """The chance of `few` or more. `few` is above the mean, so each term of the sum is smaller than the one before."""
    spared = 1 - share
    odds = share / spared
    term = total = Decimal(1)  # in units of the first term, whose size is multiplied in at the end
    for hit in range(few, of):
        term *= odds * (of - hit) / (hit + 1)
        total += term
        if term < total * _NEGLIGIBLE:
            break
    return total * (log_choose + few * share.ln() + (of - few) * spared.ln()).exp()


def _log_choose(of: int, few: int) -> Decimal:
    return _log_factorial(of) - _log_factorial(few) - _log_factorial(of - few)


def _log_factorial(number: int) -> Decimal:
    if number < _SERIES_FROM:
        return Decimal(math.factorial(number)).ln()
    n = Decimal(number)
    series = sum(Decimal(above) / (below * n ** (2 * place + 1)) for place, (above, below) in enumerate(_SERIES))
    return (n + Decimal("0.5")) * n.ln() - n + _HALF_LOG_TWO_PI + series
