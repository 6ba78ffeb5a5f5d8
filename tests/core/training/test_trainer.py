"""Tests of the training loop: exact resume, honest stops, moved clips."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from avts_core.data.footage import FootageClip, MouthRun, Source
from avts_core.data.sampler import SamplerConfig
from avts_core.errors import CheckpointError, JobCancelledError, TrainingError
from avts_core.jobs import CancelToken
from avts_core.models.lip import LipConfig, LipNet
from avts_core.sync.offset import Peak
from avts_core.training import lip_task
from avts_core.training.alignment import ClipEstimate
from avts_core.training.lip_task import LipTask
from avts_core.training.recipe import (
    AlignmentConfig,
    OptimiserConfig,
    Recipe,
    Stage,
)
from avts_core.training.trainer import CHECKPOINT_NAME, LOG_EVERY, Trainer

TINY = LipConfig(
    picture_widths=(4, 4, 4, 8),
    sound_widths=(4, 4, 4),
    hidden=16,
    embedding=8,
    dropout=0.2,
)
RECIPE = Recipe(
    name="tiny",
    steps=6,
    clips_a_step=2,
    precision="float32",
    validate_every=1000,
    save_every=1000,
    model=TINY,
    sampler=SamplerConfig(num_pictures=50),
    optimiser=OptimiserConfig(warmup_steps=2),
    stages=(
        Stage(name="easy", until=0.5, distance_weight=0.2),
        Stage(name="hard", until=1.0, distance_weight=0.2, hard_share=0.5),
    ),
)


def make_clips(count: int = 3, *, seconds: float = 4.0) -> list[FootageClip]:
    clips = []
    for number in range(count):
        rng = np.random.default_rng(number)
        times_s = 0.2 + np.arange(round(25 * seconds)) / 25
        shape = (len(times_s), 80, 80)
        run = MouthRun(
            crops=rng.integers(0, 256, shape, dtype=np.uint8), times_s=times_s
        )
        bands = rng.normal(-0.5, 0.6, (round(100 * seconds) + 150, 80))
        clips.append(
            FootageClip(
                source=Source(
                    path=Path(f"clip-{number}.mp4"),
                    person=f"person-{number}",
                    hint_ms=0.0,
                ),
                runs=[run],
                bands=bands.astype(np.float16),
                first_band=-50,
            )
        )
    return clips


class Watched(Trainer):
    """Keeps the figures of every step."""

    task: LipTask
    losses: list[float]

    def averaged_model(self) -> LipNet:
        return self.task.network(self.averaged_state())

    def _train_step(self) -> dict[str, float]:
        figures = super()._train_step()
        self.__dict__.setdefault("losses", []).append(figures["loss"])
        return figures


def make_trainer(
    folder: Path,
    recipe: Recipe = RECIPE,
    *,
    clips: list[FootageClip] | None = None,
    held_out: Sequence[FootageClip] = (),
    events: list[dict[str, Any]] | None = None,
) -> Watched:
    task = LipTask(recipe, make_clips() if clips is None else clips, held_out)
    trainer = Watched(
        task, folder=folder, emit=(events if events is not None else []).append
    )
    trainer.task = task
    return trainer


def changed(**changes: Any) -> Recipe:
    return Recipe(**{**RECIPE.__dict__, **changes})


def assert_same_weights(
    one: dict[str, torch.Tensor], two: dict[str, torch.Tensor]
) -> None:
    assert one.keys() == two.keys()
    for key, value in one.items():
        assert torch.equal(value, two[key]), key


@pytest.mark.slow
def test_a_resumed_run_goes_on_bit_for_bit(tmp_path: Path) -> None:
    """Three steps, a new process, three more: the losses and weights of six."""
    recipe = changed(alignment=AlignmentConfig(at=(0.4,)))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    unbroken = make_trainer(tmp_path / "a", recipe)
    unbroken.run()
    before = make_trainer(tmp_path / "b", recipe)
    before.run(stop_at=3)
    after = make_trainer(tmp_path / "b", recipe)
    after.resume()
    assert after.step == 3
    after.run()
    assert before.losses + after.losses == unbroken.losses
    assert_same_weights(after.model.state_dict(), unbroken.model.state_dict())
    assert_same_weights(
        after.averaged_model().state_dict(), unbroken.averaged_model().state_dict()
    )
    states = [
        torch.load(tmp_path / name / CHECKPOINT_NAME, weights_only=True)
        for name in "ab"
    ]
    for key in ("task", "step"):
        assert states[0][key] == states[1][key]


def test_other_seeds_are_other_runs(tmp_path: Path) -> None:
    """The seed decides the weights and the crops; the same seed repeats them."""
    losses = []
    for seed in (1, 1, 2):
        trainer = make_trainer(tmp_path, changed(seed=seed))
        trainer.run(stop_at=1)
        losses.append(trainer.losses)
    assert losses[0] == losses[1] != losses[2]


def test_every_step_and_process_draws_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps and processes see other crops, other damage and other negatives."""
    seen: list[float] = []
    for rank in (0, 1):
        trainer = make_trainer(tmp_path)
        real = trainer.task.part

        def watched(step: int, number: int, real: Any = real) -> Any:
            part = real(step, number)
            mouths, bands = part.inputs
            numbers = (mouths.sum(), bands.sum(), part.notes.initial_seed())
            seen.extend(float(number) for number in numbers)
            return part

        monkeypatch.setattr(trainer.task, "part", watched)
        for step in (0, 1):
            trainer.task.part(step, rank)
    assert len(seen) == len(set(seen)) == 12


def test_training_moves_the_weights(tmp_path: Path) -> None:
    """After a few steps both towers have other weights, the average lies between."""
    trainer = make_trainer(tmp_path)
    start = {k: v.clone() for k, v in trainer.model.state_dict().items()}
    trainer.run(stop_at=3)
    now, average = trainer.model.state_dict(), trainer.averaged_model().state_dict()
    for key in ("pictures.stem.weight", "sound.flatten.weight"):
        assert not torch.equal(now[key], start[key])
        assert not torch.equal(average[key], start[key])
        assert not torch.equal(average[key], now[key])
    assert not trainer.averaged_model().training


def test_a_loss_that_is_not_finite_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Training stops before the bad step's update; the last checkpoint stays."""
    trainer = make_trainer(tmp_path)
    trainer.run(stop_at=2)
    kept = (tmp_path / CHECKPOINT_NAME).read_bytes()
    weights = [p.detach().clone() for p in trainer.model.parameters()]
    real = trainer.task.loss

    def broken(*arguments: Any) -> tuple[torch.Tensor, dict[str, float]]:
        loss, figures = real(*arguments)
        return loss * float("nan"), figures

    monkeypatch.setattr(trainer.task, "loss", broken)
    with pytest.raises(TrainingError, match="not finite at step 2"):
        trainer.run()
    assert trainer.step == 2
    assert (tmp_path / CHECKPOINT_NAME).read_bytes() == kept
    for parameter, old in zip(trainer.model.parameters(), weights, strict=True):
        assert torch.equal(parameter, old)


def test_an_infinite_gradient_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finite loss with a gradient that is not finite stops training too."""
    trainer = make_trainer(tmp_path)

    def steep(*_: object) -> tuple[torch.Tensor, dict[str, float]]:
        # The root's slope at 0 is infinite, its value is not.
        return (trainer.task.model.log_scales.sum() * 0).sqrt(), {}

    monkeypatch.setattr(trainer.task, "loss", steep)
    with pytest.raises(TrainingError, match="not finite at step 0"):
        trainer.run()


def estimates(offsets_ms: list[float], z: float = 6.0) -> list[ClipEstimate]:
    return [
        ClipEstimate(
            clip=number,
            peak=Peak(offset_ms=ms, height=0.3, z=z, lead=0.7, is_at_edge=False),
            num_pictures=90,
        )
        for number, ms in enumerate(offsets_ms)
    ]


def test_alignment_moves_clips_and_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its step the clips are read where the model finds them, and it is told."""
    found = estimates([0.0, 120.0, -200.0])
    found[0] = estimates([300.0], z=1.0)[0]

    def fake(model: LipNet, clips: Sequence[FootageClip], *, first: int, step: int):
        assert not model.training
        return found

    monkeypatch.setattr(lip_task, "estimate_clips", fake)
    clips, events = make_clips(), []
    recipe = changed(alignment=AlignmentConfig(at=(1 / 6,)))
    trainer = make_trainer(tmp_path, recipe, clips=clips, events=events)
    trainer.run(stop_at=1)
    assert [clip.early_ms for clip in clips] == [0, 0, 0]
    trainer.run(stop_at=2)
    assert [clip.early_ms for clip in clips] == [0, 120, -200]
    aligned = [e for e in events if e["event"] == "aligned"]
    assert aligned == [
        {
            "event": "aligned",
            "step": 1,
            "zero_ms": 0.0,
            "num_moved": 2,
            "num_doubted": 1,
        }
    ]
    state = torch.load(tmp_path / CHECKPOINT_NAME, weights_only=True)
    assert state["task"]["trust"] == [recipe.sampler.unclear_weight, 1.0, 1.0]
    # What was found survives a resume.
    fresh = make_clips()
    resumed = make_trainer(tmp_path, recipe, clips=fresh)
    resumed.resume()
    assert [clip.early_ms for clip in fresh] == [0, 120, -200]


def test_hints_may_be_ignored(tmp_path: Path) -> None:
    """Without them every clip starts where its file has it."""
    clips = make_clips()
    for clip in clips:
        clip.early_ms = 80.0
    make_trainer(tmp_path, clips=clips)
    assert [clip.early_ms for clip in clips] == [80, 80, 80]
    blind = changed(alignment=AlignmentConfig(start_from_hints=False))
    make_trainer(tmp_path, blind, clips=clips)
    assert [clip.early_ms for clip in clips] == [0, 0, 0]


def test_unknown_clips_count_less(tmp_path: Path) -> None:
    """A clip nobody knows the offset of starts with the smaller weight."""
    clips = make_clips()
    object.__setattr__(clips[1].source, "hint_ms", None)
    trainer = make_trainer(tmp_path, clips=clips)
    trainer.save()
    state = torch.load(tmp_path / CHECKPOINT_NAME, weights_only=True)
    assert state["task"]["trust"] == [1.0, RECIPE.sampler.unclear_weight, 1.0]


def test_cancelling_writes_a_checkpoint(tmp_path: Path) -> None:
    """A cancelled run can go on from its last whole step."""
    trainer = make_trainer(tmp_path)
    trainer.run(stop_at=1)
    (tmp_path / CHECKPOINT_NAME).unlink()
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        trainer.run(cancel=cancel)
    resumed = make_trainer(tmp_path)
    resumed.resume()
    assert resumed.step == 1
    assert_same_weights(resumed.model.state_dict(), trainer.model.state_dict())


@pytest.mark.slow
def test_events_can_be_written_as_json(tmp_path: Path) -> None:
    """Each event is one JSON object: steps, alignments, validations."""
    events: list[dict[str, Any]] = []
    recipe = changed(
        steps=LOG_EVERY,
        validate_every=LOG_EVERY,
        alignment=AlignmentConfig(at=(0.5,)),
    )
    held_out = make_clips(1, seconds=6)
    make_trainer(tmp_path, recipe, held_out=held_out, events=events).run()
    assert [e["event"] for e in events] == ["aligned", "step", "validated"]
    assert [json.loads(json.dumps(e)) for e in events] == events
    step = events[1]
    assert step["step"] == step["steps"] == LOG_EVERY
    assert step["stage"] == "hard"
    assert 0 <= step["accuracy_5"] <= 1
    assert 0 <= step["wait_share"] <= 1
    assert step["learning_rate"] > 0
    assert step["loss"] > 0


def test_other_processes_are_silent(tmp_path: Path) -> None:
    """Only the first process tells events and writes checkpoints."""
    events: list[dict[str, Any]] = []
    task = LipTask(RECIPE, make_clips(), ())
    second = Trainer(task, folder=tmp_path, emit=events.append, rank=1)
    second._emit({"event": "x"})
    second.save()
    assert events == []
    assert not (tmp_path / CHECKPOINT_NAME).exists()


def test_resuming_needs_the_same_footage_and_network(tmp_path: Path) -> None:
    """No checkpoint, other clips or another network: one clear error each."""
    with pytest.raises(CheckpointError, match="There is no checkpoint"):
        make_trainer(tmp_path).resume()
    make_trainer(tmp_path).save()
    with pytest.raises(CheckpointError, match="other footage"):
        make_trainer(tmp_path, clips=make_clips(4)).resume()
    wider = LipConfig(**{**TINY.__dict__, "hidden": 24})
    with pytest.raises(CheckpointError, match="another network"):
        make_trainer(tmp_path, changed(model=wider)).resume()


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Two folders may hold a clip.mp4 each; both keep their own offset."""
    clips = make_clips(2)
    for clip, early_ms in zip(clips, (40.0, -80.0), strict=True):
        object.__setattr__(clip.source, "path", Path(clip.source.person) / "clip.mp4")
        clip.early_ms = early_ms
    make_trainer(tmp_path, clips=clips).save()
    for clip in clips:
        clip.early_ms = 0.0
    make_trainer(tmp_path, clips=clips).resume()
    assert [clip.early_ms for clip in clips] == [40, -80]


def test_too_little_footage_is_one_clear_error(tmp_path: Path) -> None:
    """Clips too short for a crop say what would be needed."""
    with pytest.raises(TrainingError, match="long enough"):
        make_trainer(tmp_path, clips=make_clips(2, seconds=1.5))


def test_a_run_may_start_from_another_model(tmp_path: Path) -> None:
    """The weights and their average begin as the given model's, with room to grow."""
    torch.manual_seed(5)
    base = LipNet(TINY)
    longer = replace(
        TINY, picture_dilations=(1, 1, 2, 2, 2), sound_dilations=(1, 2, 2, 4, 4, 4)
    )
    recipe = changed(model=longer, sampler=SamplerConfig(num_pictures=60))
    task = LipTask(recipe, make_clips(), ())
    task.start_from(base)
    trainer = Trainer(task, folder=tmp_path, emit=print)
    for state in (trainer.model.state_dict(), trainer.averaged_state()):
        for key, value in base.state_dict().items():
            assert torch.equal(state[key], value), key
    with pytest.raises(CheckpointError, match="cannot start"):
        task.start_from(LipNet(replace(TINY, hidden=24)))
