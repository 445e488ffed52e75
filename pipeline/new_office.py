"""Makes the folder of a new office: settings, keys and an empty register."""

from datetime import datetime
from pathlib import Path

from models.errors import ConfigError
from models.settings import OfficeSettings
from pipeline.load_settings import (
    SETTINGS_FILE,
    load_office_agreement,
    write_settings,
)


def make_office(folder: Path, settings: OfficeSettings, *, at: datetime) -> None:
    """Make an office folder with everything that belongs into it.

    Settings are written last, so that what was cut short is no office yet.

    Raises:
        ConfigError: There is an office already, or the agreement does not know the
            Party.
        RegisterError: The folder or the database cannot be written.
    """
    from pipeline.register.store import Register

    if (folder / SETTINGS_FILE).exists():
        raise ConfigError(f"{str(folder)!r} is an office folder already")
    foreign = sorted(_foreign(folder))
    if foreign:
        raise ConfigError(
            f"{str(folder)!r} is not empty: it holds {foreign[0]!r}; an office gets a "
            "folder of its own"
        )
    agreement = load_office_agreement(folder, settings)
    codes = [party.code for party in agreement.parties]
    if settings.party not in codes:
        raise ConfigError(
            f"{settings.party!r} is not a Party of {agreement.id}; "
            f"its Parties are {', '.join(codes)}"
        )
    Register.create(folder, settings, at=at).close()
    write_settings(folder, settings)


OWN = ("keys", "vault", "work")
"""What an init that was cut short may have left."""


def _foreign(folder: Path) -> list[str]:
    """Return what stands in the folder and is not of an office begun before."""
    if not folder.is_dir():
        return []
    return [
        child.name
        for child in folder.iterdir()
        if child.name not in OWN and not child.name.startswith(("register.sqlite", "."))
    ]
