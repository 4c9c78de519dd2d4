"""Made-up needs, watch words, subscriptions, assets, areas and items of a seed, to measure and test relevance on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from watchfloor.bench.plainly import Everything
from watchfloor.core.rules.draft import Place, When
from watchfloor.plan.rules.ground import AreaFacts, AssetFacts, Outline
from watchfloor.plan.rules.relevance import NeedFacts, ThingFacts
from watchfloor.plan.rules.software import product_of
from watchfloor.plan.rules.wanted import EventFacts, SoftwareFacts, SubscriptionFacts, WatchWordFacts

NOW = datetime(2026, 11, 21, tzinfo=UTC)
Codes = Sequence[str]
RATED = ("high", "medium", "low", "unrated")
MAKERS = (
    "Siemens AG",
    "Palo Alto Networks",
    "Rockwell Automation",
    "Schneider Electric",
    "Cisco",
    "Microsoft Corporation",
)
PRODUCTS = (
    "PAN-OS",
    "STEP 7",
    "ControlLogix 5580",
    "ControlLogix",
    "IOS XE",
    "Windows",
    "Windows 10",
    "Multiple Products",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of each; `names` is how many words there are to name things with: few make many matches."""

    assets: int = 120_000
    areas: int = 500
    needs: int = 4_000
    words: int = 2_000
    subscriptions: int = 4_000
    events: int = 50
    software: int = 500
    names: int = 20_000
    wide: float = 14.0  # degrees of longitude of the region, and as many of latitude


class Wishes:
    """The same seed gives the same. `sectors` and `states`: codes with a phrase for each, as the policy says them."""

    def __init__(
        self, seed: int, sizes: Sizes, *, sectors: Sequence[tuple[str, str]], states: Sequence[tuple[str, str]]
    ) -> None:
        self.rng, self.sizes, self.sectors, self.states = Random(seed), sizes, sectors, states
        self.codes = tuple(dict.fromkeys(code for code, _ in sectors))
        letters = "bcdfghklmnprstvw"
        self.names = ["".join(self.rng.choice(letters) + self.rng.choice("aeiou") for _ in range(3))
                      for _ in range(sizes.names)]  # fmt: skip

    def everything(self) -> Everything:
        """All that items are held against."""
        rng, sizes = self.rng, self.sizes
        needs = [
            NeedFacts(n, f"Need {n}", *self._wish(), self._outlines(), starts_at=rng.choice((None, NOW)),
                      ends_at=rng.choice((None, None, NOW + timedelta(days=90), NOW)))
            for n in range(sizes.needs)
        ]  # fmt: skip
        return Everything(
            [self._asset(n) for n in range(sizes.assets)],
            [AreaFacts(n, f"County {n}", (self._box(sizes.wide / 22),)) for n in range(sizes.areas)],
            needs, [self._word(n) for n in range(sizes.words)], [self._event(n) for n in range(sizes.events)],
            [self._software(n) for n in range(sizes.software)],
            [self._followed(n) for n in range(sizes.subscriptions)], self.sectors, self.states,
        )  # fmt: skip

    def items(self, many: int) -> Iterator[ThingFacts]:
        """What comes: half with a place, a tenth with an area; words that may name a sector, a state or one of ours."""
        rng = self.rng
        for _ in range(many):
            shape, point = rng.random(), self._point()
            place = Place(*point, rng.choice((0.0, 50.0, 400.0, 4_000.0, 20_000.0, 300_000.0))) if shape < 0.5 else None
            made = product_of(rng.choice(MAKERS), rng.choice(PRODUCTS))
            yield ThingFacts(
                place, (self._box(rng.choice((0.05, 0.3, 1.0))),) if shape > 0.9 else (),
                (rng.choice(self.codes),) if rng.random() < 0.1 else (),
                When(NOW - timedelta(days=rng.randrange(200)), None, "day", "") if rng.random() < 0.7 else None,
                tuple(self._text()), (rng.choice(self.states)[0],) if rng.random() < 0.1 else (),
                (made,) if made and rng.random() < 0.2 else (), rng.randrange(1, 4),
            )  # fmt: skip

    def _text(self) -> Iterator[str]:
        """About a hundred words, two of them of a sector or a state; fewer where there are few to choose from."""
        many = min(self.sizes.names, 30)
        for _ in range(many):
            yield from self.rng.choices(self.names, k=3)
            if self.rng.random() < 2 / many:
                yield from self.rng.choice((*self.sectors, *self.states))[1].split()

    def _point(self) -> tuple[float, float]:
        half = self.sizes.wide / 2
        return -97 + self.rng.uniform(-half, half), 42 + self.rng.uniform(-half, half)

    def _box(self, wide: float) -> Outline:
        (x, y), high = self._point(), wide * self.rng.uniform(0.5, 1)
        return ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))

    def _outlines(self) -> tuple[Outline, ...]:
        return (self._box(self.sizes.wide / 22),) if self.rng.random() < 0.4 else ()

    def _phrase(self) -> str:
        return " ".join(self.rng.choices(self.names, k=self.rng.choice((1, 2, 2, 3))))

    def _wish(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        rng = self.rng
        codes = tuple(rng.sample(self.codes, rng.choice((0, 0, 1, 2))))
        return codes, tuple(self._phrase() for _ in range(rng.choice((0, 1, 2, 3))))

    def _asset(self, n: int) -> AssetFacts:
        rng = self.rng
        lon, lat = self._point() if rng.random() < 0.98 else (None, None)
        name = " ".join((*rng.choices(self.names, k=2), rng.choice(("Dam", "Station", "Hospital"))))
        codes = tuple(rng.sample(self.codes, rng.choice((1, 1, 2))))
        return AssetFacts(
            n, name, "site", codes, lon, lat, rng.choice(RATED), (), rng.choice(self.states)[0], float(n % 97)
        )

    def _word(self, n: int) -> WatchWordFacts:
        senders, days = frozenset((self.rng.randrange(1, 4),)), self.rng.choice((60, 60, 0))
        return WatchWordFacts(n, self._phrase(), "A need", "arson", senders, NOW, NOW + timedelta(days=days))

    def _event(self, n: int) -> EventFacts:
        days = self.rng.choice((3, 3, -1))
        return EventFacts(n, self._phrase(), self._outlines(), NOW - timedelta(days=9), NOW + timedelta(days=days))

    def _software(self, n: int) -> SoftwareFacts:
        return SoftwareFacts(n, self.rng.choice(MAKERS), self.rng.choice((*PRODUCTS, "")), "A utility")

    def _followed(self, n: int) -> SubscriptionFacts:
        rng, which = self.rng, self.rng.random()
        need = rng.randrange(max(1, self.sizes.needs)) if which < 0.5 else None
        codes = (rng.choice(self.codes),) if 0.4 < which < 0.8 else ()
        return SubscriptionFacts(n, "what is asked there", need, codes, self._outlines() if which > 0.6 else ())
