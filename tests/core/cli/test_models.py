"""Tests of ``avts models``."""

import json

import pytest

from avts_core.cli.main import main


def test_json_has_a_line_for_every_model_and_backbone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each line is an object with the fields that are promised."""
    assert main(["models", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    fields = {
        "name",
        "backbone",
        "video_parameters_without_last_layer",
        "audio_parameters",
        "gmac_25x224",
    }
    video = ["mc2", "mc3", "mc4", "mc5", "r3d_18", "i3d_rgb"]
    names = [(row["name"], row["backbone"]) for row in rows]
    assert names == [
        ("lip", None),
        *(("avts", backbone) for backbone in video),
        *(("l3", backbone) for backbone in ("frame", *video)),
    ]
    assert set(rows[0]) == {*fields, "gmac_25_own_size"}
    assert all(set(row) == fields for row in rows[1:])
    mc3 = rows[names.index(("avts", "mc3"))]
    assert mc3["gmac_25x224"] == 270.9
    assert mc3["video_parameters_without_last_layer"] == 11490240


def test_the_table_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """A heading, then a line each, in columns."""
    assert main(["models"]) == 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert " ".join(heading.split()) == "name backbone video M sound M cost GMAC"
    assert len({len(line) for line in (heading, *rows)}) == 1
    assert rows[0].split()[:2] == ["lip", "-"]
    assert rows[1].split() == ["avts", "mc2", "11.20", "10.45", "178.4"]
