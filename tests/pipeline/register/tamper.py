"""Ways to change the events of a register behind its back."""
# ruff: noqa: S608 - the statements are made of our own constants

import sqlite3
from collections.abc import Callable

from pipeline.register.chain import hash_body

COLUMNS = "at, kind, number, copy, body, hash, seal"


def sql(*statements: str) -> Callable[[sqlite3.Connection], None]:
    def change(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return change


def edit_body(seq: int, *, rehash: bool) -> Callable[[sqlite3.Connection], None]:
    def change(connection: sqlite3.Connection) -> None:
        (body,) = connection.execute(
            "SELECT body FROM events WHERE seq = ?", (seq,)
        ).fetchone()
        forged = body.replace("secret", "secreT")
        connection.execute("UPDATE events SET body = ? WHERE seq = ?", (forged, seq))
        if rehash:
            connection.execute(
                "UPDATE events SET hash = ? WHERE seq = ?", (hash_body(forged), seq)
            )

    return change


def swap(one: int, other: int) -> Callable[[sqlite3.Connection], None]:
    return sql(
        f"UPDATE events SET seq = -1 WHERE seq = {one}",
        f"UPDATE events SET seq = {one} WHERE seq = {other}",
        f"UPDATE events SET seq = {other} WHERE seq = -1",
    )


def shift_up(seq: int) -> tuple[str, str]:
    """Make room at a place by moving all later events on."""
    return (
        f"UPDATE events SET seq = -seq WHERE seq >= {seq}",
        "UPDATE events SET seq = 1 - seq WHERE seq < 0",
    )


def shift_down(seq: int) -> tuple[str, ...]:
    """Close the gap at a place."""
    return (
        f"DELETE FROM events WHERE seq = {seq}",
        f"UPDATE events SET seq = -seq WHERE seq > {seq}",
        "UPDATE events SET seq = -seq - 1 WHERE seq < 0",
    )


def insert_copy(of: int, at: int) -> str:
    return (
        f"INSERT INTO events (seq, {COLUMNS}) "
        f"SELECT {at}, {COLUMNS} FROM events WHERE seq = {of}"
    )


def insert_forged(at: int) -> Callable[[sqlite3.Connection], None]:
    """Insert an event that follows the chain in everything but the seal."""

    def change(connection: sqlite3.Connection) -> None:
        for statement in shift_up(at):
            connection.execute(statement)
        (prev,) = connection.execute(
            "SELECT hash FROM events WHERE seq = ?", (at - 1,)
        ).fetchone()
        when = "2026-11-22T09:30:00.000000Z"
        body = (
            f'{{"actor":null,"article":null,"at":"{when}","batch":null,"copy":null,'
            f'"data":{{}},"kind":"breach","number":null,"prev":"{prev}","seq":{at}}}'
        )
        row = (at, when, "breach", None, None, body, hash_body(body), "0" * 64)
        connection.execute(
            f"INSERT INTO events (seq, {COLUMNS}) VALUES (?,?,?,?,?,?,?,?)",
            row,
        )

    return change
