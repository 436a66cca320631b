"""The clerk's approval asks the policy what an activation must rest on."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.activation import decisions, dossier_view
from chonso_app.activation.models import DossierStatus
from chonso_app.core.config import settings
from chonso_app.ekyc import service as ekyc
from tests.activation import world


@pytest.mark.parametrize("policy", ["authority", "chip", "authority_or_chip"])
def test_what_the_policy_misses_keeps_the_dossier_on_the_desk(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch, policy: str
) -> None:
    dossier = world.claimed(ready, now)
    monkeypatch.setattr(settings, "activation_proof", policy)
    with pytest.raises(ekyc.IdentityUnproven):
        decisions.approve(ready, world.clerk(), dossier.key, now=now)
    assert dossier.status is not DossierStatus.APPROVED
    view = dossier_view.open_dossier(ready, world.clerk(), dossier.key, now=now)
    assert [row.label for row in view.checks if row.tone == "bad"] == ["Căn cứ hòa mạng"]
    monkeypatch.setattr(settings, "activation_proof", "people")
    decisions.approve(ready, world.clerk(), dossier.key, now=now)
    assert dossier.status is DossierStatus.APPROVED
