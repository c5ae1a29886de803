"""What a real survey looks like: the facts that simulated ones are given.

Source: the public release sample of the US Federal Employee Viewpoint Survey 2018 (51,206 respondents, weighted), US Office of
Personnel Management, unless a fact is marked as assumed. Correlations and loadings are of normal variables behind the answers
(polychoric, so that answers on five codes correlate as the sample's do).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

# Name, share of its variance that lies between sub-agencies (per cent), correlations with the factors above (per cent).
# `leaders` is FEVS items on senior leaders. Assumed: `burden` (compliance as paperwork and approvals, which FEVS does not
# ask) and `context` (what the work is like).
_FACTORS = """
autonomy     5.3
competence   4.8  91
peers        4.0  71  70
purpose      3.7  83  78  66
compliance   5.7  88  87  71  92
contingent   5.4  80  77  71  68  81
motivation   2.0  61  55  47  77  63  41
satisfaction 5.5  91  83  67  81  81  72  62
performance  7.7  86  81  86  87  88  77  63  88
supervisor   2.4  73  77  63  60  75  64  43  67  67
leaders      5.8  82  74  58  78  81  72  48  83  79  58
pay          4.8  51  51  41  45  48  51  34  59  48  38  45
leave        4.5 -49 -47 -36 -41 -41 -43 -26 -59 -43 -38 -43 -40
burden       5.0 -20 -20 -20 -20 -20 -20 -20 -20 -20 -20 -20 -20  25
context      5.0   0   0   0   0   0   0   0   0   0   0   0   0   0   0
"""

# Item, factor, loading, then the percentage at or below code 1, 2, 3 and 4.
_ITEMS = """
Q1  competence   0.85   5.7 18.3 33.4 76.7
Q2  autonomy     0.76   3.4 14.0 27.8 79.1
Q3  autonomy     0.83   7.4 21.5 38.5 76.1
Q4  satisfaction 0.80   5.1 13.4 27.6 70.2
Q5  motivation   0.79   2.0  5.9 17.1 60.6
Q6  compliance   0.76   2.7  8.7 19.2 67.1
Q7  motivation   0.82   0.8  1.6  4.4 36.2
Q8  motivation   0.77   0.7  1.8  9.3 50.0
Q9  autonomy     0.60  14.6 36.0 52.6 87.9
Q10 satisfaction 0.57   9.1 24.6 40.2 86.6
Q11 autonomy     0.82   9.3 22.8 38.9 81.6
Q12 purpose      0.78   2.5  6.1 15.1 66.5
Q13 purpose      0.63   1.3  3.1  9.9 49.9
Q14 performance  0.53   7.6 19.0 33.0 75.9
Q15 compliance   0.73   6.5 14.1 27.6 71.9
Q16 compliance   0.71   2.1  5.6 17.2 68.6
Q17 compliance   0.77   8.2 15.8 31.7 71.8
Q18 competence   0.80   7.9 21.5 43.4 82.9
Q19 compliance   0.65   6.3 14.7 27.3 70.4
Q20 peers        0.82   3.2 11.2 23.4 69.5
Q21 contingent   0.74  11.9 30.9 59.0 90.7
Q22 contingent   0.88  16.4 32.1 64.4 90.2
Q23 contingent   0.77  17.8 36.3 70.5 93.2
Q24 contingent   0.92  13.8 32.0 64.3 91.3
Q25 contingent   0.88  13.5 27.4 56.4 88.3
Q26 peers        0.83   4.6 11.0 23.6 74.2
Q27 performance  0.75   6.2 15.3 41.5 82.1
Q28 performance  0.74   0.9  3.1 16.1 57.7
Q29 performance  0.74   2.0  7.4 19.2 68.5
Q30 autonomy     0.83   9.3 26.5 52.5 88.9
Q31 autonomy     0.85   9.4 24.8 45.9 86.2
Q32 autonomy     0.85  11.2 28.2 58.8 88.5
Q33 contingent   0.73  19.9 41.6 75.4 93.5
Q34 compliance   0.63   6.0 12.7 37.9 83.2
Q35 performance  0.67   3.9  9.8 22.2 74.8
Q36 performance  0.65   2.9  7.8 19.7 75.2
Q37 autonomy     0.76  10.9 21.2 41.4 81.3
Q38 performance  0.76   6.3 11.0 27.1 74.3
Q39 performance  0.80   2.7  7.3 22.2 75.3
Q40 satisfaction 0.91   5.1 14.3 33.0 74.2
Q41 leaders      0.78  13.8 28.8 61.9 86.4
Q42 supervisor   0.88   4.6  9.2 18.4 55.9
Q43 supervisor   0.95   6.2 14.4 29.6 66.3
Q44 supervisor   0.97   7.3 15.7 31.8 68.3
Q45 supervisor   0.90   4.4  8.1 26.2 68.2
Q46 supervisor   0.95   6.8 15.6 33.0 70.2
Q47 competence   0.84   6.5 13.8 29.5 68.2
Q48 supervisor   0.95   3.9 10.0 20.6 58.5
Q49 supervisor   0.93   3.3  7.2 15.9 52.6
Q50 supervisor   0.81   3.4  9.5 18.2 59.6
Q51 supervisor   0.97   6.7 13.9 28.1 60.1
Q52 supervisor   0.93   4.5 10.3 26.1 56.3
Q53 leaders      0.91  14.1 31.1 57.1 87.2
Q54 leaders      0.88  10.6 19.8 41.7 82.0
Q55 compliance   0.81   5.3 10.8 28.3 77.7
Q56 purpose      0.81   7.3 16.9 35.5 81.9
Q57 compliance   0.78   6.0 13.8 34.6 82.8
Q58 leaders      0.89   9.4 21.8 41.9 83.4
Q59 leaders      0.88   8.1 18.2 38.0 82.2
Q60 leaders      0.81   7.6 15.7 36.4 74.8
Q61 leaders      0.89   9.4 20.3 42.7 77.9
Q62 leaders      0.80   7.5 16.0 38.6 80.0
Q63 autonomy     0.85   6.8 23.7 45.7 84.0
Q64 autonomy     0.84   7.8 25.8 48.6 86.1
Q65 autonomy     0.84   8.9 24.7 47.2 83.2
Q66 leaders      0.92   9.0 25.1 54.0 87.5
Q67 competence   0.80  14.4 33.7 61.3 88.3
Q68 competence   0.80   7.2 21.5 43.7 84.1
Q69 satisfaction 0.91   4.9 14.7 31.3 77.1
Q70 pay          0.90   7.0 20.9 36.9 81.1
Q71 satisfaction 0.94   6.4 18.7 39.0 82.4
"""


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """How an item was answered: its factor, its loading, and the share at or below each code but the last."""

    factor: str
    loading: float
    cumulative: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AttributeFacts:
    """How a characteristic is spread: the share of each code in order, and the factor it goes with (correlation `loading`)."""

    shares: tuple[float, ...]
    factor: str = "autonomy"
    loading: float = 0.0


def _items() -> dict[str, ItemFacts]:
    rows = [line.split() for line in _ITEMS.split("\n") if line]
    return {
        item: ItemFacts(factor, float(loading), tuple(float(share) / 100 for share in cumulative))
        for item, factor, loading, *cumulative in rows
    }


def _correlations() -> npt.NDArray[np.float64]:
    lower = [[float(cell) / 100 for cell in line.split()[2:]] for line in _FACTORS.split("\n") if line]
    matrix = np.eye(len(lower))
    for row, cells in enumerate(lower):
        matrix[row, :row] = matrix[:row, row] = cells
    return matrix


FACTORS: Final = tuple(line.split()[0] for line in _FACTORS.split("\n") if line)
CORRELATIONS: Final = _correlations()
"""Between respondents, shape (factors, factors). Unit means correlate much the same, so units are given the same matrix."""
UNIT_VARIANCE: Final = np.array([float(line.split()[1]) / 100 for line in _FACTORS.split("\n") if line])
"""Share of each factor's variance that lies between units, all levels together, shape (factors,)."""

ITEMS: Final = _items()

CONSTRUCT_ITEMS: Final = {
    "autonomy": ("Q3", "Q30", "Q63"),
    "competence": ("Q1", "Q18", "Q47", "Q68"),
    "peers": ("Q20", "Q26"),
    "purpose": ("Q12", "Q13", "Q56"),
    "motivation": ("Q7", "Q8", "Q5"),
    "compliance": ("Q16", "Q19", "Q57"),
    "contingent": ("Q23", "Q24", "Q25", "Q33"),
    "satisfaction": ("Q40", "Q69", "Q71"),
    "performance": ("Q28", "Q39"),
    "supervisor": ("Q48", "Q49", "Q51", "Q52"),
    "pay": ("Q70",),
}
INDEX_ITEMS: Final = {
    "eei_intrinsic": ("Q3", "Q4", "Q6", "Q11", "Q12"),
    "eei_leaders": ("Q53", "Q54", "Q56", "Q60", "Q61"),
    "eei_supervisors": ("Q47", "Q48", "Q49", "Q51", "Q52"),
    "gsi": ("Q40", "Q69", "Q70", "Q71"),
}
"""Items in the order of the codebooks: an official index asks the same things, in the same order, under every year's numbers."""

ROLE_FACTORS: Final = {
    "empowerment": "autonomy",
    "compliance": "burden",
    "outcome": "satisfaction",
    "context": "context",
}
"""The factor of a construct that FEVS does not have, by its role (assumed)."""
OTHER_ITEM: Final = ItemFacts("autonomy", 0.7, (0.07, 0.18, 0.36, 0.79))
"""An item that nothing is known of: the average of the 71."""

DO_NOT_KNOW: Final = (
    {"Q23": 0.16, "Q41": 0.10, "Q62": 0.10, "Q36": 0.05, "Q58": 0.05, "Q21": 0.04}
    | dict.fromkeys(("Q22", "Q24", "Q25", "Q33", "Q37", "Q38", "Q55", "Q57"), 0.08)
    | dict.fromkeys(("Q53", "Q54", "Q59", "Q61"), 0.06)
)
OTHER_DO_NOT_KNOW: Final = 0.02
"""Shares who answer "do not know" where they may (assumed: the sample has none left)."""
BLANK: Final = (0.005, 0.025)
"""Share who skip the first question and the last; it rises evenly in between (assumed)."""
BREAK_OFF: Final = 0.03
"""Share who stop before the end, somewhere after the first quarter: fewer answers do not count as taking part (assumed)."""

ATTRIBUTES: Final = {
    "DSEX": AttributeFacts((0.616, 0.384)),
    "DEDUC": AttributeFacts((0.323, 0.347, 0.330), "peers", 0.10),
    "DFEDTEN": AttributeFacts((0.447, 0.308, 0.245), "leave", -0.17),
    "DSUPER": AttributeFacts((0.829, 0.171), "autonomy", 0.19),
    "DMINORITY": AttributeFacts((0.369, 0.631)),
    "DAGEGRP": AttributeFacts((0.27, 0.73)),
}
"""Characteristics by column; age is assumed. For any other, each code is half as common as the one before it (assumed)."""

LEAVE_SHARES: Final = {"leave_outside": 0.044, "leave": 0.230, "leave_any": 0.351}
"""Who means to leave within a year: for a job outside government; for another job; for any reason.

Source: the sample for another job; for the other two the complete file of 2019 (4.3 and 35.1 per cent), as the sample has
lost them.
"""
OTHER_YES: Final = 0.25
"""Who says yes in any other column that a construct takes a share from (assumed)."""
SHARE_LOADING: Final = 0.9

UNITS: Final = (45, 234)
"""Agencies and sub-agencies in the sample, leftovers included."""
SIZE_SPREAD: Final = (1.9, 1.0)
"""Standard deviation of log size between agencies, and between units of the same parent."""
RESPONSE_RATE: Final = 0.406
"""Source: US Office of Personnel Management, 2018, response rate of the whole survey."""
RATE_SPREAD: Final = 0.72
"""Standard deviation of the log odds of responding between units: gives weights the sample's spread between units (.43 in logs)."""
WEIGHT_SPREAD: Final = 0.21
"""Standard deviation of log weights within a unit."""
SIZE_EFFECT: Final = -0.3
"""Correlation of a unit's scores with its log size: large ones score lower."""
RATE_EFFECT: Final = 0.3
"""Correlation of a unit's scores with its response rate: content people respond more."""
