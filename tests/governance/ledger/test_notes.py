"""Checkpoints are signed notes that other people's programs read."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance import notes

# The example in the documentation of golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    GO_TEXT + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
    "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SIGNER = notes.Signer("pitwall-tests", Ed25519PrivateKey.from_private_bytes(bytes(32)))
CHECKPOINT = notes.Checkpoint("pitwall-tests", 12, bytes(range(32)))


def test_it_opens_a_note_that_go_signed():
    verifier = notes.Verifier.parse(GO_KEY)
    assert verifier.open(GO_NOTE) == GO_TEXT
    assert verifier.text() == GO_KEY


def test_a_checkpoint_comes_back_from_its_note():
    note = SIGNER.sign(CHECKPOINT.text())
    verifier = notes.Verifier.parse(SIGNER.verifier.text())
    assert notes.Checkpoint.parse(verifier.open(note)) == CHECKPOINT


def test_a_checkpoint_has_the_three_lines_of_the_specification():
    root = base64.b64encode(bytes(range(32))).decode()
    assert CHECKPOINT.text() == f"pitwall-tests\n12\n{root}\n"


@pytest.mark.parametrize(("old", "new"), [("12", "13"), ("pitwall", "pitstop"), ("AAEC", "AAED")])
def test_a_changed_note_is_refused(old, new):
    note = SIGNER.sign(CHECKPOINT.text()).replace(old, new, 1)
    with pytest.raises(notes.NoteError, match="didn't sign this note"):
        SIGNER.verifier.open(note)


def test_a_signature_by_another_key_of_the_same_name_is_refused():
    other = notes.Signer("pitwall-tests", Ed25519PrivateKey.generate())
    with pytest.raises(notes.NoteError, match="didn't sign this note"):
        SIGNER.verifier.open(other.sign(CHECKPOINT.text()))


def test_signatures_of_others_beside_ours_do_no_harm():
    witness = notes.Signer("witness", Ed25519PrivateKey.generate())
    theirs = witness.sign(CHECKPOINT.text()).rsplit("\n\n", 1)[1]
    head, ours = SIGNER.sign(CHECKPOINT.text()).rsplit("\n\n", 1)
    assert SIGNER.verifier.open(f"{head}\n\n{theirs}{ours}") == CHECKPOINT.text()


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("", "has no signature"),
        ("a\nb\n", "has no signature"),
        ("a\n\n— pitwall-tests ???\n", "isn't base64"),
        ("a\n\n— pitwall-tests AAAA\n", "has 3 bytes, not 68"),
        ("a\n\n— somebody AAAA\n", "didn't sign"),
    ],
)
def test_it_says_why_a_note_cant_be_read(note, why):
    with pytest.raises(notes.NoteError, match=why):
        SIGNER.verifier.open(note)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("one\n2\n", "three lines"),
        ("one\n02\nAAAA\n", "isn't|not a whole number"),
        ("one\n-2\nAAAA\n", "not a whole number"),
        ("one\n٣\nAAAA\n", "not a whole number"),
        ("one\n2\nAAAA\n", "has 3 bytes, not 32"),
        ("one\n2\n!\n", "isn't base64"),
    ],
)
def test_it_says_why_a_checkpoint_cant_be_read(text, why):
    with pytest.raises(notes.NoteError, match=why):
        notes.Checkpoint.parse(text)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("PeterNeumann", "reads name"),
        (GO_KEY.replace("c74f20a3", "c74f20a4"), "doesn't belong"),
        (GO_KEY.replace("+ARpc", "+ARpd"), "doesn't belong"),
        (GO_KEY.replace("+ARpc", "+CRpc"), "isn't of Ed25519"),
        (GO_KEY[:-4], "has 30 bytes"),
    ],
)
def test_it_says_why_a_key_cant_be_read(key, why):
    with pytest.raises(notes.NoteError, match=why):
        notes.Verifier.parse(key)
