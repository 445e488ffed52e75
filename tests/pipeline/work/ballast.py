"""A module that needs more memory than the tests' workers may have."""

SIZE = 400 << 20
_BALLAST = bytearray(SIZE)
