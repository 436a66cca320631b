"""Plans and promotions as marketing changes them."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from chonso_app.accounts.models import Unit
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.plans import drafts, managing, seed, service
from chonso_app.plans.models import Plan, Promotion, PromotionUnit, SimKind

KDO = Actor(user_id=3, role=Role.MARKETING)
PLAN = {
    "code": "d90x", "name": "D90X", "price": "90.000", "cycle_days": "30",
    "data_mb_per_day": "2048", "summary": "2 GB mỗi ngày", "terms": "Một.\n\n  Hai. ",
    "introduction": "Dòng một\nDòng hai", "on_sale": "1",
}  # fmt: skip
PROMOTION = {
    "code": "TET", "plan_code": "KMTET", "title": "Tết 10 GB", "starts_on": "2027-01-20",
    "ends_on": "2027-02-20", "for_sim": "1", "for_esim": "1", "channels": "chonso-online, doi-tac",
    "cap": "1.000", "data_mb_per_day": "1024", "days": "10", "terms": "Một lần.", "is_on": "1",
}  # fmt: skip


@pytest.fixture
def shop(session: Session, now: datetime) -> Session:
    seed.seed(session, now)
    session.commit()
    return session


def plan_draft(**changed: str) -> drafts.PlanDraft:
    made, errors = drafts.plan(PLAN | changed)
    assert made, errors
    return made


def promotion_draft(**changed: str) -> drafts.PromotionDraft:
    made, errors = drafts.promotion(PROMOTION | changed)
    assert made, errors
    return made


def only_promotion(session: Session, code: str) -> Promotion:
    return session.exec(select(Promotion).where(Promotion.code == code)).one()


def test_what_is_typed_is_read_as_people_write_it() -> None:
    made = plan_draft()
    assert (made.code, made.price, made.terms) == ("D90X", 90_000, ("Một.", "Hai."))
    assert promotion_draft().channels == ("chonso-online", "doi-tac")
    assert promotion_draft(cap="").cap is None


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("code", "có dấu", "code"), ("code", "", "missing"), ("price", "chín", "not_whole"),
        ("price", "-1", "not_whole"), ("price", "99999999999999999", "out_of_range"),
        ("cycle_days", "0", "out_of_range"), ("summary", "x" * 161, "too_long"),
        ("terms", " \n ", "no_terms"), ("terms", "x" * 301, "terms"),
        ("data_mb_per_day", "0", "nothing_inside"), ("introduction", "x" * 4001, "too_long"),
    ],
)  # fmt: skip
def test_a_wrong_field_of_a_plan_is_named(field: str, typed: str, why: str) -> None:
    made, errors = drafts.plan(PLAN | {field: typed})
    assert made is None
    assert errors == {field: f"plans.admin.field.{why}"}


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("starts_on", "20/01/2027", "day"), ("ends_on", "2027-01-19", "backwards"),
        ("channels", "Đối tác", "channel"), ("cap", "0", "out_of_range"),
        ("days", "", "missing"), ("plan_code", "", "missing"),
    ],
)  # fmt: skip
def test_a_wrong_field_of_a_promotion_is_named(field: str, typed: str, why: str) -> None:
    made, errors = drafts.promotion(PROMOTION | {field: typed})
    assert made is None
    assert errors == {field: f"plans.admin.field.{why}"}


def test_a_promotion_is_for_some_sim() -> None:
    _, errors = drafts.promotion({k: v for k, v in PROMOTION.items() if not k.startswith("for_")})
    assert set(errors) == {"for_esim"}


@pytest.mark.parametrize("raw", [{}, {"code": ["x"], "terms": 5, "price": None}])
def test_nonsense_is_only_an_error(raw: dict[str, object]) -> None:
    assert drafts.plan(raw)[0] is None
    assert drafts.promotion(raw)[0] is None


def test_a_new_plan_stands_last_and_is_sold(shop: Session, now: datetime) -> None:
    managing.save_plan(shop, KDO, "", plan_draft(), now=now)
    assert service.plans_on_sale(shop)[-1].code == "D90X"
    with pytest.raises(managing.PlanCodeTaken):
        managing.save_plan(shop, KDO, "", plan_draft(), now=now)


def test_a_changed_plan_keeps_its_code_and_old_offers_keep_their_price(
    shop: Session, now: datetime
) -> None:
    frozen = service.plan_of(shop, "D90").as_json()
    managing.save_plan(shop, KDO, "D90", plan_draft(code="D90", price="95.000"), now=now)
    shop.commit()
    assert service.plan_of(shop, "D90").price == 95_000
    assert frozen["price"] == 90_000
    told = shop.exec(select(AuditEntry).where(AuditEntry.subject == "plan:D90")).one()
    assert told.action == "plans.plan_saved"
    assert "price" in told.detail["changed"]


def test_off_sale_is_not_offered_and_comes_back(shop: Session, now: datetime) -> None:
    managing.set_on_sale(shop, KDO, "D90", on_sale=False, now=now)
    with pytest.raises(service.PlanNotFound):
        service.plan_of(shop, "D90")
    managing.set_on_sale(shop, KDO, "D90", on_sale=True, now=now)
    assert service.plan_of(shop, "D90")


def test_plans_are_put_in_order(shop: Session, now: datetime) -> None:
    before = [plan.code for plan in service.plans_on_sale(shop)]
    managing.move_plan(shop, KDO, before[1], -1, now=now)
    managing.move_plan(shop, KDO, before[1], -1, now=now)  # already the first
    after = [plan.code for plan in service.plans_on_sale(shop)]
    assert after == [before[1], before[0], *before[2:]]
    with pytest.raises(service.PlanNotFound):
        managing.move_plan(shop, KDO, "NOPE", 1, now=now)


def test_a_promotion_is_added_with_a_word_of_a_unit(shop: Session, now: datetime) -> None:
    unit = Unit(code="KV9", name="Khu vực 9")
    shop.add(unit)
    shop.commit()
    words = {f"unit_{unit.id}": "on", f"from_{unit.id}": "2027-02-01", "unit_99999": "off"}
    managing.save_promotion(shop, KDO, 0, promotion_draft(**words), now=now)
    made = only_promotion(shop, "TET")
    (own,) = shop.exec(select(PromotionUnit).where(PromotionUnit.promotion_id == made.id))
    assert (own.unit_id, own.is_on, own.starts_on) == (unit.id, True, date(2027, 2, 1))
    managing.save_promotion(shop, KDO, made.id, promotion_draft(), now=now)
    assert shop.exec(select(PromotionUnit)).all() == []


def test_the_same_code_on_the_same_day_is_refused(shop: Session, now: datetime) -> None:
    managing.save_promotion(shop, KDO, 0, promotion_draft(), now=now)
    with pytest.raises(managing.WindowTaken):
        managing.save_promotion(shop, KDO, 0, promotion_draft(), now=now)


def test_what_orders_have_keeps_its_name_and_room(shop: Session, now: datetime) -> None:
    managing.save_promotion(shop, KDO, 0, promotion_draft(), now=now)
    made = only_promotion(shop, "TET")
    made.granted = 5
    shop.add(made)
    shop.commit()
    with pytest.raises(managing.PromotionGiven):
        managing.save_promotion(shop, KDO, made.id, promotion_draft(code="TET2"), now=now)
    with pytest.raises(managing.CapTooLow):
        managing.save_promotion(shop, KDO, made.id, promotion_draft(cap="4"), now=now)
    managing.save_promotion(shop, KDO, made.id, promotion_draft(ends_on="2027-03-01"), now=now)
    assert made.ends_on == date(2027, 3, 1)


def test_windows_that_somebody_could_fit_twice_are_told(shop: Session, now: datetime) -> None:
    running = service.offers(shop, SimKind.ESIM, now=now).promotion
    assert running
    days = {"starts_on": running.ends_on, "ends_on": "2027-02-20"}
    same = promotion_draft(**days)
    assert [one.code for one in managing.overlapping(shop, KDO, 0, same)] == ["TN4G"]
    elsewhere = promotion_draft(**days, channels="doi-tac")
    assert managing.overlapping(shop, KDO, 0, elsewhere) == []
    assert managing.overlapping(shop, KDO, 0, promotion_draft()) == []


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.ORDER_CLERK, Role.SUPERVISOR])
def test_only_marketing_and_administrators_change_them(
    shop: Session, now: datetime, role: Role
) -> None:
    actor = Actor(user_id=5, role=role)
    with pytest.raises(NotAllowed):
        managing.save_plan(shop, actor, "", plan_draft(), now=now)
    with pytest.raises(NotAllowed):
        managing.save_promotion(shop, actor, 0, promotion_draft(), now=now)
    with pytest.raises(NotAllowed):
        managing.shelf(shop, actor)
    assert shop.get(Plan, "D90X") is None
