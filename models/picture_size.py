"""How large a picture is on paper: its resolution, or a guess where it tells none.

Readers and stampers must agree on it, since places are told in points.
"""

A4_LONG_IN, A4_RATIO = 11.69, 2**0.5
DPI_RANGE = (60.0, 1300.0)
"""What is told outside of it can't be true."""
LONGEST_IN = 17.5
"""A page longer than A3 whose dpi looks like a default is taken for A4."""


def true_resolution(
    width: int, height: int, told: object = None
) -> tuple[float, float]:
    """Return dots per inch across and down, guessed from A4 where they can't be true.

    Args:
        width: Pixels across, as stored.
        height: Pixels down, as stored.
        told: What the file says, a pair of numbers; anything else is disbelieved.
    """
    if isinstance(told, tuple) and len(told) == 2:
        across, down = float(told[0]), float(told[1])
        if all(DPI_RANGE[0] <= value <= DPI_RANGE[1] for value in (across, down)):
            longest = max(width / across, height / down)
            default = across == down and across in (72.0, 96.0)
            if not (default and longest > LONGEST_IN):
                return across, down
    guess = guess_dpi(width, height)
    return guess, guess


def guess_dpi(width: int, height: int) -> float:
    """Guess the resolution of a page from the proportions of A4.

    A picture that is far from A4's shape is taken to be a strip as wide as A4.
    """
    long, short = max(width, height), max(1, min(width, height))
    if long / short <= A4_RATIO * 1.25:
        guess = long / A4_LONG_IN
    else:
        guess = short / (A4_LONG_IN / A4_RATIO)
    return min(max(guess, DPI_RANGE[0]), DPI_RANGE[1])
