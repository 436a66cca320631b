"""How far the settings that judge people may be moved. Listed in docs/operator-ekyc.md."""

_BETWEEN: dict[str, tuple[float, float]] = {  # beyond them a rule of identity would be none
    "numbers_per_paper": (1, 100), "evidence_hours": (1, 720), "call_rejections": (1, 20),
    "call_same_agent_minutes": (0, 60), "call_missed_bookings": (1, 100),
    "second_look_percent": (0, 100), "picture_mb": (1, 20), "picture_stored_mb": (1, 20),
    "ekyc_tries": (1, 20), "ekyc_rounds": (1, 10), "ekyc_wait_minutes": (0, 1440),
    "ekyc_forgotten_hours": (1, 720), "ekyc_pictures_per_day": (6, 1000),
    "ekyc_challenges_per_day": (1, 1000), "ekyc_challenge_seconds": (20, 600),
    "ekyc_face_same": (0.3, 0.9), "ekyc_face_other": (0.1, 0.9), "ekyc_face_known": (0.3, 0.95),
    "ekyc_face_copy": (0.8, 1), "ekyc_frames_same": (0.2, 0.9), "ekyc_face_turned": (0.1, 1),
    "ekyc_face_pixels": (60, 600), "ekyc_card_face_pixels": (20, 300), "ekyc_mrz_name": (0.5, 1),
    "ekyc_dark": (0, 128), "ekyc_dim": (0, 200), "ekyc_blurred": (0, 1000),
    "ekyc_soft": (0, 3000), "ekyc_glare": (0.005, 1), "ekyc_youngest": (0, 30),
    "ekyc_of_age": (0, 30),
}  # fmt: skip
_IN_ORDER = (  # the first is never above the second
    ("ekyc_face_other", "ekyc_face_same"), ("ekyc_dark", "ekyc_dim"),
    ("ekyc_blurred", "ekyc_soft"), ("ekyc_youngest", "ekyc_of_age"),
)  # fmt: skip


def problems(settings: object) -> list[str]:
    found = [
        f"CHONSO_{name.upper()} must be between {least:g} and {most:g}"
        for name, (least, most) in _BETWEEN.items()
        if not least <= getattr(settings, name) <= most
    ]
    return found + [
        f"CHONSO_{low.upper()} must not be above CHONSO_{high.upper()}"
        for low, high in _IN_ORDER
        if getattr(settings, low) > getattr(settings, high)
    ]
