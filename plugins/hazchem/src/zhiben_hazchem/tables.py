"""The tables of GB 18218, both editions, read from ``data/*.csv``; every number exact.

Of table 1, 限定 says what a name's bracket means: 是, the substance counts only in that form,
so its CAS number alone says too little; 全, the forms listed are all there are, so neither the
bare name nor a class will do. β has two values where the class that decides is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

# The later one first. The day of the first one is from memory (presumed_from in the catalog).
_EDITIONS: Final = ((date(2019, 3, 1), 2018), (date(2009, 12, 1), 2009))
_SEPARATOR: Final = "；"
_BLANKS: Final = str.maketrans({" ": "", "、": ",", "[": "(", "]": ")"})


@frozen(kw_only=True)
class Substance:
    """A row of table 1: the 临界量 in tonnes, and the β it can have.

    ``is_toxic_gas`` says that β goes by its name, ``numbers`` are its CAS numbers.
    """

    name: str
    quantity: Fraction
    betas: tuple[Fraction, ...]
    is_toxic_gas: bool
    numbers: tuple[str, ...]
    limits: str


@frozen(kw_only=True)
class HazardClass:
    """A row of table 2, with the β of table 4 (in 2009, of the grading method)."""

    quantity: Fraction
    beta: Fraction


@frozen(kw_only=True)
class Edition:
    """One edition: substances by every name, classes by symbol, toxic gases (β) by name.

    ``usual`` are everyday products that are not in table 1, with the class they go by.
    """

    year: int
    names: Mapping[str, Substance]
    classes: Mapping[str, HazardClass]
    gases: Mapping[str, Fraction]
    usual: Mapping[str, str]

    @property
    def title(self) -> str:
        """The edition's number as it is cited."""
        return f"GB 18218—{self.year}"

    def rows(self) -> tuple[Substance, ...]:
        """Return the rows of table 1, each once, in the order of the standard."""
        return tuple(dict.fromkeys(self.names.values()))


def edition_on(day: date) -> Edition | None:
    """Return the edition in force on a day; there is none before 2009-12-01."""
    year = next((year for first, year in _EDITIONS if first <= day), None)
    return None if year is None else edition(year)


@cache
def edition(year: int) -> Edition:
    """Return the tables of an edition, 2009 or 2018."""
    gases = {key_of(row["名称"]): Fraction(row["β"]) for row in _rows("toxic-gases")}
    classes = list(_rows(f"classes-{year}"))
    return Edition(
        year=year,
        names=dict(_substances(year, gases)),
        classes={
            key_of(row["符号"]): HazardClass(
                quantity=Fraction(row["临界量"]), beta=Fraction(row["β"])
            )
            for row in classes
        },
        gases=gases,
        usual={row["常用品"]: key_of(row["符号"]) for row in classes if row["常用品"]},
    )


def alphas(population: int | None) -> tuple[Fraction, Fraction]:
    """Return the least and most α can be: the same for a known number of residents.

    Raises:
        ValueError: when the number is below zero.
    """
    steps = _steps("alpha", "常住人口下限", "α")
    if population is None:
        return Fraction(steps[0][1]), Fraction(steps[-1][1])
    if population < 0:
        raise ValueError(f"常住人口不能是 {population}。")
    alpha = Fraction(_step(steps, Fraction(population)))
    return alpha, alpha


def level_of(value: Fraction) -> str:
    """Return the level of a major hazard installation by its R, however small."""
    return _step(_steps("levels", "R下限", "级别"), value)


def key_of(text: str) -> str:
    """Return a name as it is looked up: half width, without blanks, in capitals."""
    return normalize("NFKC", text).translate(_BLANKS).upper()


def _substances(year: int, gases: Mapping[str, Fraction]) -> Iterator[tuple[str, Substance]]:
    """Yield the substances of table 1 by each of their names."""
    for row in _rows(f"substances-{year}"):
        keys = [key_of(name) for name in (row["名称"], *_listed(row["别名"]))]
        toxic = [gases[key] for key in keys if key in gases]
        found = Substance(
            name=row["名称"],
            quantity=Fraction(row["临界量"]),
            betas=tuple(toxic) or tuple(map(Fraction, row["β"].split("或"))),
            is_toxic_gas=bool(toxic),
            numbers=tuple(_listed(row["CAS"])),
            limits=row["限定"],
        )
        yield from ((key, found) for key in keys)


def _listed(text: str) -> list[str]:
    """Return the parts of a cell that holds several."""
    return text.split(_SEPARATOR) if text else []


@cache
def _steps(name: str, least: str, value: str) -> tuple[tuple[Fraction, str], ...]:
    """Return a table of steps: from which number on, what."""
    return tuple((Fraction(row[least]), row[value]) for row in _rows(name))


def _step(steps: tuple[tuple[Fraction, str], ...], number: Fraction) -> str:
    """Return what holds from the highest step that a number reaches."""
    return [value for least, value in steps if least <= number][-1]


@cache
def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table beside this module."""
    from csv import DictReader
    from importlib.resources import files

    text = files("zhiben_hazchem").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return tuple(DictReader(text.splitlines()))
