"""The hot path of merging: which merge is the best, and whether one that was made is better taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from mainspring.disclosure.masking.merges import Bools, Floats, Longs

F = TypeVar("F", bound=Callable[..., Any])

BETTER = 1e-9


def compiled(function: F) -> F:
    """Compile without the interpreter's lock, and keep the machine code on disk."""
    return cast(F, numba.njit(nogil=True, cache=True)(function))


class Graph(NamedTuple):
    """The ways as `Merges` has them, a of them; `own` (a,) are they in order of profile, which begin at `own_start` (p + 1,).

    `stay` (p,) is the way of a profile with enough people to itself, -1 for one at risk.
    """

    profile: Longs
    target: Longs
    cost: Floats
    start: Longs
    n: Longs
    own: Longs
    own_start: Longs
    stay: Longs
    k: int


class State(NamedTuple):
    """Who is where, see `greedy`."""

    taken: Longs
    settled: Bools
    spare: Longs
    there: Longs


@compiled
def best(graph: Graph, state: State, target: int) -> tuple[float, int, float]:
    """The best merge into a target: loss for each person taken out of risk, minus these people, the dearest way; inf if none."""
    found, most, dearest = np.inf, 0, 0.0
    people, loss = 0, 0.0
    last = graph.start[target + 1]
    least = graph.k if state.there[target] < graph.k else 0
    for way in range(graph.start[target], last):
        if not state.settled[graph.profile[way]]:
            people += graph.n[graph.profile[way]]
            loss += graph.n[graph.profile[way]] * graph.cost[way]
        if people == 0 or (way + 1 < last and graph.cost[way + 1] == graph.cost[way]):
            continue
        total, missing = loss, least - people
        lender = graph.start[target]
        while missing > 0 and lender < last:
            profile = graph.profile[lender]
            if state.spare[profile] > 0 and lender != graph.stay[profile]:
                lent = min(missing, state.spare[profile])
                missing -= lent
                total += lent * graph.cost[lender]
            lender += 1
        if missing <= 0 and (total / people < found or (total / people == found and people > -most)):
            found, most, dearest = total / people, -people, graph.cost[way]
    return found, most, dearest


@compiled
def carry_out(graph: Graph, state: State, target: int, dearest: float) -> float:
    """Merge all at risk who reach the target by ways not dearer than that, and whom they need beside them; gives the loss."""
    loss = 0.0
    for way in range(graph.start[target], graph.start[target + 1]):
        profile = graph.profile[way]
        if not state.settled[profile] and graph.cost[way] <= dearest:
            state.settled[profile] = True
            state.taken[way] += graph.n[profile]
            state.there[target] += graph.n[profile]
            loss += graph.n[profile] * graph.cost[way]
    for way in range(graph.start[target], graph.start[target + 1]):
        profile = graph.profile[way]
        if state.there[target] < graph.k and state.spare[profile] > 0 and way != graph.stay[profile]:
            lent = min(graph.k - state.there[target], state.spare[profile])
            loss += lend(graph, state, way, lent)
    return loss


@compiled
def lend(graph: Graph, state: State, way: int, people: int) -> float:
    """Send so many people of a profile that has enough on a way, or call them back if below zero; gives the loss."""
    stay = graph.stay[graph.profile[way]]
    state.spare[graph.profile[way]] -= people
    state.taken[stay] -= people
    state.there[graph.target[stay]] -= people
    state.taken[way] += people
    state.there[graph.target[way]] += people
    return float(people * graph.cost[way])


@compiled
def take_back(graph: Graph, state: State, target: int) -> float:
    """Undo what was merged into a target: those at risk are so again, lent people go home; gives the loss, below zero."""
    loss = 0.0
    for way in range(graph.start[target], graph.start[target + 1]):
        profile = graph.profile[way]
        if state.taken[way] == 0 or way == graph.stay[profile]:
            continue
        if graph.stay[profile] >= 0:
            loss += lend(graph, state, way, -state.taken[way])
        else:
            loss -= state.taken[way] * graph.cost[way]
            state.there[target] -= state.taken[way]
            state.taken[way] = 0
            state.settled[profile] = False
    return loss


@compiled
def send_home(graph: Graph, state: State, target: int) -> float:
    """Call back people whom a target does not need any more, the dearest first; gives the loss, below zero."""
    loss = 0.0
    for back in range(graph.start[target + 1] - graph.start[target]):
        way = graph.start[target + 1] - 1 - back
        stay = graph.stay[graph.profile[way]]
        if stay >= 0 and way != stay and state.there[target] > graph.k:
            loss += lend(graph, state, way, -min(state.taken[way], state.there[target] - graph.k))
    return loss


@compiled
def settle(graph: Graph, state: State, freed: Longs) -> float:
    """Merge these profiles anew, the best merge first, as long as there is one; gives the loss, inf if some stay at risk."""
    loss = 0.0
    while True:
        found, most, dearest, chosen = np.inf, 0, 0.0, -1
        left = False
        for profile in freed:
            if state.settled[profile]:
                continue
            left = True
            for at in range(graph.own_start[profile], graph.own_start[profile + 1]):
                target = graph.target[graph.own[at]]
                one, minus, far = best(graph, state, target)
                if one < found or (one == found and minus < most):
                    found, most, dearest, chosen = one, minus, far, target
        if not left:
            return loss
        if chosen < 0:
            return np.inf
        loss += carry_out(graph, state, chosen, dearest)
        loss += send_home(graph, state, chosen)


@compiled
def detach(graph: Graph, state: State, profile: int) -> float:
    """Put one profile at risk again; if those it leaves are too few, they are taken back, too. Gives the loss, below zero."""
    for at in range(graph.own_start[profile], graph.own_start[profile + 1]):
        way = graph.own[at]
        if state.taken[way] > 0:
            target = graph.target[way]
            loss = -float(state.taken[way] * graph.cost[way])
            state.there[target] -= state.taken[way]
            state.taken[way] = 0
            state.settled[profile] = False
            if state.there[target] < graph.k:
                loss += take_back(graph, state, target)
            return loss
    return 0.0


@compiled
def gather(graph: Graph, state: State, target: int) -> float:
    """Bring all who are near to a target into it, and merge anew whom that leaves alone; gives the loss, inf if it cannot be.

    Near are profiles at risk that lose one value on the way, or two where nobody loses but one.
    """
    loss, near = 0.0, 0.0
    settled = state.settled.copy()
    for way in range(graph.start[target], graph.start[target + 1]):
        profile = graph.profile[way]
        if graph.stay[profile] >= 0 or state.taken[way] > 0:
            continue
        if near == 0.0 and graph.cost[way] > 0.5:
            near = min(2.0, np.floor(graph.cost[way] + 0.5)) + 0.5
        if graph.cost[way] <= near and settled[profile]:
            loss += detach(graph, state, profile)
    if state.there[target] < graph.k:
        loss += take_back(graph, state, target)
    freed = np.flatnonzero(settled & ~state.settled)
    if len(freed) == 0:
        return 0.0
    found, _, dearest = best(graph, state, target)
    if found < np.inf:
        loss += carry_out(graph, state, target, dearest)
    loss += settle(graph, state, freed)
    for each in range(len(state.there)):
        loss += send_home(graph, state, each)
    return loss


@compiled
def reconsider(graph: Graph, state: State) -> bool:
    """Try each target in turn for all who are near to it, and keep that where it masks fewer values; whether any was kept."""
    changed = False
    for target in range(len(state.there)):
        taken, settled, spare, there = state.taken.copy(), state.settled.copy(), state.spare.copy(), state.there.copy()
        if gather(graph, state, target) < -BETTER:
            changed = True
        else:
            state.taken[:], state.settled[:], state.spare[:], state.there[:] = taken, settled, spare, there
    return changed
