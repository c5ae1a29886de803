"""Official survey files, fetched from their publisher whole and kept untouched.

The publisher gives no hashes to compare with. So the first fetch of a file shows and records its size and SHA-256, and any
later one must agree with the record.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final, cast
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from mainspring.errors import FetchError, Problem
from mainspring.responses.options import Progress

OFFICIAL_FILES: Final[Mapping[int, str]] = {
    2019: "/media/rzmnrl5r/2019_opm_fevs_prdf_revised.zip",
    2020: "/media/pttd23k5/2020_opm_fevs_prdf_revised.zip",
    2021: "/media/os4dqz0g/2021_opm_fevs_prdf_revised.zip",
    2022: "/media/wiohpimz/2022_opm_fevs_prdf_revised.zip",
    2023: "/media/knpbcml4/2023_opm_fevs_prdf_revised.zip",
}
"""Public release data files of the US Federal Employee Viewpoint Survey by year: paths on the publisher's site."""

CHUNK: Final = 1 << 16
CONTENT_RANGE: Final = re.compile(r"bytes (?P<start>\d+)-\d+/(?P<total>\d+)")
RECORD: Final = re.compile(r"(?P<sha256>[0-9a-f]{64}) [ *](?P<name>[^\n]+)", re.MULTILINE)
AGAIN: Final = "What has arrived is kept: run the same command again to go on from there."


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How to fetch.

    `base_url` is the publisher's site; `attempts` how often to go on after the connection broke; `timeout` how long to wait for
    an answer, in seconds; `progress` is told the bytes that have arrived and the total, None where the site does not say.
    """

    base_url: str = "https://www.opm.gov"
    attempts: int = 3
    timeout: float = 30.0
    progress: Progress | None = None

    def __post_init__(self) -> None:
        """Check every option."""
        if urlsplit(self.base_url).scheme not in {"http", "https"} or not urlsplit(self.base_url).netloc:
            remedy = "Give one like https://www.opm.gov."
            raise FetchError(Problem(f"{self.base_url!r} is not the address of a web site.", remedy=remedy))
        if self.attempts < 1 or self.timeout <= 0:
            what = f"{self.attempts} attempts of {self.timeout} seconds fetch nothing."
            raise FetchError(Problem(what, remedy="Use at least one attempt, and more than no time."))


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """An official file on this machine: where, its size in bytes, its SHA-256, and whether that was recorded only now."""

    path: Path
    size: int
    sha256: str
    first: bool


def fetch(year: int, folder: Path, options: FetchOptions | None = None) -> FetchedFile:
    """Fetch the official survey file of a year into `folder`, going on where an earlier fetch broke off.

    A file that is there already is not fetched again, only compared with its record. The record, NAME.sha256 beside the file,
    is one that `sha256sum --check` reads.

    Raises FetchError if there is no such file or it cannot be reached, arrives cut or as something else, does not agree with
    the record, or cannot be stored.
    """
    options = options or FetchOptions()
    if year not in OFFICIAL_FILES:
        remedy = f"Official files are known for {', '.join(map(str, OFFICIAL_FILES))}."
        raise FetchError(Problem(f"There is no address for the official file of {year}.", remedy=remedy))
    path = folder / Path(OFFICIAL_FILES[year]).name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            return _keep(path, path)
        part = path.with_name(f"{path.name}.part")
        _Download(options.base_url.rstrip("/") + OFFICIAL_FILES[year], part, options).run()
        return _keep(part, path)
    except OSError as error:
        what = f"The file could not be stored: {error.strerror or error}."
        raise FetchError(Problem(what, str(path), remedy=f"Free space, or choose another folder. {AGAIN}")) from error


def _keep(arrived: Path, path: Path) -> FetchedFile:
    """Check what has arrived, record it or compare it with the record, and give it its name."""
    record = path.with_name(f"{path.name}.sha256")
    try:
        _check_archive(arrived, path)
        with arrived.open("rb") as stream:
            sha256 = file_digest(stream, "sha256").hexdigest()
        first = not record.exists()
        if not first:
            _compare(record, sha256)
    except FetchError:
        if arrived != path:
            _forget(arrived)
        raise
    size = arrived.stat().st_size
    if first:
        record.write_text(f"# {size} bytes\n{sha256}  {path.name}\n", encoding="utf-8")
    arrived.replace(path)
    _validator(arrived).unlink(missing_ok=True)
    return FetchedFile(path, size, sha256, first)


def _check_archive(arrived: Path, path: Path) -> None:
    """Refuse anything that is not a whole zip archive, such as the page of a site that wants to see a browser."""
    if zipfile.is_zipfile(arrived) and _is_sound(arrived):
        return
    with arrived.open("rb") as stream:
        start = stream.read(512).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html")):
        what = "The site answered with a web page, not with a zip archive."
        remedy = "Download the file in a browser into this folder, under this name, and run the same command again."
    else:
        what = "This is not a whole zip archive."
        remedy = (
            "Remove it if it is still there, and fetch again; if that does not help, the publisher's file is damaged."
        )
    raise FetchError(Problem(what, str(path), remedy=remedy))


def _is_sound(archive: Path) -> bool:
    """Whether every file in the archive has the checksum that the archive says."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return opened.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        # What a damaged archive raises depends on which of its bytes are hurt.
        return False


def _compare(record: Path, sha256: str) -> None:
    recorded = RECORD.search(record.read_text(encoding="utf-8", errors="replace"))
    if recorded is None:
        what, remedy = "This record has no SHA-256.", "Remove it to have one made of the file as it is now."
    elif recorded["sha256"] != sha256:
        what = f"The file has SHA-256 {sha256}, but had {recorded['sha256']} when it was first fetched."
        remedy = "If the publisher has issued a new one, remove this record and the old file, then fetch again."
    else:
        return
    raise FetchError(Problem(what, str(record), remedy=remedy))


def _validator(part: Path) -> Path:
    """Where it is noted which version of the official file a part belongs to."""
    return part.with_name(f"{part.name}.version")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _validator(part).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Download:
    """One file on its way from `url` to `part`."""

    url: str
    part: Path
    options: FetchOptions

    def run(self) -> None:
        """Ask for the file, and for the rest of it as often as the connection breaks."""
        arrived, total = 0, None
        for _ in range(self.options.attempts):
            with self._ask() as response:
                total = self._store(response)
            arrived = self.part.stat().st_size
            if total is None or arrived == total:
                return
        what = f"Only {arrived} of {total} bytes arrived: the connection broke {self.options.attempts} times."
        raise FetchError(Problem(what, self.url, remedy=AGAIN))

    def _ask(self) -> HTTPResponse:
        """Ask for what is still missing; a file that has changed since, or cannot be had in parts, comes from its beginning."""
        have = self.part.stat().st_size if self.part.exists() else 0
        # A compressed answer would be another file than the one that is recorded.
        headers = {"User-Agent": "mainspring", "Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
            if _validator(self.part).exists():
                headers["If-Range"] = _validator(self.part).read_text(encoding="latin-1")
        try:
            return cast(HTTPResponse, urlopen(Request(self.url, headers=headers), timeout=self.options.timeout))
        except HTTPError as error:
            error.close()
            if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and have:
                _forget(self.part)
                return self._ask()
            raise self._refused(error) from error
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            remedy = f"Check the connection to the network. {AGAIN}"
            raise FetchError(Problem(f"The site could not be reached: {reason}.", self.url, remedy=remedy)) from error

    def _refused(self, error: HTTPError) -> FetchError:
        remedy = "Try again later."
        if error.code == HTTPStatus.NOT_FOUND:
            remedy = "The publisher may have moved it: download it in a browser into the folder, under the same name."
        elif error.code in {HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED}:
            remedy = "The site may want to see a browser: download it in one into the folder, under the same name."
        return FetchError(Problem(f"The site answered {error.code} {error.reason}.", self.url, remedy=remedy))

    def _store(self, response: HTTPResponse) -> int | None:
        """Add an answer to the part; the size of the whole file, None where the site does not say."""
        start, total = self._extent(response)
        with self.part.open("ab") as file:
            file.truncate(start)
            if start == 0:
                self._note_version(response)
            for chunk in _chunks(response):
                file.write(chunk)
                start += len(chunk)
                if self.options.progress is not None:
                    self.options.progress(start, total)
        return total

    def _extent(self, response: HTTPResponse) -> tuple[int, int | None]:
        """Where in the file an answer starts, and the size of the whole file."""
        partial = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if response.status == HTTPStatus.PARTIAL_CONTENT and partial:
            return int(partial["start"]), int(partial["total"])
        length = response.headers.get("Content-Length", "")
        return 0, int(length) if length.isdecimal() else None

    def _note_version(self, response: HTTPResponse) -> None:
        """Keep what tells this version of the file from another: only a strong ETag or a date may be asked for again."""
        etag = response.headers.get("ETag", "W/")
        version = response.headers.get("Last-Modified") if etag.startswith("W/") else etag
        _validator(self.part).unlink(missing_ok=True)
        if version:
            _validator(self.part).write_text(version, encoding="latin-1")


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    """What an answer holds, up to where the connection breaks: how much is missing is seen from its size."""
    while True:
        try:
            chunk = response.read(CHUNK)
        except (OSError, HTTPException):
            return
        if not chunk:
            return
        yield chunk
