"""What an act has come to, what may be done next, and why an act is refused, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zhiben.cli.hazard.words import label_of, option_of, result_text
from zhiben.ledger.hazards.acting import completed
from zhiben.ledger.hazards.moves import (
    MOVES,
    STATES,
    carried_by,
    legal_acts,
    missing_for,
    result_of,
)
from zhiben.model.hazards import Act

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zhiben.ledger.hazards.acting import Ruling
    from zhiben.ledger.hazards.moves import Move
    from zhiben.model.hazards import HazardLife, Step

_ASIDE: Final = (Act.HAND_OVER, Act.MERGE, Act.VOID, Act.SHUT, Act.REJUDGE)
"""Acts that do not lead on towards the closing."""


def next_moves(life: HazardLife) -> list[Move]:
    """Return the legal moves, those that lead on towards the closing first."""
    return sorted(legal_acts(life.state), key=lambda move: move.act in _ASIDE)


def next_lines(life: HazardLife, *, only_on: bool = False) -> Iterator[str]:
    """Yield the legal acts with what each still requires, one a line.

    With ``only_on`` only those that lead on towards the closing.
    """
    for move in next_moves(life):
        if only_on and move.act in _ASIDE:
            continue
        known = completed(move.act, {}, life)
        missing = missing_for(move.act, known, level=life.details.level)
        more = f"，还要 {'、'.join(map(label_of, missing))}" if missing else ""
        yield f"  {move.label}（{move.act}）{more}"


def taken_lines(act: Act, given: Mapping[str, Any], life: HazardLife) -> Iterator[str]:
    """Yield what an act has come to, and what may be done next."""
    result = result_of(given)
    word = f"{MOVES[act].label}{f'（{result_text(result)}）' if result else ''}"
    word += f"给{given['to']}" if act is Act.HAND_OVER else ""
    failed = f"，验收不通过第 {life.attempts} 次" if result == "fail" else ""
    yield f"{life.number} {word}，现在是“{STATES[life.state]}”{failed}。"
    if result == "relapsed":
        yield "隐患反弹，请用 zhiben hazard reopen 重开。"
    lines = list(next_lines(life, only_on=True))
    if lines:
        yield "下一步："
        yield from lines


def refusal_text(number: str, step: Step, ruling: Ruling) -> str:
    """Say why an act is refused, and what may be done instead or is still missing."""
    life, move = ruling.before, MOVES[step.act]
    if life is None:
        return f"{number} 到 {step.on} 还没有登记，业务日期请不早于登记的日期。"
    if life.state not in move.legal_in:
        is_so_still = ruling.after is not None and ruling.after.state is life.state
        when = "现在" if is_so_still else f"{step.on} 时"
        said = f"{number} {when}是“{STATES[life.state]}”，不能{move.label}。"
        lines = list(next_lines(life))
        return "\n".join([said + ("可以办理的：" if lines else "没有可以办理的了。"), *lines])
    missing = missing_for(step.act, carried_by(step), level=life.details.level)
    asked = [f"  缺 {option_of(one.key)} {label_of(one)}" for one in missing]
    labels = {f"缺{one.label}" for one in missing}
    others = [f"  {fault}" for fault in ruling.faults if fault not in labels]
    return "\n".join([f"{number} 还不能{move.label}（{move.basis}）：", *asked, *others])
