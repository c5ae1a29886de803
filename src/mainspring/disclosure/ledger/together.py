"""What the attack learns from scores of several releases together that it does not learn from any of them alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from mainspring.disclosure.attack.findings import Finding
from mainspring.disclosure.facts import Facts
from mainspring.disclosure.ledger.scored import same_survey, without_values

Attack = Callable[[Sequence[Facts]], Iterable[Finding]]
"""The attack on released scores: what it learned from all of them."""


def learned(earlier: Sequence[Facts], new: Facts, attack: Attack) -> Iterator[tuple[tuple[str, ...], str]]:
    """The names of earlier releases, and what can be worked out with them, in words: of each alone first, then of all together.

    Values are not compared, since the ledger does not remember them: what can be worked out of which does not depend on them.
    """
    plain = without_values(new)
    before = [facts for facts in earlier if same_survey(facts, new) and _tells(facts) != _tells(plain)]
    known = {_said(finding) for facts in (*before, plain) for finding in attack([facts])}
    single = [[facts] for facts in before]
    for some in [*single, before] if len(before) > 1 else single:
        for finding in attack([*some, plain]):
            if _said(finding) not in known:
                known.add(_said(finding))
                yield tuple(facts.name for facts in some), finding.what.rstrip(".")


def _said(finding: Finding) -> tuple[str, str]:
    """A finding whatever release told it."""
    return finding.route, finding.what


def _tells(facts: Facts) -> tuple[object, ...]:
    return facts.people, facts.values, facts.at_least
