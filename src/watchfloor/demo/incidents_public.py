"""What people tell the center's tip line."""

from watchfloor.demo.incidents import ANY, DAY, EVENING, NIGHT, Incident

PUBLIC = ("center",)
INCIDENTS = (
    Incident(
        "neighbor with packages",
        PUBLIC,
        DAY,
        "Neighbor gets many packages, {town}",
        (
            "The [house|apartment] across from me on {road} gets [six|ten] packages a day and nobody knows why.",
            "[They carry them straight to the garage.|A {car} picks some up at night.]",
            "?I wrote down one {plate}.",
            "It may be nothing, [maybe they sell things online|I only mention it because they are immigrants].",
        ),
        weight=5,
    ),
    Incident(
        "drone over a yard",
        PUBLIC,
        EVENING,
        "Drone over my [yard|house], {town}",
        (
            "A drone hung over our yard in {town} at {clock} for maybe {minutes} minutes.",
            "It had [a red and a green light|a bright white light] and sounded like bees.",
            "?My neighbor {name} saw it too and thinks it belongs to the [real estate people|kid down the block].",
            "It went off toward {road}.",
        ),
        behavior="AVIATION",
        weight=7,
    ),
    Incident(
        "fuel cans in a garage",
        PUBLIC,
        ANY,
        "[Fuel cans|Propane tanks] in a garage on {road}",
        (
            "There are at least {number}0 fuel cans in an open garage on {road} in {town}.",
            "The owner says they run [snowmobiles|stock cars] and buy in bulk before the season.",
            "?There is a trailer with a number on it and {vehicle}, {plate}.",
            "I worry about fire more than anything.",
        ),
        behavior="MATRLS",
        weight=3,
    ),
    Incident(
        "scam call",
        PUBLIC,
        DAY,
        "Call that said it was the [power company|water department]",
        (
            (
                "Somebody called my [parents|office] and said the power would be cut within {minutes} minutes unless "
                "we paid by gift card."
            ),
            "The number on the display was {phone}.",
            "The real company says [it was not them|many people got this call].",
            "?They also wanted us to go to {domain}.",
        ),
        behavior="MISREP",
        weight=6,
    ),
    Incident(
        "car near a school",
        PUBLIC,
        (7, 16),
        "Car waiting near {site}",
        (
            "{vehicle} sat across from {site} for {minutes} minutes, [two days in a row|with the engine on].",
            "{plate}, one person inside looking at a phone.",
            "?The front office thinks it is a parent who comes early for the good spot.",
            "Please have somebody check.",
        ),
        at=("school",),
        weight=4,
    ),
    Incident(
        "shared school rumor",
        PUBLIC,
        (15, 23),
        "Post about [a threat|something bad] at school",
        (
            (
                "My [kid|grandchild] got a picture that says do not come to school on Friday, [no school is named|it "
                "only says the initials of a school]."
            ),
            (
                "It was shared from a friend of a friend and [three other towns have it|the same picture went round "
                "last year]."
            ),
            "?I can send it, reach me at {phone}.",
            "I do not know who made it.",
        ),
        behavior="THREAT",
        weight=4,
    ),
    Incident(
        "filming the water tower",
        PUBLIC,
        DAY,
        "Person filming [the water tower|tanks], {town}",
        (
            "I saw {person} filming the water tower in {town} from [a folding chair|the tailgate of {vehicle}].",
            "They were there {minutes} minutes. [They waved.|They had a big lens.]",
            "?When I asked they said it was for [a time lapse|a painting class].",
            "I took down the {plate} just in case.",
        ),
        behavior="PHOTO",
        weight=4,
    ),
    Incident(
        "smell from a storage unit",
        PUBLIC,
        ANY,
        "[Chemical|Strong] smell at storage units on {road}",
        (
            "There is a strong smell from one of the storage units on {road} in {town}, like [nail polish|a pool].",
            "[Somebody comes at night and leaves the door half down.|I have the row next to it.]",
            "?The office number is {phone} but they only open on Tuesdays.",
            "Last time it turned out to be [old paint|boat resin].",
        ),
        behavior="MATRLS",
        weight=3,
    ),
    Incident(
        "van by the phone tower",
        PUBLIC,
        ANY,
        "Work van at [phone tower|cell tower], {town}",
        (
            (
                "A van that says {company} has been at the tower behind our field {miles} miles {direction} of {town} "
                "since {clock}."
            ),
            "They have cable spools and a ladder and [hard hats|orange cones].",
            "?{plate} if it helps.",
            "Probably real but nobody told us they were coming.",
        ),
        behavior="SURVL",
        weight=4,
    ),
    Incident(
        "lights in the sky",
        PUBLIC,
        NIGHT,
        "Lights over the field, {direction} of {town}",
        (
            "We saw {few} lights in a row {miles} miles {direction} of {town} at {clock}.",
            "They moved slowly and made no sound, then [went out one by one|went behind the trees].",
            "?My {car} was parked and I have a video.",
            "Could be [planes lined up for the airport|satellites], my cousin says.",
        ),
        behavior="AVIATION",
        weight=5,
    ),
    Incident(
        "somebody living in a unit",
        PUBLIC,
        NIGHT,
        "Somebody sleeping in a [shed|storage unit], {town}",
        (
            "I think somebody sleeps in the [shed|unit] behind {shop}.",
            "There is light under the door around {clock} and {vehicle} outside, {plate}.",
            "?They have been polite when I met them.",
            "It is getting cold and I would rather somebody helped than arrested.",
        ),
        weight=3,
    ),
    Incident(
        "door to door seller",
        PUBLIC,
        (10, 20),
        "[Seller|Person at the door] asking questions on {road}",
        (
            "{person} came to the door on {road} and asked [who our power company is|when we are home].",
            "They wore a lanyard of {company} and wanted to see our bill.",
            "?They left a card with {phone}.",
            "[The company says they do have people out this week.|Neighbors got the same visit.]",
        ),
        behavior="MISREP",
        weight=5,
    ),
    Incident(
        "fishing by the bridge at night",
        PUBLIC,
        NIGHT,
        "People under {site} at night",
        (
            "There were people with headlamps under {site} at {clock}.",
            "I could hear a [motor|radio]. They had buckets and [a rope|poles].",
            "?{vehicle} was up on the road, {plate}.",
            "My spouse says they are after eelpout, which run at night.",
        ),
        behavior="SURVL",
        at=("bridge",),
        weight=4,
    ),
    Incident(
        "odd questions at a shop",
        PUBLIC,
        DAY,
        "Customer with odd questions, {shop}",
        (
            (
                "I work at {shop}. {person} asked [how much rope we could order|whether we sell hydrogen peroxide by "
                "the drum] and paid in cash."
            ),
            "Said it was for [a rope course at a camp|a pool service], which [checks out|may be true].",
            "?They drove {vehicle}, {plate}.",
            "My manager said to tell you anyway.",
        ),
        behavior="MATRLS",
        weight=4,
    ),
)
