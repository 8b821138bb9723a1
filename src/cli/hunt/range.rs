//! The time range of a hunt.
//!
//! In: `--since`, `--from`, `--to`. Out: from when, and before when. The clock is read here, and only for
//! `--since`.

use super::args;
use std::time::{SystemTime, UNIX_EPOCH};
use transpile_sdk::time::Timestamp;

/// From when, and before when.
pub(super) type Range = (Option<Timestamp>, Option<Timestamp>);

/// Reads the options; the error says what is wrong with them.
pub(super) fn read(wanted: &args::Hunt) -> Result<Range, String> {
    let from = match &wanted.since {
        Some(span) => since(span)?,
        None => time("--from", wanted.from.as_deref())?,
    };
    let to = time("--to", wanted.to.as_deref())?;
    if from.is_some() && to.is_some() && from >= to {
        return Err("`--from` is not before `--to`".to_owned());
    }
    Ok((from, to))
}

fn since(span: &str) -> Result<Option<Timestamp>, String> {
    if span == "all" {
        return Ok(None);
    }
    let seconds = seconds(span).ok_or_else(|| {
        format!("`--since {span}` is no span of time: write 90m, 24h, 7d or 2w, or all")
    })?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.ok().and_then(|now| i64::try_from(now.as_secs()).ok());
    let then = now.and_then(|now| Timestamp::of_seconds(now.checked_sub(seconds)?));
    match then {
        Some(then) => Ok(Some(then)),
        None => Err(format!("`--since {span}` begins before all calendars")),
    }
}

/// How many seconds `90m`, `24h`, `7d` or `2w` are.
fn seconds(span: &str) -> Option<i64> {
    let number = span.strip_suffix(|c: char| c.is_ascii_alphabetic())?;
    let unit = match span.strip_prefix(number)? {
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return None,
    };
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    number
        .parse::<i64>()
        .ok()
        .filter(|_| digits)?
        .checked_mul(unit)
}

fn time(option: &str, text: Option<&str>) -> Result<Option<Timestamp>, String> {
    let Some(text) = text else { return Ok(None) };
    let day = format!("{text}T00:00:00Z");
    match text.parse().or_else(|_| day.parse()) {
        Ok(time) => Ok(Some(time)),
        Err(_) => Err(format!(
            "`{option} {text}` is no time: write 2026-03-01 or 2026-03-01T12:00:00Z"
        )),
    }
}
