"""What papers report for the data sets that probes and fine-tuning measure.

Data to lay beside what is measured here, with how far to trust each figure: this
project has not measured any of them. Figures are percentages of clips (sound) or
videos (action, mean of the three splits) that were named right.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Trust(StrEnum):
    """How a figure came here."""

    CONFIRMED = "confirmed"
    """Read in the paper's abstract, its code's own description, or a later paper."""
    DERIVED = "derived"
    """Computed from confirmed figures."""
    RECALLED = "recalled"
    """From memory of the paper; not looked up."""


@dataclass(frozen=True, kw_only=True)
class PublishedFigure:
    """One figure of one method on one data set."""

    method: str
    pretraining: str
    """What was learnt from before; "none" from scratch."""
    accuracy_percent: float
    trust: Trust
    is_of_paper: bool
    """Whether it is in the tables of AVTS (Korbar et al. 2018)."""


_Row = tuple[str, str, float, Trust]
_C, _D, _R = Trust.CONFIRMED, Trust.DERIVED, Trust.RECALLED

_PAPER: dict[str, tuple[_Row, ...]] = {
    "ucf101": (
        ("MC2", "none", 67.2, _R),
        ("MC2 AVTS", "Kinetics", 83.6, _R),
        ("MC2 supervised", "Kinetics", 87.9, _R),
        ("MC3", "none", 69.1, _D),
        ("MC3 AVTS", "Kinetics", 85.8, _C),
        ("MC3 AVTS", "AudioSet", 89.0, _C),
        ("MC3 supervised", "Kinetics", 90.5, _R),
        ("I3D-RGB", "none", 57.1, _R),
        ("I3D-RGB AVTS", "Kinetics", 83.7, _R),
        ("I3D-RGB supervised", "ImageNet", 84.5, _R),
        ("I3D-RGB supervised", "Kinetics", 95.1, _R),
        ("I3D-RGB supervised", "Kinetics and ImageNet", 95.6, _R),
    ),
    "hmdb51": (
        ("MC2", "none", 41.2, _R),
        ("MC2 AVTS", "Kinetics", 54.3, _R),
        ("MC2 supervised", "Kinetics", 62.0, _R),
        ("MC3", "none", 43.9, _D),
        ("MC3 AVTS", "Kinetics", 56.9, _C),
        ("MC3 AVTS", "AudioSet", 61.6, _C),
        ("MC3 supervised", "Kinetics", 66.8, _R),
        ("I3D-RGB", "none", 40.0, _R),
        ("I3D-RGB AVTS", "Kinetics", 53.0, _R),
        ("I3D-RGB supervised", "ImageNet", 49.8, _R),
        ("I3D-RGB supervised", "Kinetics", 74.3, _R),
        ("I3D-RGB supervised", "Kinetics and ImageNet", 74.8, _R),
    ),
    "esc50": (
        ("SVM on MFCC", "none", 39.6, _R),
        ("Random forest", "none", 44.3, _R),
        ("AVTS sound network", "none", 61.6, _R),
        ("SoundNet", "SoundNet", 74.2, _R),
        ("L3-Net", "SoundNet", 79.3, _R),
        ("AVTS", "Kinetics", 76.7, _R),
        ("AVTS", "AudioSet", 80.6, _R),
        ("AVTS", "SoundNet", 82.3, _C),
        ("human", "none", 81.3, _C),
        ("ConvRBM", "none", 86.5, _R),
    ),
    "dcase2014": (
        ("AVTS sound network", "none", 72.0, _R),
        ("SoundNet", "SoundNet", 88.0, _R),
        ("L3-Net", "SoundNet", 93.0, _R),
        ("AVTS", "Kinetics", 91.0, _R),
        ("AVTS", "AudioSet", 93.0, _R),
        ("AVTS", "SoundNet", 94.0, _R),
    ),
}
"""The paper's tables 2 and 3."""

_LATER: dict[str, tuple[_Row, ...]] = {
    "ucf101": (
        ("R(2+1)D-18 AVTS, as later papers list it", "Kinetics", 86.2, _C),
        ("R(2+1)D-18 AVTS, as later papers list it", "AudioSet", 89.1, _R),
        ("XDC", "Kinetics", 86.8, _C),
        ("XDC", "AudioSet", 93.0, _C),
        ("XDC", "IG-Random", 94.6, _C),
        ("XDC", "IG-Kinetics", 95.5, _C),
        ("AVID", "Kinetics", 86.9, _C),
        ("AVID", "AudioSet", 91.0, _C),
        ("AVID+CMA", "Kinetics", 87.5, _C),
        ("AVID+CMA", "AudioSet", 91.5, _C),
        ("GDT", "Kinetics", 90.9, _C),
        ("GDT", "HowTo100M", 94.1, _C),
        ("GDT", "IG65M", 95.2, _C),
        ("STiCA", "Kinetics", 93.1, _C),
        ("SeLaVi", "VGGSound", 86.1, _C),
        ("CrissCross", "Kinetics-Sound", 88.3, _C),
        ("CrissCross", "Kinetics", 91.5, _C),
        ("CrissCross", "AudioSet", 92.4, _C),
        ("ELO R(2+1)D-50", "YouTube", 93.8, _C),
        ("R(2+1)D-18 supervised", "Kinetics", 94.2, _C),
        ("R(2+1)D-18 supervised", "ImageNet", 84.0, _C),
        ("Owens & Efros", "AudioSet", 82.1, _R),
    ),
    "hmdb51": (
        ("R(2+1)D-18 AVTS, as later papers list it", "Kinetics", 52.3, _C),
        ("R(2+1)D-18 AVTS, as later papers list it", "AudioSet", 58.1, _R),
        ("XDC", "Kinetics", 52.6, _C),
        ("XDC", "AudioSet", 63.7, _C),
        ("XDC", "IG-Random", 66.5, _C),
        ("XDC", "IG-Kinetics", 68.9, _C),
        ("AVID", "Kinetics", 59.9, _C),
        ("AVID", "AudioSet", 64.1, _C),
        ("AVID+CMA", "Kinetics", 60.8, _C),
        ("AVID+CMA", "AudioSet", 64.7, _C),
        ("GDT", "Kinetics", 62.3, _C),
        ("GDT", "HowTo100M", 67.4, _C),
        ("GDT", "IG65M", 72.8, _C),
        ("STiCA", "Kinetics", 67.0, _C),
        ("SeLaVi", "VGGSound", 55.1, _C),
        ("CrissCross", "Kinetics-Sound", 60.5, _C),
        ("CrissCross", "Kinetics", 64.7, _C),
        ("CrissCross", "AudioSet", 67.4, _C),
        ("ELO R(2+1)D-50", "YouTube", 67.4, _C),
        ("R(2+1)D-18 supervised", "Kinetics", 65.1, _C),
        ("R(2+1)D-18 supervised", "ImageNet", 48.1, _C),
    ),
    "esc50": (
        ("XDC", "not noted", 84.8, _C),
        ("GDT", "not noted", 88.5, _C),
        ("AVID", "AudioSet", 89.2, _C),
        ("CrissCross", "Kinetics-Sound", 82.8, _C),
        ("CrissCross", "Kinetics", 86.8, _C),
        ("CrissCross", "AudioSet", 90.5, _C),
    ),
    "dcase2014": (
        ("XDC", "AudioSet", 95.0, _R),
        ("AVID", "AudioSet", 96.0, _R),
        ("GDT", "not noted", 98.0, _R),
        ("CrissCross", "Kinetics-Sound", 93.0, _C),
        ("CrissCross", "Kinetics", 96.0, _C),
        ("CrissCross", "AudioSet", 97.0, _C),
    ),
}
"""Later results; often other backbones, longer clips or more pictures."""


def published(data_set: str) -> tuple[PublishedFigure, ...]:
    """Return what was published for a data set, the paper's own figures first.

    Parameters
    ----------
    data_set
        ``ucf101``, ``hmdb51``, ``esc50`` or ``dcase2014``.

    Raises
    ------
    KeyError
        If it is none of these.
    """
    return tuple(
        PublishedFigure(
            method=method,
            pretraining=pretraining,
            accuracy_percent=percent,
            trust=trust,
            is_of_paper=table is _PAPER,
        )
        for table in (_PAPER, _LATER)
        for method, pretraining, percent, trust in table[data_set]
    )


def published_json(data_set: str) -> list[dict[str, Any]]:
    """Return the same as JSON takes it."""
    return [asdict(figure) for figure in published(data_set)]


def published_lines(data_set: str) -> list[str]:
    """Return the same as a table for people."""
    lines = ["Published, not measured here:"]
    for figure in published(data_set):
        source = "paper" if figure.is_of_paper else "later"
        lines.append(
            f"  {figure.method:<42}{figure.pretraining:<23}"
            f"{figure.accuracy_percent:>5.1f} %  {source}, {figure.trust}"
        )
    return lines
