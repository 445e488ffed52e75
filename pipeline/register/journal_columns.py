"""What the journals on paper are called, their columns, and the words in them.

Knows slugs of the register; not where its rows come from.

Source: docs/register.md, "Journals", names the attested forms of these columns.
"""

from dataclasses import dataclass

from pipeline.remark_words import RUSSIAN, remark
from pipeline.spreadsheet import Cell

NEXT = ", "
WORDED = ("degree", "kind", "state")
"""Columns of slugs."""
WORDS = {
    "secret": "Секретно",
    "top-secret": "Совершенно секретно",
    "special-importance": "Особой важности",
    "received": "полученный",
    "translation": "перевод",
    "copy": "копия",
    "derived": "производный",
    "joint": "совместный",
    "in_hand": "в наличии",
    "destroying": "уничтожается",
    "returned": "возвращён",
    "destroyed": "уничтожен",
    "transferred": "передан",
    "spoiled": "испорчен",
    "void": "аннулирован",
}
"""Not yet confirmed by practice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """One journal: its file name, title and columns (key, printed title, width)."""

    name: str
    title: str
    columns: tuple[tuple[str, str, float], ...]


INCOMING = Journal(
    name="incoming",
    title="Журнал учёта входящих документов",
    columns=(
        ("number", "Учётный №", 13),
        ("received_on", "Дата поступления", 12),
        ("sender", "От кого", 26),
        ("registration_number", "№ отправителя", 14),
        ("registration_date", "Дата отправителя", 12),
        ("mark_found", "Гриф отправителя", 18),
        ("degree", "Степень", 16),
        ("copy_number", "Экз. №", 7),
        ("pages", "Листов", 8),
        ("file", "Файл", 24),
        ("purpose", "Цель", 20),
        ("contract", "Договор", 14),
        ("state", "Где", 13),
        ("holder", "У кого", 18),
        ("remarks", "Примечание", 20),
    ),
)
REPRODUCTION = Journal(
    name="reproduction",
    title="Журнал учёта размножения",
    columns=(
        ("number", "Учётный № документа", 13),
        ("degree", "Степень", 16),
        ("registration_number", "№ отправителя", 14),
        ("copy", "Копия №", 8),
        ("made_on", "Дата", 12),
        ("consent", "Согласие", 16),
        ("pages", "Листов", 8),
        ("recipient", "Кому", 22),
        ("state", "Где", 13),
        ("holder", "У кого", 18),
        ("remarks", "Примечание", 20),
    ),
)
HOLDERS = Journal(
    name="copies-by-holder",
    title="Экземпляры по держателям",
    columns=(
        ("holder", "У кого", 24),
        ("number", "Учётный №", 13),
        ("copy", "Копия №", 8),
        ("kind", "Вид", 13),
        ("degree", "Степень", 16),
        ("since", "С какого дня", 12),
        ("need", "Основание", 30),
    ),
)
DESTRUCTION = Journal(
    name="destruction",
    title="Журнал учёта уничтожения",
    columns=(
        ("act", "Акт №", 14),
        ("destroyed_on", "Дата", 12),
        ("number", "Учётный №", 13),
        ("copy", "Копия №", 8),
        ("kind", "Вид", 13),
        ("degree", "Степень", 16),
        ("pages", "Листов", 8),
        ("person_a", "Уничтожил", 22),
        ("person_b", "Присутствовал", 22),
        ("left", "Не найдено рабочих копий", 14),
    ),
)


def printed(key: str, cell: Cell) -> Cell:
    """Return a cell as people read it; the CSV keeps what programs look for."""
    if not isinstance(cell, str):
        return cell
    if key == "remarks":
        return NEXT.join(remark(slug, RUSSIAN) for slug in cell.split(NEXT))
    return WORDS.get(cell, cell) if key in WORDED else cell
