"""Disseminate as a Django application."""

from watchfloor.core.apps import TabledConfig

# the tables whose words a purge empties while their rows stay
EMPTIED = ("product", "statement", "release", "review", "comment", "lowering", "request", "feedback", "imminent",
           "export", "answer")  # fmt: skip


class DisseminateConfig(TabledConfig):
    name = "watchfloor.disseminate"
    label = "disseminate"

    def ready(self) -> None:
        """Declare the follower that delivers, and who was given what."""
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.disseminate import jobs
        from watchfloor.disseminate.actions.forget import forget
        from watchfloor.disseminate.queries.releases import recipients_of
        from watchfloor.protect.actions.holdings import declare_holding
        from watchfloor.protect.formats.policy_files import declare_policy

        kinds = ("disseminate.product.released", "disseminate.product.recalled")
        declare_follower(Follower("disseminate.deliver", "disseminate.deliver", kinds, jobs.deliver_facts))
        purged = ("protect.purge.forgotten",)
        declare_follower(Follower("disseminate.erased", "disseminate.deliver", purged, jobs.propose_recalls))
        declare_policy("disseminate", "release_matrix", "redaction", "bulk_export")
        declare_holding(
            "disseminate",
            lambda purge_id, _records: forget(purge_id=purge_id),
            lambda records, audience: recipients_of(record_ids=records, audience=audience),
            tuple(f"disseminate_{one}" for one in EMPTIED),
        )
