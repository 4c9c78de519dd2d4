"""The way to a page of hits."""

from watchfloor.core.rules.searching import Ground, way_of

MILLION = Ground(total=1_000_000, visible=1_000_000, labels=300, partitions=20)
NARROW = Ground(total=1_000_000, visible=5_000, labels=3, partitions=20)


def test_common_words_are_met_on_the_way_through_the_newest() -> None:
    """A word that every second record holds fills a page at once; a rare one is looked up."""
    assert way_of(shares=[0.5], ground=MILLION) == "newest first"
    assert way_of(shares=[0.0], ground=MILLION) == "by words"


def test_a_narrow_viewer_is_served_by_his_labels() -> None:
    """Who reads little is not made to pass what he may not read."""
    assert way_of(shares=[0.5], ground=NARROW) == "newest first, label by label"
    assert "label by label" not in way_of(shares=[0.5], ground=MILLION)


def test_two_common_words_together_may_be_rare() -> None:
    """Shares multiply: two words of one in a thousand each are looked up."""
    assert way_of(shares=[0.001, 0.001], ground=MILLION) == "by words"
