"""The book's claims on one survey: every part is tested, all are judged together, and each claim gets its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from mainspring.errors import ModelError, Problem
from mainspring.evidence.book_claims.dials import PEOPLE, dials
from mainspring.evidence.book_claims.effects import ASKED, effects
from mainspring.evidence.book_claims.model import STATEMENTS, Claim, Claims, ClaimsOptions, Part, untested
from mainspring.evidence.book_claims.motivation import MOTIVATED, SLOPES, majorities, slopes
from mainspring.evidence.book_claims.panel import (
    changes,
    dials_over_time,
    no_changes,
    panel_of_moments,
    panel_of_published,
)
from mainspring.evidence.book_claims.sample import NOUNS, Sample, sample
from mainspring.evidence.book_claims.verdicts import judged, together
from mainspring.evidence.book_claims.words import among_countries, how_judged, plural, sentence
from mainspring.evidence.countries import compared
from mainspring.instrument import Instrument
from mainspring.moments import (
    COUNTRY,
    Moments,
    PublishedBenchmark,
    PublishedScores,
    countries_of,
    not_made_with,
    of_countries,
)

ASSOCIATION: Final = (
    "All of this is what goes together. What a change of management would do, no survey can say: that takes a pilot."
)
SAME_PEOPLE: Final = (
    "The same people said, at the same time, how they are managed and how they feel: a good day, or a habit of agreeing, "
    "colours both, and makes what goes together look closer than it is."
)
INTENT: Final = "Intent to leave is not leaving."
UNWEIGHTED: Final = (
    "Every organisation counts the same, whatever its size: the files do not say how many people answered."
)
NO_RESPONDENTS: Final = "This takes the answers of people, and the files have results of organisations only."

ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "C1": ("motivation",),
    "C2": ("empowerment", "satisfaction", "performance"),
    "C3": ("compliance", "motivation", "satisfaction"),
    "C4": ("compliance", "motivation", "performance"),
    "C5": ("motivation", "empowerment", "leave"),
    "C6": ("empowerment", "compliance"),
    "C7": ("empowerment", "motivation", "satisfaction", "performance", "leave"),
    "C8": ("empowerment", "observability", "performance"),
}
"""The constructs that each claim is about, which are more than what its models hold equal."""

ALIKE: Final = 0.7
"""The correlation between people above which two scores may be two names of one thing."""


@dataclass(frozen=True, slots=True)
class About:
    """Whom the claims are about: the codebook of the last wave, all waves, who in words, what a unit is called; and what always holds."""

    instrument: Instrument
    waves: tuple[int, ...]
    who: str
    level: str
    options: ClaimsOptions
    standing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tested:
    """What was tested and is not judged yet: each part on its own, and the last wave's people, whom the most are about."""

    parts: tuple[Part, ...]
    about: About
    last: Sample


def claims(
    moments: Moments | Sequence[Moments],
    instrument: Instrument | Sequence[Instrument],
    options: ClaimsOptions | None = None,
) -> Claims:
    """Test the book's claims on moments.

    Parameters
    ----------
    moments : of one wave, of several waves of one survey, or of countries that were pooled. What people say is tested in the last
        wave; changes over all of them.
    instrument : the instrument of each, in the same order.

    Raises
    ------
    ModelError : if moments were made with another instrument, or two are of one wave.
    """
    return concluded(with_countries(examined(moments, instrument, options)))


def examined(
    moments: Moments | Sequence[Moments],
    instrument: Instrument | Sequence[Instrument],
    options: ClaimsOptions | None = None,
) -> Tested:
    """Test every part; `concluded` judges them. Takes and raises what `claims` does."""
    parts = [moments] if isinstance(moments, Moments) else list(moments)
    instruments = [instrument] if isinstance(instrument, Instrument) else list(instrument)
    pairs = sorted(zip(parts, instruments, strict=True), key=lambda pair: pair[0].schema.wave)
    _check(pairs)
    how = options or ClaimsOptions()
    samples = [sample(part, own, how) for part, own in pairs]
    last = samples[-1]
    over_time = changes(panel_of_moments(samples)) if len(samples) > 1 else no_changes()
    waves = tuple(part.schema.wave for part, _ in pairs)
    about = About(last.instrument, waves, _who(last), last.level, how, (INTENT,))
    return Tested((*_of_people(last), *over_time), about, last)


def claims_published(
    files: Sequence[PublishedScores | PublishedBenchmark], options: ClaimsOptions | None = None
) -> Claims:
    """Test what can be tested on published scores of organisations: whether the dials are two, and what changes together.

    Raises ModelError if no file has organisations.
    """
    waves = sorted((one for one in files if isinstance(one, PublishedScores)), key=lambda one: one.wave)
    if not waves:
        raise ModelError(
            Problem("These files hold benchmarks only.", remedy="Give files with scores of organisations.")
        )
    how = options or ClaimsOptions()
    panel = panel_of_published(waves, how)
    asked = [(one.claim, one.id, one.label) for one in ASKED if one.claim != "C6"]
    people = [untested(*test, NO_RESPONDENTS) for test in (MOTIVATED, *asked, SLOPES)]
    found = [*people, *dials_over_time(panel), *changes(panel)]
    who = f"{len(set(panel.unit)):,} organisations in {len(waves)} waves"
    years = tuple(one.wave for one in waves)
    about = About(waves[-1].instrument, years, who, panel.level, how, (UNWEIGHTED, INTENT))
    return _claims(found, about)


def _of_people(last: Sample) -> Iterator[Part]:
    yield majorities(last)
    yield from effects(last)
    yield slopes(last)
    yield from dials(last)


def concluded(found: Tested) -> Claims:
    """Judge all parts together, and give each claim its verdict."""
    return _claims(found.parts, found.about)


def _claims(found: Iterable[Part], about: About) -> Claims:
    parts = [replace(part, sentence=sentence(part, about.level)) for part in judged(found)]
    cautions = _Cautions(about.instrument)
    made = []
    for id, statement in STATEMENTS.items():
        own = tuple(part for part in parts if part.claim == id)
        made.append(Claim(id, statement, together(own), own, tuple(_sentences(own)), tuple(cautions.of(id, own))))
    return Claims(
        title=about.instrument.title,
        source=about.instrument.source,
        waves=about.waves,
        who=about.who,
        unit=about.level,
        claims=tuple(made),
        warnings=(ASSOCIATION, SAME_PEOPLE, *_alike(parts), *about.standing),
        method=tuple(how_judged(about.options, sum(part.p_value == part.p_value for part in parts))),
        options=about.options,
        countries=next((part.countries.countries for part in parts if part.countries), ()),
    )


class _Cautions:
    """What the codebook says of measures in doubt: in full where a claim first rests on one, and where to look after that."""

    def __init__(self, instrument: Instrument) -> None:
        self._doubted = {
            one.id: f"About {NOUNS.get(one.id, one.id)}: {one.warning}" for one in instrument.constructs if one.warning
        }
        self._told: dict[str, str] = {}

    def of(self, claim: str, parts: Sequence[Part]) -> Iterator[str]:
        """The cautions of one claim; none if nothing of it was tested."""
        if all(part.reason for part in parts):
            return
        for id in ABOUT[claim]:
            if id in self._told:
                yield f"What is said about {NOUNS[id]} under {self._told[id]} holds here, too."
            elif id in self._doubted:
                self._told[id] = claim
                yield self._doubted[id]


def _sentences(parts: Sequence[Part]) -> Iterator[str]:
    """What was found; where nothing was, the reason once."""
    tested = [part for part in parts if part.verdict != "not tested"]
    if len({part.verdict for part in tested}) > 1:
        yield "The parts of this claim say different things."
    yield from (part.sentence for part in tested)
    reasons: dict[str, list[str]] = {}
    for part in parts:
        if part.reason:
            reasons.setdefault(part.reason, []).append(part.label)
    for reason, labels in reasons.items():
        yield f"Not tested: {reason}" if not tested else f"Not tested ({'; '.join(labels)}): {reason}"


def _alike(parts: Sequence[Part]) -> list[str]:
    """That the two dials may be one thing here, if people's answers to both go together so closely."""
    people = next((part for part in parts if (part.claim, part.id) == PEOPLE[:2]), None)
    if people is None or not abs(people.estimate) >= ALIKE:
        return []
    return [
        f"People’s answers on the two dials correlate {people.estimate:.2f}. With empowerment held equal, little of compliance is "
        "left, and that may be the wording of its questions: what is said of compliance says as much of them."
    ]


def with_countries(found: Tested) -> Tested:
    """The parts with what each country has on its own, and all the others without it; as they are where nothing is pooled."""
    last = found.last
    if COUNTRY not in last.moments.schema.by:
        return found
    names = countries_of(last.moments)
    alone = {name: _estimates(last, [name]) for name in names}
    others = {name: _estimates(last, [one for one in names if one != name]) for name in names}
    missing = (np.nan, np.nan)
    done = []
    for part in found.parts:
        own = np.array([alone[name].get((part.claim, part.id), missing) for name in names]).T
        without = np.array([others[name].get((part.claim, part.id), missing)[0] for name in names])
        if part.verdict == "not tested" or part.claim == "C7":
            done.append(part)
            continue
        over = compared(part.label, names, (own[0], own[1]), without)
        done.append(replace(part, countries=over, notes=(*part.notes, *among_countries(part, over))))
    return replace(found, parts=tuple(done))


def _estimates(last: Sample, names: Sequence[str]) -> Mapping[tuple[str, str], tuple[float, float]]:
    """Each part's estimate and error in some of the countries."""
    some = replace(last, moments=of_countries(last.moments, names), thorough=False)
    return {(part.claim, part.id): (part.estimate, part.std_error) for part in _of_people(some)}


def _who(last: Sample) -> str:
    people = int(last.moments.n.sum())
    units = (
        len({path[: last.moments.schema.by.index(last.unit) + 1] for path in last.moments.paths}) if last.unit else 1
    )
    countries = f" of {len(countries_of(last.moments))} countries" if COUNTRY in last.moments.schema.by else ""
    return f"{people:,} people in {units:,} {plural(last.level)}{countries}"


def _check(pairs: Sequence[tuple[Moments, Instrument]]) -> None:
    wrong = [problem for part, own in pairs if (problem := not_made_with(part, own))]
    waves = [part.schema.wave for part, _ in pairs]
    for wave in sorted({wave for wave in waves if waves.count(wave) > 1}):
        wrong.append(
            Problem(f"Two of these are of wave {wave}.", remedy="Give one for each wave, or merge them first.")
        )
    if wrong:
        raise ModelError(wrong)
