"""The other engines at work, in their own environment: started and asked by bench_rules.py.

It is given a file with conditions and cases; for each line of its input, the name of a way
to evaluate them, it answers in one line of JSON with the seconds taken, or with ``?`` in
front of the name with what came out.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Answers = list[list[bool]]
    Ways = dict[str, Callable[[], Answers]]


def main(file: str) -> None:
    """Answer until there is nothing more to answer."""
    given = json.loads(Path(file).read_text(encoding="utf-8"))
    ways = {**zen_ways(given), **cel_ways(given), **rule_ways(given), **celpy_ways(given)}
    for line in sys.stdin:
        word = line.strip()
        answer = ways[word[1:]]() if word.startswith("?") else seconds(ways[word])
        print(json.dumps(answer), flush=True)


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds of one core a piece of work takes."""
    gc.collect()
    start = process_time()
    work()
    return process_time() - start


def needed(given: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return for each case and condition the facts it asks for, and no others."""
    return [
        [{name: one[name] for name in asked} for asked in given["asked"]] for one in given["cases"]
    ]


def zen_ways(given: dict[str, Any]) -> Ways:
    """Return the ways of zen-engine: one by one with the facts it needs, or all at once."""
    import zen

    singles = [zen.compile_expression(one) for one in given["zen"]]
    whole = zen.compile_expression(f"[{', '.join(given['zen'])}]")
    facts, cases = needed(given), given["cases"]
    texts = [json.dumps(one, ensure_ascii=False) for one in cases]
    return {
        "zen 逐条": lambda: [
            [test.evaluate(own) for test, own in zip(singles, one, strict=True)] for one in facts
        ],
        "zen 一起": lambda: [whole.evaluate(one) for one in cases],
        "zen 一起，事实先写成 JSON": lambda: [whole.evaluate(one) for one in texts],
    }


def cel_ways(given: dict[str, Any]) -> Ways:
    """Return the ways of common-expression-language, whose context can be made beforehand."""
    import cel

    singles = [cel.compile(one) for one in given["cel"]]
    whole = cel.compile(f"[{', '.join(given['cel'])}]")
    cases = list(map(in_doubles, given["cases"]))
    contexts = [cel.Context(one) for one in cases]

    def one_by_one(context: Any) -> list[bool]:  # noqa: ANN401 - a cel.Context
        return [test.execute(context) for test in singles]

    return {
        "cel 逐条": lambda: [one_by_one(cel.Context(one)) for one in cases],
        "cel 一起": lambda: [whole.execute(cel.Context(one)) for one in cases],
        "cel 逐条，事实先转换": lambda: list(map(one_by_one, contexts)),
        "cel 一起，事实先转换": lambda: [whole.execute(one) for one in contexts],
    }


def rule_ways(given: dict[str, Any]) -> Ways:
    """Return the ways of rule-engine, which gets fewer cases."""
    import rule_engine

    singles = [rule_engine.Rule(one) for one in given["rule"]]
    whole = rule_engine.Rule(f"[{', '.join(given['rule'])}]")
    cases = given["cases"][: given["few"]["rule"]]
    return {
        "rule 逐条": lambda: [[test.matches(one) for test in singles] for one in cases],
        "rule 一起": lambda: [list(whole.evaluate(one)) for one in cases],
    }


def celpy_ways(given: dict[str, Any]) -> Ways:
    """Return the ways of cel-python, so slow that it gets a few cases only."""
    import celpy

    environment = celpy.Environment()
    programs = [environment.program(environment.compile(one)) for one in given["cel"]]
    cases = [
        {name: celpy.json_to_cel(value) for name, value in in_doubles(one).items()}
        for one in given["cases"][: given["few"]["celpy"]]
    ]
    return {
        "celpy 逐条": lambda: [[bool(one.evaluate(case)) for one in programs] for case in cases]
    }


def in_doubles(case: dict[str, Any]) -> dict[str, Any]:
    """Return facts with every number a double: CEL compares no others with it."""
    return {name: float(one) if type(one) is int else one for name, one in case.items()}


if __name__ == "__main__":
    main(sys.argv[1])
