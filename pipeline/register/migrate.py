"""Bringing a database to the schema that this program knows, by Alembic.

Alembic is loaded only when there is something to do.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from models.errors import RegisterError
from pipeline.register.engine import translated
from pipeline.register.schema import SCHEMA_VERSION

MIGRATIONS = Path(__file__).parent / "migrations"


def schema_version(connection: Connection) -> str | None:
    """Return the revision of a database; None where there is no register."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version"))
    return found.scalar_one_or_none()


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date, in one transaction.

    Raises:
        RegisterError: The database cannot be written.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with translated(engine), engine.connect() as plain:
        connection = plain.execution_options(belgi_writes=True)
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def check_version(engine: Engine, version: str | None) -> None:
    """Upgrade an older schema, refuse a newer one.

    Raises:
        RegisterError: The register was written by a newer program.
    """
    if version == SCHEMA_VERSION:
        return
    if version is None or version < SCHEMA_VERSION:
        upgrade(engine)
        return
    raise RegisterError(
        f"The register has schema {version}, and this program knows only up to "
        f"{SCHEMA_VERSION}. Install the newer belgi that wrote it; nothing "
        "was changed.",
        slug="newer-schema",
    )
