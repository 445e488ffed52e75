"""The first hours of an office: folders, keys, an empty register, its first event."""

from sqlalchemy import Engine, insert

from models.degrees import Degree
from models.errors import ConfigError
from models.events import Event, EventKind, EventValue
from models.settings import OfficeSettings
from pipeline.register import queries
from pipeline.register.atomic import write_atomic
from pipeline.register.desk import Desk
from pipeline.register.engine import open_engine, reading
from pipeline.register.folder import Places, make_folders
from pipeline.register.keys import (
    OfficeKeys,
    has_keys,
    load_keys,
    make_keys,
    read_passphrase,
)
from pipeline.register.migrate import schema_version, upgrade
from pipeline.register.schema import meta


def prepare_office(
    where: Places, settings: OfficeSettings
) -> tuple[Engine, OfficeKeys] | None:
    """Make folders, keys and empty tables, or finish what an init left half made.

    Returns:
        None where a register stands already that these keys founded.

    Raises:
        ConfigError: A register of others stands there.
        RegisterError: Folder or database cannot be written.
    """
    make_folders(where)
    passphrase = read_passphrase(settings.passphrase_env)
    if settings.database is None and not where.database.exists():
        write_atomic(where.database, b"")  # 0600; its WAL takes the same mode
    engine = open_engine(settings.database, where.database)
    known = has_keys(where.keys)
    founder = _founder(engine)
    if founder is None:
        # Keys without a register are left by an init that was cut short.
        make = load_keys if known else make_keys
        keys = make(where.keys, passphrase=passphrase)
        upgrade(engine)
        return engine, keys
    engine.dispose()
    if known and load_keys(where.keys, passphrase=passphrase).public == founder:
        return None
    raise ConfigError(
        f"There is a register for {str(where.root)!r} already. Choose another folder."
    )


def record_founding(
    desk: Desk, register: str, public_key: str, settings: OfficeSettings
) -> None:
    """Write the first event of the chain, and what the register says of itself."""
    about = {"register": register, "public_key": public_key}
    rows = [{"name": key, "value": value} for key, value in about.items()]
    desk.connection.execute(insert(meta), rows)
    data: dict[str, EventValue] = {
        **about,
        "party": settings.party,
        "name": settings.name,
    }
    desk.record([Event(kind=EventKind.OFFICE_OPENED, at=desk.at, data=data)])


def _founder(engine: Engine) -> str | None:
    """Return the public key of whoever founded the register; None: nobody yet."""
    with reading(engine) as connection:
        if schema_version(connection) is None:
            return None
        return queries.about(connection, "public_key")


def read_scale(where: Places, settings: OfficeSettings) -> dict[str, Degree]:
    """Return the degrees of the office's agreement by slug."""
    from models.agreement_file import load_agreement

    name = settings.agreement
    is_path = "/" in name or name.endswith(".toml")
    agreement = load_agreement(str(where.root / name) if is_path else name)
    return {degree.slug: degree for degree in agreement.degrees}
