"""A feature by default, everywhere, in one unit, and on which days."""

from datetime import date

import pytest
from sqlmodel import Session, select

from chonso_app.accounts import seed as accounts_seed
from chonso_app.accounts.models import Unit
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.core.texts import has
from chonso_app.switches import rules, seed, service
from chonso_app.switches.models import Feature, FeatureSwitch
from chonso_app.switches.rules import Standing

ADMIN = Actor(user_id=1, role=Role.ADMINISTRATOR)
TODAY = date(2026, 11, 25)  # conftest's NOON
BEFORE, AFTER = date(2026, 11, 24), date(2026, 11, 26)


@pytest.fixture
def units(session: Session, now) -> dict[str, int]:
    accounts_seed.seed(session, now)
    session.commit()
    return {unit.code: unit.row_id for unit in session.exec(select(Unit))}


def switch(on: bool = True, starts: date | None = None, ends: date | None = None) -> FeatureSwitch:
    return FeatureSwitch(on=on, starts_on=starts, ends_on=ends)  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(
    ("own", "everywhere", "expected"),
    [
        (None, None, Standing.ON),
        (None, switch(on=False), Standing.OFF),
        (switch(), switch(on=False), Standing.ON),  # a pilot in one unit
        (switch(on=False), switch(), Standing.OFF),
        (None, switch(starts=AFTER), Standing.NOT_YET),
        (None, switch(starts=TODAY, ends=TODAY), Standing.ON),
        (None, switch(ends=BEFORE), Standing.OVER),
        (switch(ends=BEFORE), switch(), Standing.OVER),
        (switch(on=False, starts=AFTER), None, Standing.OFF),
    ],
)
def test_the_units_own_switch_wins_and_both_days_are_included(own, everywhere, expected):
    assert rules.standing(Feature.ESIM, own, everywhere, TODAY) is expected


def test_identify_first_is_off_until_somebody_wants_it():
    assert rules.standing(Feature.IDENTIFY_FIRST, None, None, TODAY) is Standing.OFF


def test_a_unit_is_switched_without_touching_the_others(session, units, now):
    kv2, kv3 = units["KV2"], units["KV3"]
    service.switch(session, ADMIN, Feature.STORE_PICKUP, kv2, on=False, now=now)
    asked = [kv2, kv3, None]
    found = [service.is_on(session, Feature.STORE_PICKUP, unit, now=now) for unit in asked]
    assert found == [False, True, True]
    assert service.is_on(session, Feature.HOME_DELIVERY, kv2, now=now)


def test_setting_again_changes_the_row_and_clearing_follows_the_others(session, units, now):
    kv2 = units["KV2"]
    for feature_unit in (None, kv2):
        service.switch(session, ADMIN, Feature.ESIM, feature_unit, on=False, now=now)
    service.switch(session, ADMIN, Feature.ESIM, kv2, on=True, starts_on=AFTER, now=now)
    assert service.standing(session, Feature.ESIM, kv2, now=now) is Standing.NOT_YET
    assert len(session.exec(select(FeatureSwitch)).all()) == 2
    service.clear(session, ADMIN, Feature.ESIM, kv2, now=now)
    assert service.standing(session, Feature.ESIM, kv2, now=now) is Standing.OFF
    service.clear(session, ADMIN, Feature.ESIM, None, now=now)
    assert service.is_on(session, Feature.ESIM, kv2, now=now)


def test_who_switched_what_is_kept(session, units, now):
    service.switch(session, ADMIN, Feature.VIDEO_CALL, units["KV9"], on=False, now=now)
    session.commit()
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.subject) == ("switches.set", "switch:video_call")
    assert (entry.detail["unit"], entry.detail["on"]) == (units["KV9"], False)


def test_bad_windows_unknown_units_and_other_roles_are_refused(session, units, now):
    with pytest.raises(service.WindowBackwards):
        service.switch(
            session, ADMIN, Feature.ESIM, None, on=True, starts_on=AFTER, ends_on=TODAY, now=now
        )
    with pytest.raises(service.UnknownUnit):
        service.switch(session, ADMIN, Feature.ESIM, 999, on=True, now=now)
    supervisor = Actor(user_id=2, role=Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        service.switch(session, supervisor, Feature.ESIM, None, on=True, now=now)
    with pytest.raises(NotAllowed):
        service.matrix(session, supervisor, now=now)


def test_the_matrix_has_every_feature_for_everywhere_and_each_company(session, units, now):
    cells = service.matrix(session, ADMIN, now=now)
    assert len(cells) == len(Feature) * 10
    assert not any(cell.unit_id == units["TCT"] for cell in cells)
    off = {cell.feature for cell in cells if cell.standing is not Standing.ON}
    assert off == {Feature.IDENTIFY_FIRST}


def test_seeding_twice_leaves_one_row_and_esim_runs(session, units, now):
    for _ in range(2):
        seed.seed(session, now)
        session.flush()
    assert session.exec(select(FeatureSwitch)).one().starts_on == date(2022, 6, 15)
    assert service.is_on(session, Feature.ESIM, units["KV1"], now=now)


def test_every_feature_has_its_word():
    assert all(has(f"switches.feature.{feature}") for feature in Feature)
