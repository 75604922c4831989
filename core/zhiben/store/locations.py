"""Where a database lies: on a disk of this machine, or across a network.

SQLite's write-ahead log lives in memory that processes share, which machines cannot:
on a network drive two of them would damage the file.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

REMOTE_TYPES: Final = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "davfs", "gfs2", "gpfs", "lustre", "ncpfs", "nfs",
        "nfs4", "ocfs2", "smb", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs",
        "fuse.ceph-fuse", "fuse.davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse",
        "fuse.juicefs", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs",
        "fuse.vmhgfs-fuse",
    }
)  # fmt: skip
"""File systems that several machines write, as mount tables name them."""

_MOUNT_TABLE: Final = Path("/proc/self/mounts")
_REMOTE_DRIVE: Final = 4
_DEVICE = re.compile(r"^[\\/]{2}[?.][\\/](?!UNC[\\/])", re.IGNORECASE)
_OCTAL = re.compile(r"\\([0-7]{3})")


def is_remote(path: Path) -> bool:
    """Tell whether a file lies, or would lie, on a network drive of this machine."""
    place = str(path.resolve())
    if sys.platform == "win32":  # pragma: no cover - Windows only
        return is_share(place) or _drive_type(path.resolve().anchor) == _REMOTE_DRIVE
    return is_remote_mount(place, mounts=_mount_table())


def is_share(place: str) -> bool:
    r"""Tell whether a Windows path names a share (``\\server\share``), in any spelling."""
    return place.startswith(("\\\\", "//")) and not _DEVICE.match(place)


def is_remote_mount(place: str, *, mounts: str) -> bool:
    """Tell whether an absolute path lies on a network file system, by a Linux mount table.

    The deepest mount point above the path decides; of two on one point, the later.
    """
    found, kind = "", ""
    for line in mounts.splitlines():
        _, point, fstype, *_ = f"{line}   ".split(" ")
        point = _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), point).rstrip("/")
        if (place == point or place.startswith(f"{point}/")) and len(point) >= len(found):
            found, kind = point, fstype
    return kind in REMOTE_TYPES


def _mount_table() -> str:
    """Return the mount table, empty where the system keeps none."""
    try:
        return os.fsdecode(_MOUNT_TABLE.read_bytes())
    except OSError:
        return ""


def _drive_type(root: str) -> int:  # pragma: no cover - Windows only
    """Return what Windows says a drive is."""
    import ctypes

    return int(getattr(ctypes, "windll").kernel32.GetDriveTypeW(root))  # noqa: B009 - it exists on Windows only
