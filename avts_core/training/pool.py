"""Tasks that wait for each other, several at a time, each in a process.

Light to import: a new process can say what interrupts mean before it loads torch.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import TypeVar

from avts_core.errors import JobCancelledError, TrainingError

Task = TypeVar("Task")
_SIGNAL_EVERY_S = 1.0


def work_off(
    work: Callable[[Task], None],
    tasks: Mapping[Task, Task | None],
    *,
    num_processes: int,
) -> Iterator[Task]:
    """Do all tasks and yield each when it is done.

    If one fails, or on SIGINT, those that run are sent SIGINT and waited for.

    Parameters
    ----------
    work
        Does one; picklable, unless there is one process.
    tasks
        In the order of their turn, each with the one that must be done before it.
    num_processes
        So many at a time; 1 does them in this process.

    Raises
    ------
    TrainingError
        If a process was killed.
    JobCancelledError
        If interrupted.
    """
    if num_processes == 1:
        for task in tasks:
            work(task)
            yield task
        return
    others = multiprocessing.active_children()
    pool = ProcessPoolExecutor(
        num_processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare_worker,
    )
    is_done = False
    try:
        yield from _in_pool(pool, work, tasks)
        is_done = True
    except BrokenProcessPool as error:
        msg = "A training process was killed; the same command goes on."
        raise TrainingError(msg) from error
    except KeyboardInterrupt as error:
        msg = "The work was interrupted; the same command goes on."
        raise JobCancelledError(msg) from error
    finally:
        pool.shutdown(wait=is_done, cancel_futures=True)
        # Again and again: one that is still loading does not hear the first.
        while own := set(multiprocessing.active_children()).difference(others):
            for child in () if is_done else own:
                assert child.pid is not None
                with suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGINT)
            next(iter(own)).join(_SIGNAL_EVERY_S)


def _in_pool(
    pool: ProcessPoolExecutor,
    work: Callable[[Task], None],
    tasks: Mapping[Task, Task | None],
) -> Iterator[Task]:
    """Submit each task when its turn has come; yield those that are done."""
    waiting, done = list(tasks), set[Task | None]({None})
    running: dict[Future[None], Task] = {}
    while waiting or running:
        for task in [t for t in waiting if tasks[t] in done]:
            waiting.remove(task)
            running[pool.submit(work, task)] = task
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            task = running.pop(future)
            future.result()
            done.add(task)
            yield task


def _prepare_worker() -> None:
    """Leave the end of this process to the one that started it.

    Idle ones do nothing about interrupts. Should the parent be killed, this process
    ends at once: its training would go on beside the same one, started again.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        # Files are written whole or not at all, so this may happen at any moment.
        os._exit(1)
