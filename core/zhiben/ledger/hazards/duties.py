"""Who may not do what about a hazard, and what a judgement must rest on.

Whoever found it does not accept it, whoever puts it right does not review that, and whoever
reviewed a listed one does not close it (发现与验收、整改与审核、审核与销号分开). What an
authority has listed, one of those that listed it closes. What was handed over to a department,
that one takes up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from zhiben.ledger.hazards.moves import result_of
from zhiben.ledger.units.rules import label_key
from zhiben.model.hazards import Act, Party

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhiben.model.hazards import HazardLife, Step

_REMEDIES: Final = (Act.PLAN, Act.RECTIFY, Act.APPLY)
"""What a unit does that puts a hazard right."""
_TAKING_UP: Final = (Act.VERIFY, Act.HAND_OVER)
"""What only the department may do that has it since it was handed over."""
_SEPARATORS: Final = re.compile(r"[、，,；;\n]+")


def duty_faults(life: HazardLife, step: Step) -> Iterator[str]:
    """Yield why this unit, or these people, may not do this to a hazard as it stands."""
    people = (*step.by.people, *named_people(step.given))
    if step.act is Act.ACCEPT:
        yield from _shared_people(people, _finding_people(life), "既是发现人又是验收人")
        if _is_among(step.by, life.finders):
            yield f"{step.by.name}是发现单位，不能验收，须由别的单位验收"
        if _is_among(step.by, remediating_units(life)):
            yield f"{step.by.name}是整改单位，不能审核验收，须由别的单位验收"
    if step.act in _TAKING_UP:
        yield from _holder_faults(life, step)
    if step.act is Act.CLOSE and life.details.listed:
        yield from _shared_people(people, _reviewing_people(life), "既是验收人又是批准人（挂牌）")
        if life.overlays.in_force and not _is_among(step.by, authorities_of(life)):
            yield f"挂牌督办的由挂牌机关销号，须由{_names_text(authorities_of(life))}办理"


def bars_of(life: HazardLife, act: Act) -> Iterator[str]:
    """Yield who may not do an act to a hazard, before anybody has tried."""
    if act is Act.ACCEPT:
        units = [*life.finders, *remediating_units(life)]
        yield from _barred("验收单位", (unit.name for unit in units))
        yield from _barred("验收人", _finding_people(life))
    if act is Act.CLOSE and life.details.listed:
        yield from _barred("批准人", _reviewing_people(life))
        if life.overlays.in_force:
            yield f"销号的单位须是{_names_text(authorities_of(life))}（挂牌机关）"
    if act in _TAKING_UP and (holder := holder_of(life)):
        yield f"单位须是{holder.name}（已移交给它）"


def judgement_faults(given: Mapping[str, Any]) -> Iterator[str]:
    """Yield why the result of a judgement does not follow from what it rests on.

    重大 rests on a verdict that says so, and nothing else on one that does; a person may
    decide otherwise by hand, with a reason.
    """
    is_major = result_of(given) == "major"
    verdict = given.get("verdict")
    if given.get("by_hand"):
        if not str(given.get("reason") or "").strip():
            yield "缺理由（人工认定须写明理由）"
    elif is_major and verdict is None:
        yield "没有判定结论，认定为重大须经判定，或写明是人工认定"
    elif verdict is not None and is_major != (verdict["verdict"] == "major"):
        said = "不是重大，不能记作重大" if is_major else "是重大，不能记作别的"
        yield f"判定结论{said}，除非写明是人工认定"


def remediating_units(life: HazardLife) -> tuple[Party, ...]:
    """Return the units that have to put a hazard right, and those that did so."""
    details = life.details
    firm = (details.enterprise or "", details.credit_code or "")
    named = [firm, *((name,) for name in _SEPARATORS.split(details.unit_responsible or ""))]
    parties = (Party(unit=one[0], known_as=one) for one in named if one[0].strip())
    return (*parties, *(step.by for step in life.effective if step.act in _REMEDIES))


def authorities_of(life: HazardLife) -> tuple[Party, ...]:
    """Return the authorities under whose listing a hazard is."""
    names = dict.fromkeys(one.authority for one in life.overlays.in_force)
    return tuple(map(_party_called, names))


def holder_of(life: HazardLife) -> Party | None:
    """Return the department a hazard was handed over to last."""
    step = life.last(Act.HAND_OVER)
    return _party_called(step.given["to"]) if step else None


def is_same_unit(one: Party, other: Party) -> bool:
    """Tell whether two that act are one unit, by anything either is known as."""
    return bool(_keys(one) & _keys(other))


def named_people(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the people an act's requirements name as those who review or approve."""
    single = (given.get("closer"),)
    return tuple(str(name) for name in (*single, *given.get("reviewers", ())) if name)


def _holder_faults(life: HazardLife, step: Step) -> Iterator[str]:
    """Yield that another department has it now, or that one hands it over to itself."""
    holder, to = holder_of(life), str(step.given.get("to") or "")
    if holder and not is_same_unit(step.by, holder):
        yield f"已移交{holder.name}，须由{holder.name}办理"
    if to and is_same_unit(step.by, _party_called(to)):
        yield f"{to}不能移交给自己"


def _party_called(name: str) -> Party:
    """Return the unit people call that."""
    return Party(unit=name, known_as=(name,))


def _is_among(party: Party, others: Iterable[Party]) -> bool:
    """Tell whether a unit is one of others."""
    return any(is_same_unit(party, other) for other in others)


def _keys(party: Party) -> set[str]:
    """Return everything a unit is known as, as labels are compared."""
    return set(map(label_key, (party.unit, *party.known_as))) - {""}


def _finding_people(life: HazardLife) -> tuple[str, ...]:
    """Return who found a hazard."""
    return tuple(name for party in life.finders for name in party.people)


def _reviewing_people(life: HazardLife) -> tuple[str, ...]:
    """Return who accepted a hazard last."""
    step = life.last(Act.ACCEPT)
    return (*step.by.people, *named_people(step.given)) if step else ()


def _shared_people(people: Iterable[str], others: Iterable[str], word: str) -> Iterator[str]:
    """Yield everybody who is on both sides, once."""
    keys = set(map(label_key, others))
    shared = {label_key(name): name for name in people if label_key(name) in keys}
    yield from (f"{name}{word}，须换别人" for name in shared.values())


def _names_text(parties: Iterable[Party]) -> str:
    """Name units of which one is enough."""
    return "或".join(one.name for one in parties)


def _barred(word: str, names: Iterable[str]) -> Iterator[str]:
    """Yield who may not be it, if there is anybody."""
    listed = "、".join(dict.fromkeys(names))
    if listed:
        yield f"{word}不能是{listed}"
