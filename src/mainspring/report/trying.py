"""What each unit may try: the handbook's advice for a team's manager, with nothing known of the work but the survey."""

from __future__ import annotations

from collections.abc import Iterable

from mainspring.practices import Advice, Advised, Catalogue, advise
from mainspring.report.view import Book
from mainspring.scorecards.model import UnitPath


def advice_of(book: Book, path: UnitPath, catalogue: Catalogue) -> Advice | None:
    """The advice for a unit that is shown; None for everybody and for "all other units", which nobody leads, and where there is none."""
    if not path or path not in book.showable or book.units[path].fold:
        return None
    advice = advise(book.scorecards, book.latest(path), catalogue)
    return advice if advice.practices else None


def advised_somewhere(advice: Iterable[Advice]) -> list[Advised]:
    """Each practice that is advised to some unit, once, by its title."""
    by_id = {one.entry.id: one for unit in advice for one in unit.practices}
    return sorted(by_id.values(), key=lambda one: one.entry.practice.title)
