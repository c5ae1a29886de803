"""The formula grammar: an outcome, its terms, and what is absorbed or varies by unit.

    motivation ~ autonomy + purpose | LEVEL1                      fixed effects of LEVEL1
    leave ~ motivation * empowerment | LEVEL1 + DFEDTEN           a product with its parts; two sets of fixed effects
    motivation ~ autonomy + (1 + autonomy | LEVEL1)               a random intercept and slope by LEVEL1

A name is a variable of the moments (one such as motivation>=75 is 1 for people who reach 75 and 0 for others), or after a bar a column that their cells are made by. There is an intercept unless something
is absorbed; a 1 on the right says so again and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from mainspring.errors import FormulaError, Problem

TOKEN = re.compile(r"\s*(?:(?P<name>[^\W\d][\w.]*(?:>=\d+)?)|(?P<one>1(?![\w.]))|(?P<sign>[~+:*|()])|(?P<other>\S))")
EXAMPLE = "Write motivation ~ autonomy + purpose | LEVEL1, or motivation ~ autonomy + (1 + autonomy | LEVEL1)."


@dataclass(frozen=True, slots=True)
class Random:
    """What varies by unit: the intercept, and the coefficients of `slopes`."""

    slopes: tuple[str, ...]
    group: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A model as it was written; products among `terms` are "a:b", and no name is there twice."""

    text: str
    outcome: str
    terms: tuple[str, ...]
    absorbed: tuple[str, ...] = ()
    random: Random | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable in it, the outcome first; of a product its parts, then itself."""
        slopes = () if self.random is None else self.random.slopes
        named = (part for term in (*self.terms, *slopes) for part in (*(term.split(":") if ":" in term else ()), term))
        return tuple(dict.fromkeys((self.outcome, *named)))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of cells in it."""
        return self.absorbed if self.random is None else (*self.absorbed, self.random.group)


def parse(text: str) -> Formula:
    """Read a formula.

    Raises FormulaError, with the place underlined, if it is not in the grammar.
    """
    return _Parser(text).formula()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


class _Parser:
    """Reads the formula from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._next = 0

    def formula(self) -> Formula:
        outcome = self._name("the outcome, a variable such as motivation")
        self._sign("~", "~ after the outcome")
        terms: list[str] = []
        random = self._term(terms, None)
        while self._took("+"):
            random = self._term(terms, random)
        absorbed = self._columns() if self._took("|") else ()
        if self._token.kind != "end":
            self._wrong("+, | or the end of the formula")
        if outcome in {part for term in terms for part in term.split(":")}:
            self._wrong("other variables than the outcome here", self._text.index("~"))
        return Formula(self._text, outcome, tuple(dict.fromkeys(terms)), absorbed, random)

    def _term(self, terms: list[str], random: Random | None) -> Random | None:
        """Read one term into `terms`, or what varies by unit, which is returned."""
        if self._token.text == "(":
            if random is not None:
                self._wrong("one pair of parentheses: units of one level can vary at a time")
            return self._random()
        terms += self._fixed()
        return random

    def _fixed(self) -> list[str]:
        if self._took_one():
            return []
        first = self._name("a variable, 1 or (1 + variable | LEVEL1)")
        if self._took(":"):
            return [f"{first}:{self._name('the second variable of the product')}"]
        if self._took("*"):
            second = self._name("the second variable of the product")
            return [first, second, f"{first}:{second}"]
        return [first]

    def _random(self) -> Random:
        self._sign("(", "(")
        slopes: list[str] = []
        if not self._took_one():
            self._wrong("1: the intercept varies before any slope does")
        while self._took("+"):
            slopes.append(self._name("a variable whose coefficient varies"))
        self._sign("|", "+ or | inside the parentheses")
        group = self._name("the column whose units vary, such as LEVEL1")
        self._sign(")", ") after the column")
        return Random(tuple(dict.fromkeys(slopes)), group)

    def _columns(self) -> tuple[str, ...]:
        found = [self._name("a column of the cells, such as LEVEL1")]
        while self._took("+"):
            found.append(self._name("a column of the cells, such as LEVEL1"))
        return tuple(dict.fromkeys(found))

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _name(self, expected: str) -> str:
        token = self._token
        if token.kind != "name":
            self._wrong(expected)
        self._next += 1
        return token.text

    def _took_one(self) -> bool:
        found = self._token.kind == "one"
        self._next += found
        return found

    def _took(self, sign: str) -> bool:
        found = self._token.kind == "sign" and self._token.text == sign
        self._next += found
        return found

    def _sign(self, sign: str, expected: str) -> None:
        if not self._took(sign):
            self._wrong(expected)

    def _wrong(self, expected: str, at: int | None = None) -> NoReturn:
        token = self._token
        place = token.at if at is None else at
        width = max(1, len(token.text)) if at is None else 1
        shown = f"\n  {self._text}\n  {' ' * place}{'^' * width}\n"
        raise FormulaError(Problem(f"This formula cannot be read:{shown}Expected {expected}.", remedy=EXAMPLE))


def _tokens(text: str) -> Iterator[_Token]:
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or "other"
        yield _Token(kind, found[kind], found.start(kind))
    yield _Token("end", "", len(text))
