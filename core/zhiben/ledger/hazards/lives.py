"""The lives of hazards, folded from their entries: what is known of each, and where it stands.

An act that was not legal when its turn came, or lacked what it must carry, has no effect:
entries of several sites may meet in any order, and none of them can bring a hazard where it
lacks what that requires.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict, define, evolve, field

from zhiben.ledger.hazards.bodies import overlay_of, said_of, step_of
from zhiben.ledger.hazards.duties import duty_faults, judgement_faults
from zhiben.ledger.hazards.moves import (
    MOVES,
    OPEN_STATES,
    STATES,
    carried_by,
    missing_for,
    next_state,
    result_of,
)
from zhiben.ledger.hazards.overlays import (
    joined_overlays,
    lapsed,
    listing_deadline,
    overlaid,
    overlay_faults,
)
from zhiben.model.entries import Entry, EntryKind
from zhiben.model.hazard_overlays import NO_OVERLAYS, OverlayAct, Overlays
from zhiben.model.hazards import (
    Act,
    HazardDetails,
    HazardLife,
    Level,
    OverlayStep,
    Said,
    Saying,
    State,
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

KINDS: Final = (EntryKind.HAZARD_RECORD, EntryKind.HAZARD_STEP, EntryKind.HAZARD_OVERLAY)
"""The kinds of entry a hazard's life is made of."""

CARRIED: Final[Mapping[Act, tuple[str, ...]]] = {
    Act.PLAN: ("owner", "measures", "funds_yuan", "deadline"),
    Act.APPLY: ("done_on",),
}
"""What acts settle of a hazard's details, and take from them where nothing else is given."""
_DAYS: Final = frozenset({"deadline", "done_on"})
_OF_TABLES: Final = frozenset({"level", "status", "done_on"})
"""What only tables may say outright: with people it takes an act."""
_JUDGEMENTS: Final = (Act.JUDGE, Act.REJUDGE)


def lives_of(live: Iterable[Entry]) -> dict[str, HazardLife]:
    """Return the life of every hazard, from the entries in force in the order of their facts.

    A hazard is there once something is said of it.
    """
    book = _Book()
    for entry in live:
        if entry.kind is EntryKind.HAZARD_RECORD:
            book.tellings[entry.subject].hear(said_of(entry))
        elif entry.kind is EntryKind.HAZARD_STEP:
            book.act(entry.subject, step_of(entry))
        elif entry.kind is EntryKind.HAZARD_OVERLAY:
            book.lay_over(entry.subject, overlay_of(entry))
    return {number: book.life(number) for number, one in book.tellings.items() if one.said}


def is_overdue(life: HazardLife, day: date) -> bool:
    """Tell whether a hazard is past its deadline and still not put right."""
    deadline = life.details.deadline
    return deadline is not None and deadline < day and life.state in OPEN_STATES


def reported_state(details: HazardDetails) -> State:
    """Return where a hazard stands that only a table tells of."""
    if details.status is not None:
        return details.status
    if details.done_on is not None:
        return State.RECTIFYING
    if details.level is None:
        return State.LEAD
    return State.REGISTERED if details.level is Level.MAJOR else State.GENERAL


@define(kw_only=True)
class _Telling:
    """A life as far as its own entries have been told."""

    details: HazardDetails = field(factory=HazardDetails)
    decided: dict[str, Any] = field(factory=dict)
    said: list[Said] = field(factory=list)
    steps: list[Step] = field(factory=list)
    idle: dict[str, tuple[str, ...]] = field(factory=dict)
    state: State | None = None
    attempts: int = 0
    reopened: int = 0
    closed_on: date | None = None
    merged_into: str | None = None
    overlays: Overlays = NO_OVERLAYS
    overlay_steps: list[OverlayStep] = field(factory=list)
    reporter: str = ""

    def hear(self, said: Said) -> None:
        """Take in what a table or a person says."""
        self.said.append(said)
        self.reporter = said.reporter or self.reporter
        told = {name: value for name, value in _fields(said.details) if value is not None}
        if said.source is None:
            told = {name: value for name, value in told.items() if name not in _OF_TABLES}
            is_decided = said.saying is Saying.AMEND
            self.decided |= {n: v for n, v in told.items() if is_decided or n != "found_on"}
        known = self.details.found_on
        if known is not None and "found_on" in told:
            told["found_on"] = min(known, told["found_on"])
        self.details = evolve(self.details, **{**told, **self.decided})

    def settle(self, step: Step, *, then: State) -> None:
        """Let an act have its effect."""
        self.state = then
        if then not in OPEN_STATES or step.act is Act.REOPEN:
            self.overlays = lapsed(self.overlays, step.on)
        settled = {key: step.given[key] for key in CARRIED.get(step.act, ())}
        self._decide({key: _value(key, value) for key, value in settled.items()})
        match step.act:
            case Act.HAND_OVER:
                self._decide({"lead": step.given["to"]})
            case Act.JUDGE | Act.REJUDGE:
                self._judged(step)
            case Act.PLAN:
                self.overlays = evolve(self.overlays, original_deadline=None)
            case Act.ACCEPT:
                self.attempts += result_of(step.given) == "fail"
            case Act.CLOSE:
                self.closed_on = step.on
            case Act.REOPEN:
                self.closed_on = None
                self.reopened += 1
            case Act.MERGE:
                self.merged_into = step.given["into"]

    def lay_over(self, step: OverlayStep, life: HazardLife) -> None:
        """Let an act that lies over the state have its effect; ``life`` is the one before it.

        An extension is the hazard's own deadline from then on, and a listing's last one stays
        when nobody lists it any more.
        """
        self.overlays = overlaid(self.overlays, step, life=life)
        if step.act is OverlayAct.DECIDE_EXTENSION and result_of(step.given) == "grant":
            until = date.fromisoformat(step.given["until"])
            self._decide({"deadline": max(until, self.details.deadline or until)})
        if step.act is OverlayAct.DELIST:
            self._decide({"deadline": life.details.deadline})
            if len(life.overlays.in_force) == 1:
                self._decide({"listed": False})

    def life(self, number: str) -> HazardLife:
        """Return the life that has been told."""
        channels = (one.details.channel for one in self.said if one.details.channel is not None)
        return HazardLife(
            number=number,
            details=self.details,
            channels=tuple(dict.fromkeys(channels)),
            said=tuple(self.said),
            steps=tuple(self.steps),
            state=self.state or reported_state(self.details),
            is_reported=self.state is None and any(one.source for one in self.said),
            idle=dict(self.idle),
            attempts=self.attempts,
            reopened=self.reopened,
            closed_on=self.closed_on or self._reported_closing(),
            merged_into=self.merged_into,
            overlays=self.overlays,
            overlay_steps=tuple(self.overlay_steps),
            reporters=(self.reporter,) if self.reporter else (),
        )

    def _judged(self, step: Step) -> None:
        """Note the level a judgement gives, and on what it rests."""
        result = result_of(step.given)
        if result == "major":
            basis = f"{step.given['standard']} {'、'.join(step.given['clauses'])}"
            self._decide({"level": Level.MAJOR, "basis": basis})
        elif result == "general":
            self._decide({"level": Level.GENERAL})

    def _decide(self, values: Mapping[str, Any]) -> None:
        """Settle details so that no table says otherwise any more."""
        self.decided.update(values)
        self.details = evolve(self.details, **self.decided)

    def _reported_closing(self) -> date | None:
        """Return the day a table says it was done, where it also says that it is closed."""
        is_closed = self.state is None and self.details.status is State.CLOSED
        return self.details.done_on if is_closed else None


@define(kw_only=True)
class _Book:
    """All lives as far as they have been told, and which of them go on in which others."""

    tellings: defaultdict[str, _Telling] = field(factory=lambda: defaultdict(_Telling))
    absorbed: defaultdict[str, list[str]] = field(factory=lambda: defaultdict(list))

    def act(self, number: str, step: Step) -> None:
        """Take in an act, and let it have its effect where nothing stands against that."""
        telling, life = self.tellings[number], self.life(number)
        then = next_state(step.act, step.given, life=life)
        faults = tuple(self._faults(life, step))
        telling.steps.append(step)
        if faults or then is None:
            telling.idle[step.reference] = faults
            return
        telling.settle(step, then=then)
        if step.act is Act.MERGE:
            self.absorbed[step.given["into"]].append(number)

    def lay_over(self, number: str, step: OverlayStep) -> None:
        """Take in what lies over a life, where nothing stands against it."""
        telling, life = self.tellings[number], self.life(number)
        faults = tuple(overlay_faults(life, step))
        telling.overlay_steps.append(step)
        if faults:
            telling.idle[step.reference] = faults
            return
        telling.lay_over(step, life)

    def life(self, number: str) -> HazardLife:
        """Return a life with what is known of the hazards merged into it, directly or not."""
        life = self.tellings[number].life(number)
        for other in self.absorbed.get(number, ()):
            life = _joined(life, self.life(other))
        return _supervised(life) if life.overlays.listings else life

    def _faults(self, life: HazardLife, step: Step) -> Iterator[str]:
        """Yield why an act has no effect on a life as it stands."""
        move = MOVES[step.act]
        if not life.said:
            yield "当时还没有登记这个隐患"
        elif life.state not in move.legal_in:
            yield f"当时是“{STATES[life.state]}”，不能{move.label}"
        else:
            missing = missing_for(step.act, carried_by(step), level=life.details.level)
            yield from (f"缺{one.label}" for one in missing)
            yield from duty_faults(life, step)
            yield from judgement_faults(step.given) if step.act in _JUDGEMENTS else ()
            yield from self._circle(life.number, step) if step.act is Act.MERGE else ()

    def _circle(self, number: str, step: Step) -> Iterator[str]:
        """Yield that a merger would lead back to where it starts."""
        into: str | None = step.given.get("into")
        while into and into != number:
            into = self.tellings[into].merged_into if into in self.tellings else None
        if into:
            yield f"{step.given['into']} 就是 {number}，或已并入它，不能这样合并"


def _joined(life: HazardLife, other: HazardLife) -> HazardLife:
    """Return a hazard's life with what is known of one that was merged into it."""
    days = [one.details.found_on for one in (life, other) if one.details.found_on is not None]
    details = evolve(life.details, found_on=min(days)) if days else life.details
    return evolve(
        life,
        details=details,
        channels=tuple(dict.fromkeys((*life.channels, *other.channels))),
        said=(*life.said, *other.said),
        merged=(*life.merged, other.number, *other.merged),
        overlays=joined_overlays(life.overlays, other.overlays),
        reporters=tuple(dict.fromkeys((*life.reporters, *other.reporters))),
    )


def _supervised(life: HazardLife) -> HazardLife:
    """Return a life as the listings in force have it: listed, with the earliest deadline."""
    listings = life.overlays.in_force
    if not listings:
        return life
    days = [listing_deadline(life.overlays, one) for one in listings]
    deadline = min((*days, life.details.deadline or days[0]))
    return evolve(life, details=evolve(life.details, listed=True, deadline=deadline))


def _fields(details: HazardDetails) -> Iterable[tuple[str, Any]]:
    """Return the details by name."""
    return asdict(details, recurse=False).items()


def _value(key: str, value: Any) -> Any:  # noqa: ANN401 - what the detail of that name holds
    """Return a detail as it is kept, from what an entry holds."""
    return date.fromisoformat(value) if key in _DAYS else value
