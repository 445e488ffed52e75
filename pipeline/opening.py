"""A plain working copy for somebody who may see it, recorded (article 4.2)."""

from datetime import datetime
from pathlib import Path

from models.errors import OutputError, UsageError
from models.events import Event, EventKind
from pipeline.enacting import enact, find_person
from pipeline.office import Office
from pipeline.register import queries
from pipeline.rules import movement


def open_document(
    office: Office, number: str, *, person: str, out: Path, at: datetime
) -> Path:
    """Write the marked carrier of a document into a folder and return its path.

    The event is recorded first: nothing plain ever appears without one.

    Raises:
        UsageError: The number is unknown.
        RefusedError: The person may not see it (article 4.2).
        OutputError: It cannot be written, or is not kept any more.
    """
    with office.register.reading() as connection:
        exhibits = queries.exhibits(connection, number)
    original = next((one for one in exhibits if one.copy is None), None)
    if original is None:
        raise UsageError(
            f"the register knows no document {number!r}; "
            "belgi register list shows those it knows"
        )
    name = Path(original.output or original.file or "carrier").name
    target = out / name
    enact(
        office,
        number,
        command="open",
        at=at,
        rule=lambda desk, account: movement.open_carrier(
            account,
            person=find_person(office, desk, person),
            name=person,
            standing=office.standing(at.date()),
        ),
        events=lambda account, permitted: [
            Event(
                kind=EventKind.OPENED,
                at=at,
                number=account.number,
                article=permitted.article,
                data={"person": person, "output": str(target.absolute())},
            )
        ],
    )
    if original.vault_out is None:
        raise OutputError(f"the carrier of {number} is not kept here any more")
    _make_folder(out)
    office.vault.open_to(original.vault_out, target)
    return target


def _make_folder(folder: Path) -> None:
    """Make a person's own folder where it is missing, and put nothing else into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OutputError(
            f"The folder {str(folder)!r} cannot be made: {error.strerror or error}. "
            "Choose another folder with --out, or make room there, and give the same "
            "command again."
        ) from error
