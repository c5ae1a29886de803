"""Put the benchmarks' figures into the README: each marked block holds the table of that name in bench/results/."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).parents[1]
README = PROJECT / "README.md"
RESULTS = PROJECT / "bench" / "results"

BLOCK = re.compile(r"(<!-- bench:(?P<name>[\w-]+) -->\n).*?(<!-- /bench -->)", re.DOTALL)


def filled(text: str, results: Path = RESULTS) -> str:
    """Return `text` with every block `<!-- bench:NAME --> ... <!-- /bench -->` holding `results`/NAME.md.

    Raises
    ------
    FileNotFoundError
        If a block names a result that no benchmark has written.
    """

    def table(block: re.Match[str]) -> str:
        result = (results / f"{block['name']}.md").read_text(encoding="utf-8")
        return f"{block[1]}{result.strip()}\n{block[3]}"

    return BLOCK.sub(table, text)


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
