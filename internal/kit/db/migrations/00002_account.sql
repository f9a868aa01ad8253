-- How people sign in: an account per person, sessions, one-time codes, cards.
CREATE TABLE account (
    community_id  BIGINT  NOT NULL,
    id            BIGINT  NOT NULL,
    person_id     BIGINT  NOT NULL,
    password      TEXT    NOT NULL DEFAULT '',
    disabled      BOOLEAN NOT NULL DEFAULT FALSE,
    created_at    BIGINT  NOT NULL,
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, person_id),
    FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id)
);

CREATE TABLE session (
    token_hash   BYTEA  NOT NULL PRIMARY KEY,
    community_id BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    method       TEXT   NOT NULL CHECK (method IN ('password', 'code', 'card', 'demo')),
    device       TEXT   NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    seen_at      BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    FOREIGN KEY (community_id, account_id) REFERENCES account (community_id, id)
);
CREATE INDEX session_by_account ON session (community_id, account_id);

CREATE TABLE login_code (
    phone_hash BYTEA  NOT NULL PRIMARY KEY,
    code_hash  BYTEA  NOT NULL,
    sent_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries      BIGINT NOT NULL DEFAULT 0
);

-- Failed and counted attempts per key (phone, address), in windows.
CREATE TABLE login_attempt (
    bucket     TEXT   NOT NULL,
    window_at  BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    PRIMARY KEY (bucket, window_at)
);

-- A paper card with a QR sign-in link, printed by the desk for elders.
CREATE TABLE sign_in_card (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    secret_hash  BYTEA  NOT NULL UNIQUE,
    printed_by   BIGINT NOT NULL,
    printed_at   BIGINT NOT NULL,
    used_at      BIGINT NOT NULL DEFAULT 0,
    revoked_at   BIGINT NOT NULL DEFAULT 0,
    revoked_by   BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, id),
    FOREIGN KEY (community_id, account_id) REFERENCES account (community_id, id)
);
