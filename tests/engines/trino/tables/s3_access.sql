-- The table of the Amazon S3 User Guide for server access logs, s3_access_logs_db.mybucket_logs.
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
  aclrequired varchar
)
WITH (
  format = 'REGEX',
  regex = '([^ ]*) ([^ ]*) \[(.*?)\] ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ("[^"]*"|-) (-|[0-9]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ("[^"]*"|-) ([^ ]*)(?: ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*))?.*$',
  external_location = '{location}/logs'
)
