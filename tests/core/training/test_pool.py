"""Tests of tasks in several processes: their order, failures, killed processes."""

import os
import signal

import pytest

from avts_core.errors import ConfigError, TrainingError
from avts_core.training.pool import work_off

TASKS = {"a": None, "b": "a", "c": None, "d": "a"}


def note(folder, task):
    """Leave a file, after what it needs."""
    needed = TASKS[task]
    assert needed is None or (folder / needed).exists()
    (folder / task).touch()


class Noting:
    def __init__(self, folder):
        self.folder = folder

    def __call__(self, task):
        note(self.folder, task)


def fail(task):
    msg = f"{task} is wrong."
    raise ConfigError(msg)


def die(task):
    os.kill(os.getpid(), signal.SIGKILL)


def test_one_process_works_in_this_one(tmp_path):
    """In the order given."""
    done = list(work_off(Noting(tmp_path), TASKS, num_processes=1))
    assert done == list(TASKS)
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.slow
def test_nothing_begins_before_what_it_needs(tmp_path):
    """Several processes do all tasks, each once."""
    done = list(work_off(Noting(tmp_path), TASKS, num_processes=2))
    assert sorted(done) == sorted(TASKS)


@pytest.mark.slow
def test_errors_come_through():
    """The error of a task ends all, as it was raised."""
    with pytest.raises(ConfigError, match="is wrong"):
        list(work_off(fail, TASKS, num_processes=2))


@pytest.mark.slow
def test_a_killed_process_is_told():
    """Out of memory, say: one sentence."""
    with pytest.raises(TrainingError, match="was killed"):
        list(work_off(die, {"a": None}, num_processes=2))
