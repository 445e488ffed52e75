"""What this program calls itself in manifests and on request."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version


def version() -> str:
    """Return the version of belgi; "unknown" where it runs without being installed."""
    try:
        return installed_version("belgi")
    except PackageNotFoundError:
        return "unknown"
