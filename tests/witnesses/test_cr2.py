"""CR2 where its answer is known in closed form: units of equal size, some of which have something that the others have not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mainspring.evidence import FitOptions, fit
from tests.evidence.book_claims.cast import INSTRUMENT, survey


@pytest.mark.parametrize(("treated", "others", "size"), [(4, 8, 5), (3, 20, 12), (10, 10, 1)])
def test_two_groups_of_units_are_welch_s_test_of_their_means(treated: int, others: int, size: int) -> None:
    """The error is that of two samples of unequal variance, and the degrees of freedom are Bell and McCaffrey's.

    Source: Imbens and Kolesar (2016), "Robust standard errors in small samples", section II.B:
    (N0 + N1)^2 (N0 - 1)(N1 - 1) / (N1^2 (N1 - 1) + N0^2 (N0 - 1)).
    """
    units = treated + others
    office = np.repeat(np.arange(units, dtype=np.int32), size)
    some = survey(seed=1, people=units * size)
    has = np.where(office < treated, 100.0, 0.0)
    some = replace(some, office=office, scores={**some.scores, "pay": has})
    found = fit("satisfaction ~ pay", some.moments(), INSTRUMENT, FitOptions(vcov="CR2", cluster="office"))

    mean = np.bincount(office, some.scores["satisfaction"]) / size
    one, other = mean[:treated], mean[treated:]
    at = found.terms.index("pay")
    assert found.estimate[at] == pytest.approx((one.mean() - other.mean()) / 100, rel=1e-9)
    assert found.std_error[at] == pytest.approx(
        np.sqrt(one.var(ddof=1) / treated + other.var(ddof=1) / others) / 100, rel=1e-9
    )
    df = units**2 * (others - 1) * (treated - 1) / (treated**2 * (treated - 1) + others**2 * (others - 1))
    assert found.df[at] == pytest.approx(df, rel=1e-9)
