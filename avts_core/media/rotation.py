"""The turn that an MP4 or MOV asks of its player."""

import struct
from pathlib import Path
from typing import BinaryIO

# ISO/IEC 14496-12, 6.2.2: a, b, u, c, d, v, x, y, w as 16.16 and 2.30 fixed point.
# x and y stay 0 as FFmpeg and players use the turn alone.
_MATRICES = {
    90: (0, 1, 0, -1, 0, 0, 0, 0, 1),
    180: (-1, 0, 0, 0, -1, 0, 0, 0, 1),
    270: (0, -1, 0, 1, 0, 0, 0, 0, 1),
}


def write_rotation(path: Path, rotation_deg: int) -> None:
    """Write the turn into the header of the first track of an MP4 or MOV.

    PyAV 18 gives no way to hand a display matrix to the muxer.

    Raises
    ------
    ValueError
        If the file is of another kind.
    """
    if path.suffix.lower() not in {".mp4", ".m4v", ".mov"}:
        msg = f"rotation_deg needs MP4 or MOV, got {path.suffix!r}"
        raise ValueError(msg)
    cells = _MATRICES[rotation_deg]
    scale = [1 << 30 if i % 3 == 2 else 1 << 16 for i in range(9)]
    matrix = struct.pack(">9i", *(c * s for c, s in zip(cells, scale, strict=True)))
    with path.open("r+b") as file:
        start, size = 0, path.stat().st_size
        for name in (b"moov", b"trak", b"tkhd"):
            start, size = _find_box(file, start, start + size, name)
        version = file.read(1)[0]
        file.seek(start + (40 if version == 0 else 52))
        file.write(matrix)


def _find_box(file: BinaryIO, start: int, stop: int, name: bytes) -> tuple[int, int]:
    """Find a box between two places; give where its content starts, and its size.

    Raises
    ------
    ValueError
        If it is not there.
    """
    while start + 8 <= stop:
        file.seek(start)
        size, found = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            size, header = struct.unpack(">Q", file.read(8))[0], 16
        if found == name:
            return start + header, size - header
        start += max(size, header)
    msg = f"the file has no {name.decode()} box"
    raise ValueError(msg)
