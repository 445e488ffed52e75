"""Reads the letters of a small grey picture with Tesseract, inside this process.

Knows where Tesseract's data may stand and how to keep an engine warm; knows nothing
of pages, marks or files.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.errors import DependencyError
from pipeline.reading.ocr_slips import mend_number
from pipeline.reading.page_time import stop_when_out_of_time

Gray = npt.NDArray[np.uint8]

LANGUAGES = ("rus", "kaz", "bel")
"""Order matters: «№» is in the Russian data only, and the first language wins ties."""

BLOCK, ONE_LINE, ONE_WORD = 6, 7, 8
"""Tesseract's page segmentation modes that are used here."""

_PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tesseract-ocr/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/usr/local/opt/tesseract/share/tessdata",
    "/opt/local/share/tessdata",
)


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word with its place in pixels of the picture that was read."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class OcrLine:
    """The words of one line, left to right."""

    words: tuple[OcrWord, ...]

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean over the letters, 0 to 1; 0 for a line without words."""
        letters = sum(len(word.text) for word in self.words)
        total = sum(len(word.text) * word.confidence for word in self.words)
        return total / letters if letters else 0.0

    def moved(self, right: int, down: int) -> "OcrLine":
        """Return the line at another place."""
        return OcrLine(
            tuple(
                OcrWord(
                    word.text,
                    word.x0 + right,
                    word.y0 + down,
                    word.x1 + right,
                    word.y1 + down,
                    word.confidence,
                )
                for word in self.words
            )
        )


def find_tessdata() -> Path:
    """Return the folder that holds Tesseract's language data.

    Raises:
        DependencyError: when no usual place holds the Kazakh and Russian data.
    """
    prefix = os.environ.get("TESSDATA_PREFIX")
    named = [Path(prefix), Path(prefix) / "tessdata"] if prefix else []
    for place in (*named, *map(Path, _PLACES)):
        if all((place / f"{code}.traineddata").is_file() for code in LANGUAGES[:2]):
            return place
    raise DependencyError(
        "Tesseract's language data for Russian and Kazakh was not found; scans cannot"
        " be read without it. Install it (Debian: apt-get install tesseract-ocr-kaz"
        " tesseract-ocr-rus tesseract-ocr-bel) or set TESSDATA_PREFIX.",
        slug="ocr-data",
    )


@cache
def _engine(languages: str) -> Any:
    """Return a warm engine of this process."""
    folder = find_tessdata()
    os.environ["OMP_THREAD_LIMIT"] = "1"  # read when the library loads
    import tesserocr

    return tesserocr.PyTessBaseAPI(
        path=str(folder), lang=languages, psm=ONE_LINE, oem=tesserocr.OEM.LSTM_ONLY
    )


@cache
def has_language(code: str) -> bool:
    """Tell whether the data of a language that is not required is installed."""
    return (find_tessdata() / f"{code}.traineddata").is_file()


def warm_up() -> None:
    """Load the engines before the first page, so that workers share the pages."""
    for languages in ("rus+kaz", "kaz"):
        _engine(languages)


def read_letters(
    picture: Gray, *, dpi: int = 200, mode: int = ONE_LINE, languages: str = "rus+kaz"
) -> tuple[OcrLine, ...]:
    """Return the lines that Tesseract sees in a grey picture, top to bottom.

    Args:
        picture: 8-bit grey, dark letters on a light ground.
        dpi: resolution of the picture.
        mode: one of BLOCK, ONE_LINE, ONE_WORD.
        languages: codes joined by plus signs.

    Raises:
        DependencyError: when the language data is missing.
        OutOfTime: when the page at hand has had its time.
    """
    stop_when_out_of_time()
    height, width = picture.shape
    if height < 6 or width < 6:
        return ()
    import tesserocr

    engine = _engine(languages)
    engine.SetPageSegMode(mode)
    data = np.ascontiguousarray(picture)
    engine.SetImageBytes(data.tobytes(), width, height, 1, width)
    engine.SetSourceResolution(dpi)
    engine.Recognize()
    lines: list[list[OcrWord]] = []
    walker = engine.GetIterator()
    if walker is None:
        return ()
    for item in tesserocr.iterate_level(walker, tesserocr.RIL.WORD):
        if item.IsAtBeginningOf(tesserocr.RIL.TEXTLINE) or not lines:
            lines.append([])
        before = lines[-1][-1].text if lines[-1] else None
        lines[-1].extend(_word(item, tesserocr.RIL.WORD, before))
    engine.Clear()
    return tuple(OcrLine(tuple(words)) for words in lines if words)


def _word(item: Any, level: int, before: str | None) -> Iterator[OcrWord]:
    """Yield the word under the iterator, if it holds anything."""
    if item.Empty(level):
        return
    text, box = item.GetUTF8Text(level).strip(), item.BoundingBox(level)
    if text and box is not None:
        mended = mend_number(" ".join(text.split()), before)
        x0, y0, x1, y1 = box
        yield OcrWord(mended, x0, y0, x1, y1, item.Confidence(level) / 100)
