"""Official files arrive whole or not at all, from a site that breaks off, changes, refuses, or sends something else."""

from __future__ import annotations

import io
import random
import resource
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mainspring.errors import FetchError
from mainspring.responses.fetch import OFFICIAL_FILES, FetchedFile, FetchOptions, fetch

NAME = "2019_opm_fevs_prdf_revised.zip"


def archive(seed: int) -> bytes:
    """A zip archive of about 300 kB that no compression makes smaller."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr(zipfile.ZipInfo("survey.csv"), random.Random(seed).randbytes(300_000))
    return buffer.getvalue()


@dataclass
class Site:
    """What the site answers, and what it was asked."""

    content: bytes = field(default_factory=lambda: archive(1))
    etag: str | None = '"one"'
    modified: str | None = None
    ranges: bool = True
    says_length: bool = True
    status: int = 200
    cuts: list[int] = field(default_factory=list)
    """For each answer in turn, after how many bytes the connection breaks."""
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def fetch(self, folder: Path, **options: object) -> FetchedFile:
        return fetch(2019, folder, FetchOptions(base_url=self.url, timeout=5, **options))  # type: ignore[arg-type]  # as given


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append(dict(self.headers.items()))
        start, size = self.start(), len(self.site.content)
        if self.site.status != 200:
            self.send_error(self.site.status)
        elif self.path != OFFICIAL_FILES[2019]:
            self.send_error(404)
        elif start > 0 and start >= size:
            self.send_error(416)
        else:
            self.send_response(206 if start else 200)
            self.send_headers(start, size)
            self.wfile.write(self.site.content[start:][: self.site.cuts.pop(0) if self.site.cuts else size])

    def start(self) -> int:
        asked, version = self.headers.get("Range"), self.headers.get("If-Range")
        if asked is None or not self.site.ranges or version not in {None, self.site.etag, self.site.modified}:
            return 0
        return int(asked.removeprefix("bytes=").removesuffix("-"))

    def send_headers(self, start: int, size: int) -> None:
        headers = {
            "Content-Range": f"bytes {start}-{size - 1}/{size}" if start else None,
            "Content-Length": str(size - start) if self.site.says_length else None,
            "ETag": self.site.etag,
            "Last-Modified": self.site.modified,
        }
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    handler = type("SiteHandler", (Handler,), {"site": served})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        served.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield served
        server.shutdown()
        thread.join()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# It arrives


def test_the_file_arrives_whole_and_is_recorded(site: Site, tmp_path: Path) -> None:
    found = site.fetch(tmp_path / "new" / "folder")

    assert found.path.read_bytes() == site.content
    assert (found.size, found.sha256, found.first) == (len(site.content), sha256(site.content).hexdigest(), True)
    assert names(found.path.parent) == [NAME, f"{NAME}.sha256"]


def test_other_programs_can_check_the_record(site: Site, tmp_path: Path) -> None:
    site.fetch(tmp_path)
    command = ["sha256sum", "--check", "--strict", f"{NAME}.sha256"]

    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_a_file_that_is_there_is_not_asked_for_again(site: Site, tmp_path: Path) -> None:
    first, second = site.fetch(tmp_path), site.fetch(tmp_path)

    assert len(site.asked) == 1
    assert (second.sha256, second.first) == (first.sha256, False)


def test_a_file_downloaded_by_hand_is_taken_and_recorded(site: Site, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(site.content)

    assert site.fetch(tmp_path).first
    assert site.asked == []


def test_progress_grows_to_the_whole(site: Site, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    site.cuts = [100_000]
    site.fetch(tmp_path, progress=lambda arrived, total: told.append((arrived, total)))

    assert told == sorted(told)
    assert told[-1] == (len(site.content), len(site.content))


def test_a_site_that_does_not_say_the_size_is_believed_if_the_archive_is_whole(site: Site, tmp_path: Path) -> None:
    site.says_length = False

    assert site.fetch(tmp_path).size == len(site.content)


# The connection breaks


@pytest.mark.parametrize(
    ("etag", "modified", "if_range"),
    [
        ('"one"', None, '"one"'),
        (None, "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ('W/"one"', "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ('W/"one"', None, None),
        (None, None, None),
    ],
)
def test_a_broken_connection_is_taken_up_where_it_broke(
    site: Site, tmp_path: Path, etag: str | None, modified: str | None, if_range: str | None
) -> None:
    site.etag, site.modified, site.cuts = etag, modified, [100_000]
    found = site.fetch(tmp_path)

    assert found.path.read_bytes() == site.content
    assert [(asked.get("Range"), asked.get("If-Range")) for asked in site.asked] == [
        (None, None),
        ("bytes=100000-", if_range),
    ]


def test_a_site_that_knows_no_parts_sends_it_all_again(site: Site, tmp_path: Path) -> None:
    site.ranges, site.cuts = False, [100_000]

    assert site.fetch(tmp_path).path.read_bytes() == site.content


def test_a_connection_that_keeps_breaking_is_told_and_the_next_command_goes_on(site: Site, tmp_path: Path) -> None:
    site.cuts = [100_000, 50_000]
    with pytest.raises(FetchError, match=rf"Only 150000 of {len(site.content)} bytes.*broke 2 times.*run the same"):
        site.fetch(tmp_path, attempts=2)
    assert names(tmp_path) == [f"{NAME}.part", f"{NAME}.part.version"]

    assert site.fetch(tmp_path).path.read_bytes() == site.content
    assert site.asked[-1]["Range"] == "bytes=150000-"
    assert names(tmp_path) == [NAME, f"{NAME}.sha256"]


def test_a_file_that_changed_meanwhile_comes_from_its_beginning(site: Site, tmp_path: Path) -> None:
    site.cuts = [100_000]
    with pytest.raises(FetchError):
        site.fetch(tmp_path, attempts=1)
    site.content, site.etag = archive(2), '"two"'

    assert site.fetch(tmp_path).path.read_bytes() == archive(2)


def test_two_versions_glued_together_are_noticed(site: Site, tmp_path: Path) -> None:
    site.cuts, site.etag = [100_000], None
    with pytest.raises(FetchError):
        site.fetch(tmp_path, attempts=1)
    site.content = archive(2)

    with pytest.raises(FetchError, match="not a whole zip archive"):
        site.fetch(tmp_path)
    assert site.fetch(tmp_path).path.read_bytes() == archive(2)


def test_a_part_longer_than_the_file_is_thrown_away(site: Site, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(bytes(400_000))

    assert site.fetch(tmp_path).path.read_bytes() == site.content


# It is not what it should be


def test_a_web_page_is_not_taken_for_the_file(site: Site, tmp_path: Path) -> None:
    site.content = b"\n<!DOCTYPE html><html><title>Are you human?</title></html>"

    with pytest.raises(FetchError, match=r"web page.*Download the file in a browser"):
        site.fetch(tmp_path)
    assert names(tmp_path) == []


@pytest.mark.parametrize("damage", ["empty", "middle", "end"])
def test_a_damaged_archive_is_refused(site: Site, tmp_path: Path, damage: str) -> None:
    whole = archive(1)
    site.content = {"empty": b"", "middle": whole[:1000] + b"!!!!" + whole[1004:], "end": whole[:-100]}[damage]

    with pytest.raises(FetchError, match="not a whole zip archive"):
        site.fetch(tmp_path)
    assert names(tmp_path) == []


def test_a_file_unlike_its_record_is_told_and_not_kept(site: Site, tmp_path: Path) -> None:
    first = site.fetch(tmp_path)
    first.path.unlink()
    site.content = archive(2)

    with pytest.raises(FetchError, match=rf"had {first.sha256} when it was first fetched"):
        site.fetch(tmp_path)
    assert names(tmp_path) == [f"{NAME}.sha256"]


def test_a_file_changed_on_this_machine_is_told_and_left_alone(site: Site, tmp_path: Path) -> None:
    found = site.fetch(tmp_path)
    found.path.write_bytes(archive(2))

    with pytest.raises(FetchError, match="when it was first fetched"):
        site.fetch(tmp_path)
    assert found.path.read_bytes() == archive(2)


def test_a_record_without_a_hash_is_told(site: Site, tmp_path: Path) -> None:
    site.fetch(tmp_path)
    (tmp_path / f"{NAME}.sha256").write_text("nothing\n")

    with pytest.raises(FetchError, match="no SHA-256"):
        site.fetch(tmp_path)


# It cannot be had, or stored


@pytest.mark.parametrize(
    ("status", "message"),
    [(404, "404 Not Found.*moved"), (403, "403 Forbidden.*browser"), (503, "503 Service Unavailable.*later")],
)
def test_a_refusal_is_told_with_what_would_work(site: Site, tmp_path: Path, status: int, message: str) -> None:
    site.status = status

    with pytest.raises(FetchError, match=message):
        site.fetch(tmp_path)


def test_no_network_is_told(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"could not be reached.*Check the connection"):
        fetch(2019, tmp_path, FetchOptions(base_url="http://127.0.0.1:9"))


def test_a_full_disk_is_told_and_the_part_kept(site: Site, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, before[1]))
    try:
        with pytest.raises(FetchError, match=r"could not be stored.*Free space"):
            site.fetch(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert site.fetch(tmp_path).path.read_bytes() == site.content


def test_a_folder_that_cannot_be_one_is_told(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(FetchError, match="could not be stored"):
        site.fetch(tmp_path / "file")
    with pytest.raises(FetchError, match="could not be stored"):
        site.fetch(tmp_path / "file" / "folder")


def test_only_years_with_an_address_can_be_fetched(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"of 2018\. Official files are known for 2019, 2020, 2021, 2022, 2023"):
        fetch(2018, tmp_path)


@pytest.mark.parametrize("url", ["file:///etc", "www.opm.gov", "ftp://www.opm.gov", ""])
def test_only_web_sites_are_asked(url: str) -> None:
    with pytest.raises(FetchError, match="not the address of a web site"):
        FetchOptions(base_url=url)


@pytest.mark.parametrize(("attempts", "timeout"), [(0, 1.0), (1, 0.0)])
def test_options_that_fetch_nothing_are_refused(attempts: int, timeout: float) -> None:
    with pytest.raises(FetchError, match="fetch nothing"):
        FetchOptions(attempts=attempts, timeout=timeout)
