"""Numbers and differences in words: one vocabulary for the page, and for any other form of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from mainspring.disclosure import Policy, Reason, Released, Value, Withheld
from mainspring.scorecards.model import Difference

SAME: Final = "cannot be told apart"
OTHER_STAFF: Final = "Other staff"
WHERE_OTHER_STAFF: Final = "Counted above, and in none of the units listed here"
"""How a list of units names the leftover group of the unit above."""

State = Literal["higher", "lower", "same", "unclear", "none"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A value beside another: `words` for the reader; `state` is `unclear` where no uncertainty is known, `none` where
    there is nothing to compare.
    """

    words: str
    state: State
    gap: float = 0.0


NOTHING: Final = Comparison("", "none")


def number(value: float) -> str:
    """A number with one decimal and a true minus sign."""
    return f"{value:.1f}".replace("-0.0", "0.0").replace("-", "\N{MINUS SIGN}")


def count(people: float) -> str:
    """A whole number with thousands marked."""
    return f"{people:,.0f}"


def people(n: Released) -> str:
    """How many people answered, as it may be shown: "1,234", or "1,230 or more" where only a bound is."""
    return count(n.value) + (" or more" if n.bound else "")


def answered(value: Released) -> str:
    """How many people a value is of, for the cell of a table; empty where nobody says."""
    return "" if value.n is None else count(value.n) + ("+" if value.n_bound else "")


def share(part: float) -> str:
    """A per cent with one decimal; a share too small for that is said to be so."""
    return "under 0.1%" if 0 < part < 0.05 else f"{number(part)}%"


def value_words(value: Value, sign: str = "") -> str:
    """A value as it may be shown: "61.2", "90% or more", or the sentence that says why not."""
    if isinstance(value, Withheld):
        return withheld_words(value)
    if value.bound is not None:
        return f"{value.value:.0f}{sign} or {'more' if value.bound == 'or_more' else 'less'}"
    return number(value.value) + sign


def withheld_words(value: Withheld) -> str:
    """Why a value is not there: what nobody holds back is not called withheld."""
    plain = {
        Reason.NOT_ASKED: "This survey did not ask",
        Reason.NOT_PUBLISHED: "Not published",
        Reason.NOT_COMPARABLE: "Not comparable with earlier waves: the question changed",
    }
    return plain.get(value.reason, value.sentence)


def reason_words(sentence: str) -> str:
    """A reason under a title or in a list that has said already that something is withheld."""
    return sentence.removeprefix("Withheld: ")


def interval_words(value: Value) -> str:
    """The 95% interval as "59.0 to 63.4"; empty where there is none."""
    if isinstance(value, Withheld) or value.conf_low is None or value.conf_high is None:
        return ""
    return f"{number(value.conf_low)} to {number(value.conf_high)}"


def with_interval(value: Value, sign: str = "") -> str:
    """A value with its interval behind it, for a sentence."""
    interval = interval_words(value)
    return value_words(value, sign) + (f" (95% interval {interval})" if interval else "")


def compare(value: Value, other: Value | float | None, difference: Difference | None) -> Comparison:
    """A value beside another one (a released value, or the median of released values)."""
    if isinstance(value, Withheld) or other is None or isinstance(other, Withheld):
        return NOTHING
    if value.bound is not None or (isinstance(other, Released) and other.bound is not None):
        return Comparison("one of them is shown only as a bound", "none")
    if difference is None and isinstance(other, Released) and _uncertain(value) and _uncertain(other):
        return NOTHING  # without the interval of a difference nobody can say whether it is one
    gap = difference.value if difference else value.value - (other.value if isinstance(other, Released) else other)
    if difference is not None and not difference.clear:
        return Comparison(SAME, "same", gap)
    if abs(gap) < 0.05:
        return Comparison("no difference", "same" if difference is not None else "unclear", gap)
    side: Literal["higher", "lower"] = "higher" if gap > 0 else "lower"
    state: State = side if difference is not None else "unclear"
    return Comparison(f"{number(abs(gap))} {side}", state, gap)


def _uncertain(value: Released) -> bool:
    return value.std_error is not None


def plural(label: str) -> str:
    """The plural of a level's label: "agencies", "sub-agencies", "teams"."""
    if label.endswith("y") and label[-2:-1] not in "aeiou":
        return label[:-1] + "ies"
    return label + ("es" if label.endswith(("s", "x", "ch", "sh")) else "s")


def spelled(number_of: int) -> str:
    """A small whole number as a word."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[number_of] if number_of < len(words) else count(number_of)


def some(number_of: int, label: str) -> str:
    """A count with its noun: "1 agency", "44 agencies"."""
    return f"{count(number_of)} {label if number_of == 1 else plural(label)}"


def lower_first(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def upper_first(sentence: str) -> str:
    """A sentence's first letter made a capital."""
    return sentence[:1].upper() + sentence[1:]


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "a, b and c"."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}"


def ordinal(rank: int) -> str:
    """A place in order: 1st, 2nd, 3rd, 11th, 22nd."""
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{count(rank)}{ending}"


def waves_words(waves: Sequence[int]) -> str:
    """The waves of a survey: "2018", "2018 and 2019", "2009 to 2021 (13 waves)"."""
    if len(waves) > 2:
        return f"{waves[0]} to {waves[-1]} ({len(waves)} waves)"
    return listed([str(wave) for wave in waves])


def policy_words(policy: Policy) -> list[str]:
    """A confidentiality policy in plain sentences."""
    sentences = [f"No result is shown for fewer than {policy.minimum} people who answered."]
    if policy.complements:
        sentences += [
            "Alone that would be an empty promise: what is missing is the whole less its parts. So more is withheld, as few people’s "
            "results as can be, and nobody is told which of the withheld were too small and which are withheld for another’s sake.",
        ]
    else:
        sentences.append(
            "Nothing is withheld to prevent subtraction: the owner of the data has declared them public already."
        )
    if policy.code_extremes:
        sentences.append(
            "A share that would tell what everybody answered, or all but one or two, is shown only as a bound, such as “90 or more”, "
            "or withheld where the bound would tell too much, too."
        )
    else:
        sentences.append("Shares near 0 and 100 are shown as they are.")
    return sentences


def guarantee_words(policy: Policy) -> list[str]:
    """What nobody can work out of all that is shown under a policy; empty where it does not see to that."""
    if not policy.complements:
        return []
    least = spelled(policy.minimum)
    return [
        "Whoever puts together everything that is shown still cannot tell how many people a withheld unit or group has: what is possible "
        f"lies at least {least} people apart. A withheld score of up to {least} people could be anything over at least "
        f"{policy.score_width:g} of 100 points; one of more people, which is withheld for a smaller one’s sake, over fewer points in "
        f"proportion: {policy.score_width / 4:g} if they are {4 * policy.minimum}."
    ]
