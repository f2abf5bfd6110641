//! Days of the Gregorian calendar in UTC, as records claim them.

use std::fmt;
use std::str::FromStr;

/// A real Gregorian day in UTC, written `YYYY-MM-DD`, years 0000 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// The string is not a real day written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a date is a real day written YYYY-MM-DD")]
pub struct DateError;

impl Date {
    /// The day in UTC at `seconds` since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// When that day lies outside the years 0000 to 9999.
    pub fn from_unix(seconds: i64) -> Result<Self, DateError> {
        let moment = jiff::Timestamp::from_second(seconds).map_err(|_| DateError)?;
        let day = moment.to_zoned(jiff::tz::TimeZone::UTC).date();
        if day.year() < 0 { Err(DateError) } else { Ok(Self(day)) }
    }

    /// Whether this claimed day lies wholly after a deadline, which ends at the end of its day in UTC-12:
    /// at noon of the next day in UTC, so that the next day itself is still given the benefit of the doubt.
    pub fn is_late_for(self, deadline: Self) -> bool {
        deadline.0.tomorrow().is_ok_and(|grace| self.0 > grace)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(written: &str) -> Result<Self, DateError> {
        let day = Self(written.parse().map_err(|_| DateError)?);
        if day.to_string() == written { Ok(day) } else { Err(DateError) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(written: &str) -> Date {
        written.parse().unwrap()
    }

    #[test]
    fn real_days_are_read_and_printed_alike() {
        for written in ["2025-10-30", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(date(written).to_string(), written);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for wrong in [
            "2025-02-29",
            "1900-02-29",
            "2025-13-01",
            "2025-00-01",
            "2025-1-01",
            "20251030",
            "2025-10-30Z",
            "2025-10-30T00:00:00",
            " 2025-10-30",
            "-2025-10-30",
            "+2025-10-30",
            "12025-10-30",
            "",
            "٢٠٢٥-١٠-٣٠",
        ] {
            assert_eq!(wrong.parse::<Date>(), Err(DateError), "{wrong}");
        }
    }

    #[test]
    fn a_deadline_ends_when_its_day_has_ended_everywhere() {
        let deadline = date("2025-11-30");
        assert!(!date("2025-11-30").is_late_for(deadline));
        assert!(!date("2025-12-01").is_late_for(deadline));
        assert!(date("2025-12-02").is_late_for(deadline));
    }

    #[test]
    fn seconds_since_1970_fall_on_their_day_in_utc() {
        assert_eq!(Date::from_unix(0), Ok(date("1970-01-01")));
        assert_eq!(Date::from_unix(1_761_868_799), Ok(date("2025-10-30")));
        assert_eq!(Date::from_unix(1_761_868_800), Ok(date("2025-10-31")));
    }
}
