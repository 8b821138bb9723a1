-- The table of the Amazon S3 User Guide for server access logs that are delivered into folders of a day.
CREATE TABLE {table} (
  bucketowner varchar,
  bucket_name varchar,
  requestdatetime varchar,
  remoteip varchar,
  requester varchar,
  requestid varchar,
  operation varchar,
  key varchar,
  request_uri varchar,
  httpstatus varchar,
  errorcode varchar,
  bytessent bigint,
  objectsize bigint,
  totaltime varchar,
  turnaroundtime varchar,
  referrer varchar,
  useragent varchar,
  versionid varchar,
  hostid varchar,
  sigv varchar,
  ciphersuite varchar,
  authtype varchar,
  endpoint varchar,
  tlsversion varchar,
  accesspointarn varchar,
  aclrequired varchar,
  "timestamp" varchar WITH (
    partition_projection_type = 'DATE', partition_projection_format = 'yyyy/MM/dd',
    partition_projection_range = ARRAY['{first_day}', '{last_day}'],
    partition_projection_interval = 1, partition_projection_interval_unit = 'DAYS')
)
WITH (
  format = 'REGEX',
  regex = '([^ ]*) ([^ ]*) \[(.*?)\] ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ("[^"]*"|-) (-|[0-9]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ("[^"]*"|-) ([^ ]*)(?: ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*))?.*$',
  external_location = '{location}/123456789012/us-east-1/bucket',
  partitioned_by = ARRAY['timestamp'],
  partition_projection_enabled = true,
  partition_projection_location_template = '{location}/123456789012/us-east-1/bucket/${timestamp}'
)
