"""``avts bench``: how fast this machine trains."""

import json
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from avts_core.training.speed import Speed
    from avts_core.training.task import Task

NUM_MOVIES = 4
MOVIE_S = 6


class What(StrEnum):
    """Networks to measure: the lip model, or AVTS with a backbone."""

    LIP = "lip"
    MC2 = "mc2"
    MC3 = "mc3"
    MC4 = "mc4"
    MC5 = "mc5"
    R3D_18 = "r3d_18"
    I3D_RGB = "i3d_rgb"


def train(  # noqa: PLR0913 - one parameter an option
    networks: Annotated[
        list[What] | None,
        typer.Argument(
            metavar="NETWORK", help="lip, or a backbone of AVTS; lip and mc3 if none."
        ),
    ] = None,
    *,
    side: Annotated[
        int, typer.Option(min=16, metavar="PX", help="Side of AVTS's pictures.")
    ] = 224,
    clips: Annotated[
        int,
        typer.Option(min=2, help="Clips of a forward pass of AVTS, an even number."),
    ] = 16,
    steps: Annotated[int, typer.Option(min=1, help="Steps to measure.")] = 10,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that decode for AVTS.")
    ] = 1,
    threads: Annotated[
        int, typer.Option(min=1, help="Threads of the training process on a CPU.")
    ] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line.")
    ] = False,
) -> None:
    """Measure how fast this machine trains, on movies and crops made for it.

    Prints clips (for the lip model: pictures) a second, the share of the machine's
    measured matrix rate that this is, and the share of the time spent waiting for
    input. Uses the first GPU for AVTS, if there is one.

    Raises
    ------
    TrainingError
        If training broke off.
    """
    import torch  # noqa: PLC0415 - takes seconds

    from avts_core.training.speed import measure_training  # noqa: PLC0415

    torch.set_num_threads(threads)
    with tempfile.TemporaryDirectory(prefix="avts-bench-") as name:
        folder = Path(name)
        for network in networks or [What.LIP, What.MC3]:
            device = torch.device("cpu")
            if network is not What.LIP and torch.cuda.is_available():
                device = torch.device("cuda")
            task = (
                _lip_task()
                if network is What.LIP
                else _pair_task(network, folder, side, clips, workers)
            )
            speed = measure_training(
                task, folder=folder, device=device, num_steps=steps
            )
            typer.echo(_line(network, speed, str(device), as_json=as_json))


SUBCOMMANDS = {"train": train}


def _lip_task() -> "Task":
    """Return the shipped recipe of the lip model over crops of noise."""
    import numpy as np  # noqa: PLC0415

    from avts_core.assets import recipe_path  # noqa: PLC0415
    from avts_core.data.footage import FootageClip, MouthRun, Source  # noqa: PLC0415
    from avts_core.features.mouths import CROP_SIDE_PX  # noqa: PLC0415
    from avts_core.training.lip_task import LipTask  # noqa: PLC0415
    from avts_core.training.run import load_recipe  # noqa: PLC0415

    clips = []
    for number in range(NUM_MOVIES):
        rng = np.random.default_rng(number)
        shape = (25 * MOVIE_S, CROP_SIDE_PX, CROP_SIDE_PX)
        run = MouthRun(
            crops=rng.integers(0, 256, shape, dtype=np.uint8),
            times_s=np.arange(shape[0]) / 25,
        )
        bands = rng.normal(-0.5, 0.6, (100 * MOVIE_S + 100, 80)).astype(np.float16)
        source = Source(path=Path(f"{number}.mp4"), person=str(number), hint_ms=0.0)
        clips.append(
            FootageClip(source=source, runs=[run], bands=bands, first_band=-50)
        )
    return LipTask(load_recipe(recipe_path("lip")), clips, ())


def _pair_task(
    network: What, folder: Path, side_px: int, num_clips: int, num_workers: int
) -> "Task":
    """Return AVTS over generated movies, decoded once into a cache."""
    from fractions import Fraction  # noqa: PLC0415

    from avts_core.config import from_dict  # noqa: PLC0415
    from avts_core.data.decode_cache import DecodeCache  # noqa: PLC0415
    from avts_core.data.pair_footage import PairConfig  # noqa: PLC0415
    from avts_core.data.pair_statistics import measure_statistics  # noqa: PLC0415
    from avts_core.data.scan import scan  # noqa: PLC0415
    from avts_core.data.synthetic.events import BouncingBall  # noqa: PLC0415
    from avts_core.data.synthetic.movie import MovieSettings, make_movie  # noqa: PLC0415
    from avts_core.evaluation.pair_distances import PairSet  # noqa: PLC0415
    from avts_core.models.avts import AvtsConfig  # noqa: PLC0415
    from avts_core.training.pair_recipe import AvtsRecipe, PairStage  # noqa: PLC0415
    from avts_core.training.pair_task import PairTask  # noqa: PLC0415

    movies = folder / "movies"
    movies.mkdir(exist_ok=True)
    for seed in range(NUM_MOVIES):
        if not (path := movies / f"{seed}.mp4").exists():
            scene = BouncingBall(seed, width_px=340, height_px=256)
            make_movie(path, scene, settings=MovieSettings(duration=Fraction(MOVIE_S)))
    manifest = scan([movies], shares=(1.0, 0.0, 0.0))
    recipe = AvtsRecipe(
        name="bench",
        pairs_an_epoch=10_000,
        pairs_a_pass=num_clips,
        passes_a_step=1,
        num_workers=num_workers,
        stages=(PairStage(name="easy", epochs=1),),
        model=from_dict(
            AvtsConfig, {"backbone": network.value, "side_px": side_px}, where="bench"
        ),
    )
    pairs = PairSet(
        manifest.root,
        manifest.movies,
        config=PairConfig(),
        seed=recipe.seed,
        cache=DecodeCache(folder / "cache", max_bytes=2**31),
    )
    footage = pairs.footage(recipe.stages[0].shares, epoch=0, num_pairs=num_clips)
    return PairTask(
        recipe,
        pairs,
        None,
        statistics=measure_statistics(footage, side_px=side_px),
        footage=[movie.file for movie in manifest.movies],
    )


def _line(network: What, speed: "Speed", device: str, *, as_json: bool) -> str:
    if as_json:
        row = {"network": network.value, "device": device, **vars(speed)}
        return json.dumps(row | {"share_of_matrix_rate": speed.share})
    items = "pictures" if network is What.LIP else "clips"
    return (
        f"{network.value:4} on {device}: {speed.items_a_second:.1f} {items} a second, "
        f"{speed.gflop_a_second:.0f} of {speed.matrix_gflop_a_second:.0f} GFLOP a "
        f"second ({speed.share:.0%} of the matrix rate), waiting for input "
        f"{speed.wait_share:.0%} of the time"
    )
