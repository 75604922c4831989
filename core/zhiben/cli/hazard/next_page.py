"""What may be done next about a hazard, and what each act still requires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zhiben.cli.hazard.follow_page import prospect_text
from zhiben.cli.hazard.overlay_page import choice_text
from zhiben.cli.hazard.step_lines import next_moves
from zhiben.cli.hazard.words import label_of, result_text, value_text
from zhiben.cli.masking import print_table
from zhiben.ledger.hazards.acting import completed
from zhiben.ledger.hazards.duties import bars_of
from zhiben.ledger.hazards.moves import Requirement, is_given
from zhiben.ledger.hazards.overlays import (
    authorities_text,
    completed_overlay,
    possible_overlays,
)
from zhiben.model.hazard_overlays import OverlayAct
from zhiben.model.hazards import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhiben.cli.hazard.follow import FollowUp
    from zhiben.ledger.hazards.ladder import Prospect, Rung
    from zhiben.ledger.hazards.moves import Move
    from zhiben.ledger.hazards.overlays import OverlayMove
    from zhiben.model.hazards import HazardLife

COMMANDS: Final = {
    OverlayAct.LIST: "listing add",
    OverlayAct.DELIST: "listing remove",
    OverlayAct.ASK_EXTENSION: "extend",
    OverlayAct.DECIDE_EXTENSION: "extend --decide",
    OverlayAct.SUSPEND: "suspend",
    OverlayAct.RESUME: "resume",
}
"""By which command each overlay act is recorded."""
_KNOWN_BY_COMMAND: Final = {OverlayAct.SUSPEND: {"extent": "whole"}}
"""What a command says by itself where nothing else is told."""
_STEP_NEEDS: Final = (Requirement(key="document", label="文号"),)
"""What a step of the ladder must carry."""


# JSON


def next_shape(move: Move, life: HazardLife) -> dict[str, Any]:
    """Return what a legal act requires as JSON."""
    return {
        "act": move.act.value,
        "label": move.label,
        "basis": move.basis,
        "requires": _needs_shape(_asked(move, life), completed(move.act, {}, life)),
        "bars": list(bars_of(life, move.act)),
    }


def overlay_next_shapes(life: HazardLife, follow: FollowUp) -> Iterator[dict[str, Any]]:
    """Yield what may lie over the state next as JSON, a step of the ladder last."""
    for move in possible_overlays(life):
        yield {
            "act": move.act.value,
            "command": COMMANDS[move.act],
            "label": move.label,
            "basis": move.basis,
            "requires": _needs_shape(move.requires, _known(move, life)),
            "bars": list(_overlay_bars(move, life)),
        }
    for prospect, rung in _rungs(follow):
        yield {
            "act": "escalate",
            "command": f"escalate --to {rung.step}",
            "label": rung.label,
            "basis": rung.source,
            "requires": _needs_shape(_STEP_NEEDS, {}),
            "bars": [] if prospect.is_due else [prospect_text(prospect)],
        }


def _needs_shape(asked: Iterable[Requirement], known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return requirements as JSON, each met or not."""
    return [
        {
            "key": one.key,
            "label": one.label,
            "results": list(one.results),
            "met": is_given(one, known.get(one.key)),
        }
        for one in asked
    ]


# What people read


def show_next(life: HazardLife, follow: FollowUp, *, is_masked: bool = True) -> None:
    """Print which acts are possible, and what each still requires: first those of the way."""
    rows = [
        (f"{move.label}（{move.act}）", "\n".join(_marks(move, life)), move.basis)
        for move in next_moves(life)
    ]
    over = [
        (f"{move.label}（{COMMANDS[move.act]}）", "\n".join(_over_marks(move, life)), move.basis)
        for move in possible_overlays(life)
    ]
    climb = [
        (
            f"{rung.label}（escalate --to {rung.label}）",
            "\n".join((*_needs(_STEP_NEEDS, {}), f"※ {prospect_text(prospect)}")),
            rung.source,
        )
        for prospect, rung in _rungs(follow)
    ]
    headers = ("可以办理", "要求", "依据")
    print_table(headers, [*rows, *over, *climb], title="下一步", is_masked=is_masked)


def _asked(move: Move, life: HazardLife) -> list[Requirement]:
    """Return what an act requires of a hazard of this level, whatever its outcome."""
    is_general = life.details.level is Level.GENERAL
    return [one for one in move.requires if not (one.for_major and is_general)]


def _marks(move: Move, life: HazardLife) -> Iterator[str]:
    """Yield each requirement of an act, marked as met or missing, and who may not act."""
    yield from _needs(_asked(move, life), completed(move.act, {}, life))
    yield from (f"※ {text}" for text in bars_of(life, move.act))


def _over_marks(move: OverlayMove, life: HazardLife) -> Iterator[str]:
    """Yield each requirement of an overlay act, marked, and who has to decide."""
    yield from _needs(move.requires, _known(move, life))
    yield from (f"※ {text}" for text in _overlay_bars(move, life))


def _needs(asked: Iterable[Requirement], known: Mapping[str, Any]) -> Iterator[str]:
    """Yield requirements, marked as met or missing."""
    for one in asked:
        value = known.get(one.key)
        if is_given(one, value):
            yield f"✓ {label_of(one)}：{choice_text(value_text(value))}"
        else:
            yield f"缺 {label_of(one)}{_condition(one)}"


def _known(move: OverlayMove, life: HazardLife) -> dict[str, Any]:
    """Return what is clear of an overlay act before anybody has said anything."""
    return completed_overlay(move.act, _KNOWN_BY_COMMAND.get(move.act, {}), life)


def _overlay_bars(move: OverlayMove, life: HazardLife) -> Iterator[str]:
    """Yield who alone may do an overlay act."""
    overlays = life.overlays
    if move.act is OverlayAct.DECIDE_EXTENSION and overlays.in_force:
        yield f"由挂牌机关（{authorities_text(overlays.in_force)}）决定"


def _rungs(follow: FollowUp) -> Iterator[tuple[Prospect, Rung]]:
    """Yield the step of the ladder an overdue hazard may go up next, if there is one."""
    prospect = follow.prospect
    if prospect and prospect.next:
        yield prospect, prospect.next


def _condition(requirement: Requirement) -> str:
    """Say for which outcomes something is required."""
    words = "、".join(choice_text(result_text(one)) for one in requirement.results)
    return f"（{words}时）" if words else ""
