"""The whole proof of ``register verify``: chain, end, and running tables."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from pipeline.register import high_water
from pipeline.register.checkpoint import Checkpoint, kept_checkpoints
from pipeline.register.compare import compare_tables
from pipeline.register.diagnose import Damage
from pipeline.register.folder import Places
from pipeline.register.keys import OfficeKeys
from pipeline.register.sessions import open_session
from pipeline.register.verify import Part, Report, verify_chain


def prove(
    connection: Connection,
    keys: OfficeKeys | None,
    where: Places,
    checkpoints: Sequence[Checkpoint],
    *,
    tables: bool,
) -> Report:
    """Check everything that can be checked; the tables only against a chain that holds.

    Args:
        connection: Sees one state of the register.
        keys: None where they are lost: what needs them is reported as unchecked.
        where: The folders of the office.
        checkpoints: Further ones than those kept with the keys.
        tables: Also compare the running tables with the events.
    """
    kept = kept_checkpoints(keys) if keys else ()
    report = verify_chain(
        connection,
        seal_key=keys.seal if keys else None,
        mark=high_water.read_mark(keys) if keys else "missing",
        checkpoints=(*kept, *checkpoints),
        public_key=keys.public if keys else None,
    )
    broken = any(found.damage is not Damage.UNCHECKED for found in report.findings)
    if not tables or broken:
        return report
    with _scratch(where) as folder:
        differing = compare_tables(connection, folder)
    return replace(
        report,
        findings=(*report.findings, *differing),
        checked=(*report.checked, Part.TABLES),
    )


@contextmanager
def _scratch(where: Places) -> Iterator[Path | None]:
    """Give a folder for what is thrown away; None where nothing may be written."""
    if not os.access(where.root, os.W_OK):
        yield None
        return
    with closing(open_session(where.work)) as session:
        yield session.path
