"""How long `avts inspect` takes against decoding alone, and how much memory.

    python tests/benchmarks/speed.py --clip TALKING.mp4 --avts .venv/bin/avts

Makes a film of 1080-line H.264 pictures at about 8 Mbit/s (or as asked) out of the clip
(scaled, with film grain, its packets repeated to the length wanted), then runs in turn

- PyAV decoding every picture of it in a process of its own, all cores, nothing else;
- `avts inspect` on it,

and prints the ratio of the wall times, pair by pair, with CPU seconds and the peak
memory of `avts inspect`. One JSON object on standard output.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

DECODE = """
import sys, av
with av.open(sys.argv[1]) as container:
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    print(sum(1 for _ in container.decode(stream)))
"""


def make_part(
    clip: Path, target: Path, *, size: tuple[int, int], rate: int, kilobits: int
) -> None:
    """Encode the clip at the wanted size and bit rate, closed groups."""
    rng = np.random.default_rng(0)
    width, height = size
    grain = rng.normal(0, 4, (8, height, width)).astype(np.int16)
    with av.open(str(clip)) as source, av.open(str(target), "w") as out:
        video = source.streams.video[0]
        sound = source.streams.audio[0]
        picture = out.add_stream("libx264", rate=rate)
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        picture.bit_rate = kilobits * 1000
        picture.options = {
            "preset": "veryfast",
            "x264-params": f"nal-hrd=cbr:vbv-maxrate={kilobits}"
            f":vbv-bufsize={kilobits}:open-gop=0",
        }
        aac = out.add_stream("aac", rate=48000)
        number = 0
        for frame in source.decode(video, sound):
            if isinstance(frame, av.AudioFrame):
                frame.pts = None
                out.mux(aac.encode(frame))
                continue
            while number / rate <= frame.time:
                big = frame.reformat(width=width, height=height, format="yuv420p")
                planes = big.to_ndarray()
                luma = planes[:height].astype(np.int16) + grain[number % len(grain)]
                planes[:height] = np.clip(luma, 0, 255).astype(np.uint8)
                fresh = av.VideoFrame.from_ndarray(planes, format="yuv420p")
                fresh.pts, fresh.time_base = number, Fraction(1, rate)
                out.mux(picture.encode(fresh))
                number += 1
        out.mux(picture.encode(None))
        out.mux(aac.encode(None))


def repeat(part: Path, target: Path, seconds: float) -> None:
    """Write the packets of a part again and again until the film is long enough."""
    with av.open(str(part)) as source:
        step = Fraction(source.duration, av.time_base)
    with av.open(str(target), "w") as out:
        streams = None
        for turn in range(int(np.ceil(seconds / float(step)))):
            with av.open(str(part)) as source:
                wanted = [source.streams.video[0], source.streams.audio[0]]
                if streams is None:
                    streams = {s.index: out.add_stream_from_template(s) for s in wanted}
                for packet in source.demux(wanted):
                    if packet.size == 0:
                        continue
                    shift = round(turn * step / packet.time_base)
                    packet.pts += shift
                    # Matroska keeps no decoding times; FFmpeg infers most of them.
                    packet.dts = None if packet.dts is None else packet.dts + shift
                    packet.stream = streams[packet.stream.index]
                    out.mux(packet)


def timed(command: list[str]) -> dict[str, float]:
    """Run a command to its end; return wall and CPU seconds and peak memory."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "wall_s": time.perf_counter() - began,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
        "exit": process.returncode,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--avts", default="avts")
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--rate", type=int, default=25)
    parser.add_argument("--megabits", type=float, default=8, help="a second")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--options", default="", help="more options of avts inspect")
    parser.add_argument("--keep", type=Path, help="folder for the film, kept")
    args = parser.parse_args()
    width, height = (int(n) for n in args.size.split("x"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        part, film = folder / "part.mp4", folder / f"film-{args.seconds:.0f}s.mp4"
        if not part.exists():
            make_part(
                args.clip,
                part,
                size=(width, height),
                rate=args.rate,
                kilobits=round(args.megabits * 1000),
            )
        if not film.exists():
            repeat(part, film, args.seconds)
        megabits = film.stat().st_size * 8e-6 / args.seconds
        inspect = [*args.avts.split(), "inspect", *args.options.split(), str(film)]
        decode = [sys.executable, "-c", DECODE, str(film)]
        timed(decode)  # the page cache
        pairs = [(timed(decode), timed(inspect)) for _ in range(args.runs)]
    print(
        json.dumps(
            {
                "film": f"{args.seconds:.0f} s, {args.size}, {args.rate} fps, "
                f"{megabits:.1f} Mbit/s",
                "ratio": [round(b["wall_s"] / a["wall_s"], 3) for a, b in pairs],
                "cpu_ratio": [round(b["cpu_s"] / a["cpu_s"], 3) for a, b in pairs],
                "decode_s": [round(a["wall_s"], 2) for a, _ in pairs],
                "inspect_s": [round(b["wall_s"], 2) for _, b in pairs],
                "peak_mb": round(max(b["peak_mb"] for _, b in pairs)),
                "exit": pairs[-1][1]["exit"],
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
