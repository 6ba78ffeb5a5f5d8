"""What may start in a folder, and what a run leaves there."""

from pathlib import Path
from typing import Any

import pytest
import torch

from avts_core import __version__
from avts_core.config import load_config
from avts_core.errors import ConfigError
from avts_core.jobs import NEVER
from avts_core.training.processes import Place
from avts_core.training.run_folder import (
    RECIPE_NAME,
    check_folder,
    make_folder,
    start_trainer,
)
from avts_core.training.trainer import CHECKPOINT_NAME, Trainer
from tests.core.training.noise_pairs import RECIPE, make_task


def test_a_folder_is_either_new_or_resumed(tmp_path: Path) -> None:
    """Another run is not overwritten, and nothing is not gone on with."""
    check_folder(tmp_path / "new", is_resumed=False)
    with pytest.raises(ConfigError, match="no checkpoint to resume"):
        check_folder(tmp_path, is_resumed=True)
    (tmp_path / CHECKPOINT_NAME).touch()
    check_folder(tmp_path, is_resumed=True)
    with pytest.raises(ConfigError, match="holds a run already"):
        check_folder(tmp_path, is_resumed=False)


def test_a_new_folder_says_how_and_by_what(tmp_path: Path) -> None:
    """Folders above it are made, too."""
    folder = tmp_path / "a" / "b"
    make_folder(folder, RECIPE)
    assert load_config(type(RECIPE), folder / RECIPE_NAME) == RECIPE
    assert (folder / "version.txt").read_text() == f"{__version__}\n"


@pytest.mark.slow
def test_the_first_process_tells_where_it_starts(tmp_path: Path) -> None:
    """At nothing, or at the folder's checkpoint; the others say nothing."""
    events: list[dict[str, Any]] = []

    def start(*, rank: int = 0, is_resumed: bool = True) -> Trainer:
        # A world of one: a second process would want torch's process group.
        place = Place(rank=rank, world=1, device=torch.device("cpu"), cancel=NEVER)
        return start_trainer(
            make_task(),
            tmp_path,
            place=place,
            emit=events.append,
            is_resumed=is_resumed,
            footage={"learn": 6},
        )

    first = start(is_resumed=False)
    first.step = 3
    first.save()
    assert start().step == 3
    assert start(rank=1).step == 3
    told = [{"event": "started", "step": step, "learn": 6} for step in (0, 3)]
    assert events == told
