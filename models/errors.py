"""Every error that belgi raises on purpose, with its exit code and slug.

    BelgiError
    ├── UsageError          wrong command line                            2
    │   └── ConfigError     wrong settings or agreement file              2
    ├── RefusedError        a rule of the Agreement forbids it            4
    ├── InputError          one file cannot be read                       5
    │   ├── EncryptedInput      slug encrypted
    │   ├── CorruptInput        slug damaged
    │   ├── EmptyInput          slug empty
    │   ├── UnsupportedInput    slug unsupported
    │   └── LimitExceeded       slug too-large
    ├── OutputError         one carrier cannot be written or proved       5
    │   └── LayoutError     there is no place for the stamp               5
    ├── PlaceError          the batch folder takes no carrier at all      5
    ├── RegisterError       locked, damaged or tampered with              6
    │   └── UnwritableError its disk is full, or may not be written       5
    └── DependencyError     something needed is missing                   7

A slug goes to the manifest, so that scripts never parse sentences. Messages say what
happened, to which file, and what to do; they never hold text of a document.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells its caller; a published interface."""

    OK = 0
    BUG = 1
    USAGE = 2
    HELD = 3
    REFUSED = 4
    FAILED = 5
    REGISTER = 6
    DEPENDENCY = 7
    INTERRUPTED = 130


class BelgiError(Exception):
    """Base of all errors raised on purpose."""

    exit_code: ExitCode = ExitCode.BUG
    slug: str = "error"

    def __init__(self, message: str, *, slug: str | None = None) -> None:
        super().__init__(message)
        if slug is not None:
            self.slug = slug

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), str(self), self.slug, dict(self.__dict__)))


def _rebuild(
    kind: type[BelgiError], message: str, slug: str, state: dict[str, object]
) -> BelgiError:
    """Make the error again in another process; subclasses may take more arguments."""
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    error.slug = slug
    return error


class UsageError(BelgiError):
    """The command line asks for something that cannot be."""

    exit_code = ExitCode.USAGE
    slug = "usage"


class ConfigError(UsageError):
    """A settings or agreement file is wrong; the message names key and line."""

    slug = "settings"


class RefusedError(BelgiError):
    """A rule of the Agreement forbids the operation."""

    exit_code = ExitCode.REFUSED
    slug = "refused"

    def __init__(
        self, message: str, *, article: str | None, slug: str | None = None
    ) -> None:
        super().__init__(message, slug=slug)
        self.article = article


class InputError(BelgiError):
    """A received file cannot be read."""

    exit_code = ExitCode.FAILED
    slug = "unreadable"


class EncryptedInput(InputError):
    """The file needs a password that we do not have."""

    slug = "encrypted"


class CorruptInput(InputError):
    """The file is damaged or not what it claims to be."""

    slug = "damaged"


class EmptyInput(InputError):
    """The file has no bytes or no pages."""

    slug = "empty"


class UnsupportedInput(InputError):
    """The kind of file cannot be read for marks."""

    slug = "unsupported"


class LimitExceeded(InputError):
    """The file is larger, deeper or slower than a limit allows."""

    slug = "too-large"


class OutputError(BelgiError):
    """A carrier cannot be written, or its stamp cannot be proved."""

    exit_code = ExitCode.FAILED
    slug = "output"


class LayoutError(OutputError):
    """There is no place on the page where the stamp covers nothing."""

    slug = "no-place"


class PlaceError(BelgiError):
    """Carriers cannot be put where they belong: full, read-only, or gone.

    No carrier is to blame, so that none ends by it: the same command goes on later.
    """

    exit_code = ExitCode.FAILED
    slug = "batch-folder"


class RegisterError(BelgiError):
    """The register is locked, damaged or tampered with."""

    exit_code = ExitCode.REGISTER
    slug = "register"


class UnwritableError(RegisterError):
    """The office folder cannot be written: a full disk, or no right to write there.

    The register itself is as it was.
    """

    exit_code = ExitCode.FAILED
    slug = "cannot-write"


class DependencyError(BelgiError):
    """Something that the work needs is not installed or cannot be reached."""

    exit_code = ExitCode.DEPENDENCY
    slug = "missing"
