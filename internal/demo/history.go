package demo

import (
	"context"
	"time"

	"mulin/internal/matter"
)

// perMonth is about how many matters a month had.
const perMonth = 8

// history plays the months since the custody began, then the last two weeks with
// what is open at this moment.
func (t *town) history(ctx context.Context) error {
	classes, err := t.Matters.Classes(ctx, t.compound)
	if err != nil {
		return err
	}
	t.classes = map[string]int64{}
	for _, c := range classes {
		t.classes[c.Code] = c.ID
	}
	return t.play(ctx, append(t.months(), t.present()...))
}

// months makes matters from January 2023 to two weeks ago.
func (t *town) months() []*told {
	end := t.now.AddDate(0, 0, -14)
	all := texts()
	var out []*told
	for first := begin; first.Before(end); first = first.AddDate(0, 1, 0) {
		for range perMonth - 2 + t.rand.IntN(5) {
			at := first.Add(time.Duration(t.rand.IntN(27*24)) * time.Hour).Add(time.Duration(t.rand.IntN(60)) * time.Minute)
			at = t.daytime(at)
			if at.After(begin) && at.Before(end) {
				out = append(out, t.usual(all[t.rand.IntN(len(all))], at))
			}
		}
	}
	return out
}

// daytime moves most first words into the waking hours at the compound.
func (t *town) daytime(at time.Time) time.Time {
	local := at.In(t.compound.Location())
	return time.Date(local.Year(), local.Month(), local.Day(), 8+t.rand.IntN(13), local.Minute(), 0, 0, local.Location()).UTC()
}

// usual is a matter that takes its normal course.
func (t *town) usual(x text, at time.Time) *told {
	m := &told{text: x, at: at, home: t.someHome()}
	m.who = t.people.residents[m.home.ID]
	quick := func(low, high int) time.Duration { return time.Duration(low+t.rand.IntN(high-low)) * time.Minute }
	signed := quick(2, 25)
	called := signed + quick(3, 30)
	there := called + quick(15, 70)
	done := there + quick(15, 180)
	if t.rand.IntN(14) == 0 {
		done += 30 * time.Hour // one in fourteen is late
	}
	m.acts = []act{{0, intake}, {signed, sign}, {called, contact}, {there, onSite}, {done, reportDone}}
	closed := done + quick(60, 1200)
	m.acts = append(m.acts, act{closed, confirm})
	if n := t.rand.IntN(10); n < 6 {
		m.acts = append(m.acts, act{closed + quick(30, 2000), rate(int64(3 + t.rand.IntN(3)))})
	}
	return m
}

// present are the matters of the last days: open ones with running clocks, one
// about to breach, one breached and escalated, and every other state once.
func (t *town) present() []*told {
	ago := func(d time.Duration) time.Time { return t.now.Add(-d) }
	x := byName()
	begin := func(name string, at time.Time, acts ...act) *told {
		m := &told{text: x[name], at: at, home: t.someHome(), acts: append([]act{{0, intake}}, acts...)}
		m.who = t.people.residents[m.home.ID]
		return m
	}
	minute, hour := time.Minute, time.Hour
	return []*told{
		begin("drain", ago(100*minute), act{4 * minute, sign}, act{9 * minute, contact}), // on site due in 20 minutes
		begin("door", ago(26*hour), act{30 * minute, sign}, act{50 * minute, contact}),   // late and escalated
		begin("light", ago(3*hour), act{20 * minute, sign}, act{40 * minute, contact}, act{2 * hour, reportDone}),
		begin("water", ago(12*minute)), // waits for a yes
		begin("leak", ago(30*hour), act{40 * minute, sign}, act{time.Hour, contact}, act{5 * hour, pauseFor(matter.PauseAccess)}),
		begin("pressure", ago(2*24*hour), act{20 * minute, sign}, act{40 * minute, contact}, act{80 * minute, onSite}, act{2 * hour, referTo}),
		begin("parking", ago(5*24*hour), act{hour, invite}), // deliberation lane
		begin("ramp", ago(9*24*hour), act{hour, invite}),    // deliberation lane
		begin("noise", ago(20*hour), act{time.Hour, returnIt}, act{2 * hour, assignAgain}, act{3 * hour, returnIt}),
		begin("lift", ago(50*minute), act{3 * minute, sign}, act{8 * minute, contact}, act{30 * minute, onSite}),
		begin("care", ago(70*minute), act{10 * minute, sign}, act{15 * minute, contact}, act{50 * minute, onSite}),
		begin("garbage", ago(6*hour), act{15 * minute, sign}, act{30 * minute, contact}, act{3 * hour, reportDone}),
		begin("ebike", ago(45*minute), act{5 * minute, sign}),
		begin("paperwork", ago(4*hour), act{hour, offer}),
		begin("facade", ago(25*minute), act{2 * minute, sign}, act{4 * minute, contact}, act{18 * minute, onSite}),
		begin("clutter", ago(3*24*hour), act{hour, sign}, act{2 * hour, contact}, act{20 * hour, reportDone}, act{30 * hour, confirm}, act{32 * hour, rate(2)}),
	}
}

func pauseFor(reason matter.PauseReason) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, m *told) error {
		until := t.clock.Now().Add(72 * time.Hour).In(t.compound.Location())
		_, err := t.Matters.Pause(ctx, m.worker, t.ref(m), reason, matter.Moment(until.Format("2006-01-02T15:04")), "住户出差,约好回来再上门")
		return err
	}
}

// invite calls whoever raised it, and tells how it will be talked through.
func invite(ctx context.Context, t *town, m *told) error {
	_, err := t.Matters.Contact(ctx, t.people.grid, t.ref(m), "", "已请他来一起商量,先听左邻右舍怎么说")
	return err
}

func referTo(ctx context.Context, t *town, m *told) error {
	_, err := t.Matters.Refer(ctx, t.people.desk[0], t.ref(m), "市供水公司", "GS-演示-0032", "二次供水压力不够,已报供水公司,我们每天跟")
	return err
}

func returnIt(ctx context.Context, t *town, m *told) error {
	_, err := t.Matters.Return(ctx, m.worker, t.ref(m), "两次上门都没人,也不是维修的事,请换人调解")
	return err
}

func assignAgain(ctx context.Context, t *town, m *told) error {
	m.worker = t.people.volunteers[2]
	_, err := t.Matters.Assign(ctx, t.people.manager, t.ref(m), m.worker.Person, "请调解队去看看")
	return err
}

func offer(ctx context.Context, t *town, m *told) error {
	_, err := t.Matters.Offer(ctx, t.people.desk[1], t.ref(m))
	return err
}
