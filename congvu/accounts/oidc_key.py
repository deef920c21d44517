"""The key with which the platform signs what it tells other systems of who signed in."""

import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

BITS = 3072


@cache
def signing_key(path: Path) -> str:
    """The private key (RSA, PEM); made at its first use, whole or not at all, readable by the platform's user only."""
    if path.exists():
        return path.read_text()
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    written.touch(mode=0o600, exist_ok=False)
    try:
        written.write_bytes(pem)
        os.link(written, path)
    except FileExistsError:  # another process made it in the same moment: theirs is the key
        return path.read_text()
    finally:
        written.unlink()
    return pem.decode()
