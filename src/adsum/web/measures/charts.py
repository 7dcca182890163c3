"""Charts as whole numbers to draw: everything is placed here, and a template writes it out as SVG beside a table.

bars       a row for each grade: the state's share and the district's, on one scale
columns    a column for each school month: attendance, on a scale that begins where the differences are
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adsum.determinations.queries.shares import Month, Tally

BAR_LEFT, BAR_LENGTH, BAR_STEP = 12, 270, 44  # in units of the picture, which is as wide as a phone
COLUMN_HEIGHT = 120
COLUMN_STEP = 54
SCALE_STEP = 5  # percent: scales end at a multiple of it


@dataclass(frozen=True)
class Bar:
    grade: str
    y: int
    tally: Tally
    state: int
    district: int

    @property
    def label_x(self) -> int:
        return max(self.state, self.district) + 8


@dataclass(frozen=True)
class Bars:
    rows: list[Bar]
    ticks: list[tuple[int, int]]  # x, percent
    height: int
    left: int = BAR_LEFT


def bars(tallies: Mapping[str, Tally]) -> Bars:
    """Chronic shares by grade. The scale ends above the largest share."""
    shares = [share for tally in tallies.values() for share in (state_share(tally), district_share(tally))]
    top = rounded_up(max([SCALE_STEP * 2.0, *shares]))
    unit = BAR_LENGTH / top
    rows = [
        Bar(
            grade,
            y=number * BAR_STEP,
            tally=tally,
            state=round(state_share(tally) * unit),
            district=round(district_share(tally) * unit),
        )
        for number, (grade, tally) in enumerate(tallies.items())
    ]
    stride = SCALE_STEP if top <= SCALE_STEP * 6 else SCALE_STEP * 2
    ticks = [(BAR_LEFT + round(percent * unit), percent) for percent in range(0, top + 1, stride)]
    return Bars(rows, ticks, height=len(rows) * BAR_STEP)


def state_share(tally: Tally) -> float:
    return 100 * tally.chronic_state / tally.looked_at if tally.looked_at else 0.0


def district_share(tally: Tally) -> float:
    return 100 * tally.chronic_district / tally.students if tally.students else 0.0


@dataclass(frozen=True)
class Column:
    school_month: int
    x: int
    y: int
    height: int
    attended: int
    expected: int

    @property
    def label_y(self) -> int:
        return self.y - 5


@dataclass(frozen=True)
class Columns:
    columns: list[Column]
    ticks: list[tuple[int, int]]  # y, percent
    width: int
    begins_at: int


def columns(months: Sequence[Month]) -> Columns:
    """Attendance by school month, from a line below the lowest month up to all days."""
    shares = [attended_share(month) for month in months]
    bottom = rounded_up(max(0.0, min([*shares, 95.0]) - SCALE_STEP)) - SCALE_STEP
    unit = COLUMN_HEIGHT / (100 - bottom)
    drawn = [
        Column(
            month.school_month,
            x=number * COLUMN_STEP,
            y=COLUMN_HEIGHT - round((share - bottom) * unit),
            height=round((share - bottom) * unit),
            attended=month.days_expected - month.days_absent,
            expected=month.days_expected,
        )
        for number, (month, share) in enumerate(zip(months, shares, strict=True))
    ]
    ticks = [(COLUMN_HEIGHT - round((percent - bottom) * unit), percent) for percent in range(bottom, 101, SCALE_STEP)]
    return Columns(drawn, ticks, width=max(len(months), 1) * COLUMN_STEP, begins_at=bottom)


def attended_share(month: Month) -> float:
    return 100 * (month.days_expected - month.days_absent) / month.days_expected if month.days_expected else 0.0


def rounded_up(percent: float) -> int:
    return int(-(-percent // SCALE_STEP) * SCALE_STEP)
