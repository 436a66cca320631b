"""A generation is whole or it is refused; the old one goes only when the new one is on the disk."""

import numpy as np
import pytest

from chonso_app.numbers.index import file
from chonso_app.numbers.index.feed import Place
from chonso_app.numbers.index.file import Generation, Unusable

ARRAYS = {
    "number": np.arange(5, dtype=np.uint32),
    "prices": np.arange(5, dtype=np.int64) * 1000,
    "stores": np.array(["CH01", "CH-79-02"], "<U16"),
    "none": np.empty(0, np.uint64),
    "shares": np.linspace(0, 1, 7),
}
PLACE = Place(9, "2026-11-25T05:00:00+00:00", ((4, 4), (6, 8)))


def written(folder):
    return file.write(folder, ARRAYS, count=5, place=PLACE, made="2026-11-25T05:00:00+00:00")


def test_what_was_written_is_read(tmp_path):
    generation = Generation(written(tmp_path))
    generation.verify()
    assert generation.header.place == PLACE
    assert generation.header.count == 5
    assert generation.arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert generation.arrays[name].dtype == array.dtype
        assert np.array_equal(generation.arrays[name], array)
        assert not generation.arrays[name].flags.writeable


def test_the_next_one_has_the_next_number_and_the_one_before_goes(tmp_path):
    first = written(tmp_path)
    opened = Generation(first)
    (tmp_path / "numbers-00000009.part").write_bytes(b"left by a killed builder")
    second = written(tmp_path)
    assert file.newest_in(tmp_path) == second
    assert [path.name for path in tmp_path.iterdir()] == ["numbers-00000002.idx"]
    assert opened.is_untouched()
    opened.verify()  # who has it open still reads it


def test_any_flipped_byte_is_found_by_reading_all_of_it(tmp_path):
    path = written(tmp_path)
    good = path.read_bytes()
    padding = {at for at in range(len(good)) if good[at] == 0}
    for at in range(0, len(good), 7):
        path.write_bytes(good[:at] + bytes([good[at] ^ 0x10]) + good[at + 1 :])
        try:
            Generation(path).verify()
        except Unusable as error:
            assert error.why == "corrupt"  # noqa: PT017  a loop of hundreds of files
        else:
            assert at in padding  # between the arrays, where nothing is read


@pytest.mark.parametrize("length", [0, 7, 16, 100, -64, -1])
def test_a_file_cut_short_is_refused_at_once(tmp_path, length):
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(Unusable, match="corrupt"):
        Generation(path)


def test_a_file_made_by_other_rules_is_refused(tmp_path, monkeypatch):
    path = written(tmp_path)
    monkeypatch.setattr(file, "RULES_VERSION", 99)
    with pytest.raises(Unusable, match="version"):
        Generation(path)


def test_writing_into_an_open_file_is_noticed(tmp_path):
    path = written(tmp_path)
    generation = Generation(path)
    assert generation.is_untouched()
    with path.open("r+b") as opened:
        opened.truncate(64)
    assert not generation.is_untouched()


def test_nothing_is_left_of_a_file_that_could_not_be_written(tmp_path, monkeypatch):
    old = written(tmp_path)

    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(file.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        written(tmp_path)
    assert list(tmp_path.iterdir()) == [old]
