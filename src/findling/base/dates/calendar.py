"""The proleptic Gregorian calendar as arithmetic, for all years, not only those of `datetime`.

Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
"""

SECONDS_PER_DAY = 86_400


def days_from_civil(year: int, month: int, day: int) -> int:
    """Returns the days since 1970-01-01; month and day must be valid."""
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + day_of_era - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Returns (year, month, day) of the days since 1970-01-01."""
    days += 719_468
    era = days // 146_097
    day_of_era = days - era * 146_097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Returns the number of days of a month, 1 to 12."""
    return 29 if month == 2 and is_leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def day_of_week(days: int) -> int:
    """Returns 1 for Monday to 7 for Sunday."""
    return (days + 3) % 7 + 1


def days_from_week(week_year: int, week: int, weekday: int) -> int:
    """Returns the days since 1970-01-01 of an ISO week date."""
    fourth = days_from_civil(week_year, 1, 4)
    return fourth - (day_of_week(fourth) - 1) + (week - 1) * 7 + weekday - 1


def week_of_days(days: int) -> tuple[int, int]:
    """Returns the ISO (week-based year, week) of the days since 1970-01-01."""
    thursday = days - day_of_week(days) + 4
    year = civil_from_days(thursday)[0]
    return year, (thursday - days_from_civil(year, 1, 1)) // 7 + 1
