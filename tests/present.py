"""The moment at which tests act.

Doors and the database go by the machine's own clock, by which a link, a token or a report of yesterday has lapsed. A
day that was written down once would therefore fail on the next one.
"""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Chicago")  # the center's, as settings have it: its day is the one that rules go by
NOW = datetime.fromtimestamp(time.time() // 60 * 60, ZONE)
