"""Splink on the bench's people, in a process of its own: `python -m watchfloor.bench.splinked FILE`.

Needs the dependency group `peers`. Rules and comparisons are those that its documentation recommends for such columns;
those whose columns a file does not have are left out. Prints one JSON object: CPU seconds up to the first clusters,
peak memory, and the best pair F1 and B-cubed F1 over the thresholds.
"""

import json
import resource
import sys
from typing import Any

import duckdb
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

Rules = tuple[tuple[str, ...], ...]
# the first gives the clusters up to which time is counted
THRESHOLDS = (0.9, 0.5, 0.99, 0.999, 0.7, 0.3)
RULES = (
    ("phone",), ("email",), ("birth_date", "family_name"), ("birth_date", "given_name"),
    ("family_name", "given_name", "postal_code"), ("street_address", "postal_code"), ("birth_date", "postal_code"),
    ("family_name", "given_name"), ("family_name", "city"), ("given_name", "postal_code"), ("street_address",),
)  # fmt: skip
SCORED = """with c as (select cluster_id, person from {}),
     shared as (select cluster_id, person, count(*) n from c group by cluster_id, person),
     found as (select cluster_id, count(*) n from c group by cluster_id),
     known as (select person, count(*) n from c group by person)
select (select sum(n * (n - 1) / 2) from shared), (select sum(n * (n - 1) / 2) from found),
       (select sum(n * (n - 1) / 2) from known),
       (select sum(shared.n * shared.n / found.n) / sum(shared.n) from shared join found using (cluster_id)),
       (select sum(shared.n * shared.n / known.n) / sum(shared.n) from shared join known using (person))"""


def comparisons() -> dict[str, Any]:
    """What is compared of each column."""
    return {
        "given_name": compare.NameComparison("given_name").configure(term_frequency_adjustments=True),
        "family_name": compare.NameComparison("family_name").configure(term_frequency_adjustments=True),
        "birth_date": compare.DateOfBirthComparison("birth_date", input_is_string=True),
        "street_address": compare.LevenshteinAtThresholds("street_address", [2, 5]),
        "city": compare.ExactMatch("city").configure(term_frequency_adjustments=True),
        "postal_code": compare.ExactMatch("postal_code").configure(term_frequency_adjustments=True),
        "phone": compare.LevenshteinAtThresholds("phone", [1, 2]),
        "email": compare.EmailComparison("email"),
    }


def fitting(rules: Rules, columns: set[str]) -> Rules:
    """The rules all of whose columns are there."""
    return tuple(rule for rule in rules if set(rule) <= columns)


def settings(columns: set[str]) -> Any:
    """Eight comparisons and eleven rules, or as many as the columns allow."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in fitting(RULES, columns)],
        comparisons=[made for column, made in comparisons().items() if column in columns],
    )


def lessons(columns: set[str]) -> tuple[Rules, Rules]:
    """Rules whose pairs are matches nearly always, and two whose pairs teach how matches agree, on other columns."""
    if "phone" in columns:
        return (("phone",), ("email",)), (("phone",), ("birth_date", "family_name"))
    return (("email",), ("given_name", "birth_date")), (("given_name", "family_name"), ("birth_date",))


def main(path: str) -> dict[str, float]:
    """Estimate, predict, cluster, score."""
    held = duckdb.connect()
    held.execute(f"create table people as select * from read_parquet('{path}')").fetchall()
    columns = {str(row[0]) for row in held.execute("describe people").fetchall()}
    linker = Linker(DuckDBAPI(held).register("people"), settings(columns))
    sure, telling = lessons(columns)
    linker.training.estimate_probability_two_random_records_match([block_on(*rule) for rule in sure], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in telling:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    pairs = linker.inference.predict(threshold_match_probability=0.1)
    best, together, cpu, peak = 0.0, 0.0, 0.0, 0.0
    for threshold in THRESHOLDS:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        )
        if not cpu:
            used = resource.getrusage(resource.RUSAGE_SELF)
            cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        right, given, wanted, pure, whole = map(float, held.execute(SCORED.format(found.physical_name)).fetchall()[0])
        best = max(best, 2 * right / (given + wanted))
        together = max(together, 2 * pure * whole / (pure + whole))
    return {"cpu_seconds": cpu, "peak_mb": peak, "f1": best, "b_cubed": together}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])) + "\n")
