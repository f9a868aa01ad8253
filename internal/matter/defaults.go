package matter

import (
	"context"
	"encoding/json"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/calendar"
	"mulin/internal/kit/db"
	"mulin/internal/registry"
)

// defaultClasses are the sorts of matters a compound begins with. They are only
// a beginning: each community edits its own. The last one catches the rest.
func defaultClasses() []Class {
	return []Class{
		{Code: "lift_trapped", Name: "电梯困人", Kind: Problem, Urgency: Emergency, Skill: "电梯", Keywords: "困人 被困 电梯+困 电梯+关在 電梯+困 困人 trapped lift+stuck", Advice: "请不要扒门,按电梯里的呼救铃,我们马上到。"},
		{Code: "gas", Name: "燃气泄漏", Kind: Hazard, Urgency: Emergency, Skill: "燃气", Keywords: "煤气味 燃气+味 漏气 燃气泄漏 瓦斯 煤气+漏 gas+leak gas+smell", Advice: "请开窗、关阀,不要开关电器,人先出来再打电话。"},
		{Code: "fire", Name: "着火冒烟", Kind: Hazard, Urgency: Emergency, Skill: "", Keywords: "着火 起火 冒烟 火灾 著火 fire smoke", Advice: "请先打 119,走楼梯下楼,不要坐电梯。"},
		{Code: "burst", Name: "水管爆裂", Kind: Problem, Urgency: Emergency, Skill: "水工", Keywords: "爆管 水管爆 喷水 水管+爆 水漫 淹了 burst flood", Advice: "请先关总水阀。"},
		{Code: "facade", Name: "外墙松动", Kind: Hazard, Urgency: Emergency, Skill: "", Keywords: "外墙 墙砖 掉砖 瓷砖+掉 外牆 facade", Advice: "请绕开楼下这一段,我们马上拉警戒线。"},
		{Code: "drain", Name: "公共下水堵", Kind: Problem, Urgency: Urgent, Skill: "下水", Keywords: "堵 下水 水管堵 反水 返水 马桶 地漏 下水道 馬桶 drain blocked toilet", Advice: "先别再用水,师傅上门前会给您打电话。"},
		{Code: "lift", Name: "电梯异常", Kind: Problem, Urgency: Urgent, Skill: "电梯", Keywords: "电梯 異響 异响 電梯 lift elevator"},
		{Code: "water", Name: "停水水压低", Kind: Problem, Urgency: Urgent, Skill: "水工", Keywords: "停水 没水 水压 水小 沒水 水壓 water+pressure no+water"},
		{Code: "power", Name: "停电跳闸", Kind: Problem, Urgency: Urgent, Skill: "电工", Keywords: "停电 没电 跳闸 断电 电线 插座 停電 power electricity"},
		{Code: "ebike", Name: "电动车进楼充电", Kind: Hazard, Urgency: Urgent, Keywords: "电动车 电瓶车 飞线 充电 電動車 ebike e-bike charging"},
		{Code: "firelane", Name: "占用消防通道", Kind: Hazard, Urgency: Urgent, Keywords: "消防通道 堵住通道 防火门 闭门器 消防門 fire+lane fire+door"},
		{Code: "falling", Name: "高空抛物", Kind: Hazard, Urgency: Urgent, Keywords: "高空 抛物 扔下来 扔东西 高空拋物 thrown"},
		{Code: "gashose", Name: "燃气软管瓶装气", Kind: Hazard, Urgency: Ordinary, Skill: "燃气", Keywords: "软管 液化气 瓶装气 煤气罐 煤气瓶 液化氣 gas+hose gas+bottle"},
		{Code: "leak", Name: "渗水漏水", Kind: Dispute, Urgency: Ordinary, Skill: "水工", Keywords: "渗水 漏水 滴水 楼上漏 滲水 leak"},
		{Code: "light", Name: "楼道灯不亮", Kind: Problem, Urgency: Ordinary, Skill: "电工", Keywords: "灯 声控灯 不亮 路灯 燈 light lamp"},
		{Code: "door", Name: "门锁门禁", Kind: Problem, Urgency: Ordinary, Skill: "门锁", Keywords: "门锁 门禁 单元门 门卡 密码 門鎖 門禁 door lock access"},
		{Code: "garbage", Name: "垃圾卫生", Kind: Problem, Urgency: Ordinary, Keywords: "垃圾 卫生 脏 臭 宠物 粪便 狗 garbage rubbish dirty dog"},
		{Code: "noise", Name: "噪声扰邻", Kind: Dispute, Urgency: Ordinary, Keywords: "噪声 噪音 吵 练琴 装修 太响 noise loud renovation"},
		{Code: "clutter", Name: "楼道堆物", Kind: Dispute, Urgency: Ordinary, Keywords: "堆物 鞋柜 杂物 楼道堆 雜物 clutter"},
		{Code: "parking", Name: "车位停车", Kind: Dispute, Urgency: Complex, Lane: Deliberate, Keywords: "车位 停车 抢占 車位 停車 parking"},
		{Code: "green", Name: "绿化", Kind: Problem, Urgency: Complex, Keywords: "绿化 树 草坪 花 綠化 樹 tree plants"},
		{Code: "care", Name: "关爱帮扶", Kind: Need, Urgency: Urgent, Keywords: "独居 老人 买药 送药 轮椅 残疾 看护 獨居 買藥 medicine elder wheelchair"},
		{Code: "paperwork", Name: "代办咨询", Kind: Need, Urgency: Ordinary, Keywords: "代办 补贴 低保 社保 咨询 怎么办 手机 挂号 代辦 補貼 subsidy advice"},
		{Code: "facility", Name: "增设公共设施", Kind: Need, Urgency: Complex, Lane: Deliberate, Keywords: "坡道 晾衣 增设 加装 充电桩 健身 儿童 增設 ramp install"},
		{Code: "other", Name: "其他", Kind: Problem, Urgency: Ordinary},
	}
}

// promise is a default target in minutes, by urgency (requests.md, Clocks).
type promise struct {
	target Target
	always bool // runs day and night, else by office hours
	min    int64
}

func defaultPromises(u Urgency) []promise {
	const hour, day = 60, 24 * 60
	switch u {
	case Emergency:
		return []promise{{TargetSign, true, 5}, {TargetContact, true, 5}, {TargetOnSite, true, 30}, {TargetResolve, true, 4 * hour}, {TargetCallback, true, day}}
	case Urgent:
		return []promise{{TargetSign, true, 30}, {TargetContact, true, hour}, {TargetOnSite, true, 2 * hour}, {TargetResolve, true, day}, {TargetCallback, true, day}}
	case Ordinary:
		return []promise{{TargetSign, false, 2 * hour}, {TargetContact, false, 4 * hour}, {TargetResolve, true, day}, {TargetCallback, true, 2 * day}}
	case Complex:
	}
	return []promise{{TargetSign, false, 4 * hour}, {TargetContact, false, 8 * hour}, {TargetResolve, true, 7 * day}, {TargetCallback, true, 3 * day}}
}

// defaultChain is who hears of a broken promise, and when, in per cent of it.
func defaultChain() []step {
	return []step{{1, 100, actor.Head}, {2, 150, actor.Manager}, {3, 200, actor.Supervisor}, {4, 300, actor.Street}}
}

// SetUp gives a compound calendars, classes, targets, an escalation chain and
// the two fallback people, so that it can take matters at once. It leaves alone
// what is already there.
func (s *Service) SetUp(ctx context.Context, c registry.Compound, fallback, deputy int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.SetUpTx(ctx, tx, c, fallback, deputy) })
}

// SetUpTx is SetUp within a transaction.
func (s *Service) SetUpTx(ctx context.Context, tx *db.Tx, c registry.Compound, fallback, deputy int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO matter_setting (community_id, compound_id, fallback_id, fallback_deputy) VALUES ($1, $2, $3, $4)
		ON CONFLICT (community_id, compound_id) DO NOTHING`, c.Community, c.ID, fallback, deputy)
	if err != nil {
		return err
	}
	have, err := ClassesTx(ctx, tx, c.Community, c.ID)
	if err != nil || len(have) > 0 {
		return err
	}
	always, err := addCalendar(ctx, tx, c, "全天 24×7", calendar.AlwaysOpen())
	if err != nil {
		return err
	}
	office, err := addCalendar(ctx, tx, c, "服务处工作时间", calendar.Office())
	if err != nil {
		return err
	}
	for i, class := range defaultClasses() {
		if err := addClass(ctx, tx, c, class, int64(i), always, office); err != nil {
			return err
		}
	}
	return saveChain(ctx, tx, c, 0, defaultChain())
}

func addCalendar(ctx context.Context, tx *db.Tx, c registry.Compound, name string, cal *calendar.Calendar) (int64, error) {
	spec, err := json.Marshal(cal)
	if err != nil {
		return 0, err
	}
	id := tx.NewID()
	_, err = tx.Exec(ctx, "INSERT INTO work_calendar (community_id, id, compound_id, name, spec) VALUES ($1, $2, $3, $4, $5)", c.Community, id, c.ID, name, string(spec))
	return id, err
}

func addClass(ctx context.Context, tx *db.Tx, c registry.Compound, class Class, position, always, office int64) error {
	class.ID, class.Position, class.Active, class.Lane = tx.NewID(), position, true, or(class.Lane, DoNow)
	if err := insertClass(ctx, tx, c, class); err != nil {
		return err
	}
	for _, p := range defaultPromises(class.Urgency) {
		cal := office
		if p.always {
			cal = always
		}
		if err := saveTarget(ctx, tx, c.Community, class.ID, ClassTarget{Target: p.target, Calendar: cal, Minutes: p.min, Warn1: 50, Warn2: 80}); err != nil {
			return err
		}
	}
	return nil
}

func saveChain(ctx context.Context, tx *db.Tx, c registry.Compound, class int64, chain []step) error {
	if _, err := tx.Exec(ctx, "DELETE FROM escalation_step WHERE community_id = $1 AND compound_id = $2 AND class_id = $3", c.Community, c.ID, class); err != nil {
		return err
	}
	for _, st := range chain {
		_, err := tx.Exec(ctx, "INSERT INTO escalation_step (community_id, compound_id, class_id, level, role, percent) VALUES ($1, $2, $3, $4, $5, $6)",
			c.Community, c.ID, class, st.level, st.role, st.percent)
		if err != nil {
			return err
		}
	}
	return nil
}
