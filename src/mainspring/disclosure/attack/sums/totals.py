"""Numbers that anybody can work out of cross-products: how many said yes to two things, and what the few who did have in common.

Written with NumPy alone, and apart from the gate that lets cross-products out.

Everywhere T, float64 (u, k, k), holds for each of u units the sums over its people of t t', t = (1, x): scores x on 0-100, shares 0 or
100, products of two of them (a - 50)(b - 50) / 100.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]

ROUNDING: Final = 1e-10
"""What is so small a part of what it is compared with is rounding."""


def of_sums(S: Floats) -> Floats:
    """T of the sums that moments hold, which are taken from 50, float64 (u, k, k)."""
    A = np.eye(S.shape[-1])
    A[1:, 0] = 50.0
    found: Floats = A @ S @ A.T
    return found


def yes_or_no(T: Floats) -> Bools:
    """Which of t everybody in a unit has at 0 or at 100, bool (u, k): x (100 - x) is never negative, and sums to 0 only then."""
    n, first, square = T[:, 0, :1], T[:, 0], np.diagonal(T, axis1=1, axis2=2)
    found: Bools = (np.abs(100 * first - square) <= ROUNDING * 1e4 * n) & (n > 0)
    found[:, 0] = False
    return found


def alike(T: Floats) -> Bools:
    """Which of t are the same for everybody in a unit, bool (u, k)."""
    n, first, square = T[:, 0, :1], T[:, 0], np.diagonal(T, axis1=1, axis2=2)
    found: Bools = n * square - first**2 <= ROUNDING * 1e4 * n**2
    found[:, 0] = False
    return found


def four_groups(T: Floats, f: int, g: int) -> Longs:
    """How many have both of two shares, only the first, only the second, neither: int64 (u, 4)."""
    n, a, b, both = T[:, 0, 0], T[:, 0, f] / 100, T[:, 0, g] / 100, T[:, f, g] / 1e4
    found: Longs = np.rint(np.stack([both, a - both, b - both, n - a - b + both], axis=1)).astype(np.int64)
    return found


def of_those_with(T: Floats, f: int, s: int) -> tuple[Floats, Floats]:
    """The sum of a score over those who have a share, and over those who have not, float64 (u,) each."""
    those = T[:, f, s] / 100
    return those, T[:, 0, s] - those


def through_product(T: Floats, s: int, product: int) -> tuple[Floats, Floats]:
    """Sums over those who have a share, and over those who have not, of (x - 50) t, x the score: float64 (u, k) each.

    The product with a share is half of x - 50, with the sign of having it.
    """
    all_of_them, turned = T[:, s] - 50 * T[:, 0], 2 * T[:, product]
    return (all_of_them + turned) / 2, (all_of_them - turned) / 2


def rows_of(T: Floats) -> Floats | None:
    """The people in one unit, row by row, float64 (n, k - 1), where there are one or two of them: T is (k, k) then.

    Two people are their mean, and as far from it as the squares say; on which side together, the products say.
    """
    n = round(T[0, 0])
    if n not in (1, 2):
        return None
    mean: Floats = T[0, 1:] / n
    if n == 1:
        return np.array([mean])
    spread = T[1:, 1:] / 2 - np.outer(mean, mean)
    most = int(np.argmax(np.diag(spread)))
    largest = np.sqrt(max(spread[most, most], 0.0))
    away = spread[most] / largest if largest > np.sqrt(ROUNDING) * 100 else np.zeros(len(mean))
    return np.array([mean + away, mean - away])
