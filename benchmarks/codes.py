"""How often a printed 2-D code is read back, by way of copying and size of the print.

python -m benchmarks.codes [PAGES]
"""

import math
import random
import sys
import time

from stamps.code2d import modules, payload, read_codes
from stamps.plan import CodeContent
from tests.build_degraded_codes import KEY, WAYS, code_text, faxed, printed

SIZES_MM = (11.0, 12.0, 13.0, 14.0)
ALL_WAYS = WAYS | {"fax, standard": lambda p, r: faxed(p, r, dpi_down=98)}


def main() -> None:
    """Print a table of rates with the lower end of a 95 % interval (Wilson)."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print("| way | size mm | pages | read | wrong | at least (95 %) | ms a page |")
    print("|---|---|---|---|---|---|---|")
    for way, copied in ALL_WAYS.items():
        for size in SIZES_MM:
            read = wrong = 0
            spent = 0.0
            for seed in range(pages):
                rng = random.Random(f"{way}{seed}")
                text = code_text(rng)
                picture = copied(printed(text, rng, side_mm=size), rng)
                start = time.perf_counter()
                found = read_codes(picture)
                spent += time.perf_counter() - start
                read += found == (text,)
                wrong += bool(found) and found != (text,)
            low = lower_bound(read, pages)
            row = (way, size, pages, f"{read / pages:.1%}", wrong, f"{low:.1%}")
            print(
                "|",
                " | ".join(map(str, row)),
                f"| {1000 * spent / pages:.1f} |",
                flush=True,
            )
    print(f"\nmaking 1000 different codes: {making_ms():.0f} ms")


def lower_bound(read: int, pages: int) -> float:
    """Return the lower end of Wilson's interval at 95 %."""
    z, share = 1.96, read / pages
    middle = share + z * z / (2 * pages)
    spread = z * math.sqrt(share * (1 - share) / pages + z * z / (4 * pages * pages))
    return (middle - spread) / (1 + z * z / pages)


def making_ms() -> float:
    """Return the time that payload and modules of 1000 pages take."""
    content = CodeContent(number="12с/2026", copy=3, key=KEY)
    start = time.perf_counter()
    for page in range(1, 1001):
        modules(payload(content, page, 1000))
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
