"""The gate for models: a regression is a set of tables, too, and with few people, or few of a kind, it is their answers.

What it takes, and why:

- Three people for each parameter. With as many people as parameters, the fit is everybody's answer. What is printed are the
  coefficients of terms and the intercept, and of a mixed model also what varies; these are the parameters. Fixed effects are not printed:
  they need no people of their own and units may be small, but each takes away what one person tells, so that people are counted less one
  for each unit. What is split between units is an answer of units: three of them for each such coefficient.
- Indicators make groups, and coefficients their means. Those who have an indicator and those who have not, each of the four groups by
  two of them, whoever has none of an attribute's, and each group that a product makes: nobody, or the policy's minimum.
- No such group may be (nearly) all at one end of the outcome: that would tell what each of them answered.
- A term must vary by more than two people could make it vary alone, beside all other terms, and where it has a product with an
  indicator, in each group: else the coefficient is theirs. Of products of two scores this is not asked.
- The weights must not let a few people count for most. Nothing may be explained in full.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from mainspring.disclosure.extremes import ALL_BUT, MEAN_EXTREME
from mainspring.disclosure.gate import NEGLIGIBLE, PER_VARIABLE, gate_of
from mainspring.disclosure.outgoing import Cleared, cleared
from mainspring.disclosure.policy import Policy
from mainspring.errors import DisclosureError, Problem
from mainspring.evidence import (
    AcrossCountries,
    Fit,
    FitOptions,
    People,
    across_countries,
    farthest,
    fit,
    own_variation,
    people_of,
)
from mainspring.instrument import Instrument
from mainspring.moments import CENTRE, COUNTRY, Moments, countries_of, of_countries

EXPLAINED: Final = 1 - 1e-9
"""A share of the variance from here on is all of it, to rounding."""

SIGNS: Final = (1, -1)


def clear_fit(
    formula: str, moments: Moments, instrument: Instrument, policy: Policy, options: FitOptions | None = None
) -> Cleared[Fit]:
    """Fit a model, if what it tells may leave.

    Raises
    ------
    DisclosureError : if it would tell of single people; with each reason, and never by how much.
    FormulaError, ModelError : as `fit`.
    """
    if problems := [
        Problem(fault, remedy=remedy) for fault, remedy in faults(formula, moments, instrument, policy, options)
    ]:
        raise DisclosureError(problems)
    found = fit(formula, moments, instrument, options)
    if (found.explained or 0.0) > EXPLAINED or found.residual_sd == 0:
        what = "These terms explain everything, so that they would give everybody's answer."
        raise DisclosureError(Problem(what, remedy="Ask for fewer terms."))
    return cleared(found, policy, "fit", found.n)


def clear_countries(
    formula: str, moments: Moments, instrument: Instrument, policy: Policy, options: FitOptions | None = None
) -> Cleared[tuple[AcrossCountries, ...]]:
    """Fit a model to each country of pooled moments and to all without it, if all of these fits may leave.

    One country is not left out of the table: with the others and the pooled fit, it could be worked out. Raises as `clear_fit`, and
    ModelError if the moments are not pooled.
    """
    if COUNTRY in moments.schema.by and (failing := barred([formula], moments, instrument, policy, options)):
        what = f"{' and '.join(failing)} may not be shown on its own, nor what is left without it: too few people, or too few of a kind."
        raise DisclosureError(Problem(what, remedy="Leave out --countries, or ask for fewer terms."))
    return cleared(across_countries(formula, moments, instrument, options), policy, "countries", None)


def barred(
    formulas: Sequence[str], moments: Moments, instrument: Instrument, policy: Policy, options: FitOptions | None = None
) -> list[str]:
    """The countries whose own fit of one of these, or that of all others, may not leave."""
    names = countries_of(moments)

    def fails(chosen: Sequence[str]) -> bool:
        some = of_countries(moments, chosen) if chosen else None
        return some is not None and any(
            True for formula in formulas for _ in faults(formula, some, instrument, policy, options)
        )

    return [name for name in names if fails([name]) or fails([one for one in names if one != name])]


def faults(
    formula: str, moments: Moments, instrument: Instrument, policy: Policy, options: FitOptions | None = None
) -> Iterator[tuple[str, str]]:
    """Why a fit may not leave, with what would work; without saying by how much. Nothing for one that may."""
    people = people_of(formula, moments, instrument, options)
    if few := list(_too_few(people, policy)):
        yield from few
        return
    groups = _Groups(people, policy, _attributes(instrument))
    if small := list(groups.faults()):  # what else there is might tell how small
        yield from small
        return
    if people.effective < policy.minimum:
        yield "The weights let a few people count for most.", "Ask for --weights none."
    for term, own, least in own_variation(formula, moments, instrument, options):
        if own <= ALL_BUT * least:
            what = f"{term} varies so little beside the other terms that {ALL_BUT} people could make its coefficient."
            yield what, "Leave it out, or ask for fewer terms."


def _too_few(people: People, policy: Policy) -> Iterator[tuple[str, str]]:
    formula, fewer = people.formula, "Ask for fewer terms, or of more people."
    if people.n < policy.minimum:
        yield f"Fewer than {policy.minimum} people have everything that this asks for.", fewer
        return
    terms, free = len(formula.terms), people.n
    if formula.absorbed:
        free -= sum(len(people.units[column]) for column in formula.absorbed)
        parameters, beside = terms, " beside the fixed effects"
    else:
        slopes = 0 if formula.random is None else 1 + len(formula.random.slopes)
        parameters, beside = 1 + terms * (2 if people.options.split else 1) + slopes * (slopes + 1) // 2, ""
    if free < PER_VARIABLE * parameters:
        yield f"There are fewer than {PER_VARIABLE} people for each of the {parameters} parameters{beside}.", fewer
    column = people.options.split or (formula.random.group if formula.random else None)
    between = 1 + (terms if people.options.split else len(formula.random.slopes) if formula.random else 0)
    if column and len(people.units[column]) < PER_VARIABLE * between:
        what = f"There are fewer than {PER_VARIABLE} units of {column} for each of the {between} things that differ between them."
        yield what, "Take finer units, or ask for fewer terms."


def _attributes(instrument: Instrument) -> list[frozenset[str]]:
    """Indicators that exclude each other."""
    return [frozenset(one.id for one in attribute.indicators) for attribute in instrument.attributes]


class _Groups:
    """The groups of people that a formula's indicators make."""

    def __init__(self, people: People, policy: Policy, attributes: Sequence[frozenset[str]]) -> None:
        self._people, self._policy, self._attributes = people, policy, attributes
        self._at = {name: 1 + place for place, name in enumerate(people.names)}
        packed = people.sums[np.tril_indices(len(people.sums))][None]
        found = gate_of(packed, people.names, policy).indicators
        self._indicators = [people.names[place] for place in found]
        outcome = people.names[0]
        self._shares = outcome in self._indicators
        self._terms = [name for name in self._indicators if name != outcome]

    def faults(self) -> Iterator[tuple[str, str]]:
        """In words, which groups are too small, and which are all at one end of the outcome."""
        policy, outcome = self._policy, self._people.names[0]
        groups: list[tuple[str, ...]] = [(), *((term,) for term in self._terms)]
        groups += list(combinations(self._terms, 2))
        small = [names for names in groups if names and not self._enough(names)]
        small += [names for names in self._threes() if not self._enough(names)]
        for names in small:
            what = f"Fewer than {policy.minimum} people are in one of the groups by {_listed(names)}."
            yield what, f"Leave {' or '.join(names)} out."
        yield from self._without_any()
        asked = [(), *((term,) for term in self._terms), *self._products()]
        for names in asked:
            if names not in small and self._alike(names):
                who = f"of a group by {_listed(names)}" if names else "of these people"
                yield f"All {who}, or nearly all, are at one end of {outcome}.", "That may not be told: ask of others."
        for group, score in self._divided():
            if (group,) not in small and self._narrow(group, score):
                what = f"{score} varies so little in one of the groups by {group} that {ALL_BUT} people could make its coefficient there."
                yield what, f"Leave {group}:{score} out."

    def _products(self) -> list[tuple[str, ...]]:
        """Pairs of indicators whose product is among the terms."""
        pairs = (tuple(name.split(":")) for name in self._people.names if ":" in name)
        return [pair for pair in pairs if set(pair) <= set(self._terms) and pair[0] != pair[1]]

    def _divided(self) -> list[tuple[str, str]]:
        """Indicators and scores whose product is among the terms: the score has a coefficient in each group."""
        pairs = (tuple(name.split(":")) for name in self._people.names if ":" in name)
        turned = [(one, other) for a, b in pairs for one, other in ((a, b), (b, a))]
        return [(one, other) for one, other in turned if one in self._terms and other not in self._terms]

    def _narrow(self, group: str, score: str) -> bool:
        """Whether two people could make all of a score's variation in a group by an indicator."""
        S, at = self._people.sums, self._at[score]
        product = self._at[f"{group}:{score}" if f"{group}:{score}" in self._at else f"{score}:{group}"]
        among = (
            100 * (S[product, at] + CENTRE * S[0, at]) / CENTRE
        )  # of the score's squares, those of the group less the others'
        for sign in SIGNS:
            people, total = self._count((group,), (sign,)), self._sum((group,), (sign,), at)
            squares = (S[at, at] + sign * among) / 2
            if people and squares - total**2 / people <= ALL_BUT * farthest(CENTRE + total / people) ** 2:
                return True
        return False

    def _threes(self) -> list[tuple[str, ...]]:
        """Products of two indicators with each third one."""
        return [(*pair, other) for pair in self._products() for other in self._terms if other not in pair]

    def _without_any(self) -> Iterator[tuple[str, str]]:
        """Those who have none of an attribute's indicators: the intercept is about them."""
        for attribute in self._attributes:
            own = [name for name in self._terms if name in attribute]
            left = self._people.n - sum(self._count((name,), (1,)) for name in own)
            if len(own) > 2 and 0 < left < self._policy.minimum:
                what = f"Fewer than {self._policy.minimum} people have none of {_listed(own)}."
                yield what, "Leave one of these out."

    def _enough(self, names: tuple[str, ...]) -> bool:
        """Whether each group by some indicators has nobody, or enough."""
        counts = [self._count(names, signs) for signs in _corners(len(names))]
        return all(count == 0 or count >= self._policy.minimum for count in counts)

    def _alike(self, names: tuple[str, ...]) -> bool:
        """Whether a group that there is has too few people who differ from the others in the outcome, or nearly none."""
        for signs in _corners(len(names)):
            people = self._count(names, signs)
            if people == 0:
                continue
            total = self._sum(names, signs, self._at[self._people.names[0]])
            if self._shares:
                having = round((people + total / CENTRE) / 2)
                if min(having, people - having) < self._policy.minimum:
                    return True
            else:
                reach = MEAN_EXTREME - CENTRE if self._policy.code_extremes else CENTRE * (1 - NEGLIGIBLE)
                if abs(total) >= reach * people:
                    return True
        return False

    def _count(self, names: Sequence[str], signs: Sequence[int]) -> int:
        return round(self._sum(names, signs, 0))

    def _sum(self, names: Sequence[str], signs: Sequence[int], of: int) -> float:
        """The sum of z at a place over those who have (1) or have not (-1) each of up to three indicators.

        Over all people, a product of indicators less 50 (each -1 or 1 of its kind) is what the sums tell; the group is a combination of them.
        """
        total = 0.0
        for chosen in _subsets(range(len(names))):
            sign = float(math.prod([signs[place] for place in chosen]))
            total += sign * self._product([names[place] for place in chosen], of)
        return math.ldexp(total, -len(names))

    def _product(self, names: Sequence[str], of: int) -> float:
        """The sum over everybody of these indicators as -1 and 1, times z at a place; of two or three, one pair's product is kept."""
        S = self._people.sums
        places = [self._at[name] for name in names]
        if len(places) < 2:
            return float(S[places[0], of]) / CENTRE if places else float(S[0, of])
        if of == 0 and len(places) == 2:
            return float(S[places[0], places[1]]) / CENTRE**2
        pair = next(one for one in self._products() if set(one) <= set(names))
        rest = [self._at[name] for name in names if name not in pair]
        kept = self._at[":".join(pair)]
        other, scale = (rest[0], CENTRE) if rest else (of, 1.0)
        return float(100 * (S[kept, other] + CENTRE * S[0, other]) / CENTRE**2 / scale)


def _corners(size: int) -> list[tuple[int, ...]]:
    """Every way to have or not to have so many indicators."""
    found: list[tuple[int, ...]] = [()]
    for _ in range(size):
        found = [(*one, sign) for one in found for sign in SIGNS]
    return found


def _subsets(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for size in range(len(places) + 1):
        yield from combinations(places, size)


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
