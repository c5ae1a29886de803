"""The evidence register: the studies that the handbook may speak of, each with what it found. Nothing else may be cited."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

Lever = Literal["autonomy", "competence", "peers", "purpose", "compliance"]
Direction = Literal["for", "against", "mixed", "context"]
Kind = Literal["randomised", "quasi-experimental", "observational", "theory"]

LEVERS: Final[tuple[Lever, ...]] = ("autonomy", "competence", "peers", "purpose", "compliance")

BEGINNINGS: Final[dict[str, Kind]] = {
    "randomised": "randomised",
    "cluster-randomised": "randomised",
    "meta-analysis of all trials": "randomised",
    "quasi-experimental": "quasi-experimental",
    "meta-analysis, mostly observational": "observational",
    "observational": "observational",
    "theory": "theory",
}
"""What a study's design begins with, and what kind of evidence that is."""

DESIGN: Final = f"^({'|'.join(BEGINNINGS)})"
PATTERNS: Final = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "small letters and digits, with hyphens between them",
    r"\S": "text that is not blank",
    DESIGN: f"a design that begins with one of {', '.join(BEGINNINGS)}",
}
_ID, _TEXT, _ = PATTERNS

Id = Annotated[str, Field(pattern=_ID)]
Text = Annotated[str, Field(pattern=_TEXT)]


class Table(BaseModel):
    """A table of a file of the handbook: no key but its own, and nothing changed once it is read."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Study(Table):
    """A study, what it found in our words, and what that says about managing for empowerment."""

    id: Id
    short: Text = Field(description='How it is called in a text: "Bandiera and others 2021".')
    cite: Text = Field(description="The reference, in full.")
    setting: Text = Field(description="Where, and how many.")
    design: Annotated[str, Field(pattern=DESIGN)] = Field(description="How it was found out.")
    levers: list[Lever]
    finding: Text
    direction: Direction = Field(description="What it says about managing for empowerment.")
    read: Literal["abstract", "paper", "computed"] = Field(
        "abstract", description="What of it was read, or that we worked it out."
    )

    @property
    def kind(self) -> Kind:
        """What kind of evidence its design gives."""
        return next(kind for begins, kind in BEGINNINGS.items() if self.design.startswith(begins))


class Register(Table):
    """All studies of a register."""

    study: list[Study]

    @cached_property
    def by_id(self) -> dict[str, Study]:
        """The studies by their ids."""
        return {study.id: study for study in self.study}

    def on(self, levers: Iterable[Lever]) -> list[Study]:
        """The studies of any of these levers, in the order of the register."""
        wanted = set(levers)
        return [study for study in self.study if wanted & set(study.levers)]
