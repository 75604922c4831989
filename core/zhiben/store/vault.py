"""举报人库: who reported what, in a file of its own beside the database, encrypted.

The file is JSON: how the key comes from the secret, in clear; then one sealed record for
each token; then a sealed list of all records with their digests, so that a record that was
taken out, put back or exchanged is noticed; then a digest of all of it, which tells a damaged
file from a wrong key. Everything is sealed with AES-256-GCM under one key, each with a nonce of
its own. A record is padded, so that its size does not tell how much was said.

The file is always written whole. Its writers exchange it within a transaction of the
database, which lets one of them write at a time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict, evolve, field, frozen

from zhiben.errors import DataError, EnvironmentFailure, Problem, UsageError
from zhiben.model.privacy import Reporter, Route
from zhiben.store.failures import MISFITS
from zhiben.store.files import reason_of, replace_private
from zhiben.store.vault_keys import (
    SALT_BYTES,
    WORK,
    KeyKind,
    Lock,
    Secret,
    key_of,
    library,
    new_lock,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Entropy = Callable[[int], bytes]

NAME: Final = "reporters.vault"
"""The file's name; it lies beside the database."""
LARGEST: Final = 64 * 1024 * 1024

_FORMAT: Final = "zhiben-vault"
_VERSION: Final = 1
_NONCE_BYTES: Final = 12
_PADDING: Final = 512
_NO_VAULT: Final = "还没有举报人库；第一次登记用 zhiben reporter add。"
_DAMAGED: Final = "文件已损坏或被改动过，请用备份恢复。"


@frozen(kw_only=True)
class Vault:
    """An opened vault. Changing it gives another one; :meth:`save` writes it."""

    path: Path
    entropy: Entropy = field(repr=False)
    lock: Lock
    key: bytes = field(repr=False)
    sealed: Mapping[str, bytes] = field(repr=False)

    def read(self, token: str) -> Reporter:
        """Return whose token it is.

        Raises:
            UsageError: when it is nobody's.
            DataError: when the record was tampered with.
        """
        self._require(token)
        try:
            text = _unseal(self.key, self.sealed[token], about=token)
            return _reporter(json.loads(text))
        except MISFITS:  # nothing of what was read goes into a message
            raise _damaged(self.path) from None

    def add(self, token: str, reporter: Reporter) -> Vault:
        """Return the vault with a reporter under a token."""
        text = json.dumps(asdict(reporter, value_serializer=_plain), ensure_ascii=False).encode()
        padded = text.ljust(-(-len(text) // _PADDING) * _PADDING)
        sealed = _seal(self.key, padded, about=token, nonce=self.entropy(_NONCE_BYTES))
        return evolve(self, sealed={**self.sealed, token: sealed})

    def without(self, token: str) -> Vault:
        """Return the vault without one reporter.

        Raises:
            UsageError: when the token is nobody's.
        """
        self._require(token)
        kept = {one: sealed for one, sealed in self.sealed.items() if one != token}
        return evolve(self, sealed=kept)

    def rekeyed(self, secret: Secret, *, work: int = WORK) -> Vault:
        """Return the vault with every record sealed anew, under another secret."""
        fresh = create_vault(self.path, secret, entropy=self.entropy, work=work)
        sealed = {
            token: _seal(
                fresh.key,
                _unseal(self.key, record, about=token),
                about=token,
                nonce=self.entropy(_NONCE_BYTES),
            )
            for token, record in self.sealed.items()
        }
        return evolve(fresh, sealed=sealed)

    def save(self) -> None:
        """Write the file, in the place of the one that is there.

        Raises:
            EnvironmentFailure: when it cannot be written; the old one is as it was.
        """
        try:
            replace_private(self.path, self._content())
        except OSError as error:
            message = f"举报人库 {self.path} 没有写入：{reason_of(error)}。"
            raise EnvironmentFailure(message) from error

    def _require(self, token: str) -> None:
        """Refuse a token nobody has.

        Raises:
            UsageError: with where the tokens are listed.
        """
        if token not in self.sealed:
            raise UsageError(f"举报人库里没有令牌 {token}，有哪些见 zhiben reporter list。")

    def _content(self) -> bytes:
        """Return the file's bytes."""
        digests = {token: _digest(sealed) for token, sealed in self.sealed.items()}
        nonce = self.entropy(_NONCE_BYTES)
        index = _seal(self.key, _canonical(digests), about=_about(self.lock), nonce=nonce)
        document = {
            "format": _FORMAT,
            "version": _VERSION,
            "lock": _lock_shape(self.lock),
            "records": {token: _text(sealed) for token, sealed in sorted(self.sealed.items())},
            "index": _text(index),
        }
        return _canonical({**document, "digest": _digest(_canonical(document))}) + b"\n"


def create_vault(path: Path, secret: Secret, *, entropy: Entropy, work: int = WORK) -> Vault:
    """Return an empty vault; there is no file before it is saved."""
    lock = new_lock(secret, salt=entropy(SALT_BYTES), work=work)
    return Vault(path=path, entropy=entropy, lock=lock, key=key_of(secret, lock), sealed={})


def vault_kind(path: Path) -> KeyKind | None:
    """Return what a vault is locked with, ``None`` when there is none.

    Raises:
        DataError: when the file is no vault, or damaged.
        EnvironmentFailure: when it cannot be read.
    """
    content = _read(path)
    return None if content is None else _lock(_document(path, content), path).kind


def require_kind(path: Path) -> KeyKind:
    """Return what a vault is locked with.

    Raises:
        UsageError: when there is none.
        DataError: when the file is no vault, or damaged.
        EnvironmentFailure: when it cannot be read.
    """
    kind = vault_kind(path)
    if kind is None:
        raise UsageError(_NO_VAULT)
    return kind


def open_vault(path: Path, secret: Secret, *, entropy: Entropy) -> Vault:
    """Open a vault.

    Raises:
        UsageError: when there is none, or the secret does not open it.
        DataError: when the file is no vault, or damaged.
        EnvironmentFailure: when it cannot be read.
    """
    content = _read(path)
    if content is None:
        raise UsageError(_NO_VAULT)
    document = _document(path, content)
    lock = _lock(document, path)
    wrong = UsageError("打不开举报人库：密钥文件或口令不对。")
    if secret.kind is not lock.kind:
        raise wrong
    try:
        key = key_of(secret, lock)
        index = _unseal(key, _bytes(document["index"]), about=_about(lock))
    except _SealError:
        raise wrong from None
    except MISFITS:
        raise _damaged(path) from None
    sealed = _records(document, json.loads(index), path)
    return Vault(path=path, entropy=entropy, lock=lock, key=key, sealed=sealed)


class _SealError(ValueError):
    """A seal is broken, or was made with another key."""


def _seal(key: bytes, text: bytes, *, about: str, nonce: bytes) -> bytes:
    """Return a text encrypted, and bound to what it is about."""
    aead = library("hazmat.primitives.ciphers.aead")
    return nonce + bytes(aead.AESGCM(key).encrypt(nonce, text, about.encode()))


def _unseal(key: bytes, sealed: bytes, *, about: str) -> bytes:
    """Return a sealed text.

    Raises:
        _SealError: when it is not what was sealed.
    """
    aead, trouble = library("hazmat.primitives.ciphers.aead"), library("exceptions")
    nonce, text = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return bytes(aead.AESGCM(key).decrypt(nonce, text, about.encode()))
    except (trouble.InvalidTag, ValueError):
        raise _SealError from None


def _read(path: Path) -> bytes | None:
    """Return a vault's bytes, ``None`` when there is no file.

    Raises:
        EnvironmentFailure: when it cannot be read.
        DataError: when it is larger than any vault.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"举报人库 {path} 读不出来：{reason_of(error)}。"
        raise EnvironmentFailure(message) from error
    if len(content) > LARGEST:
        raise DataError([Problem(str(path), f"超过 {LARGEST // 1024**2} MB，不是举报人库。")])
    return content


def _document(path: Path, content: bytes) -> dict[str, Any]:
    """Return what a vault's file says, once it is whole.

    Raises:
        DataError: when it is no vault, from a later program, or damaged.
    """
    try:
        document = json.loads(content)
        marks = document["format"], document["version"]
    except MISFITS:
        raise _damaged(path) from None
    if marks[0] != _FORMAT:
        raise DataError([Problem(str(path), "这不是举报人库，请核对文件。")])
    if marks[1] != _VERSION:
        message = f"由较新的 zhiben 建立（格式 {marks[1]}），请先升级 zhiben。"
        raise DataError([Problem(str(path), message)])
    digest = document.pop("digest", "")
    if digest != _digest(_canonical(document)):
        raise _damaged(path)
    return dict(document)


def _lock(document: Mapping[str, Any], path: Path) -> Lock:
    """Return how a vault's key comes from its secret.

    Raises:
        DataError: when it does not say.
    """
    try:
        shape = document["lock"]
        return Lock(kind=KeyKind(shape["kind"]), salt=_bytes(shape["salt"]), work=shape["work"])
    except MISFITS:
        raise _damaged(path) from None


def _records(
    document: Mapping[str, Any], digests: Mapping[str, str], path: Path
) -> dict[str, bytes]:
    """Return the sealed records, once they are those of the sealed list.

    Raises:
        DataError: when any was taken out, put in or exchanged.
    """
    try:
        sealed = {token: _bytes(text) for token, text in document["records"].items()}
    except MISFITS:
        raise _damaged(path) from None
    if digests != {token: _digest(record) for token, record in sealed.items()}:
        raise _damaged(path)
    return sealed


def _reporter(shape: Mapping[str, Any]) -> Reporter:
    """Return a reporter from what was sealed."""
    given = {**shape, "received_on": date.fromisoformat(shape["received_on"])}
    return Reporter(**{**given, "route": Route(shape["route"])})


def _plain(_record: Any, _attribute: Any, value: Any) -> Any:
    """Return a field's value as JSON."""
    return value.isoformat() if isinstance(value, date) else value


def _lock_shape(lock: Lock) -> dict[str, Any]:
    """Return a lock as JSON."""
    return {"kind": lock.kind.value, "salt": _text(lock.salt), "work": lock.work}


def _about(lock: Lock) -> str:
    """Return what the sealed list is bound to: the lock, so that nobody can weaken it."""
    return _canonical(_lock_shape(lock)).decode()


def _canonical(value: Mapping[str, Any]) -> bytes:
    """Return JSON in the one way it can be written."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _digest(content: bytes) -> str:
    """Return the digest of some bytes."""
    return hashlib.sha256(content).hexdigest()


def _text(content: bytes) -> str:
    """Return bytes as JSON can hold them."""
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    """Return the bytes a text holds.

    Raises:
        ValueError: when it is no such text.
    """
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error


def _damaged(path: Path) -> DataError:
    """Return the error for a file that is not, or no longer, what was written."""
    return DataError([Problem(str(path), _DAMAGED)])
