"""A kill at any instant, and the same command again: the end of an undisturbed run."""

from pathlib import Path

import pytest

from tests.kill_runs import SCENES, Scene, instants, play, prepare

KILLS = 3
"""Per scene; benchmarks/kills.py tries two hundred."""


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_killed_command_given_again_ends_as_an_undisturbed_one(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    stage = prepare(scene, tmp_path)
    tries = [
        play(stage, after, group=index % 2 == 0)
        for index, after in enumerate(instants(stage, KILLS, seed=1))
    ]
    assert [one for one in tries if one.problems] == []
