"""What a practice is: something a manager, an agency, a ministry or a citizen can do, with its cost, its limits and its evidence."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from mainspring.practices.register import Id, Lever, Table, Text

Who = Literal["team", "agency", "ministry", "citizen"]
Powers = Literal["existing rules", "agency policy", "change of rules"]
Effort = Literal["small", "medium", "large"]
Way = Literal["more", "less", "same"]
Nearness = Literal["same", "like it", "idea"]
PilotDesign = Literal["teams by lot", "waves by lot", "people by lot", "matched teams", "before and after"]
Family = Literal["rules", "leaders", "means", "people"]

WHO: Final[dict[Who, str]] = {
    "team": "a team's manager",
    "agency": "an agency's head",
    "ministry": "a central ministry",
    "citizen": "anybody",
}
"""Who starts a practice, in words."""

FAMILIES: Final[dict[Family, str]] = {
    "rules": "Rigid rules, and a culture of enforcement",
    "leaders": "Unstable politics, and leaders who do not back it",
    "means": "Too little money, and staff who carry too much",
    "people": "Barriers of gender and diversity, and no support to grow",
}
"""The four families of obstacles."""


class Dials(Table):
    """Where a practice moves the two dials."""

    empowerment: Way = "same"
    compliance: Way = "same"


class Signs(Table):
    """How one sees that a practice works: constructs of a survey, and something that the agency counts anyway."""

    constructs: list[Text] = Field(min_length=1)
    administrative: Text


class Pilot(Table):
    """The pilot that would tell whether a practice works: how it is drawn up, and how it goes in this case."""

    design: PilotDesign
    how: Text


class Cited(Table):
    """A study that a practice leans on: how near what was studied is to the practice, and what it has to do with it."""

    study: Id
    nearness: Nearness
    why: Text = ""


class Practice(Table):
    """A practice, as its file says; `page` is the text of its page in Markdown, read from beside it."""

    title: Text
    in_short: Text = Field(description="One sentence.")
    levers: list[Lever] = Field(min_length=1)
    dials: Dials
    who: Who
    powers: Powers
    effort: Effort
    weeks_to_effect: int = Field(ge=1, le=260)
    cost: Text
    steps: list[Text] = Field(min_length=3)
    first_conversation: Text = Field(description="What to say first, and to whom.")
    when: list[Text] = Field(min_length=1)
    when_not: list[Text] = Field(min_length=1)
    risks: list[Text] = Field(min_length=1)
    compliance_risk: Text = Field(description="What control is given up, or what harm more of it may do.")
    signs: Signs
    pilot: Pilot
    obstacles: list[Family] = Field([], description="The families of obstacles that it meets.")
    evidence: list[Cited] = Field([], description="The studies that it leans on; empty where it is only reasoned.")
    unknown: Text = Field(description="What the register does not say about it.")

    @property
    def is_compliance(self) -> bool:
        """Whether it is one of the practices that tighten control."""
        return "compliance" in self.levers and self.dials.empowerment != "more"


class Obstacle(Table):
    """One of the four families of what gets in the way, and what has been done about it."""

    family: Family
    title: Text
    in_short: Text
    signs: list[Text] = Field(min_length=2, description="How one notices it.")
    done: list[Text] = Field(min_length=3, description="What can be done about it, by whom.")
