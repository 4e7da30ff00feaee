"""The folder in which the embedded portal keeps everything: database, files, queue and key."""

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """The installation's own key: made once, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


def message_folders(folder: Path) -> dict[str, str]:
    """Where the embedded worker's messages lie; the transport wants its folders made beforehand."""
    messages = folder / "queue"
    messages.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(folder / "queue-control"),
    }
