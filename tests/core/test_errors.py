"""The tree of errors."""

import inspect
import re

import pytest

from avts_core import errors

ALL = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", ALL)
def test_one_root(kind):
    """Whoever catches AvtsError catches all that the core raises on purpose."""
    assert issubclass(kind, errors.AvtsError)


def test_the_drawing_is_the_tree():
    """The docstring draws each error once, below its parent."""
    drawn, path = {}, []
    for line in errors.__doc__.splitlines():
        match = re.match(r"^([ │├└─]*)(\w+Error)\b", line)
        if match:
            depth = len(match[1]) // 4
            path[depth - 1 :] = [match[2]]
            drawn[match[2]] = path[-2] if len(path) > 1 else "Exception"
    assert drawn == {kind.__name__: kind.__base__.__name__ for kind in ALL}
