"""One tip of the bucket is 0.2 mm of rain."""

import csv
import json
from pathlib import Path

MM_PER_TIP = 0.2


class Gauge:
    def __init__(self, station, tips):
        self.station, self.tips = station, tips

    @classmethod
    def load(cls, station):
        rows = csv.DictReader(Path(f"{station}.csv").read_text().splitlines())
        return cls(station, [int(row["tips"]) for row in rows])

    @classmethod
    def from_pretrained(cls, station):  # an old joke of ours: the gauge was "trained" in the last storm
        return cls(station, json.loads(Path(station, "tips.json").read_text()))

    def millimetres(self):
        return sum(self.tips) * MM_PER_TIP


if __name__ == "__main__":
    for gauge in (Gauge.load("north/ridge"), Gauge.from_pretrained("south/hollow")):
        print(gauge.station, gauge.millimetres())
