"""The same three rules in SQL: three_rules.py <folder> <threads>."""
import sys

import duckdb

folder, threads = sys.argv[1:3]
duckdb.sql(f"SET threads = {int(threads)}")
duckdb.sql("SET preserve_insertion_order = false")
rows = duckdb.sql(
    f"""
    WITH records AS (
      SELECT unnest(Records) AS record
      FROM read_json(
        '{folder}/*.json.gz',
        columns = {{Records: 'STRUCT(eventSource VARCHAR, eventName VARCHAR, eventTime VARCHAR, eventID VARCHAR, errorCode VARCHAR, userIdentity STRUCT("type" VARCHAR, arn VARCHAR, accessKeyId VARCHAR), responseElements JSON)[]'}},
        maximum_object_size = 200000000
      )
    )
    SELECT record.eventID, record.eventTime
    FROM records
    WHERE record.errorCode = 'ExpiredToken'
       OR (record.eventSource = 'sts.amazonaws.com'
           AND record.eventName LIKE 'Assume%'
           AND record.userIdentity."type" IN ('Root', 'WebIdentityUser'))
    """
).fetchall()
print(len(rows))
