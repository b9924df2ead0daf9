"""Linking a copy of official texts reads plain files that lie in its folder, and nothing else on the machine."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest

from regolex.errors import EvaluationError
from regolex.formats.texts import linking, official
from regolex.formats.texts.linking import link
from regolex.knowledge import KnowledgeBase

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and devices in folders")
TEXT = b"Article I\n\nPebbles are for all.\n"


def copy(folder: Path, **more: str) -> Path:
    """A folder with one text, as the Space Law Corpus keeps it."""
    place = folder / "copy" / "authoritative" / "ost"
    place.mkdir(parents=True)
    (place / "text.txt").write_bytes(TEXT)
    told = {
        "corpus_id": "un/treaty/ost-1967", "version_id": "1967-01-27-en", "language": "en",
        "text_sha256": f"sha256:{hashlib.sha256(TEXT).hexdigest()}", **more,
    }  # fmt: skip
    (place / "metadata.yaml").write_text("".join(f'{key}: "{value}"\n' for key, value in told.items()))
    return place


def test_a_pipe_or_a_device_in_the_folder_is_not_read(kb: KnowledgeBase, tmp_path: Path) -> None:
    place = copy(tmp_path)
    for name in ("pipe", "device", "loop"):
        (place.parent / name).mkdir()
    os.mkfifo(place.parent / "pipe" / "metadata.yaml")
    (place.parent / "device" / "metadata.yaml").symlink_to("/dev/zero")
    (place.parent / "loop" / "metadata.yaml").symlink_to(place.parent / "loop" / "metadata.yaml")
    assert len(link(kb.knowledge, tmp_path / "copy").texts) == 1


@pytest.mark.parametrize("name", ["text.txt", "original.pdf"])
@pytest.mark.parametrize("kind", ["pipe", "device", "link out"])
def test_what_a_card_names_is_read_only_as_a_plain_file_of_the_folder(
    kb: KnowledgeBase, tmp_path: Path, name: str, kind: str
) -> None:
    place = copy(tmp_path, original_filename="original.pdf", original_sha256="0" * 64)
    file, outside = place / name, tmp_path / "outside"
    outside.write_bytes(TEXT)
    file.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/zero" if kind == "device" else outside)
    found = link(kb.knowledge, tmp_path / "copy")
    beside = (
        name == "original.pdf" and kind != "link out"
    )  # what is not a file at all is not an original to compare with
    assert [p.code for p in found.problems] == ([] if beside else ["E321"])
    assert bool(found.texts) == beside


def test_a_card_leads_to_no_file_outside_the_folder(kb: KnowledgeBase, tmp_path: Path) -> None:
    outside = tmp_path / "secret"
    outside.write_bytes(b"secret")
    copy(tmp_path, original_filename="../../../secret", original_sha256="0" * 64)
    (problem,) = link(kb.knowledge, tmp_path / "copy").problems
    assert problem.code == "E321"
    assert hashlib.sha256(b"secret").hexdigest() not in str(problem)


def test_a_folder_of_more_texts_than_anybody_has_is_refused(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(tmp_path)
    monkeypatch.setattr(linking, "MAX_FILES", 0)
    with pytest.raises(EvaluationError) as caught:
        link(kb.knowledge, tmp_path / "copy")
    assert caught.value.problems[0].code == "E323"


def test_a_linked_file_that_became_a_device_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.symlink_to("/dev/zero")
    with pytest.raises(EvaluationError) as caught:
        official.read_file(file)
    assert caught.value.problems[0].code == "E321"


def test_no_more_is_read_of_a_file_than_a_text_can_have(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(b"x" * 11)
    with pytest.raises(EvaluationError) as caught:
        official.read_file(file, 10)
    assert caught.value.problems[0].code == "E321"
