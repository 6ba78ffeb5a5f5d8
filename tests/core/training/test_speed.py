"""How fast training is said to be."""

import time
from pathlib import Path

import pytest
import torch

from avts_core.training.speed import Speed, matrix_rate, measure_training
from tests.core.training.test_pair_task import RECIPE, make_task

CPU = torch.device("cpu")


def test_the_share_is_of_the_matrix_rate() -> None:
    """Half the rate is a share of a half."""
    speed = Speed(
        items_a_second=2.0,
        wait_share=0.0,
        gflop_an_item=5.0,
        gflop_a_second=10.0,
        matrix_gflop_a_second=20.0,
    )
    assert speed.share == 0.5


def test_steps_are_timed_and_counted(tmp_path: Path) -> None:
    """Pairs a second fit the clock; what they cost fits the rate."""
    task = make_task()
    began = time.perf_counter()
    speed = measure_training(task, folder=tmp_path, device=CPU, num_steps=3)
    took_s = time.perf_counter() - began
    assert speed.items_a_second > 3 * RECIPE.pairs_a_pass * 2 / took_s
    assert 0 <= speed.wait_share <= 1
    assert speed.gflop_a_second == pytest.approx(
        speed.gflop_an_item * speed.items_a_second, rel=1e-6
    )
    assert 0 < speed.share < 1


@pytest.mark.slow
def test_the_matrix_rate_is_the_machines() -> None:
    """Measured twice, it is about the same."""
    one, two = (matrix_rate(CPU, torch.float32) for _ in range(2))
    assert one > 0.1
    assert 1 / 4 < one / two < 4
