"""The folder of evidence files (佐证材料), each kept once under the digest of its content."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from attrs import field, frozen

from zhiben.errors import EnvironmentFailure, Problem, UsageError
from zhiben.model.reports import Evidence
from zhiben.store.files import reason_of, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST: Final = 500 * 1024 * 1024
"""How many bytes an evidence file may have."""

_BLOCK: Final = 1024 * 1024
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}")


@frozen
class EvidenceFolder:
    """A folder of copies; ``largest`` is how many bytes a file may have."""

    folder: Path
    largest: int = field(default=LARGEST, kw_only=True)

    def keep(self, file: Path) -> Evidence:
        """Copy a file into the folder, unless its content is there already.

        Raises:
            UsageError: when it is no file, or too large.
            EnvironmentFailure: when it cannot be read or the copy not be written.
        """
        with _explained(file):
            self._check_source(file)
            with file.open("rb") as source:
                digest, size = _digest_of(source)
                evidence = Evidence(name=file.name, digest=digest, size=size)
                target = self._place(evidence)
                if not _holds(target, digest):
                    source.seek(0)
                    _copy(source, target, digest=digest)
        return evidence

    def check(self, evidences: Iterable[Evidence]) -> Iterator[Problem]:
        """Yield a problem for each file that is missing or no longer what it was."""
        for evidence in dict.fromkeys(evidences):
            message = self._complaint(evidence)
            if message:
                yield Problem(f"佐证材料 {evidence.name}", message)

    def _complaint(self, evidence: Evidence) -> str:
        """Say what is wrong with a file, nothing when it is as it was."""
        place = self._place(evidence)
        if not _DIGEST.fullmatch(evidence.digest):
            return f"台账里记的“{evidence.digest}”不是摘要，无法核对，请向报送单位核实。"
        if not place.is_file():
            return f"文件缺失，应在 {place}，请从备份或原单位补回。"
        try:
            intact = _holds(place, evidence.digest)
        except OSError as error:
            return f"{place} 读不出来：{reason_of(error)}。"
        return "" if intact else f"{place} 的内容被改动过，请用备份或原件恢复。"

    def _check_source(self, file: Path) -> None:
        """Refuse what cannot be evidence.

        Raises:
            UsageError: with the reason.
        """
        if not file.exists():
            raise UsageError(f"没有找到佐证材料 {file}，请核对文件名。")
        if not file.is_file():
            raise UsageError(f"佐证材料 {file} 不是文件；文件夹请先打包，或逐个列出其中的文件。")
        if file.stat().st_size > self.largest:
            limit = self.largest // 1024**2
            raise UsageError(f"佐证材料 {file} 超过 {limit} MB，请压缩或拆分后再附。")

    def _place(self, evidence: Evidence) -> Path:
        """Return where a file is kept, with the suffix that lets it be opened."""
        suffix = Path(evidence.name).suffix.lower()
        name = evidence.digest + (suffix if _SUFFIX.fullmatch(suffix) else "")
        return self.folder / evidence.digest[:2] / name


def _digest_of(source: BinaryIO) -> tuple[str, int]:
    """Return the digest and the size of a file, read block by block."""
    hasher, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        hasher.update(block)
        size += len(block)
    return hasher.hexdigest(), size


def _holds(place: Path, digest: str) -> bool:
    """Tell whether a file is there with just that content."""
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return _digest_of(file)[0] == digest


def _copy(source: BinaryIO, target: Path, *, digest: str) -> None:
    """Write a copy that appears whole or not at all.

    Raises:
        UsageError: when the source has changed since its digest was taken.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as copy:
            while block := source.read(_BLOCK):
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
        if not _holds(part, digest):
            raise UsageError(f"佐证材料 {source.name} 正在被改动，请保存并关闭它之后重试。")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(target.parent)


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    """Turn what the system says about a file into one clear line.

    Raises:
        EnvironmentFailure: instead of ``OSError``.
    """
    try:
        yield
    except OSError as error:
        raise EnvironmentFailure(f"佐证材料 {file} 没有保存：{reason_of(error)}。") from error
