"""Where things stand in an office folder, and who may see them.

Only names and modes; what the files hold is the business of the other modules. Paths
are made from the folder as it is found, so that it can be moved.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from models.errors import UnwritableError
from models.settings import OfficeSettings

FOLDER_MODE = 0o700
FILE_MODE = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The parts of one office folder."""

    root: Path
    settings: Path
    database: Path
    keys: Path
    vault: Path
    work: Path
    """Temporary files; swept at every start."""


def places(root: Path, settings: OfficeSettings) -> Places:
    """Say where the parts of an office folder stand; nothing is made or read."""
    keys = Path(settings.keys_folder) if settings.keys_folder else Path("keys")
    return Places(
        root=root,
        settings=root / "settings.toml",
        database=root / "register.sqlite",
        keys=root / keys,
        vault=root / "vault",
        work=root / "work",
    )


def make_folders(where: Places) -> None:
    """Make the folders of an office, readable by their owner alone.

    Raises:
        RegisterError: A folder cannot be made.
    """
    for folder in (where.root, where.keys, where.vault, where.work):
        make_folder(folder)


def make_folder(folder: Path) -> None:
    """Make one folder with its parents, whatever the umask says.

    Raises:
        RegisterError: It cannot be made.
    """
    try:
        try:
            folder.mkdir(exist_ok=True, mode=FOLDER_MODE)
        except FileNotFoundError:
            make_folder(folder.parent)  # by itself mkdir would ask the umask
            folder.mkdir(exist_ok=True, mode=FOLDER_MODE)
        if folder.stat().st_mode & 0o077 and folder.stat().st_uid == os.getuid():
            folder.chmod(FOLDER_MODE)
    except OSError as error:
        raise cannot_write(folder, error) from error


def cannot_write(place: Path, error: OSError) -> UnwritableError:
    """Say which file or folder could not be written, why, and what to do."""
    return UnwritableError(
        f"Cannot write {str(place)!r}: {error.strerror or error}. Make room, or give "
        "this account the right to write there, and run the same command again."
    )
