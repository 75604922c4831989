from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.identity import ENTROPY, occurrence_id, uuids7

NOISE = st.binary(min_size=ENTROPY, max_size=ENTROPY)
MOMENTS = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - Hypothesis takes the bounds without a time zone
    datetime(9999, 12, 31),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)


def uuid7(moment: datetime, noise: bytes) -> str:
    """Return a single id."""
    (identity,) = uuids7(moment, noise, number=1)
    return identity


def test_the_example_of_the_standard() -> None:
    """RFC 9562 A.6: 2022-02-22 14:22:22 -05:00, rand_a = 0xCC3, rand_b = 0x18C4DC0C0C07398F."""
    moment = datetime(2022, 2, 22, 14, 22, 22, tzinfo=timezone(timedelta(hours=-5)))
    noise = 0xCC3 << 64 | 0x18C4DC0C0C07398F

    expected = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    assert expected == uuid7(moment, noise.to_bytes(ENTROPY, "big"))


@given(MOMENTS, NOISE)
def test_the_layout_is_that_of_version_7(moment: datetime, noise: bytes) -> None:
    text = uuid7(moment, noise)

    identity = UUID(text)
    assert text == str(identity)
    assert (7, RFC_4122) == (identity.version, identity.variant)


@given(MOMENTS, NOISE)
def test_the_first_48_bits_are_milliseconds_cut_not_rounded(moment: datetime, noise: bytes) -> None:
    milliseconds = UUID(uuid7(moment, noise)).int >> 80

    past = moment - (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds))
    assert timedelta(0) <= past < timedelta(milliseconds=1)


@given(MOMENTS, NOISE)
def test_74_bits_of_noise_are_kept(moment: datetime, noise: bytes) -> None:
    value, bits = UUID(uuid7(moment, noise)).int, int.from_bytes(noise, "big")

    assert bits >> 64 & 0xFFF == value >> 64 & 0xFFF
    assert bits & (1 << 62) - 1 == value & (1 << 62) - 1


@given(MOMENTS, st.integers(0, 20), st.data())
def test_ids_of_one_moment_ascend_and_differ(
    moment: datetime, number: int, data: st.DataObject
) -> None:
    noise = data.draw(st.lists(NOISE, min_size=number, max_size=number, unique_by=lambda n: n[3:]))

    ids = uuids7(moment, b"".join(noise), number=number)

    assert sorted(set(ids)) == ids
    assert number == len(ids)


@given(MOMENTS, st.timedeltas(timedelta(milliseconds=1), timedelta(days=9)), NOISE, NOISE)
def test_a_later_millisecond_sorts_later(
    moment: datetime, later: timedelta, noise: bytes, other: bytes
) -> None:
    moment = min(moment, datetime(9999, 1, 1, tzinfo=UTC))

    assert uuid7(moment, noise) < uuid7(moment + later, other)


@pytest.mark.parametrize("size", [0, ENTROPY - 1, ENTROPY + 1])
def test_too_little_randomness_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"10 random bytes, not {size}"):
        uuid7(datetime(2024, 1, 1, tzinfo=UTC), bytes(size))


def test_an_occurrence_has_the_same_id_on_every_site() -> None:
    expected = "f7f7617e72b7d8d5"

    assert expected == occurrence_id("wuhe-2024", "4-2", unit="firm-1", period="2024Q1")


def test_parts_of_an_occurrence_do_not_run_into_each_other() -> None:
    assert occurrence_id("p", "1-1", unit="1", period="2024") != occurrence_id(
        "p", "1-11", unit="", period="2024"
    )
