"""``avts models``: the networks there are, their sizes and what they cost."""

import dataclasses
import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from avts_core.models.counting import ModelSize


def models(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line.")
    ] = False,
) -> None:
    """List the networks there are, with their sizes and costs.

    Parameters are in millions, those of the video without its last layer. The cost is
    10^9 multiply-adds of the video network for 25 pictures of 224 x 224 (in brackets:
    of its own size).
    """
    # Loaded here: torch takes seconds, and wrong usage is told without it.
    from avts_core.models.counting import count_models  # noqa: PLC0415

    if not as_json:
        typer.echo(_row("name", "backbone", "video M", "sound M", "cost GMAC"))
    for size in count_models():
        typer.echo(_json(size) if as_json else _text(size))


def _json(size: "ModelSize") -> str:
    """Return a line of JSON; the own size's cost only where there is one."""
    data = dataclasses.asdict(size)
    if size.gmac_25_own_size is None:
        del data["gmac_25_own_size"]
    return json.dumps(data)


def _text(size: "ModelSize") -> str:
    if size.gmac_25x224 is not None:
        cost = f"{size.gmac_25x224:.1f}"
    else:
        cost = f"({size.gmac_25_own_size:.1f})"
    return _row(
        size.name,
        size.backbone or "-",
        f"{size.video_parameters_without_last_layer / 1e6:.2f}",
        f"{size.audio_parameters / 1e6:.2f}",
        cost,
    )


def _row(name: str, backbone: str, video: str, sound: str, cost: str) -> str:
    return f"{name:<6}{backbone:<10}{video:>8}{sound:>9}{cost:>11}"
