"""Whom the claims are tested on: moments, the column of their units, and what the survey asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from mainspring.errors import ModelError, Problem
from mainspring.evidence.book_claims.model import ClaimsOptions
from mainspring.evidence.shrinkage import Shrunken, shrink
from mainspring.evidence.sums import CellSums, cell_sums
from mainspring.instrument import Instrument
from mainspring.moments import COUNTRY, Moments, MomentsOptions, countries_of, mask_of, of_countries, reduced

DIALS: Final = ("empowerment", "compliance")
OUTCOMES: Final = ("motivation", "satisfaction", "performance", "leave")
OTHERS: Final = ("pay", "observability")
DRIVEN: Final = "motivation>=75"
"""Whether somebody agrees, on the whole, with what motivation is asked by."""

PRODUCTS: Final = ("empowerment:compliance", "motivation:empowerment", "empowerment:observability")

FEWEST_PEOPLE: Final = 30
SAME: Final = 1e-6
"""A standard deviation, in points, below which everybody says the same."""

NOUNS: Final = {
    "empowerment": "empowerment",
    "compliance": "compliance",
    "motivation": "motivation",
    "satisfaction": "satisfaction",
    "performance": "performance",
    "leave": "intent to leave",
    "pay": "satisfaction with pay",
    "observability": "how easily work can be observed",
}
"""What a construct is called inside a sentence."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Moments of one wave with their instrument.

    Attributes
    ----------
    unit : the column of the finest units; None without any. level : what such a unit is called, in a sentence.
    thorough : whether what is searched for is searched for from several places.
    drawn : shrunken means that were worked out already, by country and variables: a country's own are the same in any company.
    """

    moments: Moments
    instrument: Instrument
    options: ClaimsOptions
    unit: str | None
    level: str
    thorough: bool = True
    drawn: dict[tuple[str, ...], Shrunken] = field(default_factory=dict)

    def lacks(self, variables: Sequence[str]) -> str:
        """Why a test of these variables cannot be made; "" if it can."""
        asked = {construct.id for construct in self.instrument.constructs}
        names = [name.partition(">=")[0] for name in variables if ":" not in name]
        missing = [NOUNS[name] for name in names if name not in asked]
        if missing:
            return f"This survey does not ask about {' and '.join(missing)}."
        gone = [name for name in variables if name not in self.moments.schema.variables]
        if gone:
            return f"These moments do not have {', '.join(gone)}: make them again with `mainspring moments`."
        return "" if self.unit else "These moments are of one cell: units are needed, as with --by."


def sample(moments: Moments, instrument: Instrument, options: ClaimsOptions) -> Sample:
    """The sample of these moments: those who have everything, if it is to be the same people throughout."""
    by = moments.schema.by
    levels = {level.id.casefold(): level.label for level in instrument.units}
    units = [name for name in by if name.casefold() in levels] or [name for name in by if name != COUNTRY]
    unit = units[-1] if units else None
    label = levels.get(unit.casefold(), "unit") if unit else "unit"
    needed = for_claims(instrument)
    have = [name for name in (*(needed.variables or ()), *needed.products) if name in moments.schema.variables]
    kept = reduced(moments, have)
    if options.same_people:
        kept = complete(kept, [name for name in have if ":" not in name])
    return Sample(kept, instrument, options, unit, label[:1].lower() + label[1:])


def check(sums: CellSums, fewest: int = FEWEST_PEOPLE) -> None:
    """Raise ModelError if there are too few people to tell anything, or everybody says the same of something; without saying how many, or what."""
    if int(sums.n.sum()) < fewest:
        what = f"Fewer than {fewest} have all that this takes: too few to test a claim on."
        raise ModelError(Problem(what, remedy=f"It takes {fewest}."))
    for name in sums.names:
        if ":" not in name and not sums.std_dev(name) > SAME:
            what = f"What people say of {NOUNS[name.partition('>=')[0]]} hardly differs here, so that it goes with nothing."
            raise ModelError(Problem(what, remedy="Nothing: these data do not have it."))


def by_country(sample: Sample, variable: str, beside: Sequence[str] = ()) -> list[Shrunken]:
    """The units' shrunken means, drawn towards their own country's where there are several; of people who have what is beside, too."""
    countries = countries_of(sample.moments) if COUNTRY in sample.moments.schema.by else ("",)
    for country in countries:
        key = (country, variable, *beside)
        if key not in sample.drawn:
            own = of_countries(sample.moments, [country]) if country else sample.moments
            own = complete(own, [variable, *beside])
            check(cell_sums(own, [variable], weighted=False))
            sample.drawn[key] = shrink(own, variable, str(sample.unit))
    return [sample.drawn[country, variable, *beside] for country in countries]


def for_claims(instrument: Instrument) -> MomentsOptions:
    """What moments must keep for the claims, of what an instrument asks."""
    asked = {construct.id for construct in instrument.constructs}
    variables = tuple(name for name in (*DIALS, *OUTCOMES, *OTHERS) if name in asked)
    driven = (DRIVEN,) if "motivation" in asked else ()
    products = tuple(pair for pair in PRODUCTS if asked.issuperset(pair.split(":")))
    return MomentsOptions((*variables, *driven), products)


def complete(moments: Moments, variables: Sequence[str]) -> Moments:
    """The cross-products of only those people who have all of these variables; all else is as it was."""
    need = mask_of(moments, variables)
    kept = (moments.patterns & need) == need
    return replace(
        moments,
        pattern_cell=moments.pattern_cell[kept],
        patterns=moments.patterns[kept],
        products=moments.products[kept],
    )
