"""Splink on the bench's people, in a process of its own: `python -m watchfloor.bench.splinked FILE`.

Needs the dependency group `peers`. Rules and comparisons are those that its documentation recommends for such columns.
Prints one JSON object: CPU seconds up to the first clusters, peak memory, and the best pair F1 and B-cubed F1 over four
thresholds.
"""

import json
import resource
import sys
from typing import Any

import duckdb
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLDS = (0.9, 0.5, 0.99, 0.999)
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


def settings() -> Any:
    """Eight comparisons, eleven rules."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
        comparisons=[
            compare.NameComparison("given_name").configure(term_frequency_adjustments=True),
            compare.NameComparison("family_name").configure(term_frequency_adjustments=True),
            compare.DateOfBirthComparison("birth_date", input_is_string=True),
            compare.LevenshteinAtThresholds("street_address", [2, 5]),
            compare.ExactMatch("city").configure(term_frequency_adjustments=True),
            compare.ExactMatch("postal_code").configure(term_frequency_adjustments=True),
            compare.LevenshteinAtThresholds("phone", [1, 2]),
            compare.EmailComparison("email"),
        ],
    )


def main(path: str) -> dict[str, float]:
    """Estimate, predict, cluster, score."""
    held = duckdb.connect()
    held.execute(f"create table people as select * from read_parquet('{path}')").fetchall()
    api = DuckDBAPI(held)
    linker = Linker(api.register("people"), settings())
    linker.training.estimate_probability_two_random_records_match([block_on("phone"), block_on("email")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth_date", "family_name"))
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
