//! The lakes hold what was put in them: events come back by their markers, whatever table is laid over them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says what it did"
)]

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::lake::{self, Days, Ids, Shape};
use support::trino::{self, Trino};

const DAY: &str = "2026/11/20";

fn every_shape(mut test: impl FnMut(&mut Trino, Shape)) {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    for shape in Shape::CLOUDTRAIL.into_iter().chain(Shape::S3_ACCESS) {
        test(&mut trino, shape);
    }
}

/// An event for either kind of log, with this operation in this region or bucket, on a day of October 2026.
fn event(operation: &str, day: usize) -> Value {
    json!({
        "eventID": "same", "eventName": operation, "eventTime": format!("2026-10-{day:02}T10:00:00Z"),
        "requestid": "same", "operation": operation, "time": format!("2026-10-{day:02} 10:00:00.000000000"),
        "p_log_type": "of no log",
    })
}

fn operation(shape: Shape) -> &'static str {
    if shape.id_column() == "eventid" {
        "eventname"
    } else {
        "operation"
    }
}

#[test]
fn events_come_back_by_their_markers() {
    every_shape(|trino, shape| {
        let events = [event("A", 1), event("B", 2), event("A", 3)];
        for days in [Days::One(DAY), Days::Own(DAY)] {
            let table = lake::load(trino, shape, &events, Ids::Mark, days).unwrap();
            let sql = format!(
                "SELECT * FROM {} WHERE {} = 'A'",
                table.name,
                operation(shape)
            );
            assert_eq!(
                table.hits(trino, &sql).unwrap(),
                BTreeSet::from([0, 2]),
                "{shape:?} {days:?}"
            );
        }
    });
}

#[test]
fn kept_identifiers_can_be_read() {
    every_shape(|trino, shape| {
        let events = [event("A", 1), event("B", 2), event("A", 3)];
        let table = lake::load(trino, shape, &events, Ids::Keep, Days::One(DAY)).unwrap();
        let id = shape.id_column();
        let sql = format!(
            "SELECT {id} FROM {} WHERE {id} = 'same' AND {} = 'A'",
            table.name,
            operation(shape)
        );
        assert_eq!(
            table.hits(trino, &sql).unwrap(),
            BTreeSet::from([0, 2]),
            "{shape:?}"
        );
        let all = trino
            .query(&format!("SELECT {id} FROM {}", table.name))
            .unwrap();
        assert_eq!(all.values.len(), 3, "all the files are there again");
    });
}

#[test]
fn what_no_log_could_hold_is_left_out() {
    every_shape(|trino, shape| {
        let bad = if shape.id_column() == "eventid" {
            vec![
                json!({"userIdentity": "x"}),
                json!({"resources": {}}),
                json!({"tlsDetails": []}),
                json!(5),
            ]
        } else {
            vec![
                json!({"httpstatus": "200"}),
                json!({"key": "a b"}),
                json!({"useragent": "a \"b\""}),
                json!({"referrer": "a b"}),
            ]
        };
        let mut events = bad.clone();
        events.push(event("A", 1));
        let table = lake::load(trino, shape, &events, Ids::Mark, Days::One(DAY)).unwrap();
        assert_eq!(
            table.left_out.len(),
            bad.len(),
            "{shape:?} {:?}",
            table.left_out
        );
        let hits = table
            .hits(trino, &format!("SELECT * FROM {}", table.name))
            .unwrap();
        assert_eq!(hits, BTreeSet::from([bad.len()]), "{shape:?}");
    });
}

#[test]
fn a_day_folder_is_a_partition() {
    every_shape(|trino, shape| {
        let partition = match shape {
            Shape::CloudTrailConsole | Shape::S3Access | Shape::S3Access2021 => return,
            Shape::CloudTrailBootstrap => "date_partition = '2026/10/02'",
            Shape::CloudTrailManual | Shape::CloudTrailOrganization => {
                "year = '2026' AND month = '10' AND day = '02'"
            }
            _ => "\"timestamp\" = '2026/10/02'",
        };
        let events: Vec<Value> = (1..=28).map(|day| event("A", day)).collect();
        let table = lake::load(trino, shape, &events, Ids::Mark, Days::Own(DAY)).unwrap();
        let hits = table
            .hits(
                trino,
                &format!("SELECT * FROM {} WHERE {partition}", table.name),
            )
            .unwrap();
        assert_eq!(hits, BTreeSet::from([1]), "{shape:?}");
    });
}

#[test]
fn an_access_log_line_reads_back() {
    every_shape(|trino, shape| {
        if shape.id_column() == "eventid" {
            return;
        }
        let events = [
            json!({
                "bucketowner": "owner", "bucket": "b", "time": "2020-02-14 00:53:48.000000000", "remoteip": "192.0.2.3",
                "requester": "arn:x", "operation": "REST.GET.OBJECT", "key": "a%20b", "requesturi": "GET /b/a%20b HTTP/1.1",
                "httpstatus": 200, "bytessent": 113, "totaltime": 7, "useragent": "S3Console/0.4 (x)", "tlsVersion": "TLSv1.2",
            }),
            json!({ "operation": "S3.EXPIRE.OBJECT", "objectsize": 5 }),
        ];
        let table = lake::load(trino, shape, &events, Ids::Mark, Days::One(DAY)).unwrap();
        let columns = "requestid, requestdatetime, key, request_uri, httpstatus, errorcode, bytessent, objectsize, totaltime, \
                       referrer, useragent, hostid, tlsversion";
        let rows = trino
            .query(&format!("SELECT {columns} FROM {} ORDER BY 1", table.name))
            .unwrap();
        let first = json!([
            "EVT000000",
            "14/Feb/2020:00:53:48 +0000",
            "a%20b",
            "\"GET /b/a%20b HTTP/1.1\"",
            "200",
            "-",
            113,
            null,
            "7",
            "\"-\"",
            "\"S3Console/0.4 (x)\"",
            "-",
            "TLSv1.2"
        ]);
        let second = json!([
            "EVT000001",
            "01/Jan/1970:00:00:00 +0000",
            "-",
            "-",
            "-",
            "-",
            null,
            5,
            "-",
            "-",
            "-",
            "-",
            "-"
        ]);
        assert_eq!(json!(rows.values), json!([first, second]), "{shape:?}");
    });
}
