-- News for people: what they are told, on which way it goes, whether it arrived.
ALTER TABLE person ADD COLUMN lang TEXT NOT NULL DEFAULT '';

CREATE TABLE notice (
    community_id BIGINT  NOT NULL,
    id           BIGINT  NOT NULL,
    compound_id  BIGINT  NOT NULL,
    person_id    BIGINT  NOT NULL,
    text_key     TEXT    NOT NULL CHECK (text_key <> ''),
    args         TEXT    NOT NULL DEFAULT '{}',
    link         TEXT    NOT NULL DEFAULT '',
    urgent       BOOLEAN NOT NULL DEFAULT FALSE,
    at           BIGINT  NOT NULL,
    read_at      BIGINT  NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, id),
    FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id)
);
CREATE INDEX notice_by_person ON notice (community_id, person_id, id);
CREATE INDEX notice_unread ON notice (community_id, person_id) WHERE read_at = 0;

-- One row per notice and way. claimed_at is set before a message leaves, so that
-- of two servers only one sends it.
CREATE TABLE delivery (
    community_id BIGINT NOT NULL,
    notice_id    BIGINT NOT NULL,
    channel      TEXT   NOT NULL CHECK (channel IN ('app', 'sms', 'push')),
    compound_id  BIGINT NOT NULL,
    state        TEXT   NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'skipped')),
    attempts     BIGINT NOT NULL DEFAULT 0,
    last_error   TEXT   NOT NULL DEFAULT '',
    at           BIGINT NOT NULL,
    claimed_at   BIGINT NOT NULL DEFAULT 0,
    sent_at      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, notice_id, channel),
    FOREIGN KEY (community_id, notice_id) REFERENCES notice (community_id, id)
);
CREATE INDEX delivery_by_compound ON delivery (community_id, compound_id, state, notice_id);

CREATE TABLE push_subscription (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    endpoint     TEXT   NOT NULL CHECK (endpoint <> ''),
    keys         BYTEA  NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, endpoint),
    FOREIGN KEY (community_id, account_id) REFERENCES account (community_id, id)
);
CREATE INDEX push_subscription_by_account ON push_subscription (community_id, account_id);

-- The key pair with which a community's pushes are signed (RFC 8292).
CREATE TABLE push_key (
    community_id BIGINT NOT NULL PRIMARY KEY REFERENCES community (community_id),
    public       TEXT   NOT NULL,
    sealed       BYTEA  NOT NULL,
    created_at   BIGINT NOT NULL
);
