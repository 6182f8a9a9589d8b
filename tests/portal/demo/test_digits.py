"""Reading the handwritten digits."""

from portal.demo.data import digits, parts


def test_it_reads_every_image_once():
    images = digits.frame()

    assert len(images) == 1_797
    assert images["image_key"].is_unique
    assert images[digits.PIXELS].to_numpy().max() == 16


def test_the_parts_share_no_image_and_leave_none_out():
    train, held_out = digits.train_part(), digits.held_out_part()

    assert set(train["image_key"]).isdisjoint(held_out["image_key"])
    assert len(train) + len(held_out) == 1_797
    assert set(held_out["digit"]) == set(range(10))


def test_a_part_can_be_written(tmp_path):
    digest = parts.write(digits.held_out_part(), tmp_path / "held-out.csv")

    assert digest == parts.digest(digits.held_out_part())
