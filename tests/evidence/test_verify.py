"""A bundle that leaves the house can be checked anywhere, and no way of changing it goes unseen."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session

from chonso_app import cli
from chonso_app.contracts import seal
from chonso_app.evidence import manifest, verify
from tests.evidence import world

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """One bundle for all the ways of tampering: making it takes a second."""
    from sqlmodel import SQLModel

    from chonso_app.activation import service as activation
    from chonso_app.core import db
    from tests.conftest import NOON
    from tests.orders import world as shop

    folder = tmp_path_factory.mktemp("bundle")
    engine = db.make_engine(f"sqlite:///{folder}/case.db")
    SQLModel.metadata.create_all(engine)
    before = db.engine
    db.use_engine(engine)
    patch = pytest.MonkeyPatch()
    patch.setattr(activation.ekyc, "standing", lambda *_args, **_named: "passed")
    patch.setattr("chonso_app.core.jobs._enqueue", lambda *_args: None)
    with Session(engine, expire_on_commit=False) as session:
        shop.stock(session)
        world.world.staff(session, NOON)
        order = world.live(session, NOON)
        bundle = world.sealed(session, order, NOON)
        files = world.unpacked(world.exported(session, bundle, folder, NOON))
    patch.undo()
    db.use_engine(before)
    engine.dispose()
    return files


def wrong(files: Files, folder: Path) -> list[str]:
    return verify.check_file(world.packed(files, folder / "tampered.zip")).wrong


def picture(files: Files) -> str:
    return next(name for name in sorted(files) if name.startswith("anh/"))


def relisted(files: Files, change: Callable[[list[bytes]], list[bytes]]) -> Files:
    lines = files[manifest.NAME].splitlines(keepends=True)
    return files | {manifest.NAME: b"".join(change(lines))}


def test_a_bundle_as_it_was_exported_is_whole(whole: Files, tmp_path: Path) -> None:
    assert wrong(dict(whole), tmp_path) == []
    report = verify.check_file(world.packed(whole, tmp_path / "b.zip"))
    assert report.is_whole
    assert "Phiếu GS-" in report.notes[0]


def test_it_holds_everything_that_the_case_rests_on(whole: Files) -> None:
    records = {"ban-khai", "kiem-tra", "dong-y", "quyet-dinh", "nhat-ky", "cuoc-goi", "don-hang"}
    assert {f"{name}.json" for name in records} <= whole.keys()
    assert {manifest.COVER, manifest.NAME, manifest.ROOTS} <= whole.keys()
    assert sum(name.startswith("anh/") for name in whole) == 3
    assert sum("/anh-" in name for name in whole) == 3
    assert any(name.endswith("hop-dong.pdf") for name in whole)
    checks = json.loads(whole["kiem-tra.json"])
    assert checks["checks"][0]["engine"]
    assert all(len(digest) == 64 for digest in checks["models"].values())
    said = {one["to"]: one for one in json.loads(whole["dong-y.json"])}
    assert said["contract"]["text_version"]
    assert said["spoken_in_call"]["at"]
    decided = json.loads(whole["quyet-dinh.json"])
    assert decided[0]["status"] == "approved"
    told = {entry["action"] for entry in json.loads(whole["nhat-ky.json"])}
    assert {"activation.approved", "contracts.signed"} <= told
    form = json.loads(whole["ban-khai.json"])
    assert form["id_number"]


def test_it_names_no_other_customers_order(whole: Files) -> None:
    """Staff see whose face is alike; who gets the bundle of one person does not."""
    kinds = {one["check"] for one in json.loads(whole["kiem-tra.json"])["checks"][0]["checks"]}
    assert "other_face" in kinds
    assert not [name for name, data in whole.items() if world.SOMEBODY.encode() in data]


def test_the_list_and_the_records_name_nobody(whole: Files) -> None:
    form = json.loads(whole["ban-khai.json"])
    for name in (manifest.NAME, "kiem-tra.json", "cuoc-goi.json", "quyet-dinh.json",
                 "nhat-ky.json", "dong-y.json", "don-hang.json"):  # fmt: skip
        text = whole[name].decode()
        assert form["id_number"] not in text
        assert form["full_name"] not in text


def test_a_changed_byte_of_a_picture_is_found(whole: Files, tmp_path: Path) -> None:
    name = picture(whole)
    [found] = wrong(whole | {name: whole[name][:-1] + b"!"}, tmp_path)
    assert name in found
    assert "bị sửa" in found


def test_a_removed_file_is_found(whole: Files, tmp_path: Path) -> None:
    name = picture(whole)
    [found] = wrong({key: data for key, data in whole.items() if key != name}, tmp_path)
    assert found.startswith(f"Thiếu tệp {name}")


def test_an_added_file_is_found(whole: Files, tmp_path: Path) -> None:
    [found] = wrong(whole | {"anh/99999-portrait.jpg": b"x"}, tmp_path)
    assert "bị thêm vào" in found


def test_a_changed_line_is_found_even_with_its_own_digest_made_anew(
    whole: Files, tmp_path: Path
) -> None:
    def change(lines: list[bytes]) -> list[bytes]:
        line = json.loads(lines[3])
        line["sha256"] = "0" * 64
        line["digest"] = manifest.digest_of(line)
        return [*lines[:3], json.dumps(line).encode() + b"\n", *lines[4:]]

    found = " ".join(wrong(relisted(whole, change), tmp_path))
    assert "Chuỗi bị đứt ở dòng 5" in found
    assert "con dấu" in found.lower()


def test_lines_in_another_order_are_found(whole: Files, tmp_path: Path) -> None:
    found = wrong(relisted(whole, lambda rows: [*rows[:2], rows[3], rows[2], *rows[4:]]), tmp_path)
    assert any("đổi chỗ" in one for one in found)


def test_a_chain_that_is_cut_off_is_found(whole: Files, tmp_path: Path) -> None:
    found = wrong(relisted(whole, lambda rows: rows[:-2]), tmp_path)
    assert any("bị cắt" in one for one in found)


def test_a_list_that_was_chained_anew_from_its_beginning_has_no_seal(
    whole: Files, tmp_path: Path
) -> None:
    """Whoever changes a file and works out every digest again still cannot sign."""
    name = picture(whole)
    lines = [
        {key: value for key, value in line.items() if key not in {"seq", "previous", "digest"}}
        for line in manifest.read(whole[manifest.NAME])
    ]
    for line in lines:
        if line.get("path") == name:
            line["sha256"] = verify.hashlib.sha256(b"another face").hexdigest()
    forged = whole | {name: b"another face", manifest.NAME: manifest.grown(b"", lines)}
    found = " ".join(wrong(forged, tmp_path))
    assert "Con dấu" in found
    assert "Tờ bìa là của một bộ chứng cứ khác" in found


def test_the_cover_of_another_bundle_is_found(whole: Files, tmp_path: Path) -> None:
    other = seal.seal(verify.cover.typst.compile(b"= Other", format="pdf"))
    assert any("Tờ bìa là của" in one for one in wrong(whole | {"bia.pdf": other}, tmp_path))
    touched = whole["bia.pdf"].replace(b"Be Vietnam", b"Be Vietnem", 1) + b"\n"
    assert any("Tờ bìa bị sửa" in one for one in wrong(whole | {"bia.pdf": touched}, tmp_path))
    without = {name: data for name, data in whole.items() if name != "bia.pdf"}
    assert wrong(without, tmp_path) == ["Thiếu tờ bìa."]


def test_a_changed_entry_of_the_audit_log_is_named(whole: Files, tmp_path: Path) -> None:
    entries = json.loads(whole["nhat-ky.json"])
    entries[0]["actor"] = "somebody:1"
    changed = whole | {"nhat-ky.json": json.dumps(entries).encode()}
    found = wrong(changed, tmp_path)
    assert any(f"Mục {entries[0]['seq']} của nhật ký" in one for one in found)


def test_another_certificate_is_not_believed(
    whole: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = world.packed(whole, tmp_path / "b.zip")
    assert verify.check_file(file, roots=whole[manifest.ROOTS]).is_whole
    stranger = seal._make_development_pkcs12(b"x")
    (tmp_path / "other.p12").write_bytes(stranger)
    monkeypatch.setattr(seal.settings, "signing_pkcs12", str(tmp_path / "other.p12"))
    monkeypatch.setattr(seal.settings, "signing_password", "x")
    report = verify.check_file(file)
    assert any("chứng thư" in one for one in report.wrong)


@pytest.mark.parametrize("rubbish", [b"", b"not a zip", b"PK\x03\x04 almost"])
def test_what_is_no_bundle_is_refused_in_words(tmp_path: Path, rubbish: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(rubbish)
    assert "không phải tệp ZIP" in verify.check_file(file).wrong[0]
    assert "Không có bảng kê" in verify.check_file(world.packed({"a": b"b"}, file)).wrong[0]


def test_the_command_says_it_and_exits_with_it(
    whole: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = world.packed(whole, tmp_path / "b.zip")
    with pytest.raises(SystemExit) as good:
        cli.verify_evidence(str(file), "")
    assert good.value.code == 0
    assert "NGUYÊN VẸN" in capsys.readouterr().out
    world.packed(whole | {picture(whole): b"x"}, file)
    with pytest.raises(SystemExit) as bad:
        cli.verify_evidence(str(file), "")
    assert bad.value.code == 1
    assert "KHÔNG NGUYÊN VẸN: 1 điều không đúng." in capsys.readouterr().out
