"""The one date that document 1 gives (A.13): eSIM since 15/06/2022. The rest are the defaults."""

from datetime import date, datetime

from sqlmodel import Session, select

from chonso_app.switches.models import Feature, FeatureSwitch

FOR_PRODUCTION = True


def seed(session: Session, now: datetime) -> None:
    known = select(FeatureSwitch.id).where(FeatureSwitch.feature == Feature.ESIM)
    if session.exec(known).first() is None:
        session.add(
            FeatureSwitch(feature=Feature.ESIM, starts_on=date(2022, 6, 15), changed_at=now)
        )
