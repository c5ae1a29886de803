"""A small survey of offices, its respondents as text, and what reading them gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np

from mainspring.instrument import Attribute, Construct, Index, Indicator, Instrument, Item, Scale, UnitLevel
from mainspring.responses import Responses

LABELS = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")
AGREE = Scale("agree", (1, 2, 3, 4, 5), LABELS, (4, 5), do_not_know=("X", "Do not know"), missing=("-9",))

OFFICE = Instrument(
    id="office-2020",
    title="Office survey 2020",
    survey="office",
    wave=2020,
    kind="respondents",
    source="made up",
    items=tuple(Item(id, id, AGREE, (id,)) for id in ("Q1", "Q2", "Q3", "Q4")),
    constructs=(
        Construct("voice", "Voice", "empowerment", items=("Q1", "Q2")),
        Construct("leave", "Leave", "outcome", column=("LEAVE",), yes=("B",), no=("A", "C")),
    ),
    indices=(Index("mood", "Mood", "percent_positive", items=("Q3", "Q4")),),
    attributes=(
        Attribute(
            ("GRADE",), "Grade", {"A": "Clerk", "B": "Head"}, (Indicator("supervisor_role", "Heads", ("B",), ("A",)),)
        ),
    ),
    units=(
        UnitLevel("AGENCY", "Agency", ("AGENCY",), residual=("XX",)),
        UnitLevel("OFFICE", "Office", ("OFFICE", "LEVEL1"), residual=("*ZZ",)),
    ),
    id_columns=("ID", "RANDOM"),
    weight_columns=("WEIGHT",),
    ignored=("NOTE*",),
)
COLUMNS = ("ID", "AGENCY", "OFFICE", "Q1", "Q2", "Q3", "Q4", "GRADE", "LEAVE", "WEIGHT")
NUMBERS = frozenset({"ID", "Q1", "Q2", "Q3", "WEIGHT"})

Row = dict[str, str]


def people(rows: int = 60, seed: int = 7) -> list[Row]:
    """Respondents as text; Q4 has X, some answers and grades are blank, weights have fractions that binary numbers hold."""
    rng = np.random.default_rng(seed)
    agencies = rng.choice(["AF", "AG", "XX"], rows)
    return [
        {
            "ID": str(1000 + 7 * at),
            "AGENCY": agency,
            "OFFICE": agency + rng.choice(["01", "02", "ZZ"]),
            **{item: rng.choice(["1", "2", "3", "4", "5", ""]) for item in ("Q1", "Q2", "Q3")},
            "Q4": rng.choice(["1", "2", "3", "4", "5", "X", ""]),
            "GRADE": rng.choice(["A", "B", ""]),
            "LEAVE": rng.choice(["A", "B", "C"]),
            "WEIGHT": str(rng.integers(1, 40) / 16),
        }
        for at, agency in enumerate(agencies.tolist())
    ]


def edited(rows: Sequence[Row], at: int, **cells: str) -> list[Row]:
    """A copy of the rows with some cells of one row changed."""
    return [{**row, **cells} if number == at else dict(row) for number, row in enumerate(rows)]


Everything = tuple[list[list[int]], list[list[int]], list[float], list[list[str]]]


def read_all(responses: Responses, by: Sequence[str] = ("AGENCY", "OFFICE")) -> Everything:
    """Read a survey to its end: its items, categories, weights, and unit codes for each of `by`."""
    batches = list(responses.batches(by))
    return (
        np.concatenate([batch.items for batch in batches], axis=1).tolist(),
        np.concatenate([batch.categories for batch in batches], axis=1).tolist(),
        np.concatenate([batch.weights for batch in batches]).tolist(),
        [[batch.labels[at][i] for batch in batches for i in batch.units[at].tolist()] for at in range(len(by))],
    )


def csv_text(rows: Sequence[Row], delimiter: str = ",", newline: str = "\n") -> str:
    """The rows as delimited text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
