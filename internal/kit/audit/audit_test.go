package audit_test

import (
	"testing"

	"mulin/internal/kit/audit"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
)

func TestTheRecordIsFoundBySubjectAndByActionNewestFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		err := d.Write(ctx, func(tx *db.Tx) error {
			for _, e := range []audit.Entry{{Community: 1, Person: 5, Action: "person.unmask", Subject: "person", SubjectID: 7, Reason: "回电"},
				{Community: 1, Person: 6, Action: "role.give", Subject: "person", SubjectID: 7},
				{Community: 2, Person: 6, Action: "role.give", Subject: "person", SubjectID: 7}} {
				if err := audit.Record(ctx, tx, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Read(ctx, func(tx *db.Tx) error {
			about, err := audit.About(ctx, tx, 1, "person", 7, 10)
			if err != nil || len(about) != 2 || about[0].Action != "role.give" || about[1].Reason != "回电" {
				t.Errorf("about: %v, %v", about, err)
			}
			recent, err := audit.Recent(ctx, tx, 1, "person.", 10)
			if err != nil || len(recent) != 1 || recent[0].At != d.Now() {
				t.Errorf("recent: %v, %v", recent, err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
