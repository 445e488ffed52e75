"""A small intake as a process of its own, to be killed: FOLDER OUT.

Reserves, keeps bytes, writes carriers, accounts for them: in the order of the real one.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from models.settings import OfficeSettings
from pipeline.register.atomic import PART, write_atomic
from pipeline.register.store import Register
from tests.pipeline.register.build_office import entry, sha, wish

FILES = 120
GROUP = 3


def main(folder: str, out: str) -> None:
    settings = OfficeSettings(party="KZ", name="Канцелярия")
    now = datetime.now(UTC)
    with Register.open(Path(folder), settings) as register:
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        for part in Path(out).glob(f"{PART}*"):
            part.unlink()
        with register.writing(at=now) as desk:
            batch = desk.begin_batch("key", "intake")
        for start in range(0, FILES, GROUP):
            names = [f"f{at:03}" for at in range(start, start + GROUP)]
            got = register.reserve(
                [wish(name) for name in names], at=now, batch=batch.id
            )
            refs = register.vault.put_many([(name.encode(), name) for name in names])
            entries = []
            for name, one, ref in zip(names, got, refs, strict=True):
                if one.state == "done":
                    continue
                carrier = f"{name} {one.number}".encode()
                write_atomic(Path(out) / f"{name}.out", carrier)
                entries.append(
                    entry(
                        one,
                        sha256_out=sha(carrier.decode()),
                        batch=batch.id,
                        data={"vault": ref.name},
                    )
                )
            register.complete(entries, at=now)
        with register.writing(at=now) as desk:
            desk.end_batch(batch.id)


if __name__ == "__main__":
    main(*sys.argv[1:])
