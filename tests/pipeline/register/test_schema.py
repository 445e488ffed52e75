import pytest
from sqlalchemy import text

from models.accounts import DocumentKind
from models.events import Event, EventKind
from pipeline.register.project import PROJECTIONS, project
from pipeline.register.schema import RUNNING, SCHEMA_VERSION, events, head, meta
from pipeline.register.schema import metadata as declared
from pipeline.register.store import Register
from tests.pipeline.register.build_office import NOW


def test_the_migrations_make_the_tables_that_the_program_uses(
    register: Register,
) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with register.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, declared)
        version = connection.execute(text("SELECT version_num FROM alembic_version"))

        assert version.scalar_one() == SCHEMA_VERSION
    assert differences == []


def test_every_table_but_the_chain_is_rebuilt() -> None:
    kept = {events.name, head.name, meta.name}

    assert {table.name for table in RUNNING} == set(declared.tables) - kept


@pytest.mark.parametrize("kind", sorted(set(EventKind) - set(PROJECTIONS)))
def test_other_events_change_no_table(kind: EventKind) -> None:
    assert project(Event(kind=kind, at=NOW)) == ()


def test_the_kinds_of_documents_have_an_event_each() -> None:
    made = {"received", "translated", "copied", "derived", "joint-made"}

    assert len(made) == len(DocumentKind)
    assert made <= {kind.value for kind in PROJECTIONS}
