"""Hypothesis strategies of hazards: what several sites may say of them, and do, legal or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from zhiben.ledger.hazards.moves import MOVES
from zhiben.model.hazard_overlays import OverlayAct
from zhiben.model.hazards import Act, Channel, Level, Party, Saying
from zhiben.testing.hazards import (
    AUTHORITY,
    FINDER,
    FIRM,
    NUMBER,
    REVIEWER,
    done,
    listed_in_table,
    over,
    told,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from zhiben.model.entries import Draft


def hazard_drafts(days: st.SearchStrategy[date]) -> st.SearchStrategy[Draft]:
    """Return what tables and people say of few hazards, and acts on them, legal or not."""
    numbers = st.sampled_from((NUMBER, "YH-2024-00002", "dept-a-YH-2024-00001"))
    found = st.none() | days
    tables = st.builds(
        listed_in_table,
        numbers,
        on=days,
        row=st.integers(4, 6),
        found_on=found,
        level=st.sampled_from((None, *Level)),
        channel=st.sampled_from((None, *Channel)),
    )
    people = st.builds(told, numbers, on=days, by=_parties(), found_on=found)
    amendments = st.builds(
        told, numbers, on=days, saying=st.just(Saying.AMEND), found_on=found,
        listed=st.sampled_from((None, True, False)),
    )  # fmt: skip
    return st.one_of(
        tables, people, amendments, hazard_acts(numbers, days), overlay_acts(numbers, days)
    )


def hazard_acts(
    numbers: st.SearchStrategy[str],
    days: st.SearchStrategy[date],
    *,
    acts: Sequence[Act] = tuple(Act),
) -> st.SearchStrategy[Draft]:
    """Return acts: complete ones and such that lack something, by various units and people."""
    outcomes = st.sampled_from(
        ("suspected", "", "fail", "general", "by hand", "alone", "", "relapsed")
    )
    lacking = st.sampled_from(
        (
            "",
            "",
            "",
            "",
            "reason",
            "reviewers",
            "opinion",
            "clauses",
            "deadline",
            "evidence",
            "document",
        )
    )
    return st.builds(
        lambda act, number, on, by, without, outcome, into, to: done(
            act,
            number,
            on=on,
            by=by,
            without=without,
            **_turned(act, outcome),
            **({"into": into} if act is Act.MERGE else {}),
            **({"to": to} if act is Act.HAND_OVER else {}),
        ),
        st.sampled_from(acts),
        numbers,
        days,
        _parties(),
        lacking,
        outcomes,
        numbers,
        st.sampled_from((*FINDER.known_as[:1], *REVIEWER.known_as, "示例市局")),
    )


def overlay_acts(
    numbers: st.SearchStrategy[str], days: st.SearchStrategy[date]
) -> st.SearchStrategy[Draft]:
    """Return what several authorities lay over hazards, complete or not, legal or not."""
    until = st.sampled_from(("2024-03-02", "2024-07-31", "2024-12-31", "2025-06-30"))
    changes = st.fixed_dictionaries(
        {},
        optional={
            "authority": st.sampled_from((AUTHORITY, "示例市安委会", "示例一厂")),
            "batch": st.sampled_from(("示例第1批", "示例第2批", "示例第3批")),
            "deadline": until,
            "until": until,
            "result": st.sampled_from(("grant", "refuse")),
            "extent": st.sampled_from(("whole", "part")),
            "scope": st.just("示例车间"),
        },
    )
    return st.builds(
        lambda act, number, on, without, document, given: over(
            act, number, on=on, without=without, document=document, **given
        ),
        st.sampled_from(tuple(OverlayAct)),
        numbers,
        days,
        st.sampled_from(("", "", "", "authority", "level", "until")),
        st.sampled_from(("示例〔2024〕3号", "示例〔2024〕3号", "")),
        changes,
    )


def _turned(act: Act, outcome: str) -> dict[str, Any]:
    """Return what turns an act out otherwise.

    That is another result, 重大 that does not follow or was decided by hand, or one person
    where there must be two.
    """
    if outcome in {"suspected", "by hand"} and "major" in MOVES[act].leads_to:
        by_hand = {"by_hand": True, "reason": "示例"} if outcome == "by hand" else {}
        return {"verdict": verdict("suspected"), **by_hand}
    if outcome == "alone":
        one = ["示例戊", "示例 戊"]
        return {"reviewers": one} if act is Act.ACCEPT else {"approvers": one}
    if outcome not in MOVES[act].leads_to or not outcome:
        return {}
    judged = {"verdict": verdict("not_met"), "reason": "示例"} if outcome == "general" else {}
    return {"result": outcome, **judged}


def _parties() -> st.SearchStrategy[Party]:
    """Return units with and without people, those of the acts among them."""
    units = st.sampled_from((
        FINDER, REVIEWER, FIRM, Party(unit="office"),
    ))  # fmt: skip
    people = st.sampled_from(((), ("示例甲",), ("示例戊",), ("示例庚",)))
    return st.builds(
        lambda unit, names: Party(unit=unit.unit, people=names, known_as=unit.known_as),
        units,
        people,
    )
