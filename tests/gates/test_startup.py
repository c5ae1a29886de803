"""`mainspring --help` starts in under .4 s because nothing slow is imported for it."""

from __future__ import annotations

import subprocess
import sys

SLOW = {
    "altair",
    "duckdb",
    "numba",
    "pandas",
    "polars",
    "pyarrow",
    "pyreadstat",
    "pyspark",
    "scipy",
    "typst",
    "vl_convert",
}


def test_the_help_imports_nothing_slow() -> None:
    program = (
        "import contextlib, io, sys\n"
        "from mainspring.cli import main\n"
        "sys.argv = ['mainspring', '--help']\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main()\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert SLOW & set(done.stdout.split()) == set()
