"""``avts bench train``."""

import json

import pytest

from avts_core.cli.main import main


@pytest.mark.slow
def test_both_networks_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """One object a line, with speed, share and waiting."""
    small = ["--side", "16", "--clips", "2", "--steps", "1", "--workers", "0"]
    assert main(["bench", "train", "lip", "mc2", *small, "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["network"] for row in rows] == ["lip", "mc2"]
    for row in rows:
        assert row["items_a_second"] > 0
        assert row["gflop_an_item"] > 0
        assert 0 < row["share_of_matrix_rate"] < 1.5
        assert 0 <= row["wait_share"] < 1


def test_an_unknown_network_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """It names those there are."""
    assert main(["bench", "train", "vgg"]) == 2
    assert "mc3" in capsys.readouterr().err
