"""Profiles of public servants: who, where, which levers their story shows; shown only with consent on record, or as published already."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final, Literal

from pydantic import Field

from mainspring.errors import Problem
from mainspring.instrument.tree import Node
from mainspring.practices.register import Lever, Table, Text

Part = Literal["name", "role", "institution", "place", "mission", "story"]
PARTS: Final[tuple[Part, ...]] = ("name", "role", "institution", "place", "mission", "story")

PROFILES: Final = "profiles.toml"


class Consent(Table):
    """Who agreed to what being shown, and when; and when that was taken back."""

    by: Text
    on: datetime.date
    shows: list[Part] = Field(min_length=1)
    withdrawn: datetime.date | None = None


class Profile(Table):
    """A public servant's profile. `published` is the address of a text that is public already; of it only facts are told."""

    name: Text
    role: Text
    place: Text
    institution: str = ""
    mission: str = Field("", description="The person's mission, in a sentence.")
    levers: list[Lever] = Field([], description="The levers that the story shows.")
    story: str = Field("", description="The story, in Markdown.")
    published: str = ""
    consent: Consent | None = None

    @property
    def may_be_shown(self) -> bool:
        """Whether it is public already, or there is consent that was not taken back."""
        if self.consent is None:
            return bool(self.published)
        return self.consent.withdrawn is None

    @property
    def heading(self) -> str:
        """What the profile is headed with: the name, or the role where the name is not to be shown."""
        shown = self.shown()
        return shown.get("name", "") or shown.get("role", "")

    @property
    def where(self) -> str:
        """The role, the institution and the place, as far as they may be shown and the heading does not say them."""
        shown = self.shown()
        return ", ".join(
            shown[part] for part in ("role", "institution", "place") if part in shown and shown[part] != self.heading
        )

    def shown(self) -> dict[Part, str]:
        """The parts that may be shown."""
        parts: dict[Part, str] = {part: getattr(self, part) for part in PARTS}
        if self.consent is not None:
            return {part: text for part, text in parts.items() if text and part in self.consent.shows}
        return {part: text for part, text in parts.items() if text and part != "story"}


class Profiles(Table):
    """A file of profiles; `source` is where those without an address of their own are published."""

    source: str = ""
    profile: list[Profile]

    def all(self) -> list[Profile]:
        """The profiles, each with where it is published."""
        return [
            one
            if one.published or one.consent or not self.source
            else one.model_copy(update={"published": self.source})
            for one in self.profile
        ]


def problems_of(profiles: Profiles, tree: Node) -> Iterator[Problem]:
    """What keeps profiles from being shown: no consent, or consent to nothing that names the person."""
    for at, (one, own) in enumerate(zip(profiles.all(), profiles.profile, strict=True)):
        node = tree.at(("profile", at, "consent" if own.consent else "name"))
        if one.consent is None and not one.published:
            remedy = "Add [profile.consent] with by, on and shows, or the address where it is published."
            yield Problem(f"There is no consent of {one.name} on record.", node.file, node.line, remedy=remedy)
        if one.consent is not None and "name" not in one.consent.shows and "role" not in one.consent.shows:
            what = "This consent shows neither a name nor a role: there is nothing to head the page with."
            yield Problem(what, node.file, node.line, remedy='Ask for shows = ["role"], or leave the profile out.')
