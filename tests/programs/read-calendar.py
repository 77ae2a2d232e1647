# Reads an iCalendar object with Debian's icalendar and dateutil, and tells what a calendar would show.
#
# Input: the object. Output, JSON: the entry's fields, and the first 30 times in UTC by the object's
# own VTIMEZONE, not by the system's table of zones.

import json
import sys
from datetime import timezone

from dateutil.rrule import rrulestr
from icalendar import Calendar

text = sys.stdin.buffer.read()
calendar = Calendar.from_ical(text)
zones = {str(zone["TZID"]): zone.to_tz() for zone in calendar.walk("VTIMEZONE")}
[event] = calendar.walk("VEVENT")
start = event["DTSTART"]
zone = zones[start.params["TZID"]]
naive = start.dt.replace(tzinfo=None)


def utc(moment):
    return zone.localize(moment).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%MZ")


times = [naive]
if "RRULE" in event:
    rule = event["RRULE"]
    until = rule.pop("UNTIL", [None])[0]
    times = []
    for moment in rrulestr(rule.to_ical().decode(), dtstart=naive):
        if until is not None and zone.localize(moment) > until:
            break
        times.append(moment)
        if len(times) == 30:
            break

json.dump(
    {
        "errors": [str(error) for component in calendar.walk() for error in component.errors],
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "url": str(event["URL"]),
        "conference": str(event["CONFERENCE"]),
        "minutes": int(event["DURATION"].dt.total_seconds() // 60),
        "times": [utc(moment) for moment in times],
    },
    sys.stdout,
)
