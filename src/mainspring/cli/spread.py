"""Options that belong together are one frozen dataclass; `spread` lets a command take it as options of their own."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps
from typing import Any, get_type_hints

KEYWORD = inspect.Parameter.KEYWORD_ONLY


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command with each dataclass parameter replaced by that dataclass's fields, for typer to read."""
    hints = get_type_hints(command, include_extras=True)
    bags: dict[str, Any] = {name: kind for name, kind in hints.items() if is_dataclass(kind)}
    own = [
        parameter.replace(kind=KEYWORD, annotation=hints[name])
        for name, parameter in inspect.signature(command).parameters.items()
        if name not in bags
    ]
    spread_out = [
        inspect.Parameter(field.name, KEYWORD, default=_default(field.default), annotation=annotation)
        for bag in bags.values()
        for field in fields(bag)
        for annotation in [get_type_hints(bag, include_extras=True)[field.name]]
    ]

    @wraps(command)
    def run(**given: Any) -> None:
        packed = {
            name: bag(**{field.name: given.pop(field.name) for field in fields(bag)}) for name, bag in bags.items()
        }
        command(**given, **packed)

    parameters = [*own, *spread_out]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # how inspect lets a wrapper describe itself
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _default(default: Any) -> Any:
    return inspect.Parameter.empty if default is MISSING else default
