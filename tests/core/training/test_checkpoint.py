"""Tests of checkpoints: whole or not at all, and nothing executed."""

from pathlib import Path

import pytest
import torch

from avts_core.errors import CheckpointError
from avts_core.training.checkpoint import load_checkpoint, save_checkpoint

STATE = {"step": 7, "model": {"w": torch.arange(4.0)}, "trust": [0.5, 1.0], "name": "x"}


def test_a_checkpoint_comes_back(tmp_path: Path) -> None:
    """Tensors, numbers, text and lists survive."""
    save_checkpoint(tmp_path / "last.ckpt", STATE)
    state = load_checkpoint(tmp_path / "last.ckpt")
    assert state["step"] == 7
    assert state["trust"] == [0.5, 1.0]
    assert torch.equal(state["model"]["w"], STATE["model"]["w"])
    assert [p.name for p in tmp_path.iterdir()] == ["last.ckpt"]


def test_a_failed_write_keeps_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves the last checkpoint as it was, and no half of a new one."""
    path = tmp_path / "last.ckpt"
    save_checkpoint(path, STATE)

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(CheckpointError, match="No space left"):
        save_checkpoint(path, {**STATE, "step": 8})
    assert load_checkpoint(path)["step"] == 7
    assert [p.name for p in tmp_path.iterdir()] == ["last.ckpt"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A place that does not exist is one clear error."""
    with pytest.raises(CheckpointError, match="cannot be written"):
        save_checkpoint(tmp_path / "none" / "last.ckpt", STATE)
    with pytest.raises(CheckpointError, match="There is no checkpoint"):
        load_checkpoint(tmp_path / "last.ckpt")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.95])
def test_a_truncated_file_is_refused(tmp_path: Path, share: float) -> None:
    """A file cut anywhere is damaged."""
    path = tmp_path / "last.ckpt"
    save_checkpoint(path, STATE)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(CheckpointError, match="damaged"):
        load_checkpoint(path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    """Tensors without the format's number, or of another one, are no checkpoint."""
    path = tmp_path / "last.ckpt"
    for content in ({"step": 1}, {"format": 2}, torch.zeros(3)):
        torch.save(content, path)
        with pytest.raises(CheckpointError, match="another format"):
            load_checkpoint(path)


def test_nothing_is_executed(tmp_path: Path) -> None:
    """A pickled call in a checkpoint is refused, not run."""
    trace = tmp_path / "executed"

    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (trace,))

    torch.save({"format": 1, "model": Trap()}, tmp_path / "last.ckpt")
    with pytest.raises(CheckpointError, match="damaged"):
        load_checkpoint(tmp_path / "last.ckpt")
    assert not trace.exists()
