"""Inventories as people make them; wrong ones are refused by row."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.accounts import ContractItem, InventoryRow
from models.agreement_file import load_agreement
from models.errors import ConfigError
from pipeline.inventory import read_contract_items, read_inventory

AGREEMENT = load_agreement("kz-by")
SECRET = AGREEMENT.degree("secret")
HEADER = "file,registration_number,date,degree,copy_number,sheets"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "inventory.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, text: str, encoding: str = "utf-8") -> tuple[InventoryRow, ...]:
    return read_inventory(written(folder, text, encoding), agreement=AGREEMENT)


ROW = InventoryRow(
    file="письмо.pdf",
    registration_number="12с",
    date="2026-10-01",
    degree=SECRET,
    copy_number=2,
    sheets=3,
    row=2,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semi", "tab"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_csv_in_any_usual_dress(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    text = f"{HEADER}\nписьмо.pdf,12с,2026-10-01,Секретно,2,3\n"

    rows = read(tmp_path, text.replace(",", delimiter).replace("\n", end), encoding)

    assert rows == (ROW,)


def test_a_workbook(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(","))
    sheet.append(["письмо.pdf", "12с", date(2026, 10, 1), "secret", 2.0, 3])
    sheet.append([None] * 6)
    sheet.append(["b.pdf", 14, date(2026, 10, 1)])
    path = tmp_path / "inventory.xlsx"
    book.save(path)

    rows = read_inventory(path, agreement=AGREEMENT)

    assert rows[0] == ROW
    assert rows[1] == InventoryRow(
        file="b.pdf", registration_number="14", date="2026-10-01", row=4
    )


@pytest.mark.parametrize(
    ("cell", "slug"),
    [
        ("secret", "secret"),
        ("top-secret", "top-secret"),
        ("Секретно", "secret"),
        ("секретно", "secret"),
        ("«Құпия»", "secret"),
        ("Өте  құпия", "top-secret"),
        ("Құпия (Секретно)", "secret"),
        ("СС", "top-secret"),
        ("Асаблівай важнасці", "special-importance"),
        ("", None),
        ("—", None),
    ],
)
def test_degrees_as_slugs_or_words(tmp_path: Path, cell: str, slug: str | None) -> None:
    (row,) = read(tmp_path, f"file,degree\na.pdf,{cell}\n")

    assert (row.degree.slug if row.degree else None) == slug


@pytest.mark.parametrize(
    ("cell", "iso"), [("2026-10-01", "2026-10-01"), ("1.10.2026", "2026-10-01")]
)
def test_dates(tmp_path: Path, cell: str, iso: str) -> None:
    (row,) = read(tmp_path, f"file,date\na.pdf,{cell}\n")

    assert row.date == iso


@pytest.mark.parametrize("cell", ["3", "№ 3", "Экз. № 3", "экз.3"])
def test_copy_numbers(tmp_path: Path, cell: str) -> None:
    (row,) = read(tmp_path, f"file,copy_number\na.pdf,{cell}\n")

    assert row.copy_number == 3


@pytest.mark.parametrize("cell", ["b/a.pdf", "./b/a.pdf", "b\\a.pdf", "b//a.pdf"])
def test_names_within_the_dossier(tmp_path: Path, cell: str) -> None:
    (row,) = read(tmp_path, f"file\n{cell}\n")

    assert row.file == "b/a.pdf"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "row 1: the column 'file' is missing"),
        ("name,degree\na,secret\n", "row 1: unknown column 'name'"),
        ("file,degre\na,secret\n", "did you mean 'degree'"),
        ("file,file\na,b\n", "row 1: the column 'file' is there twice"),
        ("file,degree\na.pdf,secrt\n", "row 2: unknown degree; did you mean 'secret'"),
        ("file,degree\na.pdf,Секретн\n", "did you mean 'секретно'"),
        ("file\n/etc/passwd\n", "row 2: the file has an absolute path"),
        ("file\nC:\\a.pdf\n", "row 2: the file has an absolute path"),
        ("file\na/../../b.pdf\n", "row 2: the file lies outside"),
        ("file\n..\n", "row 2: the file lies outside"),
        ("file\n.\n", "row 2: the file lies outside"),
        ("file\na.pdf\n\na.pdf\n", "row 4: the same file as in row 2"),
        ("file\na.pdf\n./a.pdf\n", "row 3: the same file as in row 2"),
        ("file,date\na.pdf,yesterday\n", "row 2: the date is none"),
        ("file,date\na.pdf,2026-13-01\n", "row 2: the date is none"),
        ("file,sheets\na.pdf,many\n", "row 2: sheets is not a whole number"),
        ("file,sheets\na.pdf,-1\n", "row 2: sheets is not a whole number"),
        ("file,sheets\n,3\n", "row 2: the file is not named"),
        ("file\na.pdf,b.pdf\n", "row 2: more cells than the header has"),
        ('file\n"a.pdf\n', "not CSV"),
        ("file\na\0.pdf\n", "neither CSV nor XLSX"),
    ],
    ids=range(21),
)
def test_a_wrong_inventory_names_its_row(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, text)

    assert says in str(refused.value)


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "inventory.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 50)

    with pytest.raises(ConfigError, match="not a workbook"):
        read_inventory(path, agreement=AGREEMENT)


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_inventory(tmp_path / "none.csv", agreement=AGREEMENT)


def test_what_a_row_holds_never_reaches_the_message(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, "file,degree\na.pdf,\x1b[31mсовершенно важно\n")

    assert "\x1b" not in str(refused.value)
    assert "совершенно важно" not in str(refused.value)


def test_contract_items(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "item;degree;registration_number;file\nЧертежи;Секретно;;\nОтчёт;secret;9с;r.pdf\n",
    )

    assert read_contract_items(path, agreement=AGREEMENT) == (
        ContractItem(item="Чертежи", degree=SECRET),
        ContractItem(
            item="Отчёт", degree=SECRET, registration_number="9с", file="r.pdf"
        ),
    )


@pytest.mark.parametrize("text", ["item,degree\nx,\n", "item,degree\n,secret\n"])
def test_a_contract_item_needs_its_degree(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="row 2"):
        read_contract_items(written(tmp_path, text), agreement=AGREEMENT)


@given(content=st.binary(max_size=300))
def test_any_bytes_give_rows_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "inventory.csv"
    path.write_bytes(content)

    try:
        rows = read_inventory(path, agreement=AGREEMENT)
    except ConfigError:
        return

    assert all(row.file for row in rows)


def test_every_wrong_row_is_named_at_once(tmp_path: Path) -> None:
    wrong = "".join(f"{n}.pdf,secrt\n" for n in range(25))
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, f"file,degree\na.pdf,secret\n{wrong}")
    said = str(caught.value)
    assert "row 2:" not in said
    assert all(f"row {number}: unknown degree" in said for number in range(3, 23))
    assert said.endswith("; and 5 rows more")
