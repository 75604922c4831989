"""The enterprises of the 示例 data: when they exist, and which units are made to be slow.

None of them is a real one, and every name says 示例.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from attrs import evolve

from zhiben.dates import period_of
from zhiben.ledger.bodies import organisation_body
from zhiben.ledger.units.registry import Version
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.organisations import Organisation, OrganisationKind
from zhiben.model.plan import Every

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhiben.model.plan import Plan, PlanPackage

LABEL: Final = "示例"

_HIGH_RISK: Final = "高危"
_TRADES: Final = (
    ("粉尘", ("工贸", _HIGH_RISK)),
    ("危化品", ("危化品", _HIGH_RISK)),
    ("机械加工", ("工贸",)),
    ("食品加工", ("工贸",)),
    ("商贸", ()),
    ("餐饮", ("燃气",)),
)
_OF_EACH_TRADE: Final = 2

_SLACK_UNITS: Final = 3
"""How many units of a kind are known to be slow."""


def sample_histories(package: PlanPackage, *, until: date) -> dict[str, tuple[Version, ...]]:
    """Return the sample's enterprises; the last one joins later, one becomes 高危 on the way."""
    plan = package.plan
    firms = _firms(package.organisations)
    histories: dict[str, tuple[Version, ...]] = {
        firm.id: (Version(on=plan.start, organisation=firm),) for firm in firms
    }
    newcomer, grown = firms[-1], next(firm for firm in firms if not firm.attributes)
    joins, grows = (_quarter_after(plan, until=until, part=part) for part in (1 / 3, 1 / 2))
    histories[newcomer.id] = (Version(on=joins, organisation=newcomer),)
    riskier = evolve(grown, attributes=(*grown.attributes, _HIGH_RISK))
    histories[grown.id] += (Version(on=grows, organisation=riskier),)
    return histories


def _firms(organisations: Iterable[Organisation]) -> tuple[Organisation, ...]:
    """Return a few enterprises, spread over the townships where there are any."""
    towns = [unit.id for unit in organisations if unit.kind is OrganisationKind.TOWNSHIP]
    names = [
        (f"{LABEL}{trade}企业{number}号", attributes)
        for trade, attributes in _TRADES
        for number in range(1, _OF_EACH_TRADE + 1)
    ]
    return tuple(
        Organisation(
            id=f"sample-{index + 1}",
            name=name,
            kind=OrganisationKind.ENTERPRISE,
            attributes=attributes,
            territory=towns[index % len(towns)] if towns else None,
        )
        for index, (name, attributes) in enumerate(names)
    )


def _quarter_after(plan: Plan, *, until: date, part: float) -> date:
    """Return the first day of the quarter that follows once a part of the time has passed."""
    day = plan.start + (until - plan.start) * part
    return period_of(Every.QUARTER, day).end + timedelta(days=1)


def registrations(histories: Mapping[str, tuple[Version, ...]]) -> Iterator[Draft]:
    """Yield the entries that make the sample's enterprises known, and change one."""
    for identity, versions in histories.items():
        for version in versions:
            yield Draft(
                on=version.on,
                actor=LABEL,
                kind=EntryKind.ORG_ADD if version is versions[0] else EntryKind.ORG_AMEND,
                subject=identity,
                body=organisation_body(version.organisation),
            )


def slack_ranks(units: Iterable[Organisation]) -> dict[str, int]:
    """Return the slow townships and enterprises, the slackest of each kind ranked 0."""
    ranks: dict[str, int] = {}
    every = sorted(units, key=lambda unit: chance_of("slack", unit.id))
    for kind in (OrganisationKind.TOWNSHIP, OrganisationKind.ENTERPRISE):
        slow = [unit.id for unit in every if unit.kind is kind][:_SLACK_UNITS]
        ranks |= {unit: rank for rank, unit in enumerate(slow)}
    return ranks


def chance_of(*key: str) -> float:
    """Return a number from 0 up to but not 1, spread evenly, that this key always gives."""
    digest = sha256("\x1f".join(key).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48
