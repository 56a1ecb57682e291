"""An import's files in the office's folder, on the disk before the row of their job says so."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.errors import OutpostError
from app.services import jobs
from app.services.base import Core

MAX_FILE_NAME_CHARACTERS = 255


def file_of(core: Core, uuid: str, ending: str) -> Path:
    return jobs.folder_of(core, jobs.IMPORTS) / f"{uuid}.{ending}"


def short_name(file_name: str) -> str:
    return file_name[:MAX_FILE_NAME_CHARACTERS]


@contextmanager
def with_files(core: Core, uuid: str, contents: Mapping[str, Sequence[bytes]]) -> Iterator[None]:
    """Files by their endings; the block writes the row, and without it they go. Errors: `disk_full`, `disk_failed`."""
    paths = {ending: file_of(core, uuid, ending) for ending in contents}
    try:
        for ending, lines in contents.items():
            _store(paths[ending], lines)
        yield
    except BaseException:
        for path in paths.values():
            path.unlink(missing_ok=True)
        raise


def _store(path: Path, lines: Sequence[bytes]) -> None:
    try:
        with path.open("xb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutpostError("disk_full" if error.errno == errno.ENOSPC else "disk_failed", retryable=True) from error
