package demo

import (
	"context"

	"mulin/internal/kit/actor"
	"mulin/internal/registry"
)

// past records who ran the place before, on what mandate it is run now, and what
// came over (R03, R04), then the three volunteer teams and the party group.
func (t *town) past(ctx context.Context) error {
	for _, term := range []registry.ProviderTerm{
		{Provider: "示例物业公司甲", Kind: "company", Basis: "开发商前期物业合同", Since: "2009-06-01", Until: "2014-05-31", LeftBecause: "收费率低,撤场"},
		{Provider: "示例物业公司乙", Kind: "company", Basis: "业主大会选聘", AssemblyOn: "2014-05-18", Since: "2014-06-01", Until: "2019-03-31", LeftBecause: "电梯长期带病运行,业主不再续聘"},
		{Provider: "示例物业公司丙", Kind: "company", Basis: "临时合同", Since: "2019-04-01", Until: "2022-10-31", LeftBecause: "经营困难,自行退出,物业服务断档两个月"},
	} {
		if _, err := t.Registry.AddProviderTerm(ctx, system(), t.compound, term); err != nil {
			return err
		}
	}
	id, err := t.Registry.AddProviderTerm(ctx, system(), t.compound, registry.ProviderTerm{Provider: "春天堡社区居民委员会(红色物业服务处)", Kind: "custody",
		Basis: "业主大会决定由社区代管,三年一议", AssemblyOn: "2022-12-18", Opinions: "联户长逐户上门,收回意见 301 份,同意代管 274 份", Since: "2023-01-03", Until: "2028-12-31"})
	if err != nil {
		return err
	}
	for _, item := range []string{"房屋和业主清册", "电梯年检和维保记录", "消防设施竣工图", "公共部位钥匙 46 把", "预收物业费明细"} {
		if err := t.Registry.AddHandoverItem(ctx, system(), t.compound, id, item); err != nil {
			return err
		}
	}
	return t.teams(ctx)
}

// teams makes the party group and the three volunteer teams (R10, R16) and puts
// people into them.
func (t *town) teams(ctx context.Context) error {
	if _, err := t.Registry.AddTeams(ctx, system(), t.compound,
		registry.Team{Kind: "party", Name: "楼栋党小组", Purpose: "带头、牵头、兜底"},
		registry.Team{Kind: "volunteer", Name: "民情收集队", Purpose: "上门听意见"},
		registry.Team{Kind: "volunteer", Name: "便民服务队", Purpose: "跑腿、代办、小修"},
		registry.Team{Kind: "volunteer", Name: "纠纷调解队", Purpose: "邻里和气"},
		registry.Team{Kind: "supervision", Name: "事务监督组", Purpose: "查账、查办、提疑问"},
	); err != nil {
		return err
	}
	teams, err := t.Registry.Teams(ctx, t.compound)
	if err != nil {
		return err
	}
	for i, team := range teams {
		who, role := t.people.volunteers[i%len(t.people.volunteers)], actor.Volunteer
		switch team.Kind {
		case "party":
			who, role = t.people.party, actor.Party
		case "supervision":
			who, role = t.people.supervisors[0], actor.Supervisor
		}
		if err := t.give(ctx, who.Person, player{name: who.Name, role: role, scope: registry.ScopeTeam, scopeID: team.ID, basis: team.Purpose}); err != nil {
			return err
		}
	}
	return nil
}
