"""The verdict: deny by default, a permission opens for its roles only."""

import pytest

from chonso_app.core.actors import Actor, Role
from chonso_app.core.permissions import ROLES, Permission
from chonso_app.ui.access import PUBLIC, Verdict, verdict


@pytest.mark.parametrize("role", [None, *Role])
def test_what_is_not_declared_is_refused_to_everybody(role: Role | None) -> None:
    assert verdict(None, Actor(user_id=1, role=role)) is Verdict.REFUSE


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_a_permission_opens_for_its_roles_only(role: Role, permission: Permission) -> None:
    opened = verdict(permission, Actor(user_id=1, role=role)) is Verdict.ALLOW
    assert opened == (permission in ROLES[role])


def test_a_stranger_is_sent_to_log_in_and_may_do_what_is_public() -> None:
    stranger = Actor.anonymous("v")
    assert verdict(Permission.AUDIT_READ, stranger) is Verdict.LOG_IN
    assert verdict(PUBLIC, stranger) is Verdict.ALLOW
