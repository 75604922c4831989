"""How many criteria a second are evaluated, against other engines on the same conditions.

The conditions are real ones, all that every engine has words for, and the facts complete:
other engines know no unknown. Before anything is timed all must agree on every answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen
from dialects import CEL, RULE, ZEN, InexpressibleError, Writer, plain
from facts import ON, complete_cases, load
from measure import BENCH, Limit, alternate, show, verdict

from zhiben.rules import Court, Result, Rule, Rulebook, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from measure import Case

    Ask = Callable[[str], Any]

EDITIONS: Final = {"MIN": "MIN-88", "IND": "IND-10"}
"""The editions whose conditions are taken: metal mines, and industry."""
CONCERNED: Final[Mapping[str, Mapping[str, str]]] = {"IND": {"另有规定的方面": "无"}}
"""What makes the edition apply at all: a hazard another regime judges would cost us nothing."""
CASES: Final = 2000
FEW: Final[Mapping[str, int]] = {"rule": 200, "celpy": 10}
"""How many of the cases the engines get that would take minutes for all."""
RUNS: Final = 9
MOST: Final = 1000
"""How many nanoseconds an evaluation may take: a million a second."""

PEERS: Final = {
    "zen-engine": ("zen 逐条", "zen 一起"),
    "common-expression-language": ("cel 逐条", "cel 一起"),
    "rule-engine": ("rule 逐条", "rule 一起"),
    "cel-python": ("celpy 逐条",),
}
"""The other engines with their ways to get from facts to answers."""
PREPARED: Final = ("zen 一起，事实先写成 JSON", "cel 逐条，事实先转换", "cel 一起，事实先转换")
"""Ways for which facts are made into what an engine wants beforehand, outside of the time."""
EXPLAINED: Final = "zhiben，连同成立的依据"
ENTIRE: Final = "zhiben，连同全部条款的依据"
BARE: Final = "zhiben，只求真假"


@frozen(kw_only=True)
class Contest:
    """The conditions of an edition that every engine has words for, and cases to judge.

    ``in_force`` is how many criteria a court judges each case by: these, those left out, and
    those of other editions.
    """

    code: str
    book: Rulebook
    rules: tuple[Rule, ...]
    left_out: tuple[Rule, ...]
    in_force: int
    cases: tuple[dict[str, Any], ...]

    @property
    def complete(self) -> list[dict[str, Any]]:
        """The cases as conditions are run on them: with every fact."""
        blank = Court(book=self.book, on=ON).blank
        return [{**blank, **one} for one in self.cases]

    def evaluations(self, way: str) -> int:
        """Return how many evaluations a way makes in one run."""
        if way in {EXPLAINED, ENTIRE}:
            return len(self.cases) * self.in_force
        return len(self.rules) * FEW.get(way.partition(" ")[0], len(self.cases))


def main() -> int:
    """Measure, print, and tell whether the limits are kept."""
    limits: list[Limit] = []
    with TemporaryDirectory(prefix="zhiben-bench-") as name:
        folder = Path(name)
        python = install(folder)
        for code in EDITIONS:
            limits += measured(contest_of(code), python=python, folder=folder)
    return verdict(limits)


def install(folder: Path) -> Path | None:
    """Install the other engines into an environment of their own, and return its Python."""
    place = folder / "peers"
    venv.create(place, with_pip=True)
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    command = [python, "-m", "pip", "install", "--quiet", "-r", BENCH / "peers.txt"]
    if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode:
        print("其他引擎没有装上（不能联网？），只量 zhiben。")
        return None
    return python


def contest_of(code: str) -> Contest:
    """Return the conditions and the cases of a sector."""
    book = load(code)
    court = Court(book=book, on=ON)
    chapter = next(one for one in court.chapters if one.standard.code == EDITIONS[code])
    full = [one for one in (*chapter.guards, *chapter.rules) if one.is_full]
    rules = tuple(one for one in full if is_expressible(one))
    return Contest(
        code=code,
        book=book,
        rules=rules,
        left_out=tuple(one for one in full if one not in rules),
        in_force=sum(len(one.guards) + len(one.rules) for one in court.chapters),
        cases=tuple(complete_cases(book, CASES, **CONCERNED.get(code, {}))),
    )


def is_expressible(rule: Rule) -> bool:
    """Tell whether every engine has words for a condition."""
    writer = Writer(dialect=CEL, names={name: name for name in rule.possible.names})
    try:
        writer.condition(rule.possible.condition)
    except InexpressibleError:
        return False
    return True


def measured(contest: Contest, *, python: Path | None, folder: Path) -> list[Limit]:
    """Time every way on the conditions of one edition, in turn, and print the table."""
    if python is None:
        nanos = timings(contest, own_ways(contest))
        show_rates(contest, nanos)
        return limits_of(contest, nanos)
    file = folder / f"{contest.code}.json"
    file.write_text(json.dumps(told(contest), ensure_ascii=False), encoding="utf-8")
    command = [python, BENCH / "rules_peers.py", file]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as engines:
        assert engines.stdin
        assert engines.stdout

        def ask(word: str) -> Any:  # noqa: ANN401 - any JSON
            print(word, file=engines.stdin, flush=True)
            return json.loads(engines.stdout.readline())

        check(contest, ask)
        nanos = timings(contest, {**own_ways(contest), **peer_ways(ask)})
        engines.stdin.close()
    show_rates(contest, nanos)
    return limits_of(contest, nanos)


def told(contest: Contest) -> dict[str, Any]:
    """Return what the other engines are told: conditions in their languages, and cases."""
    asked = dict.fromkeys(name for one in contest.rules for name in one.possible.names)
    names = {name: f"f{number}" for number, name in enumerate(asked)}
    languages = {
        word: [Writer(dialect=dialect, names=names).condition(one.possible.condition)
               for one in contest.rules]
        for word, dialect in (("zen", ZEN), ("cel", CEL), ("rule", RULE))
    }  # fmt: skip
    return {
        **languages,
        "asked": [[names[name] for name in one.possible.names] for one in contest.rules],
        "cases": [{names[name]: plain(one[name]) for name in asked} for one in contest.cases],
        "few": FEW,
    }


def own_ways(contest: Contest) -> dict[str, Case]:
    """Return our ways: through the door that everybody takes, and the bare conditions."""
    runs = [one.possible.run for one in contest.rules]
    complete = contest.complete
    return {
        EXPLAINED: lambda: core_time(lambda: [one.standing for one in judged(contest)]),
        ENTIRE: lambda: core_time(lambda: [one.findings for one in judged(contest)]),
        BARE: lambda: core_time(lambda: [[run(facts) for run in runs] for facts in complete]),
    }


def core_time(work: Callable[[], object]) -> float:
    """Return the seconds of one core a piece of work takes."""
    start = process_time()
    work()
    return process_time() - start


def judged(contest: Contest) -> Iterable[Verdict]:
    """Judge the cases, by a court that has seen none before."""
    court = Court(book=contest.book, on=ON)
    return map(court.judge, contest.cases)


def peer_ways(ask: Ask) -> dict[str, Case]:
    """Return the ways of the other engines."""
    ways = [way for listed in PEERS.values() for way in listed]
    return {way: lambda way=way: float(ask(way)) for way in (*ways, *PREPARED)}


def check(contest: Contest, ask: Ask) -> None:
    """Make sure that all engines give the same answers, and that ours says why."""
    answers = [[rule.possible.run(facts) for rule in contest.rules] for facts in contest.complete]
    for way in peer_ways(ask):
        found = ask(f"?{way}")
        assert found == answers[: len(found)], f"{way} 的答案和 zhiben 的不一样"
    for case, truths in zip(judged(contest), answers, strict=True):
        by_code = {one.criterion.code: one for one in case.findings}
        for rule, truth in zip(contest.rules, truths, strict=True):
            finding = by_code[rule.criterion.code]
            # What keeps a standard away from a hazard leaves none of its criteria met.
            assert truth or finding.result is not Result.MET
            assert finding.used or finding.note
            assert (finding in case.standing) is (finding.result is Result.MET)


def timings(contest: Contest, ways: dict[str, Case]) -> dict[str, float]:
    """Return the nanoseconds an evaluation takes in each way."""
    times = alternate(ways, runs=RUNS)
    return {way: took * 1e9 / contest.evaluations(way) for way, took in times.items()}


def show_rates(contest: Contest, nanos: dict[str, float]) -> None:
    """Print how many evaluations a second each way makes."""
    lacking = "、".join(one.criterion.code for one in contest.left_out)
    show(
        f"{EDITIONS[contest.code]} 的 {len(contest.rules)} 条条件、{CASES} 个事实齐全的案例"
        f"{f'（{lacking} 用到日期，没有列入）' if lacking else ''}："
        f"轮流运行 {RUNS} 次，取中位数",
        ("引擎", "每秒求值，万次", "每次求值，纳秒", "用时比 zhiben 连同依据"),
        [
            (way, f"{1e5 / took:.1f}", f"{took:.0f}", f"{took / nanos[EXPLAINED]:.2f}")
            for way, took in nanos.items()
        ],
    )


def limits_of(contest: Contest, nanos: dict[str, float]) -> list[Limit]:
    """Return what was measured against what is allowed."""
    own = nanos[EXPLAINED]
    fastest = {
        peer: min(nanos[way] for way in ways) for peer, ways in PEERS.items() if ways[0] in nanos
    }
    return [
        Limit(title=f"{contest.code} 连同依据，每次求值", measured=own, allowed=MOST, unit="纳秒"),
        *(
            Limit(title=f"{contest.code} 连同依据，用时比 {peer}", measured=own / took, allowed=1)
            for peer, took in fastest.items()
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
