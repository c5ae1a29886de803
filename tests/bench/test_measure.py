"""The benchmarks measure what they say they measure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.measure import PROJECT, Run, Table, in_turns, middle, run, verdict


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_process_is_charged_for_the_memory_it_held() -> None:
    measured = "run([sys.executable, '-c', 'bytes(range(250)) * 1_000_000']).peak_mb"
    code = f"import sys; from bench.measure import run; print({measured})"  # not from here: the tests' own memory would count
    peak = float(subprocess.run(python(code), cwd=PROJECT, capture_output=True, check=True).stdout)
    assert 250 < peak < 300


def test_a_command_that_times_its_own_work_is_believed() -> None:
    found = run(python("print('{\"seconds\": 0.001}')"))
    assert found.seconds == 0.001 < found.wall


def test_otherwise_the_whole_process_counts() -> None:
    found = run(python("import time; time.sleep(.1); print('5')"))
    assert found.seconds == found.wall > 0.1 > found.cpu


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="no such survey"):
        run(python("raise SystemExit('no such survey')"))


def test_peers_take_turns(tmp_path: Path) -> None:
    log = tmp_path / "log"
    commands = {name: python(f"open({str(log)!r}, 'a').write({name!r})") for name in "ABC"}
    runs = in_turns(commands, times=2)
    assert log.read_text() == "ABCABC"
    assert [len(runs[name]) for name in "ABC"] == [2, 2, 2]


def test_the_middle_is_taken_of_each_measure() -> None:
    assert middle([Run(1, 5, 3, 9), Run(2, 4, 1, 7), Run(9, 6, 2, 8)]) == Run(2, 5, 2, 8)


def test_a_missed_target_is_told() -> None:
    assert verdict(1.38, 1.5, " GB") == "1.38 GB (at most 1.5 GB: met)"
    assert verdict(0.861, 1 / 3) == "0.861 (at most 0.333: **missed**)"


def test_a_table_is_markdown() -> None:
    table = Table("Ten rows.", ("", "seconds"), [("polars", "2.0")], ["- met"])
    assert table.markdown() == "Ten rows.\n\n|  | seconds |\n| --- | ---: |\n| polars | 2.0 |\n\n- met\n"
