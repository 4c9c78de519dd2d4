"""The kinds of records that come from federal and other partners, as against what people report here."""

# threat items, alerts, exploited vulnerabilities, events of a MISP, hazards, advisories of
# NTAS, entries of feeds, mails, documents, pointers to what stays elsewhere: what may bear on the area
THREATS = ("stix", "cap", "kev", "csaf", "misp", "hazard", "ntas", "article", "mail", "bulletin", "pointer")
EITHER = ("tip", *THREATS)
