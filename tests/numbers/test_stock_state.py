"""/admin/kho-so as a browser drives it, and as a hostile one does."""

import pytest

from chonso_app.core import media
from chonso_app.core.money import vnd
from chonso_app.numbers import (
    importing,
    stock_jobs,
    stock_look,
    stock_pace,
    stock_pages,
    stock_shown,
    stock_state,
    stock_state_rules,
    stock_state_runs,
    stock_views,
)
from chonso_app.numbers.models import NumberStatus
from chonso_app.numbers.stock_state import NumberStockState
from chonso_app.numbers.stock_state_rules import NumberRuleState
from chonso_app.numbers.stock_state_runs import NumberRunState
from tests.numbers.stock_world import CLERK, HEAD, KV1, number, shelve, status, stock
from tests.tabs import Tab

__all__ = ["stock"]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch, now):
    stock_look.forget_counts()
    monkeypatch.setattr(stock_pace, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(stock_state_runs, "follow", lambda *_: None)
    for module in (stock_state, stock_state_runs, stock_state_rules):
        monkeypatch.setattr(module, "utc_now", lambda: now)


@pytest.fixture
def shelf(stock):
    shelve(stock, {f"09012310{n:02d}": 50_000 + n for n in range(60)})
    shelve(stock, {"0937516868": 980_000}, unit_id=1, store_code="CH-01")
    status(stock, "0901231007", NumberStatus.BLOCKED)
    return stock


S, R, P = NumberStockState, NumberRunState, NumberRuleState


def test_the_stock_is_paged_filtered_and_counted(shelf):
    tab = Tab(HEAD)
    tab.do(S.load)
    page = tab.state(S)
    assert (len(page.lines), page.total, page.lines[0].shown) == (50, "61 số", "0901 23 1000")
    assert [figure.count for figure in page.figures] == ["60", "0", "0", "1"]
    tab.do(S.next_page)
    assert (len(page.lines), page.following, page.lines[0].national) == (11, "", "0901231050")
    tab.do(S.ask, "tinh-trang", "blocked")
    assert [line.national for line in page.lines] == ["0901231007"]
    tab.do(S.ask, "tinh-trang", "")
    tab.do(S.ask, "kho", "1")
    assert page.lines[0].place == "Cty KV 1"
    tab.do(S.ask, "kho", "chung")
    tab.do(S.ask, "q", "*1010")
    assert [line.national for line in page.lines] == ["0901231010"]
    tab.do(S.ask, "q", "lan")
    assert page.error
    tab.do(S.clear)
    assert (page.error, page.total) == ("", "61 số")
    for name, value in (("q", ["x"]), ("sql", "1"), ("kho", "9" * 90), ("tu", "-1"), ("lop", "x")):
        tab.do(S.ask, name, value)
    assert page.total == "61 số"


def test_one_number_is_blocked_with_a_reason_and_put_out_again(shelf):
    tab = Tab(HEAD)
    tab.do(S.load)
    tab.do(S.open, "0901231001")
    page = tab.state(S)
    assert (page.panel, page.opened.status, page.told) == ("number", "Đang bán", [])
    tab.do(S.block, {"reason": " "})
    assert "lý do" in tab.notice
    tab.do(S.block, {"reason": "Thu hồi"})
    assert (page.opened.status, page.opened.may_release) == ("Tạm khóa", True)
    assert [(told.what, told.reason) for told in page.told] == [("Tạm khóa", "Thu hồi")]
    assert page.told[0].who == "Tổ KDO 1"
    tab.do(S.release)
    assert number(shelf, "0901231001").status is NumberStatus.AVAILABLE
    tab.do(S.open, "nonsense")
    assert "Không tìm thấy số" in tab.notice


def test_staff_of_a_unit_see_and_touch_their_own_stock_only(shelf):
    tab = Tab(KV1)
    tab.do(S.load)
    page = tab.state(S)
    assert [line.national for line in page.lines] == ["0937516868"]
    assert (page.head_office, [code for code, _ in page.unit_codes]) == (False, ["KV1"])
    tab.do(S.ask, "kho", "2")
    assert len(page.lines) == 1
    tab.do(S.open, "0901231001")
    assert (page.opened.national, "Không tìm thấy số" in tab.notice) == ("", True)
    page.opened = stock_shown.Opened(national="0901231001")
    tab.do(S.block, {"reason": "x"})
    assert number(shelf, "0901231001").status is NumberStatus.AVAILABLE


def test_a_file_is_checked_shown_confirmed_and_done(shelf, now):
    data = b"so,gia\n0901231000,70000\n0905236868,1\nxyz,1"
    kept = media.put(data, kind="stock")
    run = importing.begin(shelf, HEAD, "lo-1.csv", len(data), kept, now=now)
    shelf.commit()
    run_id = run.key
    tab = Tab(HEAD)
    tab.do(S.load)
    tab.do(R.file_sent, run_id)
    page = tab.state(R)
    assert (page.panel, page.run.word) == ("run", "Đang kiểm tra")
    stock_jobs.check(run_id)
    tab.do(R.open_run, run_id)
    assert (page.run.would_do, page.run.priced, page.problems[0].line) == ("1", "1", "4")
    tab.do(R.choose_prices, True)
    tab.do(R.confirm)
    stock_jobs.do(run_id)
    tab.do(R.open_run, run_id)
    assert (page.run.status, page.run.share, page.run.step) == ("done", 100, 4)
    assert [(one.word, one.count) for one in page.counts][:2] == [
        ("Đã nhập mới", "1"), ("Đã thay đổi", "1"),
    ]  # fmt: skip
    assert (page.history[0].what, page.history[0].count) == ("Nhập số từ tệp", "2")
    assert number(shelf, "0901231000").price == 70_000
    tab.do(S.open, "0901231000")
    assert tab.state(S).told[0].what == f"Lượt {run_id}: {vnd(50_000)} thành {vnd(70_000)}"
    tab.do(R.stop)
    assert tab.notice
    for nonsense in (2**70, -1, "x", None):
        tab.do(R.open_run, nonsense)
        assert page.run == stock_views.RunView()


def test_an_act_is_counted_for_the_filter_or_for_a_pasted_list(shelf):
    tab = Tab(HEAD)
    tab.do(S.load)
    tab.do(S.ask, "q", "*1010")
    page = tab.state(R)
    tab.do(R.set_act, "viec", "price")
    tab.do(R.set_act, "gia", "2tr")
    tab.do(R.ask_act, {})
    assert page.act_error
    tab.do(R.set_act, "gia", "99.000")
    tab.do(R.ask_act, {})
    stock_jobs.check(page.run.run_id)
    tab.do(R.open_run, page.run.run_id)
    assert (page.run.title, page.run.would_do) == (f"Đặt giá {vnd(99_000)}", "1")
    assert page.list_url == "/api/kho-so/viec?viec=price&gia=99.000"
    tab.do(R.set_act, "chon", "dan")
    tab.do(R.ask_act, {"numbers": None})
    assert "Chưa chọn số nào" in tab.notice
    tab.do(R.ask_act, {"numbers": "0901231000\n0901231001"})
    stock_jobs.check(page.run.run_id)
    tab.do(R.confirm)
    stock_jobs.do(page.run.run_id)
    assert number(shelf, "0901231001").price == 99_000
    for name, value in (("viec", "import"), ("viec", "x"), ("nothing", "x"), ("gia", 7)):
        tab.do(R.set_act, name, value)
    tab.do(R.ask_act, "no form")
    assert "Chưa chọn số nào" in tab.notice


def test_words_that_no_browser_sends_do_no_harm(shelf):
    tab = Tab(HEAD)
    tab.do(S.load)
    tab.do(R.set_act, "ly-do", "Thu\nhồi\x00 \ud800")
    assert tab.state(R).act["ly-do"] == "Thu hồi "
    assert tab.state(R).list_url.endswith("ly-do=Thu+h%E1%BB%93i+")
    tab.do(S.ask, "q", "\udfff*1010\x00")
    assert (tab.state(S).asked["q"], len(tab.state(S).lines)) == ("*1010", 1)
    tab.do(R.set_act, "chon", "dan")
    tab.do(R.ask_act, {"numbers": "0901231000\ud800"})
    assert tab.state(R).run.run_id


def test_a_filter_that_cannot_be_read_is_told_and_nothing_is_done_by_it(shelf):
    tab = Tab(HEAD)
    tab.do(S.load)
    tab.do(R.set_act, "viec", "release")
    tab.do(R.ask_act, {})
    assert "Chưa chọn số nào" in tab.notice
    tab.do(S.ask, "tu", "5 triệu")
    assert tab.state(S).error == "Không đọc được giá 5 triệu. Ghi giá bằng chữ số, ví dụ 5.000.000."
    tab.do(R.ask_act, {})
    assert (tab.notice, tab.state(R).run.run_id) == (tab.state(S).error, 0)


def test_a_rule_is_written_shown_applied_and_removed(shelf):
    tab = Tab(HEAD)
    tab.do(S.load)
    tab.do(P.new_rule)
    page = tab.state(P)
    form = {
        "shape": "loc-phat", "badge_only": "1", "prefix": "", "unit": "", "price": "2.000.000",
        "percent": "", "priority": "5", "starts_on": "", "ends_on": "31/12",
    }  # fmt: skip
    tab.do(P.save_rule, form)
    assert set(page.errors) == {"ends_on"}
    tab.do(P.save_rule, form | {"ends_on": None, "percent": "9"})
    assert "một mức giá" in tab.notice
    tab.do(P.save_rule, form | {"ends_on": None, "unit": None})
    (rule,) = page.rules
    assert (rule.shape, rule.gives, rule.in_force) == ("Lộc phát", vnd(2_000_000), True)
    tab.do(P.open_rule, rule.rule_id)
    assert (page.form["shape"], page.form["price"]) == ("loc-phat", "2000000")
    tab.do(R.ask_rules)
    run_id = tab.state(R).run.run_id
    stock_jobs.check(run_id)
    tab.do(R.confirm)
    stock_jobs.do(run_id)
    assert number(shelf, "0937516868").price == 2_000_000
    tab.do(P.open_rule, rule.rule_id)
    tab.do(P.remove_rule)
    assert page.rules == []
    tab.do(P.open_rule, 99)
    assert "quy tắc" in tab.notice


def test_whoever_may_not_sees_nothing(shelf):
    tab = Tab(CLERK)
    tab.do(S.load)
    tab.do(R.show_tab, "history")
    tab.do(P.load_rules)
    assert (tab.state(S).lines, tab.state(R).history, tab.state(P).rules) == ([], [], [])


def test_the_page_draws():
    assert stock_pages.stock_page() is not None
