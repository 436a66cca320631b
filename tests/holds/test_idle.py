"""Who holds and never buys waits longer each time, and is stopped for the day in the end."""

from datetime import timedelta

import pytest

from chonso_app.core.actors import Actor, system
from chonso_app.core.config import Settings, settings
from chonso_app.core.texts import of_refusal
from chonso_app.holds import rules, service
from chonso_app.holds.models import Hold
from tests.holds.conftest import NUMBERS


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def bot() -> Actor:
    return Actor.anonymous(visitor="bot", address="203.0.113.66")


@pytest.fixture(autouse=True)
def _as_in_the_shop(monkeypatch):
    """The other tests switch the pauses off."""
    for name, field in Settings.model_fields.items():
        if name.startswith("hold_idle"):
            monkeypatch.setattr(settings, name, field.default)


def in_vain(shelf, actor, now, nth=0) -> Hold:
    """Holds a number and gives it back."""
    hold = service.place(shelf, actor, NUMBERS[nth % 4], now=now)
    return service.release(shelf, actor, hold.id, now=now)


def test_the_pause_doubles():
    pauses = [rules.pause_after(idle, 4) // minutes(1) for idle in (0, 3, 4, 7, 8, 12, 16)]
    assert pauses == [0, 0, 2, 2, 4, 8, 16]


def test_a_few_changes_of_mind_cost_nothing_and_then_one_waits(shelf, bot, now):
    for nth in range(settings.hold_idle_per_visitor_hour):
        in_vain(shelf, bot, now, nth)
    with pytest.raises(service.HoldsWithoutOrder) as refused:
        service.place(shelf, bot, NUMBERS[0], now=now + minutes(1))
    assert "từ 12:02" in of_refusal(refused.value)
    in_vain(shelf, bot, now + minutes(2))
    for nth in range(3):
        in_vain(shelf, bot, now + minutes(4 + 2 * nth))
    with pytest.raises(service.HoldsWithoutOrder):  # the eighth: four minutes now
        service.place(shelf, bot, NUMBERS[0], now=now + minutes(10))
    assert service.place(shelf, bot, NUMBERS[0], now=now + minutes(12)).is_live


def test_an_hour_later_nothing_is_remembered_but_the_day(shelf, bot, now):
    for nth in range(settings.hold_idle_per_visitor_day):
        in_vain(shelf, bot, now + minutes(61 * (nth // 4)), nth)
    with pytest.raises(service.HoldsStoppedToday) as refused:
        service.place(shelf, bot, NUMBERS[0], now=now + minutes(11 * 60))
    assert settings.hotline in of_refusal(refused.value)
    assert service.place(shelf, bot, NUMBERS[0], now=now + minutes(12 * 60)).is_live, "tomorrow"


def test_cookies_thrown_away_do_not_help_behind_one_address(shelf, now, monkeypatch):
    monkeypatch.setattr(settings, "hold_idle_per_address_hour", 3)
    monkeypatch.setattr(settings, "hold_idle_per_address_day", 4)
    fresh = [Actor.anonymous(visitor=f"bot {n}", address="203.0.113.66") for n in range(6)]
    for nth in range(3):
        in_vain(shelf, fresh[nth], now, nth)
    with pytest.raises(service.HoldsWithoutOrder):
        service.place(shelf, fresh[3], NUMBERS[0], now=now)
    in_vain(shelf, fresh[4], now + minutes(2))
    with pytest.raises(service.HoldsStoppedToday):
        service.place(shelf, fresh[5], NUMBERS[0], now=now + minutes(60))
    elsewhere = Actor.anonymous(visitor="lan", address="203.0.113.7")
    assert service.place(shelf, elsewhere, NUMBERS[0], now=now).is_live


def test_who_buys_is_never_slowed(shelf, bot, now):
    for nth in range(4):
        hold = service.place(shelf, bot, NUMBERS[nth], now=now)
        service.keep(shelf, system("payments"), hold.id, now=now)
    assert service.running_of(shelf, bot, now=now) == []
