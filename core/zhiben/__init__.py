"""zhiben (治本): the three-year workplace-safety campaign of a county, as software."""

from zhiben.version import __version__

__all__ = ["__version__"]
