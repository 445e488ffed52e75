"""What recognition passes on inside: words that may be a mark, and how they stand.

Holds types only; what they mean for the verdict is for the judge.
"""

from dataclasses import dataclass

from models.degrees import Degree
from models.documents import Source
from models.geometry import Box
from pipeline.recognition.forms import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Words that may be a mark, and how they stand."""

    form: Form
    page_index: int
    lines: tuple[int, ...]
    """Indexes of its lines on the page."""
    stack: tuple[int, ...]
    box: Box | None
    source: Source
    rest: tuple[str, ...] = ()
    """Other words on its lines that say nothing of marks or numbers."""
    words: tuple[tuple[str, ...], ...] = ((), (), (), ())
    """Words before and after it on its lines, and on the lines above and below."""
    capital: bool = False
    """It begins with a capital letter."""
    capitals: bool = False
    leads: bool = False
    """Nothing but signs stands before it on its line."""
    quoted: bool = False
    struck: bool = False
    loose: bool = False
    distance: int = 0
    guessed: bool = False
    """A shorter mark was read; the whole line is nearly this one."""
    upper: bool = False
    lower: bool = False
    top: bool = False
    """In the head margin, above where text begins."""
    bottom: bool = False
    """In the foot margin, below where text ends."""
    edge: bool = False
    """Turned by a quarter, along the edge of an upright page."""
    right: bool = False
    centred: bool = False
    first_lines: bool = False
    """Among the first lines of a format without places."""
    cells: int = 0
    """Lines of the table that it stands in, 0 outside of tables without places."""
    size_ratio: float = 1.0
    askew: bool = False
    ink: str | None = None
    numbered: bool = False
    """A copy number, or a registration number with this suffix, in its stack."""
    listed: bool = False
    """A bullet, a box to tick or a number stands before it."""
    ticked: bool = False
    after_text: bool = False
    """The line above it in its stack is running text that goes on."""
    titled: bool = False
    """It stands over running text as a title does."""
    about: bool = False
    """Words about marks stand on its lines or beside them."""
    several: bool = False
    """Marks of other degrees stand on the same line."""
    confidence: float = 1.0
    short: bool = False
    """С, СС, ОВ, қ, өқ, ем."""

    @property
    def degree(self) -> Degree | None:
        """The degree it would be a mark of."""
        return self.form.degree

    @property
    def alone(self) -> bool:
        """Whether nothing else of meaning stands on its lines."""
        return not self.rest
