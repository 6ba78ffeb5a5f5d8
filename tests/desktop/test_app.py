"""What lives as long as the program is ended with it."""

import gc

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


def test_closing_ends_everything_though_a_step_fails(qapp) -> None:
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
