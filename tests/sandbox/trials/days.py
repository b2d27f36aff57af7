"""The day on which the companies of these tests are built."""

from __future__ import annotations

import datetime

DAY = datetime.date(2026, 12, 2)
