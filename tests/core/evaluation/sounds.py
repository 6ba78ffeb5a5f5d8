"""Miniature copies of ESC-50 and DCASE2014, in their layouts, of generated sounds."""

import csv
import wave
from pathlib import Path

import numpy as np
import torch

from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.bundle import save_bundle
from avts_core.models.calibration import Calibration
from avts_core.models.input_statistics import InputStatistics

RATE_HZ = 16000
KINDS = ("clicks", "high", "low", "noise")
TINY = AvtsConfig(width=4, embedding=8, num_pictures=8, side_px=32, backbone="mc2")
STATISTICS = InputStatistics(
    picture_means=(120.0,) * 3,
    picture_deviations=(60.0,) * 3,
    band_means=(-5.0,) * 40,
    band_deviations=(4.0,) * 40,
)


def write_sound(path: Path, kind: str, seed: int, *, seconds: float = 1.5) -> None:
    """Write a WAV file of one kind; level, pitch and times are its own."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    times_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    pitch_hz = {"low": 300, "high": 2500}.get(kind, 0) * rng.uniform(0.8, 1.25)
    if kind == "noise":
        samples = rng.normal(size=times_s.size) / 3
    elif kind == "clicks":
        samples = (rng.random(times_s.size) < 10 / RATE_HZ).astype(float)
    else:
        samples = np.sin(2 * np.pi * (pitch_hz * times_s + rng.random()))
    samples = samples * rng.uniform(0.1, 0.4) + rng.normal(size=times_s.size) * 1e-3
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def make_esc50(folder: Path, *, shuffled: int | None = None) -> Path:
    """Make five folds of two clips of each kind; labels may be shuffled by a seed."""
    rows = []
    for fold in range(1, 6):
        for kind in KINDS:
            for take in "AB":
                name = f"{fold}-{KINDS.index(kind)}-{take}.wav"
                seed = 10 * fold + ord(take)
                write_sound(folder / "audio" / name, kind, seed)
                rows.append([name, fold, KINDS.index(kind), kind])
    if shuffled is not None:
        order = np.random.default_rng(shuffled).permutation(len(rows))
        kinds = [rows[place][3] for place in order]
        rows = [[*row[:3], kind] for row, kind in zip(rows, kinds, strict=True)]
    (folder / "meta").mkdir(parents=True, exist_ok=True)
    with (folder / "meta/esc50.csv").open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["filename", "fold", "target", "category"])
        writer.writerows(rows)
    return folder


def make_dcase2014(folder: Path) -> Path:
    """Make five clips of three scenes to learn from, and two to measure with."""
    for part, numbers in (("scenes_stereo", range(1, 6)), ("testset", range(7, 9))):
        place = folder / (part if part == "scenes_stereo" else f"scenes_stereo_{part}")
        for scene, kind in (("bus", "low"), ("park", "noise"), ("tube", "high")):
            for number in numbers:
                write_sound(place / f"{scene}{number:02d}.wav", kind, number)
    return folder


def make_bundle(folder: Path) -> Path:
    """Make a bundle of a tiny network that has learnt nothing."""
    torch.manual_seed(0)
    save_bundle(
        folder,
        AvtsNet(TINY),
        name="tiny",
        calibration=Calibration(),
        statistics=STATISTICS,
    )
    return folder
