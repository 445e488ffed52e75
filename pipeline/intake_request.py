"""What an intake is asked to do, and what makes two requests the same."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from models.accounts import Channel
from models.errors import UsageError
from models.settings import Body, Limits
from pipeline.document import hash_file
from pipeline.dossier import Carrier, list_dossier
from pipeline.remote_dossier import refuse_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRequest:
    """The arguments of one intake."""

    paths: tuple[Path | str, ...]
    """On this machine; a text is the address of a place elsewhere, which may hold no
    key to it."""
    sender: Body
    inventory: Path | None = None
    purpose: str | None = None
    contract: str | None = None
    channel: str | None = None
    list_unmarked: bool = False
    out: Path | None = None
    skip: frozenset[str] = frozenset()
    """Names that are no carriers, such as the marker of a watched folder."""

    def __post_init__(self) -> None:
        for path in self.paths:
            if isinstance(path, str):
                refuse_secrets(path)
        known = [channel.value for channel in Channel]
        if self.channel is not None and self.channel not in known:
            raise UsageError(f"--channel is one of {', '.join(known)} (article 5.4)")
        if self.inventory is not None and not self.inventory.is_file():
            raise UsageError(f"there is no inventory {str(self.inventory)!r}")

    def carriers(self, limits: Limits) -> tuple[Carrier, ...]:
        """List what is to be taken in, without the inventory."""
        carriers = list_dossier(self.paths, limits=limits, leave_out=self.inventory)
        return tuple(one for one in carriers if one.name not in self.skip)

    def key(self) -> str:
        """Return what is the same for the same command and arguments.

        The batch folder is not part of it: the same dossier, taken in again into
        another folder, is still the same dossier.
        """
        inventory = hash_file(self.inventory) if self.inventory else None
        parts = [
            "intake",
            [p if isinstance(p, str) else str(p.resolve()) for p in self.paths],
            [self.sender.party, self.sender.name],
            [inventory, self.purpose, self.contract, self.channel],
            self.list_unmarked,
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
