"""What officers and deputies write on an ordinary shift."""

from watchfloor.demo.incidents import ANY, DAY, EVENING, NIGHT, PATROL, POLICE, Incident

INCIDENTS = (
    Incident(
        "parking complaint",
        POLICE,
        ANY,
        "[Parking complaint|Vehicle blocking a driveway|Blocked drive] on {road}, {town}",
        (
            (
                "[Sent to|Dispatched to] {road} in {town} for {vehicle} [blocking a driveway|over the sidewalk|parked "
                "at a hydrant], {plate}."
            ),
            "[Homeowner|Complainant] said it had been there [since morning|overnight|for {minutes} minutes].",
            "?Found the owner at [the house next door|{shop}], who moved it.",
            "[Cited and cleared.|Warned, no citation.|Tagged for tow if still there tomorrow.]",
        ),
        weight=9,
    ),
    Incident(
        "disabled vehicle",
        POLICE,
        ANY,
        "[Disabled|Abandoned|Stalled] vehicle, {road} near {town}",
        (
            (
                "While on patrol on {road} {miles} miles {direction} of {town} I [came on|saw] {vehicle} on the "
                "shoulder with [its hazard lights on|nobody in it|the hood up]."
            ),
            "[Ran|Checked] the {plate}, no wants, [owner lives in {town}|registered to {company}].",
            "?Left a message with {name} at {phone}.",
            "[Marked for tow after 24 hours.|Owner called back, out of fuel, a friend was bringing a can.]",
        ),
        weight=7,
    ),
    Incident(
        "vehicle in a lot after hours",
        PATROL,
        NIGHT,
        "Vehicle in [closed lot|lot after hours], {town}",
        (
            (
                "About {clock} found {vehicle} [alone in the lot behind {shop}|in the park and ride lot|at the boat "
                "ramp] with two people in it, {plate}."
            ),
            (
                "Spoke with both. [They were on a break from the night shift|They were waiting for a tow|They had "
                "stopped to sleep on the way north]."
            ),
            "?Nothing in plain view, [both polite|one a bit short with me].",
            "Advised the lot closes at ten and they left toward {road}.",
        ),
        weight=5,
    ),
    Incident(
        "bridge photographer",
        PATROL,
        DAY,
        "Person [photographing|taking pictures of] {site}",
        (
            "[Passing motorist|A caller] reported {person} taking pictures of {site} [from the shoulder|from below].",
            (
                "Contacted {name}, who [runs a page on old bridges|is in a camera club|studies engineering] and showed "
                "me the pictures [without being asked|on request]."
            ),
            "?Mostly [rivets and sunset|herons and the ice edge].",
            "[Asked to stand off the roadway.|No concern.] Cleared {later}.",
        ),
        behavior="PHOTO",
        at=("bridge", "dam", "rail yard"),
        weight=5,
    ),
    Incident(
        "lost bag",
        POLICE,
        (6, 22),
        "[Unattended bag|Suspicious package|Bag left] at [bus stop|bench], {town}",
        (
            (
                "{shop} staff reported [a backpack|a duffel bag|a cardboard box] left at the [bus stop|bench] on "
                "{road} for about {minutes} minutes."
            ),
            "Kept people back [forty feet|across the street] and looked from a distance, then with a mirror.",
            "Contents: [gym clothes and a lunch|schoolbooks|a drill and two boxes of screws].",
            "?Owner {name} came back for it at {later}, very sorry.",
            "[Property returned.|Taken to the property room.] Street open again.",
        ),
        weight=6,
    ),
    Incident(
        "noise taken for shots",
        POLICE,
        (20, 2),
        "[Possible shots|Loud bangs] heard, {town}",
        (
            "[Several|{few}] callers near {road} reported loud bangs about {clock}.",
            (
                "Checked [the alleys|the ball field|both sides of the creek] and found spent fireworks [by the "
                "dumpster|on the ice]."
            ),
            "?A resident, {name}, saw a group leave on foot going {direction}.",
            "No damage, nobody hurt.",
        ),
        weight=5,
    ),
    Incident(
        "trespass in a gravel pit",
        POLICE,
        EVENING,
        "Trespass at gravel pit, {road}",
        (
            "Called by {company} for [people inside the pit|riders on the spoil piles] off {road}.",
            "Four riders on [dirt bikes|all-terrain vehicles] left by the {direction} cut before I got there.",
            "?One {vehicle} with a trailer was at the gate, {plate}; {name} said the riders were friends.",
            "Chain had been lifted off, not cut. Company will put up a new sign.",
        ),
        behavior="INTRSN",
        weight=3,
    ),
    Incident(
        "farm fuel theft",
        ("sheriff",),
        DAY,
        "Fuel theft from farm tank, {miles} {direction} of {town}",
        (
            (
                "Reporting party says about {number}00 gallons of off-road diesel are gone from a tank {miles} miles "
                "{direction} of {town}."
            ),
            "Padlock was [cut|pried]. Last filled [a week ago|on Monday].",
            "?A neighbor saw {vehicle} with a tank in the back that night but got no plate.",
            "Photos taken, [lock collected|no prints]. Third such theft this fall.",
        ),
        behavior="THEFT",
        weight=4,
    ),
    Incident(
        "copper theft",
        POLICE,
        (6, 12),
        "Wire taken from [job site|building site], {town}",
        (
            (
                "Foreman of {company} reported [about {number}00 feet of|several spools of] copper wire missing from "
                "the job on {road}."
            ),
            "Entry by [a cut chain|the back fence panel]. Nothing else touched.",
            "?Camera at {shop} shows {vehicle} at {clock}, {plate}.",
            "Scrap dealers in the county were told.",
        ),
        behavior="THEFT",
        weight=4,
    ),
    Incident(
        "catalytic converter theft",
        POLICE,
        (5, 11),
        "Catalytic converter[s|] cut off, {town}",
        (
            "{name} came out to {vehicle} this morning, {plate}, and it sounded like a tractor.",
            "Converter [sawn off clean|cut with a battery saw], blade left on the ground.",
            "?Two more in the same lot at {shop}.",
            "Told to call {phone} with the insurance number.",
        ),
        weight=4,
    ),
    Incident(
        "stop with fertilizer",
        ("sheriff",),
        DAY,
        "Traffic stop, load of fertilizer, {road}",
        (
            "Stopped {vehicle} for an unsecured load on {road}, {plate}.",
            "Bed held {number}0 bags of fertilizer [and a spreader|under a tarp].",
            (
                "Driver {name} had [a receipt from the co-op|a delivery slip to a farm near {town}], which I called "
                "and confirmed."
            ),
            "Load secured, warning given.",
        ),
        behavior="MATRLS",
        weight=2,
    ),
)
