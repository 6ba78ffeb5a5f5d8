"""Lines for the log tab, with their time of day."""

from datetime import datetime

from avts_desktop.state.workspace import Workspace


def note(workspace: Workspace, text: str) -> None:
    """Add a line to the window's log."""
    now = datetime.now().astimezone()
    workspace.log.add(f"{now:%H:%M:%S}  {text}")
