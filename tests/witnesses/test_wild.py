"""The wild cluster bootstrap against pyfixest's, person by person."""

from __future__ import annotations

import pyfixest as pf
import pytest

from mainspring.evidence import FitOptions, fit
from tests.evidence.book_claims.cast import INSTRUMENT, survey

# What pyfixest draws with was written for an older pandas and numba.
pytestmark = pytest.mark.filterwarnings("ignore")
FORMULA = "satisfaction ~ empowerment + compliance"


@pytest.mark.parametrize(("offices", "draws", "near"), [(8, 9_999, 1e-12), (30, 49_999, 0.015)])
def test_p_values_are_pyfixest_s(offices: int, draws: int, near: float) -> None:
    """With eight clusters both go through all 256 sign vectors; with thirty, ours draws Webb's six points and theirs signs."""
    some = survey(4, people=600, offices=offices)
    theirs = pf.feols(FORMULA, some.rows().to_pandas(), vcov={"CRV1": "office"})
    expected = theirs.wildboottest(param="compliance", reps=draws, seed=1, cluster="office")

    found = fit(FORMULA, some.moments(), INSTRUMENT, FitOptions(vcov="wild"))

    assert found.p_value[2] == pytest.approx(float(expected["Pr(>|t|)"]), abs=near)
