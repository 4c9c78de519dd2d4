"""What officers and deputies write about calls by night, in parks, at dams and on the rails."""

from watchfloor.demo.incidents import DAY, NIGHT, PATROL, POLICE, Incident

INCIDENTS = (
    Incident(
        "person asleep in a car",
        PATROL,
        NIGHT,
        "Welfare check, {road}",
        (
            "Welfare check on {person} asleep in {vehicle} at {road} and {crossroad}, {plate}.",
            (
                "Engine running, heater on. Woke at the [second|third] knock, sober, [between shifts|driving home to "
                "{town}]."
            ),
            "Gave directions to the rest area.",
        ),
        weight=5,
    ),
    Incident(
        "open door",
        POLICE,
        NIGHT,
        "Open door found at {shop}",
        (
            "On foot patrol at {clock} found the [rear|side] door of {shop} unlocked.",
            "Cleared the building with a second unit, nobody inside, [till intact|nothing out of place].",
            "Key holder {name} reached at {phone} and came to lock up.",
            "?Says the latch sticks in the cold.",
        ),
        weight=4,
    ),
    Incident(
        "drone hobbyist",
        PATROL,
        DAY,
        "[Drone|Small drone] complaint, {town}",
        (
            "Complaint of a drone flying [low over the ice|over the ball field] in {town}.",
            "Found the operator, {name}, at [the picnic tables|the boat landing] with a drone of common make.",
            (
                "[Registered, showed the number.|Had the safety test on the phone.] Filming [the sunset|a birthday|a "
                "dock for sale]."
            ),
            "?Reminded to keep it in sight and away from people.",
            "No violation seen.",
        ),
        behavior="AVIATION",
        weight=6,
    ),
    Incident(
        "target shooters",
        ("sheriff", "parks"),
        DAY,
        "Target shooting [in gravel pit|on public land], {direction} of {town}",
        (
            "Caller heard steady shooting {miles} miles {direction} of {town}.",
            (
                "Three people with [shotguns|hunting rifles] shooting [clay birds|paper] into a bank, on land of a "
                "cousin, {name}, who confirmed by phone at {phone}."
            ),
            "?Picked up their brass before I asked.",
            "Lawful, no action.",
        ),
        behavior="WPNS",
        weight=2,
    ),
    Incident(
        "graffiti",
        POLICE,
        (6, 15),
        "Paint on [rail cars|signal box], {site}",
        (
            "Rail worker found fresh paint on [two hopper cars|the signal box] at {site}.",
            "Same [tag|letters] as on the water tower last spring.",
            "?Footprints lead {direction} to {road}.",
            "Photos sent to the railroad. Signals tested good.",
        ),
        behavior="SABOT",
        at=("rail yard",),
        weight=3,
    ),
    Incident(
        "counterfeit bills",
        POLICE,
        (10, 23),
        "Counterfeit bill at {shop}",
        (
            "Clerk at {shop} took a [twenty|fifty] that failed the pen.",
            "Passed by {person} who bought [gum|fuel additive] and left in {vehicle}.",
            "?Clerk thinks the {plate} but is not sure of the last digit.",
            "Bill held for the Secret Service field office. [Serial matches two others.|]",
        ),
        weight=3,
    ),
    Incident(
        "survey party at a dam",
        ("parks",),
        DAY,
        "People measuring near {site}",
        (
            "Visitor reported two people [measuring|with a tripod] at the gate of {site}.",
            (
                "Contacted both: survey party of {company}, hired for the [spillway|fish ladder] job, with the work "
                "order in the truck, {plate}."
            ),
            "?Called the number on it, {phone}, and the owner's engineer confirmed.",
            "Asked them to wear vests.",
        ),
        behavior="SURVL",
        at=("dam",),
        weight=3,
    ),
    Incident(
        "boat in restricted water",
        ("parks",),
        (5, 20),
        "Boat inside the [buoy line|float line] at {site}",
        (
            "Two anglers in an aluminum boat were tied up inside the buoy line at {site} at {clock}.",
            "[Said the fish stack up there.|Claimed they had not seen the signs.]",
            "?Tow vehicle at the ramp: {vehicle}, {plate}.",
            "Moved out when told. Warned.",
        ),
        behavior="INTRSN",
        at=("dam", "water plant"),
        weight=3,
    ),
    Incident(
        "camp in a closed area",
        ("parks",),
        NIGHT,
        "[Camp|Tent] in closed area, {direction} of {town}",
        (
            "Smoke seen from the road about {miles} miles {direction} of {town}.",
            "Found a tent, a small fire and {person}, who gave the name {name}.",
            "?Had walked in from {vehicle} on {road}, {plate}.",
            "Fire put out, moved to the open campground.",
        ),
        weight=4,
    ),
    Incident(
        "vandalized sign",
        ("parks", "sheriff"),
        DAY,
        "[Signs|Mailboxes] damaged on {road}",
        (
            "{few} [mailboxes|trail signs] knocked flat along {road} overnight.",
            "Pieces of a [red|amber] marker lens at the second one.",
            "?A resident heard {vehicle} go by fast at {clock}.",
            "Owners told to keep the pieces.",
        ),
        weight=4,
    ),
)
