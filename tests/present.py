"""The moment at which tests act.

Doors and the database go by the machine's own clock, by which a link, a token or a report of yesterday has lapsed. A
day that was written down once would therefore fail on the next one.
"""

import time
from datetime import UTC, datetime

NOW = datetime.fromtimestamp(time.time() // 60 * 60, UTC)
