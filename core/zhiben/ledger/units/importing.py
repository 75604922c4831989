"""What becomes of the rows of a table of units: new, known already, or not taken in, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field, frozen

from zhiben.errors import UsageError
from zhiben.ledger.tables import one_width
from zhiben.ledger.units.changes import differences
from zhiben.ledger.units.registry import Registry
from zhiben.ledger.units.rules import (
    NO_TERRITORY,
    credit_code_fault,
    credit_code_of,
    derived_id,
    find_township,
    id_fault,
    label_key,
    labelled,
    name_fault,
    townships,
)
from zhiben.ledger.units.table import UnitRow, parse_kind
from zhiben.model.organisations import Organisation, OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
_YES: Final = frozenset({"是", "√", "✓", "✔", "y", "yes", "true", "1"})
_NO: Final = frozenset({"否", "×", "✗", "n", "no", "false", "0", "无", "/", "-", "—"})
_NAMED_ROWS: Final = 3


class Outcome(StrEnum):
    """What becomes of a row."""

    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@frozen(kw_only=True)
class Verdict:
    """What becomes of one row: the unit it registers or names, or the reason why not."""

    row: UnitRow
    outcome: Outcome
    unit: Organisation | None = None
    reason: str = ""


@frozen(kw_only=True)
class _Reading:
    """What a row says of its unit; ``row`` and ``faults`` do not count when two are compared.

    ``kind`` is ``None`` when the row does not say it, ``new_kind`` what the unit is then
    if it is new; ``denied`` are the marks the row answers with 否.
    """

    row: UnitRow = field(eq=False)
    faults: tuple[str, ...] = field(eq=False)
    name: str
    kind: OrganisationKind | None
    new_kind: OrganisationKind | None
    identity: str
    aliases: tuple[str, ...]
    marks: tuple[str, ...]
    denied: frozenset[str]
    territory: str
    credit_code: str | None

    @property
    def id(self) -> str:
        """The id the unit has if it is new."""
        return self.identity or derived_id(self.name, self.credit_code)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all labels the row gives the unit."""
        named = self.identity or self.name or self.credit_code
        given = (self.id if named else "", self.name, *self.aliases, self.credit_code or "")
        return frozenset(filter(None, map(label_key, given)))


@frozen(kw_only=True)
class _Ground:
    """What rows are compared with: units by the keys of their labels, and the townships."""

    taken: Mapping[str, Organisation]
    towns: Registry


def settle_rows(
    rows: Sequence[UnitRow],
    registry: Registry,
    *,
    kind: OrganisationKind | None,
) -> tuple[Verdict, ...]:
    """Return what becomes of every row, in their order.

    Rows that tell different things of the same unit are all turned down; of equal ones
    the first counts. A row may lie in a township that the same table registers.

    Args:
        rows: the rows of one file.
        registry: every unit registered so far, on whatever date.
        kind: what new units are whose row does not say it; without it the heading over the
            names decides, if it can.
    """
    readings = [_reading(row, otherwise=kind) for row in rows]
    repeated = _repeated(readings)
    registered = _Ground(taken=labelled(registry), towns=townships(registry))
    new_towns = [
        verdict.unit
        for reading, fault in zip(readings, repeated, strict=True)
        if reading.new_kind is OrganisationKind.TOWNSHIP
        and (verdict := _settle(reading, fault, registered)).outcome is Outcome.ACCEPTED
        and verdict.unit
    ]
    histories = {**registered.towns.histories, **Registry.of(new_towns).histories}
    ground = evolve(registered, towns=Registry(histories=histories))
    return tuple(
        _settle(reading, fault, ground) for reading, fault in zip(readings, repeated, strict=True)
    )


def _settle(reading: _Reading, repetition: str, ground: _Ground) -> Verdict:
    """Return what becomes of one row; ``repetition`` says how it repeats another one."""
    town, lost = _territory(reading, ground.towns)
    faults = tuple(filter(None, (repetition, *reading.faults, lost)))
    if faults:
        return _rejected(reading, "；".join(text.rstrip("。") for text in faults) + "。")
    there = {unit.id: unit for key in reading.keys if (unit := ground.taken.get(key))}
    if not there:
        return _new(reading, town=town)
    unit, *others = there.values()
    if others:
        known = "”和“".join(sorted(one.name for one in there.values()))
        return _rejected(reading, f"名称、编号、代码分别对应已登记的“{known}”，请核对。")
    said = _as_said(unit, reading, town=town, taken=ground.taken)
    return _compared(reading, unit, said=said, names=ground.towns.name)


def _reading(row: UnitRow, *, otherwise: OrganisationKind | None) -> _Reading:
    """Understand a row by itself."""
    kind = parse_kind(row.kind) if row.kind else None
    new_kind = kind or otherwise or row.implied
    answers = {mark: _answer(text) for mark, text in row.flags if text}
    return _Reading(
        row=row,
        faults=tuple(_faults(row, kind, answers)),
        name=row.name,
        kind=kind,
        new_kind=new_kind,
        identity=row.identity,
        aliases=tuple(alias for alias in row.aliases if label_key(alias) != label_key(row.name)),
        marks=tuple(dict.fromkeys((*row.marks, *_answered(answers, _YES)))),
        denied=frozenset(_answered(answers, _NO)),
        territory=_said_territory(row, new_kind),
        credit_code=credit_code_of(row.credit_code) or None,
    )


def _answered(answers: Mapping[str, frozenset[str] | None], wanted: frozenset[str]) -> list[str]:
    """Return the marks that a row answers in one way."""
    return [mark for mark, answer in answers.items() if answer is wanted]


def _said_territory(row: UnitRow, kind: OrganisationKind | None) -> str:
    """Return where the unit lies; a township that names itself there says nothing."""
    is_town = kind is OrganisationKind.TOWNSHIP
    return "" if is_town and label_key(row.territory) == label_key(row.name) else row.territory


def _answer(text: str) -> frozenset[str] | None:
    """Return which answer a cell gives, or ``None`` when it is neither 是 nor 否."""
    word = one_width(text).lower()
    return next((answer for answer in (_YES, _NO) if word in answer), None)


def _faults(
    row: UnitRow, kind: OrganisationKind | None, answers: Mapping[str, frozenset[str] | None]
) -> Iterator[str]:
    """Yield everything that is wrong with a row by itself."""
    yield name_fault(row.name)
    if row.kind and kind is None:
        yield f"不认识类别“{row.kind}”，可写企业、部门、乡镇、学校、医院、事业单位等"
    if row.identity:
        yield id_fault(row.identity)
    if row.credit_code:
        yield credit_code_fault(credit_code_of(row.credit_code))
    for mark, answer in answers.items():
        if answer is None:
            yield f"“是否{mark}”只能填是或否"
        elif answer is _NO and mark in row.marks:
            yield f"标记里有“{mark}”，“是否{mark}”却填了否"


def _repeated(readings: Sequence[_Reading]) -> list[str]:
    """Return for each row how it repeats or contradicts another one, empty when it does not."""
    groups: dict[str, list[_Reading]] = defaultdict(list)
    for reading in readings:
        for key in reading.keys:
            groups[key].append(reading)
    unequal = {key for key, group in groups.items() if any(one != group[0] for one in group)}
    return [_repetition(reading, groups, unequal) for reading in readings]


def _repetition(
    reading: _Reading, groups: Mapping[str, Sequence[_Reading]], unequal: set[str]
) -> str:
    """Say how a row repeats one before it, or contradicts any, or nothing.

    ``groups`` are the rows that share a key, ``unequal`` the keys whose rows say
    different things.
    """
    disputed = min(reading.keys & unequal, default=None)
    if disputed is not None:
        places = [one.row.place for one in groups[disputed] if one is not reading]
        return f"与{'、'.join(places[:_NAMED_ROWS])}是同一单位而内容不同，请只留正确的一行"
    first = groups[min(reading.keys)][0] if reading.keys else reading
    return "" if first is reading else f"与{first.row.place}重复"


def _territory(reading: _Reading, towns: Registry) -> tuple[str | None, str]:
    """Return the id of the township the row's unit lies in, and why there is none."""
    if not reading.territory:
        return None, ""
    if reading.new_kind is OrganisationKind.TOWNSHIP:
        return None, NO_TERRITORY
    try:
        return find_township(reading.territory, towns).id, ""
    except UsageError as error:
        return None, f"属地：{error}"


def _new(reading: _Reading, *, town: str | None) -> Verdict:
    """Return the verdict on a unit nobody has registered yet."""
    if reading.new_kind is None:
        return _rejected(reading, "没有写类别，请在表里补上，或导入时用 --kind 指明。")
    unit = Organisation(
        id=reading.id,
        name=reading.name,
        kind=reading.new_kind,
        aliases=reading.aliases,
        attributes=reading.marks,
        territory=town,
        credit_code=reading.credit_code,
    )
    return Verdict(row=reading.row, outcome=Outcome.ACCEPTED, unit=unit)


def _compared(
    reading: _Reading, unit: Organisation, *, said: Organisation, names: Callable[[str], str]
) -> Verdict:
    """Return the verdict on a row about a unit that would be ``said`` if the row were right."""
    found = differences(unit, said, names=names)
    if not found:
        return Verdict(row=reading.row, outcome=Outcome.UNCHANGED, unit=unit)
    told = "；".join(
        f"{one.label}登记的是“{one.before or '无'}”、表里是“{one.after or '无'}”" for one in found
    )
    return _rejected(
        reading, f"“{unit.name}”已经登记，{told}。请改表，或用 zhiben org amend 变更登记。"
    )


def _as_said(
    unit: Organisation, reading: _Reading, *, town: str | None, taken: Mapping[str, Organisation]
) -> Organisation:
    """Return a registered unit as it would be if the row were right; blanks say nothing."""
    new = [one for one in (reading.name, *reading.aliases) if taken.get(label_key(one)) != unit]
    marks = dict.fromkeys((*unit.attributes, *reading.marks))
    said: dict[str, Any] = {
        "id": reading.identity,
        "kind": reading.kind,
        "territory": town,
        "credit_code": reading.credit_code,
    }
    return evolve(
        unit,
        name=reading.name if reading.name in new else unit.name,
        aliases=(*unit.aliases, *(alias for alias in reading.aliases if alias in new)),
        attributes=tuple(mark for mark in marks if mark not in reading.denied),
        **{key: value for key, value in said.items() if value},
    )


def _rejected(reading: _Reading, reason: str) -> Verdict:
    """Return the verdict on a row that is not taken in."""
    return Verdict(row=reading.row, outcome=Outcome.REJECTED, reason=reason)
