"""What of a picture is accepted and kept."""

import io

import pytest
from PIL import Image

from chonso_app.core import images
from chonso_app.core.config import settings


def _noise(side: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", quality=98)
    return out.getvalue()


def test_more_than_an_operator_accepts_is_refused_with_how_much_may_be(
    monkeypatch: pytest.MonkeyPatch,
):
    sent = _noise(1600)
    assert len(sent) > 1_000_000
    assert images.reencode(sent).width == 1600
    monkeypatch.setattr(settings, "picture_mb", 1)
    with pytest.raises(images.PictureTooLarge) as refused:
        images.reencode(sent)
    assert refused.value.params["megabytes"] == 1


def test_what_is_kept_is_as_small_as_asked_for(monkeypatch: pytest.MonkeyPatch):
    sent = _noise(1600)
    usual = len(images.reencode(sent).data)
    monkeypatch.setattr(settings, "picture_stored_mb", 1)
    assert len(images.reencode(sent).data) < usual
