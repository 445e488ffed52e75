"""What `belgi doctor` prints: the facts of the check-up, and what to do."""

from os import environ
from pathlib import Path

from models.errors import ConfigError, ExitCode
from pipeline.cli.console import print_json, print_line, print_table
from pipeline.doctor import Fact, State, examine_machine, examine_office, is_well
from pipeline.load_settings import load_settings, office_folder
from pipeline.safe_text import safe_for_terminal

SIGNS = {State.OK: "✓", State.NOTE: "·", State.MISSING: "✗"}


def show_doctor(office: Path | None, *, json: bool) -> ExitCode:
    """Examine the machine, and the office where there is one, and print the facts."""
    facts = [*examine_machine(), *_of_office(office)]
    if json:
        for fact in facts:
            print_json(
                {
                    "topic": fact.topic,
                    "name": fact.name,
                    "state": str(fact.state),
                    "detail": fact.detail,
                    "hint": fact.hint,
                }
            )
    else:
        _print(facts)
    return ExitCode.OK if is_well(facts) else ExitCode.DEPENDENCY


def _of_office(option: Path | None) -> list[Fact]:
    folder = office_folder(option, environ)
    try:
        return list(examine_office(folder, load_settings(folder)))
    except ConfigError as error:
        named = option is not None or "BELGI_OFFICE" in environ
        state = State.MISSING if named else State.NOTE
        hint = "belgi init makes one"
        return [
            Fact(
                topic="office",
                name="office folder",
                state=state,
                detail=str(error),
                hint=hint,
            )
        ]


def _print(facts: list[Fact]) -> None:
    print_table(
        ("", "topic", "what", "detail"),
        ((SIGNS[f.state], f.topic, f.name, f.detail) for f in facts),
    )
    hints = [fact for fact in facts if fact.hint]
    if hints:
        print_line()
    for fact in hints:
        sign = SIGNS[fact.state]
        print_line(safe_for_terminal(f"{sign} {fact.name}: {fact.hint}"))
