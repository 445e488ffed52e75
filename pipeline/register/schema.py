"""The tables of the register: the chain of events, and what is rebuilt from it.

``events`` is the register. All other tables but ``meta`` and ``head`` are running
tables: they hold nothing that the events do not say.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = "0001"
"""Newest Alembic revision that this program knows."""

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("at", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text),
    Column("copy", Integer),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("seal", Text, nullable=False),
    Index("events_by_number", "number", "seq"),
    Index("events_by_kind", "kind", "seq"),
)

documents = Table(
    "documents",
    metadata,
    Column("number", Text, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("degree", Text, nullable=False),
    Column("declassified", Integer, nullable=False, default=0),
    Column("reservation", Text, nullable=False),
    Column("batch", Text),
    Column("file", Text, nullable=False),
    Column("sha256_in", Text, nullable=False),
    Column("givers", Text),
    Column("parents", Text),
    Column("purposes", Text),
    Column("contract", Text),
    Column("received_on", Text),
    Column("reason", Text),
    Column("data", Text),
    Column("reserved_seq", BigInteger, nullable=False),
    Column("completed_seq", BigInteger),
    UniqueConstraint("reservation", name="one_number_a_reservation"),
    UniqueConstraint("year", "sequence", name="one_sequence_a_year"),
    Index("documents_by_batch", "batch"),
    Index("documents_by_sha256", "sha256_in"),
)

exemplars = Table(
    "exemplars",
    metadata,
    Column("number", Text, primary_key=True),
    Column("copy", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reservation", Text),
    Column("batch", Text),
    Column("file", Text),
    Column("consent", Text),
    Column("recipient", Text),
    Column("holder", Text),
    Column("sha256_in", Text),
    Column("sha256_out", Text),
    Column("output", Text),
    Column("vault_in", Text),
    Column("vault_out", Text),
    Column("reason", Text),
    Column("data", Text),
    Column("reserved_seq", BigInteger, nullable=False),
    Column("issued_seq", BigInteger),
    Column("ended_seq", BigInteger),
    UniqueConstraint("reservation", name="one_copy_a_reservation"),
    Index("exemplars_by_sha256", "sha256_out"),
    Index("exemplars_by_batch", "batch"),
    Index("exemplars_by_holder", "holder"),
)

consents = Table(
    "consents",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("permits", Text, nullable=False),
    Column("giver", Text, nullable=False),
    Column("given_on", Text, nullable=False),
    Column("copies", Integer),
    Column("degree", Text),
    Column("recipient", Text),
    Column("until", Text),
    Column("file_sha256", Text),
    Column("drawn", Integer, nullable=False, default=0),
    Column("seq", BigInteger, nullable=False),
    Index("consents_by_number", "number"),
)

people = Table(
    "people",
    metadata,
    Column("name", Text, primary_key=True),
    Column("clearance", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("post", Text),
    Column("seq", BigInteger, nullable=False),
)

contracts = Table(
    "contracts",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("items", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
)

duties = Table(
    "duties",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("duty", Text, nullable=False),
    Column("number", Text),
    Column("copy", Integer),
    Column("batch", Text),
    Column("body", Text),
    Column("until", Text, nullable=False),
    Column("fulfilled_seq", BigInteger),
    Index("duties_by_number", "number"),
    Index("duties_by_date", "fulfilled_seq", "until"),
)

batches = Table(
    "batches",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("command", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("ended_at", Text),
    Column("data", Text),
    Column("begun_seq", BigInteger, nullable=False),
    Column("ended_seq", BigInteger),
    UniqueConstraint("key", "run", name="one_batch_a_run"),
)

items = Table(
    "items",
    metadata,
    Column("batch", Text, primary_key=True),
    Column("file", Text, primary_key=True),
    Column("ending", Text, nullable=False),
    Column("sha256", Text),
    Column("reasons", Text, nullable=False),
    Column("number", Text),
    Column("vault", Text),
    Column("data", Text),
    Column("decision", Text),
    Column("seq", BigInteger, nullable=False),
    Column("decided_seq", BigInteger),
    Index("items_by_ending", "ending", "decided_seq"),
)

RUNNING: tuple[Table, ...] = (
    documents,
    exemplars,
    consents,
    people,
    contracts,
    duties,
    batches,
    items,
)
"""Tables that are rebuilt from the events."""
