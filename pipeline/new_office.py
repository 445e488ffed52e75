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
    agreement = load_office_agreement(folder, settings)
    codes = [party.code for party in agreement.parties]
    if settings.party not in codes:
        raise ConfigError(
            f"{settings.party!r} is not a Party of {agreement.id}; "
            f"its Parties are {', '.join(codes)}"
        )
    Register.create(folder, settings, at=at).close()
    write_settings(folder, settings)
