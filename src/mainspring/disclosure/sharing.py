"""A file of moments that may leave home: one set of variables, people who have them all, and no unit that tells of a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import InitVar, dataclass, replace

import numpy as np

from mainspring import __version__
from mainspring.disclosure.fold import OTHERS, folded
from mainspring.disclosure.gate import Gate, gate_of
from mainspring.disclosure.manifest import Manifest
from mainspring.disclosure.outgoing import KEY, check_key
from mainspring.disclosure.policy import Policy
from mainspring.errors import MomentsError, Problem
from mainspring.instrument import Instrument
from mainspring.moments import COUNTRY, CellPath, Moments, digest, merge, not_made_with, reduced


@dataclass(frozen=True, slots=True)
class Shared:
    """Moments that may leave, and what to tell of them. Only `share` makes one."""

    moments: Moments
    manifest: Manifest
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        check_key(key, "Shared")


def share(moments: Moments, instrument: Instrument, policy: Policy) -> Shared:
    """Keep what may leave home of some moments: their variables' cross-products, of units that pass the gate.

    There is one set of variables, all that the moments have: the people of a unit who have one set but not another are mostly few,
    and the difference of two sets would be about them. People who do not have all variables are left out. Units that fail are
    counted together with others, and nobody is lost by that.

    Raises
    ------
    MomentsError : if the moments were made with another instrument, are pooled or shared already, have no variables or a product
        that tells too much, or if even everybody together does not pass; with each reason.
    """
    if problems := list(_unfit(moments, instrument)):
        raise MomentsError(problems)
    complete = _complete(reduced(moments, moments.schema.variables))
    plain = complete.products[:, 1]
    gate = gate_of(plain, complete.schema.variables, policy)
    if problems := list(_bad_products(gate)) or list(_refused(gate, complete)):
        raise MomentsError(problems)
    paths = folded(complete.paths, plain, gate)
    done = merge(replace(complete, paths=tuple(paths)))
    people = int(done.n.sum())
    return Shared(
        done,
        Manifest(
            instrument=instrument.id,
            title=instrument.title,
            wave=done.schema.wave,
            sources=done.sources,
            by=done.schema.by,
            variables={id: label_of(id, instrument) for id in done.schema.variables},
            people=_to_ten(people),
            left_out=_to_ten(int(moments.n.sum()) - people),
            units=len(done.n),
            units_before=len(complete.n),
            folds=_folds(paths),
            policy=policy.name,
            minimum=policy.minimum,
            fewest=gate.fewest,
            content=digest(done),
            version=__version__,
        ),
        KEY,
    )


def label_of(variable: str, instrument: Instrument) -> str:
    """What a variable is called; a product by its parts."""
    if ":" in variable:
        return "product of " + " and ".join(label_of(part, instrument) for part in variable.split(":"))
    named = {construct.id: construct.label for construct in instrument.constructs}
    named |= {one.id: one.label for attribute in instrument.attributes for one in attribute.indicators}
    id, above, least = variable.partition(">=")
    label = named.get(id, id)
    return f"{label} of {least} or more, a share of people" if above else label


def _unfit(moments: Moments, instrument: Instrument) -> Iterator[Problem]:
    """What is wrong with moments that cannot be shared, whatever is in them."""
    if wrong := not_made_with(moments, instrument):
        yield wrong
    if COUNTRY in moments.schema.by:
        yield Problem("These moments are pooled.", remedy="Share each country's own, and pool what was shared.")
    if any(label.endswith(OTHERS) for path in moments.paths for label in path):
        remedy = "Share the moments that they were made from."
        yield Problem(f"These moments have units called {OTHERS}: they are for sharing already.", remedy=remedy)
    if not moments.schema.variables:
        yield Problem("These moments have no variables to share.", remedy="Declare them with --variables.")


def _bad_products(gate: Gate) -> Iterator[Problem]:
    """Products that cannot be shared, whoever is in the moments."""
    indicators = {gate.variables[at] for at in gate.indicators}
    for product in (name for name in gate.variables if ":" in name):
        parts = set(product.split(":"))
        if parts <= indicators:
            what = (
                f"{product} is a product of two yes-or-no variables: with a third one it would count people three ways."
            )
            yield Problem(what, remedy="Leave it out.")
        elif len(parts) == 1 and indicators:
            what = (
                f"{product} is a square: with a yes-or-no variable it would tell the spread of answers in each group."
            )
            yield Problem(what, remedy=f"Leave it out, or {' and '.join(sorted(indicators))}.")
        if missing := sorted(parts - set(gate.variables)):
            what = (
                f"{product} would be shared without {' and '.join(missing)}, so that not all it tells could be checked."
            )
            yield Problem(what, remedy="Declare both parts of a product with --variables.")


def _refused(gate: Gate, complete: Moments) -> Iterator[Problem]:
    """Why not even everybody together may leave, if so."""
    for fault in gate.faults(complete.products[:, 1].sum(axis=0)):
        what = f"Even everybody together may not leave under this policy: {fault}."
        yield Problem(what, remedy="Declare fewer variables, or others.")


def _complete(moments: Moments) -> Moments:
    """Only the people who have all variables; cells without any are gone. Their squared weights are not known, and NaN."""
    whole = np.uint64((1 << len(moments.schema.variables)) - 1)
    kept = moments.patterns == whole
    cells, products = moments.pattern_cell[kept], moments.products[kept]
    return replace(
        moments,
        paths=tuple(moments.paths[cell] for cell in cells.tolist()),
        n=np.rint(products[:, 1, 0]).astype(np.int64),
        weight=products[:, 0, 0].copy(),
        weight2=np.full(len(cells), np.nan),
        item_counts=moments.item_counts[cells],
        item_weights=moments.item_weights[cells],
        category_counts=moments.category_counts[cells],
        category_weights=moments.category_weights[cells],
        power_sums=moments.power_sums[cells],
        pattern_cell=np.arange(len(cells), dtype=np.int32),
        patterns=moments.patterns[kept],
        products=products,
    )


def _folds(paths: Sequence[CellPath]) -> dict[str, int]:
    """The folds' labels, with how many units each has."""
    return dict(sorted(Counter(path[-1] for path in paths if path and path[-1].endswith(OTHERS)).items()))


def _to_ten(people: int) -> int:
    return 10 * round(people / 10)
