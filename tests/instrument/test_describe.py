"""What `codebook show` prints: everything that a reader of scores may ask about an instrument."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainspring.instrument import check_codebook, list_instruments, load_instrument
from mainspring.instrument.describe import describe

CODEBOOK = """\
[instrument]
id = "staff-2020"
title = "Staff survey 2020"
survey = "staff"
wave = 2020
source = "Statistics office"
population = true
notes = ["A note that is long enough to need a second line of text, which is then indented as far as the first."]
[columns]
id = ["RESPONDENT", "ID"]
weight = ["WEIGHT"]
ignored = ["D*"]
[[units]]
id = "AGENCY"
label = "Agency"
residual = ["XX"]
names = { A = "First" }
[scales.agree]
codes = { 1 = "No", 2 = "Neither", 3 = "Yes" }
positive = [3]
do_not_know = ["X"]
missing = ["-"]
[items.Q1]
label = "Too many forms"
scale = "agree"
columns = ["Q1", "Q01"]
[items.Q2]
label = "Likes the work"
question = "I like the work I do."
scale = "agree"
[constructs.compliance]
label = "Compliance"
role = "compliance"
items = ["Q1"]
reversed = ["Q1"]
warning = "One item only."
[constructs.both]
label = "Both"
of = ["compliance"]
[constructs.leave]
label = "Intent to leave"
role = "outcome"
column = ["LEAVING"]
yes = ["B", "C"]
no = ["A"]
[indices.engagement]
label = "Engagement"
kind = "scaled_mean"
items = ["Q1", "Q2"]
[attributes.SEX]
label = "Sex"
codes = { M = "Male", Female = "Female" }
[attributes.SEX.indicators.female]
label = "Women"
yes = ["Female"]
no = ["M"]
[[trend_breaks]]
measure = "Q1"
wave = 2019
reason = "Reworded."
"""

DESCRIPTION = """\
# staff-2020

Staff survey 2020

- staff, wave 2020: answers of respondents
- Source: Statistics office
- Items: 2; constructs: 3; indices: 1
- Respondent's id: RESPONDENT or ID
- Weight: WEIGHT (sums to the population in the complete file)
- Columns ignored: D*

## Units, from coarse to fine

- AGENCY: Agency; column AGENCY; 1 named; leftovers, never shown: XX

## Items by construct

- compliance: Compliance (compliance)
  - Q1 Too many forms (agree, column Q1 or Q01, reversed)
  - Warning: One item only.
- both: Both (context); mean of compliance
- leave: Intent to leave (outcome); share of LEAVING that is B, C (against A)

## Items in no construct

- Q2 Likes the work (agree): I like the work I do.

## Official indices

- engagement: Engagement; mean, codes spread over 0-100, of Q1, Q2

## Attributes

- SEX: Sex; M Male, Female; blank means hidden by the publisher
  - female: Women (yes Female; no M)

## Scales

- agree: 1 No, 2 Neither, 3 Yes; positive 3; do not know X; not answered -

## Trend breaks

- Q1, from 2019: Reworded.

## Notes

- A note that is long enough to need a second line of text, which is then indented as
  far as the first.
"""


def test_a_whole_description(tmp_path: Path) -> None:
    (tmp_path / "staff.toml").write_text(CODEBOOK, encoding="utf-8")
    assert describe(check_codebook(tmp_path / "staff.toml")) == DESCRIPTION


@pytest.mark.parametrize("id", [summary.id for summary in list_instruments()])
def test_shipped_codebooks_fit_a_terminal_and_every_item_is_told(id: str) -> None:
    instrument = load_instrument(id)
    text = describe(instrument)
    assert max(map(len, text.splitlines())) <= 100
    assert [item.id for item in instrument.items if f"- {item.id} " not in text] == []
