"""An agency's own catalogue: beside the handbook, or in its place, and every problem said at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mainspring.errors import CatalogueError
from mainspring.practices import copy_practice, load_catalogue
from mainspring.practices.catalogue import HANDBOOK

ONE = "delegation-note"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A catalogue with one practice, called our-note."""
    folder = tmp_path / "own" / "practices"
    folder.mkdir(parents=True)
    for ending in ("toml", "md"):
        shutil.copy(HANDBOOK / "practices" / f"{ONE}.{ending}", folder / f"our-note.{ending}")
    return folder.parent


def change(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / "practices" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder: Path) -> str:
    with pytest.raises(CatalogueError) as error:
        load_catalogue(folder)
    return str(error.value)


def test_own_practices_stand_beside_the_handbook_s(own: Path) -> None:
    found = load_catalogue(own)
    assert found.entries["our-note"].own
    assert not found.entries[ONE].own
    assert found.overrides == ()


def test_one_of_the_same_id_takes_the_handbook_s_place_and_that_is_recorded(own: Path) -> None:
    for ending in ("toml", "md"):
        (own / "practices" / f"our-note.{ending}").rename(own / "practices" / f"{ONE}.{ending}")
    change(own, f"{ONE}.toml", 'title = "', 'title = "Ours: ')
    found = load_catalogue(own)
    assert found.overrides == (ONE,)
    assert found.entries[ONE].practice.title.startswith("Ours: ")
    assert len(found.entries) == len(load_catalogue().entries)


def test_a_practice_is_copied_once_and_never_over_one_that_is_there(tmp_path: Path) -> None:
    files = copy_practice(ONE, tmp_path / "new")
    assert [file.name for file in files] == [f"{ONE}.toml", f"{ONE}.md"]
    assert load_catalogue(tmp_path / "new").overrides == (ONE,)
    with pytest.raises(CatalogueError, match="is there already"):
        copy_practice(ONE, tmp_path / "new")
    with pytest.raises(
        CatalogueError, match=r"there is no practice delegation-not in the handbook. Did you mean delegation-note"
    ):
        copy_practice("delegation-not", tmp_path / "new")


def test_own_studies_may_be_cited(own: Path) -> None:
    (own / "evidence.toml").write_text(
        '[[study]]\nid = "ours-2026"\nshort = "Our trial"\ncite = "Our trial."\nsetting = "40 teams"\ndesign = "randomised"\n'
        'levers = ["autonomy"]\nfinding = "It went 12 % faster."\ndirection = "for"\n',
        encoding="utf-8",
    )
    change(own, "our-note.md", "## How a good", "It went 12 % faster here [ours-2026].\n\n## How a good")
    change(own, "our-note.toml", 'study = "slemp-2018"', 'study = "ours-2026"')
    assert "ours-2026" in load_catalogue(own).register.by_id
    change(own, "../evidence.toml", "ours-2026", "slemp-2018")
    assert "the study slemp-2018 is in the register already" in problems(own)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("our-note.toml", 'study = "bandiera-2021"', 'study = "bandiera-2012"', "is not in the evidence register. Did you mean bandiera-2021?"),
        ("our-note.toml", 'who = "team"', 'who = "boss"', "who must be one of"),
        ("our-note.toml", "weeks_to_effect = 6", "weeks_to_effect = 0", "must be a number of weeks from 1 to 260"),
        ("our-note.toml", "cost = ", "costs = ", "unknown key \"costs\". Did you mean cost or steps?"),
        ("our-note.toml", 'unknown = "', 'unknown = "Studies show it. ', "speaks of findings and cites none"),
        ("our-note.toml", 'obstacles = ["rules"', 'obstacles = ["ruled"', "must be one of"),
        ("our-note.md", "9 %", "19 %", "says 19, which is not what the register says of bandiera-2021"),
        ("our-note.md", "[bandiera-2021]", "[alan-2023]", "cites alan-2023, which the practice's evidence does not name"),
        ("our-note.md", "## Template", "See [this](delegation-not).\n\n## Template", "there is no practice delegation-not to link to. Did you mean delegation-note?"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(name: str, old: str, new: str, says: str, own: Path) -> None:
    change(own, name, old, new)
    assert says in problems(own)


def test_everything_that_is_wrong_is_said_at_once_with_file_and_line(own: Path) -> None:
    change(own, "our-note.toml", 'who = "team"', 'who = "boss"')
    change(own, "our-note.toml", 'effort = "small"', 'effort = "tiny"')
    change(own, "our-note.md", "9 %", "19 %")
    (own / "practices" / "lonely.toml").write_text("title = 3\n", encoding="utf-8")
    said = problems(own)
    assert f"{own / 'practices' / 'our-note.toml'}, line 4: who must be" in said
    assert "effort must be" in said
    assert "says 19" in said
    assert "The page of lonely cannot be read" in said
    assert "title must be text in quotes, not the number 3" in said


def test_a_folder_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    assert "This is no catalogue of practices" in problems(tmp_path)
    (tmp_path / "practices").mkdir()
    assert "There is no practice in this catalogue" in problems(tmp_path)


def profile(own: Path, text: str) -> None:
    (own / "profiles.toml").write_text(text, encoding="utf-8")


PERSON = (
    '[[profile]]\nname = "A. B."\nrole = "Nurse"\nplace = "Here"\nmission = "Nobody waits alone."\nlevers = ["peers"]\n'
)
CONSENT = '[profile.consent]\nby = "A. B."\non = 2026-05-01\nshows = ["role", "mission"]\n'


def test_a_profile_is_shown_only_as_far_as_the_person_agreed(own: Path) -> None:
    profile(own, PERSON + CONSENT)
    first = load_catalogue(own).profiles[0]
    assert first.shown() == {"role": "Nurse", "mission": "Nobody waits alone."}


def test_without_consent_a_catalogue_is_refused_and_with_a_withdrawn_one_the_profile_is_not_there(own: Path) -> None:
    profile(own, PERSON)
    assert "There is no consent of A. B. on record" in problems(own)
    profile(own, PERSON + CONSENT + "withdrawn = 2026-06-01\n")
    assert all(one.name != "A. B." for one in load_catalogue(own).profiles)


def test_the_ten_that_are_published_are_there_with_their_address_and_no_text() -> None:
    found = load_catalogue().profiles
    assert len(found) == 10
    assert all(one.published.startswith("https://") and not one.story for one in found)
