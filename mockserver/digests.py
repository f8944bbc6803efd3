"""What stands for a credential where it has to be known again."""

from __future__ import annotations

import hashlib


def digest(value: str) -> str:
    """BLAKE2b, which is quick, in hexadecimal. Nobody can make the credential of it."""
    return hashlib.blake2b(value.encode("utf-8", "surrogatepass")).hexdigest()
