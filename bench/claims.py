"""Claim: after the pass, the book's claims over five countries take seconds, and no model takes longer for more people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import MAINSPRING, Run, Size, Table, asked, in_turns, middle, publish, python, run, simulate, verdict
from bench.models.mainspring_claims import KINDS
from bench.peers import LAYOUT

ROWS = 4_000_000
COUNTRIES = ("DK", "FI", "IS", "NO", "SE")
UNITS = "20,2400"
SHARES = (1, 4, 16)
SECONDS = 5.0
MORE = 2.0
"""How much longer a model may take for sixteen times the people: they show more of the patterns that answers can be missing in."""

NAMES = {
    "fixed": "fixed effects of 12,000 units",
    "slope": "a slope that varies by 12,000 units",
    "claims": "all claims, each country alone and all without it",
}


def pooled(rows: int, folder: Path, units: str = UNITS) -> Path:
    """The pooled moments of five countries of so many people together."""
    parts = []
    for seed, country in enumerate(COUNTRIES):
        survey = folder / f"{country}.parquet"
        simulate(LAYOUT, rows // len(COUNTRIES), survey, units, seed)
        made = folder / f"{country}.moments"
        run([MAINSPRING, "moments", str(survey), "--codebook", LAYOUT, "-o", str(made)])
        survey.unlink()
        parts.append(f"{country}={made}")
    target = folder / f"{rows}.moments"
    run([MAINSPRING, "pool", *parts, "-o", str(target)])
    return target


def measured(size: Size) -> dict[str, list[Run]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        small = pooled(2_500, folder, "2,6")
        files = {rows: pooled(rows, folder) for rows in (size.rows // share for share in SHARES)}
        commands = {
            f"{kind}: {rows}": python("bench.models.mainspring_claims", file, kind, "--first", small)
            for rows, file in files.items()
            for kind in KINDS
        }
        return in_turns(commands, size.times)


def table(runs: Mapping[str, Sequence[Run]], size: Size) -> Table:
    found = {name: middle(of) for name, of in runs.items()}
    sizes = [size.rows // share for share in SHARES]
    lines = [(NAMES[kind], *(f"{found[f'{kind}: {rows}'].seconds:.3f}" for rows in sizes)) for kind in KINDS]
    growth = {kind: found[f"{kind}: {sizes[0]}"].seconds / found[f"{kind}: {sizes[-1]}"].seconds for kind in KINDS}
    notes = [
        f"- the claims over five countries {verdict(found[f'claims: {sizes[0]}'].seconds, SECONDS, ' s')}",
        *(
            f"- {NAMES[kind]}: for {SHARES[-1]} times the people, of the time {verdict(value, MORE)}"
            for kind, value in growth.items()
        ),
        "",
        "From moments in memory, after the same was done with a small file.",
    ]
    header = ("seconds, for so many people of five countries", *(f"{rows:,}" for rows in sizes))
    return Table("Models and claims after the pass, 12,000 units.", header, lines, notes)


if __name__ == "__main__":
    size = asked(__doc__, ROWS)
    runs = measured(size)
    publish("claims", size, table(runs, size), runs, ("numba", "scipy"))
