"""What lives as long as the program is ended with it."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from avts_desktop.app import Application, Places
from tests.desktop.fakes import FakeAnalyst, FakeTransport

NOWHERE = Places(preferences=None, memory=None, cache=None)


class BrokenTransport(FakeTransport):
    """A player that cannot be ended."""

    def shutdown(self) -> None:
        super().shutdown()
        msg = "stuck"
        raise RuntimeError(msg)


@pytest.fixture
def look_stays(qapp: Any) -> Iterator[None]:
    """Leave the application as it was."""
    style, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    yield
    qapp.setStyleSheet(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


def test_closing_ends_everything_though_a_step_fails(qapp, look_stays) -> None:
    """A player that is stuck keeps neither child process nor collector alive."""
    analyst, transport = FakeAnalyst(), BrokenTransport()
    application = Application(
        qapp,
        places=NOWHERE,
        make_transport=lambda: transport,
        make_analyst=lambda _: analyst,
    )
    assert not gc.isenabled()
    with pytest.raises(RuntimeError, match="stuck"):
        application.close()
    assert analyst.is_closed
    assert gc.isenabled()
    application.close()
    assert transport.named("shutdown") == [()]
    application.window.deleteLater()
