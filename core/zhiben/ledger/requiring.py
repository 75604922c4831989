"""Checks of bodies that come from elsewhere: what a field holds must be just of its type."""

from __future__ import annotations


def require(kind: type, *values: object) -> None:
    """Refuse values that are not just of a type: ``True`` is no number.

    Raises:
        TypeError: when one is not.
    """
    for value in values:
        if type(value) is not kind:
            raise TypeError(value)


def require_texts(*values: object) -> None:
    """Refuse values that are no texts.

    Raises:
        TypeError: when one is none.
    """
    require(str, *values)
