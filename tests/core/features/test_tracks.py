"""Tests of following faces, with a finder that knows where they are."""

from collections.abc import Callable

import numpy as np

from avts_core.features.tracks import (
    MAX_FACES,
    MAX_GAP_S,
    SEARCH_EVERY_S,
    FaceTracker,
)

STEP_S = 0.12
Path = Callable[[float], tuple[float, float] | None]


def still(x: float = 160, y: float = 120) -> Path:
    return lambda time_s: (x, y)


def hidden_between(start_s: float, stop_s: float) -> Path:
    return lambda time_s: None if start_s <= time_s < stop_s else (160, 120)


def follow(scene, duration_s: float, *, start_s: float = 0) -> tuple[FaceTracker, dict]:
    """Look through a scene; give the tracker and all its tracks by number."""
    tracker, seen = FaceTracker(scene), {}
    for time_s in np.arange(start_s, start_s + duration_s, STEP_S):
        tracker.look(time_s, scene.luma(time_s), scene.rgb)
        seen |= {track.number: track for track in tracker.tracks}
    return tracker, seen


def test_moving_face_is_one_track(stage, puppet) -> None:
    """A face that crosses the picture keeps its number and its places."""
    scene = stage(puppets=[puppet(path=lambda t: (60 + 60 * t, 120 + 20 * np.sin(t)))])
    _, seen = follow(scene, 3)
    (track,) = seen.values()
    assert len(track.times_s) == 25
    x = [place.x_px for place in track.places]
    np.testing.assert_allclose(x, 60 + 60 * np.array(track.times_s), atol=0.01)


def test_two_faces_are_two_tracks(stage, puppet) -> None:
    """Neighbours are not mixed up, also when they move alike."""
    scene = stage(
        puppets=[
            puppet(path=lambda t: (80 + 10 * t, 120)),
            puppet(path=lambda t: (200 + 10 * t, 120)),
        ]
    )
    _, seen = follow(scene, 4)
    assert len(seen) == 2
    for track in seen.values():
        x = np.array([place.x_px for place in track.places])
        assert np.ptp(x - 10 * np.array(track.times_s)) < 0.1


def test_face_hidden_for_a_moment_stays_the_same(stage, puppet) -> None:
    """A hand before the face for less than the longest gap changes no number."""
    scene = stage(puppets=[puppet(path=hidden_between(1.0, 1.0 + 0.6 * MAX_GAP_S))])
    _, seen = follow(scene, 3)
    assert len(seen) == 1


def test_face_lost_for_long_comes_back_as_another(stage, puppet) -> None:
    """After a longer absence nobody can tell that it is the same face."""
    scene = stage(puppets=[puppet(path=hidden_between(1.0, 2.5))])
    _, seen = follow(scene, 4)
    assert len(seen) == 2
    first, second = seen.values()
    assert first.is_over
    assert first.times_s[-1] < 1.0
    assert 2.5 <= second.times_s[0] < 2.5 + 0.5 + 2 * STEP_S


def test_cut_ends_all_tracks(stage, puppet) -> None:
    """After a cut the same place is another face."""
    scene = stage(puppets=[puppet(path=still())])
    tracker, seen = follow(scene, 1)
    tracker.cut()
    assert tracker.tracks == []
    assert all(track.is_over for track in seen.values())
    tracker.look(1.2, scene.luma(1.2), scene.rgb)
    assert tracker.tracks[0].number not in seen


def test_whole_picture_is_searched_now_and_then_only(stage, puppet) -> None:
    """While the faces are followed, searches are as far apart as promised."""
    scene = stage(puppets=[puppet(path=still())])
    follow(scene, 12)
    assert scene.num_searches <= 12 / SEARCH_EVERY_S + 1


def test_lost_face_starts_no_search_storm(stage, puppet) -> None:
    """Faces that vanish and an empty picture cost two searches a second at most."""
    scene = stage(puppets=[puppet(path=lambda t: None if t > 1 else (160, 120))])
    follow(scene, 11)
    assert scene.num_searches <= 2 * 11 + 2


def test_newcomer_is_found_by_the_next_search(stage, puppet) -> None:
    """A face that enters while another is followed is soon followed too."""
    scene = stage(
        puppets=[
            puppet(path=still(80)),
            puppet(path=lambda t: (240, 120) if t >= 1 else None),
        ]
    )
    tracker, _ = follow(scene, 1 + SEARCH_EVERY_S + 2 * STEP_S)
    assert len(tracker.tracks) == 2


def test_crowd_is_limited_to_the_largest(stage, puppet) -> None:
    """Of many faces the larger ones are followed."""
    scene = stage(
        puppets=[
            puppet(path=still(20 + 36 * i, 60 + 120 * (i % 2)), scale_px=8 + i)
            for i in range(MAX_FACES + 2)
        ]
    )
    tracker, _ = follow(scene, 0.5)
    scales = sorted(track.places[-1].scale_px for track in tracker.tracks)
    assert len(scales) == MAX_FACES
    assert scales[0] > 9.5


def test_two_tracks_do_not_settle_on_one_face(stage, puppet) -> None:
    """When two faces meet and one goes behind the other, one track remains."""
    scene = stage(
        puppets=[
            puppet(path=still(160)),
            puppet(path=lambda t: (240 - 40 * t, 120) if t < 1.9 else None),
        ]
    )
    tracker, _ = follow(scene, 3.5)
    assert len(tracker.tracks) == 1
