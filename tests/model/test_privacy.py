from __future__ import annotations

from datetime import date

from zhiben.model.privacy import Reporter, Route


def test_nothing_of_an_identity_shows_in_a_repr() -> None:
    reporter = Reporter(
        received_on=date(2024, 6, 3),
        route=Route.LETTER,
        name="示例甲",
        phone="13800000001",
        id_number="340321199001010015",
        address="示例路1号",
        words="示例原话",
    )

    assert (
        "Reporter(received_on=datetime.date(2024, 6, 3), route=<Route.LETTER: 'letter'>)"
        == repr(reporter)
    )
