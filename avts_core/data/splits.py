"""Which split a video is in, by a hash of its name alone.

A new file moves no other, and two machines that scan the same files agree.
"""

import hashlib
from collections.abc import Iterable
from math import isclose

from avts_core.data.manifest import Split
from avts_core.errors import ConfigError

Shares = tuple[float, float, float]
"""Of training, validation and test."""
DEFAULT_SHARES: Shares = (0.8, 0.1, 0.1)


def check_shares(shares: Shares) -> None:
    """Make sure that shares are some.

    Raises
    ------
    ConfigError
        If one is negative or they do not sum to 1.
    """
    if min(shares) < 0 or not isclose(sum(shares), 1, abs_tol=1e-6):
        listed = ", ".join(f"{share:g}" for share in shares)
        msg = f"The shares of train, val and test must sum to 1, got {listed}."
        raise ConfigError(msg)


def split_of(video: str, *, shares: Shares = DEFAULT_SHARES, seed: int = 0) -> Split:
    """Return the split of a video.

    Parameters
    ----------
    video
        Its name; nothing else is looked at.
    shares
        Of training, validation and test.
    seed
        Another one gives other splits.
    """
    # A name may hold bytes that are no text; they count as any others.
    key = f"{seed}:{video}".encode(errors="surrogatepass")
    place = int.from_bytes(hashlib.sha256(key).digest()[:6], "big") / 2**48
    if place < shares[0]:
        return "train"
    return "val" if place < shares[0] + shares[1] else "test"


def strictest(splits: Iterable[Split]) -> Split:
    """Return the split for a video that lists put into several.

    Test wins over validation, that over training: nothing that is measured on was
    learned from.
    """
    order: tuple[Split, ...] = ("test", "val", "train")
    return min(splits, key=order.index)
