//! From a raw event to what the default parser makes of it: a second table, beside the back end's, written from the
//! parsers' pages and Google's published rules.

use serde_json::{Map, Value, json};

/// How a value gets into its field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum How {
    /// As it is.
    Copy,
    /// If it is an IP address.
    Address,
    /// As a number.
    Number,
    /// With words before it.
    Prefixed,
}

/// A row: a field of the log, a field of the data model (`[]` behind what is repeated), how.
pub(crate) type Row = (&'static str, &'static str, How);

const CLOUDTRAIL: &[Row] = &[
    ("eventName", "metadata.product_event_type", How::Copy),
    ("eventSource", "target.application", How::Copy),
    ("awsRegion", "principal.location.name", How::Copy),
    ("sourceIPAddress", "principal.ip[]", How::Address),
    ("userAgent", "network.http.user_agent", How::Copy),
    ("errorCode", "security_result[].rule_id", How::Copy),
    (
        "errorMessage",
        "security_result[].description",
        How::Prefixed,
    ),
    (
        "recipientAccountId",
        "additional.fields.recipientAccountId",
        How::Copy,
    ),
    (
        "userIdentity.accessKeyId",
        "additional.fields.accessKeyId",
        How::Copy,
    ),
    ("userIdentity.arn", "principal.user.userid", How::Copy),
    (
        "userIdentity.userName",
        "principal.user.user_display_name",
        How::Copy,
    ),
    ("userIdentity.type", "principal.resource.type", How::Copy),
    (
        "userIdentity.accountId",
        "principal.user.group_identifiers[]",
        How::Copy,
    ),
    (
        "userIdentity.sessionContext.attributes.mfaAuthenticated",
        "principal.user.attribute.labels.mfaAuthenticated",
        How::Copy,
    ),
    (
        "additionalEventData.MFAUsed",
        "extensions.auth.auth_details",
        How::Prefixed,
    ),
];

const S3: &[Row] = &[
    ("operation", "metadata.product_event_type", How::Copy),
    ("bucket", "target.resource.name", How::Copy),
    ("remoteip", "principal.ip[]", How::Address),
    ("requestid", "network.session_id", How::Copy),
    ("httpstatus", "network.http.response_code", How::Number),
    ("errorcode", "security_result[].action_details", How::Copy),
    ("bytessent", "network.sent_bytes", How::Number),
    ("objectsize", "target.file.size", How::Number),
    ("useragent", "network.http.user_agent", How::Copy),
    ("referrer", "network.http.referral_url", How::Copy),
    (
        "hostid",
        "target.resource.attribute.labels.S3 Extended Request ID",
        How::Copy,
    ),
    (
        "signatureversion",
        "target.resource.attribute.labels.Signature Version",
        How::Copy,
    ),
    (
        "aclrequired",
        "target.resource.attribute.labels.aclRequired",
        How::Copy,
    ),
    (
        "authenticationtype",
        "extensions.auth.auth_details",
        How::Copy,
    ),
    ("ciphersuite", "network.tls.cipher", How::Copy),
    ("tlsVersion", "network.tls.version", How::Copy),
];

const OKTA: &[Row] = &[
    ("eventType", "metadata.product_event_type", How::Copy),
    ("uuid", "metadata.product_log_id", How::Copy),
    ("actor.id", "principal.user.product_object_id", How::Copy),
    (
        "actor.displayName",
        "principal.user.user_display_name",
        How::Copy,
    ),
    (
        "client.userAgent.rawUserAgent",
        "network.http.user_agent",
        How::Copy,
    ),
    (
        "client.geographicalContext.city",
        "principal.location.city",
        How::Copy,
    ),
    (
        "client.geographicalContext.state",
        "principal.location.state",
        How::Copy,
    ),
    (
        "client.geographicalContext.country",
        "principal.location.country_or_region",
        How::Copy,
    ),
    ("transaction.id", "network.session_id", How::Copy),
    (
        "authenticationContext.externalSessionId",
        "network.parent_session_id",
        How::Copy,
    ),
    ("client.ipAddress", "principal.ip[]", How::Address),
    (
        "outcome.reason",
        "security_result[].category_details[]",
        How::Copy,
    ),
    ("displayMessage", "security_result[].summary", How::Copy),
];

const GITHUB: &[Row] = &[
    ("action", "metadata.product_event_type", How::Copy),
    ("actor", "principal.user.userid", How::Copy),
    (
        "actor_location.country_code",
        "principal.location.country_or_region",
        How::Copy,
    ),
    ("actor_ip", "principal.ip[]", How::Address),
    ("repo", "target.resource.name", How::Copy),
    ("org", "target.administrative_domain", How::Copy),
    ("oauth_application", "principal.application", How::Copy),
    ("hashed_token", "network.session_id", How::Copy),
    ("user_agent", "network.http.user_agent", How::Copy),
    (
        "external_identity_username",
        "target.user.user_display_name",
        How::Copy,
    ),
    ("config.url", "target.url", How::Copy),
];

const SLACK: &[Row] = &[
    ("action", "metadata.product_event_type", How::Copy),
    ("id", "metadata.product_log_id", How::Copy),
    ("actor.type", "principal.labels.actor.type", How::Copy),
    ("actor.user.id", "principal.user.userid", How::Copy),
    (
        "actor.user.name",
        "principal.user.user_display_name",
        How::Copy,
    ),
    (
        "actor.user.email",
        "principal.user.email_addresses[]",
        How::Copy,
    ),
    (
        "actor.user.team",
        "principal.user.group_identifiers[]",
        How::Copy,
    ),
    ("context.ip_address", "principal.ip[]", How::Address),
    ("context.ua", "network.http.user_agent", How::Copy),
    (
        "entity.channel.privacy",
        "target.resource.attribute.labels.entity.channel.privacy",
        How::Copy,
    ),
    (
        "entity.file.filetype",
        "target.resource.attribute.labels.entity.file.filetype",
        How::Copy,
    ),
    (
        "entity.file.title",
        "target.resource.attribute.labels.entity.file.title",
        How::Copy,
    ),
    ("entity.type", "target.resource.resource_subtype", How::Copy),
];

/// The rows of a log type, its name on the platform, and whether its raw log is JSON.
pub(crate) fn table(log_type: &str) -> Option<(&'static [Row], &'static str, bool)> {
    match log_type {
        "AWS.CloudTrail" => Some((CLOUDTRAIL, "AWS_CLOUDTRAIL", true)),
        "AWS.S3ServerAccess" => Some((S3, "AWS_S3_SERVER_ACCESS", false)),
        "GitHub.Audit" => Some((GITHUB, "GITHUB", true)),
        // Of a log type whose parser is not described nothing is known but what is extracted.
        "Amazon.EKS.Audit" => Some((&[], "AMAZON_EKS_AUDIT", true)),
        "Azure.MonitorActivity" => Some((&[], "AZURE_MONITORACTIVITY", true)),
        "GCP.AuditLog" => Some((&[], "GCP_AUDITLOG", true)),
        "Notion.AuditLogs" => Some((&[], "NOTION_AUDITLOGS", true)),
        "Okta.SystemLog" => Some((OKTA, "OKTA", true)),
        "Slack.AuditLogs" => Some((SLACK, "SLACK_AUDIT", true)),
        _ => None,
    }
}

/// What a raw event is after parsing and extraction. `dash` keeps the text that S3 writes for a missing value, which the
/// parser may do or not.
pub(crate) fn parsed(log_type: &str, raw: &Value, dash: bool) -> Value {
    let (rows, label, json_log) = table(log_type).unwrap();
    let mut event = json!({"metadata": {"log_type": label}});
    for (field, home, how) in rows {
        let value = field
            .split('.')
            .try_fold(raw, |value, key| value.get(key))
            .filter(|value| !value.is_null());
        let value = match (value, how) {
            (None, How::Copy) if dash && !json_log => Some("-".into()),
            (None, _) => None,
            (Some(value), How::Number) => Some(value.clone()),
            (Some(value), How::Address) => value
                .as_str()
                .filter(|text| text.parse::<std::net::IpAddr>().is_ok())
                .map(Value::from),
            (Some(value), How::Copy) => Some(text(value)),
            (Some(value), How::Prefixed) => {
                Some(format!("Reason: {}", text(value).as_str().unwrap()).into())
            }
        };
        if let Some(value) = value {
            put(&mut event, home, value);
        }
    }
    if json_log {
        let mut fields = Map::new();
        extract(raw, "", &mut fields);
        event["extracted"] = json!({"fields": fields});
    }
    event
}

fn text(value: &Value) -> Value {
    match value {
        Value::String(_) => value.clone(),
        value => value.to_string().into(),
    }
}

fn put(event: &mut Value, home: &str, value: Value) {
    let mut at = event;
    let mut rest = home;
    while let Some((step, behind)) = rest.split_once('.') {
        // The key of a map is the last step, whatever stands in it.
        at = match step.strip_suffix("[]") {
            Some(step) => {
                let list = &mut at[step];
                if list.is_null() {
                    *list = json!([{}]);
                }
                &mut list[0]
            }
            None => &mut at[step],
        };
        rest = behind;
        if step == "labels" {
            // The key of a label may have dots in it.
            at[rest] = value;
            return;
        }
    }
    match rest.strip_suffix("[]") {
        Some(step) => at[step] = json!([value]),
        None => at[rest] = value,
    }
}

/// Every scalar of a JSON log, under its path.
fn extract(value: &Value, path: &str, out: &mut Map<String, Value>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                extract(value, &path, out);
            }
        }
        Value::Null | Value::Array(_) => {}
        value => {
            out.insert(path.to_owned(), text(value));
        }
    }
}
