from __future__ import annotations

from importlib.metadata import Distribution, distributions
from typing import TYPE_CHECKING

import pytest

from zhiben.plugins import Found, Selection, discover
from zhiben.plugins.discovery import codes_of, rivals

if TYPE_CHECKING:
    from pathlib import Path

    from zhiben.testing.installing import Site

MARKING = 'from pathlib import Path\n\nPath(__file__).with_suffix(".mark").touch()\n'


def found(code: str, name: str = "", version: str = "1.0") -> Found:
    """Return a plugin as the site installs it."""
    name = name or code.lower()
    return Found(
        code=code,
        target=f"zhiben_{name}.plugin",
        distribution=f"zhiben-{name}",
        version=version,
    )


def metadata(site: Site, name: str = "sch", version: str = "1.0") -> Path:
    """Return the folder of a distribution's metadata."""
    return site.folder / f"zhiben_{name}-{version}.dist-info"


def test_plugins_are_found_by_code_among_all_distributions(site: Site) -> None:
    site.install("SCH", version="2.1")
    site.install("FIR")
    site.install("ABC", entry_points="[console_scripts]\nzhiben = zhiben.cli.main:main\n")

    assert (found("FIR"), found("SCH", version="2.1")) == site.discover()
    assert set(site.discover()) <= set(discover())


def test_nothing_is_imported(site: Site) -> None:
    """The module writes a file when it is."""
    site.install("SCH", MARKING)
    mark = site.folder / "zhiben_sch" / "plugin.mark"

    assert (found("SCH"),) == site.discover()
    assert not mark.exists()
    site.load()
    assert mark.exists()


def test_a_plugin_is_named_with_distribution_and_version() -> None:
    assert "SCH（zhiben-sch 1.0）" == found("SCH").name


def test_of_a_distribution_installed_twice_the_first_on_the_path_counts(
    site: Site, tmp_path: Path
) -> None:
    """It is the one that is imported, whatever its version."""
    site.install("SCH", version="1.0")
    other = tmp_path / "other"
    about = other / "Zhiben.SCH-2.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.4\nName: Zhiben.SCH\nVersion: 2.0\n")
    (about / "entry_points.txt").write_text("[zhiben.plugins]\nSCH = zhiben_sch.plugin\n")

    path = [str(site.folder), str(other), str(site.folder)]
    assert (found("SCH"),) == discover(distributions(path=path))
    assert ("2.0",) == tuple(one.version for one in discover(distributions(path=path[1:])))


def test_a_distribution_may_announce_several_plugins(site: Site) -> None:
    site.install(
        "SCH", entry_points="[zhiben.plugins]\nSCH = zhiben_sch.plugin\nKIN = zhiben_sch.kin\n"
    )

    assert ["KIN", "SCH"] == [one.code for one in site.discover()]


@pytest.mark.parametrize("content", [b"", b"Summary: x\n", b"Name: \xb0\xb2\n"])
def test_a_distribution_that_does_not_say_its_name_is_called_nameless(
    site: Site, content: bytes
) -> None:
    site.install("SCH")
    (metadata(site) / "METADATA").write_bytes(content)

    assert [("名称不明", "版本不明")] == [(o.distribution, o.version) for o in site.discover()]


class Unlabelled(Distribution):
    """A distribution of a make whose metadata is missing altogether."""

    def read_text(self, filename: str) -> str | None:
        """Return the entry points, and nothing else."""
        return {"entry_points.txt": "[zhiben.plugins]\nSCH = school\n"}.get(filename)

    def locate_file(self, path: object) -> Path:
        """Refuse: it lies nowhere."""
        raise FileNotFoundError(path)


def test_a_distribution_without_metadata_is_found_all_the_same() -> None:
    expected = Found(code="SCH", target="school", distribution="名称不明", version="版本不明")

    assert (expected,) == discover([Unlabelled()])


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("zhiben-sch", b"\xb0\xb2\xc8\xab", ["zhiben-sch"]),
        ("school", b"[zhiben.plugins]\nSCH\n", ["school"]),
        ("school", b"[console_scripts]\nmain\n", []),
        ("school", b"\xb0\xb2\xc8\xab", []),
    ],
    ids=["ours by name", "ours by group", "somebody else's", "nobody knows"],
)
def test_illegible_entry_points_are_told_where_they_are_a_plugin_s(
    site: Site, name: str, content: bytes, told: list[str]
) -> None:
    """Packages of others may be as broken as they like."""
    site.install("FIR")
    site.install("SCH")
    (metadata(site) / "entry_points.txt").write_bytes(content)
    (metadata(site) / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\n")

    broken = [one for one in site.discover() if one.fault]
    assert told == [one.distribution for one in broken]
    assert found("FIR") in site.discover()


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (Selection(), {"GAS", "FIR", "gas"}),
        (Selection(only=frozenset({"GAS"})), {"GAS", "gas"}),
        (Selection(only=frozenset()), set()),
        (Selection(disabled=frozenset({"GAS"})), {"FIR"}),
        (Selection(only=frozenset({"GAS", "FIR"}), disabled=frozenset({"FIR"})), {"GAS", "gas"}),
    ],
)
def test_plugins_are_wanted_by_code_in_capitals_or_not(
    selection: Selection, wanted: set[str]
) -> None:
    assert wanted == {code for code in ("GAS", "FIR", "gas") if selection.wants(code)}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (None, None),
        ("", frozenset()),
        (" , ", frozenset()),
        ("gas", frozenset({"GAS"})),
        ("GAS,FIR，min；CHE;TRA IND", frozenset({"GAS", "FIR", "MIN", "CHE", "TRA", "IND"})),
    ],
)
def test_a_setting_lists_codes_with_any_separator(
    text: str | None, codes: frozenset[str] | None
) -> None:
    assert codes == codes_of(text)


def test_rivals_are_all_that_claim_a_code() -> None:
    first, second = found("SCH"), found("SCH", name="other")

    assert (first, second) == rivals([first, found("FIR"), second], "SCH")
    assert () == rivals([first], "GAS")
