package registryweb_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mulin/internal/kit/actor"
	kitweb "mulin/internal/kit/web"
	"mulin/internal/registry"
	"mulin/internal/registry/roster"
)

const goodFile = "楼栋,单元,房号,建筑面积,业主,联系电话\nA栋,1单元,0401,86.48,示例居民001,13951000037\nA栋,1单元,0402,112.36㎡,,\n"

func TestEveryPageOpensForTheDesk(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		homes := w.homes(row("0401", "示例居民001"))
		for _, path := range []string{"homes", "people", "people?q=0401", "people/new", "places", "roles", "roles?all=1", "teams", "office", "history", "import", "export",
			fmt.Sprintf("homes/%d", homes[0].ID), fmt.Sprintf("people/%d", desk.person)} {
			desk.get(w.url(path)).wants(t, 200)
		}
	})
}

func TestAnUploadShowsWhatItWouldChangeAndThenChangesIt(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		up := desk.upload(w.url("import"), "台账.csv", goodFile)
		up.wants(t, 303)
		desk.get(up.location).wants(t, 200, "新增户", "全部导入", "建筑面积")
		if homes := must[[]registry.Home](t)(w.s.Homes(t.Context(), w.c.Community, w.c.ID, registry.HomeFilter{})); len(homes) != 0 {
			t.Fatalf("%d homes before the clerk's word", len(homes))
		}
		done := desk.post(up.location + "/commit")
		done.wants(t, 303)
		desk.get(done.location).wants(t, 200, "导入好了", "新增 2 户")
		desk.get(w.url("homes")).wants(t, 200, "A-1-0401", "A-1-0402")
		desk.get(up.location).wants(t, 404)
	})
}

func TestAFaultyUploadIsToldByCellAndOnlyItsGoodRowsCanBeTaken(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		up := desk.upload(w.url("import"), "台账.csv", goodFile+"A栋,1单元,0403,,示例居民002,\n")
		desk.get(up.location).wants(t, 200, "D4", "只导入没问题的行")
		desk.post(up.location+"/commit").wants(t, 303)
		if homes := must[[]registry.Home](t)(w.s.Homes(t.Context(), w.c.Community, w.c.ID, registry.HomeFilter{})); len(homes) != 0 {
			t.Fatalf("%d homes written although a row is wrong", len(homes))
		}
		done := desk.post(up.location+"/commit", "rows", "good")
		desk.get(done.location).wants(t, 200, "导入好了", "D4")
	})
}

func TestACorrectedColumnIsRememberedForTheSameHeader(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		file := strings.Replace(goodFile, "业主", "神秘列", 1)
		up := desk.upload(w.url("import"), "台账.csv", file)
		desk.post(up.location+"/columns", "header", "1", "headers", "1", "col0", "building", "col1", "unit", "col2", "number", "col3", "area", "col4", "owner", "col5", "phone").wants(t, 303)
		again := desk.upload(w.url("import"), "台账2.csv", file)
		desk.post(again.location + "/commit")
		desk.get(w.url("people?q="+url.QueryEscape("示例居民001"))).wants(t, 200, "A-1-0401", "139****0037")
	})
}

func TestAnUnreadableFileIsRefusedInWords(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		w.visitor(w.c, "前台", actor.Desk).upload(w.url("import"), "a.pdf", "%PDF-1.7 nonsense").wants(t, 422)
	})
}

func TestAWholeNumberIsShownForAReasonThatThePersonCanRead(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		person := w.person(w.c, "示例居民001", "13951000037")
		page := w.url("people", person)
		desk.get(page).wants(t, 200, "139****0037")
		phone := must[registry.Person](t)(w.s.Person(t.Context(), w.c.Community, person)).Phones[0].ID
		no := desk.post(page+"/unmask", "phone", fmt.Sprint(phone), "reason", " ")
		no.wants(t, 422, "请写一下为什么要看")
		if strings.Contains(no.body, "13951000037") {
			t.Fatal("shown without a reason")
		}
		desk.post(page+"/unmask", "phone", fmt.Sprint(phone), "reason", "约上门时间").wants(t, 200, "13951000037", "看了完整号码", "约上门时间", "前台")
		if after := desk.get(page); strings.Contains(after.body, "13951000037") {
			t.Fatal("still shown later")
		}
	})
}

func TestAHeadSeesNamesMaskedAndChangesNothing(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		home := w.homes(row("0401", "示例居民001"))[0]
		head := w.visitor(w.c, "联户长", actor.Head)
		page := head.get(w.url("homes", home.ID))
		page.wants(t, 200, "示**")
		if strings.Contains(page.body, "示例居民001") {
			t.Fatal("a whole name is shown")
		}
		head.post(w.url("homes", home.ID, "area"), "area", "90", "reason", "x").wants(t, 403)
		head.get(w.url("import")).wants(t, 403)
		head.get(w.url("export")).wants(t, 403)
	})
}

func TestAnotherCompoundsDeskFindsNothingHere(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		home := w.homes(row("0401", "示例居民001"))[0]
		stranger := w.visitor(w.other, "隔壁前台", actor.Desk)
		stranger.get(w.url("homes")).wants(t, 404)
		stranger.get(kitweb.CompoundURL(w.other.Slug, "homes", home.ID)).wants(t, 404)
		stranger.get(w.url("people", stranger.person)).wants(t, 404)
	})
}

func TestPeopleMoveInAndOutWithDates(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		home := w.homes(row("0401", "示例居民001"))[0]
		w.person(w.c, "示例居民009", "13951000039")
		page := w.url("homes", home.ID)
		desk.post(page+"/residents", "person", "没有这人", "relation", "tenant", "since", "2026-11-01").wants(t, 422, "没有找到这个人", "没有这人")
		desk.post(page+"/residents", "person", "13951000039", "relation", "tenant", "since", "2026-11-01").wants(t, 303)
		shown := desk.get(page)
		shown.wants(t, 200, "示例居民009", "2026-11-01 起")
		stay := must[registry.HomeFile](t)(w.s.HomeFile(t.Context(), system, w.c, home.ID)).Residents[1].ID
		desk.post(page+"/end", "kind", "resident", "stay", fmt.Sprint(stay), "until", "2026-10-01").wants(t, 422, "结束日期不能早于开始日期")
		desk.post(page+"/end", "kind", "resident", "stay", fmt.Sprint(stay), "until", "2026-11-20").wants(t, 303)
		desk.get(page).wants(t, 200, "2026-11-01 – 2026-11-20")
	})
}

func TestAnAreaIsCorrectedForAReasonAndTheChangeIsKept(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		page := w.url("homes", w.homes(row("0401"))[0].ID)
		desk.post(page+"/area", "area", "八十", "reason", "测绘").wants(t, 422, "八十")
		desk.post(page+"/area", "area", "86.485", "reason", "测绘报告").wants(t, 303)
		desk.get(page).wants(t, 200, "86.48㎡ → 86.485㎡", "测绘报告")
	})
}

func TestTheDoerIsNeverTheSupervisor(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		admin := w.visitor(w.c, "管理员", actor.Admin)
		worker, deputy := w.person(w.c, "张师傅"), w.person(w.c, "李师傅")
		scope := fmt.Sprintf("compound:%d", w.c.ID)
		give := func(person int64, more ...string) answer {
			return admin.post(w.url("roles"), append([]string{"person_id", fmt.Sprint(person), "scope", scope, "since", "2026-11-01"}, more...)...)
		}
		give(worker, "role", "worker", "deputy_id", fmt.Sprint(deputy)).wants(t, 303)
		give(worker, "role", "supervisor").wants(t, 422, "办事的人不能同时做监督")
		give(deputy, "role", "supervisor").wants(t, 422, "办事的人不能同时做监督")
		give(worker, "role", "worker").wants(t, 422, "已经担任")
	})
}

func TestAnAdministratorOfACompoundGivesNoRolesAroundIt(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		admin := w.visitor(w.c, "管理员", actor.Admin)
		for _, scope := range []string{"street:1", fmt.Sprintf("community:%d", w.c.Community)} {
			admin.post(w.url("roles"), "person_id", fmt.Sprint(admin.person), "role", "admin", "scope", scope, "since", "2026-11-01").wants(t, 403)
		}
		admin.post(w.url("roles"), "person_id", fmt.Sprint(admin.person), "role", "head", "scope", "group:1", "since", "2026-11-01").wants(t, 422)
	})
}

func TestOnlyTheAdministratorGivesRoles(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		desk.post(w.url("roles"), "person_id", fmt.Sprint(desk.person), "role", "admin", "scope", fmt.Sprintf("compound:%d", w.c.ID), "since", "2026-11-01").wants(t, 403)
	})
}

func TestGroupsOfThreeFloorsGetAHeadAndADeputy(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		admin := w.visitor(w.c, "管理员", actor.Admin)
		var rows []roster.Row
		for floor := 4; floor <= 9; floor++ {
			for flat := 1; flat <= 4; flat++ {
				rows = append(rows, row(fmt.Sprintf("%02d%02d", floor, flat)))
			}
		}
		w.homes(rows...)
		admin.post(w.url("places", "groups"), "rule", "floors").wants(t, 303)
		places := must[registry.Places](t)(w.s.Places(t.Context(), w.c))
		names := []string{}
		for _, g := range places.Groups {
			names = append(names, fmt.Sprintf("%s:%d", g.Name, g.Homes))
		}
		if !slices.Equal(names, []string{"A-1 04–06层:12", "A-1 07–09层:12"}) {
			t.Fatal(names)
		}
		head, deputy := w.person(w.c, "示例联户长"), w.person(w.c, "示例替补")
		admin.post(w.url("places", "heads"), "group", fmt.Sprint(places.Groups[0].ID), "person_id", fmt.Sprint(head), "deputy_id", fmt.Sprint(deputy)).wants(t, 303)
		admin.get(w.url("places")).wants(t, 200, "示例联户长", "示例替补")
	})
}

func TestConsentIsGivenAndWithdrawn(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		page := w.url("people", w.person(w.c, "示例居民001"))
		desk.post(page+"/consents", "purpose", "探访", "covers", "", "given", "2026-11-01", "until", "2026-10-01").wants(t, 422, "请填写这一项", "结束日期不能早于开始日期")
		desk.post(page+"/consents", "purpose", "探访", "covers", "健康状况", "given", "2026-11-01", "until", "2027-10-31").wants(t, 303)
		shown := desk.get(page)
		shown.wants(t, 200, "有效")
		action := regexp.MustCompile(`action="([^"]+/withdraw)"`).FindStringSubmatch(shown.body)
		desk.post(action[1]).wants(t, 303)
		desk.get(page).wants(t, 200, "已撤回")
	})
}

func TestTheMandateAndItsHandoverListAreKept(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		manager := w.visitor(w.c, "负责人", actor.Manager)
		manager.post(w.url("history"), "provider", "前物业公司", "kind", "company", "since", "2019-01-01").wants(t, 303)
		term := must[[]registry.ProviderTerm](t)(w.s.ProviderTerms(t.Context(), w.c))[0]
		manager.post(w.url("history", term.ID, "items"), "item", "电梯维保合同").wants(t, 303)
		item := must[[]registry.ProviderTerm](t)(w.s.ProviderTerms(t.Context(), w.c))[0].Items[0]
		manager.post(w.url("handover", item.ID), "state", "disputed", "note", "对方说丢了").wants(t, 303)
		manager.post(w.url("history", term.ID, "end"), "until", "2022-12-31", "because", "").wants(t, 422)
		manager.post(w.url("history", term.ID, "end"), "until", "2022-12-31", "because", "撤出").wants(t, 303)
		manager.get(w.url("history")).wants(t, 200, "前物业公司", "电梯维保合同", "有争议", "对方说丢了", "撤出")
	})
}

func TestTheUsualTeamsAreMadeOnce(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		for range 2 {
			desk.post(w.url("teams", "usual")).wants(t, 303)
		}
		if teams := must[[]registry.Team](t)(w.s.Teams(t.Context(), w.c)); len(teams) != 6 {
			t.Fatalf("%d teams", len(teams))
		}
	})
}

func TestAnExportAsksWhyAndComesBackUnchanged(t *testing.T) {
	eachSite(t, func(t *testing.T, w *site) {
		desk := w.visitor(w.c, "前台", actor.Desk)
		first := row("0401", "示例居民001")
		first.Members, first.Phones = []string{"示例居民002"}, []string{"13951000037"}
		w.homes(first, row("0402"))
		desk.post(w.url("export"), "format", "csv", "reason", "").wants(t, 422)
		out := desk.post(w.url("export"), "format", "csv", "reason", "移交")
		out.wants(t, 200, "示例居民001", "13951000037")
		rep := must[registry.Report](t)(registry.ImportFile(t.Context(), w.s, registry.FileImport{Name: "x.csv", Data: []byte(out.body), Compound: w.c}, nil))
		if rep.Unchanged != 2 || len(rep.Errors) != 0 {
			t.Fatalf("%+v", rep)
		}
	})
}
