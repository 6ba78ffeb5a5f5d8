"""Tests of splits: by name alone, in the shares asked for."""

from collections import Counter

import pytest

from avts_core.data.splits import check_shares, split_of, strictest
from avts_core.errors import ConfigError


def test_shares_come_out() -> None:
    """Of many videos about as many are in each split as asked."""
    splits = Counter(split_of(f"v{k}", shares=(0.7, 0.2, 0.1)) for k in range(5000))
    assert splits["train"] / 5000 == pytest.approx(0.7, abs=0.03)
    assert splits["val"] / 5000 == pytest.approx(0.2, abs=0.03)
    assert splits["test"] / 5000 == pytest.approx(0.1, abs=0.03)


def test_a_split_follows_from_name_and_seed() -> None:
    """The same name is always there; another seed shuffles. These are for ever."""
    names = [f"v{k}" for k in range(12)]
    known = [split_of(name, shares=(0.5, 0.25, 0.25)) for name in names]
    assert "".join(split[1] for split in known) == KNOWN
    assert known != [split_of(n, shares=(0.5, 0.25, 0.25), seed=1) for n in names]
    assert split_of("odd \udc80 name") in {"train", "val", "test"}


KNOWN = "eeerrrerarrr"
"""Second letters: r train, a val, e test."""


@pytest.mark.parametrize("shares", [(0.5, 0.2, 0.2), (1.2, -0.1, -0.1)])
def test_shares_must_be_some(shares: tuple[float, float, float]) -> None:
    """Shares that do not sum to 1 or are negative are refused."""
    with pytest.raises(ConfigError, match="must sum to 1"):
        check_shares(shares)


def test_shares_of_nothing_are_allowed() -> None:
    """All may be for training; then all is."""
    check_shares((1.0, 0.0, 0.0))
    assert {split_of(f"{k}", shares=(1.0, 0.0, 0.0)) for k in range(99)} == {"train"}


def test_what_is_measured_on_is_not_learned_from() -> None:
    """A video that lists put into several splits goes to the strictest."""
    assert strictest(["train", "test", "val"]) == "test"
    assert strictest(["train", "val"]) == "val"
    assert strictest(["train"]) == "train"
