"""Where is zero? Lips closing, seen picture by picture, against the sound they stop.

    python tests/benchmarks/zero.py --clips CLIPS/train --cache CACHE --heads 6

No sync network is asked where zero lies. When lips meet for *p*, *b* or *m* (or nearly,
for *f*, *v*, *w*), the sound above some hundred hertz falls; when they part, it rises:
contact and fall, parting and burst are one instant. So:

* **Opening**: of the mouth crops (the project's face tracker, native picture rate) the
  main direction in which neighbouring pictures differ, with the sign that darkens the
  line between the lips. Nothing is learnt from sound.
* **Closures**: the opening falls to a minimum and rises again within a fifth of a
  second; both crossings of 30 % of the way are interpolated between pictures; the
  closure's instant is their middle, in which a threshold's bias cancels.
* **Sound**: pre-emphasised level each millisecond; its dips are how far it lies below
  the louder moments on *both* sides, so that ends of phrases do not count.
* **Lag**: the dips' average, placed on a clip's closures, has its middle at
  picture minus sound: positive = sound early, the project's sign. The whole range of
  +-400 ms is searched; nothing known of the clip narrows it.
* **Edges**: the same for bursts alone (a rise of 9 dB within some 10 ms out of a dip)
  against the parting of lips, and for abrupt falls into a dip against their meeting;
  the threshold's bias does not cancel within one of them, only between the two.
* **Zero of a scale**: closures of all people together, each moved by what the scale
  (the catalogue, or a model) says of the clip: a right scale has the dip at 0. People
  weigh alike; the interval is the bootstrap's over people.

**What 0 means here.** A picture counts at its presentation time: 0 is a picture that
shows, at its time t, the lips of the sound of t (generated movies are made so). The
picture is then held for a frame. Whoever lays a clap's sound on the first picture of
the contact (slate, flash and beep) has, at random phase, put it half a frame after the
instant interpolated here: on that scale the same clip reads half a frame higher.

Checks: the sound of generated heads (closure and burst exact by construction), copies
with the sound moved by 40 ms, copies with reverberation (0.4 s, as loud as the direct
sound).

Prints Markdown on standard error and one JSON object on standard output.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from avts_core.assets import model_folder
from avts_core.data.footage import (
    FootageClip,
    MouthRun,
    Source,
    cache_footage,
    list_sources,
    load_footage,
)
from avts_core.data.synthetic.talk import Talk
from avts_core.errors import AvtsError
from avts_core.media.audio import AudioReader
from avts_core.models.bundle import load_bundle
from avts_core.training.alignment import estimate_clip

Floats = NDArray[np.float64]

LAGS_MS = np.arange(-400, 401)
LIPS = (slice(20, 60), slice(26, 54))
"""Rows and columns of the 80 x 80 crop around the line of the lips, row 35."""
LINE_ROWS = slice(5, 10)
"""The same line in the halved patch of 20 x 14."""
SIDE_S = 0.16
"""How long before and after its minimum a closure's lips must have been open."""
LEVEL = 0.3
"""Share of the way from closed to open at which closures are timed."""
DEEPEST_DB = 20.0
SMOOTHING_MS = 20.0
EDGE_DB = (7.0, 9.0)
"""Least abrupt fall into a dip, and rise out of it."""
MIN_CLOSURES = 10
MIN_LEAD = 0.35
"""A person's lag is clear if the best rival stays this share of the height below."""
MIN_Z = 3.0
"""A model's peak must be this high for its reading of a clip to be used."""
NUM_BOOTSTRAPS = 500


@dataclass(kw_only=True)
class Heard:
    """The sound of a clip."""

    start_s: float
    samples: NDArray[np.float32]
    """[shape=(samples,), float32] at 16 kHz."""
    dips: Floats = field(init=False)
    """[shape=(milliseconds,)] dB below the louder moments on both sides."""
    levels: Floats = field(init=False)
    """[shape=(milliseconds,)] dB."""

    def __post_init__(self) -> None:
        self.levels = levels_of(self.samples)
        self.dips = dips_of(self.levels)


@dataclass(kw_only=True)
class Watched:
    """One clip: its closures, its sound, and what is said of it."""

    name: str
    person: str
    frame_ms: float
    closures_s: Floats
    """[shape=(closures, 2)] when lips meet and part."""
    heard: Heard
    readings_ms: dict[str, float] = field(default_factory=dict)
    """What each scale says of the clip."""


@dataclass(frozen=True, kw_only=True)
class Lag:
    """Where the dips of the sound lie, seen from the closures of the lips."""

    lag_ms: float
    lead: float
    num_closures: int


def read_sound(path: Path) -> Heard:
    """Read a movie's sound on the movie's clock."""
    with AudioReader(path) as reader:
        clips = list(reader)
    samples = np.concatenate([c.samples[0] for c in clips])
    return Heard(start_s=float(clips[0].start), samples=samples)


def levels_of(samples: NDArray[np.float32]) -> Floats:
    """Return the pre-emphasised level of each millisecond, over 4 ms, in dB."""
    bright = np.append(samples[:1], samples[1:] - 0.97 * samples[:-1]).astype(float)
    window = np.hanning(65)
    power = np.convolve(bright**2, window / window.sum(), "same")[::16]
    return np.asarray(
        10 * np.log10(power + max(np.percentile(power, 99) * 1e-5, 1e-12)), float
    )


def dips_of(levels: Floats) -> Floats:
    """Return how far each millisecond lies below both its sides, 0 to 20 dB."""
    near, wide = _smooth_box(levels, 13), _smooth_box(levels, 61)
    before, after = (
        np.max([np.roll(wide, sign * step) for step in (70, 90, 110, 130)], axis=0)
        for sign in (1, -1)
    )
    dips = np.clip(np.minimum(before, after) - near, 0, DEEPEST_DB)
    dips[:200] = dips[-200:] = 0  # np.roll is circular
    return np.asarray(dips, float)


def _smooth_box(values: Floats, width: int) -> Floats:
    padded = np.pad(values, width // 2, mode="edge")
    return np.convolve(padded, np.ones(width) / width, "valid")


def _smooth(curve: Floats) -> Floats:
    reach = round(3 * SMOOTHING_MS)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / SMOOTHING_MS) ** 2)
    padded = np.pad(curve, reach, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), "valid")


def patches_of(run: MouthRun) -> NDArray[np.float32]:
    """Return the surroundings of the lips [shape=(pictures, 280), float32]."""
    lips = run.crops[:, *LIPS].astype(np.float32)
    return lips.reshape(len(lips), 20, 2, 14, 2).mean((2, 4)).reshape(len(lips), -1)


def opening_axis(patches: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the direction in which pictures change as the mouth opens."""
    steps = np.concatenate([np.diff(p, axis=0) for p in patches])
    size = np.abs(steps).mean(1)
    steps = steps[size <= np.percentile(size, 99.5)]
    axis = np.linalg.eigh(steps.T @ steps)[1][:, -1]
    line = axis.reshape(20, 14)[LINE_ROWS].sum()
    return np.asarray(axis if line < 0 else -axis, np.float32)


def closures_of(times_s: Floats, opening: Floats, low: float, reach: float) -> Floats:
    """Return when lips meet and part [shape=(closures, 2)], in seconds.

    Parameters
    ----------
    times_s, opening
        [shape=(pictures,)]
    low
        Openings above this are no closures.
    reach
        Ordinary range of the opening.
    """
    step = float(np.median(np.diff(times_s)))
    side = max(3, round(SIDE_S / step))
    found = []
    for at in range(side, len(opening) - side):
        near = opening[at - side : at + side + 1]
        if opening[at] > low or opening[at] > near.min():
            continue
        if times_s[at + side] - times_s[at - side] > 2.5 * side * step:
            continue
        open_both = min(near[:side].max(), near[side:].max()) - opening[at]
        if open_both < 0.35 * reach:
            continue
        level = opening[at] + LEVEL * open_both
        met = _crossing(times_s, opening, at, level, -1)
        parted = _crossing(times_s, opening, at, level, 1)
        if 0.03 < parted - met < 0.22:
            found.append((met, parted))
    return np.array(found, float).reshape(-1, 2)


def _crossing(
    times_s: Floats, opening: Floats, at: int, level: float, way: int
) -> float:
    """Walk from a minimum until the level is crossed; interpolate the time."""
    while opening[at] < level:
        at += way
    share = (opening[at] - level) / (opening[at] - opening[at - way])
    return float(times_s[at] + share * (times_s[at - way] - times_s[at]))


def watch(clips: Sequence[FootageClip], sounds: Sequence[Heard]) -> list[Watched]:
    """Find the closures of clips of one person filmed alike."""
    patches = [[patches_of(run) for run in clip.runs] for clip in clips]
    axis = opening_axis([p for clip in patches for p in clip])
    watched = []
    for clip, of_clip, heard in zip(clips, patches, sounds, strict=True):
        openings = [np.asarray(p @ axis, float) for p in of_clip]
        openings = [o - np.median(o) for o in openings]
        lowest, low, high = np.percentile(np.concatenate(openings), [8, 40, 92])
        closures = [
            closures_of(run.times_s, opening, low, high - lowest)
            for run, opening in zip(clip.runs, openings, strict=True)
        ]
        steps = np.concatenate([np.diff(run.times_s) for run in clip.runs])
        watched.append(
            Watched(
                name=clip.source.path.stem,
                person=clip.source.person,
                frame_ms=float(np.median(steps) * 1000),
                closures_s=np.concatenate(closures),
                heard=heard,
            )
        )
    return watched


def placed(
    clip: Watched, curve: Floats, undone_ms: float = 0.0, *, side: int | None = None
) -> Floats:
    """Return a curve of the sound on each closure [shape=(closures, lags)].

    Column l is the sound of l ms before the middle of the closure, once the sound was
    moved by `undone_ms`; with a side, before the lips meet (0) or part (1).
    """
    instants = clip.closures_s.mean(1) if side is None else clip.closures_s[:, side]
    instants = instants - clip.heard.start_s - undone_ms / 1000
    at = np.rint(instants[:, None] * 1000).astype(int) - LAGS_MS
    known = ((at >= 0) & (at < len(curve))).all(1)
    return curve[at[known]]


def lag_of(curve: Floats, num_closures: int) -> Lag:
    """Return the middle of the average dip."""
    smooth = _smooth(curve)
    best = int(smooth[30:-30].argmax()) + 30
    ground = float(np.median(smooth))
    height = max(smooth[best] - ground, 1e-9)
    rival = smooth[np.abs(LAGS_MS - LAGS_MS[best]) > 130].max()
    inside = smooth > ground + 0.6 * height
    left = right = best
    while left > 0 and inside[left - 1]:
        left -= 1
    while right < len(smooth) - 1 and inside[right + 1]:
        right += 1
    return Lag(
        lag_ms=float(LAGS_MS[left] + LAGS_MS[right]) / 2,
        lead=float((smooth[best] - rival) / height),
        num_closures=num_closures,
    )


def lag_of_clips(clips: Sequence[Watched]) -> Lag | None:
    """Return the lag of clips that were recorded alike."""
    rows = np.concatenate([placed(c, c.heard.dips) for c in clips])
    return lag_of(rows.mean(0), len(rows)) if len(rows) >= MIN_CLOSURES else None


def edges_of(heard: Heard, side: int) -> Floats:
    """Return 1 where a dip begins abruptly (0) or ends with a burst (1), else 0."""
    levels = heard.levels
    total, deep = (
        np.concatenate([[0.0], np.cumsum(values)]) for values in (levels, heard.dips)
    )
    edges = np.zeros(len(levels))
    if len(levels) < 300:
        return edges
    at = np.arange(120, len(levels) - 120)
    # The loud side is averaged over a few ms, the quiet one, 2 ms away, over more.
    if side == 1:
        step = _mean(total, at, at + 8) - _mean(total, at - 18, at - 2)
        depth = _mean(deep, at - 35, at - 3)
    else:
        step = _mean(total, at - 16, at) - _mean(total, at + 2, at + 18)
        depth = _mean(deep, at + 8, at + 45)
    is_peak = (step[1:-1] >= step[:-2]) & (step[1:-1] > step[2:])
    is_edge = is_peak & (step[1:-1] > EDGE_DB[side]) & (depth[1:-1] > 6)
    edges[at[1:-1][is_edge]] = 1
    return edges


def _mean(total: Floats, start: NDArray[np.int64], stop: NDArray[np.int64]) -> Floats:
    return np.asarray((total[stop] - total[start]) / (stop - start), float)


def edges_on_scale(
    groups: Sequence[Sequence[Watched]], scale: str, rng: np.random.Generator
) -> dict[str, object]:
    """Return where falls and bursts lie from the lips' meeting and parting."""
    result: dict[str, object] = {}
    for side, name in enumerate(("meeting_minus_fall", "parting_minus_burst")):
        people: dict[str, list[Floats]] = {}
        for clip in (c for group in groups for c in group):
            reading = clip.readings_ms.get(scale)
            if reading is not None and len(clip.closures_s):
                edges = edges_of(clip.heard, side)
                rows = placed(clip, edges, reading, side=side)
                people.setdefault(clip.person, []).append(rows.sum(0))
        if not people:
            continue
        counts = np.array([np.sum(rows, axis=0) for rows in people.values()])
        draws = rng.integers(len(counts), size=(NUM_BOOTSTRAPS // 5, len(counts)))
        spread = [lag_of(counts[draw].sum(0), 0).lag_ms for draw in draws]
        result[name] = {
            "people": len(counts),
            "mode_ms": lag_of(counts.sum(0), 0).lag_ms,
            "interval_95_ms": [float(v) for v in np.percentile(spread, [2.5, 97.5])],
        }
    return result


def zero_of_scale(
    groups: Sequence[Sequence[Watched]], scale: str, rng: np.random.Generator
) -> dict[str, object] | None:
    """Return where closures lie on a scale: its readings undone, people alike."""
    people: dict[str, list[Floats]] = {}
    levels: dict[str, list[Floats]] = {}
    frames = []
    for clip in (c for group in groups for c in group):
        reading = clip.readings_ms.get(scale)
        if reading is None or not len(clip.closures_s):
            continue
        rows = placed(clip, clip.heard.dips, reading)
        people.setdefault(clip.person, []).append(rows)
        flat = placed(clip, clip.heard.levels, reading)
        loudest = flat.max(axis=1, keepdims=True)
        levels.setdefault(clip.person, []).append(np.clip(flat - loudest, -30, 0))
        frames.append(clip.frame_ms)
    chosen = [p for p, rows in people.items() if sum(map(len, rows)) >= MIN_CLOSURES]
    if len(chosen) < 1:
        return None
    curves = np.array([np.concatenate(people[p]).mean(0) for p in chosen])
    loud = np.array([np.concatenate(levels[p]).mean(0) for p in chosen]).mean(0)
    slope = np.gradient(_smooth(loud))
    # Lags run backwards in time: the sound falls where the level rises with the lag.
    centre = int(_smooth(curves.mean(0))[100:-100].argmax()) + 100
    fall = LAGS_MS[centre + int(slope[centre : centre + 100].argmax())]
    rise = LAGS_MS[centre - 100 + int(slope[centre - 100 : centre].argmin())]
    draws = rng.integers(len(chosen), size=(NUM_BOOTSTRAPS, len(chosen)))
    spread = [lag_of(curves[draw].mean(0), 0).lag_ms for draw in draws]
    return {
        "people": len(chosen),
        "closures": sum(len(r) for p in chosen for r in people[p]),
        "zero_ms": lag_of(curves.mean(0), 0).lag_ms,
        "interval_95_ms": [float(v) for v in np.percentile(spread, [2.5, 97.5])],
        "middle_of_fall_and_rise_ms": float(fall + rise) / 2,
        "half_a_frame_ms": round(float(np.median(frames)) / 2, 1),
    }


def people_against(
    rows: Sequence[dict[str, object]], scale: str, rng: np.random.Generator
) -> dict[str, object] | None:
    """Return the median over people of lag minus reading, clear lags only."""
    apart: dict[str, list[float]] = {}
    for row in rows:
        if row["is_clear"] and scale in row:
            apart.setdefault(str(row["person"]), []).append(
                float(str(row["lag_ms"])) - float(str(row[scale]))
            )
    if len(apart) < 5:
        return None
    values = np.array([np.median(v) for v in apart.values()])
    draws = rng.choice(values, (NUM_BOOTSTRAPS, len(values)))
    return {
        "people": len(values),
        "median_ms": float(np.median(values)),
        "interval_95_ms": [
            float(v) for v in np.percentile(np.median(draws, axis=1), [2.5, 97.5])
        ],
        "middle_half_ms": [float(v) for v in np.percentile(values, [25, 75])],
        "within_40_ms": float(np.mean(np.abs(values - np.median(values)) <= 40)),
    }


def head(seed: int, duration_s: float) -> Watched:
    """Return a generated talk whose lips meet and part at exactly known instants.

    Its pictures are left out: that a heads' lips are found in pictures says nothing
    of people's, while its sound shows whether dips and edges are timed without bias.
    """
    talk = Talk(seed, start_s=0.0)
    blocks, num_samples = [], 0
    for block in talk.sound(16000):
        blocks.append(block)
        num_samples += len(block)
        if num_samples >= duration_s * 16000:
            break
    times_s = np.arange(0.0, duration_s, 0.001)
    press = np.array([talk.pose_at(float(t)).press for t in times_s])
    is_closed = np.concatenate([[False], press > 0.99 * press.max(), [False]])
    edges = np.flatnonzero(np.diff(is_closed.astype(int)))
    closures = times_s[np.minimum(edges, len(times_s) - 1)].reshape(-1, 2)
    samples = np.concatenate(blocks).astype(np.float32)
    return Watched(
        name=f"head {seed}",
        person=f"head {seed}",
        frame_ms=40.0,
        closures_s=closures,
        heard=Heard(start_s=0.0, samples=samples),
        readings_ms={"truth": 0.0},
    )


def reverberated(heard: Heard, rng: np.random.Generator) -> Heard:
    """Return the sound in a room of 0.4 s, the tail as loud as the direct sound."""
    times_s = np.arange(6400) / 16000
    tail = rng.standard_normal(6400) * 10 ** (-3 * times_s / 0.4)
    tail[:32] = 0
    tail /= np.sqrt((tail**2).sum())
    tail[0] = 1
    size = len(heard.samples) + len(tail)
    spectrum = np.fft.rfft(heard.samples, size) * np.fft.rfft(tail, size)
    wet = np.fft.irfft(spectrum, size)[: len(heard.samples)].astype(np.float32)
    return Heard(start_s=heard.start_s, samples=wet)


def checks_on(groups: Sequence[Sequence[Watched]]) -> dict[str, object]:
    """Move and reverberate the sound of clips of clear lag."""
    rng = np.random.default_rng(2)
    moved: list[float] = []
    wet: list[float] = []
    for group in groups:
        lag = lag_of_clips(group)
        if lag is None or lag.lead < MIN_LEAD:
            continue
        later = [
            replace_sound(c, replace_start(c.heard, c.heard.start_s + 0.04))
            for c in group
        ]
        in_room = [replace_sound(c, reverberated(c.heard, rng)) for c in group]
        for made, into in ((later, moved), (in_room, wet)):
            again = lag_of_clips(made)
            if again is not None:
                into.append(again.lag_ms - lag.lag_ms)
    return {
        "sound_40_ms_later": _summary(moved),
        "reverberation": _summary(wet),
    }


def replace_sound(clip: Watched, heard: Heard) -> Watched:
    """Return a clip with another sound."""
    return replace(clip, heard=heard)


def replace_start(heard: Heard, start_s: float) -> Heard:
    """Return a sound that starts at another time."""
    return Heard(start_s=start_s, samples=heard.samples)


def _summary(values: Sequence[float]) -> dict[str, object]:
    if not values:
        return {"num": 0}
    low, middle, high = (float(v) for v in np.percentile(values, [10, 50, 90]))
    return {"num": len(values), "median_ms": middle, "p10_p90_ms": [low, high]}


def load(folder: Path, cache: Path, model: str | None) -> list[list[Watched]]:
    """Watch a folder's clips; studio sentences of one speaker are taken together."""
    sources = list_sources(folder)
    cache_footage(sources, cache)
    groups: dict[str, list[Source]] = {}
    for source in sources:
        key = source.person if source.is_anchor else source.path.stem
        groups.setdefault(key, []).append(source)
    network = None
    if model is not None:
        network = load_bundle(model_folder() if not model else Path(model))
        network.model.eval()
    watched = []
    for members in groups.values():
        clips = load_footage(members, cache)
        try:
            sounds = [read_sound(c.source.path) for c in clips]
        except AvtsError as error:
            print(error, file=sys.stderr)
            continue
        if not clips:
            continue
        group = watch(clips, sounds)
        for one, clip in zip(group, clips, strict=True):
            if clip.source.hint_ms is not None:
                one.readings_ms["catalogue"] = clip.source.hint_ms
            if network is not None and len(one.closures_s):
                with torch.autocast("cpu", torch.bfloat16):
                    found = estimate_clip(network.model, clip)
                if found is not None and found[0].z >= MIN_Z:
                    zero = network.calibration.zero_ms
                    one.readings_ms["model"] = found[0].offset_ms - zero
        watched.append(group)
    return watched


def rows_of(groups: Sequence[Sequence[Watched]]) -> list[dict[str, object]]:
    """Return one line a group with enough closures."""
    rows = []
    for group in groups:
        lag = lag_of_clips(group)
        if lag is None:
            continue
        row: dict[str, object] = {
            "clip": group[0].name if len(group) == 1 else group[0].person,
            "person": group[0].person,
            "closures": lag.num_closures,
            "lag_ms": lag.lag_ms,
            "lead": round(lag.lead, 2),
            "is_clear": lag.lead >= MIN_LEAD,
            "frame_ms": round(group[0].frame_ms, 1),
        }
        for scale in ("catalogue", "model"):
            said = [c.readings_ms[scale] for c in group if scale in c.readings_ms]
            if said:
                row[scale] = round(float(np.median(said)), 1)
        rows.append(row)
    return rows


def show(rows: Sequence[dict[str, object]], result: dict[str, object]) -> None:
    """Print the people as Markdown."""
    print("| clip | closures | lips minus sound | catalogue | model |", file=sys.stderr)
    print("|---|---|---|---|---|", file=sys.stderr)
    for row in rows:
        if row["is_clear"]:
            cells = [row.get(k, "") for k in ("clip", "closures", "lag_ms", *_SCALES)]
            print("| " + " | ".join(map(str, cells)) + " |", file=sys.stderr)
    print(f"\n{json.dumps(result, indent=1)}", file=sys.stderr)


_SCALES = ("catalogue", "model")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="mouths cut earlier")
    parser.add_argument(
        "--model",
        nargs="?",
        const="",
        help="also read the clips with a bundle; the shipped one if none is named",
    )
    parser.add_argument("--heads", type=int, default=0, help="generated heads to try")
    args = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        groups = load(args.clips, args.cache or Path(folder), args.model)
    rng = np.random.default_rng(1)
    rows = rows_of(groups)
    studio = [g for g in groups if g[0].name.startswith("grid_")]
    others = [g for g in groups if not g[0].name.startswith("grid_")]
    result: dict[str, object] = {"checks": checks_on(groups)}
    for scale in _SCALES:
        not_studio = [r for r in rows if not str(r["clip"]).startswith("grid_")]
        result[scale] = {
            "all_but_studio": zero_of_scale(others, scale, rng),
            "edges_all_but_studio": edges_on_scale(others, scale, rng),
            "studio": zero_of_scale(studio, scale, rng),
            "edges_studio": edges_on_scale(studio, scale, rng),
            "person_by_person_but_studio": people_against(not_studio, scale, rng),
        }
    if args.heads:
        heads = [head(3000 + n, 20.0) for n in range(args.heads)]
        result["heads"] = {
            "dips": zero_of_scale([heads], "truth", rng),
            "edges": edges_on_scale([heads], "truth", rng),
        }
    show(rows, result)
    print(json.dumps({**result, "clips": rows}, indent=1))


if __name__ == "__main__":
    main()
