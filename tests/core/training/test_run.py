"""A run from a folder of movies to a bundle, and what it refuses."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import torch

from avts_core.data.footage import FootageClip
from avts_core.data.synthetic.movie import MovieSettings, make_movie
from avts_core.data.synthetic.scene import TalkingScene
from avts_core.errors import CheckpointError, ConfigError, MediaError
from avts_core.models.bundle import load_bundle
from avts_core.models.lip import LipConfig
from avts_core.training.recipe import Recipe
from avts_core.training.run import (
    Run,
    load_base,
    load_recipe,
    prepare,
    split_people,
    train,
)
from avts_core.training.run_folder import BUNDLE_NAME, EVENTS_NAME, RECIPE_NAME

TINY = Recipe(
    name="tiny",
    steps=2,
    clips_a_step=2,
    validate_every=2,
    save_every=1,
    precision="float32",
    held_out_share=0.0,
    model=LipConfig(
        picture_widths=(4, 4, 4, 4), sound_widths=(4, 4, 4), hidden=8, embedding=8
    ),
)


def make_run(folder: Path, **changes: object) -> Run:
    run = Run(
        recipe=TINY,
        data=(folder / "movies",),
        folder=folder / "run",
        cache=folder / "cache",
    )
    return replace(run, **changes)


@pytest.fixture(scope="module")
def movies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two talking heads and a file that is no movie."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "movies").mkdir()
    for seed in (1, 2):
        make_movie(
            folder / "movies" / f"{seed}.mp4",
            TalkingScene(seed, width_px=200, height_px=200),
            settings=MovieSettings(duration=Fraction(4)),
        )
    (folder / "movies" / "broken.mp4").write_text("no movie")
    return folder


@pytest.mark.slow
def test_a_folder_becomes_a_bundle(
    movies: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Movies go in; events, a resolved recipe and a loadable model come out."""
    run = make_run(movies)
    failures = prepare(run)
    assert list(failures) == ["broken.mp4"]
    bundle = load_bundle(train(run))
    assert bundle.name == "tiny"
    assert load_recipe(run.folder / RECIPE_NAME) == TINY
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    written = (run.folder / EVENTS_NAME).read_text().splitlines()
    assert printed == [json.loads(line) for line in written]
    assert printed[0]["event"] == "started"
    assert printed[0]["learn"]["clips"] == 2
    assert printed[-1]["event"] == "finished"
    with pytest.raises(ConfigError, match="holds a run already"):
        prepare(run)
    weights = load_base(run.folder).state_dict()
    for key, value in bundle.model.state_dict().items():
        torch.testing.assert_close(weights[key], value, atol=2e-3, rtol=2e-3)
    second = replace(run, folder=movies / "second", base=run.folder / BUNDLE_NAME)
    prepare(second)
    assert load_bundle(train(second)).name == "tiny"


def test_nothing_to_resume(tmp_path: Path) -> None:
    """Resuming needs a checkpoint."""
    with pytest.raises(ConfigError, match="no checkpoint"):
        prepare(make_run(tmp_path, is_resumed=True))


def test_a_base_that_is_no_model(tmp_path: Path) -> None:
    """It is told before any footage is read."""
    with pytest.raises(CheckpointError, match="not a model bundle"):
        prepare(make_run(tmp_path, base=tmp_path))


def test_no_movies(tmp_path: Path) -> None:
    """An empty folder is said, not trained on."""
    (tmp_path / "movies").mkdir()
    with pytest.raises(MediaError, match="no movies"):
        prepare(make_run(tmp_path))


def test_people_are_never_on_both_sides(make_clip: Callable[..., FootageClip]) -> None:
    """All clips of a person fall on one side, the same in every run."""
    clips = [make_clip(n % 20, seconds=2.0) for n in range(60)]
    learn, held_out = split_people(clips, 0.3)
    ours, theirs = ({c.source.person for c in side} for side in (learn, held_out))
    assert ours
    assert theirs
    assert not ours & theirs
    assert split_people(clips, 0.3)[1] == held_out
