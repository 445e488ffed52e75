"""Takes the values of a command line as they are where nothing can be wrong with them.

Typer converts each value by pydantic, and loading that takes as long as all else that
a short command loads. What is not plain still goes Typer's way, and so does all that is
refused. Must not know the commands.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import typer

_SMALL = re.compile("[0-9]{1,9}")
_UNPLAIN = re.compile("[\x00\ud800-\udfff]")
_UNUSUAL = (
    *("parser", "path_type", "exists", "writable", "resolve_path", "allow_dash"),
    *("clamp", "max", "formats"),
)
"""Wishes of a parameter that only Typer knows how to grant."""


class NotPlainError(Exception):
    """A value that Typer has to look at."""


def take_plain_values(command: Any, words: Iterable[str]) -> Any:
    """Have a command, and those below it that are named, do without pydantic.

    Source: ``_TyperParameter.get_runtime_param`` of Typer 0.29, which makes its own
    converter where none is set; a version without it converts as ever.
    """
    for one in _named(command, words):
        for parameter in one.get_params(typer.Context(one)):
            if _is_usual(parameter):
                vars(parameter)["_runtime_param"] = _Plain()
    return command


def _named(command: Any, words: Iterable[str]) -> Iterator[Any]:
    """Yield a command, then that below it which is named first, and so on."""
    yield command
    for word in words:
        below = getattr(command, "commands", {})
        if word in below:
            command = below[word]
            yield command


def _is_usual(parameter: Any) -> bool:
    """Whether nothing but the type of a parameter says how its values are made."""
    wishes = getattr(
        getattr(parameter, "type_descriptor", None), "parameter_info", None
    )
    if wishes is None or not hasattr(parameter, "get_runtime_param"):
        return False
    usual = wishes.file_okay and wishes.dir_okay and wishes.readable
    return usual and not any(getattr(wishes, name) for name in _UNUSUAL)


class _Plain:
    """Stands where Typer keeps a parameter's converter, until that is needed."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value that a command is given."""
        wished = param.type_descriptor
        several = getattr(param, "multiple", False) or param.nargs == -1
        try:
            if value is None:
                return () if several else None
            return plain(value, wished.annotation, least=wished.parameter_info.min)
        except NotPlainError:
            param._runtime_param = None
            return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def plain(value: Any, kind: Any, *, least: float | None) -> Any:
    """Return a value of a kind, made as Typer would make it.

    Args:
        value: A word of the command line, several of them, or a default.
        kind: ``str``, ``Path``, ``int``, or a list of one of these.
        least: The smallest number that is allowed.

    Raises:
        NotPlainError: It may be wrong, or takes more than this to make.
    """
    if get_origin(kind) is list and isinstance(value, list | tuple):
        return [plain(one, get_args(kind)[0], least=least) for one in value]
    if isinstance(value, kind if isinstance(kind, type) else ()):
        made = value
    elif isinstance(value, str) and kind is Path:
        made = Path(value)
    elif isinstance(value, str) and kind is int and _SMALL.fullmatch(value):
        made = int(value)
    else:
        raise NotPlainError
    if isinstance(made, str | Path) and not _is_plain_text(str(made)):
        raise NotPlainError
    if (
        isinstance(made, Path)
        and os.path.lexists(made)
        and not os.access(made, os.R_OK)
    ):
        raise NotPlainError
    if isinstance(made, int | float) and least is not None and made < least:
        raise NotPlainError
    return made


def _is_plain_text(text: str) -> bool:
    """Whether text holds nothing that is no character, or ends one early."""
    return not _UNPLAIN.search(text)
