"""An office, opened: its settings, agreement, register and vault in one hand.

Only commands open an office; what they call gets the part that it needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from os import W_OK, access, cpu_count, environ
from pathlib import Path
from typing import TYPE_CHECKING

from models.agreement import Agreement
from models.degrees import Degree
from models.errors import UnwritableError, UsageError
from models.settings import Body, OfficeSettings
from pipeline.load_settings import (
    agreement_source,
    load_office_agreement,
    load_settings,
    office_folder,
)
from pipeline.rules.standing import Standing

if TYPE_CHECKING:
    from pipeline.register.store import Register
    from pipeline.register.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What a command works with."""

    folder: Path
    settings: OfficeSettings
    agreement: Agreement
    register: "Register"

    @property
    def vault(self) -> "Vault":
        """Where carriers are kept, encrypted."""
        return self.register.vault

    @property
    def agreement_source(self) -> str:
        """How a worker finds the agreement again: its id, or an absolute path."""
        return agreement_source(self.folder, self.settings)

    @property
    def work(self) -> Path:
        """Where temporary files live; nothing in it outlives a command."""
        return self.folder / "work"

    def standing(self, day: date) -> Standing:
        """Return what the rules must know of us on a day."""
        return Standing(
            agreement=self.agreement,
            office=Body(party=self.settings.party, name=self.settings.name),
            day=day,
            competent=self.settings.competent,
        )

    def cite(self, rule: str) -> str | None:
        """Return the agreement's article for a rule, None where none is recorded."""
        return self.agreement.article(rule)

    def degree(self, slug: str) -> Degree:
        """Return the degree that a person names.

        Raises:
            UsageError: The agreement has none of that name.
        """
        try:
            return self.agreement.degree(slug)
        except KeyError:
            known = ", ".join(degree.slug for degree in self.agreement.degrees)
            raise UsageError(
                f"{slug!r} is not a degree of {self.agreement.id}; it has {known}"
            ) from None

    def check_work(self) -> None:
        """Refuse to open carriers where temporary files cannot stand.

        Raises:
            UnwritableError: The office may not be written, and they stand nowhere else.
        """
        place = self.work if self.work.exists() else self.folder
        if not access(place, W_OK):
            raise UnwritableError(
                "Carriers are opened in a temporary folder of the office, and "
                f"{str(place)!r} may not be written. Copy the office folder with its "
                "keys to an encrypted disk that may be written, and name the copy with "
                "--office; belgi register verify needs no such folder."
            )

    def workers(self, asked: int | None) -> int:
        """Return how many processes may work at once."""
        return asked or self.settings.workers or cpu_count() or 1


@contextmanager
def open_office(option: Path | None) -> Iterator[Office]:
    """Open the office that a command names, and close it again.

    Raises:
        ConfigError: There is no office there, or its settings are wrong.
        RegisterError: The register cannot be opened.
    """
    from pipeline.register import endings
    from pipeline.register.store import Register
    from pipeline.work.scratch import sweep

    folder = office_folder(option, environ).resolve()
    settings = load_settings(folder)
    agreement = load_office_agreement(folder, settings)
    sweep(folder / "work")
    register = Register.open(folder, settings)
    try:
        with register.reading() as connection:
            ended = endings.agreement_end(connection, agreement.id)
        if ended is not None:
            agreement = replace(agreement, ended_on=ended)
        yield Office(
            folder=folder,
            settings=settings,
            agreement=agreement,
            register=register,
        )
    finally:
        register.close()
