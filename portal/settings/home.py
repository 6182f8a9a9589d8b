"""Where Pitwall keeps its data, its sockets and its generated secret."""

import contextlib
import hashlib
import os
import secrets
import tempfile
from pathlib import Path

from portal.settings import environment

__all__ = ["BASE_DIR", "PITWALL_HOME", "PITWALL_RUNTIME", "PORT", "PROGRESS_FILE", "SECRET_KEY"]

# Valkey refuses unix socket paths over 107 characters; names in the folder take up to 40.
LONGEST_RUNTIME_PATH = 60

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def runtime_folder(home: Path) -> Path:
    """A short folder for sockets: inside `home` where its path is short enough."""
    inside = home / "run"
    if len(os.fsencode(inside)) <= LONGEST_RUNTIME_PATH:
        return inside
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"pitwall-{os.getuid()}-{digest}"


def private_folder(path: Path) -> Path:
    """Make the folder for this user alone; raises PermissionError if it is somebody else's."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to another user; set PITWALL_RUNTIME elsewhere.")
    return path


def generated_secret(path: Path) -> str:
    """The secret in `path`, made at the first start; safe when several processes start at once."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")


PITWALL_HOME = private_folder(
    Path(environment.text("PITWALL_HOME", str(BASE_DIR / "var"))).expanduser().resolve()
)
PITWALL_RUNTIME = private_folder(
    Path(environment.text("PITWALL_RUNTIME", str(runtime_folder(PITWALL_HOME))))
)
# Written by the demo, shown in the terminal and the browser: portal/launch/progress.py.
PROGRESS_FILE = PITWALL_HOME / "run" / "progress.json"
PORT = environment.integer("PORT", 8000)
SECRET_KEY = environment.text("PITWALL_SECRET_KEY") or generated_secret(PITWALL_HOME / "secret-key")
