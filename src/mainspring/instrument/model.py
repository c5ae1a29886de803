"""What a survey asked: frozen values that a codebook is turned into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Literal

from mainspring.instrument.published import PublishedLayout

Kind = Literal["respondents", "published"]
Role = Literal["empowerment", "compliance", "outcome", "context"]
IndexKind = Literal["percent_positive", "scaled_mean", "mean_of"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A response scale: substantive codes in ascending order with their labels.

    `positive` are the codes that count as a positive answer, `do_not_know` the raw codes (as text) for "do not know" and
    "no basis to judge", `missing` the raw codes (as text) that mean "not answered" besides a blank.
    """

    id: str
    codes: tuple[int, ...]
    labels: tuple[str, ...]
    positive: tuple[int, ...]
    do_not_know: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A question. `label` is short and in our own words; `wording` is the SHA-256 of the normalised official text.

    `question` is the full text, for instruments of our own; "" where the wording belongs to somebody else.
    """

    id: str
    label: str
    scale: Scale
    columns: tuple[str, ...]
    wording: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True)
class Construct:
    """What a set of items measures, as a score on 0-100.

    Exactly one of three: `items` (mean of answered items, if at least half are), `of` (mean of other constructs, if at least
    half can be had), or `column` with `yes` and `no` (100 or 0: a share).
    """

    id: str
    label: str
    role: Role
    items: tuple[str, ...] = ()
    reversed: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    column: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """An official index: computed as its publisher does, so that it can be checked against published tables."""

    id: str
    label: str
    kind: IndexKind
    items: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """An attribute as 0 or 1: raw codes (as text) that count as yes and as no; anything else is missing."""

    id: str
    label: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A characteristic of respondents: its column, codes (as text) with labels, and the indicators made of it.

    A blank is "masked" where the publisher hides attributes to protect people (`masked_when_blank`), else "not answered".
    """

    columns: tuple[str, ...]
    label: str
    codes: Mapping[str, str]
    indicators: tuple[Indicator, ...] = ()
    masked_when_blank: bool = True


@dataclass(frozen=True, slots=True)
class UnitLevel:
    """One level of the unit tree. `residual` are patterns of codes that pool leftovers: counted, never shown as a unit."""

    id: str
    label: str
    columns: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    residual: tuple[str, ...] = ()

    def is_residual(self, code: str) -> bool:
        """Whether `code` pools leftovers (blank, or matched by a residual pattern) and is not a unit to show."""
        return code == "" or any(fnmatchcase(code, pattern) for pattern in self.residual)


@dataclass(frozen=True, slots=True)
class TrendBreak:
    """A measure (item, index or construct id) that must not be compared across the start of `wave`, and why."""

    measure: str
    wave: int
    reason: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """What one survey asked in one wave, checked: ids are unique and every reference resolves.

    `id_columns`, `weight_columns` and every `columns` list the names that files of this survey use, first found wins, matched
    without case. `ignored` are patterns of further columns that a file may have. `population` says that the weights of the
    complete file sum to the population. `published` is there for kind "published" only: how those files are laid out.
    `fingerprint` is the SHA-256 of the codebook's content.
    """

    id: str
    title: str
    survey: str
    wave: int
    kind: Kind
    source: str
    items: tuple[Item, ...]
    constructs: tuple[Construct, ...]
    indices: tuple[Index, ...]
    attributes: tuple[Attribute, ...]
    units: tuple[UnitLevel, ...]
    id_columns: tuple[str, ...] = ()
    weight_columns: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    population: bool = False
    trend_breaks: tuple[TrendBreak, ...] = ()
    notes: tuple[str, ...] = ()
    published: PublishedLayout | None = None
    fingerprint: str = ""

    def item(self, id: str) -> Item:
        """The item with this id; KeyError if there is none."""
        return {item.id: item for item in self.items}[id]

    def construct(self, id: str) -> Construct:
        """The construct with this id; KeyError if there is none."""
        return {construct.id: construct for construct in self.constructs}[id]

    @property
    def variables(self) -> tuple[str, ...]:
        """What cross-products can be kept of: constructs, and the indicators of attributes."""
        indicators = (indicator.id for attribute in self.attributes for indicator in attribute.indicators)
        return (*(construct.id for construct in self.constructs), *indicators)

    def items_of(self, id: str) -> frozenset[str]:
        """The items, or the column, that a construct comes from, through those it is a mean of; none for anything else.

        A bound such as in "motivation>=75" changes nothing.
        """
        found = [construct for construct in self.constructs if construct.id == id.partition(">=")[0]]
        return frozenset(
            name
            for construct in found
            for name in (
                *construct.items,
                *construct.column,
                *(item for of in construct.of for item in self.items_of(of)),
            )
        )

    def only(self, variables: Iterable[str]) -> Instrument:
        """The same instrument with no more than some variables take: their constructs, items and attributes, and no indices.

        Products and bounds, as in "motivation>=75", stand for what they are made of. It keeps its fingerprint.
        """
        wanted = {part.partition(">=")[0] for name in variables for part in name.split(":")}
        while more := {of for one in self.constructs if one.id in wanted for of in one.of} - wanted:
            wanted |= more
        columns = {one.column[:1] for one in self.constructs if one.id in wanted and one.column}
        # A column's codes are those of all constructs that take a share from it.
        constructs = tuple(one for one in self.constructs if one.id in wanted or one.column[:1] in columns)
        items = {item for one in constructs for item in one.items}
        return replace(
            self,
            constructs=constructs,
            items=tuple(item for item in self.items if item.id in items),
            indices=(),
            attributes=tuple(one for one in self.attributes if wanted & {indicator.id for indicator in one.indicators}),
        )

    def level(self, id: str) -> UnitLevel:
        """The unit level with this id, matched without case; KeyError if there is none."""
        return {level.id.casefold(): level for level in self.units}[id.casefold()]
