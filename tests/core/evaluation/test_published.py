"""Tests of the published figures: consistent with what is confirmed."""

import json

import pytest

from avts_core.evaluation.published import (
    Trust,
    published,
    published_json,
    published_lines,
)

DATA_SETS = ("ucf101", "hmdb51", "esc50", "dcase2014")


@pytest.mark.parametrize("data_set", DATA_SETS)
def test_each_figure_is_a_percentage_with_its_trust(data_set: str) -> None:
    """The paper's come first; no method has two figures for one pretraining."""
    figures = published(data_set)
    assert all(0 < figure.accuracy_percent < 100 for figure in figures)
    is_of_paper = [figure.is_of_paper for figure in figures]
    assert is_of_paper == sorted(is_of_paper, reverse=True)
    keys = [(figure.method, figure.pretraining) for figure in figures]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("data_set", "gains"), [("ucf101", (16.7, 19.9)), ("hmdb51", (13.0, 17.7))]
)
def test_the_rows_of_mc3_fit_the_abstracts(
    data_set: str, gains: tuple[float, float]
) -> None:
    """Both versions of the abstract give gains over the row from scratch."""
    rows = {(f.method, f.pretraining): f for f in published(data_set)}
    scratch = rows["MC3", "none"]
    assert scratch.trust is Trust.DERIVED
    for pretraining, gain in zip(("Kinetics", "AudioSet"), gains, strict=True):
        best = rows["MC3 AVTS", pretraining]
        assert best.trust is Trust.CONFIRMED
        assert best.accuracy_percent - scratch.accuracy_percent == pytest.approx(gain)


def test_people_and_programs_are_told_how_far_to_trust() -> None:
    """In words beside each figure, and as a key."""
    assert "Published, not measured here:" in published_lines("esc50")[0]
    assert any("82.3 %  paper, confirmed" in line for line in published_lines("esc50"))
    rows = json.loads(json.dumps(published_json("dcase2014")))
    assert {"recalled", "confirmed"} == {row["trust"] for row in rows}
