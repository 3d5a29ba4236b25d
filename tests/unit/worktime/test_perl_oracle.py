"""Working seconds against Perl's Business::Hours, another author's code in another language.

Collected only where Perl has the module (conftest.py); numpy and the walker in test_oracles.py are always there.
Business::Hours knows no working Saturday either: Saturdays get hours and all but the four are made holidays.
"""

from __future__ import annotations

import json
import random
import subprocess
from datetime import date, datetime, timedelta

from chassis.kernel.worktime import working_seconds
from unit.worktime.vietnam import WORKING_SATURDAYS, ZONE, calendar, days_off

PROGRAM = r"""
use strict; use warnings; use Business::Hours; use Set::IntSpan; use JSON::PP;
my $asked = decode_json(do { local $/; <STDIN> });
my $lunch = { Start => '11:30', End => '13:00' };
my $day = sub { return { Name => $_[0], Start => '07:30', End => '17:00', Breaks => [{ %$lunch }] } };
my $hours = Business::Hours->new();
$hours->business_hours(map({ $_ => $day->($_) } 1 .. 6), 0 => { Name => 'Sunday', Start => undef, End => undef });
$hours->holidays(@{ $asked->{holidays} });
my $open = $hours->for_timespan(Start => $asked->{start}, End => $asked->{end});
my $count = sub { return Set::IntSpan->new($_[0] . '-' . ($_[1] - 1))->intersect($open)->cardinality };
my @counted = map { $count->(@$_) } @{ $asked->{spans} };
print encode_json(\@counted);
"""


def test_working_seconds_agree_with_perl() -> None:
    chance = random.Random(20240426)
    first = datetime(2024, 1, 2, tzinfo=ZONE)
    starts = [first + timedelta(seconds=chance.randrange(900 * 86_400)) for _ in range(400)]
    spans = [(start, start + timedelta(seconds=1 + chance.randrange(90 * 86_400))) for start in starts]
    saturdays = {date(2024, 1, 6) + timedelta(days=7 * week) for week in range(160)} - set(WORKING_SATURDAYS)
    asked = {
        "holidays": [on.isoformat() for on in sorted(days_off() | saturdays)],
        "start": int(first.timestamp()),
        "end": int(datetime(2026, 12, 31, tzinfo=ZONE).timestamp()),
        "spans": [[int(start.timestamp()), int(end.timestamp())] for start, end in spans],
    }
    answer = subprocess.run(
        ["perl", "-e", PROGRAM],
        input=json.dumps(asked),
        env={"TZ": "Asia/Ho_Chi_Minh", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    eight_hours = calendar()
    assert [working_seconds(eight_hours, start, end) for start, end in spans] == json.loads(answer.stdout)
