-- Places, people, who lives and owns where, roles, and how a compound is run.
-- Written for PostgreSQL; types are mapped for SQLite (dialect.go). Instants are
-- epoch milliseconds (0 = none), dates are text YYYY-MM-DD ('' = open end).

CREATE TABLE community (
    community_id BIGINT NOT NULL PRIMARY KEY,
    kind         TEXT   NOT NULL CHECK (kind IN ('community', 'street')),
    street_id    BIGINT NOT NULL DEFAULT 0,
    name         TEXT   NOT NULL CHECK (name <> ''),
    code         TEXT   NOT NULL DEFAULT '',
    district     TEXT   NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL
);

CREATE TABLE compound (
    community_id BIGINT  NOT NULL REFERENCES community (community_id),
    id           BIGINT  NOT NULL,
    slug         TEXT    NOT NULL UNIQUE CHECK (slug <> ''),
    name         TEXT    NOT NULL CHECK (name <> ''),
    address      TEXT    NOT NULL DEFAULT '',
    zone         TEXT    NOT NULL DEFAULT 'Asia/Shanghai',
    office_name  TEXT    NOT NULL DEFAULT '',
    office_phone TEXT    NOT NULL DEFAULT '',
    office_hours TEXT    NOT NULL DEFAULT '',
    office_place TEXT    NOT NULL DEFAULT '',
    demo         BOOLEAN NOT NULL DEFAULT FALSE,
    created_at   BIGINT  NOT NULL,
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, name)
);

CREATE TABLE building (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    name         TEXT   NOT NULL CHECK (name <> ''),
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, compound_id, name),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id)
);

CREATE TABLE unit (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    building_id  BIGINT NOT NULL,
    name         TEXT   NOT NULL CHECK (name <> ''),
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, building_id, name),
    FOREIGN KEY (community_id, building_id) REFERENCES building (community_id, id)
);

CREATE TABLE grid (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    name         TEXT   NOT NULL CHECK (name <> ''),
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, compound_id, name),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id)
);

CREATE TABLE home_group (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    grid_id      BIGINT,
    name         TEXT   NOT NULL CHECK (name <> ''),
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, compound_id, name),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id),
    FOREIGN KEY (community_id, grid_id) REFERENCES grid (community_id, id)
);

CREATE TABLE home (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    building_id  BIGINT NOT NULL,
    unit_id      BIGINT NOT NULL,
    group_id     BIGINT,
    label        TEXT   NOT NULL CHECK (label <> ''),
    number       TEXT   NOT NULL,
    kind         TEXT   NOT NULL DEFAULT 'home' CHECK (kind IN ('home', 'shop', 'other')),
    area_cm2     BIGINT NOT NULL CHECK (area_cm2 > 0),
    remark       TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, compound_id, label),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id),
    FOREIGN KEY (community_id, unit_id) REFERENCES unit (community_id, id),
    FOREIGN KEY (community_id, group_id) REFERENCES home_group (community_id, id)
);
CREATE INDEX home_by_unit ON home (community_id, unit_id);
CREATE INDEX home_by_group ON home (community_id, group_id);

CREATE TABLE person (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    name         TEXT   NOT NULL CHECK (name <> ''),
    kind         TEXT   NOT NULL DEFAULT 'natural' CHECK (kind IN ('natural', 'company', 'developer')),
    skills       TEXT   NOT NULL DEFAULT '',
    notify_by    TEXT   NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (community_id, id),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id)
);
CREATE INDEX person_by_name ON person (community_id, compound_id, name);

-- A phone number is sealed (AES-256-GCM); the hashes are keyed and find it again
-- by the whole number or by its last four digits.
CREATE TABLE person_phone (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    sealed       BYTEA  NOT NULL,
    hash         BYTEA  NOT NULL,
    tail_hash    BYTEA  NOT NULL,
    masked       TEXT   NOT NULL,
    position     BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, person_id, hash),
    FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id)
);
CREATE INDEX person_phone_by_hash ON person_phone (hash);
CREATE INDEX person_phone_by_tail ON person_phone (community_id, tail_hash);

CREATE TABLE residence (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    home_id      BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    relation     TEXT   NOT NULL CHECK (relation IN ('head', 'family', 'tenant')),
    since        TEXT   NOT NULL,
    until        TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (community_id, id),
    CHECK (until = '' OR until >= since),
    FOREIGN KEY (community_id, home_id) REFERENCES home (community_id, id),
    FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id)
);
CREATE UNIQUE INDEX residence_now ON residence (community_id, home_id, person_id) WHERE until = '';
CREATE INDEX residence_by_person ON residence (community_id, person_id);

CREATE TABLE ownership (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    home_id      BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    basis        TEXT   NOT NULL DEFAULT 'roster' CHECK (basis IN ('register', 'survey', 'contract', 'roster')),
    since        TEXT   NOT NULL,
    until        TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (community_id, id),
    CHECK (until = '' OR until >= since),
    FOREIGN KEY (community_id, home_id) REFERENCES home (community_id, id),
    FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id)
);
CREATE UNIQUE INDEX ownership_now ON ownership (community_id, home_id, person_id) WHERE until = '';
CREATE INDEX ownership_by_person ON ownership (community_id, person_id);

CREATE TABLE team (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    kind         TEXT   NOT NULL CHECK (kind IN ('party', 'work', 'volunteer', 'supervision', 'property')),
    name         TEXT   NOT NULL CHECK (name <> ''),
    purpose      TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, compound_id, name),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id)
);

-- A role held within a place or team, with its term and how it was given
-- (elected, appointed). The scope is exactly one column or the whole compound.
CREATE TABLE role_grant (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    role         TEXT   NOT NULL,
    scope        TEXT   NOT NULL CHECK (scope IN ('street', 'community', 'compound', 'building', 'unit', 'group', 'team')),
    scope_id     BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL DEFAULT 0,
    deputy_id    BIGINT,
    since        TEXT   NOT NULL,
    until        TEXT   NOT NULL DEFAULT '',
    basis        TEXT   NOT NULL DEFAULT '',
    granted_by   BIGINT NOT NULL DEFAULT 0,
    granted_at   BIGINT NOT NULL,
    PRIMARY KEY (community_id, id),
    CHECK (until = '' OR until >= since),
    CHECK (deputy_id IS NULL OR deputy_id <> person_id),
    FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id),
    FOREIGN KEY (community_id, deputy_id) REFERENCES person (community_id, id)
);
CREATE UNIQUE INDEX role_grant_now ON role_grant (community_id, person_id, role, scope, scope_id) WHERE until = '';
CREATE INDEX role_grant_by_role ON role_grant (community_id, compound_id, role);

-- Who ran the place before and on what mandate it is run now (R03, R04).
CREATE TABLE provider_term (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    provider     TEXT   NOT NULL CHECK (provider <> ''),
    kind         TEXT   NOT NULL CHECK (kind IN ('company', 'custody', 'self')),
    basis        TEXT   NOT NULL DEFAULT '',
    assembly_on  TEXT   NOT NULL DEFAULT '',
    opinions     TEXT   NOT NULL DEFAULT '',
    since        TEXT   NOT NULL,
    until        TEXT   NOT NULL DEFAULT '',
    left_because TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (community_id, id),
    CHECK (until = '' OR until >= since),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id)
);

CREATE TABLE handover_item (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    term_id      BIGINT NOT NULL,
    item         TEXT   NOT NULL CHECK (item <> ''),
    state        TEXT   NOT NULL CHECK (state IN ('missing', 'received', 'disputed')),
    note         TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (community_id, id),
    FOREIGN KEY (community_id, term_id) REFERENCES provider_term (community_id, id)
);

-- What a person agreed to: for which purpose, which data, until when.
CREATE TABLE consent (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    purpose      TEXT   NOT NULL CHECK (purpose <> ''),
    covers       TEXT   NOT NULL DEFAULT '',
    given_on     TEXT   NOT NULL,
    until        TEXT   NOT NULL,
    how          TEXT   NOT NULL DEFAULT '',
    withdrawn_at BIGINT NOT NULL DEFAULT 0,
    recorded_by  BIGINT NOT NULL,
    PRIMARY KEY (community_id, id),
    FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id)
);

-- Columns a clerk corrected once, remembered by the look of the header.
CREATE TABLE import_mapping (
    community_id BIGINT NOT NULL,
    fingerprint  TEXT   NOT NULL,
    mapping      TEXT   NOT NULL,
    saved_at     BIGINT NOT NULL,
    PRIMARY KEY (community_id, fingerprint)
);
