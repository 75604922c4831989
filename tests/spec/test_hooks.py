"""The contract's hooks: each example runs, each hook is documented as it is, and is tested."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from zhiben.plugins.checks import RETURNS
from zhiben.spec import API, OLDEST_API, hooks
from zhiben.testing.installing import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.plugins import Loaded

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/hooks.md").read_text(encoding="utf-8")
UPGRADING = (ROOT / "UPGRADING.md").read_text(encoding="utf-8")
LONGEST_EXAMPLE = 12
NAMES = [name for name, value in vars(hooks).items() if hasattr(value, "zhiben_spec")]
LISTS = [name for name in NAMES if name != "zhiben_sector"]

each_hook = pytest.mark.parametrize("name", NAMES)


def doc(name: str) -> str:
    """Return a hook's docstring."""
    return str(inspect.getdoc(getattr(hooks, name)))


def example(name: str) -> str:
    """Return the example of a hook's docstring."""
    _, _, rest = doc(name).partition("Example::\n")
    return dedent(rest.partition("Returns:")[0]).strip()


def header() -> str:
    """Return the lines the contract says examples begin with."""
    lines = str(hooks.__doc__).splitlines()
    return "\n".join(line.strip() for line in lines if line.startswith("    "))


def signature(name: str) -> str:
    """Return a hook's definition as it stands in the source."""
    tree = ast.parse(inspect.getsource(hooks))
    (node,) = (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name)
    assert node.returns is not None
    return f"def {name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}: ..."


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A folder of installed distributions on the path."""
    monkeypatch.syspath_prepend(tmp_path)
    found = Site(tmp_path)
    yield found
    found.close()


def load(site: Site, *names: str) -> Loaded:
    """Return the plugin that the examples of these hooks make up, once it passed every gate."""
    site.install("SCH", "\n\n\n".join((header(), *map(example, names))) + "\n")
    sectors = site.load()

    assert () == sectors.failures
    return sectors.loaded[0]


def test_the_contract_s_number_is_between_the_oldest_understood_and_itself() -> None:
    assert 1 <= OLDEST_API <= API


@each_hook
def test_the_example_of_a_hook_works_as_it_stands(site: Site, name: str) -> None:
    plugin = load(site, *dict.fromkeys(("zhiben_sector", name)))

    assert ("SCH", API) == (plugin.sector.code, plugin.sector.api)
    assert "" == plugin.printed
    assert name not in RETURNS or plugin.records[name]


def test_the_examples_together_make_a_plugin(site: Site) -> None:
    plugin = load(site, *NAMES)

    assert dict.fromkeys(LISTS, True) == {
        hook: bool(records) for hook, records in plugin.records.items()
    }
    for hook, records in plugin.records.items():
        assert {type(one) for one in records} == set(RETURNS[hook])


@each_hook
def test_an_example_is_short(name: str) -> None:
    assert 0 < len(example(name).splitlines()) <= LONGEST_EXAMPLE


@each_hook
def test_a_docstring_says_when_it_is_called_what_it_returns_and_since_when(name: str) -> None:
    text = doc(name)

    assert re.search(r"\n\nCalled ", text)
    assert re.search(r"\n\nReturns:\n    .*:class:`~zhiben\.spec\.\w+`", text)
    assert re.search(rf"\n\.\. versionadded:: [1-{API}]$", text)


@each_hook
def test_a_hook_is_a_plain_list_hook(name: str) -> None:
    """No hook takes the first answer only, remembers calls, or is on its way out."""
    marks = dict(getattr(hooks, name).zhiben_spec)

    assert {"firstresult", "historic", "warn_on_impl", "warn_on_impl_args"} == marks.keys()
    assert not any(marks.values())


@each_hook
def test_a_hook_is_documented_with_its_exact_signature_and_example(name: str) -> None:
    page = (ROOT / f"docs/reference/hooks/{name}.md").read_text(encoding="utf-8")

    assert f"```python\n{signature(name)}\n```" in page
    assert f"```python\n{example(name)}\n```" in page


def test_the_page_documents_the_hooks_there_are() -> None:
    pages = {file.stem for file in (ROOT / "docs/reference/hooks").glob("*.md")}

    assert NAMES == re.findall(r"\[`(zhiben_\w+)`\]\(hooks/\1\.md\)", PAGE)
    assert set(NAMES) == pages


@each_hook
def test_a_hook_is_implemented_in_a_test_beside_this_one(name: str) -> None:
    """A hook that nothing tries out may as well not be there."""
    others = [file for file in ROOT.glob("tests/**/*.py") if file != Path(__file__)]

    assert any(name in file.read_text(encoding="utf-8") for file in others)


def test_every_number_of_the_contract_has_its_part_in_the_upgrading_guide() -> None:
    numbers = re.findall(r"^## 约定 (\d+)$", UPGRADING, re.MULTILINE)

    assert list(map(str, range(API, 0, -1))) == numbers


def test_the_upgrading_guide_names_the_hooks_of_the_first_contract() -> None:
    first = UPGRADING.partition("## 约定 1\n")[2]

    assert [name for name in NAMES if doc(name).endswith("versionadded:: 1")] == re.findall(
        r"`(zhiben_\w+)`", first
    )
