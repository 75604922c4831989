"""Records made in Python hold what their fields declare, or it is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from zhiben.plugins.fields import misfits
from zhiben.spec import (
    Checklist,
    Derivation,
    Every,
    Fact,
    FactType,
    Item,
    OrganisationKind,
    Scope,
    Sector,
    SectorTask,
    Target,
    TaskKind,
)

if TYPE_CHECKING:
    from zhiben.spec import Record

TASK = SectorTask(
    code="SCH-T-1",
    measure="13",
    title="示例",
    kind=TaskKind.RECURRING,
    source="示例",
    every=Every.YEAR,
    due=date(2024, 6, 30),
    scope=Scope(text="示例", kinds=(OrganisationKind.TOWNSHIP,), units=("甲局",)),
    target=Target(value=100, unit="%"),
    leads=("甲局",),
)
SECTOR = Sector(code="SCH", title="示例", api=1, summary="示例", fields=())
FACT = Fact(name="甲", type=FactType.NUMBER, question="示例", least=1.5, most=2)
ITEM = Item(code="SCH-C-1", text="示例", facts=("甲",))
CHECKLIST = Checklist(code="SCH-C", title="示例", items=(ITEM, ITEM))
DERIVATION = Derivation(fact="甲", inputs=("乙",), function=len, source="示例")


@pytest.mark.parametrize("record", [TASK, SECTOR, FACT, CHECKLIST, DERIVATION])
def test_a_record_as_declared_fits(record: Record) -> None:
    assert [] == list(misfits(record))


@pytest.mark.parametrize(
    ("record", "fields", "path", "message"),
    [
        (SECTOR, {"api": "1"}, "api", "应为 int，实际是 str '1'。"),
        (SECTOR, {"api": True}, "api", "应为 int，实际是 bool True。"),
        (SECTOR, {"title": None}, "title", "应为 str，实际是 NoneType。"),
        (SECTOR, {"title": b""}, "title", "应为 str，实际是 bytes。"),
        (SECTOR, {"fields": "燃气"}, "fields", "应为 tuple[str, ...]，实际是 str '燃气'。"),
        (SECTOR, {"fields": ["燃气"]}, "fields", "应为 tuple[str, ...]，实际是 list。"),
        (SECTOR, {"fields": (1,)}, "fields", "应为 tuple[str, ...]，实际是 tuple。"),
        (SECTOR, {"summary": 10**50}, "summary", "应为 str，实际是 int。"),
        (TASK, {"kind": "recurring"}, "kind", "应为 TaskKind，实际是 str 'recurring'。"),
        (TASK, {"every": TaskKind.DATED}, "every", "应为 Every | None，实际是 TaskKind。"),
        (TASK, {"due": datetime(2024, 6, 30, tzinfo=UTC)}, "due",
         "应为 date | None，实际是 datetime。"),
        (TASK, {"scope": "乡镇"}, "scope", "应为 Scope | None，实际是 str '乡镇'。"),
        (FACT, {"least": float("nan")}, "least", "应为 float | None，实际是 float nan。"),
        (FACT, {"most": "2"}, "most", "应为 float | None，实际是 str '2'。"),
        (CHECKLIST, {"items": (ITEM, 5)}, "items", "应为 tuple[Item, ...]，实际是 tuple。"),
        (DERIVATION, {"function": 5}, "function", "应为 Callable[..., Any]，实际是 int 5。"),
    ],
)  # fmt: skip
def test_what_is_not_as_declared_is_told(
    record: Record, fields: dict[str, Any], path: str, message: str
) -> None:
    assert [(path, message)] == list(misfits(evolve(record, **fields)))


def test_parts_are_looked_into_and_everything_is_told_at_once() -> None:
    broken = evolve(
        TASK,
        title=5,  # type: ignore[arg-type]  # on purpose
        scope=Scope(text="示例", kinds="township"),  # type: ignore[arg-type]  # on purpose
        target=Target(value="100", unit="%"),  # type: ignore[arg-type]  # on purpose
    )
    wrong: dict[str, Any] = {"how": 1}
    lists = evolve(CHECKLIST, items=(ITEM, evolve(ITEM, **wrong)))

    assert ["title", "scope.kinds", "target.value"] == [path for path, _ in misfits(broken)]
    assert [("items[2].how", "应为 str，实际是 int 1。")] == list(misfits(lists))
