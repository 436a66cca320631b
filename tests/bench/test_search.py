"""The bench of search measures what it says, and does not pass over a wrong answer."""

import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from chonso_app.bench import search, search_index
from chonso_app.bench.search_index import build
from chonso_app.bench.search_mix import Asked, extremes, mix
from chonso_app.bench.search_roads import Facts, Road, facts_of, road_to_page, trigrams_of
from chonso_app.bench.search_sql import measure
from chonso_app.bench.search_sqlite import Sqlite
from chonso_app.bench.search_stock import SPACE, stock
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query, Sort
from chonso_app.numbers.rules import PREFIXES, NumberClass

_NAMES = {
    "search_cpu_p50_ms", "search_cpu_p95_ms", "search_cpu_max_ms", "search_extremes_cpu_p95_ms",
    "search_6868_ms", "search_bytes_per_number", "search_build_cpu_s", "search_qps_per_cpu_s",
}  # fmt: skip
_MANY = Facts(7_000_000, dict.fromkeys(NumberClass, 0.02), tuple(range(1000)))


@pytest.fixture(scope="module")
def shelf():
    return stock(5_000)


def _of(text: str, sort: Sort = Sort.CHEAPEST) -> Query:
    return Query(patterns=(Pattern(text),), sort=sort)


def test_the_mix_is_always_the_same_246_questions_of_22_kinds():
    asked = mix()
    assert asked == mix()
    assert len(asked) == 246
    kinds = Counter(one.kind for one in asked)
    assert len(kinds) == 22
    assert (kinds["suffix 4"], kinds["class"], kinds["two pieces"]) == (34, 21, 6)
    assert {one.query.sort for one in extremes()} == set(Sort)


def test_the_stock_is_of_different_numbers_of_our_prefixes(shelf):
    assert len(np.unique(shelf.number)) == 5_000
    assert {f"0{number // 10**7}" for number in shelf.number.tolist()} == set(PREFIXES)
    assert 0.65 < shelf.shown.mean() < 0.75
    assert shelf.price.min() == 35_000
    assert 50_000 < np.median(shelf.price) < 70_000
    assert np.array_equal(shelf.number, stock(5_000).number)
    assert SPACE == 80_000_000


@pytest.mark.parametrize(
    ("query", "road"),
    [
        (_of("*6868"), Road.TAIL),
        (_of("*68"), Road.ORDER),
        (_of("090312*"), Road.HEAD),
        (_of("*888*"), Road.ORDER),
        (_of("*88888*"), Road.TEXT),
        (_of("*6868", Sort.BEST), Road.TAIL),
        (Query(), Road.ORDER),
    ],
)
def test_sql_takes_the_road_with_the_fewest_rows(query, road):
    assert road_to_page(_MANY, query) is road


def test_ends_are_part_of_the_trigrams():
    assert trigrams_of(Pattern("*6868")) == ["686", "868", "68$"]
    assert trigrams_of(Pattern("09?5*12*")) == ["^09"]
    assert trigrams_of(Pattern("*68*")) == []


def test_a_small_run_prints_every_figure(capsys):
    search.run("--numbers", "20000", "--without-80m", "--without-postgres")
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {figure["name"] for figure in told} == _NAMES
    assert all(figure["value"] > 0 for figure in told)
    rate = next(figure for figure in told if figure["name"] == "search_qps_per_cpu_s")
    assert rate["ratio"] > 1


def test_a_wrong_answer_of_the_index_ends_the_run(shelf, tmp_path, monkeypatch):
    built = build(shelf, tmp_path / "index")
    engine = Sqlite(tmp_path, shelf, facts_of(shelf))
    asked = [Asked("suffix 2", _of("*68"))]
    assert len(measure(engine, built, asked, 1.0).asked) == 1
    right = search_index.pages.answer
    monkeypatch.setattr(
        search_index.pages, "answer", lambda *given: replace(right(*given), total=1)
    )
    with pytest.raises(SystemExit, match="do not agree on suffix 2"):
        measure(engine, built, asked, 1.0)
    engine.close()
