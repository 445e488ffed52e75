"""Keeps addresses of other places from being taken for paths of this machine.

``s3://bucket/out`` would become a folder that is called ``s3:``. Where a command takes
addresses, its argument is a text and passes.
"""

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import typer

from models.errors import UsageError

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(?:/|$)")
"""How an address begins once it was made a path, which has no double slashes."""


def keep_to_this_machine(app: typer.Typer) -> None:
    """Have every command of the program refuse addresses where it takes paths."""
    for command in app.registered_commands:
        if command.callback is not None:
            command.callback = _checked(command.callback)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            keep_to_this_machine(group.typer_instance)


def refuse_address(path: Path) -> None:
    """Refuse what reads like an address.

    Raises:
        UsageError: It does; a folder so called can be named from the root.
    """
    found = _ADDRESS.match(str(path))
    if found:
        raise UsageError(
            f"{str(path)!r} begins like an address ({found[1]}://…), and only a path "
            "of this machine can be used here"
        )


def _checked(command: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(command)
    def run(**values: Any) -> Any:
        for value in values.values():
            for one in value if isinstance(value, list | tuple) else (value,):
                if isinstance(one, Path):
                    refuse_address(one)
        return command(**values)

    return run
