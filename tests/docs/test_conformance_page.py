"""The page of the conformance rules lists every rule as it is."""

from __future__ import annotations

import re
from pathlib import Path

from zhiben.cli.cmd_plugin_check import TIERS
from zhiben.plugins.conformance import RULES
from zhiben.plugins.conformance_probe import HEAVY

PAGE = Path(__file__).parents[2] / "docs/reference/conformance.md"


def test_every_rule_is_documented_with_its_tier_and_words() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (\S+) \| (.+?) \| .+ \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )

    assert [(rule.id, TIERS[rule.tier], rule.title) for rule in RULES] == rows


def test_the_packages_that_must_not_be_loaded_are_named() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert [] == [name for name in HEAVY if name not in text]
