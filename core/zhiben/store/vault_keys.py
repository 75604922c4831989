"""What opens the store of reporters' identities: a key file or a passphrase, never kept itself.

A key file is made by this program and holds 256 random bits, so that no other file can be
taken for one and no later change of a document can lock the identities away. A passphrase
is stretched by scrypt, which makes guessing it expensive.
"""

from __future__ import annotations

import base64
import binascii
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

from attrs import field, frozen

from zhiben.errors import EnvironmentFailure, UsageError
from zhiben.store.files import create_private, reason_of, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
SHORTEST_PASSPHRASE: Final = 12
WORK: Final = 2**17
"""How much a passphrase is stretched: scrypt's ``n``, with ``r = 8`` 128 MiB of memory."""

_MOST_WORK: Final = 2**20
_MARK: Final = "zhiben-key-1 "
_LONGEST_FILE: Final = 1024
_MISSING: Final = (
    "举报人库要用加密软件包 cryptography，本机没有安装或不能用；"
    "请运行 pip install zhiben[vault]，不能联网的，把安装包拷来再装。"
)


class KeyKind(StrEnum):
    """What a vault is locked with."""

    FILE = "file"
    PASSPHRASE = "passphrase"  # noqa: S105 - the word, not one


@frozen(kw_only=True)
class Secret:
    """A key file's content, or a passphrase; ``material`` shows in no ``repr``."""

    kind: KeyKind
    material: bytes = field(repr=False)


@frozen(kw_only=True)
class Lock:
    """How the key of a vault comes from its secret; stands in the vault in clear."""

    kind: KeyKind
    salt: bytes
    work: int


def new_lock(secret: Secret, *, salt: bytes, work: int = WORK) -> Lock:
    """Return a lock for a secret."""
    return Lock(kind=secret.kind, salt=salt, work=work)


def key_of(secret: Secret, lock: Lock) -> bytes:
    """Return the key that a secret gives for a lock.

    Raises:
        ValueError: when the lock is none that this program makes.
    """
    if len(lock.salt) != SALT_BYTES or not 1 < lock.work <= _MOST_WORK:
        raise ValueError(lock.work)
    if lock.kind is KeyKind.FILE:
        return _expanded(secret.material, lock.salt)
    return _stretched(secret.material, lock)


def write_key_file(path: Path, *, entropy: Callable[[int], bytes]) -> None:
    """Make a new key file that only its owner may read.

    Raises:
        UsageError: when there is a file of that name, or no such folder.
        EnvironmentFailure: when it cannot be written.
    """
    text = _MARK + base64.urlsafe_b64encode(entropy(KEY_BYTES)).decode() + "\n"
    try:
        create_private(path, text.encode())
    except FileExistsError:
        raise UsageError(f"{path} 已经存在，没有改动；请换一个文件名。") from None
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"文件夹 {path.parent} 不存在，请先建立，或者换一个位置。") from None
    except OSError as error:
        raise EnvironmentFailure(f"密钥文件 {path} 没有写成：{reason_of(error)}。") from error
    sync_folder(path.parent)


def file_secret(path: Path) -> Secret:
    """Return what a key file holds.

    Raises:
        UsageError: when there is none, or the file is no key file.
        EnvironmentFailure: when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_FILE)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        message = f"没有密钥文件 {path}，请核对文件名；新建用 zhiben reporter key。"
        raise UsageError(message) from None
    except OSError as error:
        raise EnvironmentFailure(f"密钥文件 {path} 读不出来：{reason_of(error)}。") from error
    material = _key_in(content)
    if material is None:
        message = f"{path} 不是 zhiben 的密钥文件，请核对文件名；新建用 zhiben reporter key。"
        raise UsageError(message)
    return Secret(kind=KeyKind.FILE, material=material)


def passphrase_secret(text: str) -> Secret:
    """Return a passphrase as a secret; how wide its letters were typed makes no difference.

    Raises:
        UsageError: when it holds half a character.
    """
    try:
        material = normalize("NFKC", text).encode()
    except UnicodeEncodeError:
        raise UsageError("口令里有不完整的字符，请重新输入。") from None
    return Secret(kind=KeyKind.PASSPHRASE, material=material)


def check_passphrase(text: str) -> None:
    """Refuse a passphrase that is too easy to guess for a new vault.

    Raises:
        UsageError: with how long it must be.
    """
    if len(set(text)) * 2 < SHORTEST_PASSPHRASE or len(text) < SHORTEST_PASSPHRASE:
        raise UsageError(
            f"口令太短或太简单，至少 {SHORTEST_PASSPHRASE} 个字符，不要总是重复同几个。"
        )


def library(module: str) -> Any:
    """Return a module of the library that encrypts.

    Raises:
        EnvironmentFailure: when this machine has none that works.
    """
    from importlib import import_module

    try:
        return import_module(f"cryptography.{module}")
    except ImportError as error:
        raise EnvironmentFailure(_MISSING) from error


def _key_in(content: bytes) -> bytes | None:
    """Return the key a file holds, nothing when it is no key file."""
    mark, text = content[: len(_MARK)], content[len(_MARK) :].strip()
    try:
        material = base64.b64decode(text, altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    return material if mark == _MARK.encode() and len(material) == KEY_BYTES else None


def _expanded(material: bytes, salt: bytes) -> bytes:
    """Return the key from random bits: HKDF with SHA-256."""
    hkdf = library("hazmat.primitives.kdf.hkdf").HKDF
    sha256 = library("hazmat.primitives.hashes").SHA256
    key = hkdf(algorithm=sha256(), length=KEY_BYTES, salt=salt, info=b"zhiben-vault").derive(
        material
    )
    return bytes(key)


def _stretched(material: bytes, lock: Lock) -> bytes:
    """Return the key from a passphrase: scrypt."""
    scrypt = library("hazmat.primitives.kdf.scrypt").Scrypt
    key = scrypt(salt=lock.salt, length=KEY_BYTES, n=lock.work, r=8, p=1).derive(material)
    return bytes(key)
