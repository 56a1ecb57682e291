"""Bytes on the disk under the name of their SHA-256, and what kind of file they are."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import filetype

from app import ids
from app.errors import Invalid, OutpostError

MAX_BYTES = 25 * 1024 * 1024  # RapidPro's limit for an upload
MIN_FREE_BYTES = 256 * 1024 * 1024  # messages need the disk more than pictures do
MAX_NAME_CHARACTERS = 100
TEXT = "text/plain"
# Nothing that a browser would run. The endings are for people who save a file.
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/x-wav": "wav",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "video/webm": "webm",
    "application/pdf": "pdf",
    TEXT: "txt",
}


def sniff(content: bytes) -> str:
    """The content type that the bytes show. Errors: `invalid` content `empty`, `too_large`, `type`."""
    if not content:
        raise Invalid("content", "empty")
    if len(content) > MAX_BYTES:
        raise Invalid("content", "too_large", limit=MAX_BYTES)
    guessed = filetype.guess(content)
    found = guessed.mime if guessed else ""
    if not found and content[4:10] == b"ftyp3g":  # what cheap phones record, and filetype does not know
        found = "video/3gpp"
    if not found and _is_text(content):
        found = TEXT
    if found not in ENDINGS:
        raise Invalid("content", "type", found=found)
    return found


def clean_name(name: str, content_type: str) -> str:
    """A file name without folders and invisible characters, with the ending of its type."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    stem = "".join(char for char in bare if unicodedata.category(char)[0] != "C").strip(". ")
    ending = f".{ENDINGS[content_type]}"
    if stem.lower().endswith(ending):
        stem = stem[: -len(ending)]
    return (stem[: MAX_NAME_CHARACTERS - len(ending)].strip(". ") or "file") + ending


class MediaFiles:
    """The folder. A file is there whole or not at all, and on the disk before its row is committed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """Store the bytes; their SHA-256. Errors: `disk_full`, `disk_failed`."""
        sha256 = hashlib.sha256(content).hexdigest()
        final = self.path(sha256)
        try:
            final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if shutil.disk_usage(self._folder).free - len(content) < MIN_FREE_BYTES:
                raise OutpostError("disk_full", retryable=True)
            self._write(final, content)
        except OSError as error:
            raise OutpostError("disk_failed", retryable=True) from error
        return sha256

    def remove(self, sha256: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.path(sha256).unlink()

    def names(self) -> Iterator[tuple[str, float]]:
        """SHA-256 and time of the last writing (seconds since 1970) of each file, half-written ones too."""
        for folder in sorted(self._folder.glob("??")):
            for path in folder.iterdir():
                with contextlib.suppress(FileNotFoundError):
                    yield path.name, path.stat().st_mtime

    def _write(self, final: Path, content: bytes) -> None:
        """Written anew also where it stands: then it is young, and nobody sweeps it away."""
        half = final.with_name(f"{final.name}.{ids.readable(6)}")
        try:
            with half.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            half.replace(final)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
        _sync_folder(final.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder can't be opened there; NTFS keeps its own log
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_text(content: bytes) -> bool:
    """UTF-8 without control characters, and nothing that looks like markup."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    is_clean = all(char in "\t\r\n" or unicodedata.category(char) != "Cc" for char in text)
    return is_clean and not text.lstrip().startswith("<")
