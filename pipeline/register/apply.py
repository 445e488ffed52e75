"""Writing changes to the running tables, many rows with one statement.

Knows tables and changes, not what they mean.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from itertools import groupby

from sqlalchemy import Connection, Executable, and_, bindparam, update

from pipeline.register.change import Change
from pipeline.register.schema import metadata

Shape = tuple[str, tuple[str, ...], tuple[str, ...]]


def apply_changes(connection: Connection, changes: Iterable[Change]) -> None:
    """Make changes in the order given.

    No change of one table depends on another table, so each table takes its own in
    turn, neighbours of one shape together.
    """
    of_table: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        of_table[change.table].append(change)
    for table, its_changes in of_table.items():
        for shape, group in groupby(its_changes, key=_shape):
            _run(connection, table, shape, list(group))


def _shape(change: Change) -> Shape:
    return (change.how, tuple(change.key), tuple(change.values))


def _run(
    connection: Connection, table: str, shape: Shape, group: Sequence[Change]
) -> None:
    how, keys, columns = shape
    if how == "put":
        _put(connection, table, keys, group)
        return
    target = metadata.tables[table]
    where = and_(*(target.c[key] == bindparam(f"k_{key}") for key in keys))
    values = {
        name: bindparam(f"v_{name}")
        if how == "set"
        else target.c[name] + bindparam(f"v_{name}")
        for name in columns
    }
    rows = [
        {f"k_{key}": value for key, value in change.key.items()}
        | {f"v_{name}": value for name, value in change.values.items()}
        for change in group
    ]
    connection.execute(update(target).where(where).values(values), rows)


def _put(
    connection: Connection, table: str, keys: tuple[str, ...], group: Sequence[Change]
) -> None:
    names = tuple(group[0].values)
    statement = _upsert(connection.dialect.name, table, keys, names)
    connection.execute(statement, [{**change.key, **change.values} for change in group])


@cache
def _upsert(
    dialect_name: str, table: str, keys: tuple[str, ...], names: tuple[str, ...]
) -> Executable:
    """Return the statement that puts rows of one shape.

    Made once: it holds copies of all columns that point at one another, so that each
    would stay in memory until Python next looks for such.
    """
    # Loading the other database's dialect as well would slow every start.
    dialect = import_module(f"sqlalchemy.dialects.{dialect_name}")
    target = metadata.tables[table]
    statement = dialect.insert(target)
    made: Executable = statement.on_conflict_do_update(
        index_elements=[target.c[key] for key in keys],
        set_={name: statement.excluded[name] for name in names},
    )
    return made
