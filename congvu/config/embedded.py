"""Where the embedded PostgreSQL listens: a socket in its own folder, no port."""

import hashlib
import tempfile
from pathlib import Path
from urllib.parse import quote


def socket_folder(data: Path) -> Path:
    """The folder of the socket. A socket's path may have 107 bytes at most, so a deep data folder gets one elsewhere."""
    folder = data / "postgres-run"
    if len(str(folder)) > 80:
        folder = Path(tempfile.gettempdir()) / f"congvu-{hashlib.sha256(str(data).encode()).hexdigest()[:12]}"
    return folder


def embedded_url(data: Path) -> str:
    return f"postgresql://congvu@/congvu?host={quote(str(socket_folder(data)))}"
