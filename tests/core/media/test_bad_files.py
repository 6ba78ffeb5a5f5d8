"""Tests of everything that is no good movie: one clear sentence, never a crash."""

import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from avts_core.errors import (
    MediaError,
    NoPictureError,
    NoSoundError,
    UnreadableError,
)
from avts_core.media.audio import AudioReader
from avts_core.media.probe import probe
from avts_core.media.video import PictureReader
from avts_core.media.writer import AudioEncoding, AudioTrack, VideoEncoding, write_movie

READ_ALL = """
import sys
from pathlib import Path
from avts_core.errors import MediaError
from avts_core.media.audio import AudioReader
from avts_core.media.probe import probe
from avts_core.media.video import PictureReader
for name in sys.argv[1:]:
    said = []
    for reading in (probe, PictureReader, AudioReader):
        try:
            reader = reading(Path(name))
            if reading is not probe:
                with reader:
                    said.append(sum(1 for item in reader))
        except MediaError as error:
            said.append(type(error).__name__)
    print(*said)
"""


def read_in_child(*paths: Path) -> list[str]:
    """Probe and read files in a process of their own; give a line a file."""
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, *map(str, paths)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def assert_is_sentence(message: str) -> None:
    assert message.endswith(".")
    assert "\n" not in message
    assert "Error" not in message


@pytest.fixture
def movie(tmp_path: Path, flash_movie: type) -> Path:
    return flash_movie().write(tmp_path / "movie")


def make_empty(path: Path) -> None:
    path.touch()


def make_folder(path: Path) -> None:
    path.mkdir()


def make_text(path: Path) -> None:
    path.write_text("Dear editor, the film is in the other folder.\n" * 50)


def make_noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(1).bytes(200_000))


def make_zeros(path: Path) -> None:
    path.write_bytes(bytes(200_000))


def make_pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(path)


def make_missing(path: Path) -> None:
    del path


def make_still(path: Path) -> None:
    ok, data = cv2.imencode(".png", np.zeros((64, 96, 3), np.uint8))
    assert ok
    path.write_bytes(data.tobytes())


def make_photo(path: Path) -> None:
    ok, data = cv2.imencode(".jpg", np.zeros((64, 96, 3), np.uint8))
    assert ok
    path.write_bytes(data.tobytes())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (make_missing, "does not exist"),
        (make_folder, "is a folder"),
        (make_pipe, "is not a file"),
        (make_empty, "is empty"),
        (make_text, "is not a movie that can be read"),
        (make_zeros, "is not a movie that can be read"),
        (make_still, "is a still picture"),
        (make_photo, "is a still picture"),
    ],
)
@pytest.mark.parametrize("reading", [probe, PictureReader, AudioReader])
def test_what_is_no_movie_is_refused_in_one_sentence(
    tmp_path: Path,
    make: Callable[[Path], None],
    words: str,
    reading: Callable[[Path], object],
) -> None:
    """Whatever opens it, the sentence says what the path is instead of a movie."""
    path = tmp_path / "film.mp4"
    make(path)
    with pytest.raises(UnreadableError, match=words) as caught:
        reading(path).__enter__()
    assert_is_sentence(str(caught.value))


def test_noise_is_refused(tmp_path: Path) -> None:
    """Random bytes may look like sound to FFmpeg, but nothing comes out of them."""
    path = tmp_path / "film.mp4"
    make_noise(path)
    for reader in (PictureReader(path), AudioReader(path)):
        with pytest.raises(MediaError), reader:
            list(reader)


def test_device_is_refused() -> None:
    """A device is not a file, and is not even opened."""
    with pytest.raises(UnreadableError, match="is not a file"):
        probe(Path(os.devnull))


def test_name_that_no_file_can_have_is_refused() -> None:
    """A zero byte in a name, or a name without end, is an unreadable path."""
    for name in ("film\0.mp4", "f" * 5000):
        with pytest.raises(UnreadableError):
            probe(Path(name))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read any file"
)
def test_forbidden_file_is_refused(movie: Path) -> None:
    """A file that may not be read says that it is forbidden."""
    movie.chmod(0)
    with pytest.raises(UnreadableError, match="permission denied"):
        probe(movie)


def test_forbidden_file_is_told_apart(
    movie: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system forbids is said to be forbidden, not damaged."""

    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableError, match="permission denied"):
        probe(movie)


def test_movie_without_picture(tmp_path: Path) -> None:
    """Sound alone is read; asking for pictures says that there are none."""
    path = tmp_path / "talk.mp4"
    sound = AudioTrack(samples=np.zeros((1, 48000), np.float32), rate_hz=48000)
    write_movie(path, rate=Fraction(25), sounds=[sound])
    assert probe(path).video is None
    with pytest.raises(NoPictureError, match="has no picture"), PictureReader(path):
        pass
    with AudioReader(path) as reader:
        assert sum(clip.samples.size for clip in reader) == pytest.approx(
            16000, abs=400
        )


def test_movie_without_sound(tmp_path: Path) -> None:
    """Pictures alone are read; asking for sound says that there is none."""
    path = tmp_path / "mute.mp4"
    pictures = ((Fraction(i, 25), np.zeros((64, 96), np.uint8)) for i in range(5))
    write_movie(path, rate=Fraction(25), pictures=pictures)
    info = probe(path)
    with pytest.raises(NoSoundError, match="has no sound"):
        info.choose_audio()
    with pytest.raises(NoSoundError, match="has no sound"), AudioReader(path):
        pass
    with PictureReader(path) as reader:
        assert len(list(reader)) == 5


def test_cover_of_a_song_is_no_picture(tmp_path: Path) -> None:
    """The cover inside a sound file is not taken for a movie's picture."""
    path = tmp_path / "song.mp3"
    with av.open(str(path), "w") as container:
        sound = container.add_stream("mp3", rate=44100)
        cover = container.add_stream("png")
        cover.width, cover.height, cover.pix_fmt = 64, 64, "rgb24"
        cover.disposition = av.stream.Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))
        for packet in cover.encode(picture):
            packet.stream = cover
            container.mux(packet)
        frame = av.AudioFrame.from_ndarray(
            np.zeros((2, 44100), np.float32), format="fltp", layout="stereo"
        )
        frame.sample_rate = 44100
        for packet in (*sound.encode(frame), *sound.encode(None)):
            container.mux(packet)
    info = probe(path)
    assert info.video is None
    assert len(info.audio) == 1
    with pytest.raises(NoPictureError), PictureReader(path):
        pass


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "avi", "mxf"])
def test_truncated_movie_gives_what_is_there_or_one_error(
    tmp_path: Path, flash_movie: type, suffix: str
) -> None:
    """Cut anywhere, a movie is read up to the cut or refused, and nothing crashes."""
    codecs = {"mxf": ("mpeg2video", "pcm_s16le"), "avi": ("mpeg4", "mp3")}
    video, audio = codecs.get(suffix, ("h264", "aac"))
    recipe = flash_movie(
        suffix=suffix,
        video=VideoEncoding(codec=video),
        audio=AudioEncoding(codec=audio),
    )
    data = recipe.write(tmp_path / "whole").read_bytes()
    paths = []
    for percent in (1, 10, 50, 90, 99):
        path = tmp_path / f"{percent}.{suffix}"
        path.write_bytes(data[: max(16, len(data) * percent // 100)])
        paths.append(path)
    lines = read_in_child(*paths)
    assert len(lines) == len(paths)
    assert any(word.isdigit() for word in lines[-1].split())


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "avi"])
def test_flipped_bytes_do_not_crash(
    tmp_path: Path, flash_movie: type, suffix: str
) -> None:
    """Bytes changed here and there cost some pictures, never the process."""
    video = VideoEncoding(codec="mpeg4" if suffix == "avi" else "h264")
    recipe = flash_movie(suffix=suffix, video=video)
    data = np.fromfile(recipe.write(tmp_path / "whole"), np.uint8)
    rng = np.random.default_rng(5)
    paths = []
    for number in range(12):
        bad = data.copy()
        places = rng.integers(0, len(bad), 5 * (number + 1))
        bad[places] = rng.integers(0, 256, len(places))
        paths.append(tmp_path / f"{number}.{suffix}")
        bad.tofile(paths[-1])
    assert len(read_in_child(*paths)) == len(paths)


def test_damage_in_the_middle_is_counted(tmp_path: Path, flash_movie: type) -> None:
    """After a bad stretch the pictures go on, and somebody is told of it."""
    recipe = flash_movie(suffix="ts", video=VideoEncoding(codec="mpeg2video"))
    path = recipe.write(tmp_path / "movie")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4000] = bytes(4000)
    path.write_bytes(data)
    with PictureReader(path) as reader:
        times = [p.time for p in reader]
    assert 20 < len(times) <= 40
    assert times[-1] > Fraction(3, 2)


def test_stream_without_decoder_ends_nothing(movie: Path) -> None:
    """A codec that nobody knows has no context in PyAV; decoding it would crash."""
    data = movie.read_bytes()
    assert data.count(b"avc1") >= 1
    movie.write_bytes(data.replace(b"avc1", b"zzz9"))
    with av.open(str(movie)) as container:
        assert container.streams.video[0].codec_context is None
    (line,) = read_in_child(movie)
    assert line.startswith("NoPictureError ")


def test_tracks_without_content(tmp_path: Path) -> None:
    """Tracks that exist but hold nothing say so when read."""
    path = tmp_path / "nothing.avi"
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=25)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        container.add_stream("aac", rate=48000)
        container.start_encoding()
    for reader, error in (
        (PictureReader(path), NoPictureError),
        (AudioReader(path), NoSoundError),
    ):
        with pytest.raises(error) as caught, reader:
            list(reader)
        assert_is_sentence(str(caught.value))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "list.m3u8",
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n",
        ),
        (
            "list.mp4",
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n",
        ),
        ("list.ffconcat", "ffconcat version 1.0\nfile {}\n"),
        ("list.mpd", '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><!-- {} --></MPD>\n'),
        (
            "list.sdp",
            "v=0\no=- 0 0 IN IP4 127.0.0.1\ns={}\nm=video 9 RTP/AVP 96\n",
        ),
    ],
)
def test_playlist_does_not_reach_other_files(
    tmp_path: Path, flash_movie: type, name: str, text: str
) -> None:
    """A list that names a good movie beside it is refused, not followed."""
    other = flash_movie(suffix="ts").write(tmp_path / "other")
    path = tmp_path / name
    path.write_text(text.format(other.name))
    with pytest.raises(UnreadableError):
        probe(path)


def test_name_like_a_protocol_is_a_name(
    tmp_path: Path, movie: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FFmpeg's "concat:" and patterns in a file's own name mean nothing special."""
    monkeypatch.chdir(tmp_path)
    for name in ("concat:a.mp4", "film%03d.mp4", "film*?.mp4"):
        if os.name == "nt" and set(name) & set(":*?"):
            continue
        path = Path(name)
        path.write_bytes(movie.read_bytes())
        assert probe(path).video is not None
