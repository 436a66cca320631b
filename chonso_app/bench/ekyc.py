"""Reading papers and comparing faces: how often, how wrongly, and what it costs.

Fourteen invented people × three papers × sixteen conditions of a photograph, drawn by the tests'
generator; faces of five real people from the tests' sources. Options: `people=0-4` takes a slice,
`photos=FOLDER` keeps what was drawn for the next run.
"""

import os
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

from chonso_app.bench import figure
from chonso_app.bench.ekyc_faces import measure_faces
from chonso_app.bench.ekyc_papers import Photos, Tally, read_papers
from chonso_app.bench.ekyc_worker import measure_worker

_EVERYBODY = range(14)


def run(*options: str) -> None:
    given = dict(option.split("=", 1) for option in options)
    people = _people(given.get("people", ""))
    photos = Photos(Path(given["photos"]) if "photos" in given else None)
    papers = read_papers(photos, people)
    told = f"people {people.start} to {people.stop - 1} of 14, 16 conditions, drawn papers"
    _rate("ekyc_qr_rate", papers.qr, f"{told}: front of 2021, back of 2024; baseline: one look")
    _rate("ekyc_mrz_rate", papers.mrz, f"{told}: backs of 2021 and 2024, passports")
