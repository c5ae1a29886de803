"""What is asked of moments: a formula, checked against them and their instrument, with the sums that it is solved from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mainspring.errors import ModelError, Problem
from mainspring.evidence.absorb import BETWEEN, WITHIN, split
from mainspring.evidence.formula import Formula, parse
from mainspring.evidence.model import FitOptions, about
from mainspring.evidence.sums import CellSums, cell_sums
from mainspring.instrument import Instrument
from mainspring.moments import COUNTRY, Moments, not_made_with


@dataclass(frozen=True, slots=True)
class Question:
    """A formula with the sums it is fitted to.

    Attributes
    ----------
    indicators : variables that are kept as 0 and 100 and count as 0 and 1. weighted : whether the sums are.
    notes : what a reader must know of who is in the sums.
    """

    formula: Formula
    sums: CellSums
    indicators: frozenset[str]
    weighted: bool
    options: FitOptions
    notes: tuple[str, ...]

    def scale(self, term: str) -> float:
        """How many units of the sums' scale one of a term's is; a product is over 100 already."""
        name = term.removesuffix(WITHIN).removesuffix(BETWEEN)
        return 100.0 if self.indicators.issuperset(name.split(":")) else 1.0


def ask(formula: str, moments: Moments, instrument: Instrument, options: FitOptions) -> Question:
    """Check a formula and gather what it needs.

    Raises
    ------
    FormulaError : if the formula cannot be read.
    ModelError : if the moments were made with another instrument or do not have what it needs, or an item stands on both sides.
    """
    parsed, chosen, columns = checked(formula, moments, instrument, options)
    weighted = is_weighted(parsed, instrument, chosen)
    sums, notes = _with_labels(cell_sums(moments, parsed.variables, weighted=weighted), columns)
    if chosen.split:
        sums = split(sums.chosen([parsed.outcome, *parsed.terms]), chosen.split)
        parsed = replace(parsed, terms=sums.names[1:])
    return Question(parsed, sums, _indicators(parsed, instrument), weighted, chosen, notes)


def checked(
    formula: str, moments: Moments, instrument: Instrument, options: FitOptions
) -> tuple[Formula, FitOptions, tuple[str, ...]]:
    """A formula and options with columns as the moments write them, and those columns of cells that the model needs; raises as `ask`."""
    if wrong := not_made_with(moments, instrument):
        raise ModelError(wrong)
    parsed, chosen = _named(parse(formula), options, moments.schema.by)
    parsed = _by_country(parsed, chosen, moments)
    is_weighted(parsed, instrument, chosen)
    if chosen.split and parsed.columns:
        what = (
            f"A split by {chosen.split} needs all that differs between units, which fixed and varying effects take out."
        )
        raise ModelError(Problem(what, remedy="Leave out what stands after the bar, or the split."))
    columns = _columns(parsed, moments, chosen)
    _both_sides(parsed, instrument)
    return parsed, chosen, columns


def _by_country(formula: Formula, options: FitOptions, moments: Moments) -> Formula:
    """With pooled moments, fixed effects of the country: countries differ in what no survey asks."""
    if COUNTRY not in moments.schema.by or formula.absorbed or formula.random is not None:
        return formula  # effects of units take out the country's, and a mixed model has the country as columns
    if options.split:
        what = "Pooled moments have fixed effects of the country, which do not go with a split."
        raise ModelError(Problem(what, remedy="Split the terms of each country's own moments."))
    return replace(formula, absorbed=(COUNTRY,))


def _named(formula: Formula, options: FitOptions, by: Sequence[str]) -> tuple[Formula, FitOptions]:
    """The same with columns as the moments write them: they are matched without case."""
    known = {name.casefold(): name for name in by}

    def own(name: str) -> str:
        return known.get(name.casefold(), name)

    random = None if formula.random is None else replace(formula.random, group=own(formula.random.group))
    cluster, split = (None if name is None else own(name) for name in (options.cluster, options.split))
    absorbed = tuple(own(name) for name in formula.absorbed)
    return replace(formula, absorbed=absorbed, random=random), replace(options, cluster=cluster, split=split)


def is_weighted(formula: Formula, instrument: Instrument, options: FitOptions) -> bool:
    """Whether a model counts people with the survey's weights; ModelError for one that has no place for them."""
    if formula.random is not None and options.weights == "survey":
        what = "Survey weights say how many people somebody stands for, not how exact an answer is: a mixed model has no place for them."
        raise ModelError(Problem(what, remedy="Ask for --weights none, or use fixed effects."))
    if not instrument.weight_columns:
        return False
    return options.weights != "none" and formula.random is None


def _indicators(formula: Formula, instrument: Instrument) -> frozenset[str]:
    """Variables that are 0 and 1 among the terms: attributes', and those with a bound."""
    attributes = (indicator.id for attribute in instrument.attributes for indicator in attribute.indicators)
    return frozenset((*attributes, *(name for name in formula.variables if ">=" in name)))


def _columns(formula: Formula, moments: Moments, options: FitOptions) -> tuple[str, ...]:
    """The columns of cells that the model needs; ModelError for one that the cells are not made by."""
    asked = [*formula.columns, *(name for name in (options.cluster, options.split) if name)]
    have = moments.schema.by
    for name in asked:
        if name not in have:
            what = (
                f"The cells of these moments are by {', '.join(have) or 'nothing'}, not by {name}: "
                f"people of one cell may be in several groups of {name}."
            )
            remedy = (
                f"Make them again with --by {','.join([*have, name])}, or choose {' or '.join(have) or 'no groups'}."
            )
            raise ModelError(Problem(what, remedy=remedy))
    return tuple(dict.fromkeys(asked))


def _both_sides(formula: Formula, instrument: Instrument) -> None:
    """ModelError if an item of the outcome is an item of a term, too."""
    outcome = set(instrument.items_of(formula.outcome))
    for term in formula.variables[1:]:
        for part in term.split(":"):
            shared = sorted(outcome & set(instrument.items_of(part)))
            if shared:
                what = f"{', '.join(shared)} would stand on both sides: in {formula.outcome} and in {part}."
                raise ModelError(Problem(what, remedy="A question cannot explain itself: leave one of the two out."))


def _with_labels(sums: CellSums, columns: Sequence[str]) -> tuple[CellSums, tuple[str, ...]]:
    """The cells that have a label in every column, and what was left out."""
    notes = []
    for column in columns:
        blank = sums.groups[column].blank
        if blank.any():
            notes.append(f"People without {column}: left out, {about(int(sums.n[blank].sum()))} of them.")
            sums = sums.cells(~blank)
    return sums, tuple(notes)
