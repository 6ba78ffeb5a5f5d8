"""Is confidence a probability, does the band hold, and is foreign sound told, and why?

    python tests/benchmarks/trust.py --clips TRAIN [--model BUNDLE] [--cache CACHE]

Works with the footage that training reads: clips of the people that training holds out,
as mouths and log-mels (made once, kept in the cache). It prints

- the reliability curve: excerpts with their own, foreign and mixed sound, as made for
  calibration; the confidence of each comes from weights fitted on other people (eight
  folds), so the curve is no fit to itself;
- how often the offset of an excerpt lies within the band around that of the rest of its
  clip, by the model's own calibration;
- the table of foreign sounds: whole clips with all kinds of sound that is not theirs,
  through the conclusion that ships: how many were answered, and the usual reason;
- with ``--parts movies``, the same for some clips written as movies, through the whole
  analysis: silence, music and another voice under a talking face, a photograph with a
  voice, and flashes with beeps.

Tables in Markdown on standard error, one JSON object on standard output.
"""

import argparse
import csv
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from avts_core.assets import model_folder
from avts_core.clips import AudioClip
from avts_core.data.footage import (
    FootageClip,
    Source,
    cache_footage,
    list_sources,
)
from avts_core.errors import AvtsError
from avts_core.features.bands import RATE_HZ
from avts_core.features.logmel import levelled, log_mel
from avts_core.media.audio import AudioReader
from avts_core.media.encoding import AudioEncoding, AudioTrack, VideoEncoding
from avts_core.media.video import PictureReader
from avts_core.media.writer import write_movie
from avts_core.models.bundle import Bundle, load_bundle
from avts_core.models.calibration import Calibration
from avts_core.models.lip import LipNet
from avts_core.sync.analysis import analyse
from avts_core.sync.conclusion import Evidence, conclude
from avts_core.sync.estimate import confidence_of
from avts_core.sync.evidence import blocks_of
from avts_core.sync.judge import load_judge
from avts_core.sync.motion import MotionMeter
from avts_core.sync.report import HIGH_CONFIDENCE
from avts_core.sync.rolling import rolling_offsets
from avts_core.sync.scores import USUAL_LAG_MS, lags_ms
from avts_core.sync.speech import speech_loudness
from avts_core.sync.verdict import find_profile
from avts_core.training.calibration import fit_confidence, trial_weights
from avts_core.training.excerpts import (
    Embedded,
    Sound,
    embed_clip,
    embed_sound,
    is_same_sound,
    similarities_of,
)
from avts_core.training.run import load_clips, split_people
from avts_core.training.trials import Kind, NoiseTrial, Trial, TrialMaker

PARTS = ("excerpts", "foreign", "movies")
FOLDS = 8
BINS = (0.0, 0.1, 0.3, 0.6, 0.8, 0.9, 0.97, 1.0)
CLIPS_A_PERSON = 2
SOUND_S = 40
PHOTO_NOISE = 2.0
"""Grey levels of noise that a photograph is shown with."""
PROFILE = find_profile("ebu-r37")


def main() -> None:
    """Run what was asked for."""
    options = _options()
    torch.set_num_threads(1)
    bundle = load_bundle(model_folder(options.model), LipNet)
    learnt, held_out = _footage(options.clips, options.cache, options.held_out)
    print(f"{len(held_out)} clips held out", file=sys.stderr)
    result: dict[str, Any] = {"model": bundle.name}
    if "excerpts" in options.parts:
        with torch.autocast("cpu", torch.bfloat16):
            maker = TrialMaker(bundle.model, held_out, learnt, bundle.calibration)
            trials = list(maker.trials())
        result["reliability"] = reliability(trials)
        result["excerpts"] = answers(trials)
        result["coverage"] = coverage(maker.noise, bundle.calibration)
    if "foreign" in options.parts:
        events = _event_sounds(options.clips)
        made = made_clips()
        with torch.autocast("cpu", torch.bfloat16):
            some = _some_clips(held_out, options.people)
            result["foreign"] = foreign_table(bundle, some, events, made)
    if "movies" in options.parts:
        result["movies"] = movie_table(options.model, held_out, options.movies)
    for name, rows in result.items():
        if isinstance(rows, list):
            _print_table(name, rows)
    print(json.dumps(result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--model", help="a bundle's name or folder")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--held-out", type=float, default=0.12)
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=list(PARTS[:2]), help="what to run"
    )
    parser.add_argument(
        "--people", type=int, default=99, help="so many in the table of foreign sounds"
    )
    parser.add_argument("--movies", type=int, default=2, help="so many of each kind")
    return parser.parse_args()


def _footage(
    folder: Path, cache: Path, share: float
) -> tuple[list[FootageClip], list[FootageClip]]:
    """Return the clips trained on and those held out, hints as training counts them."""
    sources = list_sources(folder)
    cache_footage(sources, cache)
    return split_people(load_clips(sources, cache), share)


def cross_fitted(trials: Sequence[Trial]) -> NDArray[np.float64]:
    """Return each trial's confidence by weights fitted on other people."""
    people = sorted({t.person for t in trials})
    fold = np.array([people.index(t.person) % FOLDS for t in trials])
    chance = np.zeros(len(trials))
    for number in range(FOLDS):
        others = [t for t, f in zip(trials, fold, strict=True) if f != number]
        model = fit_confidence(others)
        for index in np.flatnonzero(fold == number).tolist():
            trial = trials[index]
            chance[index] = confidence_of(trial.signs, model, seconds=trial.seconds)
    chance[[t.is_at_edge for t in trials]] = 0.0
    return chance


def reliability(trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """Return how many of the trials of each confidence were right."""
    chance = cross_fitted(trials)
    right = np.array([t.is_right for t in trials])
    weight = trial_weights(trials)
    edges = [*pairwise(BINS), (HIGH_CONFIDENCE, 1.0)]
    rows = []
    for low, high in edges:
        inside = (chance >= low) & ((chance < high) | (high == 1.0))
        if not inside.any():
            continue
        rows.append(
            {
                "confidence": f"{low:.2f} to {high:.2f}",
                "tried": int(inside.sum()),
                "right": int(right[inside].sum()),
                "share": _round(right[inside].mean()),
                "people alike": _round(
                    np.average(right[inside], weights=weight[inside])
                ),
                "said": _round(np.average(chance[inside], weights=weight[inside])),
            }
        )
    return rows


def answers(trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """Return how many excerpts of each kind and length were answered."""
    chance = cross_fitted(trials)
    rows = []
    for kind in Kind:
        for low, high in ((1.5, 2.5), (2.5, 5.0), (5.0, 99.0)):
            inside = np.array(
                [
                    t.kind is kind and not t.is_wide and low <= t.seconds < high
                    for t in trials
                ]
            )
            if not inside.any():
                continue
            right = np.array([t.is_right for t in trials])[inside]
            given = chance[inside] >= 0.8
            rows.append(
                {
                    "sound": str(kind),
                    "seconds": f"{low} to {high}",
                    "tried": int(inside.sum()),
                    "answered": int(given.sum()),
                    "high": int((chance[inside] >= HIGH_CONFIDENCE).sum()),
                    "wrong and answered": int((given & ~right).sum()),
                }
            )
    return rows


def coverage(
    trials: Sequence[NoiseTrial], calibration: Calibration
) -> list[dict[str, Any]]:
    """Return how many excerpts lie within the band, each person weighing alike."""
    rows = []
    for length in sorted({t.excerpt[1] for t in trials}):
        some = [t for t in trials if t.excerpt[1] == length]
        num = Counter(t.person for t in some)
        weight = np.array([1 / num[t.person] for t in some])
        error = np.abs([t.error_ms for t in some])
        noise = np.array([t.noise_ms(calibration.second_ms) for t in some])
        band = np.hypot(noise, calibration.spread_ms)
        rows.append(
            {
                "seconds": length,
                "tried": len(some),
                "people": len(num),
                "within the footage's part": _round(
                    np.average(error <= 2 * noise, weights=weight)
                ),
                "within the whole band": _round(
                    np.average(error <= 2 * band, weights=weight)
                ),
                "median error ms": _round(np.median(error), 1),
            }
        )
    return rows


def _some_clips(clips: Sequence[FootageClip], num_people: int) -> list[FootageClip]:
    """Return a few clips a person, of so many people."""
    num = Counter[str]()
    chosen = []
    for clip in clips:
        person = clip.source.person
        if num[person] < CLIPS_A_PERSON and (num[person] or len(num) < num_people):
            num[person] += 1
            chosen.append(clip)
    return chosen


def foreign_table(
    bundle: Bundle[LipNet],
    clips: Sequence[FootageClip],
    events: Sequence[FootageClip],
    made: Sequence[FootageClip],
) -> list[dict[str, Any]]:
    """Return what became of whole clips with each kind of sound."""
    embedded = [embed_clip(bundle.model, clip) for clip in clips]
    seen = [c for c in embedded if c.faces and c.sound is not None]
    outcomes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    sounds = {
        clip.source.person: sound
        for clip in made
        if (sound := embed_sound(bundle.model, clip)) is not None
    }
    noises = [embed_sound(bundle.model, e, bands=e.bands) for e in events]
    rng = np.random.default_rng(0)
    for one in seen:
        for kind, heard, face in _pairs(bundle, one, seen, sounds, noises, rng):
            outcomes[kind].append(_conclusion(bundle, face, heard, kind))
    return [_outcome_row(kind, found) for kind, found in outcomes.items()]


def _pairs(
    bundle: Bundle[LipNet],
    one: Embedded,
    seen: Sequence[Embedded],
    made: dict[str, Sound],
    events: Sequence[Sound | None],
    rng: np.random.Generator,
) -> Iterator[tuple[str, Sound, Embedded]]:
    """Yield a clip with all kinds of sound."""
    own = one.sound
    assert own is not None
    yield "its own sound", own, one
    for kind, is_take in (("another person", False), ("another take", True)):
        fitting = [
            c.sound
            for c in seen
            if c.sound is not None
            and c is not one
            and is_take == (c.person == one.person)
            and not is_same_sound(c.sound, own)
        ]
        for k in rng.permutation(len(fitting))[: 1 if is_take else 4]:
            yield kind, fitting[k], one
    back = embed_sound(bundle.model, one.clip, bands=one.clip.bands[::-1].copy())
    if back is not None:
        yield "its own sound backwards", back, one
    for kind, sound in made.items():
        yield kind, sound, one
    event = events[int(rng.integers(len(events)))] if events else None
    if event is not None:
        yield "events (tools, animals, instruments)", event, one
    yield "a photograph with a voice", own, embed_clip(bundle.model, _photo(one, rng))


def _photo(one: Embedded, rng: np.random.Generator) -> FootageClip:
    """Return a clip whose first face is a photograph with some noise."""
    run = max(one.clip.runs, key=lambda r: len(r.times_s))
    still = run.crops[len(run.crops) // 2].astype(np.float32)
    noisy = still + rng.normal(0, PHOTO_NOISE, run.crops.shape).astype(np.float32)
    crops = np.clip(noisy, 0, 255).astype(np.uint8)
    return FootageClip(
        source=one.clip.source,
        runs=[type(run)(crops=crops, times_s=run.times_s)],
        bands=one.clip.bands,
        first_band=one.clip.first_band,
    )


def _conclusion(
    bundle: Bundle[LipNet], face: Embedded, heard: Sound, kind: str
) -> dict[str, Any]:
    """Return the answer to a clip with a sound, by the conclusion that ships."""
    is_own = kind == "its own sound" or kind.startswith("a photograph")
    start = 0 if is_own else 4 * min(f.first for f in face.faces) - 150 - heard.first
    values = similarities_of(face, heard, max_lag_ms=USUAL_LAG_MS, moved_frames=start)
    half = (len(heard.bands) - len(heard.embeddings)) // 2
    evidence = Evidence(
        blocks=blocks_of(values),
        max_lag_ms=USUAL_LAG_MS,
        rolling_ms=rolling_offsets(values, lags_ms(USUAL_LAG_MS)).offset_ms,
        is_compared=np.asarray(np.isfinite(values).any(axis=1)),
        loudness=speech_loudness(heard.bands),
        first_band=heard.first + start - half,
        origin_s=0.0,
        bands=heard.bands,
        motion=_motion(face.clip),
    )
    answer: dict[str, Any] = {**conclude(evidence, bundle.calibration, PROFILE)}
    return answer


def _motion(clip: FootageClip) -> float | None:
    meter = MotionMeter()
    for run in clip.runs:
        meter.push(run.crops)
    return meter.motion


def _outcome_row(kind: str, found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    given = [a for a in found if "offset_ms" in a]
    reasons = Counter(str(a.get("reason")) for a in found if "offset_ms" not in a)
    usual = reasons.most_common(1)
    return {
        "sound": kind,
        "tried": len(found),
        "answered": len(given),
        "high": sum(a["confidence"] >= HIGH_CONFIDENCE for a in given),
        "usual reason": f"{usual[0][0]} ({usual[0][1]})" if usual else "",
    }


def _event_sounds(folder: Path) -> list[FootageClip]:
    """Return the sounds of the catalogue's events, as clips without a face."""
    path = folder / "catalog.csv"
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as handle:
        rows = [r for r in csv.DictReader(handle) if r.get("kind") == "event"]
    clips = []
    source = list_sources(folder)[0]
    for row in rows:
        try:
            with AudioReader(folder / row["file"]) as sound:
                first_band, bands = log_mel(sound, origin=Fraction(0))
        except AvtsError:
            continue
        clips.append(
            FootageClip(
                source=source, runs=[], bands=levelled(bands), first_band=first_band
            )
        )
    return clips


def made_samples() -> dict[str, NDArray[np.float32]]:
    """Return sounds without a voice, 16 kHz."""
    rng = np.random.default_rng(1)
    time_s = np.arange(SOUND_S * RATE_HZ) / RATE_HZ
    white = rng.normal(0, 0.1, len(time_s))
    frequency = np.maximum(np.fft.rfftfreq(len(time_s), 1 / RATE_HZ), 1.0)
    pink = np.fft.irfft(np.fft.rfft(white) / np.sqrt(frequency), len(time_s))
    tune, drums = _tune(time_s, rng), _drums(time_s, rng)
    beeps = 0.3 * np.sin(2 * np.pi * 1000 * time_s) * (time_s % 1.0 < 0.08)
    sounds = {
        "music: tune and drums": tune + drums,
        "music: tune": tune,
        "drums": drums,
        "white noise": white,
        "pink noise": 0.1 * pink / pink.std(),
        "hum": 0.2 * np.sin(2 * np.pi * 50 * time_s) + 0.01 * white,
        "beeps": beeps + 0.001 * white,
    }
    return {name: s.astype(np.float32) for name, s in sounds.items()}


def _tune(time_s: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return notes of two a second over a chord of half as many, each fading."""
    sound = np.zeros(len(time_s))
    for step_s, base_hz, count in ((0.5, 440.0, 1), (1.0, 110.0, 3)):
        note = (time_s / step_s).astype(int)
        fade = np.exp(-3 * (time_s % step_s))
        for _ in range(count):
            pitch = base_hz * 2 ** (rng.integers(0, 12, note.max() + 1) / 12)
            for overtone in range(1, 5):
                tone = np.sin(2 * np.pi * overtone * pitch[note] * time_s)
                sound += 0.06 / overtone * tone * fade
    return sound


def _drums(
    time_s: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return a bass drum and a snare in turn, two strokes a second."""
    since = time_s % 0.5
    is_bass = (time_s / 0.5).astype(int) % 2 == 0
    bass = 0.5 * np.sin(2 * np.pi * 60 * since) * np.exp(-25 * since)
    snare = 0.3 * rng.normal(size=len(time_s)) * np.exp(-25 * since)
    return np.asarray(np.where(is_bass, bass, snare))


def made_clips() -> list[FootageClip]:
    """Return the sounds without a voice as clips without a face."""
    clips = []
    for name, samples in made_samples().items():
        clip = AudioClip(samples=samples[None], rate_hz=RATE_HZ, start=Fraction(0))
        first_band, bands = log_mel([clip], origin=Fraction(0))
        clips.append(
            FootageClip(
                source=Source(path=Path(name), person=name),
                runs=[],
                bands=levelled(bands),
                first_band=first_band,
            )
        )
    return clips


def movie_table(
    model: str | None, clips: Sequence[FootageClip], num: int
) -> list[dict[str, Any]]:
    """Return what became of real movies with sound that is not theirs."""
    judge = load_judge(model)
    longest = sorted(clips, key=lambda c: -c.duration_s)
    people = {c.source.person: c for c in reversed(longest)}
    chosen = sorted(people.values(), key=lambda c: -c.duration_s)[: num + 1]
    outcomes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for clip, other in pairwise(chosen):
            for kind, pictures, samples in _movies(clip.source.path, other.source.path):
                path = Path(folder) / "movie.mkv"
                _write(path, pictures, samples)
                report = analyse(path, model=judge).report
                found: dict[str, Any] = {"reason": report.reason}
                if report.offset_ms is not None:
                    found |= {
                        "offset_ms": report.offset_ms,
                        "confidence": report.confidence,
                    }
                outcomes[kind].append(found)
    return [_outcome_row(kind, found) for kind, found in outcomes.items()]


Pictures = list[tuple[Fraction, NDArray[np.uint8]]]


def _movies(
    seen: Path, heard: Path
) -> Iterator[tuple[str, Pictures, NDArray[np.float32]]]:
    """Yield kinds of movies: 12 s of pictures and sound that do not belong together."""
    pictures: Pictures = []
    with PictureReader(seen) as reader:
        for picture in reader:
            if picture.time >= 12:
                break
            rgb = picture.rgb(max(picture.luma().shape))
            even = rgb[: rgb.shape[0] // 2 * 2, : rgb.shape[1] // 2 * 2]
            pictures.append((picture.time, np.ascontiguousarray(even)))
    own, other = _samples(seen), _samples(heard)
    made = made_samples()
    photo = [(time, pictures[len(pictures) // 2][1]) for time, _ in pictures]
    yield "movie: its own sound", pictures, own
    yield "movie: another voice", pictures, other
    yield "movie: silence", pictures, np.zeros_like(own)
    yield "movie: music", pictures, made["music: tune and drums"]
    yield "movie: photograph with a voice", photo, own
    flashes: Pictures = []
    for number in range(300):
        level = 235 if number % 25 < 2 else 20
        flash = np.full((180, 320, 3), level, np.uint8)
        flash[50:130, 120:200] = level // 2
        flashes.append((Fraction(number, 25), flash))
    yield "movie: flashes with beeps", flashes, made["beeps"]
    yield "movie: 2 s of flash and beep", flashes[:50], made["beeps"][: 2 * RATE_HZ]


def _samples(path: Path) -> NDArray[np.float32]:
    """Return the first 12 s of a movie's sound, 16 kHz mono."""
    with AudioReader(path) as reader:
        blocks = [clip.samples[0] for clip in reader]
    return np.concatenate(blocks)[: 12 * RATE_HZ]


def _write(path: Path, pictures: Pictures, samples: NDArray[np.float32]) -> None:
    length = round(float(pictures[-1][0]) * RATE_HZ)
    write_movie(
        path,
        rate=Fraction(25),
        pictures=pictures,
        video=VideoEncoding(options={"preset": "ultrafast", "crf": "23"}),
        sounds=[
            AudioTrack(
                samples=np.ascontiguousarray(samples[None, : max(length, RATE_HZ)]),
                rate_hz=RATE_HZ,
                encoding=AudioEncoding(codec="pcm_s16le"),
            )
        ],
    )


def _round(value: Any, digits: int = 3) -> float:
    return round(float(value), digits)


def _print_table(name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as Markdown."""
    if not rows:
        return
    print(f"\n{name}\n\n| {' | '.join(rows[0])} |", file=sys.stderr)
    print("|" + "---|" * len(rows[0]), file=sys.stderr)
    for row in rows:
        print("| " + " | ".join(str(v) for v in row.values()) + " |", file=sys.stderr)


if __name__ == "__main__":
    main()
