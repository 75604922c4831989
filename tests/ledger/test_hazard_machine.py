"""No sequence of acts brings a hazard where it lacks what that requires, and undo leads back.

The rules of the way are written here once more, in another form than the moves have: which
acts may come right before which, what each has to have carried, and who must be different.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from zhiben.ledger.entries import Head, entry_of, seal_all
from zhiben.ledger.fold import in_order, void_ids
from zhiben.ledger.hazards.acting import rule_on
from zhiben.ledger.hazards.lives import lives_of
from zhiben.ledger.hazards.moves import legal_acts
from zhiben.ledger.identity import ENTROPY
from zhiben.model.entries import EntryKind
from zhiben.model.hazard_overlays import OverlayAct
from zhiben.model.hazards import Act, Saying
from zhiben.testing.factories import MOMENT, undone
from zhiben.testing.hazard_strategies import hazard_acts, overlay_acts
from zhiben.testing.hazards import (
    FOUND,
    NUMBER,
    WALK,
    done,
    listed_in_table,
    over,
    told,
    verdict,
    walked,
)

if TYPE_CHECKING:
    from datetime import date

    from zhiben.model.entries import Draft, Entry
    from zhiben.model.hazards import HazardLife, OverlayStep, Said, Step

TOLD = (NUMBER, "YH-2024-00002")
"""Hazards that no table tells of: they begin as leads."""
TABLED = "dept-a-YH-2024-00001"
LATE = (Act.VERIFY, Act.APPLY, Act.ACCEPT) * 4
LONG = timedelta(days=10)
DAYS = st.integers(0, 3).map(lambda days: FOUND + timedelta(days=days))

BEFORE = {
    "verify": "told hand-over",
    "hand-over": "told verify hand-over",
    "judge": "verify",
    "register": "judge:major rejudge:major",
    "notify": "register reopen",
    "plan": "notify",
    "rectify": "plan",
    "apply": "rectify accept:fail judge:general rejudge:general",
    "accept": "apply",
    "close": "accept:pass",
    "check-back": "close check-back",
    "reopen": "close check-back",
    "shut": "register notify plan rectify apply accept reopen",
    "rejudge": "judge:major judge:general rejudge register notify plan rectify apply accept reopen",
}
"""What may come right before an act; a merger and a withdrawal end whatever is open."""
ENDS = ("merge", "void", "shut", "judge:unfounded")
CARRIED = {
    "verify": "reviewer",
    "hand-over": "to reason",
    "judge": "result",
    "judge:major": "standard clauses verdict",
    "judge:general": "reason",
    "judge:unfounded": "reason",
    "rejudge": "result reason",
    "rejudge:major": "standard clauses verdict",
    "register": "national_number",
    "notify": "principal controller delivery",
    "plan": "owner measures funds_yuan deadline contingency",
    "rectify": "monitoring",
    "apply": "report done_on",
    "accept": "result opinion reviewers",
    "close": "approval closer",
    "check-back": "result opinion",
    "reopen": "reason",
    "shut": "decision",
    "merge": "into reason",
    "void": "reason approvers",
}
STATES = {
    "told": "lead", "verify": "checking", "hand-over": "lead", "judge:unfounded": "unfounded",
    "judge:general": "general", "judge:major": "judged", "rejudge:general": "general",
    "rejudge:major": "judged", "register": "registered", "notify": "notified", "plan": "planned",
    "rectify": "rectifying", "apply": "applied", "accept:pass": "reviewed",
    "accept:fail": "rectifying", "close": "closed", "check-back": "closed",
    "reopen": "registered", "shut": "shut", "merge": "merged", "void": "void",
}  # fmt: skip


def named(step: Step) -> str:
    """Return an act with its outcome."""
    result = step.given.get("result", "")
    return f"{step.act}:{result}" if result else str(step.act)


def moving(life: HazardLife) -> list[Step]:
    """Return the effective steps but for judgements that leave the level as it was."""
    kept, level = [], None
    for step in life.effective:
        if step.act in {Act.JUDGE, Act.REJUDGE}:
            result = step.given["result"]
            if step.act is Act.REJUDGE and result == level:
                continue
            level = result
        kept.append(step)
    return kept


def check_way(life: HazardLife) -> None:
    """Check that every act came after one it may come after, and that the state is the last's."""
    last, level = "told", None
    for step in moving(life):
        if step.act in {Act.JUDGE, Act.REJUDGE}:
            level = step.given["result"]
        assert step.act is not Act.APPLY or step.evidence or level == "general"
        if step.act in {Act.MERGE, Act.VOID}:
            assert last not in {*ENDS, "close", "check-back:kept", "check-back:relapsed"}
        else:
            assert {last, last.partition(":")[0]} & set(BEFORE[step.act].split()), (last, step)
        last = named(step)
    assert STATES.get(last, STATES.get(last.partition(":")[0])) == life.state


def check_carried(step: Step) -> None:
    """Check that an act carries all it must."""
    keys = f"{CARRIED[step.act]} {CARRIED.get(named(step), '')}".split()
    assert [] == [key for key in keys if not step.given.get(key)], step
    if step.act in {Act.ACCEPT, Act.VOID}:
        people = step.given["reviewers" if step.act is Act.ACCEPT else "approvers"]
        assert 2 <= len({name.replace(" ", "") for name in people})
    assert step.act is not Act.HAND_OVER or step.document
    if step.given.get("result") == "major":
        assert "major" == step.given["verdict"]["verdict"] or step.given["by_hand"]


def check_duties(life: HazardLife) -> None:
    """Check that those who found, put right, accepted and closed it are others where they must be.

    Whether it was listed may have been said later, and counts from then on only.
    """
    accepted: set[str] = set()
    for step in life.effective:
        people = {*step.by.people, *step.given.get("reviewers", ())}
        if step.act is Act.ACCEPT:
            early = [one for one in life.said if placed(one) < placed(step)]
            finders = [one.by for one in early if one.saying is Saying.ADD and one.by]
            assert step.by.unit not in {"firm-1", *(finder.unit for finder in finders)}
            assert people.isdisjoint(name for finder in finders for name in finder.people)
            accepted = people
        if step.act is Act.CLOSE and always_listed(life, step):
            assert accepted.isdisjoint({*step.by.people, step.given["closer"]})


def check_holders(life: HazardLife) -> None:
    """Check that what was handed over was taken up or handed on by whoever it went to."""
    holder = ""
    for step in life.effective:
        if step.act in {Act.VERIFY, Act.HAND_OVER}:
            assert not holder or holder in step.by.known_as
        if step.act is Act.HAND_OVER:
            holder = step.given["to"]
            assert holder not in step.by.known_as
    assert not holder or holder == life.details.lead


def placed(one: Said | Step | OverlayStep) -> tuple[date, int]:
    """Return where an entry stands among the others, all of one site and recorded in a row."""
    return one.on, int(one.reference.rpartition(":")[2])


def always_listed(life: HazardLife, step: Step) -> bool:
    """Tell whether all that was ever said of being listed said yes, and before an act."""
    said = [one for one in life.said if one.details.listed is not None]
    return bool(said) and all(one.details.listed and placed(one) < placed(step) for one in said)


def check_overlays(life: HazardLife) -> None:
    """Check that what lies over a life is what its effective acts have laid there."""
    done_over = [step for step in life.overlay_steps if step.reference not in life.idle]
    check_listings(life, sorted([*done_over, *life.effective], key=placed))
    check_suspensions(life, done_over)


def check_listings(life: HazardLife, steps: list[Step | OverlayStep]) -> None:
    """Check who lists a hazard when, and until when it has time: the rules told once more.

    What was asked for and not decided goes with the closing, and does not come back.
    """
    listed: dict[str, str] = {}
    asked = ""
    for step in steps:
        if step.act in {Act.CLOSE, Act.SHUT, Act.VOID, Act.MERGE, Act.REOPEN}:
            asked = ""
        given, authority = step.given, step.given.get("authority", "")
        if step.act is OverlayAct.LIST:
            assert authority not in listed
            assert all((step.document, given["batch"], given["level"]))
            listed[authority] = given["deadline"]
        elif step.act is OverlayAct.DELIST:
            del listed[authority]
        elif step.act is OverlayAct.ASK_EXTENSION:
            assert not asked
            asked = given["until"]
        elif step.act is OverlayAct.DECIDE_EXTENSION:
            assert all((asked, step.document, authority in listed or not listed))
            asked = ""
            if given["result"] == "grant":
                assert listed.get(authority, "") < given["until"]
                listed |= {authority: given["until"]} if authority in listed else {}
    assert set(listed) == {one.authority for one in life.overlays.in_force}
    assert bool(asked) is (life.overlays.open_request is not None)
    assert not listed or life.details.listed
    assert not listed or str(life.details.deadline) <= min(listed.values())


def check_suspensions(life: HazardLife, steps: list[OverlayStep]) -> None:
    """Check that what stands still was stopped, and that nobody resumed by own consent."""
    stops: list[str] = []
    for step in steps:
        if step.act is OverlayAct.SUSPEND:
            assert "whole" not in stops
            stops.append(step.given["extent"])
        elif step.act is OverlayAct.RESUME:
            assert stops
            assert "示例一厂" != step.given["authority"]
            stops = []
    assert stops == [one.extent for one in life.overlays.suspended]


class Hazards(RuleBasedStateMachine):
    """A journal into which people and other sites put entries, legal or not, and undo them."""

    def __init__(self) -> None:
        super().__init__()
        self.head = Head(origin="office")
        self.entries: list[Entry] = []
        self._lives: dict[int, dict[str, HazardLife]] = {}

    @property
    def live(self) -> list[Entry]:
        """The entries that count, in the order of their facts."""
        void = void_ids(self.entries)
        return in_order(entry for entry in self.entries if entry.id not in void)

    @property
    def lives(self) -> dict[str, HazardLife]:
        """The hazards as they are."""
        known = len(self.entries)
        if known not in self._lives:
            self._lives = {known: lives_of(self.live)}
        return self._lives[known]

    def put(self, draft: Draft) -> Entry:
        """Put a draft into the journal, and return its entry."""
        number = len(self.entries)
        (line,) = seal_all(
            [draft],
            head=self.head,
            moment=MOMENT + timedelta(minutes=number),
            entropy=number.to_bytes(ENTROPY, "big"),
            algorithm="sha256",
        )
        self.head = Head(origin="office", seq=line.seq, digest=line.digest)
        self.entries.append(entry_of(line))
        return self.entries[-1]

    def turns(self, number: str) -> list[Act]:
        """Return the acts it is time for, those that end a hazard seldom among them."""
        life = self.lives.get(number)
        legal = [move.act for move in legal_acts(life.state)] if life else []
        return [act for act in legal if act not in {Act.MERGE, Act.VOID, Act.SHUT}] or legal

    @initialize(ways=st.tuples(*[st.sampled_from((None, *WALK, *LATE))] * len(TOLD)))
    def begin(self, ways: tuple[Act | None, ...]) -> None:
        """Two hazards are somewhere on their way, and the second is listed."""
        for number, until in zip(TOLD, ways, strict=True):
            for draft in walked(until=until, number=number) if until else (told(number),):
                self.put(draft)
        self.put(told(TOLD[1], saying=Saying.AMEND, listed=True))

    @rule(row=st.integers(4, 6), listed=st.sampled_from((None, True)))
    def table(self, row: int, listed: bool | None) -> None:
        self.put(listed_in_table(TABLED, row=row, listed=listed))

    @rule(number=st.sampled_from(TOLD), on=DAYS)
    def listing(self, number: str, on: Any) -> None:  # noqa: ANN401 - a day
        self.put(told(number, on=on, saying=Saying.AMEND, listed=True))

    @rule(draft=hazard_acts(st.sampled_from((TABLED, *TOLD)), DAYS))
    def arrive(self, draft: Draft) -> None:
        """Another site's act comes, which nobody has checked."""
        self.put(draft)

    @rule(drafts=st.lists(overlay_acts(st.sampled_from((*TOLD, TABLED)), DAYS), max_size=4))
    def lay_over(self, drafts: list[Draft]) -> None:
        """Authorities list and delist, extend, suspend and resume, legally or not."""
        for draft in drafts:
            self.put(draft)

    @rule(number=st.sampled_from(TOLD), act=st.sampled_from(OverlayAct))
    def lay_over_today(self, number: str, act: OverlayAct) -> None:
        """Somebody does so completely, after all that was done."""
        self.put(over(act, number, on=FOUND + LONG + LONG))

    @rule(number=st.sampled_from(TOLD), end=st.sampled_from((Act.CLOSE, Act.SHUT, Act.VOID)))
    def ask_for_time_and_end(self, number: str, end: Act) -> None:
        """More time is asked for, and before that is decided the hazard ends, or comes back."""
        day = FOUND + LONG + LONG
        self.put(over(OverlayAct.ASK_EXTENSION, number, on=day, until="2026-12-31"))
        for act in (Act.APPLY, Act.ACCEPT, end, Act.REOPEN):
            self.put(done(act, number, on=day))

    @rule(data=st.data(), number=st.sampled_from(TOLD))
    def try_on(self, data: st.DataObject, number: str) -> None:
        """Several try what it is time for, with whatever units, people and gaps."""
        acts = self.turns(number)
        if acts:
            days = DAYS.map(lambda day: day + LONG)
            drafts = hazard_acts(st.just(number), days, acts=acts[-1:])
            for draft in data.draw(st.lists(drafts, min_size=1, max_size=4)):
                self.put(draft)

    @rule(data=st.data(), number=st.sampled_from(TOLD))
    def go_on(self, data: st.DataObject, number: str) -> None:
        """Somebody does what is legal, on a day on which it was, with all it must carry."""
        acts = self.turns(number)
        if not acts:
            return
        life = self.lives[number]
        last = max([one.on for one in life.said] + [step.on for step in life.steps])
        act = data.draw(st.sampled_from(acts))
        draft = done(act, number, on=last, **data.draw(outcomes(act)))
        pending = evolve(
            self.entries[0], id="", seq=999, kind=EntryKind.HAZARD_STEP, on=last, subject=number,
            body=draft.body, recorded_at=MOMENT + timedelta(days=1),
        )  # fmt: skip
        ruling = rule_on(self.live, pending)
        if ruling.faults or ruling.broken:
            return
        self.put(draft)

        after = self.lives[number]
        assert after.steps[-1].reference not in after.idle
        assert ruling.after is not None
        assert (ruling.after.state, ruling.after.details) == (after.state, after.details)

    @rule(
        draft=hazard_acts(st.sampled_from((*TOLD, TABLED)), DAYS)
        | overlay_acts(st.sampled_from((*TOLD, TABLED)), DAYS)
    )
    def do_and_undo(self, draft: Draft) -> None:
        """Undoing an act leads back to what was before it."""
        before = self.lives
        entry = self.put(draft)
        self.put(undone(entry.id, subject=draft.subject, on=draft.on))

        assert before == self.lives

    @rule(data=st.data())
    def undo_any(self, data: st.DataObject) -> None:
        """Whatever is undone, the rest still keeps the rules."""
        entry = data.draw(st.sampled_from(self.entries[-4:]))
        self.put(undone(entry.id, subject=entry.subject, on=FOUND))

    @rule(shuffle=st.randoms(use_true_random=False))
    def arrive_in_another_order(self, shuffle: Any) -> None:  # noqa: ANN401 - a source of chance
        entries = self.live
        shuffle.shuffle(entries)

        assert self.lives == lives_of(in_order(entries))

    @invariant()
    def no_hazard_lacks_what_its_state_requires(self) -> None:
        for number, life in self.lives.items():
            for step in life.effective:
                check_carried(step)
            check_duties(life)
            check_holders(life)
            if not life.merged:
                check_overlays(life)
            if number in TOLD:
                check_way(life)


def outcomes(act: Act) -> st.SearchStrategy[dict[str, Any]]:
    """Return an outcome for an act that has several."""
    by_act: dict[Act, tuple[dict[str, Any], ...]] = {
        Act.JUDGE: ({}, {"result": "general", "reason": "示例", "verdict": verdict("not_met")}),
        Act.ACCEPT: ({"result": "fail"}, {}),
    }
    return st.sampled_from(by_act.get(act, ({},)))


TestHazards = Hazards.TestCase
TestHazards.settings = settings(max_examples=100, stateful_step_count=30)
