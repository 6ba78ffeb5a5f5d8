"""Lines for the log tab."""

import re

from avts_desktop.controllers.journal import note


def test_a_line_has_its_time_of_day(workspace):
    """So that it can be told what happened when."""
    note(workspace, "Opened talk.mp4")
    (line,) = workspace.log.lines
    assert re.fullmatch(r"\d\d:\d\d:\d\d  Opened talk.mp4", line)
