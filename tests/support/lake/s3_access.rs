//! S3 server access logs: an event in Panther's schema as the raw line it was read from.
//!
//! Written from the page "Amazon S3 server access log format" of the Amazon S3 User Guide: fields in a fixed order, a
//! blank between them, `-` for what is unknown or does not apply, double quotes around the three fields that may hold
//! blanks, and new fields at the end over the years.

use serde_json::Value;

/// The last field that a line has. S3 has added fields over the years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Edition {
    /// The format of the first years.
    VersionId,
    /// Until 2021.
    TlsVersion,
    /// Until 2025.
    AclRequired,
    /// The format of today.
    SourceRegion,
}

/// How a field is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Text without blanks.
    Word,
    /// A whole number.
    Number,
    /// `[06/Feb/2019:00:00:38 +0000]`.
    Time,
    /// The request line, in double quotes, or a bare `-` when there was no request.
    Request,
    /// A header of the request: in double quotes even when it is missing, unless there was no request.
    Header,
}

/// The fields in the order of the line, by their names in Panther's schema, and the first edition that has them.
const FIELDS: [(&str, Form, Edition); 27] = [
    ("bucketowner", Form::Word, Edition::VersionId),
    ("bucket", Form::Word, Edition::VersionId),
    ("time", Form::Time, Edition::VersionId),
    ("remoteip", Form::Word, Edition::VersionId),
    ("requester", Form::Word, Edition::VersionId),
    ("requestid", Form::Word, Edition::VersionId),
    ("operation", Form::Word, Edition::VersionId),
    ("key", Form::Word, Edition::VersionId),
    ("requesturi", Form::Request, Edition::VersionId),
    ("httpstatus", Form::Number, Edition::VersionId),
    ("errorcode", Form::Word, Edition::VersionId),
    ("bytessent", Form::Number, Edition::VersionId),
    ("objectsize", Form::Number, Edition::VersionId),
    ("totaltime", Form::Number, Edition::VersionId),
    ("turnaroundtime", Form::Number, Edition::VersionId),
    ("referrer", Form::Header, Edition::VersionId),
    ("useragent", Form::Header, Edition::VersionId),
    ("versionid", Form::Word, Edition::VersionId),
    ("hostid", Form::Word, Edition::TlsVersion),
    ("signatureversion", Form::Word, Edition::TlsVersion),
    ("ciphersuite", Form::Word, Edition::TlsVersion),
    ("authenticationtype", Form::Word, Edition::TlsVersion),
    ("hostheader", Form::Word, Edition::TlsVersion),
    ("tlsVersion", Form::Word, Edition::TlsVersion),
    ("accesspointarn", Form::Word, Edition::AclRequired),
    ("aclrequired", Form::Word, Edition::AclRequired),
    ("sourceregion", Form::Word, Edition::SourceRegion),
];

/// The event as one line, or why no such line can exist.
pub(crate) fn line(
    event: &Value,
    marker: Option<&str>,
    edition: Edition,
) -> Result<String, String> {
    let fields = event.as_object().ok_or("an event is an object")?;
    let known = |name: &str| fields.get(name).filter(|value| !value.is_null());
    let was_request = known("requesturi").is_some();
    let mut texts = Vec::with_capacity(FIELDS.len());
    for (name, form, since) in FIELDS {
        if since > edition {
            break;
        }
        if name == "referrer"
            && known(name)
                .and_then(Value::as_str)
                .is_some_and(|text| text.contains(' '))
        {
            // The log can hold it, but AWS's regular expression takes the referrer for one word.
            return Err(
                "a line whose referrer holds a blank is a row of NULLs in the table".to_owned(),
            );
        }
        texts.push(match (name, marker, known(name)) {
            ("requestid", Some(marker), _) => marker.to_owned(),
            (_, _, Some(value)) => write(value, form)
                .ok_or_else(|| format!("{name} cannot be {value} in a log line"))?,
            _ => missing(form, was_request).to_owned(),
        });
    }
    Ok(texts.join(" "))
}

fn missing(form: Form, was_request: bool) -> &'static str {
    match form {
        // The time is never missing in a real log; this is the one that a reader can still take.
        Form::Time => "[01/Jan/1970:00:00:00 +0000]",
        Form::Header if was_request => "\"-\"",
        _ => "-",
    }
}

/// A value as the log has it, or nothing when it could not have come from one.
fn write(value: &Value, form: Form) -> Option<String> {
    if form == Form::Number {
        return value.as_u64().map(|number| number.to_string());
    }
    let text = value
        .as_str()
        .filter(|text| !text.is_empty() && *text != "-" && !text.contains(char::is_control))?;
    match form {
        Form::Time => time(text),
        Form::Request | Form::Header => (!text.contains('"')).then(|| format!("\"{text}\"")),
        Form::Word | Form::Number => (!text.contains([' ', '"'])).then(|| text.to_owned()),
    }
}

/// `2020-02-14 00:53:48.000000000` as `[14/Feb/2020:00:53:48 +0000]`.
fn time(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (date, clock) = text.split_once([' ', 'T'])?;
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    let seconds = clock.get(..8)?;
    Some(format!("[{day}/{month}/{year}:{seconds} +0000]"))
}
