"""Overlays as people read them, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from zhiben.cli.judge_page import COMPLETENESS, EFFECTS
from zhiben.cli.output import show_table
from zhiben.cli.shapes import day_text
from zhiben.errors import Problem
from zhiben.rules.auditing import Tally, tallies_of
from zhiben.rules.overlays import GUARDS, Overlay, Part, is_open, lay_over, part_of
from zhiben.spec.records import Criterion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiben.ledger.overlay_bodies import RecordedOverlay, Removal
    from zhiben.rules.overlays import Placed
    from zhiben.spec import Fact, Record

PARTS: Final = {
    Part.ADDED: "新增",
    Part.COMPLETED: "补全",
    Part.TIGHTENED: "加严",
    Part.YIELDED: "让位",
}
STATES: Final = {
    "used": "在用",
    "partly": "部分让位于插件",
    "unused": "合不上，没有使用",
    "unchecked": "插件没有运行，没有核对",
    "removed": "已撤回、撤销或被代替",
}
HEADERS: Final = ("记录", "标准", "补录", "核对", "日期", "来源", "条款", "录入", "状态")


@frozen(kw_only=True)
class Standing:
    """How an overlay stands to the plugin: what its criteria do, or why it is left out.

    ``is_checked`` is false when the plugin could not be asked.
    """

    parts: Mapping[str, Part] = MappingProxyType({})
    problems: tuple[Problem, ...] = ()
    is_checked: bool = True

    @property
    def state(self) -> str:
        """The same in one word: used, partly, unused or unchecked."""
        if not self.is_checked:
            return "unchecked"
        if self.problems:
            return "unused"
        return "partly" if Part.YIELDED in self.parts.values() else "used"


def show_taken_in(
    place: str, placed: Placed, records: Sequence[Record], others: Sequence[Placed]
) -> None:
    """Print what an overlay just taken in, or only checked, does; ``place`` says where it is."""
    one = placed.overlay
    known = {each.code: each for each in records if isinstance(each, Criterion)}
    parts = {new.code: part_of(new, known, placed) for new in one.criteria}
    click.echo(f"{place}：补录 {one.standard}《{one.title}》，{_counted(one, parts)}。")
    if one.criteria:
        show_table(("代码", "条款", "内容", "录入", "作用"), list(_rows(one, parts)))
    for text in _effects(placed, records, others, parts=parts):
        click.echo(f"  · {text}")


def show_overlays(pairs: Sequence[tuple[RecordedOverlay, Standing]]) -> None:
    """Print overlays in a table, and what is wrong with those that no longer fit."""
    rows = [
        (
            one.reference,
            one.overlay.standard,
            one.overlay.title,
            one.overlay.reviewer,
            one.overlay.reviewed_on,
            one.overlay.source,
            len(one.overlay.criteria),
            COMPLETENESS[one.overlay.completeness] if one.overlay.completeness else "",
            STATES[standing.state],
        )
        for one, standing in pairs
    ]
    show_table(HEADERS, rows)
    for one, standing in pairs:
        for text in _doubts(one.overlay, standing):
            click.echo(f"{one.reference}：{text}")
    if pairs:
        click.echo("\n一次补录的全部内容见 zhiben criteria overlay show 记录。")


def show_overlay(one: RecordedOverlay, standing: Standing | None, removal: Removal | None) -> None:
    """Print everything of one overlay."""
    overlay = one.overlay
    click.echo(f"{one.reference}  {overlay.standard}  《{overlay.title}》")
    for name, text in _lines(one, standing, removal):
        if text:
            click.echo(f"  {name}：{text}")
    for text in _doubts(overlay, standing) if standing else ():
        click.echo(f"  · {text}")
    if overlay.facts:
        facts = [(fact.name, fact.type, fact.question, fact.unit) for fact in overlay.facts]
        show_table(("事实", "类型", "问题", "单位"), facts, title="新的事实")
    parts = standing.parts if standing else {}
    headers = ("代码", "条款", "内容", "录入", "作用", "效力", "条件")
    listed = zip(_rows(overlay, parts), overlay.criteria, strict=True)
    rows = [(*row, EFFECTS[new.effect], new.when) for row, new in listed]
    show_table(headers, rows, title="条款")


def overlay_shape(one: RecordedOverlay, standing: Standing | None) -> dict[str, Any]:
    """Return an overlay as JSON."""
    overlay = one.overlay
    parts = standing.parts if standing else {}
    return {
        "reference": one.reference,
        "state": standing.state if standing else "removed",
        "problems": [str(problem) for problem in standing.problems] if standing else [],
        "sector": one.sector,
        "standard": overlay.standard,
        "title": overlay.title,
        "reviewer": overlay.reviewer,
        "reviewed_on": overlay.reviewed_on.isoformat(),
        "source": overlay.source,
        "url": overlay.url,
        "note": overlay.note,
        "completeness": overlay.completeness and overlay.completeness.value,
        "expected": overlay.expected,
        "covers": list(overlay.covers),
        "recorded_on": one.on.isoformat(),
        "actor": one.actor,
        "file": one.file.name,
        "digest": one.file.digest,
        "criteria": [_brief_shape(new, parts) for new in overlay.criteria],
    }


def whole_shape(
    one: RecordedOverlay, standing: Standing | None, removal: Removal | None
) -> dict[str, Any]:
    """Return everything of one overlay as JSON."""
    parts = standing.parts if standing else {}
    gone = removal and {
        "reference": removal.reference,
        "on": day_text(removal.on),
        "reason": removal.reason,
    }
    return overlay_shape(one, standing) | {
        "criteria": [
            _brief_shape(new, parts)
            | {
                "effect": new.effect.value,
                "manual": new.manual,
                "when": new.when,
                "regime": new.regime,
                "interpretation": new.interpretation,
                "note": new.note,
            }
            for new in one.overlay.criteria
        ],
        "facts": list(map(_fact_shape, one.overlay.facts)),
        "removal": gone,
    }


def _brief_shape(new: Criterion, parts: Mapping[str, Part]) -> dict[str, Any]:
    """Return as much of a criterion as tells it apart, and what it does."""
    part = parts.get(new.code)
    return {
        "code": new.code,
        "clause": new.clause,
        "title": new.title,
        "completeness": new.completeness.value,
        "part": part and part.value,
    }


def _fact_shape(fact: Fact) -> dict[str, Any]:
    """Return a fact as JSON."""
    return {
        "name": fact.name,
        "type": fact.type.value,
        "question": fact.question,
        "unit": fact.unit,
        "choices": list(fact.choices),
        "least": fact.least,
        "most": fact.most,
    }


def _rows(overlay: Overlay, parts: Mapping[str, Part]) -> Iterator[tuple[object, ...]]:
    """Yield the criteria of an overlay as rows."""
    for new in overlay.criteria:
        part = parts.get(new.code)
        did = PARTS[part] if part else ""
        yield new.code, new.clause, new.title, COMPLETENESS[new.completeness], did


def _counted(overlay: Overlay, parts: Mapping[str, Part]) -> str:
    """Return how many criteria an overlay has, by what they do, and how many facts."""
    done = list(parts.values())
    counts = [f"{PARTS[part]} {done.count(part)} 条" for part in Part if part in done]
    facts = [f"新的事实 {len(overlay.facts)} 个"] if overlay.facts else []
    return "、".join((*counts, *facts)) or "没有新的条款"


def _effects(
    placed: Placed,
    records: Sequence[Record],
    others: Sequence[Placed],
    *,
    parts: Mapping[str, Part],
) -> Iterator[str]:
    """Yield what an overlay changes in how its edition is judged by."""
    if placed.overlay.covers:
        yield f"插件的 {'、'.join(placed.overlay.covers)} 由补录的条款代替，不再列出。"
    if Part.TIGHTENED in parts.values():
        yield "加严的条款，插件的条件保留：插件原来的条件或补录的条件成立，即为成立。"
    after = lay_over(records, [*others, placed]).records
    before, tally = (_tally(found, placed.overlay.standard) for found in (records, after))
    old, new = before.standard, tally.standard
    if old.completeness is not new.completeness:
        words = COMPLETENESS[old.completeness], COMPLETENESS[new.completeness]
        yield f"{new.code} 的录入程度由“{words[0]}”改为“{words[1]}”。"
    if old.expected != new.expected:
        yield f"{new.code} 应有的条数由 {old.expected or '不明'} 改为 {new.expected}。"
    yield from _gaps(after, tally)


def _gaps(records: Sequence[Record], tally: Tally) -> Iterator[str]:
    """Yield what keeps an edition from being judged by to the end."""
    code = tally.standard.code
    unread = [one for one in _criteria_of(records, code) if is_open(one)]
    guards = [one.code for one in unread if one.effect in GUARDS]
    if guards:
        yield (
            f"不应判定、转其他规定的情形还没有录全（{'、'.join(guards)}）："
            "在补上以前，别的条款成立最多是“疑似”。"
        )
    if not tally.is_complete:
        lacking = f"还有 {len(unread)} 条没有录全"
        more = lacking if unread else "没有写明已经录全（completeness、expected）"
        yield f"{code} {more}，不会得出“未触及”。"


def _criteria_of(records: Iterable[Record], code: str) -> list[Criterion]:
    """Return the criteria of the edition of a code."""
    return [one for one in records if isinstance(one, Criterion) and one.standard == code]


def _tally(records: Iterable[Record], code: str) -> Tally:
    """Return what is there of the edition of a code."""
    return next(one for one in tallies_of(records) if one.standard.code == code)


def _doubts(overlay: Overlay, standing: Standing) -> Iterator[str]:
    """Yield why an overlay, or a part of it, is not in use."""
    yield from map(str, standing.problems)
    yielded = [code for code, part in standing.parts.items() if part is Part.YIELDED]
    if yielded:
        yield f"插件已有更全的文本，补录的这几条不再使用：{'、'.join(yielded)}。"
    if yielded and len(yielded) == len(overlay.criteria):
        yield "补录的条款都已让位，可以撤回这次补录。"


def _lines(
    one: RecordedOverlay, standing: Standing | None, removal: Removal | None
) -> Iterator[tuple[str, str]]:
    """Yield what is said of an overlay, line by line; what is not there is blank."""
    overlay = one.overlay
    yield "核对", f"{overlay.reviewer}，{overlay.reviewed_on}"
    yield "来源", "，".join(filter(None, (overlay.source, overlay.url)))
    yield "说明", overlay.note
    yield "录入程度改为", COMPLETENESS[overlay.completeness] if overlay.completeness else ""
    yield "应有条数改为", str(overlay.expected or "")
    yield "代替插件的", "、".join(overlay.covers)
    yield "文件", f"{one.file.name}（SHA-256 {one.file.digest}）"
    yield "记录", f"{one.on}，{one.actor}"
    yield "状态", STATES[standing.state if standing else "removed"]
    if removal:
        yield "撤回", f"{removal.on}（{removal.reference}），理由：{removal.reason}"
