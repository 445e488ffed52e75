"""Make the sample dossier: 19 carriers, an inventory, and nothing that is secret.

Run ``python -m samples.make_dossier FOLDER``. What each carrier must end as stands in
``truth.json`` beside this file.
"""

import csv
import sys
from collections.abc import Callable
from pathlib import Path

from samples import texts
from samples.draw import Sheet, as_bytes, draw_docx, draw_pdf, draw_scan, press_stamp

SENDER = "BY:Министерство образцов"
RED = (200, 30, 45)
BLUE = (40, 60, 180)
VIOLET = (110, 50, 150)

INVENTORY_HEADER = (
    "file",
    "registration_number",
    "date",
    "degree",
    "copy_number",
    "sheets",
)
INVENTORY = (
    ("01-pismo.pdf", "17с", "2026-03-12", "secret", "1", "1"),
    ("02-spravka.pdf", "18сс", "2026-03-12", "top-secret", "2", "1"),
    ("03-otchet.pdf", "4ов", "2026-03-13", "special-importance", "1", "3"),
    ("04-hat.docx", "9қ", "2026-03-13", "secret", "2", ""),
    ("05-zapiska.docx", "19сс", "2026-03-13", "top-secret", "1", ""),
    ("06-list.docx", "20с", "2026-03-14", "secret", "1", ""),
    ("07-skan.png", "23с", "2026-03-14", "secret", "3", "1"),
    ("08-shtamp.jpg", "24с", "2026-03-14", "secret", "", "1"),
    ("09-faks.tif", "25сс", "2026-03-15", "top-secret", "2", "2"),
    ("10-dsp.pdf", "", "", "", "", ""),
    ("11-dva-grifa.pdf", "26с", "", "", "1", "2"),
    ("12-zacherknut.docx", "27с", "", "", "1", ""),
    ("13-tablitsa.pdf", "", "", "", "", ""),
    ("14-povrezhden.pdf", "", "", "", "", ""),
    ("15-zashifrovan.pdf", "", "", "", "", ""),
    ("16-vedomost.xlsx", "", "2026-03-16", "secret", "1", ""),
    ("17-zapis.dat", "21с", "2026-03-16", "secret", "1", ""),
    ("18-hat.pdf", "22өқ", "2026-03-16", "secret", "1", "1"),
    ("19-morkaya-pechat.png", "5ем", "2026-03-16", "special-importance", "4", "1"),
)
"""The inventory disagrees with carrier 18, which bears a higher mark; carrier 17 cannot
bear a mark, so that the inventory gives its degree (article 1(4))."""


def _letter(folder: Path) -> None:
    draw_pdf(
        folder / "01-pismo.pdf",
        [
            Sheet(
                mark=("Секретно", "Экз. № 1"),
                number="№ 17с от 12.03.2026",
                title="О порядке обмена образцами",
                body=texts.LETTER_RU,
            )
        ],
    )


def _letter_spaced(folder: Path) -> None:
    draw_pdf(
        folder / "02-spravka.pdf",
        [
            Sheet(
                mark=("С о в е р ш е н н о   с е к р е т н о", "Экз. № 2"),
                number="№ 18сс от 12.03.2026",
                body=texts.REPORT_RU,
            )
        ],
    )


def _two_lines(folder: Path) -> None:
    body = texts.REPORT_RU
    draw_pdf(
        folder / "03-otchet.pdf",
        [
            Sheet(
                mark=("Особой", "важности", "Экз. № 1"),
                number="№ 4ов от 13.03.2026",
                title="Отчёт о ходе работ",
                body=body,
            ),
            Sheet(body=body, landscape=True),
            Sheet(body=body[:2]),
        ],
    )


def _word_kk(folder: Path) -> None:
    draw_docx(
        folder / "04-hat.docx",
        Sheet(
            mark=("ҚҰПИЯ", "Дана № 2"),
            number="№ 9қ, 2026 жылғы 13 наурыз",
            title="Жұмыс жоспарын келісу туралы",
            body=texts.LETTER_KK,
        ),
    )


def _word_header_only(folder: Path) -> None:
    draw_docx(
        folder / "05-zapiska.docx",
        Sheet(
            mark=("Совершенно секретно", "Экз. № 1"),
            number="№ 19сс от 13.03.2026",
            body=texts.MEMO_RU,
        ),
        mark_in_header=True,
    )


def _word_be(folder: Path) -> None:
    draw_docx(
        folder / "06-list.docx",
        Sheet(
            mark=("САКРЭТНА", "Экз. № 1"),
            number="№ 20с ад 14.03.2026",
            body=texts.LETTER_BE,
        ),
    )


def _scan_skewed(folder: Path) -> None:
    sheet = Sheet(
        mark=("СЕКРЕТНО", "Экз. № 3"), number="№ 23с от 14.03.2026", body=texts.MEMO_RU
    )
    picture = draw_scan(sheet, dpi=200, skew_deg=2.2)
    data = as_bytes(picture, "PNG", dpi=(200, 200), compress_level=6)
    (folder / "07-skan.png").write_bytes(data)


def _rubber_stamp(folder: Path) -> None:
    page = draw_scan(Sheet(number="№ 24с от 14.03.2026", body=texts.LETTER_RU))
    stamped = press_stamp(page, ("СЕКРЕТНО",), ink=BLUE, angle_deg=9, at=(0.74, 0.2))
    data = as_bytes(stamped, "JPEG", quality=80, dpi=(200, 200))
    (folder / "08-shtamp.jpg").write_bytes(data)


def _fax(folder: Path) -> None:
    first = draw_scan(
        Sheet(
            mark=("Совершенно секретно", "Экз. № 2"),
            number="№ 25сс от 15.03.2026",
            body=texts.REPORT_RU,
        )
    )
    second = draw_scan(Sheet(body=texts.REPORT_RU[:3]))
    pages = [
        page.point(lambda v: 255 if v > 150 else 0).convert("1")
        for page in (first, second)
    ]
    data = as_bytes(
        pages[0],
        "TIFF",
        save_all=True,
        append_images=pages[1:],
        compression="group4",
        dpi=(200, 200),
    )
    (folder / "09-faks.tif").write_bytes(data)


def _restricted(folder: Path) -> None:
    draw_pdf(
        folder / "10-dsp.pdf",
        [
            Sheet(
                mark=("Для служебного пользования", "Экз. № 1"),
                number="№ 31-дсп от 15.03.2026",
                body=texts.MEMO_RU,
            )
        ],
    )


def _two_degrees(folder: Path) -> None:
    draw_pdf(
        folder / "11-dva-grifa.pdf",
        [
            Sheet(mark=("Секретно", "Экз. № 1"), number="№ 26с", body=texts.LETTER_RU),
            Sheet(
                mark=("Совершенно секретно",), title="Приложение", body=texts.REPORT_RU
            ),
        ],
    )


def _struck_out(folder: Path) -> None:
    draw_docx(
        folder / "12-zacherknut.docx",
        Sheet(mark=("Секретно", "Экз. № 1"), number="№ 27с", body=texts.MEMO_RU),
        struck=True,
    )


def _mention_only(folder: Path) -> None:
    draw_pdf(
        folder / "13-tablitsa.pdf",
        [
            Sheet(
                title="Соответствие степеней секретности",
                body=(texts.TABLE_INTRO_RU, texts.TABLE_OUTRO_RU),
            )
        ],
        table=texts.TABLE_RU,
    )


def _damaged(folder: Path) -> None:
    whole = folder / "14-povrezhden.pdf"
    draw_pdf(whole, [Sheet(mark=("Секретно",), body=texts.LETTER_RU)])
    data = whole.read_bytes()
    whole.write_bytes(data[: len(data) // 3])


def _encrypted(folder: Path) -> None:
    sheet = Sheet(mark=("Секретно", "Экз. № 1"), body=texts.LETTER_RU)
    draw_pdf(folder / "15-zashifrovan.pdf", [sheet], password="sample")  # noqa: S106


def _spreadsheet(folder: Path) -> None:
    from datetime import datetime

    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    page = book.worksheets[0]
    page.title = "Ведомость"
    page["D1"] = "Секретно"
    page["D2"] = "Экз. № 1"
    page["D1"].font = Font(bold=True, size=14)
    page["D1"].alignment = page["D2"].alignment = Alignment(horizontal="right")
    for row in (
        ("№", "Наименование", "Количество"),
        (1, "Датчик", 4),
        (2, "Кабель", 9),
    ):
        page.append(row)
    book.properties.created = book.properties.modified = datetime(2026, 3, 16)  # noqa: DTZ001
    book.save(folder / "16-vedomost.xlsx")


def _unstampable(folder: Path) -> None:
    (folder / "17-zapis.dat").write_bytes(bytes(range(256)) * 64)


def _disagrees(folder: Path) -> None:
    draw_pdf(
        folder / "18-hat.pdf",
        [
            Sheet(
                mark=("Өте құпия", "Дана № 1"),
                number="№ 22өқ, 16.03.2026",
                body=texts.LETTER_KK,
            )
        ],
    )


def _violet_stamp_kk(folder: Path) -> None:
    page = draw_scan(Sheet(number="№ 5ем, 16.03.2026", body=texts.LETTER_KK))
    stamped = press_stamp(
        page, ("АСА МАҢЫЗДЫ", "Дана № 4"), ink=VIOLET, angle_deg=-6, at=(0.76, 0.09)
    )
    data = as_bytes(stamped, "PNG", dpi=(200, 200), compress_level=6)
    (folder / "19-morkaya-pechat.png").write_bytes(data)


CARRIERS: tuple[Callable[[Path], None], ...] = (
    _letter,
    _letter_spaced,
    _two_lines,
    _word_kk,
    _word_header_only,
    _word_be,
    _scan_skewed,
    _rubber_stamp,
    _fax,
    _restricted,
    _two_degrees,
    _struck_out,
    _mention_only,
    _damaged,
    _encrypted,
    _spreadsheet,
    _unstampable,
    _disagrees,
    _violet_stamp_kk,
)


def make_translation(folder: Path) -> Path:
    """Write a translation of the first letter into Kazakh and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "01-pismo-audarma.docx"
    sheet = Sheet(title="Үлгілермен алмасу тәртібі туралы", body=texts.LETTER_KK)
    draw_docx(target, sheet)
    return target


def make_dossier(folder: Path) -> Path:
    """Write the carriers and, beside the folder, their inventory; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for make in CARRIERS:
        make(folder)
    inventory = folder.with_name(f"{folder.name}-inventory.csv")
    with inventory.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(INVENTORY_HEADER)
        rows.writerows(INVENTORY)
    return inventory


if __name__ == "__main__":
    make_dossier(Path(sys.argv[1]))
