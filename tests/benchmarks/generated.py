"""Are offsets found alike wherever they live, at every frame rate, on generated heads?

    python tests/benchmarks/generated.py --avts .venv/bin/avts

Makes talking heads whose offset is known exactly, at 23.976 to 60 pictures a second and
with a variable rate, the offset in the samples or in the container, runs `avts inspect`
on them and prints the errors. The heads' own lead of lips over voice was set with a
network (see avts_core/data/synthetic/README.md), so their common zero proves nothing;
what counts is the spread, and samples against container.

Prints a table on standard error and one JSON object on standard output.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np

from avts_core.data.synthetic.movie import MovieSettings, make_movie
from avts_core.data.synthetic.retime import OffsetTrack
from avts_core.data.synthetic.scene import TalkingScene
from avts_core.media.encoding import AudioEncoding, VideoEncoding

RATES = {
    "23.976": Fraction(24000, 1001),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "50": Fraction(50),
    "60": Fraction(60),
    "variable": Fraction(30),
}
FILES = {
    "mp4": ("h264", "aac"),
    "mkv": ("h264", "opus"),
    "mov": ("prores", "pcm_s24le"),
    "ts": ("mpeg2video", "ac3"),
}
OFFSETS_MS = (120.0, -160.0, 47.0)


def suffix_for(rate: str, number: int) -> str:
    """Take the containers in turn; MPEG-2 knows no variable rate."""
    suffixes = ["mp4", "mkv", "mov"] if rate == "variable" else list(FILES)
    return suffixes[number % len(suffixes)]


def make(folder: Path, rate: str, number: int, place: str, seconds: int) -> Path:
    """Make one movie."""
    suffix = suffix_for(rate, number)
    picture, sound = FILES[suffix]
    path = folder / f"{rate}-{number}-{place}.{suffix}"
    settings = MovieSettings(
        duration=Fraction(seconds),
        rate=RATES[rate],
        is_variable_rate=rate == "variable",
        offset=OffsetTrack(offset_ms=OFFSETS_MS[number % len(OFFSETS_MS)]),
        offset_place=place,
        video=VideoEncoding(codec=picture),
        audio=AudioEncoding(codec=sound),
        seed=number,
    )
    scene = TalkingScene(1000 + 10 * number, width_px=400, height_px=400)
    make_movie(path, scene, settings=settings)
    return path


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--avts", default="avts")
    parser.add_argument("--heads", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=12)
    parser.add_argument("--options", default="", help="more options of avts inspect")
    args = parser.parse_args()
    wanted = [
        (rate, number, place)
        for rate in RATES
        for number in range(args.heads)
        for place in ("samples", "container")
    ]
    with tempfile.TemporaryDirectory() as folder:
        files = [make(Path(folder), *w, args.seconds) for w in wanted]
        command = [*args.avts.split(), "inspect", "--json", *args.options.split()]
        run = subprocess.run(
            [*command, *map(str, files)], capture_output=True, text=True, check=False
        )
    found = [json.loads(line)["offset_ms"] for line in run.stdout.splitlines()]
    errors = {
        w: None if got is None else got - OFFSETS_MS[w[1] % len(OFFSETS_MS)]
        for w, got in zip(wanted, found, strict=True)
    }
    for (rate, number, place), error in errors.items():
        shown = "no answer" if error is None else f"{error:+.1f} ms"
        kind = suffix_for(rate, number)
        print(f"{rate:>9} {number} {place:>9} {kind:>4} {shown}", file=sys.stderr)
    apart = [
        abs(errors[rate, number, "samples"] - errors[rate, number, "container"])
        for rate, number, place in wanted
        if place == "samples"
        and errors[rate, number, "samples"] is not None
        and errors[rate, number, "container"] is not None
    ]
    answered = [e for e in errors.values() if e is not None]
    print(
        json.dumps(
            {
                "movies": len(wanted),
                "answered": len(answered),
                "worst_error_ms": round(float(np.max(np.abs(answered))), 1),
                "within_20_ms": int(np.sum(np.abs(answered) <= 20)),
                "median_error_ms": round(float(np.median(answered)), 1),
                "samples_against_container_worst_ms": round(max(apart), 1),
                "by_rate_ms": {
                    rate: [
                        round(e, 1)
                        for w, e in errors.items()
                        if w[0] == rate and e is not None
                    ]
                    for rate in RATES
                },
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
