"""Hazard determination: conditions over facts, three-valued, and verdicts that say why.

Made of a sector's records by :func:`build_rulebook`; a :class:`Court` or :func:`judge`
applies it to the facts of a hazard and the day it was found.
"""

from zhiben.rules.judging import Court, find, judge
from zhiben.rules.rulebook import FOUND_ON, Chapter, Rule, Rulebook, build_rulebook
from zhiben.rules.verdicts import Finding, Outcome, Result, Verdict

__all__ = [
    "FOUND_ON",
    "Chapter",
    "Court",
    "Finding",
    "Outcome",
    "Result",
    "Rule",
    "Rulebook",
    "Verdict",
    "build_rulebook",
    "find",
    "judge",
]
