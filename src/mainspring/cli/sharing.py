"""Files of moments that may leave home, and what is to be said when countries pool theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from mainspring.cli.output import whole
from mainspring.cli.releasing import Leaving, recorded
from mainspring.disclosure import Policy, share
from mainspring.disclosure.ledger import Release, shared_facts
from mainspring.disclosure.ledger.shared import KIND
from mainspring.instrument import Instrument
from mainspring.moments import Moments, MomentsOptions, in_common, load_manifest, made_alike, reduced, save


def write_shared(
    moments: Moments, instrument: Instrument, options: MomentsOptions, policy: Policy, leaving: Leaving
) -> str:
    """Write what may leave of the declared variables, and its manifest in plain language beside it; say what was done.

    Moments that were saved may have more variables: these stay at home. Raises MomentsError if nothing may leave, LedgerError if it
    may not leave beside what did.
    """
    declared = reduced(moments, (*(options.variables or ()), *options.products))
    found = share(declared, instrument, policy)
    out = leaving.out
    beside = out.with_name(f"{out.name}.txt")
    release = Release(KIND, out.name, found.moments.schema.by, policy.name, shared_facts(found.moments, policy.minimum))
    with recorded(release, leaving) as part, whole(beside) as text:
        save(found.moments, part, asdict(found.manifest))
        text.write_text(found.manifest.text(), encoding="utf-8")
    return f"{out} may leave home; what it holds is told in {beside}\n{found.manifest.summary()}"


def told_of_pooling(
    files: Mapping[str, Path],
    parts: Mapping[str, Moments],
    instruments: Sequence[Instrument],
    variables: Sequence[str] | None,
) -> Iterator[str]:
    """What somebody who pools these moments, by country, must know: what is left out and why, and who is in them."""
    if variables is None and made_alike(parts):
        return
    common = in_common(parts, instruments, variables)
    reasons: dict[str, list[str]] = {}
    for id, reason in common.left_out.items():
        reasons.setdefault(reason, []).append(id)
    yield from (f"Left out: {', '.join(ids)} ({reason})." for reason, ids in reasons.items())
    yield f"Pooled: {', '.join(common.variables)}; without counts of answers, so that models can be had of it, and no scores."
    for label, path in files.items():
        if manifest := load_manifest(path):
            yield f"{label} has only people who have all of {', '.join(manifest['variables'])}."
    waves = {label: part.schema.wave for label, part in parts.items()}
    if len(set(waves.values())) > 1:
        told = ", ".join(f"{label} {wave}" for label, wave in waves.items())
        yield f"The waves differ ({told}): the pooled moments are called wave {max(waves.values())}."
    weighted = {one.fingerprint for one in instruments if one.weight_columns}
    plain = [label for label, part in parts.items() if part.schema.fingerprint not in weighted]
    if 0 < len(plain) < len(parts):
        yield f"The survey of {' and '.join(plain)} has no weights: each of its people counts as one."
