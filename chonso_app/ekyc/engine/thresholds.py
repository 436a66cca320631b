"""From where the engine says yes, no or "a person must look".

`jobs.thresholds` fills from the settings what an operator may judge otherwise. What stays as it is
here belongs to a method, and was measured with it: `face_print` and the bits of two pictures'
prints, how far a head turns or comes closer in a challenge, the detector's own certainty, the sizes
at which pictures are measured and read, likeness of the letters of an MRZ. Another number there
means to measure the engine anew (`cli bench ekyc`) and to raise `pipeline.VERSION`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """Cosines of two faces, pixels, years. The defaults are those that the bench measures."""

    face_same: float = 0.45  # from here one person
    face_other: float = 0.33  # below here two; between them a person looks
    face_copy: float = 0.93  # the card's own picture, if the prints of both agree as well
    face_print: float = 0.80  # perhaps a photograph of it; two photographs rarely reach it
    face_narrowest: int = 160  # pixels across a face on the portrait
    card_face_narrowest: int = 60
    face_turned: float = 0.45  # 0 looks at us, 1 is a profile
    frames_same: float = 0.5  # a frame of the challenge against the portrait
    frames_fewest: int = 4  # with a face, of one challenge
    turn_least: float = 0.15  # by how much a turned head differs from its straightest frame
    closer_least: float = 1.15  # by how much a face grows that comes closer
    challenge_needed: bool = False  # without one a person must look
    dark: float = 35  # mean grey of a picture: below it is too dark,
    dim: float = 60  # below here perhaps
    blurred: float = 120  # variance of its edges: below it is blurred even for a face,
    soft: float = 450  # below here for print
    glare: float = 0.05  # share of burnt-out pixels
    mrz_name: float = 0.80  # likeness from which an MRZ's name supports the typed one
    youngest: int = 14
    of_age: int = 18


USUAL = Thresholds()
