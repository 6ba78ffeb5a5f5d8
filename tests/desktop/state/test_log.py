"""The lines of the log tab."""

from avts_desktop.state.log import MAX_LINES, LogState


def test_the_latest_line_comes_last():
    """Lines keep their order."""
    log = LogState()
    log.add("first")
    log.add("second")
    assert log.lines == ("first", "second")


def test_the_oldest_lines_are_forgotten():
    """Never more than the limit, and the newest are kept."""
    log = LogState(lines=tuple(map(str, range(MAX_LINES))))
    log.add("new")
    assert len(log.lines) == MAX_LINES
    assert log.lines[0] == "1"
    assert log.lines[-1] == "new"


def test_a_line_is_told():
    """Whoever shows the log hears of each line, also of one like the last."""
    log = LogState()
    told = []
    log.events.lines.connect(lambda lines: told.append(lines[-1]))
    log.add("same")
    log.add("same")
    assert told == ["same", "same"]
