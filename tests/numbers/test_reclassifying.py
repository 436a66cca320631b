"""After an update that changed a rule, every number says what the new rule says."""

import sqlalchemy as sa
from sqlmodel import col, select

from chonso_app.numbers import reclassifying, rules
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberChange
from chonso_app.numbers.seed import rows

READ = ("classes", "traits", "beauty", "cls", "rules_version")


def test_rows_of_an_older_version_are_read_anew_and_told(session, now, monkeypatch):
    monkeypatch.setattr(reclassifying, "_PIECE", 30)
    put_on_shelf(session, list(rows(100, this_year=now.year)))
    old = {"classes": 0, "traits": 0, "beauty": 0, "cls": "", "rules_version": 1}
    some = session.exec(select(Number.msisdn).limit(40)).all()
    session.execute(sa.update(Number).where(col(Number.msisdn).in_(some)).values(old))

    place, rewritten = "", 0
    while True:
        place, count = reclassifying.reclassify_after(session, place, now=now)
        rewritten += count
        if not place:
            break

    assert rewritten == 40
    assert set(session.exec(select(NumberChange.msisdn))) == set(some)
    session.expire_all()
    for number in session.exec(select(Number)):
        wanted = new_row(number.national, number.price, this_year=now.year)
        assert {name: getattr(number, name) for name in READ} == {n: wanted[n] for n in READ}
        assert number.rules_version == rules.RULES_VERSION
