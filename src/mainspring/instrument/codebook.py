"""The form of a codebook file, checked by pydantic; editors get the same form as a JSON Schema.

Every key is optional here because an extending codebook may change any part of its base: what a whole codebook needs is in
`checks`. An absent text is "", an absent list empty, an absent wave 0.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from mainspring.instrument.form import editor_schema
from mainspring.instrument.model import IndexKind, Kind, Role
from mainspring.instrument.published import PublishedLayout

EARLIEST_WAVE: Final = 1900
LATEST_WAVE: Final = 2100

# What a text that does not match a pattern must be, for the message.
PATTERNS: Final = {
    r"^\S+$": "text without blanks",
    r"\S": "text that is not blank",
    r"^(0|-?[1-9][0-9]{0,3})$": "a whole number such as 1 or -2 (a code that is not a number belongs in do_not_know or missing)",
    r"^[0-9a-f]{64}$": "64 hexadecimal digits in lower case: the SHA-256 of the normalised wording",
}
_ID, _TEXT, _CODE, _HASH = PATTERNS

Id = Annotated[str, Field(pattern=_ID)]
Text = Annotated[str, Field(pattern=_TEXT)]
Code = Annotated[str, Field(pattern=_CODE)]
Hash = Annotated[str, Field(pattern=_HASH)]


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Header(_Table):
    """What the codebook is of."""

    model_config = ConfigDict(json_schema_extra={"required": ["id", "title"]})

    id: Id = Field("", description="The codebook's id: the name of its file without .toml.")
    title: Text = Field("", description="Survey, year and kind of file, in full.")
    survey: Id = Field("", description="The survey's id, shared by its waves.")
    wave: int = Field(0, ge=EARLIEST_WAVE, le=LATEST_WAVE, description="The year of this wave.")
    kind: Kind = Field("respondents", description="A file of respondents, or of published organisation scores.")
    extends: Text = Field(
        "", description="Another codebook that this one changes: a file in the same folder, or a shipped id."
    )
    abstract: bool = Field(False, description="A shared base: has no wave and cannot be used itself.")
    source: Text = Field("", description="Who published the file, and as what.")
    population: bool = Field(False, description="The weights of the complete file sum to the population.")
    notes: list[Text] = Field([], description="What a reader of results must know.")


class Columns(_Table):
    """Columns that are neither items nor attributes nor units. Names match without case; the first found wins."""

    id: list[Text] = Field([], description="Names of the column that identifies a respondent.")
    weight: list[Text] = Field([], description="Names of the column of survey weights.")
    ignored: list[Text] = Field([], description="Further columns that a file may have; * and ? are wildcards.")


class UnitTable(_Table):
    """One level of the unit tree; levels are listed from coarse to fine."""

    model_config = ConfigDict(json_schema_extra={"required": ["id"]})

    id: Id = Field("", description="The level's id, as used in --by.")
    label: Text = Field("", description="What a unit of this level is called.")
    columns: list[Text] = Field([], description="Names of its column; the id where not given.")
    names: dict[Text, Text] = Field({}, description="Names of units by code.")
    residual: list[Text] = Field([], description="Codes that pool leftovers: counted, never shown. Wildcards: * and ?.")
    absent: bool = Field(False, description="Drops this level of the base.")


class ScaleTable(_Table):
    """A response scale."""

    like: Id = Field("", description="Another scale that this one copies, with the changes given here.")
    codes: dict[Code, Text] = Field({}, description="Substantive codes, whole numbers, with their labels.")
    positive: list[int] = Field([], description="Codes that count as a positive answer.")
    do_not_know: list[Text] = Field([], description='Raw codes for "do not know" and "no basis to judge".')
    missing: list[Text] = Field([], description="Raw codes that mean not answered, besides a blank.")


class ItemTable(_Table):
    """A question."""

    label: Text = Field("", description="The question in a few words of our own.")
    scale: Id = Field("", description="The id of its response scale.")
    question: Text = Field(
        "", description="The question in full: for instruments of our own, whose wording is ours to give."
    )
    columns: list[Text] = Field([], description="Names of its column; the id where not given.")
    wording: list[Hash] = Field([], description="SHA-256 of each official wording, normalised.")
    absent: bool = Field(False, description="Drops this item of the base: not asked, or redacted.")


class ConstructTable(_Table):
    """What a set of items measures, 0-100: exactly one of items, of, or column with yes and no."""

    label: Text = Field("", description="The construct's name.")
    role: Role = Field("context", description="Where the construct stands in the report.")
    items: list[Id] = Field([], description="Items whose mean it is.")
    reversed: list[Id] = Field([], description="Those of the items that count the other way round.")
    of: list[Id] = Field([], description="Constructs whose mean it is.")
    column: list[Text] = Field([], description="Names of the column that it is a share of.")
    yes: list[Text] = Field([], description="Raw codes of the column that count as 100.")
    no: list[Text] = Field([], description="Raw codes of the column that count as 0.")
    warning: Text = Field("", description="What must be said wherever the score is shown.")
    absent: bool = Field(False, description="Drops this construct of the base.")


class IndexTable(_Table):
    """An official index, computed as its publisher does."""

    label: Text = Field("", description="The index's name.")
    kind: IndexKind = Field(
        "percent_positive",
        description="Mean of the items' percent positive, of their codes spread over 0-100, or of other indices.",
    )
    items: list[Id] = Field([], description="Items of the index.")
    of: list[Id] = Field([], description="Indices whose mean it is (kind mean_of).")
    absent: bool = Field(False, description="Drops this index of the base.")


class IndicatorTable(_Table):
    """An attribute as 0 or 1; codes in neither list are missing."""

    label: Text = Field("", description="Who counts as 1.")
    yes: list[Text] = Field([], description="Codes that count as 1.")
    no: list[Text] = Field([], description="Codes that count as 0.")


class AttributeTable(_Table):
    """A characteristic of respondents."""

    label: Text = Field("", description="The characteristic's name.")
    columns: list[Text] = Field([], description="Names of its column; the id where not given.")
    codes: dict[Text, Text] = Field({}, description="Codes with their labels.")
    masked_when_blank: bool = Field(True, description="Whether a blank was hidden by the publisher to protect people.")
    indicators: dict[Id, IndicatorTable] = Field({}, description="0/1 variables made of the attribute.")
    absent: bool = Field(False, description="Drops this attribute of the base.")


class TrendBreakTable(_Table):
    """A measure that must not be compared across the start of a wave."""

    model_config = ConfigDict(json_schema_extra={"required": ["measure", "wave", "reason"]})

    measure: Id = Field("", description="An item, index, construct or indicator.")
    wave: int = Field(0, ge=EARLIEST_WAVE, le=LATEST_WAVE, description="The first wave after the break.")
    reason: Text = Field("", description="What changed.")


class Codebook(_Table):
    """A Mainspring codebook: what one survey asked in one wave."""

    model_config = ConfigDict(json_schema_extra={"required": ["instrument"]})

    instrument: Header = Header()
    columns: Columns = Columns()
    units: list[UnitTable] = []
    scales: dict[Id, ScaleTable] = {}
    items: dict[Id, ItemTable] = {}
    constructs: dict[Id, ConstructTable] = {}
    indices: dict[Id, IndexTable] = {}
    attributes: dict[Id, AttributeTable] = {}
    trend_breaks: list[TrendBreakTable] = []
    published: PublishedLayout | None = None


def codebook_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one codebook file, for editors that check and complete TOML."""
    return editor_schema(Codebook)
