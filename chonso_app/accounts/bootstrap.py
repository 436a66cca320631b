"""The first administrator of a fresh installation: nobody is there to invite them."""

from datetime import datetime

from sqlmodel import Session, select

from chonso_app.accounts import invitations, rules, seed, units
from chonso_app.accounts.models import User
from chonso_app.core import audit
from chonso_app.core.actors import Role, system
from chonso_app.core.errors import ShopError


class AdministratorExists(ShopError):
    """Whoever is administrator invites the others."""


def first_administrator(
    session: Session, login: str, full_name: str, email: str, *, now: datetime
) -> str:
    """The link to follow within a day. For whoever has a shell on the server, and only once.

    Raises: AdministratorExists.
    """
    seed.seed(session, now)
    administrators = select(User.id).where(User.role == Role.ADMINISTRATOR)
    if session.exec(administrators).first():
        raise AdministratorExists
    user = User(
        login=login,
        full_name=full_name,
        email=email,
        role=Role.ADMINISTRATOR,
        unit_id=units.head_office(session).id,
        created_at=now,
    )
    session.add(user)
    session.flush()
    actor = system("first-administrator")
    audit.record(session, actor, "accounts.staff_invited", f"user:{user.id}", now=now)
    return invitations.new_link(session, None, user, rules.INVITATION_LASTS, now=now)
