"""What guards, operators and fire crews write about their own gates and calls."""

from watchfloor.demo.incidents import ANY, DAY, NIGHT, Incident

GRID = ("substation", "power plant")
INCIDENTS = (
    Incident(
        "gate alarm by wind",
        ("utility",),
        NIGHT,
        "[Gate|Fence] alarm at {site}, [wind|no cause found]",
        (
            "[Fence sensor|Gate contact] alarm at {site} at {clock}.",
            "Camera showed [branches against the mesh|a loose sign|nothing]. Sent a roving guard.",
            "Walked the fence, whole, [lock on|chain on].",
            "?Third time this month, ticket with {company} still open.",
        ),
        at=("substation",),
        weight=5,
    ),
    Incident(
        "contractor without a badge",
        ("utility", "hospital"),
        DAY,
        "Contractor without badge at {site}",
        (
            (
                "{person} asked to be let in at {site} to [check the chiller|read a meter|fix the card reader] and had "
                "no badge."
            ),
            "Held at the desk while I called {company} at {phone}.",
            "[They confirmed, the badge was in the other truck|They had sent somebody a day early].",
            "?Vehicle was {vehicle}, {plate}.",
            "Signed in and escorted.",
        ),
        behavior="TESTSEC",
        at=("substation", "hospital", "water plant"),
        weight=4,
    ),
    Incident(
        "lost badge",
        ("utility", "hospital"),
        ANY,
        "[Badge lost|Lost badge], {site}",
        (
            (
                "Employee {name} reports an access badge for {site} lost [at lunch near {shop}|between the lot and the "
                "door|since the weekend]."
            ),
            "Card turned off at {later}. No use since last shift.",
            "?Found [under a car seat|in the laundry] a day later, card stays off.",
            "New card issued after a look at identification.",
        ),
        behavior="THEFT",
        at=("substation", "hospital", "water plant"),
        weight=4,
    ),
    Incident(
        "caller asks for a tour",
        ("utility", "hospital"),
        DAY,
        "Caller asked [for a tour of|about hours at] {site}",
        (
            (
                "Caller, name given as {name}, asked whether {site} gives tours and [how many people work there|when "
                "the night crew comes]."
            ),
            "Said it was for [a school project|a community newsletter]. Left {phone}.",
            "Called back, [the school office knows of the project|the editor answered].",
            "?Given to the public affairs desk.",
        ),
        behavior="ELICIT",
        at=("substation", "water plant", "hospital"),
        weight=3,
    ),
    Incident(
        "phishing mail",
        ("utility", "hospital"),
        DAY,
        "[Phishing|False invoice] mail to staff",
        (
            (
                "{few} people in [billing|the control room office] got a mail about [an unpaid invoice|a shared file] "
                "with a link to {domain}."
            ),
            "One opened it and [closed it again|typed a password, changed at {later}].",
            "?Mail server shows it came from {ip}.",
            "Blocked, staff reminded. No other machine involved.",
        ),
        behavior="CYBER",
        weight=4,
    ),
    Incident(
        "uniforms missing",
        ("hospital",),
        DAY,
        "[Scrubs|Uniform shirts] missing from laundry, {site}",
        (
            "Laundry count at {site} is short {few} sets of [scrubs|orderly shirts].",
            "Cart was in the [east|lower] corridor from 0500 until {clock}, not locked.",
            "?Supervisor {name} thinks they went home in somebody's bag, it happens each fall.",
            "Inventory again on Friday.",
        ),
        behavior="THEFT",
        at=("hospital",),
        weight=3,
    ),
    Incident(
        "visitor in a staff corridor",
        ("hospital",),
        ANY,
        "[Visitor|Person] in staff corridor, {site}",
        (
            "Found {person} in the staff corridor [by the pharmacy|by the boiler room] of {site} at {clock}.",
            (
                "Looking for [a relative on the third floor|the vending machines], had come through a door held open "
                "by a cart."
            ),
            "Walked back to the lobby, name {name}, [visitor pass matches|relative confirmed].",
            "?Door closer put on the repair list.",
        ),
        behavior="INTRSN",
        at=("hospital",),
        weight=4,
    ),
    Incident(
        "angry visitor",
        ("hospital",),
        (10, 24),
        "[Threatening words|Argument] at {site} [desk|emergency room]",
        (
            (
                "A visitor shouted at the desk of {site} after a long wait and said [we would all be sorry|to watch "
                "our backs]."
            ),
            "Spoke with {name} outside, [calmed down|apologized], no weapon, no plan named.",
            "?Left in {vehicle}, {plate}.",
            "Nurse does not want to press it. Note for the next shift.",
        ),
        behavior="THREAT",
        at=("hospital",),
        weight=4,
    ),
    Incident(
        "drone at the helipad",
        ("hospital",),
        DAY,
        "Drone near the helipad, {site}",
        (
            "Small drone seen [over the parking deck|a hundred feet from the pad] of {site} for {minutes} minutes.",
            "Pilot of the inbound flight was told, landed without delay.",
            (
                "Found the operator, {name}, [a roof inspector for {company}|filming for a real estate listing], who "
                "landed at once."
            ),
            "?Number on file is {phone}.",
        ),
        behavior="AVIATION",
        at=("hospital",),
        weight=3,
    ),
    Incident(
        "memory stick found",
        ("hospital", "utility"),
        DAY,
        "Memory stick found, {site}",
        (
            "A USB stick was found in the [cafeteria|lot|rest room] of {site} at {clock}.",
            "Not plugged in. Given to [the computer desk|security].",
            "?Looked at on a machine without network: [vacation pictures|a term paper by {name}].",
        ),
        behavior="CYBER",
        at=("hospital", "power plant"),
        weight=2,
    ),
    Incident(
        "cut meter seal",
        ("utility",),
        DAY,
        "Meter seal cut, {road} in {town}",
        (
            "Meter reader found the seal cut and [a jumper|bypass bars] at a house on {road} in {town}.",
            "Service pulled at {clock}, [nobody home|occupant not pleased].",
            "?{vehicle} in the drive, {plate}.",
            "Energy theft form filed.",
        ),
        behavior="SABOT",
        weight=3,
    ),
    Incident(
        "birdwatcher by the substation",
        ("utility",),
        DAY,
        "Person with [scope|binoculars] near {site}",
        (
            "Roving guard saw {person} with a spotting scope on the township road by {site}.",
            "Watching [an owl on the H-frame|a hawk nest on the tower]. Showed the bird list, name {name}.",
            "?Parked {vehicle}, {plate}.",
            "Public road, friendly, no concern.",
        ),
        behavior="SURVL",
        at=GRID,
        weight=4,
    ),
    Incident(
        "deer through the fence",
        ("utility",),
        (5, 12),
        "Fence damage at {site}, [deer|snow plow]",
        (
            "Morning check found a [bent panel|loose bottom rail] on the {direction} side of {site}.",
            "[Hair and tracks, a deer.|Plow paint on the post, the driver admits it.]",
            "Nobody inside, nothing missing, inventory right.",
            "?{company} repairs on Thursday.",
        ),
        at=GRID,
        weight=3,
    ),
    Incident(
        "smoke odor",
        ("fire",),
        ANY,
        "[Smoke odor|Smoke investigation], {direction} of {town}",
        (
            "Engine sent for [smoke odor|a glow] {miles} miles {direction} of {town} at {clock}.",
            "Found a [permitted burn|burn barrel], owner {name} on scene with a hose.",
            "?Had called dispatch at {phone} beforehand, note was lost.",
            "Returned to quarters.",
        ),
        weight=6,
    ),
    Incident(
        "hydrant in use",
        ("fire",),
        DAY,
        "Hydrant opened without a meter, {road}",
        (
            "Hydrant on {road} in {town} was open with a hose to a tank truck of {company}, {plate}.",
            "Crew had [a meter in the cab|a permit for the next town over].",
            "Closed, flushed. Water department told.",
            "?Pressure normal at {clock}.",
        ),
        behavior="SECTOR",
        weight=4,
    ),
    Incident(
        "white powder",
        ("fire",),
        DAY,
        "White powder at {shop}",
        (
            "Called to {shop} for white powder [in a return envelope|on the loading dock].",
            "[Two|{few}] people stood apart. Team in masks, field test negative.",
            "It was [flour from a torn sack|drywall dust].",
            "?Manager {name} can be reached at {phone}.",
            "Open again after {minutes} minutes.",
        ),
        behavior="SECTOR",
        weight=3,
    ),
    Incident(
        "carbon monoxide alarm",
        ("fire",),
        NIGHT,
        "Carbon monoxide alarm, {road}",
        (
            "Alarm at a house on {road} in {town}, {few} people out on the lawn.",
            "Meter read [40|70|110] parts per million by the furnace. Gas shut.",
            "?{company} will look in the morning, {phone}.",
            "Nobody taken to hospital.",
        ),
        weight=5,
    ),
    Incident(
        "spill on the road",
        ("fire",),
        DAY,
        "[Fuel|Milk|Paint] spill, {road}",
        (
            "Truck of {company} lost [a drum|a pallet] on {road} by {crossroad}, {plate}.",
            "About {number}0 gallons, [diked with sand|kept out of the drain].",
            "?Road shut for {minutes} minutes.",
            "State duty officer told, nothing reached the creek.",
        ),
        weight=4,
    ),
    Incident(
        "lift assist",
        ("fire",),
        ANY,
        "Assist at [rail crossing|loading dock], {town}",
        (
            "Assisted {name} who was stuck [at a rail crossing|on a loading dock] at {road} in {town}.",
            "Train crew held at the signal for {minutes} minutes.",
            "Vehicle was {vehicle}, {plate}, towed free.",
        ),
        weight=3,
    ),
)
