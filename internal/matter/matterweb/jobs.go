package matterweb

import (
	"time"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/web"
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// jobsView is what somebody has in hand 我的活.
type jobsView struct {
	today, later, waiting, grabs []job
	part, events, patrol         string
	grabber                      bool
	speaker
}

// job is one matter in somebody's hands with what they can do at once.
type job struct {
	matter.Row
	url    string
	acts   map[matter.Action]bool
	stands bool // the person is only the deputy
}

func (p *Pages) jobs(c *web.Ctx) error {
	v, err := p.jobsView(c)
	if err != nil {
		return err
	}
	return c.Page(c.T("desk.jobs"), jobsPage(v))
}

func (p *Pages) jobsPart(c *web.Ctx) error {
	v, err := p.jobsView(c)
	if err != nil {
		return err
	}
	return c.Fragment(jobsList(v))
}

func (p *Pages) jobsView(c *web.Ctx) (v jobsView, err error) {
	cp, err := p.compound(c)
	if err != nil {
		return v, err
	}
	v = jobsView{speaker: speak(c), part: c.URL("jobs", "list"), events: c.URL("desk", "events"), patrol: c.URL("patrol"),
		grabber: c.Actor.Within(cp.Path(), actor.Worker, actor.Volunteer)}
	rows, err := p.matters.Queue(c.Context(), c.Actor, cp, matter.Filter{Responsible: c.Actor.Person, Limit: 200})
	if err != nil {
		return v, err
	}
	for _, r := range rows {
		v.put(p.job(c, cp, r))
	}
	if !v.grabber {
		return v, nil
	}
	rows, err = p.matters.Queue(c.Context(), c.Actor, cp, matter.Filter{Grab: true, Limit: 30})
	for _, r := range rows {
		if r.Responsible != c.Actor.Person {
			v.grabs = append(v.grabs, p.job(c, cp, r))
		}
	}
	return v, err
}

func (p *Pages) job(c *web.Ctx, cp registry.Compound, r matter.Row) job {
	j := job{Row: r, url: c.URL("matters", r.ID), acts: map[matter.Action]bool{}, stands: !c.Actor.Is(r.Community, r.Responsible)}
	for _, a := range []matter.Action{matter.ActSign, matter.ActOnSite, matter.ActReport, matter.ActGrab, matter.ActResume} {
		j.acts[a] = r.State.Can(a) && matter.Can(c.Actor, a, r.Matter, cp.Path(), false)
	}
	j.acts[matter.ActReport] = j.acts[matter.ActReport] && r.State == matter.Signed
	j.acts[matter.ActGrab] = j.acts[matter.ActGrab] && c.Site.DB.Now().Before(r.GrabUntil)
	return j
}

// put sorts a job: what waits for others last, what is due today first.
func (v *jobsView) put(j job) {
	midnight := v.midnight()
	switch {
	case j.State == matter.Reported, j.State == matter.Paused, j.State == matter.Referred, j.State == matter.Deliberating:
		v.waiting = append(v.waiting, j)
	case !j.Due.IsZero() && j.Due.Before(midnight), !j.Promise.IsZero() && j.Promise.Before(midnight):
		v.today = append(v.today, j)
	default:
		v.later = append(v.later, j)
	}
}

// midnight is the end of the day at the compound.
func (v *jobsView) midnight() time.Time {
	day := v.now.In(v.zone)
	return time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, v.zone)
}
