//! Lines of words, such as S3 server access logs, as events.
//!
//! In: a line, and the names of its words in order (the `line` of a log type's file). Out: an event, or
//! nothing if the line is not one of that log. A `-` is a missing value, also in quotes.

use crate::catalog::{Kind, LogType};
use crate::eval::{Json, JsonNumber};
use indexmap::IndexMap;
use transpile_sdk::ir::Number;
use transpile_sdk::time::Timestamp;

/// Where the words go that the log type does not name.
const FURTHER: &str = "additionalFields";

/// The event that a line is.
pub(super) fn read(line: &str, log_type: &LogType) -> Option<Json> {
    let mut words = Words { rest: line.trim() };
    let mut event = IndexMap::new();
    let mut count = 0;
    for name in &log_type.line {
        let Some(word) = words.next() else { break };
        count += 1;
        if word == "-" {
            continue;
        }
        let kind = log_type.fields.get(name).map(|spec| spec.kind);
        let value = match kind {
            Some(Kind::Long | Kind::Double) if Number::parse(word).is_some() => {
                Json::Number(JsonNumber::new(word))
            }
            _ => Json::String(word.to_owned()),
        };
        if *name == log_type.event_time {
            Timestamp::parse(word, &log_type.timestamp_formats)?;
        }
        event.insert(name.clone(), value);
    }
    // Without its time it is another line; words have been added at the end over the years.
    if count < log_type.line_words || !event.contains_key(&log_type.event_time) {
        return None;
    }
    let further: Vec<Json> = words.map(|word| Json::String(word.to_owned())).collect();
    if !further.is_empty() {
        event.insert(FURTHER.to_owned(), Json::Array(further));
    }
    Some(Json::Object(event))
}

/// The words of a line: up to a blank, or in quotes or brackets, which are left out.
struct Words<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        if self.rest.is_empty() {
            return None;
        }
        let (word, rest) = if let Some(inner) = self.rest.strip_prefix('"') {
            // A quote inside of a header is written as it is; the last one stands before a blank.
            match inner.split_once("\" ") {
                Some(split) => split,
                None => (inner.strip_suffix('"').unwrap_or(inner), ""),
            }
        } else if let Some(inner) = self.rest.strip_prefix('[') {
            inner.split_once("] ").unwrap_or((inner, ""))
        } else {
            self.rest.split_once(' ').unwrap_or((self.rest, ""))
        };
        self.rest = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;

    const LINE: &str = concat!(
        r#"79a5 amzn-s3-demo-bucket1 [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a5 3E57427F3EXAMPLE REST.GET.VERSIONING "#,
        r#"- "GET /amzn-s3-demo-bucket1?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4 "x"" - "#,
        "s9lz SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com TLSV1.2 ",
        "arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP Yes us-west-1",
    );

    #[test]
    fn a_line_is_an_event() {
        let log_type = catalog::log_type("AWS.S3ServerAccess").unwrap();
        let event = read(LINE, &log_type).unwrap().to_string();
        assert_eq!(
            event,
            concat!(
                r#"{"bucketowner":"79a5","bucket":"amzn-s3-demo-bucket1","time":"06/Feb/2019:00:00:38 +0000","#,
                r#""remoteip":"192.0.2.3","requester":"79a5","requestid":"3E57427F3EXAMPLE","operation":"REST.GET.VERSIONING","#,
                r#""requesturi":"GET /amzn-s3-demo-bucket1?versioning HTTP/1.1","httpstatus":200,"bytessent":113,"totaltime":7,"#,
                r#""useragent":"S3Console/0.4 \"x\"","hostid":"s9lz","signatureversion":"SigV4","#,
                r#""ciphersuite":"ECDHE-RSA-AES128-GCM-SHA256","authenticationtype":"AuthHeader","#,
                r#""hostheader":"amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com","tlsVersion":"TLSV1.2","#,
                r#""accesspointarn":"arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP","aclrequired":"Yes","#,
                r#""additionalFields":["us-west-1"]}"#,
            )
        );
    }

    #[test]
    fn the_first_edition_is_shorter_and_other_lines_are_none() {
        let log_type = catalog::log_type("AWS.S3ServerAccess").unwrap();
        let (first, _) = LINE.split_once(" s9lz").unwrap();
        assert!(read(first, &log_type).is_some());
        let (short, _) = first.rsplit_once(' ').unwrap();
        let no_time = LINE.replace("06/Feb/2019:00:00:38", "yesterday");
        for line in [short, &no_time, "", "{}", "a b c", "\"", "[", "- - - -"] {
            assert_eq!(read(line, &log_type), None, "{line}");
        }
    }
}
