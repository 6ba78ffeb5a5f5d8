"""Are jumps and drift found, told apart, and not found where there are none?

    python tests/benchmarks/changes.py --clips TRAIN [--model BUNDLE] [--movies]

Takes the clips of held-out people (the same that training holds out), measures each
with the analysis, and makes films of their maps of similarity (time x lag): each map is
moved so that its clip has no offset, maps are joined to a film, in random order or one
clip over and over, and rows are moved as the film's offset wants. That is cheap, so
jumps of several sizes, drifts and films without either are tried many times, by the
functions that ship. A film of clips placed by the catalogue's offsets instead of the
measured ones holds what people are read apart besides (and the catalogue's own errors).

With ``--movies`` a few films are also written as movies, of a clip over and over with
its sound moved or resampled, and run through the whole analysis.

Prints tables on standard error and one JSON object on standard output. ``--keep`` names
a folder for the maps and movies, so that a second run is quick.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avts_core.data.footage import Source, list_sources
from avts_core.data.synthetic.retime import OffsetTrack, retime
from avts_core.errors import MediaError
from avts_core.media.audio import AudioReader
from avts_core.media.encoding import AudioEncoding, AudioTrack, VideoEncoding
from avts_core.media.video import PictureReader
from avts_core.media.writer import write_movie
from avts_core.sync.analysis import analyse
from avts_core.sync.evidence import Blocks, blocks_of
from avts_core.sync.judge import Judge, load_judge
from avts_core.sync.scores import lags_ms
from avts_core.sync.segments import Segment, find_segments
from avts_core.training.run import is_held_out

HELD_OUT_SHARE = 0.12
REACH = 100
"""Lags either way, each 10 ms, that films of maps have."""
MIN_CONFIDENCE = 0.9
JUMPS_MS = (20, 40, 80, 200)
SPOKEN_S = (5, 10, 30, 60, 180)
DRIFTS_MS_PER_MIN = (0, 2, 5, 10, 20, 60)
MINUTES = (2, 5, 15, 60)
SOUND_HZ = 48000


@dataclass(frozen=True, kw_only=True)
class Map:
    """A clip's similarities, moved so that its offset is at the middle lag."""

    name: str
    person: str
    rows: NDArray[np.float32]
    """[shape=(T, 2 * reach + 1)] NaN where unknown; reach is 150 lags."""
    labelled: int | None
    """By how many lags the catalogue places it elsewhere."""


# Maps -------------------------------------------------------------------------------


def held_out(folder: Path) -> list[Source]:
    """Return the clips of people that training holds out."""
    return [s for s in list_sources(folder) if is_held_out(s, HELD_OUT_SHARE)]


def measure(source: Source, judge: Judge, keep: Path) -> Map | None:
    """Measure a clip, or take what was measured before; None if it is not clear."""
    path = keep / f"{judge.bundle.sha256[:8]}-{source.path.stem}.npz"
    if not path.exists():
        try:
            found = analyse(source.path, model=judge)
        except MediaError:
            return None
        report, scores = found.report, found.scores
        is_clear = scores is not None and (report.confidence or 0) >= MIN_CONFIDENCE
        np.savez(
            path,
            rows=1 - 2 * np.square(scores.distance) if is_clear else np.empty((0, 0)),
            lag_ms=scores.lag_ms if is_clear else np.empty(0),
            offset_ms=report.offset_ms if is_clear else np.nan,
        )
    with np.load(path) as kept:
        rows, lag_ms, offset_ms = kept["rows"], kept["lag_ms"], kept["offset_ms"]
    if not len(rows):
        return None
    middle = int(np.argmin(np.abs(lag_ms - offset_ms)))
    moved = moved_rows(rows.astype(np.float32), np.full(len(rows), middle - 150))
    apart = None if source.hint_ms is None else round((offset_ms - source.hint_ms) / 10)
    return Map(name=source.path.stem, person=source.person, rows=moved, labelled=apart)


def moved_rows(
    rows: NDArray[np.float32], steps: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Move each row to lower lags by so many steps; NaN comes in."""
    columns = np.arange(rows.shape[1]) + steps[:, None]
    is_known = (columns >= 0) & (columns < rows.shape[1])
    taken = np.take_along_axis(rows, np.clip(columns, 0, rows.shape[1] - 1), axis=1)
    return np.where(is_known, taken, np.float32(np.nan))


class Films:
    """Makes films of maps."""

    def __init__(self, maps: Sequence[Map]) -> None:
        people: dict[str, list[Map]] = {}
        for one in maps:
            people.setdefault(one.person, []).append(one)
        self._people = list(people.values())
        self._long = [m for m in maps if len(m.rows) >= 200]

    def joined(
        self, seconds: int, rng: np.random.Generator, *, as_labelled: bool = False
    ) -> NDArray[np.float32]:
        """Return random clips of random people, one after the other."""
        parts, length = [], 0
        zero = float(
            np.median(
                [m.labelled for p in self._people for m in p if m.labelled is not None]
            )
        )
        while length < seconds * 25:
            person = self._people[rng.integers(len(self._people))]
            one = person[rng.integers(len(person))]
            rows = one.rows
            if as_labelled:
                if one.labelled is None:
                    continue
                by = -round(one.labelled - zero)
                rows = moved_rows(rows, np.full(len(rows), by))
            parts.append(rows)
            length += len(rows)
        return np.concatenate(parts)[: seconds * 25]

    def looped(self, seconds: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return one clip over and over, from anywhere in it on."""
        rows = self._long[rng.integers(len(self._long))].rows
        turns = seconds * 25 // len(rows) + 2
        first = int(rng.integers(len(rows)))
        return np.tile(rows, (turns, 1))[first : first + seconds * 25]

    def labelled(self, seconds: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return clips as the catalogue places them."""
        return self.joined(seconds, rng, as_labelled=True)

    def half_noise(self, seconds: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return clips in turn with stretches that have peaks at no steady lag.

        As large as those of lips, elsewhere each 0.4 s: more of it than listeners have.
        """
        speech = self.joined(seconds, rng)
        other = self.joined(seconds, rng)
        steps = np.repeat(rng.integers(0, other.shape[1], len(other) // 10 + 1), 10)
        columns = np.arange(other.shape[1]) + steps[: len(other), None]
        known = np.nan_to_num(other)
        noise = np.take_along_axis(known, columns % other.shape[1], axis=1)
        is_noise = (np.arange(len(speech)) // 250) % 2 == 1
        return np.where(is_noise[:, None], noise, speech)


def film(rows: NDArray[np.float32], track: OffsetTrack) -> Blocks:
    """Return the evidence of a film whose offset is as in `track`, +-1 s."""
    times_s = np.arange(len(rows)) / 25
    steps = np.rint(track.at(times_s) / 10).astype(np.intp)
    middle = rows.shape[1] // 2
    moved = moved_rows(rows, -steps)[:, middle - REACH : middle + REACH + 1]
    return blocks_of(moved)


# Tables -----------------------------------------------------------------------------


def slope_of(spans: Sequence[Segment]) -> float:
    """Return the drift that would be reported."""
    return spans[0].slope_ms_per_min


def offset_of(blocks: Blocks, span: Segment) -> float:
    """Return a span's offset at its middle."""
    curve = span.straightened(blocks).curve(span.chosen)
    return float(lags_ms(REACH * 10)[np.argmax(curve)])


def constant_table(films: Films, num: int) -> list[dict[str, Any]]:
    """How often films of one offset are split or said to drift."""
    lines = []
    kinds: dict[str, Callable[..., NDArray[np.float32]]] = {
        "one clip over and over": films.looped,
        "clips of many people": films.joined,
        "the same, placed by the catalogue": films.labelled,
        "half of it noise as large as lips": films.half_noise,
    }
    for kind, make in kinds.items():
        for minutes in MINUTES:
            tries = num if minutes < 60 else max(num // 5, 1)
            rng = np.random.default_rng(minutes)
            found = [
                find_segments(film(make(minutes * 60, rng), OffsetTrack()))
                for _ in range(tries)
            ]
            lines.append(
                {
                    "film": kind,
                    "minutes": minutes,
                    "films": tries,
                    "one span": share(len(s) == 1 for s in found),
                    "drift": share(slope_of(s) != 0 for s in found),
                }
            )
    return lines


def jump_table(films: Films, num: int) -> list[dict[str, Any]]:
    """How often a jump is found, by its size and the seconds before the film's end."""
    return [
        jump_line(films, num, jump_ms, seconds)
        for jump_ms in JUMPS_MS
        for seconds in SPOKEN_S
    ]


def jump_line(films: Films, num: int, jump_ms: int, seconds: int) -> dict[str, Any]:
    """Two minutes at one offset, then the rest at another."""
    rng = np.random.default_rng(jump_ms * 1000 + seconds)
    before_s = 120
    places, sizes, num_extra = [], [], 0
    for _ in range(num):
        sign = 1 if rng.random() < 0.5 else -1
        track = OffsetTrack(jumps=((float(before_s), float(sign * jump_ms)),))
        blocks = film(films.joined(before_s + seconds, rng), track)
        spans = find_segments(blocks)
        near = [
            k
            for k in range(1, len(spans))
            if abs(spans[k].first_block - before_s) <= max(10, seconds / 2)
        ]
        num_extra += len(spans) - 1 - bool(near)
        if near:
            places.append(abs(spans[near[0]].first_block - before_s))
            sizes.append(offset_of(blocks, spans[-1]) - sign * jump_ms)
    return {
        "jump ms": jump_ms,
        "seconds after": seconds,
        "films": num,
        "found": round(len(places) / num, 3),
        "place off, median s": median(places),
        "place off, 90 % s": quantile(places, 0.9),
        "offset off, 90 % ms": quantile(np.abs(sizes), 0.9),
        "spans too many": num_extra,
    }


def excursion_table(films: Films, num: int) -> list[dict[str, Any]]:
    """How often an offset that goes and comes back within minutes is found."""
    lines = []
    for jump_ms, seconds in ((200, 5), (200, 10), (80, 10), (80, 30), (40, 30)):
        rng = np.random.default_rng(jump_ms + seconds)
        times = (100.0, 100.0 + seconds)
        track = OffsetTrack(jumps=((times[0], float(jump_ms)), (times[1], 0.0)))
        found = [
            len(find_segments(film(films.joined(220, rng), track))) for _ in range(num)
        ]
        lines.append(
            {
                "there and back ms": jump_ms,
                "seconds": seconds,
                "films": num,
                "three spans": share(n == 3 for n in found),
                "one span": share(n == 1 for n in found),
            }
        )
    return lines


def drift_table(films: Films, num: int) -> list[dict[str, Any]]:
    """How often and how well drift is found."""
    lines = []
    for drift in DRIFTS_MS_PER_MIN:
        for minutes in MINUTES:
            if drift * minutes > 1500:
                continue
            tries = num if minutes < 60 else max(num // 5, 1)
            rng = np.random.default_rng(drift * 100 + minutes)
            lines.append(drift_line(films, tries, drift, minutes, rng))
    return lines


def drift_line(
    films: Films, num: int, drift: int, minutes: int, rng: np.random.Generator
) -> dict[str, Any]:
    """Films that drift evenly, half of them either way."""
    errors, ratios = [], []
    num_found = num_one = 0
    for _ in range(num):
        slope = float(drift if rng.random() < 0.5 else -drift)
        track = OffsetTrack(offset_ms=-slope * minutes / 2, drift_ms_per_min=slope)
        spans = find_segments(film(films.joined(minutes * 60, rng), track))
        found = spans[0].drift
        num_one += len(spans) == 1
        if found is None:
            continue
        num_found += found.is_significant
        error = (found.slope_ms_per_min - slope) * (np.sign(slope) or 1)
        errors.append(error)
        ratios.append(abs(error) / found.error_ms_per_min)
    return {
        "drift ms/min": drift,
        "minutes": minutes,
        "films": num,
        "said to drift": round(num_found / num, 3),
        "one span": round(num_one / num, 3),
        "bias ms/min": round(float(np.mean(errors)), 3) if errors else None,
        "rms ms/min": round(float(np.sqrt(np.mean(np.square(errors)))), 3)
        if errors
        else None,
        "within 2 errors": share(r <= 2 for r in ratios),
    }


def confusion_table(films: Films, num: int) -> list[dict[str, Any]]:
    """What films of fifteen minutes are taken for."""
    jump = ((720.0, 80.0),)
    kinds = {
        "constant": OffsetTrack(),
        "jump of 80 ms at 12 min": OffsetTrack(jumps=jump),
        "drift of 5 ms/min": OffsetTrack(offset_ms=-37, drift_ms_per_min=5.0),
        "both": OffsetTrack(drift_ms_per_min=5.0, jumps=jump),
        "jumps of 40 ms at 5 and 10 min": OffsetTrack(
            jumps=((300.0, 40.0), (600.0, 80.0))
        ),
    }
    lines = []
    for kind, track in kinds.items():
        rng = np.random.default_rng(7)
        taken = [
            taken_for(find_segments(film(films.joined(900, rng), track)))
            for _ in range(num)
        ]
        names = ("constant", "1 jump", "2 jumps", "drift", "drift and 1 jump", "else")
        lines.append({"film": kind, "films": num, **{n: taken.count(n) for n in names}})
    return lines


def taken_for(spans: Sequence[Segment]) -> str:
    """Say in a word what a film's spans are."""
    names = {
        (1, False): "constant",
        (2, False): "1 jump",
        (3, False): "2 jumps",
        (1, True): "drift",
        (2, True): "drift and 1 jump",
    }
    return names.get((len(spans), slope_of(spans) != 0), "else")


def speed_table() -> list[dict[str, Any]]:
    """How long films take."""
    lines = []
    for num_blocks, num_lags in ((900, 301), (10800, 301), (900, 2001), (10800, 2001)):
        rng = np.random.default_rng(0)
        total = rng.normal(0, 2.4, (num_blocks, num_lags))
        total[:, num_lags // 2] += 8
        blocks = Blocks(
            index=np.arange(num_blocks), total=total, count=np.full(total.shape, 25.0)
        )
        began_s = time.process_time()
        find_segments(blocks)
        took_s = time.process_time() - began_s
        lines.append(
            {"seconds": num_blocks, "lags": num_lags, "CPU seconds": round(took_s, 2)}
        )
    return lines


# Movies -----------------------------------------------------------------------------


def write_film(clip: Path, target: Path, track: OffsetTrack, minutes: float) -> None:
    """Write a clip over and over, its sound moved as in `track`."""
    with PictureReader(clip) as reader:
        pictures = [
            (p.time, p.luma()[: p.luma().shape[0] // 2 * 2].copy()) for p in reader
        ]
    with AudioReader(clip, rate_hz=SOUND_HZ) as reader:
        chunks = list(reader)
    # On the movie's clock: sound need not begin with the picture.
    first = round(chunks[0].start * SOUND_HZ)
    sound = np.concatenate([c.samples[0] for c in chunks])
    sound = np.concatenate(
        [np.zeros(max(first, 0), np.float32), sound[max(-first, 0) :]]
    )
    length = min(pictures[-1][0] + Fraction(1, 25), Fraction(len(sound), SOUND_HZ))
    num_turns = int(np.ceil(minutes * 60 / length))
    sound = sound[: int(length * SOUND_HZ)]

    def shown() -> Iterator[tuple[Fraction, NDArray[np.uint8]]]:
        for turn in range(num_turns):
            for time_of, picture in pictures:
                if 0 <= time_of < length:
                    even = picture[:, : picture.shape[1] // 2 * 2]
                    yield turn * length + time_of, even

    def heard() -> Iterator[NDArray[np.float32]]:
        yield sound[-SOUND_HZ:]
        for _ in range(num_turns + 1):
            yield sound

    samples = retime(
        heard(),
        track,
        rate_hz=SOUND_HZ,
        lead_s=1,
        duration=num_turns * length,
    )
    write_movie(
        target,
        rate=Fraction(25),
        pictures=shown(),
        video=VideoEncoding(options={"preset": "ultrafast", "crf": "23"}),
        sounds=[
            AudioTrack(
                samples=np.concatenate(list(samples))[None],
                rate_hz=SOUND_HZ,
                encoding=AudioEncoding(codec="pcm_s16le"),
            )
        ],
    )


def movie_table(
    clips: Sequence[Path], judge: Judge, keep: Path
) -> list[dict[str, Any]]:
    """Write edited films and measure them from end to end."""
    films = {
        "constant, 5 min": (OffsetTrack(), 5),
        "80 ms from 12 of 15 min on": (OffsetTrack(jumps=((720.0, 80.0),)), 15),
        "5 ms/min, 15 min": (OffsetTrack(drift_ms_per_min=5.0), 15),
        "60 ms/min, 4 min": (OffsetTrack(drift_ms_per_min=60.0), 4),
        "-40 ms from 60 of 120 s on": (OffsetTrack(jumps=((60.0, -40.0),)), 2),
        "120 ms at 60 s, back at 120 s": (
            OffsetTrack(jumps=((60.0, 120.0), (120.0, 0.0))),
            3,
        ),
    }
    lines = []
    for number, (kind, (track, minutes)) in enumerate(films.items()):
        clip = clips[number % len(clips)]
        own_ms = analyse(clip, model=judge).report.offset_ms
        path = keep / f"film-{number}-{clip.stem}.mkv"
        if not path.exists():
            write_film(clip, path, track, minutes)
        report = analyse(path, model=judge).report
        lines.append(
            {
                "film": kind,
                "clip": clip.stem,
                "own ms": None if own_ms is None else round(own_ms, 1),
                "spans": "; ".join(
                    f"{s.start_s:.0f} to {s.end_s:.0f} s: {s.offset_ms:.1f} ms"
                    for s in report.spans
                ),
                "drift ms/min": report.drift_ms_per_min
                and round(report.drift_ms_per_min, 2),
                "coverage": report.coverage and round(report.coverage, 2),
            }
        )
        print(lines[-1], file=sys.stderr, flush=True)
    return lines


# Figures ----------------------------------------------------------------------------


def share(are: Iterator[bool] | Sequence[bool]) -> float | None:
    """Return the share that is true."""
    values = [bool(one) for one in are]
    return round(sum(values) / len(values), 3) if values else None


def median(values: Sequence[float]) -> float | None:
    """Return the median, if there is any value."""
    return quantile(values, 0.5)


def quantile(values: Sequence[float] | NDArray[np.float64], at: float) -> float | None:
    """Return a quantile, if there is any value."""
    return round(float(np.quantile(values, at)), 1) if len(values) else None


def markdown(lines: Sequence[dict[str, Any]]) -> str:
    """Return a table."""
    heads = list(lines[0])
    rows = [
        heads,
        ["---"] * len(heads),
        *([str(line[h]) for h in heads] for line in lines),
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--clips", type=Path, required=True, help="a catalogue's folder"
    )
    parser.add_argument("--model", help="name or folder; the shipped one by default")
    parser.add_argument("--films", type=int, default=100, help="of maps, a line")
    parser.add_argument("--movies", action="store_true", help="write and measure films")
    parser.add_argument("--keep", type=Path, help="folder for maps and movies")
    parser.add_argument(
        "--tables",
        default="constant,jump,excursion,drift,confusion,speed",
        help="which of these",
    )
    args = parser.parse_args()
    wanted = [name for name in args.tables.split(",") if name]
    judge = load_judge(args.model, device="cpu")
    with tempfile.TemporaryDirectory() as temporary:
        keep = args.keep or Path(temporary)
        keep.mkdir(parents=True, exist_ok=True)
        measured = [(s.path, measure(s, judge, keep)) for s in held_out(args.clips)]
        clear = [(path, m) for path, m in measured if m is not None]
        films = Films([m for _, m in clear])
        makers: dict[str, Callable[[], list[dict[str, Any]]]] = {
            "constant": lambda: constant_table(films, args.films),
            "jump": lambda: jump_table(films, args.films),
            "excursion": lambda: excursion_table(films, args.films),
            "drift": lambda: drift_table(films, args.films),
            "confusion": lambda: confusion_table(films, args.films),
            "speed": speed_table,
        }
        result: dict[str, Any] = {
            "model": judge.bundle.name,
            "clips": len(clear),
            "people": len({m.person for _, m in clear}),
            "minutes": round(sum(len(m.rows) for _, m in clear) / 1500, 1),
        }
        for name in wanted:
            result[name] = makers[name]()
            print(name, markdown(result[name]), sep="\n\n", file=sys.stderr, flush=True)
        if args.movies:
            longest = sorted(clear, key=lambda one: -len(one[1].rows))
            result["movies"] = movie_table([p for p, _ in longest[:4]], judge, keep)
            print(markdown(result["movies"]), file=sys.stderr)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
