"""Loading every kernel before the work, so that what compiling costs is told apart from it; set-up runs this module."""

import pyarrow as pa

from watchfloor.resolution.columns import column
from watchfloor.resolution.engine import resolve
from watchfloor.resolution.kinds import kind
from watchfloor.resolution.records import Records


def warm() -> None:
    """Resolve four made-up records: compiles what no earlier run on this machine has compiled, loads the rest."""
    import numpy as np

    names = ["Ann Lee", "Anne Lee", "Bo Öd", ""]
    columns = {
        "given_name": names, "family_name": names, "birth_date": ["1970-03-12", "12/3/1970", "1980", ""],
        "phone": ["555 0100 1234", "5550100 1235", "", ""], "street_address": ["1 Elm St", "1 Elm Street", "", ""],
    }  # fmt: skip
    made = {field: column(pa.array(values, pa.string())) for field, values in columns.items()}
    ids = pa.array(["1", "2", "3", "4"], pa.string())
    resolve(Records(made, ids, np.zeros(4, np.uint8), None, (), 0), kind("person"))


if __name__ == "__main__":
    warm()
