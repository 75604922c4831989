"""The conformance kit as tests: three lines in a plugin make every rule a test of its own."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import pytest

    from zhiben.plugins.conformance import Result, Rule, Subject


class PluginConformance:
    """Tests that hold a plugin to the tier of its ``quality.toml``.

    A plugin's ``tests/test_conformance.py`` is no more than::

        from zhiben.testing import PluginConformance


        class TestConformance(PluginConformance):
            code = "GAS"

    The source is the nearest folder above that file with a ``pyproject.toml``.
    """

    code: ClassVar[str]
    subject: ClassVar[Subject]

    @classmethod
    def setup_class(cls) -> None:
        """Look at the plugin once for all tests."""
        cls.subject = cls.examined()

    @classmethod
    def pytest_generate_tests(cls, metafunc: pytest.Metafunc) -> None:
        """Make a test of every rule the plugin is held to."""
        from zhiben.plugins.conformance import rules_of

        rules = rules_of(cls.examined().quality.tier)
        metafunc.parametrize("rule", rules, ids=[rule.id for rule in rules])

    @classmethod
    def examined(cls) -> Subject:
        """Return the plugin as the rules see it today."""
        from zhiben.plugins.conformance import subject_of_code

        return subject_of_code(cls.code, today=_today(), root=_root(Path(inspect.getfile(cls))))

    def test_rule(self, rule: Rule) -> None:
        """Keep the rule, or be exempt from it for a while."""
        import pytest

        from zhiben.plugins.conformance import Outcome, run_rule

        result = run_rule(rule, self.subject)
        if result.outcome is Outcome.EXEMPT:
            pytest.skip(result.reason)
        if result.outcome is not Outcome.PASSED:
            pytest.fail(_told(self.code, result), pytrace=False)


def _told(code: str, result: Result) -> str:
    """Return what a person needs to know of a rule that was not kept."""
    from zhiben.plugins.conformance import Outcome

    rule = result.rule
    if result.outcome is Outcome.NOT_RUN:
        return f"{code} 的规则 {rule.id}（{rule.title}）没有检查：{result.reason}"
    lines = "".join(f"\n  {problem}" for problem in result.problems)
    return f"{code} 没有做到规则 {rule.id}（{rule.title}）：{lines}"


def _root(file: Path) -> Path | None:
    """Return the folder of the distribution a test file belongs to."""
    return next((one for one in file.parents if (one / "pyproject.toml").is_file()), None)


def _today() -> date:
    """Return the local date."""
    return datetime.now(UTC).astimezone().date()
