"""Tests of which clips the benchmark of trust takes."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.benchmarks.trust import CLIPS_A_PERSON, _some_clips


def clips_of(*people: str) -> list[Any]:
    return [SimpleNamespace(source=SimpleNamespace(person=p)) for p in people]


@pytest.mark.parametrize("num_people", [0, 1, 2, 5])
def test_no_more_people_are_taken_than_asked_for(num_people: int) -> None:
    """So many people, a few clips of each, in any order."""
    chosen = _some_clips(clips_of(*"abcabcabc"), num_people)
    people = [clip.source.person for clip in chosen]
    assert len(set(people)) == min(num_people, 3)
    assert all(people.count(p) == CLIPS_A_PERSON for p in set(people))
