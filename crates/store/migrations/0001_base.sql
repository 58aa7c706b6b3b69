-- A row of the business: `body` is JSON text that only its owner reads.
create table record (
    account text not null,
    region  text not null,
    kind    text not null,
    key     text not null,
    body    text not null,
    primary key (account, region, kind, key)
) strict;

-- Single facts about the folder as a whole.
create table meta (
    key   text not null primary key,
    value text not null
) strict;

-- Identity of a metric stream. `dimensions` is a JSON array of [name, value] pairs in sorted order,
-- so that one set of dimensions has one spelling.
create table series (
    id         integer primary key,
    account    text not null,
    region     text not null,
    namespace  text not null,
    name       text not null,
    dimensions text not null,
    unit       text not null,
    unique (account, region, namespace, name, dimensions, unit)
) strict;

-- Aggregates of one period. Without rowid, so that the buckets of a series lie side by side:
-- they are read in this order and dropped by age.
create table bucket (
    series          integer not null,
    resolution_secs integer not null,
    start_secs      integer not null,
    count           real not null,
    sum             real not null,
    min             real not null,
    max             real not null,
    distribution    blob not null,
    primary key (series, resolution_secs, start_secs)
) strict, without rowid;

pragma user_version = 1;
