from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import EnvironmentFailure
from zhiben.ledger.digests import _hasher, algorithm_of, body_text, digest_of

needs_sm3 = pytest.mark.skipif(
    "sm3" not in hashlib.algorithms_available, reason="this OpenSSL was built without SM3"
)

FIELDS = st.lists(st.text(max_size=5) | st.integers(0, 99), min_size=1, max_size=4)


def test_a_body_has_one_text_whatever_the_order_of_its_keys() -> None:
    assert '{"a":["乙",1.5],"b":null}' == body_text({"b": None, "a": ["乙", 1.5]})


def test_a_body_without_a_json_text_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        body_text({"value": float("nan")})


def test_the_digest_covers_the_json_list_of_all_fields_but_the_last() -> None:
    expected = hashlib.sha256('["office",1,"县"]'.encode()).hexdigest()

    assert f"sha256:{expected}" == digest_of(("office", 1, "县", "?"), algorithm="sha256")


@needs_sm3
def test_sm3_can_take_the_place_of_sha_256() -> None:
    expected = hashlib.new("sm3", b'["office",1]').hexdigest()

    assert f"sm3:{expected}" == digest_of(("office", 1, ""), algorithm="sm3")


@needs_sm3
def test_sm3_is_that_of_the_standard() -> None:
    """GB/T 32905—2016 A.1: the digest of "abc"."""
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

    assert expected == _hasher("sm3")(b"abc").hexdigest()


def test_a_python_without_the_algorithm_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashlib, "algorithms_available", {"sha256"})

    with pytest.raises(EnvironmentFailure, match=r"sm3.*请改用 sha256.*OpenSSL 3"):
        digest_of(("office", ""), algorithm="sm3")


@given(FIELDS, FIELDS)
def test_different_fields_have_different_digests(
    fields: list[str | int], others: list[str | int]
) -> None:
    """Where one field ends cannot be mistaken: ("a", "b") is not ("ab", "")."""
    digest = digest_of((*fields, ""), algorithm="sha256")

    assert (fields == others) == (digest == digest_of((*others, ""), algorithm="sha256"))


def test_half_a_character_from_a_damaged_file_can_be_hashed() -> None:
    assert digest_of(("\udce5", ""), algorithm="sha256").startswith("sha256:")


@pytest.mark.parametrize(
    ("digest", "expected"),
    [("sha256:00", "sha256"), ("sm3:00", "sm3"), ("md5:00", ""), ("sha256", "sha256"), ("", "")],
)
def test_a_digest_names_its_algorithm(digest: str, expected: str) -> None:
    assert expected == algorithm_of(digest)
