"""Digests of journal entries: what exactly is hashed, and with which algorithm."""

from __future__ import annotations

import hashlib
import json
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final

from zhiben.errors import EnvironmentFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ALGORITHMS: Final = ("sha256", "sm3")
"""SHA-256 by default; SM3 (GB/T 32905) where a site must use 国密."""

_CANONICAL: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def body_text(body: Mapping[str, Any]) -> str:
    """Return the one JSON text of a body: keys sorted, no spaces, no NaN."""
    return _CANONICAL.encode(body)


def digest_of(line: Sequence[str | int], *, algorithm: str) -> str:
    """Return ``algorithm:hex`` over all fields of a stored line but the last, the digest.

    The fields are encoded as one JSON list, so no text inside a field can pass for a
    field boundary. The body enters as the text that is stored, byte for byte.

    Raises:
        EnvironmentFailure: when this Python cannot compute the algorithm.
    """
    fields = [encode_basestring(one) if type(one) is str else str(one) for one in line[:-1]]
    payload = f"[{','.join(fields)}]".encode("utf-8", "surrogatepass")
    return f"{algorithm}:{_hasher(algorithm)(payload).hexdigest()}"


def algorithm_of(digest: str) -> str:
    """Return the algorithm a stored digest names, or an empty string when it names none."""
    name = digest.partition(":")[0]
    return name if name in ALGORITHMS else ""


def _hasher(algorithm: str) -> Callable[[bytes], hashlib._Hash]:
    """Return the constructor of a hash; SM3 depends on the OpenSSL Python was built with."""
    if algorithm == "sha256":
        return hashlib.sha256
    if algorithm not in hashlib.algorithms_available:
        raise EnvironmentFailure(
            f"这台电脑的 Python 算不出摘要算法 {algorithm}，"
            "请改用 sha256，或换用带 OpenSSL 3 的 Python。"
        )
    return lambda payload: hashlib.new(algorithm, payload)
