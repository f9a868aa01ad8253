-- Matters: everything that has to be done, with its one responsible person, its
-- clocks and its story. See internal/matter/doc.go for the invariants.

CREATE TABLE work_calendar (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    name         TEXT   NOT NULL CHECK (name <> ''),
    spec         TEXT   NOT NULL,
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, compound_id, name),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id)
);

CREATE TABLE matter_class (
    community_id BIGINT  NOT NULL,
    id           BIGINT  NOT NULL,
    compound_id  BIGINT  NOT NULL,
    code         TEXT    NOT NULL CHECK (code <> ''),
    name         TEXT    NOT NULL CHECK (name <> ''),
    kind         TEXT    NOT NULL CHECK (kind IN ('dispute', 'hazard', 'problem', 'need')),
    urgency      TEXT    NOT NULL CHECK (urgency IN ('emergency', 'urgent', 'ordinary', 'complex')),
    lane         TEXT    NOT NULL DEFAULT 'now' CHECK (lane IN ('now', 'deliberate')),
    skill        TEXT    NOT NULL DEFAULT '',
    keywords     TEXT    NOT NULL DEFAULT '',
    advice       TEXT    NOT NULL DEFAULT '',
    position     BIGINT  NOT NULL DEFAULT 0,
    active       BOOLEAN NOT NULL DEFAULT TRUE,
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, compound_id, code),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id)
);

CREATE TABLE class_target (
    community_id BIGINT NOT NULL,
    class_id     BIGINT NOT NULL,
    target       TEXT   NOT NULL CHECK (target IN ('sign', 'contact', 'onsite', 'resolve', 'callback')),
    calendar_id  BIGINT NOT NULL,
    minutes      BIGINT NOT NULL CHECK (minutes > 0),
    warn_1       BIGINT NOT NULL DEFAULT 50 CHECK (warn_1 BETWEEN 1 AND 99),
    warn_2       BIGINT NOT NULL DEFAULT 80 CHECK (warn_2 BETWEEN 1 AND 99),
    PRIMARY KEY (community_id, class_id, target),
    CHECK (warn_1 < warn_2),
    FOREIGN KEY (community_id, class_id) REFERENCES matter_class (community_id, id),
    FOREIGN KEY (community_id, calendar_id) REFERENCES work_calendar (community_id, id)
);

-- Who is told when a target is breached: level 1 at 100% of the time, and so on.
CREATE TABLE escalation_step (
    community_id BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    class_id     BIGINT NOT NULL DEFAULT 0,
    level        BIGINT NOT NULL CHECK (level BETWEEN 1 AND 9),
    role         TEXT   NOT NULL,
    percent      BIGINT NOT NULL CHECK (percent BETWEEN 100 AND 1000),
    PRIMARY KEY (community_id, compound_id, class_id, level),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id)
);

CREATE TABLE matter_setting (
    community_id     BIGINT NOT NULL,
    compound_id      BIGINT NOT NULL,
    fallback_id      BIGINT NOT NULL,
    fallback_deputy  BIGINT NOT NULL,
    return_limit     BIGINT NOT NULL DEFAULT 2,
    return_hours     BIGINT NOT NULL DEFAULT 4,
    silence_attempts BIGINT NOT NULL DEFAULT 3,
    grab_minutes     BIGINT NOT NULL DEFAULT 15,
    pause_max_hours  BIGINT NOT NULL DEFAULT 168,
    PRIMARY KEY (community_id, compound_id),
    CHECK (fallback_id <> fallback_deputy),
    FOREIGN KEY (community_id, fallback_id) REFERENCES person (community_id, id),
    FOREIGN KEY (community_id, fallback_deputy) REFERENCES person (community_id, id)
);

CREATE TABLE duty_shift (
    community_id BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    compound_id  BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    weekday      BIGINT NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    from_minute  BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute    BIGINT NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, compound_id, person_id, weekday, from_minute),
    FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id)
);

-- The story of a matter: only ever added to. seq counts within the matter.
-- What people wrote is in matter_note, so that it can be deleted on its own.
CREATE TABLE matter_event (
    community_id BIGINT NOT NULL,
    matter_id    BIGINT NOT NULL,
    seq          BIGINT NOT NULL CHECK (seq > 0),
    action       TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    actor_id     BIGINT NOT NULL,
    from_state   TEXT   NOT NULL,
    to_state     TEXT   NOT NULL,
    from_person  BIGINT NOT NULL DEFAULT 0,
    to_person    BIGINT NOT NULL DEFAULT 0,
    asked_id     BIGINT NOT NULL DEFAULT 0,
    detail       TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (community_id, matter_id, seq)
);
CREATE INDEX matter_event_by_time ON matter_event (community_id, at);
-- append-only: matter_event

-- The responsible person and a different deputy are columns that cannot be
-- empty; the version is a foreign key to the event that made it, so that no
-- change is without its event; and the doer can never be the closer. asked_id is
-- who was asked to take over a returned matter: the returner stays responsible
-- until they say yes.
CREATE TABLE matter (
    community_id   BIGINT NOT NULL,
    id             BIGINT NOT NULL,
    compound_id    BIGINT NOT NULL,
    number         TEXT   NOT NULL,
    track_code     TEXT   NOT NULL UNIQUE,
    version        BIGINT NOT NULL,
    state          TEXT   NOT NULL CHECK (state IN ('triage', 'assigned', 'signed', 'paused', 'referred', 'deliberating', 'reported', 'closed')),
    kind           TEXT   NOT NULL CHECK (kind IN ('dispute', 'hazard', 'problem', 'need')),
    class_id       BIGINT NOT NULL,
    urgency        TEXT   NOT NULL CHECK (urgency IN ('emergency', 'urgent', 'ordinary', 'complex')),
    lane           TEXT   NOT NULL CHECK (lane IN ('now', 'deliberate')),
    body           TEXT   NOT NULL CHECK (body <> ''),
    place          TEXT   NOT NULL DEFAULT '',
    home_id        BIGINT,
    building_id    BIGINT NOT NULL DEFAULT 0,
    unit_id        BIGINT NOT NULL DEFAULT 0,
    group_id       BIGINT NOT NULL DEFAULT 0,
    channel        TEXT   NOT NULL CHECK (channel IN ('phone', 'web', 'paper', 'patrol', 'visit', 'missed_call', 'other')),
    reporter_id    BIGINT,
    on_behalf      TEXT   NOT NULL DEFAULT '',
    taken_by       BIGINT,
    first_word_at  BIGINT NOT NULL,
    responsible_id BIGINT NOT NULL,
    deputy_id      BIGINT NOT NULL,
    asked_id       BIGINT,
    grab_until     BIGINT NOT NULL DEFAULT 0,
    returns        BIGINT NOT NULL DEFAULT 0,
    returned_at    BIGINT NOT NULL DEFAULT 0,
    round          BIGINT NOT NULL DEFAULT 1,
    due_at         BIGINT NOT NULL DEFAULT 0,
    due_target     TEXT   NOT NULL DEFAULT '',
    promise_at     BIGINT NOT NULL DEFAULT 0,
    late_reason    TEXT   NOT NULL DEFAULT '',
    referred_to    TEXT   NOT NULL DEFAULT '',
    referred_no    TEXT   NOT NULL DEFAULT '',
    incident_id    BIGINT NOT NULL DEFAULT 0,
    done_by        BIGINT,
    done_at        BIGINT NOT NULL DEFAULT 0,
    closed_by      BIGINT,
    closed_via     TEXT   NOT NULL DEFAULT '' CHECK (closed_via IN ('', 'resident', 'check', 'silence', 'decision')),
    outcome        TEXT   NOT NULL DEFAULT '' CHECK (outcome IN ('', 'solved', 'partly', 'not_ours', 'refused', 'withdrawn', 'no_answer', 'merged')),
    closed_at      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, id),
    UNIQUE (community_id, compound_id, number),
    CHECK (responsible_id <> deputy_id),
    CHECK (asked_id IS NULL OR (asked_id <> responsible_id AND state = 'assigned')),
    CHECK ((state = 'closed') = (outcome <> '')),
    CHECK ((state = 'closed') = (closed_at > 0)),
    CHECK ((state = 'closed') = (closed_via <> '')),
    CHECK (state <> 'closed' OR closed_by IS NOT NULL OR closed_via = 'resident'),
    CHECK (closed_by IS NULL OR done_by IS NULL OR closed_by <> done_by),
    CHECK (state <> 'reported' OR done_by IS NOT NULL),
    FOREIGN KEY (community_id, compound_id) REFERENCES compound (community_id, id),
    FOREIGN KEY (community_id, class_id) REFERENCES matter_class (community_id, id),
    FOREIGN KEY (community_id, home_id) REFERENCES home (community_id, id),
    FOREIGN KEY (community_id, reporter_id) REFERENCES person (community_id, id),
    FOREIGN KEY (community_id, responsible_id) REFERENCES person (community_id, id),
    FOREIGN KEY (community_id, deputy_id) REFERENCES person (community_id, id),
    FOREIGN KEY (community_id, asked_id) REFERENCES person (community_id, id),
    FOREIGN KEY (community_id, done_by) REFERENCES person (community_id, id),
    FOREIGN KEY (community_id, closed_by) REFERENCES person (community_id, id),
    FOREIGN KEY (community_id, id, version) REFERENCES matter_event (community_id, matter_id, seq) DEFERRABLE INITIALLY DEFERRED
);
-- The queue's index also answers the counts over open matters by itself, and the
-- two by class and time those over who did what lately.
CREATE INDEX matter_queue ON matter (community_id, compound_id, due_at, id, state, returns, responsible_id, building_id) WHERE state <> 'closed';
CREATE INDEX matter_by_responsible ON matter (community_id, responsible_id, compound_id, building_id, id) WHERE state <> 'closed';
CREATE INDEX matter_closed ON matter (community_id, compound_id, closed_at, id) WHERE state = 'closed';
CREATE INDEX matter_offered ON matter (grab_until) WHERE grab_until > 0;
CREATE INDEX matter_returned ON matter (returned_at) WHERE returned_at > 0 AND state IN ('triage', 'assigned');
CREATE INDEX matter_by_reporter ON matter (community_id, reporter_id);
CREATE INDEX matter_by_home ON matter (community_id, home_id);
CREATE INDEX matter_by_class ON matter (community_id, compound_id, class_id, first_word_at, done_by, home_id, building_id);
CREATE INDEX matter_by_time ON matter (community_id, compound_id, first_word_at, responsible_id);
CREATE INDEX matter_by_incident ON matter (community_id, incident_id, id) WHERE incident_id > 0;

CREATE TABLE matter_note (
    community_id BIGINT NOT NULL,
    matter_id    BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    PRIMARY KEY (community_id, matter_id, seq),
    FOREIGN KEY (community_id, matter_id, seq) REFERENCES matter_event (community_id, matter_id, seq)
);

-- A reporter who is not in the registry, or another number for the call back.
CREATE TABLE matter_contact (
    community_id BIGINT NOT NULL,
    matter_id    BIGINT NOT NULL,
    name         TEXT   NOT NULL DEFAULT '',
    sealed       BYTEA,
    hash         BYTEA,
    masked       TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (community_id, matter_id),
    FOREIGN KEY (community_id, matter_id) REFERENCES matter (community_id, id)
);
CREATE INDEX matter_contact_by_hash ON matter_contact (community_id, hash);

-- One row per promise of time. next_fire_at is when the sweeper must look again.
CREATE TABLE matter_clock (
    community_id BIGINT NOT NULL,
    matter_id    BIGINT NOT NULL,
    target       TEXT   NOT NULL,
    calendar_id  BIGINT NOT NULL,
    minutes      BIGINT NOT NULL CHECK (minutes > 0),
    warn_1       BIGINT NOT NULL,
    warn_2       BIGINT NOT NULL,
    started_at   BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    next_fire_at BIGINT NOT NULL DEFAULT 0,
    fired        BIGINT NOT NULL DEFAULT 0,
    met_at       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, matter_id, target),
    FOREIGN KEY (community_id, matter_id) REFERENCES matter (community_id, id),
    FOREIGN KEY (community_id, calendar_id) REFERENCES work_calendar (community_id, id)
);
CREATE INDEX matter_clock_fire ON matter_clock (next_fire_at) WHERE next_fire_at > 0;

CREATE TABLE matter_pause (
    community_id BIGINT NOT NULL,
    matter_id    BIGINT NOT NULL,
    since        BIGINT NOT NULL,
    reason       TEXT   NOT NULL CHECK (reason IN ('part', 'weather', 'access', 'third_party', 'resident')),
    person_id    BIGINT NOT NULL,
    cap_at       BIGINT NOT NULL,
    until        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (community_id, matter_id, since),
    CHECK (cap_at > since),
    CHECK (until = 0 OR until BETWEEN since AND cap_at),
    FOREIGN KEY (community_id, matter_id) REFERENCES matter (community_id, id),
    FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id)
);
CREATE UNIQUE INDEX matter_pause_open ON matter_pause (community_id, matter_id) WHERE until = 0;
CREATE INDEX matter_pause_cap ON matter_pause (cap_at) WHERE until = 0;

-- Each warning (level -2, -1) and escalation (1, 2, …) fires exactly once a round.
CREATE TABLE escalation (
    community_id BIGINT NOT NULL,
    matter_id    BIGINT NOT NULL,
    round        BIGINT NOT NULL,
    target       TEXT   NOT NULL,
    level        BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    to_person    BIGINT NOT NULL,
    to_role      TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (community_id, matter_id, round, target, level),
    FOREIGN KEY (community_id, matter_id) REFERENCES matter (community_id, id)
);
-- append-only: escalation

CREATE TABLE matter_attempt (
    community_id BIGINT NOT NULL,
    matter_id    BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    channel      TEXT   NOT NULL CHECK (channel IN ('phone', 'sms', 'visit', 'app')),
    person_id    BIGINT NOT NULL,
    reached      BOOLEAN NOT NULL,
    PRIMARY KEY (community_id, matter_id, at),
    FOREIGN KEY (community_id, matter_id) REFERENCES matter (community_id, id)
);

-- Asked once per round, after closing; never entered by the doer.
CREATE TABLE matter_rating (
    community_id BIGINT NOT NULL,
    matter_id    BIGINT NOT NULL,
    round        BIGINT NOT NULL,
    solved       TEXT   NOT NULL CHECK (solved IN ('yes', 'partly', 'no')),
    satisfied    BIGINT NOT NULL CHECK (satisfied BETWEEN 1 AND 5),
    comment      TEXT   NOT NULL DEFAULT '',
    channel      TEXT   NOT NULL CHECK (channel IN ('web', 'phone', 'paper')),
    entered_by   BIGINT,
    done_by      BIGINT,
    at           BIGINT NOT NULL,
    PRIMARY KEY (community_id, matter_id, round),
    CHECK (entered_by IS NULL OR done_by IS NULL OR entered_by <> done_by),
    FOREIGN KEY (community_id, matter_id) REFERENCES matter (community_id, id)
);

CREATE TABLE matter_subscriber (
    community_id BIGINT NOT NULL,
    matter_id    BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    since        BIGINT NOT NULL,
    PRIMARY KEY (community_id, matter_id, person_id),
    FOREIGN KEY (community_id, matter_id) REFERENCES matter (community_id, id),
    FOREIGN KEY (community_id, person_id) REFERENCES person (community_id, id)
);

CREATE TABLE matter_photo (
    community_id BIGINT NOT NULL,
    matter_id    BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    position     BIGINT NOT NULL,
    hash         TEXT   NOT NULL,
    PRIMARY KEY (community_id, matter_id, seq, position),
    FOREIGN KEY (community_id, matter_id, seq) REFERENCES matter_event (community_id, matter_id, seq),
    FOREIGN KEY (community_id, hash) REFERENCES blob (community_id, hash)
);
