"""Reading papers and comparing faces: how often, how wrongly, and what it costs.

`bench ekyc [--people 0-13] [--photos FOLDER] [--only papers|faces|sessions]`. Fourteen invented
people × three papers × sixteen conditions of a photograph, drawn by the tests' generator, and the
faces of five real people. `--photos` keeps what was drawn for the next run: drawing takes longer
than reading. No real paper was ever before this engine: the rates compare, they do not promise.
"""

import argparse
import os
from pathlib import Path

from chonso_app.bench import figure
from chonso_app.bench.ekyc_matrix import Album, cross, read

_ALL = 14


def run(*options: str) -> None:
    given = _asked(options)
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # as the pool sets it
    first, last = given.people
    people, album = range(first, last + 1), Album(given.photos)
    told = f"people {first} to {last} of {_ALL}, 16 conditions, drawn papers"
    if given.only in ("", "papers"):
        _papers(people, album, told)
    if given.only in ("", "faces"):
        _faces()
    if given.only in ("", "sessions"):
        _sessions(album)


def _papers(people: range, album: Album, told: str) -> None:
    rates = read(people, album)
    qr, mrz = rates.qr, rates.mrz
    figure(
        "ekyc_qr_rate", qr.percent, "%", baseline=qr.percent_at_once,
        conditions=f"{told}; {qr} of fronts of 2021 and backs of 2024; baseline: one look, as is",
    )  # fmt: skip
    figure(
        "ekyc_mrz_rate", mrz.percent, "%", baseline=mrz.percent_at_once,
        conditions=f"{told}; {mrz} of backs of 2021 and 2024 and passports; baseline: one look",
    )  # fmt: skip
    crossed = cross(people, album)
    figure(
        "ekyc_wrong_accepted", qr.wrong + mrz.wrong + crossed.wrong, "papers", baseline=None,
        conditions=f"{told}; read otherwise than written, of {qr.tried + mrz.tried}, and passed "
        f"with another's back or form, of {crossed.tried}",
    )  # fmt: skip


def _faces() -> None:
    from chonso_app.bench.ekyc_faces import compare

    seen = compare()
    figure(
        "ekyc_face_false_accepts", seen.others_passed, "pairs", baseline=None,
        conditions=f"{seen.others} portraits of others against printed faces of five people in 16 "
        f"conditions, highest cosine {seen.highest:.2f}, {seen.others_unsure} unsure; of "
        f"{seen.same} by the same person {seen.same_passed} passed, {seen.same_failed} failed",
    )  # fmt: skip


def _sessions(album: Album) -> None:
    from chonso_app.bench.ekyc_sessions import measure

    cost = measure(album)
    figure(
        "ekyc_session_cpu_ms", cost.with_frames_ms, "ms", baseline=cost.without_ms,
        conditions=f"median of {cost.sessions} good sessions with nine frames of a challenge, "
        f"worst {cost.worst_ms:.0f} ms; baseline: the same without frames",
    )  # fmt: skip
    figure(
        "ekyc_worker_mb", cost.worker_mb, "MB", baseline=cost.fresh_mb,
        conditions=f"most that one process of the pool held over {cost.runs} sessions, poor ones "
        f"too; address space {cost.addresses_mb:.0f} MB; baseline: warm, before the first",
    )  # fmt: skip


def _asked(options: tuple[str, ...]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench ekyc")
    parser.add_argument("--people", type=_span, default=(0, _ALL - 1), metavar="0-13")
    parser.add_argument("--photos", type=Path, default=None, metavar="FOLDER")
    parser.add_argument("--only", choices=("", "papers", "faces", "sessions"), default="")
    return parser.parse_args(options)


def _span(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last or first)
