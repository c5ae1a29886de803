"""The handbook's pages from Markdown: as HTML for the screen, and as blocks of plain data for the typesetter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from mainspring.practices import CITATION, Study

INTERNAL: Final = re.compile(r"\]\(([a-z0-9-]+)\)")
PARSER: Final = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")

Block = dict[str, Any]


def html(text: str, studies: Mapping[str, Study]) -> Markup:
    """A text as HTML: studies by their short names with a link to the evidence, practices with one to their page."""
    cited = CITATION.sub(lambda found: f"([{studies[found[1]].short}](evidence.html#{found[1]}))", text)
    made = PARSER.render(INTERNAL.sub(r"](\1.html)", cited))
    made = made.replace("<table>", '<div class="wide" role="region" tabindex="0" aria-label="Table"><table>')
    return Markup(made.replace("</table>", "</table></div>"))


def blocks(text: str, studies: Mapping[str, Study]) -> list[Block]:
    """The same as blocks: `heading` (level, runs), `paragraph` (runs), `list` (ordered, items of blocks), `table` (rows of runs).

    A run has `text`, and `strong` and `emph` where it is so; or is a `break` of the line.
    """
    cited = CITATION.sub(lambda found: f"({studies[found[1]].short})", text)
    return list(_blocks(iter(PARSER.parse(cited)), None))


def _blocks(tokens: Iterator[Token], until: str | None) -> Iterator[Block]:
    for token in tokens:
        if token.type == until:
            return
        if token.type == "heading_open":
            yield {"kind": "heading", "level": int(token.tag[1:]), "runs": _runs(next(tokens))}
        elif token.type == "paragraph_open":
            yield {"kind": "paragraph", "runs": _runs(next(tokens))}
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            kind = token.type.removesuffix("_open")
            items = list(
                _each(tokens, "list_item_open", f"{kind}_close", lambda: list(_blocks(tokens, "list_item_close")))
            )
            yield {"kind": "list", "ordered": kind == "ordered_list", "items": items}
        elif token.type == "blockquote_open":
            yield {"kind": "quote", "blocks": list(_blocks(tokens, "blockquote_close"))}
        elif token.type == "table_open":
            rows = _each(tokens, "tr_open", "table_close", lambda: list(_cells(tokens)))
            yield {"kind": "table", "rows": list(rows)}
        elif token.type in ("fence", "code_block"):
            yield {"kind": "paragraph", "runs": [{"text": token.content.rstrip()}]}


def _each(tokens: Iterator[Token], opens: str, closes: str, inside: Callable[[], Any]) -> Iterator[Any]:
    for token in tokens:
        if token.type == closes:
            return
        if token.type == opens:
            yield inside()


def _cells(tokens: Iterator[Token]) -> Iterator[list[dict[str, Any]]]:
    for token in tokens:
        if token.type == "tr_close":
            return
        if token.type in ("th_open", "td_open"):
            yield _runs(next(tokens))


def _runs(inline: Token) -> list[dict[str, Any]]:
    """The words of a paragraph in runs of one kind."""
    runs: list[dict[str, Any]] = []
    strong = emph = False
    for token in inline.children or ():
        if token.type in ("strong_open", "strong_close"):
            strong = token.type == "strong_open"
        elif token.type in ("em_open", "em_close"):
            emph = token.type == "em_open"
        elif token.type in ("softbreak", "hardbreak"):
            runs.append({"break": True})
        elif token.content:
            runs.append(
                {"text": token.content, **({"strong": True} if strong else {}), **({"emph": True} if emph else {})}
            )
    return runs
