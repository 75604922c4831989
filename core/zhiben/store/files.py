"""Files kept beside the database: written whole or not at all, and why the system refused."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_REASONS: Final = {
    errno.ENOSPC: "磁盘已满，请腾出空间后重试",
    errno.EDQUOT: "磁盘配额已用完，请腾出空间后重试",
    errno.EACCES: "没有读写权限，请检查文件和文件夹的权限",
    errno.EPERM: "没有读写权限，请检查文件和文件夹的权限",
    errno.EROFS: "所在的位置只读，请换到可写的位置",
}
_OWNER_ONLY: Final = 0o600


def reason_of(error: OSError) -> str:
    """Say why the system refused."""
    return _REASONS.get(error.errno or 0, f"系统提示“{error.strerror or error}”")


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder last, where the system lets folders be synchronised."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, in the place of any of that name.

    It is there whole, or as it was before.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    create_private(part, content)
    try:
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def create_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read; it is there whole, or not at all.

    Raises:
        FileExistsError: when there is one of that name.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
