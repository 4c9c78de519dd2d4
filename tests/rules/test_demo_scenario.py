"""The exercise: repeatable, fictional, marked, with a needle that is there and decoys that are not it."""

import csv
import io
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfloor.demo.assets import KINDS
from watchfloor.demo.mailbag import BROKEN, NO_DATE, TWICE, UNDATED
from watchfloor.demo.names import SWITCHBOARD
from watchfloor.demo.places import km_between
from watchfloor.demo.reports import COLUMNS, INCIDENTS, PARTY_COLUMNS, Report
from watchfloor.demo.scenario import Scenario, make_scenario
from watchfloor.gather.formats.delimited import read

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
PLATE = re.compile(r"\bEXR ?\d{4}\b")
PHONE = re.compile(r"\(?\b(\d{3})\)?[-. ](\d{3})[-.](\d{4})\b")
# words that would name a protected characteristic; none may occur in any text of the exercise
PROTECTED = re.compile(
    r"\b(race|racial|ethnic\w*|muslim|islam\w*|christian|jewish|jew|hindu|church|mosque|synagogue|temple|arab\w*|asian|"
    r"african|hispanic|latin[oax]|caucasian|immigrant|foreign\w*|nationality|accent|male|female|man|woman|men|women|gay|"
    r"lesbian|transgender|disabled person|disability|religio\w*|hijab|turban|middle eastern)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """One exercise for all tests that only look."""
    return make_scenario(seed=1, now=NOW)


def plates_of(report: Report) -> set[str]:
    """The plates in a report, without blanks."""
    return {found.replace(" ", "") for found in PLATE.findall(report.narrative)}


def phones_of(report: Report) -> set[str]:
    """The phone numbers in a narrative, as NNN-NNN-NNNN."""
    return {"-".join(found) for found in PHONE.findall(report.narrative)}


def rows_of(scenario: Scenario, agency: str) -> list[dict[str, str]]:
    """The rows of an agency's file."""
    [content] = [file.content for file in scenario.files if file.agency == agency]
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_same_seed_and_moment_give_the_same_bytes(scenario: Scenario) -> None:
    """The same seed and moment give an equal scenario, files included."""
    assert make_scenario(seed=1, now=NOW) == scenario


def test_another_seed_gives_another_exercise(scenario: Scenario) -> None:
    """Another seed changes the reports, the plate that matters and the ids of the bundle."""
    other = make_scenario(seed=2, now=NOW)
    assert other.clues.plate != scenario.clues.plate
    assert other.files[0].content != scenario.files[0].content
    assert not {r.narrative for r in other.reports if not r.thread} >= {
        r.narrative for r in scenario.reports if not r.thread
    }


def test_the_zone_of_now_does_not_matter(scenario: Scenario) -> None:
    """The same moment said in another zone gives the same files."""
    elsewhere = make_scenario(seed=1, now=NOW.astimezone(timezone(timedelta(hours=9))))
    assert elsewhere.files == scenario.files


def test_as_many_reports_as_asked_for(scenario: Scenario) -> None:
    """400 reports by default, any number from the stories upward on request, fewer are refused by name."""
    assert len(scenario.reports) == 400
    assert len(make_scenario(seed=1, now=NOW, reports=20).reports) == 20
    with pytest.raises(ValueError, match="reports: 3 are too few"):
        make_scenario(seed=1, now=NOW, reports=3)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), days=st.floats(-700, 1500))
def test_reports_lie_in_the_two_weeks_before(seed: int, days: float) -> None:
    """Whatever the seed and the moment, each report lies in the fourteen days before, by the clock of its place."""
    now = NOW + timedelta(days=days)
    reports = make_scenario(seed=seed, now=now, reports=120).reports
    begins = {
        zone: (now.astimezone(zone) - timedelta(days=14)).timestamp() for zone in {r.occurred.tzinfo for r in reports}
    }
    assert all(begins[one.occurred.tzinfo] <= one.occurred.timestamp() <= now.timestamp() for one in reports)
    assert all(one.occurred <= other.occurred for one, other in pairwise(reports))


def test_at_least_25_kinds_of_incident_are_told(scenario: Scenario) -> None:
    """More than 25 kinds occur among 400 reports and all kinds have names of their own."""
    assert len({report.kind for report in scenario.reports}) >= 30
    assert len({incident.name for incident in INCIDENTS}) == len(INCIDENTS)


def test_reports_are_not_clones(scenario: Scenario) -> None:
    """No two narratives are alike, and each has two to eight sentences without a slot left open."""
    texts = [report.narrative for report in scenario.reports]
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert not set("{}[]|") & set(text), text
        assert not text.startswith("?"), text
        assert 2 <= len(re.findall(r"[.?](?: |$)", text)) <= 9, text
        assert ".." not in text


def test_nobody_is_described_by_a_protected_characteristic(scenario: Scenario) -> None:
    """No narrative, title or file names a protected characteristic."""
    for file in scenario.files:
        assert not PROTECTED.search(file.content.decode()), file.name
    for incident in INCIDENTS:
        assert not PROTECTED.search(" ".join((incident.titles, *incident.sentences))), incident.name


def test_every_number_plate_and_address_is_fictional(scenario: Scenario) -> None:
    """Phones are 555-01xx, plates EXR, mail example.org, domains .example, addresses of documentation networks."""
    text = "\n".join(file.content.decode() for file in scenario.files)
    assert {f"{middle}-{last[:2]}" for _, middle, last in PHONE.findall(text)} == {"555-01"}
    assert all(re.fullmatch(r"\d{3}-555-01\d\d", one.phone) for one in scenario.people)
    assert all(asset.contact.startswith("320-555-01") for asset in scenario.assets)
    assert set(re.findall(r"plate ([A-Z]{3})", text)) == {"EXR"}
    assert all(person.email == f"{person.login}@example.org" for person in scenario.people)
    assert set(re.findall(r"\b(\d+\.\d+\.\d+)\.\d+\b", text)) <= {"198.51.100", "203.0.113"}


def test_everything_is_marked_exercise(scenario: Scenario) -> None:
    """Each file, each row and each agency bears the word EXERCISE, and no other state is named."""
    assert all(file.name.startswith("exercise-") and b"EXERCISE" in file.content for file in scenario.files)
    assert all(agency.name.endswith("(EXERCISE)") for agency in scenario.agencies)
    for code in {report.agency for report in scenario.reports}:
        for row in rows_of(scenario, code):
            assert (row["exercise"], row["state"]) == ("EXERCISE", "Northland")


def test_files_hold_the_reports_and_two_faults_that_are_told(scenario: Scenario) -> None:
    """Each report stands in its agency's file once; one row stands twice and one has no date, as the truth says."""
    seen: Counter[str] = Counter()
    for code in {report.agency for report in scenario.reports}:
        rows = rows_of(scenario, code)
        assert tuple(rows[0]) == (*COLUMNS, *PARTY_COLUMNS)
        seen.update(row["case_number"] for row in rows if row["occurred"] != NO_DATE)
    assert set(seen) == {report.case_number for report in scenario.reports}
    assert {case for case, count in seen.items() if count > 1} == set(scenario.truth.twice)
    assert rows_of(scenario, TWICE)[0] == rows_of(scenario, TWICE)[-1]
    undated = rows_of(scenario, UNDATED)[-1]
    assert (undated["occurred"], (undated["case_number"],)) == (NO_DATE, scenario.truth.undated)
    assert not set(scenario.truth.undated) & set(seen)


def test_the_needle_is_told_by_seven_agencies_over_twelve_days(scenario: Scenario) -> None:
    """Seven reports, each by another agency, over twelve days, with no sentence in common."""
    needle = [report for report in scenario.reports if report.case_number in scenario.truth.needle]
    assert len({report.agency for report in needle}) == len(needle) == 7
    days = (needle[-1].occurred - needle[0].occurred).days
    assert 10 <= days <= 12
    sentences = [line for report in needle for line in report.narrative.split(". ")]
    assert len(set(sentences)) == len(sentences)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_the_truth_says_ties_the_needle_together(seed: int) -> None:
    """For any seed the clues occur in exactly the reports that the truth names, and join them all into one."""
    scenario = make_scenario(seed=seed, now=NOW)
    truth, clues = scenario.truth, scenario.clues
    named: dict[str, set[str]] = defaultdict(set)
    for report in scenario.reports:
        named["plate"] |= {report.case_number} if clues.plate.replace(" ", "") in plates_of(report) else set()
        named["phone"] |= {report.case_number} if clues.phone in phones_of(report) else set()
        named["domain"] |= {report.case_number} if clues.domain in report.narrative else set()
    for tie, found in named.items():
        assert found == {case for case, by in truth.by.items() if tie in by}, tie
    assert set(truth.federal) == named["phone"] | named["domain"]
    assert named["plate"] & named["phone"]
    one, other = (report for report in scenario.reports if "near" in report.by)
    assert other.occurred - one.occurred < timedelta(hours=1)
    assert None not in (one.lat, one.lon, other.lat, other.lon)
    assert km_between((one.lat or 0, one.lon or 0), (other.lat or 0, other.lon or 0)) < 2
    assert named["plate"] & {other.case_number}


def test_the_needle_touches_the_assets_that_it_says(scenario: Scenario) -> None:
    """Reports of the needle lie within 1.5 km of a touched asset: three substations and a hospital."""
    by_id = {asset.id: asset for asset in scenario.assets}
    touched = [by_id[one] for one in scenario.truth.touched]
    assert Counter(asset.kind for asset in touched) == {"substation": 3, "hospital": 1}
    for report in scenario.reports:
        if report.thread == "needle" and report.lat is not None and report.lon is not None:
            point = (report.lat, report.lon)
            assert min(km_between(point, (asset.lat, asset.lon)) for asset in touched) < 1.5


def test_decoys_share_nothing_with_the_needle(scenario: Scenario) -> None:
    """The contractor and the drone club share clues among themselves and none with the needle."""
    by_case = {report.case_number: report for report in scenario.reports}
    needle = [by_case[case] for case in scenario.truth.needle]
    theirs = set().union(*(plates_of(report) | phones_of(report) for report in needle))
    for cases in scenario.truth.decoys.values():
        own = [plates_of(by_case[case]) | phones_of(by_case[case]) for case in cases]
        assert set.intersection(*own)
        assert not set.union(*own) & theirs
    assert scenario.clues.work_order in "".join(r.narrative for r in scenario.reports if r.thread == "contractor")


def test_the_switchboard_is_too_common_to_link(scenario: Scenario) -> None:
    """One number stands in more than 25 reports, beyond what any link may be made of."""
    named = [report for report in scenario.reports if SWITCHBOARD in phones_of(report)]
    assert len(named) > 25
    assert scenario.truth.too_common == SWITCHBOARD
    assert not any(report.thread == "needle" for report in named)


def test_ordinary_reports_overlap_too(scenario: Scenario) -> None:
    """Vehicles and numbers turn up again in ordinary reports, but not in so many that all hangs together."""
    plates = Counter(plate for report in scenario.reports if not report.thread for plate in plates_of(report))
    shared = [plate for plate, count in plates.items() if count > 1]
    assert 5 <= len(shared) <= 60
    assert max(plates.values()) <= 8


def test_the_cast_stands_as_the_access_tests_need_it(scenario: Scenario) -> None:
    """Ana, Ben, Cy, Pia, Dee and Ike have their roles; Cy's agency has no agreement; one training has lapsed."""
    people = {person.login: person for person in scenario.people}
    assert len(people) == len(scenario.people)
    roles = {login: people[login].role for login in ("ana", "ben", "cy", "pia", "dee", "ike")}
    assert roles == {
        "ana": "analyst", "ben": "liaison", "cy": "liaison", "pia": "privacy", "dee": "director", "ike": "inspector",
    }  # fmt: skip
    agencies = {agency.code: agency for agency in scenario.agencies}
    assert people["ana"].agency == scenario.center
    assert agencies[people["cy"].agency].agreement is None
    assert not any(report.agency == people["cy"].agency for report in scenario.reports)
    agreed = agencies[people["ben"].agency].agreement
    assert agreed is not None
    assert agreed.agreed_on < NOW.date() < agreed.valid_until
    lapsed = {p.login for p in scenario.people for t in p.trainings if t.valid_until < NOW.date()}
    assert len(lapsed) == 1
    assert not lapsed & {"ana", "ben", "pia", "dee", "ike"}
    assert {person.release_level for person in scenario.people} == {"U", "CUI"}
    assert people["cy"].release_level == "U"
    assert all(code in agencies for group in scenario.groups for code in group.agencies)


def test_assets_are_sixty_with_places_and_sectors(scenario: Scenario) -> None:
    """About sixty assets with distinct names and ids, in the region, each of a known kind."""
    assert 55 <= len(scenario.assets) <= 70
    assert len({asset.name for asset in scenario.assets}) == len({asset.id for asset in scenario.assets})
    for asset in scenario.assets:
        assert 44.9 < asset.lat < 45.9
        assert -94.4 < asset.lon < -93.4
        assert (asset.sector, asset.criticality in ("high", "medium", "low")) == (KINDS[asset.kind][0], True)


def test_the_door_opens_each_report_and_sets_one_row_aside(scenario: Scenario) -> None:
    """The reader of `gather` makes a draft of each row and sets aside the one without a date, with its reason."""
    drafts, aside = [], []
    for file in scenario.files:
        if file.door == "gather":
            for reading in read(file.content, {"mapping": file.mapping}):
                drafts += reading.drafts
                aside += reading.set_aside
    assert Counter(draft.data["case_number"] for draft in drafts) == Counter(
        [*(report.case_number for report in scenario.reports), *scenario.truth.twice]
    )
    assert not [draft.findings for draft in drafts if draft.findings]
    assert all(draft.when is not None and draft.when.precision == "minute" for draft in drafts)
    assert len(aside) == 1
    assert NO_DATE in aside[0].reasons[0]


def test_one_file_is_broken_on_purpose(scenario: Scenario) -> None:
    """The truth names the one file that cannot be read."""
    assert scenario.truth.broken == (BROKEN,)
    assert BROKEN in {file.name for file in scenario.files}
