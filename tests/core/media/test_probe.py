"""Tests of what is said about a movie before it is read."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from avts_core.media.probe import probe
from avts_core.media.writer import AudioEncoding, AudioTrack, write_movie


def test_probe_names_what_is_inside(tmp_path: Path) -> None:
    """Codecs, sizes, rates, languages and starts are told."""
    path = tmp_path / "movie.mkv"
    silence = np.zeros((2, 48000), np.float32)
    encoding = AudioEncoding(codec="ac3", language="fra", title="Director")
    write_movie(
        path,
        rate=Fraction(25),
        pictures=((Fraction(i, 25), np.zeros((64, 96), np.uint8)) for i in range(25)),
        sounds=[
            AudioTrack(samples=silence, rate_hz=48000, start=Fraction(1, 2)),
            AudioTrack(samples=silence, rate_hz=48000, encoding=encoding),
        ],
    )
    info = probe(path)
    assert "matroska" in info.container
    assert info.path == path
    assert info.duration == pytest.approx(1.5, abs=0.05)
    assert info.video is not None
    assert (info.video.codec, info.video.pixel_format) == ("h264", "yuv420p")
    assert (info.video.width_px, info.video.height_px) == (96, 64)
    assert info.video.rate == 25
    assert (info.video.rotation_deg, info.video.pixel_aspect) == (0, 1)
    first, second = info.audio
    assert (first.codec, first.number, first.language) == ("aac", 0, None)
    assert first.start - second.start == pytest.approx(0.5, abs=0.03)
    assert (second.codec, second.number, second.language) == ("ac3", 1, "fra")
    assert second.title == "Director"
    assert (second.rate_hz, second.num_channels, second.layout) == (48000, 2, "stereo")
    assert [s.index for s in info.audio] == [1, 2]


def test_number_wins_over_what_it_might_name(tmp_path: Path) -> None:
    """Without a language nothing matches an empty word."""
    path = tmp_path / "talk.mov"
    silence = np.zeros((1, 4800), np.float32)
    write_movie(
        path, rate=Fraction(25), sounds=[AudioTrack(samples=silence, rate_hz=48000)]
    )
    info = probe(path)
    assert info.choose_audio("0") is info.audio[0]
    assert info.choose_audio() is info.audio[0]


def test_metadata_in_an_old_alphabet_does_no_harm(
    tmp_path: Path, flash_movie: type
) -> None:
    """A title that is not UTF-8 is shown with marks, and the movie is read."""
    path = flash_movie(suffix="mkv").write(tmp_path / "movie")
    data = path.read_bytes()
    assert b"Lavf" in data
    path.write_bytes(data.replace(b"Lavf", b"L\xe4vf"))
    assert probe(path).video is not None


@pytest.mark.parametrize("name", ["tape.mov", "tape.mp4", "tape.mkv", "tape.mxf"])
def test_timecode_of_the_first_picture_is_told(tmp_path: Path, name: str) -> None:
    """A tape's start timecode is found wherever the container keeps it."""
    path = tmp_path / name
    with av.open(str(path), "w") as container:
        codec = "mpeg2video" if name.endswith("mxf") else "libx264"
        stream = container.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for holder in (stream.metadata, container.metadata):
            holder["timecode"] = "10:00:00:00"
        for number in range(10):
            frame = av.VideoFrame.from_ndarray(
                np.full((64, 96), 20 * number, np.uint8), format="gray"
            )
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert probe(path).timecode == "10:00:00:00"
