//! A trail made up: `CloudTrail` events and rules over them, the same for the same seed.
//!
//! About 170 event names of 20 services, 1.4 KB an event, one in 25 with an `errorCode`; names, addresses and agents
//! are spread as unevenly as in real trails: most events are reads by a few roles.

#![allow(
    dead_code,
    reason = "a test and a bench compile this module, and neither uses all of it"
)]

use std::fmt::Write as _;

/// The services and what is called of them, the most frequent first.
const SERVICES: [(&str, &str); 20] = [
    (
        "s3",
        "GetObject PutObject ListBuckets GetBucketAcl GetBucketPolicy PutBucketPolicy PutBucketAcl DeleteObject HeadObject CreateBucket DeleteBucket PutObjectAcl",
    ),
    (
        "sts",
        "AssumeRole GetCallerIdentity AssumeRoleWithSAML AssumeRoleWithWebIdentity GetSessionToken GetFederationToken",
    ),
    (
        "kms",
        "Decrypt GenerateDataKey Encrypt DescribeKey ListAliases CreateGrant ScheduleKeyDeletion DisableKey RetireGrant",
    ),
    (
        "ec2",
        "DescribeInstances DescribeVolumes DescribeSecurityGroups RunInstances TerminateInstances StopInstances StartInstances CreateTags AuthorizeSecurityGroupIngress ModifyInstanceAttribute ModifyImageAttribute ModifySnapshotAttribute CreateSnapshot DeleteFlowLogs CreateNetworkAclEntry DescribeImages DisableEbsEncryptionByDefault CreateVpc DeleteVpc AttachVolume",
    ),
    (
        "logs",
        "CreateLogStream PutRetentionPolicy DescribeLogGroups CreateLogGroup DeleteLogGroup FilterLogEvents GetLogEvents",
    ),
    (
        "iam",
        "GetRole ListRoles GetUser ListUsers CreateUser CreateAccessKey DeleteAccessKey AttachUserPolicy AttachRolePolicy PutUserPolicy PutRolePolicy CreateRole UpdateAssumeRolePolicy CreateLoginProfile UpdateLoginProfile ListAccessKeys CreatePolicyVersion DeleteUser AddUserToGroup",
    ),
    (
        "dynamodb",
        "DescribeTable ListTables GetItem CreateTable DeleteTable UpdateTable DescribeBackup",
    ),
    (
        "lambda",
        "GetFunction20150331v2 ListFunctions20150331 Invoke UpdateFunctionCode20150331v2 CreateFunction20150331 AddPermission20150331v2 CreateFunctionUrlConfig DeleteFunction20150331",
    ),
    (
        "ssm",
        "GetParameters GetParameter DescribeInstanceInformation UpdateInstanceInformation SendCommand StartSession PutParameter DeleteParameter",
    ),
    (
        "secretsmanager",
        "GetSecretValue DescribeSecret ListSecrets PutSecretValue CreateSecret DeleteSecret BatchGetSecretValue",
    ),
    (
        "rds",
        "DescribeDBInstances DescribeDBClusters ModifyDBInstance ModifyDBCluster CreateDBInstance DeleteDBInstance ModifyDBSnapshotAttribute CreateDBSnapshot",
    ),
    (
        "elasticloadbalancing",
        "DescribeLoadBalancers DescribeTargetHealth RegisterTargets DeregisterTargets CreateLoadBalancer ModifyListener",
    ),
    (
        "autoscaling",
        "DescribeAutoScalingGroups UpdateAutoScalingGroup SetDesiredCapacity CompleteLifecycleAction TerminateInstanceInAutoScalingGroup",
    ),
    (
        "monitoring",
        "DescribeAlarms PutMetricAlarm DeleteAlarms GetMetricData PutDashboard",
    ),
    (
        "ecr",
        "GetAuthorizationToken BatchGetImage GetDownloadUrlForLayer PutImage DescribeRepositories SetRepositoryPolicy",
    ),
    (
        "ecs",
        "DescribeServices DescribeTasks RunTask UpdateService RegisterTaskDefinition StopTask RegisterContainerInstance",
    ),
    (
        "sqs",
        "GetQueueAttributes ReceiveMessage SendMessage CreateQueue DeleteQueue SetQueueAttributes PurgeQueue",
    ),
    (
        "cloudtrail",
        "LookupEvents DescribeTrails GetTrailStatus StopLogging DeleteTrail UpdateTrail PutEventSelectors",
    ),
    (
        "guardduty",
        "ListDetectors GetDetector GetFindings UpdateDetector DeleteDetector CreateFilter",
    ),
    (
        "signin",
        "ConsoleLogin CheckMfa SwitchRole ExitRole PasswordRecoveryRequested",
    ),
];

const REGIONS: [&str; 4] = ["us-east-1", "eu-central-1", "us-west-2", "ap-southeast-1"];
const ERRORS: [&str; 4] = [
    "AccessDenied",
    "Client.UnauthorizedOperation",
    "NoSuchBucket",
    "ThrottlingException",
];
const AGENTS: [&str; 8] = [
    "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/s3#1.58.2",
    "Boto3/1.34.144 md/Botocore#1.34.144 ua/2.0 os/linux#5.10.220 md/arch#x86_64 lang/python#3.11.9",
    "aws-cli/2.17.13 md/awscrt#0.20.11 ua/2.0 os/macos#23.5.0 md/arch#arm64 lang/python#3.11.9",
    "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.750 Linux/5.10.220 OpenJDK_64-Bit_Server_VM/25.412]",
    "APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.58.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0",
    "aws-internal/3 aws-sdk-java/1.12.750 Linux/5.10.220 OpenJDK_64-Bit_Server_VM/25.412-b09 java/1.8.0_412",
    "Boto3/1.26.90 Python/3.10.7 Linux/6.1.0-kali5-amd64 Botocore/1.29.90",
];

/// A generator of numbers (`SplitMix64`).
#[derive(Debug, Clone)]
pub(crate) struct Numbers(u64);

impl Numbers {
    /// The numbers of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next one.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    /// One below `end`, small ones far more often.
    fn uneven(&mut self, end: usize) -> usize {
        let widest = self.below(end) + 1;
        let narrower = self.below(widest) + 1;
        self.below(narrower)
    }
}

/// The names of a service's calls.
fn calls(service: usize) -> Vec<&'static str> {
    SERVICES[service].1.split(' ').collect()
}

/// How many different events there are.
pub(crate) fn event_names() -> usize {
    (0..SERVICES.len())
        .map(|service| calls(service).len())
        .sum()
}

/// An event as one line, without a newline.
pub(crate) fn event(numbers: &mut Numbers, index: usize) -> String {
    let service = numbers.uneven(SERVICES.len());
    let names = calls(service);
    let name = names[numbers.uneven(names.len())];
    let source = SERVICES[service].0;
    let person = numbers.below(40);
    let (a, b, c) = (numbers.next(), numbers.next(), numbers.next());
    let account = ["123456789012", "210987654321"][numbers.uneven(2)];
    let region = REGIONS[numbers.uneven(REGIONS.len())];
    let agent = AGENTS[if numbers.below(2000) == 0 {
        7
    } else {
        numbers.uneven(7)
    }];
    let outside = numbers.below(50) == 0;
    let address = format!(
        "{}.{}.{}",
        if outside { "198.18" } else { "10.0" },
        person,
        a % 250
    );
    let second = index / 20;
    let time = format!(
        "2026-03-{:02}T{:02}:{:02}:{:02}Z",
        1 + second / 86_400 % 28,
        second / 3600 % 24,
        second / 60 % 60,
        second % 60
    );
    let mut out = String::with_capacity(1600);
    let _ = write!(out, "{{\"eventVersion\":\"1.09\",\"userIdentity\":");
    match numbers.below(10) {
        0..7 => {
            let _ = write!(
                out,
                r#"{{"type":"AssumedRole","principalId":"AROA{:016X}:i-{:017x}","arn":"arn:aws:sts::{account}:assumed-role/service-role-{person}/i-{:017x}","accountId":"{account}","accessKeyId":"ASIA{:016X}","sessionContext":{{"sessionIssuer":{{"type":"Role","arn":"arn:aws:iam::{account}:role/service-role-{person}","accountId":"{account}","userName":"service-role-{person}"}},"attributes":{{"creationDate":"2026-03-01T00:00:00Z","mfaAuthenticated":"false"}}}}}}"#,
                a,
                b >> 8,
                b >> 8,
                c
            );
        }
        7..9 => {
            let _ = write!(
                out,
                r#"{{"type":"IAMUser","principalId":"AIDA{a:016X}","arn":"arn:aws:iam::{account}:user/person-{person}","accountId":"{account}","accessKeyId":"AKIA{c:016X}","userName":"person-{person}","sessionContext":{{"attributes":{{"creationDate":"2026-03-01T00:00:00Z","mfaAuthenticated":"true"}}}}}}"#
            );
        }
        _ => {
            let _ = write!(
                out,
                r#"{{"type":"AWSService","invokedBy":"{source}.amazonaws.com"}}"#
            );
        }
    }
    let _ = write!(
        out,
        r#","eventTime":"{time}","eventSource":"{source}.amazonaws.com","eventName":"{name}","awsRegion":"{region}","sourceIPAddress":"{address}","userAgent":"{agent}","#
    );
    if numbers.below(25) == 0 {
        let error = ERRORS[numbers.uneven(ERRORS.len())];
        let _ = write!(
            out,
            r#""errorCode":"{error}","errorMessage":"User: arn:aws:iam::{account}:user/person-{person} is not authorized to perform: {source}:{name} on resource: \"arn:aws:{source}:{region}:{account}:thing/{a:x}\"","#
        );
    }
    let _ = write!(
        out,
        r#""requestParameters":{{"bucketName":"bucket-{}","userName":"person-{}","key":"data/year=2026/month=03/part-{c:08x}.parquet","filterSet":{{"items":[{{"name":"instance-state-name","valueSet":{{"items":[{{"value":"running"}}]}}}}]}}}},"#,
        a % 50,
        b % 40
    );
    let read_only = ["Get", "List", "Describe", "Head", "Batch", "Lookup"]
        .iter()
        .any(|verb| name.starts_with(verb));
    let _ = write!(
        out,
        r#""responseElements":{},"additionalEventData":{{"SignatureVersion":"SigV4","bytesTransferredIn":0,"bytesTransferredOut":{}}},"requestID":"{:016X}","eventID":"{index:08x}-{:04x}-4abc-8def-{:012x}","readOnly":{read_only},"resources":[{{"accountId":"{account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::bucket-{}"}}],"eventType":"AwsApiCall","managementEvent":{},"recipientAccountId":"{account}","eventCategory":"{}","tlsDetails":{{"tlsVersion":"TLSv1.{}","clientProvidedHostHeader":"{source}.{region}.amazonaws.com"}}}}"#,
        if name == "ConsoleLogin" {
            r#"{"ConsoleLogin":"Success"}"#
        } else {
            "null"
        },
        c % 100_000,
        b,
        a & 0xffff,
        b >> 16,
        a % 50,
        source != "s3",
        if source == "s3" { "Data" } else { "Management" },
        if numbers.below(500) == 0 { 1 } else { 3 },
    );
    out
}

/// The text of a rule file: one of many that resemble each other as the rules of a real repository do.
pub(crate) fn rule(numbers: &mut Numbers, index: usize) -> String {
    let service = numbers.below(SERVICES.len());
    let names = calls(service);
    let source = SERVICES[service].0;
    let one = names[numbers.below(names.len())];
    let other = names[numbers.below(names.len())];
    let person = numbers.below(40);
    let condition = match index % 10 {
        0..3 => format!(
            "eventSource eq \"{source}.amazonaws.com\"\n  eventName eq \"{one}\"\n  errorCode is_null\n  userIdentity.userName eq \"person-{person}\""
        ),
        3 => format!(
            "eventSource eq \"{source}.amazonaws.com\"\n  eventName in [\"{one}\", \"{other}\"]\n  not sourceIPAddress is_private_ip\n  sourceIPAddress not cidr [\"198.{person}.0.0/16\", \"203.0.0.0/8\"]"
        ),
        4 => format!(
            "eventSource eq \"{source}.amazonaws.com\"\n  eventName starts_with \"Delete\"\n  userIdentity.arn not contains \"role/service-role-{person}\"\n  errorCode is_null\n  requestParameters.dryRun-{person} is_not_null"
        ),
        5 => format!(
            "errorCode in [\"AccessDenied\", \"Client.UnauthorizedOperation\"]\n  userAgent not starts_with \"aws-internal\"\n  userIdentity.userName regex_match \"^person-{person}[a-z]\""
        ),
        6 => format!(
            "eventName eq \"{one}\"\n  requestParameters.userName ne field userIdentity.userName\n  userIdentity.type eq \"IAMUser\"\n  requestParameters.bucketName eq \"bucket-{index}\""
        ),
        7 => format!(
            "eventName regex_match \"^{}[A-Z]\" or eventName eq \"{other}\"\n  requestParameters.key wildcard \"*secret-{index}*\"",
            one.get(..6).unwrap_or(one)
        ),
        8 => format!("lower(userAgent) match \"tool-{index}\""),
        _ => format!(
            "eventSource eq \"{source}.amazonaws.com\"\n  not (eventName eq \"{one}\" or errorCode is_not_null)\n  userIdentity.sessionContext.attributes.mfaAuthenticated ne \"true\"\n  userIdentity.type in [\"Root\", \"FederatedUser\"]"
        ),
    };
    format!(
        "AnalysisType: rule\nRuleID: Made.Up.{index}\nDisplayName: Made up {index}\nEnabled: true\nSeverity: Low\nLogTypes:\n  - AWS.CloudTrail\nSummaryAttributes:\n  - userIdentity.arn\n  - sourceIPAddress\nCondition: |\n  {condition}\n"
    )
}
