"""Pictures in, a verdict out. The caller owns the transaction.

Storing and showing pictures is in `pictures`, asking for a check in `checking`, its verdict in
`settling`, what a result says in `story`; all is offered here as well, so that other features
know one address.
"""

from chonso_app.ekyc.checking import (
    CheckRunning,
    FormIncomplete,
    NothingChanged,
    NoTriesLeft,
    PicturesMissing,
    Standing,
    TriesPaused,
    allowance_of,
    ask_again,
    last_check,
    request_check,
    standing,
)
from chonso_app.ekyc.papers import PassportNotTaken, choose_paper
from chonso_app.ekyc.pictures import (
    EvidenceNotFound,
    PictureNotNeeded,
    TooManyPictures,
    chosen_paper,
    current_pictures,
    keeps_to_case,
    look_at,
    may_store,
    order_to_look_at,
    papers_offered,
    pictures_to_reuse,
    reaches_case_too,
    reuse_pictures,
    store_picture,
    wanted_kinds,
)
from chonso_app.ekyc.prepared import ForCounter, file_of, for_counter
from chonso_app.ekyc.progress import (
    Progress,
    card_of,
    check_again_with_same_pictures,
    is_open,
    progress_of,
    take_name_of_card,
)
from chonso_app.ekyc.proof import IdentityUnproven, lacks, lacks_in_words, refuse_unless_proven
from chonso_app.ekyc.settling import (
    begin_check,
    give_up_old,
    lines_on_paper,
    paper_of,
    settle_check,
)
from chonso_app.ekyc.story import Line, Story, card_fields, story_of
from chonso_app.ekyc.templates import codes_of as known_face_codes
from chonso_app.ekyc.templates import forget as forget_face
from chonso_app.ekyc.templates import orders_with_face_of

__all__ = [
    "CheckRunning", "EvidenceNotFound", "ForCounter", "FormIncomplete", "IdentityUnproven", "Line",
    "NoTriesLeft", "NothingChanged", "PassportNotTaken", "PictureNotNeeded", "PicturesMissing",
    "Progress", "Standing", "Story", "TooManyPictures", "TriesPaused", "allowance_of", "ask_again",
    "begin_check", "card_fields", "card_of", "check_again_with_same_pictures", "choose_paper",
    "chosen_paper", "current_pictures", "file_of", "for_counter", "forget_face", "give_up_old",
    "is_open", "keeps_to_case", "known_face_codes", "lacks", "lacks_in_words", "last_check",
    "lines_on_paper", "look_at", "may_store", "order_to_look_at", "orders_with_face_of",
    "paper_of", "papers_offered", "pictures_to_reuse", "progress_of", "reaches_case_too",
    "refuse_unless_proven", "request_check", "reuse_pictures", "settle_check", "standing",
    "store_picture", "story_of", "take_name_of_card", "wanted_kinds",
]  # fmt: skip
