"""The boards' charts: which figures go into which drawing, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from markupsafe import Markup

from chassis.web.visitor import Visitor
from chassis.web.wording import day
from reporting.domain.dashboards import Grain, Line, Point
from reporting.web.board_words import OPEN_STAGES, STAGES, spans
from reporting.web.charts import Series, Words, bars, paired_columns, share_lines

CHANNELS: Mapping[str, tuple[str, str]] = {
    "online": ("Trực tuyến", "Online"),
    "counter": ("Trực tiếp", "At the counter"),
    "post": ("Bưu chính", "By post"),
}
STARS: Mapping[int, tuple[str, str]] = {
    5: ("Rất hài lòng", "Very satisfied"),
    4: ("Hài lòng", "Satisfied"),
    3: ("Bình thường", "Neither"),
    2: ("Không hài lòng", "Not satisfied"),
    1: ("Rất không hài lòng", "Not at all satisfied"),
}


def rates(looking: Visitor, trend: Sequence[Point], grain: Grain, target: Decimal) -> Markup:
    """The on-time rate, piece by piece, and the target."""
    t = looking.t
    known = [(point, point.rate) for point in trend if point.rate is not None]
    told = t("Chưa có hồ sơ nào được kết luận.", "Nothing has been decided yet.")
    if known:
        worst, low = min(known, key=lambda each: each[1])
        said = f"{low * 100:.0f} %"
        told = t(
            f"Thấp nhất {said}, kỳ bắt đầu {day(worst.first)}; kỳ không có kết luận thì để trống.",
            f"Lowest {said}, in the piece from {day(worst.first)}; a piece without a verdict is left blank.",
        )
    words = Words(key="rates", title=t("Tỷ lệ đúng hạn theo thời gian", "On-time rate over time"), description=told)
    series = Series(name="", values=[point.rate for point in trend])
    goal = t(f"mục tiêu {target * 100:.0f} %", f"target {target * 100:.0f} %")
    return share_lines(words, _names(trend, grain), series, target=target, target_name=goal)


def flows(looking: Visitor, trend: Sequence[Point], grain: Grain) -> Markup:
    """What came in beside what was done with."""
    t = looking.t
    came, done = sum(point.received for point in trend), sum(point.completed for point in trend)
    words = Words(
        key="flows",
        title=t("Tiếp nhận và giải quyết xong theo thời gian", "Received and completed over time"),
        description=t(
            f"Tiếp nhận {came}, giải quyết xong {done} hồ sơ.", f"{came} dossiers came in, {done} were done with."
        ),
    )
    pair = (
        Series(name=t("Tiếp nhận", "Received"), values=[point.received for point in trend]),
        Series(name=t("Giải quyết xong", "Completed"), values=[point.completed for point in trend]),
    )
    return paired_columns(words, _names(trend, grain), pair)


def channels(looking: Visitor, counted: Mapping[str, int]) -> Markup:
    t = looking.t
    words = Words(
        key="channels",
        title=t("Hồ sơ tiếp nhận theo kênh", "Dossiers received by channel"),
        description=t("Số hồ sơ của mỗi kênh trong kỳ.", "Dossiers of each channel in the period."),
    )
    return bars(words, [(t(*names), counted.get(key, 0)) for key, names in CHANNELS.items()])


def ratings(looking: Visitor, counted: Mapping[int, int]) -> Markup:
    t = looking.t
    words = Words(
        key="ratings",
        title=t("Đánh giá của người nộp hồ sơ", "Ratings by applicants"),
        description=t("Số lượt đánh giá ở mỗi mức.", "How many ratings at each level."),
    )
    return bars(words, [(t(*names), counted.get(stars, 0)) for stars, names in STARS.items()])


def _names(trend: Sequence[Point], grain: Grain) -> list[str]:
    """``05/24`` for a month; the Monday ``06/05`` for a week."""
    return [point.first.strftime("%m/%y" if grain is Grain.MONTH else "%d/%m") for point in trend]


def stages(looking: Visitor, counted: Mapping[str, int]) -> Markup:
    t = looking.t
    words = Words(
        key="stages",
        title=t("Hồ sơ đang ở đâu", "Where dossiers stand"),
        description=t("Số hồ sơ ở mỗi giai đoạn chưa xong, hiện tại.", "Dossiers at each stage that is not over, now."),
    )
    return bars(words, [(t(*STAGES[stage]), counted.get(stage, 0)) for stage in OPEN_STAGES])


def times(looking: Visitor, counted: Mapping[int, int], limit: Decimal | None) -> Markup:
    t = looking.t
    known = f"{limit:.1f}".replace(".", ",") if limit is not None else ""
    words = Words(
        key="times",
        title=t("Thời gian giải quyết", "Time to the result"),
        description=t("Số hồ sơ theo số ngày làm việc.", "Dossiers by working days.")
        + (t(f" Thời hạn {known} ngày làm việc.", f" The limit is {known} working days.") if known else ""),
    )
    return bars(words, spans(looking, counted))


def foreseen(looking: Visitor, lines: Sequence[Line]) -> Markup:
    t = looking.t
    words = Words(
        key="foreseen",
        title=t("Sẽ quá hạn trong 7 ngày tới, theo phòng", "Late within 7 days, by department"),
        description=t("Số hồ sơ được dự báo của mỗi phòng.", "Dossiers foreseen in each department."),
    )
    rows = [(t(line.row.name, line.row.name_en or line.row.name), line.foreseen_late) for line in lines]
    return bars(words, [row for row in rows if row[1]])
