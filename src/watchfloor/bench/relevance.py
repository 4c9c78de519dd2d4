"""Relevance at its full size: what an item costs, that the indexes find what a plain look finds, and near pairs."""

from collections.abc import Sequence
from statistics import median
from time import process_time

from rich.console import Console

from watchfloor.bench import near
from watchfloor.bench.figures import Figure, spread_of
from watchfloor.bench.plainly import Everything, Plain
from watchfloor.bench.wished import NOW, Sizes, Wishes
from watchfloor.plan.formats.relevance import relevance_policy
from watchfloor.plan.rules.ground import Ground
from watchfloor.plan.rules.relevance import ThingFacts
from watchfloor.plan.rules.touching import touches
from watchfloor.plan.rules.wanted import Wanted

ITEMS, LOOKED_AT, MOST = 5_000, 20, 200
REPORTS = 1_000_000


def measure(runs: int, say: Console, *, rows: int = REPORTS) -> list[Figure]:
    """CPU milliseconds an item and items a CPU second; `rows` reports paired, and so many assets and wishes by part."""
    figures = held(runs, say, sizes=_sizes(rows / REPORTS), items=max(20, int(ITEMS * min(1.0, rows / REPORTS))))
    return [*figures, *near.measure(runs, say, rows=rows)]


def _sizes(part: float) -> Sizes:
    whole = Sizes()
    if part >= 1:
        return whole
    few = {name: max(3, int(getattr(whole, name) * part)) for name in whole.__slots__ if name != "wide"}
    return Sizes(**few, wide=max(0.5, whole.wide * part**0.5))


def held(runs: int, say: Console, *, sizes: Sizes, items: int) -> list[Figure]:
    """Laid out once, then item by item; a sample is looked at plainly beside it."""
    policy = relevance_policy()
    codes = [(code, " ".join(phrase)) for phrase, numbers in policy.sector_words.numbers.items()
             for code in (policy.sectors[n] for n in numbers)]  # fmt: skip
    states = [(policy.states[n], " ".join(phrase)) for phrase, ns in policy.state_words.numbers.items() for n in ns]
    made = Wishes(1, sizes, sectors=codes, states=states)
    everything, coming = made.everything(), list(made.items(items))
    begun = process_time()
    wanted, ground = laid_out(everything)
    laid = process_time() - begun
    each = [_one(thing, wanted, ground) for thing in coming]
    bulk = spread_of(max(runs, 1), lambda: items / _all(coming, wanted, ground))
    differ = sum(not _agree(thing, everything, wanted, ground) for thing in coming[:LOOKED_AT])
    wishes = sizes.needs + sizes.words + sizes.subscriptions
    about = f"{wishes:,} needs, watch words and subscriptions, {sizes.assets:,} assets, {sizes.areas} areas"
    say.print(f"  an item: {median(each):.2f} CPU ms; in bulk {bulk.median:,.0f} items a CPU second "
              f"({bulk.least:,.0f} to {bulk.most:,.0f})", highlight=False)  # fmt: skip
    ordered = sorted(each)
    return [
        Figure(f"an item held against {about}, median", round(median(each), 3), "CPU ms", runs=items),
        Figure("99th of a hundred", round(ordered[int(0.99 * items)], 3), "CPU ms", runs=items),
        Figure("items in bulk", round(bulk.median), "/CPU s", runs=runs),
        Figure("all of it laid out with its indexes", round(laid, 2), "CPU s"),
        Figure(f"of {min(items, LOOKED_AT)} items, matched otherwise by a plain look", differ, "items"),
    ]


def laid_out(all_: Everything) -> tuple[Wanted, Ground]:
    """With its indexes."""
    wanted = Wanted.of(
        needs=all_.needs, words=all_.words, events=all_.events, software=all_.software,
        subscriptions=all_.subscriptions,
    )  # fmt: skip
    return wanted, Ground.of(all_.assets, all_.areas)


def _one(thing: ThingFacts, wanted: Wanted, ground: Ground) -> float:
    begun = process_time()
    touches(thing, wanted, ground, policy=relevance_policy(), now=NOW, most=MOST)
    return 1000 * (process_time() - begun)


def _all(coming: Sequence[ThingFacts], wanted: Wanted, ground: Ground) -> float:
    begun = process_time()
    for thing in coming:
        touches(thing, wanted, ground, policy=relevance_policy(), now=NOW, most=MOST)
    return process_time() - begun


def _agree(thing: ThingFacts, everything: Everything, wanted: Wanted, ground: Ground) -> bool:
    found = touches(thing, wanted, ground, policy=relevance_policy(), now=NOW)
    ours = {(t.touched, t.touched_id, t.how, t.distance_m, t.weight) for t in found}
    return ours == Plain(thing, everything, relevance_policy(), NOW).found()
