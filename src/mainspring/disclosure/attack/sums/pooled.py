"""The attack of an insider on pooled moments: a country takes its own from them, and looks at what is left."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mainspring.disclosure.attack.findings import Attack, Finding
from mainspring.disclosure.attack.sums.kept import kept
from mainspring.disclosure.attack.sums.moments import attack_sums, findings
from mainspring.disclosure.attack.sums.rules import RULES, Sums
from mainspring.disclosure.policy import POLICIES
from mainspring.errors import AttackError, Problem
from mainspring.moments import COUNTRY, Moments, countries_of, load, of_countries, unpacked

TRIED: Final = ("a country takes its own moments from the pooled ones, and looks at what is left",)


def attack_part(pooled: Path, own: Path, minimum: int = POLICIES["rule-of-ten"].minimum) -> Attack:
    """Try to learn of few people of the others, as the country whose own moments these are.

    Raises
    ------
    AttackError : if the one file is not pooled, or the other is no country's in it. MomentsError : if one cannot be read.
    """
    all_of_them, mine = load(pooled), load(own)
    if COUNTRY not in all_of_them.schema.by:
        raise AttackError(Problem("These moments are not pooled.", file=str(pooled)))
    if not set(mine.sources.values()) <= set(all_of_them.sources.values()):
        raise AttackError(
            Problem(f"{own.name} is not in {pooled.name}: none of its countries has these surveys.", file=str(own))
        )
    rest = without(all_of_them, mine)
    where = f"{pooled.name} without {own.name}"
    found = [
        *kept(rest, minimum, where),
        *attack_sums(rest, minimum, where),
        *_items(all_of_them, mine, minimum, where),
    ]
    return Attack(TRIED, tuple(found))


def without(pooled: Moments, mine: Moments) -> Moments:
    """The others' units: those of all countries but the one that has the surveys of `mine`, told by their hashes."""
    own = {name.partition("/")[0] for name, digest in pooled.sources.items() if digest in mine.sources.values()}
    return of_countries(pooled, set(countries_of(pooled)) - own)


def _items(pooled: Moments, mine: Moments, minimum: int, where: str) -> list[Finding]:
    """What is left of how single questions go together, which is not kept by country."""
    found = []
    for name in sorted(set(pooled.blocks) & set(mine.blocks)):
        if (
            pooled.schema.blocks[name] == mine.schema.blocks[name]
            and pooled.blocks[name].shape == mine.blocks[name].shape
        ):
            T = unpacked(pooled.blocks[name][1] - mine.blocks[name][1])[None]
            if round(T[0, 0, 0]) > 0:
                sums = Sums(T, tuple(pooled.schema.blocks[name]), minimum)
                told = (one for rule in RULES for one in rule(sums))
                found += findings(told, [("all others",)], where)
    return found
