"""What the attack learns from scores of several releases together that it does not learn from the new one alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from mainspring.disclosure.attack.findings import Finding
from mainspring.disclosure.facts import Facts
from mainspring.disclosure.ledger.scored import same_survey, without_values


class Attack(Protocol):
    """The attack on released scores: what it learns from all of them, of which the first were attacked together before."""

    def __call__(self, releases: Sequence[Facts], *, attacked: int = 0) -> Iterable[Finding]:
        """What is learned."""
        ...


def learned(earlier: Sequence[Facts], new: Facts, attack: Attack) -> Iterator[str]:
    """What can be worked out with earlier releases, in words with the releases' names.

    Values are not compared, since the ledger does not remember them: what can be worked out of which does not depend on them.
    """
    plain = without_values(new)
    before = [facts for facts in earlier if same_survey(facts, new) and _tells(facts) != _tells(plain)]
    if not before:
        return
    alone = {(finding.route, finding.what) for finding in attack([plain])}
    for finding in attack([*before, plain], attacked=len(before)):
        if (finding.route, finding.what) not in alone:
            yield f"{finding.what} ({finding.where})"


def _tells(facts: Facts) -> tuple[object, ...]:
    return facts.people, facts.values, facts.at_least
