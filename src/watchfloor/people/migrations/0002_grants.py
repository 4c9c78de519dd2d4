"""What the application may do with the directory; it holds no record and no id of one, so it needs no row wall."""

from django.db import migrations

TABLES = [
    "agency",
    "person",
    "affiliation",
    "training",
    "agreement",
    "grace",
    "group",
    "groupmember",
    "passphrase",
    "onetimelink",
    "apitoken",
]
GRANTS = "; ".join(
    [f"grant select, insert on people_{name} to watchfloor_app" for name in TABLES]
    + [
        "grant update (until) on people_affiliation to watchfloor_app",
        "grant update (left_at, name, email, phone, os_account) on people_person to watchfloor_app",
        "grant update (hashed, failures, locked_at, set_at) on people_passphrase to watchfloor_app",
        "grant update (used_at) on people_onetimelink to watchfloor_app",
        "grant update (revoked_at) on people_apitoken to watchfloor_app",
        "grant select on people_person, people_affiliation, people_agency to watchfloor_auditor",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(GRANTS, migrations.RunSQL.noop)]
