package matter_test

import (
	"errors"
	"testing"

	"mulin/internal/kit/db"
)

// errUndone rolls back what the database let through by mistake.
var errUndone = errors.New("the database let it through")

func TestTheDatabaseItselfRefusesWhatMustNeverBe(t *testing.T) {
	const one = " WHERE id = (SELECT max(id) FROM matter)"
	const pause = "INSERT INTO matter_pause (community_id, matter_id, since, reason, person_id, cap_at, until) SELECT community_id, id, "
	const escalation = "INSERT INTO escalation (community_id, matter_id, round, target, level, at, to_person) SELECT community_id, id, 1, 'sign', 1, 1, responsible_id FROM matter" + one
	const rating = "INSERT INTO matter_rating (community_id, matter_id, round, solved, satisfied, channel, entered_by, done_by, at) SELECT community_id, id, 1, 'yes', 5, 'web', "
	rules := []struct {
		name  string
		want  db.Constraint
		state string // drain, reported or closed
		sql   []string
	}{
		{"an open matter without a responsible person", db.NotNull, "drain", []string{"UPDATE matter SET responsible_id = NULL" + one}},
		{"an open matter without a deputy", db.NotNull, "drain", []string{"UPDATE matter SET deputy_id = NULL" + one}},
		{"a responsible person nobody knows", db.ForeignKey, "drain", []string{"UPDATE matter SET responsible_id = 12345" + one}},
		{"a deputy nobody knows", db.ForeignKey, "drain", []string{"UPDATE matter SET deputy_id = 12345" + one}},
		{"a deputy who is the responsible", db.CheckRule, "drain", []string{"UPDATE matter SET deputy_id = responsible_id" + one}},
		{"asking who has it already", db.CheckRule, "drain", []string{"UPDATE matter SET asked_id = responsible_id" + one}},
		{"asking somebody while work goes on", db.CheckRule, "drain", []string{"UPDATE matter SET state = 'signed', asked_id = deputy_id" + one}},
		{"asking a person nobody knows", db.ForeignKey, "drain", []string{"UPDATE matter SET asked_id = 12345" + one}},
		{"a state that is none", db.CheckRule, "drain", []string{"UPDATE matter SET state = 'lost'" + one}},
		{"a kind that is none", db.CheckRule, "drain", []string{"UPDATE matter SET kind = 'fun'" + one}},
		{"an urgency that is none", db.CheckRule, "drain", []string{"UPDATE matter SET urgency = 'never'" + one}},
		{"a lane that is none", db.CheckRule, "drain", []string{"UPDATE matter SET lane = 'slow'" + one}},
		{"a channel that is none", db.CheckRule, "drain", []string{"UPDATE matter SET channel = 'owl'" + one}},
		{"a matter without words", db.CheckRule, "drain", []string{"UPDATE matter SET body = ''" + one}},
		{"a class nobody knows", db.ForeignKey, "drain", []string{"UPDATE matter SET class_id = 1" + one}},
		{"a home nobody knows", db.ForeignKey, "drain", []string{"UPDATE matter SET home_id = 1" + one}},
		{"a reporter nobody knows", db.ForeignKey, "drain", []string{"UPDATE matter SET reporter_id = 1" + one}},
		{"a compound nobody knows", db.ForeignKey, "drain", []string{"UPDATE matter SET compound_id = 1" + one}},
		{"a doer nobody knows", db.ForeignKey, "drain", []string{"UPDATE matter SET done_by = 1" + one}},
		{"a closer nobody knows", db.ForeignKey, "drain", []string{"UPDATE matter SET closed_by = 1" + one}},
		{"closed without an outcome", db.CheckRule, "drain", []string{"UPDATE matter SET state = 'closed', closed_at = 1, closed_via = 'resident'" + one}},
		{"closed without a moment", db.CheckRule, "drain", []string{"UPDATE matter SET state = 'closed', outcome = 'solved', closed_via = 'resident'" + one}},
		{"closed without saying who decided", db.CheckRule, "drain", []string{"UPDATE matter SET state = 'closed', outcome = 'solved', closed_at = 1" + one}},
		{"closed by nobody but not by the resident", db.CheckRule, "drain", []string{"UPDATE matter SET state = 'closed', outcome = 'solved', closed_at = 1, closed_via = 'check'" + one}},
		{"open with an outcome", db.CheckRule, "drain", []string{"UPDATE matter SET outcome = 'solved'" + one}},
		{"an outcome that is none", db.CheckRule, "closed", []string{"UPDATE matter SET outcome = 'perfect'" + one}},
		{"a way of closing that is none", db.CheckRule, "closed", []string{"UPDATE matter SET closed_via = 'magic'" + one}},
		{"closed by the doer", db.CheckRule, "closed", []string{"UPDATE matter SET closed_by = done_by" + one}},
		{"reported by nobody", db.CheckRule, "reported", []string{"UPDATE matter SET done_by = NULL" + one}},
		{"a version without its event", db.ForeignKey, "drain", []string{"UPDATE matter SET version = version + 1" + one}},
		{"a second matter with the number", db.Unique, "drain", []string{`INSERT INTO matter (community_id, id, compound_id, number, track_code, version, state, kind, class_id, urgency, lane, body, channel, first_word_at, responsible_id, deputy_id)
			SELECT community_id, 77, compound_id, number, 'other', version, state, kind, class_id, urgency, lane, body, channel, first_word_at, responsible_id, deputy_id FROM matter` + one}},
		{"a second matter with the link", db.Unique, "drain", []string{`INSERT INTO matter (community_id, id, compound_id, number, track_code, version, state, kind, class_id, urgency, lane, body, channel, first_word_at, responsible_id, deputy_id)
			SELECT community_id, 77, compound_id, 'other', track_code, version, state, kind, class_id, urgency, lane, body, channel, first_word_at, responsible_id, deputy_id FROM matter` + one}},
		{"a matter without its first event", db.ForeignKey, "drain", []string{`INSERT INTO matter (community_id, id, compound_id, number, track_code, version, state, kind, class_id, urgency, lane, body, channel, first_word_at, responsible_id, deputy_id)
			SELECT community_id, 77, compound_id, 'other', 'other', version, state, kind, class_id, urgency, lane, body, channel, first_word_at, responsible_id, deputy_id FROM matter` + one}},
		{"an edited event", db.AppendOnly, "drain", []string{"UPDATE matter_event SET actor_id = 1"}},
		{"a deleted event", db.AppendOnly, "drain", []string{"DELETE FROM matter_event"}},
		{"a second event with the number", db.Unique, "drain", []string{"INSERT INTO matter_event (community_id, matter_id, seq, action, at, actor_id, from_state, to_state) SELECT community_id, id, version, 'note', 1, 0, '', '' FROM matter" + one}},
		{"words without an event", db.ForeignKey, "drain", []string{"INSERT INTO matter_note (community_id, matter_id, seq, body) SELECT community_id, id, 99, 'x' FROM matter" + one}},
		{"a photo without its file", db.ForeignKey, "drain", []string{"INSERT INTO matter_photo (community_id, matter_id, seq, position, hash) SELECT community_id, id, 1, 0, 'none' FROM matter" + one}},
		{"an escalation twice in a round", db.Unique, "drain", []string{escalation, escalation}},
		{"an edited escalation", db.AppendOnly, "drain", []string{escalation, "UPDATE escalation SET at = 2"}},
		{"a deleted escalation", db.AppendOnly, "drain", []string{escalation, "DELETE FROM escalation"}},
		{"a second open pause", db.Unique, "drain", []string{pause + "1, 'part', responsible_id, 9, 0 FROM matter" + one, pause + "2, 'part', responsible_id, 9, 0 FROM matter" + one}},
		{"a pause without a person", db.NotNull, "drain", []string{pause + "1, 'part', NULL, 9, 0 FROM matter" + one}},
		{"a pause by a person nobody knows", db.ForeignKey, "drain", []string{pause + "1, 'part', 12345, 9, 0 FROM matter" + one}},
		{"a pause for no named reason", db.CheckRule, "drain", []string{pause + "1, 'tired', responsible_id, 9, 0 FROM matter" + one}},
		{"a pause without a cap", db.CheckRule, "drain", []string{pause + "1, 'part', responsible_id, 0, 0 FROM matter" + one}},
		{"a pause beyond its cap", db.CheckRule, "drain", []string{pause + "1, 'part', responsible_id, 9, 10 FROM matter" + one}},
		{"a pause that ends before it began", db.CheckRule, "drain", []string{pause + "5, 'part', responsible_id, 9, 4 FROM matter" + one}},
		{"a rating twice in a round", db.Unique, "closed", []string{rating + "reporter_id, done_by, 1 FROM matter" + one, rating + "reporter_id, done_by, 1 FROM matter" + one}},
		{"a rating entered by the doer", db.CheckRule, "closed", []string{rating + "done_by, done_by, 1 FROM matter" + one}},
		{"a clock of no minutes", db.CheckRule, "drain", []string{"UPDATE matter_clock SET minutes = 0"}},
		{"a clock without a calendar", db.ForeignKey, "drain", []string{"UPDATE matter_clock SET calendar_id = 1"}},
		{"a fallback who is their own deputy", db.CheckRule, "drain", []string{"UPDATE matter_setting SET fallback_deputy = fallback_id"}},
		{"a fallback nobody knows", db.ForeignKey, "drain", []string{"UPDATE matter_setting SET fallback_id = 1"}},
		{"an escalation before the time is up", db.CheckRule, "drain", []string{"UPDATE escalation_step SET percent = 99"}},
		{"warnings the wrong way round", db.CheckRule, "drain", []string{"UPDATE class_target SET warn_1 = warn_2"}},
		{"a target that is none", db.CheckRule, "drain", []string{"UPDATE class_target SET target = 'smile' WHERE target = 'sign'"}},
		{"a shift on an eighth day", db.CheckRule, "drain", []string{"INSERT INTO duty_shift (community_id, id, compound_id, person_id, weekday, from_minute, to_minute) SELECT community_id, 1, compound_id, responsible_id, 7, 0, 60 FROM matter" + one}},
		{"a try to reach somebody by owl", db.CheckRule, "drain", []string{"INSERT INTO matter_attempt (community_id, matter_id, at, channel, person_id, reached) SELECT community_id, id, 1, 'owl', 1, FALSE FROM matter" + one}},
		{"a subscriber nobody knows", db.ForeignKey, "drain", []string{"INSERT INTO matter_subscriber (community_id, matter_id, person_id, since) SELECT community_id, id, 1, 1 FROM matter" + one}},
	}
	each(t, func(t *testing.T, w *world) {
		prepare := map[string]func(){"drain": func() { w.drain() }, "reported": func() { w.reported() }, "closed": func() { w.closed() }}
		last := ""
		for _, r := range rules {
			if r.state != last {
				prepare[r.state]()
				last = r.state
			}
			err := w.d.Write(t.Context(), func(tx *db.Tx) error {
				for _, sql := range r.sql {
					if _, err := tx.Exec(t.Context(), sql); err != nil {
						return err
					}
				}
				if r.want == db.ForeignKey {
					return nil // may show only at the commit
				}
				return errUndone
			})
			if !db.Violates(err, r.want) {
				t.Errorf("%s: got %v, want a %s refusal", r.name, err, r.want)
			}
		}
	})
}
