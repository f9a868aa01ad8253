-- Work to be done after a commit, and the record of who did and who looked.
CREATE TABLE job (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    payload      TEXT   NOT NULL,
    once         TEXT,
    run_at       BIGINT NOT NULL,
    attempts     BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT NOT NULL DEFAULT 0,
    state        TEXT   NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    last_error   TEXT   NOT NULL DEFAULT '',
    done_at      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, id)
);
CREATE INDEX job_due ON job (run_at) WHERE state = 'waiting';
CREATE UNIQUE INDEX job_once ON job (community_id, kind, once) WHERE once IS NOT NULL;

CREATE TABLE audit (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    action       TEXT   NOT NULL,
    subject      TEXT   NOT NULL DEFAULT '',
    subject_id   BIGINT NOT NULL DEFAULT 0,
    reason       TEXT   NOT NULL DEFAULT '',
    detail       TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (community_id, id)
);
CREATE INDEX audit_by_subject ON audit (community_id, subject, subject_id);
-- append-only: audit

-- Small files (photos, vouchers) by content hash; large installations may move
-- them to a bucket behind the same package.
CREATE TABLE blob (
    community_id BIGINT NOT NULL,
    hash         TEXT   NOT NULL,
    media_type   TEXT   NOT NULL,
    bytes        BYTEA  NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (community_id, hash)
);

-- Counters without gaps: numbers are taken inside the transaction that uses them.
CREATE TABLE counter (
    community_id BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    value        BIGINT NOT NULL,
    PRIMARY KEY (community_id, name)
);

-- Form submissions already taken, by the key the form was given.
CREATE TABLE idempotency (
    community_id BIGINT NOT NULL,
    key          TEXT   NOT NULL,
    result_id    BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (community_id, key)
);
