"""A kill at any instant, and the same command again: the end of an undisturbed run."""

from pathlib import Path

import pytest

from tests.kill_runs import SCENES, Scene, instants, play, prepare

KILLS = 2
"""Per scene; benchmarks/kills.py tries two hundred."""


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_killed_command_given_again_ends_as_an_undisturbed_one(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    stage = prepare(scene, tmp_path)
    tries = [play(stage, at) for at in instants(stage, KILLS, seed=1)]
    assert all(one.killed for one in tries)
    assert [one for one in tries if one.problems] == []
