-- The table of the AWS Security Analytics Bootstrap, cloudtrail.
CREATE TABLE {table} (
  eventversion varchar,
  useridentity row(
    type varchar, principalid varchar, arn varchar, accountid varchar, invokedby varchar, accesskeyid varchar,
    username varchar,
    sessioncontext row(
      attributes row(mfaauthenticated varchar, creationdate varchar),
      sessionissuer row(type varchar, principalid varchar, arn varchar, accountid varchar, username varchar))),
  eventtime varchar,
  eventsource varchar,
  eventname varchar,
  awsregion varchar,
  sourceipaddress varchar,
  useragent varchar,
  errorcode varchar,
  errormessage varchar,
  requestparameters varchar,
  responseelements varchar,
  additionaleventdata varchar,
  requestid varchar,
  eventid varchar,
  readonly varchar,
  resources array(row(arn varchar, accountid varchar, type varchar)),
  eventtype varchar,
  apiversion varchar,
  recipientaccountid varchar,
  serviceeventdetails varchar,
  sharedeventid varchar,
  vpcendpointid varchar,
  "date_partition" varchar WITH (
    partition_projection_type = 'DATE', partition_projection_format = 'yyyy/MM/dd',
    partition_projection_range = ARRAY['{first_day}', '{last_day}'],
    partition_projection_interval = 1, partition_projection_interval_unit = 'DAYS'),
  region_partition varchar WITH (
    partition_projection_type = 'ENUM', partition_projection_values = ARRAY['us-east-1']),
  account_partition varchar WITH (
    partition_projection_type = 'ENUM', partition_projection_values = ARRAY['123456789012'])
)
WITH (
  format = 'OPENX_JSON',
  external_location = '{location}/AWSLogs',
  partitioned_by = ARRAY['date_partition', 'region_partition', 'account_partition'],
  partition_projection_enabled = true,
  partition_projection_location_template =
    '{location}/AWSLogs/${account_partition}/CloudTrail/${region_partition}/${date_partition}'
)
