"""Somebody whose survey may not leave home shares what may; somebody else pools it with what others asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainspring.instrument.shipped import FOLDER
from mainspring.moments import digest, load, load_manifest
from tests.cli.cast import Done, everything_in, mainspring

SET = ("--variables", "leave,motivation,empowerment", "--products", "motivation:empowerment")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three surveys: two of FEVS, and the pulse, asked with a codebook of one's own."""
    folder = tmp_path_factory.mktemp("desk")
    for layout, name in (("us-fevs-2018", "norway"), ("us-fevs-2019", "denmark"), ("mainspring-pulse-1", "sweden")):
        drawn = ["--rows", "2000", "--units", "3,12", "--seed", str(len(name)), "--out", f"{folder}/{name}.csv"]
        assert mainspring("simulate", "--layout", layout, *drawn).code == 0
    pulse = (FOLDER / "mainspring-pulse-1.toml").read_text(encoding="utf-8")
    (folder / "own.toml").write_text(pulse.replace('id = "mainspring-pulse-1"', 'id = "own-pulse"'), encoding="utf-8")
    return folder


@pytest.fixture
def at(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same files, in a folder of one's own."""
    for file in desk.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shared(country: str, *options: str) -> Done:
    return mainspring("moments", f"{country}.csv", "--share", *SET, *options, "-o", f"{country}.moments")


def test_what_may_leave_is_written_with_its_manifest_beside_it(at: Path) -> None:
    done = shared("norway")
    assert (done.code, done.err) == (0, "")
    assert "norway.moments may leave home; what it holds is told in norway.moments.txt" in done.out
    manifest = load_manifest(at / "norway.moments")
    assert manifest is not None
    assert manifest["content"] == digest(load(at / "norway.moments"))
    assert manifest["content"] in (at / "norway.moments.txt").read_text(encoding="utf-8")
    fitted = mainspring("fit", "leave ~ motivation * empowerment | AGENCY", "norway.moments")
    assert (fitted.code, fitted.err) == (0, "")


@pytest.mark.usefixtures("at")
def test_saved_moments_are_shared_as_the_survey_is() -> None:
    assert mainspring("moments", "norway.csv", SET[2], SET[3], "-o", "full.moments").code == 0
    shared("norway")
    assert mainspring("moments", "full.moments", "--share", *SET, "-o", "again.moments").code == 0
    one, other = load(Path("norway.moments")), load(Path("again.moments"))
    assert one.schema == other.schema
    assert one.paths == other.paths
    assert one.n.tolist() == other.n.tolist()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--share", *SET, "--items-of", "autonomy"), "--items-of keeps the answers to single questions"),
        (("--policy", "open"), "they go with --share"),
    ],
)
@pytest.mark.usefixtures("at")
def test_options_that_do_not_go_together_are_wrong_usage(options: tuple[str, ...], says: str) -> None:
    done = mainspring("moments", "norway.csv", *options, "-o", "x.moments")
    assert done.code == 2
    assert says in " ".join(done.err.split())


def test_what_may_not_leave_is_refused_and_nothing_is_written(at: Path) -> None:
    before = everything_in(at)
    done = mainspring("moments", "norway.csv", "--share", "--variables", "leave,leave_any", "-o", "x.moments")
    assert done.code == 1
    assert "fewer than 10 people, or nobody, are in one of the groups by leave and leave_any" in done.err
    assert everything_in(at) == before


@pytest.mark.usefixtures("at")
def test_what_was_shared_has_no_scores() -> None:
    shared("norway")
    done = mainspring("scores", "norway.moments")
    assert done.code == 1
    assert "these moments hold no counts of answers, which scores are made of" in done.err


@pytest.mark.usefixtures("at")
def test_a_shared_file_and_a_full_one_are_pooled_and_it_is_told_who_is_in_them() -> None:
    shared("norway")
    assert mainspring("moments", "denmark.csv", SET[2], SET[3], "-o", "denmark.moments").code == 0
    done = mainspring("pool", "NO=norway.moments", "DK=denmark.moments", "-o", "both.moments")
    assert (done.code, done.err) == (0, "")
    assert "not in the moments of NO" in done.out
    assert "NO has only people who have all of leave, motivation, empowerment, motivation:empowerment." in done.out
    assert "The waves differ (NO 2018, DK 2019): the pooled moments are called wave 2019." in done.out
    fitted = mainspring("fit", "leave ~ motivation * empowerment", "both.moments", "--cluster", "LEVEL1")
    assert (fitted.code, fitted.err) == (0, "")
    assert "fixed effects of COUNTRY" in fitted.out


@pytest.mark.usefixtures("at")
def test_a_codebook_of_ones_own_is_pooled_and_fitted_by_its_file() -> None:
    shared("norway")
    assert shared("sweden", "--codebook", "own.toml").code == 0
    parts = ["NO=norway.moments", "SE=sweden.moments"]
    refused = mainspring("pool", *parts, "-o", "both.moments")
    assert refused.code == 1
    assert (
        "The codebook that SE was made with, own-pulse, is not here as it was. Name it with --codebook." in refused.err
    )
    done = mainspring("pool", *parts, "--codebook", "own.toml", "-o", "both.moments")
    assert (done.code, done.err) == (0, "")
    fit = ["fit", "leave ~ motivation + empowerment | UNIT", "both.moments", "--codebook"]
    assert mainspring(*fit, "us-fevs-2018").code == 1
    fitted = mainspring(*fit, "own.toml+us-fevs-2018")
    assert (fitted.code, fitted.err) == (0, "")


@pytest.mark.usefixtures("at")
def test_only_what_is_asked_for_is_pooled() -> None:
    for country in ("norway", "denmark"):
        shared(country)
    parts = ["NO=norway.moments", "DK=denmark.moments", "-o", "both.moments", "--variables"]
    assert mainspring("pool", *parts, "leave,motivation").code == 0
    assert load(Path("both.moments")).schema.variables == ("leave", "motivation")
    refused = mainspring("pool", *parts, "leave,pay")
    assert refused.code == 1
    assert "pay cannot be pooled: not in the moments of NO, DK." in refused.err
