"""Hazards for tests: what tables and people say of them, and every act with all it must carry.

Everything is made up and labelled 示例.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from zhiben.ledger.hazards.acting import said_draft, step_draft
from zhiben.ledger.hazards.bodies import record_body
from zhiben.ledger.hazards.moves import MOVES, Actor
from zhiben.ledger.hazards.overlays import OVERLAY_MOVES
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.hazard_overlays import OverlayAct
from zhiben.model.hazards import (
    Act,
    Channel,
    HazardDetails,
    OverlayStep,
    Party,
    Provenance,
    Said,
    Saying,
    Step,
)
from zhiben.model.reports import Evidence

NUMBER: Final = "YH-2024-00001"
FOUND: Final = date(2024, 3, 1)
FINDER: Final = Party(unit="dept-a", people=("示例甲",), known_as=("示例甲局", "甲局"))
FIRM: Final = Party(unit="firm-1", known_as=("示例一厂",))
PHOTO: Final = Evidence(name="示例整改后.jpg", digest="5e" * 32, size=9)
REVIEWER: Final = Party(unit="dept-b", known_as=("示例乙局",))
WALK: Final = (
    Act.VERIFY, Act.JUDGE, Act.REGISTER, Act.NOTIFY, Act.PLAN, Act.RECTIFY, Act.APPLY, Act.ACCEPT,
    Act.CLOSE,
)  # fmt: skip
"""The acts that lead from a lead to its closing."""


def example_details(**fields: Any) -> HazardDetails:
    """Return what is known of a hazard at an enterprise."""
    given = {
        "enterprise": "示例一厂",
        "region": "示例一镇",
        "location": "示例车间",
        "description": "示例：安全出口被堵",
        "channel": Channel.INSPECTION,
        "found_on": FOUND,
    }
    return HazardDetails(**{**given, **fields})


def told(
    number: str = NUMBER, *, on: date = FOUND, saying: Saying = Saying.ADD, by: Party = FINDER,
    **fields: Any,
) -> Draft:  # fmt: skip
    """Return what a person says of a hazard: all of the above, or in an amendment just that."""
    details = HazardDetails(**fields) if saying is Saying.AMEND else example_details(**fields)
    reason = "示例" if saying is Saying.AMEND else ""
    said = Said(reference="", on=on, details=details, saying=saying, by=by, reason=reason)
    return said_draft(number, said, actor="office")


def listed_in_table(
    number: str = NUMBER, *, on: date = FOUND, row: int = 4, **fields: Any
) -> Draft:
    """Return what a table says of a hazard."""
    source = Provenance(file="示例.xlsx", sheet="台账", row=row)
    body = record_body(example_details(**fields), source=source)
    return Draft(on=on, actor="office", kind=EntryKind.HAZARD_RECORD, subject=number, body=body)


def verdict(outcome: str = "major") -> dict[str, Any]:
    """Return a verdict as it is kept with a judgement."""
    return {
        "verdict": outcome,
        "sector": "SCH",
        "on": FOUND.isoformat(),
        "standards": [],
        "criteria": [],
        "facts_missing": [],
        "notes": [],
    }


def everything_for(act: Act) -> dict[str, Any]:
    """Return all that an act must carry, with the outcome that leads on."""
    judgement = {
        "result": "major",
        "standard": "示例标准",
        "clauses": ["3(一)"],
        "verdict": verdict(),
        "facts": {"安全出口数": 1},
    }
    given: dict[Act, dict[str, Any]] = {
        Act.VERIFY: {"reviewer": "示例乙"},
        Act.HAND_OVER: {"to": "示例乙局", "document": "示例移〔2024〕1号", "reason": "示例"},
        Act.JUDGE: judgement,
        Act.REJUDGE: {**judgement, "reason": "示例"},
        Act.REGISTER: {"national_number": "示例0001"},
        Act.NOTIFY: {"principal": "示例丙", "controller": "示例丁", "delivery": "示例回执"},
        Act.PLAN: {
            "owner": "示例丙",
            "measures": "示例：拆除隔断",
            "funds_yuan": "35000",
            "deadline": "2024-06-30",
            "contingency": "示例：停用",
        },
        Act.RECTIFY: {"monitoring": "示例：每班巡查"},
        Act.APPLY: {"report": "示例：已拆除", "done_on": "2024-06-20", "evidence": [PHOTO.digest]},
        Act.ACCEPT: {"result": "pass", "reviewers": ["示例戊", "示例己"], "opinion": "示例"},
        Act.CLOSE: {"approval": "示例1号", "closer": "示例庚"},
        Act.CHECK_BACK: {"result": "kept", "opinion": "示例"},
        Act.REOPEN: {"reason": "示例"},
        Act.SHUT: {"decision": "示例2号"},
        Act.MERGE: {"into": "YH-2024-00002", "reason": "示例"},
        Act.VOID: {"reason": "示例", "approvers": ["示例戊", "示例己"]},
    }
    return given[act]


def done(
    act: Act,
    number: str = NUMBER,
    *,
    on: date = FOUND,
    by: Party | None = None,
    without: str = "",
    **given: Any,
) -> Draft:
    """Return an act with all it must carry but what is left out, and other values where given.

    The enterprise does what is its to do, whoever found it hands it over, and a department
    that found nothing does the rest.
    """
    actor = MOVES[act].actor
    usual = {Act.HAND_OVER: FINDER}.get(act, FIRM if actor is Actor.ENTERPRISE else REVIEWER)
    carried = {key: value for key, value in everything_for(act).items() if key != without}
    carried |= given
    step = Step(
        reference="",
        on=on,
        act=act,
        by=by or usual,
        document=carried.pop("document", ""),
        evidence=(PHOTO,) if carried.pop("evidence", ()) else (),
        given=carried,
        role=actor.value,
    )
    return step_draft(number, step, actor="office")


def walked(*, until: Act, number: str = NUMBER, on: date = FOUND) -> tuple[Draft, ...]:
    """Return a hazard's way from being told to an act of the walk, that one included."""
    acts = WALK[: WALK.index(until) + 1]
    steps = (done(act, number, on=on) for act in acts)
    return told(number, on=on), *steps


AUTHORITY: Final = "示例县安委会"
OVERLAYS: Final[dict[OverlayAct, dict[str, Any]]] = {
    OverlayAct.LIST: {
        "authority": AUTHORITY,
        "level": "county",
        "batch": "示例第1批",
        "deadline": "2024-09-30",
        "sponsor": "示例辛",
    },
    OverlayAct.DELIST: {"authority": AUTHORITY},
    OverlayAct.ASK_EXTENSION: {"until": "2024-12-31", "reason": "示例"},
    OverlayAct.DECIDE_EXTENSION: {
        "result": "grant",
        "authority": AUTHORITY,
        "until": "2024-12-31",
    },
    OverlayAct.SUSPEND: {"extent": "whole"},
    OverlayAct.RESUME: {"authority": "示例乙局"},
}
"""All that each overlay act must carry beside its document."""


def over(
    act: OverlayAct,
    number: str = NUMBER,
    *,
    on: date = FOUND,
    document: str = "示例〔2024〕3号",
    without: str = "",
    **given: Any,
) -> Draft:
    """Return an overlay act with all it must carry but what is left out."""
    carried = {key: value for key, value in OVERLAYS[act].items() if key != without}
    step = OverlayStep(
        reference="",
        on=on,
        act=act,
        by=REVIEWER,
        given={**carried, **given},
        role=OVERLAY_MOVES[act].actor.value,
        document=document,
    )
    return step_draft(number, step, actor="office")
